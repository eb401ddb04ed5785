/**
 * Files that are replaced as a whole: whoever reads one, after a kill or a power cut too, finds the old
 * bytes or the new ones. Nothing here keeps two writers apart; that is the lock's part.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const forOwner = { file: 0o600, folder: 0o700 };

/** The code of a failed system call, such as `ENOENT`; undefined for any other error. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

/** True when a link failed because the file system has no hard links. */
export function lacksLinks(error: unknown): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(codeOf(error) ?? '');
}

export interface Replacing {
  /** A path at which the old file stays; that it is there already, with the same bytes, is what a kill on the way left. */
  readonly keep?: string;
  /**
   * Throws when the file may not be replaced any more. It runs when the temporary file is there: who takes over after
   * it, and removes that (`removeLeftovers`) before it reads, is never written over.
   */
  readonly guard?: () => void;
}

/** All of a file, or its parts, each made when the one before it is written. */
export type Bytes = Uint8Array | Iterable<Uint8Array>;

/**
 * Replaces a file durably: 0600, its folder made with 0700 if missing.
 * @throws with the temporary file removed and the old file in place, unless the folder's own fsync failed
 */
export function writeAtomically(file: string, bytes: Bytes, { keep, guard }: Replacing = {}): void {
  const folder = path.dirname(file);
  makeFolder(folder);
  // Two machines that share a folder have processes of one number.
  const temporary = `${file}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    createFile(temporary, bytes);
    guard?.();
    if (keep !== undefined && fs.existsSync(file)) keepOld(file, keep);
    guard?.();
    fs.renameSync(temporary, file);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
  syncFolder(folder);
}

/** Writes a new file durably, except for its name; one of that name that was left behind goes first. */
export function createFile(file: string, bytes: Bytes): void {
  fs.rmSync(file, { force: true });
  const opened = fs.openSync(file, 'wx', forOwner.file);
  try {
    for (const part of bytes instanceof Uint8Array ? [bytes] : bytes) writeFully(opened, part);
    fs.fsyncSync(opened);
  } finally {
    fs.closeSync(opened);
  }
}

/** Writes all bytes: one call may write fewer than it was given. */
export function writeFully(opened: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += fs.writeSync(opened, bytes, done, bytes.length - done);
}

/** Makes a folder and those above it, readable by nobody else, so that they survive a power cut. */
export function makeFolder(folder: string): void {
  const first = fs.mkdirSync(folder, { recursive: true, mode: forOwner.folder });
  if (first === undefined) return;
  let made = path.resolve(folder);
  for (const top = path.dirname(path.resolve(first)); made !== top; made = path.dirname(made)) {
    syncFolder(path.dirname(made));
  }
}

/** Makes the names in a folder durable, where the system can do that for a folder. */
export function syncFolder(folder: string): void {
  try {
    const opened = fs.openSync(folder, 'r');
    try {
      fs.fsyncSync(opened);
    } finally {
      fs.closeSync(opened);
    }
  } catch (error) {
    if (!['EINVAL', 'ENOTSUP', 'EPERM', 'EISDIR'].includes(codeOf(error) ?? '')) throw error;
  }
}

/** Removes what killed writers of a file left beside it. Only for who keeps other writers away. */
export function removeLeftovers(file: string): void {
  const folder = path.dirname(file);
  if (!fs.existsSync(folder)) return;
  const prefix = `${path.basename(file)}.`;
  for (const name of fs.readdirSync(folder)) {
    if (name.startsWith(prefix) && /^\d+(-[\da-f]{8})?\.tmp$/.test(name.slice(prefix.length))) {
      fs.rmSync(path.join(folder, name), { force: true });
    }
  }
}

function keepOld(file: string, keep: string): void {
  makeFolder(path.dirname(keep));
  if (fs.existsSync(keep)) {
    if (fs.readFileSync(keep).equals(fs.readFileSync(file))) return;
    const message = `${keep} is there already, and is not a copy of ${file}`;
    throw Object.assign(new Error(message), { code: 'EEXIST' });
  }
  try {
    fs.linkSync(file, keep);
  } catch (error) {
    if (!lacksLinks(error)) throw error;
    writeAtomically(keep, fs.readFileSync(file));
    return;
  }
  syncFolder(path.dirname(keep));
}
