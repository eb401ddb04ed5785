/** What was measured, as one table for people. */
import { type Sample, type Spread, seconds, spreadOf } from './samples.ts';

/** A line of the table. One with `atMost` is a goal, and has a column of the history. */
export interface Row {
  readonly what: string;
  readonly samples: readonly Sample[];
  /** Of each round, how many times as much as what is in `against`. */
  readonly ratios?: readonly number[];
  readonly against?: string;
  readonly atMost?: number;
  /** Its column of the history. */
  readonly short?: string;
  readonly percent?: true;
  /** Why there are no figures. */
  readonly missing?: string;
}

const header = ['', 'ratio', 'at most', 'met', 'seconds', 'MB'];

/** Medians, and behind them the least and the most. */
export function tableText(rows: readonly Row[]): string {
  const lines = [header, ...rows.map(cellsOf)];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = (line: readonly string[]) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0));
  return lines.map((line) => `${text(line).join('  ').trimEnd()}\n`).join('');
}

function cellsOf(row: Row): string[] {
  const { what, samples, ratios, against, atMost, missing } = row;
  const goal = goalOf(row);
  if (missing !== undefined) return [what, missing, goal, '–', '', ''];
  const ratio = ratios && spreadOf(ratios);
  const megabytes = spreadOf(samples.flatMap((one) => one.megabytes ?? []));
  return [
    what,
    ratio ? `${withSpread(ratio, (value) => ratioOf(row, value))} ${against}` : '',
    goal,
    ratio && atMost !== undefined ? metBy(ratio, atMost) : '',
    samples.length > 0 ? withSpread(spreadOf(samples.map(seconds)), (value) => value.toFixed(3)) : '',
    Number.isNaN(megabytes.median) ? '' : megabytes.median.toFixed(0),
  ];
}

function metBy({ median }: Spread, atMost: number): string {
  return median <= atMost ? 'yes' : 'no';
}

const withSpread = ({ median, least, most }: Spread, say: (value: number) => string) =>
  `${say(median)} (${say(least)}–${say(most)})`;

/** The goal of a row, as it is told; empty where it has none. */
export function goalOf(row: Row): string {
  return row.atMost === undefined ? '' : ratioOf(row, row.atMost);
}

/** A ratio in two or three digits; a small one as a part, such as 1/50. */
export function ratioOf({ percent }: Row, ratio: number): string {
  if (percent) return `${(100 * ratio).toFixed(1)} %`;
  if (ratio < 0.2) return `1/${digits(1 / ratio)}`;
  return digits(ratio);
}

function digits(value: number): string {
  return value < 100 ? Number(value.toPrecision(2)).toString() : value.toFixed(0);
}
