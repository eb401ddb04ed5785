/** The URL of a database, in libpq's words: what of it says where to go, as whom, and how the connection is protected. */
import fs from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { printable } from '../printable.ts';
import { StateError } from './store.ts';

export interface Target {
  /** A name, an address, or the folder of a unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** A function, so that it is in no message and no dump of an object. */
  readonly password: () => string;
  readonly database: string;
  /** False where nothing is encrypted. */
  readonly tls: false | ConnectionOptions;
  /** Whether the encryption begins at once, without asking the server in the clear. */
  readonly directTls: boolean;
  readonly channelBinding: boolean;
  /** What the server is handed at the start: `-c name=value`, or the endpoint of a provider. */
  readonly options: string | undefined;
  /** `postgresql://db.example.com:5433/chat`; for messages. */
  readonly location: string;
}

const modes = ['disable', 'require', 'verify-ca', 'verify-full'] as const;
type Mode = (typeof modes)[number];

// What is another client's business, or ours: we name ourselves, bound our waiting, and need a server that writes.
const ignored = [
  'application_name',
  'connect_timeout',
  'pgbouncer',
  'target_session_attrs',
  'uselibpqcompat',
] as const;
const used = [
  'channel_binding',
  'dbname',
  'host',
  'options',
  'password',
  'port',
  'sslcert',
  'sslkey',
  'sslmode',
  'sslnegotiation',
  'sslrootcert',
  'user',
] as const;
const known: readonly string[] = [...ignored, ...used];

/**
 * Reads `postgresql://user:password@host:port/database?sslmode=…`, and the files that it names.
 * @throws StateError, which does not quote it
 */
export function targetOf(url: string): Target {
  const parsed = parsedUrl(url);
  const parameters = new Map(parsed.searchParams);
  // The name is not said: it may be the rest of a password that has a question mark.
  if ([...parameters.keys()].some((name) => !known.includes(name)))
    throw refused(`has a parameter that is not one of ${known.join(', ')}`);
  const given = (name: (typeof used)[number]) => parameters.get(name) || undefined;

  const hasHost = !/^\w+:\/\/[^/?#]*@[/?:]/.test(url);
  const host = given('host') ?? (hasHost ? decoded(parsed.hostname).replace(/^\[(.+)\]$/, '$1') : '');
  const user = given('user') ?? decoded(parsed.username);
  const password = given('password') ?? decoded(parsed.password);
  if (host === '') throw refused('names no host');
  if (user === '') throw refused('names no user');
  const database = given('dbname') ?? (decoded(parsed.pathname.slice(1)) || user);
  const port = Number(given('port') ?? (parsed.port || 5432));
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw refused('has a port that is none');

  const tls = host.startsWith('/') ? false : tlsOf(host, given);
  const shown = host.startsWith('/') ? encodeURIComponent(host) : host.includes(':') ? `[${host}]` : host;
  return {
    host,
    port,
    user,
    password: () => password,
    database,
    tls,
    directTls: tls !== false && given('sslnegotiation') === 'direct',
    channelBinding: tls !== false && ['prefer', 'require'].includes(given('channel_binding') ?? ''),
    options: given('options'),
    location: `postgresql://${printable(shown)}${port === 5432 ? '' : `:${port}`}/${encodeURIComponent(database)}`,
  };
}

function parsedUrl(url: string): URL {
  // The host may be the folder of a unix socket, and then stand in the parameters with nothing before the database.
  const named = url.replace(/^(\w+:\/\/[^/?#]*@)(?=[/?:])/, '$1socket');
  const found = [url, named].find((text) => URL.canParse(text));
  if (found === undefined) throw refused('cannot be read');
  const parsed = new URL(found);
  if (parsed.protocol !== 'postgresql:' && parsed.protocol !== 'postgres:')
    throw refused('does not begin with postgresql://');
  if (parsed.hash !== '') throw refused('cannot be read beyond its #');
  return parsed;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refused('has a % that begins no escape');
  }
}

/** Where the URL says nothing, only what stays on this machine goes unencrypted. */
function tlsOf(
  host: string,
  given: (name: 'sslmode' | 'sslrootcert' | 'sslcert' | 'sslkey') => string | undefined,
): false | ConnectionOptions {
  const mode = modeOf(given('sslmode')) ?? (isLoopback(host) ? 'disable' : 'verify-full');
  if (mode === 'disable') return false;
  const root = given('sslrootcert');
  const ca = root === undefined || root === 'system' ? undefined : textOf('sslrootcert', root);
  const [cert, key] = [given('sslcert'), given('sslkey')];
  // Anybody gets a certificate of a public authority for a name of his own.
  if (mode === 'verify-ca' && ca === undefined)
    throw refused('has sslmode=verify-ca without a file in sslrootcert: take verify-full, or name the file');
  if ((cert === undefined) !== (key === undefined))
    throw refused('has one of sslcert and sslkey: both are needed');
  return {
    // As libpq has it: `require` encrypts, and looks whom it speaks to only where it is given an authority.
    rejectUnauthorized: mode !== 'require' || ca !== undefined,
    ...(mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined &&
      key !== undefined && { cert: textOf('sslcert', cert), key: textOf('sslkey', key) }),
  };
}

function modeOf(text: string | undefined): Mode | undefined {
  const found = modes.find((mode) => mode === text);
  if (text !== undefined && !found)
    throw refused(`has sslmode=${printable(text)}, which is not one of ${modes.join(', ')}`);
  return found;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d+){3}$/.test(host);
}

function textOf(parameter: string, file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    const { code = 'it cannot be read' } = error as NodeJS.ErrnoException;
    throw refused(`names a file in ${parameter} that cannot be read (${printable(file)}: ${code})`);
  }
}

function refused(what: string): StateError {
  return new StateError(
    `The URL of the PostgreSQL database that keeps the state ${what}. It has the form postgresql://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=verify-full, and what is neither letter nor digit in USER and PASSWORD is written as %23, %40 and so on.`,
  );
}
