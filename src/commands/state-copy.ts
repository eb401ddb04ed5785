/** `chatform state pull` and `state push FILE`: a whole state as JSON, out and in again. */
import fs from 'node:fs';
import path from 'node:path';
import { jsonText, printable } from '../printable.ts';
import { plural } from '../report/layout.ts';
import { differencesOf } from '../state/differences.ts';
import { lastSeen, noteSeen, regression, type Seen } from '../state/seen.ts';
import { emptyState, type State } from '../state/state.ts';
import type { OpenedState } from '../state/store.ts';
import { readStateText, stateJson } from '../state/text.ts';
import { fileInside, reasonOf } from '../storage/inside.ts';
import { version } from '../version.ts';
import { refusedBy } from './ask.ts';
import { differenceLines } from './differences.ts';
import { openForWriting, presentState } from './locking.ts';
import { storeAlone, storeUnwatched } from './store.ts';
import { exitCodes, Failure, type Options, type Run, type World } from './world.ts';

const mostBytes = 256 * 1024 * 1024;

/** As a backup it is whole: the salted fingerprints of secrets are in it, as in the state itself. */
export const pull: Run = async ({ options }, world) => {
  const state = await presentState(await storeAlone(options, world));
  world.print(`${jsonText(stateJson(state))}\n`);
  return exitCodes.done;
};

export const push: Run = async ({ arguments: [file = ''], options }, world) => {
  const pushed = readPushed(file, world);
  // What comes is watched in place of what is there: a copy is what puts back a state that is lost.
  const { store, seen } = await storeUnwatched(options, world);
  const writer = { command: 'state push', id: world.randomId() };
  let fresh = false;
  const initial = () => {
    fresh = true;
    return emptyState(pushed.lineage, pushed.account, version, pushed.console);
  };
  const session = await openForWriting(store, writer, initial, options, world);
  try {
    const code = await pushIn(session, pushed, { file, fresh, last: lastSeen(seen) }, options, world);
    if (code === exitCodes.done) noteSeen(seen, session.state);
    return code;
  } finally {
    await session.close();
  }
};

/** @throws Failure */
function readPushed(file: string, world: World): State {
  const name = printable(file);
  const found = fileInside(path.resolve(world.cwd, file));
  if ('problem' in found) throw new Failure(`${name}: ${found.problem}.`);
  if (found.size > mostBytes) throw new Failure(`${name} is larger than 256 MiB: it is no state.`);
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(fs.readFileSync(found.real));
  } catch (error) {
    if (error instanceof TypeError) throw new Failure(`${name} is not UTF-8: it is no state.`);
    throw new Failure(`${name}: ${reasonOf(error)}.`);
  }
  const state = readStateText(text);
  if (!('problems' in state)) return state;
  throw new Failure(`${name} cannot be pushed: ${state.problems.join('; ')}. Nothing was written.`);
}

async function pushIn(
  session: OpenedState,
  pushed: State,
  { file, fresh, last }: { readonly file: string; readonly fresh: boolean; readonly last: Seen | undefined },
  options: Options,
  world: World,
): Promise<number> {
  const present = session.state;
  const older = regression(last, pushed);
  const objection =
    (fresh ? undefined : objectionTo(pushed, present)) ??
    (older === undefined ? undefined : `it ${printable(older)}`);
  if (objection !== undefined && !options.force) {
    throw new Failure(
      `${printable(file)} was not pushed: ${objection}. To replace the state all the same, give --force. Nothing was written.`,
    );
  }
  const content = objection === undefined ? withOpenCalls(pushed, present) : pushed;
  const differences = differencesOf(present, content);
  const dropped = [...present.intents.keys()].filter((id) => !content.intents.has(id)).length;
  const kept = content.intents.size - pushed.intents.size;
  const warnings = [
    ...(objection === undefined ? [] : [`Warning: ${objection}.`]),
    ...(dropped === 0
      ? []
      : [`Warning: ${plural(dropped, 'call')} whose outcome is not known would be forgotten.`]),
    ...(kept === 0
      ? []
      : [`${plural(kept, 'call')} of the present state, whose outcome is not known, would stay open.`]),
  ];
  const changes = differenceLines(differences) || '  nothing of what is managed is different\n';
  world.tell(
    `${fresh ? 'There is no state yet. It' : `The state with serial ${present.serial}`} would become that in ${printable(file)}:\n${changes}${warnings.map((line) => `${line}\n`).join('')}`,
  );
  // What is forced is nothing for a script to say yes to.
  if (objection !== undefined || !options.yes) {
    const otherwise = objection === undefined ? 'Give --yes.' : 'With --force a person has to say yes.';
    const code = await refusedBy(world, 'Replace the state?', { otherwise, undone: 'Nothing was pushed.' });
    if (code !== undefined) return code;
  }
  await session.replace(content);
  const { serial, lineage } = session.state;
  if (options.json) world.print(`${jsonText({ pushed: serial, lineage, changes: differences })}\n`);
  else {
    const before = fresh ? '' : `; serial ${present.serial} is kept`;
    world.print(`Pushed as serial ${serial}${before}. \`chatform plan\` shows what differs now.\n`);
  }
  return exitCodes.done;
}

/** Why a state is no later version of the present one; undefined when it is one. */
function objectionTo(pushed: State, present: State): string | undefined {
  if (pushed.lineage !== present.lineage)
    return `it is of lineage ${printable(pushed.lineage)}, and the state is of lineage ${present.lineage}: they are no versions of each other`;
  if (pushed.account !== present.account)
    return `it is of account ${printable(pushed.account)}, and the state is of account ${present.account}`;
  if (pushed.console !== present.console)
    return `it is about ${pushed.console ?? 'an unnamed console'}, and the state is about ${present.console ?? 'an unnamed console'}`;
  if (pushed.serial < present.serial)
    return `it has serial ${pushed.serial}, and the state has ${present.serial} already: what was written since would be lost`;
  return undefined;
}

/** What was asked of the console and not settled is not forgotten by a file that does not know of it. */
function withOpenCalls(pushed: State, present: State): State {
  return { ...pushed, intents: new Map([...present.intents, ...pushed.intents]) };
}
