/** A body in parts → a body with everything in it, the rest from the sample of its kind. */
import type { Attribute } from '../catalog/kind.ts';
import { isMap, type Json, type JsonMap, mapOf } from '../json.ts';
import { sampleOf } from './sample.ts';

/** The given values, and where there is none the sample's. The keys of a map are the given ones alone. */
export function filled(attribute: Attribute, given: Json | undefined): Json {
  if (given === undefined) return sampleOf(attribute);
  if (!isMap(given)) return given;
  const values = given as JsonMap;
  if (attribute.type === 'map')
    return mapOf(Object.entries(values).map(([key, item]) => [key, filled(attribute.item, item)]));
  if (attribute.type !== 'object') return given;
  return mapOf(
    Object.entries(attribute.attributes).map(([name, inner]) => [
      name,
      filled(inner, Object.hasOwn(values, name) ? values[name] : undefined),
    ]),
  );
}
