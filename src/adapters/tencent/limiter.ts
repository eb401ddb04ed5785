/** How often calls may start: evenly, first come, first served, and never more in a second than a limit allows. */
import type { Pace } from './wire.ts';

/** Resolves when the next call may start. */
export type Turn = () => Promise<void>;

/**
 * How much further apart calls start than the limit asks. A server counts by its own second, and calls that
 * left evenly arrive a little less so: 8 % keeps a second at the limit where the last of its calls overtakes
 * the time of the first by up to 60 ms.
 */
const margin = 1.08;

/** Milliseconds that a call which started late (timers are) lets the next ones catch up. */
const slack = 20;

/** Turns at most so many times a second. */
export function limiter(perSecond: number, pace: Pick<Pace, 'now' | 'wait'>): Turn {
  const interval = (1000 / perSecond) * margin;
  let due = Number.NEGATIVE_INFINITY;
  let last: Promise<void> = Promise.resolve();
  const next = async () => {
    const now = pace.now();
    // Never later than one interval from now: the clock may have been set back.
    due = Math.min(Math.max(due + interval, now - slack), now + interval);
    if (due > now) await pace.wait(due - now);
  };
  return () => {
    last = last.then(next, next);
    return last;
  };
}

/** Turns by the name of what has a limit of its own. */
export function limiters(
  pace: Pick<Pace, 'now' | 'wait'>,
): (name: string, perSecond: number) => Promise<void> {
  const turns = new Map<string, Turn>();
  return (name, perSecond) => {
    let turn = turns.get(name);
    if (!turn) {
      turn = limiter(perSecond, pace);
      turns.set(name, turn);
    }
    return turn();
  };
}
