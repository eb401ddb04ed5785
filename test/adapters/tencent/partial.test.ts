// What Tencent does not show is not gone: a part of a list is never taken for all of it.
import { describe, expect, test } from 'vitest';
import type { Operation } from '../../../src/adapters/adapter.ts';
import type { Reply, WireMap } from '../../../src/adapters/tencent/wire.ts';
import { type FakeChat, type FakeCloud, ok, opened, scopeOf } from './adapter-fakes.ts';

const noStatements = '{"version":"2.0","statement":[]}';
const attachment = ['cam', 'policies', 'ops', 'users', 'alice'];
const detach: Operation = { action: 'delete', kind: 'cam-policy-user', segments: attachment, patch: {} };
const desk = ['apps', '1400000001', 'groups', 'desk'];
const bob = ['apps', '1400000001', 'accounts', 'bob'];

/** Answers some calls in place of the model; undefined leaves one to it. */
function answering(
  fake: FakeCloud | FakeChat,
  answer: (name: string, request: WireMap) => Reply | undefined,
) {
  const model = fake.call.bind(fake) as (...call: unknown[]) => Promise<Reply>;
  const call = async (place: string, name: string, request: WireMap, as?: string) =>
    answer(name.split('/').at(-1) ?? '', request) ?? model(place, name, request, as);
  Object.assign(fake, { call });
}

/** 250 policies, so that there are two pages of them. */
function manyPolicies() {
  const all = opened();
  for (let i = 0; i < 250; i++) all.cloud.addPolicy(`policy-${1000 + i}`, noStatements);
  return all;
}

const isSecondPage = (name: string, { Scope, Page }: WireMap) =>
  name === 'ListPolicies' && Scope === 'Local' && Page === 2;

describe('CAM is unreadable, and not empty,', () => {
  test.each([null, []])('where the second page of the policies is %j', async (List) => {
    const { adapter, cloud } = manyPolicies();
    answering(cloud, (name, request) =>
      isSecondPage(name, request) ? ok({ TotalNum: 250, List }) : undefined,
    );
    const live = await adapter.read(scopeOf([]));
    expect(live.unreadable).toEqual([
      { address: 'cam', reason: 'in an answer of Tencent, List of ListPolicies ends after 200 of 250' },
    ]);
  });

  test('where a page does not say how many there are', async () => {
    const { adapter, cloud } = opened();
    answering(cloud, (name) => (name === 'ListGroups' ? ok({ GroupInfo: [] }) : undefined));
    const live = await adapter.read(scopeOf([]));
    expect(live.unreadable).toEqual([
      { address: 'cam', reason: 'in an answer of Tencent, TotalNum is not a whole number' },
    ]);
  });

  test.each([{}, { Data: null }])('where the sub-accounts are %j', async (answer) => {
    const { adapter, cloud } = opened();
    answering(cloud, (name) => (name === 'ListUsers' ? ok(answer) : undefined));
    const live = await adapter.read(scopeOf([]));
    expect(live.unreadable).toEqual([{ address: 'cam', reason: 'in an answer of Tencent, Data is missing' }]);
  });
});

describe('a list that changes while it is read', () => {
  test('is read again', async () => {
    const { adapter, cloud } = manyPolicies();
    let changes = 2;
    answering(cloud, (name, request) => {
      if (!isSecondPage(name, request) || changes === 0) return undefined;
      changes -= 1;
      return ok({ TotalNum: changes === 1 ? 249 : 251, List: [] });
    });
    const live = await adapter.read(scopeOf([]));
    expect(live.unreadable).toEqual([]);
    expect([...live.objects.values()].filter(({ kind }) => kind === 'cam-policy').length).toBe(250);
  });

  test('is unreadable when it does so three times', async () => {
    const { adapter, cloud } = manyPolicies();
    let asked = 0;
    answering(cloud, (name, request) => {
      if (!isSecondPage(name, request)) return undefined;
      asked += 1;
      return ok({ TotalNum: 249, List: [] });
    });
    const live = await adapter.read(scopeOf([]));
    expect(live.unreadable).toEqual([
      {
        address: 'cam',
        reason: 'in an answer of Tencent, List of ListPolicies changed each of the 3 times that it was read',
      },
    ]);
    expect(asked).toBe(3);
  });

  test('is read again where something comes on two pages', async () => {
    const { adapter, cloud } = manyPolicies();
    let isMoved = true;
    answering(cloud, (name, request) => {
      if (!isSecondPage(name, request) || !isMoved) return undefined;
      isMoved = false;
      const List = Array.from({ length: 50 }, (_, i) => ({
        PolicyId: 5001 + 199 + i,
        PolicyName: `policy-${1199 + i}`,
      }));
      return ok({ TotalNum: 250, List });
    });
    const live = await adapter.read(scopeOf([]));
    expect(live.objects.has('cam.policies.policy-1249')).toBe(true);
    expect(
      cloud.made('cam ListPolicies').filter(({ Scope, Page }) => Scope === 'Local' && Page === 1).length,
    ).toBe(2);
  });
});

describe('an attachment is unreadable, and not absent,', () => {
  test('where a policy has one and the list of them is null', async () => {
    const { adapter, cloud } = opened();
    cloud.addPolicy('ops', noStatements, { holders: new Set(['1:100000000101']) });
    answering(cloud, (name) =>
      name === 'ListEntitiesForPolicy' ? ok({ TotalNum: 1, List: null }) : undefined,
    );
    const live = await adapter.read(scopeOf([], { 'cam-policy-user': [attachment] }));
    const reason = 'in an answer of Tencent, List of ListEntitiesForPolicy ends after 0 of 1';
    expect(live.unreadable).toEqual([
      { address: 'cam.policies.ops.groups', reason },
      { address: 'cam.policies.ops.users', reason },
    ]);
  });

  test.each([
    ['ListUsers', {}, 'in an answer of Tencent, Data is missing'],
    [
      'ListPolicies',
      { TotalNum: 1, List: null },
      'in an answer of Tencent, List of ListPolicies ends after 0 of 1',
    ],
  ])('and its deletion is not done without a call when %s answers %j', async (list, answer, message) => {
    const { adapter, cloud } = opened();
    cloud.addPolicy('ops', noStatements, { holders: new Set(['1:100000000101']) });
    answering(cloud, (name) => (name === list ? ok(answer) : undefined));
    expect(await adapter.write(detach)).toEqual({
      ok: false,
      error: { kind: 'lost', code: 'ClientError.StrangeAnswer', message },
    });
    expect([...(cloud.policy('ops')?.holders ?? [])]).toEqual(['1:100000000101']);
  });
});

describe('a group is unreadable', () => {
  const members = new Set(Array.from({ length: 450 }, (_, i) => `agent-${1000 + i}`));

  test.each([
    ['Public', 'MemberNum', undefined, 'MemberNum is not a whole number'],
    ['Community', 'MemberNum', undefined, 'MemberNum is not a whole number'],
    ['Public', 'MemberList', undefined, 'MemberList is missing'],
    ['Public', 'MemberList', [], 'MemberList ends after 0 of 450'],
    ['Community', 'Next', '', 'MemberList ends after 100 of 450'],
    ['Community', 'Next', '100', 'MemberList changed each of the 3 times that it was read'],
  ])('where, of a %s group, %s of its members is %j', async (type, field, value, reason) => {
    const { adapter, chat } = opened();
    chat.addGroup('desk', { type, members });
    const model = chat.call.bind(chat);
    Object.assign(chat, {
      call: async (...args: Parameters<typeof model>) => {
        const reply = await model(...args);
        if (!args[1].endsWith('get_group_member_info') || !reply.ok) return reply;
        const { [field]: _, ...body } = reply.body;
        return ok(value === undefined ? body : { ...body, [field]: value });
      },
    });
    const live = await adapter.read(scopeOf(['1400000001'], { group: [desk] }));
    expect(live.unreadable).toEqual([
      { address: 'apps.1400000001.groups.desk', reason: `in an answer of Tencent, ${reason}` },
    ]);
    expect(chat.made('get_group_member_info').length).toBeLessThan(10);
  });
});

test.each([
  [{}, 'MemberList is missing'],
  [{ MemberList: [] }, 'MemberList does not tell what became of bob'],
  [{ MemberList: [{ Member_Account: 'bob', Result: 9 }] }, 'MemberList does not tell what became of bob'],
])('members are not taken to be added by the answer %j', async (answer, message) => {
  const { adapter, chat } = opened();
  chat.addGroup('desk');
  answering(chat, (name) => (name === 'add_group_member' ? ok(answer) : undefined));
  const add: Operation = {
    action: 'update',
    kind: 'group',
    segments: desk,
    patch: { members: { bob: true } },
  };
  expect(await adapter.write(add)).toEqual({
    ok: false,
    error: {
      kind: 'lost',
      code: 'ClientError.StrangeAnswer',
      message: `in an answer of Tencent, ${message}`,
    },
  });
});

test.each([
  [{}, 'ResultItem is missing'],
  [{ ResultItem: [{ UserID: 'alice', ResultCode: 0 }] }, 'ResultItem lacks bob'],
])('an account is not taken to be deleted by the answer %j', async (answer, message) => {
  const { adapter, chat } = opened();
  answering(chat, (name) => (name === 'account_delete' ? ok(answer) : undefined));
  expect(await adapter.write({ action: 'delete', kind: 'account', segments: bob, patch: {} })).toEqual({
    ok: false,
    error: {
      kind: 'lost',
      code: 'ClientError.StrangeAnswer',
      message: `in an answer of Tencent, ${message}`,
    },
  });
});

test.each(['Freezing', undefined])('an account of the status %s is unreadable', async (AccountStatus) => {
  const { adapter, chat } = opened();
  const item = { UserID: 'bob', ResultCode: 0, ...(AccountStatus !== undefined && { AccountStatus }) };
  answering(chat, (name) => (name === 'account_check' ? ok({ ResultItem: [item] }) : undefined));
  const live = await adapter.read(scopeOf(['1400000001'], { account: [bob] }));
  expect(live.unreadable).toEqual([
    {
      address: 'apps.1400000001.accounts.bob',
      reason: 'in an answer of Tencent, AccountStatus of bob is neither Imported nor NotImported',
    },
  ]);
});

describe('the list of groups ends, with a notice,', () => {
  const listing = async (answer: (page: number) => WireMap) => {
    const { adapter, chat } = opened();
    chat.addGroup('desk');
    let page = 0;
    answering(chat, (name) => {
      if (name !== 'get_appid_group_list') return undefined;
      page += 1;
      if (page > 1_000) throw new Error('the list goes on and on');
      return ok(answer(page));
    });
    const live = await adapter.read(scopeOf(['1400000001'], { group: [desk] }));
    expect(live.objects.has('apps.1400000001.groups.desk')).toBe(true);
    return { pages: page, notices: live.notices };
  };
  const notice = (why: string) => [
    `Groups of app 1400000001 that are not managed here could not be listed: the list ends after ${why}.`,
  ];

  test('where a page brings nothing new', async () => {
    const found = await listing(() => ({ TotalCount: 3, GroupIdList: [{ GroupId: 'desk' }], Next: 7 }));
    expect(found).toEqual({ pages: 2, notices: notice('1 of 3') });
  });

  test('where the mark of the next page comes again', async () => {
    const found = await listing((page) => ({ GroupIdList: [{ GroupId: `group-${page}` }], Next: 7 }));
    expect(found).toEqual({ pages: 2, notices: notice('2 of more') });
  });

  test('where there are too many pages', async () => {
    const { pages } = await listing((page) => ({ GroupIdList: [{ GroupId: `group-${page}` }], Next: page }));
    expect(pages).toBe(100);
  });

  test('where there are fewer than it says', async () => {
    const found = await listing(() => ({ TotalCount: 3, GroupIdList: null, Next: 0 }));
    expect(found).toEqual({ pages: 1, notices: notice('0 of 3') });
  });
});
