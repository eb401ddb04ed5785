// A sandbox that is served belongs to the process that serves it.
import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSandbox, resetSandbox, ServedElsewhere } from '../../../src/adapters/sandbox/index.ts';
import { claimServing, type Serving, servedBy } from '../../../src/adapters/sandbox/served.ts';
import { done, newFolder, newSandbox, start } from './sandbox.ts';

function claimed(directory: string): Serving {
  const serving = claimServing(directory);
  if (!('release' in serving)) throw new Error('it is taken');
  onTestFinished(() => serving.release());
  return serving;
}

const options = (directory: string) => ({
  directory,
  account: '100000000001',
  users: [],
  groups: {},
  now: start,
});

test('one process serves it: the next one is told who', () => {
  const directory = newFolder();
  const serving = claimed(directory);
  expect(claimServing(directory)).toMatchObject({ pid: process.pid, url: '' });
  serving.at('http://127.0.0.1:8700');
  expect(claimServing(directory)).toMatchObject({ pid: process.pid, url: 'http://127.0.0.1:8700' });
  expect(fs.statSync(path.join(directory, 'sandbox.served')).mode & 0o777).toBe(0o600);
  serving.release();
  serving.release();
  expect(servedBy(directory)).toBeUndefined();
  claimed(directory);
});

test('whoever has the right opens it, and nobody else opens or deletes it', async () => {
  const directory = newFolder();
  const serving = claimed(directory);
  const sandbox = await newSandbox({ directory, serving });
  await done(sandbox, 'RegisterApp', { name: 'Acme Support' });
  await expect(openSandbox(options(directory))).rejects.toThrow(ServedElsewhere);
  await expect(resetSandbox(directory)).rejects.toThrow(ServedElsewhere);
  expect(fs.existsSync(path.join(directory, 'sandbox.db'))).toBe(true);
  await sandbox.adapter.close();
  serving.release();
  expect((await newSandbox({ directory })).status().apps).toHaveLength(1);
});

test('beside it one can look, at all that was done so far, and do nothing', async () => {
  const directory = newFolder();
  const sandbox = await newSandbox({ directory, serving: claimed(directory) });
  await done(sandbox, 'RegisterApp', { name: 'Acme Support' });
  await done(sandbox, 'RegisterApp', { name: 'Game Lobby' });
  const files = () =>
    fs.readdirSync(directory).map((name) => [name, fs.readFileSync(path.join(directory, name), 'hex')]);
  const before = files();
  const beside = await newSandbox({ directory, serving: 'beside' });
  expect(beside.status().apps.map(({ name }) => name)).toEqual(['Acme Support', 'Game Lobby']);
  await expect(beside.console.call('RegisterApp', { name: 'Museum' })).rejects.toThrow(
    'only to be looked at',
  );
  await beside.adapter.close();
  expect(files()).toEqual(before);
});

test('a mark that is no longer its own is left where it is', () => {
  const directory = newFolder();
  const serving = claimed(directory);
  const file = path.join(directory, 'sandbox.served');
  fs.writeFileSync(file, '{"pid": 7, "startTime": null, "host": "build-7", "url": ""}');
  serving.release();
  expect(fs.existsSync(file)).toBe(true);
});
