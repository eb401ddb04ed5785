/** What both fronts of the served sandbox have: its options, its limits, and faults on the way. */
import type { Context, Hono } from 'hono';
import type { Sandbox } from '../index.ts';
import { type CamHistory, camHistory } from './consistency.ts';
import { answerWith, type ChooseFault, type Silent } from './faults.ts';
import { type Gate, rateGate } from './limits.ts';

export interface ServeOptions {
  readonly sandbox: Sandbox;
  /** The server's own clock, in milliseconds since 1970: the age of signatures, and rate limits. */
  readonly pace: { now(): number; wait(milliseconds: number): Promise<void> };
  /** Whether calls are turned away that come too fast; they are, if left out. */
  readonly limits?: 'real' | 'off';
  /** Seconds until lists of CAM show a write; 0 if left out. */
  readonly consistencyDelay?: number;
  readonly faults?: ChooseFault;
  /** The pages of the console, which are put below `/console`. */
  readonly pages?: Hono;
}

/** What both fronts have. */
export interface Front extends ServeOptions {
  readonly allows: Gate;
  readonly cam: CamHistory;
  /** Answers a call, or lets the fault happen that was chosen for it. `limited`: what it says if that is throttling. */
  send(
    context: Context,
    call: { readonly what: string; readonly isWrite: boolean },
    limited: () => Response,
    answer: () => Promise<Response>,
  ): Promise<Response>;
}

export function frontOf(options: ServeOptions, silent: Silent): Front {
  const { sandbox, pace, limits, consistencyDelay = 0, faults } = options;
  const now = () => pace.now();
  let calls = 0;
  return {
    ...options,
    allows: limits === 'off' ? () => true : rateGate(now),
    cam: camHistory(sandbox.tables, now, consistencyDelay),
    send(context, { what, isWrite }, limited, answer) {
      calls += 1;
      const fault = faults?.({ n: calls, what, isWrite });
      return fault === undefined ? answer() : answerWith(fault, context, silent, limited, answer);
    },
  };
}
