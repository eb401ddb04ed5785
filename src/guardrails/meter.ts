/**
 * What a rule may cost. It is somebody's text over somebody's data: it ends after so many steps whatever they
 * are, so that no plan hangs for the sake of a rule.
 */

/**
 * Steps that one rule may take over a plan with so many changes: enough for the longest rule over each change,
 * and for a loop in a loop over a thousand of them; seconds at most.
 */
export const stepsFor = (changes: number): number => 10_000_000 + 1000 * changes;

/** What is left of the steps of a rule. */
export interface Meter {
  /** @throws Error when nothing is left */
  readonly spend: (steps: number) => void;
  readonly refill: (steps: number) => void;
  readonly isEmpty: () => boolean;
  /** What it was refilled to. */
  readonly limit: () => number;
}

/** A meter with the steps of an empty plan. */
export function newMeter(): Meter {
  let limit = stepsFor(0);
  let left = limit;
  return {
    spend: (steps) => {
      left -= steps;
      if (left < 0) throw new Error('it takes too many steps');
    },
    refill: (steps) => {
      limit = steps;
      left = steps;
    },
    isEmpty: () => left < 0,
    limit: () => limit,
  };
}
