/** Notes on lines of files, as the workflow commands that GitHub Actions reads from standard output. */
import { printable } from '../printable.ts';

export type Level = 'error' | 'warning' | 'notice';

/** A note on a place in a file; lines and columns count from 1, `endColumn` is the one after the last. */
export interface Note {
  readonly level: Level;
  /** From the root of the repository. */
  readonly file: string;
  readonly line: number;
  readonly endLine?: number;
  readonly column?: number;
  readonly endColumn?: number;
  readonly title: string;
  readonly message: string;
}

/** GitHub shows ten of a level for each step, and fifty for a job: ten in all leave room for other steps. */
const usualLimit = 10;

const worstFirst: readonly Level[] = ['error', 'warning', 'notice'];

/**
 * One command a line, worst first, for the files of the pull request (all files if there is none). Never more
 * than `limit`: the last one then says how many are left out. `""` where there is nothing to note.
 */
export function annotations(
  notes: readonly Note[],
  files: readonly string[] | undefined,
  limit = usualLimit,
): string {
  if (limit < 1) return '';
  const among = files && new Set(files);
  const wanted = notes.filter(({ file }) => !among || among.has(file));
  const sorted = worstFirst.flatMap((level) => wanted.filter((note) => note.level === level));
  const shown = sorted.length > limit ? sorted.slice(0, limit - 1) : sorted;
  const left = sorted.slice(shown.length);
  const lines = shown.map(commandOf);
  if (left[0]) lines.push(restOf(left[0].level, left.length));
  return lines.map((line) => `${line}\n`).join('');
}

function commandOf({ level, file, line, endLine = line, column, endColumn, title, message }: Note): string {
  const place = endLine === line ? columnsOf(column, endColumn) : { endLine };
  const properties = Object.entries({ file, line, ...place, title }).map(
    ([name, value]) => `${name}=${property(String(value))}`,
  );
  return `::${level} ${properties.join(',')}::${data(message)}`;
}

/** GitHub takes columns within one line only, and counts the last one in. */
function columnsOf(column?: number, endColumn?: number): Readonly<Record<string, number>> {
  if (column === undefined) return {};
  return { col: column, ...(endColumn !== undefined && { endColumn: Math.max(column, endColumn - 1) }) };
}

/** As bad as the worst of what it stands for. */
function restOf(level: Level, count: number): string {
  const said = count === 1 ? '1 more note' : `${count} more notes`;
  return `::${level} title=${property('chatform')}::${data(`${said}: see the summary of the run`)}`;
}

const escapes: Readonly<Record<string, string>> = {
  '%': '%25',
  '\r': '%0D',
  '\n': '%0A',
  ':': '%3A',
  ',': '%2C',
};
const escaped = (char: string) => escapes[char] ?? char;

const data = (text: string) => printable(text).replace(/[%\r\n]/g, escaped);
const property = (text: string) => printable(text).replace(/[%\r\n:,]/g, escaped);
