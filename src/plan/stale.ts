/** What has moved since a plan was made. */
import type { Plan } from '../model.ts';

/** Each thing that is not as it was, in a sentence; empty when the plan still holds. */
export function staleness(reviewed: Plan, now: Plan): string[] {
  const was = reviewed.plannedAgainst;
  const is = now.plannedAgainst;
  const moved: string[] = [];
  if (was.account !== is.account) moved.push(`the account is ${is.account}, and was ${was.account}`);
  if (was.adapter !== is.adapter) moved.push(`the console is ${is.adapter}, and was ${was.adapter}`);
  if (was.config !== is.config) moved.push('the configuration declares something else');
  if (was.state?.lineage !== is.state?.lineage) moved.push('the state is another one');
  else if (was.state?.serial !== is.state?.serial)
    moved.push(
      `the state is at serial ${is.state?.serial ?? 0}, and was at ${was.state?.serial ?? 0}: it was applied to`,
    );
  for (const [address, hash] of Object.entries(was.objects)) {
    if (is.objects[address] !== hash) moved.push(movement(address, reviewed, now));
  }
  if (moved.length === 0 && reviewed.digest !== now.digest) moved.push('the plan would be another one now');
  return moved;
}

/** How a resource of the reviewed plan is not as it was. */
function movement(address: string, reviewed: Plan, now: Plan): string {
  const refusal = now.refusals.find((one) => one.address === address || one.holds.includes(address));
  if (refusal) return `${address} is refused now: ${refusal.message} (${refusal.rule})`;
  const [before, after] = [reviewed, now].map((plan) => plan.changes.find((one) => one.address === address));
  const from = JSON.stringify(before?.before ?? null);
  if (!after) return `${address} was changed, from ${from} to what is wanted`;
  const to = JSON.stringify(after.before);
  return from === to
    ? `${address} was changed, beside what this plan changes of it`
    : `${address} was changed, from ${from} to ${to}`;
}
