/** What has to hold of every command, whatever went wrong in it. */
import fs from 'node:fs';
import path from 'node:path';
import type { Operation } from '../../../src/adapters/adapter.ts';
import { formatAddress, parseAddress } from '../../../src/address.ts';
import { attributeAt, kindAt } from '../../../src/catalog/index.ts';
import { exitCodes, type World } from '../../../src/commands/world.ts';
import { at, equal, isMap, type JsonMap } from '../../../src/json.ts';
import type { State } from '../../../src/state/state.ts';
import { readStateText, stateJson } from '../../../src/state/text.ts';
import { chatform, type Ended } from '../../commands/chatform.ts';
import { type Declared, leavesOf, refers, valueAt } from './declared.ts';
import { Broken, count, objectsOf, type Project, plainOf, withSandbox, writtenIn } from './project.ts';

/** A command ends with a code of the table and a sentence, and with no trace of a bug. */
export function requireSentence({ code, err, out }: Ended, thrown: unknown): void {
  if (thrown !== undefined) throw thrown;
  if (!(Object.values(exitCodes) as number[]).includes(code)) throw new Broken(`exit code ${code}`);
  if (/\n\s+at .*:\d+|This is a bug|undefined|\[object/.test(err + out))
    throw new Broken(`said: ${err}${out}`);
}

/** A state is whole, is the same as a text, and has a new serial with every writing. */
export function requireSound(before: State | undefined, after: State | undefined): void {
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

/** An app stays ours until it is gone, or is said to be left alone. */
export async function requireNoneLeft(
  project: Project,
  before: State | undefined,
  after: State | undefined,
): Promise<void> {
  const still = new Set(after?.bindings.values());
  const left = [...(before?.bindings ?? [])].filter(([, id]) => !still.has(id));
  if (left.length === 0) return;
  const { removed, moved } = project.declared;
  const there = await withSandbox(project, objectsOf);
  for (const [address, id] of left) {
    const names = [address, ...moved.filter(({ from }) => from === address).map(({ to }) => to)];
    const isLeftAlone = removed.some((one) => !one.destroy && names.includes(one.address));
    if (!isLeftAlone && there.has(`apps.${id}`)) throw new Broken(`${address} is not app ${id} any more`);
  }
}

/** Everything that is written is declared, and what is deleted is not. */
export function requireWanted(
  { declared, directory }: Project,
  operation: Operation,
  states: readonly (State | undefined)[],
): void {
  const { action, segments, patch } = operation;
  const written = writtenIn(directory);
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
/** Equality in which the order of a list does not count. */
export const same = (a: unknown, b: unknown): boolean => equal(sorted(a), sorted(b));

/** What the last plan left for this one makes no difference to what it says. */
export async function requireSamePlan({ directory, store }: Project, env: World['env']): Promise<void> {
  const cache = path.join(store, 'plan.cache');
  const kept = () => (fs.existsSync(cache) ? fs.readFileSync(cache, 'utf8') : undefined);
  const before = kept();
  const quickly = await chatform(directory, 'plan --json', { env });
  const left = kept();
  if (before !== undefined && before === left) count('plan that leaves apps out');
  fs.rmSync(cache, { force: true });
  const thoroughly = await chatform(directory, 'plan --json', { env });
  if (!equal({ ...quickly }, { ...thoroughly }))
    throw new Broken(`two plans differ:\n${JSON.stringify(quickly)}\n${JSON.stringify(thoroughly)}`);
  // What is kept grows from plan to plan, and may be of configurations that there were some plans ago.
  if (left !== undefined) fs.writeFileSync(cache, left);
}
