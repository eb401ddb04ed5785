/**
 * Taking back what a run did. What a change does is known when it is planned: how to take it back is written down
 * before the first of its calls. Later it becomes a desired model, and is planned as any other.
 */
import { formatAddress, isWithin, parseAddress } from '../address.ts';
import { attributeAt, kindNamed } from '../catalog/index.ts';
import type { Attribute, Kind } from '../catalog/kind.ts';
import { at, emptyMap, isMap, type Json, type JsonMap, mapOf } from '../json.ts';
import type {
  Change,
  Desired,
  Diagnostic,
  Inverse,
  Lasting,
  Leaf,
  Recorded,
  Removal,
  Resource,
  Source,
  Value,
  ValueMap,
} from '../model.ts';
import { isSecret } from '../model.ts';
import type { State } from '../state/state.ts';

/** What takes a change back, as far as it can be. */
export function inverseOf(change: Change): Inverse {
  const { address, kind: name, action } = change;
  const kind = kindNamed(name);
  if (!kind) throw new Error(`no kind "${name}" in the catalogue`);
  const head = { address, kind: name, action };
  const whole = wholeLasting(kind, change);
  if (whole.length > 0) return { ...head, lasting: whole };
  if (action === 'create') return { ...head, lasting: [] };
  if (action === 'delete') return { ...head, before: change.before ?? {}, lasting: [] };
  const leaves: NonNullable<Inverse['leaves']>[number][] = [];
  const lasting: Lasting[] = [];
  for (const leaf of change.leaves) {
    const stays = leafLasting(kind, change, leaf);
    if (stays) lasting.push(stays);
    else leaves.push({ path: leaf.path, ...(leaf.before !== undefined && { before: leaf.before }) });
  }
  return { ...head, leaves, lasting };
}

/** Why nothing of a change can be taken back; empty where something can. The end of what has secrets is for good. */
function wholeLasting(kind: Kind, { action, consequences }: Change): Lasting[] {
  const path: string[] = [];
  if (action === 'create' && kind.leaving === 'kept')
    return [{ path, because: `It can never be deleted.`, ...ruleOf(kind.rules[0]) }];
  if (action !== 'delete') return [];
  const [gone] = consequences.filter((one) => one.class === 'irreversible' && one.path.length === 0);
  return gone ? [{ path, because: gone.because, rule: gone.rule }] : [];
}

/** Why a value cannot be put back; undefined where it can. */
function leafLasting(kind: Kind, { consequences }: Change, { path, before }: Leaf): Lasting | undefined {
  const attribute = attributeAt(kind, path);
  if (attribute?.type === 'secret')
    return { path, because: 'What a secret was before, nobody can read back.' };
  const [gone] = consequences.filter(
    (one) => one.class === 'irreversible' && one.path.join('\0') === path.join('\0'),
  );
  if (gone) return { path, because: gone.because, rule: gone.rule };
  if (before !== undefined || namesAbove(kind, path)) return undefined;
  const above = mapAbove(kind, path);
  if (above?.leaving === 'deleted') return undefined;
  if (above) return { path, because: 'What was added here cannot be taken away.', ...ruleOf(above.rules[0]) };
  return { path, because: 'It had no value of its own before: it keeps the one that it has.' };
}

const ruleOf = (rule: string | undefined) => (rule === undefined ? {} : { rule });

/** The list of names that a leaf is one of. */
function namesAbove(kind: Kind, path: readonly string[]): Attribute | undefined {
  const above = attributeAt(kind, path.slice(0, -1));
  return path.length > 0 && above?.type === 'names' ? above : undefined;
}

/** The innermost map that a leaf is a key of, or is below one. */
function mapAbove(kind: Kind, path: readonly string[]) {
  for (let length = path.length - 1; length >= 0; length -= 1) {
    const above = attributeAt(kind, path.slice(0, length));
    if (above?.type === 'map') return above;
  }
  return undefined;
}

/** A run that is to be taken back: the desired model for it, and what has to be said of it. */
export interface Undoing {
  readonly desired: Desired;
  /** The addresses that it is about: nothing else is planned. */
  readonly only: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** `desired`: what is declared now. `state`: settled, as far as the console was read. */
export function undoing(run: string, desired: Desired, state: State): Undoing {
  const all = state.undos.get(run) ?? [];
  const anew = madeAnew(run, all, state);
  const inverses = all.filter(({ address }) => !anew.has(address));
  const resources = new Map(desired.resources);
  const removed = new Map<string, Removal>();
  const only: string[] = [];
  const goneApps = inverses.filter(({ action, kind, lasting }) => {
    return action === 'create' && kind === 'app' && lasting.length === 0;
  });
  for (const inverse of inverses) {
    const { address, action, lasting } = inverse;
    // What is in an app that goes, goes with it.
    const goes = goneApps.some((app) => app.address !== address && isWithin(address, app.address));
    if (goes || lasting.some(({ path }) => path.length === 0)) continue;
    if (action === 'create') {
      if (!state.records.has(address)) continue;
      for (const inside of [...resources.keys()]) if (isWithin(inside, address)) resources.delete(inside);
      removed.set(address, { address, destroy: true, because: `run ${run} is taken back`, source: nowhere });
    } else {
      const recorded = state.records.get(address);
      if (action === 'update' && !recorded) continue;
      const body = action === 'delete' ? (inverse.before ?? {}) : putBack(inverse, recorded, desired);
      resources.set(address, resourceOf(inverse, body, desired.resources.get(address)));
      removed.delete(address);
    }
    only.push(address);
  }
  return {
    desired: {
      ...desired,
      resources: new Map([...resources].sort(([a], [b]) => (a < b ? -1 : 1))),
      removed: [
        ...desired.removed.filter((one) => !only.some((address) => isWithin(one.address, address))),
        ...removed.values(),
      ],
      moved: [],
    },
    only,
    diagnostics: [
      ...[...anew].map(([address, other]) => isAnother(address, run, other)),
      ...stays(inverses, run),
      ...unmanagedNow(inverses, state, run),
      ...changedSince(run, new Set(only), state),
    ],
  };
}

/** No line of a file says it. */
const nowhere: Source = { file: '', line: 1, column: 1, endLine: 1, endColumn: 1, text: '' };

function resourceOf({ address, kind }: Inverse, body: ValueMap, declared: Resource | undefined): Resource {
  const segments = parseAddress(address) ?? [];
  return { address, segments, kind, body, locate: declared?.locate ?? (() => nowhere) };
}

/** What is ours of a resource, with the values in it that the run changed as they were before. */
function putBack(
  { address, kind: name, leaves = [] }: Inverse,
  recorded: Recorded | undefined,
  desired: Desired,
) {
  const kind = kindNamed(name);
  let body: Value = withSecrets(recorded?.body ?? {}, desired.resources.get(address)?.body, kind, []);
  for (const { path, before } of leaves) {
    const last = path.at(-1) ?? '';
    if (kind && namesAbove(kind, path)) {
      const listed = path.slice(0, -1);
      const names = (at(body as JsonMap, listed) ?? []) as readonly string[];
      const others = names.filter((one) => one !== last);
      body = placed(body, listed, before === undefined ? others : [...others, last]);
    } else body = placed(body, path, before);
  }
  return body as ValueMap;
}

/** Recorded values; where a secret's fingerprint stands, the reference that is declared now, or nothing. */
function withSecrets(
  recorded: Json,
  declared: Value | undefined,
  kind: Kind | undefined,
  path: readonly string[],
): Value {
  if (!isMap(recorded)) return recorded as Value;
  const entries = Object.entries(recorded).flatMap(([key, value]): [string, Value][] => {
    const inner = [...path, key];
    const there = isMap(declared) ? (declared as ValueMap)[key] : undefined;
    if (!kind || attributeAt(kind, inner)?.type !== 'secret')
      return [[key, withSecrets(value as Json, there, kind, inner)]];
    return there !== undefined && isSecret(there) ? [[key, there]] : [];
  });
  return mapOf(entries);
}

/** A value with another one at a path; undefined takes it away, and the maps above that it leaves empty. */
function placed(value: Value, path: readonly string[], next: Value | undefined): Value {
  const [key, ...rest] = path;
  if (key === undefined) return next ?? null;
  const map = emptyMap<Value>();
  if (isMap(value)) Object.assign(map, value);
  if (rest.length === 0) {
    if (next === undefined) delete map[key];
    else map[key] = next;
    return map;
  }
  const inner = placed(map[key] ?? emptyMap<Value>(), rest, next);
  if (next === undefined && isMap(inner) && Object.keys(inner).length === 0) delete map[key];
  else map[key] = inner;
  return map;
}

/** What cannot be taken back is said, each with the reason. */
function stays(inverses: readonly Inverse[], run: string): Diagnostic[] {
  return inverses.flatMap(({ address, action, lasting }) =>
    lasting.map(({ path, because, rule }): Diagnostic => {
      const place = formatAddress([...(parseAddress(address) ?? []), ...path]);
      const did = path.length === 0 ? verbOf(action) : 'changed';
      return {
        severity: 'warning',
        address,
        message: `${place} was ${did} by run ${run}, and that cannot be taken back: ${because}`,
        ...(rule !== undefined && { rule }),
      };
    }),
  );
}

const verbOf = (action: Inverse['action']) =>
  ({ create: 'created', update: 'changed', delete: 'deleted' })[action];

function unmanagedNow(inverses: readonly Inverse[], state: State, run: string): Diagnostic[] {
  return inverses.flatMap(({ address, action, lasting }): Diagnostic[] => {
    if (action === 'delete' || lasting.some(({ path }) => path.length === 0) || state.records.has(address))
      return [];
    return [
      {
        severity: 'warning',
        address,
        message: `${address} was ${verbOf(action)} by run ${run}, and is not managed there any more: it is left as it is`,
      },
    ];
  });
}

/** Addresses in an app that a later run created in the place of the one that the run was about → that run. */
function madeAnew(run: string, inverses: readonly Inverse[], { undos }: State): ReadonlyMap<string, string> {
  const runs = [...undos];
  const later = runs.slice(runs.findIndex(([id]) => id === run) + 1);
  const apps = later.flatMap(([other, created]) =>
    created
      .filter(({ kind, action }) => kind === 'app' && action === 'create')
      .map(({ address }) => ({ address, other })),
  );
  const found = new Map<string, string>();
  for (const { address } of inverses) {
    const app = apps.findLast((one) => isWithin(address, one.address));
    if (app) found.set(address, app.other);
  }
  return found;
}

function isAnother(address: string, run: string, other: string): Diagnostic {
  const message = `${address} is of another app than run ${run} was about, which run ${other} created: it is left as it is`;
  return { severity: 'warning', address, message };
}

/** What a later run changed as well is taken back with it. */
function changedSince(run: string, only: ReadonlySet<string>, state: State): Diagnostic[] {
  const runs = [...state.undos.keys()];
  const later = runs.slice(runs.indexOf(run) + 1);
  return later.flatMap((other) => {
    const addresses = new Set((state.undos.get(other) ?? []).map(({ address }) => address));
    return [...addresses]
      .filter((address) => only.has(address))
      .map(
        (address): Diagnostic => ({
          severity: 'warning',
          address,
          message: `${address} was changed by run ${other} as well, which came after run ${run}: what both changed becomes what it was before run ${run}`,
        }),
      );
  });
}
