import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { fileStore } from '../../src/state/file.ts';
import { lockTextOf } from '../../src/state/lock-text.ts';
import { type Holder, StateError, StateLocked } from '../../src/state/store.ts';
import { bundle } from '../support/bundle.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { entries, holderOf, newState } from './contract.ts';

const setUp = () => {
  const directory = temporaryFolder();
  return {
    file: path.join(directory, 'state.lock'),
    store: fileStore({ directory, version: '0.1.0' }),
    directory,
  };
};

/** The ID of a process that has ended. */
const deadProcess = (): number => spawnSync(process.execPath, ['-e', '0']).pid;

const writeLock = (file: string, holder: Partial<Holder>, startTime: string | null = null) =>
  fs.writeFileSync(file, JSON.stringify({ ...holderOf('before'), ...holder, startTime }));

describe('a lock', () => {
  test('names its holder and the start of its process', async () => {
    const { file, store } = setUp();
    const session = await store.open(holderOf('apply-1'), newState);
    const { startTime, machine, sum, ...holder } = JSON.parse(fs.readFileSync(file, 'utf8'));
    expect(machine).toMatch(/^[0-9a-f-]{36} pid:\[\d+\]$/);
    expect(sum).toBeTypeOf('number');
    expect(holder).toEqual(holderOf('apply-1'));
    expect(startTime).toMatch(/^\d+$/);
    expect((fs.statSync(file).mode & 0o777).toString(8)).toBe('600');
    await session.close();
    expect(fs.existsSync(file)).toBe(false);
  });

  test('of a living process is respected', async () => {
    const { file, store } = setUp();
    writeLock(file, { pid: process.pid });
    const before = fs.readFileSync(file, 'utf8');
    await expect(store.open(holderOf('apply-1'), newState)).rejects.toThrow(
      `The state ${store.location} is locked by apply (process ${process.pid} on build-7, since 2026-03-01T08:00:00.000Z, lock before).`,
    );
    expect(fs.readFileSync(file, 'utf8')).toBe(before);
  });

  test("of a process of somebody else's is respected", async () => {
    const { file, store } = setUp();
    // Process 1 is always there.
    writeLock(file, { pid: 1 });
    await expect(store.open(holderOf('apply-1'), newState)).rejects.toBeInstanceOf(StateLocked);
  });

  test('of a process that is not seen from here is respected: a container of the same name has other processes', async () => {
    const { file, store } = setUp();
    const machine = '6f1c9b1e-0d53-4c8a-9d0e-2f6b6f0f7a11 pid:[1]';
    fs.writeFileSync(
      file,
      JSON.stringify({ ...holderOf('before'), pid: deadProcess(), startTime: null, machine }),
    );
    await expect(store.open(holderOf('apply-1'), newState)).rejects.toBeInstanceOf(StateLocked);
    expect(await store.held('build-7')).toMatchObject({ process: 'unknown' });
    expect((await store.unlock('before', 'build-7')).id).toBe('before');
  });

  test('of a process of before the machine was started again is taken over', async () => {
    const { file, store } = setUp();
    const { machine } = JSON.parse(lockTextOf(holderOf('before')));
    const before = machine.replace(/^\S+/, '6f1c9b1e-0d53-4c8a-9d0e-2f6b6f0f7a11');
    fs.writeFileSync(
      file,
      JSON.stringify({ ...holderOf('before'), pid: deadProcess(), startTime: null, machine: before }),
    );
    await (await store.open(holderOf('apply-1'), newState)).close();
  });

  test('of a dead process is taken over', async () => {
    const { file, store, directory } = setUp();
    writeLock(file, { pid: deadProcess() });
    const session = await store.open(holderOf('apply-1'), newState);
    expect(JSON.parse(fs.readFileSync(file, 'utf8')).id).toBe('apply-1');
    expect(fs.readdirSync(directory)).toEqual(['state.lock']);
    await session.close();
  });

  test('of a dead process on another host is respected: nobody can tell that it is dead', async () => {
    const { file, store } = setUp();
    writeLock(file, { pid: deadProcess(), host: 'laptop-3' });
    await expect(store.open(holderOf('apply-1'), newState)).rejects.toBeInstanceOf(StateLocked);
  });

  test.runIf(fs.existsSync('/proc/self/stat'))(
    'of a dead process whose number another one has now is taken over',
    async () => {
      const { file, store } = setUp();
      writeLock(file, { pid: process.pid }, '1');
      await (await store.open(holderOf('apply-1'), newState)).close();
      expect(fs.existsSync(file)).toBe(false);
    },
  );

  test('that was being taken over by a process that died at it is taken over', async () => {
    const { file, store, directory } = setUp();
    writeLock(file, { id: 'first', pid: deadProcess() });
    // Whoever takes a lock over first takes one that is named after what stands in it.
    const claim = `${file}.${createHash('sha256').update(fs.readFileSync(file)).digest('hex').slice(0, 16)}`;
    writeLock(claim, { id: 'second', pid: process.pid });
    await expect(store.open(holderOf('third'), newState)).rejects.toHaveProperty('holder.id', 'second');
    writeLock(claim, { id: 'second', pid: deadProcess() });
    const session = await store.open(holderOf('third'), newState);
    expect(fs.readdirSync(directory)).toEqual(['state.lock']);
    await session.close();
  });

  test.each([
    ['nothing', ''],
    ['half of a holder', '{"id":"apply-1","ho'],
    ['no holder', '[]'],
    ['a process number that means a group of processes', JSON.stringify({ ...holderOf('x'), pid: -1 })],
    ['process number 0', JSON.stringify({ ...holderOf('x'), pid: 0 })],
  ])('with %s in it is respected', async (_title, text) => {
    const { file, store } = setUp();
    fs.writeFileSync(file, text);
    await expect(store.open(holderOf('apply-1'), newState)).rejects.toThrow(
      `The state ${store.location} is locked, and its lock cannot be read.`,
    );
    expect(fs.readFileSync(file, 'utf8')).toBe(text);
  });

  test('is let go of when the state cannot be used', async () => {
    const { file, store } = setUp();
    fs.writeFileSync(store.location, 'not a state');
    await expect(store.open(holderOf('apply-1'), newState)).rejects.toBeInstanceOf(StateError);
    expect(fs.existsSync(file)).toBe(false);
  });
});

describe('a session whose lock was taken away', () => {
  const open = async () => {
    const { file, store, directory } = setUp();
    const session = await store.open(holderOf('apply-1'), newState);
    await session.append(entries.slice(0, 1));
    const files = () =>
      ['state.db', 'state.journal'].map((name) => fs.readFileSync(path.join(directory, name)));
    return { file, session, files };
  };

  test.each([
    ['removed', (file: string) => fs.unlinkSync(file)],
    ['replaced', (file: string) => writeLock(file, { id: 'apply-2' })],
  ])('appends nothing more, and writes no image, when it was %s', async (_title, take) => {
    const { file, session, files } = await open();
    const before = files();
    take(file);
    const there = fs.existsSync(file) && fs.readFileSync(file, 'utf8');
    await expect(session.append(entries.slice(1))).rejects.toThrow(/state\.lock was taken away/);
    await expect(session.close()).rejects.toBeInstanceOf(StateError);
    expect(files()).toEqual(before);
    expect(fs.existsSync(file) && fs.readFileSync(file, 'utf8')).toBe(there);
  });

  test('finds out at its end even when it has nothing to write', async () => {
    const { file, store } = setUp();
    const session = await store.open(holderOf('apply-1'), newState);
    writeLock(file, { id: 'apply-2' });
    await expect(session.close()).rejects.toThrow(/state\.lock was taken away/);
    expect(JSON.parse(fs.readFileSync(file, 'utf8')).id).toBe('apply-2');
  });

  test('finds out at its end too', async () => {
    const { file, session, files } = await open();
    const before = files();
    fs.unlinkSync(file);
    await expect(session.close()).rejects.toThrow(/state\.lock was taken away/);
    expect(files()).toEqual(before);
  });
});

describe('between the look at a lock and its removal', () => {
  /** When somebody claims the removal of a lock, its holder has just let go of it, and another one has it. */
  function changingHands(file: string): void {
    const link = fs.linkSync;
    vi.spyOn(fs, 'linkSync').mockImplementation((from, to) => {
      link(from, to);
      if (/state\.lock\.[\da-f]{16}$/.test(String(to))) writeLock(file, { id: 'apply-2' });
    });
    onTestFinished(() => {
      vi.restoreAllMocks();
    });
  }
  const idIn = (file: string) => JSON.parse(fs.readFileSync(file, 'utf8')).id;

  test('another one may have taken it: unlock leaves that one alone', async () => {
    const { file, store, directory } = setUp();
    writeLock(file, { id: 'apply-1' });
    changingHands(file);
    await expect(store.unlock('apply-1', 'laptop-3')).rejects.toThrow(
      'The lock was let go of meanwhile by apply. Nothing was taken away.',
    );
    expect([idIn(file), fs.readdirSync(directory)]).toEqual(['apply-2', ['state.lock']]);
  });

  test('another one may have taken it: the end of a session leaves that one alone', async () => {
    const { file, store, directory } = setUp();
    const session = await store.open(holderOf('apply-1'), newState);
    await session.append(entries.slice(0, 1));
    changingHands(file);
    await session.close();
    expect(idIn(file)).toBe('apply-2');
    // Nor is a journal removed, which may be that one's.
    expect(fs.readdirSync(directory)).toContain('state.journal');
  });

  test('somebody else may be about to remove it: unlock says which file keeps it from doing so', async () => {
    const { file, store } = setUp();
    writeLock(file, { id: 'apply-1' });
    const claim = `${file}.${createHash('sha256').update(fs.readFileSync(file)).digest('hex').slice(0, 16)}`;
    writeLock(claim, { id: 'apply-1' });
    await expect(store.unlock('apply-1', 'laptop-3')).rejects.toThrow(
      `The lock ${file} is being let go of, or taken away, just now. If nobody does so any more, remove ${claim}. It was left as it is.`,
    );
    expect(idIn(file)).toBe('apply-1');
  });
});

test.each([
  ['cut off', (text: string) => text.slice(0, -1)],
  ['changed in the number of its process', (text: string) => text.replace('"pid":', '"pid":1')],
])("a lock that was %s is nobody's to take over", async (_title, damage) => {
  const { file, store } = setUp();
  const session = await store.open({ ...holderOf('apply-1'), pid: deadProcess() }, newState);
  const text = damage(fs.readFileSync(file, 'utf8'));
  fs.writeFileSync(file, text);
  await expect(store.open(holderOf('apply-2'), newState)).rejects.toThrow('its lock cannot be read');
  await expect(session.close()).rejects.toThrow(/state\.lock was taken away/);
  expect(fs.readFileSync(file, 'utf8')).toBe(text);
});

test('of many who find a dead holder at once, one gets the lock: each in turn, until all have had it', async () => {
  const { directory } = setUp();
  const program = await bundle(path.join(import.meta.dirname, 'lock-child.ts'), temporaryFolder());
  const ids = Array.from({ length: 12 }, (_, i) => `apply-${i}`);
  const outputs = ids.map(
    (id) =>
      new Promise<string>((resolve, reject) => {
        const child = spawn(process.execPath, [program, directory, id], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        let output = '';
        child.stdout.on('data', (data) => {
          output += data;
        });
        child.on('close', () => resolve(output)).on('error', reject);
      }),
  );
  expect(await Promise.all(outputs)).toEqual(ids.map((id) => `${id}\n`));
});
