import { describe, expect, test } from 'vitest';
import type { Operation } from '../../../src/adapters/adapter.ts';
import type { JsonMap } from '../../../src/json.ts';
import { type FakeChat, no, ok, opened, scopeOf } from './adapter-fakes.ts';

const named = (...groups: string[]) =>
  scopeOf(['1400000001'], { group: groups.map((group) => ['apps', '1400000001', 'groups', group]) });
const on = (action: 'create' | 'update' | 'delete', group: string, patch: JsonMap = {}): Operation => ({
  action,
  kind: 'group',
  segments: ['apps', '1400000001', 'groups', group],
  patch,
});
const agents = (count: number) => Array.from({ length: count }, (_, i) => `agent-${1000 + i}`);
const withAgents = (chat: FakeChat, count: number) => {
  for (const user of agents(count)) chat.accounts.set(user, new Map());
};

describe('reading groups', () => {
  test.each([
    ['Private', 'Work'],
    ['Public', 'Public'],
    ['ChatRoom', 'Meeting'],
    ['Community', 'Community'],
  ])('gives one of Tencent’s type %s as %s, with its members (GRM-1, GRM-3)', async (type, ours) => {
    const { adapter, chat } = opened();
    const members = new Set(['bob', 'alice']);
    chat.addGroup('desk', { type, name: 'Desk', introduction: 'Ask us.', owner: 'bob', members });
    const live = await adapter.read(named('desk'));
    expect(live.objects.get('apps.1400000001.groups.desk')).toEqual({
      kind: 'group',
      segments: ['apps', '1400000001', 'groups', 'desk'],
      body: { type: ours, name: 'Desk', introduction: 'Ask us.', owner: 'bob', members: ['alice', 'bob'] },
      facts: { createdAt: '2023-11-14T22:13:20.000Z' },
    });
  });

  test('gives an audio-video group without members, and one without an owner', async () => {
    const { adapter, chat } = opened();
    chat.addGroup('stage', { type: 'AVChatRoom', name: 'Stage' });
    const live = await adapter.read(named('stage'));
    expect(live.objects.get('apps.1400000001.groups.stage')?.body).toEqual({
      type: 'AVChatRoom',
      name: 'Stage',
      introduction: '',
    });
    expect(chat.made('get_group_member_info')).toEqual([]);
  });

  test.each([
    ['Public', 450, [200, 200, 200]],
    ['Community', 250, [100, 100, 100]],
  ])('pages the members of a %s group', async (type, count, limits) => {
    const { adapter, chat } = opened();
    chat.addGroup('desk', { type, members: new Set(agents(count)) });
    const live = await adapter.read(named('desk'));
    expect(live.objects.get('apps.1400000001.groups.desk')?.body.members).toEqual(agents(count));
    expect(chat.made('get_group_member_info').map(({ Limit }) => Limit)).toEqual(limits);
  });

  test('what is named and gone is not there, also with an ID that none can have', async () => {
    const { adapter, chat } = opened();
    const GroupInfo = [
      { GroupId: 'gone', ErrorCode: 10010, ErrorInfo: '' },
      { GroupId: '@TGS#odd', ErrorCode: 10015, ErrorInfo: '' },
    ];
    chat.faults.set('group_open_http_svc/get_group_info', ok({ GroupInfo }));
    const live = await adapter.read(named('gone', '@TGS#odd'));
    expect(live.unreadable).toEqual([]);
    expect([...live.objects.keys()].filter((address) => address.includes('.groups'))).toEqual([]);
  });

  test('gives groups that nobody names without their members', async () => {
    const { adapter, chat } = opened();
    for (let i = 0; i < 60; i++)
      chat.addGroup(`other-${100 + i}`, { name: 'Other', members: new Set(['bob']) });
    chat.addGroup('desk');
    const live = await adapter.read(named('desk'));
    expect(live.objects.get('apps.1400000001.groups["other-100"]')).toBeUndefined();
    expect(live.objects.get('apps.1400000001.groups.other-100')?.body).toEqual({
      type: 'Public',
      name: 'Other',
      introduction: '',
    });
    expect([...live.objects.keys()].filter((address) => address.includes('.groups.')).length).toBe(61);
    const asked = chat.made('get_group_info').map(({ GroupIdList }) => (GroupIdList as string[]).length);
    expect(asked).toEqual([1, 50, 10]);
    expect(chat.made('get_group_member_info').length).toBe(1);
  });

  test('looks at a thousand of them at most, and tells how many there are', async () => {
    const { adapter, chat } = opened();
    for (let i = 0; i < 12_000; i++) chat.addGroup(`other-${10_000 + i}`);
    const live = await adapter.read(named());
    expect([...live.objects.keys()].filter((address) => address.includes('.groups.')).length).toBe(1000);
    expect(live.notices).toEqual([
      'App 1400000001 has 12000 groups. Of those that are not managed here, 1000 were looked at.',
    ]);
    expect(chat.made('get_appid_group_list')).toEqual([{ Limit: 10_000, Next: 0 }]);
    expect(chat.made('get_group_info').length).toBe(20);
  });

  test('follows the pages of the list as far as it looks', async () => {
    const { adapter, chat } = opened();
    const page = (from: number, Next: number) =>
      ok({
        TotalCount: 4,
        GroupIdList: [{ GroupId: `other-${from}` }, { GroupId: `other-${from + 1}` }],
        Next,
      });
    for (let i = 1; i <= 4; i++) chat.addGroup(`other-${i}`);
    chat.faults.set('group_open_http_svc/get_appid_group_list', [page(1, 2), page(3, 0)]);
    const live = await adapter.read(named());
    expect([...live.objects.keys()].filter((address) => address.includes('.groups.')).length).toBe(4);
  });

  test('a type that the catalogue does not know hides what is named, and is counted of the others', async () => {
    const { adapter, chat } = opened();
    chat.addGroup('desk', { type: 'BChatRoom' });
    chat.addGroup('other', { type: 'BChatRoom' });
    const live = await adapter.read(named('desk'));
    expect(live.unreadable).toEqual([
      {
        address: 'apps.1400000001.groups.desk',
        reason: 'it is of the type BChatRoom, which chatform does not know',
      },
    ]);
    expect(live.notices).toEqual(['App 1400000001 has 1 groups of a type that chatform does not know.']);
  });

  test('where the list cannot be read, the named groups still are', async () => {
    const { adapter, chat } = opened();
    chat.addGroup('desk');
    chat.addGroup('other');
    chat.faults.set('group_open_http_svc/get_appid_group_list', no('10007'));
    const live = await adapter.read(named('desk'));
    expect(live.unreadable).toEqual([]);
    expect([...live.objects.keys()].filter((address) => address.includes('.groups.'))).toEqual([
      'apps.1400000001.groups.desk',
    ]);
    expect(live.notices).toEqual([
      'Groups of app 1400000001 that are not managed here could not be listed: told 10007 (Chat.10007).',
    ]);
  });

  test('asks for half where an answer would be too long', async () => {
    const { adapter, chat } = opened();
    for (const group of ['desk', 'lobby', 'stage']) chat.addGroup(group);
    chat.faults.set('group_open_http_svc/get_group_info', [no('10018')]);
    const live = await adapter.read(named('desk', 'lobby', 'stage'));
    expect([...live.objects.keys()].filter((address) => address.includes('.groups.')).length).toBe(3);
    expect(chat.made('get_group_info').map(({ GroupIdList }) => GroupIdList)).toEqual([
      ['desk', 'lobby', 'stage'],
      ['desk', 'lobby'],
      ['stage'],
    ]);
  });

  test('hides a group whose members cannot be read, and no other', async () => {
    const { adapter, chat } = opened();
    chat.addGroup('desk');
    chat.addGroup('lobby');
    chat.faults.set('group_open_http_svc/get_group_member_info', [no('10018')]);
    const live = await adapter.read(named('desk', 'lobby'));
    expect(live.unreadable).toEqual([
      { address: 'apps.1400000001.groups.desk', reason: 'told 10018 (Chat.10018)' },
    ]);
    expect(live.objects.has('apps.1400000001.groups.lobby')).toBe(true);
  });

  test.each([
    [no('60016'), 'told 60016 (Chat.60016)'],
    [ok({ GroupInfo: [] }), 'in an answer of Tencent, GroupInfo lacks desk'],
    [
      ok({ GroupInfo: [{ GroupId: 'desk', ErrorCode: 10007, ErrorInfo: 'no right' }] }),
      'get_group_info: this is not permitted: the type of group has it not, or its switch is off (no right) (Chat.10007)',
    ],
  ])('hides what cannot be read', async (reply, reason) => {
    const { adapter, chat } = opened();
    chat.addGroup('desk');
    chat.faults.set('group_open_http_svc/get_group_info', reply);
    const live = await adapter.read(named('desk'));
    expect(live.unreadable).toEqual([{ address: 'apps.1400000001.groups.desk', reason }]);
  });
});

describe('creating a group', () => {
  test('names its type as Tencent does, and gives a hundred members with it', async () => {
    const { adapter, chat } = opened();
    withAgents(chat, 250);
    const members = agents(250);
    const patch = { type: 'Work', name: 'Desk', owner: 'agent-1000', introduction: 'Ask us.', members };
    expect(await adapter.write(on('create', 'desk', patch))).toEqual({ ok: true });
    const [created] = chat.made('create_group');
    expect(created).toEqual({
      GroupId: 'desk',
      Type: 'Private',
      Name: 'Desk',
      Owner_Account: 'agent-1000',
      Introduction: 'Ask us.',
      MemberList: agents(101)
        .slice(1)
        .map((user) => ({ Member_Account: user })),
    });
    const added = chat.made('add_group_member');
    expect(added.map(({ MemberList }) => (MemberList as []).length)).toEqual([100, 49]);
    expect(added.map(({ Silence }) => Silence)).toEqual([1, 1]);
    expect([...(chat.groups.get('desk')?.members ?? [])].sort()).toEqual(agents(250));
  });

  test('carries on where adding members stopped', async () => {
    const { adapter, chat } = opened();
    withAgents(chat, 250);
    const patch = { type: 'Public', name: 'Desk', members: agents(250) };
    const busy = no('RequestLimitExceeded.60007', 'failed');
    chat.faults.set('group_open_http_svc/add_group_member', [busy]);
    expect(await adapter.write(on('create', 'desk', patch))).toMatchObject({ error: { kind: 'failed' } });
    expect(await adapter.write(on('create', 'desk', patch))).toEqual({ ok: true });
    expect(chat.made('create_group').length).toBe(1);
    expect(chat.groups.get('desk')?.members.size).toBe(250);
    // That one was finished: a second creation is one.
    expect(await adapter.write(on('create', 'desk', patch))).toMatchObject({
      error: { kind: 'refused', code: 'Chat.10025', rule: 'GRM-1' },
    });
  });

  test('a member who cannot be added is named (GRM-3)', async () => {
    const { adapter, chat } = opened();
    withAgents(chat, 100);
    const patch = { type: 'Public', name: 'Desk', members: [...agents(100), 'nobody'] };
    expect(await adapter.write(on('create', 'desk', patch))).toEqual({
      ok: false,
      error: {
        kind: 'refused',
        code: 'MemberNotAdded',
        message: 'Tencent did not add nobody to the group.',
        rule: 'GRM-3',
      },
    });
  });

  const bare = { name: 'Desk', type: 'Public' };
  test.each([
    ['10021', 'GRM-1', bare],
    ['10036', 'EDN-4', { ...bare, type: 'AVChatRoom' }],
    ['10037', 'EDN-3', bare],
    ['10038', 'EDN-5', bare],
    ['10058', 'EDN-6', bare],
    ['11000', 'GRP-5', { ...bare, type: 'Community' }],
    ['10007', 'GRM-3', { ...bare, type: 'AVChatRoom', members: ['bob'] }],
    ['10007', undefined, bare],
    ['10019', 'GRM-1', { ...bare, owner: 'bob' }],
    ['10019', 'GRM-3', { ...bare, members: ['bob'] }],
    ['10019', undefined, { ...bare, owner: 'bob', members: ['alice'] }],
    ['10016', undefined, bare],
  ])('refused with %s, it is refused by %s', async (code, rule, patch) => {
    const { adapter, chat } = opened();
    chat.faults.set('group_open_http_svc/create_group', no(code));
    const outcome = await adapter.write(on('create', 'desk', patch));
    expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused', code: `Chat.${code}` } });
    expect(outcome.ok ? undefined : outcome.error.rule).toBe(rule);
  });
});

describe('changing a group', () => {
  const staffed = () => {
    const all = opened();
    withAgents(all.chat, 250);
    all.chat.addGroup('desk', { owner: 'agent-1000', members: new Set(agents(3)) });
    return all;
  };

  test('name and introduction are one call, and a null empties the introduction (GRM-2)', async () => {
    const { adapter, chat } = staffed();
    expect(await adapter.write(on('update', 'desk', { name: 'Help', introduction: 'Hi' }))).toEqual({
      ok: true,
    });
    expect(await adapter.write(on('update', 'desk', { introduction: null }))).toEqual({ ok: true });
    expect(chat.made('modify_group_base_info')).toEqual([
      { GroupId: 'desk', Name: 'Help', Introduction: 'Hi' },
      { GroupId: 'desk', Introduction: '' },
    ]);
  });

  test('members come and go a hundred at a time, and nobody is told', async () => {
    const { adapter, chat } = staffed();
    const come = Object.fromEntries(agents(250).map((user) => [user, true]));
    expect(await adapter.write(on('update', 'desk', { members: come }))).toEqual({ ok: true });
    expect(chat.groups.get('desk')?.members.size).toBe(250);
    const go = Object.fromEntries(
      agents(250)
        .slice(1)
        .map((user) => [user, null]),
    );
    expect(await adapter.write(on('update', 'desk', { members: go }))).toEqual({ ok: true });
    const gone = chat.made('delete_group_member');
    expect(
      gone.map(({ MemberToDel_Account, Silence }) => [(MemberToDel_Account as []).length, Silence]),
    ).toEqual([
      [100, 1],
      [100, 1],
      [49, 1],
    ]);
    expect([...(chat.groups.get('desk')?.members ?? [])]).toEqual(['agent-1000']);
  });

  test('a new owner becomes a member first, and the old one can go with it', async () => {
    const { adapter, chat } = staffed();
    const patch = { owner: 'agent-1200', members: { 'agent-1000': null } };
    expect(await adapter.write(on('update', 'desk', patch))).toEqual({ ok: true });
    expect(chat.groups.get('desk')).toMatchObject({
      owner: 'agent-1200',
      members: new Set(['agent-1001', 'agent-1002', 'agent-1200']),
    });
    expect(chat.calls.map(({ name }) => name.split('/')[1])).toEqual([
      'get_group_info',
      'add_group_member',
      'change_group_owner',
      'delete_group_member',
    ]);
  });

  test('called again after a failure, it carries on', async () => {
    const { adapter, chat } = staffed();
    const lost = no('ClientError.ResponseTimeout', 'lost');
    const failed = no('RequestLimitExceeded.60007', 'failed');
    chat.faults.set('group_open_http_svc/change_group_owner', [lost]);
    chat.faults.set('group_open_http_svc/delete_group_member', [failed]);
    const patch = { owner: 'agent-1200', members: { 'agent-1001': null, 'agent-1100': true } };
    const first = await adapter.write(on('update', 'desk', patch));
    expect(first).toMatchObject({ error: { kind: 'lost', code: 'ClientError.ResponseTimeout' } });
    expect(await adapter.write(on('update', 'desk', patch))).toMatchObject({ error: { kind: 'failed' } });
    expect(await adapter.write(on('update', 'desk', patch))).toEqual({ ok: true });
    expect(chat.made('change_group_owner').length).toBe(1);
    expect(chat.groups.get('desk')).toMatchObject({
      owner: 'agent-1200',
      members: new Set(['agent-1000', 'agent-1002', 'agent-1100', 'agent-1200']),
    });
  });

  test('the type is not edited, and a name or owner is not taken away (GRM-1, GRM-2)', async () => {
    const { adapter, chat } = staffed();
    const ruleOf = async (patch: JsonMap) => {
      const outcome = await adapter.write(on('update', 'desk', patch));
      return outcome.ok ? undefined : outcome.error.rule;
    };
    expect(await ruleOf({ type: 'Work' })).toBe('GRM-2');
    expect(await ruleOf({ name: null })).toBe('GRM-1');
    expect(await ruleOf({ owner: null })).toBe('GRM-1');
    expect(chat.calls).toEqual([]);
  });

  test.each([
    ['add_group_member', '10019', 'GRM-3', { members: { bob: true } }],
    ['add_group_member', '10014', 'EDN-5', { members: { bob: true } }],
    ['add_group_member', '10037', 'EDN-3', { members: { bob: true } }],
    ['add_group_member', '10038', 'EDN-5', { members: { bob: true } }],
    ['add_group_member', '10007', 'GRM-3', { members: { bob: true } }],
    ['add_group_member', '10019', 'GRM-1', { owner: 'bob' }],
    ['add_group_member', '10007', 'GRM-2', { owner: 'bob' }],
    ['change_group_owner', '10007', 'GRM-2', { owner: 'agent-1001' }],
    ['modify_group_base_info', '10007', 'GRM-2', { name: 'Help' }],
    ['modify_group_base_info', '10010', 'GRM-1', { name: 'Help' }],
    ['delete_group_member', '10009', 'GRM-3', { members: { bob: null } }],
  ])('%s refused with %s is refused by %s', async (command, code, rule, patch) => {
    const { adapter, chat } = staffed();
    chat.faults.set(`group_open_http_svc/${command}`, no(code));
    expect(await adapter.write(on('update', 'desk', patch))).toMatchObject({
      error: { kind: 'refused', code: `Chat.${code}`, rule },
    });
  });

  test('a member who would have to be let in first is a refusal', async () => {
    const { adapter, chat } = staffed();
    const MemberList = [{ Member_Account: 'bob', Result: 3 }];
    chat.faults.set('group_open_http_svc/add_group_member', ok({ MemberList }));
    expect(await adapter.write(on('update', 'desk', { members: { bob: true } }))).toMatchObject({
      error: { code: 'MemberAwaitsApproval', message: 'bob would have to be let in first.', rule: 'GRM-3' },
    });
  });
});

test('a group is dissolved, also when it is gone already (GRM-4)', async () => {
  const { adapter, chat } = opened();
  chat.addGroup('desk');
  expect(await adapter.write(on('delete', 'desk'))).toEqual({ ok: true });
  expect(chat.groups.has('desk')).toBe(false);
  expect(await adapter.write(on('delete', 'desk'))).toEqual({ ok: true });
  expect(chat.made('destroy_group')).toEqual([{ GroupId: 'desk' }, { GroupId: 'desk' }]);
});
