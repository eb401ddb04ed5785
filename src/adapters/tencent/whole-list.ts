/** Lists that come in pages. A part of one is never taken for all of it: what is missing would look deleted. */
import { field, mapsIn, strange } from './read-wire.ts';
import type { WireMap } from './wire.ts';

/** How often a list is read that changes under the reader. */
const mostReadings = 3;

export interface Page {
  readonly items: readonly WireMap[];
  /** How many there are on all pages. */
  readonly total: number;
  /** Where an answer says by itself whether another page follows. */
  readonly isLast?: boolean;
}

export interface Pages {
  /** The field that holds the items. */
  readonly name: string;
  /** What tells one item from another. */
  readonly keyOf: (item: WireMap) => string;
  readonly mostPages: number;
  /** Begins with the first page. What comes back gives a page with each call; it is told how many items came before. */
  readonly begin: () => (before: number) => Promise<Page>;
}

/**
 * All items. Where the total changes from one page to the next, or an item comes twice, somebody wrote to the list
 * meanwhile, and something may have slipped from one page to another: it is read again.
 * @throws Unread when pages end before the total, when there are too many, or when the list does not hold still
 */
export async function wholeList(pages: Pages): Promise<WireMap[]> {
  for (let left = mostReadings; left > 0; left--) {
    const items = await readOnce(pages);
    if (items) return items;
  }
  throw strange(pages.name, `changed each of the ${mostReadings} times that it was read`);
}

/** Undefined where the list changed under the reading. */
async function readOnce({ name, keyOf, mostPages, begin }: Pages): Promise<WireMap[] | undefined> {
  const next = begin();
  const found = new Map<string, WireMap>();
  let before = 0;
  let total: number | undefined;
  for (let page = 1; page <= mostPages; page++) {
    const { items, isLast, ...answer } = await next(before);
    if (total !== undefined && answer.total !== total) return undefined;
    total = answer.total;
    for (const item of items) found.set(keyOf(item), item);
    before += items.length;
    if (found.size < before) return undefined;
    if (items.length > 0 && !(isLast ?? before >= total)) continue;
    if (before < total) throw strange(name, `ends after ${before} of ${total}`);
    return [...found.values()];
  }
  throw strange(name, `goes on after ${mostPages} pages`);
}

/** A page as most APIs write it: a missing or null list has no items, and a total is always there. @throws Unread */
export function pageIn(answer: WireMap, list: string, total: string): Page {
  return { items: mapsIn(answer, list), total: totalIn(answer, total) };
}

/** How many there are. @throws Unread when that is missing */
export function totalIn(answer: WireMap, name: string): number {
  const value = field(answer, name);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw strange(name, 'is not a whole number');
}
