import { describe, expect, test } from 'vitest';
import type { Operation } from '../../../src/adapters/adapter.ts';
import { kindNamed } from '../../../src/catalog/index.ts';
import type { JsonMap } from '../../../src/json.ts';
import { no, ok, opened, scopeOf } from './adapter-fakes.ts';

const places = (...users: string[]) => ({
  account: users.map((user) => ['apps', '1400000001', 'accounts', user]),
});
const on = (action: 'create' | 'update' | 'delete', user: string, patch: JsonMap = {}): Operation => ({
  action,
  kind: 'account',
  segments: ['apps', '1400000001', 'accounts', user],
  patch,
});
const scope = (...users: string[]) => scopeOf(['1400000001'], places(...users));

describe('reading accounts', () => {
  test('gives those that are named and imported, with type and profile (ACC-1, ACC-4)', async () => {
    const { adapter, chat } = opened();
    chat.accounts.set('alice', new Map());
    chat.accounts.set(
      'bob',
      new Map<string, string | number>([
        ['Tag_Profile_IM_Nick', 'Bob'],
        ['Tag_Profile_IM_Image', ''],
        ['Tag_Profile_IM_Gender', 'Gender_Type_Male'],
        ['Tag_Profile_IM_BirthDay', 19900419],
        ['Tag_Profile_IM_Location', 'Basel'],
        ['Tag_Profile_IM_SelfSignature', 'On call'],
        ['Tag_Profile_IM_AllowType', 'AllowType_Type_DenyAny'],
        ['Tag_Profile_IM_Language', 4294967295],
        ['Tag_Profile_IM_MsgSettings', 1],
        ['Tag_Profile_IM_AdminForbidType', 'AdminForbid_Type_SendOut'],
        ['Tag_Profile_IM_Level', 0],
        ['Tag_Profile_IM_Role', 7],
        ['Tag_Profile_IM_Unknown', 'left alone'],
      ]),
    );
    chat.accounts.set('unnamed', new Map());
    const live = await adapter.read(scope('bob', 'alice', 'nobody', 'bob'));
    const accounts = [...live.objects].filter(([address]) => address.includes('.accounts.'));
    expect(accounts.map(([address, { body, facts }]) => [address, body, facts])).toEqual([
      ['apps.1400000001.accounts.alice', { type: 'general', gender: 'unknown', friending: 'none' }, {}],
      [
        'apps.1400000001.accounts.bob',
        {
          type: 'general',
          nickname: 'Bob',
          photoUrl: '',
          gender: 'male',
          birthDate: 19900419,
          location: 'Basel',
          whatsUp: 'On call',
          allowFriends: 'forbid-all',
          language: 4294967295,
          messageSettings: 1,
          friending: 'forbid',
          level: 0,
          role: 7,
        },
        {},
      ],
    ]);
    expect(live.unreadable).toEqual([]);
    // Nobody who is not imported is asked about.
    expect(chat.made('portrait_get')[0]?.To_Account).toEqual(['bob', 'alice']);
  });

  test('knows every attribute of the catalogue', async () => {
    const { adapter, chat } = opened();
    const body = kindNamed('account')?.body;
    const names = body?.type === 'object' ? Object.keys(body.attributes) : [];
    for (const name of names.filter((one) => one !== 'type')) {
      const attribute = body?.type === 'object' ? body.attributes[name] : undefined;
      const words = attribute?.type === 'enum' ? Object.keys(attribute.values) : undefined;
      for (const value of words ?? [attribute?.type === 'integer' ? 19990101 : 'text']) {
        chat.accounts.set('bob', new Map());
        expect(await adapter.write(on('update', 'bob', { [name]: value }))).toEqual({ ok: true });
        const live = await adapter.read(scope('bob'));
        expect([name, live.objects.get('apps.1400000001.accounts.bob')?.body[name]]).toEqual([name, value]);
      }
    }
  });

  test('asks for a hundred at a time', async () => {
    const { adapter, chat } = opened();
    const users = Array.from({ length: 201 }, (_, i) => `agent-${1000 + i}`);
    for (const user of users) chat.accounts.set(user, new Map());
    const live = await adapter.read(scope(...users));
    expect([...live.objects.keys()].filter((address) => address.includes('.accounts.')).length).toBe(201);
    expect(chat.made('account_check').map(({ CheckItem }) => (CheckItem as []).length)).toEqual([
      100, 100, 1,
    ]);
    expect(chat.made('portrait_get').map(({ To_Account }) => (To_Account as []).length)).toEqual([
      100, 100, 1,
    ]);
  });

  test('tells an admin by a call that is signed as the account and changes nothing (ACC-1)', async () => {
    const { adapter, chat } = opened();
    chat.accounts.set('alice', new Map());
    chat.admins.add('alice');
    chat.accounts.set('bob', new Map());
    const live = await adapter.read(scope('alice', 'bob', 'administrator'));
    const typeOf = (user: string) => live.objects.get(`apps.1400000001.accounts.${user}`)?.body.type;
    expect(['alice', 'bob', 'administrator'].map(typeOf)).toEqual(['admin', 'general', 'admin']);
    // The one who signs all other calls is an admin, and is not asked.
    expect(chat.calls.filter((call) => call.as !== undefined)).toEqual([
      { name: '1400000001 openim/query_online_status', request: { To_Account: ['alice'] }, as: 'alice' },
      { name: '1400000001 openim/query_online_status', request: { To_Account: ['bob'] }, as: 'bob' },
    ]);
    expect(live.standsOn).toEqual({
      'apps.1400000001.accounts.administrator': 'it signs the calls of the Chat REST API',
    });
  });

  test('hides one whose type cannot be told, or whose profile is in no documented words', async () => {
    const { adapter, chat } = opened();
    for (const user of ['alice', 'bob', 'carol']) chat.accounts.set(user, new Map());
    chat.accounts.get('bob')?.set('Tag_Profile_IM_Gender', 'Gender_Type_Other');
    chat.faults.set('openim/query_online_status', [no('70050')]);
    const live = await adapter.read(scope('alice', 'bob', 'carol'));
    expect(live.unreadable).toEqual([
      { address: 'apps.1400000001.accounts.alice', reason: 'told 70050 (Chat.70050)' },
      {
        address: 'apps.1400000001.accounts.bob',
        reason:
          'in an answer of Tencent, Tag_Profile_IM_Gender is "Gender_Type_Other", which is not documented',
      },
    ]);
    expect(live.objects.has('apps.1400000001.accounts.carol')).toBe(true);
  });

  test('takes an item for what it says: gone, failed, or left out', async () => {
    const { adapter, chat } = opened();
    const ResultItem = [
      { UserID: 'alice', ResultCode: 70107, ResultInfo: 'Err_Account_Not_Exist' },
      { UserID: 'bob', ResultCode: 70402, ResultInfo: 'Err_Parameter' },
    ];
    chat.faults.set('im_open_login_svc/account_check', ok({ ResultItem }));
    const live = await adapter.read(scope('alice', 'bob', 'carol'));
    expect(live.unreadable).toEqual([
      {
        address: 'apps.1400000001.accounts.bob',
        reason: 'account_check: a parameter is missing or not allowed (Err_Parameter) (Chat.70402)',
      },
      {
        address: 'apps.1400000001.accounts.carol',
        reason: 'in an answer of Tencent, ResultItem lacks carol',
      },
    ]);
  });

  test.each([
    ['im_open_login_svc/account_check', no('60016')],
    ['profile/portrait_get', no('40001')],
    ['profile/portrait_get', ok({ UserProfileItem: [{ To_Account: 'bob', ResultCode: 40003 }] })],
    ['profile/portrait_get', ok({ UserProfileItem: [] })],
  ])('hides it where %s fails, and nothing else of the app', async (command, reply) => {
    const { adapter, chat } = opened();
    chat.accounts.set('bob', new Map());
    chat.faults.set(command, reply);
    const live = await adapter.read(scope('bob'));
    expect(live.unreadable.map(({ address }) => address)).toEqual(['apps.1400000001.accounts.bob']);
    expect(live.objects.has('apps.1400000001.tags')).toBe(true);
  });
});

describe('writing accounts', () => {
  test('imports a general one, and sets the rest by an update', async () => {
    const { adapter, chat } = opened();
    const patch = { type: 'general', nickname: 'Bob', photoUrl: 'https://acme.example/bob.png' };
    expect(await adapter.write(on('create', 'bob', patch))).toEqual({ ok: true });
    expect(chat.made('account_import')).toEqual([
      { UserID: 'bob', Nick: 'Bob', FaceUrl: 'https://acme.example/bob.png' },
    ]);
    expect(await adapter.write(on('update', 'bob', { whatsUp: 'On call', role: 7 }))).toEqual({ ok: true });
    expect(chat.made('portrait_set')).toEqual([
      {
        From_Account: 'bob',
        ProfileItem: [
          { Tag: 'Tag_Profile_IM_SelfSignature', Value: 'On call' },
          { Tag: 'Tag_Profile_IM_Role', Value: 7 },
        ],
      },
    ]);
    expect(await adapter.write(on('create', 'bob'))).toEqual({ ok: true });
  });

  test('a null goes back to the default', async () => {
    const { adapter, chat } = opened();
    chat.accounts.set('bob', new Map());
    const patch = { gender: null, friending: null, nickname: null, level: null };
    expect(await adapter.write(on('update', 'bob', patch))).toEqual({ ok: true });
    expect(chat.made('portrait_set')[0]?.ProfileItem).toEqual([
      { Tag: 'Tag_Profile_IM_Gender', Value: 'Gender_Type_Unknown' },
      { Tag: 'Tag_Profile_IM_AdminForbidType', Value: 'AdminForbid_Type_None' },
      { Tag: 'Tag_Profile_IM_Nick', Value: '' },
      { Tag: 'Tag_Profile_IM_Level', Value: 0 },
    ]);
    expect(await adapter.write(on('update', 'bob', { allowFriends: null }))).toMatchObject({
      error: { kind: 'refused', message: 'allowFriends cannot be set to that value.', rule: 'ACC-4' },
    });
  });

  test('the type is not edited (ACC-3), and an empty patch is nothing to do', async () => {
    const { adapter, chat } = opened();
    expect(await adapter.write(on('update', 'bob', { type: 'admin' }))).toMatchObject({
      error: { kind: 'refused', rule: 'ACC-3' },
    });
    expect(await adapter.write(on('update', 'bob', {}))).toEqual({ ok: true });
    expect(chat.calls).toEqual([]);
  });

  test.each([
    ['create', 'im_open_login_svc/account_import', '70398', 'EDN-1'],
    ['create', 'im_open_login_svc/account_import', '70402', 'ACC-1'],
    ['create', 'im_open_login_svc/account_import', '70399', 'ACC-5'],
    ['create', 'im_open_login_svc/account_import', '60016', undefined],
    ['update', 'profile/portrait_set', '40605', 'ACC-4'],
    ['update', 'profile/portrait_set', '40003', 'ACC-1'],
    ['delete', 'im_open_login_svc/account_delete', '71000', 'ACC-5'],
  ] as const)('to %s it by %s is refused with %s by %s', async (action, command, code, rule) => {
    const { adapter, chat } = opened();
    chat.faults.set(command, no(code));
    const outcome = await adapter.write(on(action, 'bob', action === 'update' ? { level: 1 } : {}));
    expect(outcome).toMatchObject({ ok: false, error: { kind: 'refused', code: `Chat.${code}` } });
    expect(outcome.ok ? undefined : outcome.error.rule).toBe(rule);
  });

  test('deletes one, also when it is gone already (ACC-5)', async () => {
    const { adapter, chat } = opened();
    chat.accounts.set('bob', new Map());
    expect(await adapter.write(on('delete', 'bob'))).toEqual({ ok: true });
    expect(chat.accounts.has('bob')).toBe(false);
    expect(await adapter.write(on('delete', 'bob'))).toEqual({ ok: true });
    expect(chat.made('account_delete')).toEqual([
      { DeleteItem: [{ UserID: 'bob' }] },
      { DeleteItem: [{ UserID: 'bob' }] },
    ]);
  });

  test('where the app locks deletion, it says what to do', async () => {
    const { adapter, chat } = opened();
    const item = { UserID: 'bob', ResultCode: 71000, ResultInfo: 'not allowed' };
    chat.faults.set('im_open_login_svc/account_delete', ok({ ResultItem: [item] }));
    expect(await adapter.write(on('delete', 'bob'))).toEqual({
      ok: false,
      error: {
        kind: 'refused',
        code: 'Chat.71000',
        message: 'The app does not allow accounts to be deleted: unlock deletion in the console first.',
        rule: 'ACC-5',
      },
    });
  });

  test('an item that failed is a refusal, and an answer without sense may have been a success', async () => {
    const { adapter, chat } = opened();
    const item = { UserID: 'bob', ResultCode: 70402, ResultInfo: 'no UserID' };
    chat.faults.set('im_open_login_svc/account_delete', [ok({ ResultItem: [item] }), ok({ ResultItem: 1 })]);
    expect(await adapter.write(on('delete', 'bob'))).toMatchObject({
      error: {
        kind: 'refused',
        code: 'Chat.70402',
        message: 'account_delete: a parameter is missing or not allowed (no UserID)',
      },
    });
    expect(await adapter.write(on('delete', 'bob'))).toMatchObject({ error: { kind: 'lost' } });
  });

  test('the admin that signs the calls does not delete itself', async () => {
    const { adapter, chat } = opened();
    expect(await adapter.write(on('delete', 'administrator'))).toMatchObject({
      error: { kind: 'refused', code: 'OwnAdmin' },
    });
    expect(chat.calls).toEqual([]);
  });
});
