/** A project that goes through a history: each step by the real commands, and what has to hold after each. */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import type { Operation } from '../../../src/adapters/adapter.ts';
import { type Call, openSandbox, type Sandbox } from '../../../src/adapters/sandbox/index.ts';
import { formatAddress, parseAddress } from '../../../src/address.ts';
import { attributeAt, kindAt, kindNamed } from '../../../src/catalog/index.ts';
import { type Kind, needsAllow } from '../../../src/catalog/kind.ts';
import { exitCodes, type World } from '../../../src/commands/world.ts';
import { at, equal, isMap, type Json, type JsonMap } from '../../../src/json.ts';
import type { LiveObject } from '../../../src/model.ts';
import { fileStore } from '../../../src/state/file.ts';
import type { State } from '../../../src/state/state.ts';
import { readStateText, stateJson } from '../../../src/state/text.ts';
import { chatform, type Ended } from '../../commands/chatform.ts';
import { randomFrom } from '../random.ts';
import { fixedNow } from '../world.ts';
import { type Mortal, mortalIn } from './death.ts';
import {
  account,
  addressesIn,
  type Declared,
  declaredIn,
  edited,
  leavesOf,
  nothingDeclared,
  picked,
  refers,
  takeBack,
  textOf,
  valueAt,
} from './declared.ts';
import type { Step, Trouble } from './steps.ts';
import { weather } from './weather.ts';

/** A history that came to something that must not be: all that was done, and what is wrong. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** How often what happened, over all histories of a process. */
export const tally: Record<string, number> = {};
const count = (what: string) => {
  tally[what] = (tally[what] ?? 0) + 1;
};

/** No process has this number, so that a lock that is left behind is that of a dead one. */
const pid = 2_000_000_000;
const env = { ACME_KEY: 'a key of ACME', ACME_NEW_KEY: 'a newer key of ACME' };
const all = `--auto-approve --allow ${needsAllow.join(',')}`;

interface Project {
  readonly directory: string;
  readonly store: string;
  readonly mortal: Mortal;
  readonly lines: string[];
  declared: Declared;
  hasPlan: boolean;
  /** Whether an app may be left to nobody: somebody edited the state, or said to leave it alone. */
  mayBeStranded: boolean;
}

/** Goes through a history, and then to its end. @throws Broken */
export async function live(steps: readonly Step[]): Promise<void> {
  const directory = fs.realpathSync(fs.mkdtempSync(path.join(tmpdir(), 'chatform-history-')));
  const mortal = mortalIn(directory);
  const store = path.join(directory, '.chatform', 'default');
  const lines: string[] = [];
  const project: Project = {
    directory,
    store,
    mortal,
    lines,
    declared: nothingDeclared(),
    hasPlan: false,
    mayBeStranded: false,
  };
  try {
    write(project);
    for (const step of steps) await carryOut(project, step);
    await finish(project);
  } catch (error) {
    const what =
      error instanceof Error ? (error instanceof Broken ? error.message : error.stack) : String(error);
    throw new Broken([...lines, what].join('\n'));
  } finally {
    calm();
    mortal.restore();
    fs.rmSync(directory, { recursive: true, force: true });
  }
}

function calm(): void {
  Object.assign(weather, { mishaps: [], unreadable: [], asked: [] });
}

function write({ directory, declared }: Project): void {
  for (const name of yamlIn(directory)) fs.rmSync(path.join(directory, name));
  fs.writeFileSync(path.join(directory, 'chatform.yaml'), textOf(declared));
}

const yamlIn = (directory: string) =>
  fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml') && !name.startsWith('.'));

function readAgain(project: Project): void {
  const { directory } = project;
  project.declared = declaredIn(
    yamlIn(directory).map((name) => parse(fs.readFileSync(path.join(directory, name), 'utf8'))),
  );
}

// What there is.

const stateOf = ({ store }: Project): Promise<State | undefined> =>
  fileStore({ directory: store, version: '0.1.0' }).read();

const plainOf = (state: State): JsonMap => JSON.parse(JSON.stringify(stateJson(state))) as JsonMap;

async function withSandbox<T>({ store }: Project, work: (sandbox: Sandbox) => Promise<T> | T): Promise<T> {
  const sandbox = await openSandbox({
    directory: store,
    account,
    users: ['alice', 'bob'],
    groups: { 'chat-operators': ['bob'] },
    now: fixedNow,
  });
  try {
    return await work(sandbox);
  } finally {
    await sandbox.adapter.close();
  }
}

const callsOf = (project: Project): Promise<Call[]> => withSandbox(project, (sandbox) => sandbox.log());

async function objectsOf(sandbox: Sandbox): Promise<ReadonlyMap<string, LiveObject>> {
  const apps = sandbox.status().apps.map(({ sdkAppId }) => sdkAppId);
  return (await sandbox.adapter.read({ apps })).objects;
}

// A command.

interface Ran extends Ended {
  readonly isKilled: boolean;
  readonly asked: readonly Operation[];
}

const calmly: Trouble = { mishaps: [], killAt: 0, half: false, stopAt: 0, unreadable: [] };

/** Runs a command in some trouble, and looks at what has to hold after every one. */
async function ran(project: Project, line: string, trouble: Trouble = calmly): Promise<Ran> {
  const { mortal, lines } = project;
  const before = await stateOf(project);
  let looks = 0;
  const overrides: Partial<World> = {
    pid,
    env,
    random: randomFrom(project.lines.length),
    stopping: () => {
      looks += 1;
      return trouble.stopAt > 0 && looks >= trouble.stopAt;
    },
  };
  Object.assign(weather, { mishaps: trouble.mishaps, unreadable: trouble.unreadable, asked: [] });
  if (trouble.killAt > 0) mortal.arm(trouble.killAt, trouble.half);
  let ended: Ended = { code: -1, out: '', err: '' };
  let thrown: unknown;
  try {
    ended = await chatform(project.directory, line, overrides);
  } catch (error) {
    thrown = error;
  }
  // What a dead process still had to do.
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  const isKilled = mortal.isDead;
  mortal.revive();
  const asked = weather.asked;
  calm();
  lines.push(`${line}${told(trouble)} → ${isKilled ? 'killed' : ended.code}`);
  count(`${line.split(' ')[0]} → ${isKilled ? 'killed' : ended.code}`);
  if (!isKilled) requireSentence(ended, thrown);
  requireSound(before, await stateOf(project));
  return { ...ended, isKilled, asked };
}

function told({ mishaps, killAt, half, stopAt, unreadable }: Trouble): string {
  const parts = [
    mishaps.some(Boolean) && `mishaps ${mishaps.map((one) => one ?? '-').join(' ')}`,
    killAt > 0 && `killed at write ${killAt}${half ? ', half done' : ''}`,
    stopAt > 0 && `told to stop at look ${stopAt}`,
    unreadable.length > 0 && `unreadable: "${unreadable.join()}"`,
  ].filter(Boolean);
  return parts.length > 0 ? ` (${parts.join('; ')})` : '';
}

function requireSentence({ code, err, out }: Ended, thrown: unknown): void {
  if (thrown !== undefined) throw thrown;
  if (!(Object.values(exitCodes) as number[]).includes(code)) throw new Broken(`exit code ${code}`);
  if (/\n\s+at .*:\d+|This is a bug|undefined|\[object/.test(err + out))
    throw new Broken(`said: ${err}${out}`);
}

/** A state is whole, is the same as a text, and has a new serial with every writing. */
function requireSound(before: State | undefined, after: State | undefined): void {
  if (!after) {
    if (before) throw new Broken('the state is gone');
    return;
  }
  const text = readStateText(JSON.stringify(stateJson(after)));
  if ('problems' in text) throw new Broken(`the state is wrong: ${text.problems.join('; ')}`);
  if (!equal(plainOf(text), plainOf(after))) throw new Broken('the state is not the same as a text');
  const serial = before?.serial ?? 0;
  const grown = after.serial - serial;
  const isSame = before !== undefined && equal(plainOf(before), plainOf(after));
  const expected = isSame ? [0] : before ? [1] : [0, 1];
  if (!expected.includes(grown)) throw new Broken(`the serial went from ${serial} to ${after.serial}`);
}

// The steps.

async function carryOut(project: Project, step: Step): Promise<void> {
  const { lines, declared } = project;
  switch (step.step) {
    case 'declare': {
      for (const edit of step.edits) {
        const what = edited(declared, edit);
        if (what !== undefined) lines.push(`  ${what}`);
      }
      if (declared.removed.some((one) => !one.destroy)) project.mayBeStranded = true;
      write(project);
      return;
    }
    case 'apply': {
      const file = step.saved && project.hasPlan ? 'saved.plan ' : '';
      const limited = step.limit && picked(addressesIn(declared), step.limit.pick);
      const limit = limited === undefined ? '' : ` ${step.limit?.flag} ${limited}`;
      const flags = `${all}${step.partial ? ' --partial' : ''}${limit} --parallelism ${step.parallelism}`;
      await applied(project, `apply ${file}${flags}`, step.trouble);
      return;
    }
    case 'save-plan': {
      await untouched(project, () => ran(project, 'plan --out saved.plan'));
      project.hasPlan = true;
      return;
    }
    case 'by-hand':
      return byHand(project, step);
    case 'wait':
      lines.push(`wait ${step.seconds} s`);
      await withSandbox(project, (sandbox) => sandbox.advance(step.seconds));
      return;
    case 'rm':
    case 'mv':
    case 'restore':
      return editState(project, step);
    case 'import':
      return imported(project, step);
  }
}

/** A plan writes nothing. */
async function untouched(project: Project, work: () => Promise<unknown>): Promise<void> {
  const look = async () => {
    const state = await stateOf(project);
    return JSON.stringify([state && plainOf(state), (await callsOf(project)).length]);
  };
  const before = await look();
  await work();
  if ((await look()) !== before) throw new Broken('a plan wrote something');
}

async function applied(project: Project, line: string, trouble: Trouble = calmly): Promise<Ran> {
  const before = await stateOf(project);
  const calls = (await callsOf(project)).length;
  const result = await ran(project, line, trouble);
  const after = await stateOf(project);
  for (const operation of result.asked) requireWanted(project, operation, [before, after]);
  const isCalm = trouble === calmly || told(trouble) === '';
  const refused = (await callsOf(project))
    .slice(calls)
    .filter(({ actor, result: answer }) => actor === 'chatform' && answer !== 'ok');
  if (isCalm && refused.length > 0)
    throw new Broken(
      `the console refused what was planned: ${refused.map((one) => JSON.stringify(one)).join('\n')}\n${result.out}${result.err}`,
    );
  return result;
}

/** Everything that is written is declared, and what is deleted is not. */
function requireWanted(
  { declared, directory }: Project,
  operation: Operation,
  states: readonly (State | undefined)[],
): void {
  const { action, segments, patch } = operation;
  const written = declaredIn([parse(fs.readFileSync(path.join(directory, 'chatform.yaml'), 'utf8'))]);
  const [root, id = '', ...rest] = segments;
  const keys =
    root !== 'apps'
      ? [id]
      : id === ''
        ? Object.keys(written.apps)
        : states.flatMap((state) => keysOf(state, id, declared));
  const owns = [...new Set(keys)].map((key) => [root ?? '', key, ...rest]);
  const said = JSON.stringify(operation);
  if (action === 'delete') {
    const isAsked = owns.some((own) => isToGo(written, own));
    if (!isAsked) throw new Broken(`nobody asked for it: ${said}`);
    return;
  }
  const isAsked = owns.some((own) => writesOnly(written, own, patch));
  if (!isAsked) throw new Broken(`that is not what is declared: ${said}`);
}

/** The keys that an SDKAppID has, or gets: by `moved:`, or as what a run that was cut off was creating. */
function keysOf(state: State | undefined, id: string, { moved }: Declared): string[] {
  const bound = [...(state?.bindings ?? [])].filter(([, one]) => one === id).map(([address]) => address);
  const begun = [...(state?.intents.values() ?? [])].filter(
    ({ kind, action }) => kind === 'app' && action === 'create',
  );
  const keys = [...bound, ...begun.map(({ address }) => address)];
  for (const { from, to } of moved) if (keys.includes(from)) keys.push(to);
  return keys.map((address) => parseAddress(address)?.[1] ?? '');
}

function isToGo(declared: Declared, own: readonly string[]): boolean {
  if (valueAt(declared, own) !== undefined) return false;
  const address = formatAddress(own);
  return (
    kindAt(own)?.leaving === 'deleted' ||
    declared.removed.some((one) => one.destroy && one.address === address)
  );
}

function writesOnly(declared: Declared, own: readonly string[], patch: JsonMap): boolean {
  const kind = kindAt(own);
  if (!kind) return false;
  // On the way to its end an app is disabled.
  if (kind.name === 'app' && equal(patch, { enabled: false }) && isToGo(declared, own)) return true;
  const body = kind.listed ? {} : valueAt(declared, own);
  const isGone = body === undefined;
  return leavesOf(patch, own).every(([place, value]) => {
    const wanted = at(body, place);
    const attribute = attributeAt(kind, place);
    if (attribute?.type === 'names' && isMap(value)) {
      const names = Array.isArray(wanted) ? wanted : [];
      return Object.entries(value).every(([name, isThere]) => names.includes(name) === (isThere === true));
    }
    if (value === null) return wanted === undefined || wanted === null;
    if (isGone || wanted === undefined) return false;
    return wanted === null || refers(wanted) || same(wanted, value);
  });
}

const sorted = (value: unknown): unknown => (Array.isArray(value) ? [...value].sort() : value);
const same = (a: unknown, b: unknown): boolean => equal(sorted(a), sorted(b));

/** Somebody changes the console: a thing that is there, or a new one in an app that is there. */
async function byHand(project: Project, step: Extract<Step, { step: 'by-hand' }>): Promise<void> {
  const { action, pick, segments, body } = step;
  await withSandbox(project, async (sandbox) => {
    const objects = [...(await objectsOf(sandbox)).values()];
    const ofKind = (fits: (name: string) => boolean) =>
      picked(
        objects.filter((object) => fits(object.kind)),
        pick,
      );
    const isDeletion = action === 'delete';
    const own = ofKind((name) => (isDeletion ? kindNamed(name)?.form === 'object' : name === step.kind.name));
    const kind = isDeletion ? kindNamed(own?.kind ?? '') : step.kind;
    const app = ofKind((name) => name === 'app')?.segments[1];
    const fresh = segments[0] === 'apps' ? ['apps', app ?? '', ...segments.slice(2)] : segments;
    const target = action !== 'create' ? own?.segments : kind?.name === 'app' ? ['apps', ''] : fresh;
    if (!kind || !target || (target[1] === '' && kind.name !== 'app')) return;
    const patch = isDeletion ? {} : asPatch(kind, action, body);
    const perform = (what: Operation['action'], one: JsonMap) =>
      sandbox.perform({ action: what, kind: kind.name, segments: target, patch: one });
    if (isDeletion && kind.name === 'app') await perform('update', { enabled: false });
    const answer = await perform(action === 'create' && kind.form === 'section' ? 'update' : action, patch);
    // An app that got the name of another one is taken for it.
    if (kind.name === 'app' && answer.ok && !isDeletion) project.mayBeStranded = true;
    const what = isDeletion ? '' : ` ${JSON.stringify(patch)}`;
    const result = answer.ok ? (answer.id ?? 'ok') : answer.refused.code;
    project.lines.push(`by hand: ${action} ${formatAddress(target)}${what} → ${result}`);
    count(`by hand → ${answer.ok ? 'ok' : 'refused'}`);
  });
}

/** A body as a person gives it: without secrets, references and what asks for a default. */
function asPatch(kind: Kind, action: string, body: JsonMap): JsonMap {
  const entries = Object.entries(body)
    .filter(([key, value]) => value !== null && attributeAt(kind, [key])?.type !== 'secret')
    .map(([key, value]): [string, Json] => {
      const isNames = attributeAt(kind, [key])?.type === 'names';
      if (isNames && action === 'update' && Array.isArray(value))
        return [key, Object.fromEntries(value.map((one) => [String(one), true]))];
      return [key, value];
    })
    .filter(([key]) => action !== 'create' || kind.name !== 'app' || key === 'name');
  const text = JSON.stringify(Object.fromEntries(entries));
  const filled = text.replace(/\$\{apps\.\w+\.(\w+)\}/g, (_, what) => (what === 'resource' ? '*' : '1'));
  return JSON.parse(filled, (_, value) => (isMap(value) ? withoutNulls(value) : value)) as JsonMap;
}

const withoutNulls = (map: object) =>
  Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null));

async function editState(
  project: Project,
  step: Extract<Step, { step: 'rm' | 'mv' | 'restore' }>,
): Promise<void> {
  const state = await stateOf(project);
  if (!state) return;
  if (step.step === 'restore') {
    const { out } = await ran(project, 'state history --json');
    const { generations } = JSON.parse(out) as { generations: { serial: number }[] };
    const chosen = picked(generations, step.pick);
    if (chosen)
      await ran(project, `state restore ${chosen.serial} --yes`, { ...calmly, killAt: step.killAt });
  } else {
    const known =
      step.step === 'rm' ? [...state.records.keys(), ...state.bindings.keys()] : [...state.bindings.keys()];
    const address = picked([...new Set(known)].sort(), step.pick);
    if (address === undefined) return;
    const line = step.step === 'rm' ? `rm ${address} --yes` : `mv ${address} apps.${step.to}`;
    await ran(project, `state ${line}`, { ...calmly, killAt: step.killAt });
  }
  project.mayBeStranded = true;
}

async function imported(project: Project, step: Extract<Step, { step: 'import' }>): Promise<void> {
  const state = await stateOf(project);
  const bound = new Set(state?.bindings.values());
  const apps = await withSandbox(project, (sandbox) => sandbox.status().apps.map(({ sdkAppId }) => sdkAppId));
  const strange = picked(
    apps.filter((id) => !bound.has(id)),
    step.pick,
  );
  const one = step.pick % 2 === 0 && strange !== undefined ? ` apps.${step.to} ${strange}` : '';
  await untouched(project, () => ran(project, `import --check${one}`));
  await ran(project, `import${one}`, { ...calmly, killAt: step.killAt });
  readAgain(project);
  // Another one may have been bound to the name by now.
  project.mayBeStranded = true;
  write(project);
}

// The end.

interface PlanText {
  readonly resource_changes: readonly { address: string }[];
  readonly resource_drift: readonly unknown[];
  readonly refusals: readonly { address: string; path: string[]; holds: string[]; message: string }[];
  readonly diagnostics: readonly { severity: string; summary: string; address?: string }[];
}

const mostRounds = 60;

/** Without a fault from here on: what is refused is taken back, all is applied, and then nothing is left. */
async function finish(project: Project): Promise<void> {
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
    if (project.declared.removed.some((one) => !one.destroy)) project.mayBeStranded = true;
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
  const state = await stateOf(project);
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
  const written = declaredIn([parse(fs.readFileSync(path.join(project.directory, 'chatform.yaml'), 'utf8'))]);
  for (const address of addressesIn(written)) requireAsDeclared(written, address, liveOf);
  if (!project.mayBeStranded) requireNoneStranded(state, objects, calls);
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

/** Every app that chatform made is one of ours, or gone. */
function requireNoneStranded(
  state: State,
  objects: ReadonlyMap<string, LiveObject>,
  calls: readonly Call[],
): void {
  const ours = new Set(state.bindings.values());
  const made = calls.filter(
    ({ actor, action, result }) => actor === 'chatform' && action === 'RegisterApp' && result === 'ok',
  );
  for (const { target } of made)
    if (objects.has(`apps.${target}`) && !ours.has(target))
      throw new Broken(`app ${target} was made and lost`);
}
