/** Calls that read are tried again by themselves while what went wrong may pass; calls that write never are. */
import type { Trouble } from './transport.ts';
import type { Pace, Reply, WireMap } from './wire.ts';

/** One try. */
export type Tried =
  | { readonly ok: true; readonly body: WireMap }
  | { readonly ok: false; readonly error: Trouble };

const maxTries = 6;
const firstDelay = 500;
const longestDelay = 20_000;

/**
 * Tries a call, with full jitter in between if it reads. Nothing that only reads is ever `lost`: it failed. `tell` hears
 * of each try that goes on.
 */
export async function carryOut(
  reads: boolean,
  attempt: () => Promise<Tried>,
  pace: Pick<Pace, 'wait' | 'random'>,
  tell?: (text: string) => void,
): Promise<Reply> {
  for (let tries = 1; ; tries++) {
    const tried = await attempt();
    if (tried.ok) return tried;
    if (!reads || !tried.error.passing || tries === maxTries) return ended(tried.error, reads);
    tell?.(`${tried.error.message}; trying again (${tries + 1} of ${maxTries})`);
    await pace.wait(pace.random() * Math.min(longestDelay, firstDelay * 2 ** (tries - 1)));
  }
}

/** How a call that is not tried again ended. */
export function ended({ passing: _, ...error }: Trouble, reads: boolean): Reply {
  return { ok: false, error: reads && error.kind === 'lost' ? { ...error, kind: 'failed' } : error };
}
