/**
 * The store that keeps a state in files of one folder:
 *
 *     state.db         the state, a sealed SQLite image, only ever replaced as a whole
 *     state.journal    what was appended since; there only while a run is under way, or after it was killed
 *     state.lock       who is writing
 *     generations/     the images before, by serial
 *     state.damaged-*  what was damaged when an earlier state was put in its place
 */
import fs from 'node:fs';
import { removeLeftovers } from '../storage/atomic.ts';
import type { Cipher } from '../storage/encrypted.ts';
import { history, readGeneration } from './generations.ts';
import { encodeState } from './image.ts';
import { filesOf, loadState } from './load.ts';
import { breakLock, type Lock, lockHeld, takeLock } from './lock.ts';
import { mend } from './mend.ts';
import { asStateError, openSession, type Place, removeJournal, type Start, writeImage } from './session.ts';
import type { State } from './state.ts';
import type { StateStore, Without } from './store.ts';

export interface FileStoreOptions {
  readonly directory: string;
  /** Of the chatform that writes. */
  readonly version: string;
  /** Undefined where nothing is encrypted. */
  readonly cipher?: Cipher;
}

/** The state kept in `directory`. */
export function fileStore({ directory, version, cipher }: FileStoreOptions): StateStore {
  const files = filesOf(directory);
  let last:
    | {
        readonly mark: string;
        readonly without: Without | undefined;
        readonly state: State | undefined;
      }
    | undefined;
  return {
    location: files.image,
    async read(without) {
      const mark = [files.image, files.journal].map(markOfFile).join(' ');
      if (last?.mark !== mark || last.without !== without)
        last = { mark, without, state: (await loadState(directory, cipher, without))?.state };
      return last.state;
    },
    async open(holder, initial) {
      let lock: Lock | undefined;
      try {
        lock = takeLock(files.lock, files.image, holder);
        const place = { directory, version, lock, holder, cipher };
        removeLeftovers(files.image);
        return openSession(place, await startFrom(place, initial));
      } catch (error) {
        lock?.release();
        throw asStateError(files.image, error);
      }
    },
    async history() {
      return history(directory, files.image, cipher);
    },
    async generation(serial) {
      return readGeneration(directory, files.image, serial, cipher);
    },
    async mend(serial, holder, consent, above = 0) {
      const lock = takeLock(files.lock, files.image, holder);
      try {
        return await mend({ directory, version, lock, holder, cipher }, serial, consent, above);
      } catch (error) {
        throw asStateError(files.image, error);
      } finally {
        lock.release();
      }
    },
    async held(host) {
      return lockHeld(files.lock, host);
    },
    async unlock(id, host) {
      return breakLock(files, id, host);
    },
  };
}

/** Tells a file from what it is once something was written to it, or it was replaced. */
function markOfFile(file: string): string {
  const stat = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
  return stat ? `${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}` : 'none';
}

/** What there is, with the journal of a killed run made an image of its own; or the state to begin with. */
async function startFrom(place: Place, initial: () => State): Promise<Start> {
  const loaded = await loadState(place.directory, place.cipher);
  if (!loaded) {
    const state = initial();
    const firstImage = await encodeState({ state, base: undefined }, place.cipher);
    return { state, serial: state.serial, nextSerial: state.serial + 1, seal: undefined, firstImage };
  }
  const { state, serial, nextSerial, unfinished } = loaded;
  const seal = unfinished ? await writeImage(place, { state, base: serial, seal: loaded.seal }) : loaded.seal;
  if (fs.existsSync(filesOf(place.directory).journal))
    place.lock.whileOurs(() => removeJournal(place.directory));
  return unfinished ? { state, serial: nextSerial, nextSerial: nextSerial + 1, seal } : { ...loaded, seal };
}
