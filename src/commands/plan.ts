/** `chatform plan`: what would change. It holds no writer: neither console nor state is written. */
import path from 'node:path';
import type { Adapter } from '../adapters/adapter.ts';
import { formatAddress, isWithin, parseAddress } from '../address.ts';
import { type Desired, type Diagnostic, type Inputs, isSecret, type Live, type Plan } from '../model.ts';
import { failedPlan } from '../plan/failed.ts';
import { plan as makePlan, type Planned } from '../plan/plan.ts';
import type { QuietApps } from '../plan/quiet.ts';
import { settle } from '../plan/settle.ts';
import { type Undoing, undoing } from '../plan/undo.ts';
import { printable } from '../printable.ts';
import { plural } from '../report/layout.ts';
import { isBlind, isEmpty, isErrored, isRefused } from '../report/summary.ts';
import type { Entry, State } from '../state/state.ts';
import type { Held, Without } from '../state/store.ts';
import { didYouMean } from '../suggest.ts';
import { withAccess } from './access.ts';
import { isForPeople, print, requireFormat } from './formats.ts';
import { judged } from './judge.ts';
import { basisOf, type Kept, keep, readKept } from './kept.ts';
import { savePlan, saveSummary } from './plan-file.ts';
import { type Problem, problemOf, tellProblem } from './problems.ts';
import {
  consoleNameOf,
  directoryOf,
  loadProject,
  type Project,
  type Reading,
  readLive,
  requireAccount,
  storeOf,
} from './project.ts';
import { withFingerprints } from './secrets.ts';
import { withConsole } from './session.ts';
import { openStore } from './store.ts';
import { exitCodes, Failure, Invalid, type Options, type Run, type World } from './world.ts';

export const run: Run = ({ options }, world) => show(options, world, {});

/** Makes a plan, saves and shows it; what went wrong is shown in the same way. `more`: what else it is asked for. */
export async function show(options: Options, world: World, more: Pick<Inputs, 'undo'>): Promise<number> {
  requireFormat(options);
  requireFiles(options, world);
  const { plan, problem, project } = await attempt(options, world, more);
  if (options.out !== undefined) await savePlan(plan, options.out, project, options, world);
  if (options.summary !== undefined) await saveSummary(plan, options.summary, world);
  if (!problem || !isForPeople(options)) await print(plan, options, world);
  if (problem) tellProblem(problem, world);
  else if (isErrored(plan)) world.tell('Error: The plan has errors, and cannot be applied.\n');
  return problem?.code ?? exitCodeOf(plan, options);
}

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
  more: Pick<Inputs, 'undo'>,
): Promise<{ plan: Plan; problem?: Problem; project?: Project }> {
  let project: Project | undefined;
  try {
    const folder = storeOf(directoryOf(options, world), options.env);
    const kept = readKept(folder, options, more.undo !== undefined);
    project = loadProject(options, world, kept && { kept });
    const isOther = kept && (project.rules.hash ?? null) !== kept.guardrails;
    if (isOther && project.quiet.size > 0) project = loadProject(options, world);
    return { plan: await planOf(project, { options, world, more, kept }), project };
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
      ...more,
    };
    return { plan: failedPlan(problem.diagnostics, inputs), problem, ...(project && { project }) };
  }
}

/** Of what a sandbox and its state are at one moment: an apply that runs meanwhile writes both. */
const mostLooks = 3;

async function planOf(loaded: Project, asking: Asking & { readonly kept: Kept | undefined }): Promise<Plan> {
  const { options, world, more, kept } = asking;
  let project = loaded;
  const store = await openStore(project, world);
  for (let look = 1; ; look += 1) {
    const basis = basisOf(project.store);
    // What was kept is of another time by now: nothing is left out of a second look.
    if (project.quiet.size > 0 && (look > 1 || basis !== kept?.basis)) project = loadProject(options, world);
    const apps = new Set(project.quiet.keys());
    const without: Without = { apps, ...(more.undo === undefined && { undos: true }) };
    const state = await store.read(without);
    const made = await planOnce(project, state, asking).catch((error: unknown) => ({ error }));
    // What went wrong while somebody wrote may be of that moment alone: it is looked at again, too.
    const isStill = async () => basis === basisOf(project.store) && (await store.read(without)) === state;
    const isSettled = consoleNameOf(project) !== 'sandbox' || (await isStill());
    if (!isSettled && look < mostLooks) continue;
    const held = await store.held(world.host);
    if (held && held.process !== 'gone') world.tell(runningText(held));
    if ('error' in made) throw made.error;
    if (isSettled) keep(project, { basis, quiet: made.quietNext, before: kept });
    return made.plan;
  }
}

function runningText({ holder }: Held): string {
  const who = holder
    ? `${holder.command} (process ${holder.pid} on ${holder.host}, since ${holder.since})`
    : 'a command';
  return printable(
    `Warning: ${who} is writing to this state. What it changes from now on is not in this plan: make it again when that has ended.\n`,
  );
}

interface Asking {
  readonly options: Options;
  readonly world: World;
  readonly more: Pick<Inputs, 'undo'>;
}

function planOnce(
  project: Project,
  state: State | undefined,
  { options, world, more }: Asking,
): Promise<Pick<Planned, 'plan' | 'quietNext'>> {
  return withConsole(project, world, state, async (adapter) => {
    const inputs = { ...inputsOf(project, options), ...more };
    requireKnown(inputs, project, state);
    const planned = await planSeen(project, adapter, state, inputs);
    const plan = await withAccess(planned, project);
    const asJudged = await judged({ ...planned, plan }, project, { stage: 'plan', options, world });
    return { plan: asJudged, quietNext: planned.quietNext };
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

/** @throws Failure for a run of which is not known what takes it back */
function undoingOf(run: string, { desired }: Project, state: State | undefined): Undoing {
  if (state?.undos.has(run)) return undoing(run, desired, state);
  const hint = didYouMean(run, state?.undos.keys() ?? []);
  throw new Failure(
    printable(
      `Nothing is known of how to take back a run ${run}.${hint} \`chatform undo\` lists the runs that can be taken back.`,
    ),
  );
}

/** Reads the console and plans against it. `only`: as much of it as one address needs, and no more. */
export async function planNow(
  declared: Project,
  adapter: Adapter,
  state: State | undefined,
  inputs: Inputs,
  only?: string,
): Promise<Planned & Reading> {
  requireAccount(declared, undefined, state);
  const { undo: run } = inputs;
  const wanted = run === undefined ? declared.desired : undoingOf(run, declared, state).desired;
  const seen = await readLive(adapter, { ...declared, desired: wanted }, state, only);
  const live = withTags(seen, declared.quiet, state);
  // What became of calls that were cut off is seen by now: what they made is taken back too.
  const undo = run === undefined ? undefined : undoingOf(run, declared, state && settle(state, live).state);
  const project = undo ? { ...declared, desired: undo.desired } : declared;
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
    ...(undo && { only: undo.only }),
    quiet: project.quiet,
  });
  const diagnostics: readonly Diagnostic[] = [
    ...project.diagnostics,
    ...(undo?.diagnostics ?? []),
    ...unreadSecrets(inputs, desired),
    ...planned.plan.diagnostics,
  ];
  const about: Entry[] =
    state && state.console === undefined ? [{ type: 'console', console: consoleNameOf(project) }] : [];
  const bookkeeping = [...about, ...planned.bookkeeping];
  return { ...planned, bookkeeping, plan: { ...planned.plan, diagnostics }, live };
}

/** What is read, with the tags of apps whose inside was not asked for: policies may go by them. */
function withTags(live: Live, quiet: QuietApps, state: State | undefined): Live {
  if (quiet.size === 0) return live;
  const objects = new Map(live.objects);
  for (const [app, { tags }] of quiet) {
    const segments = ['apps', state?.bindings.get(app) ?? '', 'tags'];
    objects.set(formatAddress(segments), { kind: 'tags', segments, body: tags, facts: {} });
  }
  return { ...live, objects };
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
