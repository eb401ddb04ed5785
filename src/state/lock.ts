/**
 * One writer at a time: a file that names its holder, linked into place whole, so that nobody sees half of it.
 *
 * The lock of a dead process is taken over. Two who find it dead at once must not both do so: who wants to
 * replace a lock, or to remove it, first takes a claim to that, named after what stands in the lock, then looks
 * again. The same text is there only if nobody has replaced or removed it, since whoever does holds the claim until
 * after it; so what is then replaced or removed is that lock, and never the one of who came next. A claim can be
 * left behind by a dead process too, and is taken over in the same way.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { codeOf, createFile, lacksLinks, makeFolder } from '../storage/atomic.ts';
import { readText } from '../storage/process.ts';
import { lockTextOf, processOf, readLockText } from './lock-text.ts';
import { type Held, type Holder, StateError, StateLocked } from './store.ts';

/** More than there can be processes that come and go while one waits. */
const MOST_ATTEMPTS = 100;

export interface Lock {
  /** False once somebody else has removed or replaced the file. Cheap; and a moment later it may be otherwise. */
  isOurs(): boolean;
  /** Does something only if it is ours, and so that nobody can take it away meanwhile, also if this takes long. */
  whileOurs(work: () => void): void;
  /** Removes the file, if it is ours; `last` is done before, as in `whileOurs`. Safe to call twice. */
  release(last?: () => void): void;
}

interface Wanted {
  readonly text: string;
  readonly holder: Holder;
  /** What the lock is on, for messages. */
  readonly location: string;
}

/** Takes the lock on `location` at `file`. @throws StateLocked */
export function takeLock(file: string, location: string, holder: Holder): Lock {
  makeFolder(path.dirname(file));
  const wanted = wantedBy(holder, location);
  const { text } = wanted;
  take(file, wanted);
  const isOurs = () => readText(file) === text;
  if (!isOurs()) throw new StateLocked(location, readLockText(readText(file) ?? '')?.holder);
  removeTraces(file, text);
  return {
    isOurs,
    whileOurs(work) {
      withClaim(file, text, wanted, work);
    },
    release(last) {
      if (isOurs()) release(file, wanted, last);
    },
  };
}

function wantedBy(holder: Holder, location: string): Wanted {
  return { text: lockTextOf(holder), holder, location };
}

function release(file: string, wanted: Wanted, last: (() => void) | undefined): void {
  const work = () => {
    try {
      last?.();
    } finally {
      fs.rmSync(file, { force: true });
    }
  };
  try {
    withClaim(file, wanted.text, wanted, work);
  } catch (error) {
    // Who has the claim is about to remove it for us.
    if (error instanceof StateLocked) return;
    // On a full disk nobody can make a claim.
    if (readText(file) !== wanted.text) throw error;
    work();
  }
}

/** Who holds the lock at `file`, seen from `host`; undefined when nobody does. Writes nothing. */
export function lockHeld(file: string, host: string): Held | undefined {
  const text = readText(file);
  if (text === undefined) return undefined;
  const read = readLockText(text);
  if (!read) return { holder: undefined, process: 'unknown' };
  return { holder: read.holder, process: processOf(read, host, true) };
}

/**
 * Removes the lock with this ID, and never that of who took it since.
 * @throws StateError when that is not the lock, StateLocked when its process runs on `host`
 */
export function breakLock(
  { image, lock }: { readonly image: string; readonly lock: string },
  id: string,
  host: string,
): Holder {
  const text = readText(lock);
  if (text === undefined) throw new StateError(`The state ${image} is not locked.`);
  const read = readLockText(text);
  if (!read) {
    throw new StateError(
      `The lock ${lock} cannot be read, so it has no ID. If nobody writes to the state, remove the file.`,
    );
  }
  const { holder } = read;
  if (holder.id !== id) {
    throw new StateError(
      `The lock has another ID, ${holder.id}: that of ${holder.command} (process ${holder.pid} on ${holder.host}, since ${holder.since}). It was left as it is.`,
    );
  }
  if (processOf(read, host, true) === 'running') throw new StateLocked(image, holder);
  const claimant = { ...holder, id: `unlock ${id}`, host, pid: process.pid, command: 'state unlock' };
  if (removed(lock, text, wantedBy(claimant, image))) return holder;
  throw new StateError(`The lock was let go of meanwhile by ${holder.command}. Nothing was taken away.`);
}

function removed(lock: string, text: string, wanted: Wanted): boolean {
  try {
    return withClaim(lock, text, wanted, () => fs.rmSync(lock));
  } catch (error) {
    if (!(error instanceof StateLocked)) throw error;
    throw new StateError(
      `The lock ${lock} is being let go of, or taken away, just now. If nobody does so any more, remove ${claimOn(lock, text)}. It was left as it is.`,
    );
  }
}

function take(file: string, wanted: Wanted): void {
  const temporary = `${file}.${nameOf(wanted.text)}.tmp`;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    try {
      createFile(temporary, Buffer.from(wanted.text));
      if (linkNew(temporary, file, wanted.text)) return;
      const found = readText(file);
      if (found === undefined) continue;
      const held = readLockText(found);
      if (processOf(held, wanted.holder.host, true) !== 'gone')
        throw new StateLocked(wanted.location, held?.holder);
      if (withClaim(file, found, wanted, () => fs.renameSync(temporary, file))) return;
    } catch (error) {
      // The new holder removes such temporary files of others: then it is there, and the next look finds it.
      if (codeOf(error) !== 'ENOENT') throw error;
    } finally {
      fs.rmSync(temporary, { force: true });
    }
  }
  throw new StateLocked(wanted.location, undefined);
}

const claimOn = (file: string, text: string) => `${file}.${nameOf(text)}`;

/**
 * Replaces or removes the file while nobody else can; false, and nothing is done, when this is not its text any more.
 * @throws StateLocked when somebody else is about to
 */
function withClaim(file: string, text: string, wanted: Wanted, work: () => void): boolean {
  const claim = claimOn(file, text);
  take(claim, wanted);
  try {
    if (readText(file) !== text) return false;
    work();
    return true;
  } finally {
    fs.rmSync(claim, { force: true });
  }
}

/** False when there is such a file already. */
function linkNew(temporary: string, file: string, text: string): boolean {
  try {
    fs.linkSync(temporary, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!lacksLinks(error)) throw error;
  }
  try {
    fs.writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * Removes what killed processes left on the way to the lock. Whoever is still on it finds ours and gives up; but a
 * claim to our own is somebody's who takes it away just now.
 */
function removeTraces(file: string, text: string): void {
  const prefix = `${path.basename(file)}.`;
  const own = path.basename(claimOn(file, text));
  for (const name of fs.readdirSync(path.dirname(file))) {
    if (name.startsWith(prefix) && !name.startsWith(own))
      fs.rmSync(path.join(path.dirname(file), name), { force: true });
  }
}

function nameOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
