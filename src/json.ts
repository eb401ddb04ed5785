/**
 * Plain JSON as data: canonical text, equality, hashing input, and access by path.
 * Maps that people write have keys such as `__proto__`, so no map built here inherits anything.
 */
export type Scalar = string | number | boolean | null;
export type Json = Scalar | readonly Json[] | JsonMap;
export interface JsonMap {
  readonly [key: string]: Json;
}

/** A map that is still being filled. */
export type MutableMap<T> = Record<string, T>;

/** A record that is still being filled. */
export type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

// Empty, and nothing above it. An object right below null is slow: V8 keeps each as a hash table of its own.
const nothing: object = Object.freeze(Object.create(null));

/** Takes from a map all that it inherits, as `emptyMap` does from the start. */
export function inheritNothing(map: object): void {
  Object.setPrototypeOf(map, nothing);
}

/** An empty map that inherits nothing, so that `__proto__` is a key like any other. */
export function emptyMap<T>(): MutableMap<T> {
  return Object.create(nothing) as MutableMap<T>;
}

/** A map that inherits nothing, from entries. */
export function mapOf<T>(entries: Iterable<readonly [string, T]>): MutableMap<T> {
  const map = emptyMap<T>();
  for (const [key, value] of entries) map[key] = value;
  return map;
}

/** True for a map: neither null nor a list nor a scalar. */
export function isMap(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Nothing that JSON has to escape, nor half a pair of surrogates, which a whole pair looks like here.
const plain = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

/** A string as JSON. */
function quoted(text: string): string {
  return plain.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** JSON text with sorted keys and no white space: the same value is always the same text. */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean' || Number.isFinite(value)) return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  return Array.isArray(value)
    ? canonicalList(value, canonical)
    : canonicalMap(value as { readonly [key: string]: unknown }, canonical);
}

/** The canonical text of a list, with `text` for its items. */
export function canonicalList<T>(list: readonly T[], text: (item: T) => string): string {
  let all = '[';
  for (const item of list) all += all === '[' ? text(item) : `,${text(item)}`;
  return `${all}]`;
}

/** The canonical text of a map, with `text` for its values. */
export function canonicalMap<T>(map: { readonly [key: string]: T }, text: (value: T) => string): string {
  let all = '{';
  for (const key of Object.keys(map).sort()) {
    const value = map[key];
    if (value !== undefined) all += `${all === '{' ? '' : ','}${quoted(key)}:${text(value)}`;
  }
  return `${all}}`;
}

/** Deep equality of two plain JSON values; the order of keys does not count, that of lists does. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  return Array.isArray(a)
    ? Array.isArray(b) && equalLists(a, b)
    : !Array.isArray(b) && equalMaps(a as UnknownMap, b as UnknownMap);
}

type UnknownMap = { readonly [key: string]: unknown };

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (!equal(a[i], b[i])) return false;
  return true;
}

function equalMaps(a: UnknownMap, b: UnknownMap): boolean {
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) if (!Object.hasOwn(b, key) || !equal(a[key], b[key])) return false;
  return true;
}

/** The value at a path of keys, or undefined where there is none. */
export function at(value: unknown, path: readonly string[]): unknown {
  let here: unknown = value;
  for (const key of path) {
    if (!isMap(here) || !Object.hasOwn(here, key)) return undefined;
    here = here[key];
  }
  return here;
}

/** Puts a value at a path of keys into a map that is being built, making the maps on the way. */
export function put<T>(map: MutableMap<unknown>, path: readonly string[], value: T): void {
  const last = path.length - 1;
  if (last < 0) return;
  let here = map;
  for (let i = 0; i < last; i += 1) {
    const key = path[i] as string;
    if (!isMap(here[key])) here[key] = emptyMap<unknown>();
    here = here[key] as MutableMap<unknown>;
  }
  here[path[last] as string] = value;
}

/** Applies a JSON merge patch (RFC 7396): maps are merged, null removes a key, all else replaces. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isMap(patch)) return patch;
  const result = emptyMap<Json>();
  if (isMap(target)) for (const key of Object.keys(target)) result[key] = target[key] as Json;
  for (const key of Object.keys(patch)) {
    const value = patch[key] as Json;
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key], value);
  }
  return result;
}
