/** What becomes of resources of ours that the YAML does not declare any more. */
import { formatAddress, isWithin, parseAddress } from '../address.ts';
import type { Kind } from '../catalog/kind.ts';
import type { JsonMap } from '../json.ts';
import type { LiveObject, Recorded, Removal, Resource } from '../model.ts';
import { compare } from './compare.ts';
import { kindOf } from './context.ts';
import type { Drafts } from './draft.ts';
import { appOf } from './locate.ts';
import { inOrder } from './order.ts';
import type { Sight } from './sight.ts';
import { masked } from './values.ts';

/** Drafts deletions and releases, and refuses what would lose data without having been said in the YAML. */
export function draftLeaving(sight: Sight, drafts: Drafts): void {
  const { desired, state } = sight;
  for (const removal of desired.removed) {
    const resource = desired.resources.get(removal.address);
    if (!resource) continue;
    const message = `${removal.address} is in \`removed:\` and declared as well; take one of them out`;
    drafts.diagnostics.push({ severity: 'error', address: removal.address, message, source: removal.source });
  }
  const gone = new Map<string, Recorded>();
  for (const [address, recorded] of state.records)
    if (!desired.resources.has(address)) gone.set(address, recorded);
  const leaving = [...inOrder(gone)];
  const apps = new Set(leaving.filter(([, recorded]) => recorded.kind === 'app').map(([address]) => address));
  for (const [address, recorded] of leaving) {
    const segments = parseAddress(address) ?? [];
    const app = appOf(segments);
    // What is in an app goes the way of the app.
    if (app !== undefined && app !== address && apps.has(app)) continue;
    leave(sight, drafts, address, segments, recorded);
  }
}

function leave(
  sight: Sight,
  drafts: Drafts,
  address: string,
  segments: readonly string[],
  recorded: Recorded,
): void {
  const kind = kindOf(recorded.kind);
  const live = sight.objectAt(segments, address);
  const removal = removalOf(sight, address);
  if (removal && !removal.destroy) {
    // Nobody has to see what is left alone.
    release(drafts, address, recorded, live?.body ?? recorded.body, `\`removed:\` says to leave it as it is`);
    forget(sight, drafts, address);
  } else if (sight.isUnreadable(segments) && !(removal && live?.believed)) {
    drafts.unread.push(address);
  } else if (!live) {
    if (kind.form === 'object')
      drafts.drift.push({
        address,
        kind: kind.name,
        before: masked(kind, recorded.body),
        after: null,
        leaves: [],
      });
    forget(sight, drafts, address);
  } else if (kind.leaving === 'deleted' || (kind.leaving === 'removed' && removal)) {
    // Another page of the same kind that could not be read may hold what takes its place.
    if (!live.believed && isUnseen(sight, kind, live.segments)) holdDeletion(drafts, address);
    else draftDeletion(drafts, address, segments, recorded, live.body, live, removal);
  } else if (kind.leaving === 'removed') {
    drafts.refused.push({
      address,
      path: [],
      rule: kind.effects?.find((effect) => effect.when === 'delete')?.rule ?? kind.rules[0] ?? '',
      message: `${address} is no longer declared, and deleting it cannot be undone`,
      remedy: renamedTo(sight, address, recorded) + removalEntry(address),
    });
  } else if (kind.body.type === 'map' && kind.body.leaving === 'deleted') {
    takeAwayOurs(sight, drafts, address, segments, recorded, live);
  } else if (removal) {
    drafts.refused.push({
      address,
      path: [],
      rule: kind.rules[0] ?? '',
      message: `the console cannot delete it: ${kind.form === 'section' ? 'it is there as long as its app' : `a ${lowerFirst(kind.title)} stays for good`}`,
      remedy: 'write `destroy: false`: it stays as it is, and is no longer managed',
      source: removal.source,
    });
  } else {
    release(
      drafts,
      address,
      recorded,
      live.body,
      kind.leaving === 'kept' ? keptNote(sight, segments, recorded) : undefined,
    );
    forget(sight, drafts, address);
  }
}

/** TAG-1: of a section that is a map, such as tags, what was ours goes; what others added stays. */
function takeAwayOurs(
  sight: Sight,
  drafts: Drafts,
  address: string,
  segments: readonly string[],
  recorded: Recorded,
  live: LiveObject,
): void {
  const kind = kindOf(recorded.kind);
  const { leaves, before } = compare(kind.body, {}, live.body, recorded.body);
  if (leaves.length === 0) forget(sight, drafts, address);
  else
    drafts.drafts.set(address, {
      address,
      segments,
      kind,
      action: 'update',
      live,
      before,
      after: {},
      leaves,
    });
}

/** What `removed:` says of a resource. What is in one that stays, stays. */
function removalOf({ desired, removals }: Sight, address: string): Removal | undefined {
  return (
    removals.get(address) ?? desired.removed.find((one) => !one.destroy && isWithin(address, one.address))
  );
}

/** True when some of a kind, or of what is in it, could not be read: in the same app, or in CAM. */
function isUnseen({ live }: Sight, { path }: Kind, segments: readonly string[]): boolean {
  const isThere = (step: string, i: number) => {
    if (path[0] === 'apps' && i === 1 && path.length > 2) return step === segments[1];
    return path[i] === undefined || path[i] === '*' || path[i] === step;
  };
  return live.unreadable.some(({ address }) => (parseAddress(address) ?? []).every(isThere));
}

function holdDeletion(drafts: Drafts, address: string): void {
  drafts.unread.push(address);
  const message = `${address} is not deleted: something of its kind could not be read`;
  drafts.diagnostics.push({ severity: 'warning', address, message });
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function draftDeletion(
  drafts: Drafts,
  address: string,
  segments: readonly string[],
  recorded: Recorded,
  body: JsonMap,
  live: NonNullable<ReturnType<Sight['objectAt']>>,
  removal: Removal | undefined,
): void {
  drafts.drafts.set(address, {
    address,
    segments,
    kind: kindOf(recorded.kind),
    action: 'delete',
    reason: removal ? 'delete_by_removed_entry' : 'delete_because_no_resource_config',
    ...(removal && { removal }),
    live,
    before: body,
    after: null,
    leaves: [],
  });
}

function release(
  drafts: Drafts,
  address: string,
  recorded: Recorded,
  value: JsonMap,
  note: string | undefined,
): void {
  drafts.released.push({
    address,
    kind: recorded.kind,
    path: [],
    value,
    ...(note !== undefined && { note }),
  });
}

/** Forgets a resource; an app with all in it. */
function forget({ state }: Sight, drafts: Drafts, address: string): void {
  const forgotten = state.bindings.has(address)
    ? [...state.records.keys()].filter((one) => isWithin(one, address)).sort()
    : [address];
  for (const one of forgotten) drafts.bookkeeping.push({ type: 'forget', address: one });
  if (state.bindings.has(address)) drafts.bookkeeping.push({ type: 'unbind', address });
}

/** It still counts; and when new ones appear beside it, it may have been renamed, and is stranded. */
function keptNote(sight: Sight, segments: readonly string[], recorded: Recorded): string {
  const kind = kindOf(recorded.kind);
  const limit = kind.capacity ? ` of the ${kind.capacity.limit} ${kind.capacity.noun}` : '';
  const counts = `it cannot be deleted, and stays one${limit}`;
  const family = sight.declaredIn().get(formatAddress(segments.slice(0, -1))) ?? [];
  const fresh = family.filter((resource) => isNew(sight, resource));
  if (fresh.length === 0) return counts;
  const names = fresh.map((resource) => resource.segments.at(-1)).join(', ');
  return `${counts}; if it was renamed to ${names}: a rename makes a new one, and this one is stranded`;
}

function isNew({ state, objectAt }: Sight, { address, segments }: Resource): boolean {
  return !state.records.has(address) && !objectAt(segments, address);
}

/** A new app with the name of the one that left was most likely given another key. */
function renamedTo(sight: Sight, address: string, recorded: Recorded): string {
  if (recorded.kind !== 'app') return '';
  const apps = sight.declaredIn().get('apps') ?? [];
  const same = apps.filter((resource) => resource.body.name === recorded.body.name && isNew(sight, resource));
  const [only] = same;
  if (!only || same.length > 1) return '';
  return `if it was renamed to ${only.address}, add under \`moved:\`\n  - {from: ${address}, to: ${only.address}}\n`;
}

/** The entry to add for a deletion, as YAML. */
function removalEntry(address: string): string {
  return `if it is to go, add under \`removed:\`\n  - address: ${address}\n    destroy: true   # false: keep it, and stop managing it\n    because: …`;
}
