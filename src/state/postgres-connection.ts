/**
 * Transactions that outlive a connection: each call is one transaction, made again on a new connection where that may
 * help. Nothing of a session is relied upon from one transaction to the next, so PgBouncer may hand each to another
 * server process: settings are SET LOCAL, statements have no names, locks are those of rows.
 */
import net from 'node:net';
import type { Client, QueryResult } from 'pg';
import { codeOf, type Stage, troubleOf } from './postgres-trouble.ts';
import type { Target } from './postgres-url.ts';
import { StateError } from './store.ts';

/** How long is waited for what, in ms. */
export interface Patience {
  /** For one statement, at the server. */
  readonly statement: number;
  /** For a row that another transaction has locked. */
  readonly row: number;
  /** For us, at the server, in the middle of a transaction. */
  readonly idle: number;
  /** For one try, with connecting. */
  readonly attempt: number;
  /** In which tries are begun. */
  readonly again: number;
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** A call ends within some 30 s: the last try begins after 18 and takes 12. */
export const usualPatience: Patience = {
  statement: 9_000,
  row: 5_000,
  idle: 15_000,
  attempt: 12_000,
  again: 18_000,
  now: () => performance.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

export interface Statement {
  readonly text: string;
  readonly values?: readonly unknown[];
}

export type Row = Readonly<Record<string, unknown>>;

/** Those of each statement. */
export type Rows = readonly (readonly Row[])[];

export interface Transaction {
  /** Sends all at once; the rows of each. */
  ask(...statements: readonly Statement[]): Promise<Rows>;
  /** The same, and COMMIT. A transaction that ends without it is rolled back. */
  finish(...statements: readonly Statement[]): Promise<Rows>;
  /** Whether an earlier try may have been carried out, since the answer to its COMMIT was lost. */
  readonly inDoubt: boolean;
}

/** What an error says beside its reason. */
export interface Wording {
  /** What holds when it was not done: "Nothing was written." */
  readonly ifNot: string;
  /** What may have been done where the answer was lost: "serial 7 was written" */
  readonly ifLost?: string;
}

export interface Session {
  /**
   * One transaction, made again while that may help and the work has not said no.
   * @throws StateError
   */
  run<T>(begin: Begin, wording: Wording, work: (transaction: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export type Begin = 'read' | 'write';

/**
 * A writer sees what others have committed up to each of its statements, which is enough: the first one locks the row
 * of the state, all writes of all others go through that lock, and what the later statements read is therefore at rest.
 * A reader takes no lock, and gets one snapshot for all its statements instead.
 */
const isolation: Readonly<Record<Begin, string>> = {
  read: 'REPEATABLE READ READ ONLY',
  write: 'READ COMMITTED',
};

function beginOf(begin: Begin, { statement, row, idle }: Patience): Statement {
  const settings = [
    `BEGIN ISOLATION LEVEL ${isolation[begin]}`,
    `SET LOCAL statement_timeout = ${statement}`,
    `SET LOCAL lock_timeout = ${row}`,
    // A process that is stopped here must not keep the row from all others.
    `SET LOCAL idle_in_transaction_session_timeout = ${idle}`,
    // What is acknowledged must survive a power cut. More than `on`, which waits for standbys, stays.
    `SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'`,
  ];
  return { text: settings.join('; ') };
}

const stages: readonly Stage[] = ['start', 'connected', 'done'];
const shortestPause = 100;
const longestPause = 2_000;

/** Connects when it is first needed. Calls come one after another. */
export function sessionWith(target: Target, location: string, patience: Patience): Session {
  let connection: Connection | undefined;
  let stage: Stage = 'start';

  const close = async () => {
    const last = connection;
    connection = undefined;
    await last?.end();
  };

  const attempt = async <T>(
    begin: Begin,
    doubt: { isThere: boolean },
    work: (transaction: Transaction) => Promise<T>,
  ): Promise<T> => {
    const isNew = connection === undefined;
    const current = connection ?? (await connectionTo(target));
    connection = current;
    const timer = setTimeout(() => current.cut(), patience.attempt);
    try {
      if (isNew) await current.connect();
      if (stage === 'start') stage = 'connected';
      const transaction = transactionOn(current, beginOf(begin, patience), doubt);
      const answer = await work(transaction);
      if (transaction.isFinished()) stage = 'done';
      else await close();
      return answer;
    } finally {
      clearTimeout(timer);
    }
  };

  return {
    async run(begin, { ifNot, ifLost }, work) {
      const start = patience.now();
      const doubt = { isThere: false };
      for (let pause = shortestPause; ; pause = Math.min(2 * pause, longestPause)) {
        try {
          return await attempt(begin, doubt, work);
        } catch (error) {
          await close();
          if (error instanceof StateError) throw error;
          const { text, passesFrom } = troubleOf(error, target);
          const mayPass =
            passesFrom !== undefined &&
            (doubt.isThere || stages.indexOf(stage) >= stages.indexOf(passesFrom));
          if (!mayPass || patience.now() - start + pause > patience.again) {
            const rest = doubt.isThere && ifLost ? `It is not known whether ${ifLost}.` : ifNot;
            throw new StateError(`The state ${location} ${text} ${rest}`.trim());
          }
          await patience.wait(pause);
        }
      }
    },
    close,
  };
}

function transactionOn(
  connection: Connection,
  begin: Statement,
  doubt: { isThere: boolean },
): Transaction & { isFinished(): boolean } {
  const inDoubt = doubt.isThere;
  let status: 'none' | 'begun' | 'finished' = 'none';
  const send = async (statements: readonly Statement[]) => {
    const opening = status === 'none' ? [begin] : [];
    status = 'begun';
    const results = await connection.send([...opening, ...statements]);
    return results.slice(opening.length);
  };
  const rowsOf = (results: readonly QueryResult[]) => results.map(({ rows }) => rows as Row[]);
  return {
    inDoubt,
    isFinished: () => status === 'finished',
    ask: async (...statements) => rowsOf(await send(statements)),
    async finish(...statements) {
      try {
        const results = await send([...statements, { text: 'COMMIT' }]);
        if (results.at(-1)?.command !== 'COMMIT') throw new Error('COMMIT was answered by ROLLBACK');
        status = 'finished';
        return rowsOf(results.slice(0, -1));
      } catch (error) {
        doubt.isThere = !isRefusal(error);
        throw error;
      }
    },
  };
}

/** Whether the server itself says that it did not carry out a transaction. What ends a connection says nothing of it. */
function isRefusal(error: unknown): boolean {
  return (
    /^(?!57P|08|58|XX)[0-9A-Z]{5}$/.test(codeOf(error)) &&
    (error as { severity?: unknown }).severity !== undefined
  );
}

interface Connection {
  connect(): Promise<void>;
  /** Sends all at once. Throws the first error, after all were answered. */
  send(statements: readonly Statement[]): Promise<readonly QueryResult[]>;
  /** Ends it at once, since nothing comes any more. */
  cut(): void;
  end(): Promise<void>;
}

/** How long the server may take to say goodbye, in ms. */
const goodbye = 1_000;

async function connectionTo(target: Target): Promise<Connection> {
  const { default: pg } = await import('pg');
  const { host, port, user, password, database, options, channelBinding, directTls, tls } = target;
  const socket = new net.Socket();
  // All that pg would take from the environment is said: what the user wrote is in the URL.
  const client: Client = new pg.Client({
    host,
    port,
    user,
    password,
    database,
    application_name: 'chatform',
    ...(options !== undefined && { options }),
    // A copy: pg hides the key in what it is given.
    ssl: tls === false ? false : { ...tls },
    sslnegotiation: directTls ? 'direct' : 'postgres',
    enableChannelBinding: channelBinding,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    pipeline: true,
    stream: () => socket,
  });
  let isLost = false;
  const lost = () => {
    isLost = true;
  };
  // Whoever waits for an answer gets the error too; without these, one that comes between two calls ends the process.
  client.on('error', lost);
  client.on('end', lost);
  return {
    async connect() {
      await client.connect();
    },
    async send(statements) {
      const sent = statements.map(({ text, values }) =>
        client.query({ text, ...(values && { values: [...values] }) }),
      );
      const results = await Promise.allSettled(sent);
      return results.map((result) => {
        if (result.status === 'rejected') throw result.reason;
        return result.value;
      });
    },
    cut() {
      lost();
      socket.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' }));
    },
    async end() {
      const timer = setTimeout(() => socket.destroy(), isLost ? 0 : goodbye);
      await client.end();
      clearTimeout(timer);
      socket.destroy();
    },
  };
}
