/** The one writer of a state in files: appends go to the journal, and the end makes an image of them. */
import fs from 'node:fs';
import { codeOf, writeAtomically } from '../storage/atomic.ts';
import type { Cipher } from '../storage/encrypted.ts';
import { type Journal, openJournal } from '../storage/journal.ts';
import { sealOf } from '../storage/sealed.ts';
import { generationFile, pruneGenerations } from './generations.ts';
import { encodeState } from './image.ts';
import { type JournalHeader, journalFormat, linesOf } from './journal-lines.ts';
import { filesOf, type Loaded, sealOnDisk } from './load.ts';
import type { Lock } from './lock.ts';
import { type Entry, type State, withEntries } from './state.ts';
import { type Holder, type OpenedState, StateError, type Writer } from './store.ts';

export interface Place {
  readonly directory: string;
  readonly version: string;
  readonly lock: Lock;
  readonly holder: Holder;
  readonly cipher: Cipher | undefined;
}

/** What a session starts from: a state on disk, or one that is not written before the first append. */
export type Start = Pick<Loaded, 'state' | 'serial' | 'nextSerial' | 'seal'> & {
  readonly firstImage?: Uint8Array;
};

export function openSession(place: Place, start: Start): OpenedState {
  const { directory, version, lock, cipher } = place;
  const files = filesOf(directory);
  let state = start.state;
  let done: Entry[] = [];
  let journal: Journal | undefined;
  let seal = start.seal;
  let appended = false;
  let replaced = false;
  let closed = false;
  let settled: Promise<void> = Promise.resolve();
  let appendedCount = 0;

  const present = () => {
    if (done.length > 0) {
      state = withEntries({ ...state, serial: start.nextSerial, writtenBy: version }, done);
      done = [];
    }
    return state;
  };

  // A journal always has its image: the first one is written here, so that a session without entries leaves nothing.
  const begin = () => {
    requireLock(place);
    if (start.firstImage) {
      writeAtomically(files.image, start.firstImage, { guard: guardOf(place, seal) });
      seal = sealOf(start.firstImage);
    }
    return openJournal(files.journal, () => requireLock(place));
  };

  const write = async (entries: readonly Entry[]) => {
    const { lineage } = state;
    const header: JournalHeader = {
      format: journalFormat,
      lineage,
      serial: start.serial,
      writtenBy: version,
    };
    const lines = linesOf(entries, header, appendedCount, cipher);
    appendedCount += entries.length;
    try {
      if (journal) await journal.append(lines);
      else {
        journal = begin();
        await journal.append([header, ...lines]);
      }
    } catch (error) {
      throw asStateError(files.journal, error);
    }
    for (const entry of entries) done.push(entry);
    appended = true;
  };

  return {
    get state() {
      return present();
    },
    async append(entries) {
      if (closed || replaced) throw new StateError(`The state ${files.image} was closed already.`);
      if (entries.length === 0) return;
      const written = write(entries);
      // The journal settles appends in their order: the last one is the last to settle.
      settled = written.catch(() => undefined);
      await written;
    },
    async replace(content) {
      if (closed || appended || replaced)
        throw new StateError(`The state ${files.image} was closed or written already.`);
      replaced = true;
      const serial = Math.max(start.nextSerial, content.serial + 1);
      const next = { ...content, serial, writtenBy: version };
      const base = start.firstImage ? undefined : start.serial;
      try {
        await writeImage(place, { state: next, base, seal, writer: writerOf(place) });
      } catch (error) {
        throw asStateError(files.image, error);
      }
      state = next;
    },
    async close() {
      if (closed) return;
      closed = true;
      try {
        await settled;
        journal?.close();
        requireLock(place);
        const writer = writerOf(place);
        if (appended) await writeImage(place, { state: present(), base: start.serial, seal, writer });
        lock.release(journal && (() => removeJournal(directory)));
      } catch (error) {
        lock.release();
        throw asStateError(files.image, error);
      }
    },
  };
}

/** Writes a state as the next image, and keeps the present one, which must still be the one with this seal. */
export async function writeImage(
  place: Place,
  {
    state,
    base,
    seal,
    writer,
  }: { state: State; base: number | undefined; seal: string | undefined; writer?: Writer },
): Promise<string | undefined> {
  const { directory, cipher } = place;
  const bytes = await encodeState({ state, base, ...(writer && { writer }) }, cipher);
  const keep = base === undefined ? {} : { keep: generationFile(directory, base) };
  writeAtomically(filesOf(directory).image, bytes, { ...keep, guard: guardOf(place, seal) });
  pruneGenerations(directory);
  return sealOf(bytes);
}

/** Throws when the lock is not ours any more, or the image is not the one with this seal. */
function guardOf(place: Place, seal: string | undefined): () => void {
  return () => {
    requireLock(place);
    requireUnchanged(place.directory, seal);
  };
}

/** What the state says of its writer. */
export function writerOf({ holder: { id, host, since, command, by } }: Place): Writer {
  return { id, host, since, command, ...(by !== undefined && { by }) };
}

/** Removes a journal whose entries are in the image. Only where nobody can have begun one meanwhile: see `Lock`. */
export function removeJournal(directory: string): void {
  fs.rmSync(filesOf(directory).journal, { force: true });
}

/** @throws StateError when the lock is not ours any more */
export function requireLock({ directory, lock }: Place): void {
  if (lock.isOurs()) return;
  const { image, lock: file } = filesOf(directory);
  throw new StateError(
    `The lock ${file} was taken away while we were writing: somebody else may be writing ${image} now. Nothing more was written to it.`,
  );
}

function requireUnchanged(directory: string, seal: string | undefined): void {
  if (sealOnDisk(directory) === seal) return;
  const { image, journal } = filesOf(directory);
  throw new StateError(
    `The state ${image} was replaced while we had it open. It was left as it is; what was appended is in ${journal}.`,
  );
}

/** A failed system call, said of the state. */
export function asStateError(file: string, error: unknown): unknown {
  if (error instanceof StateError || codeOf(error) === undefined) return error;
  const isFull = ['ENOSPC', 'EDQUOT'].includes(codeOf(error) ?? '');
  const remedy = isFull ? '. Nothing that was recorded is lost: make room, and run it again' : '';
  const message = error instanceof Error ? error.message : String(error);
  return new StateError(`${file} cannot be written: ${message}${remedy}`, { cause: error });
}
