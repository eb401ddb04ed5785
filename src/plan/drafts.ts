/** What each resource would have to go through, before the rules have looked at it. */
import { formatAddress, parseAddress } from '../address.ts';
import { attributeAt } from '../catalog/index.ts';
import type { Kind } from '../catalog/kind.ts';
import { equal, type Json, type JsonMap } from '../json.ts';
import type { Leaf, LiveObject, Recorded, Resource, ValueMap } from '../model.ts';
import { compare, isSettled } from './compare.ts';
import { kindOf } from './context.ts';
import { documentChanges } from './document.ts';
import type { Draft, Drafts } from './draft.ts';
import { draftLeaving } from './leaving.ts';
import { appOf, keysById, ownSegments } from './locate.ts';
import { referredApps } from './order.ts';
import type { Sight } from './sight.ts';
import { kindsWith } from './traits.ts';
import { hasUnknown, known, masked, normal, recordable, withoutPath } from './values.ts';

/** Compares everything that is wanted or remembered with what there is. */
export function draftAll(sight: Sight, open: ReadonlySet<string> = new Set()): Drafts {
  const drafts: Drafts = {
    drafts: new Map(),
    released: [],
    drift: [],
    refused: [],
    diagnostics: [],
    bookkeeping: [],
    unread: [],
  };
  const keys = keysById(sight.state.bindings);
  for (const { address, reason } of sight.live.unreadable) {
    const what = formatAddress(ownSegments(parseAddress(address) ?? [], keys)) || 'the console';
    drafts.diagnostics.push({
      severity: 'warning',
      message: `${what} could not be read: ${reason}; nothing of it is planned`,
    });
  }
  const isAllSeen = open.size === 0 && sight.live.unreadable.length === 0;
  for (const resource of sight.desired.resources.values()) {
    if (!isAllSeen && isUnseen(sight, open, resource)) drafts.unread.push(resource.address);
    else draftWanted(sight, drafts, resource);
  }
  draftLeaving(sight, drafts);
  return drafts;
}

/** True when it cannot be told what is there, or what a value refers to. */
function isUnseen(sight: Sight, open: ReadonlySet<string>, { address, segments, body }: Resource): boolean {
  if (sight.isUnreadable(segments)) return true;
  if (open.size > 0 && (open.has(address) || open.has(appOf(segments) ?? ''))) return true;
  if (sight.live.unreadable.length === 0) return false;
  return referredApps(body).some((app) => open.has(app) || sight.isUnreadable(parseAddress(app) ?? []));
}

function draftWanted(sight: Sight, drafts: Drafts, resource: Resource): void {
  const { address, segments } = resource;
  const kind = kindOf(resource.kind);
  const live = sight.objectAt(segments, address);
  const recorded = sight.state.records.get(address);
  if (isDone(resource.body, kind, live, recorded)) return;
  const wanted = known(resource.body, sight.evaluate) as ValueMap;
  if (wanted !== resource.body && isDone(wanted, kind, live, recorded)) return;
  const found = compare(kind.body, wanted, live?.body, recorded?.body, resource.locate);

  if (recorded && !live && kind.form === 'object') {
    drafts.drift.push({
      address,
      kind: kind.name,
      before: masked(kind, recorded.body),
      after: null,
      leaves: [],
    });
  } else if (found.drift.length > 0) {
    drafts.drift.push({
      address,
      kind: kind.name,
      before: masked(kind, recorded?.body ?? {}),
      after: found.seen,
      leaves: found.drift,
    });
  }
  for (const { path, value } of found.released)
    drafts.released.push({ address, kind: kind.name, path, value });

  // A section of a new app with nothing in it asks for nothing.
  if (!live && found.leaves.length === 0 && kind.form === 'section') return;
  if (live && found.leaves.length === 0) {
    const body = recordable(found.after) as JsonMap;
    if (recorded && equal(recorded.body, body)) return;
    drafts.bookkeeping.push({ type: 'record', address, recorded: { kind: kind.name, body } });
    return;
  }
  // A release needs no call: it holds also when the rest is refused, or fails.
  if (recorded && found.released.length > 0) {
    const body = found.released.reduce<JsonMap>((left, { path }) => withoutPath(left, path), recorded.body);
    drafts.bookkeeping.push({ type: 'record', address, recorded: { kind: kind.name, body } });
  }
  const { before, after } = found;
  const leaves = hasDocument(kind)
    ? found.leaves.map((leaf) => withDetails(leaf, kind))
    : found.leaves.slice();
  const source = resource.locate([]);
  // Written out: where a part of it is spread into both, planning takes a tenth longer.
  const draft: Draft = live
    ? { address, segments, kind, action: 'update', resource, source, live, before, after, leaves }
    : { address, segments, kind, action: 'create', resource, source, before: null, after, leaves };
  drafts.drafts.set(address, draft);
}

function isDone(
  wanted: ValueMap,
  { body }: Kind,
  live: LiveObject | undefined,
  recorded: Recorded | undefined,
): boolean {
  return live !== undefined && recorded !== undefined && isSettled(body, wanted, live.body, recorded.body);
}

const hasDocument = kindsWith(({ type }) => type === 'document');

/** A leaf, and for a document what differs inside. */
function withDetails(leaf: Leaf, kind: Kind): Leaf {
  const attribute = attributeAt(kind, leaf.path);
  const { before, after } = leaf;
  if (attribute?.type !== 'document' || before === undefined || after === undefined || hasUnknown(after))
    return leaf;
  return {
    ...leaf,
    details: documentChanges(normal(attribute, before), normal(attribute, after as Json)),
  };
}
