/** Statistics for terminals: a table for each part. */
import { printable } from '../printable.ts';
import { type Look, padded, widthOf, wrapped } from './layout.ts';
import { type Cell, changeText, countText, type Part, type Statistics } from './stats.ts';

export function statisticsText(statistics: Statistics, look: Look): string {
  const { app, sdkAppId, period, parts, notes } = statistics;
  const first = period[0] ?? '';
  const last = period.at(-1) ?? '';
  return [
    look.paint('strong', `Statistics of ${printable(app)} (SDKAppID ${sdkAppId})`),
    `${first === last ? first : `${first} to ${last}`}, days of Beijing; changes are from day to day`,
    ...notes.flatMap((note) => wrapped(`Note: ${printable(note)}`, look.columns, '')),
    ...parts.flatMap((part) => ['', ...partLines(part, look)]),
    '',
  ].join('\n');
}

function partLines({ title, overview, columns, rows }: Part, { paint }: Look): string[] {
  const table = [
    ['Date', ...columns.map((one) => one.title)],
    ...rows.map(({ date, cells }) => [date, ...cells.map(cellText)]),
  ];
  const widths = columns.map((_, i) => Math.max(...table.map((row) => widthOf(row[i + 1] ?? ''))));
  const lines = table.map((row) =>
    [padded(row[0] ?? '', 10), ...widths.map((width, i) => (row[i + 1] ?? '').padStart(width))].join('  '),
  );
  return [
    paint('strong', title),
    ...overview.map((one) => `  ${padded(one.title, 28)}${countText(one.value)}`),
    ...lines.map((line, i) => `  ${i === 0 ? paint('faint', line) : line}`),
  ];
}

/** The changes stand below each other. */
function cellText({ value, change }: Cell): string {
  return `${countText(value)} ${changeText(change).padStart(8)}`;
}
