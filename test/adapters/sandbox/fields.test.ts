import { expect, test } from 'vitest';
import type { JsonMap } from '../../../src/json.ts';
import { bodyAt, done, newApp, newSandbox, refused, show } from './sandbox.ts';

const text: JsonMap = { type: 'string' };
const open: JsonMap = { type: 'string', app: ['read'], admin: ['read', 'write'] };
const inPublic: JsonMap = { groupTypes: { Public: { read: 'all', write: 'group-admin' } } };
const inWork: JsonMap = { groupTypes: { Work: { read: 'member', write: 'group-admin', own: 'read-write' } } };

const families = [
  { noun: 'FriendField', family: 'friendFields', rule: 'FLD-1', limit: 20, body: text },
  { noun: 'UserField', family: 'userFields', rule: 'FLD-2', limit: 20, body: open },
  { noun: 'GroupMemberField', family: 'groupMemberFields', rule: 'FLD-3', limit: 5, body: inWork },
  { noun: 'GroupField', family: 'groupFields', rule: 'FLD-4', limit: 10, body: inPublic },
];
const letterOf = (n: number) => String.fromCharCode('a'.charCodeAt(0) + n);

test.each(families)(
  '$rule: an app has at most $limit fields of $family',
  async ({ noun, family, rule, limit, body }) => {
    const sandbox = await newSandbox();
    const sdkAppId = await newApp(sandbox);
    for (let n = 0; n < limit; n++)
      await done(sandbox, `Add${noun}`, { sdkAppId, field: letterOf(n), ...body });
    expect(await refused(sandbox, `Add${noun}`, { sdkAppId, field: 'last', ...body })).toBe(
      `FailedOperation.FieldLimitExceeded ${rule}`,
    );
    const { objects } = await show(sandbox);
    expect([...objects.keys()].filter((address) => address.includes(`.${family}.`))).toHaveLength(limit);
    const other = await newApp(sandbox, 'developer', 'Game Lobby');
    await done(sandbox, `Add${noun}`, { sdkAppId: other, field: 'last', ...body });
  },
);

test.each(families)('$rule: a field of $family cannot be deleted', async ({ noun, rule, body }) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  await done(sandbox, `Add${noun}`, { sdkAppId, field: 'Level', ...body });
  const rules = ['FLD-3', 'FLD-4'].includes(rule) ? 'FLD-5' : rule;
  expect(await refused(sandbox, `Delete${noun}`, { sdkAppId, field: 'Level' })).toBe(
    `UnsupportedOperation.FieldCannotBeDeleted ${rules}`,
  );
});

test.each(families)(
  '$rule: a field of $family cannot be renamed, nor made twice',
  async ({ noun, rule, body }) => {
    const sandbox = await newSandbox();
    const sdkAppId = await newApp(sandbox);
    await done(sandbox, `Add${noun}`, { sdkAppId, field: 'Level', ...body });
    expect(await refused(sandbox, `Modify${noun}`, { sdkAppId, field: 'Level', name: 'Rank' })).toBe(
      `InvalidParameter.FieldNameImmutable ${['FLD-3', 'FLD-4'].includes(rule) ? 'FLD-5' : rule}`,
    );
    expect(await refused(sandbox, `Add${noun}`, { sdkAppId, field: 'Level', ...body })).toBe(
      `FailedOperation.FieldNameInUse ${rule}`,
    );
    expect(await refused(sandbox, `Modify${noun}`, { sdkAppId, field: 'Rank' })).toBe(
      `ResourceNotFound.FieldNotFound ${rule}`,
    );
  },
);

test.each([
  ['FriendField', 'FLD-1', text],
  ['UserField', 'FLD-2', open],
])('%s (%s): letters only, at most 8', async (noun, rule, body) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  for (const field of ['', 'Level2', 'vip_rank', 'Nicknames', 'Größe', 'Level\n']) {
    expect(await refused(sandbox, `Add${noun}`, { sdkAppId, field, ...body })).toBe(
      `InvalidParameterValue.FieldName ${rule}`,
    );
  }
  await done(sandbox, `Add${noun}`, { sdkAppId, field: 'Nickname', ...body });
});

test.each([
  ['GroupMemberField', 'FLD-3', inWork],
  ['GroupField', 'FLD-4', inPublic],
])('%s (%s): letters, digits and underscores, at most 16, no digit first', async (noun, rule, body) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  for (const field of ['', '2nd_topic', 'topic-id', 'seventeen_letters']) {
    expect(await refused(sandbox, `Add${noun}`, { sdkAppId, field, ...body })).toBe(
      `InvalidParameterValue.FieldName ${rule}`,
    );
  }
  await done(sandbox, `Add${noun}`, { sdkAppId, field: '_sixteen_letter2', ...body });
});

test.each([
  ['FriendField', 'FLD-1', text],
  ['UserField', 'FLD-2', open],
])('%s (%s): the type cannot be changed, and the same type is no change', async (noun, rule, body) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  await done(sandbox, `Add${noun}`, { sdkAppId, field: 'Level', ...body });
  for (const type of ['bytes', null]) {
    expect(await refused(sandbox, `Modify${noun}`, { sdkAppId, field: 'Level', type })).toBe(
      `InvalidParameter.FieldTypeImmutable ${rule}`,
    );
  }
  await done(sandbox, `Modify${noun}`, { sdkAppId, field: 'Level', type: 'string' });
});

test('FLD-1, FLD-2: a field needs a type, and one that the console knows', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  const field = 'Alias';
  expect(await refused(sandbox, 'AddFriendField', { sdkAppId, field })).toBe('MissingParameter FLD-1');
  expect(await refused(sandbox, 'AddFriendField', { sdkAppId, field, type: 'float' })).toBe(
    'InvalidParameterValue FLD-1',
  );
  expect(await refused(sandbox, 'AddUserField', { sdkAppId, field, ...open, owner: ['read'] })).toBe(
    'UnknownParameter',
  );
});

test.each([
  { app: ['read'], admin: ['read'] },
  { app: ['write'], admin: ['write'] },
  { app: [], admin: [] },
  {},
])('FLD-2: %o is not at least one read and one write', async (permissions) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  const answer = 'InvalidParameter.FieldPermission FLD-2';
  expect(await refused(sandbox, 'AddUserField', { sdkAppId, field: 'Level', ...text, ...permissions })).toBe(
    answer,
  );
  await done(sandbox, 'AddUserField', { sdkAppId, field: 'Level', ...open });
  const patch = { app: [], admin: [], ...permissions };
  expect(await refused(sandbox, 'ModifyUserField', { sdkAppId, field: 'Level', ...patch })).toBe(answer);
});

test('FLD-2: one read and one write by different hands will do, and permissions can be changed', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  await done(sandbox, 'AddUserField', {
    sdkAppId,
    field: 'Level',
    type: 'bytes',
    app: ['read'],
    admin: ['write'],
  });
  await done(sandbox, 'ModifyUserField', { sdkAppId, field: 'Level', app: null, admin: ['read', 'write'] });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}.userFields.Level`)).toEqual({
    type: 'bytes',
    app: [],
    admin: ['read', 'write'],
  });
});

test.each([
  ['GroupMemberField', 'FLD-3'],
  ['GroupField', 'FLD-4'],
])('%s (%s): at least one group type, out of those that the console offers', async (noun, rule) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  const ask = (body: JsonMap) => refused(sandbox, `Add${noun}`, { sdkAppId, field: 'badge', ...body });
  const answer = `InvalidParameter.FieldGroupType ${rule}`;
  expect([await ask({}), await ask({ groupTypes: {} })]).toEqual([answer, answer]);
  const level = { read: 'all', write: 'member', ...(rule === 'FLD-3' ? { own: 'none' } : {}) };
  expect(await ask({ groupTypes: { Lobby: level } })).toBe(`InvalidParameterValue ${rule}`);
  expect(await ask({ groupTypes: { Work: { ...level, read: 'guest' } } })).toBe(
    `InvalidParameterValue ${rule}`,
  );
  expect(await ask({ groupTypes: { Work: { read: 'all' } } })).toBe(`MissingParameter ${rule}`);
});

test.each([
  ['GroupMemberField', 'groupMemberFields', inWork],
  ['GroupField', 'groupFields', { groupTypes: { Work: { read: 'member', write: 'group-admin' } } }],
])(
  'FLD-5: group types are added to a %s and never taken away; permissions change',
  async (noun, family, body) => {
    const sandbox = await newSandbox();
    const sdkAppId = await newApp(sandbox);
    await done(sandbox, `Add${noun}`, { sdkAppId, field: 'badge', ...body });
    const own = noun === 'GroupMemberField' ? { own: 'none' } : {};
    const groupTypes = { Work: { read: 'all' }, Public: { read: 'member', write: 'group-owner', ...own } };
    await done(sandbox, `Modify${noun}`, { sdkAppId, field: 'badge', groupTypes });
    expect(await bodyAt(sandbox, `apps.${sdkAppId}.${family}.badge`)).toMatchObject({
      groupTypes: { Work: { read: 'all', write: 'group-admin' }, Public: { write: 'group-owner' } },
    });
    for (const without of [{ Work: null }, null]) {
      expect(await refused(sandbox, `Modify${noun}`, { sdkAppId, field: 'badge', groupTypes: without })).toBe(
        'InvalidParameter.FieldGroupTypeImmutable FLD-5',
      );
    }
  },
);

test('FLD-6: a group field and a group member field of one app cannot have the same name', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  const other = await newApp(sandbox, 'developer', 'Game Lobby');
  await done(sandbox, 'AddGroupField', { sdkAppId, field: 'badge', ...inPublic });
  await done(sandbox, 'AddGroupMemberField', { sdkAppId, field: 'rank', ...inWork });
  const answer = 'FailedOperation.FieldNameInUse FLD-6';
  expect(await refused(sandbox, 'AddGroupMemberField', { sdkAppId, field: 'badge', ...inWork })).toBe(answer);
  expect(await refused(sandbox, 'AddGroupField', { sdkAppId, field: 'rank', ...inPublic })).toBe(answer);
  await done(sandbox, 'AddGroupMemberField', { sdkAppId: other, field: 'badge', ...inWork });
  await done(sandbox, 'AddUserField', { sdkAppId, field: 'badge', ...open });
});
