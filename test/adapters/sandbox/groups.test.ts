import { expect, test } from 'vitest';
import type { Sandbox } from '../../../src/adapters/sandbox/index.ts';
import type { JsonMap } from '../../../src/json.ts';
import { bodyAt, done, newApp, newSandbox, refused, show } from './sandbox.ts';

/** An app with users. */
async function ready(edition = 'developer', users: readonly string[] = ['support-bot', 'duty-officer']) {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox, edition);
  await Promise.all(users.map((userId) => done(sandbox, 'ImportAccount', { sdkAppId, userId })));
  return { sandbox, sdkAppId };
}

const desk = (sdkAppId: string, more: JsonMap = {}) => ({
  sdkAppId,
  groupId: 'desk',
  type: 'Public',
  name: 'Desk',
  ...more,
});
const deskOf = (sandbox: Sandbox, sdkAppId: string) => bodyAt(sandbox, `apps.${sdkAppId}.groups.desk`);
const change = (sdkAppId: string, patch: JsonMap) =>
  ['ModifyGroup', { sdkAppId, groupId: 'desk', ...patch }] as const;

test('GRM-1: a group has a name, a type, an owner who is a member, and a creation time', async () => {
  const { sandbox, sdkAppId } = await ready();
  await done(sandbox, 'CreateGroup', desk(sdkAppId, { owner: 'support-bot', members: ['duty-officer'] }));
  expect((await show(sandbox)).objects.get(`apps.${sdkAppId}.groups.desk`)).toEqual({
    kind: 'group',
    segments: ['apps', sdkAppId, 'groups', 'desk'],
    body: {
      type: 'Public',
      name: 'Desk',
      owner: 'support-bot',
      introduction: '',
      members: ['duty-officer', 'support-bot'],
    },
    facts: { createdAt: '2026-11-02T09:00:04Z' },
  });
  expect(await refused(sandbox, 'CreateGroup', desk(sdkAppId))).toBe('FailedOperation.GroupIdInUse GRM-1');
});

test.each([
  ['no name', { name: null }, 'MissingParameter GRM-1'],
  ['no type', { type: null }, 'MissingParameter GRM-1'],
  ['a type that there is not', { type: 'Private' }, 'InvalidParameterValue GRM-1'],
  ['a name of 30 bytes', { name: '客服'.repeat(5) }, 'ok'],
  ['a name of 31 bytes', { name: `${'客服'.repeat(5)}.` }, 'InvalidParameterValue GRM-1'],
  ['an introduction of 240 bytes', { introduction: '服'.repeat(80) }, 'ok'],
  ['an introduction of 241 bytes', { introduction: `${'服'.repeat(80)}.` }, 'InvalidParameterValue GRM-2'],
  ['an owner whom nobody knows', { owner: 'stranger' }, 'FailedOperation.OwnerNotRegistered GRM-1'],
  ['a member whom nobody knows', { members: ['stranger'] }, 'FailedOperation.MemberNotRegistered GRM-3'],
  ['a member twice', { members: ['duty-officer', 'duty-officer'] }, 'InvalidParameterValue GRM-3'],
  ['members as a text', { members: 'duty-officer' }, 'InvalidParameterValue GRM-3'],
  ['an ID of 48 characters', { groupId: 'd'.repeat(48) }, 'ok'],
  ['an ID of 49 characters', { groupId: 'd'.repeat(49) }, 'InvalidParameterValue.GroupId GRM-1'],
  ['no ID', { groupId: '' }, 'InvalidParameterValue.GroupId GRM-1'],
  ['an ID that is no ASCII', { groupId: '客服' }, 'InvalidParameterValue.GroupId GRM-1'],
  ['an ID of the console', { groupId: '@TGS#1' }, 'InvalidParameterValue.GroupId GRM-1'],
  ['an ID of a community', { groupId: '@TGS#_1' }, 'InvalidParameterValue.GroupId GRM-1'],
])('GRM-1: a new group with %s', async (_, more, answer) => {
  const { sandbox, sdkAppId } = await ready();
  expect(await refused(sandbox, 'CreateGroup', desk(sdkAppId, more as JsonMap))).toBe(answer);
});

test('GRM-2: name, introduction and owner of a group are edited, its type is not', async () => {
  const { sandbox, sdkAppId } = await ready();
  await done(sandbox, 'CreateGroup', desk(sdkAppId, { owner: 'support-bot' }));
  const patch = { name: 'Help Desk', introduction: 'Ask us', owner: 'duty-officer' };
  await done(sandbox, ...change(sdkAppId, patch));
  expect(await deskOf(sandbox, sdkAppId)).toEqual({
    type: 'Public',
    ...patch,
    members: ['duty-officer', 'support-bot'],
  });
  expect(await refused(sandbox, ...change(sdkAppId, { type: 'Work' }))).toBe(
    'InvalidParameter.GroupTypeImmutable GRM-2',
  );
  expect(await refused(sandbox, ...change(sdkAppId, { owner: 'stranger' }))).toBe(
    'FailedOperation.OwnerNotRegistered GRM-1',
  );
  expect(await refused(sandbox, 'ModifyGroup', { sdkAppId, groupId: 'lobby', name: 'Lobby' })).toBe(
    'ResourceNotFound.GroupNotFound GRM-1',
  );
});

test('GRM-3: registered users come and members go, the owner only after another was made owner', async () => {
  const { sandbox, sdkAppId } = await ready('developer', ['support-bot', 'duty-officer', 'visitor']);
  await done(sandbox, 'CreateGroup', desk(sdkAppId, { owner: 'support-bot', members: ['duty-officer'] }));
  const members = async () => (await deskOf(sandbox, sdkAppId))?.members;
  await done(
    sandbox,
    ...change(sdkAppId, { members: { visitor: true, 'duty-officer': null, nobody: null } }),
  );
  expect(await members()).toEqual(['support-bot', 'visitor']);
  expect(await refused(sandbox, ...change(sdkAppId, { members: { stranger: true, visitor: null } }))).toBe(
    'FailedOperation.MemberNotRegistered GRM-3',
  );
  expect(await refused(sandbox, ...change(sdkAppId, { members: { 'support-bot': null } }))).toBe(
    'FailedOperation.OwnerCannotLeave GRM-3',
  );
  expect(await refused(sandbox, ...change(sdkAppId, { members: 'visitor' }))).toBe(
    'InvalidParameterValue GRM-3',
  );
  await done(sandbox, ...change(sdkAppId, { owner: 'visitor', members: { 'support-bot': null } }));
  expect(await members()).toEqual(['visitor']);
});

test('GRM-3: a member may be called __proto__', async () => {
  const { sandbox, sdkAppId } = await ready('developer', ['__proto__']);
  await done(sandbox, 'CreateGroup', desk(sdkAppId));
  await done(sandbox, ...change(sdkAppId, JSON.parse('{"members": {"__proto__": true}}')));
  expect((await deskOf(sandbox, sdkAppId))?.members).toEqual(['__proto__']);
});

test('GRM-3: an audio-video group has an owner and stores no members', async () => {
  const { sandbox, sdkAppId } = await ready();
  const room = desk(sdkAppId, { type: 'AVChatRoom' });
  expect(await refused(sandbox, 'CreateGroup', { ...room, members: ['duty-officer'] })).toBe(
    'UnsupportedOperation.AVChatRoom GRM-3',
  );
  await done(sandbox, 'CreateGroup', { ...room, owner: 'support-bot' });
  expect(await deskOf(sandbox, sdkAppId)).toEqual({
    type: 'AVChatRoom',
    name: 'Desk',
    owner: 'support-bot',
    introduction: '',
  });
  expect(await refused(sandbox, ...change(sdkAppId, { members: { 'duty-officer': true } }))).toBe(
    'UnsupportedOperation.AVChatRoom GRM-3',
  );
});

test('GRM-4: a deleted group is gone, and its ID can be used again without its members', async () => {
  const { sandbox, sdkAppId } = await ready();
  await done(sandbox, 'CreateGroup', desk(sdkAppId, { members: ['duty-officer'] }));
  await done(sandbox, 'DeleteGroup', { sdkAppId, groupId: 'desk' });
  expect(await deskOf(sandbox, sdkAppId)).toBeUndefined();
  expect(await refused(sandbox, 'DeleteGroup', { sdkAppId, groupId: 'desk' })).toBe(
    'ResourceNotFound.GroupNotFound GRM-1',
  );
  await done(sandbox, 'CreateGroup', desk(sdkAppId));
  expect((await deskOf(sandbox, sdkAppId))?.members).toEqual([]);
});

test('GRP-5: a Community needs the feature, and an ID that begins with @TGS#_', async () => {
  const { sandbox, sdkAppId } = await ready('premium');
  const community = desk(sdkAppId, { type: 'Community', groupId: '@TGS#_players' });
  expect(await refused(sandbox, 'CreateGroup', community)).toBe('FailedOperation.CommunityRequired GRP-5');
  await done(sandbox, 'SetGroupFeatures', { sdkAppId, community: { enabled: true } });
  expect(await refused(sandbox, 'CreateGroup', { ...community, groupId: 'players' })).toBe(
    'InvalidParameterValue.GroupId GRM-1',
  );
  await done(sandbox, 'CreateGroup', community);
  expect([...(await show(sandbox)).objects.keys()]).toContain(`apps.${sdkAppId}.groups["@TGS#_players"]`);
});

test('EDN-14: on a Standard app there can be no Community, since the feature cannot be on', async () => {
  const { sandbox, sdkAppId } = await ready();
  await done(sandbox, 'SetGroupFeatures', { sdkAppId, community: { enabled: true } });
  await done(sandbox, 'UpgradeEdition', { sdkAppId, edition: 'standard' });
  const community = desk(sdkAppId, { type: 'Community', groupId: '@TGS#_players' });
  expect(await refused(sandbox, 'CreateGroup', community)).toBe('FailedOperation.CommunityRequired GRP-5');
});

test.each([
  ['developer', 20],
  ['standard', 200],
  ['premium', 2000],
])('EDN-5: a group of a %s app has at most %i members, the owner among them', async (edition, most) => {
  const users = Array.from({ length: most + 1 }, (_, n) => `user-${n}`);
  const { sandbox, sdkAppId } = await ready(edition, users);
  const owner = 'user-0';
  const full = users.slice(1, most);
  expect(await refused(sandbox, 'CreateGroup', desk(sdkAppId, { owner, members: users.slice(1) }))).toBe(
    'LimitExceeded.GroupMembers EDN-5',
  );
  await done(sandbox, 'CreateGroup', desk(sdkAppId, { owner, members: full }));
  const last = `user-${most}`;
  expect(await refused(sandbox, ...change(sdkAppId, { members: { [last]: true } }))).toBe(
    'LimitExceeded.GroupMembers EDN-5',
  );
  await done(sandbox, ...change(sdkAppId, { members: { [last]: true, 'user-1': null } }));
});

test('EDN-4: a Developer app has at most ten audio-video groups', async () => {
  const { sandbox, sdkAppId } = await ready();
  const room = (n: number) => desk(sdkAppId, { type: 'AVChatRoom', groupId: `room-${n}` });
  for (let n = 1; n <= 10; n++) await done(sandbox, 'CreateGroup', room(n));
  expect(await refused(sandbox, 'CreateGroup', room(11))).toBe('LimitExceeded.AVChatRooms EDN-4');
  await done(sandbox, 'CreateGroup', desk(sdkAppId));
  await done(sandbox, 'UpgradeEdition', { sdkAppId, edition: 'standard' });
  await done(sandbox, 'CreateGroup', room(11));
});
