/**
 * Plan → console and state. What is needed comes first, some changes at a time; an intent is durable before
 * each call and its outcome after; a failure stops what depends on it, and nothing else.
 */

import type { Adapter, Outcome, WriteError } from '../adapters/adapter.ts';
import { isWithin } from '../address.ts';
import { kindNamed } from '../catalog/index.ts';
import { evaluate } from '../expression.ts';
import type { Change, Intent, Plan, SecretReference } from '../model.ts';
import { liveSegments } from '../plan/locate.ts';
import { inverseOf } from '../plan/undo.ts';
import type { Entry } from '../state/state.ts';
import type { StateSession } from '../state/store.ts';
import { evaluated, type Step, stepsOf } from './operations.ts';
import { type Patience, writePatiently } from './retry.ts';
import { schedule } from './schedule.ts';

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
  /** Whether a call whose answer was lost was carried out, by what the console has now; undefined: it cannot be told. */
  readonly readBack: (intent: Intent) => Promise<ReadBack | undefined>;
  readonly report: (event: Event) => void;
  /** Reads a secret, just before the call. */
  readonly reveal: (reference: SecretReference) => { bytes: Uint8Array } | { problem: string };
}

/** `id`: the SDKAppID of a new app. */
export type ReadBack = { readonly done: true; readonly id?: string } | { readonly done: false };

export interface Event {
  readonly type: 'start' | 'done' | 'failed' | 'skipped' | 'waiting';
  readonly change: Change;
  /** Of how many changes, with how many ended. */
  readonly ended: number;
  readonly total: number;
}

/** How one change ended. */
export interface Ending {
  readonly change: Change;
  /**
   * `skipped`: something that it needs failed. `not-started`: the run was stopped before. `waiting`: a person has
   * to do it, or something that it needs.
   */
  readonly status: 'done' | 'failed' | 'skipped' | 'not-started' | 'waiting';
  readonly error?: WriteError;
}

/**
 * Carries out a plan. Resolves with the ending of each change, in the plan's order.
 * @throws StateError when what was done can no longer be written down; what was under way has ended then
 */
export async function execute(plan: Plan, execution: Execution): Promise<Ending[]> {
  await execution.session.append(execution.bookkeeping);
  const bindings = new Map(Object.entries(plan.bindings));
  const endings = new Map<string, Ending>();
  const total = plan.changes.length;
  let calls = 0;

  const carryOut = async (change: Change): Promise<Ending> => {
    const sdkAppId = (app: string) => bindings.get(app);
    const ready = evaluated(change, (expression) =>
      evaluate(expression, plan.plannedAgainst.account, sdkAppId),
    );
    if ('unknown' in ready) return { change, status: 'failed', error: unresolved(ready.unknown) };
    for (const [index, step] of stepsOf(ready).entries()) {
      calls += 1;
      const segments = targetOf(ready, step, bindings);
      const id = `${execution.runId}-${calls}`;
      // Written down before the first call: of one that a kill cuts off, it is known how to take it back.
      const undo: Entry[] =
        index === 0 ? [{ type: 'undo', run: execution.runId, inverse: inverseOf(change) }] : [];
      const outcome = await oneCall(execution, ready, step, { segments, id, undo });
      if (!outcome.ok) return { change, status: 'failed', error: outcome.error };
      if (outcome.id !== undefined) bindings.set(change.address, outcome.id);
    }
    return { change, status: 'done' };
  };

  const broken = new Set<string>();
  const run = async (change: Change): Promise<void> => {
    const held = heldBack(change, endings, execution.stopping, broken);
    if (!held) execution.report({ type: 'start', change, ended: endings.size, total });
    const ending = held ?? (await carryOut(change));
    endings.set(change.address, ending);
    if (ending.status !== 'not-started')
      execution.report({ type: ending.status, change, ended: endings.size, total });
  };

  for (const isDeletion of [false, true]) {
    const phase = plan.changes.filter((change) => (change.action === 'delete') === isDeletion);
    await schedule(phase, execution.parallelism, run);
    for (const { change, status } of endings.values())
      if (isBroken(change, status)) broken.add(familyOf(change));
  }
  return plan.changes.map((change) => endings.get(change.address) ?? { change, status: 'not-started' });
}

/** A setting that waits for a person takes the place of nothing that goes; a thing that is to be made may. */
function isBroken({ action }: Change, status: Ending['status']): boolean {
  return status === 'waiting' ? action === 'create' : status !== 'done';
}

/** The ending of a change that is not even tried; undefined: it can start. */
function heldBack(
  change: Change,
  endings: ReadonlyMap<string, Ending>,
  stopping: () => boolean,
  broken: ReadonlySet<string>,
): Ending | undefined {
  const needs = new Set(change.dependsOn.map((address) => endings.get(address)?.status));
  if (needs.has('failed') || needs.has('skipped')) return { change, status: 'skipped' };
  if (needs.has('not-started')) return { change, status: 'not-started' };
  if (needs.has('waiting')) return { change, status: 'waiting' };
  // What was to take the place of a thing that goes may be among what failed: a policy under another name.
  if (change.action === 'delete' && broken.has(familyOf(change))) return { change, status: 'skipped' };
  if (change.byHand) return { change, status: 'waiting' };
  return stopping() ? { change, status: 'not-started' } : undefined;
}

/** An app, or all of CAM. */
function familyOf({ segments: [root, key] }: Change): string {
  return root === 'apps' ? `apps.${key}` : (root ?? '');
}

function unresolved(expression: string): WriteError {
  return {
    kind: 'failed',
    code: 'Unresolved',
    message: `${expression} is not known: the app was not there to be asked`,
  };
}

/** One call with its intent before and its outcome after, both durable. */
async function oneCall(
  execution: Execution,
  change: Change,
  step: Step,
  {
    segments,
    id,
    undo,
  }: { readonly segments: readonly string[]; readonly id: string; readonly undo: Entry[] },
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
  const secrets = new Map<string, Uint8Array>();
  for (const [name, reference] of step.secrets) {
    const found = execution.reveal(reference);
    if ('problem' in found)
      return { ok: false, error: { kind: 'failed', code: 'SecretUnreadable', message: found.problem } };
    secrets.set(name, found.bytes);
  }
  await session.append([...undo, { type: 'intent', intent }]);
  const operation = {
    action: step.action,
    kind: change.kind,
    segments,
    patch: step.patch,
    ...(secrets.size > 0 && { secrets }),
  };
  const outcome = await settled(execution, intent, () => writePatiently(adapter, operation, execution));
  // Not to be seen now: the intent stays open, for the verification or the next run to settle.
  if (!outcome.ok && outcome.error.kind === 'lost') return outcome;
  await session.append([
    ...(outcome.ok ? remembered(change, step, outcome.id, session) : []),
    { type: 'settle', id },
  ]);
  return outcome;
}

/** How often a call is made again whose answer was lost, and which was seen not to have been carried out. */
const mostRepeats = 4;

/** Calls, and reads back what became of it when the answer was lost. Still lost is what cannot be told. */
async function settled(
  { readBack, stopping }: Execution,
  intent: Intent,
  call: () => Promise<Outcome>,
): Promise<Outcome> {
  for (let repeats = 0; ; repeats += 1) {
    const answer = await call();
    if (answer.ok || answer.error.kind !== 'lost') return answer;
    // Whoever wants this to end does not wait for that: the next run settles the intent.
    if (stopping()) return answer;
    const found = await readBack(intent);
    if (!found) return answer;
    if (found.done) return { ok: true, ...(found.id !== undefined && { id: found.id }) };
    if (!isRepeatable(intent)) return answer;
    if (repeats === mostRepeats || stopping())
      return { ok: false, error: { ...answer.error, kind: 'failed' } };
  }
}

/**
 * True where a second call can make nothing twice, should the first still arrive: what an API serves has a name of
 * its own. A new app has none, and a trial of Call is one more with each call.
 */
function isRepeatable({ kind }: Intent): boolean {
  return kindNamed(kind)?.served !== 'console';
}

function remembered(change: Change, step: Step, id: string | undefined, session: StateSession): Entry[] {
  const { address, kind } = change;
  if (step.holds === 'as-recorded') return [];
  if (step.holds === 'gone') {
    if (kind !== 'app') return [{ type: 'forget', address }];
    const inside = [...session.state.records.keys()].filter((one) => isWithin(one, address));
    return [...inside.map((one): Entry => ({ type: 'forget', address: one })), { type: 'unbind', address }];
  }
  const bound: Entry[] = id === undefined ? [] : [{ type: 'bind', address, id }];
  return [...bound, { type: 'record', address, recorded: { kind, body: step.holds } }];
}

/** Where a call goes. A new app has no SDKAppID yet. */
function targetOf(change: Change, step: Step, bindings: ReadonlyMap<string, string>): readonly string[] {
  if (change.kind === 'app' && step.action === 'create') return ['apps', ''];
  const segments = liveSegments(change.segments, bindings);
  if (!segments) throw new Error(`the app of ${change.address} has no SDKAppID`);
  return segments;
}
