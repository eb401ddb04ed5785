/** How a history ends: what is refused is taken back, all is applied, and then everything is as declared. */
import type { Call } from '../../../src/adapters/sandbox/index.ts';
import { formatAddress, parseAddress } from '../../../src/address.ts';
import { attributeAt, kindAt } from '../../../src/catalog/index.ts';
import { exitCodes } from '../../../src/commands/world.ts';
import { at, isMap, type JsonMap } from '../../../src/json.ts';
import type { LiveObject } from '../../../src/model.ts';
import { all, applied, ran } from './command.ts';
import { addressesIn, type Declared, leavesOf, refers, takeBack, valueAt } from './declared.ts';
import { same } from './laws.ts';
import { Broken, objectsOf, type Project, withSandbox, write, writtenIn } from './project.ts';

interface PlanText {
  readonly resource_changes: readonly { address: string }[];
  readonly resource_drift: readonly unknown[];
  readonly refusals: readonly { address: string; path: string[]; holds: string[]; message: string }[];
  readonly diagnostics: readonly { severity: string; summary: string; address?: string }[];
}

const mostRounds = 60;

/** Without a fault from here on: what is refused is taken back, all is applied, and then nothing is left. */
export async function finish(project: Project): Promise<void> {
  const { lines } = project;
  lines.push('-- the end');
  await applied(project, `apply ${all} --partial`);
  for (let round = 0; ; round += 1) {
    const { out, err, code } = await ran(project, 'plan --json');
    const planned = JSON.parse(out) as PlanText;
    const errors = planned.diagnostics.filter((one) => one.severity === 'error');
    if (errors.length === 0 && planned.refusals.length === 0) break;
    if (round === mostRounds) throw new Broken(`it does not come to an end: ${code} ${out}${err}`);
    for (const error of errors) await mend(project, error, err);
    const first = new Map([...planned.refusals].reverse().map((one) => [one.address, one]));
    if (errors.length === 0)
      for (const one of first.values()) lines.push(`  ${takeBack(project.declared, one)} (${one.message})`);
    write(project);
  }
  const last = await applied(project, `apply ${all}`);
  if (last.code !== exitCodes.done)
    throw new Broken(`the last apply ended with ${last.code}:\n${last.out}${last.err}`);
  const again = await ran(project, 'plan --detailed-exitcode --json');
  const { resource_changes, resource_drift, refusals } = JSON.parse(again.out) as PlanText;
  if (again.code !== exitCodes.done || resource_changes.length + resource_drift.length + refusals.length > 0)
    throw new Broken(
      `the plan after the last apply ended with ${again.code}: ${JSON.stringify({ resource_changes, resource_drift, refusals })}`,
    );
  await requireAllThere(project);
}

/** Puts right what a plan cannot be made for. */
async function mend(project: Project, error: PlanText['diagnostics'][number], err: string): Promise<void> {
  const { declared, lines } = project;
  const { address = '', summary: message } = error;
  const ids = /\(([\d, ]+)\); rename or delete/.exec(message)?.[1];
  if (ids !== undefined) {
    for (const id of ids.split(', ').slice(1)) {
      await withSandbox(project, (sandbox) =>
        sandbox.console.call('ModifyAppInfo', { sdkAppId: id, name: `Not ${id}` }),
      );
      lines.push(`by hand: rename ${id}, which is not the one`);
    }
    // Of two that were made at once, both were the ones.
    project.mayBeStranded = true;
  } else if (message.includes('`moved:`') || message.includes('cannot move')) {
    declared.moved = declared.moved.filter(({ from }) => from !== address);
    lines.push(`  no move of ${address} (${message})`);
  } else throw new Broken(`it cannot be planned: ${message}\n${err}`);
}

async function requireAllThere(project: Project): Promise<void> {
  const { state } = project;
  if (!state) {
    if (addressesIn(project.declared).length > 0) throw new Broken('there is no state');
    return;
  }
  if (state.intents.size > 0) throw new Broken('calls are open after the last apply');
  const { objects, calls } = await withSandbox(project, async (sandbox) => ({
    objects: await objectsOf(sandbox),
    calls: sandbox.log(),
  }));
  for (const [address, id] of state.bindings)
    if (!objects.has(`apps.${id}`)) throw new Broken(`${address} is bound to ${id}, which is not there`);
  const liveOf = (segments: readonly string[]) => {
    const [root, key, ...rest] = segments;
    const id = root === 'apps' ? state.bindings.get(`apps.${key}`) : key;
    return id === undefined ? undefined : objects.get(formatAddress([root ?? '', id, ...rest]));
  };
  for (const address of state.records.keys())
    if (!liveOf(parseAddress(address) ?? [])) throw new Broken(`${address} is recorded, and is not there`);
  const written = writtenIn(project.directory);
  for (const address of addressesIn(written)) requireAsDeclared(written, address, liveOf);
  if (!project.mayBeStranded) requireNoneStranded(project, objects, calls);
}

function requireAsDeclared(
  declared: Declared,
  address: string,
  liveOf: (segments: readonly string[]) => LiveObject | undefined,
): void {
  const segments = parseAddress(address) ?? [];
  const kind = kindAt(segments);
  const object = liveOf(segments);
  if (!object) throw new Broken(`${address} is declared, and is not there`);
  const body = kind?.listed ? undefined : valueAt(declared, segments);
  if (!isMap(body)) return;
  for (const [place, wanted] of leavesOf(body as JsonMap, segments)) {
    const attribute = kind && attributeAt(kind, place);
    if (wanted === null || refers(wanted) || attribute?.type === 'secret') continue;
    const there = at(object.body, place);
    const isThere =
      attribute?.type === 'document' ||
      (attribute?.type === 'names'
        ? (wanted as string[]).every((name) => (there as string[]).includes(name))
        : same(wanted, there));
    if (!isThere)
      throw new Broken(
        `${address} ${place.join('.')} is ${JSON.stringify(there)}, declared is ${JSON.stringify(wanted)}`,
      );
  }
}

/** Every app that chatform made was one of ours, or is gone. */
function requireNoneStranded(
  { bound }: Project,
  objects: ReadonlyMap<string, LiveObject>,
  calls: readonly Call[],
): void {
  const made = calls.filter(
    ({ actor, action, result }) => actor === 'chatform' && action === 'RegisterApp' && result === 'ok',
  );
  for (const { target } of made)
    if (objects.has(`apps.${target}`) && !bound.has(target))
      throw new Broken(`app ${target} was made and lost`);
}
