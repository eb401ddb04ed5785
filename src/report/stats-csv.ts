/** Statistics as CSV (RFC 4180), for spreadsheets: a row for each day, with all figures. */
import { changeNumber, type Statistics } from './stats.ts';

const heading = ['Date', 'App', 'SDKAppID'];

/**
 * Numbers are without separators, changes in percent, and what is not known is an empty field. Its mark of UTF-8
 * stands only before what is not ASCII: without it, Excel would take the text for another encoding.
 */
export function statisticsCsv({ app, sdkAppId, period, parts }: Statistics): string {
  const columns = parts.flatMap((part) => part.columns.map((one) => one.title));
  const head = [...heading, ...columns.flatMap((title) => [title, `${title} day over day (%)`])];
  const rows = period.map((date, i) => {
    const cells = parts.flatMap((part) => part.rows[i]?.cells ?? []);
    return [
      date,
      app,
      sdkAppId,
      ...cells.flatMap(({ value, change }) => [value ?? '', changeNumber(change) ?? '']),
    ];
  });
  const text = [head, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
  return /[^\p{ASCII}]/u.test(text) ? `\ufeff${text}` : text;
}

/** True for what `statisticsCsv` wrote. */
export function isStatisticsCsv(text: string): boolean {
  return text.replace(/^\ufeff/, '').startsWith(`${heading.join(',')},`);
}

// A spreadsheet takes a text that begins so for a formula, the wide forms too.
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** One field. A text that a spreadsheet would compute gets an apostrophe before it, which makes it a text. */
export function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n\t]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
