// States that earlier versions wrote: files of theirs, made by the code of that time.
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { expect, test } from 'vitest';
import { fileStore } from '../../src/state/file.ts';
import { seal, unseal } from '../../src/storage/sealed.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { holderOf, newState } from './contract.ts';

const written = (format: number): Buffer =>
  zlib.gunzipSync(
    fs.readFileSync(path.resolve(import.meta.dirname, `../fixtures/states/format-${format}.db.gz`)),
  );

function stateIn(bytes: Uint8Array): string {
  const directory = temporaryFolder();
  fs.writeFileSync(path.join(directory, 'state.db'), bytes);
  return directory;
}

const formatOf = (bytes: Uint8Array): number => {
  const opened = unseal('state', 99, bytes);
  return 'problem' in opened ? Number.NaN : opened.formatVersion;
};

test.each([1, 2])(
  'a state of format %i is read, and written in the present one with itself kept',
  async (format) => {
    const bytes = written(format);
    expect(formatOf(bytes)).toBe(format);
    const directory = stateIn(bytes);
    const store = fileStore({ directory, version: '0.1.0' });
    const state = await store.read();
    expect(state).toMatchObject({ serial: 2, account: '100012345678', writtenBy: `0.0.${format}` });
    expect([...(state?.bindings ?? [])]).toEqual([['apps.support', '1400000001']]);
    expect(state?.records.get('apps.support.messages')?.body.recallSeconds).toBe(300);
    expect(state?.runs.map(({ id }) => id)).toEqual(['run-1', 'run-2']);
    expect([state?.waiting.size, state?.confirmations.size, state?.undos.size]).toEqual([0, 0, 0]);
    expect(fs.readFileSync(path.join(directory, 'state.db')).equals(bytes)).toBe(true);

    const session = await store.open(holderOf('upgrade'), newState);
    await session.append([{ type: 'unbind', address: 'apps.support' }]);
    await session.close();
    expect(formatOf(fs.readFileSync(path.join(directory, 'state.db')))).toBe(3);
    expect(fs.readFileSync(path.join(directory, 'generations/state.2.db')).equals(bytes)).toBe(true);
    expect((await store.generation(2))?.bindings.size).toBe(1);
    expect((await store.read())?.runs).toHaveLength(2);
  },
);

test('a state of a newer format is refused, with the version that wrote it, and stays as it is', async () => {
  const opened = unseal('state', 99, written(2));
  if ('problem' in opened) throw new Error(opened.message);
  const bytes = seal('state', 4, opened.image);
  const directory = stateIn(bytes);
  const store = fileStore({ directory, version: '0.1.0' });
  const said =
    'has format version 4, and this chatform reads up to version 3; chatform 0.0.2 wrote it. Upgrade chatform';
  await expect(store.read()).rejects.toThrow(said);
  await expect(store.open(holderOf('apply'), newState)).rejects.toThrow(said);
  expect(fs.readFileSync(path.join(directory, 'state.db')).equals(bytes)).toBe(true);
  expect(fs.readdirSync(directory)).toEqual(['state.db']);
});
