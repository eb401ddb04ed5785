/** The tags of apps, and the tags that there are: in the sandbox those that are bound (api.md §2.3). */
import { createHash } from 'node:crypto';
import { isMap, type Json, type JsonMap } from '../../../json.ts';
import {
  type CloudAction,
  type CloudAnswer,
  type CloudError,
  cloudError,
  type Desk,
  fields,
  integerIn,
  textIn,
  textsIn,
} from './cloud-answer.ts';
import { type Bound, boundTags, nameOf, prefix, sdkAppIdIn, service } from './tag-resources.ts';

const reading = { perSecond: 20, isWrite: false } as const;
const mostListed = 10; // resources, and values of a filter
const mostFilters = 6;
const mostIds = 50;
const mostKeys = 20;

const refuseMany = (code: string, most: number): CloudError =>
  cloudError(code, `At most ${most} are taken at a time.`);

/** A page by token: what follows it, and the token of the next page, which is empty at the end. */
function byToken<T>(
  request: JsonMap,
  all: readonly T[],
  most: number,
  answer: (items: readonly T[]) => JsonMap,
): CloudAnswer {
  const size = integerIn(request, 'MaxResults') ?? 50;
  if (size < 1 || size > most) return cloudError('InvalidParameter', `MaxResults is 1 to ${most}.`);
  const token = textIn(request, 'PaginationToken') ?? '';
  const start = token === '' ? 0 : startOf(token);
  if (start === undefined) {
    return cloudError('InvalidParameter.PaginationTokenInvalid', 'This PaginationToken was not given out.');
  }
  const next = start + size < all.length ? tokenAt(start + size) : '';
  return fields({ PaginationToken: next, ...answer(all.slice(start, start + size)) });
}

const tokenAt = (start: number) => Buffer.from(`from ${start}`).toString('base64url');

function startOf(token: string): number | undefined {
  const [, digits] = /^from ([0-9]{1,9})$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

const offsets = { Offset: 'integer', Limit: 'integer' } as const;

/** A page by offset, which is a multiple of its size. */
function byOffset<T>(
  request: JsonMap,
  all: readonly T[],
  answer: (items: readonly T[]) => JsonMap,
): CloudAnswer {
  const [offset, limit] = [integerIn(request, 'Offset') ?? 0, integerIn(request, 'Limit') ?? 15];
  if (limit < 1 || limit > 1000 || offset < 0 || offset % limit !== 0) {
    return cloudError('InvalidParameter', 'Limit is 1 to 1000, and Offset a multiple of it.');
  }
  return fields({
    TotalCount: all.length,
    Offset: offset,
    Limit: limit,
    ...answer(all.slice(offset, offset + limit)),
  });
}

const shownTag = ({ key, value }: Bound) => ({ TagKey: key, TagValue: value, Category: 'Custom' });

interface Filter {
  readonly key: string;
  /** Any value, if empty. */
  readonly values: readonly string[];
}

function filtersIn(list: Json | undefined): Filter[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isMap).map((filter) => ({
    key: String(filter.TagKey),
    values: textsIn(filter as JsonMap, 'TagValue'),
  }));
}

/** By their names, in which case all come at once; or by their tags, of which an app has to fit all. */
const getResources: CloudAction = {
  ...reading,
  optional: {
    ResourceList: ['text'],
    TagFilters: [{ required: { TagKey: 'text' }, optional: { TagValue: ['text'] } }],
    PaginationToken: 'text',
    MaxResults: 'integer',
  },
  run: (desk, request) => {
    const [names, filters] = [textsIn(request, 'ResourceList'), filtersIn(request.TagFilters)];
    if (names.length > 0 && filters.length > 0) {
      return cloudError('InvalidParameter', 'Give a ResourceList or TagFilters, and not both.');
    }
    if (names.length > mostListed) return refuseMany('LimitExceeded.ResourceNumPerRequest', mostListed);
    if (filters.length > mostFilters || filters.some(({ values }) => values.length > mostListed)) {
      return refuseMany('InvalidParameterValue.TagFiltersLengthExceeded', mostFilters);
    }
    const wanted = new Set<string>();
    for (const name of names) {
      const found = sdkAppIdIn(desk, name);
      if ('error' in found) return found;
      wanted.add(found.sdkAppId);
    }
    const apps = tagsByApp(desk);
    const found = [...apps].filter(
      ([sdkAppId, tags]) => (names.length === 0 || wanted.has(sdkAppId)) && fits(tags, filters),
    );
    const list = (items: typeof found): JsonMap => ({
      ResourceTagMappingList: items.map(([sdkAppId, tags]) => ({
        Resource: nameOf(desk, sdkAppId),
        Tags: tags.map(shownTag),
      })),
    });
    if (names.length > 0) return fields({ PaginationToken: '', ...list(found) });
    return byToken(request, found, 200, (items) => list([...items]));
  },
};

function tagsByApp({ tables }: Desk): Map<string, Bound[]> {
  const apps = new Map<string, Bound[]>();
  for (const tag of boundTags(tables)) apps.set(tag.sdkAppId, [...(apps.get(tag.sdkAppId) ?? []), tag]);
  return apps;
}

const fits = (tags: readonly Bound[], filters: readonly Filter[]) =>
  filters.every(({ key, values }) =>
    tags.some((tag) => tag.key === key && (values.length === 0 || values.includes(tag.value))),
  );

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

const row = ({ sdkAppId, key, value }: Bound): JsonMap => ({
  TagKey: key,
  TagValue: value,
  ResourceId: sdkAppId,
  TagKeyMd5: md5(key),
  TagValueMd5: md5(value),
  ServiceType: service,
  Category: 'Custom',
});

/** Whether a request is about apps of this account at all: what it leaves out may be anything. */
function isAboutApps({ account }: Desk, request: JsonMap): boolean {
  const is = (name: string, value: Json) => request[name] === undefined || request[name] === value;
  return (
    is('ServiceType', service) &&
    is('ResourcePrefix', prefix) &&
    is('ResourceRegion', '') &&
    is('CreateUin', Number(account))
  );
}

const describeResourceTags: CloudAction = {
  ...reading,
  optional: {
    ...offsets,
    CreateUin: 'integer',
    ResourceRegion: 'text',
    ServiceType: 'text',
    ResourcePrefix: 'text',
    ResourceId: 'text',
  },
  run: (desk, request) => {
    const id = textIn(request, 'ResourceId');
    const found = isAboutApps(desk, request)
      ? boundTags(desk.tables).filter(({ sdkAppId }) => id === undefined || id === sdkAppId)
      : [];
    return byOffset(request, found, (items) => ({ Rows: items.map(row) }));
  },
};

const describeByResourceIds: CloudAction = {
  ...reading,
  required: { ServiceType: 'text', ResourcePrefix: 'text', ResourceIds: ['text'], ResourceRegion: 'text' },
  optional: { ...offsets, Category: 'text' },
  run: (desk, request) => {
    const ids = textsIn(request, 'ResourceIds');
    if (ids.length > mostIds) return refuseMany('LimitExceeded.ResourceNumPerRequest', mostIds);
    const wanted = isAboutApps(desk, request) && isCustom(request);
    const found = wanted ? boundTags(desk.tables).filter(({ sdkAppId }) => ids.includes(sdkAppId)) : [];
    return byOffset(request, found, (items) => ({ Tags: items.map(row) }));
  },
};

/** No tag of the sandbox is one of the system's. */
const isCustom = (request: JsonMap) => ['Custom', 'All'].includes(textIn(request, 'Category') ?? 'All');

/** Each pair of key and value once. */
function distinct(desk: Desk): Bound[] {
  const pairs = new Map(boundTags(desk.tables).map((tag) => [JSON.stringify([tag.key, tag.value]), tag]));
  return [...pairs.keys()].sort().flatMap((pair) => pairs.get(pair) ?? []);
}

/** Key and value, both or neither. */
const describeTags: CloudAction = {
  ...reading,
  optional: { ...offsets, TagKey: 'text', TagValue: 'text', TagKeys: ['text'], CreateUin: 'integer' },
  run: (desk, request) => {
    const [key, value, keys] = [
      textIn(request, 'TagKey'),
      textIn(request, 'TagValue'),
      textsIn(request, 'TagKeys'),
    ];
    if ((key === undefined) !== (value === undefined)) {
      return cloudError('InvalidParameter', 'Give TagKey and TagValue, or neither.');
    }
    const found = distinct(desk).filter(
      (tag) =>
        isAboutApps(desk, request) &&
        (keys.length === 0 || keys.includes(tag.key)) &&
        (key === undefined || keys.length > 0 || (tag.key === key && tag.value === value)),
    );
    // One that is bound cannot be deleted.
    return byOffset(request, found, (items) => ({
      Tags: items.map((tag) => ({ ...shownTag(tag), CanDelete: 0 })),
    }));
  },
};

const getTags: CloudAction = {
  ...reading,
  optional: { PaginationToken: 'text', MaxResults: 'integer', TagKeys: ['text'], Category: 'text' },
  run: (desk, request) => {
    const keys = textsIn(request, 'TagKeys');
    if (keys.length > mostKeys) return refuseMany('LimitExceeded.TagKey', mostKeys);
    const found = distinct(desk).filter(
      ({ key }) => isCustom(request) && (keys.length === 0 || keys.includes(key)),
    );
    return byToken(request, found, 1000, (items) => ({ Tags: items.map(shownTag) }));
  },
};

export const tagReadActions: Readonly<Record<string, CloudAction>> = {
  GetResources: getResources,
  DescribeResourceTags: describeResourceTags,
  DescribeResourceTagsByResourceIds: describeByResourceIds,
  DescribeTags: describeTags,
  GetTags: getTags,
};
