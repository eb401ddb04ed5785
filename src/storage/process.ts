/** Whether a process that left its number in a file is still there. */
import fs from 'node:fs';
import { codeOf } from './atomic.ts';

/** A process, and when it started, as `/proc` has it; null where there is no `/proc`. */
export interface ProcessMark {
  readonly pid: number;
  readonly startTime: string | null;
}

/** The mark of a process that is there. */
export function markOf(pid: number): ProcessMark {
  return { pid, startTime: processAt(pid)?.startTime ?? null };
}

/** True when the process has ended, or another one has its number now. Only for marks made on this host. */
export function isGone({ pid, startTime }: ProcessMark): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, and is somebody else's.
    if (codeOf(error) === 'ESRCH') return true;
  }
  const present = processAt(pid);
  if (!present) return false;
  // Ended and not yet waited for, or another process that got the same number.
  return 'ZX'.includes(present.state) || (startTime !== null && present.startTime !== startTime);
}

/** State letter and start time (ticks since boot) of a process: fields 3 and 22 of proc(5); undefined without. */
function processAt(pid: number): { state: string; startTime: string } | undefined {
  const text = readText(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The name before may hold spaces and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, startTime] = [fields[0], fields[19]];
  return state && startTime ? { state, startTime } : undefined;
}

/** The text of a file; undefined where there is none. */
export function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    // ESRCH: what /proc answers for a process that ends just now.
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ESRCH') return undefined;
    throw error;
  }
}

/**
 * What tells those who see the same processes as this one: the boot, and the PID namespace (namespaces(7)). Two hosts,
 * and two containers, of one name have different ones. Null where there is no `/proc`.
 */
export function machineMark(): string | null {
  try {
    const boot = fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${fs.readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}
