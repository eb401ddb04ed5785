import type { World } from '../../src/commands/world.ts';
import { plain } from '../../src/report/layout.ts';
import { randomFrom } from './random.ts';

/** The clock of `worldIn`: it stands still. */
export const fixedNow = '2026-03-01T08:00:00Z';

export interface RecordedWorld {
  readonly world: World;
  /** What was printed on standard output so far. */
  readonly out: () => string;
  /** What was told on standard error so far. */
  readonly err: () => string;
}

/**
 * A world for `main(argv, world)` in this process: the files of `directory` are real, all else is fixed.
 * The environment is empty, nobody answers questions, waiting takes no time, and IDs are counted.
 */
export function worldIn(directory: string, overrides: Partial<World> = {}): RecordedWorld {
  let out = '';
  let err = '';
  let ids = 0;
  const look = { paint: plain, columns: 100 };
  const world: World = {
    cwd: directory,
    env: {},
    host: 'build-host',
    pid: 4242,
    now: () => fixedNow,
    time: () => Date.parse(fixedNow),
    randomId: () => {
      ids += 1;
      return `id-${String(ids).padStart(4, '0')}`;
    },
    random: randomFrom(1),
    wait: () => Promise.resolve(),
    print: (text) => {
      out += text;
    },
    printAll: async (pieces) => {
      for (const piece of pieces) world.print(piece);
    },
    tell: (text) => {
      err += text;
    },
    look,
    errorLook: look,
    progress: () => {},
    ask: () => Promise.resolve(undefined),
    askSecret: () => Promise.resolve(undefined),
    input: () => Promise.resolve(''),
    stopping: () => false,
    untilStopped: () => new Promise(() => {}),
    untilGivenUp: () => new Promise(() => {}),
    ...overrides,
  };
  return { world, out: () => out, err: () => err };
}
