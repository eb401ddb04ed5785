// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of the language
// Two ways lead to the tree of a file: the fast one, which may decline, and the library's, which decides.
import { describe, expect, test } from 'vitest';
import { read } from '../../src/config/read.ts';
import { scan } from '../../src/config/scan.ts';
import { randomFrom } from '../support/random.ts';
import { disagreement, isScanned, outline, unloadable, yamlFiles } from '../support/reading.ts';
import { yamlText } from '../support/yaml-texts.ts';

const treeOf = (text: string) => outline(scan({ path: 'lobby.yaml', text }));

/** The lines of the common form, one area of YAML each, and what is next to them and is not. */
const areas: Record<string, { taken: string[]; left: string[] }> = {
  'plain text': {
    taken: [
      'a: some text',
      'a: b:c',
      'a: b#c',
      "a: it's",
      'a: say "x"',
      'a: -x',
      'a: x - y',
      'a: b, c] d}',
      'a: x\\n',
    ],
    left: [
      'a: b: c',
      'a: b:',
      'a: [b',
      'a: - b',
      'a: -',
      'a: ? b',
      'a: :b',
      'a: @b',
      'a: `b',
      'a: %b',
      'a: |b',
      'a: *b',
    ],
  },
  'plain text on several lines': {
    taken: [],
    left: ['a: b\n  c', 'a: b\n\n  c', 'a:\n  b', 'a:\n  b\n  c', 'a: b\n c'],
  },
  'what is no text': {
    taken: [
      'a: null',
      'a: ~',
      'a: True',
      'a: FALSE',
      'a: 0o17',
      'a: 0x1F',
      'a: -1.5e3',
      'a: 0123',
      'a: +.5',
      'a: -0',
    ],
    left: [
      'a: .inf',
      'a: -.INF',
      'a: .NaN',
      'a: 9007199254740993',
      'a: 1e999',
      'a: 0xfffffffffffffff',
      'a: 1e300',
    ],
  },
  'what only looks as if it were none': {
    taken: ['a: yes', 'a: 1_000', 'a: 22:22', 'a: 0o8', 'a: nulL', 'a: 1.2.3'],
    left: [],
  },
  nothing: {
    taken: ['a:', 'a:\nb: 1', 'a:   \nb:\n', 'a:\n\n\nb: 1', 'a: {b: ~}', 'a:\n  b:\nc: 1'],
    left: [
      'a: # none',
      'a:\n# none\nb: 1',
      'a:\n  # none',
      'a: {b: }',
      'a: {b}',
      'a: [b, , c]',
      'a:\n  -\n  - b',
      '',
      '# later',
    ],
  },
  'single quotes': {
    taken: ["a: ''", "a: 'it''s'", "a: 'b: # c'", "'a b' : 1", "a: '\\n'"],
    left: ["a: 'b", "a: 'b' c", "a: 'b\n  c'", "a: 'b'#c", "'a':b"],
  },
  'double quotes': {
    taken: [
      'a: "b: # c"',
      'a: "\\n\\t\\"\\\\\\/\\r"',
      'a: "\\x41\\u5ba2"',
      '"a": 1',
      'a: " b "',
      'a: "客服😀"',
    ],
    left: [
      'a: "b',
      'a: "\\q"',
      'a: "b\n  c"',
      'a: "b\\\n  c"',
      'a: "\\ud83d\\ude00"',
      'a: "\\ud83d"',
      'a: "\\0"',
      'a: "b" "c"',
    ],
  },
  'block text': {
    taken: [
      'a: |\n  b\n   c\n\n  d\n',
      'a: >-\n  b\n  c\n\n\n  d\n\nb: 1',
      'a: |-\n b',
      '- a',
      'a:\n- |\n  b\n- >\n  c',
    ].filter((text) => text !== '- a'),
    left: [
      'a: |+\n  b\n\n',
      'a: |2\n  b',
      'a: | # c\n  b',
      'a: |\n\n  b',
      'a: >\n  b\n   c',
      'a: |\nb',
      'a: |',
      'a: |\n  b\n   \n c',
      'a:\n  |\n  b',
    ],
  },
  'block maps': {
    taken: ['a: 1\nb: 2', 'a:\n    b: 1\nc:\n  d: 2', 'a:\n  b:\n    c: 1\n  d: 2', 'a : 1', '---\na: 1'],
    left: [
      'a: 1\n b: 2',
      '  a: 1',
      'a:\n  b: 1\n c: 2',
      'a:\nb',
      'a: b: c',
      'a: 1\na: 2',
      '? a\n: 1',
      'a\n: 1',
      ': 1',
      'a:b',
      'b',
      '[a]: 1',
      '{a: 1}: 2',
    ],
  },
  'keys that are no text': {
    taken: ['"1": a', "'true': a", '"": a', '1a: b', '<<: a', '__proto__: a'],
    left: ['1: a', 'true: a', '~: a', '0x1: a', 'a: {1: b}'],
  },
  'block lists': {
    taken: [
      'a:\n  - b\n  - c',
      'a:\n- b\n- c\nd: 1',
      'a:\n  - b: 1\n    c: 2\n  -   d: 3',
      'a:\n  - [b]\n  - {c: d}',
      'a:\n- b:\n  - c\n- d',
    ],
    left: [
      '- a',
      'a: - b',
      'a:\n  - b\n - c',
      'a:\n  - - b',
      'a:\n  -\n    b: 1',
      'a:\n  - b\n  c: 1',
      'a:\n  -b\n',
      'a:\n- b: 1\n c: 2',
      'a:\n  - b\n    c',
    ],
  },
  'maps and lists in brackets': {
    taken: [
      'a: {}',
      'a: [ ]',
      'a: {b: c, "d": e, }',
      'a: [b, [c], {d: e}]',
      'a: {"b":1}',
      'a: [\n  b, # c\n\n  d\n]',
      'a: {\n  b:\n    c\n }',
      'a:\n  [b]',
      'a: {b : c}',
    ],
    left: [
      'a: [b',
      'a: [b]]',
      'a: {b]',
      'a: [,]',
      'a: [b c: d]',
      'a: {b:c}',
      'a: {b:[c]}',
      'a: [a: b]',
      'a: {? b: c}',
      'a: [\nb]',
      'a: {${var.b}: c}',
      'a: [b\n  c]',
      'a: [b]c',
      'a: {b: "c" d}',
      'a: {b: 1, b: 2}',
      'a: [# b\n  c]',
      'a: [-]',
      'a:\n# b\n  [c]',
      'a:\n[b]',
    ],
  },
  comments: {
    taken: [
      '# a\na: 1 # b\n  # c\n# d\n',
      'a:\n  b: 1\n  # c\nd: 1',
      'a: # b\n  c: 1',
      'a: |\n  b\n# c',
      'a:\n  - b\n  # c\n # d',
      'a: "b"   # c',
      '#\na: 1',
      'a:\n  # b\n  c: 1',
    ],
    left: ['a: "b"# c', 'a: [b]# c', 'a:# b\n  c: 1', 'a: b # c\n  d'],
  },
  'anchors, aliases, tags and directives': {
    taken: ['a: b&c*d!e'],
    left: [
      'a: &b c',
      'a: *b',
      'a: !b c',
      '&a b: c',
      '!!map\na: 1',
      'a: {b: &c d}',
      '%YAML 1.2\n---\na: 1',
      'a: ! b',
      'a: !!omap [b: 1]',
    ],
  },
  documents: {
    taken: ['---\n# a\nb: 1'],
    left: [
      '--- a',
      'a: 1\n---\nb: 1',
      'a: 1\n...',
      '---\n---\na: 1',
      '# a\n---\nb: 1',
      '---',
      'a: |\n  b\n---\nc: 1',
      '--- # a\nb: 1',
    ],
  },
  'characters of their own': {
    taken: ['a: b\u00a0c', 'a: \u200bb', 'ä: ö', 'a: 😀'],
    left: [
      'a: b\tc',
      'a:\tb',
      '\ta: b',
      'a: b # c\td',
      'a: 1\r\nb: 2\r\n',
      'a: 1\rb: 2',
      '\ufeffa: 1',
      'a: \u2028',
      'a: \u0085b',
      'a: \ud800',
      'a: \u0007',
      'a: \u007f',
    ],
  },
  'conflicts of a merge': {
    taken: ['a: <<<<<<< b'],
    left: ['<<<<<<< b: c\na: 1', 'a: 1\n>>>>>>> b', '<<<<<<<: 1'],
  },
};

describe.each(Object.entries(areas))('%s', (_, { taken, left }) => {
  test.each(taken)('%j is read fast, and the library reads the same', (text) => {
    for (const whole of [text, `${text}\n`]) {
      expect(isScanned(whole)).toBe(true);
      expect(disagreement(whole)).toBeUndefined();
    }
  });

  test.each(left)('%j is left to the library', (text) => {
    expect(isScanned(`${text}\n`)).toBe(false);
    expect(isScanned(text)).toBe(false);
  });
});

test('a tree has the offsets of keys, values and collections, with what stands behind the last value', () => {
  expect(treeOf('apps:\n  lobby: # c\n    name: "x"  # d\n    tags: [a, {b: 1}]\n\n')).toBe(
    '0-60 {0-4 "apps": 8-60 {8-13 "lobby": 23-60 {23-27 "name": 29-32 "x", 42-46 "tags": 48-59 [49-50 "a", 52-58 {53-54 "b": 56-57 1}]}}}',
  );
});

test('a comment as deep as a map is part of what ends with the map', () => {
  expect(treeOf('a:\n  b:\n    c: 1\n    # of b\n')).toBe(
    '0-28 {0-1 "a": 5-28 {5-6 "b": 12-17 {12-13 "c": 15-16 1}}}',
  );
  expect(treeOf('a:\n  b:\n    c: 1\n  # of a\n')).toBe(
    '0-26 {0-1 "a": 5-17 {5-6 "b": 12-17 {12-13 "c": 15-16 1}}}',
  );
});

test('a comment that is indented deeper than a key is part of the value above it', () => {
  expect(treeOf('a:\n  b: 1\n    # of b\nc: 2\n')).toBe(
    '0-26 {0-1 "a": 5-21 {5-6 "b": 8-9 1}, 21-22 "c": 24-25 2}',
  );
});

test('file by file, all YAML of the examples and of the test cases is read fast, and as the library reads it', () => {
  const files = yamlFiles('examples', 'test');
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter(({ text }) => !isScanned(text)).map(({ path }) => path)).toEqual([]);
  for (const { path, text } of files) expect(disagreement(text), path).toBeUndefined();
});

test('what is too large, too deep or too long is left to the library', () => {
  expect(isScanned(`# ${'x'.repeat(1024 * 1024)}\na: 1\n`)).toBe(false);
  expect(isScanned(`# ${'客'.repeat(350_000)}\na: 1\n`)).toBe(false);
  expect(isScanned(`a: ${'['.repeat(20)}${']'.repeat(20)}`)).toBe(true);
  expect(isScanned(`a: ${'['.repeat(40)}${']'.repeat(40)}`)).toBe(false);
  expect(isScanned(Array.from({ length: 40 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'))).toBe(false);
  expect(isScanned(`a:\n${Array.from({ length: 40 }, (_, i) => `${'  '.repeat(i)}- a:`).join('\n')}`)).toBe(
    false,
  );
  expect(isScanned(`${'a'.repeat(500)}: 1`)).toBe(true);
  expect(isScanned(`${'a'.repeat(1100)}: 1`)).toBe(false);
});

test('what the fast way declines is read by the library, whatever it is', () => {
  const text = 'a: &b 1\nc: *b\n';
  expect(isScanned(text)).toBe(false);
  expect(outline(read({ path: 'lobby.yaml', text }).root)).toBe('0-14 {0-1 "a": 6-7 1, 8-9 "c": 6-7 1}');
});

const count = Number(process.env.FUZZ_COUNT ?? 4000);

test(`${count} generated texts are read alike both ways, and answered when they are loaded`, () => {
  const real = yamlFiles('examples').map(({ text }) => text);
  const before = Reflect.ownKeys(Object.prototype);
  let scanned = 0;
  for (let index = 0; index < count; index++) {
    const text = yamlText(randomFrom(index), real);
    const wrong = disagreement(text) ?? (index % 50 === 0 ? unloadable(text) : undefined);
    expect(wrong, JSON.stringify(text)).toBeUndefined();
    if (isScanned(text)) scanned += 1;
  }
  expect(Reflect.ownKeys(Object.prototype)).toEqual(before);
  expect([scanned > count / 4, scanned < (count * 3) / 4]).toEqual([true, true]);
});
