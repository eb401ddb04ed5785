/** Policy documents as CAM keeps them: JSON in a text, with slashes escaped and single values made into lists. */
import { canonical, isMap, type Json, type JsonMap, mapOf } from '../../json.ts';

/** A document has at most 6,144 characters, and what somebody writes a handful of levels. */
const deepest = 100;

/** The document in a text, or what is wrong with that. */
export function documentIn(
  text: string,
): { readonly document: JsonMap } | { readonly problem: 'is no JSON object' | 'is nested too deeply' } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { problem: 'is no JSON object' };
  }
  if (!isMap(value)) return { problem: 'is no JSON object' };
  const document = plain(value as Json, deepest);
  return document === undefined ? { problem: 'is nested too deeply' } : { document: document as JsonMap };
}

/** The same value in maps without prototypes; undefined where it has more levels than are left. */
function plain(value: Json, left: number): Json | undefined {
  if (!isMap(value) && !Array.isArray(value)) return value;
  if (left === 0) return undefined;
  const entries = Object.entries(value).map(([key, inner]) => [key, plain(inner, left - 1)] as const);
  if (!entries.every((entry): entry is readonly [string, Json] => entry[1] !== undefined)) return undefined;
  return isMap(value) ? mapOf(entries) : entries.map(([, inner]) => inner);
}

/** True where two documents differ at most in their order, and in lists of one value written without brackets. */
export function alike(a: Json, b: Json): boolean {
  return loose(a) === loose(b);
}

/** A text that is the same for values that are alike. Each level is written once: texts within texts would double. */
function loose(value: Json): string {
  const items = (Array.isArray(value) ? value : [value]).map((item: Json) =>
    isMap(item) ? looseMap(item as JsonMap) : canonical(item),
  );
  return `[${[...new Set(items)].sort().join(',')}]`;
}

function looseMap(map: JsonMap): string {
  const entries = Object.keys(map).sort();
  return `{${entries.map((key) => `${JSON.stringify(key)}:${loose(map[key] ?? null)}`).join(',')}}`;
}
