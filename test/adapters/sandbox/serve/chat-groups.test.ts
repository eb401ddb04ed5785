// Groups and their members over the wire (api.md §2.4.5).
import { expect, test } from 'vitest';
import { done, newApp, newSandbox } from '../sandbox.ts';
import { newServed, type Served } from './served.ts';

const app = '1400000001';
const svc = (command: string) => `group_open_http_svc/${command}`;
const created = Date.parse('2026-11-02T09:00:05Z') / 1000;

/** An app with Alice, Bob and the auditor in it: five calls of the sandbox. */
async function withUsers(edition = 'developer'): Promise<Served> {
  const sandbox = await newSandbox();
  await newApp(sandbox, edition);
  for (const userId of ['alice', 'bob', 'auditor'])
    await done(sandbox, 'ImportAccount', { sdkAppId: app, userId });
  return newServed({ sandbox });
}

const desk = { GroupId: 'desk', Type: 'Public', Name: 'Help desk', Owner_Account: 'alice' };
const room = { GroupId: 'stage', Type: 'AVChatRoom', Name: 'Stage' };

const body = async ({ sandbox }: Served, id: string) =>
  (await sandbox.adapter.read({ apps: [app] })).objects.get(`apps.${app}.groups.${id}`)?.body;

const infoOf = async ({ chat }: Served, id: string, ResponseFilter = {}) => {
  const answer = await chat(app, svc('get_group_info'), { GroupIdList: [id], ResponseFilter });
  return (answer.GroupInfo as Record<string, unknown>[])[0];
};

test('GRM-1: a group is created, shown, changed and destroyed', async () => {
  const served = await withUsers();
  const { chat, code, sandbox } = served;
  const request = { ...desk, Introduction: 'Ask here', MemberList: [{ Member_Account: 'bob' }] };
  expect(await chat(app, svc('create_group'), request)).toEqual({
    ActionStatus: 'OK',
    ErrorInfo: '',
    ErrorCode: 0,
    GroupId: 'desk',
    Type: 'Public',
  });
  expect(await body(served, 'desk')).toEqual({
    type: 'Public',
    name: 'Help desk',
    introduction: 'Ask here',
    owner: 'alice',
    members: ['alice', 'bob'],
  });
  const member = (name: string, Role: string) => ({
    Member_Account: name,
    Role,
    JoinTime: created,
    MsgSeq: 0,
    MsgFlag: 'AcceptAndNotify',
    LastSendMsgTime: 0,
    MuteUntil: 0,
    NameCard: '',
    AppMemberDefinedData: [],
  });
  expect(await infoOf(served, 'desk')).toEqual({
    ErrorCode: 0,
    ErrorInfo: '',
    GroupId: 'desk',
    Type: 'Public',
    Name: 'Help desk',
    Appid: 1400000001,
    Introduction: 'Ask here',
    Notification: '',
    FaceUrl: '',
    Owner_Account: 'alice',
    CreateTime: created,
    LastInfoTime: created,
    LastMsgTime: 0,
    NextMsgSeq: 1,
    MemberNum: 2,
    MaxMemberNum: 20,
    ApplyJoinOption: 'NeedPermission',
    MuteAllMember: 'Off',
    AppDefinedData: [],
    MemberList: [member('alice', 'Owner'), member('bob', 'Member')],
  });
  expect(
    await code(app, svc('modify_group_base_info'), { GroupId: 'desk', Name: 'Desk', Introduction: '' }),
  ).toBe(0);
  expect(await body(served, 'desk')).toMatchObject({ name: 'Desk', introduction: '' });
  expect(await code(app, svc('modify_group_base_info'), { GroupId: 'desk', Introduction: 'Hello' })).toBe(0);
  expect(await body(served, 'desk')).toMatchObject({ name: 'Desk', introduction: 'Hello' });
  expect(await code(app, svc('destroy_group'), { GroupId: 'desk' })).toBe(0);
  expect(await code(app, svc('destroy_group'), { GroupId: 'desk' })).toBe(10010);
  expect(
    sandbox
      .log()
      .slice(-4)
      .map(({ actor, action }) => `${actor} ${action}`),
  ).toEqual(['api CreateGroup', 'api ModifyGroup', 'api ModifyGroup', 'api DeleteGroup']);
});

test.each([
  ['Private', 'Work', 'Private'],
  ['Work', 'Work', 'Private'],
  ['Public', 'Public', 'Public'],
  ['ChatRoom', 'Meeting', 'ChatRoom'],
  ['Meeting', 'Meeting', 'ChatRoom'],
  ['AVChatRoom', 'AVChatRoom', 'AVChatRoom'],
])('the type %s is %s in the console, and comes back as %s (§6.5)', async (Type, type, shown) => {
  const served = await withUsers();
  const made = await served.chat(app, svc('create_group'), { GroupId: 'desk', Type, Name: 'Desk' });
  expect(made).toMatchObject({ ErrorCode: 0, Type: shown });
  expect(await body(served, 'desk')).toMatchObject({ type });
  expect(await infoOf(served, 'desk')).toMatchObject({ Type: shown });
});

test('GRP-5: a community is created only where communities are on, and its ID begins with @TGS#_', async () => {
  const served = await withUsers();
  const { code, sandbox } = served;
  const square = { GroupId: '@TGS#_square', Type: 'Community', Name: 'Square', SupportTopic: 0 };
  expect(await code(app, svc('create_group'), square)).toBe(11000);
  await done(sandbox, 'SetGroupFeatures', { sdkAppId: app, community: { enabled: true } });
  expect(await code(app, svc('create_group'), { ...square, GroupId: 'square' })).toBe(10004);
  expect(await code(app, svc('create_group'), { ...square, SupportTopic: 1 })).toBe(10004);
  expect(await code(app, svc('create_group'), square)).toBe(0);
  expect(await infoOf(served, '@TGS#_square')).toMatchObject({ Type: 'Community', MaxMemberNum: 100_000 });
});

test('a group for which no ID was chosen gets one of the console, another one each time', async () => {
  const { chat, sandbox } = await withUsers();
  await done(sandbox, 'SetGroupFeatures', { sdkAppId: app, community: { enabled: true } });
  const make = async (Type: string) => (await chat(app, svc('create_group'), { Type, Name: 'Desk' })).GroupId;
  expect(await make('Public')).toBe('@TGS#000000001');
  expect(await make('Public')).toBe('@TGS#000000002');
  expect(await make('Community')).toBe('@TGS#_000000003');
  expect(await chat(app, svc('get_appid_group_list'))).toMatchObject({ TotalCount: 3 });
});

const wrongGroups: [title: string, request: Parameters<Served['chat']>[2], code: number][] = [
  ['no type', { Name: 'Desk' }, 10004],
  ['a type nobody knows', { ...desk, Type: 'BChatRoom' }, 10004],
  ['no name', { GroupId: 'desk', Type: 'Public' }, 10004],
  ['a name of 31 bytes', { ...desk, Name: 'D'.repeat(31) }, 10004],
  ['a name that is no text', { ...desk, Name: 7 }, 10004],
  ['an introduction of 241 bytes', { ...desk, Introduction: 'D'.repeat(241) }, 10004],
  ['an ID of 49 bytes', { ...desk, GroupId: 'd'.repeat(49) }, 10004],
  ['an ID of the console', { ...desk, GroupId: '@TGS#1' }, 10004],
  ['an ID that is taken', { ...desk, GroupId: 'taken', Owner_Account: 'bob' }, 10021],
  ['an ID that its owner has already', { ...desk, GroupId: 'taken' }, 10025],
  ['an owner who is not registered', { ...desk, Owner_Account: 'carol' }, 10019],
  ['a member who is not registered', { ...desk, MemberList: [{ Member_Account: 'carol' }] }, 10019],
  ['members without names', { ...desk, MemberList: [{}] }, 10004],
  ['members that are no list', { ...desk, MemberList: 'bob' }, 10004],
  ['a role of a member', { ...desk, MemberList: [{ Member_Account: 'bob', Role: 'Admin' }] }, 10004],
  ['101 members', { ...desk, MemberList: Array(101).fill({ Member_Account: 'bob' }) }, 10005],
  ['members of an audio-video group', { ...room, MemberList: [{ Member_Account: 'bob' }] }, 10007],
  ['a field that is not defined', { ...desk, AppDefinedData: [{ Key: 'topic', Value: 'x' }] }, 10004],
  ['a field without a value', { ...desk, AppDefinedData: [{ Key: 'topic' }] }, 10004],
];
test.each(wrongGroups)('a group with %s is refused', async (_, request, expected) => {
  const { code, chat } = await withUsers();
  await chat(app, svc('create_group'), { ...desk, GroupId: 'taken' });
  expect(await code(app, svc('create_group'), request)).toBe(expected);
  expect(await chat(app, svc('get_appid_group_list'))).toMatchObject({ TotalCount: 1 });
});

test('EDN-4: a Developer app has at most 10 audio-video groups', async () => {
  const { code } = await withUsers();
  for (let n = 0; n < 10; n++)
    expect(await code(app, svc('create_group'), { ...room, GroupId: `stage-${n}` })).toBe(0);
  expect(await code(app, svc('create_group'), room)).toBe(10036);
});

test('EDN-5: a group of a Developer app has at most 20 members', async () => {
  const { chat, code, sandbox } = await withUsers();
  const names = Array.from({ length: 21 }, (_, n) => `user-${n}`);
  for (const userId of names) await done(sandbox, 'ImportAccount', { sdkAppId: app, userId });
  const list = (members: string[]) => members.map((Member_Account) => ({ Member_Account }));
  expect(await code(app, svc('create_group'), { ...desk, MemberList: list(names) })).toBe(10038);
  expect(await code(app, svc('create_group'), { ...desk, MemberList: list(names.slice(0, 19)) })).toBe(0);
  expect(await code(app, svc('add_group_member'), { GroupId: 'desk', MemberList: list(['user-19']) })).toBe(
    10014,
  );
  expect(await chat(app, svc('get_group_info'), { GroupIdList: ['desk'] })).toMatchObject({
    GroupInfo: [{ MemberNum: 20 }],
  });
});

test('FLD-4: a group has values in the custom fields of its type', async () => {
  const served = await withUsers();
  const { code, sandbox } = served;
  const levels = { read: 'all', write: 'all' };
  await done(sandbox, 'AddGroupField', { sdkAppId: app, field: 'topic', groupTypes: { Public: levels } });
  await done(sandbox, 'AddGroupField', { sdkAppId: app, field: 'code', groupTypes: { Public: levels } });
  const value = (Key: string, Value: string) => ({ Key, Value });
  expect(
    await code(app, svc('create_group'), {
      ...desk,
      AppDefinedData: [value('topic', 'help'), value('code', '7')],
    }),
  ).toBe(0);
  expect(await infoOf(served, 'desk')).toMatchObject({
    AppDefinedData: [value('code', '7'), value('topic', 'help')],
  });
  expect(await infoOf(served, 'desk', { AppDefinedDataFilter_Group: ['topic'] })).toMatchObject({
    AppDefinedData: [value('topic', 'help')],
  });
  const modify = (AppDefinedData: { Key: string; Value: string }[]) =>
    code(app, svc('modify_group_base_info'), { GroupId: 'desk', AppDefinedData });
  expect(await modify([value('code', ''), value('topic', 'sales')])).toBe(0);
  expect(await infoOf(served, 'desk')).toMatchObject({ AppDefinedData: [value('topic', 'sales')] });
  expect(await modify([value('colour', 'red')])).toBe(10004);
  expect(await modify([value('topic', 'x'.repeat(513))])).toBe(10004);
  const meeting = {
    GroupId: 'call',
    Type: 'Meeting',
    Name: 'Call',
    AppDefinedData: [value('topic', 'help')],
  };
  expect(await code(app, svc('create_group'), meeting)).toBe(10004);
  await done(sandbox, 'DeleteGroup', { sdkAppId: app, groupId: 'desk' });
  await done(sandbox, 'CreateGroup', { sdkAppId: app, groupId: 'desk', type: 'Public', name: 'Desk' });
  expect(await infoOf(served, 'desk')).toMatchObject({ AppDefinedData: [] });
});

test('groups are listed by type and in pages', async () => {
  const { chat, code } = await withUsers();
  for (const GroupId of ['desk-a', 'desk-b', 'desk-c'])
    await chat(app, svc('create_group'), { ...desk, GroupId });
  await chat(app, svc('create_group'), room);
  const list = (request = {}) => chat(app, svc('get_appid_group_list'), request);
  const ids = (...names: string[]) => names.map((GroupId) => ({ GroupId }));
  expect(await list()).toMatchObject({
    TotalCount: 4,
    GroupIdList: ids('desk-a', 'desk-b', 'desk-c', 'stage'),
    Next: 0,
  });
  expect(await list({ GroupType: 'AVChatRoom' })).toMatchObject({ TotalCount: 1, GroupIdList: ids('stage') });
  expect(await list({ GroupType: 'BChatRoom' })).toMatchObject({ TotalCount: 0, GroupIdList: [] });
  expect(await list({ Limit: 3 })).toMatchObject({
    TotalCount: 4,
    GroupIdList: ids('desk-a', 'desk-b', 'desk-c'),
    Next: 3,
  });
  expect(await list({ Limit: 3, Next: 3 })).toMatchObject({ GroupIdList: ids('stage'), Next: 0 });
  for (const wrong of [
    { Limit: 0 },
    { Limit: 10_001 },
    { Limit: '3' },
    { Next: -1 },
    { GroupType: 'Club' },
  ]) {
    expect(await code(app, svc('get_appid_group_list'), wrong)).toBe(10004);
  }
});

test('information is given group by group, with what was asked for', async () => {
  const served = await withUsers();
  const { chat, code } = served;
  await chat(app, svc('create_group'), desk);
  await chat(app, svc('create_group'), room);
  const long = 'x'.repeat(49);
  expect(await chat(app, svc('get_group_info'), { GroupIdList: ['lobby', 'stage', long] })).toMatchObject({
    ErrorCode: 0,
    GroupInfo: [
      { GroupId: 'lobby', ErrorCode: 10010 },
      { GroupId: 'stage', ErrorCode: 0, MemberNum: 0, MemberList: [] },
      { GroupId: long, ErrorCode: 10015 },
    ],
  });
  const filter = { GroupBaseInfoFilter: ['Name', 'Shoes'], MemberInfoFilter: ['Role'] };
  expect(await infoOf(served, 'desk', filter)).toEqual({
    ErrorCode: 0,
    ErrorInfo: '',
    GroupId: 'desk',
    Name: 'Help desk',
    AppDefinedData: [],
    MemberList: [{ Member_Account: 'alice', Role: 'Owner' }],
  });
  const info = (request: Parameters<Served['chat']>[2]) => code(app, svc('get_group_info'), request);
  expect(await info({})).toBe(10004);
  expect(await info({ GroupIdList: [] })).toBe(10004);
  expect(await info({ GroupIdList: Array(51).fill('desk') })).toBe(10004);
  expect(await info({ GroupIdList: ['desk'], ResponseFilter: 'Name' })).toBe(10004);
  expect(await info({ GroupIdList: ['desk'], ResponseFilter: { Shoes: [] } })).toBe(10004);
});

test('an answer about groups of 1 MB or more is not sent', async () => {
  const { chat, code, sandbox } = await withUsers('premium');
  const members = Array.from({ length: 400 }, (_, n) => `user-${n}`);
  await sandbox.api.call([
    ...members.map((userId) => ({ action: 'ImportAccount', request: { sdkAppId: app, userId } })),
    {
      action: 'CreateGroup',
      request: { sdkAppId: app, groupId: 'desk', type: 'Public', name: 'Desk', members },
    },
  ]);
  expect(await code(app, svc('get_group_info'), { GroupIdList: Array(50).fill('desk') })).toBe(10018);
  const few = { GroupIdList: Array(50).fill('desk'), ResponseFilter: { MemberInfoFilter: [] } };
  expect(await chat(app, svc('get_group_info'), few)).toMatchObject({ ErrorCode: 0 });
}, 20_000);

test('GRM-3: members come and go, and the owner stays', async () => {
  const served = await withUsers();
  const { chat, code } = served;
  await chat(app, svc('create_group'), desk);
  const list = (...names: string[]) => names.map((Member_Account) => ({ Member_Account }));
  const added = await chat(app, svc('add_group_member'), {
    GroupId: 'desk',
    MemberList: list('alice', 'bob', 'carol', 'bob'),
    Silence: 1,
  });
  expect(added).toMatchObject({
    ErrorCode: 0,
    MemberList: [
      { Member_Account: 'alice', Result: 2 },
      { Member_Account: 'bob', Result: 1 },
      { Member_Account: 'carol', Result: 0 },
    ],
  });
  expect(await body(served, 'desk')).toMatchObject({ members: ['alice', 'bob'] });
  const add = (request: Parameters<Served['chat']>[2]) => code(app, svc('add_group_member'), request);
  expect(await add({ GroupId: 'desk', MemberList: list('carol') })).toBe(10019);
  expect(await add({ GroupId: 'desk', MemberList: [] })).toBe(10004);
  expect(await add({ GroupId: 'desk', MemberList: Array(101).fill(list('bob')[0]) as never })).toBe(10005);
  expect(await add({ GroupId: 'lobby', MemberList: list('bob') })).toBe(10010);
  const remove = (names: unknown) =>
    code(app, svc('delete_group_member'), {
      GroupId: 'desk',
      MemberToDel_Account: names as string[],
      Reason: 'left',
    });
  expect(await remove(['alice'])).toBe(10009);
  expect(await remove(['bob', 'carol'])).toBe(0);
  expect(await body(served, 'desk')).toMatchObject({ members: ['alice'] });
  expect(await remove(['bob'])).toBe(0);
  expect(await remove([])).toBe(10004);
  expect(await remove('bob')).toBe(10004);
  expect(await remove(Array(501).fill('bob'))).toBe(10005);
});

test('GRM-2: the new owner is a member', async () => {
  const served = await withUsers();
  const { chat, code } = served;
  await chat(app, svc('create_group'), { ...desk, MemberList: [{ Member_Account: 'bob' }] });
  await chat(app, svc('create_group'), room);
  const change = (request: Parameters<Served['chat']>[2]) => code(app, svc('change_group_owner'), request);
  expect(await change({ GroupId: 'desk', NewOwner_Account: 'auditor' })).toBe(10004);
  expect(await change({ GroupId: 'desk' })).toBe(10004);
  expect(await change({ GroupId: 'stage', NewOwner_Account: 'bob' })).toBe(10007);
  expect(await change({ GroupId: 'lobby', NewOwner_Account: 'bob' })).toBe(10010);
  expect(await change({ GroupId: 'desk', NewOwner_Account: 'bob' })).toBe(0);
  expect(await body(served, 'desk')).toMatchObject({ owner: 'bob', members: ['alice', 'bob'] });
});

test('members are listed by role and in pages, and roles are told', async () => {
  const { chat, code, sandbox } = await withUsers();
  await done(sandbox, 'SetGroupFeatures', { sdkAppId: app, community: { enabled: true } });
  const members = { Owner_Account: 'alice', MemberList: [{ Member_Account: 'bob' }] };
  await chat(app, svc('create_group'), { ...desk, ...members });
  await chat(app, svc('create_group'), {
    GroupId: '@TGS#_square',
    Type: 'Community',
    Name: 'Square',
    ...members,
  });
  const list = (request: Record<string, unknown>) =>
    chat(app, svc('get_group_member_info'), request as never);
  const roleOnly = { MemberInfoFilter: ['Role'] };
  const [alice, bob] = [
    { Member_Account: 'alice', Role: 'Owner' },
    { Member_Account: 'bob', Role: 'Member' },
  ];
  expect(await list({ GroupId: 'desk', ...roleOnly })).toEqual({
    ActionStatus: 'OK',
    ErrorInfo: '',
    ErrorCode: 0,
    MemberNum: 2,
    MemberList: [alice, bob],
  });
  expect(await list({ GroupId: 'desk', ...roleOnly, Limit: 1, Offset: 1 })).toMatchObject({
    MemberList: [bob],
  });
  expect(await list({ GroupId: 'desk', ...roleOnly, MemberRoleFilter: ['Member'] })).toMatchObject({
    MemberList: [bob],
  });
  const page = { GroupId: '@TGS#_square', ...roleOnly, Limit: 1 };
  const first = await list({ ...page, Next: '' });
  expect(first).toMatchObject({ MemberList: [alice] });
  expect(await list({ ...page, Next: first.Next })).toMatchObject({ MemberList: [bob], Next: '' });
  for (const wrong of [
    { GroupId: 'desk', Limit: 6001 },
    { GroupId: 'desk', Offset: -1 },
    { GroupId: 'desk', Next: '' },
    { GroupId: '@TGS#_square', Offset: 0 },
    { GroupId: '@TGS#_square', Next: 'abc' },
    { GroupId: 'desk', MemberRoleFilter: 'Owner' },
    { GroupId: 'desk', MemberInfoFilter: 'Role' },
    {},
  ]) {
    expect((await list(wrong)).ErrorCode).toBe(10004);
  }
  const roles = { GroupId: 'desk', User_Account: ['bob', 'alice', 'carol'] };
  expect(await chat(app, svc('get_role_in_group'), roles)).toMatchObject({
    UserIdList: [bob, alice, { Member_Account: 'carol', Role: 'NotMember' }],
  });
  expect(await code(app, svc('get_role_in_group'), { GroupId: 'desk' })).toBe(10004);
  expect(
    await code(app, svc('get_role_in_group'), { GroupId: 'desk', User_Account: Array(501).fill('bob') }),
  ).toBe(10005);
});

test('GRM-3: an audio-video group has no members to add, delete or list', async () => {
  const { chat, code } = await withUsers();
  await chat(app, svc('create_group'), room);
  const stage = { GroupId: 'stage' };
  expect(
    await code(app, svc('add_group_member'), { ...stage, MemberList: [{ Member_Account: 'bob' }] }),
  ).toBe(10007);
  expect(await code(app, svc('delete_group_member'), { ...stage, MemberToDel_Account: ['bob'] })).toBe(10004);
  expect(await code(app, svc('get_group_member_info'), stage)).toBe(10007);
});

test('GRP-9: banned members are listed only of audio-video groups, and only where banning is on', async () => {
  const { chat, code, sandbox } = await withUsers();
  await chat(app, svc('create_group'), room);
  await chat(app, svc('create_group'), desk);
  const ask = { GroupId: 'stage', Offset: 0 };
  const command = svc('get_group_ban_member');
  expect(await code(app, command, { ...ask, GroupId: 'lobby' })).toBe(10010);
  expect(await code(app, command, ask)).toBe(10007);
  await done(sandbox, 'SetGroupFeatures', { sdkAppId: app, avBanning: true });
  expect(await chat(app, command, ask)).toMatchObject({ ErrorCode: 0, BannedAccountList: [], NextOffset: 0 });
  expect(await code(app, command, { ...ask, GroupId: 'desk' })).toBe(10007);
  expect(await code(app, command, { GroupId: 'stage' })).toBe(10004);
  expect(await code(app, command, { ...ask, Limit: 101 })).toBe(10004);
});

test.each(['modify_group_base_info', 'destroy_group', 'get_role_in_group'])(
  '%s needs a GroupId that can be one',
  async (command) => {
    const { code } = await withUsers();
    expect(await code(app, svc(command), {})).toBe(10004);
    expect(await code(app, svc(command), { GroupId: '' })).toBe(10015);
    expect(await code(app, svc(command), { GroupId: 'x'.repeat(49) })).toBe(10015);
    expect(await code(app, svc(command), { GroupId: 'lobby' })).toBe(10010);
  },
);
