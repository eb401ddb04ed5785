/** `chatform plan`: what would change. It holds no writer: neither console nor state is written. */
import fs from 'node:fs';
import path from 'node:path';
import type { Adapter } from '../adapters/adapter.ts';
import { formatAddress, isWithin, parseAddress } from '../address.ts';
import type { Diagnostic, Inputs, Plan } from '../model.ts';
import { plan as makePlan, type Planned } from '../plan/plan.ts';
import { planJson } from '../report/plan-json.ts';
import { readSavedPlan, savedPlan } from '../report/saved-plan.ts';
import { isBlind, isEmpty } from '../report/summary.ts';
import { driftText, planText } from '../report/text.ts';
import type { State } from '../state/state.ts';
import { writeAtomically } from '../storage/atomic.ts';
import { didYouMean } from '../suggest.ts';
import { version } from '../version.ts';
import { Invalid, loadProject, openStore, type Project, readLive, requireAccount } from './project.ts';
import { withFingerprints } from './secrets.ts';
import { withConsole } from './session.ts';
import { exitCodes, Failure, type Options, type Run, type World } from './world.ts';

export const run: Run = async ({ options }, world) => {
  requireFormat(options);
  if (options.refreshOnly && options.out !== undefined) {
    const message = '--refresh-only shows drift alone: a plan to be applied is saved by --out without it.';
    throw new Failure(message, exitCodes.usage);
  }
  const project = loadProject(options, world);
  return withConsole(project, world, async (adapter) => {
    const state = await (await openStore(project)).read();
    const inputs = inputsOf(project, options);
    requireKnown(inputs, project, state);
    const { plan } = await planNow(project, adapter, state, inputs);
    if (options.out !== undefined) writePlan(plan, path.resolve(world.cwd, options.out), world);
    show(plan, options, world);
    return exitCodeOf(plan, options);
  });
};

/** What a plan is asked for on the command line. */
export function inputsOf(project: Project, options: Options): Inputs {
  return {
    environment: project.environment ?? null,
    targets: options.targets.map(addressGiven),
    excludes: options.excludes.map(addressGiven),
    variables: project.variables,
  };
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

/** Reads the console and plans against it. */
export async function planNow(
  project: Project,
  adapter: Adapter,
  state: State | undefined,
  inputs: Inputs,
): Promise<Planned & { live: Awaited<ReturnType<typeof readLive>> }> {
  requireAccount(project, undefined, state);
  const live = await readLive(adapter, project, state);
  requireAccount(project, live, state);
  const { reveal, salt } = project;
  const { desired, diagnostics: problems } = await withFingerprints(project.desired, state, reveal, salt);
  if (problems.length > 0) throw new Invalid(problems);
  const planned = makePlan({ desired, live, state, adapter: adapter.name, inputs });
  const diagnostics: readonly Diagnostic[] = [...project.diagnostics, ...planned.plan.diagnostics];
  return { ...planned, plan: { ...planned.plan, diagnostics }, live };
}

/** Prints a plan in the format that was asked for. */
export function show(plan: Plan, options: Options, world: World): void {
  requireFormat(options);
  if (options.json || options.format === 'json') {
    const shown = options.refreshOnly ? driftOf(plan) : plan;
    world.print(`${JSON.stringify(planJson(shown, version), null, 2)}\n`);
  } else world.print(options.refreshOnly ? driftText(plan, world.look) : planText(plan, world.look));
}

/** A plan without what it would do. */
function driftOf(plan: Plan): Plan {
  return { ...plan, changes: [], refusals: [], released: [], moved: [], capacity: [] };
}

function requireFormat(options: Options): void {
  const formats = ['text', 'json'];
  if (options.format === undefined || formats.includes(options.format)) return;
  throw new Failure(`--format ${options.format}: there are ${formats.join(', ')}`, exitCodes.usage);
}

function writePlan(plan: Plan, file: string, world: World): void {
  requireReplaceable(file);
  try {
    writeAtomically(file, new TextEncoder().encode(savedPlan(plan, version)));
  } catch (error) {
    throw new Failure(
      `The plan could not be saved to ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  world.tell(`The plan was saved to ${file}.\n`);
}

/** Only a plan may be written over: not a device, a link, or somebody's YAML. @throws Failure */
function requireReplaceable(file: string): void {
  const there = fs.lstatSync(file, { throwIfNoEntry: false });
  if (!there) return;
  if (there.isFile() && 'plan' in readSavedPlan(readPlanFile(file))) return;
  throw new Failure(
    `${file} is there already, and is not a plan of chatform. Choose another name for --out.`,
  );
}

/** The exit code of a plan: refusals always count, changes only with `--detailed-exitcode`. */
export function exitCodeOf(plan: Plan, options: Options): number {
  if (plan.diagnostics.some((one) => one.severity === 'error')) return exitCodes.error;
  if (options.refreshOnly)
    return options.detailedExitcode && plan.drift.length > 0 ? exitCodes.pending : exitCodes.done;
  if (plan.refusals.length > 0) return exitCodes.refused;
  if (!options.detailedExitcode) return exitCodes.done;
  if (isEmpty(plan) && isBlind(plan)) return exitCodes.error;
  return isEmpty(plan) ? exitCodes.done : exitCodes.pending;
}

/** Reads a file for a message when it is not there. @throws Failure */
export function readPlanFile(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(
      `The plan ${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
