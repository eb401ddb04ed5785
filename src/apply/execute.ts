/**
 * Plan → console and state. What is needed comes first, some changes at a time; an intent is durable before
 * each call and its outcome after; a failure stops what depends on it, and nothing else.
 */

import type { Adapter, Outcome, WriteError } from '../adapters/adapter.ts';
import { isWithin } from '../address.ts';
import { evaluate } from '../expression.ts';
import type { Change, Intent, Plan } from '../model.ts';
import type { Entry } from '../state/state.ts';
import type { StateSession } from '../state/store.ts';
import { evaluated, type Step, stepsOf } from './operations.ts';
import { type Patience, writePatiently } from './retry.ts';

export interface Execution extends Patience {
  readonly adapter: Adapter;
  readonly session: StateSession;
  /** Unique: intents are named by it. */
  readonly runId: string;
  /** How many changes at a time. */
  readonly parallelism: number;
  /** Written down before the first call. */
  readonly bookkeeping: readonly Entry[];
  /** SDKAppIDs of the apps that are there before. */
  readonly appsBefore: readonly string[];
  /** True: start nothing more. */
  readonly stopping: () => boolean;
  readonly report: (event: Event) => void;
}

export interface Event {
  readonly type: 'start' | 'done' | 'failed' | 'skipped';
  readonly change: Change;
  /** Of how many changes, with how many ended. */
  readonly ended: number;
  readonly total: number;
}

/** How one change ended. */
export interface Ending {
  readonly change: Change;
  /** `skipped`: something that it needs failed. `not-started`: the run was stopped before. */
  readonly status: 'done' | 'failed' | 'skipped' | 'not-started';
  readonly error?: WriteError;
}

/** Carries out a plan. Resolves with the ending of each change, in the plan's order. */
export async function execute(plan: Plan, execution: Execution): Promise<Ending[]> {
  const { session, bookkeeping } = execution;
  await session.append(bookkeeping);
  const bindings = new Map(Object.entries(plan.bindings));
  const endings = new Map<string, Ending>();
  let calls = 0;

  const carryOut = async (change: Change): Promise<Ending> => {
    const sdkAppId = (app: string) => bindings.get(app);
    const ready = evaluated(change, (expression) =>
      evaluate(expression, plan.plannedAgainst.account, sdkAppId),
    );
    for (const step of stepsOf(ready)) {
      calls += 1;
      const outcome = await oneCall(
        execution,
        ready,
        step,
        liveSegments(ready, step, bindings),
        `${execution.runId}-${calls}`,
      );
      if (!outcome.ok) return { change, status: 'failed', error: outcome.error };
      if (outcome.id !== undefined) bindings.set(change.address, outcome.id);
    }
    return { change, status: 'done' };
  };

  const creations = plan.changes.filter((change) => change.action !== 'delete');
  const deletions = plan.changes.filter((change) => change.action === 'delete');
  for (const phase of [creations, deletions])
    await schedule(phase, plan.changes.length, execution, endings, carryOut);
  return plan.changes.map((change) => endings.get(change.address) ?? { change, status: 'not-started' });
}

/** Runs changes as soon as what they depend on is done, a bounded number at a time. */
async function schedule(
  changes: readonly Change[],
  total: number,
  execution: Execution,
  endings: Map<string, Ending>,
  carryOut: (change: Change) => Promise<Ending>,
): Promise<void> {
  const waiting = new Map<string, number>();
  const followers = new Map<string, Change[]>();
  const ready: Change[] = [];
  const own = new Set(changes.map((change) => change.address));
  for (const change of changes) {
    const needed = change.dependsOn.filter((address) => own.has(address));
    waiting.set(change.address, needed.length);
    for (const address of needed) followers.set(address, [...(followers.get(address) ?? []), change]);
    if (needed.length === 0) ready.push(change);
  }
  let next = 0;

  const end = (ending: Ending) => {
    endings.set(ending.change.address, ending);
    if (ending.status !== 'not-started')
      execution.report({ type: ending.status, change: ending.change, ended: endings.size, total });
    for (const follower of followers.get(ending.change.address) ?? []) {
      const left = (waiting.get(follower.address) ?? 0) - 1;
      waiting.set(follower.address, left);
      if (left === 0) ready.push(follower);
    }
  };

  const work = async (): Promise<void> => {
    for (let change = ready[next++]; change; change = ready[next++]) {
      const blocked = change.dependsOn
        .map((address) => endings.get(address)?.status)
        .find((status) => status !== undefined && status !== 'done');
      if (blocked !== undefined) {
        end({ change, status: blocked === 'not-started' ? 'not-started' : 'skipped' });
      } else if (execution.stopping()) {
        end({ change, status: 'not-started' });
      } else {
        execution.report({ type: 'start', change, ended: endings.size, total });
        end(await carryOut(change));
      }
    }
    next -= 1;
  };

  // A worker that finds nothing ready ends; the rounds go on while the work of others made more ready.
  while (endings.size < total && next < ready.length) {
    const width = Math.min(execution.parallelism, ready.length - next);
    await Promise.all(Array.from({ length: width }, work));
  }
}

/** One call with its intent before and its outcome after, both durable. */
async function oneCall(
  execution: Execution,
  change: Change,
  step: Step,
  segments: readonly string[],
  id: string,
): Promise<Outcome> {
  const { session, adapter } = execution;
  const intent: Intent = {
    id,
    address: change.address,
    kind: change.kind,
    action: step.action,
    patch: step.patch,
    ...(change.kind === 'app' && step.action === 'create' && { before: execution.appsBefore }),
  };
  await session.append([{ type: 'intent', intent }]);
  const outcome = await writePatiently(
    adapter,
    { action: step.action, kind: change.kind, segments, patch: step.patch },
    execution,
  );
  // What became of a lost answer is read back from the console, by the verification or by the next run.
  if (!outcome.ok && outcome.error.kind === 'lost') return outcome;
  await session.append([
    ...(outcome.ok ? remembered(change, step, outcome.id, session) : []),
    { type: 'settle', id },
  ]);
  return outcome;
}

function remembered(change: Change, step: Step, id: string | undefined, session: StateSession): Entry[] {
  const { address, kind } = change;
  if (step.holds === undefined) {
    if (kind !== 'app') return [{ type: 'forget', address }];
    const inside = [...session.state.records.keys()].filter((one) => isWithin(one, address));
    return [...inside.map((one): Entry => ({ type: 'forget', address: one })), { type: 'unbind', address }];
  }
  const bound: Entry[] = id === undefined ? [] : [{ type: 'bind', address, id }];
  return [...bound, { type: 'record', address, recorded: { kind, body: step.holds } }];
}

function liveSegments(change: Change, step: Step, bindings: ReadonlyMap<string, string>): readonly string[] {
  const [root, key, ...rest] = change.segments;
  if (root !== 'apps' || key === undefined) return change.segments;
  if (change.kind === 'app' && step.action === 'create') return ['apps', ''];
  const id = bindings.get(`apps.${key}`);
  if (id === undefined) throw new Error(`apps.${key} has no SDKAppID`);
  return ['apps', id, ...rest];
}
