/** `chatform plan`: what would change. It holds no writer: neither console nor state is written. */
import path from 'node:path';
import type { Adapter } from '../adapters/adapter.ts';
import { formatAddress, isWithin, parseAddress } from '../address.ts';
import { type Desired, type Diagnostic, type Inputs, isSecret, type Plan } from '../model.ts';
import { failedPlan } from '../plan/failed.ts';
import { plan as makePlan, type Planned } from '../plan/plan.ts';
import { printable } from '../printable.ts';
import { plural } from '../report/layout.ts';
import { isBlind, isEmpty, isErrored, isRefused } from '../report/summary.ts';
import type { Entry, State } from '../state/state.ts';
import { didYouMean } from '../suggest.ts';
import { withAccess } from './access.ts';
import { isForPeople, print, requireFormat } from './formats.ts';
import { judged } from './judge.ts';
import { savePlan, saveSummary } from './plan-file.ts';
import { type Problem, problemOf, tellProblem } from './problems.ts';
import {
  consoleNameOf,
  loadProject,
  openStore,
  type Project,
  type Reading,
  readLive,
  requireAccount,
} from './project.ts';
import { withFingerprints } from './secrets.ts';
import { withConsole } from './session.ts';
import { exitCodes, Failure, Invalid, type Options, type Run, type World } from './world.ts';

export const run: Run = async ({ options }, world) => {
  requireFormat(options);
  requireFiles(options, world);
  const { plan, problem, project } = await attempt(options, world);
  if (options.out !== undefined) await savePlan(plan, options.out, project, options, world);
  if (options.summary !== undefined) await saveSummary(plan, options.summary, world);
  if (!problem || !isForPeople(options)) await print(plan, options, world);
  if (problem) tellProblem(problem, world);
  else if (isErrored(plan)) world.tell('Error: The plan has errors, and cannot be applied.\n');
  return problem?.code ?? exitCodeOf(plan, options);
};

/** @throws Failure for files that could not all be written as they are meant */
function requireFiles({ out, summary, refreshOnly }: Options, world: World): void {
  if (refreshOnly && out !== undefined) {
    const message = '--refresh-only shows drift alone: a plan to be applied is saved by --out without it.';
    throw new Failure(message, exitCodes.usage);
  }
  const inFull = (name: string) => path.resolve(world.cwd, name);
  if (out !== undefined && summary !== undefined && inFull(out) === inFull(summary))
    throw new Failure('--out and --summary name the same file: give each its own.', exitCodes.usage);
}

/** Plans; what went wrong is a plan too, so that whoever reviews it sees why there is no other. */
async function attempt(
  options: Options,
  world: World,
): Promise<{ plan: Plan; problem?: Problem; project?: Project }> {
  let project: Project | undefined;
  try {
    project = loadProject(options, world);
    return { plan: await planOf(project, options, world), project };
  } catch (error) {
    const problem = problemOf(error);
    if (!problem || problem.code === exitCodes.usage) throw error;
    const { targets, excludes } = options;
    const inputs = {
      environment: options.env ?? null,
      targets,
      excludes,
      variables: {},
      secrets: options.secrets ? ('read' as const) : ('unread' as const),
    };
    return { plan: failedPlan(problem.diagnostics, inputs), problem, ...(project && { project }) };
  }
}

async function planOf(project: Project, options: Options, world: World): Promise<Plan> {
  const state = await (await openStore(project)).read();
  return withConsole(project, world, state, async (adapter) => {
    const inputs = inputsOf(project, options);
    requireKnown(inputs, project, state);
    const planned = await planSeen(project, adapter, state, inputs);
    const plan = await withAccess(planned, project);
    return judged({ ...planned, plan }, project, { stage: 'plan', options, world });
  });
}

/** What a plan is asked for on the command line. */
export function inputsOf(project: Project, options: Options): Inputs {
  return {
    environment: project.environment ?? null,
    targets: options.targets.map(addressGiven),
    excludes: options.excludes.map(addressGiven),
    variables: project.variables,
    secrets: options.secrets || secretsIn(project.desired) === 0 ? 'read' : 'unread',
  };
}

function secretsIn({ resources }: Desired): number {
  return [...resources.values()].flatMap(({ body }) => Object.values(body)).filter(isSecret).length;
}

/** A limit that names nothing would leave out all, or nothing: it is a slip. @throws Failure */
export function requireKnown(
  { targets, excludes }: Inputs,
  { desired }: Project,
  state: State | undefined,
): void {
  const moved = desired.moved.map((one) => one.to);
  const known = [...desired.resources.keys(), ...(state?.records.keys() ?? []), ...moved];
  for (const [flag, addresses] of [
    ['--target', targets],
    ['--exclude', excludes],
  ] as const) {
    const stray = addresses.find((one) => !known.some((address) => isWithin(address, one)));
    if (stray === undefined) continue;
    throw new Failure(
      `${flag} ${stray}: nothing is declared or managed there.${didYouMean(stray, known)}`,
      exitCodes.usage,
    );
  }
}

/** @throws Failure for what is no address */
function addressGiven(text: string): string {
  const segments = parseAddress(text);
  if (segments) return formatAddress(segments);
  throw new Failure(
    `"${text}" is not an address, such as apps.support or cam.policies["ops.read"].`,
    exitCodes.usage,
  );
}

/** Reads the console and plans against it. `only`: as much of it as one address needs, and no more. */
export async function planNow(
  project: Project,
  adapter: Adapter,
  state: State | undefined,
  inputs: Inputs,
  only?: string,
): Promise<Planned & Reading> {
  requireAccount(project, undefined, state);
  const live = await readLive(adapter, project, state, only);
  requireAccount(project, live, state);
  const desired = inputs.secrets === 'read' ? await withSecrets(project, state) : project.desired;
  const { hash } = project.rules;
  const planned = makePlan({
    desired,
    live,
    state,
    adapter: adapter.name,
    capabilities: adapter.capabilities,
    inputs,
    ...(hash !== undefined && { guardrails: hash }),
  });
  const diagnostics: readonly Diagnostic[] = [
    ...project.diagnostics,
    ...unreadSecrets(inputs, desired),
    ...planned.plan.diagnostics,
  ];
  const about: Entry[] =
    state && state.console === undefined ? [{ type: 'console', console: consoleNameOf(project) }] : [];
  const bookkeeping = [...about, ...planned.bookkeeping];
  return { ...planned, bookkeeping, plan: { ...planned.plan, diagnostics }, live };
}

/**
 * Plans against a console of which at least something could be read: nobody learns anything from a plan that saw
 * nothing. @throws Failure
 */
export async function planSeen(
  project: Project,
  adapter: Adapter,
  state: State | undefined,
  inputs: Inputs,
): Promise<Planned & Reading> {
  const planned = await planNow(project, adapter, state, inputs);
  const [blind] = planned.live.unreadable.filter((one) => one.address === '');
  if (blind)
    throw new Failure(printable(`The console could not be read: ${blind.reason}. Nothing was done.`));
  return planned;
}

/** Says of a plan that it was made without the secrets that there are. */
function unreadSecrets({ secrets }: Inputs, desired: Desired): Diagnostic[] {
  if (secrets === 'read') return [];
  const count = secretsIn(desired);
  const message = `${plural(count, 'secret was', 'secrets were')} not read (--no-secrets): whether one changed cannot be told, and this plan cannot be applied`;
  return [{ severity: 'warning', message, rule: 'PSH-4' }];
}

/** The desired model with its secrets' fingerprints. @throws Invalid */
async function withSecrets(project: Project, state: State | undefined): Promise<Desired> {
  const { reveal, salt } = project;
  const { desired, diagnostics } = await withFingerprints(project.desired, state, reveal, salt);
  if (diagnostics.length > 0) throw new Invalid(diagnostics);
  return desired;
}

/** The exit code of a plan: refusals always count, changes only with `--detailed-exitcode`. */
export function exitCodeOf(plan: Plan, options: Options): number {
  if (isErrored(plan)) return exitCodes.error;
  if (options.refreshOnly)
    return options.detailedExitcode && plan.drift.length > 0 ? exitCodes.pending : exitCodes.done;
  if (isRefused(plan)) return exitCodes.refused;
  if (!options.detailedExitcode) return exitCodes.done;
  if (isEmpty(plan) && isBlind(plan)) return exitCodes.error;
  return isEmpty(plan) ? exitCodes.done : exitCodes.pending;
}
