/**
 * An append-only file of JSON lines beside an image: it makes a write durable in a fraction of the time
 * that the whole image takes.
 *
 *     a1b2c3d4 1 {"type":"bind","address":"apps.support","id":"1400000001"}
 *
 * A line is the CRC-32 of the rest, its running number from 1, and an entry. A line without its newline is
 * a write that was cut off before anybody was told that it is done: it is left out. Anything else that
 * does not check out is damage.
 */
import fs from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { codeOf, makeFolder, syncFolder, writeFully } from './atomic.ts';
import { parseJson } from './parse.ts';

const NEWLINE = 0x0a;

export interface Journal {
  /**
   * Resolves when the entries would survive a power cut. Appends of one turn of the event loop share one
   * write. After a failed write nothing can be appended any more: all further calls reject with its error.
   */
  append(entries: readonly unknown[]): Promise<void>;
  /** Writes what is waiting now, for the end of a process. @throws what the write failed with */
  flushSync(): void;
  /** Writes what is waiting and lets go of the file. Safe to call twice. */
  close(): void;
}

/** All entries of a journal; or what is wrong with it, to be put after its name; undefined: no such file. */
export function readJournal(file: string): { entries: unknown[] } | { problem: string } | undefined {
  let bytes: Buffer;
  try {
    bytes = fs.readFileSync(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    return { problem: `cannot be read: ${error instanceof Error ? error.message : error}` };
  }
  const parsed = parse(bytes);
  return 'problem' in parsed ? parsed : { entries: parsed.entries };
}

/**
 * Opens a journal for writing, behind the entries that it has; a write that was cut off is removed.
 * `guard` runs before each write and again before it is reported as done: when it throws, it is not done.
 * @throws Error when the journal is damaged
 */
export function openJournal(file: string, guard: () => void = () => undefined): Journal {
  const { opened, count } = openForAppending(file);
  let number = count;
  let waiting: { lines: string; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let failure: Error | undefined;
  let closed = false;

  const write = () => {
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    try {
      if (failure) throw failure;
      guard();
      writeFully(opened, Buffer.from(group.map(({ lines }) => lines).join('')));
      fs.fdatasyncSync(opened);
      guard();
      for (const { resolve } of group) resolve();
    } catch (error) {
      // What is on disk now is not known: a later entry might come to stand behind half of this one.
      failure = error instanceof Error ? error : new Error(String(error));
      for (const { reject } of group) reject(failure);
    }
  };

  return {
    async append(entries) {
      if (closed) throw new Error(`${file} is closed`);
      if (entries.length === 0) return;
      const texts = entries.map((entry) => JSON.stringify(entry) ?? 'null');
      const lines = texts.map((text) => lineOf(++number, text)).join('');
      await new Promise<void>((resolve, reject) => {
        if (waiting.push({ lines, resolve, reject }) === 1) setImmediate(write);
      });
    },
    flushSync() {
      write();
      if (failure) throw failure;
    },
    close() {
      if (closed) return;
      closed = true;
      write();
      fs.closeSync(opened);
    },
  };
}

function openForAppending(file: string): { opened: number; count: number } {
  makeFolder(path.dirname(file));
  const existing = fs.existsSync(file) ? fs.readFileSync(file) : undefined;
  const parsed = parse(existing ?? Buffer.alloc(0));
  if ('problem' in parsed) throw new Error(`${file} ${parsed.problem}`);
  const opened = fs.openSync(file, 'a', 0o600);
  try {
    if (existing === undefined) syncFolder(path.dirname(file));
    else if (parsed.length < existing.length) {
      fs.ftruncateSync(opened, parsed.length);
      fs.fsyncSync(opened);
    }
  } catch (error) {
    fs.closeSync(opened);
    throw error;
  }
  return { opened, count: parsed.entries.length };
}

function lineOf(number: number, text: string): string {
  return `${checksum(`${number} ${text}`)} ${number} ${text}\n`;
}

function checksum(content: string | Uint8Array): string {
  return crc32(content).toString(16).padStart(8, '0');
}

/** The entries, and how many bytes they take: what comes behind was cut off. */
function parse(bytes: Buffer): { entries: unknown[]; length: number } | { problem: string } {
  const entries: unknown[] = [];
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
    const text = textOf(bytes.subarray(start, end), entries.length + 1);
    if (text === undefined) return damage(entries.length + 1);
    entries.push(parseJson(text));
    start = end + 1;
  }
  // A whole line with something else for its newline was not cut off: it was changed.
  if (textOf(bytes.subarray(start, -1), entries.length + 1) !== undefined) return damage(entries.length + 1);
  return { entries, length: start };
}

/** The JSON of a line without its newline; undefined when it does not check out. */
function textOf(line: Buffer, number: number): string | undefined {
  const content = line.subarray(9);
  const start = `${number} `;
  if (line.toString('latin1', 0, 9 + start.length) !== `${checksum(content)} ${start}`) return undefined;
  return content.toString('utf8', start.length);
}

function damage(line: number): { problem: string } {
  return { problem: `is damaged in line ${line}: it does not match its checksum and running number` };
}
