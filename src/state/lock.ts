/**
 * One writer at a time: a file that names its holder, linked into place whole, so that nobody sees half of it.
 *
 * The lock of a dead process is taken over. Two who find it dead at once must not both do so: who wants to
 * replace it first takes a lock on the replacing, named after what is to be replaced, then looks again. It
 * sees the same dead holder only if nobody has replaced it, since whoever does holds that second lock until
 * after it. The second lock can be left behind by a dead process too, and is taken over in the same way.
 */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { isMap } from '../json.ts';
import { codeOf, createFile, lacksLinks, makeFolder } from '../storage/atomic.ts';
import { parseJson } from '../storage/parse.ts';
import { isGone, markOf, readText } from '../storage/process.ts';
import { type Held, type Holder, StateError, StateLocked } from './store.ts';

/** More than there can be processes that come and go while one waits. */
const MOST_ATTEMPTS = 100;

export interface Lock {
  /** False once somebody else has removed or replaced the file. Cheap. */
  isOurs(): boolean;
  /** Removes the file, if it is ours. */
  release(): void;
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
  const text = `${JSON.stringify({ ...holder, startTime: markOf(holder.pid).startTime })}\n`;
  take(file, { text, holder, location });
  const isOurs = () => readText(file) === text;
  if (!isOurs()) throw new StateLocked(location, parseHeld(readText(file) ?? '')?.holder);
  removeTraces(file);
  return {
    isOurs,
    release() {
      if (isOurs()) fs.unlinkSync(file);
    },
  };
}

/** Who holds the lock at `file`, seen from `host`; undefined when nobody does. Writes nothing. */
export function lockHeld(file: string, host: string): Held | undefined {
  const text = readText(file);
  if (text === undefined) return undefined;
  const read = parseHeld(text);
  if (!read) return { holder: undefined, process: 'unknown' };
  const isHere = read.holder.host === host;
  return { holder: read.holder, process: !isHere ? 'unknown' : isDead(read, host) ? 'gone' : 'running' };
}

/**
 * Removes the lock with this ID. Between the look and the removal its holder may end and another one take the
 * lock: that one then writes nothing, since a session looks for its own lock before each write.
 * @throws StateError when that is not the lock, StateLocked when its process runs on `host`
 */
export function breakLock(
  { image, lock }: { readonly image: string; readonly lock: string },
  id: string,
  host: string,
): Holder {
  const held = lockHeld(lock, host);
  if (!held) throw new StateError(`The state ${image} is not locked.`);
  const { holder } = held;
  if (!holder) {
    throw new StateError(
      `The lock ${lock} cannot be read, so it has no ID. If nobody writes to the state, remove the file.`,
    );
  }
  if (holder.id !== id) {
    throw new StateError(
      `The lock has another ID, ${holder.id}: that of ${holder.command} (process ${holder.pid} on ${holder.host}, since ${holder.since}). It was left as it is.`,
    );
  }
  if (held.process === 'running') throw new StateLocked(image, holder);
  fs.rmSync(lock, { force: true });
  return holder;
}

function take(file: string, wanted: Wanted): void {
  const temporary = `${file}.${nameOf(wanted.text)}.tmp`;
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    try {
      createFile(temporary, Buffer.from(wanted.text));
      if (linkNew(temporary, file, wanted.text)) return;
      const found = readText(file);
      if (found === undefined) continue;
      const held = parseHeld(found);
      if (!held || !isDead(held, wanted.holder.host)) throw new StateLocked(wanted.location, held?.holder);
      if (replace(file, found, temporary, wanted)) return;
    } catch (error) {
      // The new holder removes such temporary files of others: then it is there, and the next look finds it.
      if (codeOf(error) !== 'ENOENT') throw error;
    } finally {
      fs.rmSync(temporary, { force: true });
    }
  }
  throw new StateLocked(wanted.location, undefined);
}

/** Puts our lock in the place of a dead one, if that is still there. */
function replace(file: string, dead: string, temporary: string, wanted: Wanted): boolean {
  const claim = `${file}.${nameOf(dead)}`;
  take(claim, wanted);
  try {
    if (readText(file) !== dead) return false;
    fs.renameSync(temporary, file);
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

/** Removes what killed processes left on the way to the lock. Whoever is still on it finds ours and gives up. */
function removeTraces(file: string): void {
  const prefix = `${path.basename(file)}.`;
  for (const name of fs.readdirSync(path.dirname(file))) {
    if (name.startsWith(prefix)) fs.rmSync(path.join(path.dirname(file), name), { force: true });
  }
}

interface Read {
  readonly holder: Holder;
  /** When its process started, as `/proc` has it; null where there is no `/proc`. */
  readonly startTime: string | null;
}

function isDead({ holder, startTime }: Read, host: string): boolean {
  return holder.host === host && isGone({ pid: holder.pid, startTime });
}

function parseHeld(text: string): Read | undefined {
  try {
    const found = parseJson(text);
    if (!isMap(found)) return undefined;
    const { startTime, ...holder } = found;
    const named = ['id', 'host', 'since', 'command', 'version'].every(
      (key) => typeof holder[key] === 'string',
    );
    // kill(2) takes 0 and negative numbers for groups of processes.
    if (!named || !Number.isSafeInteger(holder.pid) || Number(holder.pid) <= 0) return undefined;
    return {
      holder: holder as unknown as Holder,
      startTime: typeof startTime === 'string' ? startTime : null,
    };
  } catch {
    return undefined;
  }
}

function nameOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
