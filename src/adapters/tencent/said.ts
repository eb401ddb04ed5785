/** Sentences of Tencent's, as they may be shown. */
import { printable } from '../../printable.ts';

/** Characters of a message that are shown. */
const longest = 500;

/** One line that can be shown: bounded, without what a terminal would carry out, and without the secrets given. */
export function shown(text: string, secrets: readonly string[] = []): string {
  let line = text;
  for (const secret of secrets) if (secret !== '') line = line.replaceAll(secret, '***');
  line = printable(line).replace(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
