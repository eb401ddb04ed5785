/** What differs between two states, by address: nothing of the values, which may be fingerprints. */
import { equal } from '../json.ts';
import type { State } from './state.ts';

export interface Difference {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

export const comparedParts = ['bindings', 'records', 'confirmations', 'waiting'] as const;

export type Differences = Readonly<Record<(typeof comparedParts)[number], Difference>>;

/** From one state to another. Addresses are sorted. */
export function differencesOf(before: State, after: State): Differences {
  return {
    bindings: differenceOf(before.bindings, after.bindings),
    records: differenceOf(before.records, after.records),
    confirmations: differenceOf(before.confirmations, after.confirmations),
    waiting: differenceOf(before.waiting, after.waiting),
  };
}

/** True when two states say the same of everything that is managed. */
export function isSame(differences: Differences): boolean {
  return comparedParts.every((part) =>
    Object.values(differences[part]).every((addresses: readonly string[]) => addresses.length === 0),
  );
}

function differenceOf(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): Difference {
  return {
    added: [...after.keys()].filter((one) => !before.has(one)).sort(),
    changed: [...after.keys()]
      .filter((one) => before.has(one) && !equal(before.get(one), after.get(one)))
      .sort(),
    removed: [...before.keys()].filter((one) => !after.has(one)).sort(),
  };
}
