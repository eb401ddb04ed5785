// The transport of the Chat REST API, accounts, profiles and operations (api.md §2.4.1 to §2.4.4, §2.4.7, §2.5).
import { expect, test } from 'vitest';
import { appKeyOf } from '../../../../src/adapters/sandbox/serve/keys.ts';
import { done, newApp, newSandbox } from '../sandbox.ts';
import { account, type Login, newServed, type Served, serverStart } from './served.ts';

const app = '1400000001';
const check = 'im_open_login_svc/account_check';
const ask = { CheckItem: [{ UserID: 'alice' }] };

/** Alice is a user of the support, and the bot its admin. */
async function withApp(): Promise<Served> {
  const sandbox = await newSandbox();
  await newApp(sandbox);
  await done(sandbox, 'ImportAccount', { sdkAppId: app, userId: 'alice' });
  await done(sandbox, 'CreateAccount', { sdkAppId: app, userId: 'support-bot', type: 'admin' });
  return newServed({ sandbox });
}

test('the key of an app has 64 hexadecimal digits, and is another one for each', () => {
  expect(appKeyOf(account, app)).toMatch(/^[0-9a-f]{64}$/);
  expect(appKeyOf(account, app)).toBe(appKeyOf(account, app));
  expect(new Set([appKeyOf(account, app), appKeyOf(account, '1400000002'), appKeyOf('1', app)]).size).toBe(3);
});

test('a call of an admin is answered with status 200 and the envelope', async () => {
  const { app: server, chatRequest } = await withApp();
  const response = await server.fetch(chatRequest(app, check, JSON.stringify(ask)));
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    ActionStatus: 'OK',
    ErrorInfo: '',
    ErrorCode: 0,
    ResultItem: [{ UserID: 'alice', ResultCode: 0, ResultInfo: '', AccountStatus: 'Imported' }],
  });
});

test('a refusal has status 200 too, and says what is wrong', async () => {
  const { chat } = await withApp();
  expect(await chat(app, check, {})).toEqual({
    ActionStatus: 'FAIL',
    ErrorInfo: expect.stringMatching(/^\S.*\.$/),
    ErrorCode: 70402,
  });
});

test('answers of profiles have an ErrorDisplay, and those of configuration no ActionStatus', async () => {
  const { chat } = await withApp();
  const display = ['ActionStatus', 'ErrorCode', 'ErrorDisplay', 'ErrorInfo'];
  expect(Object.keys(await chat(app, 'profile/portrait_set', {})).sort()).toEqual(display);
  const info = await chat(app, 'openconfigsvr/getappinfo', {});
  expect(Object.keys(info).sort()).toEqual(['ErrorCode', 'ErrorInfo', 'Result']);
  expect(info).toMatchObject({ ErrorCode: 0, ErrorInfo: 'OK' });
});

test('the built-in admin and the admins of the app may call, and nobody else', async () => {
  const { code } = await withApp();
  expect(await code(app, check, ask)).toBe(0);
  expect(await code(app, check, ask, { userId: 'support-bot' })).toBe(0);
  expect(await code(app, check, ask, { userId: 'alice' })).toBe(60010);
  expect(await code(app, check, ask, { userId: 'nobody' })).toBe(60010);
});

const other = appKeyOf(account, '1400000002');
const logins: [title: string, login: (served: Served) => Login, code: number][] = [
  ['no sdkappid', () => ({ query: { sdkappid: undefined } }), 60012],
  ['no contenttype', () => ({ query: { contenttype: undefined } }), 60002],
  ['another contenttype', () => ({ query: { contenttype: 'xml' } }), 60002],
  ['no random', () => ({ query: { random: undefined } }), 60002],
  ['a random of 2^32', () => ({ query: { random: '4294967296' } }), 60002],
  ['no identifier', () => ({ query: { identifier: undefined } }), 60004],
  ['an sdkappid that is no number', () => ({ query: { sdkappid: 'support' } }), 60006],
  ['an app that is not there', () => ({ query: { sdkappid: '1400000009' } }), 70020],
  ['no UserSig', () => ({ query: { usersig: undefined } }), 70002],
  ['a UserSig that is none', () => ({ userSig: 'abc' }), 70003],
  ['a UserSig of another app', ({ sigFor }) => ({ userSig: sigFor('1400000002', 'administrator') }), 70014],
  ['a UserSig of another user', ({ sigFor }) => ({ userSig: sigFor(app, 'alice') }), 70013],
  [
    'a UserSig by another key',
    ({ sigFor }) => ({ userSig: sigFor(app, 'administrator', { key: other }) }),
    70009,
  ],
  [
    'a UserSig that has ended',
    ({ sigFor }) => ({
      userSig: sigFor(app, 'administrator', { now: serverStart / 1000 - 101, expire: 100 }),
    }),
    70001,
  ],
  [
    'a UserSig of tomorrow',
    ({ sigFor }) => ({ userSig: sigFor(app, 'administrator', { now: serverStart / 1000 + 86_400 }) }),
    70003,
  ],
  ['GET', () => ({ method: 'GET' }), 60008],
];
test.each(logins)('%s is turned away', async (_, login, expected) => {
  const served = await withApp();
  const before = served.sandbox.log().length;
  const command = 'im_open_login_svc/account_import';
  expect(await served.code(app, command, { UserID: 'bob' }, login(served))).toBe(expected);
  expect(served.sandbox.log()).toHaveLength(before);
});

test('a UserSig is good to its last second', async () => {
  const { code, sigFor } = await withApp();
  const userSig = sigFor(app, 'administrator', { now: serverStart / 1000 - 100, expire: 100 });
  expect(await code(app, check, ask, { userSig })).toBe(0);
});

test('APP-11: an app that signs with ECDSA-SHA256 has no public key here', async () => {
  const sandbox = await newSandbox();
  await done(sandbox, 'RegisterApp', { name: 'Acme Archive', createdAt: '2018-05-01T12:00:00Z' });
  const { code } = await newServed({ sandbox });
  expect(await code(app, check, ask)).toBe(70016);
  await done(sandbox, 'MigrateKey', { sdkAppId: app, keyAlgorithm: 'hmac-sha256' });
  expect(await code(app, check, ask)).toBe(0);
});

test('APP-4, APP-8: a disabled app and one that ran out are not served', async () => {
  const { code, sandbox } = await withApp();
  await done(sandbox, 'SetAppStatus', { sdkAppId: app, enabled: false });
  expect(await code(app, check, ask)).toBe(60016);
  await done(sandbox, 'SetAppStatus', { sdkAppId: app, enabled: true });
  await sandbox.advance(32 * 86_400);
  expect(await code(app, check, ask)).toBe(60020);
});

test.each(['im_open_login_svc/account_fly', 'nobody/account_check', 'im_open_login_svc', 'constructor'])(
  'there is no command %s',
  async (command) => {
    const { code } = await withApp();
    expect(await code(app, command, {})).toBe(60009);
  },
);

test.each(['', 'UserID=bob', '[]', '"bob"', '{"UserID":', '['.repeat(10_000)])(
  'the body %j is no JSON object',
  async (body) => {
    const { code } = await withApp();
    expect(await code(app, 'im_open_login_svc/account_import', body.slice(0, 10_000))).toBe(60003);
  },
);

test('a parameter that the sandbox does not know, or that is null, is refused by the code of the service', async () => {
  const { code, chat } = await withApp();
  expect(await code(app, 'im_open_login_svc/account_import', { UserID: 'bob', Nik: 'Bob' })).toBe(70402);
  expect(await code(app, 'im_open_login_svc/account_import', { UserID: 'bob', Nick: null })).toBe(70402);
  expect(await code(app, 'profile/portrait_get', { To: [] })).toBe(40001);
  expect(await code(app, 'openim/query_online_status', { To: [] })).toBe(90001);
  expect(await code(app, 'openconfigsvr/getappinfo', { Field: [] })).toBe(130001);
  const refused = await chat(app, 'group_open_http_svc/create_group', {
    Type: 'Public',
    Name: 'Desk',
    FaceUrl: 'x',
  });
  expect(refused).toMatchObject({ ErrorCode: 10004, ErrorInfo: expect.stringContaining('FaceUrl') });
});

// Accounts

const shown = async ({ sandbox }: Served, userId: string) =>
  (await sandbox.adapter.read({ apps: [app] })).objects.get(`apps.${app}.accounts.${userId}`)?.body;

test('ACC-1: an account is imported, and an import of one that is there changes nothing', async () => {
  const served = await withApp();
  const { code, sandbox } = served;
  const one = 'im_open_login_svc/account_import';
  expect(await code(app, one, { UserID: 'bob', Nick: 'Bob', FaceUrl: 'https://acme.example/bob.png' })).toBe(
    0,
  );
  const bob = { type: 'general', nickname: 'Bob', photoUrl: 'https://acme.example/bob.png' };
  expect(await shown(served, 'bob')).toMatchObject(bob);
  expect(await code(app, one, { UserID: 'bob', Nick: 'Robert' })).toBe(0);
  expect(await shown(served, 'bob')).toMatchObject(bob);
  expect(sandbox.log().at(-1)).toMatchObject({ actor: 'api', action: 'ImportAccount', result: 'ok' });
});

const imports: [title: string, request: Record<string, string | number>, code: number][] = [
  ['no UserID', {}, 70402],
  ['a UserID that is no text', { UserID: 7 }, 70402],
  ['an empty UserID', { UserID: '' }, 70402],
  ['a UserID of 33 bytes', { UserID: 'b'.repeat(33) }, 70402],
  ['a nickname that is no text', { UserID: 'bob', Nick: 7 }, 70402],
  ['a nickname of 501 bytes', { UserID: 'bob', Nick: 'B'.repeat(501) }, 40601],
  ['a photo of 501 bytes', { UserID: 'bob', FaceUrl: 'B'.repeat(501) }, 40601],
];
test.each(imports)('an import with %s is refused', async (_, request, expected) => {
  const { code, chat } = await withApp();
  expect(await code(app, 'im_open_login_svc/account_import', request)).toBe(expected);
  expect(await chat(app, check, { CheckItem: [{ UserID: 'bob' }] })).toMatchObject({
    ResultItem: [{ AccountStatus: 'NotImported' }],
  });
});

test('EDN-1: a Developer app has at most 100 users', async () => {
  const { chat, code } = await withApp();
  const names = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `user-${from + n}`);
  const many = 'im_open_login_svc/multiaccount_import';
  expect(await code(app, many, { Accounts: names(0, 97) })).toBe(0);
  expect(await chat(app, many, { Accounts: names(97, 99) })).toMatchObject({
    ErrorCode: 0,
    FailAccounts: ['user-98'],
  });
  expect(await code(app, many, { Accounts: ['user-99'] })).toBe(70398);
  expect(await code(app, 'im_open_login_svc/account_import', { UserID: 'user-99' })).toBe(70398);
});

test('an import of many with profiles changes accounts that are there', async () => {
  const served = await withApp();
  const { chat, code } = served;
  const many = 'im_open_login_svc/multiaccount_import';
  const AccountList = [
    { UserID: 'alice', Nick: 'Alice' },
    { UserID: 'bob', FaceUrl: 'https://acme.example/bob.png' },
  ];
  expect(await chat(app, many, { AccountList })).toEqual({ ActionStatus: 'OK', ErrorInfo: '', ErrorCode: 0 });
  expect(await shown(served, 'alice')).toMatchObject({ nickname: 'Alice' });
  expect(await shown(served, 'bob')).toMatchObject({ photoUrl: 'https://acme.example/bob.png' });
  expect(await code(app, many, {})).toBe(70402);
  expect(await code(app, many, { Accounts: [], AccountList })).toBe(70402);
  expect(await code(app, many, { Accounts: [] })).toBe(70402);
  expect(await code(app, many, { Accounts: [7] })).toBe(70402);
  expect(await code(app, many, { Accounts: Array(101).fill('bob') })).toBe(70402);
  expect(await code(app, many, { AccountList: [{ Nick: 'Nobody' }] })).toBe(70402);
});

test('accounts are checked and deleted one by one in one call', async () => {
  const { chat, code } = await withApp();
  const items = [{ UserID: 'alice' }, { UserID: 'carol' }];
  expect(await chat(app, check, { CheckItem: items })).toMatchObject({
    ResultItem: [
      { UserID: 'alice', AccountStatus: 'Imported' },
      { UserID: 'carol', AccountStatus: 'NotImported' },
    ],
  });
  expect(await chat(app, 'im_open_login_svc/account_delete', { DeleteItem: items })).toEqual({
    ActionStatus: 'OK',
    ErrorInfo: '',
    ErrorCode: 0,
    ResultItem: [
      { ResultCode: 0, ResultInfo: '', UserID: 'alice' },
      { ResultCode: 70107, ResultInfo: 'Err_TLS_PT_Open_Login_Account_Not_Exist', UserID: 'carol' },
    ],
  });
  expect(await chat(app, check, ask)).toMatchObject({ ResultItem: [{ AccountStatus: 'NotImported' }] });
  for (const [command, name] of [
    [check, 'CheckItem'],
    ['im_open_login_svc/account_delete', 'DeleteItem'],
  ] as const) {
    expect(await code(app, command, {})).toBe(70402);
    expect(await code(app, command, { [name]: [] })).toBe(70402);
    expect(await code(app, command, { [name]: ['alice'] })).toBe(70402);
    expect(await code(app, command, { [name]: Array(101).fill({ UserID: 'alice' }) })).toBe(70402);
  }
});

test('nobody is online, and only accounts can be kicked', async () => {
  const { chat, code } = await withApp();
  const status = 'openim/query_online_status';
  expect(await chat(app, status, { To_Account: ['alice', 'carol'], IsNeedDetail: 1 })).toEqual({
    ActionStatus: 'OK',
    ErrorInfo: '',
    ErrorCode: 0,
    QueryResult: [{ To_Account: 'alice', Status: 'Offline' }],
    ErrorList: [{ To_Account: 'carol', ErrorCode: 70107 }],
  });
  expect(await chat(app, status, { To_Account: ['alice'] })).not.toHaveProperty('ErrorList');
  expect(await code(app, status, {})).toBe(90003);
  expect(await code(app, status, { To_Account: 'alice' })).toBe(90003);
  expect(await code(app, status, { To_Account: Array(501).fill('alice') })).toBe(90011);
  expect(await code(app, 'im_open_login_svc/kick', { UserID: 'alice' })).toBe(0);
  expect(await code(app, 'im_open_login_svc/kick', { UserID: 'carol' })).toBe(70107);
  expect(await code(app, 'im_open_login_svc/kick', {})).toBe(70402);
});

// Profiles

const set = 'profile/portrait_set';
const get = 'profile/portrait_get';
const item = (Tag: string, Value: string | number) => ({ Tag, Value });
const profile = [
  item('Tag_Profile_IM_Nick', 'Alice'),
  item('Tag_Profile_IM_Gender', 'Gender_Type_Female'),
  item('Tag_Profile_IM_BirthDay', 19_900_419),
  item('Tag_Profile_IM_Location', 'Springfield'),
  item('Tag_Profile_IM_SelfSignature', 'Here to help'),
  item('Tag_Profile_IM_AllowType', 'AllowType_Type_NeedConfirm'),
  item('Tag_Profile_IM_Language', 1),
  item('Tag_Profile_IM_Image', 'https://acme.example/alice.png'),
  item('Tag_Profile_IM_MsgSettings', 2),
  item('Tag_Profile_IM_AdminForbidType', 'AdminForbid_Type_SendOut'),
  item('Tag_Profile_IM_Level', 3),
  item('Tag_Profile_IM_Role', 4),
];

test('ACC-4: each attribute of a profile has its tag', async () => {
  const served = await withApp();
  const { chat, code } = served;
  expect(await code(app, set, { From_Account: 'alice', ProfileItem: profile })).toBe(0);
  expect(await shown(served, 'alice')).toEqual({
    type: 'general',
    nickname: 'Alice',
    gender: 'female',
    birthDate: 19_900_419,
    location: 'Springfield',
    whatsUp: 'Here to help',
    allowFriends: 'require-verification',
    language: 1,
    photoUrl: 'https://acme.example/alice.png',
    messageSettings: 2,
    friending: 'forbid',
    level: 3,
    role: 4,
  });
  const TagList = profile.map(({ Tag }) => Tag);
  expect(await chat(app, get, { To_Account: ['alice'], TagList })).toEqual({
    ActionStatus: 'OK',
    ErrorInfo: '',
    ErrorCode: 0,
    ErrorDisplay: '',
    UserProfileItem: [{ To_Account: 'alice', ProfileItem: profile, ResultCode: 0, ResultInfo: '' }],
  });
});

test.each([
  [
    'Gender',
    { Gender_Type_Unknown: 'unknown', Gender_Type_Female: 'female', Gender_Type_Male: 'male' },
    'gender',
  ],
  [
    'AllowType',
    {
      AllowType_Type_NeedConfirm: 'require-verification',
      AllowType_Type_AllowAny: 'allow-all',
      AllowType_Type_DenyAny: 'forbid-all',
    },
    'allowFriends',
  ],
  ['AdminForbidType', { AdminForbid_Type_None: 'none', AdminForbid_Type_SendOut: 'forbid' }, 'friending'],
])('ACC-4: each value of %s has its word', async (tag, words, attribute) => {
  const served = await withApp();
  const Tag = `Tag_Profile_IM_${tag}`;
  for (const [word, value] of Object.entries(words)) {
    await served.chat(app, set, { From_Account: 'alice', ProfileItem: [item(Tag, word)] });
    expect(await shown(served, 'alice')).toMatchObject({ [attribute]: value });
    expect(await served.chat(app, get, { To_Account: ['alice'], TagList: [Tag] })).toMatchObject({
      UserProfileItem: [{ ProfileItem: [item(Tag, word)] }],
    });
  }
});

test('what is not named in a change stays, and what was never set is not shown', async () => {
  const { chat, code } = await withApp();
  await chat(app, set, { From_Account: 'alice', ProfileItem: profile.slice(0, 1) });
  expect(
    await code(app, set, { From_Account: 'alice', ProfileItem: [item('Tag_Profile_IM_Level', 9)] }),
  ).toBe(0);
  const TagList = ['Tag_Profile_IM_Role', 'Tag_Profile_IM_Level', 'Tag_Profile_IM_Nick'];
  expect(await chat(app, get, { To_Account: ['alice'], TagList })).toMatchObject({
    UserProfileItem: [
      { ProfileItem: [item('Tag_Profile_IM_Level', 9), item('Tag_Profile_IM_Nick', 'Alice')] },
    ],
  });
});

const alices = (Tag: string, Value: string | number) => ({
  From_Account: 'alice',
  ProfileItem: [item(Tag, Value)],
});
const wrongProfiles: [title: string, request: Parameters<Served['chat']>[2], code: number][] = [
  ['nobody', { ProfileItem: profile }, 40001],
  ['who is not registered', { From_Account: 'carol', ProfileItem: profile }, 40003],
  ['no tags', { From_Account: 'alice', ProfileItem: [] }, 40001],
  ['a tag without a value', { From_Account: 'alice', ProfileItem: [{ Tag: 'Tag_Profile_IM_Nick' }] }, 40001],
  ['a tag nobody knows', alices('Tag_Profile_IM_Shoes', 'red'), 40009],
  ['a tag of every object', alices('constructor', 'red'), 40009],
  ['a custom tag that is not defined', alices('Tag_Profile_Custom_Shoes', 'red'), 40009],
  ['a nickname of 501 bytes', alices('Tag_Profile_IM_Nick', 'A'.repeat(501)), 40601],
  ['a location of 17 bytes', alices('Tag_Profile_IM_Location', 'A'.repeat(17)), 40601],
  ['a nickname that is a number', alices('Tag_Profile_IM_Nick', 7), 40610],
  ['a level that is text', alices('Tag_Profile_IM_Level', '7'), 40610],
  ['a gender that is a number', alices('Tag_Profile_IM_Gender', 1), 40610],
  ['a gender that is none', alices('Tag_Profile_IM_Gender', 'Female'), 40605],
  ['a gender of every object', alices('Tag_Profile_IM_Gender', 'constructor'), 40605],
  ['a level below 0', alices('Tag_Profile_IM_Level', -1), 40605],
  ['a level of 2^32', alices('Tag_Profile_IM_Level', 2 ** 32), 40605],
  ['a birth date that is none', alices('Tag_Profile_IM_BirthDay', 7), 40605],
];
test.each(wrongProfiles)('the profile of %s is refused', async (_, request, expected) => {
  const served = await withApp();
  const before = await shown(served, 'alice');
  expect(await served.code(app, set, request)).toBe(expected);
  expect(await shown(served, 'alice')).toEqual(before);
});

test('profiles of unknown users fail by themselves', async () => {
  const { chat, code } = await withApp();
  const TagList = ['Tag_Profile_IM_Nick'];
  expect(await chat(app, get, { To_Account: ['alice', 'carol'], TagList })).toMatchObject({
    ErrorCode: 0,
    UserProfileItem: [
      { To_Account: 'alice', ProfileItem: [], ResultCode: 0 },
      { To_Account: 'carol', ProfileItem: [], ResultCode: 40003 },
    ],
    Fail_Account: ['carol'],
  });
  expect(await code(app, get, { TagList })).toBe(40002);
  expect(await code(app, get, { To_Account: Array(101).fill('alice'), TagList })).toBe(40001);
  expect(await code(app, get, { To_Account: ['alice'] })).toBe(40001);
  expect(await code(app, get, { To_Account: ['alice'], TagList: ['Tag_Profile_IM_Shoes'] })).toBe(40009);
});

test('FLD-2: a custom field is read and written as far as admins may', async () => {
  const { chat, code, sandbox } = await withApp();
  const define = (field: string, admin: string[], user: string[]) =>
    done(sandbox, 'AddUserField', { sdkAppId: app, field, type: 'string', admin, app: user });
  await define('Plan', ['read', 'write'], []);
  await define('Mood', ['read'], ['write']);
  await define('Secret', ['write'], ['read']);
  const change = (field: string, value: string | number = 'gold') =>
    code(app, set, alices(`Tag_Profile_Custom_${field}`, value));
  const read = (field: string) =>
    chat(app, get, { To_Account: ['alice'], TagList: [`Tag_Profile_Custom_${field}`] });
  expect(await read('Plan')).toMatchObject({ UserProfileItem: [{ ProfileItem: [] }] });
  expect(await change('Plan')).toBe(0);
  expect(await read('Plan')).toMatchObject({
    UserProfileItem: [{ ProfileItem: [item('Tag_Profile_Custom_Plan', 'gold')] }],
  });
  expect(await change('Mood')).toBe(40008);
  expect(await change('Secret')).toBe(0);
  expect((await read('Secret')).ErrorCode).toBe(40007);
  expect((await read('Nobody')).ErrorCode).toBe(40009);
  expect(await change('Plan', 7)).toBe(40001);
  expect(await change('Plan', 'A'.repeat(501))).toBe(40601);
  expect(await change('Plan', '')).toBe(0);
  expect(await read('Plan')).toMatchObject({ UserProfileItem: [{ ProfileItem: [] }] });
});

test('ACC-5: the values of custom fields are lost with the account', async () => {
  const { chat, code, sandbox } = await withApp();
  const field = { sdkAppId: app, field: 'Plan', type: 'string', admin: ['read', 'write'] };
  await done(sandbox, 'AddUserField', field);
  expect(await code(app, set, alices('Tag_Profile_Custom_Plan', 'gold'))).toBe(0);
  await done(sandbox, 'DeleteAccount', { sdkAppId: app, userId: 'alice' });
  await done(sandbox, 'ImportAccount', { sdkAppId: app, userId: 'alice' });
  expect(await chat(app, get, { To_Account: ['alice'], TagList: ['Tag_Profile_Custom_Plan'] })).toMatchObject(
    {
      UserProfileItem: [{ ProfileItem: [] }],
    },
  );
});

// Operations

test('STA-1, STA-3: thirty days of numbers, which are counted from accounts and groups', async () => {
  const { chat, code, sandbox } = await withApp();
  await done(sandbox, 'CreateGroup', { sdkAppId: app, groupId: 'desk', type: 'Public', name: 'Desk' });
  await sandbox.advance(86_400);
  await done(sandbox, 'ImportAccount', { sdkAppId: app, userId: 'bob' });
  await sandbox.advance(86_400);
  const { Result } = (await chat(app, 'openconfigsvr/getappinfo')) as { Result: Record<string, string>[] };
  expect(Result).toHaveLength(30);
  expect(Result.every((row) => Object.values(row).every((value) => typeof value === 'string'))).toBe(true);
  const numbers = (row: Record<string, string> | undefined) => [
    row?.Date,
    row?.RegistUserNumOneDay,
    row?.RegistUserNumTotal,
    row?.GroupNewGroupNum,
    row?.GroupAllGroupNum,
  ];
  expect(numbers(Result[0])).toEqual(['20261103', '1', '3', '0', '1']);
  expect(numbers(Result[1])).toEqual(['20261102', '2', '2', '1', '1']);
  expect(numbers(Result[2])).toEqual(['20261101', '0', '0', '0', '0']);
  expect(Result[29]?.Date).toBe('20261005');
  expect(Result[0]).toMatchObject({
    AppName: 'Acme Support',
    AppId: app,
    C2CUpMsgNum: '0',
    ActiveUserNum: '0',
  });
  expect(Object.keys(Result[0] ?? {})).toHaveLength(32);
  const few = await chat(app, 'openconfigsvr/getappinfo', { RequestField: ['RegistUserNumTotal'] });
  expect((few.Result as unknown[])[0]).toEqual({ RegistUserNumTotal: '3', Date: '20261103' });
  expect(await code(app, 'openconfigsvr/getappinfo', { RequestField: 'Date' })).toBe(130001);
});

test('MSG-8: names of user attributes are there only where pushing to all users is on', async () => {
  const { chat, sandbox } = await withApp();
  const names = 'all_member_push/im_get_attr_name';
  expect(await chat(app, names)).toMatchObject({ ActionStatus: 'FAIL', ErrorCode: 90045 });
  await done(sandbox, 'SetMessages', { sdkAppId: app, pushToAllUsers: true });
  expect(await chat(app, names)).toMatchObject({ ActionStatus: 'OK', ErrorCode: 0, AttrNames: {} });
});
