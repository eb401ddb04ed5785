/** Waits until a console shows what was written to it. */
import { Unread } from './read-wire.ts';
import type { Pace } from './wire.ts';

const pollEvery = 2_000; // milliseconds
const longest = 60_000;

/** Until when a reading that begins now waits for what was written before it, in milliseconds since 1970. */
export const patienceOf = (pace: Pace): number => pace.now() + longest;

/**
 * Reads until the answer shows what it has to, at most until the deadline. The last answer comes back, and whether
 * it did. Without anything to show it reads once.
 * @throws Unread when the last reading failed
 */
export async function untilShown<T>(
  pace: Pace,
  deadline: number,
  read: () => Promise<T>,
  shows: ((value: T) => boolean) | undefined,
): Promise<{ readonly value: T; readonly shown: boolean }> {
  if (!shows) return { value: await read(), shown: true };
  for (let left = longest / pollEvery; ; left--) {
    const isLast = left <= 0 || pace.now() + pollEvery > deadline;
    try {
      const value = await read();
      const shown = shows(value);
      if (shown || isLast) return { value, shown };
    } catch (error) {
      if (isLast || !(error instanceof Unread && isNotThere(error.code))) throw error;
    }
    await pace.wait(pollEvery);
  }
}

/** True where CAM answers that it does not know a policy: for a while also of one that it has just made. */
export function isNotThere(code: string): boolean {
  return code === 'InvalidParameter.PolicyIdNotExist' || code === 'ResourceNotFound.PolicyIdNotFound';
}
