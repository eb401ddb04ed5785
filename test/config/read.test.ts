// The safe part of YAML 1.2: what is not in it is refused with its place.
import { describe, expect, test } from 'vitest';
import { plainOf } from '../../src/config/node.ts';
import { read } from '../../src/config/read.ts';

const complaintsOf = (text: string) =>
  read({ path: 'lobby.yaml', text }).diagnostics.map(
    ({ source, message }) =>
      `${source?.line}:${source?.column}-${source?.endLine}:${source?.endColumn} ${message}`,
  );

function contentOf(text: string): unknown {
  const { root, diagnostics } = read({ path: 'lobby.yaml', text });
  expect(diagnostics).toEqual([]);
  return root && JSON.parse(JSON.stringify(plainOf(root)));
}

const tag = 'tags such as !!str are not part of the language; quote text instead';

test.each<[string, string, string[]]>([
  [
    'a merge conflict',
    'apps:\n<<<<<<< HEAD\n  a: 1\n=======\n  a: 2\n>>>>>>> main\n',
    ['2:1-2:8 a merge conflict marker; resolve the conflict and remove the marker lines'],
  ],
  [
    'a key twice',
    'apps:\n  lobby: 1\n  shop: 2\n  lobby: 3\n',
    ['4:3-4:8 this key stands twice in the same map, first on line 2; keep one of them'],
  ],
  ['a tag', 'name: !!str 5\nnote: !!int "3"\n', [`1:7-1:12 ${tag}`, `2:7-2:12 ${tag}`]],
  ['a tag that nobody knows', 'host: !secret x\n', [`1:7-1:14 ${tag}`]],
  [
    'tags of kinds that are built of others',
    'a: !!omap\n  - b: 1\nc: !!set {d}\ne: !!pairs [f: 1]\ng: !!binary aGk=\nh: !!timestamp 2026-03-01\n',
    [`1:4-1:10 ${tag}`, `3:4-3:9 ${tag}`, `4:4-4:11 ${tag}`, `5:4-5:12 ${tag}`, `6:4-6:15 ${tag}`],
  ],
  ['the tag of no type', 'note: ! y\n', [`1:7-1:8 ${tag}`]],
  [
    'a directive',
    '%YAML 1.1\n---\nname: x\n',
    ['1:1-1:10 directives such as %YAML are not part of the language'],
  ],
  [
    'a second document',
    'a: 1\n---\nb: 2\n',
    ['2:1-2:4 a file holds one YAML document; remove what begins with this `---`'],
  ],
  ['keys that are no text', '[a]: 1\n', ['1:1-1:2 a key must be plain text']],
  ['a key that is a map', '? {a: b}\n: 1\n', ['1:3-1:4 a key must be plain text']],
  ['a key without text', ': 1\n', ['1:1-1:1 a key is text; quote it: ""']],
  [
    'keys that YAML reads as numbers and the like',
    '0123: a\ntrue: b\n~: c\n1e3: d\n',
    [
      '1:1-1:5 a key is text; quote it: "0123"',
      '2:1-2:5 a key is text; quote it: "true"',
      '3:1-3:2 a key is text; quote it: "~"',
      '4:1-4:4 a key is text; quote it: "1e3"',
    ],
  ],
  ['a tab', 'apps:\n\tlobby: 1\n\tshop: 2\n', ['2:1-2:2 a tab cannot indent YAML; use spaces']],
  [
    'an indentation that does not fit',
    'apps:\n  lobby:\n    name: x\n   type: y\n',
    ['4:4-4:5 the indentation does not fit the lines around it'],
  ],
  [
    'an indentation too deep',
    'lobby:\n  name: x\n    type: y\n    edition: z\n',
    ['2:9-2:10 the lines after this one are indented too deep'],
  ],
  [
    'a second `: `',
    'name: Hello: world\n',
    ['1:7-1:8 a second `: ` on this line; quote the text that it stands in'],
  ],
  [
    'a missing `: `',
    'lobby:\n  name Lobby\n  type: Game\n',
    ['2:3-3:7 a key is followed by `: ` on the same line; is that missing here?'],
  ],
  ['a quote that nothing closes', 'name: "Hello\ntype: Game\n', ['1:7-1:8 nothing closes this quote']],
  ['a single quote that nothing closes', "name: 'It''s\n", ['1:7-1:8 nothing closes this quote']],
  [
    'a bracket that nothing closes',
    'lobby:\n  tags: {a: b\n  type: Game\n',
    ['3:3-3:4 a `}` is missing before this, or the lines inside the brackets are not indented'],
  ],
  [
    'a sign that YAML keeps for itself',
    'a: @all\nb: *\nc: "\\q"\n',
    [
      '1:4-1:5 text cannot begin with this character in YAML; quote the text',
      '2:4-2:5 `*` and `&` begin aliases and anchors in YAML; quote the text if it is one: "*"',
      '3:5-3:6 there is no such escape in double quotes; write \\\\ for a backslash, or use single quotes',
    ],
  ],
  [
    'a reference in braces',
    `webhook: {url: \${var.url}}\n`,
    [`1:17-1:18 a \`\${\` inside \`{ }\` or \`[ ]\` needs quotes: "\${var.NAME}"`],
  ],
  [
    'numbers that cannot be held',
    'a: .nan\nb: -.inf\nc: 9007199254740993\nd: 1e999\n',
    [1, 2, 3, 4].map(
      (line) =>
        `${line}:4-${line}:${[8, 9, 20, 9][line - 1]} this number cannot be held exactly; if it is an identifier, quote it`,
    ),
  ],
  [
    'half of a character',
    'a: "\\ud83d"\n',
    ['1:4-1:12 this text has half of a character in it (a lone surrogate)'],
  ],
  [
    'control characters',
    'name: a\u001b[31mb\n',
    [
      '1:8-1:9 the control character U+001B cannot stand in a file; remove it, or write an escape in double quotes',
    ],
  ],
  [
    'lines that end with CR alone',
    'a: 1\rb: 2\r',
    ['1:5-1:6 a line that ends with CR alone; save the file with LF or CRLF'],
  ],
  [
    'an alias without an anchor',
    'a: *later\nb: &later 1\n',
    ['1:4-1:10 there is no anchor of this name before this place in the file'],
  ],
  [
    'an alias that contains itself',
    'apps: &all\n  lobby: {rest: [*all]}\n',
    ['2:18-2:22 an alias that contains itself'],
  ],
])('%s', (_, text, expected) => {
  expect(complaintsOf(text)).toEqual(expected);
});

test('aliases cannot blow a file up: each level has nine times the last', () => {
  const levels = [...'bcdefghij'].map(
    (name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(', ')}]`,
  );
  expect(complaintsOf(`a: &a [x, x, x, x, x, x, x, x, x]\n${levels.join('\n')}\n`)).toEqual([
    '5:8-5:10 aliases repeat more than 10000 values',
  ]);
});

describe('nesting', () => {
  const deep = { brackets: '[', maps: '{a: ', lists: '- ', keys: '? ' };

  test.each(Object.entries(deep))('2,000 levels of %s are refused, 50 times in one process', (_, sign) => {
    for (let i = 0; i < 50; i++) {
      const [only, ...others] = complaintsOf(`apps:\n  ${sign.repeat(2000)}`);
      expect(only).toMatch(/^2:\d+-2:\d+ nested deeper than 64 levels$/);
      expect(others).toEqual([]);
    }
  });

  test('2,000 levels of indentation are refused', () => {
    const lines = Array.from({ length: 1400 }, (_, i) => `${' '.repeat(i)}a:`);
    expect(complaintsOf(lines.join('\n'))).toEqual([expect.stringMatching(/ nested deeper than 64 levels$/)]);
    const more = Array.from({ length: 2000 }, (_, i) => `${' '.repeat(i)}a:`);
    expect(complaintsOf(more.join('\n'))).toEqual(['1:1-1:2 the file is larger than 1 MiB; split it']);
  });

  test('60 levels are fine', () => {
    expect(complaintsOf(`${'['.repeat(60)}x${']'.repeat(60)}\n`)).toEqual([]);
  });
});

test('a file of more than 1 MiB is refused, one of 1 MiB is read', () => {
  const mebibyte = 1024 * 1024;
  expect(complaintsOf(`# ${'x'.repeat(mebibyte - 2)}`)).toEqual([]);
  expect(complaintsOf(`# ${'客'.repeat(mebibyte / 3)}`)).toEqual([
    '1:1-1:2 the file is larger than 1 MiB; split it',
  ]);
});

test('YAML 1.2: only true and false are booleans, a date is text, and a key is as it was written', () => {
  expect(
    contentOf('a: yes\nb: NO\nc: on\nd: 2026-03-01\ne: 22:22\nf: 0o17\ng: null\nh:\n"0123": i\n'),
  ).toEqual({
    a: 'yes',
    b: 'NO',
    c: 'on',
    d: '2026-03-01',
    e: '22:22',
    f: 15,
    g: null,
    h: null,
    '0123': 'i',
  });
});

test('an alias is the value of the last anchor before it, also inside of what another repeats', () => {
  expect(contentOf('one: &x 1\nlist: &y [*x]\ntwo: &x 2\nagain: *y\nlast: *x\n')).toEqual({
    one: 1,
    list: [1],
    two: 2,
    again: [1],
    last: 2,
  });
});

test('an empty file, and one of comments, has nothing and is no mistake', () => {
  for (const text of ['', '\n\n', '# later\n', '---\n']) expect(complaintsOf(text)).toEqual([]);
});
