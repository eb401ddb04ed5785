/** What a request says in JSON: bounded in depth, and without anybody's prototype. */
import { type Json, type JsonMap, mapOf } from '../../../json.ts';
import { readWire } from '../../tencent/json.ts';
import type { Wire } from '../../tencent/wire.ts';

/** The map that a text is; undefined where it is none. */
export function readBody(text: string): JsonMap | undefined {
  const read = readWire(text);
  if (!read.ok) return undefined;
  const value = plain(read.value);
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonMap)
    : undefined;
}

/** Numbers beyond 2^53 are rounded: the sandbox gives out none. */
function plain(value: Wire): Json {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  return mapOf(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}
