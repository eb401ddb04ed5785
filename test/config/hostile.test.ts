// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of the language
// No text makes the reader throw, and none reaches the prototype that all objects share.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { type Loaded, load } from '../../src/config/load.ts';
import { head } from '../support/configuration.ts';

const prototypeBefore = Reflect.ownKeys(Object.prototype);
afterEach(() => {
  expect(Reflect.ownKeys(Object.prototype)).toEqual(prototypeBefore);
  expect(Object.hasOwn({}, 'edition')).toBe(false);
});

const settings = { numRuns: 300, seed: 20260301 } as const;

function loadText(text: string): Loaded {
  return load({
    files: [
      { path: 'chatform.yaml', text: head },
      { path: 'apps.yaml', text },
    ],
    environment: { path: 'environments/prod.yaml', text },
    given: [{ file: { path: 'values.yaml', text } }],
    env: {},
  });
}

/** Loaded or refused with reasons: never both, never neither; each reason once, in order. */
function expectAnAnswer({ desired, diagnostics }: Loaded): void {
  expect(desired === undefined).toBe(diagnostics.length > 0);
  const keys = diagnostics.map(({ source, message }) => JSON.stringify([source, message]));
  expect(new Set(keys).size).toBe(keys.length);
  for (const { source } of diagnostics) {
    if (!source) continue;
    expect(source.line).toBeGreaterThanOrEqual(1);
    expect(source.column).toBeGreaterThanOrEqual(1);
    expect(source.column).toBeLessThanOrEqual(source.text.length + 2);
    expect([source.endLine > source.line, source.endColumn >= source.column]).toContain(true);
  }
}

const examples = path.resolve(import.meta.dirname, '../../examples');
const realTexts = readdirSync(examples, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(path.join(examples, name), 'utf8'));

test('arbitrary bytes are answered', () => {
  const bytes = fc.uint8Array({ maxLength: 400 });
  fc.assert(
    fc.property(bytes, (some) => expectAnAnswer(loadText(new TextDecoder().decode(some)))),
    settings,
  );
});

test('arbitrary sequences of the signs of YAML are answered', () => {
  const signs = ['a', 'apps', ':', ': ', '- ', '? ', '\n', '  ', '[', ']', '{', '}', ',', '"', "'", '|', '>']
    .concat(['&x ', '*x', '!t ', '#', '---', '...', '%', '\t', '\r\n', '0', '~', 'null', '<<', '${', '\\u'])
    .concat(['__proto__', 'constructor', 'extends', 'templates', '\ud800', '\u0000', '客服']);
  const text = fc.array(fc.constantFrom(...signs), { maxLength: 40 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (some) => expectAnAnswer(loadText(some))),
    { ...settings, numRuns: 2000 },
  );
});

test('real files with pieces cut, doubled and replaced are answered', () => {
  const junk = [
    '',
    ':',
    '\n',
    '  ',
    '"',
    '{',
    '[',
    '&a ',
    '*a',
    '__proto__: ',
    'null',
    '${var.x}',
    '!!int ',
    '- ',
  ];
  const edit = fc.record({ at: fc.nat(), cut: fc.nat(12), put: fc.constantFrom(...junk) });
  const mutated = fc
    .tuple(fc.constantFrom(...realTexts), fc.array(edit, { minLength: 1, maxLength: 5 }))
    .map(([text, edits]) =>
      edits.reduce((now, { at, cut, put }) => {
        const place = at % (now.length + 1);
        return now.slice(0, place) + put + now.slice(place + cut);
      }, text),
    );
  fc.assert(
    fc.property(mutated, (text) => expectAnAnswer(loadText(text))),
    settings,
  );
});

test('arbitrary data in the place of every block is answered', () => {
  const names = fc.constantFrom(
    'support',
    '__proto__',
    'constructor',
    'toString',
    'name',
    'extends',
    'Level',
    '1',
  );
  const data = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 5 },
      fc.constantFrom<unknown>(
        null,
        true,
        5,
        -1.5,
        '',
        'text',
        '${apps.support.sdkAppId}',
        '${var.a}',
        'yes',
      ),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.array(fc.tuple(names, tie('value')), { maxLength: 3 }).map((pairs) => ({ pairs })),
    ),
  })).value;
  // JSON is YAML; a map is written by hand, since `__proto__` in an object literal is no key.
  const write = (value: unknown): string => {
    if (Array.isArray(value)) return `[${value.map(write).join(', ')}]`;
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const { pairs } = value as { pairs: [string, unknown][] };
    const once = [...new Map(pairs)];
    return `{${once.map(([key, inner]) => `${JSON.stringify(key)}: ${write(inner)}`).join(', ')}}`;
  };
  const blocks = fc.constantFrom('apps', 'templates', 'variables', 'cam', 'moved', 'removed', '__proto__');
  const sections = fc.constantFrom('messages', 'userFields', 'groupFields', 'tags', 'webhook', 'groupTypes');
  const text = fc.oneof(
    fc.tuple(blocks, data).map(([block, value]) => `${block}: ${write(value)}\n`),
    fc
      .tuple(sections, data)
      .map(([name, value]) => `apps: {support: {name: Support, ${name}: ${write(value)}}}\n`),
  );
  fc.assert(
    fc.property(text, (some) => expectAnAnswer(loadText(some))),
    { ...settings, numRuns: 1000 },
  );
});
