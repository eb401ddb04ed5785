/** What goes wrong on the way, on demand: so that clients can be held to what they do about it. */
import { createHash } from 'node:crypto';

/**
 * `throttle`: too many requests. `error-500`, `html`: a gateway answers, with status 500 or with a page in place
 * of JSON. `reset-before`: the connection breaks. Of these nothing has happened. `reset-after`, `half-answer`,
 * `timeout-after`: it has happened, and the answer is lost, cut in half, or never comes.
 */
export const wireFaults = [
  'throttle',
  'error-500',
  'html',
  'reset-before',
  'reset-after',
  'half-answer',
  'timeout-after',
] as const;
export type WireFault = (typeof wireFaults)[number];

/** A call as a fault is chosen for it. */
export interface FaultyCall {
  /** Calls are counted from 1, over both fronts. */
  readonly n: number;
  /** `cam CreatePolicy`, or `chat group_open_http_svc/create_group`. */
  readonly what: string;
  readonly isWrite: boolean;
}

export type ChooseFault = (call: FaultyCall) => WireFault | undefined;

/**
 * A fault in so many of the calls, `rate` being 0 to 1: the same calls of the same seed always get the same ones.
 * None is `timeout-after`, for which a client would have to wait.
 */
export function randomFaults(rate: number, seed: number): ChooseFault {
  const kinds = wireFaults.filter((fault) => fault !== 'timeout-after');
  return ({ n }) => {
    const digest = createHash('sha256').update(`${seed} ${n}`).digest();
    if (digest.readUInt32BE(0) / 2 ** 32 >= rate) return undefined;
    return kinds[digest.readUInt32BE(4) % kinds.length];
  };
}
