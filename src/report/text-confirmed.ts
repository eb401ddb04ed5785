/** What is taken to be as somebody confirmed it, as text. */
import type { Confirmed } from '../model.ts';
import { printable } from '../printable.ts';
import { confirmedGroups, confirmedTitle } from './by-hand.ts';
import { type Look, plural, wrapped } from './layout.ts';
import { firstOf } from './outline.ts';

/** Groups of confirmations that are listed one by one. */
const mostGroups = 20;

/** What is taken to be as somebody confirmed it, by person and day. */
export function confirmedLines(confirmed: readonly Confirmed[], look: Look, now?: string): string[] {
  if (confirmed.length === 0) return [];
  const groups = confirmedGroups(confirmed, now);
  const lines = groups.slice(0, mostGroups).flatMap(({ by, when, addresses, kinds }) => {
    const list = firstOf(addresses, (address) => address);
    const what = addresses.length > 6 ? `${kinds}: ${list}` : list;
    const [first = '', ...more] = wrapped(printable(`${when} by ${by}: ${what}`), look.columns, '    ');
    return [first.slice(2), ...more];
  });
  const more = groups.length - mostGroups;
  return [
    look.paint('strong', `${confirmedTitle(confirmed)}:`),
    '',
    ...lines,
    ...(more > 0 ? [`  … and ${plural(more, 'more person or day', 'more persons or days')}`] : []),
  ];
}
