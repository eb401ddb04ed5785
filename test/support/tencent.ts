/** Tencent Cloud for tests: the sandbox behind its wire formats, and the adapter that speaks them. */
import { onTestFinished } from 'vitest';
import type { Adapter, Operation, Outcome } from '../../src/adapters/adapter.ts';
import type { Sandbox } from '../../src/adapters/sandbox/index.ts';
import { ConnectionLost } from '../../src/adapters/sandbox/serve/faults.ts';
import { appKeyOf, keysOf } from '../../src/adapters/sandbox/serve/keys.ts';
import { type ServeOptions, serveApp, serveSandbox } from '../../src/adapters/sandbox/serve/server.ts';
import { openClients } from '../../src/adapters/tencent/clients.ts';
import { openTencent } from '../../src/adapters/tencent/index.ts';
import type { Pace } from '../../src/adapters/tencent/wire.ts';
import { createUserSig } from '../../src/usersig/create.ts';
import { randomFrom } from './random.ts';

const account = '100000000001';

/** A clock that begins now and goes on by as much as is waited for: nobody waits for real. */
export function quickPace(seed = 1): Pace {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    wait: async (milliseconds) => {
      ahead += milliseconds;
    },
    random: randomFrom(seed),
  };
}

export interface Setting extends Partial<Omit<ServeOptions, 'sandbox'>> {
  readonly clock?: Pace;
  /** False: calls go to the server's function, and no socket is opened. */
  readonly sockets?: boolean;
  readonly timeout?: number;
  /** Looks at each answer; only without sockets. */
  readonly seen?: (answer: string) => void;
}

/** The adapter over a sandbox that is served, with keys that are right. */
export async function tencentOver(sandbox: Sandbox, setting: Setting = {}): Promise<Adapter> {
  const { clock: pace = quickPace(), sockets = true, timeout, seen, ...options } = setting;
  const served = { limits: 'off' as const, ...options, sandbox, pace };
  if (!sockets) {
    return adapterAt('http://127.0.0.1', pace, directly(serveApp(served), seen), timeout);
  }
  const server = await serveSandbox({ ...served, host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close());
  return adapterAt(server.url, pace, fetch, timeout);
}

/** Calls without a socket. Of the connections that break, every second one looks as if time had run out. */
function directly(app: ReturnType<typeof serveApp>, seen: Setting['seen']): typeof fetch {
  let broken = 0;
  return async (input, init) => {
    try {
      const answer = await app.fetch(new Request(input, init));
      seen?.(await answer.clone().text());
      return answer;
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      broken += 1;
      if (broken % 2 === 0) throw new DOMException('The operation timed out.', 'TimeoutError');
      throw new TypeError('fetch failed', { cause: Object.assign(error, { code: 'ECONNRESET' }) });
    }
  };
}

function adapterAt(endpoint: string, pace: Pace, send: typeof fetch, timeout: number | undefined): Adapter {
  const { cloud, chat } = openClients({
    credentials: keysOf(account),
    site: 'international',
    endpoint,
    identityOf: (sdkAppId) => ({
      admin: 'administrator',
      key: new TextEncoder().encode(appKeyOf(account, sdkAppId)),
      origin: endpoint,
    }),
    sign: createUserSig,
    fetch: send,
    pace,
    ...(timeout !== undefined && { timeout }),
  });
  return openTencent({
    account,
    cloud,
    chat,
    chatProblem: () => undefined,
    adminOf: () => 'administrator',
    pace,
  });
}

/** What a person does in the console of a sandbox. */
export function personAt(sandbox: Sandbox): (operation: Operation) => Promise<Outcome> {
  return async (operation) => {
    const answer = await sandbox.perform(operation);
    return answer.ok ? answer : { ok: false, error: { kind: 'refused', ...answer.refused } };
  };
}
