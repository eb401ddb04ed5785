import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonical, equal, mergePatch, put } from '../src/json.ts';

const runs = { seed: 20_261_122, numRuns: 2000 };

describe('canonical text', () => {
  test('has the keys of all maps in order, and no white space', () => {
    const value = { url: 'https://chat.acme.example', events: ['b', 'a'], nested: { z: null, a: -0.5 } };
    expect(canonical(value)).toBe(
      '{"events":["b","a"],"nested":{"a":-0.5,"z":null},"url":"https://chat.acme.example"}',
    );
  });

  test('leaves out what is undefined in a map, and has null for it in a list', () => {
    expect(canonical({ a: undefined, b: [undefined, Number.NaN, Number.POSITIVE_INFINITY] })).toBe(
      '{"b":[null,null,null]}',
    );
  });

  test.each([
    ['quotes and backslashes', 'a "b" \\c', '"a \\"b\\" \\\\c"'],
    ['control characters', 'a\nb\u0001\u007f', '"a\\nb\\u0001\u007f"'],
    ['half a pair of surrogates', 'a\ud800', '"a\\ud800"'],
    ['a whole pair', '群😀', '"群😀"'],
    ['separators of lines that JSON takes as they are', '\u2028\u2029', '"\u2028\u2029"'],
  ])('writes %s as JSON does', (_, text, expected) => {
    expect(canonical(text)).toBe(expected);
    expect(canonical({ [text]: text })).toBe(`{${expected}:${expected}}`);
  });

  test('of any JSON reads back as the same value, and is its JSON where that has no map', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        expect(equal(JSON.parse(canonical(value)), JSON.parse(JSON.stringify(value)))).toBe(true);
      }),
      runs,
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.boolean())), (list) => {
        expect(canonical(list)).toBe(JSON.stringify(list));
      }),
      runs,
    );
  });
});

describe('equality', () => {
  test.each([
    ['maps with keys in another order', { a: 1, b: [2] }, { b: [2], a: 1 }, true],
    ['lists in another order', [1, 2], [2, 1], false],
    ['a list that is longer', [1], [1, 2], false],
    ['a list and a map of the same', ['a'], { 0: 'a' }, false],
    ['a map and a list of the same', { 0: 'a' }, ['a'], false],
    ['a map and null', {}, null, false],
    ['a map with another key', { a: undefined }, { b: undefined }, false],
    ['a key that is only inherited', JSON.parse('{"toString": 1}'), { a: 1 }, false],
  ])('of %s', (_, a, b, expected) => {
    expect(equal(a, b)).toBe(expected);
  });
});

test('a value is put where its path says, with the maps on the way', () => {
  const map = { a: { b: 1 } };
  put(map, ['a', 'c', 'd'], 2);
  put(map, ['e'], 3);
  put(map, [], 4);
  expect(JSON.parse(JSON.stringify(map))).toEqual({ a: { b: 1, c: { d: 2 } }, e: 3 });
});

test('a patch goes into a copy: null takes away, maps are merged, all else replaces', () => {
  const target = Object.freeze({ a: Object.freeze({ b: 1, c: 2 }), d: [1] });
  expect(JSON.parse(JSON.stringify(mergePatch(target, { a: { b: null, e: 3 }, d: [2] })))).toEqual({
    a: { c: 2, e: 3 },
    d: [2],
  });
});
