/** What can go wrong with a database, by kind: what it is, and what to do. */
import { printable } from '../printable.ts';
import type { Target } from './postgres-url.ts';

/** How far one has come: there was no connection yet, there was one, a transaction on it was done. */
export type Stage = 'start' | 'connected' | 'done';

interface Trouble {
  /** What follows the name of the state, and what to do. */
  readonly text: string;
  /** The stage from which it may be over in a moment, as at a restart or when another server takes over. */
  readonly passesFrom?: Stage;
}

/** Codes, the trouble, and from when on it may pass. The first that fits. */
type Kind = readonly [codes: RegExp, text: (target: Target) => string, passesFrom?: Stage];

const serverOf = ({ host, port }: Target) => `${printable(host)}, port ${port},`;
const quoted = (name: string) => `"${printable(name).replaceAll('"', '""')}"`;

/** By SQLSTATE, the code that Node gives, or what `codeOf` makes of pg's own errors. */
const kinds: readonly Kind[] = [
  [
    /^(?:ECONNREFUSED|ENOENT)$/,
    (target) =>
      `cannot be reached: ${serverOf(target)} refuses connections. Check that the server runs, and host and port of the URL.`,
    'connected',
  ],
  [
    /^(?:ENOTFOUND|EAI_\w+)$/,
    ({ host }) =>
      `cannot be reached: no address is known of the host ${printable(host)}. Check the host of the URL.`,
    'connected',
  ],
  [
    /^(?:EHOST\w+|ENET\w+|EADDRNOTAVAIL|EACCES|EPERM)$/,
    (target) =>
      `cannot be reached: there is no way to ${serverOf(target)} from here. Check the network, and whether a firewall is between.`,
    'connected',
  ],
  [
    /^ETIMEDOUT$/,
    (target) =>
      `cannot be reached: ${serverOf(target)} does not answer in time. Check the network, whether a firewall is between, and what keeps the server busy.`,
    'connected',
  ],
  [
    /^NO_TLS$/,
    (target) =>
      `was not asked for: ${serverOf(target)} offers no TLS. Turn it on in the server (ssl = on) or, where the network is trusted, add sslmode=disable to the URL.`,
  ],
  [
    /^(?:ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|INVALID_|EPROTO)/,
    (target) =>
      `was not asked for: the TLS of ${serverOf(target)} does not fit what the URL asks of it. Name the authority that signed its certificate as sslrootcert=FILE, and the host as the certificate has it; where it asks for a certificate of ours, sslcert and sslkey.`,
  ],
  [
    /^(?:28000|28P01|SASL)$/,
    ({ user }) =>
      `cannot be reached: the server does not let the user ${printable(user)} in. Check user and password of the URL, and what pg_hba.conf asks for (TLS: add sslmode=verify-full).`,
  ],
  [
    /^3D000$/,
    ({ database }) =>
      `cannot be reached: there is no database ${quoted(database)}. Create it, or check the end of the URL.`,
  ],
  [
    /^42501$/,
    ({ user, database }) =>
      `cannot be used: the user ${printable(user)} lacks a right. Where the tables are there, their owner gives it by GRANT USAGE ON SCHEMA chatform TO ${quoted(user)}; GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA chatform TO ${quoted(user)}; where they are not, GRANT CREATE ON DATABASE ${quoted(database)} TO ${quoted(user)} lets chatform make them.`,
  ],
  [
    /^25006$/,
    () =>
      'cannot be written: the server takes no writes. It is a standby, or read-only, which some providers make it when its disk is full. Name the primary in the URL, or free its disk.',
    'done',
  ],
  [
    /^53100$/,
    () => 'cannot be written: the disk of the server is full. Free some of it, and run this again.',
  ],
  [
    /^53300$/,
    () =>
      'cannot be reached: the server has too many connections. Close some, raise max_connections, or go through PgBouncer.',
    'start',
  ],
  [
    /^55P03$/,
    () =>
      "is held by an open transaction of another connection, perhaps of psql. End that one: SELECT pid, usename, query FROM pg_stat_activity WHERE state = 'idle in transaction' shows it.",
  ],
  [
    /^57014$/,
    () =>
      'cannot be used: the server took too long over it. See in pg_stat_activity what keeps it busy, and run this again.',
  ],
  [
    /^(?:22P05|22021)$/,
    () =>
      'cannot be written: the encoding of the database has not all characters. Use one with the encoding UTF8.',
  ],
  [
    /^57P03$/,
    () => 'cannot be reached: the server is starting, or stopping. Run this again when it runs.',
    'start',
  ],
  [
    /^(?:57P0[1245]|080\w\w|25P0[1-4]|40\w{3}|ECONNRESET|ECONNABORTED|EPIPE|LOST)$/,
    (target) =>
      `cannot be reached: the connection to ${serverOf(target)} was cut. Check that the server stays up, and run this again.`,
    'connected',
  ],
];

/** What went wrong, for people, without the password. */
export function troubleOf(error: unknown, target: Target): Trouble {
  const code = codeOf(error);
  const [, text, passesFrom] = kinds.find(([codes]) => codes.test(code)) ?? [
    undefined,
    () => 'cannot be used: PostgreSQL, or what stands before it, answered with an error. Its log says more.',
  ];
  return { text: text(target) + quote(error, target), ...(passesFrom && { passesFrom }) };
}

/** SQLSTATE or the code of Node; empty when there is none. */
export function codeOf(error: unknown): string {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === 'string') return code;
  const text = String(message);
  if (text.includes('does not support SSL')) return 'NO_TLS';
  if (/^SASL|^Password must/.test(text)) return 'SASL';
  return /^Connection terminated|not queryable$/.test(text) ? 'LOST' : '';
}

/** The words of the server, or of TLS; those of the operating system say no more than we do. */
function quote(error: unknown, target: Target): string {
  const { message, syscall } = error as { readonly message?: unknown; readonly syscall?: unknown };
  if (syscall !== undefined || ['LOST', 'NO_TLS', 'ETIMEDOUT'].includes(codeOf(error))) return '';
  const password = target.password();
  // A server that asks for it in the clear has it, and may say it; first of all, since what is cut is not found.
  const text = String(message);
  const words = password === '' ? text : text.replaceAll(password, '***');
  return ` (${printable(words).replace(/\s+/g, ' ').slice(0, 300)})`;
}
