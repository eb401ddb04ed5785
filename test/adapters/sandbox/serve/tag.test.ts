// The Tag service over the wire (api.md §2.3).
import { expect, test } from 'vitest';
import { newApp, newSandbox } from '../sandbox.ts';
import { account, newServed } from './served.ts';

const app = (sdkAppId: string | number) => `qcs::im::uin/${account}:sdkappid/${sdkAppId}`;
const [support, lobby] = ['1400000001', '1400000002'];
const tag = (TagKey: string, TagValue: string) => ({ TagKey, TagValue });
const custom = (TagKey: string, TagValue: string) => ({ TagKey, TagValue, Category: 'Custom' });

/** Two apps: that of the support, and a lobby. */
async function withApps() {
  const sandbox = await newSandbox();
  await newApp(sandbox);
  await newApp(sandbox, 'developer', 'Acme Lobby');
  return newServed({ sandbox });
}

test('tags are bound to several apps, replaced, and taken away', async () => {
  const { cloud, sandbox } = await withApps();
  const both = [app(support), `qcs::im::uin/:sdkappid/${lobby}`];
  const bound = await cloud('tag', 'TagResources', {
    ResourceList: both,
    Tags: [tag('team', 'acme'), tag('env', 'prod')],
  });
  expect(bound).toEqual({ FailedResources: [] });
  await cloud('tag', 'TagResources', { ResourceList: [app(support)], Tags: [tag('env', 'test')] });
  expect(await cloud('tag', 'GetResources', { ResourceList: both })).toEqual({
    PaginationToken: '',
    ResourceTagMappingList: [
      { Resource: app(support), Tags: [custom('env', 'test'), custom('team', 'acme')] },
      { Resource: app(lobby), Tags: [custom('env', 'prod'), custom('team', 'acme')] },
    ],
  });
  const gone = await cloud('tag', 'UnTagResources', {
    ResourceList: [app(lobby)],
    TagKeys: ['env', 'team', 'never'],
  });
  expect(gone).toEqual({ FailedResources: [] });
  expect(await cloud('tag', 'GetResources', { ResourceList: [app(lobby)] })).toEqual({
    PaginationToken: '',
    ResourceTagMappingList: [],
  });
  const modified = {
    Resource: app(support),
    ReplaceTags: [tag('env', 'prod'), tag('owner', 'alice')],
    DeleteTags: [{ TagKey: 'team' }],
  };
  expect(await cloud('tag', 'ModifyResourceTags', modified)).toEqual({});
  expect(await cloud('tag', 'GetResources')).toMatchObject({
    ResourceTagMappingList: [
      { Resource: app(support), Tags: [custom('env', 'prod'), custom('owner', 'alice')] },
    ],
  });
  expect(sandbox.log().at(-1)).toMatchObject({ actor: 'api', action: 'ModifyResourceTags' });
});

test('a key of every object is a key like the others', async () => {
  const { cloud } = await withApps();
  const body = { ResourceList: [app(support)], Tags: [tag('__proto__', 'x'), tag('constructor', 'y')] };
  expect(await cloud('tag', 'TagResources', body)).toEqual({ FailedResources: [] });
  expect(await cloud('tag', 'GetResources')).toMatchObject({
    ResourceTagMappingList: [{ Tags: [custom('__proto__', 'x'), custom('constructor', 'y')] }],
  });
});

const resources: [title: string, resource: string, code: string][] = [
  ['is no resource', 'support', 'ResourceDescriptionError'],
  ['has a part too many', `${app(support)}:x`, 'ResourceDescriptionError'],
  ['has a path too many', `${app(support)}/x`, 'ResourceDescriptionError'],
  ['names a project', `qcs:1:im::uin/:sdkappid/${support}`, 'ResourceDescriptionError'],
  ['is of another service', `qcs::cvm::uin/:sdkappid/${support}`, 'ServiceTypeInvalid'],
  ['has a region', `qcs::im:ap-guangzhou:uin/:sdkappid/${support}`, 'RegionInvalid'],
  ['is of another account', `qcs::im::uin/100000000002:sdkappid/${support}`, 'UinInvalid'],
  ['has another prefix', `qcs::im::uin/:app/${support}`, 'ResourcePrefixInvalid'],
  ['is all apps', 'qcs::im::uin/:sdkappid/*', 'ResourceIdInvalid'],
];
test.each(resources)('a resource that %s is refused', async (_, resource, code) => {
  const { cloud } = await withApps();
  const refused = `InvalidParameterValue.${code}`;
  const list = [app(lobby), resource];
  expect(await cloud('tag', 'TagResources', { ResourceList: list, Tags: [tag('env', 'prod')] })).toBe(
    refused,
  );
  expect(await cloud('tag', 'UnTagResources', { ResourceList: list, TagKeys: ['env'] })).toBe(refused);
  expect(await cloud('tag', 'GetResources', { ResourceList: list })).toBe(refused);
  expect(
    await cloud('tag', 'ModifyResourceTags', { Resource: resource, ReplaceTags: [tag('env', 'prod')] }),
  ).toBe(refused);
  expect(await cloud('tag', 'GetResources')).toMatchObject({ ResourceTagMappingList: [] });
});

test('an app that is not there fails by itself', async () => {
  const { cloud } = await withApps();
  const failed = (answer: unknown) => answer as { FailedResources: { Resource: string; Code: string }[] };
  const body = { ResourceList: [app(7), app(support)], Tags: [tag('env', 'prod')] };
  const { FailedResources } = failed(await cloud('tag', 'TagResources', body));
  expect(FailedResources).toEqual([
    {
      Resource: app(7),
      Code: 'InvalidParameterValue.ResourceIdInvalid',
      Message: expect.stringMatching(/\.$/),
    },
  ]);
  expect(await cloud('tag', 'GetResources')).toMatchObject({
    ResourceTagMappingList: [{ Resource: app(support) }],
  });
  const modified = { Resource: app(7), ReplaceTags: [tag('env', 'prod')] };
  expect(await cloud('tag', 'ModifyResourceTags', modified)).toBe('InvalidParameterValue.ResourceIdInvalid');
});

test('an app carries at most 50 tags', async () => {
  const { cloud } = await withApps();
  const ten = (start: number) => Array.from({ length: 10 }, (_, n) => tag(`key-${start + n}`, 'x'));
  for (const start of [0, 10, 20, 30, 40]) {
    await cloud('tag', 'TagResources', { ResourceList: [app(support)], Tags: ten(start) });
  }
  const one = { ResourceList: [app(support), app(lobby)], Tags: [tag('key-50', 'x')] };
  expect(await cloud('tag', 'TagResources', one)).toMatchObject({
    FailedResources: [{ Resource: app(support), Code: 'LimitExceeded.ResourceAttachedTags' }],
  });
  const modified = { Resource: app(support), ReplaceTags: [tag('key-50', 'x')] };
  expect(await cloud('tag', 'ModifyResourceTags', modified)).toBe('LimitExceeded.ResourceAttachedTags');
});

const eleven = Array.from({ length: 11 }, (_, n) => String(n));
const writing = (Tags: unknown) => ['TagResources', { ResourceList: [app(support)], Tags }] as const;
const modifying = (more: object) => ['ModifyResourceTags', { Resource: app(support), ...more }] as const;
const wrongCalls: [title: string, action: string, request: Record<string, unknown>, code: string][] = [
  ['an empty key', ...writing([tag('', 'x')]), 'InvalidParameterValue.TagKeyEmpty'],
  ['an empty value', ...writing([tag('env', '')]), 'InvalidParameterValue.TagValueEmpty'],
  [
    'a key of 128 characters',
    ...writing([tag('k'.repeat(128), 'x')]),
    'InvalidParameterValue.TagKeyLengthExceeded',
  ],
  [
    'a value of 256 characters',
    ...writing([tag('env', 'v'.repeat(256))]),
    'InvalidParameterValue.TagValueLengthExceeded',
  ],
  ['a key with a bang', ...writing([tag('env!', 'x')]), 'InvalidParameterValue.TagKeyCharacterIllegal'],
  ['a value with a bang', ...writing([tag('env', 'x!')]), 'InvalidParameterValue.TagValueCharacterIllegal'],
  ['a reserved key', ...writing([tag('qcs:env', 'x')]), 'InvalidParameterValue.ReservedTagKey'],
  ['a key twice', ...writing([tag('env', 'x'), tag('env', 'y')]), 'InvalidParameterValue.TagKeyDuplicate'],
  ['11 tags', ...writing(eleven.map((n) => tag(n, 'x'))), 'LimitExceeded.TagNumPerRequest'],
  ['no tags', ...writing([]), 'InvalidParameter'],
  ['no resources', 'TagResources', { ResourceList: [], Tags: [tag('env', 'x')] }, 'InvalidParameter'],
  [
    '11 resources',
    'TagResources',
    { ResourceList: eleven.map(app), Tags: [tag('env', 'x')] },
    'LimitExceeded.ResourceNumPerRequest',
  ],
  [
    '11 resources',
    'UnTagResources',
    { ResourceList: eleven.map(app), TagKeys: ['env'] },
    'LimitExceeded.ResourceNumPerRequest',
  ],
  ['no resources', 'UnTagResources', { ResourceList: [], TagKeys: ['env'] }, 'InvalidParameter'],
  ['no keys', 'UnTagResources', { ResourceList: [app(support)], TagKeys: [] }, 'InvalidParameter'],
  [
    '11 keys',
    'UnTagResources',
    { ResourceList: [app(support)], TagKeys: eleven },
    'LimitExceeded.TagNumPerRequest',
  ],
  ['nothing to change', ...modifying({}), 'MissingParameter'],
  ['nothing to replace', ...modifying({ ReplaceTags: [] }), 'InvalidParameter'],
  ['nothing to delete', ...modifying({ DeleteTags: [] }), 'InvalidParameterValue.DeleteTagsParamError'],
  [
    'a key to replace and to delete',
    ...modifying({ ReplaceTags: [tag('env', 'x')], DeleteTags: [{ TagKey: 'env' }] }),
    'InvalidParameterValue.DeleteTagsParamError',
  ],
  [
    '11 to replace',
    ...modifying({ ReplaceTags: eleven.map((n) => tag(n, 'x')) }),
    'LimitExceeded.TagNumPerRequest',
  ],
  [
    '11 to delete',
    ...modifying({ DeleteTags: eleven.map((TagKey) => ({ TagKey })) }),
    'LimitExceeded.TagNumPerRequest',
  ],
  [
    'a key to replace twice',
    ...modifying({ ReplaceTags: [tag('env', 'x'), tag('env', 'y')] }),
    'InvalidParameterValue.TagKeyDuplicate',
  ],
  ['11 resources', 'GetResources', { ResourceList: eleven.map(app) }, 'LimitExceeded.ResourceNumPerRequest'],
  [
    '7 filters',
    'GetResources',
    { TagFilters: eleven.slice(4).map((TagKey) => ({ TagKey })) },
    'InvalidParameterValue.TagFiltersLengthExceeded',
  ],
  [
    '11 values of a filter',
    'GetResources',
    { TagFilters: [{ TagKey: 'env', TagValue: eleven }] },
    'InvalidParameterValue.TagFiltersLengthExceeded',
  ],
  [
    'both ways to ask',
    'GetResources',
    { ResourceList: [app(support)], TagFilters: [{ TagKey: 'env' }] },
    'InvalidParameter',
  ],
  ['201 a page', 'GetResources', { MaxResults: 201 }, 'InvalidParameter'],
  [
    'a token of somebody',
    'GetResources',
    { PaginationToken: 'abc' },
    'InvalidParameter.PaginationTokenInvalid',
  ],
  ['1001 a page', 'GetTags', { MaxResults: 1001 }, 'InvalidParameter'],
  ['21 keys', 'GetTags', { TagKeys: [...eleven, ...eleven] }, 'LimitExceeded.TagKey'],
  ['a key without its value', 'DescribeTags', { TagKey: 'env' }, 'InvalidParameter'],
  ['an offset between pages', 'DescribeTags', { Offset: 5 }, 'InvalidParameter'],
  ['a page of none', 'DescribeResourceTags', { Limit: 0 }, 'InvalidParameter'],
  [
    '51 apps',
    'DescribeResourceTagsByResourceIds',
    {
      ServiceType: 'im',
      ResourcePrefix: 'sdkappid',
      ResourceRegion: '',
      ResourceIds: Array(51).fill(support),
    },
    'LimitExceeded.ResourceNumPerRequest',
  ],
];
test.each(wrongCalls)('%s: %s is refused', async (_, action, request, code) => {
  const { cloud } = await withApps();
  expect(await cloud('tag', action, request)).toBe(code);
  expect(await cloud('tag', 'GetResources')).toMatchObject({ ResourceTagMappingList: [] });
});

test('resources are found by tags, of which all have to fit, and come by pages', async () => {
  const { cloud } = await withApps();
  await cloud('tag', 'TagResources', {
    ResourceList: [app(support)],
    Tags: [tag('env', 'prod'), tag('team', 'a')],
  });
  await cloud('tag', 'TagResources', {
    ResourceList: [app(lobby)],
    Tags: [tag('env', 'test'), tag('team', 'a')],
  });
  type Page = { PaginationToken: string; ResourceTagMappingList: { Resource: string }[] };
  const find = async (request: Record<string, unknown>) =>
    (await cloud('tag', 'GetResources', request)) as Page;
  const found = async (...TagFilters: unknown[]) =>
    (await find({ TagFilters })).ResourceTagMappingList.map(({ Resource }) => Resource);
  expect(await found({ TagKey: 'team', TagValue: ['a'] })).toEqual([app(support), app(lobby)]);
  expect(await found({ TagKey: 'env', TagValue: ['prod', 'stage'] })).toEqual([app(support)]);
  expect(await found({ TagKey: 'env' }, { TagKey: 'team', TagValue: ['b'] })).toEqual([]);
  const first = await find({ MaxResults: 1 });
  expect(first.ResourceTagMappingList).toMatchObject([{ Resource: app(support) }]);
  const second = await find({ MaxResults: 1, PaginationToken: first.PaginationToken });
  expect(second).toMatchObject({ PaginationToken: '', ResourceTagMappingList: [{ Resource: app(lobby) }] });
});

test('the tags of apps are described, by app or all', async () => {
  const { cloud } = await withApps();
  await cloud('tag', 'TagResources', {
    ResourceList: [app(support), app(lobby)],
    Tags: [tag('env', 'prod')],
  });
  const row = (ResourceId: string) => ({
    TagKey: 'env',
    TagValue: 'prod',
    ResourceId,
    TagKeyMd5: 'ff035a1dd7655da15295fa5fa89362a7',
    TagValueMd5: 'd6e4a9b6646c62fc48baa6dd6150d1f7',
    ServiceType: 'im',
    Category: 'Custom',
  });
  const im = { ServiceType: 'im', ResourcePrefix: 'sdkappid' };
  expect(await cloud('tag', 'DescribeResourceTags', { ...im, ResourceId: support })).toMatchObject({
    TotalCount: 1,
    Offset: 0,
    Limit: 15,
    Rows: [row(support)],
  });
  const total = async (request: Record<string, unknown>) =>
    ((await cloud('tag', 'DescribeResourceTags', request)) as { TotalCount: number }).TotalCount;
  expect(await total({})).toBe(2);
  expect(await total({ ServiceType: 'cvm' })).toBe(0);
  expect(await total({ ResourcePrefix: 'instance' })).toBe(0);
  expect(await total({ ResourceRegion: 'ap-guangzhou' })).toBe(0);
  expect(await total({ CreateUin: 7 })).toBe(0);
  expect(await cloud('tag', 'DescribeResourceTags', { Limit: 1, Offset: 1 })).toMatchObject({
    Rows: [{ ResourceId: lobby }],
  });
  const byIds = { ...im, ResourceRegion: '', ResourceIds: [lobby, '7'] };
  expect(await cloud('tag', 'DescribeResourceTagsByResourceIds', byIds)).toMatchObject({
    TotalCount: 1,
    Tags: [{ TagKey: 'env', TagValue: 'prod', ResourceId: lobby }],
  });
  const system = { ...byIds, Category: 'System' };
  expect(await cloud('tag', 'DescribeResourceTagsByResourceIds', system)).toMatchObject({
    TotalCount: 0,
    Tags: [],
  });
});

test('tags that are bound are listed once each', async () => {
  const { cloud } = await withApps();
  await cloud('tag', 'TagResources', { ResourceList: [app(support), app(lobby)], Tags: [tag('team', 'a')] });
  await cloud('tag', 'TagResources', { ResourceList: [app(lobby)], Tags: [tag('env', 'prod')] });
  const [env, team] = [custom('env', 'prod'), custom('team', 'a')];
  expect(await cloud('tag', 'GetTags')).toEqual({ PaginationToken: '', Tags: [env, team] });
  expect(await cloud('tag', 'GetTags', { TagKeys: ['env'] })).toMatchObject({ Tags: [env] });
  expect(await cloud('tag', 'GetTags', { Category: 'System' })).toMatchObject({ Tags: [] });
  expect(await cloud('tag', 'DescribeTags')).toEqual({
    TotalCount: 2,
    Offset: 0,
    Limit: 15,
    Tags: [
      { ...env, CanDelete: 0 },
      { ...team, CanDelete: 0 },
    ],
  });
  expect(await cloud('tag', 'DescribeTags', { TagKey: 'env', TagValue: 'prod' })).toMatchObject({
    TotalCount: 1,
  });
  expect(await cloud('tag', 'DescribeTags', { TagKey: 'env', TagValue: 'test' })).toMatchObject({
    TotalCount: 0,
  });
  expect(await cloud('tag', 'DescribeTags', { TagKeys: ['team'] })).toMatchObject({
    TotalCount: 1,
    Tags: [team],
  });
});
