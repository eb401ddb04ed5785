/** What a person has to do by hand, in the order in which it can be done. How it is shown is said beside this file. */
import type { Change, Confirmed, Plan } from '../model.ts';

/** The part of a plan that is left to people. */
export interface Runbook {
  readonly environment: string | null;
  /** The uin of the root account. */
  readonly account: string;
  /** Of the plan that it is from. */
  readonly digest: string;
  /** What is to be done by hand: what is needed first, and what is on one page together where the order allows it. */
  readonly steps: readonly Change[];
  /** What needs a step to be done, and is carried out by the next apply. */
  readonly after: readonly Change[];
  /** What a step needs done by an apply before it, by the step's address. */
  readonly before: ReadonlyMap<string, readonly string[]>;
  /** App addresses and the SDKAppIDs that they stand for. */
  readonly bindings: Readonly<Record<string, string>>;
  /** What is taken to be as somebody confirmed it. */
  readonly confirmed: readonly Confirmed[];
  /** ISO 8601 in UTC: how long something waits is counted to it. */
  readonly now: string;
}

/** The runbook of a plan. */
export function runbookOf(plan: Plan, now: string): Runbook {
  const byAddress = new Map(plan.changes.map((change) => [change.address, change]));
  const steps = plan.changes.filter((change) => change.byHand);
  const isHeld = heldBySteps(plan.changes);
  const before = new Map(
    steps.map((step): [string, readonly string[]] => [
      step.address,
      step.dependsOn.filter((address) => byAddress.has(address) && !byAddress.get(address)?.byHand),
    ]),
  );
  return {
    environment: plan.inputs.environment,
    account: plan.plannedAgainst.account,
    digest: plan.digest,
    steps,
    after: plan.changes.filter((change) => !change.byHand && isHeld(change.address)),
    before,
    bindings: plan.bindings,
    confirmed: plan.confirmed,
    now,
  };
}

/** Whether an address needs something that is done by hand, over any number of changes. */
function heldBySteps(changes: readonly Change[]): (address: string) => boolean {
  const byAddress = new Map(changes.map((change) => [change.address, change]));
  const known = new Map<string, boolean>();
  const isHeld = (address: string): boolean => {
    const found = known.get(address);
    if (found !== undefined) return found;
    known.set(address, false);
    const held = (byAddress.get(address)?.dependsOn ?? []).some(
      (needed) => byAddress.get(needed)?.byHand !== undefined || isHeld(needed),
    );
    known.set(address, held);
    return held;
  };
  return isHeld;
}
