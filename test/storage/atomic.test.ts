import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { removeLeftovers, writeAtomically } from '../../src/storage/atomic.ts';
import { temporaryFolder } from '../support/temporary.ts';

const before = Buffer.from('the lobby has 3 channels');
const after = Buffer.from('the lobby has 4 channels');
const modeOf = (file: string) => (fs.statSync(file).mode & 0o777).toString(8);

afterEach(() => {
  vi.restoreAllMocks();
});

test('a new file and the folders above it are readable by their owner only', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, '.chatform/production/state.db');
  writeAtomically(file, after);
  expect(fs.readFileSync(file)).toEqual(after);
  expect(modeOf(file)).toBe('600');
  expect(modeOf(path.dirname(file))).toBe('700');
  expect(modeOf(path.join(folder, '.chatform'))).toBe('700');
});

test('a file is written in parts, each asked for when the one before it is in the temporary file', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'plan.json');
  fs.writeFileSync(file, before);
  const sizes: number[] = [];
  function* parts() {
    for (const text of ['the lobby ', 'has 4 ', 'channels']) {
      const [temporary = ''] = fs.readdirSync(folder).filter((name) => name.endsWith('.tmp'));
      sizes.push(fs.statSync(path.join(folder, temporary)).size);
      yield Buffer.from(text);
    }
    expect(fs.readFileSync(file)).toEqual(before);
  }
  writeAtomically(file, parts());
  expect(fs.readFileSync(file)).toEqual(after);
  expect([sizes, modeOf(file), fs.readdirSync(folder)]).toEqual([[0, 10, 16], '600', ['plan.json']]);
});

test('where a part cannot be made, the old file is there and nothing else', () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'plan.json');
  fs.writeFileSync(file, before);
  function* parts() {
    yield Buffer.from('the lobby ');
    throw new Error('no channels');
  }
  expect(() => writeAtomically(file, parts())).toThrow('no channels');
  expect([fs.readdirSync(folder), fs.readFileSync(file)]).toEqual([['plan.json'], before]);
});

test('a file is on disk before its name is, and its name before the call returns', () => {
  const file = path.join(temporaryFolder(), 'state.db');
  const calls: string[] = [];
  for (const name of ['writeSync', 'fsyncSync', 'renameSync'] as const) {
    const real = fs[name] as (...args: unknown[]) => unknown;
    vi.spyOn(fs, name).mockImplementation(((...args: unknown[]) => {
      calls.push(name);
      return real(...args);
    }) as never);
  }
  writeAtomically(file, after);
  expect(calls).toEqual(['writeSync', 'fsyncSync', 'renameSync', 'fsyncSync']);
});

test('a write that the system does in pieces is finished', () => {
  const file = path.join(temporaryFolder(), 'state.db');
  const real = fs.writeSync;
  vi.spyOn(fs, 'writeSync').mockImplementation(((opened: number, bytes: Uint8Array, offset: number) =>
    real(opened, bytes, offset, 1)) as typeof fs.writeSync);
  writeAtomically(file, after);
  expect(fs.readFileSync(file)).toEqual(after);
});

describe.each(['openSync', 'writeSync', 'fsyncSync', 'renameSync', 'linkSync'] as const)(
  'when %s fails',
  (name) => {
    test('the old file is as it was, and nothing is left beside it', () => {
      const folder = temporaryFolder();
      const file = path.join(folder, 'state.db');
      writeAtomically(file, before);
      vi.spyOn(fs, name).mockImplementation(() => {
        throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
      });
      expect(() => writeAtomically(file, after, { keep: path.join(folder, 'old.db') })).toThrow('ENOSPC');
      vi.restoreAllMocks();
      expect(fs.readFileSync(file)).toEqual(before);
      expect(fs.readdirSync(folder).filter((entry) => entry.endsWith('.tmp'))).toEqual([]);
    });
  },
);

describe('the old file', () => {
  const setUp = () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'state.db');
    writeAtomically(file, before);
    return { folder, file, keep: path.join(folder, 'generations/state.1.db') };
  };

  test('is kept where it is asked for, in a folder that is made for it', () => {
    const { file, keep } = setUp();
    writeAtomically(file, after, { keep });
    expect([fs.readFileSync(keep), fs.readFileSync(file)]).toEqual([before, after]);
  });

  test('may be kept already, by a writer that was killed before it was done', () => {
    const { file, keep } = setUp();
    fs.mkdirSync(path.dirname(keep));
    fs.linkSync(file, keep);
    writeAtomically(file, after, { keep });
    expect([fs.readFileSync(keep), fs.readFileSync(file)]).toEqual([before, after]);
  });

  test('never takes the place of another', () => {
    const { file, keep } = setUp();
    writeAtomically(keep, Buffer.from('another lobby'));
    expect(() => writeAtomically(file, after, { keep })).toThrow('is there already');
    expect(fs.readFileSync(keep, 'utf8')).toBe('another lobby');
    expect(fs.readFileSync(file)).toEqual(before);
  });

  test('is copied where the file system has no hard links', () => {
    const { file, keep } = setUp();
    vi.spyOn(fs, 'linkSync').mockImplementation(() => {
      throw Object.assign(new Error('EPERM: operation not permitted'), { code: 'EPERM' });
    });
    writeAtomically(file, after, { keep });
    expect([fs.readFileSync(keep), fs.readFileSync(file)]).toEqual([before, after]);
  });
});

test('what killed writers left behind is removed, and nothing else', () => {
  const folder = temporaryFolder();
  for (const name of ['state.db', 'state.db.4711.tmp', 'state.db.bak.tmp', 'sandbox.db.4711.tmp']) {
    fs.writeFileSync(path.join(folder, name), name);
  }
  removeLeftovers(path.join(folder, 'state.db'));
  expect(fs.readdirSync(folder).sort()).toEqual(['sandbox.db.4711.tmp', 'state.db', 'state.db.bak.tmp']);
});
