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
  const changes = new Map(now.changes.map((change) => [change.address, change]));
  for (const [address, hash] of Object.entries(was.objects)) {
    const current = is.objects[address];
    if (current === hash) continue;
    const before = reviewed.changes.find((change) => change.address === address)?.before;
    const after = changes.get(address)?.before;
    const values = `from ${JSON.stringify(before ?? null)} to ${after === undefined ? 'what is wanted' : JSON.stringify(after)}`;
    moved.push(`${address} was changed, ${values}`);
  }
  if (moved.length === 0 && reviewed.digest !== now.digest) moved.push('the plan would be another one now');
  return moved;
}
