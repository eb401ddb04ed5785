/** What a person did by hand → what is written down of it, and back again. */
import { isWithin } from '../address.ts';
import { evaluate } from '../expression.ts';
import { type JsonMap, mapOf } from '../json.ts';
import { type Capabilities, type Change, type Confirmation, isSecret, type Plan } from '../model.ts';
import { handOf } from '../plan/by-hand.ts';
import { hashOf } from '../plan/digest.ts';
import { hasUnknown } from '../plan/values.ts';
import type { Entry, State } from '../state/state.ts';
import { evaluated, stepsOf } from './operations.ts';

/** Something that somebody says to have done: an address of the plan, and for a new app its SDKAppID. */
export interface Said {
  readonly address: string;
  readonly id?: string;
}

export interface Witness {
  readonly by: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** What is written down, or why it cannot be. Addresses are in an order that works. */
export type Written =
  | { readonly entries: readonly Entry[]; readonly changes: readonly Change[] }
  /** `stale`: something else is to be done now than what was left to people. */
  | { readonly problem: string; readonly stale?: true };

/**
 * Confirms changes of a plan that are made by hand. Each has to be one of them, and what it needs has to be done
 * or confirmed with it.
 */
export function confirm(
  plan: Plan,
  said: readonly Said[],
  state: State,
  capabilities: Capabilities,
  witness: Witness,
): Written {
  const ids = new Map(said.map(({ address, id }) => [address, id]));
  const stray = said.find(
    ({ address }) => !plan.changes.some((one) => one.address === address && one.byHand),
  );
  if (stray) return { problem: notByHand(plan, stray.address, state) };
  const changes = plan.changes.filter((change) => ids.has(change.address));
  const bindings = new Map(Object.entries(plan.bindings));
  const entries: Entry[] = [];
  for (const change of changes) {
    const missing = change.dependsOn.find(
      (needed) => !ids.has(needed) && plan.changes.some((one) => one.address === needed && one.byHand),
    );
    if (missing !== undefined)
      return {
        problem: `${change.address} needs ${missing}, which is to be done by hand before it: confirm that first, or both at once`,
      };
    const handedOver = state.waiting.get(change.address);
    if (handedOver?.wanted !== undefined && handedOver.wanted !== wantedOf(change))
      return { problem: changedSince(change.address, handedOver.since), stale: true };
    const id = ids.get(change.address);
    const wrong = wrongId(change, id, bindings);
    if (wrong !== undefined) return { problem: wrong };
    if (id !== undefined) bindings.set(change.address, id);
    const ready = evaluated(change, (expression) =>
      evaluate(expression, plan.plannedAgainst.account, (app) => bindings.get(app)),
    );
    if ('unknown' in ready)
      return { problem: `${change.address} has a value that is not known yet: ${ready.unknown}` };
    const bound = id ?? bindings.get(change.address);
    entries.push(...written(ready, bound, holdsByHand(ready, capabilities), state, witness));
  }
  return { entries, changes };
}

/** What a change sets, as it is remembered while a person is to do it; undefined while a part of it is not known. */
export function wantedOf({ leaves }: Change): string | undefined {
  if (leaves.some(({ after }) => after !== undefined && hasUnknown(after))) return undefined;
  return hashOf(
    leaves.map(({ path, after, reset }) => [
      path,
      after !== undefined && isSecret(after) ? after.reference : (after ?? null),
      after === undefined,
      reset === true,
    ]),
  );
}

const changedSince = (address: string, since: string) =>
  `${address} is to be set to something else than when it was left to people (${since.slice(0, 10)}): \`chatform apply\` writes the runbook anew, and then it can be confirmed`;

/** Only a new app gets an ID, and it is one that no other app has. */
function wrongId(
  { address, kind, action }: Change,
  id: string | undefined,
  bindings: ReadonlyMap<string, string>,
): string | undefined {
  const isNewApp = kind === 'app' && action === 'create';
  if (!isNewApp)
    return id === undefined
      ? undefined
      : `${address} is no new app: no SDKAppID belongs to it (write ${address} alone)`;
  if (id === undefined) return `${address} is a new app: say which SDKAppID it got, as ${address}=1400000001`;
  if (!/^[1-9][0-9]{4,15}$/.test(id)) return `"${id}" is no SDKAppID: those are digits, such as 1400000001`;
  const other = [...bindings].find(([, one]) => one === id)?.[0];
  return other === undefined ? undefined : `SDKAppID ${id} is that of ${other} already`;
}

function notByHand(plan: Plan, address: string, state: State): string {
  const change = plan.changes.find((one) => one.address === address);
  if (change) return `${address} is not done by hand: \`chatform apply\` does it`;
  const refusal = plan.refusals.find((one) => one.address === address || one.holds.includes(address));
  if (refusal) return `${address} is refused: ${refusal.message} (${refusal.rule})`;
  const done = state.confirmations.get(address);
  if (done)
    return `${address} was confirmed by ${done.by} on ${done.at.slice(0, 10)}, and nothing of it is left to be done`;
  return `nothing is to be done by hand at ${address}; \`chatform runbook\` lists what is`;
}

function written(
  change: Change,
  id: string | undefined,
  holds: JsonMap,
  state: State,
  witness: Witness,
): Entry[] {
  const { address, action, kind } = change;
  const before = mapOf(
    [...state.records].filter(([one]) => (action === 'delete' ? isWithin(one, address) : one === address)),
  );
  const confirmation: Confirmation = {
    ...witness,
    action,
    before,
    ...(kind === 'app' && action !== 'update' && id !== undefined && { id }),
  };
  return [...recorded(change, id, holds, Object.keys(before)), { type: 'confirm', address, confirmation }];
}

/** What is ours from now on, or no longer. */
function recorded(
  change: Change,
  id: string | undefined,
  holds: JsonMap,
  before: readonly string[],
): Entry[] {
  const { address, action, kind } = change;
  if (action === 'delete') {
    const forgotten = before.map((one): Entry => ({ type: 'forget', address: one }));
    return kind === 'app' ? [...forgotten, { type: 'unbind', address }] : forgotten;
  }
  const bound: Entry[] =
    kind === 'app' && action === 'create' && id !== undefined ? [{ type: 'bind', address, id }] : [];
  return [...bound, { type: 'record', address, recorded: { kind, body: holds } }];
}

/** The values that hold once a person has done it. What an API serves after a creation by hand follows by itself. */
function holdsByHand(change: Change, capabilities: Capabilities): JsonMap {
  const steps = stepsOf(change);
  const isAllByHand = handOf(capabilities, change.kind, 'update', change.after) !== undefined;
  const last = (isAllByHand ? steps.at(-1) : steps[0])?.holds;
  return typeof last === 'object' ? last : {};
}

/** Takes confirmations back: what was recorded before is recorded again, and the change waits as before. */
export function deny(
  addresses: readonly string[],
  state: State,
  waiting: { readonly since: string; readonly run: string },
): { readonly entries: readonly Entry[] } | { readonly problem: string } {
  const entries: Entry[] = [];
  for (const address of addresses) {
    const confirmation = state.confirmations.get(address);
    if (!confirmation) return { problem: `nobody has confirmed ${address}` };
    const held = [...state.records.keys()].filter((one) => one !== address && isWithin(one, address));
    const left = held.filter((one) => !addresses.includes(one));
    if (confirmation.action === 'create' && left.length > 0)
      return {
        problem: `${left.slice(0, 6).join(', ')}${left.length > 6 ? ' and more' : ''}: something was done in ${address} since, so it is there`,
      };
    const taken =
      confirmation.action === 'delete' && confirmation.id !== undefined && holderOf(state, confirmation.id);
    if (taken) return { problem: `SDKAppID ${confirmation.id} is that of ${taken} now` };
    entries.push(...takenBack(address, confirmation), { type: 'wait', address, waiting });
  }
  return { entries };
}

/** The app that has an SDKAppID. */
function holderOf({ bindings }: State, id: string): string | undefined {
  return [...bindings].find(([, one]) => one === id)?.[0];
}

function takenBack(address: string, { action, before, id }: Confirmation): Entry[] {
  const restored = Object.entries(before).map(
    ([one, recorded]): Entry => ({ type: 'record', address: one, recorded }),
  );
  const unconfirmed: Entry = { type: 'unconfirm', address };
  if (action === 'delete') {
    const bound: Entry[] = id === undefined ? [] : [{ type: 'bind', address, id }];
    return [unconfirmed, ...bound, ...restored];
  }
  const unbound: Entry[] = id === undefined ? [] : [{ type: 'unbind', address }];
  return [
    unconfirmed,
    ...(Object.hasOwn(before, address) ? [] : [{ type: 'forget', address } as const]),
    ...unbound,
    ...restored,
  ];
}
