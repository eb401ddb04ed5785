/**
 * What authors of adapters are given: the package exports it as `chatform/adapter`. The port's types, the
 * catalogue, and what most adapters need to speak in its shape. Nothing here touches the world.
 */
import { formatAddress } from '../address.ts';
import { kindAt, kindNamed } from '../catalog/index.ts';
import type { Attribute, Kind } from '../catalog/kind.ts';
import { isMap, type Json, type JsonMap, mapOf } from '../json.ts';
import type { Capabilities, LiveObject } from '../model.ts';
import type { Adapter, Outcome } from './adapter.ts';
import type { Log } from './logged.ts';

export { formatAddress, parseAddress } from '../address.ts';
export { kindAt, kindNamed, kinds } from '../catalog/index.ts';
export type { Attribute, Edition, Gate, Kind, Served } from '../catalog/kind.ts';
export type { Json, JsonMap, Scalar } from '../json.ts';
export type { ByHand, Capabilities, Live, LiveObject, Unreadable } from '../model.ts';
export type { Adapter, Claim, Operation, Outcome, Scope, Sign, WriteError } from './adapter.ts';
export type { Log } from './logged.ts';

/** What `openAdapter` is given. */
export interface AdapterGiven {
  /** The uin of the root account, as the configuration has it. */
  readonly account: string;
  /** `options:` beside the path in `chatform.console`; empty without them. */
  readonly options: JsonMap;
  /** The configuration's directory, absolute. */
  readonly directory: string;
  /** The environment of the process, where credentials come from. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Takes a line for `CHATFORM_LOG=debug`: no value of a setting, and no secret. */
  readonly log: Log;
}

/** What `openAdapter` gives: the port, of which an adapter may leave some out. */
export interface OwnAdapter {
  /** Not read: an adapter goes by its path, as in `chatform.console.type`. */
  readonly name?: string;
  /** Left out by one that can do everything. */
  readonly capabilities?: Partial<Capabilities>;
  readonly read: Adapter['read'];
  readonly write: Adapter['write'];
  readonly probe?: Adapter['probe'] | undefined;
  readonly close?: Adapter['close'];
}

/** The function that the module of an adapter exports under this name. */
export type OpenAdapter = (given: AdapterGiven) => OwnAdapter | Promise<OwnAdapter>;

/** The write was carried out; of a new app with its SDKAppID. */
export const done = (id?: string): Outcome => ({ ok: true, ...(id !== undefined && { id }) });

/** The console said no, by one of its rules where there is one: `APP-7`. */
export const refused = (code: string, message: string, rule?: string): Outcome => ({
  ok: false,
  error: { kind: 'refused', code, message, ...(rule !== undefined && { rule }) },
});

/**
 * The write did not happen, for sure. It is tried again where the code says "later": `RequestLimitExceeded`,
 * `ResourceInUse`, `ResourceUnavailable`, `InternalError`, `ClientError.ConnectTimeout`,
 * `ClientError.NetworkError`, or one of these with more after a dot.
 */
export const failed = (code: string, message: string): Outcome => ({
  ok: false,
  error: { kind: 'failed', code, message },
});

/** There was no answer, so the write may have happened: it is read back, and never sent a second time. */
export const lost = (code: string, message: string): Outcome => ({
  ok: false,
  error: { kind: 'lost', code, message },
});

/** A live object at its segments. @throws Error for segments that no kind has */
export function liveObject(segments: readonly string[], body: JsonMap, facts: JsonMap = {}): LiveObject {
  const kind = kindAt(segments);
  if (!kind) throw new Error(`the catalogue has no kind of resource at ${formatAddress(segments)}`);
  return { kind: kind.name, segments, body, facts };
}

/** Live objects as `Live.objects` has them. */
export function byAddress(objects: Iterable<LiveObject>): ReadonlyMap<string, LiveObject> {
  return new Map([...objects].map((object) => [formatAddress(object.segments), object]));
}

/** The console's defaults of a kind, as a body. @throws Error for a kind that the catalogue does not have */
export function defaultsOf(kind: string): JsonMap {
  return (defaultOf(named(kind).body) ?? {}) as JsonMap;
}

function defaultOf(attribute: Attribute): Json | undefined {
  if (attribute.type !== 'object') return attribute.default;
  const entries = Object.entries(attribute.attributes)
    .map(([name, inner]) => [name, defaultOf(inner)] as const)
    .filter((entry): entry is [string, Json] => entry[1] !== undefined);
  return entries.length > 0 ? mapOf(entries) : undefined;
}

/**
 * A body after an operation's patch: maps are merged, null takes a key away, the names of a list come and go
 * one by one, and a document is replaced as a whole.
 * @throws Error for a kind that the catalogue does not have
 */
export function patched(kind: string, body: JsonMap, patch: JsonMap): JsonMap {
  return merged(named(kind).body, body, patch) as JsonMap;
}

function merged(attribute: Attribute | undefined, before: Json | undefined, patch: Json): Json {
  if (!isMap(patch)) return patch;
  if (attribute?.type === 'names') return namesAfter(before, patch as JsonMap);
  if (attribute?.type !== 'object' && attribute?.type !== 'map') return patch as JsonMap;
  const after = new Map(isMap(before) ? Object.entries(before as JsonMap) : []);
  for (const [key, value] of Object.entries(patch as JsonMap)) {
    const inner = attribute.type === 'map' ? attribute.item : attribute.attributes[key];
    if (value === null) after.delete(key);
    else after.set(key, merged(inner, after.get(key), value));
  }
  return mapOf(after);
}

function namesAfter(before: Json | undefined, patch: JsonMap): readonly string[] {
  const names = new Set(Array.isArray(before) ? (before as string[]) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) names.delete(name);
    else names.add(name);
  }
  return [...names].sort();
}

function named(kind: string): Kind {
  const found = kindNamed(kind);
  if (!found) throw new Error(`the catalogue has no kind ${kind}`);
  return found;
}
