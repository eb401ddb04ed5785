/**
 * Who serves a sandbox. It keeps the tables in memory and writes beside them, so nobody else may have the files
 * meanwhile: `sandbox.served` names the process and where it listens. The file of a process that has ended means
 * nothing.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isMap } from '../../json.ts';
import { codeOf, makeFolder, writeAtomically } from '../../storage/atomic.ts';
import { parseJson } from '../../storage/parse.ts';
import { isGone, markOf, type ProcessMark, readText } from '../../storage/process.ts';

/** What the file says. */
export interface Served extends ProcessMark {
  readonly host: string;
  /** `http://127.0.0.1:8700`; empty while it only starts. */
  readonly url: string;
}

/** The right to serve the sandbox of a folder. */
export interface Serving {
  /** Says where it is served. */
  at(url: string): void;
  /** Ends it. Safe to call twice. */
  release(): void;
}

const fileIn = (directory: string) => path.join(directory, 'sandbox.served');

/**
 * Takes the right to serve the sandbox of a folder; gives who has it where it is taken. Two who find the file of a
 * process that has ended must not both replace it: call it under the lock of the state.
 */
export function claimServing(directory: string): Serving | Served {
  const file = fileIn(directory);
  makeFolder(directory);
  const other = servedBy(directory);
  if (other) return other;
  fs.rmSync(file, { force: true });
  const textOf = (url: string) =>
    `${JSON.stringify({ ...markOf(process.pid), host: os.hostname(), url } satisfies Served)}\n`;
  let text = textOf('');
  try {
    fs.writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    const winner = codeOf(error) === 'EEXIST' ? servedBy(directory) : undefined;
    if (winner) return winner;
    throw error;
  }
  return {
    at(url) {
      text = textOf(url);
      writeAtomically(file, Buffer.from(text));
    },
    release() {
      if (readText(file) === text) fs.rmSync(file, { force: true });
    },
  };
}

/** Who serves the sandbox of a folder; undefined where nobody does. */
export function servedBy(directory: string): Served | undefined {
  const text = readText(fileIn(directory));
  const served = text === undefined ? undefined : parse(text);
  if (!served) return undefined;
  return served.host === os.hostname() && isGone(served) ? undefined : served;
}

/** A file that nobody can read is what a full disk left of one: whoever wrote it never served. */
function parse(text: string): Served | undefined {
  try {
    const found = parseJson(text);
    if (!isMap(found)) return undefined;
    const { pid, startTime, host, url } = found;
    // kill(2) takes 0 and negative numbers for groups of processes.
    if (!Number.isSafeInteger(pid) || Number(pid) <= 0) return undefined;
    if (typeof host !== 'string' || typeof url !== 'string') return undefined;
    return { pid: Number(pid), startTime: typeof startTime === 'string' ? startTime : null, host, url };
  } catch {
    return undefined;
  }
}

/** Why a sandbox cannot be opened, and what to do. */
export function servedMessage({ pid, host, url }: Served): string {
  const where = url === '' ? '' : ` at ${url}`;
  const process = host === os.hostname() ? `process ${pid}` : `process ${pid} on ${host}`;
  const instead = url === '' ? '' : `: set \`console: {type: tencent, endpoint: ${url}}\`, or stop it`;
  return `The sandbox is served${where} by ${process}${instead}.`;
}
