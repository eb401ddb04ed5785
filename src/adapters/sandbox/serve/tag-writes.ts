/** Binding tags to apps, and taking them away (api.md §2.3). */
import { type JsonMap, mapOf } from '../../../json.ts';
import type { Answer } from '../index.ts';
import {
  answerOf,
  type CloudAction,
  type CloudAnswer,
  type CloudError,
  cloudError,
  type Desk,
  fields,
  perform,
  textsIn,
} from './cloud-answer.ts';
import { sdkAppIdIn } from './tag-resources.ts';

const most = 10; // resources of a call, and tags of a call
const tag = { required: { TagKey: 'text', TagValue: 'text' } } as const;
const writing = { perSecond: 20, isWrite: true } as const;

/** Of no app: the Tag service has no code of its own for that. */
const codes = { 'ResourceNotFound.AppNotFound': 'InvalidParameterValue.ResourceIdInvalid' };

function tooMany(count: number, what: 'Resource' | 'Tag'): CloudError | undefined {
  if (count <= most) return undefined;
  const code = what === 'Resource' ? 'ResourceNumPerRequest' : 'TagNumPerRequest';
  return cloudError(`LimitExceeded.${code}`, `At most ${most} are taken at a time.`);
}

function twice(keys: readonly string[]): CloudError | undefined {
  if (new Set(keys).size === keys.length) return undefined;
  return cloudError('InvalidParameterValue.TagKeyDuplicate', 'A tag key stands there twice.');
}

const tagsIn = (request: JsonMap, name: string): (readonly [key: string, value: string])[] => {
  const list = Array.isArray(request[name]) ? (request[name] as JsonMap[]) : [];
  return list.map(({ TagKey, TagValue }) => [String(TagKey), String(TagValue)]);
};

/** Changes the tags of several apps. What is wrong with the tags fails the call; what is with an app, that app. */
async function changeAll(
  desk: Desk,
  resources: readonly string[],
  tags: Readonly<Record<string, string | null>>,
): Promise<CloudAnswer> {
  const apps: string[] = [];
  for (const resource of resources) {
    const found = sdkAppIdIn(desk, resource);
    if ('error' in found) return found;
    apps.push(found.sdkAppId);
  }
  const failed: JsonMap[] = [];
  for (const [n, sdkAppId] of apps.entries()) {
    const answer = await perform(desk, 'ModifyResourceTags', { sdkAppId, tags });
    if (answer.ok) continue;
    if (isAboutTags(answer)) return answerOf(answer);
    const { code, message } = answer.refused;
    const Code = Object.hasOwn(codes, code) ? codes[code as keyof typeof codes] : code;
    failed.push({ Resource: resources[n] ?? '', Code, Message: message });
  }
  return fields({ FailedResources: failed });
}

const isAboutTags = (answer: Answer) => !answer.ok && answer.refused.code.startsWith('InvalidParameter');

const none = (name: string) => cloudError('InvalidParameter', `${name} is empty.`);

const tagResources: CloudAction = {
  ...writing,
  required: { ResourceList: ['text'], Tags: [tag] },
  run: (desk, request) => {
    const [resources, tags] = [textsIn(request, 'ResourceList'), tagsIn(request, 'Tags')];
    if (resources.length === 0) return none('ResourceList');
    if (tags.length === 0) return none('Tags');
    return (
      tooMany(resources.length, 'Resource') ??
      tooMany(tags.length, 'Tag') ??
      twice(tags.map(([key]) => key)) ??
      changeAll(desk, resources, mapOf(tags))
    );
  },
};

/** A key that an app does not have is no error. */
const unTagResources: CloudAction = {
  ...writing,
  required: { ResourceList: ['text'], TagKeys: ['text'] },
  run: (desk, request) => {
    const [resources, keys] = [textsIn(request, 'ResourceList'), textsIn(request, 'TagKeys')];
    if (resources.length === 0) return none('ResourceList');
    if (keys.length === 0) return none('TagKeys');
    return (
      tooMany(resources.length, 'Resource') ??
      tooMany(keys.length, 'Tag') ??
      changeAll(desk, resources, mapOf(keys.map((key) => [key, null])))
    );
  },
};

/** `ReplaceTags` are added, or get their value replaced; one of both lists there has to be. */
const modifyResourceTags: CloudAction = {
  ...writing,
  required: { Resource: 'text' },
  optional: { ReplaceTags: [tag], DeleteTags: [{ required: { TagKey: 'text' } }] },
  run: async (desk, request) => {
    const [replaced, deleted] = [tagsIn(request, 'ReplaceTags'), tagsIn(request, 'DeleteTags')];
    const wrong =
      missingOrEmpty(request, replaced.length, deleted.length) ??
      tooMany(replaced.length, 'Tag') ??
      tooMany(deleted.length, 'Tag') ??
      twice(replaced.map(([key]) => key)) ??
      inBoth(replaced, deleted);
    if (wrong) return wrong;
    const found = sdkAppIdIn(desk, String(request.Resource));
    if ('error' in found) return found;
    const tags = mapOf([...replaced, ...deleted.map(([key]) => [key, null] as const)]);
    return answerOf(await perform(desk, 'ModifyResourceTags', { ...found, tags }), codes);
  },
};

function missingOrEmpty(request: JsonMap, replaced: number, deleted: number): CloudError | undefined {
  const [hasReplace, hasDelete] = ['ReplaceTags', 'DeleteTags'].map((name) => Object.hasOwn(request, name));
  if (!hasReplace && !hasDelete) {
    return cloudError('MissingParameter', 'ReplaceTags or DeleteTags has to be given.');
  }
  if (hasReplace && replaced === 0) return none('ReplaceTags');
  if (!hasDelete || deleted > 0) return undefined;
  return cloudError('InvalidParameterValue.DeleteTagsParamError', 'DeleteTags is empty.');
}

function inBoth(
  replaced: readonly (readonly [string, string])[],
  deleted: readonly (readonly [string, string])[],
): CloudError | undefined {
  const keys = new Set(replaced.map(([key]) => key));
  if (!deleted.some(([key]) => keys.has(key))) return undefined;
  const message = 'ReplaceTags and DeleteTags have a key in common.';
  return cloudError('InvalidParameterValue.DeleteTagsParamError', message);
}

export const tagWriteActions: Readonly<Record<string, CloudAction>> = {
  TagResources: tagResources,
  UnTagResources: unTagResources,
  ModifyResourceTags: modifyResourceTags,
};
