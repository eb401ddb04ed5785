/** The order in which things can be done by hand: what is needed first, what is on one page together. */
import { kindNamed, kinds } from '../catalog/index.ts';
import type { Change } from '../model.ts';
import { scopeOf } from './outline.ts';

/**
 * The changes that are done by hand, each after all that it needs, over whatever API changes lie between;
 * deletions last. Of those that are possible next comes one of the same app and page, then one of the same app.
 */
export function inHandOrder(changes: readonly Change[]): Change[] {
  return [false, true].flatMap((isLast) =>
    ordered(changes.filter((change) => (change.action === 'delete') === isLast)),
  );
}

/** What can be done now: by app, then by page, in the order in which it became possible. */
type Possible = Map<string, Map<string, Change[]>>;

function ordered(changes: readonly Change[]): Change[] {
  const { missing, followers } = needsOf(changes);
  const possible: Possible = new Map();
  // What an API does takes no place in the order: with it done, what follows is possible.
  const release = (open: Change[]) => {
    for (let change = open.pop(); change; change = open.pop()) {
      if (change.byHand) add(possible, change);
      else open.push(...freed(change));
    }
  };
  const freed = ({ address }: Change): Change[] => {
    const free = (followers.get(address) ?? []).filter((one) => {
      const left = (missing.get(one) ?? 1) - 1;
      missing.set(one, left);
      return left === 0;
    });
    return free.reverse();
  };
  release(changes.filter((change) => missing.get(change) === 0).reverse());
  const order: Change[] = [];
  for (let change = take(possible); change; change = take(possible, change)) {
    order.push(change);
    release(freed(change));
  }
  return order;
}

/** How many others each change needs, and by address what needs it. */
function needsOf(changes: readonly Change[]) {
  const there = new Set(changes.map((change) => change.address));
  const missing = new Map<Change, number>();
  const followers = new Map<string, Change[]>();
  for (const change of changes) {
    const needs = [...new Set(change.dependsOn)].filter((address) => there.has(address));
    missing.set(change, needs.length);
    for (const address of needs) {
      const found = followers.get(address);
      if (found) found.push(change);
      else followers.set(address, [change]);
    }
  }
  return { missing, followers };
}

function add(possible: Possible, change: Change): void {
  const app = scopeOf(change.address);
  const pages = possible.get(app) ?? new Map<string, Change[]>();
  possible.set(app, pages);
  const page = pageOf(change);
  const found = pages.get(page);
  if (found) found.push(change);
  else pages.set(page, [change]);
}

/** What comes after `last`, taken out of what is possible. */
function take(possible: Possible, last?: Change): Change | undefined {
  const [first] = possible.keys();
  const app = last && possible.has(scopeOf(last.address)) ? scopeOf(last.address) : first;
  const pages = app === undefined ? undefined : possible.get(app);
  if (app === undefined || !pages) return undefined;
  const page = last && pages.has(pageOf(last)) ? pageOf(last) : firstPage(pages);
  const changes = pages.get(page) ?? [];
  const change = changes.shift();
  if (changes.length === 0) pages.delete(page);
  if (pages.size === 0) possible.delete(app);
  return change;
}

const ranks = new Map(kinds.map((kind, rank) => [kind.page, rank]));

function pageOf({ kind }: Change): string {
  return kindNamed(kind)?.page ?? '';
}

/** The page that comes first in the catalogue. */
function firstPage(pages: ReadonlyMap<string, unknown>): string {
  const rank = (page: string) => ranks.get(page) ?? kinds.length;
  return [...pages.keys()].reduce((best, page) => (rank(page) < rank(best) ? page : best));
}
