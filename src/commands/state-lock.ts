/** `chatform state lock` and `state unlock ID`: who is writing, and a lock that nobody will let go of. */
import { jsonText, printable } from '../printable.ts';
import { type Held, type Holder, StateLocked, type StateStore } from '../state/store.ts';
import { storeAlone } from './store.ts';
import { exitCodes, Failure, type Run, type World } from './world.ts';

export const lock: Run = async ({ options }, world) => {
  const store = await storeAlone(options, world);
  const held = await store.held(world.host);
  if (options.json) world.print(`${jsonText({ locked: held !== undefined, ...held })}\n`);
  else if (!held) world.print(`Nobody holds the lock of the state ${store.location}.\n`);
  else world.print(`${printable(textOf(held, store.location))}\n`);
  return exitCodes.done;
};

function textOf({ holder, process }: Held, location: string): string {
  if (!holder) return `The state ${location} is locked, and its lock cannot be read.`;
  const remedy = {
    running: 'Its process is running on this machine.',
    gone: 'Its process has ended: the next command that writes takes the lock over.',
    unknown: `Its process is not of this machine. Once you know that it has ended: \`chatform state unlock ${holder.id}\`.`,
  };
  return `The state ${location} is locked by ${sentenceOf(holder)}.\n${remedy[process]}`;
}

function sentenceOf({ command, by, pid, host, since, version, id }: Holder): string {
  const person = by === undefined ? '' : ` of ${by}`;
  return `${command}${person} (process ${pid} on ${host}, since ${since}, chatform ${version}, lock ${id})`;
}

export const unlock: Run = async ({ arguments: [id = ''], options }, world) => {
  const store = await storeAlone(options, world);
  const holder = await unlocked(store, id, world);
  if (options.json) world.print(`${jsonText({ unlocked: holder })}\n`);
  else
    world.print(
      printable(
        `The lock was taken away from ${sentenceOf(holder)}. If it still runs, it writes no more to the state; what it does in the console is then recorded nowhere.\n`,
      ),
    );
  return exitCodes.done;
};

async function unlocked(store: StateStore, id: string, world: World): Promise<Holder> {
  try {
    return await store.unlock(id, world.host);
  } catch (error) {
    if (!(error instanceof StateLocked)) throw error;
    throw new Failure(
      `${error.message} That process is running on this machine: end it first. The lock was left as it is.`,
      exitCodes.locked,
    );
  }
}
