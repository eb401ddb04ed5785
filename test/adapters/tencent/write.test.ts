import { expect, test } from 'vitest';
import type { Operation } from '../../../src/adapters/adapter.ts';
import { kinds } from '../../../src/catalog/index.ts';
import { opened } from './adapter-fakes.ts';

const account = (action: Operation['action'], type?: string): Operation => ({
  action,
  kind: 'account',
  segments: ['apps', '1400000001', 'accounts', 'alice'],
  patch: type === undefined ? {} : { type },
});

test.each(kinds.filter(({ served }) => served === 'console').map(({ name }) => name))(
  '%s is for a person to change: no API does',
  async (kind) => {
    const { adapter, cloud, chat } = opened();
    for (const action of ['create', 'update', 'delete'] as const) {
      const outcome = await adapter.write({ action, kind, segments: ['apps', '1400000001'], patch: {} });
      expect(outcome).toEqual({
        ok: false,
        error: {
          kind: 'refused',
          code: 'ByHand',
          message: 'Tencent publishes no API for it: a person does it in the console.',
        },
      });
    }
    expect([cloud.made('cam GetUserAppId').length, chat.calls.length]).toEqual([1, 0]);
  },
);

test('an admin is made by a person, and changed and deleted by the API (ACC-1)', async () => {
  const { adapter, chat } = opened();
  expect(await adapter.write(account('create', 'admin'))).toEqual({
    ok: false,
    error: {
      kind: 'refused',
      code: 'ByHand',
      message: 'Admins are made in the console: the Chat REST API imports general accounts only.',
    },
  });
  expect(chat.calls).toEqual([]);
  chat.accounts.set('alice', new Map());
  expect(await adapter.write(account('delete'))).toEqual({ ok: true });
});

test('what is done once on request is for a person', async () => {
  const { adapter } = opened();
  const extend: Operation = {
    action: 'invoke',
    kind: 'app',
    segments: ['apps', '1400000001'],
    patch: {},
    oneShot: 'extend',
  };
  expect(await adapter.write(extend)).toMatchObject({ error: { kind: 'refused', code: 'ByHand' } });
});

test('nothing is written to an app whose calls cannot be signed', async () => {
  const { adapter, chat } = opened();
  const segments = ['apps', '1400000002', 'groups', 'desk'];
  expect(await adapter.write({ action: 'delete', kind: 'group', segments, patch: {} })).toEqual({
    ok: false,
    error: {
      kind: 'refused',
      code: 'NotSigned',
      message: 'Calls of app 1400000002 cannot be signed: console.apps.lobby.key is not set.',
    },
  });
  expect(chat.calls).toEqual([]);
});
