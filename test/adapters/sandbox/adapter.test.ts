import { expect, test } from 'vitest';
import type { Operation, Outcome } from '../../../src/adapters/adapter.ts';
import type { Sandbox } from '../../../src/adapters/sandbox/index.ts';
import { bodyAt, done, newApp, newSandbox, show } from './sandbox.ts';

const appUpdate = (id: string, patch: Operation['patch']): Operation => ({
  action: 'update',
  kind: 'app',
  segments: ['apps', id],
  patch,
});
const createLobby: Operation = {
  action: 'create',
  kind: 'app',
  segments: ['apps', ''],
  patch: { name: 'Game Lobby' },
};
const codeOf = (outcome: Outcome) => (outcome.ok ? 'ok' : `${outcome.error.kind} ${outcome.error.code}`);
const actionsOf = (sandbox: Sandbox) => sandbox.log().map(({ action, result }) => `${action}: ${result}`);

test('the sandbox says what it is, and that it can write every kind', async () => {
  const { adapter } = await newSandbox();
  expect(adapter.name).toBe('sandbox');
  expect(adapter.capabilities).toEqual({ byHand: [], unseen: [] });
});

test('APP-1: creating an app answers with its SDKAppID', async () => {
  const { adapter } = await newSandbox();
  expect(await adapter.write(createLobby)).toEqual({ ok: true, id: '1400000001' });
  expect(await adapter.write(createLobby)).toEqual({ ok: true, id: '1400000002' });
});

test('a refusal comes with the code, the words and the rule of the console', async () => {
  const sandbox = await newSandbox();
  const id = await newApp(sandbox, 'premium');
  expect(await sandbox.adapter.write(appUpdate(id, { edition: 'developer' }))).toEqual({
    ok: false,
    error: {
      kind: 'refused',
      code: 'FailedOperation.DowngradeNotAllowed',
      message: 'An app never goes back from premium to developer.',
      rule: 'APP-7',
    },
  });
});

test('one update of an app enables it first, and upgrades it after its basic information', async () => {
  const sandbox = await newSandbox();
  const id = await newApp(sandbox);
  await done(sandbox, 'SetAppStatus', { sdkAppId: id, enabled: false });
  const patch = { edition: 'premium', type: 'Game', enabled: true, name: 'Game Lobby' };
  expect(await sandbox.adapter.write(appUpdate(id, patch))).toEqual({ ok: true });
  expect(actionsOf(sandbox).slice(3)).toEqual([
    'SetAppStatus: ok',
    'ModifyAppInfo: ok',
    'UpgradeEdition: ok',
  ]);
  expect(await bodyAt(sandbox, `apps.${id}`)).toEqual({ ...patch, keyAlgorithm: 'hmac-sha256' });
});

test('APP-5: one update that upgrades and disables stops at the disabling', async () => {
  const sandbox = await newSandbox();
  const id = await newApp(sandbox);
  const patch = { edition: 'standard', enabled: false, introduction: 'Closed for winter' };
  expect(codeOf(await sandbox.adapter.write(appUpdate(id, patch)))).toBe(
    'refused FailedOperation.EditionCannotBeDisabled',
  );
  expect(actionsOf(sandbox).slice(2)).toEqual([
    'ModifyAppInfo: ok',
    'UpgradeEdition: ok',
    'SetAppStatus: FailedOperation.EditionCannotBeDisabled',
  ]);
});

test('an update of an app that says nothing new is no error', async () => {
  const sandbox = await newSandbox();
  const id = await newApp(sandbox, 'premium');
  expect(await sandbox.adapter.write(appUpdate(id, { edition: 'premium', enabled: true }))).toEqual({
    ok: true,
  });
  expect(await sandbox.adapter.write(appUpdate(id, {}))).toEqual({ ok: true });
});

test('APP-3: deleting an app needs it disabled', async () => {
  const sandbox = await newSandbox();
  const id = await newApp(sandbox);
  const remove: Operation = { action: 'delete', kind: 'app', segments: ['apps', id], patch: {} };
  expect(codeOf(await sandbox.adapter.write(remove))).toBe('refused FailedOperation.AppNotDisabled');
  await sandbox.adapter.write(appUpdate(id, { enabled: false }));
  expect(codeOf(await sandbox.adapter.write(remove))).toBe('ok');
});

test('a section cannot be deleted, and what the console has no page for is refused', async () => {
  const sandbox = await newSandbox();
  const id = await newApp(sandbox);
  const operation = (kind: string, last: string, action: Operation['action']) =>
    sandbox.adapter.write({ action, kind, segments: ['apps', id, last], patch: {} });
  const kinds = [
    ['login', 'login'],
    ['tags', 'tags'],
    ['trtc', 'trtc'],
    ['webhook', 'webhook'],
    ['group-features', 'groupFeatures'],
  ] as const;
  for (const [kind, last] of kinds) {
    expect(codeOf(await operation(kind, last, 'delete'))).toBe('refused InvalidAction');
  }
  expect(codeOf(await operation('sticker-pack', 'stickers', 'create'))).toBe('refused InvalidAction');
  expect(codeOf(await operation('constructor', 'login', 'create'))).toBe('refused InvalidAction');
});

test('read shows all apps, and the inside only of those asked for that exist', async () => {
  const sandbox = await newSandbox();
  const lobby = await newApp(sandbox, 'developer', 'Game Lobby');
  const support = await newApp(sandbox);
  const live = await sandbox.adapter.read({ apps: [support, '1400009999'] });
  expect([...live.objects.keys()].filter((address) => address.split('.').length === 2)).toEqual([
    `apps.${lobby}`,
    `apps.${support}`,
  ]);
  expect([...live.objects.keys()].filter((address) => address.startsWith(`apps.${lobby}.`))).toEqual([]);
  expect([...live.objects.keys()].filter((address) => address.startsWith(`apps.${support}.`)).sort()).toEqual(
    [
      'friends',
      'groupFeatures',
      'groupTypes.AVChatRoom',
      'groupTypes.Community',
      'groupTypes.Meeting',
      'groupTypes.Public',
      'groupTypes.Work',
      'login',
      'messages',
      'tags',
      'trtc',
      'webhook',
    ].map((name) => `apps.${support}.${name}`),
  );
  expect(live.account).toBe('100000000001');
  expect(live.unreadable).toEqual([]);
});

test('APP-8: extend is asked for once, and each time counts', async () => {
  const sandbox = await newSandbox();
  const id = await newApp(sandbox);
  const extend: Operation = {
    action: 'invoke',
    kind: 'app',
    segments: ['apps', id],
    patch: {},
    oneShot: 'extend',
  };
  expect(await sandbox.adapter.write(extend)).toEqual({ ok: true });
  expect(await sandbox.adapter.write(extend)).toEqual({ ok: true });
  expect((await show(sandbox)).objects.get(`apps.${id}`)?.facts.expiresAt).toBe('2027-02-02T09:00:00Z');
  await done(sandbox, 'UpgradeEdition', { sdkAppId: id, edition: 'standard' });
  expect(codeOf(await sandbox.adapter.write(extend))).toBe('refused FailedOperation.NotDeveloperEdition');
  expect(sandbox.log().at(-1)?.actor).toBe('chatform');
});

test('what cannot be asked for once is refused', async () => {
  const sandbox = await newSandbox();
  const id = await newApp(sandbox);
  const ask = (kind: string, oneShot?: string) =>
    sandbox.adapter.write({
      action: 'invoke',
      kind,
      segments: ['apps', id],
      patch: {},
      ...(oneShot !== undefined && { oneShot }),
    });
  for (const outcome of [
    await ask('app', 'shrink'),
    await ask('app', 'constructor'),
    await ask('app'),
    await ask('tags', 'extend'),
    await ask('constructor', 'extend'),
  ]) {
    expect(codeOf(outcome)).toBe('refused InvalidAction');
  }
});

test('names that need quotes are quoted in live addresses', async () => {
  const sandbox = await newSandbox({ users: ['ops@acme.example'] });
  const document = { version: '2.0', statement: [{ effect: 'deny', action: '*', resource: '*' }] };
  await done(sandbox, 'CreatePolicy', { policyName: 'ops.read', document });
  await done(sandbox, 'AttachUserPolicy', { policyName: 'ops.read', userName: 'ops@acme.example' });
  expect([...(await show(sandbox)).objects.keys()]).toEqual([
    'cam.policies["ops.read"]',
    'cam.policies["ops.read"].users["ops@acme.example"]',
  ]);
});

test.each([
  ['throttle', 'failed RequestLimitExceeded', 0],
  ['timeout', 'failed ClientError.ConnectTimeout', 0],
  ['refuse', 'refused UnauthorizedOperation', 0],
  ['lost', 'lost ClientError.ResponseTimeout', 1],
] as const)('a fault on demand: %s', async (fault, code, effects) => {
  const seen: number[] = [];
  const write = (_: Operation, n: number) => {
    seen.push(n);
    return n === 1 ? fault : undefined;
  };
  const sandbox = await newSandbox({ faults: { write } });
  expect(codeOf(await sandbox.adapter.write(createLobby))).toBe(code);
  expect(sandbox.status().counts.apps).toBe(effects);
  expect(codeOf(await sandbox.adapter.write(createLobby))).toBe('ok');
  expect(seen).toEqual([1, 2]);
});

test('an answer that is lost may be a refusal', async () => {
  const sandbox = await newSandbox({ faults: { write: () => 'lost' } });
  expect(codeOf(await sandbox.adapter.write({ ...createLobby, patch: {} }))).toBe(
    'lost ClientError.ResponseTimeout',
  );
  expect(actionsOf(sandbox)).toEqual(['RegisterApp: MissingParameter.AppName']);
});

test('what is made unreadable is named, and left out with all below it', async () => {
  const unreadable = ['apps.1400000001.groupTypes', 'cam'];
  const sandbox = await newSandbox({ faults: { unreadable } });
  await newApp(sandbox);
  const document = { version: '2.0', statement: [{ effect: 'deny', action: '*', resource: '*' }] };
  await done(sandbox, 'CreatePolicy', { policyName: 'ops', document });
  const live = await show(sandbox);
  expect(live.unreadable.map(({ address }) => address)).toEqual(unreadable);
  expect([...live.objects.keys()].sort()).toEqual([
    'apps.1400000001',
    'apps.1400000001.friends',
    'apps.1400000001.groupFeatures',
    'apps.1400000001.login',
    'apps.1400000001.messages',
    'apps.1400000001.tags',
    'apps.1400000001.trtc',
    'apps.1400000001.webhook',
  ]);
});
