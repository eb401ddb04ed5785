import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fileStore } from '../../src/state/file.ts';
import type { Entry } from '../../src/state/state.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { entries, holderOf, newState, stateStoreContract, textOf } from './contract.ts';

stateStoreContract('file', () => {
  const directory = path.join(temporaryFolder(), '.chatform/default');
  return () => fileStore({ directory, version: '0.1.0' });
});

afterEach(() => {
  vi.restoreAllMocks();
});

const storeIn = (directory: string, version = '0.1.0') => fileStore({ directory, version });
const bind = (id: number): Entry => ({
  type: 'bind',
  address: 'apps.support',
  id: String(1_400_000_000 + id),
});

/** Sessions that end as they should, each appending one entry. */
async function write(directory: string, ...added: Entry[]): Promise<void> {
  for (const entry of added) {
    const session = await storeIn(directory).open(holderOf('writer'), newState);
    await session.append([entry]);
    await session.close();
  }
}

/** What a session leaves behind that is killed after its entries were appended. */
async function killed(directory: string, ...added: Entry[]): Promise<void> {
  const session = await storeIn(directory).open(holderOf('killed'), newState);
  await session.append(added);
  const left = path.join(temporaryFolder(), 'left');
  fs.cpSync(directory, left, { recursive: true });
  await session.close();
  fs.rmSync(directory, { recursive: true });
  fs.cpSync(left, directory, { recursive: true });
  fs.unlinkSync(path.join(directory, 'state.lock'));
}

const names = (directory: string) => fs.readdirSync(directory).sort();
const numberOf = async (directory: string) => (await storeIn(directory).read())?.bindings.get('apps.support');

describe('the files of a state', () => {
  test('are the image and its generations once a session has ended, for their owner only', async () => {
    const directory = temporaryFolder();
    await write(directory, bind(1));
    expect(names(directory)).toEqual(['generations', 'state.db']);
    expect((fs.statSync(path.join(directory, 'state.db')).mode & 0o777).toString(8)).toBe('600');
    expect((fs.statSync(path.join(directory, 'generations')).mode & 0o777).toString(8)).toBe('700');
  });

  test('are joined by lock and journal while a session is under way', async () => {
    const directory = temporaryFolder();
    const session = await storeIn(directory).open(holderOf('writer'), newState);
    expect(names(directory)).toEqual(['state.lock']);
    await session.append([bind(1)]);
    expect(names(directory)).toEqual(['state.db', 'state.journal', 'state.lock']);
    await session.close();
  });

  test('are not touched by reading', async () => {
    const directory = temporaryFolder();
    await killed(directory, bind(1));
    for (const name of [
      'writeSync',
      'mkdirSync',
      'renameSync',
      'unlinkSync',
      'rmSync',
      'linkSync',
    ] as const) {
      vi.spyOn(fs, name).mockImplementation(() => {
        throw new Error(`${name} while reading`);
      });
    }
    expect(await numberOf(directory)).toBe('1400000001');
    expect(await storeIn(path.join(directory, 'nowhere')).read()).toBeUndefined();
  });

  test('name the version that wrote them', async () => {
    const directory = temporaryFolder();
    await write(directory, bind(1));
    const session = await storeIn(directory, '0.2.0').open(holderOf('newer'), newState);
    await session.append([bind(2)]);
    expect((await storeIn(directory).read())?.writtenBy).toBe('0.2.0');
    await session.close();
    expect((await storeIn(directory).read())?.writtenBy).toBe('0.2.0');
  });
});

describe('generations', () => {
  test('are the last 20 states before the present one', async () => {
    const directory = temporaryFolder();
    await write(directory, ...Array.from({ length: 25 }, (_, i) => bind(i + 1)));
    const kept = fs.readdirSync(path.join(directory, 'generations'));
    expect(kept.sort()).toEqual(Array.from({ length: 20 }, (_, i) => `state.${i + 5}.db`).sort());
    expect((await storeIn(directory).read())?.serial).toBe(25);
  });

  test('can be put back by copying, and what follows gets a serial of its own', async () => {
    const directory = temporaryFolder();
    await write(directory, bind(1), bind(2), bind(3), bind(4));
    fs.copyFileSync(path.join(directory, 'generations/state.2.db'), path.join(directory, 'state.db'));
    expect(await numberOf(directory)).toBe('1400000002');
    await write(directory, bind(5));
    expect(await numberOf(directory)).toBe('1400000005');
    expect((await storeIn(directory).read())?.serial).toBe(4);
    expect(fs.readdirSync(path.join(directory, 'generations')).sort()).toEqual(
      [0, 1, 2, 3].map((serial) => `state.${serial}.db`),
    );
  });
});

describe('a journal', () => {
  test('that a killed session left is part of the state, which has the next serial', async () => {
    const directory = temporaryFolder();
    await write(directory, bind(1));
    await killed(directory, bind(2), ...entries.slice(1));
    const state = await storeIn(directory).read();
    expect(state?.serial).toBe(2);
    expect(state?.bindings.get('apps.support')).toBe('1400000002');
    expect(state?.intents.has('call-1')).toBe(true);
  });

  test('that a killed session left becomes an image of its own with the next session', async () => {
    const directory = temporaryFolder();
    await write(directory, bind(1));
    await killed(directory, bind(2));
    const before = textOf(await storeIn(directory).read());
    const session = await storeIn(directory).open(holderOf('next'), newState);
    expect(textOf(session.state)).toBe(before);
    await session.close();
    expect(names(directory)).toEqual(['generations', 'state.db']);
    expect(textOf(await storeIn(directory).read())).toBe(before);
    await write(directory, bind(3));
    expect((await storeIn(directory).read())?.serial).toBe(3);
  });

  test('that is cut off in its last line is a state without that entry', async () => {
    const directory = temporaryFolder();
    await killed(directory, bind(1), bind(2));
    const file = path.join(directory, 'state.journal');
    fs.truncateSync(file, fs.statSync(file).size - 1);
    expect(await numberOf(directory)).toBe('1400000001');
    await write(directory, { type: 'bind', address: 'apps.lobby', id: '1400000009' });
    expect(await numberOf(directory)).toBe('1400000001');
  });

  test('that was cut off before its first entry is a state as the image has it', async () => {
    const directory = temporaryFolder();
    await write(directory, bind(1));
    fs.writeFileSync(path.join(directory, 'state.journal'), '00000000 1 {"lin');
    expect((await storeIn(directory).read())?.serial).toBe(1);
    await write(directory, bind(2));
    expect((await storeIn(directory).read())?.serial).toBe(2);
  });

  test('whose entries are in the image already is left out', async () => {
    const directory = temporaryFolder();
    const session = await storeIn(directory).open(holderOf('writer'), newState);
    await session.append([bind(1), ...entries]);
    const journal = fs.readFileSync(path.join(directory, 'state.journal'));
    await session.append([bind(2)]);
    await session.close();
    const before = textOf(await storeIn(directory).read());
    fs.writeFileSync(path.join(directory, 'state.journal'), journal);
    expect(textOf(await storeIn(directory).read())).toBe(before);
    await write(directory, { type: 'settle', id: 'call-1' });
    expect(names(directory)).toEqual(['generations', 'state.db']);
    expect(await numberOf(directory)).toBe('1400000002');
  });
});

describe('a reader beside a writer', () => {
  const imageOf = (directory: string) => path.join(directory, 'state.db');
  const journalOf = (directory: string) => path.join(directory, 'state.journal');

  test('sees all entries when the session ends between its look at the journal and at the image', async () => {
    const directory = temporaryFolder();
    await write(directory, bind(1));
    await killed(directory, bind(2));
    const ended = path.join(temporaryFolder(), 'ended');
    fs.cpSync(directory, ended, { recursive: true });
    await (await storeIn(ended).open(holderOf('writer'), newState)).close();
    const read = fs.readFileSync;
    vi.spyOn(fs, 'readFileSync').mockImplementation(((file: string, ...rest: []) => {
      const content = read(file, ...rest);
      if (file === journalOf(directory)) {
        fs.copyFileSync(imageOf(ended), imageOf(directory));
        fs.rmSync(journalOf(directory));
      }
      return content;
    }) as typeof fs.readFileSync);
    const state = await storeIn(directory).read();
    expect([state?.serial, state?.bindings.get('apps.support')]).toEqual([2, '1400000002']);
  });

  test('looks again when several sessions end meanwhile', async () => {
    const directory = temporaryFolder();
    await killed(directory, bind(1));
    const ended = path.join(temporaryFolder(), 'ended');
    fs.cpSync(directory, ended, { recursive: true });
    await write(ended, bind(2), bind(3));
    const read = fs.readFileSync;
    vi.spyOn(fs, 'readFileSync').mockImplementation(((file: string, ...rest: []) => {
      const content = read(file, ...rest);
      if (file === journalOf(directory)) {
        fs.copyFileSync(imageOf(ended), imageOf(directory));
        fs.rmSync(journalOf(directory));
      }
      return content;
    }) as typeof fs.readFileSync);
    expect(await numberOf(directory)).toBe('1400000003');
  });
});

describe('a session', () => {
  test('writes nothing over an image that was replaced meanwhile', async () => {
    const directory = temporaryFolder();
    await write(directory, bind(1), bind(2));
    const session = await storeIn(directory).open(holderOf('writer'), newState);
    await session.append([bind(3)]);
    const other = fs.readFileSync(path.join(directory, 'generations/state.1.db'));
    fs.writeFileSync(path.join(directory, 'state.db'), other);
    await expect(session.close()).rejects.toThrow('was replaced while we had it open');
    expect(fs.readFileSync(path.join(directory, 'state.db'))).toEqual(other);
    expect(names(directory)).toEqual(['generations', 'state.db', 'state.journal']);
  });

  test('writes nothing where a state appeared meanwhile', async () => {
    const directory = temporaryFolder();
    const session = await storeIn(directory).open(holderOf('writer'), newState);
    fs.writeFileSync(path.join(directory, 'state.db'), 'somebody was here');
    await expect(session.append([bind(1)])).rejects.toThrow('was replaced while we had it open');
    expect(fs.readFileSync(path.join(directory, 'state.db'), 'utf8')).toBe('somebody was here');
    await session.close();
  });

  test('whose disk is full keeps what was appended before', async () => {
    const directory = temporaryFolder();
    const session = await storeIn(directory).open(holderOf('writer'), newState);
    await session.append([bind(1)]);
    vi.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    });
    await expect(session.append([bind(2)])).rejects.toThrow(/state\.journal cannot be written: ENOSPC/);
    await expect(session.close()).rejects.toThrow(/state\.db cannot be written: ENOSPC/);
    vi.restoreAllMocks();
    expect(names(directory).filter((name) => name !== 'generations')).toEqual(['state.db', 'state.journal']);
    expect(await numberOf(directory)).toBe('1400000001');
  });

  test('removes what killed writers left beside the image', async () => {
    const directory = temporaryFolder();
    await write(directory, bind(1));
    fs.writeFileSync(path.join(directory, 'state.db.4711.tmp'), 'half of an image');
    await write(directory, bind(2));
    expect(names(directory)).toEqual(['generations', 'state.db']);
  });
});

test('20,000 records are saved and read again', async () => {
  const directory = temporaryFolder();
  const all = Array.from(
    { length: 20_000 },
    (_, i): Entry => ({
      type: 'record',
      address: `apps.app-${i % 300}.userFields.F${i}`,
      recorded: { kind: 'user-field', body: { userRead: true, adminWrite: false } },
    }),
  );
  const session = await storeIn(directory).open(holderOf('writer'), newState);
  await session.append(all);
  await session.close();
  const state = await storeIn(directory).read();
  expect(state?.records.size).toBe(20_000);
  expect(state?.records.get('apps.app-299.userFields.F19799')?.body).toEqual({
    userRead: true,
    adminWrite: false,
  });
});
