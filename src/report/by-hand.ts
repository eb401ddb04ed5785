/** What is done by hand, in words: how long it waits, and what somebody confirmed. */

import type { Change, Confirmed } from '../model.ts';
import { plural } from './layout.ts';
import { kindsLine } from './summary.ts';

const day = 86_400_000;

/** `2026-11-20` of an ISO 8601 time; a text that is none, as it is. */
export function dayOf(time: string): string {
  return /^(\d{4}-\d{2}-\d{2})T/.exec(time)?.[1] ?? time;
}

/** `since 2026-11-20 (2 days)`; without `now` the day alone. Both times are ISO 8601 in UTC. */
export function sinceText(time: string, now?: string): string {
  const age = ageText(time, now);
  return age === undefined ? `since ${dayOf(time)}` : `since ${dayOf(time)} (${age})`;
}

/** `2 days`; undefined without `now`, or for a time after it. */
function ageText(time: string, now: string | undefined): string | undefined {
  const age = now === undefined ? Number.NaN : Math.floor((Date.parse(now) - Date.parse(time)) / day);
  if (!(age >= 0)) return undefined;
  return age === 0 ? 'less than a day' : age === 1 ? '1 day' : `${age} days`;
}

/** `by hand, waiting since 2026-11-20 (2 days)`; undefined for a change that no person has to do. */
export function byHandText({ byHand }: Pick<Change, 'byHand'>, now?: string): string | undefined {
  if (!byHand) return undefined;
  const since = byHand.waitingSince;
  return since === undefined ? 'by hand' : `by hand, waiting ${sinceText(since, now)}`;
}

/** What one person confirmed on one day. */
export interface ConfirmedGroup {
  readonly by: string;
  readonly day: string;
  /** `2026-11-20 (2 days ago)`; the day alone where it is not known what day it is now. */
  readonly when: string;
  readonly addresses: readonly string[];
  /** `12 custom user fields, 1 app`. */
  readonly kinds: string;
}

/** Confirmed resources by person and day, the latest day first. `now`: ISO 8601 in UTC. */
export function confirmedGroups(confirmed: readonly Confirmed[], now?: string): ConfirmedGroup[] {
  const groups = new Map<string, Confirmed[]>();
  for (const one of confirmed) {
    const key = JSON.stringify([dayOf(one.at), one.by]);
    const found = groups.get(key);
    if (found) found.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()]
    .map((members): ConfirmedGroup => {
      const [{ by, at } = { by: '', at: '' }] = members;
      const age = ageText(`${dayOf(at)}T00:00:00Z`, now);
      return {
        by,
        day: dayOf(at),
        when:
          age === undefined
            ? dayOf(at)
            : `${dayOf(at)} (${age === 'less than a day' ? 'today' : `${age} ago`})`,
        addresses: members.map((one) => one.address),
        kinds: kindsLine(members),
      };
    })
    .sort((a, b) => (a.day === b.day ? compare(a.by, b.by) : compare(b.day, a.day)));
}

/** `As confirmed by hand, and not seen (12 resources)` */
export function confirmedTitle(confirmed: readonly Confirmed[]): string {
  return `As confirmed by hand, and not seen (${plural(confirmed.length, 'resource')})`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
