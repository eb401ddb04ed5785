import { expect, test } from 'vitest';
import { type JsonMap, mapOf } from '../../../src/json.ts';
import { bodyAt, done, newApp, newSandbox, refused } from './sandbox.ts';

test('TAG-1: tags are added, replaced and taken away in one call', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  await done(sandbox, 'ModifyResourceTags', { sdkAppId, tags: { env: 'prod', team: 'support' } });
  const tags = { env: 'staging', team: null, '成本 中心': '客服', owner: 'chat-platform', gone: null };
  await done(sandbox, 'ModifyResourceTags', { sdkAppId, tags });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}.tags`)).toEqual({
    env: 'staging',
    owner: 'chat-platform',
    '成本 中心': '客服',
  });
});

test('TAG-1: names of JavaScript are tag keys like any other', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  const tags = mapOf([
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
  await sandbox.adapter.write({
    action: 'update',
    kind: 'tags',
    segments: ['apps', sdkAppId, 'tags'],
    patch: tags,
  });
  const body = (await bodyAt(sandbox, `apps.${sdkAppId}.tags`)) ?? {};
  expect(Object.entries(body)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
  ]);
});

test.each<[JsonMap, string]>([
  [{ '': 'prod' }, 'InvalidParameterValue.TagKeyEmpty'],
  [{ env: '' }, 'InvalidParameterValue.TagValueEmpty'],
  [{ ['k'.repeat(128)]: 'prod' }, 'InvalidParameterValue.TagKeyLengthExceeded'],
  [{ env: 'v'.repeat(256) }, 'InvalidParameterValue.TagValueLengthExceeded'],
  [{ 'env!': 'prod' }, 'InvalidParameterValue.TagKeyCharacterIllegal'],
  [{ ' env': 'prod' }, 'InvalidParameterValue.TagKeyCharacterIllegal'],
  [{ env: 'prod&test' }, 'InvalidParameterValue.TagValueCharacterIllegal'],
  [{ env: 'prod ' }, 'InvalidParameterValue.TagValueCharacterIllegal'],
  [{ 'qcs:env': 'prod' }, 'InvalidParameterValue.ReservedTagKey'],
  [{ 'project:chat': 'prod' }, 'InvalidParameterValue.ReservedTagKey'],
  [{ env: 7 }, 'InvalidParameter.Tag'],
])('TAG-1: %o is no tag', async (tags, code) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  expect(await refused(sandbox, 'ModifyResourceTags', { sdkAppId, tags: { team: 'support', ...tags } })).toBe(
    `${code} TAG-1`,
  );
});

test('TAG-1: lengths are counted in characters: 127 of a key and 255 of a value will do', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  const tags = { ['𠮷'.repeat(127)]: '𠮷'.repeat(255) };
  await done(sandbox, 'ModifyResourceTags', { sdkAppId, tags });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}.tags`)).toEqual(tags);
});

test('TAG-1: an app carries at most 50 tags, the ones taken away in the same call not counted', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  const tags = mapOf(Array.from({ length: 50 }, (_, n) => [`room-${n}`, 'open']));
  await done(sandbox, 'ModifyResourceTags', { sdkAppId, tags });
  await done(sandbox, 'ModifyResourceTags', { sdkAppId, tags: { 'room-0': 'closed' } });
  expect(await refused(sandbox, 'ModifyResourceTags', { sdkAppId, tags: { env: 'prod', gone: null } })).toBe(
    'LimitExceeded.ResourceAttachedTags TAG-1',
  );
  await done(sandbox, 'ModifyResourceTags', { sdkAppId, tags: { env: 'prod', 'room-0': null } });
});
