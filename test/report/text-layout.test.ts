import { expect, test } from 'vitest';
import { broken, columnOf, padded, widthOf, withoutCommands, wrapped } from '../../src/report/layout.ts';

test.each([
  ['ASCII', 'apps.support', 12],
  ['nothing', '', 0],
  ['Chinese', '客服中心', 8],
  ['Chinese beyond the first plane', '𠀀𪚥', 4],
  ['Japanese', 'カナかな', 8],
  ['half-width Japanese', 'ｶﾅ', 2],
  ['Korean', '한국어', 6],
  ['Korean in letters that join', '\u1112\u1161\u11ab', 2],
  ['full-width forms', 'ＡＢ（）', 8],
  ['wide punctuation', '，。、「」', 10],
  ['hexagrams, wide since Unicode 16', '䷀', 2],
  ['Latin with accents', 'é', 1],
  ['Latin with combining accents', 'e\u0301', 1],
  ['Greek and Cyrillic', 'αβγ жди', 7],
  ['Devanagari with marks', 'कि', 2],
  ['Thai with marks', 'กี่', 1],
  ['box drawing and arrows, which are narrow', '─│→✗', 4],
  ['a zero-width space', 'a\u200bb', 2],
  ['a soft hyphen, which terminals draw', 'a\u00adb', 3],
  ['an emoji', '😀', 2],
  ['an emoji of one with a skin tone', '👍🏽', 2],
  ['a family joined of four', '👨‍👩‍👧‍👦', 2],
  ['a heart on fire', '❤️‍🔥', 2],
  ['a heart as text', '❤', 1],
  ['a heart as an emoji', '❤️', 2],
  ['a flag', '🇨🇳', 2],
  ['two flags', '🇨🇳🇫🇮', 4],
  ['half a flag', '🇨', 1],
  ['a key', '1️⃣', 2],
  ['a watch, wide without more', '⌚', 2],
  ['a flag of a region, of seven characters', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 2],
])('%s takes its columns', (_, text, columns) => {
  expect(widthOf(text)).toBe(columns);
});

test('A padded text ends in the same column whatever it is written in', () => {
  expect(padded('name', 8)).toBe('name    ');
  expect(padded('客服', 8)).toBe('客服    ');
  expect(padded('longer than that', 8)).toBe('longer than that');
});

test('Names are padded to the longest one, but not to one of more than 30 columns', () => {
  expect(columnOf(['name', 'introduction'])).toBe(12);
  expect(columnOf(['name', 'n'.repeat(30), 'n'.repeat(31)])).toBe(30);
  expect(columnOf(['n'.repeat(31)])).toBe(0);
  expect(columnOf([])).toBe(0);
});

test('Sentences are wrapped at blanks, and a long word stays whole', () => {
  expect(wrapped('one two three four five', 24, '  ')).toEqual(['  one two three four', '  five']);
  expect(wrapped(`see ${'a'.repeat(30)} there`, 24, '  ')).toEqual([
    '  see',
    `  ${'a'.repeat(30)}`,
    '  there',
  ]);
});

test('Chinese is wrapped between characters, and not before the punctuation that closes', () => {
  expect(wrapped('删除的应用无法恢复，所有数据都会丢失。', 22, '  ')).toEqual([
    '  删除的应用无法恢复，',
    '  所有数据都会丢失。',
  ]);
  const flags = '客服中心客服中心客🇨🇳';
  expect(wrapped(flags, 22, '  ')).toEqual(['  客服中心客服中心客🇨🇳']);
  expect(wrapped(`服${flags}`, 22, '  ')).toEqual(['  服客服中心客服中心客', '  🇨🇳']);
  expect(wrapped('删除的应用无法恢复吗，所有', 22, '  ')).toEqual(['  删除的应用无法恢复', '  吗，所有']);
});

test('A value is cut into lines at a blank where one is near, else anywhere, and between no two halves', () => {
  expect(broken('aaaa bbbb cccc', 10)).toEqual(['aaaa bbbb', 'cccc']);
  expect(broken('a bbbbbbbbbbbbb', 10)).toEqual(['a bbbbbbbb', 'bbbbb']);
  expect(broken('客服中心客服', 5)).toEqual(['客服', '中心', '客服']);
  expect(broken('👍🏽👍🏽👍🏽', 4)).toEqual(['👍🏽👍🏽', '👍🏽']);
  expect(broken('', 10)).toEqual(['']);
});

test.each([
  ['::error::x', '\\u003a:error::x'],
  ['a\n  \t::set-output name=a::b\n', 'a\n  \t\\u003a:set-output name=a::b\n'],
  ['\u3000::warning::x', '\u3000\\u003a:warning::x'],
  ['a ##[add-mask]b', 'a #\\u0023[add-mask]b'],
  ['###[error]', '##\\u0023[error]'],
  ['a::b, :: and #[x]', 'a::b, :: and #[x]'],
  [': alone', ': alone'],
])('%j is no command to GitHub', (text, safe) => {
  expect(withoutCommands(text)).toBe(safe);
});
