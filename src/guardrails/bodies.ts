/**
 * Whole resources for rules to look at. An update declares a part of a resource, and a rule about the rest must
 * not pass because of that: what is declared is laid over what is live, and what nobody set is the console's
 * default, null where the catalogue knows none.
 */
import type { Attribute, Kind, ObjectAttribute } from '../catalog/kind.ts';
import { emptyMap, isMap, type Json, type JsonMap, type MutableMap, mapOf } from '../json.ts';
import { type Change, isSecret, isUnknown, type Value } from '../model.ts';
import { policySeen } from './policy.ts';
import { sensitive } from './subject.ts';

/** The text of an unknown string, with what is not known as the reference that stands for it. */
type Resolve = (expression: string) => string;

/** The resource as it will be; null after its end. `live`: as it is, undefined where it is not there. */
export function bodyAfter(
  kind: Kind,
  change: Change,
  live: JsonMap | undefined,
  resolve: Resolve,
): JsonMap | null {
  if (change.action === 'delete') return null;
  const wanted = change.after ? (plain(change.after, resolve) as JsonMap) : emptyMap<Json>();
  const merged = overlay(kind.body, live, wanted);
  const gone = change.leaves.filter((leaf) => leaf.after === undefined && leaf.before !== undefined);
  const left = gone.reduce<Json>((body, { path }) => without(body, path), merged);
  return whole(kind.body, left) as JsonMap;
}

/** The resource as it is; null where it is not there. */
export function bodyBefore(kind: Kind, live: JsonMap | undefined): JsonMap | null {
  return live === undefined ? null : (whole(kind.body, live) as JsonMap);
}

/** A body with everything in it that its kind has. */
export function whole(attribute: Attribute, value: Json | undefined): Json {
  switch (attribute.type) {
    case 'object':
      return wholeGroup(attribute, value);
    case 'map': {
      const entries = isMap(value) ? Object.entries(value as JsonMap) : [];
      return mapOf(entries.map(([key, item]) => [key, whole(attribute.item, item)]));
    }
    case 'set':
    case 'names':
      return Array.isArray(value) ? value : ((attribute.default as readonly string[] | undefined) ?? []);
    case 'document':
      return isMap(value) ? policySeen(value as JsonMap) : null;
    default:
      return value ?? (attribute.default as Json | undefined) ?? null;
  }
}

function wholeGroup({ attributes }: ObjectAttribute, value: Json | undefined): JsonMap {
  const given = isMap(value) ? (value as JsonMap) : {};
  return mapOf(
    Object.entries(attributes).map(([name, inner]) => {
      const own = Object.hasOwn(given, name) ? given[name] : undefined;
      // What is there only beside a certain value has no default beside another.
      const isThere =
        inner.only === undefined || inner.only.values.includes(String(given[inner.only.attribute]));
      return [name, isThere || own !== undefined ? whole(inner, own) : null];
    }),
  );
}

function overlay(attribute: Attribute, base: Json | undefined, top: Json): Json {
  if (attribute.type === 'names' && Array.isArray(base) && Array.isArray(top))
    return [...new Set([...(base as string[]), ...(top as string[])])].sort();
  if ((attribute.type !== 'object' && attribute.type !== 'map') || !isMap(base) || !isMap(top)) return top;
  const result = mapOf<Json>(Object.entries(base as JsonMap));
  for (const [key, value] of Object.entries(top as JsonMap)) {
    const inner = innerOf(attribute, key);
    result[key] = inner ? overlay(inner, result[key], value) : value;
  }
  return result;
}

function innerOf(attribute: Attribute, key: string): Attribute | undefined {
  if (attribute.type === 'map') return attribute.item;
  return attribute.type === 'object' && Object.hasOwn(attribute.attributes, key)
    ? attribute.attributes[key]
    : undefined;
}

/** A body without what a leaf takes away: a key, or a name of a list. */
function without(body: Json, [key, ...rest]: readonly string[]): Json {
  if (key === undefined) return body;
  if (Array.isArray(body)) return body.filter((name) => name !== key);
  if (!isMap(body)) return body;
  const result: MutableMap<Json> = mapOf(Object.entries(body as JsonMap));
  const inner = result[key];
  if (rest.length === 0) delete result[key];
  else if (inner !== undefined) result[key] = without(inner, rest);
  return result;
}

/** A value without secrets, its unknown strings as text. */
function plain(value: Value, resolve: Resolve): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isSecret(value)) return sensitive;
  if (isUnknown(value)) return resolve(value.expression);
  if (Array.isArray(value)) return value.map((item: Value) => plain(item, resolve));
  return mapOf(
    Object.entries(value as Readonly<Record<string, Value>>).map(([key, inner]) => [
      key,
      plain(inner, resolve),
    ]),
  );
}

/** The paths of a value's unknown strings. */
export function unknownPaths(value: Value | null, path: readonly string[] = []): string[] {
  if (typeof value !== 'object' || value === null || isSecret(value)) return [];
  if (isUnknown(value)) return [path.join('.')];
  return Object.entries(value).flatMap(([key, inner]) => unknownPaths(inner as Value, [...path, key]));
}
