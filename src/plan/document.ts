/** What changed inside a policy document, for a reader: paths and values, not a wall of JSON. */
import deepDiff from 'deep-diff';
import { canonical, isMap, type Json, type JsonMap, mapOf } from '../json.ts';
import type { DocumentChange } from '../model.ts';

/**
 * The differences of two normalised documents, from the top down. Only `diff` of the library is used, on
 * plain JSON: it cannot compare Map and Set, and its other functions can change prototypes.
 */
export function documentChanges(before: Json, after: Json): DocumentChange[] {
  const found = deepDiff.diff(asMembers(before), asMembers(after)) ?? [];
  const placed = found.map((one) => {
    const item = one.kind === 'A' ? one.item : one;
    const steps = [...(one.path ?? []), ...(one.kind === 'A' ? [one.index] : [])] as (string | number)[];
    return {
      steps,
      change: {
        path: pathText(steps),
        ...('lhs' in item && item.lhs !== undefined && { before: asLists(item.lhs as Json) }),
        ...('rhs' in item && item.rhs !== undefined && { after: asLists(item.rhs as Json) }),
      },
    };
  });
  return placed.sort((a, b) => compareSteps(a.steps, b.steps)).map(({ change }) => change);
}

// Lists of scalars stand for sets in a policy. As maps they are compared by their members, and not by where
// a member happens to stand; this begins the keys of such a map.
const member = '\0';

function asMembers(value: Json): Json {
  if (Array.isArray(value)) {
    const isSet = value.length > 0 && value.every((item: Json) => typeof item !== 'object' || item === null);
    if (!isSet) return value.map((item: Json) => asMembers(item));
    return Object.fromEntries(value.map((item: Json) => [member + canonical(item), item]));
  }
  if (!isMap(value)) return value;
  // The library asks for the methods of a plain object.
  return Object.fromEntries(Object.entries(value as JsonMap).map(([key, inner]) => [key, asMembers(inner)]));
}

function asLists(value: Json): Json {
  if (Array.isArray(value)) return value.map((item: Json) => asLists(item));
  if (!isMap(value)) return value;
  const entries = Object.entries(value as JsonMap);
  if (entries.some(([key]) => key.startsWith(member))) return entries.map(([, item]) => item);
  return mapOf(entries.map(([key, inner]) => [key, asLists(inner)]));
}

function pathText(steps: readonly (string | number)[]): string {
  return steps
    .filter((step) => typeof step === 'number' || !step.startsWith(member))
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${step}`))
    .join('');
}

function compareSteps(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [i, step] of a.entries()) {
    const other = b[i];
    if (other === undefined) return 1;
    if (step === other) continue;
    return step < other ? -1 : 1;
  }
  return a.length - b.length;
}
