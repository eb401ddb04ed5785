/**
 * The one comparison: what is wanted, what is there, and what is remembered of one resource. Plan, drift
 * check, verification and tests all come through here.
 */
import type { Attribute, MapAttribute, ObjectAttribute } from '../catalog/kind.ts';
import {
  emptyMap,
  equal,
  isMap,
  type Json,
  type JsonMap,
  type Mutable,
  type MutableMap,
  put,
} from '../json.ts';
import { isSecret, isUnknown, type Leaf, type Resource, type Value, type ValueMap } from '../model.ts';
import { hasUnknown, sameLeaf, sensitive } from './values.ts';

export interface Comparison {
  /** What has to change for the live values to become the wanted ones. */
  readonly leaves: readonly Leaf[];
  /** Wanted values, resets as the default that they ask for: what will be ours. */
  readonly after: ValueMap;
  /** The live values of what is wanted or about to be taken away. */
  readonly before: JsonMap;
  /** What was ours and is not declared any more, with the value that it keeps. */
  readonly released: readonly { readonly path: readonly string[]; readonly value: Json }[];
  /** What somebody else changed: recorded → live. */
  readonly drift: readonly Leaf[];
  /** The live values of what is recorded. */
  readonly seen: JsonMap;
}

/**
 * Compares one resource. `live` undefined: it is not there; `recorded` undefined: it was not ours. `locate` tells
 * where a leaf was written, if it was.
 */
export function compare(
  body: ObjectAttribute | MapAttribute,
  wanted: ValueMap,
  live: JsonMap | undefined,
  recorded: JsonMap | undefined,
  locate?: Resource['locate'],
): Comparison {
  const leaves: Leaf[] = [];
  const released: { path: readonly string[]; value: Json }[] = [];
  const drift: Leaf[] = [];
  const after = emptyMap<Value>();
  const before = emptyMap<Json>();
  const seen = emptyMap<Json>();
  walk(body, [], wanted, live, recorded);
  return { leaves, after, before, released, drift, seen };

  function change(path: readonly string[], from: Json | undefined, to: Value | undefined, isReset = false) {
    const one: Mutable<Leaf> = { path };
    if (from !== undefined) one.before = from;
    if (to !== undefined) one.after = to;
    if (isReset) one.reset = true;
    if (locate) one.source = locate(path);
    leaves.push(one);
  }

  function walk(
    attribute: Attribute,
    path: readonly string[],
    w: Value | undefined,
    l: Json | undefined,
    r: Json | undefined,
  ): void {
    // Neither declared nor ours: most of what there is.
    if (w === undefined && r === undefined) return;
    if (attribute.type === 'object') {
      for (const key in attribute.attributes) {
        const next = get(w, key);
        const ours = get(r, key);
        if (next === undefined && ours === undefined) continue;
        walk(attribute.attributes[key] as Attribute, pathIn(path, key), next, get(l, key), ours);
      }
    } else if (attribute.type === 'map') {
      const keys = new Set([...keysOf(w), ...keysOf(r)]);
      for (const key of [...keys].sort()) {
        const inner = [...path, key];
        if (get(w, key) === undefined && attribute.leaving === 'deleted')
          takeAway(attribute.item, inner, get(l, key), get(r, key));
        else walk(attribute.item, inner, get(w, key), get(l, key), get(r, key));
      }
    } else if (attribute.type === 'names') names(path, w, l, r);
    else if (attribute.type === 'secret') sealedLeaf(path, w, r);
    else leaf(attribute, path, w, l, r);
  }

  function leaf(
    attribute: Attribute,
    path: readonly string[],
    w: Value | undefined,
    l: Json | undefined,
    r: Json | undefined,
  ): void {
    noteDrift(attribute, path, l, r);
    if (w === undefined) {
      if (r !== undefined && l !== undefined) released.push({ path, value: l });
      return;
    }
    if (l !== undefined) put(before as MutableMap<unknown>, path, l);
    const target = w === null ? attribute.default : w;
    if (target === undefined) {
      // A reset to "nothing there".
      if (l !== undefined) change(path, l, undefined, true);
      return;
    }
    put(after as MutableMap<unknown>, path, target);
    if (w === null && live === undefined) return;
    if (!hasUnknown(target) && sameLeaf(attribute, target as Json, l)) return;
    change(path, l, target, w === null);
  }

  /** Each name is a leaf of its own: `members.alice`. */
  function names(
    path: readonly string[],
    w: Value | undefined,
    l: Json | undefined,
    r: Json | undefined,
  ): void {
    const [wanted, there, ours] = [w, l, r].map(
      (list) => new Set(Array.isArray(list) ? (list as string[]) : []),
    );
    if (!wanted || !there || !ours) return;
    if (live !== undefined) {
      for (const name of ours) if (!there.has(name)) drift.push({ path: [...path, name], before: true });
    }
    if (w === undefined) {
      if (r !== undefined && l !== undefined) released.push({ path, value: l });
      return;
    }
    put(after as MutableMap<unknown>, path, [...wanted].sort());
    if (l !== undefined)
      put(
        before as MutableMap<unknown>,
        path,
        [...there].filter((name) => wanted.has(name) || ours.has(name)).sort(),
      );
    for (const name of [...wanted].sort()) if (!there.has(name)) change([...path, name], undefined, true);
    for (const name of [...ours].sort()) {
      if (!wanted.has(name) && there.has(name)) change([...path, name], true, undefined);
    }
  }

  /** No console tells a secret back: the recorded fingerprint decides (PSH-4); one not read is as it was. */
  function sealedLeaf(path: readonly string[], w: Value | undefined, r: Json | undefined): void {
    if (w === undefined || !isSecret(w)) {
      if (r !== undefined && live !== undefined) released.push({ path, value: sensitive });
      return;
    }
    put(after as MutableMap<unknown>, path, w);
    const { fingerprint = r } = w;
    if (live !== undefined && r !== undefined && r === fingerprint) return;
    change(path, live !== undefined && r !== undefined ? sensitive : undefined, w);
  }

  function takeAway(
    attribute: Attribute,
    path: readonly string[],
    l: Json | undefined,
    r: Json | undefined,
  ): void {
    noteDrift(attribute, path, l, r);
    if (r === undefined || l === undefined) return;
    put(before as MutableMap<unknown>, path, l);
    change(path, l, undefined);
  }

  function noteDrift(
    attribute: Attribute,
    path: readonly string[],
    l: Json | undefined,
    r: Json | undefined,
  ): void {
    if (r === undefined || live === undefined) return;
    if (l !== undefined) put(seen as MutableMap<unknown>, path, l);
    if (sameLeaf(attribute, r, l)) return;
    drift.push({ path, before: r, ...(l !== undefined && { after: l }) });
  }
}

const topPaths = new Map<string, readonly string[]>();

/** The path of an attribute in a group. All resources share those of the top: there are many leaves, and few of them. */
function pathIn(path: readonly string[], key: string): readonly string[] {
  if (path.length > 0) return path.concat(key);
  let top = topPaths.get(key);
  if (!top) {
    top = [key];
    topPaths.set(key, top);
  }
  return top;
}

/**
 * True for a resource, or a part of one, of which all that is wanted is there and recorded as it is wanted: most of
 * most plans. `compare` would find nothing. False is no answer: secrets are left to `compare`, as are values that
 * are wanted in other words.
 */
export function isSettled(
  attribute: Attribute,
  wanted: Value | undefined,
  live: Json | undefined,
  recorded: Json | undefined,
  depth = 0,
): boolean {
  if (attribute.type === 'secret') return false;
  if (typeof wanted !== 'object') return wanted !== undefined && wanted === live && wanted === recorded;
  if (wanted === null) return false;
  if (attribute.type === 'names') return areSettled(wanted, live, recorded);
  if (attribute.type !== 'object' && attribute.type !== 'map')
    return !hasUnknown(wanted) && equal(wanted, recorded) && sameLeaf(attribute, wanted as Json, live);
  if (!isMap(wanted) || isUnknown(wanted) || !isMap(live) || !isMap(recorded)) return false;
  let open = 0;
  for (const key in wanted) {
    const inner = insideOf(attribute, key);
    if (!inner || !isSettled(inner, wanted[key], own(live, key), own(recorded, key), depth + 1)) return false;
    open += 1;
  }
  if (open === 0 && depth > 0) return false;
  for (const _ in recorded) open -= 1;
  return open === 0;
}

/** The same for names: those that are recorded, in order and each once, are those that are wanted, and are there. */
function areSettled(wanted: Value, live: Json | undefined, recorded: Json | undefined): boolean {
  if (!Array.isArray(wanted) || !Array.isArray(live) || !Array.isArray(recorded)) return false;
  if (!equal([...new Set(wanted as string[])].sort(), recorded)) return false;
  if (equal(recorded, live)) return true;
  const there = new Set(live as string[]);
  return recorded.every((name) => there.has(name as string));
}

function insideOf(attribute: ObjectAttribute | MapAttribute, key: string): Attribute | undefined {
  if (attribute.type === 'map') return attribute.item;
  return Object.hasOwn(attribute.attributes, key) ? attribute.attributes[key] : undefined;
}

function own(map: { readonly [key: string]: unknown }, key: string): Json | undefined {
  return Object.hasOwn(map, key) ? (map[key] as Json) : undefined;
}

function get<T extends Value | Json>(value: T | undefined, key: string): T | undefined {
  return isMap(value) && !isUnknown(value) && Object.hasOwn(value, key) ? (value[key] as T) : undefined;
}

function keysOf(value: Value | undefined): string[] {
  return isMap(value) && !isUnknown(value) ? Object.keys(value) : [];
}
