/** Leaves of the catalogue's attributes: when two are the same, and what a null asks for. */
import type { Attribute, Kind } from '../catalog/kind.ts';
import {
  canonical,
  emptyMap,
  equal,
  isMap,
  type Json,
  type JsonMap,
  type MutableMap,
  mapOf,
} from '../json.ts';
import { isSecret, isUnknown, type Value, type ValueMap } from '../model.ts';

/** A leaf in the form in which it is compared: sets sorted, policies normalised. */
export function normal(attribute: Attribute, value: Json): Json {
  if (attribute.type === 'set' && Array.isArray(value)) return [...new Set(value as string[])].sort();
  if (attribute.type === 'document' && isMap(value)) return normalPolicy(value as JsonMap);
  return value;
}

/** True when a live or recorded leaf is already the wanted one. */
export function sameLeaf(attribute: Attribute, a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  if (equal(a, b)) return true;
  const mayDiffer = attribute.type === 'set' || attribute.type === 'document';
  return mayDiffer && equal(normal(attribute, a), normal(attribute, b));
}

/**
 * A CAM policy in one of the many ways in which it can be written: single values as lists, lists that
 * mean sets sorted and without doubles, the order of keys as JSON has it (CAM-5).
 */
export function normalPolicy(policy: JsonMap): Json {
  const result = mapValues(policy, (value) => value);
  if (Array.isArray(policy.statement)) {
    result.statement = policy.statement.map((statement: Json) =>
      isMap(statement) ? normalStatement(statement as JsonMap) : statement,
    );
  } else if (isMap(policy.statement)) {
    result.statement = [normalStatement(policy.statement as JsonMap)];
  }
  return result;
}

function normalStatement(statement: JsonMap): Json {
  return mapValues(statement, (value, key) => {
    if (key === 'action' || key === 'resource') return asSet(value);
    if (key === 'condition' && isMap(value)) {
      return mapValues(value as JsonMap, (keys) => (isMap(keys) ? mapValues(keys as JsonMap, asSet) : keys));
    }
    return value;
  });
}

function asSet(value: Json): Json {
  const list = Array.isArray(value) ? value : [value];
  const byText = new Map(list.map((item) => [canonical(item), item]));
  return [...byText.keys()].sort().map((text) => byText.get(text) as Json);
}

function mapValues(map: JsonMap, change: (value: Json, key: string) => Json): MutableMap<Json> {
  const result = emptyMap<Json>();
  for (const [key, value] of Object.entries(map)) result[key] = change(value, key);
  return result;
}

/** True when there is an unknown anywhere in a value. */
export function hasUnknown(value: Value | undefined): boolean {
  if (value === undefined || typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(hasUnknown);
  if (isUnknown(value)) return true;
  if (isSecret(value)) return false;
  for (const key in value) {
    const inner = (value as ValueMap)[key];
    if (typeof inner === 'object' && hasUnknown(inner)) return true;
  }
  return false;
}

/** A value with its unknown strings evaluated, as far as they are known. */
export function known(value: Value, evaluate: (expression: string) => string | undefined): Value {
  return hasUnknown(value) ? evaluated(value, evaluate) : value;
}

function evaluated(value: Value, evaluate: (expression: string) => string | undefined): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (isUnknown(value)) return evaluate(value.expression) ?? value;
  if (isSecret(value)) return value;
  if (Array.isArray(value)) return value.map((item: Value) => evaluated(item, evaluate));
  const result = emptyMap<Value>();
  for (const [key, inner] of Object.entries(value as Readonly<Record<string, Value>>))
    result[key] = evaluated(inner, evaluate);
  return result;
}

/** A copy of a body without what stands at a path, nor the maps that are empty without it. */
export function withoutPath<T extends Value>(
  body: { readonly [key: string]: T },
  [key, ...rest]: readonly string[],
): MutableMap<T> {
  const result = emptyMap<T>();
  for (const [name, inner] of Object.entries(body)) {
    if (name !== key) result[name] = inner;
    else if (rest.length > 0 && isMap(inner) && !isUnknown(inner)) {
      const left = withoutPath(inner as { readonly [key: string]: T }, rest);
      if (Object.keys(left).length > 0) result[name] = left as unknown as T;
    }
  }
  return result;
}

/** What the state keeps of values that are ours: a secret's fingerprint in its place. */
export function recordable(value: Value): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isSecret(value)) return value.fingerprint ?? null;
  if (isUnknown(value)) throw new Error(`${value.expression} is not known yet, and cannot be recorded`);
  if (Array.isArray(value)) return value.map((item: Value) => recordable(item));
  const result = emptyMap<Json>();
  for (const [key, inner] of Object.entries(value as Readonly<Record<string, Value>>))
    result[key] = recordable(inner);
  return result;
}

/** A recorded body as it may be shown: without the fingerprints of its secrets. */
export function masked(kind: Kind, body: JsonMap): JsonMap {
  const shown = Object.entries(body).map(([name, value]): [string, Json] => {
    const isSealed =
      kind.body.type === 'object' &&
      Object.hasOwn(kind.body.attributes, name) &&
      kind.body.attributes[name]?.type === 'secret';
    return [name, isSealed ? sensitive : value];
  });
  return mapOf(shown);
}

/** What stands for a secret that was there. */
export const sensitive = '(sensitive value)';
