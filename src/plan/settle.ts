/**
 * What a run that was cut off left open, decided by what the console has now. An app that was being
 * created is told by its name and by not having been there before; everything else has a name of its own.
 */
import { isWithin, parseAddress } from '../address.ts';
import type { Attribute } from '../catalog/kind.ts';
import { at, isMap, type Json, type JsonMap, type MutableMap, mapOf, put } from '../json.ts';
import type { Diagnostic, Intent, Live, LiveObject } from '../model.ts';
import { type Entry, type State, withEntries } from '../state/state.ts';
import { kindOf } from './context.ts';
import { liveAddress } from './locate.ts';
import { sameLeaf, withoutPath } from './values.ts';

export interface Settled {
  readonly state: State;
  /** What an apply has to write down. */
  readonly entries: readonly Entry[];
  readonly diagnostics: readonly Diagnostic[];
  /** Addresses of which it could not be told what became of them: nothing may be planned there. */
  readonly open: ReadonlySet<string>;
}

/** Settles the open intents of a state. Pure: the caller writes the entries, or does not. */
export function settle(state: State, live: Live): Settled {
  const entries: Entry[] = [];
  const diagnostics: Diagnostic[] = [];
  const open = new Set<string>();
  let current = state;
  const add = (...more: Entry[]) => {
    entries.push(...more);
    current = withEntries(current, more);
  };
  for (const intent of state.intents.values()) {
    if (isUnseen(intent, live, current)) {
      open.add(intent.address);
      continue;
    }
    if (intent.kind === 'app' && intent.action === 'create') {
      const found = newApps(intent, live, current);
      if (found.length > 1) {
        diagnostics.push(ambiguous(intent, found));
        open.add(intent.address);
        continue;
      }
      const [app] = found;
      if (app)
        add(
          { type: 'bind', address: intent.address, id: app.segments[1] ?? '' },
          ownership(intent, app, undefined),
        );
    } else {
      const segments = parseAddress(intent.address) ?? [];
      const address = liveAddress(segments, current.bindings);
      const object = address === undefined ? undefined : live.objects.get(address);
      if (object && intent.action !== 'delete')
        add(ownership(intent, object, current.records.get(intent.address)?.body));
      if (!object && intent.action === 'delete') add(...forgotten(intent, current));
    }
    add({ type: 'settle', id: intent.id });
  }
  return { state: current, entries, diagnostics, open };
}

/** True while what a call was about cannot be seen: for a new app, the list of all apps. */
function isUnseen(intent: Intent, live: Live, state: State): boolean {
  if (live.unreadable.length === 0) return false;
  const { address, kind, action } = intent;
  const isNewApp = kind === 'app' && action === 'create';
  const own = isNewApp ? 'apps' : liveAddress(parseAddress(address) ?? [], state.bindings);
  return live.unreadable.some(
    (part) =>
      part.address === '' ||
      own === undefined ||
      isWithin(own, part.address) ||
      (isNewApp && mayBeNew(part.address, intent, live, state)),
  );
}

/** True for an app that is hidden as a whole and was not known before the call: it may be what the call made. */
function mayBeNew(hidden: string, { before }: Intent, { objects }: Live, { bindings }: State): boolean {
  const [root, id, ...rest] = parseAddress(hidden) ?? [];
  if (root !== 'apps' || id === undefined || rest.length > 0 || objects.has(hidden)) return false;
  return !before?.includes(id) && ![...bindings.values()].includes(id);
}

/** A deleted app takes along all that is in it. */
function forgotten({ address, kind }: Intent, state: State): Entry[] {
  if (kind !== 'app') return [{ type: 'forget', address }];
  const inside = [...state.records.keys()].filter((one) => isWithin(one, address)).sort();
  return [...inside.map((one): Entry => ({ type: 'forget', address: one })), { type: 'unbind', address }];
}

function newApps(intent: Intent, live: Live, state: State): LiveObject[] {
  const bound = new Set(state.bindings.values());
  return [...live.objects.values()].filter(
    (object) =>
      object.kind === 'app' &&
      object.body.name === intent.patch.name &&
      !bound.has(object.segments[1] ?? '') &&
      !intent.before?.includes(object.segments[1] ?? ''),
  );
}

function ambiguous(intent: Intent, found: readonly LiveObject[]): Diagnostic {
  const ids = found
    .map((app) => app.segments[1])
    .sort()
    .join(', ');
  return {
    severity: 'error',
    address: intent.address,
    rule: 'APP-1',
    message: `a run was cut off while it created ${intent.address}, and ${found.length} new apps have its name (${ids}); rename or delete the wrong ones in the console, then plan again`,
  };
}

/** What the cut-off call is known to have set, or taken away: where the console now has what it asked for. */
function ownership(intent: Intent, object: LiveObject, recorded: JsonMap | undefined): Entry {
  let body = copyOf(recorded ?? {}) as MutableMap<Json>;
  for (const { path, attribute } of leavesOf(kindOf(intent.kind).body, intent.patch, [])) {
    const wanted = at(intent.patch, path) as Json;
    const there = at(object.body, path) as Json | undefined;
    if (attribute.type === 'names')
      put(body as MutableMap<unknown>, path, namesAfter(wanted, there, at(recorded, path)));
    else if (wanted === null && there === undefined) body = withoutPath(body, path);
    else if (sameLeaf(attribute, wanted, there)) put(body as MutableMap<unknown>, path, there);
  }
  return { type: 'record', address: intent.address, recorded: { kind: intent.kind, body } };
}

/** Of names, those that were ours or asked for and are there: each stands for itself. */
function namesAfter(wanted: Json, there: Json | undefined, recorded: unknown): string[] {
  const ours = Array.isArray(recorded) ? (recorded as string[]) : [];
  const asked = Array.isArray(wanted) ? (wanted as string[]) : Object.keys(isMap(wanted) ? wanted : {});
  const live = new Set(Array.isArray(there) ? (there as string[]) : []);
  return [...new Set([...ours, ...asked])].filter((name) => live.has(name)).sort();
}

/** The attributes that a patch sets, with their paths. */
function leavesOf(
  attribute: Attribute,
  patch: Json,
  path: readonly string[],
): { readonly path: readonly string[]; readonly attribute: Attribute }[] {
  if (attribute.type !== 'object' && attribute.type !== 'map') return [{ path, attribute }];
  if (!isMap(patch)) return [];
  return Object.entries(patch as JsonMap).flatMap(([key, value]) => {
    const inner = attribute.type === 'map' ? attribute.item : attribute.attributes[key];
    return inner ? leavesOf(inner, value, [...path, key]) : [];
  });
}

function copyOf(value: Json): Json {
  if (!isMap(value)) return value;
  return mapOf(Object.entries(value as JsonMap).map(([key, inner]) => [key, copyOf(inner)]));
}
