/** What the console has after a call, or after all of them, by a plan made anew: the one comparison. */
import type { Adapter } from '../adapters/adapter.ts';
import { isWithin, parseAddress } from '../address.ts';
import type { Ending, ReadBack } from '../apply/execute.ts';
import { equal } from '../json.ts';
import { type Intent, isUnknown, type Live, type Plan } from '../model.ts';
import { liveAddress } from '../plan/locate.ts';
import type { State } from '../state/state.ts';
import type { StateSession } from '../state/store.ts';
import { planNow } from './plan.ts';
import type { Project } from './project.ts';

/** A project with its console and its state open for writing. */
export interface Console {
  readonly project: Project;
  readonly adapter: Adapter;
  readonly session: StateSession;
  /** Those of before the run: it is one more, and may push out the one that it takes back. */
  readonly undos: State['undos'];
}

/** For `Execution.readBack`: the call was carried out when a plan made now has none of it left to do. */
export async function readBack(
  { project, adapter, session, undos }: Console,
  plan: Plan,
  intent: Intent,
): Promise<ReadBack | undefined> {
  if (hasTwin(plan, intent)) return undefined;
  const own = liveAddress(parseAddress(intent.address) ?? [], session.state.bindings);
  const read = await planNow(project, adapter, { ...session.state, undos }, plan.inputs, own);
  const { plan: now, live, state, unread } = read;
  if (isUnseen(own, live)) return undefined;
  if (unread.includes(intent.address)) {
    // A deletion is held while others of its kind are left out: that it is still there is seen all the same.
    const isStill = intent.action === 'delete' && own !== undefined && live.objects.has(own);
    return isStill ? { done: false } : undefined;
  }
  if (isLeft(now, intent)) return { done: false };
  const id = state.bindings.get(intent.address);
  return intent.kind === 'app' && intent.action === 'create' && id !== undefined
    ? { done: true, id }
    : { done: true };
}

/** True when something that decides could not be read; of what has no live address yet, that is everything. */
function isUnseen(own: string | undefined, { unreadable }: Live): boolean {
  return unreadable.some(
    ({ address }) => address === '' || own === undefined || isWithin(own, address) || isWithin(address, own),
  );
}

/** A new app is told by its name: not while the plan creates another one that may have the same. */
function hasTwin(plan: Plan, { address, kind, action, patch }: Intent): boolean {
  if (kind !== 'app' || action !== 'create') return false;
  return plan.changes.some((change) => {
    const name = change.after?.name;
    const isOther = change.kind === 'app' && change.action === 'create' && change.address !== address;
    return isOther && (isUnknown(name) || name === patch.name);
  });
}

/** True while a call is still to be done, or cannot be. */
function isLeft(now: Plan, { address, action, patch }: Intent): boolean {
  if (now.refusals.some((one) => one.address === address || one.holds.includes(address))) return true;
  const left = now.changes.find((change) => change.address === address);
  if (!left) return false;
  if (action !== 'update') return left.action === action;
  // On the way to its end, an app is disabled: the deletion itself is still to come.
  return (
    left.action !== 'delete' ||
    !Object.entries(patch).every(([key, value]) => equal(left.before?.[key], value))
  );
}

/**
 * Plans again, and writes down what that settles. A change whose answer was lost is done when nothing of it
 * is left to do.
 */
export async function verify(
  { project, adapter, session, undos }: Console,
  plan: Plan,
  ended: readonly Ending[],
): Promise<{ readonly plan: Plan; readonly endings: readonly Ending[] }> {
  const {
    plan: after,
    live,
    bookkeeping,
  } = await planNow(project, adapter, { ...session.state, undos }, plan.inputs);
  await session.append(bookkeeping);
  const open = new Set([...session.state.intents.values()].map((intent) => intent.address));
  const left = new Set([
    ...after.changes.map((change) => change.address),
    ...after.refusals.flatMap((one) => [one.address, ...one.holds]),
  ]);
  const endings = ended.map((ending): Ending => {
    const { address } = ending.change;
    const isSettled = live.unreadable.length === 0 && !open.has(address) && !left.has(address);
    return ending.error?.kind === 'lost' && isSettled ? { change: ending.change, status: 'done' } : ending;
  });
  return { plan: after, endings };
}
