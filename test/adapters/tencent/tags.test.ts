import { describe, expect, test } from 'vitest';
import type { Operation } from '../../../src/adapters/adapter.ts';
import type { JsonMap } from '../../../src/json.ts';
import { no, ok, opened, scopeOf } from './adapter-fakes.ts';

const tags = (patch: JsonMap): Operation => ({
  action: 'update',
  kind: 'tags',
  segments: ['apps', '1400000001', 'tags'],
  patch,
});
const keys = (count: number) => Array.from({ length: count }, (_, i) => `key-${String(i).padStart(2, '0')}`);
const all = <T extends string | null>(names: readonly string[], value: T): Record<string, T> =>
  Object.fromEntries(names.map((name) => [name, value]));

describe('reading tags', () => {
  test('gives every app its own, ten apps a call and page by page (TAG-1)', async () => {
    const { adapter, cloud } = opened();
    const apps = Array.from({ length: 12 }, (_, i) => String(1400000010 + i));
    cloud.apps = apps.map(Number);
    for (const app of apps.slice(1)) cloud.addTags(app, { env: `of ${app}` });
    const live = await adapter.read(scopeOf(apps));
    expect(apps.map((app) => live.objects.get(`apps.${app}.tags`)?.body)).toEqual([
      {},
      ...apps.slice(1).map((app) => ({ env: `of ${app}` })),
    ]);
    expect(live.objects.get('apps.1400000010.tags')).toMatchObject({
      kind: 'tags',
      segments: ['apps', '1400000010', 'tags'],
      facts: {},
    });
    const asked = cloud.made('tag GetResources').map(({ ResourceList }) => (ResourceList as string[]).length);
    expect(asked.sort((a, b) => a - b)).toEqual([2, 10, 10, 10, 10, 10]);
    expect(cloud.made('tag GetResources')[0]?.ResourceList).toContain(
      'qcs::im::uin/100000000001:sdkappid/1400000010',
    );
  });

  test('leaves out those of the system, and takes keys for what they are', async () => {
    const { adapter, cloud } = opened();
    const Tags = [
      { TagKey: 'project', TagValue: '0', Category: 'System' },
      { TagKey: '__proto__', TagValue: 'odd' },
    ];
    const Resource = 'qcs::im::uin/:sdkappid/1400000001';
    cloud.faults.set(
      'tag GetResources',
      ok({ PaginationToken: '', ResourceTagMappingList: [{ Resource, Tags }] }),
    );
    const body = (await adapter.read(scopeOf(['1400000001']))).objects.get('apps.1400000001.tags')?.body;
    expect(Object.entries(body ?? {})).toEqual([['__proto__', 'odd']]);
  });

  test('hides those of the app that Tencent does not tell of, and no others', async () => {
    const { adapter, cloud } = opened();
    cloud.addTags('1400000002', { env: 'prod' });
    const wrong = no('InvalidParameterValue.ResourceIdInvalid');
    // Both at once, then each by itself.
    cloud.faults.set('tag GetResources', [wrong, wrong]);
    const live = await adapter.read(scopeOf(['1400000001', '1400000002']));
    expect(live.unreadable).toEqual([
      {
        address: 'apps.1400000001.tags',
        reason: 'told InvalidParameterValue.ResourceIdInvalid (InvalidParameterValue.ResourceIdInvalid)',
      },
    ]);
    expect(live.objects.get('apps.1400000002.tags')?.body).toEqual({ env: 'prod' });
    expect(live.objects.has('apps.1400000001')).toBe(true);
  });
});

describe('writing tags', () => {
  test('sets and takes away, at most ten and ten a call, and never an empty list', async () => {
    const { adapter, cloud } = opened();
    cloud.addTags('1400000001', { ...all(keys(5), 'old'), stays: 'here' });
    const fresh = keys(17).slice(5);
    const patch = { ...all(keys(5), null), ...all(fresh, 'new') };
    expect(await adapter.write(tags(patch))).toEqual({ ok: true });
    expect(cloud.tagsOf('1400000001')).toEqual({ stays: 'here', ...all(fresh, 'new') });
    expect(cloud.made('tag ModifyResourceTags')).toEqual([
      {
        Resource: 'qcs::im::uin/100000000001:sdkappid/1400000001',
        ReplaceTags: fresh.slice(0, 10).map((TagKey) => ({ TagKey, TagValue: 'new' })),
        DeleteTags: keys(5).map((TagKey) => ({ TagKey })),
      },
      {
        Resource: 'qcs::im::uin/100000000001:sdkappid/1400000001',
        ReplaceTags: fresh.slice(10).map((TagKey) => ({ TagKey, TagValue: 'new' })),
      },
    ]);
  });

  test('an empty patch is nothing to do', async () => {
    const { adapter, cloud } = opened();
    expect(await adapter.write(tags({}))).toEqual({ ok: true });
    expect(cloud.made('tag ModifyResourceTags')).toEqual([]);
  });

  test('a tag that is to go and is gone already is no error', async () => {
    const { adapter, cloud } = opened();
    cloud.addTags('1400000001', { env: 'prod' });
    expect(await adapter.write(tags({ env: null, team: null, cost: 'chat' }))).toEqual({ ok: true });
    expect(cloud.tagsOf('1400000001')).toEqual({ cost: 'chat' });
    expect(await adapter.write(tags({ team: null }))).toEqual({ ok: true });
  });

  test('called again after a failure, it carries on', async () => {
    const { adapter, cloud } = opened();
    cloud.addTags('1400000001', all(keys(12), 'old'));
    const busy = no('RequestLimitExceeded', 'failed');
    const lost = no('ClientError.ResponseTimeout', 'lost');
    cloud.faults.set('tag ModifyResourceTags', [lost, busy]);
    const patch = all(keys(12), null);
    expect(await adapter.write(tags(patch))).toMatchObject({ error: { kind: 'lost' } });
    expect(Object.keys(cloud.tagsOf('1400000001')).length).toBe(2);
    expect(await adapter.write(tags(patch))).toMatchObject({ error: { kind: 'failed' } });
    expect(await adapter.write(tags(patch))).toEqual({ ok: true });
    expect(cloud.tagsOf('1400000001')).toEqual({});
  });

  test.each([
    ['InvalidParameterValue.TagKeyCharacterIllegal', 'TAG-1'],
    ['InvalidParameterValue.ReservedTagKey', 'TAG-1'],
    ['InvalidParameter.ReservedTagKey', 'TAG-1'],
    ['LimitExceeded.ResourceAttachedTags', 'TAG-1'],
    ['InvalidParameterValue.ResourceIdInvalid', undefined],
    ['UnauthorizedOperation', undefined],
  ])('what is refused with %s is refused by %s', async (code, rule) => {
    const { adapter, cloud } = opened();
    cloud.faults.set('tag ModifyResourceTags', no(code));
    expect(await adapter.write(tags({ env: 'prod' }))).toEqual({
      ok: false,
      error: { kind: 'refused', code, message: `told ${code}`, ...(rule !== undefined && { rule }) },
    });
  });

  test('what was written is waited for in the next reading', async () => {
    const { adapter, cloud, pace } = opened();
    cloud.addTags('1400000001', { team: 'chat' });
    cloud.lag = 5_000;
    await adapter.write(tags({ env: 'prod', team: null }));
    const live = await adapter.read(scopeOf(['1400000001']));
    expect(live.objects.get('apps.1400000001.tags')?.body).toEqual({ env: 'prod' });
    expect(pace.waited()).toBe(6_000);
    cloud.lag = 3_600_000;
    await adapter.write(tags({ env: null }));
    const late = await adapter.read(scopeOf(['1400000001']));
    expect(late.objects.get('apps.1400000001.tags')?.body).toEqual({ env: 'prod' });
    expect(late.notices).toEqual([
      'The Tag service did not show within a minute what was written of the tags of app 1400000001. They are taken to be as it shows them; read them again later.',
    ]);
  });
});
