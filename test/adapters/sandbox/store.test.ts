import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { resetSandbox, type Sandbox, SandboxError } from '../../../src/adapters/sandbox/index.ts';
import { seal, unseal } from '../../../src/storage/sealed.ts';
import { done, newApp, newFolder, newSandbox, refused, show } from './sandbox.ts';
import { fcm, p12, serverKey } from './uploads.ts';

const inside = (directory: string) => (existsSync(directory) ? readdirSync(directory).sort() : []);

/** The calls of a small story, cut into two parts. */
async function first(sandbox: Sandbox): Promise<void> {
  const sdkAppId = await newApp(sandbox);
  await done(sandbox, 'AddUserField', { sdkAppId, field: 'Level', type: 'string', admin: ['read', 'write'] });
  await done(sandbox, 'SetMessages', { sdkAppId, historyDays: 30, userStatus: true });
  await sandbox.adapter.write({
    action: 'update',
    kind: 'tags',
    segments: ['apps', sdkAppId, 'tags'],
    patch: JSON.parse('{"__proto__": "reserved", "env": "prod"}'),
  });
  await refused(sandbox, 'SetMessages', { sdkAppId, historyDays: 90 });
  await sandbox.advance(40 * 86_400);
  const document = { version: '2.0', statement: [{ effect: 'allow', action: 'name/im:*', resource: '*' }] };
  await done(sandbox, 'CreatePolicy', { policyName: 'operators', document });
  const certificate = { sdkAppId, certificateName: 'fcm', platform: 'google' };
  await refused(sandbox, 'AddCertificate', certificate, new Map([['certificate', p12]]));
  await done(sandbox, 'AddCertificate', certificate, new Map([['certificate', fcm]]));
  await done(sandbox, 'ImportAccount', { sdkAppId, userId: 'duty-officer' });
  await done(sandbox, 'CreateGroup', { sdkAppId, groupId: 'desk', type: 'Public', name: 'Desk' });
}

async function second(sandbox: Sandbox): Promise<void> {
  const [app] = sandbox.status().apps;
  const sdkAppId = app?.sdkAppId ?? '';
  await done(sandbox, 'SetMessages', { sdkAppId, historyDays: 90 });
  await done(sandbox, 'UpgradeEdition', { sdkAppId, edition: 'standard' });
  await done(sandbox, 'AttachGroupPolicy', { policyName: 'operators', groupName: 'chat-operators' });
  await done(sandbox, 'ModifyGroup', { sdkAppId, groupId: 'desk', members: { 'duty-officer': true } });
  await done(sandbox, 'ActivateTrtc', { sdkAppId });
  await done(sandbox, 'RequestCallTrial', { sdkAppId, trial: 1 });
  await done(
    sandbox,
    'ModifyCertificate',
    { sdkAppId, certificateName: 'fcm' },
    new Map([['serverKey', serverKey]]),
  );
  await done(sandbox, 'RegisterApp', { name: 'Old Hall', createdAt: '2018-05-01T00:00:00Z' });
  await newApp(sandbox, 'premium', 'Game Lobby');
  await done(sandbox, 'DeletePolicy', { policyName: 'operators' });
}

test('opening and reading alone creates no file, not even the folder', async () => {
  const directory = path.join(newFolder(), '.chatform', 'default');
  const sandbox = await newSandbox({ directory });
  await show(sandbox);
  expect(sandbox.status()).toMatchObject({ clock: '2026-11-02T09:00:00Z', calls: 0 });
  await sandbox.adapter.close();
  expect(existsSync(path.dirname(directory))).toBe(false);
});

test('opening a sandbox that is there and reading it changes no file', async () => {
  const directory = newFolder();
  await first(await newSandbox({ directory }));
  const before = inside(directory).map((file) => readFileSync(path.join(directory, file)));
  const reader = await newSandbox({ directory, users: ['alice', 'newcomer'] });
  await show(reader);
  await reader.adapter.close();
  expect(inside(directory)).toEqual(['sandbox.db', 'sandbox.journal']);
  expect(inside(directory).map((file) => readFileSync(path.join(directory, file)))).toEqual(before);
});

test('closing leaves one image and no journal, and closing twice is no error', async () => {
  const directory = newFolder();
  const sandbox = await newSandbox({ directory });
  await first(sandbox);
  const live = await show(sandbox);
  const log = sandbox.log();
  await sandbox.adapter.close();
  await sandbox.adapter.close();
  expect(inside(directory)).toEqual(['sandbox.db']);
  const again = await newSandbox({ directory, now: '2030-01-01T00:00:00Z' });
  expect(await show(again)).toEqual(live);
  expect(again.log()).toEqual(log);
});

test('every call that was answered is there after a kill, the refused ones in the log', async () => {
  const directory = newFolder();
  const killed = await newSandbox({ directory });
  await first(killed);
  const opened = await newSandbox({ directory });
  expect(await show(opened)).toEqual(await show(killed));
  expect(opened.log()).toEqual(killed.log());
  expect(opened.status()).toEqual(killed.status());
});

test('calls made at the same time are all there after a kill', async () => {
  const directory = newFolder();
  const killed = await newSandbox({ directory });
  const rooms = Array.from({ length: 30 }, (_, n) => `Room ${n + 1}`);
  const answers = await Promise.all(
    rooms.map((name) =>
      killed.adapter.write({ action: 'create', kind: 'app', segments: ['apps', ''], patch: { name } }),
    ),
  );
  expect(answers.map((answer) => answer.ok && answer.id)).toEqual(
    rooms.map((_, n) => String(1400000001 + n)),
  );
  const opened = await newSandbox({ directory });
  expect(opened.status().apps.map(({ name }) => name)).toEqual(rooms);
});

test('killed anywhere and continued, a sandbox is byte for byte what it is uninterrupted', async () => {
  const [whole, cut] = [newFolder(), newFolder()];
  const uninterrupted = await newSandbox({ directory: whole });
  await first(uninterrupted);
  await second(uninterrupted);
  await uninterrupted.adapter.close();

  await first(await newSandbox({ directory: cut }));
  const continued = await newSandbox({ directory: cut });
  await second(continued);
  const live = await show(continued);
  await newSandbox({ directory: cut }).then(async (last) => {
    expect(await show(last)).toEqual(live);
    await done(last, 'RegisterApp', { name: 'Summer Campaign' });
    await last.adapter.close();
  });
  const reopened = await newSandbox({ directory: whole });
  await done(reopened, 'RegisterApp', { name: 'Summer Campaign' });
  await reopened.adapter.close();

  const [a, b] = [await newSandbox({ directory: whole }), await newSandbox({ directory: cut })];
  expect(await show(b)).toEqual(await show(a));
  expect(b.log()).toEqual(a.log());
  expect(b.status()).toEqual(a.status());
  expect(readFileSync(path.join(cut, 'sandbox.db'))).toEqual(readFileSync(path.join(whole, 'sandbox.db')));
});

test('a kill between the new image and the end of the journal does no call twice', async () => {
  const directory = newFolder();
  const sandbox = await newSandbox({ directory });
  await first(sandbox);
  const journal = readFileSync(path.join(directory, 'sandbox.journal'));
  const live = await show(sandbox);
  await sandbox.adapter.close();
  writeFileSync(path.join(directory, 'sandbox.journal'), journal);
  const opened = await newSandbox({ directory });
  expect(await show(opened)).toEqual(live);
  await done(opened, 'RegisterApp', { name: 'Game Lobby' });
  const later = await newSandbox({ directory });
  expect(later.status().apps.map(({ name }) => name)).toEqual(['Acme Support', 'Game Lobby']);
});

test('a call that was cut off while it was written is not there, and the next one is', async () => {
  const directory = newFolder();
  const killed = await newSandbox({ directory });
  await newApp(killed);
  await done(killed, 'RegisterApp', { name: 'Game Lobby' });
  const file = path.join(directory, 'sandbox.journal');
  writeFileSync(file, readFileSync(file).subarray(0, -5));
  const opened = await newSandbox({ directory });
  expect(opened.status().apps.map(({ name }) => name)).toEqual(['Acme Support']);
  await done(opened, 'RegisterApp', { name: 'Summer Campaign' });
  const later = await newSandbox({ directory });
  expect(later.status().apps.map(({ name }) => name)).toEqual(['Acme Support', 'Summer Campaign']);
});

test('users and groups are added on opening, never removed, and stay with the next write', async () => {
  const directory = newFolder();
  const sandbox = await newSandbox({ directory });
  await done(sandbox, 'RegisterApp', { name: 'Acme Support' });
  await sandbox.adapter.close();
  const other = { directory, users: ['carol'], groups: { auditors: ['dave'] } };
  const users = ['alice', 'auditor', 'bob', 'carol', 'dave'];
  const opened = await newSandbox(other);
  expect((await show(opened)).directory).toMatchObject({ users, groups: ['auditors', 'chat-operators'] });
  await opened.adapter.close();
  expect((await show(await newSandbox({ directory }))).directory.users).toEqual(['alice', 'auditor', 'bob']);
  const writer = await newSandbox(other);
  await done(writer, 'AttachUserPolicy', { policyName: 'QcloudAVCFullAccess', userName: 'carol' });
  const killedThenOpened = await newSandbox({ directory });
  expect((await show(killedThenOpened)).directory).toMatchObject({ users });
  expect([...(await show(killedThenOpened)).objects.keys()]).toContain(
    'cam.presets.QcloudAVCFullAccess.users.carol',
  );
});

test('the sandbox of another account is not touched', async () => {
  const directory = newFolder();
  await newApp(await newSandbox({ directory }));
  await expect(newSandbox({ directory, account: '100000000002' })).rejects.toThrow(
    `The sandbox ${path.join(directory, 'sandbox.db')} belongs to account 100000000001, and the configuration is for 100000000002: ` +
      'is `chatform.account` right?',
  );
});

test.each([
  ['sandbox.db', (bytes: Buffer) => bytes.subarray(0, 0)],
  ['sandbox.db', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
  ['sandbox.db', () => Buffer.from('name: Acme Support\n')],
  ['sandbox.db', () => Buffer.from(seal('sandbox', 2, Buffer.from('name: Acme Support\n')))],
  ['sandbox.db', () => Buffer.from(seal('sandbox', 3, new Uint8Array(0)))],
  ['sandbox.db', () => Buffer.from(seal('sandbox', 2, new Uint8Array(0)))],
  ['sandbox.db', (bytes: Buffer) => flipped(bytes, 5000)],
  ['sandbox.journal', (bytes: Buffer) => flipped(bytes, 30)],
])('a damaged %s is named, and how to start over', async (file, damage) => {
  const directory = newFolder();
  await newApp(await newSandbox({ directory }));
  const damaged = path.join(directory, file);
  writeFileSync(damaged, damage(readFileSync(damaged)));
  const opening = newSandbox({ directory });
  await expect(opening).rejects.toThrow(SandboxError);
  await expect(opening).rejects.toThrow(damaged);
  await expect(opening).rejects.toThrow('`chatform sandbox reset` starts over.');
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

test('a sandbox of an older format is named as such, and not misread', async () => {
  const directory = newFolder();
  const sandbox = await newSandbox({ directory });
  await newApp(sandbox);
  await sandbox.adapter.close();
  const file = path.join(directory, 'sandbox.db');
  const now = unseal('sandbox', 2, readFileSync(file));
  writeFileSync(file, seal('sandbox', 1, 'image' in now ? now.image : new Uint8Array(0)));
  await expect(newSandbox({ directory })).rejects.toThrow('was made by an older chatform');
});

test('a journal without its image is damage, not an empty sandbox', async () => {
  const directory = newFolder();
  await newApp(await newSandbox({ directory }));
  rmSync(path.join(directory, 'sandbox.db'));
  await expect(newSandbox({ directory })).rejects.toThrow('has no sandbox.db beside it');
});

test('a reset starts over, and is no error where there is no sandbox', async () => {
  const directory = newFolder();
  await newApp(await newSandbox({ directory }));
  await resetSandbox(directory);
  expect(inside(directory)).toEqual([]);
  await resetSandbox(path.join(directory, 'nowhere'));
  expect((await newSandbox({ directory })).status()).toEqual({
    account: '100000000001',
    clock: '2026-11-02T09:00:00Z',
    apps: [],
    counts: { apps: 0, fields: 0, policies: 0, attachments: 0, users: 3, groups: 1 },
    calls: 0,
  });
});
