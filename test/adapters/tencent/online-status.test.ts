import { expect, test } from 'vitest';
import { readOnlineStatus } from '../../../src/adapters/tencent/online-status.ts';
import type { WireMap } from '../../../src/adapters/tencent/wire.ts';
import { fakeChat } from '../../support/chat.ts';

const read = (body: WireMap, ...users: readonly string[]) =>
  readOnlineStatus(fakeChat(body).chat, '1400000001', users);

test('the status stands in Status or in State, and devices are kept apart (api 2.4.3)', async () => {
  const { chat, asked } = fakeChat({
    QueryResult: [
      {
        To_Account: 'alice',
        State: 'Online',
        Detail: [
          { Platform: 'IPhone', Status: 'PushOnline' },
          { Platform: 'Web', State: 'Online' },
        ],
      },
      { To_Account: 'bob', Status: 'Offline' },
    ],
    ErrorList: [{ To_Account: 'nobody', ErrorCode: 70107 }],
  });
  expect(await readOnlineStatus(chat, '1400000001', ['bob', 'nobody', 'alice'])).toEqual([
    { user: 'bob', status: 'Offline', devices: [] },
    {
      user: 'nobody',
      error: { kind: 'refused', code: '70107', message: 'There is no such account in the app.' },
    },
    {
      user: 'alice',
      status: 'Online',
      devices: [
        { platform: 'IPhone', status: 'PushOnline' },
        { platform: 'Web', status: 'Online' },
      ],
    },
  ]);
  expect(asked).toEqual([
    {
      sdkAppId: '1400000001',
      command: 'openim/query_online_status',
      body: { To_Account: ['bob', 'nobody', 'alice'], IsNeedDetail: 1 },
    },
  ]);
});

test('500 users are asked about in one call, and the next in another', async () => {
  const users = Array.from({ length: 501 }, (_, i) => `user-${i}`);
  const { chat, asked } = fakeChat({
    QueryResult: users.map((user) => ({ To_Account: user, Status: 'Online' })),
  });
  const found = await readOnlineStatus(chat, '1400000001', users);
  expect(asked.map(({ body }) => (body.To_Account as string[]).length)).toEqual([500, 1]);
  expect(found.map((one) => one.user)).toEqual(users);
});

test('after a call that fails no other is made, and what was read stays', async () => {
  const users = Array.from({ length: 1_100 }, (_, i) => `user-${i}`);
  const error = { kind: 'lost', code: 'ClientError.ResponseTimeout', message: 'no answer' } as const;
  const { chat, asked } = fakeChat(
    { QueryResult: users.map((user) => ({ To_Account: user, Status: 'Online' })) },
    error,
  );
  const found = await readOnlineStatus(chat, '1400000001', users);
  expect(asked).toHaveLength(2);
  expect(found).toHaveLength(1_100);
  expect(found[499]).toEqual({ user: 'user-499', status: 'Online', devices: [] });
  expect(found[500]).toEqual({ user: 'user-500', error });
  expect(found[1_099]).toEqual({ user: 'user-1099', error });
});

test('a user whom the answer leaves out has no status', async () => {
  const error = {
    kind: 'failed',
    code: 'ClientError.UnexpectedAnswer',
    message: 'The answer says nothing of this user.',
  };
  const half: WireMap[] = [
    {},
    { QueryResult: 'OK' },
    { QueryResult: [null, { To_Account: 'Alice', Status: 'Online' }, { To_Account: 'alice' }] },
    { QueryResult: [{ To_Account: 'alice', Status: 7 }], ErrorList: [{ To_Account: 'alice' }] },
  ];
  for (const body of half) expect(await read(body, 'alice')).toEqual([{ user: 'alice', error }]);
});

test('faulty devices are left out, and words are cut', async () => {
  const Detail = ['Web', { Platform: 'Web' }, { Platform: 'x'.repeat(99), Status: 'Online' }];
  expect(await read({ QueryResult: [{ To_Account: 'alice', Status: 'Online', Detail }] }, 'alice')).toEqual([
    { user: 'alice', status: 'Online', devices: [{ platform: 'x'.repeat(40), status: 'Online' }] },
  ]);
});
