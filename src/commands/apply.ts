/** `chatform apply`: a saved plan as it was reviewed, or a new one after a question. */
import path from 'node:path';
import type { Adapter } from '../adapters/adapter.ts';
import { type Ending, type Event, execute } from '../apply/execute.ts';
import { needsAllow } from '../catalog/kind.ts';
import type { Live, Plan } from '../model.ts';
import type { Planned } from '../plan/plan.ts';
import { staleness } from '../plan/stale.ts';
import { runJson, runText } from '../report/run.ts';
import { countsOf, isEmpty } from '../report/summary.ts';
import { planText } from '../report/text.ts';
import { emptyState, type Run as RunRecord } from '../state/state.ts';
import type { StateSession } from '../state/store.ts';
import { version } from '../version.ts';
import { inputsOf, planNow } from './plan.ts';
import { loadProject, openConsole, openStore, type Project } from './project.ts';
import { openPlan } from './show.ts';
import { exitCodes, Failure, type Options, type Run, type World } from './world.ts';

export const run: Run = async ({ arguments: [file], options }, world) => {
  const reviewed = file === undefined ? undefined : openPlan(path.resolve(world.cwd, file));
  const project = loadProject(options, world, reviewed?.inputs);
  const store = await openStore(project);
  const adapter = await openConsole(project, world);
  const runId = world.randomId();
  try {
    const fresh = (await store.read()) === undefined;
    const holder = {
      id: runId,
      host: world.host,
      pid: world.pid,
      since: world.now(),
      command: 'apply',
      version,
    };
    const session = await store.open(holder, () =>
      emptyState(world.randomId(), project.desired.account, version),
    );
    try {
      return await applyWith({ project, adapter, session, options, world, reviewed, runId, fresh });
    } finally {
      await session.close();
    }
  } finally {
    await adapter.close();
  }
};

interface Setting {
  readonly project: Project;
  readonly adapter: Adapter;
  readonly session: StateSession;
  readonly options: Options;
  readonly world: World;
  readonly reviewed: Plan | undefined;
  readonly runId: string;
  /** True when there was no state before. */
  readonly fresh: boolean;
}

async function applyWith(setting: Setting): Promise<number> {
  const { project, adapter, session, options, world, reviewed, fresh } = setting;
  const inputs = reviewed?.inputs ?? inputsOf(project, options);
  const planned = await planNow(project, adapter, fresh ? undefined : session.state, inputs);
  const { plan } = planned;

  if (reviewed) {
    const moved = staleness(reviewed, plan);
    if (moved.length > 0) {
      const list = moved.map((one) => `  - ${one}`).join('\n');
      throw new Failure(
        `The plan is stale, and nothing was written. Since it was made:\n${list}\nMake and review a new plan.`,
        exitCodes.stale,
      );
    }
  } else if (!options.json) world.print(`${planText(plan, world.look)}\n`);

  if (plan.diagnostics.some((one) => one.severity === 'error')) return exitCodes.error;
  if (plan.refusals.length > 0 && !options.partial) {
    world.tell(`${plan.refusals.length} refused: nothing was applied. \`--partial\` applies the rest.\n`);
    return exitCodes.refused;
  }
  if (!reviewed) {
    const code = await consent(plan, options, world);
    if (code !== undefined) return code;
  }
  return carryOut(setting, planned);
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
    world.tell(
      `Nothing was applied: the plan has consequences that --auto-approve does not cover: ${list}.\n` +
        `Review them above, then add --allow ${[...options.allow, ...missing].join(',')}, or apply a saved plan that was reviewed.\n`,
    );
    return exitCodes.refused;
  }
  const answer = await world.ask('Do you want to carry out these changes? Only "yes" is accepted: ');
  if (answer === 'yes') return undefined;
  if (answer === undefined) {
    throw new Failure(
      'Nobody can be asked here: the standard input is no terminal. Use --auto-approve, or apply a saved plan.',
    );
  }
  world.tell('Nothing was applied.\n');
  return exitCodes.error;
}

async function carryOut(setting: Setting, planned: Planned & { live: Live }): Promise<number> {
  const { adapter, session, options, world, runId } = setting;
  const { plan } = planned;
  const startedAt = world.now();
  const endings = await execute(plan, {
    adapter,
    session,
    runId,
    parallelism: options.parallelism,
    bookkeeping: planned.bookkeeping,
    appsBefore: [...planned.live.objects.values()]
      .filter((one) => one.kind === 'app')
      .map((one) => one.segments[1] ?? ''),
    stopping: world.stopping,
    report: reporter(world),
    wait: world.wait,
    random: world.random,
  });
  const stopped = world.stopping();
  const after = stopped ? undefined : await verify(setting, plan);
  const record = runRecord(runId, startedAt, world.now(), plan, endings);
  if (plan.changes.length > 0) await session.append([{ type: 'run', run: record }]);

  const result = { record, endings, stopped, remaining: after?.plan };
  if (options.json) world.print(`${JSON.stringify(runJson(result), null, 2)}\n`);
  else world.print(runText(result, world.look));
  return exitCodeOf(endings, stopped, plan, after?.plan);
}

/** Plans again: what was applied must be there, and answers that were lost are settled by what is there. */
async function verify({ project, adapter, session }: Setting, plan: Plan): Promise<Planned> {
  const after = await planNow(project, adapter, session.state, plan.inputs);
  await session.append(after.bookkeeping);
  return after;
}

function exitCodeOf(
  endings: readonly Ending[],
  stopped: boolean,
  plan: Plan,
  remaining: Plan | undefined,
): number {
  const done = endings.filter((one) => one.status === 'done').length;
  if (stopped && done < endings.length) return exitCodes.interrupted;
  if (done < endings.length) return done > 0 ? exitCodes.partial : exitCodes.error;
  if (plan.refusals.length > 0) return exitCodes.partial;
  return remaining && !isEmpty(remaining) ? exitCodes.partial : exitCodes.done;
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
      : endings.some((one) => one.status === 'done')
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
    if (type === 'failed' || type === 'skipped') world.tell(`${change.address}: ${type}\n`);
    else if (total <= 40) world.tell(`${change.address}: ${verbs[change.action]}\n`);
    world.progress(`${ended} of ${total} changes`);
  };
}
