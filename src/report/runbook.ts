/** What a person has to do by hand, in the order in which it can be done. How it is shown is said beside this file. */
import type { Change, Confirmed, Plan } from '../model.ts';
import { inHandOrder } from './runbook-order.ts';

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
  /** What an apply has to do before a step can be done, by the step's address. */
  readonly before: ReadonlyMap<string, readonly string[]>;
  /** App addresses and the SDKAppIDs that they stand for. */
  readonly bindings: Readonly<Record<string, string>>;
  /** What is taken to be as somebody confirmed it. */
  readonly confirmed: readonly Confirmed[];
  /** ISO 8601 in UTC: how long something waits is counted to it. */
  readonly now: string;
  /** As it was given; undefined where chatform runs in the directory of the configuration. */
  readonly directory: string | undefined;
  /** The values that were given from outside of the files: the commands need them too. */
  readonly variables: Plan['inputs']['variables'];
}

/**
 * The runbook of a plan: of the one made after an apply, for what that apply did not do. `directory`: that of the
 * configuration, for the commands, where it is not the one in which they are given.
 */
export function runbookOf(plan: Plan, now: string, directory?: string): Runbook {
  const byAddress = new Map(plan.changes.map((change) => [change.address, change]));
  const steps = inHandOrder(plan.changes);
  const held = heldBy(steps, plan.changes);
  const needsApply = (address: string) => byAddress.has(address) && !byAddress.get(address)?.byHand;
  return {
    environment: plan.inputs.environment,
    account: plan.plannedAgainst.account,
    digest: plan.digest,
    steps,
    after: plan.changes.filter((change) => !change.byHand && held.has(change.address)),
    before: new Map(steps.map((step) => [step.address, step.dependsOn.filter(needsApply)])),
    bindings: plan.bindings,
    confirmed: plan.confirmed,
    now,
    directory,
    variables: plan.inputs.variables,
  };
}

/** The addresses that need one of the steps, over any number of changes. */
function heldBy(steps: readonly Change[], changes: readonly Change[]): ReadonlySet<string> {
  const followers = new Map<string, string[]>();
  for (const { address, dependsOn } of changes) {
    for (const needed of dependsOn) {
      const found = followers.get(needed);
      if (found) found.push(address);
      else followers.set(needed, [address]);
    }
  }
  const held = new Set<string>();
  const open = steps.map((step) => step.address);
  for (let address = open.pop(); address !== undefined; address = open.pop()) {
    for (const follower of followers.get(address) ?? []) {
      if (held.has(follower)) continue;
      held.add(follower);
      open.push(follower);
    }
  }
  return held;
}
