/** `chatform/mass-change`: the limits of octoDNS, with a floor for small sets. Creations are not limited. */
import type { PlanSeen } from './subject.ts';

export interface MassChangeLimits {
  /** Percent of the existing resources. */
  readonly updates: number;
  readonly deletes: number;
  /** What is allowed whatever its share is. */
  readonly floor: number;
}

/** Shares of fewer resources say nothing. */
const fewestForShares = 10;

/** What goes beyond a limit, a sentence each. The share itself is still allowed. */
export function massChanges({ counts, gone, existing }: PlanSeen, limits: MassChangeLimits): string[] {
  return [
    beyond('updates', counts.update, existing, limits.updates, limits.floor),
    beyond('deletes', gone, existing, limits.deletes, limits.floor),
  ].filter((one) => one !== undefined);
}

function beyond(
  noun: string,
  count: number,
  existing: number,
  percent: number,
  floor: number,
): string | undefined {
  if (count <= floor) return undefined;
  if (existing < fewestForShares) return `Too many ${noun}, ${count} is over ${floor} (${count}/${existing})`;
  // Whole numbers: 30% of 10 is 3, and not a little less.
  if (count * 100 <= percent * existing) return undefined;
  const share = ((count / existing) * 100).toFixed(2);
  return `Too many ${noun}, ${share}% is over ${percent.toFixed(2)}% (${count}/${existing})`;
}
