/** A change → the calls that carry it out. */
import type { Operation } from '../adapters/adapter.ts';
import { kindNamed } from '../catalog/index.ts';
import { emptyMap, type Json, type JsonMap, type MutableMap, mapOf, put } from '../json.ts';
import {
  type Change,
  isSecret,
  isUnknown,
  type SecretReference,
  type Value,
  type ValueMap,
} from '../model.ts';
import { known, recordable } from '../plan/values.ts';

/** One call, and what is ours once it is done. */
export interface Step {
  readonly action: Exclude<Operation['action'], 'invoke'>;
  readonly patch: JsonMap;
  /** The secrets of the patch, which are not in it: attribute → where it is. */
  readonly secrets: ReadonlyMap<string, SecretReference>;
  /** The declared values that hold after it; or it is gone; or what is recorded of it stays. */
  readonly holds: JsonMap | 'gone' | 'as-recorded';
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
    const gone = step('delete', {}, 'gone');
    return disable ? [step('update', { enabled: false }, 'as-recorded'), gone] : [gone];
  }
  const wanted = change.after ?? {};
  const holds = recordable(wanted) as JsonMap;
  if (change.action === 'update' || kind.form === 'section') return [step('update', patchOf(change), holds)];
  const attributes = kind.body.type === 'object' ? kind.body.attributes : {};
  const isTaken = ([name]: readonly [string, unknown]) => attributes[name]?.atCreation === true;
  const first = mapOf(Object.entries(wanted).filter(isTaken));
  if (Object.keys(first).length === 0) return [step('create', wanted, holds)];
  const rest = mapOf(Object.entries(wanted).filter((entry) => !isTaken(entry)));
  const create = step('create', first, recordable(first) as JsonMap);
  return Object.keys(rest).length === 0 ? [create] : [create, step('update', rest, holds)];
}

/** A step with its secrets taken out of the patch. */
function step(action: Step['action'], values: ValueMap, holds: Step['holds']): Step {
  const patch = emptyMap<Json>();
  const secrets = new Map<string, SecretReference>();
  for (const [name, value] of Object.entries(values)) {
    if (isSecret(value)) secrets.set(name, value.reference);
    else patch[name] = value as Json;
  }
  return { action, patch, secrets, holds };
}

/** The changed leaves as a merge patch: null takes a key away. */
function patchOf(change: Change): ValueMap {
  const patch = emptyMap<unknown>();
  for (const leaf of change.leaves) put(patch, leaf.path, leaf.after ?? null);
  return patch as MutableMap<Value>;
}

/** A change with the expressions in it evaluated, or the first that is not known. */
export function evaluated(
  change: Change,
  evaluate: (expression: string) => string | undefined,
): Change | { readonly unknown: string } {
  const leaves = change.leaves.map((leaf) =>
    leaf.after === undefined ? leaf : { ...leaf, after: known(leaf.after, evaluate) },
  );
  const after = change.after && (known(change.after, evaluate) as ValueMap);
  const [unknown] = after ? expressionsIn(after) : [];
  return unknown === undefined ? { ...change, after, leaves } : { unknown };
}

function expressionsIn(value: Value): string[] {
  if (typeof value !== 'object' || value === null || isSecret(value)) return [];
  if (isUnknown(value)) return [value.expression];
  return (Array.isArray(value) ? value : Object.values(value)).flatMap((inner: Value) =>
    expressionsIn(inner),
  );
}
