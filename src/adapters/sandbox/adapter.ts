/** The sandbox behind the port: operations become calls of its console. */
import type { Adapter, Operation, Outcome, WriteError } from '../adapter.ts';
import type { Answer } from './answer.ts';
import { type Request, requestsFor } from './requests.ts';
import type { Secrets } from './uploads.ts';

/** What goes wrong with a write on demand. `lost`: it happens, and the answer does not come. */
export type Fault = 'throttle' | 'timeout' | 'lost' | 'refuse';

/** Faults for tests. `n` counts the writes from 1. */
export interface Faults {
  readonly write?: (operation: Operation, n: number) => Fault | undefined;
  /** Live addresses of which nothing can be read; `""` is everything. */
  readonly unreadable?: readonly string[];
}

const injected: Readonly<Record<Fault, WriteError>> = {
  throttle: { kind: 'failed', code: 'RequestLimitExceeded', message: 'Too many requests; try again later.' },
  timeout: {
    kind: 'failed',
    code: 'ClientError.ConnectTimeout',
    message: 'The console could not be reached.',
  },
  lost: { kind: 'lost', code: 'ClientError.ResponseTimeout', message: 'The console did not answer in time.' },
  refuse: { kind: 'refused', code: 'UnauthorizedOperation', message: 'The console does not allow it.' },
};

/** Calls one after the other, up to the first refusal. What was carried out before it stays. */
export type CallAll = (requests: readonly Request[], secrets: Secrets | undefined) => Promise<Answer>;

export function sandboxAdapter(
  read: Adapter['read'],
  callAll: CallAll,
  close: Adapter['close'],
  faults: Faults = {},
): Adapter {
  let writes = 0;
  return {
    name: 'sandbox',
    capabilities: { byHand: [], unseen: [] },
    read,
    async write(operation): Promise<Outcome> {
      writes += 1;
      const fault = faults.write?.(operation, writes);
      if (fault !== undefined && fault !== 'lost') return { ok: false, error: injected[fault] };
      const answer = await callAll(requestsFor(operation) ?? [noPage(operation)], operation.secrets);
      return fault === 'lost' ? { ok: false, error: injected.lost } : outcomeOf(answer);
    },
    close,
  };
}

/** A call that the console does not know, so that the log shows what was tried. */
export const noPage = ({ action, kind, segments }: Operation): Request => ({
  action: `${action} ${kind}`,
  request: { segments },
});

function outcomeOf(answer: Answer): Outcome {
  if (answer.ok) return answer;
  return { ok: false, error: { kind: 'refused', ...answer.refused } };
}
