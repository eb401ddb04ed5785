/** Text for terminals: safe characters, widths, wrapping, colours. */

// Control characters, and those that turn the direction of text: shown, never carried out.
const UNSAFE = /(?![\n\t])[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/gu;

/** Text with control and bidirectional characters shown as escapes. Line feeds and tabs stay. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const ZERO = /\p{Mn}|\p{Me}|\u200b|\u200d|\ufe0f/u;

/** The columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of text) width += ZERO.test(char) ? 0 : WIDE.test(char) ? 2 : 1;
  return width;
}

/** A text padded with blanks to a number of columns. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
}

/** A text broken at blanks into lines of at most so many columns, each indented. A long word stays whole. */
export function wrapped(text: string, columns: number, indent: string): string[] {
  const room = Math.max(20, columns - indent.length);
  return text.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of paragraph.split(/(?<=\S) /)) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && widthOf(longer) > room) {
        lines.push(indent + line);
        line = word;
      } else line = longer;
    }
    return [...lines, indent + line];
  });
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
