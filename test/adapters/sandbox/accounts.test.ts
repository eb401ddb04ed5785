import { expect, test } from 'vitest';
import type { Operation } from '../../../src/adapters/adapter.ts';
import { bodyAt, done, newApp, newSandbox, refused, show } from './sandbox.ts';

const bot = { userId: 'support-bot' };

test('ACC-1: an account has a type, a nickname and a photo if it was given them, and a creation time', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  await done(sandbox, 'CreateAccount', { sdkAppId, ...bot, type: 'admin', nickname: 'Support' });
  await done(sandbox, 'ImportAccount', { sdkAppId, userId: 'duty-officer' });
  const { objects } = await show(sandbox);
  expect(objects.get(`apps.${sdkAppId}.accounts.support-bot`)).toEqual({
    kind: 'account',
    segments: ['apps', sdkAppId, 'accounts', 'support-bot'],
    body: { type: 'admin', nickname: 'Support', gender: 'unknown', friending: 'none' },
    facts: { createdAt: '2026-11-02T09:00:02Z' },
  });
  expect(objects.get(`apps.${sdkAppId}.accounts.duty-officer`)?.body).toMatchObject({ type: 'general' });
});

test.each([
  ['', 'InvalidParameterValue.UserID ACC-1'],
  ['a'.repeat(32), 'ok'],
  ['a'.repeat(33), 'InvalidParameterValue.UserID ACC-1'],
  ['duty officer', 'ok'],
  [' duty', 'InvalidParameterValue.UserID ACC-1'],
  ['duty ', 'InvalidParameterValue.UserID ACC-1'],
  ['düty', 'InvalidParameterValue.UserID ACC-1'],
  ['duty\n', 'InvalidParameterValue.UserID ACC-1'],
  ['__proto__', 'ok'],
])('ACC-1: the username %j: %s', async (userId, answer) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  expect(await refused(sandbox, 'CreateAccount', { sdkAppId, userId })).toBe(answer);
});

test('ACC-1: importing an account that is there leaves it as it is; creating it again is refused', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  await done(sandbox, 'CreateAccount', { sdkAppId, ...bot, type: 'admin', nickname: 'Support' });
  await done(sandbox, 'ImportAccount', { sdkAppId, ...bot, nickname: 'Somebody' });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}.accounts.support-bot`)).toMatchObject({
    type: 'admin',
    nickname: 'Support',
  });
  expect(await refused(sandbox, 'CreateAccount', { sdkAppId, ...bot })).toBe(
    'FailedOperation.AccountExists ACC-1',
  );
});

test('ACC-1: an admin is made in the console and cannot be imported; the adapter knows the way', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  expect(await refused(sandbox, 'ImportAccount', { sdkAppId, ...bot, type: 'admin' })).toBe(
    'UnsupportedOperation.AdminByConsole ACC-1',
  );
  const create = (userId: string, patch: Operation['patch']): Operation => ({
    action: 'create',
    kind: 'account',
    segments: ['apps', sdkAppId, 'accounts', userId],
    patch,
  });
  expect(await sandbox.adapter.write(create('support-bot', { type: 'admin' }))).toEqual({ ok: true });
  expect(await sandbox.adapter.write(create('duty-officer', { nickname: 'Duty' }))).toEqual({ ok: true });
  expect(
    sandbox
      .log()
      .map(({ action, target }) => `${action} ${target}`)
      .slice(-2),
  ).toEqual([`CreateAccount ${sdkAppId}/support-bot`, `ImportAccount ${sdkAppId}/duty-officer`]);
});

test('ACC-2: an app has at most ten admins, and general accounts beside them', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox, 'standard');
  for (let n = 1; n <= 10; n++) {
    await done(sandbox, 'CreateAccount', { sdkAppId, userId: `admin-${n}`, type: 'admin' });
  }
  expect(await refused(sandbox, 'CreateAccount', { sdkAppId, userId: 'admin-11', type: 'admin' })).toBe(
    'LimitExceeded.Admins ACC-2',
  );
  await done(sandbox, 'CreateAccount', { sdkAppId, userId: 'visitor' });
  await done(sandbox, 'DeleteAccount', { sdkAppId, userId: 'admin-10' });
  await done(sandbox, 'CreateAccount', { sdkAppId, userId: 'admin-11', type: 'admin' });
});

test('EDN-1: a Developer app has at most 100 users, a Standard app more', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  for (let n = 1; n <= 100; n++) await done(sandbox, 'ImportAccount', { sdkAppId, userId: `visitor-${n}` });
  expect(await refused(sandbox, 'ImportAccount', { sdkAppId, userId: 'visitor-101' })).toBe(
    'LimitExceeded.Users EDN-1',
  );
  await done(sandbox, 'UpgradeEdition', { sdkAppId, edition: 'standard' });
  await done(sandbox, 'ImportAccount', { sdkAppId, userId: 'visitor-101' });
});

test('ACC-3: neither type nor username of an account can be edited', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  await done(sandbox, 'ImportAccount', { sdkAppId, ...bot });
  expect(await refused(sandbox, 'ModifyAccount', { sdkAppId, ...bot, type: 'admin' })).toBe(
    'InvalidParameter.AccountTypeImmutable ACC-3',
  );
  expect(await refused(sandbox, 'ModifyAccount', { sdkAppId, userId: 'help-bot', nickname: 'Help' })).toBe(
    'ResourceNotFound.AccountNotFound ACC-1',
  );
});

test.each([
  ['nickname', '策'.repeat(166), '策'.repeat(167), 'ACC-1'],
  ['photoUrl', 'h'.repeat(500), 'h'.repeat(501), 'ACC-1'],
  ['location', 'x'.repeat(16), 'x'.repeat(17), 'ACC-4'],
  ['whatsUp', 'x'.repeat(500), 'x'.repeat(501), 'ACC-4'],
  ['level', 4_294_967_295, 4_294_967_296, 'ACC-4'],
  ['role', 0, -1, 'ACC-4'],
  ['language', 1, 1.5, 'ACC-4'],
  ['birthDate', 20190419, '2019-04-19', 'ACC-4'],
  ['gender', 'female', 'woman', 'ACC-4'],
  ['friending', 'forbid', 'all', 'ACC-4'],
  ['allowFriends', 'allow-all', 'allow', 'ACC-4'],
])('ACC-4: %s is edited within its limits', async (name, fits, doesNot, rule) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  await done(sandbox, 'ImportAccount', { sdkAppId, ...bot });
  await done(sandbox, 'ModifyAccount', { sdkAppId, ...bot, [name]: fits });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}.accounts.support-bot`)).toMatchObject({ [name]: fits });
  expect(await refused(sandbox, 'ModifyAccount', { sdkAppId, ...bot, [name]: doesNot })).toBe(
    `InvalidParameterValue ${rule}`,
  );
});

test('ACC-5: a deleted account is gone from its groups, and a group that it owned has no owner', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  for (const userId of ['support-bot', 'duty-officer']) {
    await done(sandbox, 'ImportAccount', { sdkAppId, userId });
  }
  const group = { sdkAppId, groupId: 'desk', type: 'Public', name: 'Desk' };
  await done(sandbox, 'CreateGroup', { ...group, owner: 'support-bot', members: ['duty-officer'] });
  await done(sandbox, 'DeleteAccount', { sdkAppId, ...bot });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}.groups.desk`)).toEqual({
    type: 'Public',
    name: 'Desk',
    introduction: '',
    members: ['duty-officer'],
  });
  expect(await refused(sandbox, 'DeleteAccount', { sdkAppId, ...bot })).toBe(
    'ResourceNotFound.AccountNotFound ACC-1',
  );
});
