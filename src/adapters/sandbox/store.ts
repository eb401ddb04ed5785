/**
 * How a sandbox outlives the process: an image of its tables, `sandbox.db`, and the calls since then,
 * `sandbox.journal`. Opening does those calls again; reading alone writes nothing.
 */
import fs from 'node:fs';
import path from 'node:path';
import { codeOf, removeLeftovers, syncFolder, writeAtomically } from '../../storage/atomic.ts';
import { type Journal, openJournal, readJournal } from '../../storage/journal.ts';
import { seal, unseal } from '../../storage/sealed.ts';
import { openDatabase } from '../../storage/sqlite.ts';
import { type Entry, lastSeq, replay } from './console.ts';
import { addDirectory, type Directory, seedAccount } from './seed.ts';
import { type Serving, servedBy, servedMessage } from './served.ts';
import { createSchema, formatVersion, meta, openTables, type Tables } from './tables.ts';

/** A sandbox that is there and cannot be used. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
}

/** It is sound, and that of another account. */
export class OtherAccount extends SandboxError {}

/** It is sound, and another process serves it. */
export class ServedElsewhere extends SandboxError {}

export interface Store {
  readonly tables: Tables;
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
}

const imageIn = (directory: string) => path.join(directory, 'sandbox.db');
const journalIn = (directory: string) => path.join(directory, 'sandbox.journal');

/** True where something of a sandbox is kept. Nothing is, as long as nobody called it. */
export function hasStore(directory: string): boolean {
  return [imageIn(directory), journalIn(directory)].some((file) => fs.existsSync(file));
}

/** @throws SandboxError when the files are damaged, belong to another account, or are served. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { directory, account, clock, serving } = options;
  if (!serving) requireUnserved(directory);
  // The journal first: what becomes part of an image meanwhile is in that, and is skipped.
  const journal = readJournal(journalIn(directory));
  const image = readImage(directory);
  const tables = await tablesFrom(imageIn(directory), image);
  if (!image) seedAccount(tables, account, clock);
  try {
    requireAccount(tables, account, imageIn(directory));
    const replayed = replayJournal(tables, journal, journalIn(directory), image !== undefined);
    const added = addDirectory(tables, options);
    const store = storeOf(tables, directory, image === undefined || replayed || added);
    return serving === 'beside' ? { ...store, record: notHere } : store;
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

/** `stale`: the image on disk, if any, is not what the tables began as, so a journal cannot follow it. */
function storeOf(tables: Tables, directory: string, stale: boolean): Store {
  let journal: Journal | undefined;
  let closed = false;
  const saveImage = () => {
    removeLeftovers(imageIn(directory));
    writeAtomically(imageIn(directory), seal('sandbox', formatVersion, tables.image()));
    // From here on the image has all that the journal says; a kill in between leaves calls that are skipped.
    fs.rmSync(journalIn(directory), { force: true });
  };
  const start = (): Journal => {
    if (stale) saveImage();
    return openJournal(journalIn(directory));
  };
  return {
    tables,
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
      tables.close();
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
