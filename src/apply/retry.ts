/** Calls that were turned away for now are tried again, with full jitter. */
import type { Adapter, Operation, Outcome } from '../adapters/adapter.ts';

/** What waiting and chance are, handed in. */
export interface Patience {
  /** Resolves after so many milliseconds, or once somebody wants this to end. */
  readonly wait: (milliseconds: number) => Promise<void>;
  /** From 0 to 1, 1 left out. */
  readonly random: () => number;
  /** True: somebody wants this to end; nothing is tried again. */
  readonly stopping: () => boolean;
}

const maxTries = 6;
const firstDelay = 500;
const longestDelay = 20_000;

/** By the start of the code: what says "later", and not "no". */
const transient = [
  'RequestLimitExceeded',
  'ResourceInUse',
  'ResourceUnavailable',
  'InternalError',
  'ClientError.ConnectTimeout',
  'ClientError.NetworkError',
];

/** Writes, and writes again while the console says that it is busy. A lost answer is never tried again here. */
export async function writePatiently(
  adapter: Adapter,
  operation: Operation,
  patience: Patience,
): Promise<Outcome> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await adapter.write(operation);
    if (outcome.ok || outcome.error.kind !== 'failed' || attempt === maxTries) return outcome;
    const { code } = outcome.error;
    if (!transient.some((start) => code === start || code.startsWith(`${start}.`))) return outcome;
    if (patience.stopping()) return outcome;
    await patience.wait(patience.random() * Math.min(longestDelay, firstDelay * 2 ** (attempt - 1)));
    if (patience.stopping()) return outcome;
  }
}
