/** Policy documents as CAM keeps them: JSON in a text, with slashes escaped and single values made into lists. */
import { canonical, isMap, type Json, type JsonMap, mapOf } from '../../json.ts';

/** The document in a text; undefined where it is no JSON object. */
export function documentIn(text: string): JsonMap | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMap(value) ? (plain(value as Json) as JsonMap) : undefined;
  } catch {
    return undefined;
  }
}

/** The same value in maps without prototypes. */
function plain(value: Json): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (!isMap(value)) return value;
  return mapOf(Object.entries(value as JsonMap).map(([key, inner]) => [key, plain(inner)]));
}

/** True where two documents differ at most in their order, and in lists of one value written without brackets. */
export function alike(a: Json, b: Json): boolean {
  return canonical(loose(a)) === canonical(loose(b));
}

function loose(value: Json): Json {
  const items = (Array.isArray(value) ? value : [value]).map((item: Json) =>
    isMap(item)
      ? mapOf(Object.entries(item as JsonMap).map(([key, inner]): [string, Json] => [key, loose(inner)]))
      : item,
  );
  return [...new Set(items.map(canonical))].sort();
}
