/**
 * What a run that was cut off left open, decided by what the console has now. An app that was being
 * created is told by its name and by not having been there before; everything else has a name of its own.
 */
import { parseAddress } from '../address.ts';
import { at, emptyMap, equal, isMap, type Json, type JsonMap, type MutableMap, put } from '../json.ts';
import type { Diagnostic, Intent, Live, LiveObject } from '../model.ts';
import { type Entry, type State, withEntries } from '../state/state.ts';
import { liveAddress } from './locate.ts';

export interface Settled {
  readonly state: State;
  /** What an apply has to write down. */
  readonly entries: readonly Entry[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Settles the open intents of a state. Pure: the caller writes the entries, or does not. */
export function settle(state: State, live: Live): Settled {
  const entries: Entry[] = [];
  const diagnostics: Diagnostic[] = [];
  let current = state;
  const add = (...more: Entry[]) => {
    entries.push(...more);
    current = withEntries(current, more);
  };
  for (const intent of state.intents.values()) {
    if (live.unreadable.length > 0) break;
    if (intent.kind === 'app' && intent.action === 'create') {
      const found = newApps(intent, live, current);
      if (found.length > 1) {
        diagnostics.push(ambiguous(intent, found));
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
      if (!object && intent.action === 'delete')
        add({ type: 'forget', address: intent.address }, ...unbound(intent));
    }
    add({ type: 'settle', id: intent.id });
  }
  return { state: current, entries, diagnostics };
}

function unbound(intent: Intent): Entry[] {
  return intent.kind === 'app' ? [{ type: 'unbind', address: intent.address }] : [];
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
  const ids = found.map((app) => app.segments[1]).join(', ');
  return {
    severity: 'error',
    address: intent.address,
    rule: 'APP-1',
    message: `a run was cut off while it created ${intent.address}, and ${found.length} new apps have its name (${ids}); rename or delete the wrong ones in the console, then plan again`,
  };
}

/** What the cut-off call is known to have set: the values that the console has now. */
function ownership(intent: Intent, object: LiveObject, recorded: JsonMap | undefined): Entry {
  const body = emptyMap<Json>();
  for (const [key, value] of Object.entries(recorded ?? {})) body[key] = value;
  for (const path of leafPaths(intent.patch, [])) {
    const wanted = at(intent.patch, path) as Json;
    const there = at(object.body, path) as Json | undefined;
    if (there !== undefined && equal(wanted, there)) put(body as MutableMap<unknown>, path, there);
  }
  return { type: 'record', address: intent.address, recorded: { kind: intent.kind, body } };
}

function leafPaths(value: Json, path: readonly string[]): (readonly string[])[] {
  if (!isMap(value) || (path.length > 0 && Object.keys(value).length === 0)) return [path];
  return Object.entries(value as JsonMap).flatMap(([key, inner]) => leafPaths(inner, [...path, key]));
}
