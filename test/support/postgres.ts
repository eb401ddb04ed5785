/** A PostgreSQL of our own for the tests of a file: a cluster in a temporary folder, that ends with this process. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';

/** Where Debian has the programs of each version. */
const versions = '/usr/lib/postgresql';
const newest = fs.existsSync(versions)
  ? fs.readdirSync(versions).sort((a, b) => Number(b) - Number(a))[0]
  : undefined;
const programs = newest === undefined ? undefined : path.join(versions, newest, 'bin');

/** What follows the title of tests that are skipped without a server; empty where there is one. */
export const withoutPostgres =
  programs && fs.existsSync(path.join(programs, 'initdb'))
    ? ''
    : ` (skipped: there is no ${versions}/*/bin/initdb)`;

/** The one who owns the cluster, and one who may do nothing yet. */
export const superuser = 'chat';
export const password = 'p@ss/wörd?:#%1';

export interface Server {
  readonly port: number;
  readonly folder: string;
  /** As the superuser, by TCP. */
  url(database?: string, parameters?: string): string;
  /** As another one. */
  urlOf(user: string, database: string, parameters?: string): string;
  /** A new database, empty. */
  database(): Promise<string>;
  /** As the superuser. */
  query(database: string, text: string): Promise<readonly Record<string, unknown>[]>;
  /** Ends it as a crash does, and starts it again. */
  restart(): Promise<void>;
  /** A file that only the server's user reads; its path. */
  keep(name: string, text: string): string;
  /** Adds settings, and rules of who may connect before those that are there; then restarts. */
  configure(settings: readonly string[], rules?: readonly string[]): Promise<void>;
}

/** Postgres does not run as root: there, it runs as the user that the package has made. */
function identity(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function run(name: string, args: readonly string[], cwd: string): void {
  execFileSync(path.join(programs ?? '', name), args, {
    ...identity(),
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** One server for all tests of a file or `describe`. */
export function usePostgres(settings: readonly string[] = []): () => Server {
  let server: (Server & { stop(): Promise<void> }) | undefined;
  beforeAll(async () => {
    server = await started(settings);
  }, 60_000);
  afterAll(async () => server?.stop());
  return () => {
    if (!server) throw new Error('the server was not started');
    return server;
  };
}

async function started(settings: readonly string[]): Promise<Server & { stop(): Promise<void> }> {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'chatform-postgres-'));
  const { uid, gid } = identity();
  if (uid !== undefined && gid !== undefined) fs.chownSync(folder, uid, gid);
  const data = path.join(folder, 'data');
  const secret = path.join(folder, 'password');
  fs.writeFileSync(secret, password, { mode: 0o644 });
  const port = await freePort();
  // Not synced when it is made, since nothing is lost with it; it syncs what it is told to commit.
  const how = ['--auth-local=trust', '--auth-host=scram-sha-256', `--pwfile=${secret}`, '--no-sync'];
  run('initdb', ['-D', data, '-U', superuser, '-E', 'UTF8', '--locale=C', ...how], folder);
  const own = [
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    `unix_socket_directories = '${folder}'`,
    'fsync = on',
    'shared_buffers = 16MB',
    ...settings,
  ];
  fs.appendFileSync(path.join(data, 'postgresql.conf'), `${own.join('\n')}\n`);

  let running: ChildProcess | undefined;
  const start = async () => {
    // The shell ends the server, as a crash does, when our end of the pipe is gone: however we went.
    const script =
      'exec 3<&0; "$0" -D "$1" </dev/null & server=$!; (cat <&3; kill -QUIT $server) & wait $server';
    running = spawn('sh', ['-c', script, path.join(programs ?? '', 'postgres'), data], {
      ...identity(),
      cwd: folder,
      stdio: ['pipe', 'ignore', fs.openSync(path.join(folder, 'log'), 'a')],
    });
    await answering(port);
  };
  const crash = async () => {
    const ended = new Promise((resolve) => running?.once('exit', resolve));
    running?.stdin?.end();
    await ended;
  };
  await start();

  const urlOf = (user: string, database: string, parameters = '') =>
    `postgresql://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}${parameters}`;
  const url = (database = 'postgres', parameters = '') => urlOf(superuser, database, parameters);
  const query = async (database: string, text: string) => {
    const client = new pg.Client({ connectionString: url(database) });
    await client.connect();
    try {
      return (await client.query(text)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  };
  let databases = 0;
  return {
    port,
    folder,
    url,
    urlOf,
    query,
    async database() {
      databases += 1;
      const name = `chat_${databases}`;
      await query('postgres', `CREATE DATABASE ${name}`);
      return name;
    },
    async restart() {
      await crash();
      await start();
    },
    keep(name, text) {
      const file = path.join(folder, name);
      fs.writeFileSync(file, text, { mode: 0o600 });
      if (uid !== undefined && gid !== undefined) fs.chownSync(file, uid, gid);
      return file;
    },
    async configure(added, rules = []) {
      fs.appendFileSync(path.join(data, 'postgresql.conf'), `${added.join('\n')}\n`);
      const access = path.join(data, 'pg_hba.conf');
      fs.writeFileSync(access, `${rules.join('\n')}\n${fs.readFileSync(access, 'utf8')}`);
      await crash();
      await start();
    },
    async stop() {
      await crash();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Resolves when the server lets one in. */
async function answering(port: number): Promise<void> {
  for (let look = 0; ; look++) {
    const client = new pg.Client({
      host: '127.0.0.1',
      port,
      user: superuser,
      password,
      database: 'postgres',
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (look === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
