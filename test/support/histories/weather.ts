/** What goes wrong between chatform and its sandbox, and what was asked of the sandbox meanwhile. */
import type { Operation, Outcome, WriteError } from '../../../src/adapters/adapter.ts';
import type { openSandbox as open } from '../../../src/adapters/sandbox/index.ts';

/** `lost`: it happens, and the answer does not come; `unheard`: it does not happen, and looks the same. */
export const mishaps = ['throttle', 'timeout', 'refuse', 'lost', 'unheard'] as const;
export type Mishap = (typeof mishaps)[number];

const errors: Readonly<Record<Mishap, WriteError>> = {
  throttle: { kind: 'failed', code: 'RequestLimitExceeded', message: 'Too many requests; try again later.' },
  timeout: { kind: 'failed', code: 'ClientError.ConnectTimeout', message: 'It could not be reached.' },
  refuse: { kind: 'refused', code: 'UnauthorizedOperation', message: 'The console does not allow it.' },
  lost: { kind: 'lost', code: 'ClientError.ResponseTimeout', message: 'It did not answer in time.' },
  unheard: { kind: 'lost', code: 'ClientError.ResponseTimeout', message: 'It did not answer in time.' },
};

/** What goes wrong now, and what was asked for. */
export interface Weather {
  /** The mishap of the n-th write, from 0. */
  mishaps: readonly (Mishap | undefined)[];
  /** Live addresses of which nothing can be read. */
  unreadable: readonly string[];
  /** What was asked for so far, whatever came of it. */
  asked: Operation[];
}

/** The weather of this process. */
export const weather: Weather = { mishaps: [], unreadable: [], asked: [] };

/** The given way to open a sandbox, in this weather. */
export function inWeather(openSandbox: typeof open): typeof open {
  return async (options) => {
    const { unreadable } = weather;
    const sandbox = await openSandbox({
      ...options,
      ...(unreadable.length > 0 && { faults: { unreadable } }),
    });
    const write = async (operation: Operation): Promise<Outcome> => {
      const mishap = weather.mishaps[weather.asked.length];
      weather.asked.push(operation);
      const outcome =
        mishap === undefined || mishap === 'lost' ? await sandbox.adapter.write(operation) : undefined;
      return mishap === undefined && outcome ? outcome : { ok: false, error: errors[mishap ?? 'unheard'] };
    };
    return { ...sandbox, adapter: { ...sandbox.adapter, write } };
  };
}
