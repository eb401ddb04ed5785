/** How much of each limit is used, and which creations go beyond it. Unmanaged objects count. */

import { formatAddress, isWithin, parseAddress } from '../address.ts';
import { kinds } from '../catalog/index.ts';
import type { Kind } from '../catalog/kind.ts';
import type { Capacity, LiveObject } from '../model.ts';
import { type Context, refuse } from './context.ts';
import type { Draft, Refused } from './draft.ts';
import { appOf, keysById, ownSegments } from './locate.ts';

interface Use {
  readonly kind: Kind;
  readonly scope: string;
  before: number;
  unmanaged: number;
  readonly creations: Draft[];
  readonly deletions: Draft[];
}

const counted = new WeakMap<Context, readonly Use[]>();

/** The uses, counted once for all who ask. */
function uses(context: Context): readonly Use[] {
  let found = counted.get(context);
  if (!found) {
    found = usesIn(context);
    counted.set(context, found);
  }
  return found;
}

/** Every limit that the configuration touches. What could not be read is not counted, and not reported. */
function usesIn(context: Context): Use[] {
  const found = new Map<string, Use>();
  const limited = new Map(kinds.filter((kind) => kind.capacity).map((kind) => [kind.name, kind]));
  const use = (kind: Kind, segments: readonly string[]): Use => {
    const scope = kind.capacity?.per === 'app' ? (appOf(segments) ?? 'account') : 'account';
    const key = `${scope}\0${kind.name}`;
    let one = found.get(key);
    if (!one) {
      one = { kind, scope, before: 0, unmanaged: 0, creations: [], deletions: [] };
      found.set(key, one);
    }
    return one;
  };
  const keys = keysById(context.state.bindings);
  for (const object of context.live.objects.values()) {
    const kind = limited.get(object.kind);
    if (kind) use(kind, ownSegments(object.segments, keys)).before += 1;
  }
  for (const { kind: name, segments } of unmanagedIn(context)) {
    const kind = limited.get(name);
    if (kind) use(kind, ownSegments(segments, keys)).unmanaged += 1;
  }
  for (const [app, { uses }] of context.quiet) {
    for (const [name, [before, unmanaged]] of Object.entries(uses)) {
      const kind = limited.get(name);
      if (kind) Object.assign(use(kind, parseAddress(app) ?? []), { before, unmanaged });
    }
  }
  for (const draft of context.drafts.values()) {
    const kind = limited.get(draft.kind.name);
    if (!kind) continue;
    if (draft.action === 'create') use(kind, draft.segments).creations.push(draft);
    if (draft.action === 'delete') use(kind, draft.segments).deletions.push(draft);
  }
  return [...found.values()].filter((one) => isReadable(context, one));
}

/** What this plan leaves unmanaged: what is so already, and what it releases. */
function unmanagedIn({ strangers, released, objectAt }: Context): LiveObject[] {
  const gone = released.flatMap(({ address, path }) => {
    const object = path.length === 0 ? objectAt(parseAddress(address) ?? [], address) : undefined;
    return object ? [object] : [];
  });
  return [...strangers.values(), ...gone];
}

/** False when some of what is counted could not be read. */
function isReadable(context: Context, { kind, scope }: Use): boolean {
  const [root = '', , family] = kind.path;
  const place =
    scope === 'account' || family === undefined ? root : formatAddress([...scope.split('.'), family]);
  return !context.unreadable.some(
    (part) =>
      part.length === 0 ||
      isWithin(place, formatAddress(part)) ||
      (part.length <= kind.path.length && isWithin(formatAddress(part), place)),
  );
}

/** The limits and their use, before and after the plan. */
export function capacities(context: Context, kept: ReadonlyMap<string, Draft>): Capacity[] {
  return uses(context)
    .flatMap(({ kind, scope, before, unmanaged, creations, deletions }): Capacity[] => {
      // How many there are that nobody manages here cannot be seen.
      if (kind.name !== 'app' && context.capabilities.unseen.includes(kind.name)) return [];
      const isOurs = scope === 'account' || context.desired.resources.has(scope) || context.quiet.has(scope);
      if (!kind.capacity || !isOurs) return [];
      const count = (drafts: readonly Draft[]) => drafts.filter((draft) => kept.has(draft.address)).length;
      const after = before + count(creations) - count(deletions);
      const { limit, noun, rule } = kind.capacity;
      return [{ scope, kind: kind.name, noun, limit, before, after, unmanaged, rule }];
    })
    .sort((a, b) => compare(a.scope, b.scope) || compare(a.kind, b.kind));
}

/** What is used of the limits within apps, by the address of the app and the kind. */
export function usesOfApps(context: Context): ReadonlyMap<string, Record<string, readonly [number, number]>> {
  const found = new Map<string, Record<string, readonly [number, number]>>();
  for (const { kind, scope, before, unmanaged } of uses(context)) {
    const ofApp = found.get(scope) ?? {};
    ofApp[kind.name] = [before, unmanaged];
    found.set(scope, ofApp);
  }
  return found;
}

/** APP-2, FLD-1..4: what is created beyond a limit is refused; the last by address. */
export function withinLimits(context: Context): Refused[] {
  return uses(context).flatMap(({ kind, scope, before, unmanaged, creations }) => {
    if (!kind.capacity) return [];
    const { limit, noun, rule } = kind.capacity;
    const free = Math.max(0, limit - before);
    const ordered = [...creations].sort((a, b) => compare(a.address, b.address));
    return ordered.slice(free).map((draft) => {
      const where = scope === 'account' ? `account ${context.live.account}` : scope;
      const others = unmanaged > 0 ? `, ${unmanaged} of them not managed here` : '';
      const message = `${where} has ${before} of ${limit} ${noun}${others}, and ${creations.length} more would be too many`;
      return refuse(
        draft,
        [],
        rule,
        message,
        kind.leaving === 'kept' ? 'use one that is there' : 'remove one that is not needed first',
      );
    });
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
