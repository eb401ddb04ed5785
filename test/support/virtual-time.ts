/** A clock that stands still while there is something to do, and jumps to the next timer when there is not. */
import { randomFrom } from './random.ts';

export interface VirtualTime {
  /** Milliseconds since 1970; begins at 2023-11-14T22:13:20Z. */
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** The same row of numbers for the same seed. */
  readonly random: () => number;
  /** Lets time pass until the work is done, and hands on what came of it. */
  readonly run: <T>(work: Promise<T>) => Promise<T>;
}

/**
 * Time for tests of what waits. Timers of the same moment go off in the order in which they were set. Work on
 * real sockets may be under way too: it does not hold the clock, so let no timer race with it.
 */
export function virtualTime(seed = 1): VirtualTime {
  let now = 1_700_000_000_000;
  const timers: { readonly at: number; readonly ring: () => void }[] = [];
  const wait = (milliseconds: number) =>
    new Promise<void>((ring) => {
      const at = now + Math.max(0, milliseconds);
      const place = timers.findLastIndex((timer) => timer.at <= at) + 1;
      timers.splice(place, 0, { at, ring });
    });
  const run = async <T>(work: Promise<T>): Promise<T> => {
    let over = false;
    const end = () => {
      over = true;
    };
    work.then(end, end);
    for (;;) {
      await everythingElse();
      if (over) return work;
      const next = timers.shift();
      if (next) {
        now = next.at;
        next.ring();
      }
    }
  };
  return { now: () => now, wait, random: randomFrom(seed), run };
}

/** All promises that can be settled now are, before this is. */
function everythingElse(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
