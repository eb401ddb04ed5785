import { expect, test } from 'vitest';
import type { Claim } from '../../../src/adapters/adapter.ts';
import { kinds } from '../../../src/catalog/index.ts';
import type { JsonMap } from '../../../src/json.ts';
import { no, ok, opened } from './adapter-fakes.ts';

const claim = (
  kind: string,
  action: Claim['action'],
  path: readonly string[],
  body: JsonMap = {},
): Claim => ({
  kind,
  action,
  segments: ['apps', '1400000001', ...path],
  body,
});

async function signOf(all: ReturnType<typeof opened>, one: Claim) {
  const signs = (await all.adapter.probe?.([one])) ?? [];
  expect(signs.length).toBe(1);
  return signs[0];
}

test('gives a sign for each claim, in their order, and changes nothing', async () => {
  const all = opened();
  const claims = [
    claim('app', 'update', [], { name: 'Acme Help' }),
    claim('webhook', 'update', ['webhook'], { url: 'https://acme.example/hook' }),
    claim('app', 'update', [], { name: 'Acme Sales' }),
  ];
  const signs = await all.adapter.probe?.(claims);
  expect(signs?.map(({ says }) => says)).toEqual(['done', 'cannot-tell', 'not-done']);
  const verbs = all.chat.calls.map(({ name }) => name.split('/')[1]);
  expect(new Set(verbs)).toEqual(new Set(['getappinfo']));
  expect(all.cloud.calls).toEqual([]);
});

test('a user field is told by reading its tag (FLD-2)', async () => {
  const all = opened();
  const field = claim('user-field', 'create', ['userFields', 'Level'], { type: 'string' });
  expect(await signOf(all, field)).toEqual({
    says: 'not-done',
    how: 'Reading Tag_Profile_Custom_Level of administrator is answered with 40009: there is no such field.',
  });
  expect(all.chat.made('portrait_get')).toEqual([
    { To_Account: ['administrator'], TagList: ['Tag_Profile_Custom_Level'] },
  ]);
  all.chat.customTags.add('Tag_Profile_Custom_Level');
  expect(await signOf(all, field)).toEqual({
    says: 'done',
    how: 'Reading Tag_Profile_Custom_Level of administrator is answered, from which is inferred that the field is there.',
  });
  const item = { To_Account: 'administrator', ResultCode: 40009, ResultInfo: '' };
  all.chat.faults.set('profile/portrait_get', [ok({ UserProfileItem: [item] }), no('40007'), no('40001')]);
  expect((await signOf(all, field))?.says).toBe('not-done');
  expect((await signOf(all, field))?.says).toBe('done');
  expect(await signOf(all, field)).toEqual({
    says: 'cannot-tell',
    how: 'It could not be looked at: told 40001 (Chat.40001).',
  });
  // Its permissions are another thing.
  expect((await signOf(all, { ...field, action: 'update' }))?.says).toBe('cannot-tell');
});

test('an app is told by its name and by whether it answers', async () => {
  const all = opened();
  const app = (body: JsonMap) => claim('app', 'update', [], body);
  expect(await signOf(all, app({ name: 'Acme Sales' }))).toEqual({
    says: 'not-done',
    how: 'openconfigsvr/getappinfo gives the name Acme Help, by figures that can be a day old.',
  });
  expect((await signOf(all, app({ enabled: true, name: 'Acme Help' })))?.says).toBe('done');
  expect((await signOf(all, app({ enabled: false })))?.says).toBe('not-done');
  expect(await signOf(all, app({ name: 'Acme Help', edition: 'premium' }))).toEqual({
    says: 'cannot-tell',
    how: 'openconfigsvr/getappinfo gives the name Acme Help, by figures that can be a day old. The public APIs show the name and the status of an app, and nothing else of it.',
  });
  all.chat.faults.set('openconfigsvr/getappinfo', no('60016'));
  expect(await signOf(all, app({ enabled: false }))).toEqual({
    says: 'done',
    how: 'A call of the app answers 60016: it is disabled.',
  });
  expect((await signOf(all, app({ enabled: true })))?.says).toBe('not-done');
  expect((await signOf(all, app({ name: 'Acme Help' })))?.says).toBe('cannot-tell');
});

test('a deleted app answers as none', async () => {
  const all = opened();
  const deletion = claim('app', 'delete', []);
  expect((await signOf(all, deletion))?.says).toBe('not-done');
  all.chat.faults.set('openconfigsvr/getappinfo', [
    no('60016'),
    no('70020'),
    no('60006'),
    no('60008', 'failed'),
  ]);
  expect((await signOf(all, deletion))?.says).toBe('not-done');
  expect(await signOf(all, deletion)).toEqual({
    says: 'done',
    how: 'A call of the app answers 70020: there is no such app.',
  });
  expect((await signOf(all, deletion))?.says).toBe('done');
  expect((await signOf(all, deletion))?.says).toBe('cannot-tell');
});

test('an admin is told by a call signed as the account', async () => {
  const all = opened();
  const admin = claim('account', 'create', ['accounts', 'alice'], { type: 'admin' });
  expect(await signOf(all, admin)).toEqual({
    says: 'not-done',
    how: 'A call that only admins may make, signed as alice, is refused.',
  });
  all.chat.admins.add('alice');
  expect((await signOf(all, admin))?.says).toBe('done');
});

test('pushing to all users is told to be off, and never to be on (MSG-8)', async () => {
  const all = opened();
  const push = (body: JsonMap) => claim('messages', 'update', ['messages'], body);
  const command = 'all_member_push/im_get_attr_name';
  all.chat.faults.set(command, ok({ AttrNames: {} }));
  expect((await signOf(all, push({ pushToAllUsers: true })))?.says).toBe('cannot-tell');
  all.chat.faults.set(command, no('90045'));
  expect(await signOf(all, push({ pushToAllUsers: true, recallSeconds: 60 }))).toEqual({
    says: 'not-done',
    how: 'all_member_push/im_get_attr_name answers 90045: pushing to all users is off.',
  });
  expect((await signOf(all, push({ pushToAllUsers: false })))?.says).toBe('done');
  expect((await signOf(all, push({ pushToAllUsers: false, recallSeconds: 60 })))?.says).toBe('cannot-tell');
  expect((await signOf(all, push({ recallSeconds: 60 })))?.says).toBe('cannot-tell');
});

test('banning in audio-video groups is told to be off, where there is such a group (GRP-9)', async () => {
  const all = opened();
  const features = claim('group-features', 'update', ['groupFeatures'], { avBanning: true });
  expect(await signOf(all, features)).toEqual({
    says: 'cannot-tell',
    how: 'The app has no audio-video group to ask for its banned members.',
  });
  all.chat.addGroup('desk');
  all.chat.addGroup('stage', { type: 'AVChatRoom' });
  const command = 'group_open_http_svc/get_group_ban_member';
  all.chat.faults.set(command, no('10007'));
  expect(await signOf(all, features)).toEqual({
    says: 'not-done',
    how: 'group_open_http_svc/get_group_ban_member answers 10007 for stage, from which is inferred that banning is off.',
  });
  expect(all.chat.made('get_group_ban_member')).toEqual([{ GroupId: 'stage', Limit: 1, Offset: 0 }]);
  expect((await signOf(all, { ...features, body: { avBanning: false } }))?.says).toBe('done');
  all.chat.faults.set(command, ok({ BannedAccountList: [], NextOffset: 0 }));
  expect((await signOf(all, features))?.says).toBe('cannot-tell');
});

test('what nothing shows says why', async () => {
  const all = opened();
  expect(await signOf(all, claim('login', 'update', ['login'], { webInstances: 2 }))).toEqual({
    says: 'cannot-tell',
    how: 'Tencent publishes no API for it: a person does it in the console.',
  });
  for (const kind of kinds.filter(({ served }) => served === 'console')) {
    const sign = await signOf(all, claim(kind.name, 'update', ['x', 'y'], {}));
    expect([kind.name, sign?.says]).toEqual([kind.name, 'cannot-tell']);
  }
});

test('where calls cannot be signed, that is why', async () => {
  const all = opened();
  const lobby = { ...claim('app', 'update', [], { name: 'Lobby' }), segments: ['apps', '1400000002'] };
  expect(await signOf(all, lobby)).toEqual({
    says: 'cannot-tell',
    how: 'Calls of the app, which could show it, cannot be signed: console.apps.lobby.key is not set.',
  });
  expect(all.chat.calls).toEqual([]);
});
