import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openJournal, readJournal } from '../../src/storage/journal.ts';
import { temporaryFolder } from '../support/temporary.ts';

const newJournal = () => path.join(temporaryFolder(), 'state.journal');
const arena = { channel: 'arena', seats: 8 };
const garden = { channel: 'garden', seats: 12 };
const attic = { channel: 'attic', seats: 2 };

async function written(file: string, ...entries: unknown[]): Promise<string> {
  const journal = openJournal(file);
  await journal.append(entries);
  journal.close();
  return file;
}

afterEach(() => {
  vi.restoreAllMocks();
});

test('a journal that is not there is told from an empty one', () => {
  const file = newJournal();
  expect(readJournal(file)).toBeUndefined();
  fs.writeFileSync(file, '');
  expect(readJournal(file)).toEqual({ entries: [] });
});

test('entries come back in their order, over several openings', async () => {
  const file = newJournal();
  await written(file, arena, garden);
  await written(file, attic);
  expect(readJournal(file)).toEqual({ entries: [arena, garden, attic] });
  expect((fs.statSync(file).mode & 0o777).toString(8)).toBe('600');
});

test('a line is checksum, number and JSON', async () => {
  const file = await written(newJournal(), arena);
  expect(fs.readFileSync(file, 'utf8')).toBe('95b08263 1 {"channel":"arena","seats":8}\n');
});

test('keys such as __proto__ are keys like any other', async () => {
  const file = await written(newJournal(), JSON.parse('{"__proto__":{"constructor":1}}'));
  const found = readJournal(file);
  const entry = found && 'entries' in found ? found.entries[0] : undefined;
  expect(Object.keys(entry ?? {})).toEqual(['__proto__']);
  expect('toString' in (entry as object)).toBe(false);
  expect(JSON.stringify(entry)).toBe('{"__proto__":{"constructor":1}}');
});

test('appends of one turn share one write and one sync', async () => {
  const file = newJournal();
  const journal = openJournal(file);
  const write = vi.spyOn(fs, 'writeSync');
  const sync = vi.spyOn(fs, 'fdatasyncSync');
  await Promise.all([journal.append([arena]), journal.append([garden]), journal.append([attic])]);
  expect([write.mock.calls.length, sync.mock.calls.length]).toEqual([1, 1]);
  journal.close();
  expect(readJournal(file)).toEqual({ entries: [arena, garden, attic] });
});

test('an append is not done before the sync', async () => {
  const journal = openJournal(newJournal());
  let synced = false;
  const real = fs.fdatasyncSync;
  vi.spyOn(fs, 'fdatasyncSync').mockImplementation((opened) => {
    real(opened);
    synced = true;
  });
  const seen = journal.append([arena]).then(() => synced);
  expect(synced).toBe(false);
  expect(await seen).toBe(true);
  journal.close();
});

test('a new file is made durable with its folder', () => {
  const file = newJournal();
  const synced: number[] = [];
  const real = fs.fsyncSync;
  vi.spyOn(fs, 'fsyncSync').mockImplementation((opened) => {
    synced.push(fs.fstatSync(opened).ino);
    real(opened);
  });
  openJournal(file).close();
  expect(synced).toEqual([fs.statSync(path.dirname(file)).ino]);
});

test('what waits is written at once when the process is about to end', async () => {
  const file = newJournal();
  const journal = openJournal(file);
  const done = journal.append([arena]);
  journal.flushSync();
  expect(readJournal(file)).toEqual({ entries: [arena] });
  await done;
  journal.close();
});

test('closing writes what waits, may be done twice, and ends the appending', async () => {
  const file = newJournal();
  const journal = openJournal(file);
  const done = journal.append([arena]);
  journal.close();
  journal.close();
  await done;
  expect(readJournal(file)).toEqual({ entries: [arena] });
  await expect(journal.append([garden])).rejects.toThrow('is closed');
});

test('after a failed write nothing is appended behind it', async () => {
  const file = newJournal();
  const journal = openJournal(file);
  await journal.append([arena]);
  const real = fs.writeSync;
  vi.spyOn(fs, 'writeSync').mockImplementationOnce(((opened: number, bytes: Uint8Array): number => {
    real(opened, bytes, 0, 5);
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  }) as typeof fs.writeSync);
  await expect(journal.append([garden])).rejects.toThrow('ENOSPC');
  await expect(journal.append([attic])).rejects.toThrow('ENOSPC');
  expect(() => journal.flushSync()).toThrow('ENOSPC');
  journal.close();
  expect(readJournal(file)).toEqual({ entries: [arena] });
});

test('a guard that throws before the write keeps it from being made', async () => {
  const file = newJournal();
  const journal = openJournal(file, () => {
    throw new Error('the lock is lost');
  });
  await expect(journal.append([arena])).rejects.toThrow('the lock is lost');
  journal.close();
  expect(readJournal(file)).toEqual({ entries: [] });
});

test('a guard that throws after the write keeps it from being reported as done', async () => {
  let calls = 0;
  const journal = openJournal(newJournal(), () => {
    if (++calls === 2) throw new Error('the lock is lost');
  });
  await expect(journal.append([arena])).rejects.toThrow('the lock is lost');
  journal.close();
});

describe('a write that was cut off', () => {
  test('at any byte leaves all entries before it, and is removed by the next writer', async () => {
    const file = await written(newJournal(), arena, garden);
    const whole = fs.readFileSync(file);
    const first = whole.indexOf('\n') + 1;
    for (let length = first; length < whole.length; length++) {
      fs.writeFileSync(file, whole.subarray(0, length));
      expect(readJournal(file)).toEqual({ entries: [arena] });
    }
    await written(file, attic);
    expect(readJournal(file)).toEqual({ entries: [arena, attic] });
  });

  test('in the first line leaves a journal without entries', async () => {
    const file = await written(newJournal(), arena);
    fs.truncateSync(file, 10);
    expect(readJournal(file)).toEqual({ entries: [] });
  });
});

describe('damage', () => {
  test('of any single bit is noticed', async () => {
    const file = await written(newJournal(), arena, garden, attic);
    const whole = fs.readFileSync(file);
    for (let place = 0; place < whole.length * 8; place++) {
      const flipped = Buffer.from(whole);
      flipped[place >> 3] = (flipped[place >> 3] ?? 0) ^ (1 << (place & 7));
      fs.writeFileSync(file, flipped);
      const found = readJournal(file);
      if (!found || !('problem' in found))
        expect.fail(`bit ${place & 7} of byte ${place >> 3} was not noticed`);
    }
  });

  test('is named with its line, and refused for writing', async () => {
    const file = await written(newJournal(), arena, garden, attic);
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('garden', 'Garden'));
    const problem = 'is damaged in line 2: it does not match its checksum and running number';
    expect(readJournal(file)).toEqual({ problem });
    const before = fs.readFileSync(file);
    expect(() => openJournal(file)).toThrow(`${file} ${problem}`);
    expect(fs.readFileSync(file)).toEqual(before);
  });

  test.each([
    ['a line that is missing', (lines: string[]) => [lines[0], lines[2]], 2],
    ['a line that is there twice', (lines: string[]) => [lines[0], lines[0], lines[1]], 2],
    ['lines that changed places', (lines: string[]) => [lines[1], lines[0]], 1],
    ['a line of something else', (lines: string[]) => [lines[0], 'hello'], 2],
    ['an empty line', (lines: string[]) => [lines[0], '', lines[1]], 2],
  ])('is %s', async (_title, change, line) => {
    const file = await written(newJournal(), arena, garden, attic);
    const lines = fs.readFileSync(file, 'utf8').split('\n').slice(0, -1);
    fs.writeFileSync(file, `${change(lines).join('\n')}\n`);
    expect(readJournal(file)).toEqual({
      problem: `is damaged in line ${line}: it does not match its checksum and running number`,
    });
  });
});
