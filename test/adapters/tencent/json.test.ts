// JSON with IDs beyond 2^53: read as JSON.parse reads it, except that such an ID keeps its digits.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readWire, writeWire } from '../../../src/adapters/tencent/json.ts';
import type { Wire } from '../../../src/adapters/tencent/wire.ts';

const readValue = (text: string) => {
  const read = readWire(text);
  if (!read.ok) throw new Error(read.problem);
  return read.value;
};
const problemOf = (text: string) => {
  const read = readWire(text);
  return read.ok ? undefined : read.problem;
};
/** With the prototypes that JSON.parse gives. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
};
/** With the numbers that JSON.parse makes of those beyond 2^53. */
const rounded = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(rounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rounded(item)]));
};
const parsed = (text: string): { value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

describe('whole numbers', () => {
  test.each([
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['9007199254740993', 9007199254740993n],
    ['-9007199254740993', -9007199254740993n],
    ['18446744073709551615', 18446744073709551615n],
    ['100000546533', 100000546533],
    ['1e3', 1000],
    ['-0.5E-1', -0.05],
    ['9007199254740993.0', 9007199254740992],
  ])('%s', (text, value) => {
    expect(readValue(text)).toBe(value);
  });

  test('an ID beyond 2^53 is written with the digits it was read with', () => {
    const text = '{"PolicyId":9007199254740993,"Uin":"9007199254740993"}';
    expect(writeWire(readValue(text))).toBe(text);
  });

  test('digits inside a string stay a string, whatever stands around them', () => {
    const text = '{"a":"id 9007199254740993","b\\"9007199254740993":["\\\\",9007199254740993,"\\\\\\""]}';
    expect(plain(readValue(text))).toEqual({
      a: 'id 9007199254740993',
      'b"9007199254740993': ['\\', 9007199254740993n, '\\"'],
    });
  });

  test('a number that would take long to read is refused', () => {
    expect(problemOf(`[${'9'.repeat(400)}]`)).toBeUndefined();
    expect(problemOf(`[${'9'.repeat(401)}]`)).toBe('has a number of more than 400 digits');
    expect(problemOf('[1e400]')).toBe('has a number that is too large');
  });
});

describe('as JSON.parse', () => {
  // JSON.parse reads 1e999 as Infinity.
  const noGreatExponent = (text: string) => !/[eE]\+?\d{3}/.test(text);

  test('any JSON is read as the same value', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(0, 1, '\t'), (text, indent) => {
        const laidOut = JSON.stringify(JSON.parse(text), null, indent);
        expect(rounded(readValue(laidOut))).toEqual(JSON.parse(laidOut));
      }),
      { numRuns: 500 },
    );
  });

  test('what it refuses is refused, and what it takes is taken, in texts that are damaged at one place', () => {
    const damage = fc.record({
      text: fc.json({ maxDepth: 4 }),
      at: fc.nat(),
      remove: fc.nat(2),
      insert: fc.constantFrom(
        '',
        '"',
        '\\',
        ',',
        ':',
        '{',
        '}',
        '[',
        ']',
        '0',
        '-',
        '.',
        'e',
        ' ',
        '\n',
        '\u0000',
        'u',
        'null',
        '\u00a0',
      ),
    });
    fc.assert(
      fc.property(damage, ({ text, at, remove, insert }) => {
        const place = at % (text.length + 1);
        const damaged = text.slice(0, place) + insert + text.slice(place + remove);
        fc.pre(noGreatExponent(damaged));
        const theirs = parsed(damaged);
        const ours = readWire(damaged);
        expect(ours.ok).toBe(theirs !== undefined);
        if (ours.ok) expect(rounded(ours.value)).toEqual(theirs?.value);
      }),
      { numRuns: 3000 },
    );
  });

  test('any value that is written is read again as it was', () => {
    const { value } = fc.letrec<{ value: Wire }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 5 },
        fc.constant(null),
        fc.boolean(),
        fc.string({ unit: 'binary' }),
        fc.maxSafeInteger(),
        fc.double({ noDefaultInfinity: true, noNaN: true, max: 1e15, min: -1e15 }),
        fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 4, noNullPrototype: true }),
      ),
    }));
    const noMinusZero = (text: string) => !/-0[,\]}]|-0$/.test(text);
    fc.assert(
      fc.property(value, (written) => {
        const text = writeWire(written);
        fc.pre(noMinusZero(text));
        expect(writeWire(readValue(text))).toBe(text);
        expect(plain(readValue(text))).toEqual(plain(JSON.parse(JSON.stringify(written, asIs), asBigint)));
      }),
      { numRuns: 500 },
    );
  });
});

const asIs = (_: string, value: unknown) => (typeof value === 'bigint' ? `bigint ${value}` : value);
const asBigint = (_: string, value: unknown) =>
  typeof value === 'string' && /^bigint \d+$/.test(value) ? BigInt(value.slice(7)) : value;

describe('harm', () => {
  test('"__proto__" is a key like any other', () => {
    const value = readValue('{"__proto__":{"admin":true},"constructor":1}');
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor']);
    expect('toString' in (value as object)).toBe(false);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
    expect(writeWire(value)).toBe('{"__proto__":{"admin":true},"constructor":1}');
  });

  test('of a key that stands twice, the last counts', () => {
    expect(plain(readValue('{"a":1,"b":2,"a":3}'))).toEqual({ a: 3, b: 2 });
  });

  test('64 levels are read, and not 65', () => {
    expect(problemOf('['.repeat(64) + ']'.repeat(64))).toBeUndefined();
    expect(problemOf('['.repeat(65) + ']'.repeat(65))).toBe('is nested more than 64 deep');
    expect(problemOf('{"a":'.repeat(100_000))).toBe('is nested more than 64 deep');
  });

  test('a string of a million escapes is read', () => {
    expect(readValue(JSON.stringify('"\\'.repeat(500_000)))).toHaveLength(1_000_000);
  });

  test('a number that JSON cannot say is not written', () => {
    expect(() => writeWire({ Rp: Number.NaN })).toThrow(RangeError);
  });
});

describe('what is wrong', () => {
  const text = '{"a":[1.5e3,true,"x\\u00e9\\n",null,-12,false],"b":{}}';

  test('every text that breaks off is told as such', () => {
    expect(readWire(text).ok).toBe(true);
    for (let length = 0; length < text.length; length++) {
      expect(readWire(text.slice(0, length))).toEqual({ ok: false, problem: 'breaks off' });
    }
  });

  test.each([
    ['{"a":1,}', 'is no JSON from character 8 on'],
    ['[1 2]', 'is no JSON from character 4 on'],
    ["{'a':1}", 'is no JSON from character 2 on'],
    ['[NaN]', 'is no JSON from character 2 on'],
    ['{} {}', 'has more after its end'],
    ['<html>', 'is no JSON from character 1 on'],
  ])('%s', (wrong, problem) => {
    expect(readWire(wrong)).toEqual({ ok: false, problem });
  });
});
