/** A state as a sealed SQLite image, and back. */
import type { Database, SqlValue } from 'sql.js';
import { parseAddress } from '../address.ts';
import { isMap } from '../json.ts';
import type { Confirmation, Intent, Inverse, Recorded, Waiting } from '../model.ts';
import { type Cipher, closed, opened as decrypted } from '../storage/encrypted.ts';
import { parseJson } from '../storage/parse.ts';
import { type Row, type Scanner, scannerOf } from '../storage/scan.ts';
import { seal, unseal } from '../storage/sealed.ts';
import { openDatabase } from '../storage/sqlite.ts';
import type { Run, State } from './state.ts';
import type { Without, Writer } from './store.ts';

const KIND = 'state';
const FORMAT_VERSION = 3;
/** The seal says which layout it is, and is outside of what is encrypted: anybody could say another. */
const purposeOf = (formatVersion: number) => `${KIND} ${formatVersion}`;

const tables = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE bindings (address TEXT PRIMARY KEY, id TEXT NOT NULL);
  CREATE TABLE records (root TEXT PRIMARY KEY, records TEXT NOT NULL);
  CREATE TABLE intents (position INTEGER PRIMARY KEY, intent TEXT NOT NULL);
  CREATE TABLE waiting (address TEXT PRIMARY KEY, waiting TEXT NOT NULL);
  CREATE TABLE confirmations (address TEXT PRIMARY KEY, confirmation TEXT NOT NULL);
  CREATE TABLE runs (position INTEGER PRIMARY KEY, run TEXT NOT NULL);
  CREATE TABLE undos (run TEXT PRIMARY KEY, inverses TEXT NOT NULL);
`;

export interface StateImage {
  readonly state: State;
  /** The serial of the image that this one followed; undefined for the first of its lineage. */
  readonly base: number | undefined;
  /** Who wrote it, where that is known. */
  readonly writer?: Writer;
}

/** Bytes that are no state of ours: what is wrong with them, to be put after the file's name. */
export interface Unreadable {
  readonly problem: string;
  /** True when a newer chatform can read them. */
  readonly newer: boolean;
  /** What to do where it is the key that is wrong, and not they. */
  readonly remedy?: string;
}

/** The bytes of a state file, encrypted with `cipher` where there is one. */
export async function encodeState(
  { state, base, writer }: StateImage,
  cipher: Cipher | undefined,
): Promise<Uint8Array> {
  const database = await openDatabase();
  try {
    // Without it, sql.js prepares for a rollback that nobody needs, page by page.
    database.run(`PRAGMA journal_mode = OFF; BEGIN; ${tables}`);
    insert(database, 'meta', [
      ['lineage', state.lineage],
      ['serial', String(state.serial)],
      ['account', state.account],
      ['writtenBy', state.writtenBy],
      ...(state.console === undefined ? [] : [['console', state.console]]),
      ...(base === undefined ? [] : [['base', String(base)]]),
      ...(writer === undefined ? [] : [['writer', JSON.stringify(writer)]]),
    ]);
    insert(database, 'bindings', state.bindings);
    insert(database, 'records', byRoot(state.records));
    insert(database, 'intents', numbered(state.intents.values()));
    insert(database, 'waiting', asJson(state.waiting));
    insert(database, 'confirmations', asJson(state.confirmations));
    insert(database, 'runs', numbered(state.runs));
    insert(database, 'undos', asJson(state.undos));
    database.run('COMMIT');
    return seal(KIND, FORMAT_VERSION, closed(database.export(), purposeOf(FORMAT_VERSION), cipher));
  } finally {
    database.close();
  }
}

/** The state in the bytes of a state file. `without`: what is left out of it. */
export async function decodeState(
  bytes: Uint8Array,
  cipher: Cipher | undefined,
  without?: Without,
): Promise<StateImage | Unreadable> {
  const opened = unseal(KIND, FORMAT_VERSION, bytes);
  if ('problem' in opened) {
    const newer = opened.problem === 'newer';
    const writer = newer ? writerOf(bytes, cipher) : undefined;
    const by = writer === undefined ? '' : `; chatform ${writer} wrote it`;
    return { problem: opened.message + by, newer };
  }
  const image = decrypted(opened.image, purposeOf(opened.formatVersion), cipher);
  if ('problem' in image) return { ...image, newer: false };
  try {
    return decode(scannerOf(image), opened.formatVersion, without);
  } catch (error) {
    return { problem: `is damaged: ${error instanceof Error ? error.message : error}`, newer: false };
  }
}

/** True when bytes are a whole state file that this version reads: the checksum says so. */
export function checksOut(bytes: Uint8Array): boolean {
  return !('problem' in unseal(KIND, FORMAT_VERSION, bytes));
}

/** Format 1 knew nothing of work by hand, format 2 nothing of taking back. */
function decode(rowsOf: Scanner, formatVersion: number, { apps, undos }: Without = {}): StateImage {
  const meta = new Map(texts(rowsOf('meta')));
  const need = (key: string) => {
    const value = meta.get(key);
    if (value === undefined) throw new Error(`it has no ${key}`);
    return value;
  };
  const intents = jsons<Intent>(rowsOf('intents'));
  const records = jsons<[string, Recorded][]>(rowsOf('records', apps && ((root) => !apps.has(String(root)))));
  const state: State = {
    lineage: need('lineage'),
    serial: Number(need('serial')),
    account: need('account'),
    writtenBy: need('writtenBy'),
    ...consoleIn(meta),
    bindings: new Map(texts(rowsOf('bindings'))),
    records: new Map(records.flat()),
    intents: new Map(intents.map((intent) => [intent.id, intent])),
    waiting: formatVersion < 2 ? new Map() : byAddress<Waiting>(rowsOf('waiting')),
    confirmations: formatVersion < 2 ? new Map() : byAddress<Confirmation>(rowsOf('confirmations')),
    runs: jsons<Run>(rowsOf('runs')),
    undos: formatVersion < 3 || undos ? new Map() : byAddress<readonly Inverse[]>(rowsOf('undos')),
  };
  const base = meta.get('base');
  const writer = writerIn(meta.get('writer'));
  return { state, base: base === undefined ? undefined : Number(base), ...(writer && { writer }) };
}

function writerIn(text: string | undefined): Writer | undefined {
  const found = text === undefined ? undefined : parseJson(text);
  if (!isMap(found)) return undefined;
  const { id, host, since, command, by } = found;
  const named = [id, host, since, command].every((one) => typeof one === 'string');
  if (!named || !(by === undefined || typeof by === 'string')) return undefined;
  return { id, host, since, command, ...(by !== undefined && { by }) } as Writer;
}

function consoleIn(meta: ReadonlyMap<string, string>): Pick<State, 'console'> {
  const name = meta.get('console');
  return name === 'sandbox' || name === 'cloud' ? { console: name } : {};
}

/** The version that wrote a file of a newer format, if it still has the table for it. */
function writerOf(bytes: Uint8Array, cipher: Cipher | undefined): string | undefined {
  const opened = unseal(KIND, Number.POSITIVE_INFINITY, bytes);
  if ('problem' in opened) return undefined;
  const image = decrypted(opened.image, purposeOf(opened.formatVersion), cipher);
  if ('problem' in image) return undefined;
  try {
    return new Map(texts(scannerOf(image)('meta'))).get('writtenBy');
  } catch {
    return undefined;
  }
}

/** `apps.support` or `cam` → the records in it, as JSON: a row for each record would take ten times as long. */
function byRoot(records: State['records']): [string, string][] {
  const groups = new Map<string, [string, Recorded][]>();
  for (const entry of records) {
    const [head = '', key = ''] = parseAddress(entry[0]) ?? [entry[0]];
    const root = head === 'apps' ? `apps.${key}` : head;
    const group = groups.get(root);
    if (group) group.push(entry);
    else groups.set(root, [entry]);
  }
  return [...groups].map(([root, group]) => [root, JSON.stringify(group)]);
}

function asJson(values: ReadonlyMap<string, unknown>): [string, string][] {
  return [...values].map(([address, value]) => [address, JSON.stringify(value)]);
}

function byAddress<T>(rows: readonly Row[]): Map<string, T> {
  return new Map(texts(rows).map(([address, json]) => [address, parseJson(json) as T]));
}

function numbered(values: Iterable<unknown>): [number, string][] {
  return [...values].map((value, position) => [position, JSON.stringify(value)]);
}

function insert(database: Database, table: string, rows: Iterable<readonly SqlValue[]>): void {
  const statement = database.prepare(`INSERT INTO ${table} VALUES (?, ?)`);
  for (const row of rows) statement.run([...row]);
  statement.free();
}

function texts(rows: readonly Row[]): [string, string][] {
  return rows.map(([key, value]) => [String(key), String(value)]);
}

function jsons<T>(rows: readonly Row[]): T[] {
  return texts(rows).map(([, json]) => parseJson(json) as T);
}
