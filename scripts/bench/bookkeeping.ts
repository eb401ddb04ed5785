/**
 * What writing everything down costs an apply whose calls are limited: the same apply to the sandbox in this process,
 * by a real clock, with its state in files and with a state that nobody keeps.
 */
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { Adapter } from '../../src/adapters/adapter.ts';
import { limiter } from '../../src/adapters/tencent/limiter.ts';
import { execute } from '../../src/apply/execute.ts';
import { readLine } from '../../src/commands/line.ts';
import { inputsOf, planSeen } from '../../src/commands/plan.ts';
import { holderOf, loadProject, openProjectSandbox } from '../../src/commands/project.ts';
import { fileStore } from '../../src/state/file.ts';
import { type Entry, emptyState, type State, withEntries } from '../../src/state/state.ts';
import type { StateSession } from '../../src/state/store.ts';
import { version } from '../../src/version.ts';
import { worldIn } from '../../test/support/world.ts';
import type { Sample } from './samples.ts';

/** Takes as long as opening the state, all calls, and closing the state; planning is not in it. */
export async function limitedApply(
  directory: string,
  state: 'in files' | 'not kept',
  callsPerSecond: number,
): Promise<Sample> {
  const { world } = worldIn(directory);
  const line = readLine(['apply'], world.look.columns);
  if (!('given' in line)) throw new Error(line.text);
  const project = loadProject(line.given.options, world);
  const { adapter } = await openProjectSandbox(project, world);
  try {
    const { plan, bookkeeping } = await planSeen(
      project,
      adapter,
      undefined,
      inputsOf(project, line.given.options),
    );
    const initial = () => emptyState('benchmark', project.desired.account, version, 'sandbox');
    const start = performance.now();
    const session =
      state === 'not kept'
        ? unkept(initial())
        : await fileStore({ directory: project.store, version }).open(
            holderOf('apply', 'benchmark', world),
            initial,
          );
    const endings = await execute(plan, {
      adapter: limitedTo(callsPerSecond, adapter),
      session,
      runId: 'benchmark',
      parallelism: line.given.options.parallelism,
      bookkeeping,
      appsBefore: [],
      readBack: async () => undefined,
      report: () => {},
      reveal: project.reveal,
      stopping: world.stopping,
      wait: (milliseconds) => wait(milliseconds),
      random: world.random,
    });
    await session.close();
    const seconds = (performance.now() - start) / 1000;
    const failed = endings.find((one) => one.status !== 'done');
    if (failed) throw new Error(`${failed.change.address}: ${failed.error?.message ?? failed.status}`);
    return { seconds };
  } finally {
    await adapter.close();
  }
}

function limitedTo(perSecond: number, adapter: Adapter): Adapter {
  const pace = { now: () => performance.now(), wait: (milliseconds: number) => wait(milliseconds) };
  const turn = limiter(perSecond, pace);
  const write: Adapter['write'] = async (operation) => {
    await turn();
    return adapter.write(operation);
  };
  return { ...adapter, write };
}

function unkept(start: State): StateSession {
  const entries: Entry[] = [];
  return {
    get state() {
      return withEntries(start, entries);
    },
    append: async (more) => {
      entries.push(...more);
    },
    close: async () => {},
  };
}
