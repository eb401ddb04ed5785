// What users and groups have in custom fields: api.md §6.2, §6.4.
import { expect, test } from 'vitest';
import { done, newApp, newSandbox, refused } from './sandbox.ts';

const sdkAppId = '1400000001';

/** Alice, and a public desk, in an app with fields that admins may write and may not. */
async function withFields() {
  const sandbox = await newSandbox();
  await newApp(sandbox);
  await done(sandbox, 'ImportAccount', { sdkAppId, userId: 'alice' });
  await done(sandbox, 'CreateGroup', { sdkAppId, groupId: 'desk', type: 'Public', name: 'Desk' });
  const field = { sdkAppId, type: 'string', app: ['read', 'write'] };
  await done(sandbox, 'AddUserField', { ...field, field: 'Plan', admin: ['read', 'write'] });
  await done(sandbox, 'AddUserField', { ...field, field: 'Mood', admin: ['read'] });
  const levels = { read: 'all', write: 'all' };
  await done(sandbox, 'AddGroupField', { sdkAppId, field: 'topic', groupTypes: { Public: levels } });
  await done(sandbox, 'AddGroupField', { sdkAppId, field: 'call', groupTypes: { Meeting: levels } });
  return sandbox;
}

const alice = (values: Record<string, string | number>) =>
  ['SetUserFieldValues', { sdkAppId, userId: 'alice', values }] as const;
const desk = (values: Record<string, string | number>) =>
  ['SetGroupFieldValues', { sdkAppId, groupId: 'desk', values }] as const;

test.each([
  ['a value of 500 bytes', ...alice({ Plan: 'x'.repeat(500) }), 'ok'],
  ['a value of 501 bytes', ...alice({ Plan: 'x'.repeat(501) }), 'InvalidParameterValue.FieldValue FLD-2'],
  ['a value that is no text', ...alice({ Plan: 7 }), 'InvalidParameterValue.FieldValue FLD-2'],
  ['a field nobody defined', ...alice({ Shoes: 'red' }), 'ResourceNotFound.FieldNotFound FLD-2'],
  ['a field of groups', ...alice({ topic: 'x' }), 'ResourceNotFound.FieldNotFound FLD-2'],
  ['a field that admins only read', ...alice({ Mood: 'x' }), 'UnauthorizedOperation.FieldNotWritable FLD-2'],
  [
    'nobody',
    'SetUserFieldValues',
    { sdkAppId, userId: 'carol', values: { Plan: 'x' } },
    'ResourceNotFound FLD-2',
  ],
  ['a value of 512 bytes', ...desk({ topic: 'x'.repeat(512) }), 'ok'],
  ['a value of 513 bytes', ...desk({ topic: 'x'.repeat(513) }), 'InvalidParameterValue.FieldValue FLD-4'],
  ['a field of meetings', ...desk({ call: 'x' }), 'UnauthorizedOperation.FieldNotWritable FLD-4'],
  [
    'no group',
    'SetGroupFieldValues',
    { sdkAppId, groupId: 'lobby', values: { topic: 'x' } },
    'ResourceNotFound FLD-4',
  ],
] as const)('%s: %s', async (_, action, request, expected) => {
  expect(await refused(await withFields(), action, request)).toBe(expected);
});
