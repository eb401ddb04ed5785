/** What is taken to be as somebody confirmed it, as Markdown. */
import type { Confirmed, Plan } from '../model.ts';
import { confirmedGroups, confirmedTitle } from './by-hand.ts';
import { code, folded, prose } from './markdown-escape.ts';
import { type Part, rowsPart } from './markdown-fit.ts';
import { type About, firstOf } from './outline.ts';

/** What is taken to be as somebody confirmed it: an item for each person and day. */
export function confirmedItems(confirmed: readonly Confirmed[], now?: string): string[] {
  return confirmedGroups(confirmed, now).map(({ by, when, addresses, kinds }) => {
    const list = firstOf(addresses, code);
    return `${prose(when)} by ${code(by)}: ${addresses.length > 6 ? `${prose(kinds)}: ${list}` : list}`;
  });
}

/** The same as a part of a report. */
export function confirmedPart({ confirmed }: Plan, { now }: About, where: string): Part | undefined {
  if (confirmed.length === 0) return undefined;
  return rowsPart(8, {
    rows: confirmedItems(confirmed, now).map((one) => `- ${one}`),
    around: (rows) => folded(confirmedTitle(confirmed), rows.join('\n')),
    noun: 'line',
    rest: (counted) => `${confirmedTitle(confirmed)}. For ${counted}, ${where}.`,
  });
}
