/** What the lines of a journal hold: a header, then entries; each entry encrypted by itself where the state is. */
import { type Cipher, closed, isEncrypted, opened, type Unopened } from '../storage/encrypted.ts';
import { parseJson } from '../storage/parse.ts';
import type { Entry } from './state.ts';

/** Of the entries in a journal. A new type of entry needs a new number: older versions would leave it out. */
export const journalFormat = 2;

/** The first line of a journal: which image it continues, and who wrote it. */
export interface JournalHeader {
  readonly format: number;
  readonly lineage: string;
  readonly serial: number;
  readonly writtenBy: string;
}

/** Entries as lines: JSON as it is, or encrypted, in base64. `before`: how many entries the journal has. */
export function linesOf(
  entries: readonly Entry[],
  header: JournalHeader,
  before: number,
  cipher: Cipher | undefined,
): readonly unknown[] {
  if (!cipher?.encrypts) return entries;
  return entries.map((entry, index) => {
    const message = closed(Buffer.from(JSON.stringify(entry)), purposeOf(header, before + index + 1), cipher);
    return Buffer.from(message).toString('base64');
  });
}

/** The entries in the lines below a header; or what is wrong with one, in sentences that follow the journal's name. */
export function entriesIn(
  lines: readonly unknown[],
  header: JournalHeader,
  cipher: Cipher | undefined,
): readonly Entry[] | { readonly problem: string } {
  const entries: Entry[] = [];
  for (const [index, line] of lines.entries()) {
    const entry = entryIn(line, purposeOf(header, index + 1), cipher);
    if ('problem' in entry) {
      const { problem, remedy } = entry;
      return { problem: `${problem} (line ${index + 2}).${remedy === undefined ? '' : ` ${remedy}`}` };
    }
    entries.push(entry);
  }
  return entries;
}

function entryIn(line: unknown, purpose: string, cipher: Cipher | undefined): Entry | Unopened {
  const isText = typeof line === 'string';
  const stored = Buffer.from(isText ? line : '', 'base64');
  if (isText && !isEncrypted(stored)) return { problem: 'has something else than an entry' };
  const found = opened(stored, purpose, cipher);
  if ('problem' in found) return found;
  return (isText ? parseJson(Buffer.from(found).toString()) : line) as Entry;
}

/** Bound to its place, so that no line can be moved, left out between others, or put into another journal. */
function purposeOf({ format, lineage, serial, writtenBy }: JournalHeader, number: number): string {
  return `journal ${JSON.stringify([format, lineage, serial, writtenBy, number])}`;
}
