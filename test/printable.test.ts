import { describe, expect, test } from 'vitest';
import { jsonText, printable } from '../src/printable.ts';
import { widthOf } from '../src/report/layout.ts';

test.each([
  ['a colour of the terminal', 'a\u001b[31m', 'a\\u001b[31m'],
  ['a carriage return', 'a\rb', 'a\\u000db'],
  ['a text turned around', 'a\u202eb\u2066', 'a\\u202eb\\u2066'],
  ['an Arabic letter mark', 'a\u061c', 'a\\u061c'],
  ['a separator of lines', 'a\u2028b', 'a\\u2028b'],
  ['a zero-width space', 'chat\u200b.acme', 'chat\\u200b.acme'],
  ['a joiner between letters', 'a\u200db\u200cc', 'a\\u200db\\u200cc'],
  ['a joiner after an emoji and before none', '😀\u200d', '😀\\u200d'],
  ['a byte order mark', '\ufeffa', '\\ufeffa'],
  ['a soft hyphen', 'sup\u00adport', 'sup\\u00adport'],
  ['a grapheme joiner', 'a\u034f', 'a\\u034f'],
  ['fillers of Hangul', '\u115f\u1160\u3164\uffa0', '\\u115f\\u1160\\u3164\\uffa0'],
  ['vowels of Khmer that are not drawn', '\u17b4\u17b5', '\\u17b4\\u17b5'],
  ['selectors of Mongolian', '\u180b\u180e\u180f', '\\u180b\\u180e\\u180f'],
  ['a word joiner and other operators', 'a\u2060\u2064\u206f', 'a\\u2060\\u2064\\u206f'],
  ['notes between lines', '\ufff9a\ufffb', '\\ufff9a\\ufffb'],
  ['tag characters', 'a\u{e0041}', 'a\\u{e0041}'],
  ['tags after a black flag that make no flag', '🏴\u{e0061}\u{e007f}', '🏴\\u{e0061}\\u{e007f}'],
  ['a variation selector after a letter', 'a\ufe0f\ufe00\u{e0100}', 'a\\ufe0f\\ufe00\\u{e0100}'],
  ['a variation selector after a digit that is no key', '1\ufe0f', '1\\ufe0f'],
  ['a no-break space', 'Acme\u00a0Support', 'Acme\\u00a0Support'],
  ['blanks of other widths', '\u1680\u2000\u200a\u202f\u205f', '\\u1680\\u2000\\u200a\\u202f\\u205f'],
  ['a braille pattern without dots', 'a\u2800', 'a\\u2800'],
])('%s is shown', (_, text, shown) => {
  expect(printable(text)).toBe(shown);
});

describe('What can be seen stays as it is:', () => {
  test.each([
    ['line feeds and tabs', 'a\tb\nc', undefined],
    ['Chinese with its wide blank', '客服\u3000中心', 10],
    ['letters with accents', 'e\u0301', 1],
    ['a family', '👨‍👩‍👧‍👦', 2],
    ['a heart on fire', '❤️‍🔥', 2],
    ['a woman with a skin tone at her computer', '👩🏽‍💻', 2],
    ['a key', '1️⃣', 2],
    ['a heart as text', '❤︎', 1],
    ['a flag', '🇨🇳', 2],
    ['the flag of the rainbow', '🏳️‍🌈', 2],
    ['the flag of a region', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 2],
  ])('%s', (_, text, columns) => {
    expect(printable(text)).toBe(text);
    if (columns !== undefined) expect(widthOf(printable(text))).toBe(columns);
  });
});

test('A text takes as many columns as its escapes', () => {
  expect(widthOf(printable('a\u200bb'))).toBe(8);
  expect(widthOf(printable('\u{e0041}'))).toBe(9);
});

test('JSON has no character in it that cannot be seen, and is read back as the same value', () => {
  const value = { 'chat\u200b.acme': ['\u001b[31m\u009b', 'a\u202eb', '\u{e0041}', '👨‍👩‍👧‍👦\n', '\\u200b'] };
  const text = jsonText(value, 0);
  expect(text).toBe(
    '{"chat\\u200b.acme":["\\u001b[31m\\u009b","a\\u202eb","\\udb40\\udc41","👨‍👩‍👧‍👦\\n","\\\\u200b"]}',
  );
  expect(JSON.parse(text)).toEqual(value);
});

test('JSON is indented by two blanks, or by as many as are asked for', () => {
  expect(jsonText({ name: 'Acme' })).toBe('{\n  "name": "Acme"\n}');
  expect(jsonText({ name: 'Acme' }, 1)).toBe('{\n "name": "Acme"\n}');
  expect(jsonText(undefined)).toBe('null');
});
