/** A change → the calls that carry it out. */
import type { Operation } from '../adapters/adapter.ts';
import { kindNamed } from '../catalog/index.ts';
import { emptyMap, type Json, type JsonMap, type MutableMap, mapOf, put } from '../json.ts';
import { type Change, isUnknown, type Value } from '../model.ts';

/** One call, and what is ours once it is done. */
export interface Step {
  readonly action: Operation['action'];
  readonly patch: JsonMap;
  /** The declared values that hold after it; undefined: it is gone. */
  readonly holds: JsonMap | undefined;
}

/**
 * The steps of a change whose values are all known. Creation takes some attributes and the others follow by
 * an update (APP-1); an app is disabled before it is deleted (APP-3).
 */
export function stepsOf(change: Change): Step[] {
  const kind = kindNamed(change.kind);
  if (!kind) throw new Error(`no kind "${change.kind}" in the catalogue`);
  if (change.action === 'delete') {
    const disable = kind.name === 'app' && change.before?.enabled !== false;
    const gone: Step = { action: 'delete', patch: {}, holds: undefined };
    return disable
      ? [{ action: 'update', patch: { enabled: false }, holds: change.before ?? {} }, gone]
      : [gone];
  }
  const holds = (change.after ?? {}) as JsonMap;
  if (change.action === 'update' || kind.form === 'section') {
    return [{ action: 'update', patch: patchOf(change), holds }];
  }
  const attributes = kind.body.type === 'object' ? kind.body.attributes : {};
  const taken = Object.keys(attributes).filter((name) => attributes[name]?.atCreation);
  if (taken.length === 0) return [{ action: 'create', patch: holds, holds }];
  const first = mapOf(Object.entries(holds).filter(([name]) => taken.includes(name)));
  const rest = mapOf(Object.entries(holds).filter(([name]) => !taken.includes(name)));
  const create: Step = { action: 'create', patch: first, holds: first };
  return Object.keys(rest).length === 0 ? [create] : [create, { action: 'update', patch: rest, holds }];
}

/** The changed leaves as a merge patch: null takes a key away. */
function patchOf(change: Change): JsonMap {
  const patch = emptyMap<unknown>();
  for (const leaf of change.leaves) put(patch, leaf.path, (leaf.after ?? null) as Json);
  return patch as MutableMap<Json>;
}

/** A change with the expressions in it evaluated. @throws Error when one is still not known: a bug in the order. */
export function evaluated(change: Change, evaluate: (expression: string) => string | undefined): Change {
  const resolve = (value: Value): Value => {
    if (typeof value !== 'object' || value === null) return value;
    if (isUnknown(value)) {
      const text = evaluate(value.expression);
      if (text === undefined)
        throw new Error(`${change.address} needs ${value.expression}, which is not known yet`);
      return text;
    }
    if (Array.isArray(value)) return value.map((item: Value) => resolve(item));
    return mapOf(Object.entries(value).map(([key, inner]) => [key, resolve(inner as Value)]));
  };
  return {
    ...change,
    after: change.after && (resolve(change.after) as Change['after']),
    leaves: change.leaves.map((leaf) =>
      leaf.after === undefined ? leaf : { ...leaf, after: resolve(leaf.after) },
    ),
  };
}
