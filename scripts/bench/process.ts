/** Processes that are measured as a whole, each in an environment that has nothing of this one's. */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { Sample } from './samples.ts';

const measured = path.join(import.meta.dirname, 'measured.py');
const program = path.resolve(import.meta.dirname, '../../dist/chatform.js');

/** Where a process runs: `home` stands for the one of whoever runs it, with the caches there. */
export interface Place {
  readonly directory: string;
  readonly home: string;
}

/**
 * One process: its time, and the most memory that it held.
 * @throws Error when it does not end with the exit code that is expected
 */
export function run(command: readonly string[], { directory, home }: Place, expected = 0): Sample {
  const env = {
    PATH: process.env.PATH,
    HOME: home,
    // Terraform asks nobody whether there is a newer one, and takes no settings of a user.
    CHECKPOINT_DISABLE: '1',
    TF_CLI_CONFIG_FILE: '/dev/null',
  };
  // Isolated from packages of a user, which it would only look for.
  const child = spawnSync('python3', ['-I', measured, ...command], { cwd: directory, env, encoding: 'utf8' });
  if (child.error || child.status !== 0)
    throw new Error(`python3, which measures, failed: ${child.error?.message ?? child.stderr}`);
  const { status, seconds, bytes } = JSON.parse(child.stdout) as Record<string, number>;
  if (status !== expected || seconds === undefined || bytes === undefined)
    throw new Error(`${command.join(' ')} ended with ${status}, not ${expected}:\n${child.stderr}`);
  return { seconds, megabytes: bytes / 2 ** 20 };
}

/** The least that anything in Node takes. */
export function emptyNode(place: Place): Sample {
  return run([process.execPath, '-e', '0'], place);
}

export function chatform(line: string, place: Place, expected = 0): Sample {
  return run([process.execPath, program, ...line.split(' ')], place, expected);
}
