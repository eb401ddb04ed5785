/** What a lock says, wherever it is kept: its holder, and what tells whether that process is still there. */
import { crc32 } from 'node:zlib';
import { isMap } from '../json.ts';
import { parseJson } from '../storage/parse.ts';
import { isGone, machineMark, markOf } from '../storage/process.ts';
import type { Held, Holder } from './store.ts';

export interface LockText {
  readonly holder: Holder;
  /** When its process started, as `/proc` has it; null where there is no `/proc`. */
  readonly startTime: string | null;
  /** Who sees that process, as `machineMark` has it; null where that is not known. */
  readonly machine: string | null;
}

/** The text of the lock of a holder in this process: a line of JSON. */
export function lockTextOf(holder: Holder): string {
  return textOf(holder, markOf(holder.pid).startTime, machineMark());
}

/** With a checksum: a number that was damaged is that of another process, which may have ended. */
function textOf(holder: object, startTime: unknown, machine: unknown): string {
  const content = { ...holder, startTime, machine };
  return `${JSON.stringify({ ...content, sum: crc32(JSON.stringify(content)) })}\n`;
}

const keysOfHolder = ['id', 'host', 'pid', 'since', 'command', 'version', 'by'];

/** What a lock says; undefined where it is damaged, or says something else. */
export function readLockText(text: string): LockText | undefined {
  try {
    const found = parseJson(text);
    if (!isMap(found)) return undefined;
    const { startTime, machine, sum, ...holder } = found;
    if (sum !== undefined && textOf(holder, startTime, machine) !== text) return undefined;
    if (Object.keys(holder).some((key) => !keysOfHolder.includes(key))) return undefined;
    const named = ['id', 'host', 'since', 'command', 'version'].every(
      (key) => typeof holder[key] === 'string',
    );
    // kill(2) takes 0 and negative numbers for groups of processes.
    if (!named || !Number.isSafeInteger(holder.pid) || Number(holder.pid) <= 0) return undefined;
    return {
      holder: holder as unknown as Holder,
      startTime: typeof startTime === 'string' ? startTime : null,
      machine: typeof machine === 'string' ? machine : null,
    };
  } catch {
    return undefined;
  }
}

/**
 * Whether the process of a holder is there, seen from `host`. Of one elsewhere nothing is known, and a name alone does
 * not tell that a host, or a container, is this one. `shared`: the lock is on a disk of this machine, so that a boot
 * that is over has ended its processes, and who says nothing of its machine is taken to be here.
 */
export function processOf(lock: LockText | undefined, host: string, shared = false): Held['process'] {
  if (lock?.holder.host !== host) return 'unknown';
  const [theirs, ours] = [lock.machine, machineMark()];
  const isHere = shared
    ? theirs === null || ours === null || namespaceIn(theirs) === namespaceIn(ours)
    : ours !== null && theirs === ours;
  if (!isHere) return 'unknown';
  return isGone({ pid: lock.holder.pid, startTime: lock.startTime }) ? 'gone' : 'running';
}

const namespaceIn = (machine: string) => machine.slice(machine.lastIndexOf(' ') + 1);
