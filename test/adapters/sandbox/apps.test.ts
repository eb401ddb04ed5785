import { expect, test } from 'vitest';
import { bodyAt, done, newApp, newSandbox, refused, show } from './sandbox.ts';

const seconds = { day: 86_400, month: 31 * 86_400 };

test('APP-1: a new app is a Developer app, enabled, with an SDKAppID, created now and valid for a month', async () => {
  const sandbox = await newSandbox();
  expect(await done(sandbox, 'RegisterApp', { name: 'Acme Support' })).toBe('1400000001');
  expect(await done(sandbox, 'RegisterApp', { name: 'Game Lobby', type: 'Game' })).toBe('1400000002');
  const { objects } = await show(sandbox);
  expect(objects.get('apps.1400000001')).toEqual({
    kind: 'app',
    segments: ['apps', '1400000001'],
    body: { name: 'Acme Support', edition: 'developer', enabled: true, keyAlgorithm: 'hmac-sha256' },
    facts: {
      sdkAppId: '1400000001',
      status: 'enabled',
      createdAt: '2026-11-02T09:00:00Z',
      expiresAt: '2026-12-02T09:00:00Z',
    },
  });
  expect(objects.get('apps.1400000002')?.body).toEqual({
    name: 'Game Lobby',
    type: 'Game',
    edition: 'developer',
    enabled: true,
    keyAlgorithm: 'hmac-sha256',
  });
});

test('APP-1: an app needs a name', async () => {
  const sandbox = await newSandbox();
  expect(await refused(sandbox, 'RegisterApp', {})).toBe('MissingParameter.AppName APP-1');
  expect(await refused(sandbox, 'RegisterApp', { name: ' ' })).toBe('InvalidParameterValue.AppName APP-1');
  const sdkAppId = await newApp(sandbox);
  expect(await refused(sandbox, 'ModifyAppInfo', { sdkAppId, name: null })).toBe(
    'InvalidParameterValue.AppName APP-1',
  );
});

test('APP-1: a new app cannot be given an edition or anything else that creation does not take', async () => {
  const sandbox = await newSandbox();
  expect(await refused(sandbox, 'RegisterApp', { name: 'Game Lobby', edition: 'premium' })).toBe(
    'UnknownParameter APP-9',
  );
});

test('APP-2: an account has at most 300 apps', async () => {
  const sandbox = await newSandbox();
  for (let n = 1; n <= 300; n++) await done(sandbox, 'RegisterApp', { name: `Room ${n}` });
  expect(await refused(sandbox, 'RegisterApp', { name: 'Room 301' })).toBe(
    'FailedOperation.AppLimitExceeded APP-2',
  );
  await done(sandbox, 'SetAppStatus', { sdkAppId: '1400000300', enabled: false });
  await done(sandbox, 'DeleteApp', { sdkAppId: '1400000300' });
  expect(await done(sandbox, 'RegisterApp', { name: 'Room 301' })).toBe('1400000301');
});

test('APP-3: only a Disabled app can be deleted, and all in it goes with it', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  await done(sandbox, 'AddUserField', { sdkAppId, field: 'Level', type: 'string', admin: ['read', 'write'] });
  await done(sandbox, 'ModifyResourceTags', { sdkAppId, tags: { env: 'prod' } });
  expect(await refused(sandbox, 'DeleteApp', { sdkAppId })).toBe('FailedOperation.AppNotDisabled APP-3');
  await done(sandbox, 'SetAppStatus', { sdkAppId, enabled: false });
  await done(sandbox, 'DeleteApp', { sdkAppId });
  expect((await show(sandbox)).objects.size).toBe(0);
  expect(sandbox.status().counts).toMatchObject({ apps: 0, fields: 0 });
  expect(await refused(sandbox, 'ModifyAppInfo', { sdkAppId, name: 'Support' })).toBe(
    'ResourceNotFound.AppNotFound',
  );
});

test('APP-4: a Developer app can be disabled by hand, and enabled again', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  await done(sandbox, 'SetAppStatus', { sdkAppId, enabled: false });
  expect((await show(sandbox)).objects.get(`apps.${sdkAppId}`)).toMatchObject({
    body: { enabled: false },
    facts: { status: 'disabled' },
  });
  await done(sandbox, 'SetAppStatus', { sdkAppId, enabled: true });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}`)).toMatchObject({ enabled: true });
});

test.each(['standard', 'premium'])('APP-5: a %s app cannot be disabled by hand', async (edition) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox, edition);
  expect(await refused(sandbox, 'SetAppStatus', { sdkAppId, enabled: false })).toBe(
    'FailedOperation.EditionCannotBeDisabled APP-5',
  );
  await done(sandbox, 'SetAppStatus', { sdkAppId, enabled: true });
});

test('APP-5: a paid app whose plan lapsed is deleted by support only; APP-7: renewing the plan resumes it', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox, 'standard');
  await done(sandbox, 'LapsePlan', { sdkAppId });
  expect(await refused(sandbox, 'DeleteApp', { sdkAppId })).toBe('UnsupportedOperation.AskSupport APP-5');
  expect(await refused(sandbox, 'SetAppStatus', { sdkAppId, enabled: true })).toBe(
    'FailedOperation.PlanLapsed APP-7',
  );
  await done(sandbox, 'RenewPlan', { sdkAppId });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}`)).toMatchObject({ enabled: true });
});

test.each([
  ['standard', 'developer', 'FailedOperation.DowngradeNotAllowed APP-7'],
  ['premium', 'developer', 'FailedOperation.DowngradeNotAllowed APP-7'],
  ['premium', 'standard', 'FailedOperation.DowngradeNotAllowed APP-7'],
  ['developer', 'enterprise', 'InvalidParameterValue.Edition APP-7'],
])('APP-7: an app does not go from %s to %s', async (from, to, answer) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox, from);
  expect(await refused(sandbox, 'UpgradeEdition', { sdkAppId, edition: to })).toBe(answer);
});

test('APP-7: an app goes from Developer to Standard to Premium, and the edition that it has is no error', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  for (const edition of ['developer', 'standard', 'standard', 'premium', 'premium']) {
    await done(sandbox, 'UpgradeEdition', { sdkAppId, edition });
    expect(await bodyAt(sandbox, `apps.${sdkAppId}`)).toMatchObject({ edition });
  }
});

test('APP-8: a Developer app is suspended after its month, which can be extended; a paid one is not', async () => {
  const sandbox = await newSandbox();
  const trial = await newApp(sandbox, 'developer', 'Game Lobby');
  const paid = await newApp(sandbox, 'premium');
  await sandbox.advance(seconds.month);
  const status = async (id: string) => (await show(sandbox)).objects.get(`apps.${id}`)?.facts.status;
  expect([await status(trial), await status(paid)]).toEqual(['suspended', 'enabled']);
  await done(sandbox, 'ExtendApp', { sdkAppId: trial });
  expect(await status(trial)).toBe('enabled');
  expect(await refused(sandbox, 'ExtendApp', { sdkAppId: paid })).toBe(
    'FailedOperation.NotDeveloperEdition APP-8',
  );
});

test('APP-8: a month from the last of January ends on the last of February', async () => {
  const sandbox = await newSandbox({ now: '2027-01-31T12:00:00.000Z' });
  const sdkAppId = await newApp(sandbox);
  expect((await show(sandbox)).objects.get(`apps.${sdkAppId}`)?.facts).toMatchObject({
    createdAt: '2027-01-31T12:00:00Z',
    expiresAt: '2027-02-28T12:00:00Z',
  });
});

test('APP-9: name, type and introduction can be changed, and a null takes type or introduction away', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  await done(sandbox, 'ModifyAppInfo', {
    sdkAppId,
    name: 'Help Desk',
    type: 'Social',
    introduction: 'Ask us',
  });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}`)).toEqual({
    name: 'Help Desk',
    type: 'Social',
    introduction: 'Ask us',
    edition: 'developer',
    enabled: true,
    keyAlgorithm: 'hmac-sha256',
  });
  await done(sandbox, 'ModifyAppInfo', { sdkAppId, type: null, introduction: null });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}`)).toEqual({
    name: 'Help Desk',
    edition: 'developer',
    enabled: true,
    keyAlgorithm: 'hmac-sha256',
  });
  expect(await refused(sandbox, 'ModifyAppInfo', { sdkAppId, type: 7 })).toBe('InvalidParameterValue APP-9');
});

test('APP-11: only an app from before 2019-08-15 signs with ECDSA-SHA256, and it never goes back to it', async () => {
  const sandbox = await newSandbox();
  const algorithm = async (id: string) => (await bodyAt(sandbox, `apps.${id}`))?.keyAlgorithm;
  const old = await done(sandbox, 'RegisterApp', { name: 'Old Hall', createdAt: '2019-08-14T23:59:59Z' });
  const young = await done(sandbox, 'RegisterApp', { name: 'New Hall', createdAt: '2019-08-15T00:00:00Z' });
  expect([await algorithm(old), await algorithm(young)]).toEqual(['ecdsa-sha256', 'hmac-sha256']);
  expect((await show(sandbox)).objects.get(`apps.${old}`)?.facts).toMatchObject({
    status: 'enabled',
    createdAt: '2019-08-14T23:59:59Z',
    expiresAt: '2026-12-02T09:00:00Z',
  });
  const move = (sdkAppId: string, keyAlgorithm: string) =>
    ['MigrateKey', { sdkAppId, keyAlgorithm }] as const;
  await done(sandbox, ...move(old, 'ecdsa-sha256'));
  await done(sandbox, ...move(old, 'hmac-sha256'));
  await done(sandbox, ...move(old, 'hmac-sha256'));
  expect(await algorithm(old)).toBe('hmac-sha256');
  for (const id of [old, young]) {
    expect(await refused(sandbox, ...move(id, 'ecdsa-sha256'))).toBe(
      'FailedOperation.KeyAlgorithmCannotGoBack APP-11',
    );
  }
  expect(await refused(sandbox, ...move(old, 'md5'))).toBe('InvalidParameterValue.KeyAlgorithm APP-11');
});

test('APP-1: only a person at the sandbox makes an app of the past, and nobody one of the future', async () => {
  const sandbox = await newSandbox();
  for (const createdAt of ['2026-11-02T09:00:01Z', '2018-05-01', 'long ago', 2018]) {
    expect(await refused(sandbox, 'RegisterApp', { name: 'Old Hall', createdAt })).toMatch(
      /^InvalidParameterValue\.CreatedAt APP-1$/,
    );
  }
  const patch = { name: 'Old Hall', createdAt: '2018-05-01T00:00:00Z' };
  expect(
    await sandbox.adapter.write({ action: 'create', kind: 'app', segments: ['apps', ''], patch }),
  ).toMatchObject({ ok: false, error: { kind: 'refused', code: 'UnknownParameter', rule: 'APP-1' } });
});

test('the clock starts where it was set, takes a second for each call and can be moved forward', async () => {
  const sandbox = await newSandbox();
  expect(sandbox.status().clock).toBe('2026-11-02T09:00:00Z');
  await done(sandbox, 'RegisterApp', { name: 'Acme Support' });
  await refused(sandbox, 'RegisterApp', {});
  expect(sandbox.status().clock).toBe('2026-11-02T09:00:02Z');
  await sandbox.advance(seconds.day);
  expect(sandbox.status().clock).toBe('2026-11-03T09:00:02Z');
  await expect(sandbox.advance(-1)).rejects.toThrow(RangeError);
  expect((await show(sandbox)).now).toBe('2026-11-03T09:00:02Z');
});

test('the log keeps every call in the console’s words, the refused ones too', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  await sandbox.console.call('SetAppStatus', { sdkAppId, enabled: 'no' });
  await sandbox.adapter.write({
    action: 'update',
    kind: 'messages',
    segments: ['apps', sdkAppId, 'messages'],
    patch: { recallSeconds: 60 },
  });
  expect(sandbox.log()).toEqual([
    {
      seq: 1,
      at: '2026-11-02T09:00:00Z',
      actor: 'console',
      action: 'RegisterApp',
      target: '1400000001',
      request: { name: 'Acme Support' },
      result: 'ok',
    },
    {
      seq: 2,
      at: '2026-11-02T09:00:01Z',
      actor: 'console',
      action: 'UpgradeEdition',
      target: '1400000001',
      request: { sdkAppId: '1400000001', edition: 'developer' },
      result: 'ok',
    },
    {
      seq: 3,
      at: '2026-11-02T09:00:02Z',
      actor: 'console',
      action: 'SetAppStatus',
      target: '1400000001',
      request: { sdkAppId: '1400000001', enabled: 'no' },
      result: 'InvalidParameterValue.AppStatus',
    },
    {
      seq: 4,
      at: '2026-11-02T09:00:03Z',
      actor: 'chatform',
      action: 'SetMessages',
      target: '1400000001',
      request: { sdkAppId: '1400000001', recallSeconds: 60 },
      result: 'ok',
    },
  ]);
});

test('a call that the console does not know is refused', async () => {
  const sandbox = await newSandbox();
  expect(await refused(sandbox, 'constructor', {})).toBe('InvalidAction');
  expect(await refused(sandbox, 'SetLogin', { sdkAppId: '1400000009' })).toBe('ResourceNotFound.AppNotFound');
});
