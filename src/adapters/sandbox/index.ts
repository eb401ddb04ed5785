/** The sandbox: Tencent Cloud Chat's console, on this machine. Nothing of it leaves the folder. */
import type { JsonMap } from '../../json.ts';
import type { Adapter, Operation } from '../adapter.ts';
import { type Faults, noPage, sandboxAdapter } from './adapter.ts';
import type { Answer } from './answer.ts';
import { type Actor, listApps, statusOf } from './app.ts';
import { moment } from './clock.ts';
import { type Call, call, type Entry, lastSeq, readLog } from './console.ts';
import { readLive } from './read.ts';
import { type Request, requestsFor } from './requests.ts';
import type { Serving } from './served.ts';
import { hasStore, OtherAccount, openStore, removeStore, SandboxError, ServedElsewhere } from './store.ts';
import { count, meta, type Tables, tablesOnceOpened } from './tables.ts';
import { type Secrets, withUploads } from './uploads.ts';

export type { Answer, Call, Faults, Request };
export { hasStore, OtherAccount, SandboxError, ServedElsewhere };

export interface SandboxOptions {
  /** Where `sandbox.db` is, or will be. */
  readonly directory: string;
  /** The uin of the root account. */
  readonly account: string;
  /** Sub-accounts by name; those missing from the sandbox are added. */
  readonly users: readonly string[];
  /** User group → its sub-accounts. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** When a new sandbox's clock begins, ISO 8601 in UTC; one that exists keeps its own. */
  readonly now: string;
  readonly faults?: Faults;
  /** The right to serve it, for whoever does. `beside`: only to look at it, also while another process serves it. */
  readonly serving?: Serving | 'beside';
  /**
   * Only the adapter is wanted, and perhaps only to read: SQLite is started with its first write. Until then there
   * are no `tables`, no `status` and no `log`.
   */
  readonly later?: boolean;
}

export interface SandboxStatus {
  readonly account: string;
  readonly clock: string;
  readonly apps: readonly { sdkAppId: string; name: string; edition: string; status: string }[];
  readonly counts: {
    readonly apps: number;
    readonly fields: number;
    readonly policies: number;
    readonly attachments: number;
    readonly users: number;
    readonly groups: number;
  };
  /** How many lines the log has. */
  readonly calls: number;
}

export interface Sandbox {
  readonly adapter: Adapter;
  /** The console as a person uses it: an action by name, such as `RegisterApp`, with the files that it takes. */
  readonly console: { call(action: string, request: JsonMap, secrets?: Secrets): Promise<Answer> };
  /** An operation of the port, as a person carries it out in the console. */
  perform(operation: Operation): Promise<Answer>;
  /** The public APIs: calls in their order, also after one that was refused, and what came of each. */
  readonly api: { call(requests: readonly Request[]): Promise<readonly Answer[]> };
  /** What the sandbox holds, to be read only. */
  readonly tables: Tables;
  status(): SandboxStatus;
  /** Every call so far, the refused ones too, oldest first. */
  log(): Call[];
  /** Moves the sandbox's clock forward. */
  advance(seconds: number): Promise<void>;
}

/**
 * Opens the sandbox of a folder. Nothing is written before the first call.
 * @throws SandboxError when it is damaged, belongs to another account, or is served by another process
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { directory, account, users, groups, faults, serving, later } = options;
  const store = await openStore({
    directory,
    account,
    users,
    groups,
    clock: moment(options.now),
    ...(serving && { serving }),
    ...(later && { later }),
  });

  const callEach = async (requests: readonly Request[]): Promise<Answer[]> => {
    const tables = await store.open();
    const called = requests.map(({ action, request }) => call(tables, 'api', action, request));
    await store.record(called.map(({ entry }) => entry));
    return called.map(({ answer }) => answer);
  };

  const callAll = async (actor: Actor, requests: readonly Request[], secrets?: Secrets): Promise<Answer> => {
    const tables = await store.open();
    const entries: Entry[] = [];
    let answer: Answer = { ok: true };
    for (const { action, request } of requests) {
      const called = call(tables, actor, action, withUploads(action, request, secrets));
      entries.push(called.entry);
      answer = called.answer;
      if (!answer.ok) break;
    }
    await store.record(entries);
    return answer;
  };

  return {
    adapter: sandboxAdapter(
      async ({ apps }) => readLive(store.rows(), apps, faults?.unreadable),
      (requests, secrets) => callAll('chatform', requests, secrets),
      store.close,
      faults,
    ),
    console: { call: (action, request, secrets) => callAll('console', [{ action, request }], secrets) },
    perform: (operation) =>
      callAll('console', requestsFor(operation, 'console') ?? [noPage(operation)], operation.secrets),
    api: { call: callEach },
    tables: tablesOnceOpened(store.opened),
    status: () => statusFrom(store.opened()),
    log: () => readLog(store.opened()),
    async advance(seconds) {
      const answer = await callAll('console', [{ action: 'AdvanceClock', request: { seconds } }]);
      if (!answer.ok) throw new RangeError(answer.refused.message);
    },
  };
}

/**
 * Deletes the sandbox of a folder; the next opening begins a new one.
 * @throws ServedElsewhere
 */
export async function resetSandbox(directory: string): Promise<void> {
  removeStore(directory);
}

function statusFrom(tables: Tables): SandboxStatus {
  const clock = meta(tables, 'clock');
  const rows = (table: string) => count(tables, `SELECT count(*) FROM ${table}`);
  const apps = listApps(tables).map((app) => ({
    sdkAppId: String(app.id),
    name: app.name,
    edition: app.edition,
    status: statusOf(app, clock),
  }));
  return {
    account: meta(tables, 'account'),
    clock,
    apps,
    counts: {
      apps: apps.length,
      fields: rows('fields'),
      policies: rows('policies WHERE preset = 0'),
      attachments: rows('attachments'),
      users: rows('users'),
      groups: rows('userGroups'),
    },
    calls: lastSeq(tables),
  };
}
