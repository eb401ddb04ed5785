/** `chatform apply`: a saved plan as it was reviewed, or a new one after a question. */
import path from 'node:path';
import { wantedOf } from '../apply/confirm.ts';
import { type Ending, type Event, execute } from '../apply/execute.ts';
import { needsAllow } from '../catalog/kind.ts';
import type { Plan, Waiting } from '../model.ts';
import type { Planned } from '../plan/plan.ts';
import { type Made, staleness } from '../plan/stale.ts';
import { jsonText, printable } from '../printable.ts';
import { plural, withoutCommands } from '../report/layout.ts';
import { runJson, runText } from '../report/run.ts';
import { countsOf, isBlind, isEmpty } from '../report/summary.ts';
import { planPieces, planText } from '../report/text.ts';
import { isDenial } from '../report/verdicts.ts';
import type { Entry, Run as RunRecord, State } from '../state/state.ts';
import { version } from '../version.ts';
import { withAccess } from './access.ts';
import { refusedBy } from './ask.ts';
import { unlessInterrupted } from './interruptible.ts';
import { judged } from './judge.ts';
import { inputsOf, planSeen, requireKnown } from './plan.ts';
import { type Opened, openPlan, requireEncrypted } from './plan-file.ts';
import { AccountMismatch, type Reading } from './project.ts';
import { writeRunbook } from './runbook.ts';
import { type Working, withSession } from './session.ts';
import { readBack, verify } from './verify.ts';
import { exitCodes, Failure, Invalid, type Options, type Run, type World } from './world.ts';

export const run: Run = async ({ arguments: [file], options }, world) => {
  const reviewed =
    file === undefined ? undefined : await openPlan(path.resolve(world.cwd, file), options, world);
  if (reviewed) requireApplicable(reviewed.plan, options);
  const work = (working: Working) => applyWith({ ...working, options, world, reviewed });
  try {
    return await withSession('apply', options, world, work, reviewed?.plan.inputs);
  } catch (error) {
    if (reviewed && error instanceof AccountMismatch) throw stale([error.message]);
    throw error;
  }
};

/** A saved plan knows what it was made for, and whether it was made at all. @throws Failure */
function requireApplicable({ inputs, digest, diagnostics }: Plan, options: Options): void {
  if (options.targets.length > 0 || options.excludes.length > 0) {
    throw new Failure(
      '--target and --exclude were settled when the plan was made: a saved plan is applied whole.',
      exitCodes.usage,
    );
  }
  const errors = diagnostics.filter((one) => one.severity === 'error').length;
  if (errors > 0)
    throw new Failure(
      `The plan has ${plural(errors, 'error')}: \`chatform show\` shows them. Nothing was written.`,
    );
  if (inputs.secrets === 'unread')
    throw new Failure(
      'The plan was made with --no-secrets, to be looked at. Make it again without. Nothing was written.',
    );
  if (options.expect !== undefined && options.expect !== digest)
    throw new Failure(unexpected(options.expect, digest), exitCodes.stale);
  const { environment } = inputs;
  if (options.env === undefined || options.env === environment) return;
  const made = environment === null ? 'without an environment' : `for the environment ${environment}`;
  throw new Failure(
    `The plan was made ${made}, and --env says ${options.env}. Nothing was written.`,
    exitCodes.stale,
  );
}

function unexpected(expected: string, digest: string): string {
  return `The plan is not the one that was approved: its digest is ${digest}, and ${expected} was expected. Nothing was written.`;
}

interface Setting extends Working {
  readonly options: Options;
  readonly world: World;
  readonly reviewed: Opened | undefined;
}

async function applyWith(setting: Setting): Promise<number> {
  const { project, adapter, session, options, world, reviewed, fresh } = setting;
  const inputs = reviewed?.plan.inputs ?? inputsOf(project, options);
  if (reviewed) await requireEncrypted(reviewed, project);
  else requireKnown(inputs, project, session.state);
  const state = fresh ? undefined : session.state;
  const made = await (reviewed
    ? planAgain(setting, reviewed, state)
    : planSeen(project, adapter, state, inputs));
  const seen = { ...made, plan: await withAccess(made, project) };
  const plan = await judged(seen, project, { stage: 'apply', options, world });
  const planned = { ...made, plan };

  if (!reviewed) await show(plan, options, world);
  if (options.expect !== undefined && options.expect !== plan.digest) {
    const message = `${appliedAlready(options.expect, state)}${unexpected(options.expect, plan.digest)}`;
    throw new Failure(message, exitCodes.stale);
  }

  const errors = plan.diagnostics.filter((one) => one.severity === 'error');
  if (errors.length > 0) {
    // A plan just made has shown which.
    if (reviewed || options.json) throw new Invalid(errors);
    throw new Failure(`Nothing was applied: the plan has ${plural(errors.length, 'error')}.`);
  }
  if (plan.refusals.length > 0 && !options.partial) {
    const message = `${plan.refusals.length} refused: nothing was applied. \`--partial\` applies the rest.`;
    throw new Failure(message, exitCodes.refused);
  }
  requireAllowed(plan);
  if (!reviewed && options.expect === undefined) {
    const code = await consent(plan, options, world);
    if (code !== undefined) return code;
  }
  return carryOut(setting, planned);
}

/** Shows a plan before it is applied. Standard output is the result's alone where a program reads it. */
async function show(plan: Plan, { json }: Options, world: World): Promise<void> {
  if (json) return world.tell(`${planText(plan, world.errorLook, world.now())}\n`);
  await world.printAll(planPieces(plan, world.look, world.now()));
  world.print('\n');
}

/** Plans anew with what a saved plan was made with. @throws Failure when something moved since */
async function planAgain(
  { project, adapter }: Setting,
  reviewed: Made,
  state: State | undefined,
): Promise<Planned & Reading> {
  const was = reviewed.plan.plannedAgainst.account;
  const is = project.desired.account;
  if (was !== is) throw stale([`the account is ${is}, and was ${was}`]);
  const planned = await planSeen(project, adapter, state, reviewed.plan.inputs);
  const moved = staleness(reviewed, { ...planned, toolVersion: version });
  if (moved.length > 0) throw stale(moved, appliedAlready(reviewed.plan.digest, state));
  return planned;
}

/** As many things that moved are listed. */
const mostMoved = 20;

function stale(moved: readonly string[], before = ''): Failure {
  const more = moved.length > mostMoved ? [`and ${moved.length - mostMoved} more`] : [];
  const list = [...moved.slice(0, mostMoved), ...more].map((one) => `  - ${one}`).join('\n');
  return new Failure(
    `${before}The plan is stale, and nothing was written. Since it was made:\n${list}\nMake and review a new plan.`,
    exitCodes.stale,
  );
}

/** A plan is applied once: says which run did, where one did. */
function appliedAlready(digest: string, state: State | undefined): string {
  const run = state?.runs.findLast((one) => one.digest === digest);
  return run
    ? `The plan was applied already, by the run ${run.id} of ${run.startedAt}: ${run.outcome}.\n`
    : '';
}

/** What a guardrail denies is not applied, in part neither. @throws Failure */
function requireAllowed(plan: Plan): void {
  const denials = plan.verdicts.filter(isDenial);
  if (denials.length === 0) return;
  const list = denials.map(({ name, reason, findings }) => {
    const [first, ...others] = findings.filter((one) => !one.waiver);
    const more = others.length > 0 ? ` (and ${others.length} more)` : '';
    const where = first?.address === undefined ? '' : `${first.address}: `;
    return `  - ${name}: ${reason ?? `${where}${first?.message ?? ''}${more}`}`;
  });
  throw new Failure(
    printable(
      `Nothing was applied: ${plural(denials.length, 'guardrail denies', 'guardrails deny')} the plan.\n${list.join('\n')}`,
    ),
    exitCodes.refused,
  );
}

/** Asks, or holds the given flags against the plan. Undefined: go on. */
async function consent(plan: Plan, options: Options, world: World): Promise<number | undefined> {
  if (plan.changes.length === 0) return undefined;
  if (options.autoApprove) {
    const { consequences } = countsOf(plan);
    const missing = needsAllow.filter(
      (name) => (consequences[name] ?? 0) > 0 && !options.allow.includes(name),
    );
    if (missing.length === 0) return undefined;
    const list = missing.map((name) => `${name} (${consequences[name]})`).join(', ');
    throw new Failure(
      `Nothing was applied: the plan has consequences that --auto-approve does not cover: ${list}.\n` +
        `Review them above, then add --allow ${[...options.allow, ...missing].join(',')}, or apply a saved plan that was reviewed.`,
      exitCodes.refused,
    );
  }
  return refusedBy(world, 'Do you want to carry out these changes?', {
    otherwise: 'Use --auto-approve, or apply a saved plan.',
    undone: 'Nothing was applied.',
  });
}

async function carryOut(setting: Setting, planned: Planned & Reading): Promise<number> {
  const { adapter, session, options, world, runId } = setting;
  const { plan } = planned;
  const startedAt = world.now();
  const asBefore = { ...setting, undos: session.state.undos };
  const ended = await execute(plan, {
    adapter,
    session,
    runId,
    parallelism: options.parallelism,
    bookkeeping: planned.bookkeeping,
    appsBefore: [...planned.live.objects.values()]
      .filter((one) => one.kind === 'app')
      .map((one) => one.segments[1] ?? ''),
    stopping: world.stopping,
    reveal: setting.project.reveal,
    readBack: (intent) => unlessInterrupted(readBack(asBefore, plan, intent)),
    report: reporter(world),
    wait: (milliseconds) => Promise.race([world.wait(milliseconds), world.untilStopped()]),
    random: world.random,
  });
  const after = world.stopping() ? undefined : await unlessInterrupted(verify(asBefore, plan, ended));
  const stopped = world.stopping();
  const endings = after?.endings ?? ended;
  const record = runRecord(runId, startedAt, world.now(), plan, endings);
  const left = handedOver(plan, ended, session.state, { since: startedAt, run: runId });
  const ran: Entry[] = plan.changes.length > 0 ? [{ type: 'run', run: record }] : [];
  if (ran.length + left.length > 0) await session.append([...ran, ...left]);
  const rest = after?.plan ?? plan;
  // What could not be seen may be waiting all the same: the old runbook stays.
  const runbook = rest.complete ? await writeRunbook(rest, setting.project, options, world) : undefined;

  const result = {
    record,
    endings,
    stopped,
    remaining: after?.plan,
    ...(runbook !== undefined && { runbook }),
  };
  if (options.json) world.print(`${jsonText(runJson(result))}\n`);
  else world.print(runText(result, world.look));
  return exitCodeOf(endings, stopped, plan, after?.plan);
}

/** What this run left to people, and what nobody waits for any more. */
function handedOver(plan: Plan, endings: readonly Ending[], state: State, waiting: Waiting): Entry[] {
  const left = endings.filter(({ change, status }) => change.byHand && status === 'waiting');
  // One that was held back this time waits as it did.
  const byHand = new Set(plan.changes.filter((one) => one.byHand).map((one) => one.address));
  const entries = left.flatMap(({ change }): Entry[] => {
    const before = state.waiting.get(change.address);
    const wanted = wantedOf(change);
    if (before && before.wanted === wanted) return [];
    const since = before?.since ?? waiting.since;
    const one = { ...waiting, since, ...(wanted !== undefined && { wanted }) };
    return [{ type: 'wait', address: change.address, waiting: one }];
  });
  const done = plan.complete ? [...state.waiting.keys()].filter((address) => !byHand.has(address)) : [];
  return [...entries, ...done.map((address): Entry => ({ type: 'unwait', address }))];
}

function exitCodeOf(
  endings: readonly Ending[],
  stopped: boolean,
  plan: Plan,
  remaining: Plan | undefined,
): number {
  const done = endings.filter((one) => one.status === 'done').length;
  if (stopped && done < endings.length) return exitCodes.interrupted;
  const onlyWaits = endings.every((one) => one.status === 'done' || one.status === 'waiting');
  if (done < endings.length) return done > 0 || onlyWaits ? exitCodes.partial : exitCodes.error;
  if (plan.refusals.length > 0) return done > 0 ? exitCodes.partial : exitCodes.refused;
  return remaining && (!isEmpty(remaining) || isBlind(remaining)) ? exitCodes.partial : exitCodes.done;
}

function runRecord(
  id: string,
  startedAt: string,
  finishedAt: string,
  plan: Plan,
  endings: readonly Ending[],
): RunRecord {
  const done = (action: string) =>
    endings.filter((one) => one.status === 'done' && one.change.action === action).length;
  const failed = endings.filter((one) => one.status === 'failed').length;
  const all = endings.every((one) => one.status === 'done');
  const stopped = endings.some((one) => one.status === 'not-started');
  const outcome = all
    ? 'done'
    : stopped
      ? 'interrupted'
      : endings.some((one) => one.status === 'done' || one.status === 'waiting')
        ? 'partial'
        : 'failed';
  return {
    id,
    startedAt,
    finishedAt,
    outcome,
    digest: plan.digest,
    added: done('create'),
    changed: done('update'),
    destroyed: done('delete'),
    failed,
  };
}

const verbs = { create: 'created', update: 'changed', delete: 'destroyed' } as const;

/** A line for each change of a short plan; for a long one, how far it is. */
function reporter(world: World): (event: Event) => void {
  return ({ type, change, ended, total }) => {
    if (type === 'start') return;
    const address = withoutCommands(printable(change.address));
    if (type === 'failed' || type === 'skipped') world.tell(`${address}: ${type}\n`);
    else if (type === 'waiting')
      world.tell(`${address}: ${change.byHand ? 'left to a person' : 'waits for a person'}\n`);
    else if (total <= 40) world.tell(`${address}: ${verbs[change.action]}\n`);
    world.progress(`${ended} of ${total} changes`);
  };
}
