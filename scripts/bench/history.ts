/** The benchmark's history: a table to which each run that is recorded adds a row. */
import fs from 'node:fs';
import path from 'node:path';
import { spreadOf } from './samples.ts';
import { goalOf, type Row, ratioOf } from './table.ts';

const file = path.resolve(import.meta.dirname, '../../bench/history.md');

const introduction = `# How fast chatform was

Medians of ratios, as \`npm run bench -- --record\` measured them on a quiet machine; the goals stand in the first row.
scripts/bench.ts says how. A commit with a \`+\` had changes that were not committed.

`;

/** What a row begins with: column → value. */
export type Origin = Readonly<Record<string, string>>;

/** Adds a row, under a header of its own where the last one has other columns or goals. Returns the file's path. */
export function record(origin: Origin, rows: readonly Row[]): string {
  const measured = rows.filter((row) => row.short !== undefined);
  const columns = [...Object.keys(origin), ...measured.map(({ short }) => short ?? '')];
  const goals = [
    'at most',
    ...Object.keys(origin)
      .slice(1)
      .map(() => ''),
    ...measured.map(goalOf),
  ];
  const header = [columns, columns.map(() => '---'), goals].map(lineOf).join('');
  const before = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : introduction;
  const last = before.slice(before.lastIndexOf(`| ${columns[0]} |`));
  const headed = last.startsWith(header) ? before : `${before.trimEnd()}\n\n${header}`;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, headed + lineOf([...Object.values(origin), ...measured.map(medianOf)]));
  return file;
}

function medianOf(row: Row): string {
  return row.ratios ? ratioOf(row, spreadOf(row.ratios).median) : '–';
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
}
