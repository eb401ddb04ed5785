import { describe, expect, test } from 'vitest';
import { account, no, ok, opened, scopeOf } from './adapter-fakes.ts';

test('an empty account has its apps and nothing that could not be read', async () => {
  const { adapter } = opened();
  const live = await adapter.read(scopeOf([]));
  expect(live.account).toBe('100000000001');
  expect(live.now).toBe('2026-11-02T08:00:00.000Z');
  expect([...live.objects]).toEqual([
    [
      'apps.1400000001',
      { kind: 'app', segments: ['apps', '1400000001'], body: {}, facts: { sdkAppId: '1400000001' } },
    ],
    [
      'apps.1400000002',
      { kind: 'app', segments: ['apps', '1400000002'], body: {}, facts: { sdkAppId: '1400000002' } },
    ],
  ]);
  expect(live.unreadable).toEqual([]);
  expect(live.notices).toBeUndefined();
  expect(live.directory).toEqual({ users: ['alice', 'bob'], groups: ['chat-operators'], presets: [] });
});

test('an app whose calls can be signed has the name of the newest day (1047/34886)', async () => {
  const { adapter } = opened();
  const live = await adapter.read(scopeOf(['1400000001', '1400000002']));
  expect(live.objects.get('apps.1400000001')?.body).toEqual({ name: 'Acme Help' });
  expect(live.objects.get('apps.1400000002')?.body).toEqual({});
});

test('a name that cannot be read is a notice, and the app is there', async () => {
  const { adapter, chat } = opened();
  chat.faults.set('openconfigsvr/getappinfo', no('130001'));
  const live = await adapter.read(scopeOf(['1400000001']));
  expect(live.objects.get('apps.1400000001')?.body).toEqual({});
  expect(live.unreadable).toEqual([]);
  expect(live.notices).toEqual(['The name of app 1400000001 could not be read: told 130001 (Chat.130001).']);
});

test('where cim does not answer, the managed apps are there, and the others are not counted (APP-2)', async () => {
  const { adapter, cloud } = opened();
  cloud.faults.set('cim DescribeSdkAppid', no('UnsupportedOperation'));
  const live = await adapter.read(scopeOf(['1400000002']));
  expect([...live.objects.keys()]).toEqual(['apps.1400000002', 'apps.1400000002.tags']);
  expect(live.unreadable).toEqual([]);
  expect(live.notices).toEqual([
    'The apps of the account could not be listed: told UnsupportedOperation (UnsupportedOperation). Apps that are not managed here are not counted (APP-2).',
  ]);
});

test('an app that is not listed is unreadable and not absent, unless it answers itself', async () => {
  const { adapter, cloud, chat } = opened();
  cloud.apps = [1400000003];
  const live = await adapter.read(scopeOf(['1400000001', '1400000002']));
  expect(live.objects.has('apps.1400000001')).toBe(true);
  expect(live.unreadable).toEqual([
    {
      address: 'apps.1400000002',
      reason:
        'account 100000000001 lists no app 1400000002: it was deleted, or is of a site whose apps cim does not list; it could be asked itself, but console.apps.lobby.key is not set',
    },
  ]);
  chat.faults.set('openconfigsvr/getappinfo', no('70020'));
  const again = await adapter.read(scopeOf(['1400000001']));
  expect(again.unreadable.map(({ address }) => address)).toEqual(['apps.1400000001']);
  expect(again.objects.has('apps.1400000001')).toBe(false);
  chat.faults.set('openconfigsvr/getappinfo', no('60016'));
  expect((await adapter.read(scopeOf(['1400000001']))).objects.has('apps.1400000001')).toBe(true);
});

test('SDKAppIDs beyond 2^53 are read as they are', async () => {
  const { adapter, cloud } = opened();
  cloud.apps = [9007199254740993n];
  const live = await adapter.read(scopeOf([]));
  expect([...live.objects.keys()]).toEqual(['apps.9007199254740993']);
});

test('an answer in another shape than the documented one is not read', async () => {
  const { adapter, cloud } = opened();
  cloud.apps = ['many'];
  cloud.faults.set('cam ListUsers', ok({ Data: 'alice' }));
  const live = await adapter.read(scopeOf([]));
  expect(live.unreadable).toEqual([
    { address: 'cam', reason: 'in an answer of Tencent, Data is not a list of objects' },
  ]);
  expect(live.notices?.[0]).toContain('SdkAppids is not a whole number');
});

test('where the account cannot be told, nothing can be read and nothing is written', async () => {
  const { adapter, cloud } = opened();
  cloud.faults.set('cam GetUserAppId', [
    no('AuthFailure.SecretIdNotFound'),
    no('AuthFailure.SecretIdNotFound'),
  ]);
  const live = await adapter.read(scopeOf(['1400000001']));
  expect(live.account).toBe(account);
  expect(live.objects.size).toBe(0);
  expect(live.unreadable).toEqual([
    {
      address: '',
      reason:
        'it could not be told which account the credentials are of: told AuthFailure.SecretIdNotFound (AuthFailure.SecretIdNotFound)',
    },
  ]);
  const operation = {
    action: 'update',
    kind: 'tags',
    segments: ['apps', '1400000001', 'tags'],
    patch: { env: 'prod' },
  } as const;
  expect(await adapter.write(operation)).toEqual({
    ok: false,
    error: {
      kind: 'failed',
      code: 'AuthFailure.SecretIdNotFound',
      message:
        'Nothing is written while it cannot be told which account the credentials are of: told AuthFailure.SecretIdNotFound (AuthFailure.SecretIdNotFound)',
    },
  });
  expect(cloud.tagsOf('1400000001')).toEqual({});
  // Once it can be told again, it works.
  expect(await adapter.write(operation)).toEqual({ ok: true });
  expect(cloud.made('cam GetUserAppId').length).toBe(3);
});

test('credentials of another account say whose they are, and write nothing', async () => {
  const { adapter, cloud, chat } = opened();
  cloud.owner = '100000000009';
  const live = await adapter.read(scopeOf(['1400000001']));
  expect([live.account, live.unreadable.map(({ address }) => address)]).toEqual(['100000000009', ['']]);
  const outcome = await adapter.write({
    action: 'create',
    kind: 'account',
    segments: ['apps', '1400000001', 'accounts', 'bob'],
    patch: {},
  });
  expect(outcome).toEqual({
    ok: false,
    error: {
      kind: 'refused',
      code: 'OtherAccount',
      message: 'Nothing is written: the credentials are of account 100000000009, and not of 100000000001.',
    },
  });
  expect(chat.calls).toEqual([]);
  expect(cloud.calls.map(({ name }) => name)).toEqual(['cam GetUserAppId']);
});

test('accounts are never listed, and groups only where calls can be signed: there may be more', async () => {
  const { adapter } = opened();
  const live = await adapter.read(scopeOf(['1400000001', '1400000002']));
  expect(live.unlisted).toEqual([
    {
      address: 'apps.1400000001.accounts',
      reason:
        'no API of Tencent lists the accounts of an app. Each is found by its name: `chatform import apps.KEY.accounts.NAME NAME`',
    },
    {
      address: 'apps.1400000002.accounts',
      reason: 'calls of the app cannot be signed: console.apps.lobby.key is not set',
    },
    {
      address: 'apps.1400000002.groups',
      reason: 'calls of the app cannot be signed: console.apps.lobby.key is not set',
    },
  ]);
});

test('accounts and groups of an app whose calls cannot be signed are unreadable, if somebody names some', async () => {
  const { adapter, chat } = opened();
  expect((await adapter.read(scopeOf(['1400000002']))).unreadable).toEqual([]);
  const named = {
    account: [['apps', '1400000002', 'accounts', 'bob']],
    group: [['apps', '1400000002', 'groups', 'news']],
  };
  const reason = 'calls of the app cannot be signed: console.apps.lobby.key is not set';
  expect((await adapter.read(scopeOf(['1400000002'], named))).unreadable).toEqual([
    { address: 'apps.1400000002.accounts', reason },
    { address: 'apps.1400000002.groups', reason },
  ]);
  expect(chat.calls).toEqual([]);
});

test('what is named is asked for once a kind, however many apps there are', async () => {
  const apps = Array.from({ length: 300 }, (_, i) => 1400000001 + i);
  const { adapter, cloud, chat } = opened({ chatProblem: () => undefined });
  cloud.apps = apps;
  chat.accounts.set('bob', new Map());
  const asked: string[] = [];
  const live = await adapter.read({
    apps: apps.map(String),
    named: (kind) => {
      asked.push(kind);
      return kind === 'account' ? apps.map((app) => ['apps', String(app), 'accounts', 'bob']) : [];
    },
  });
  expect([...live.objects.values()].filter(({ kind }) => kind === 'account').length).toBe(300);
  expect(asked.sort()).toEqual([
    'account',
    'cam-policy-group',
    'cam-policy-user',
    'cam-preset-group',
    'cam-preset-user',
    'group',
  ]);
});

describe('what the adapter’s own calls stand on (API-2)', () => {
  test('is the admin that signs, and what gives its sub-account rights', async () => {
    const { adapter, cloud } = opened();
    cloud.caller = '100000000102';
    cloud.memberships.set('100000000102', [7]);
    cloud.addPolicy('operators', '{}', { holders: new Set(['1:100000000102', '1:100000000101']) });
    cloud.addPolicy('others', '{}', { holders: new Set(['1:100000000101']) });
    cloud.addPolicy('QcloudIMReadOnlyAccess', '{}', { preset: true, holders: new Set(['2:7']) });
    const live = await adapter.read(scopeOf(['1400000001', '1400000002']));
    expect(live.standsOn).toEqual({
      'apps.1400000001.accounts.administrator': 'it signs the calls of the Chat REST API',
      'cam.policies.operators': 'it is a policy of the sub-account that makes the calls of CAM and Tag',
      'cam.policies.operators.users.bob': 'the calls of CAM and Tag are made by this sub-account',
      'cam.presets.QcloudIMReadOnlyAccess.groups.chat-operators':
        'the calls of CAM and Tag are made by a sub-account of this user group',
    });
    expect(cloud.made('cam ListGroupsForUser')).toEqual([{ SubUin: 100000000102, Page: 1, Rp: 200 }]);
  });

  test('is nothing of CAM for a root account, and no user group where those cannot be read', async () => {
    const { adapter, cloud } = opened();
    cloud.addPolicy('operators', '{}', { holders: new Set(['1:100000000101']) });
    expect((await adapter.read(scopeOf([]))).standsOn).toBeUndefined();
    const sub = opened();
    sub.cloud.caller = '100000000101';
    sub.cloud.faults.set('cam ListGroupsForUser', no('UnauthorizedOperation'));
    const live = await sub.adapter.read(scopeOf([]));
    expect(live.unreadable).toEqual([]);
    expect(live.notices).toEqual([
      'The user groups of the sub-account whose key is used could not be read: told UnauthorizedOperation (UnauthorizedOperation). What its own rights come from is not known.',
    ]);
  });
});

describe('a reading of a part', () => {
  const reason = 'it was left out of this reading';

  test('of CAM alone has the apps themselves, which policies name', async () => {
    const { adapter, cloud, chat } = opened();
    cloud.addPolicy('operators', '{}');
    const live = await adapter.read({ ...scopeOf(['1400000001']), only: 'cam' });
    expect([...live.objects.keys()]).toEqual([
      'apps.1400000001',
      'apps.1400000002',
      'cam.policies.operators',
    ]);
    expect(live.unreadable).toEqual(
      ['accounts', 'groups', 'tags'].map((part) => ({ address: `apps.1400000001.${part}`, reason })),
    );
    expect(chat.made('get_appid_group_list')).toEqual([]);
    expect(cloud.made('tag GetResources')).toEqual([]);
  });

  test('of one app leaves CAM and the inside of the others out', async () => {
    const { adapter, cloud } = opened();
    const live = await adapter.read({ ...scopeOf(['1400000001', '1400000002']), only: 'apps.1400000001' });
    expect([...live.objects.keys()]).toEqual(['apps.1400000001', 'apps.1400000001.tags', 'apps.1400000002']);
    expect(live.unreadable.map(({ address }) => address)).toEqual([
      'apps.1400000002.accounts',
      'apps.1400000002.groups',
      'apps.1400000002.tags',
      'cam',
    ]);
    expect(cloud.made('cam ListPolicies')).toEqual([]);
  });

  /** Two apps with tags, accounts and groups, three policies and two presets; all of it named, and read once. */
  async function crowded() {
    const all = opened({ chatProblem: () => undefined });
    const { adapter, cloud, chat } = all;
    const apps = ['1400000001', '1400000002'];
    for (const app of apps) cloud.addTags(app, { team: 'support' });
    for (const user of ['alice', 'bob']) chat.accounts.set(user, new Map());
    for (const group of ['desk', 'news', 'strangers']) chat.addGroup(group, { members: new Set(['bob']) });
    const alice = new Set(['1:100000000101']);
    for (const name of ['operators', 'readers', 'idle']) {
      cloud.addPolicy(name, '{}', name === 'idle' ? {} : { holders: alice });
    }
    cloud.addPolicy('QcloudIMFullAccess', '{}', { preset: true, holders: alice });
    cloud.addPolicy('QcloudIMReadOnlyAccess', '{}', { preset: true, holders: alice });
    cloud.addPolicy('QcloudAVCFullAccess', '{}', { preset: true });
    const inApps = (part: string, ...names: string[]) =>
      apps.flatMap((app) => names.map((name) => ['apps', app, part, name]));
    const scope = scopeOf(apps, {
      account: inApps('accounts', 'alice', 'bob'),
      group: inApps('groups', 'desk', 'news'),
    });
    await adapter.read(scope);
    cloud.calls.length = 0;
    chat.calls.length = 0;
    const read = async (only: string) => {
      const live = await adapter.read({ ...scope, only });
      const calls = [...cloud.calls, ...chat.calls].map(({ name }) => name.split(/[ /]/).at(-1));
      return {
        objects: [...live.objects.keys()],
        unreadable: live.unreadable.map(({ address }) => address),
        calls: calls.sort(),
        live,
      };
    };
    return { ...all, read };
  }

  const bothApps = ['apps.1400000001', 'apps.1400000002'];
  const insideOfApps = [1, 2].flatMap((n) =>
    ['accounts', 'groups', 'tags'].map((part) => `apps.140000000${n}.${part}`),
  );
  const listsOfCam = ['DescribeSdkAppid', 'ListGroups', 'ListPolicies', 'ListUsers'];
  const others = (...kept: string[]) => insideOfApps.filter((address) => !kept.includes(address));

  test.each(['cam.policies.operators', 'cam.policies.operators.users.alice'])(
    'of %s has that policy with what it is attached to, and hides the others',
    async (only) => {
      const { read } = await crowded();
      const { objects, unreadable, calls } = await read(only);
      expect(objects).toEqual([...bothApps, 'cam.policies.operators', 'cam.policies.operators.users.alice']);
      expect(unreadable).toEqual([
        ...insideOfApps,
        'cam.policies.idle',
        'cam.policies.readers',
        'cam.presets',
      ]);
      expect(calls).toEqual([
        'DescribeSdkAppid',
        'GetPolicy',
        'ListEntitiesForPolicy',
        ...listsOfCam.slice(1),
      ]);
    },
  );

  test('of an attachment of a preset has those of that preset', async () => {
    const { read } = await crowded();
    const { objects, unreadable, calls, live } = await read('cam.presets.QcloudIMFullAccess.users.bob');
    expect(objects).toEqual([...bothApps, 'cam.presets.QcloudIMFullAccess.users.alice']);
    expect(unreadable).toEqual([...insideOfApps, 'cam.policies', 'cam.presets.QcloudIMReadOnlyAccess']);
    expect(calls).toEqual(['DescribeSdkAppid', 'ListEntitiesForPolicy', ...listsOfCam.slice(1)]);
    expect(live.directory.presets).toEqual([
      'QcloudAVCFullAccess',
      'QcloudIMFullAccess',
      'QcloudIMReadOnlyAccess',
    ]);
  });

  test('of a policy that is not there shows that', async () => {
    const { read } = await crowded();
    const { objects, unreadable } = await read('cam.policies.gone');
    expect(objects).toEqual(bothApps);
    expect(unreadable).not.toContain('cam.policies.gone');
  });

  test('of an account asks for that account alone', async () => {
    const { read, chat } = await crowded();
    const { objects, unreadable, calls } = await read('apps.1400000001.accounts.bob');
    expect(objects).toEqual(['apps.1400000001', 'apps.1400000001.accounts.bob', 'apps.1400000002']);
    expect(unreadable).toEqual([
      'apps.1400000001.accounts.alice',
      ...others('apps.1400000001.accounts'),
      'cam',
    ]);
    expect(calls).toEqual(['DescribeSdkAppid', 'account_check', 'portrait_get', 'query_online_status']);
    expect(chat.made('account_check')).toEqual([{ CheckItem: [{ UserID: 'bob' }] }]);
  });

  test('of a group asks for that group and its members, and lists no others', async () => {
    const { read } = await crowded();
    const { objects, unreadable, calls, live } = await read('apps.1400000001.groups.desk');
    expect(objects).toEqual(['apps.1400000001', 'apps.1400000001.groups.desk', 'apps.1400000002']);
    expect(live.objects.get('apps.1400000001.groups.desk')?.body.members).toEqual(['bob']);
    expect(unreadable).toEqual(
      [...others('apps.1400000001.groups'), 'apps.1400000001.groups.news', 'cam'].sort(),
    );
    expect(calls).toEqual(['DescribeSdkAppid', 'get_group_info', 'get_group_member_info']);
    expect(live.notices).toEqual([
      'Groups of app 1400000001 that are not managed here were left out of this reading.',
    ]);
  });

  test('of an account or a group that nobody names has it all the same', async () => {
    const { read } = await crowded();
    expect((await read('apps.1400000001.accounts.administrator')).objects).toContain(
      'apps.1400000001.accounts.administrator',
    );
    expect((await read('apps.1400000001.groups.strangers')).objects).toContain(
      'apps.1400000001.groups.strangers',
    );
  });

  test('of tags asks for the tags of that app', async () => {
    const { read } = await crowded();
    const { objects, unreadable, calls } = await read('apps.1400000002.tags');
    expect(objects).toEqual([...bothApps, 'apps.1400000002.tags']);
    expect(unreadable).toEqual([...others('apps.1400000002.tags'), 'cam']);
    expect(calls).toEqual(['DescribeSdkAppid', 'GetResources']);
  });

  test('asks an app that is not listed whether it is there', async () => {
    const { read, cloud } = await crowded();
    cloud.apps = [1400000001];
    const { objects, calls } = await read('apps.1400000001.tags');
    expect(objects).toEqual(['apps.1400000001', 'apps.1400000001.tags', 'apps.1400000002']);
    expect(calls).toEqual(['DescribeSdkAppid', 'GetResources', 'getappinfo']);
  });

  test('waits for what was written there, and leaves the waiting for the rest to a later one', async () => {
    const { adapter, cloud, read, pace } = await crowded();
    cloud.lag = 10_000;
    const create = (name: string) =>
      adapter.write({
        action: 'create',
        kind: 'cam-policy',
        segments: ['cam', 'policies', name],
        patch: { document: {} },
      });
    await create('first');
    await pace.wait(8_000);
    await create('second');
    const { objects, unreadable } = await read('cam.policies.first');
    expect(objects).toContain('cam.policies.first');
    expect(unreadable).toContain('cam.policies.second');
    expect(pace.waited()).toBe(10_000);
    // What is not listed yet can be used all the same.
    const attached = { kind: 'cam-policy-user', segments: ['cam', 'policies', 'second', 'users', 'bob'] };
    expect(await adapter.write({ action: 'create', ...attached, patch: {} })).toEqual({ ok: true });
    const live = await adapter.read(scopeOf([]));
    expect([...live.objects.keys()]).toEqual(
      expect.arrayContaining(['cam.policies.second', 'cam.policies.second.users.bob']),
    );
  });
});
