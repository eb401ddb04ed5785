// What is read of a sandbox without SQLite is what the console shows.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSchema, keys } from '../../../src/adapters/sandbox/tables.ts';
import { openDatabase } from '../../../src/storage/sqlite.ts';
import { done, newApp, newFolder, newSandbox } from './sandbox.ts';
import { fcm } from './uploads.ts';

const field = { field: 'Level', type: 'string', app: ['read'], admin: ['read', 'write'] };
const document = { version: '2.0', statement: [{ effect: 'allow', action: ['im:*'], resource: ['*'] }] };

/** A support chat with something in each table, and another one beside it; their SDKAppIDs. */
async function supportChat(directory: string): Promise<string[]> {
  const sandbox = await newSandbox({ directory });
  const sdkAppId = await newApp(sandbox, 'premium');
  const other = await newApp(sandbox, 'developer', 'Acme 客服');
  const users = ['support-bot', 'Zoe', 'zoe', ...Array.from({ length: 100 }, (_, i) => `user-${i}`)];
  await done(sandbox, 'AddUserField', { sdkAppId, ...field });
  await done(sandbox, 'ActivateTrtc', { sdkAppId });
  await done(sandbox, 'ModifyResourceTags', { sdkAppId, tags: { team: '客服' } });
  const certificate = { sdkAppId, certificateName: 'phones', platform: 'google' };
  await done(sandbox, 'AddCertificate', certificate, new Map([['certificate', fcm]]));
  for (const userId of users) await done(sandbox, 'CreateAccount', { sdkAppId, userId });
  const desk = { sdkAppId, groupId: 'desk', type: 'Work', name: 'Desk', owner: 'zoe', members: users };
  await done(sandbox, 'CreateGroup', desk);
  await done(sandbox, 'CreatePolicy', { policyName: 'ops.read', description: 'ops', document });
  await done(sandbox, 'AttachUserPolicy', { policyName: 'ops.read', userName: 'alice' });
  await done(sandbox, 'AttachGroupPolicy', {
    policyName: 'QcloudIMReadOnlyAccess',
    groupName: 'chat-operators',
  });
  await sandbox.adapter.close();
  return [sdkAppId, other];
}

/** What the console shows, in its order. `later`: read without SQLite. */
async function shown(directory: string, apps: readonly string[], later: boolean, account = '100000000001') {
  const people = { users: ['zoe', 'alice', 'Bob', '爱丽丝'], groups: { night: ['carol', 'bob'] } };
  const sandbox = await newSandbox({ directory, account, later, ...people });
  if (later) expect(() => sandbox.log()).toThrow('opened to be read only');
  const live = await sandbox.adapter.read({ apps });
  await sandbox.adapter.close();
  return { ...live, objects: [...live.objects] };
}

test('each table that is read so has the primary key that is told of it, in its first columns', async () => {
  const database = await openDatabase();
  createSchema(database);
  const found = Object.keys(keys).map((table) => {
    const columns = database.exec(`SELECT name FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY cid`);
    const [first] = database.exec(`SELECT group_concat(pk) FROM pragma_table_info('${table}') WHERE pk > 0`);
    return [table, columns[0]?.values.flat(), first?.values.flat()[0]];
  });
  database.close();
  const numbers = (length: number) => Array.from({ length }, (_, i) => i + 1).join(',');
  expect(found).toEqual(Object.entries(keys).map(([table, key]) => [table, [...key], numbers(key.length)]));
});

describe('without SQLite, the same is read', () => {
  test('of a sandbox that nobody called yet, and of a directory that is new', async () => {
    const directory = newFolder();
    const live = await shown(directory, [], true);
    expect(live).toEqual(await shown(directory, [], false));
    expect(live.directory).toMatchObject({
      users: ['Bob', 'alice', 'bob', 'carol', 'zoe', '爱丽丝'],
      groups: ['night'],
    });
    expect(fs.readdirSync(directory)).toEqual([]);
  });

  test('of a sandbox with something in each table', async () => {
    const directory = newFolder();
    const apps = await supportChat(directory);
    const live = await shown(directory, apps, true);
    expect(live).toEqual(await shown(directory, apps, false));
    const kinds = new Set(live.objects.map(([, { kind }]) => kind));
    for (const kind of [
      'tags',
      'user-field',
      'certificate',
      'account',
      'group',
      'cam-policy-user',
      'cam-preset-group',
    ])
      expect(kinds).toContain(kind);
    expect(await shown(directory, apps.slice(1), true)).toEqual(await shown(directory, apps.slice(1), false));
  });
});

test('what is written is read again, and stays', async () => {
  const directory = newFolder();
  await supportChat(directory);
  const sandbox = await newSandbox({ directory, later: true });
  const names = async () =>
    [...(await sandbox.adapter.read({ apps: [] })).objects.values()].map(({ body }) => body.name);
  expect(await names()).not.toContain('Game lobby');
  await done(sandbox, 'RegisterApp', { name: 'Game lobby' });
  expect(await names()).toContain('Game lobby');
  expect(sandbox.status().apps.map(({ name }) => name)).toEqual(['Acme Support', 'Acme 客服', 'Game lobby']);
  await sandbox.adapter.close();
  const again = await shown(directory, [], true);
  expect(again.objects.map(([, { body }]) => body.name)).toContain('Game lobby');
  expect(again).toEqual(await shown(directory, [], false));
});

test('calls that are in the journal alone are seen', async () => {
  const directory = newFolder();
  await supportChat(directory);
  const killed = await newSandbox({ directory });
  await done(killed, 'RegisterApp', { name: 'Game lobby' });
  // As a process leaves it that is killed now.
  const copy = newFolder();
  fs.cpSync(directory, copy, { recursive: true });
  expect(fs.existsSync(path.join(copy, 'sandbox.journal'))).toBe(true);
  const sandbox = await newSandbox({ directory: copy, later: true });
  expect(sandbox.status().apps.map(({ name }) => name)).toContain('Game lobby');
});

test('a sandbox of another account, or a damaged one, is refused as ever', async () => {
  const directory = newFolder();
  await supportChat(directory);
  await expect(shown(directory, [], true, '200000000002')).rejects.toThrow('belongs to account 100000000001');
  const file = path.join(directory, 'sandbox.db');
  const bytes = fs.readFileSync(file);
  bytes[5000] = (bytes[5000] ?? 0) ^ 1;
  fs.writeFileSync(file, bytes);
  await expect(shown(directory, [], true)).rejects.toThrow('does not match its checksum');
});
