/**
 * How a sandbox outlives the process: an image of its tables, `sandbox.db`, and the calls since then,
 * `sandbox.journal`. Opening does those calls again; reading alone writes nothing.
 */
import fs from 'node:fs';
import path from 'node:path';
import { codeOf, removeLeftovers, syncFolder, writeAtomically } from '../../storage/atomic.ts';
import { type Journal, openJournal, readJournal } from '../../storage/journal.ts';
import { seal, sealOfFile, unseal } from '../../storage/sealed.ts';
import { openDatabase } from '../../storage/sqlite.ts';
import { type Entry, lastSeq, replay } from './console.ts';
import { accountSeed, addDirectory, type Directory, sow } from './seed.ts';
import { type Serving, servedBy, servedMessage } from './served.ts';
import { snapshotOf } from './snapshot.ts';
import { createSchema, formatVersion, meta, openTables, type Rows, type Tables } from './tables.ts';

/** A sandbox that is there and cannot be used. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
}

/** It is sound, and that of another account. */
export class OtherAccount extends SandboxError {}

/** It is sound, and another process serves it. */
export class ServedElsewhere extends SandboxError {}

export interface Store {
  /** What it holds now. */
  rows(): Rows;
  /** The same with SQLite, which is started for it where it is not there yet. */
  open(): Promise<Tables>;
  /** The same, where SQLite is there. @throws Error elsewhere */
  opened(): Tables;
  /** Resolves when the calls would survive the end of the process. */
  record(entries: readonly Entry[]): Promise<void>;
  /** Makes one image of it all, if there were calls, and frees the tables. Safe to call twice. */
  close(): Promise<void>;
}

export interface StoreOptions extends Directory {
  readonly directory: string;
  readonly account: string;
  /** When a new sandbox's clock begins, ISO 8601 in UTC. */
  readonly clock: string;
  /** The right to serve it, for whoever does. `beside`: only to look at it, also while another process serves it. */
  readonly serving?: Serving | 'beside';
  /** Nothing but `rows()` is wanted at first: SQLite waits until it is opened. */
  readonly later?: boolean;
}

/** The files of a sandbox, as they were read. */
interface Kept {
  readonly image: Uint8Array | undefined;
  readonly journal: ReturnType<typeof readJournal>;
}

const imageIn = (directory: string) => path.join(directory, 'sandbox.db');
const journalIn = (directory: string) => path.join(directory, 'sandbox.journal');

/** What a sandbox is, where its image says it all: undefined after calls that it does not have yet. */
export function sealOfSandbox(directory: string): string | undefined {
  if (!fs.existsSync(imageIn(directory)) || fs.existsSync(journalIn(directory))) return undefined;
  return sealOfFile(imageIn(directory));
}

/** True where something of a sandbox is kept. Nothing is, as long as nobody called it. */
export function hasStore(directory: string): boolean {
  return [imageIn(directory), journalIn(directory)].some((file) => fs.existsSync(file));
}

/** @throws SandboxError when the files are damaged, belong to another account, or are served. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { directory, serving, later } = options;
  if (!serving) requireUnserved(directory);
  // The journal first: what becomes part of an image meanwhile is in that, and is skipped.
  const journal = readJournal(journalIn(directory));
  const kept = { journal, image: readImage(directory) };
  // Only the console itself knows what the calls of a journal have led to.
  const snapshot = later && !journal ? snapshotOf(kept.image, options) : undefined;
  const store = storeOf(directory, snapshot, () => openKept(options, kept));
  if (!snapshot) await store.open();
  return serving === 'beside' ? { ...store, record: notHere } : store;
}

interface Opened {
  readonly tables: Tables;
  /** The image on disk, if any, is not what the tables began as, so a journal cannot follow it. */
  readonly stale: boolean;
}

async function openKept(options: StoreOptions, { image, journal }: Kept): Promise<Opened> {
  const { directory, account, clock } = options;
  const tables = await tablesFrom(imageIn(directory), image);
  try {
    if (!image) sow(tables, accountSeed(account, clock));
    requireAccount(tables, account, imageIn(directory));
    const replayed = replayJournal(tables, journal, journalIn(directory), image !== undefined);
    const added = addDirectory(tables, options);
    return { tables, stale: image === undefined || replayed || added };
  } catch (error) {
    tables.close();
    throw error;
  }
}

const notHere: Store['record'] = () => Promise.reject(new Error('This sandbox is only to be looked at.'));

/** @throws ServedElsewhere */
export function requireUnserved(directory: string): void {
  const served = servedBy(directory);
  if (served) throw new ServedElsewhere(servedMessage(served));
}

/**
 * Deletes a sandbox: the journal first, since it is nothing without the image.
 * @throws ServedElsewhere
 */
export function removeStore(directory: string): void {
  requireUnserved(directory);
  if (!fs.existsSync(directory)) return;
  for (const file of [journalIn(directory), imageIn(directory)]) fs.rmSync(file, { force: true });
  syncFolder(directory);
}

/** `snapshot`: what it holds, until it is opened. */
function storeOf(directory: string, snapshot: Rows | undefined, open: () => Promise<Opened>): Store {
  let opening: Promise<Opened> | undefined;
  let now: Opened | undefined;
  let journal: Journal | undefined;
  let closed = false;
  const opened = (): Opened => {
    if (!now) throw new Error('The sandbox was opened to be read only');
    return now;
  };
  const saveImage = () => {
    const { tables } = opened();
    removeLeftovers(imageIn(directory));
    writeAtomically(imageIn(directory), seal('sandbox', formatVersion, tables.image()));
    // From here on the image has all that the journal says; a kill in between leaves calls that are skipped.
    fs.rmSync(journalIn(directory), { force: true });
  };
  const start = (): Journal => {
    if (opened().stale) saveImage();
    return openJournal(journalIn(directory));
  };
  return {
    rows: () => (now || !snapshot ? opened().tables : snapshot),
    async open() {
      opening ??= open();
      now = await opening;
      return now.tables;
    },
    opened: () => opened().tables,
    async record(entries) {
      if (entries.length === 0) return;
      journal ??= start();
      await journal.append(entries);
    },
    async close() {
      if (closed) return;
      closed = true;
      if (journal) {
        journal.close();
        saveImage();
      }
      now?.tables.close();
    },
  };
}

function readImage(directory: string): Uint8Array | undefined {
  const file = imageIn(directory);
  let bytes: Uint8Array;
  try {
    bytes = fs.readFileSync(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unusable(file, `cannot be read: ${error instanceof Error ? error.message : error}`);
  }
  const unsealed = unseal('sandbox', formatVersion, bytes);
  if ('problem' in unsealed) throw unusable(file, unsealed.message);
  // Nobody keeps a sandbox for good: an old one is not brought up to date.
  if (unsealed.formatVersion < formatVersion) throw unusable(file, 'was made by an older chatform');
  return unsealed.image;
}

async function tablesFrom(file: string, image: Uint8Array | undefined): Promise<Tables> {
  const database = await openDatabase(image);
  if (!image) createSchema(database);
  try {
    const tables = openTables(database);
    lastSeq(tables);
    return tables;
  } catch {
    database.close();
    throw unusable(file, 'is no sandbox');
  }
}

function requireAccount(tables: Tables, account: string, file: string): void {
  const its = meta(tables, 'account');
  if (its === account) return;
  throw new OtherAccount(
    `The sandbox ${file} belongs to account ${its}, and the configuration is for ${account}: is \`chatform.account\` right?`,
  );
}

/** Does the calls again that are not in the image; says whether there is a journal at all. */
function replayJournal(
  tables: Tables,
  journal: ReturnType<typeof readJournal>,
  file: string,
  hasImage: boolean,
): boolean {
  if (!journal) return false;
  if ('problem' in journal) throw unusable(file, journal.problem);
  if (!hasImage) throw unusable(file, 'has no sandbox.db beside it');
  for (const entry of journal.entries as readonly Entry[]) {
    if (entry.seq > lastSeq(tables) + 1)
      throw unusable(file, `goes on after calls that are not there (${entry.seq})`);
    replay(tables, entry);
  }
  return true;
}

function unusable(file: string, problem: string): SandboxError {
  return new SandboxError(`The sandbox ${file} ${problem}. \`chatform sandbox reset\` starts over.`);
}
