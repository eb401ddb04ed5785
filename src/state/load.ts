/** Reads a state's files as they stand together: the image, and the journal of a run that did not end. */
import fs from 'node:fs';
import path from 'node:path';
import { isMap } from '../json.ts';
import { codeOf } from '../storage/atomic.ts';
import type { Cipher } from '../storage/encrypted.ts';
import { readJournal } from '../storage/journal.ts';
import { sealOf, sealOfFile } from '../storage/sealed.ts';
import { generations, soundGenerations } from './generations.ts';
import { decodeState, type StateImage } from './image.ts';
import { entriesIn, type JournalHeader, journalFormat } from './journal-lines.ts';
import { type Entry, type State, withEntries } from './state.ts';
import { StateDamaged, StateError, type Without } from './store.ts';

/** The names of the files in a state's directory. */
export function filesOf(directory: string): { image: string; journal: string; lock: string } {
  const file = (name: string) => path.join(directory, name);
  return { image: file('state.db'), journal: file('state.journal'), lock: file('state.lock') };
}

export interface Loaded {
  /** With what the journal has; its serial then is what the next image will get. */
  readonly state: State;
  /** The serial of the image itself. */
  readonly serial: number;
  /** The serial that the next image gets. */
  readonly nextSerial: number;
  /** The seal of the image, to notice when it is replaced. */
  readonly seal: string | undefined;
  /** True when the journal has entries that the image has not. */
  readonly unfinished: boolean;
}

/**
 * The state in a directory; undefined when there is none yet. Writes nothing. `without`: see `StateStore.read`.
 * @throws StateError
 */
export async function loadState(
  directory: string,
  cipher: Cipher | undefined,
  without?: Without,
): Promise<Loaded | undefined> {
  let previous: string | undefined;
  for (;;) {
    try {
      return await loadOnce(directory, cipher, without);
    } catch (error) {
      // A writer that ended meanwhile can make files look wrong together, but not twice in the same way.
      if (!(error instanceof StateError) || error.message === previous) throw error;
      previous = error.message;
    }
  }
}

// The order matters: a journal that is read before the image is never ahead of it.
async function loadOnce(
  directory: string,
  cipher: Cipher | undefined,
  without: Without | undefined,
): Promise<Loaded | undefined> {
  const files = filesOf(directory);
  const newestKept = newestGeneration(directory);
  const journal = readJournal(files.journal);
  const bytes = readImage(directory);
  if (bytes === undefined) {
    if (journal === undefined && newestKept === undefined) return undefined;
    const rest = journal ? 'its journal is still there' : 'its generations are still there';
    throw imageError(directory, `is missing, though ${rest}: somebody has removed it`);
  }
  const image = await decodeState(bytes, cipher, without);
  if ('problem' in image) {
    const { problem, newer, remedy } = image;
    if (newer || remedy !== undefined) throw leftError(directory, problem, remedy);
    throw imageError(directory, problem);
  }
  if (journal && 'problem' in journal) {
    throw journalError(directory, image.state.serial, `${journal.problem}.`);
  }
  const { header, entries } = pendingEntries(directory, image, journal?.entries ?? [], cipher);
  const { serial } = image.state;
  // After an old generation was put back, no serial is given out twice.
  const nextSerial = Math.max(serial, newestKept ?? serial) + 1;
  const loaded = { serial, nextSerial, seal: sealOf(bytes), unfinished: entries.length > 0 };
  if (!header || entries.length === 0) return { ...loaded, state: image.state };
  const state = { ...image.state, serial: nextSerial, writtenBy: header.writtenBy };
  return { ...loaded, state: withEntries(state, entries) };
}

/** The entries of a journal that its image has not: none when a run was killed after it wrote the image. */
function pendingEntries(
  directory: string,
  { state, base }: StateImage,
  lines: readonly unknown[],
  cipher: Cipher | undefined,
): { header?: JournalHeader; entries: readonly Entry[] } {
  if (lines.length === 0) return { entries: [] };
  const [header, ...rest] = lines;
  if (!isHeader(header)) throw journalError(directory, state.serial, 'is not the journal of a state.');
  if (header.format > journalFormat) throw newerJournal(directory, header.writtenBy);
  if (header.lineage === state.lineage && header.serial === state.serial) {
    const entries = entriesIn(rest, header, cipher);
    if ('problem' in entries) throw journalError(directory, state.serial, entries.problem);
    return { header, entries };
  }
  if (header.lineage === state.lineage && header.serial === base) return { entries: [] };
  const [of, is] = [header, state].map(({ lineage, serial }) => `serial ${serial} of lineage ${lineage}`);
  const generation = `generations/state.${header.serial}.db`;
  throw journalError(
    directory,
    state.serial,
    `continues ${of}, and state.db is ${is}: state.db was replaced. Put back ${generation} if the entries of the journal matter.`,
  );
}

function isHeader(value: unknown): value is JournalHeader {
  return (
    isMap(value) &&
    typeof value.format === 'number' &&
    typeof value.lineage === 'string' &&
    typeof value.serial === 'number' &&
    typeof value.writtenBy === 'string'
  );
}

function readImage(directory: string): Uint8Array | undefined {
  return ofImage(directory, (image) => fs.readFileSync(image));
}

/** The seal of the image that is there now; undefined when there is none. */
export function sealOnDisk(directory: string): string | undefined {
  return ofImage(directory, (image) => sealOfFile(image) ?? '');
}

/** What a state is, where its files say it all: undefined while it is written to, or after that was cut off. */
export function sealOfState(directory: string): string | undefined {
  return fs.existsSync(filesOf(directory).journal) ? undefined : sealOnDisk(directory) || undefined;
}

function ofImage<T>(directory: string, read: (image: string) => T): T | undefined {
  try {
    return read(filesOf(directory).image);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw imageError(directory, `cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

function newestGeneration(directory: string): number | undefined {
  try {
    return generations(directory)[0];
  } catch (error) {
    const { image } = filesOf(directory);
    throw new StateError(
      `The generations of ${image} cannot be read: ${error instanceof Error ? error.message : error}`,
    );
  }
}

/** Of a state that is not damaged, and cannot be read as things are. */
function leftError(directory: string, problem: string, remedy = 'Upgrade chatform to use it.'): StateError {
  const { image } = filesOf(directory);
  return new StateError(`The state ${image} ${problem}. ${remedy} It was left as it is.`);
}

function imageError(directory: string, problem: string): StateError {
  const { image } = filesOf(directory);
  const sound = soundGenerations(directory);
  const remedy =
    sound.length > 0
      ? `To go on from an earlier state, \`chatform state restore ${sound[0]}\` puts it in its place (kept: ${sound.join(', ')}).`
      : 'There is no generation of it to restore: put back a copy of your own, or move the files in its folder away and start anew with `chatform import`.';
  return new StateDamaged(`The state ${image} ${problem}. ${remedy} It was left as it is.`);
}

/** `serial`: of the image, which is sound. */
function journalError(directory: string, serial: number, problem: string): StateError {
  const { journal } = filesOf(directory);
  return new StateDamaged(
    `The journal ${journal} ${problem} To go on without what only the journal has, \`chatform state restore ${serial}\` puts it aside. It was left as it is.`,
  );
}

/** Nothing of it is damaged: a newer chatform goes on with it. */
function newerJournal(directory: string, writer: string): StateError {
  const { journal } = filesOf(directory);
  return new StateError(
    `The journal ${journal} is of a newer chatform, ${writer}: upgrade to use it. It was left as it is.`,
  );
}
