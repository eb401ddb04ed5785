/** Text in which everything can be seen: what a terminal would carry out, or nobody could tell apart, stands as an escape. */
import { once } from './once.ts';

// What has no look of its own, what turns the direction of text, and blanks that look like others. The wide
// blank of Chinese (U+3000) is seen.
const UNSEEN_CLASS =
  '\\p{Cc}\\p{Default_Ignorable_Code_Point}\\p{Bidi_Control}\\u2028\\u2029\\ufff9-\\ufffb' +
  '\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u2800';
// The flags of England, Scotland and Wales: no other tag characters are drawn.
const FLAG_OF_A_REGION =
  '\\u{1f3f4}\\u{e0067}\\u{e0062}(?:\\u{e0065}\\u{e006e}\\u{e0067}|\\u{e0073}\\u{e0063}\\u{e0074}|\\u{e0077}\\u{e006c}\\u{e0073})\\u{e007f}';
// Where an emoji is made of several characters, those between them are seen by what they make.
const IN_EMOJI = [
  '(?<=\\p{Extended_Pictographic})[\\ufe0e\\ufe0f]',
  '(?<=[0-9#*])\\ufe0f(?=\\u20e3)',
  '(?<=\\p{Extended_Pictographic}\\ufe0f?|\\p{Emoji_Modifier})\\u200d(?=\\p{Extended_Pictographic})',
].join('|');
const unseen = once(
  () =>
    new RegExp(`(${FLAG_OF_A_REGION})|(?=[${UNSEEN_CLASS}])(?![\\n\\t]|${IN_EMOJI})[${UNSEEN_CLASS}]`, 'gu'),
);

// Most text is all of this, and there is nothing to be found in it.
const SEEN = /^[\t\n\x20-\x7e]*$/;

const replaced = (text: string, escaped: (char: string) => string) =>
  SEEN.test(text)
    ? text
    : text.replace(unseen(), (char: string, flag: string | undefined) => flag ?? escaped(char));

const digitsOf = (code: number) => code.toString(16).padStart(4, '0');

/**
 * Text with control, bidirectional and invisible characters shown as escapes: `\u200b`, `\u{e0041}`. Line feeds
 * and tabs stay, and so do the characters that hold an emoji together.
 */
export function printable(text: string): string {
  return replaced(text, (char) => {
    const code = char.codePointAt(0) ?? 0;
    return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${digitsOf(code)}`;
  });
}

/** JSON in which the same characters are escapes: safe on a terminal, and read back as the same value. */
export function jsonText(value: unknown, indent = 2): string {
  const text: string | undefined = JSON.stringify(value, null, indent);
  return escapedJson(text ?? 'null');
}

/** JSON, or a part of it that has whole values, with those escapes. */
export function escapedJson(text: string): string {
  return replaced(text, (char) =>
    char
      .split('')
      .map((unit) => `\\u${digitsOf(unit.charCodeAt(0))}`)
      .join(''),
  );
}
