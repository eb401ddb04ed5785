/** Text for terminals: safe characters, widths, wrapping, colours. */

import { once } from '../once.ts';
import { printable } from '../printable.ts';

// East Asian Width W and F (Unicode 18) beside the emoji, which are all W; gaps that stand for nothing are filled.
const WIDE_CLASS =
  '\\p{Emoji_Presentation}\\u1100-\\u115f\\u2329\\u232a\\u2630-\\u2637\\u268a-\\u268f\\u2e80-\\u303e\\u3041-\\u3247' +
  '\\u3250-\\ua4c6\\ua960-\\ua97c\\uac00-\\ud7a3\\uf900-\\ufaff\\ufe10-\\ufe19\\ufe30-\\ufe6b\\uff01-\\uff60' +
  '\\uffe0-\\uffe6\\u{16fe0}-\\u{1b2fb}\\u{1d300}-\\u{1d376}\\u{1f1ae}\\u{1f200}-\\u{1f265}\\u{1f6d9}\\u{1f7da}' +
  '\\u{1fa8b}-\\u{1fafa}\\u{20000}-\\u{3fffd}';
const wide = once(() => new RegExp(`(?!\\p{Regional_Indicator})[${WIDE_CLASS}]`, 'u'));
// Marks, what is not drawn, and the Hangul vowels and finals that join the letter before.
const zero = once(
  () => /[\p{Mn}\p{Me}\u1160-\u11ff\ud7b0-\ud7fb]|(?![\u00ad\u115f\u3164])\p{Default_Ignorable_Code_Point}/u,
);
// Several characters drawn as one emoji: a flag, one asked for as an emoji, one with a skin tone, some joined.
const emojiSequence = once(
  () =>
    /^(?:\p{Regional_Indicator}{2}|\p{Emoji}\ufe0f|\p{Emoji_Modifier_Base}\p{Emoji_Modifier}|\p{Extended_Pictographic}.*\u200d)/u,
);
const ASCII = /^[\x20-\x7e]*$/;
/** What may join other characters: marks, joiners, skin tones, flags. */
const joining = once(() => new RegExp(`${zero().source}|[\\p{Emoji_Modifier}\\p{Regional_Indicator}]`, 'u'));
const graphemes = once(() => new Intl.Segmenter('en', { granularity: 'grapheme' }));

/** The columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  if (ASCII.test(text)) return text.length;
  if (!joining().test(text)) return sumOf(text);
  let width = 0;
  for (const { segment } of graphemes().segment(text))
    width += emojiSequence().test(segment) ? 2 : sumOf(segment);
  return width;
}

/** True for a text that takes at most so many columns. */
export function fits(text: string, columns: number): boolean {
  // No UTF-16 unit takes more than two: most texts need not be looked at.
  return 2 * text.length <= columns || widthOf(text) <= columns;
}

function sumOf(text: string): number {
  let width = 0;
  for (const char of text) width += zero().test(char) ? 0 : wide().test(char) ? 2 : 1;
  return width;
}

/** A text padded with blanks to a number of columns. */
export function padded(text: string, columns: number): string {
  const missing = columns - widthOf(text);
  return missing > 0 ? text + ' '.repeat(missing) : text;
}

/** Columns up to which names are padded, so that what follows them stands in one column. */
const widestName = 30;

/** The columns that names are to be padded to; one that is much longer sticks out. */
export function columnOf(names: readonly string[]): number {
  let widest = 0;
  for (const name of names) {
    const width = widthOf(name);
    if (width > widest && width <= widestName) widest = width;
  }
  return widest;
}

// Chinese has no blanks: a line may end after any wide character, but not between it and what belongs to it.
const afterWide = once(
  () =>
    new RegExp(
      `(?<=[${WIDE_CLASS}])(?<![（「『【《〈“‘\\p{Regional_Indicator}])(?![、。，．！？：；）」』】》〉”’\\p{M}\\p{Emoji_Modifier}\\u200d])`,
      'u',
    ),
);

const piecesOf = (word: string) => (ASCII.test(word) ? [word] : word.split(afterWide()));

/** A text broken at blanks into lines of at most so many columns, each indented. A long word stays whole. */
export function wrapped(text: string, columns: number, indent: string): string[] {
  const room = Math.max(20, columns - widthOf(indent));
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    let width = 0;
    for (const word of paragraph.split(/(?<=\S) /)) {
      for (const [index, piece] of piecesOf(word).entries()) {
        const blank = index === 0 && line !== '' ? ' ' : '';
        const own = widthOf(piece);
        if (line !== '' && width + blank.length + own > room) {
          lines.push(indent + line);
          line = piece;
          width = own;
        } else {
          line += blank + piece;
          width += blank.length + own;
        }
      }
    }
    return [...lines, indent + line];
  });
}

/** What stands as one on a terminal: in ASCII, each character. */
function segmentsOf(text: string): Iterable<string> {
  return ASCII.test(text) ? text : Array.from(graphemes().segment(text), ({ segment }) => segment);
}

/** A text cut into lines of at most so many columns, at a blank where one is near; all but such blanks is in them. */
export function broken(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const segment of segmentsOf(text)) {
    const own = widthOf(segment);
    if (line !== '' && width + own > columns) {
      const blank = line.lastIndexOf(' ') + 1;
      const end = blank > line.length * (2 / 3) ? blank : line.length;
      lines.push(line.slice(0, end).trimEnd());
      line = line.slice(end);
      width = widthOf(line);
    }
    line += segment;
    width += own;
  }
  return [...lines, line];
}

/**
 * A report in which GitHub's runner finds no workflow command: it carries out `::` at the beginning of a line,
 * after any blanks, and `##[` anywhere.
 */
export function withoutCommands(text: string): string {
  if (!text.includes('::') && !text.includes('##[')) return text;
  return text.replace(/^(\s*):(?=:)/gm, '$1\\u003a').replaceAll('##[', '#\\u0023[');
}

/** What a piece of text is, for those who see colours. */
export type Tone = 'add' | 'change' | 'remove' | 'strong' | 'faint' | 'danger' | 'warning';
export type Paint = (tone: Tone, text: string) => string;

/** No colours. */
export const plain: Paint = (_, text) => text;

const codes: Readonly<Record<Tone, readonly [number, number]>> = {
  add: [32, 39],
  change: [33, 39],
  remove: [31, 39],
  strong: [1, 22],
  faint: [2, 22],
  danger: [31, 39],
  warning: [33, 39],
};

/** ANSI colours. */
export const coloured: Paint = (tone, text) => {
  const [on, off] = codes[tone];
  return `\u001b[${on}m${text}\u001b[${off}m`;
};

/** How a report is to look. */
export interface Look {
  readonly paint: Paint;
  /** Of the terminal; 100 where there is none. */
  readonly columns: number;
}

/** `1 change`, `2 changes`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : many}`;
}

/** Rows of cells as lines, each column as wide as its widest cell; the first row is the heading. */
export function tableText(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(printable));
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((row) => widthOf(row[column] ?? ''))),
  );
  const lines = cells.map((row) => row.map((cell, column) => padded(cell, widths[column] ?? 0)).join('  '));
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}
