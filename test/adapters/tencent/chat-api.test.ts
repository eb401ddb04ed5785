// The client of the Chat REST API: what it sends, what its error codes mean, what it tries again, and its limits.
import { describe, expect, test } from 'vitest';
import { type ChatOptions, chatApi, type SignUser } from '../../../src/adapters/tencent/chat-api.ts';
import { openClients } from '../../../src/adapters/tencent/clients.ts';
import { chatOrigins } from '../../../src/adapters/tencent/hosts.ts';
import type { ChatApi, ChatIdentity } from '../../../src/adapters/tencent/wire.ts';
import { virtualTime } from '../../support/virtual-time.ts';
import { type Sent, serve } from './loopback.ts';

const key = new TextEncoder().encode('NEVERSHOWNKEY');
const app = '1400000001';
/** As the true one: it depends on everything it is made from. */
const sign: SignUser = ({ sdkAppId, userId, now, expire }) =>
  `NEVERSHOWN*-_${sdkAppId}.${userId}.${now}.${expire}`;
const ok = { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '' };

async function open(answer: (index: number) => Sent, options: Partial<ChatOptions> = {}) {
  const time = virtualTime();
  const { origin, arrived } = await serve((_, index) => answer(index));
  const identityOf = (): ChatIdentity => ({ admin: 'administrator', key, origin });
  const chat = chatApi({ identityOf, sign, fetch, pace: time, ...options });
  const call = (...given: Parameters<ChatApi['call']>) => time.run(chat.call(...given));
  return { call, arrived, origin };
}

/** How a command ends whose server answers so. */
async function endOf(answer: (index: number) => Sent, command = 'group_open_http_svc/create_group') {
  const { call, arrived, origin } = await open(answer);
  const reply = await call(app, command, {});
  expect(JSON.stringify(reply)).not.toContain('NEVERSHOWN');
  const error = reply.ok
    ? undefined
    : { ...reply.error, message: reply.error.message.replaceAll(new URL(origin).host, 'HOST') };
  return { error, calls: arrived.length };
}

const failing = (ErrorCode: number, ErrorInfo = ''): Sent => ({
  body: { ActionStatus: 'FAIL', ErrorCode, ErrorInfo },
});

describe('a call', () => {
  test('has its app, its caller, a UserSig of that moment, a number and a body (api.md §2.4.1)', async () => {
    const { call, arrived } = await open(() => ({ body: { ...ok, GroupId: '@TGS#1' } }));
    expect(await call(app, 'group_open_http_svc/create_group', { Type: 'Public', Name: 'Support' })).toEqual({
      ok: true,
      body: { ...ok, GroupId: '@TGS#1' },
    });
    const [{ method, url, headers, body } = expect.fail('nothing arrived')] = arrived;
    const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
    expect({ method, pathname, body }).toEqual({
      method: 'POST',
      pathname: '/v4/group_open_http_svc/create_group',
      body: '{"Type":"Public","Name":"Support"}',
    });
    expect(headers['content-type']).toBe('application/json');
    expect(Object.fromEntries(searchParams)).toEqual({
      sdkappid: '1400000001',
      identifier: 'administrator',
      usersig: 'NEVERSHOWN*-_1400000001.administrator.1700000000.3600',
      random: expect.stringMatching(/^\d{1,10}$/),
      contenttype: 'json',
    });
  });

  test('without anything to say has the body {}', async () => {
    const { call, arrived } = await open(() => ({ body: ok }));
    await call(app, 'openconfigsvr/getappinfo', {});
    expect(arrived[0]?.body).toBe('{}');
  });

  test('of another account is signed for that account, whatever is in its UserID', async () => {
    const { call, arrived } = await open(() => ({ body: ok }));
    await call(app, 'profile/portrait_get', {}, 'alice+b&c d');
    const { searchParams } = new URL(arrived[0]?.url ?? '', 'http://127.0.0.1');
    expect(searchParams.get('identifier')).toBe('alice+b&c d');
    expect(searchParams.get('usersig')).toContain('.alice+b&c d.');
    expect(arrived[0]?.url).toContain('identifier=alice%2Bb%26c%20d&');
  });

  test.each([
    [0, '0'],
    [0.5, '2147483648'],
    [1 - 2 ** -53, '4294967295'],
  ])('draws a number from 0 to 4294967295: %d', async (chance, random) => {
    const time = virtualTime();
    const { call, arrived } = await open(() => ({ body: ok }), { pace: { ...time, random: () => chance } });
    await call(app, 'profile/portrait_set', {});
    expect(new URL(arrived[0]?.url ?? '', 'http://127.0.0.1').searchParams.get('random')).toBe(random);
  });

  test('is not made without a caller, and says why', async () => {
    const { call, arrived } = await open(() => ({ body: ok }), {
      identityOf: (sdkAppId) => ({ problem: `there is no key for ${sdkAppId}` }),
    });
    expect(await call(app, 'profile/portrait_get', {})).toEqual({
      ok: false,
      error: { kind: 'failed', code: 'ClientError.NoIdentity', message: 'there is no key for 1400000001' },
    });
    expect(arrived).toHaveLength(0);
  });

  test('is not made in clear text but to this machine', async () => {
    const { call } = await open(() => ({ body: ok }), {
      identityOf: () => ({ admin: 'administrator', key, origin: 'http://console.tim.qq.com' }),
    });
    expect(await call(app, 'profile/portrait_get', {})).toMatchObject({
      error: { kind: 'failed', message: 'the address of the Chat REST API has to begin with https://' },
    });
  });

  test('is not made for what is no SDKAppID, or with no UserSig', async () => {
    const refusing = () => {
      throw new RangeError('NEVERSHOWN');
    };
    const { call, arrived } = await open(() => ({ body: ok }), { sign: refusing });
    expect(await call('1400000001&x=1', 'profile/portrait_get', {})).toMatchObject({
      error: { kind: 'failed', code: 'ClientError.SdkAppId', message: '1400000001&x=1 is no SDKAppID' },
    });
    expect(await call(app, 'profile/portrait_get', {}, 'bob\n')).toEqual({
      ok: false,
      error: {
        kind: 'failed',
        code: 'ClientError.UserSig',
        message: 'no UserSig can be made for bob: is it a UserID, and is there a key?',
      },
    });
    expect(arrived).toHaveLength(0);
  });

  test.each(['profile', '../v5/x', 'profile/portrait_get?x=1'])(
    'the command %s is a bug',
    async (command) => {
      const { call } = await open(() => ({ body: ok }));
      await expect(call(app, command, {})).rejects.toThrow(RangeError);
    },
  );
});

describe('answers', () => {
  test('only ErrorCode tells: not every service sends ActionStatus (api.md §2.4.1)', async () => {
    const result = [{ Date: '20231114' }];
    const { call } = await open(() => ({ body: { ErrorCode: 0, ErrorInfo: 'OK', Result: result } }));
    expect(await call(app, 'openconfigsvr/getappinfo', {})).toMatchObject({ ok: true });
  });

  test.each([{}, { ErrorCode: '0' }, { ErrorCode: 0.5 }])('%j has no ErrorCode', async (body) => {
    expect(await endOf(() => ({ body }))).toEqual({
      error: {
        kind: 'lost',
        code: 'ClientError.BadEnvelope',
        message:
          'the answer to group_open_http_svc/create_group has no ErrorCode: is this the address of the Chat REST API?',
      },
      calls: 1,
    });
  });
});

describe('error codes of writes (api.md §2.4.2)', () => {
  test.each([
    [60010, 'the account that calls is no admin of the app'],
    [60016, 'the app is disabled'],
    [60020, 'the paid plan of the app has run out; five minutes after it is renewed, this works again'],
    [60026, 'the app is at another data centre than the address that was called: set the region of the app'],
    [70001, "the UserSig has expired: this machine's clock may be far behind"],
    [70009, 'the UserSig does not verify: the key is wrong, or it is the key of another app'],
    [70013, 'the UserSig is of another account than the one that calls'],
    [70014, 'the UserSig is of another app: the key and the SDKAppID do not belong together'],
    [71000, 'accounts of this app, or in its edition, cannot be deleted'],
    [40003, 'there is no such account'],
    [30001, 'a parameter is missing or not allowed'],
    [10007, 'this is not permitted: the type of group has it not, or its switch is off'],
    [10021, 'the group ID is taken by somebody else'],
    [90009, 'only an admin of the app may do this'],
    [130001, 'the body of the request is not what the command takes'],
  ])('%i is refused: %s', async (code, text) => {
    expect(await endOf(() => failing(code))).toEqual({
      error: { kind: 'refused', code: `Chat.${code}`, message: `group_open_http_svc/create_group: ${text}` },
      calls: 1,
    });
  });

  test.each([60007, 60011, 60018, 60019, 10006, 10023, 30008])('%i was turned away for now', async (code) => {
    expect(await endOf(() => failing(code))).toMatchObject({
      error: { kind: 'failed', code: `RequestLimitExceeded.${code}` },
      calls: 1,
    });
  });

  test.each([60008, 60014, 10002, 40006, 70500, 70169, 30006, 30007, 91000, 130014])(
    '%i broke down, so that it may have been done',
    async (code) => {
      expect(await endOf(() => failing(code))).toMatchObject({
        error: { kind: 'lost', code: `Chat.${code}` },
        calls: 1,
      });
    },
  );

  test("the server's own words come after ours", async () => {
    expect((await endOf(() => failing(10004, 'GroupName too long'))).error?.message).toBe(
      'group_open_http_svc/create_group: a parameter is missing or not allowed (GroupName too long)',
    );
  });

  test("a code that nobody knows keeps the server's words, as a line that can be shown", async () => {
    expect((await endOf(() => failing(10150, 'no\u0007\nplease'))).error).toEqual({
      kind: 'refused',
      code: 'Chat.10150',
      message: 'group_open_http_svc/create_group: no\\u0007 please',
    });
    expect((await endOf(() => failing(10151))).error?.message).toMatch(/: no reason was given$/);
  });

  test('a server that repeats UserSig or key is not repeated', async () => {
    const sig = sign({
      sdkAppId: 1400000001,
      userId: 'administrator',
      key,
      now: 1_700_000_000,
      expire: 3600,
    });
    const { error } = await endOf(() => failing(70003, `bad ${sig} for NEVERSHOWNKEY`));
    expect(error?.message).toBe(
      'group_open_http_svc/create_group: the UserSig is malformed (bad *** for ***)',
    );
  });
});

describe('tries', () => {
  /** Those that the pages call reading, by the list of commands (api.md §2.4.3 to §2.4.11). */
  const reading = [
    'im_open_login_svc/account_check',
    'openim/query_online_status',
    'openim/get_c2c_unread_msg_num',
    'profile/portrait_get',
    'sns/friend_get',
    'sns/friend_get_list',
    'sns/friend_check',
    'sns/black_list_get',
    'sns/black_list_check',
    'sns/group_get',
    'follow/follow_get_info',
    'recentcontact/get_list',
    'recentcontact/search_contact_group',
    'group_open_http_svc/get_appid_group_list',
    'group_open_http_svc/get_group_info',
    'group_open_http_svc/get_role_in_group',
    'group_open_http_svc/group_msg_get_simple',
    'group_open_attr_http_svc/get_group_attr',
    'group_open_avchatroom_http_svc/check_members',
    'openconfigsvr/getappinfo',
    'openconfigsvr/getnospeaking',
    'open_msg_svc/get_history',
    'ConfigSvc/GetIPList',
    'all_member_push/im_get_attr_name',
    'openim_robot_http_svc/get_all_robots',
  ];
  const writing = [
    'im_open_login_svc/account_import',
    'im_open_login_svc/account_delete',
    'im_open_login_svc/kick',
    'profile/portrait_set',
    'sns/friend_add',
    'sns/group_add',
    'group_open_http_svc/create_group',
    'group_open_http_svc/destroy_group',
    'group_open_http_svc/forbid_send_msg',
    'group_open_http_svc/set_unread_msg_num',
    'openconfigsvr/setnospeaking',
    'openim/sendmsg',
    'openim/admin_set_msg_read',
    'all_member_push/im_push',
    'all_member_push/im_set_attr_name',
    'all_member_push/im_remove_all_tags',
  ];

  test.each(reading)('%s reads: it is tried again', async (command) => {
    expect(await endOf((index) => (index === 0 ? failing(60008) : { body: ok }), command)).toEqual({
      error: undefined,
      calls: 2,
    });
  });

  test.each(writing)('%s writes: it is never tried again', async (command) => {
    expect(await endOf(() => failing(60008), command)).toMatchObject({ error: { kind: 'lost' }, calls: 1 });
  });

  test('six times at most, and then it failed: a call that reads is never lost', async () => {
    expect(await endOf(() => ({ status: 502 }), 'profile/portrait_get')).toEqual({
      error: {
        kind: 'failed',
        code: 'ClientError.HttpStatusCodeError',
        message: 'HOST answered with HTTP 502',
      },
      calls: 6,
    });
    expect(await endOf(() => failing(10002), 'profile/portrait_get')).toMatchObject({
      error: { kind: 'failed', code: 'Chat.10002' },
      calls: 6,
    });
  });

  test('a refusal is not tried again', async () => {
    expect(await endOf(() => failing(70009), 'profile/portrait_get')).toMatchObject({ calls: 1 });
  });
});

describe('limits of each app and command (api.md §2.4.1)', () => {
  /** Milliseconds from the first to the last start. */
  const lengthOf = async (calls: readonly (readonly [string, string])[]) => {
    const time = virtualTime();
    const begin = time.now();
    let last = 0;
    const record = async () => {
      last = time.now() - begin;
      return Response.json(ok);
    };
    const identityOf = () => ({ admin: 'administrator', key, origin: chatOrigins.singapore });
    const chat = chatApi({ identityOf, sign, fetch: record as typeof fetch, pace: time });
    await time.run(Promise.all(calls.map(([sdkAppId, command]) => chat.call(sdkAppId, command, {}))));
    return last;
  };
  const times = (count: number, command: string, sdkAppId = app) =>
    Array.from({ length: count }, () => [sdkAppId, command] as const);

  // With 8 % between the calls more than there has to be.
  test.each([
    ['profile/portrait_get', 200, 540],
    ['im_open_login_svc/account_import', 200, 540],
    ['im_open_login_svc/multiaccount_import', 100, 1080],
    ['im_open_login_svc/account_delete', 100, 1080],
    ['im_open_login_svc/account_check', 100, 1080],
    ['all_member_push/im_get_attr_name', 100, 1080],
    ['all_member_push/im_push', 1, 108_000],
    ['group_open_http_svc/get_appid_group_list', 1, 108_000],
  ])('%s: %i a second, so that 101 calls take %i ms', async (command, _, length) => {
    const took = await lengthOf(times(101, command));
    expect(length - took).toBeGreaterThanOrEqual(0);
    expect(length - took).toBeLessThan(25);
  });

  test('other commands and other apps do not wait for each other', async () => {
    const command = 'group_open_http_svc/get_appid_group_list';
    const took = await lengthOf([...times(2, command), ...times(2, command, '1400000002')]);
    expect(took).toBeLessThan(1081);
  });
});

test('the addresses of the data centres (api.md §2.4.1)', () => {
  expect(chatOrigins).toEqual({
    china: 'https://console.tim.qq.com',
    singapore: 'https://adminapisgp.im.qcloud.com',
    seoul: 'https://adminapikr.im.qcloud.com',
    frankfurt: 'https://adminapiger.im.qcloud.com',
    'silicon-valley': 'https://adminapiusa.im.qcloud.com',
    jakarta: 'https://adminapiidn.im.qcloud.com',
    tokyo: 'https://adminapijpn.im.qcloud.com',
  });
});

test('both clients are opened with one set of options', async () => {
  const time = virtualTime();
  const { origin, arrived } = await serve(({ url }) => ({
    body: url === '/' ? { Response: { RequestId: 'c0ffee-1', Data: [] } } : ok,
  }));
  const { cloud, chat } = openClients({
    credentials: { secretId: 'AKIDEXAMPLE', secretKey: 'EXAMPLESECRETKEY' },
    site: 'international',
    endpoint: origin,
    fetch,
    pace: time,
    identityOf: () => ({ admin: 'administrator', key, origin }),
    sign,
  });
  expect(await time.run(cloud.call('cam', 'ListUsers', {}))).toMatchObject({ ok: true, body: { Data: [] } });
  expect(await time.run(chat.call(app, 'openconfigsvr/getappinfo', {}))).toMatchObject({ ok: true });
  expect(arrived).toHaveLength(2);
});
