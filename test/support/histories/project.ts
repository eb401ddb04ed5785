/** A project in a folder of its own: what is declared, and what there is of state and console. */
import fs from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { type Call, openSandbox, type Sandbox } from '../../../src/adapters/sandbox/index.ts';
import { parseAddress } from '../../../src/address.ts';
import { kindAt } from '../../../src/catalog/index.ts';
import type { JsonMap } from '../../../src/json.ts';
import type { LiveObject } from '../../../src/model.ts';
import { fileStore } from '../../../src/state/file.ts';
import type { State } from '../../../src/state/state.ts';
import { stateJson } from '../../../src/state/text.ts';
import { fixedNow } from '../world.ts';
import type { Mortal } from './death.ts';
import { account, type Declared, declaredIn, filesOf } from './declared.ts';
import { weather } from './weather.ts';

/** A history that came to something that must not be: all that was done, and what is wrong. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** How often what happened, over all histories of a process. */
export const tally: Record<string, number> = {};
/** Counts one more. */
export const count = (what: string) => {
  tally[what] = (tally[what] ?? 0) + 1;
};

/** A project on its way through a history. */
export interface Project {
  readonly directory: string;
  readonly store: string;
  readonly mortal: Mortal;
  readonly lines: string[];
  declared: Declared;
  /** The state after the last command: nothing else writes it. */
  state: State | undefined;
  /** How many calls the sandbox had seen by then. */
  calls: number;
  hasPlan: boolean;
  /** SDKAppIDs that were ours once. */
  readonly bound: Set<string>;
  /** Whether an app that was made may never have become ours: another one has had its name. */
  mayBeStranded: boolean;
}

/** Nothing goes wrong from now on. */
export function calm(): void {
  Object.assign(weather, { mishaps: [], unreadable: [], asked: [] });
}

/** Puts what is declared into the files of the configuration. */
export function write(project: Project): void {
  const { directory, declared } = project;
  // One that a killed run made may be left alone before it was ever ours.
  if (declared.removed.some(({ address, destroy }) => !destroy && isApp(address)))
    project.mayBeStranded = true;
  for (const name of yamlIn(directory)) fs.rmSync(path.join(directory, name));
  fs.mkdirSync(path.join(directory, 'apps'), { recursive: true });
  for (const [name, text] of filesOf(declared)) fs.writeFileSync(path.join(directory, name), text);
}

const isApp = (address: string) => kindAt(parseAddress(address) ?? [])?.name === 'app';

const yamlIn = (directory: string) =>
  fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml') && !name.startsWith('.'));

/** Takes what the files declare, which an import has changed, for what is declared. */
export function readAgain(project: Project): void {
  project.declared = writtenIn(project.directory);
}

/** What the files of a folder declare. */
export function writtenIn(directory: string): Declared {
  return declaredIn(
    yamlIn(directory).map((name) => parse(fs.readFileSync(path.join(directory, name), 'utf8'))),
  );
}

/** The state on disk, with what a killed run left. */
export const stateOf = ({ store }: Project): Promise<State | undefined> =>
  fileStore({ directory: store, version: '0.1.0' }).read();

/** A state as plain JSON, to be compared. */
export const plainOf = (state: State): JsonMap => JSON.parse(JSON.stringify(stateJson(state))) as JsonMap;

/** Looks into the sandbox, or does something in it, as nobody's command. */
export async function withSandbox<T>(
  { store }: Project,
  work: (sandbox: Sandbox) => Promise<T> | T,
): Promise<T> {
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

/** All that was ever asked of the sandbox. */
export const callsOf = (project: Project): Promise<Call[]> =>
  withSandbox(project, (sandbox) => sandbox.log());

/** All that there is, by live address. */
export async function objectsOf(sandbox: Sandbox): Promise<ReadonlyMap<string, LiveObject>> {
  const apps = sandbox.status().apps.map(({ sdkAppId }) => sdkAppId);
  return (await sandbox.adapter.read({ apps })).objects;
}
