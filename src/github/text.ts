/** Text of others on one line, and text cut to what GitHub takes. */
import { printable } from '../printable.ts';

/** One line of at most so many characters, with `…` where something was left out. */
export function oneLine(text: string, most: number): string {
  const line = printable(text).replace(/\s+/g, ' ').trim();
  const characters = [...line];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join('')}…`;
}

/** How much room a text takes: bytes of UTF-8, never fewer than its characters. */
export function bytesOf(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/**
 * Markdown of at most `most` bytes of UTF-8, or of what `sizeOf` counts: cut after a line, with the code block
 * and the `<details>` that are open there closed, and a note at its end. A text that fits stays as it is.
 */
export function cutMarkdown(text: string, most: number, note: string, sizeOf = bytesOf): string {
  if (sizeOf(text) <= most) return text;
  let open: Open = { fence: '', details: 0 };
  let kept = '';
  let length = 0;
  let size = 0;
  for (const line of text.split('\n')) {
    size += sizeOf(line) + 1;
    length += line.length + 1;
    if (size > most) break;
    open = after(line, open);
    const end = ending(open, note);
    if (size + sizeOf(end) <= most) kept = text.slice(0, length) + end;
  }
  return kept || note;
}

/** What is open after a line: the fence that its code block began with, and how many `<details>`. */
interface Open {
  readonly fence: string;
  readonly details: number;
}

function after(line: string, { fence, details }: Open): Open {
  const [, marks = '', rest = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
  if (fence !== '') {
    const closes = marks.startsWith(fence) && rest.trim() === '';
    return { fence: closes ? '' : fence, details };
  }
  if (marks !== '' && !(marks.startsWith('`') && rest.includes('`'))) return { fence: marks, details };
  const opened = line.match(/<details\b/gi)?.length ?? 0;
  const closed = line.match(/<\/details>/gi)?.length ?? 0;
  return { fence, details: Math.max(0, details + opened - closed) };
}

function ending({ fence, details }: Open, note: string): string {
  return `${fence === '' ? '' : `${fence}\n`}${'</details>\n'.repeat(details)}\n${note}\n`;
}
