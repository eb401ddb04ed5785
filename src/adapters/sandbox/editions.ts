/** What an edition allows, and what the console switches off when an app gets an edition that lacks it (EDN-15). */
import type { Attribute, Edition, Gate } from '../../catalog/kind.ts';
import { isMap, type Json, mapOf } from '../../json.ts';
import { firstRefusal, type Refused, refuse } from './answer.ts';
import { seed } from './values.ts';

/** True where the edition has the feature, or the value does not use it. Of a list every item counts. */
function allows(gate: Gate, edition: Edition, value: unknown): boolean {
  if (gate.editions.includes(edition)) return true;
  if (Array.isArray(value)) return value.every((item) => allows(gate, edition, item));
  if (isMap(value)) return Object.values(value).every((item) => allows(gate, edition, item));
  return gate.free.some((free) => free === value);
}

/** Refuses a value that the edition does not have. */
export function lockedOut(
  attribute: Attribute,
  value: unknown,
  edition: Edition,
  path: readonly string[] = [],
): Refused | undefined {
  if (value === undefined) return undefined;
  if (attribute.gate && !allows(attribute.gate, edition, value)) {
    const { feature, rule } = attribute.gate;
    const only = attribute.gate.editions.join(' and ');
    return refuse(
      'FailedOperation.EditionNotSupported',
      rule,
      `${path.join('.')}: ${feature} is for ${only} apps, and this app is ${edition}.`,
    );
  }
  return firstRefusal(inner(attribute, value), ([key, item, of]) =>
    lockedOut(of, item, edition, [...path, key]),
  );
}

/** The body as the console leaves it to an app of this edition: what it lacks is back at the default. */
export function switchedOff(attribute: Attribute, value: Json, edition: Edition): Json {
  if (attribute.gate && !allows(attribute.gate, edition, value))
    return unused(attribute, attribute.gate, edition);
  const parts = inner(attribute, value);
  if (parts.length === 0) return value;
  return mapOf(parts.map(([key, item, of]) => [key, switchedOff(of, item, edition)]));
}

/** The default where the edition allows it, else the first value that it does. */
function unused(attribute: Attribute, gate: Gate, edition: Edition): Json {
  const byDefault = seed(attribute);
  if (byDefault !== undefined && allows(gate, edition, byDefault)) return byDefault;
  return attribute.type === 'set' ? [] : (gate.free[0] ?? null);
}

/** The attributes inside a value that have one of their own: key, value, attribute. */
function inner<T>(attribute: Attribute, value: T): [string, Json, Attribute][] {
  if (!isMap(value) || (attribute.type !== 'object' && attribute.type !== 'map')) return [];
  return Object.entries(value).flatMap(([key, item]): [string, Json, Attribute][] => {
    if (attribute.type === 'map') return [[key, item as Json, attribute.item]];
    const of = Object.hasOwn(attribute.attributes, key) ? attribute.attributes[key] : undefined;
    return of ? [[key, item as Json, of]] : [];
  });
}
