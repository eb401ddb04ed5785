/**
 * System calls on the files of the state, and on a saved plan, that fail: one sentence, exit code 1, the old file or the
 * new one, and an ordinary apply afterwards that finishes what was begun.
 */
import fs from 'node:fs';
import path from 'node:path';
import type { Ended, Point } from './kill.ts';

type Failure = Extract<Point, { readonly environment: unknown }>;

/** What a call can fail with. */
function codesOf(name: string): readonly string[] {
  if (['write', 'fsync', 'fdatasync', 'ftruncate'].includes(name)) return ['ENOSPC', 'EIO'];
  if (['unlink', 'rm'].includes(name)) return ['EIO', 'EROFS', 'EACCES'];
  return ['ENOSPC', 'EIO', 'EROFS', 'EACCES'];
}

/** Every call of a run failing in every way: alone, and with all that come after it. */
export function failures(lines: readonly string[], only: string): Failure[] {
  return lines.flatMap((line, i) => {
    const [, name = ''] = line.split(' ');
    const at = { KILL_AT: String(i + 1), KILL_ONLY: only };
    return codesOf(name).flatMap((code): Failure[] => {
      const environment = { ...at, KILL_WITH: code };
      const half = {
        where: `${line}, ${code} after half of it`,
        environment: { ...environment, KILL_HALF: '1' },
      };
      return [
        { where: `${line}, ${code}`, environment },
        { where: `${line}, ${code} from then on`, environment: { ...environment, KILL_ON: '1' } },
        ...(name === 'write' ? [half] : []),
      ];
    });
  });
}

/** What is wrong with how a run ended whose system call failed. */
export function illToldBy({ code, signal, err }: Ended): string[] {
  const problems: string[] = [];
  if (signal !== null) problems.push(`ended by ${signal}`);
  // It was tried again, or done in another way: `tried` looks whether all is done.
  if (code === 0) return problems;
  if (code !== 1) problems.push(`ended with ${code}: ${err}`);
  if (/\n\s+at |This is a bug/.test(err)) problems.push(`said: ${err}`);
  const sentences = err.split('\n').filter((line) => line.startsWith('Error: '));
  if (sentences.length !== 1) problems.push(`said ${sentences.length} sentences: ${err}`);
  return problems;
}

/** Names that a run leaves in the folder of a state, and ought not to. */
export function litter(folder: string, { environment }: Failure): string[] {
  // Where nothing can be removed, it stays until the next run.
  if (environment.KILL_WITH !== 'ENOSPC') return [];
  return fs.existsSync(folder)
    ? fs.readdirSync(path.join(folder)).filter((name) => /\.tmp$|\.lock/.test(name))
    : [];
}
