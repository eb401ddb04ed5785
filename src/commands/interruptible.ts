/**
 * A console that is waited for only as long as somebody wants it. Once a run is to stop, what is read is not worth
 * waiting for; a write that is under way has until it is given up, and counts as lost then: its intent stays open.
 */
import type { Adapter, Outcome } from '../adapters/adapter.ts';
import { exitCodes, Failure, type World } from './world.ts';

/** Somebody asked to stop before it was known what there is to do. */
export class Interrupted extends Failure {
  constructor() {
    super('Interrupted. Nothing was done.', exitCodes.interrupted);
  }
}

const lost: Outcome = {
  ok: false,
  error: {
    kind: 'lost',
    code: 'ClientError.Interrupted',
    message: 'the run was stopped before the console answered',
  },
};

export function interruptible(
  adapter: Adapter,
  { untilStopped, untilGivenUp }: Pick<World, 'untilStopped' | 'untilGivenUp'>,
): Adapter {
  const beforeStop = before(untilStopped());
  const beforeGivenUp = before(untilGivenUp());
  const interrupted = () => Promise.reject(new Interrupted());
  const { probe } = adapter;
  return {
    ...adapter,
    read: (scope) => beforeStop(() => adapter.read(scope), interrupted),
    write: (operation) =>
      beforeGivenUp(
        () => adapter.write(operation),
        () => Promise.resolve(lost),
      ),
    ...(probe && { probe: (claims) => beforeStop(() => probe(claims), interrupted) }),
    close: () =>
      beforeGivenUp(
        () => adapter.close(),
        () => Promise.resolve(),
      ),
  };
}

/** What is interrupted is undefined, where that is an answer too. */
export async function unlessInterrupted<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Interrupted) return undefined;
    throw error;
  }
}

/** Work that ends with `otherwise` once `end` has come. One subscription for all of it: a run makes many calls. */
function before(end: Promise<void>): <T>(work: () => Promise<T>, otherwise: () => Promise<T>) => Promise<T> {
  const underWay = new Set<() => void>();
  let hasEnded = false;
  void end.then(() => {
    hasEnded = true;
    for (const stop of underWay) stop();
  });
  return async (work, otherwise) => {
    if (hasEnded) return otherwise();
    let stop = () => {};
    const ended = new Promise<void>((resolve) => {
      stop = resolve;
    });
    underWay.add(stop);
    try {
      return await Promise.race([work(), ended.then(otherwise)]);
    } finally {
      underWay.delete(stop);
    }
  };
}
