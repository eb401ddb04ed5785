/** What changed inside a policy document, for a reader: paths and values, not a wall of JSON. */
import deepDiff from 'deep-diff';
import type { Json } from '../json.ts';
import type { DocumentChange } from '../model.ts';

/**
 * The differences of two normalised documents. Only `diff` of the library is used, on plain JSON: it
 * cannot compare Map and Set, and its other functions can change prototypes.
 */
export function documentChanges(before: Json, after: Json): DocumentChange[] {
  const found = deepDiff.diff(plain(before), plain(after)) ?? [];
  return found.map((one) => {
    const path = [...(one.path ?? []), ...(one.kind === 'A' ? [one.index] : [])];
    const item = one.kind === 'A' ? one.item : one;
    return {
      path: path
        .map((step, i) => (typeof step === 'number' ? `[${step}]` : `${i === 0 ? '' : '.'}${String(step)}`))
        .join(''),
      ...('lhs' in item && item.lhs !== undefined && { before: item.lhs as Json }),
      ...('rhs' in item && item.rhs !== undefined && { after: item.rhs as Json }),
    };
  });
}

function plain(value: Json): unknown {
  return JSON.parse(JSON.stringify(value));
}
