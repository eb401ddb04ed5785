/**
 * The one comparison: what is wanted, what is there, and what is remembered of one resource. Plan, drift
 * check, verification and tests all come through here.
 */
import type { Attribute, MapAttribute, ObjectAttribute } from '../catalog/kind.ts';
import { emptyMap, equal, isMap, type Json, type JsonMap, type MutableMap, put } from '../json.ts';
import { isSecret, isUnknown, type Leaf, type Value, type ValueMap } from '../model.ts';
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

/** Compares one resource. `live` undefined: it is not there; `recorded` undefined: it was not ours. */
export function compare(
  body: ObjectAttribute | MapAttribute,
  wanted: ValueMap,
  live: JsonMap | undefined,
  recorded: JsonMap | undefined,
): Comparison {
  const leaves: Leaf[] = [];
  const released: { path: readonly string[]; value: Json }[] = [];
  const drift: Leaf[] = [];
  const after = emptyMap<Value>();
  const before = emptyMap<Json>();
  const seen = emptyMap<Json>();
  walk(body, [], wanted, live, recorded);
  return { leaves, after, before, released, drift, seen };

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
      for (const [key, inner] of Object.entries(attribute.attributes)) {
        walk(inner, [...path, key], get(w, key), get(l, key), get(r, key));
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
      if (l !== undefined) leaves.push({ path, before: l, reset: true });
      return;
    }
    put(after as MutableMap<unknown>, path, target);
    if (w === null && live === undefined) return;
    if (!hasUnknown(target) && sameLeaf(attribute, target as Json, l)) return;
    leaves.push({
      path,
      ...(l !== undefined && { before: l }),
      after: target,
      ...(w === null && { reset: true as const }),
    });
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
    for (const name of [...wanted].sort())
      if (!there.has(name)) leaves.push({ path: [...path, name], after: true });
    for (const name of [...ours].sort()) {
      if (!wanted.has(name) && there.has(name)) leaves.push({ path: [...path, name], before: true });
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
    leaves.push({ path, ...(live !== undefined && r !== undefined && { before: sensitive }), after: w });
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
    leaves.push({ path, before: l });
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

/**
 * True for a resource, or a part of one, of which all that is wanted is there and recorded as it is wanted: most of
 * most plans. `compare` would find nothing. False is no answer: secrets and names are left to `compare`, as are
 * values that are wanted in other words.
 */
export function isSettled(
  attribute: Attribute,
  wanted: Value | undefined,
  live: Json | undefined,
  recorded: Json | undefined,
  depth = 0,
): boolean {
  if (attribute.type === 'names' || attribute.type === 'secret') return false;
  if (attribute.type !== 'object' && attribute.type !== 'map') {
    if (typeof wanted !== 'object') return wanted !== undefined && wanted === live && wanted === recorded;
    return (
      wanted !== null &&
      !hasUnknown(wanted) &&
      equal(wanted, recorded) &&
      sameLeaf(attribute, wanted as Json, live)
    );
  }
  if (!isMap(wanted) || isUnknown(wanted) || !isMap(live) || !isMap(recorded)) return false;
  const keys = Object.keys(wanted);
  if (keys.length !== Object.keys(recorded).length || (depth > 0 && keys.length === 0)) return false;
  return keys.every((key) => {
    const inner = insideOf(attribute, key);
    return inner && isSettled(inner, get(wanted, key), get(live, key), get(recorded, key), depth + 1);
  });
}

function insideOf(attribute: ObjectAttribute | MapAttribute, key: string): Attribute | undefined {
  if (attribute.type === 'map') return attribute.item;
  return Object.hasOwn(attribute.attributes, key) ? attribute.attributes[key] : undefined;
}

function get<T extends Value | Json>(value: T | undefined, key: string): T | undefined {
  return isMap(value) && !isUnknown(value) && Object.hasOwn(value, key) ? (value[key] as T) : undefined;
}

function keysOf(value: Value | undefined): string[] {
  return isMap(value) && !isUnknown(value) ? Object.keys(value) : [];
}
