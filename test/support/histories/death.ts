/**
 * The death of a process, inside this one: from its n-th file-system write on, nothing that it does reaches the
 * disk. What is in memory is thrown away by whoever runs it, as a kill would.
 *
 * `fsync` does nothing meanwhile: the machine stays up, so what was written is read again.
 */
import fs from 'node:fs';
import path from 'node:path';

/** What every write of a dead process meets. No error of a system call: nobody may take it for one. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

type Call = (...args: never[]) => unknown;
const names = [
  'openSync',
  'writeSync',
  'fsyncSync',
  'fdatasyncSync',
  'ftruncateSync',
  'renameSync',
  'linkSync',
  'unlinkSync',
  'rmSync',
  'mkdirSync',
  'writeFileSync',
] as const;

/** A process that can die, of which there is one after the other. */
export interface Mortal {
  /** From now on the writes count; it dies before the `at`-th, or with `half` in the middle of it. */
  arm(at: number, half: boolean): void;
  readonly isDead: boolean;
  /** A new process in its place. */
  revive(): void;
  /** The file system is as it was. */
  restore(): void;
}

/** Watches over the writes below a folder. */
export function mortalIn(folder: string): Mortal {
  const originals = new Map(names.map((name) => [name, fs[name] as unknown as Call]));
  const opened = new Set<number>();
  let left = Number.POSITIVE_INFINITY;
  let half = false;
  let dead = false;

  const isHere = (target: unknown) =>
    typeof target === 'number'
      ? opened.has(target)
      : typeof target === 'string' && path.resolve(target).startsWith(folder);

  const passes = (name: (typeof names)[number], args: readonly unknown[]): boolean => {
    if (!isHere(args[0]) || (name === 'openSync' && args[1] === 'r')) return true;
    if (dead) throw new Killed('it is dead');
    left -= 1;
    if (left > 0) return true;
    dead = true;
    if (half && name === 'writeSync') writeHalf(args);
    throw new Killed('killed');
  };
  const writeHalf = ([file, bytes, offset, length]: readonly unknown[]) => {
    const write = originals.get('writeSync') as unknown as (...args: unknown[]) => unknown;
    const from = typeof offset === 'number' ? offset : 0;
    const whole = typeof length === 'number' ? length : (bytes as Uint8Array).length - from;
    write(file, bytes, from, Math.floor(whole / 2));
  };

  for (const [name, original] of originals) {
    const watched = (...args: never[]): unknown => {
      passes(name, args);
      if (name === 'fsyncSync' || name === 'fdatasyncSync') return undefined;
      const result = original(...args);
      if (name === 'openSync' && isHere(args[0])) opened.add(result as number);
      return result;
    };
    Object.assign(fs, { [name]: watched });
  }
  return {
    arm(at, inTheMiddle) {
      left = at;
      half = inTheMiddle;
    },
    get isDead() {
      return dead;
    },
    revive() {
      dead = false;
      left = Number.POSITIVE_INFINITY;
      opened.clear();
    },
    restore() {
      Object.assign(fs, Object.fromEntries(originals));
    },
  };
}
