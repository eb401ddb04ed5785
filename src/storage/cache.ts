/**
 * A file that only makes the next run faster. One that cannot be read, is damaged or was written by another build is
 * as good as none, and it can be deleted at any time. One line says what it is, and its checksum:
 *
 *     chatform cache 0.1.0-9f86d081 sha256:2c26…
 */
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { removeLeftovers } from './atomic.ts';
import { parseJson } from './parse.ts';

/** What this build last wrote to a file; undefined where that cannot be told. */
export function readCache(file: string, build: string): unknown {
  try {
    const text = fs.readFileSync(file, 'utf8');
    const end = text.indexOf('\n') + 1;
    const content = text.slice(end);
    return text.slice(0, end) === headOf(build, content) ? parseJson(content) : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces a file for this build to read. Where nothing can be written, nothing is. */
export function writeCache(file: string, build: string, value: unknown): void {
  const temporary = `${file}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    // Of one that was killed here. Who is at it just now keeps nothing, which does no harm.
    removeLeftovers(file);
    const content = JSON.stringify(value);
    // What a power cut leaves of it does not have the checksum: nothing waits for the disk.
    fs.writeFileSync(temporary, headOf(build, content) + content, { mode: 0o600, flag: 'wx' });
    fs.renameSync(temporary, file);
  } catch {
    discard(temporary);
  }
}

/** Removes a file, where there is one. */
export function dropCache(file: string): void {
  if (fs.existsSync(file)) discard(file);
}

function discard(file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch {
    // Then it is in nobody's way.
  }
}

function headOf(build: string, content: string): string {
  const start = `chatform cache ${build} sha256:`;
  return `${start}${createHash('sha256').update(start).update(content).digest('hex')}\n`;
}
