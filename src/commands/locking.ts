/** How the commands that write a state get its lock: at once, or within `--lock-timeout`. */
import type { State } from '../state/state.ts';
import { type Holder, type OpenedState, StateError, StateLocked, type StateStore } from '../state/store.ts';
import { holderOf } from './project.ts';
import { storeAlone } from './store.ts';
import { exitCodes, Failure, type Options, type World } from './world.ts';

const millisecondsBetweenLooks = 1000;

interface Asking {
  readonly command: string;
  readonly id: string;
}

/** Opens a state for writing, as `underLock` does. @throws StateError too */
export function openForWriting(
  store: StateStore,
  asking: Asking,
  initial: () => State,
  options: Pick<Options, 'lockTimeout'>,
  world: World,
): Promise<OpenedState> {
  return underLock(asking, options, world, (holder) => store.open(holder, initial));
}

/**
 * Does what begins with taking the lock. While somebody else holds the lock it is asked for again each second, as long
 * as `--lock-timeout` says; who holds it is told once.
 * @throws StateLocked at the end of that time, Failure when the waiting was interrupted
 */
export async function underLock<T>(
  { command, id }: Asking,
  { lockTimeout = 0 }: Pick<Options, 'lockTimeout'>,
  world: World,
  take: (holder: Holder) => Promise<T>,
): Promise<T> {
  let left = lockTimeout * 1000;
  for (let told = false; ; told = true) {
    try {
      return await take(holderOf(command, id, world));
    } catch (error) {
      if (!(error instanceof StateLocked) || left <= 0) throw error;
      if (!told) world.tell(`${error.message} Waiting for it, at most ${lockTimeout} s.\n`);
    }
    const pause = Math.min(left, millisecondsBetweenLooks);
    await world.wait(pause);
    left -= pause;
    if (world.stopping()) throw new Failure('Interrupted. Nothing was done.', exitCodes.interrupted);
  }
}

const nothingYet = 'There is no state yet: nothing was applied.';

/** The state that is there. @throws Failure */
export async function presentState(store: StateStore): Promise<State> {
  const state = await store.read();
  if (!state) throw new Failure(nothingYet);
  return state;
}

/** Opens the state that there is for a piece of work on it, without its console. @throws Failure, StateLocked */
export async function withState(
  command: string,
  options: Options,
  world: World,
  work: (session: OpenedState, store: StateStore) => Promise<number>,
): Promise<number> {
  const store = await storeAlone(options, world);
  await presentState(store);
  const initial = () => {
    throw new StateError(nothingYet);
  };
  const session = await openForWriting(store, { command, id: world.randomId() }, initial, options, world);
  try {
    return await work(session, store);
  } finally {
    await session.close();
  }
}
