/** Samples, taken in turns; and what they come to. */

/** One run. Without memory where it was no process of its own. */
export interface Sample {
  readonly seconds: number;
  readonly megabytes?: number;
}

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

type Members<Name extends string> = Readonly<Record<Name, () => Sample | Promise<Sample>>>;

/**
 * Runs all members one after the other, and that so many times: what disturbs the machine for a while disturbs all
 * of them. A first round only warms up, unless that was done.
 */
export async function inTurns<Name extends string>(
  rounds: number,
  members: Members<Name>,
  isWarm = false,
): Promise<Record<Name, readonly Sample[]>> {
  const names = Object.keys(members) as Name[];
  const taken = Object.fromEntries(names.map((name) => [name, [] as Sample[]])) as Record<Name, Sample[]>;
  for (let round = isWarm ? 1 : 0; round <= rounds; round += 1)
    for (const name of names) {
      const sample = await members[name]();
      if (round > 0) taken[name].push(sample);
    }
  return taken;
}

export const seconds = (sample: Sample) => sample.seconds;
export const megabytes = (sample: Sample) => sample.megabytes ?? Number.NaN;

/** Of each round, how many times as much the one took as the other. */
export function ratios(
  one: readonly Sample[],
  other: readonly Sample[],
  of: (sample: Sample) => number = seconds,
): number[] {
  return one.map((sample, round) => of(sample) / of(other[round] ?? sample));
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    least: at(0),
    most: at(sorted.length - 1),
  };
}
