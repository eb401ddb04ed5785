/** What becomes of resources of ours that the YAML does not declare any more. */
import { formatAddress, isWithin, parseAddress } from '../address.ts';
import type { JsonMap } from '../json.ts';
import type { Recorded, Removal, Resource } from '../model.ts';
import { type Drafts, kindOf } from './context.ts';
import { appOf } from './locate.ts';
import type { Sight } from './sight.ts';

/** Drafts deletions and releases, and refuses what would lose data without having been said in the YAML. */
export function draftLeaving(sight: Sight, drafts: Drafts): void {
  const { desired, state } = sight;
  for (const removal of desired.removed) {
    const resource = desired.resources.get(removal.address);
    if (!resource) continue;
    const message = `${removal.address} is in \`removed:\` and declared as well; take one of them out`;
    drafts.diagnostics.push({ severity: 'error', address: removal.address, message, source: removal.source });
  }
  const leaving = [...state.records].filter(([address]) => !desired.resources.has(address));
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
  const live = sight.objectAt(segments);
  const removal = sight.desired.removed.find((one) => one.address === address);
  if (sight.isUnreadable(segments)) {
    drafts.unread.push(address);
  } else if (!live) {
    if (kind.form === 'object')
      drafts.drift.push({ address, kind: kind.name, before: recorded.body, after: null, leaves: [] });
    forget(sight, drafts, address);
  } else if (removal && !removal.destroy) {
    release(drafts, address, recorded, live.body, `\`removed:\` says to leave it as it is`);
    forget(sight, drafts, address);
  } else if (kind.leaving === 'deleted' || (kind.leaving === 'removed' && removal)) {
    // Another page of the same kind that could not be read may hold what takes its place.
    if (sight.live.unreadable.length > 0) drafts.unread.push(address);
    else draftDeletion(drafts, address, segments, recorded, live.body, live, removal);
  } else if (kind.leaving === 'removed') {
    drafts.refused.push({
      address,
      path: [],
      rule: kind.effects?.find((effect) => effect.when === 'delete')?.rule ?? kind.rules[0] ?? '',
      message: `${address} is no longer declared, and deleting it cannot be undone`,
      remedy: removalEntry(address),
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

/** Forgets a resource and all in it. */
function forget(sight: Sight, drafts: Drafts, address: string): void {
  for (const other of sight.state.records.keys()) {
    if (isWithin(other, address)) drafts.bookkeeping.push({ type: 'forget', address: other });
  }
  if (sight.state.bindings.has(address)) drafts.bookkeeping.push({ type: 'unbind', address });
}

/** It still counts; and when new ones appear beside it, it may have been renamed, and is stranded. */
function keptNote(sight: Sight, segments: readonly string[], recorded: Recorded): string {
  const kind = kindOf(recorded.kind);
  const limit = kind.capacity ? ` of the ${kind.capacity.limit} ${kind.capacity.noun}` : '';
  const counts = `it cannot be deleted, and stays one${limit}`;
  const family = formatAddress(segments.slice(0, -1));
  const fresh = (sight.declared.get(recorded.kind) ?? []).filter((resource) =>
    isNew(sight, resource, family),
  );
  if (fresh.length === 0) return counts;
  const names = fresh.map((resource) => resource.segments.at(-1)).join(', ');
  return `${counts}; if it was renamed to ${names}: a rename makes a new one, and this one is stranded`;
}

function isNew(sight: Sight, resource: Resource, family: string): boolean {
  return (
    formatAddress(resource.segments.slice(0, -1)) === family &&
    !sight.state.records.has(resource.address) &&
    !sight.objectAt(resource.segments)
  );
}

/** The entry to add for a deletion, as YAML. */
function removalEntry(address: string): string {
  return `if it is to go, add under \`removed:\`\n  - address: ${address}\n    destroy: true   # false: keep it, and stop managing it\n    because: …`;
}
