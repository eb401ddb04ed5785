/** What every command that writes begins and ends with: the lock, then the console; and both let go of. */
import type { Adapter } from '../adapters/adapter.ts';
import type { Inputs } from '../model.ts';
import { emptyState, type State } from '../state/state.ts';
import type { StateSession } from '../state/store.ts';
import { version } from '../version.ts';
import { openForWriting } from './locking.ts';
import { consoleNameOf, loadProject, openConsole, type Project } from './project.ts';
import { openStore } from './store.ts';
import type { Options, World } from './world.ts';

export interface Working {
  readonly project: Project;
  readonly adapter: Adapter;
  readonly session: StateSession;
  /** Unique: what is written down is named by it. */
  readonly runId: string;
  /** True when there was no state before. */
  readonly fresh: boolean;
}

/**
 * Loads the project, takes the lock and opens the console for a piece of work. `saved`: the inputs of a plan;
 * `tried`: apps that the console is to take for bound, address → SDKAppID, though the state does not have them yet.
 */
export async function withSession(
  command: string,
  options: Options,
  world: World,
  work: (working: Working) => Promise<number>,
  saved?: Inputs,
  tried: ReadonlyMap<string, string> = new Map(),
): Promise<number> {
  const project = loadProject(options, world, saved && { saved });
  const store = await openStore(project, world);
  const runId = world.randomId();
  let fresh = false;
  const initial = () => {
    fresh = true;
    return emptyState(world.randomId(), project.desired.account, version, consoleNameOf(project));
  };
  const session = await openForWriting(store, { command, id: runId }, initial, options, world);
  try {
    // Not before the lock: the sandbox is read as a whole here, and another command may be at it until then.
    const bindings = new Map([...session.state.bindings, ...tried]);
    return await withConsole(project, world, { ...session.state, bindings }, (adapter) =>
      work({ project, adapter, session, runId, fresh }),
    );
  } finally {
    await session.close();
  }
}

/** Opens the console of a project for a piece of work, and closes it. `state`: which SDKAppIDs the apps have. */
export async function withConsole<T>(
  project: Project,
  world: World,
  state: State | undefined,
  work: (adapter: Adapter) => Promise<T>,
): Promise<T> {
  const adapter = await openConsole(project, world, state);
  try {
    return await work(adapter);
  } finally {
    await adapter.close();
  }
}
