// CAM over the wire: fields, codes, pages and delays (api.md §2.2).
import { expect, test } from 'vitest';
import { groupIdOf, uidOf, uinOf } from '../../../../src/adapters/sandbox/serve/keys.ts';
import { newSandbox } from '../sandbox.ts';
import { account, newServed, type Served } from './served.ts';

const text = (action: unknown, resource: unknown = '*') =>
  JSON.stringify({ version: '2.0', statement: [{ effect: 'allow', action, resource }] });
const reading = text('name/im:Describe*');
const [alice, bob] = [uinOf(account, 'alice'), uinOf(account, 'bob')];
const operators = groupIdOf(account, 'chat-operators');
const nobody = 100_000_000_999;

async function newPolicy({ cloud }: Served, name = 'support-read'): Promise<number> {
  const made = await cloud('cam', 'CreatePolicy', { PolicyName: name, PolicyDocument: reading });
  if (typeof made === 'string') throw new Error(made);
  return made.PolicyId as number;
}

test('a policy is created, comes back as CAM returns documents, is changed and deleted', async () => {
  const served = await newServed();
  const { cloud, sandbox } = served;
  const document = text('name/im:Describe*', `qcs::im::uin/${account}:sdkappid/1400000001`);
  const made = await cloud('cam', 'CreatePolicy', {
    PolicyName: 'support-read',
    PolicyDocument: document,
    Description: 'Support may look',
  });
  expect(made).toEqual({ PolicyId: 100001 });
  expect(await cloud('cam', 'GetPolicy', { PolicyId: 100001 })).toEqual({
    PolicyName: 'support-read',
    Description: 'Support may look',
    Type: 1,
    AddTime: '2026-11-02 09:00:00',
    UpdateTime: '2026-11-02 09:00:00',
    PolicyDocument: `{"version":"2.0","statement":[{"effect":"allow","action":["name\\/im:Describe*"],"resource":["qcs::im::uin\\/${account}:sdkappid\\/1400000001"]}]}`,
    PresetAlias: null,
    IsServiceLinkedRolePolicy: 0,
    Tags: [],
  });
  expect(await cloud('cam', 'UpdatePolicy', { PolicyId: 100001, Description: 'Support may read' })).toEqual(
    {},
  );
  const byName = { PolicyName: 'support-read', PolicyDocument: text(['name/im:*']) };
  expect(await cloud('cam', 'UpdatePolicy', byName)).toEqual({ PolicyId: 100001 });
  expect(await cloud('cam', 'GetPolicy', { PolicyId: 100001 })).toMatchObject({
    Description: 'Support may read',
    UpdateTime: '2026-11-02 09:00:02',
    PolicyDocument:
      '{"version":"2.0","statement":[{"effect":"allow","action":["name\\/im:*"],"resource":["*"]}]}',
  });
  expect(await cloud('cam', 'DeletePolicy', { PolicyId: [100001] })).toEqual({});
  expect(await cloud('cam', 'GetPolicy', { PolicyId: 100001 })).toBe('ResourceNotFound.PolicyIdNotFound');
  expect(sandbox.log().map(({ actor, action, result }) => `${actor} ${action} ${result}`)).toEqual([
    'api CreatePolicy ok',
    'api UpdatePolicy ok',
    'api UpdatePolicy ok',
    'api DeletePolicy ok',
  ]);
});

test('a preset comes back with its type, and its list of actions as it is', async () => {
  const { cloud } = await newServed();
  expect(await cloud('cam', 'GetPolicy', { PolicyId: 1 })).toMatchObject({
    PolicyName: 'QcloudAVCFullAccess',
    Type: 2,
    PolicyDocument:
      '{"version":"2.0","statement":[{"effect":"allow","action":["name\\/im:*","name\\/trtc:*"],"resource":["*"]}]}',
  });
});

const statement = (more: Record<string, unknown>) =>
  JSON.stringify({
    version: '2.0',
    statement: [{ effect: 'allow', action: '*', resource: '*', ...more }],
  });
const create = (more: Record<string, unknown>) =>
  ['CreatePolicy', { PolicyName: 'new', PolicyDocument: reading, ...more }] as const;
const unknownId = { PolicyId: 999 };

const refusals: [title: string, action: string, request: Record<string, unknown>, code: string][] = [
  ['a name with a blank', ...create({ PolicyName: 'a b' }), 'InvalidParameter.PolicyNameError'],
  ['a name that is taken', ...create({ PolicyName: 'taken' }), 'FailedOperation.PolicyNameInUse'],
  [
    'a description of 301 bytes',
    ...create({ Description: 'd'.repeat(301) }),
    'InvalidParameter.DescriptionLengthOverlimit',
  ],
  [
    'a document that is no JSON',
    ...create({ PolicyDocument: 'allow' }),
    'InvalidParameter.PolicyDocumentError',
  ],
  [
    'a document of version 1.0',
    ...create({ PolicyDocument: '{"version":"1.0"}' }),
    'InvalidParameter.VersionError',
  ],
  ['no statement', ...create({ PolicyDocument: '{"version":"2.0"}' }), 'InvalidParameter.StatementError'],
  [
    'a document that is too long',
    ...create({ PolicyDocument: text('a'.repeat(6200)) }),
    'InvalidParameter.PolicyDocumentLengthOverLimit',
  ],
  [
    'an effect nobody knows',
    ...create({ PolicyDocument: statement({ effect: 'maybe' }) }),
    'InvalidParameter.EffectError',
  ],
  [
    'no action',
    ...create({ PolicyDocument: statement({ action: undefined }) }),
    'InvalidParameter.ActionMiss',
  ],
  [
    'an empty action',
    ...create({ PolicyDocument: statement({ action: '' }) }),
    'InvalidParameter.ActionError',
  ],
  [
    'no resource',
    ...create({ PolicyDocument: statement({ resource: undefined }) }),
    'InvalidParameter.ResourceError',
  ],
  [
    'a condition as text',
    ...create({ PolicyDocument: statement({ condition: 'x' }) }),
    'InvalidParameter.ConditionError',
  ],
  [
    'a principal',
    ...create({ PolicyDocument: statement({ principal: {} }) }),
    'InvalidParameter.PrincipalError',
  ],
  ['tags of a policy', ...create({ Tags: [{ Key: 'team', Value: 'support' }] }), 'UnsupportedOperation'],
  ['neither ID nor name', 'UpdatePolicy', {}, 'InvalidParameter.ParamError'],
  ['an ID of 0', 'UpdatePolicy', { PolicyId: 0 }, 'InvalidParameter.PolicyIdError'],
  ['an ID nobody has', 'UpdatePolicy', unknownId, 'ResourceNotFound.PolicyIdNotFound'],
  ['a name nobody has', 'UpdatePolicy', { PolicyName: 'new' }, 'ResourceNotFound.PolicyIdNotFound'],
  ['a preset', 'UpdatePolicy', { PolicyId: 1, Description: '' }, 'InvalidParameter.PolicyIdError'],
  ['a remark', 'UpdatePolicy', { PolicyId: 1, Alias: 'full' }, 'UnsupportedOperation'],
  ['no ID at all', 'DeletePolicy', { PolicyId: [] }, 'InvalidParameter.ParamError'],
  ['an ID below 0', 'DeletePolicy', { PolicyId: [-1] }, 'InvalidParameter.PolicyIdError'],
  ['one ID nobody has', 'DeletePolicy', { PolicyId: [100001, 999] }, 'ResourceNotFound.PolicyIdNotFound'],
  ['a preset', 'DeletePolicy', { PolicyId: [1] }, 'InvalidParameter.PolicyIdError'],
  ['an ID of 0', 'GetPolicy', { PolicyId: 0 }, 'InvalidParameter.PolicyIdError'],
  ['an ID nobody has', 'GetPolicy', unknownId, 'ResourceNotFound.PolicyIdNotFound'],
  ['a page of 0', 'ListPolicies', { Page: 0 }, 'InvalidParameter.ParamError'],
  ['a page of 201', 'ListPolicies', { Page: 201 }, 'InvalidParameter.ParamError'],
  ['201 items a page', 'ListPolicies', { Rp: 201 }, 'InvalidParameter.ParamError'],
  ['a scope nobody knows', 'ListPolicies', { Scope: 'local' }, 'InvalidParameter.ScopeError'],
  [
    'an ID nobody has',
    'AttachUserPolicy',
    { ...unknownId, AttachUin: alice },
    'InvalidParameter.PolicyIdNotExist',
  ],
  [
    'a uin nobody has',
    'AttachUserPolicy',
    { PolicyId: 1, AttachUin: nobody },
    'ResourceNotFound.UserNotExist',
  ],
  [
    'an ID nobody has',
    'DetachUserPolicy',
    { ...unknownId, DetachUin: alice },
    'InvalidParameter.PolicyIdNotExist',
  ],
  [
    'a uin nobody has',
    'DetachUserPolicy',
    { PolicyId: 1, DetachUin: nobody },
    'ResourceNotFound.UserNotExist',
  ],
  [
    'a group nobody knows',
    'AttachGroupPolicy',
    { PolicyId: 1, AttachGroupId: 7 },
    'ResourceNotFound.GroupNotExist',
  ],
  [
    'a group nobody knows',
    'DetachGroupPolicy',
    { PolicyId: 1, DetachGroupId: 7 },
    'ResourceNotFound.GroupNotExist',
  ],
  ['a uin nobody has', 'ListAttachedUserPolicies', { TargetUin: nobody }, 'InvalidParameter.ParamError'],
  ['a group nobody knows', 'ListAttachedGroupPolicies', { TargetGroupId: 7 }, 'InvalidParameter.ParamError'],
  ['a page of 0', 'ListAttachedUserPolicies', { TargetUin: alice, Page: 0 }, 'InvalidParameter.ParamError'],
  ['an ID nobody has', 'ListEntitiesForPolicy', unknownId, 'InvalidParameter.PolicyIdError'],
  [
    'a filter nobody knows',
    'ListEntitiesForPolicy',
    { PolicyId: 1, EntityFilter: 'Dog' },
    'InvalidParameter.EntityFilterError',
  ],
  ['a name nobody has', 'GetUser', { Name: 'carol' }, 'ResourceNotFound.UserNotExist'],
  ['a group nobody knows', 'GetGroup', { GroupId: 7 }, 'ResourceNotFound.UserNotExist'],
  ['a group nobody knows', 'ListUsersForGroup', { GroupId: 7 }, 'ResourceNotFound.GroupNotExist'],
  ['a uin nobody has', 'ListGroupsForUser', { SubUin: nobody }, 'ResourceNotFound.UserNotExist'],
  ['neither Uid nor SubUin', 'ListGroupsForUser', {}, 'InvalidParameter.ParamError'],
  [
    '51 uins',
    'DescribeSubAccounts',
    { FilterSubAccountUin: Array(51).fill(alice) },
    'InvalidParameter.ParamError',
  ],
];
test.each(refusals)('%s: %s is refused', async (_, action, request, code) => {
  const served = await newServed();
  await newPolicy(served, 'taken');
  const before = await served.cloud('cam', 'ListPolicies');
  expect(await served.cloud('cam', action, request)).toBe(code);
  expect(await served.cloud('cam', 'ListPolicies')).toEqual(before);
});

test('an account has at most 1500 custom policies', async () => {
  const { cloud, sandbox } = await newServed();
  const document = JSON.parse(reading);
  await sandbox.api.call(
    Array.from({ length: 1500 }, (_, n) => ({
      action: 'CreatePolicy',
      request: { policyName: `support-${n}`, document },
    })),
  );
  expect(await cloud('cam', ...create({}))).toBe('FailedOperation.PolicyFull');
});

test('a sub-account has at most 200 policies', async () => {
  const { cloud, sandbox } = await newServed();
  const document = JSON.parse(reading);
  const names = Array.from({ length: 200 }, (_, n) => `support-${n}`);
  await sandbox.api.call(
    names.flatMap((policyName) => [
      { action: 'CreatePolicy', request: { policyName, document } },
      { action: 'AttachUserPolicy', request: { policyName, userName: 'alice' } },
    ]),
  );
  const attach = { PolicyId: 1, AttachUin: alice };
  expect(await cloud('cam', 'AttachUserPolicy', attach)).toBe('InvalidParameter.AttachmentFull');
});

test('policies are listed by pages, scope and keyword', async () => {
  const served = await newServed();
  const { cloud } = served;
  for (const name of ['support-read', 'support-write', 'lobby-read']) await newPolicy(served, name);
  const names = async (request: Record<string, unknown>) => {
    const answer = (await cloud('cam', 'ListPolicies', request)) as {
      TotalNum: number;
      List: { PolicyName: string }[];
    };
    return [answer.TotalNum, ...answer.List.map(({ PolicyName }) => PolicyName)];
  };
  const customs = ['lobby-read', 'support-write', 'support-read'];
  expect(await names({})).toEqual([5, ...customs, 'QcloudIMReadOnlyAccess', 'QcloudAVCFullAccess']);
  expect(await names({ Scope: 'Local' })).toEqual([3, ...customs]);
  expect(await names({ Scope: 'QCS' })).toEqual([2, 'QcloudIMReadOnlyAccess', 'QcloudAVCFullAccess']);
  expect(await names({ Scope: 'Local', Rp: 2 })).toEqual([3, 'lobby-read', 'support-write']);
  expect(await names({ Scope: 'Local', Rp: 2, Page: 2 })).toEqual([3, 'support-read']);
  expect(await names({ Scope: 'Local', Rp: 2, Page: 3 })).toEqual([3]);
  expect(await names({ Keyword: 'read' })).toEqual([2, 'lobby-read', 'support-read']);
});

test('a listed policy has the fields of StrategyInfo', async () => {
  const served = await newServed();
  const PolicyId = await newPolicy(served);
  await served.cloud('cam', 'AttachUserPolicy', { PolicyId, AttachUin: alice });
  await served.cloud('cam', 'AttachGroupPolicy', { PolicyId, AttachGroupId: operators });
  expect(await served.cloud('cam', 'ListPolicies', { Scope: 'Local' })).toEqual({
    TotalNum: 1,
    List: [
      {
        PolicyId,
        PolicyName: 'support-read',
        AddTime: '2026-11-02 09:00:00',
        Type: 1,
        Description: '',
        CreateMode: 2,
        Attachments: 2,
        ServiceType: '',
        IsAttached: null,
        Deactived: 0,
        DeactivedDetail: [],
        IsServiceLinkedPolicy: 0,
        AttachEntityCount: 2,
        AttachEntityBoundaryCount: 0,
        UpdateTime: '2026-11-02 09:00:00',
        Tags: [],
      },
    ],
    ServiceTypeList: [],
  });
});

test('policies are attached, listed from both sides, and detached', async () => {
  const served = await newServed();
  const { cloud } = served;
  const PolicyId = await newPolicy(served);
  expect(await cloud('cam', 'AttachUserPolicy', { PolicyId, AttachUin: alice })).toEqual({});
  expect(await cloud('cam', 'AttachUserPolicy', { PolicyId, AttachUin: alice })).toEqual({});
  expect(await cloud('cam', 'AttachUserPolicy', { PolicyId: 1, AttachUin: alice })).toEqual({});
  expect(await cloud('cam', 'AttachGroupPolicy', { PolicyId, AttachGroupId: operators })).toEqual({});
  const attached = {
    PolicyId,
    PolicyName: 'support-read',
    AddTime: '2026-11-02 09:00:01',
    CreateMode: 2,
    PolicyType: 'User',
    Remark: '',
    OperateOwnerUin: account,
    OperateUin: account,
    OperateUinType: 0,
    Deactived: 0,
    DeactivedDetail: [],
  };
  expect(await cloud('cam', 'ListAttachedUserPolicies', { TargetUin: alice })).toEqual({
    TotalNum: 2,
    List: [
      attached,
      {
        ...attached,
        PolicyId: 1,
        PolicyName: 'QcloudAVCFullAccess',
        PolicyType: 'QCS',
        Remark: 'IM read and write permissions',
        AddTime: '2026-11-02 09:00:03',
      },
    ],
  });
  const inGroup = { TargetGroupId: operators, Keyword: 'read' };
  expect(await cloud('cam', 'ListAttachedGroupPolicies', inGroup)).toMatchObject({
    TotalNum: 1,
    List: [{ PolicyId }],
  });
  expect(await cloud('cam', 'ListAttachedGroupPolicies', { ...inGroup, Keyword: 'write' })).toEqual({
    TotalNum: 0,
    List: [],
  });

  const user = {
    Id: String(alice),
    Name: 'alice',
    Uin: alice,
    RelatedType: 1,
    AttachmentTime: '2026-11-02 09:00:01',
  };
  const group = {
    Id: String(operators),
    Name: 'chat-operators',
    Uin: 0,
    RelatedType: 2,
    AttachmentTime: '2026-11-02 09:00:04',
  };
  const entities = (more: object) => cloud('cam', 'ListEntitiesForPolicy', { PolicyId, ...more });
  expect(await entities({})).toEqual({ TotalNum: 2, List: [user, group] });
  expect(await entities({ EntityFilter: 'User' })).toEqual({ TotalNum: 1, List: [user] });
  expect(await entities({ EntityFilter: 'Group' })).toEqual({ TotalNum: 1, List: [group] });
  expect(await entities({ EntityFilter: 'Role' })).toEqual({ TotalNum: 0, List: [] });
  expect(await entities({ Rp: 1, Page: 2 })).toEqual({ TotalNum: 2, List: [group] });

  expect(await cloud('cam', 'DetachUserPolicy', { PolicyId, DetachUin: alice })).toEqual({});
  expect(await cloud('cam', 'DetachGroupPolicy', { PolicyId, DetachGroupId: operators })).toEqual({});
  expect(await entities({})).toEqual({ TotalNum: 0, List: [] });
});

test('detaching what is not attached is no error, and the log says that nothing was there', async () => {
  const { cloud, sandbox } = await newServed();
  expect(await cloud('cam', 'DetachUserPolicy', { PolicyId: 1, DetachUin: alice })).toEqual({});
  expect(sandbox.log().at(-1)).toMatchObject({
    action: 'DetachUserPolicy',
    result: 'ResourceNotFound.NotFound',
  });
});

test('sub-accounts and user groups are listed with their numbers', async () => {
  const { cloud } = await newServed();
  const user = {
    Remark: '',
    ConsoleLogin: 1,
    PhoneNum: '',
    CountryCode: '',
    Email: '',
  };
  const bobs = { Uin: bob, Name: 'bob', Uid: uidOf(account, 'bob'), ...user };
  const { Data } = (await cloud('cam', 'ListUsers')) as { Data: { Name: string }[] };
  expect(Data.map(({ Name }) => Name)).toEqual(['alice', 'auditor', 'bob']);
  expect(Data[2]).toEqual({ ...bobs, CreateTime: '2026-11-02 09:00:00', NickName: '' });
  expect(await cloud('cam', 'GetUser', { Name: 'bob' })).toEqual({
    ...bobs,
    RecentlyLoginIP: '',
    RecentlyLoginTime: '',
  });
  expect(await cloud('cam', 'DescribeSubAccounts', { FilterSubAccountUin: [bob, nobody] })).toEqual({
    SubAccounts: [
      {
        Uin: bob,
        Name: 'bob',
        Uid: uidOf(account, 'bob'),
        Remark: '',
        CreateTime: '2026-11-02 09:00:00',
        UserType: 2,
        LastLoginIp: '',
        LastLoginTime: '',
      },
    ],
  });

  const group = {
    GroupId: operators,
    GroupName: 'chat-operators',
    CreateTime: '2026-11-02 09:00:00',
    Remark: '',
  };
  expect(await cloud('cam', 'ListGroups')).toEqual({ TotalNum: 1, GroupInfo: [group] });
  expect(await cloud('cam', 'ListGroups', { Keyword: 'lobby' })).toEqual({ TotalNum: 0, GroupInfo: [] });
  const member = { Uin: bob, Uid: uidOf(account, 'bob'), Name: 'bob', UserType: 2 };
  expect(await cloud('cam', 'GetGroup', { GroupId: operators })).toMatchObject({
    ...group,
    GroupNum: 1,
    UserInfo: [member],
  });
  expect(await cloud('cam', 'ListUsersForGroup', { GroupId: operators })).toMatchObject({
    TotalNum: 1,
    UserInfo: [member],
  });
  expect(await cloud('cam', 'ListGroupsForUser', { SubUin: bob })).toEqual({
    TotalNum: 1,
    GroupInfo: [group],
  });
  expect(await cloud('cam', 'ListGroupsForUser', { Uid: uidOf(account, 'bob') })).toEqual({
    TotalNum: 1,
    GroupInfo: [group],
  });
  expect(await cloud('cam', 'ListGroupsForUser', { SubUin: alice })).toEqual({ TotalNum: 0, GroupInfo: [] });
});

test('uins are twelve digits, and the same for the same name of the same account', () => {
  expect(alice).toBe(uinOf(account, 'alice'));
  expect(String(alice)).toMatch(/^[2-9][0-9]{11}$/);
  expect(new Set([alice, bob, uinOf('100000000002', 'alice')]).size).toBe(3);
});

test('GetUserAppId says whose key signs', async () => {
  const { cloud } = await newServed();
  const found = await cloud('cam', 'GetUserAppId');
  expect(found).toEqual({ Uin: account, OwnerUin: account, AppId: expect.any(Number) });
});

test('what a person does in the console is seen over the wire', async () => {
  const sandbox = await newSandbox();
  const { cloud } = await newServed({ sandbox });
  await sandbox.console.call('AttachUserPolicy', { policyName: 'QcloudAVCFullAccess', userName: 'alice' });
  expect(await cloud('cam', 'ListAttachedUserPolicies', { TargetUin: alice })).toMatchObject({ TotalNum: 1 });
});

test('lists show a write after the delay, and a policy cannot be attached before', async () => {
  const served = await newServed({ consistencyDelay: 10 });
  const { cloud, clock } = served;
  const total = async () =>
    ((await cloud('cam', 'ListPolicies', { Scope: 'Local' })) as { TotalNum: number }).TotalNum;
  const PolicyId = await newPolicy(served);
  const attach = { PolicyId, AttachUin: alice };
  expect(await total()).toBe(0);
  expect(await cloud('cam', 'GetPolicy', { PolicyId })).toBe('ResourceNotFound.PolicyIdNotFound');
  expect(await cloud('cam', 'ListEntitiesForPolicy', { PolicyId })).toBe('InvalidParameter.PolicyIdError');
  expect(await cloud('cam', 'AttachUserPolicy', attach)).toBe('InvalidParameter.PolicyIdNotExist');
  clock.now += 9_999;
  expect(await total()).toBe(0);
  expect(await cloud('cam', 'CreatePolicy', { PolicyName: 'support-read', PolicyDocument: reading })).toBe(
    'FailedOperation.PolicyNameInUse',
  );
  clock.now += 1;
  expect(await total()).toBe(1);
  expect(await cloud('cam', 'AttachUserPolicy', attach)).toEqual({});
  const attached = async () =>
    ((await cloud('cam', 'ListAttachedUserPolicies', { TargetUin: alice })) as { TotalNum: number }).TotalNum;
  expect(await attached()).toBe(0);
  clock.now += 5_000;
  expect(await cloud('cam', 'DeletePolicy', { PolicyId: [PolicyId] })).toEqual({});
  expect(await cloud('cam', 'AttachUserPolicy', attach)).toBe('InvalidParameter.PolicyIdNotExist');
  clock.now += 5_000;
  expect(await attached()).toBe(1);
  expect(await total()).toBe(1);
  clock.now += 5_000;
  expect(await attached()).toBe(0);
  expect(await total()).toBe(0);
});
