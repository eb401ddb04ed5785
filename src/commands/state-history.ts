/** `chatform state history` and `state restore SERIAL`: the states that are kept, and back to one of them. */
import { jsonText, printable } from '../printable.ts';
import { plural, tableText } from '../report/layout.ts';
import { type Differences, differencesOf, isSame } from '../state/differences.ts';
import type { State } from '../state/state.ts';
import { type Generation, type OpenedState, StateDamaged, type StateStore } from '../state/store.ts';
import { refusedBy } from './ask.ts';
import { differenceLines } from './differences.ts';
import { presentState, underLock, withState } from './locking.ts';
import { storeAlone } from './store.ts';
import { exitCodes, Failure, type Options, type Run, type World } from './world.ts';

export const history: Run = async ({ options }, world) => {
  const found = await (await storeAlone(options, world)).history();
  if (options.json) world.print(`${jsonText({ generations: found })}\n`);
  else if (found.length === 0) world.tell('There is no state yet: nothing was applied.\n');
  else world.print(tableOf(found));
  return exitCodes.done;
};

function tableOf(found: readonly Generation[]): string {
  const rows = found.map((one) => [
    String(one.serial),
    one.at,
    one.problem === undefined ? (one.writer?.command ?? (one.run ? 'apply' : '-')) : 'unreadable',
    one.problem ?? resultOf(one),
    whoOf(one),
    sizeOf(one),
  ]);
  return tableText([['serial', 'when', 'written by', 'result', 'who', 'size'], ...rows]);
}

function resultOf({ run }: Generation): string {
  if (!run) return '-';
  const { outcome, added, changed, destroyed, failed } = run;
  return `${outcome}: ${added} added, ${changed} changed, ${destroyed} destroyed, ${failed} failed`;
}

function whoOf({ writer }: Generation): string {
  if (!writer) return '-';
  return writer.by === undefined ? writer.host : `${writer.by} on ${writer.host}`;
}

function sizeOf({ bytes, resources, isPresent }: Generation): string {
  const what = resources === undefined ? '' : `${plural(resources, 'resource')}, `;
  return `${what}${bytes} bytes${isPresent ? ' (present)' : ''}`;
}

export const restore: Run = async ({ arguments: [word = ''], options }, world) => {
  if (!/^\d{1,15}$/.test(word))
    throw new Failure(
      `"${printable(word)}" is no serial: \`chatform state history\` lists them.`,
      exitCodes.usage,
    );
  const serial = Number(word);
  const store = await storeAlone(options, world);
  const damage = await damageOf(store);
  if (damage) return mend(damage, store, serial, options, world);
  if (options.check) {
    const present = await presentState(store);
    const change = changeOf(present, await keptState(store, serial));
    if (options.json) world.print(`${jsonText({ restored: null, ...jsonOf(change, serial) })}\n`);
    else world.print(textOf(change, present, serial));
    return exitCodes.done;
  }
  return withState('state restore', options, world, (session) =>
    restoreIn(session, store, serial, options, world),
  );
};

/** What is wrong with the present state, where a kept one can be put in its place. */
async function damageOf(store: StateStore): Promise<StateDamaged | undefined> {
  try {
    await store.read();
    return undefined;
  } catch (error) {
    if (store.mend && error instanceof StateDamaged) return error;
    throw error;
  }
}

/** Puts a kept state in the place of a damaged or missing one, which nothing can be compared with. */
async function mend(
  damage: StateDamaged,
  store: StateStore,
  serial: number,
  options: Options,
  world: World,
): Promise<number> {
  const text = (kept: State) => `${printable(damage.message)}\n${keptText(kept, serial)}`;
  if (options.check) {
    const kept = await keptState(store, serial);
    if (options.json) world.print(`${jsonText({ restored: null, damage: damage.message })}\n`);
    else world.print(text(kept));
    return exitCodes.done;
  }
  await keptState(store, serial);
  let refused: number | undefined;
  const consent = async (kept: State) => {
    world.tell(text(kept));
    refused = options.yes ? undefined : await refusedBy(world, 'Restore it?', question);
    return refused === undefined;
  };
  const writer = { command: 'state restore', id: world.randomId() };
  const mended = await underLock(writer, options, world, async (holder) =>
    store.mend?.(serial, holder, consent),
  );
  if (!mended) return refused ?? exitCodes.error;
  const { aside } = mended;
  if (options.json) world.print(`${jsonText({ restored: mended.serial, damage: damage.message, aside })}\n`);
  else {
    const where = aside.length === 0 ? '' : ` What was damaged is in ${printable(aside.join(' and '))}.`;
    world.print(
      `Restored serial ${serial} as serial ${mended.serial}.${where} The console is as it was: \`chatform plan\` shows what differs now.\n`,
    );
  }
  return exitCodes.done;
}

function keptText({ bindings, records, confirmations, runs }: State, serial: number): string {
  const last = runs.at(-1)?.finishedAt;
  const counts = [
    plural(bindings.size, 'app'),
    plural(records.size, 'resource'),
    plural(confirmations.size, 'confirmation'),
  ].join(', ');
  return `The state would become what it was with serial ${serial}: ${counts}${last === undefined ? '' : `, last applied ${last}`}.
  What was done since is forgotten, and so is which calls were under way: an app that was created since is not found again by itself.
`;
}

const question = { otherwise: 'Give --yes.', undone: 'Nothing was restored.' };

/** @throws Failure */
async function keptState(store: StateStore, serial: number): Promise<State> {
  const found = await store.generation(serial);
  if (found) return found;
  const kept = (await store.history()).map((one) => one.serial);
  const others = kept.length === 0 ? 'none is' : `there are ${kept.join(', ')}`;
  throw new Failure(`No state with serial ${serial} is kept; ${others}.`);
}

interface Restoring {
  /** What is written; its serial is given by the session. */
  readonly content: State;
  readonly differences: Differences;
  /** IDs of the calls of the present state that stay open. */
  readonly open: readonly string[];
  /** Of another lineage, account or console. */
  readonly isOther: boolean;
}

/**
 * The kept state with what must not be forgotten of the present one: the runs and their undoing, and the calls whose outcome is not
 * known. Those of another lineage, account or console are about something else.
 */
function changeOf(present: State, kept: State): Restoring {
  const differences = differencesOf(present, kept);
  if (isAboutOther(present, kept)) return { content: kept, differences, open: [], isOther: true };
  const intents = new Map([...kept.intents, ...present.intents]);
  const content = { ...kept, intents, runs: present.runs, undos: present.undos };
  return { content, differences, open: [...present.intents.keys()], isOther: false };
}

function isAboutOther(present: State, kept: State): boolean {
  // A state of before it was written down may be about either console.
  const sameConsole = kept.console === undefined || kept.console === present.console;
  return present.lineage !== kept.lineage || present.account !== kept.account || !sameConsole;
}

function jsonOf({ differences, open, isOther }: Restoring, from: number): object {
  return { from, isOther, openCalls: open.length, changes: differences };
}

function textOf({ differences, open, isOther }: Restoring, present: State, serial: number): string {
  const changes = isSame(differences)
    ? '  nothing of what is managed is different\n'
    : differenceLines(differences);
  const other = isOther
    ? '  It is of another lineage, account or console: nothing of the present state is kept in it.\n'
    : '';
  const calls =
    open.length === 0
      ? ''
      : `  ${plural(open.length, 'call')} of the present state, whose outcome is not known, ${open.length === 1 ? 'stays' : 'stay'} open: the next apply settles ${open.length === 1 ? 'it' : 'them'}.\n`;
  return `The state with serial ${present.serial} would become what it was with serial ${serial}:\n${changes}${other}${calls}`;
}

async function restoreIn(
  session: OpenedState,
  store: StateStore,
  serial: number,
  options: Options,
  world: World,
): Promise<number> {
  const present = session.state;
  const change = changeOf(present, await keptState(store, serial));
  if (isSame(change.differences) && !change.isOther) {
    if (options.json) world.print(`${jsonText({ restored: null, ...jsonOf(change, serial) })}\n`);
    else world.print(`The state already says what it said with serial ${serial}: nothing was written.\n`);
    return exitCodes.done;
  }
  world.tell(textOf(change, present, serial));
  if (!options.yes) {
    const code = await refusedBy(world, 'Restore it?', question);
    if (code !== undefined) return code;
  }
  await session.replace(change.content);
  const restored = session.state.serial;
  if (options.json) world.print(`${jsonText({ restored, ...jsonOf(change, serial) })}\n`);
  else
    world.print(
      `Restored serial ${serial} as serial ${restored}; serial ${present.serial} is kept. The console is as it was: \`chatform plan\` shows what differs now.\n`,
    );
  return exitCodes.done;
}
