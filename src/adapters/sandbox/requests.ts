/** An operation of the port, in the console's words: the calls that carry it out, in their order. */
import type { JsonMap } from '../../json.ts';
import type { Operation } from '../adapter.ts';

export interface Request {
  readonly action: string;
  readonly request: JsonMap;
}

type Translation = (operation: Operation, segments: readonly string[]) => Request[];

/** A section of an app's settings: created with its app, so that a create is a change like the others. */
function section(noun: string, target: (segments: readonly string[]) => JsonMap = () => ({})): Translation {
  return ({ action, patch }, segments) => [
    {
      action: action === 'delete' ? `Delete${noun}` : `Set${noun}`,
      request: { sdkAppId: segments[1] ?? '', ...target(segments), ...patch },
    },
  ];
}

const verbs = { create: 'Add', update: 'Modify', delete: 'Delete' } as const;

function field(noun: string): Translation {
  return ({ action, patch }, [, sdkAppId = '', , name = '']) => [
    { action: `${verbs[action]}${noun}`, request: { sdkAppId, field: name, ...patch } },
  ];
}

const policyVerbs = { create: 'Create', update: 'Update', delete: 'Delete' } as const;

/** An attachment is there or not: an update has nothing to say, and is the same as attaching it again. */
function attachment(noun: 'User' | 'Group'): Translation {
  return ({ action }, [, , policyName = '', , name = '']) => [
    {
      action: `${action === 'delete' ? 'Detach' : 'Attach'}${noun}Policy`,
      request: { policyName, [noun === 'User' ? 'userName' : 'groupName']: name },
    },
  ];
}

/** The order lets one operation do it all: a disabled app is enabled first, and one to be disabled is so last. */
function updateApp(sdkAppId: string, { enabled, edition, ...info }: JsonMap): Request[] {
  const status = { action: 'SetAppStatus', request: { sdkAppId, enabled: enabled ?? null } };
  const calls: Request[] = [];
  if (enabled !== undefined && enabled !== false) calls.push(status);
  if (Object.keys(info).length > 0) calls.push({ action: 'ModifyAppInfo', request: { sdkAppId, ...info } });
  if (edition !== undefined) calls.push({ action: 'UpgradeEdition', request: { sdkAppId, edition } });
  if (enabled === false) calls.push(status);
  return calls;
}

const translations: Readonly<Record<string, Translation>> = {
  app: ({ action, patch }, [, sdkAppId = '']) => {
    if (action === 'create') return [{ action: 'RegisterApp', request: patch }];
    if (action === 'delete') return [{ action: 'DeleteApp', request: { sdkAppId } }];
    return updateApp(sdkAppId, patch);
  },
  tags: ({ action, patch }, [, sdkAppId = '']) => [
    {
      action: action === 'delete' ? 'DeleteResourceTags' : 'ModifyResourceTags',
      request: { sdkAppId, tags: patch },
    },
  ],
  login: section('Login'),
  messages: section('Messages'),
  friends: section('Friends'),
  'group-features': section('GroupFeatures'),
  'group-type': section('GroupType', ([, , , groupType = '']) => ({ groupType })),
  webhook: section('Webhook'),
  'user-field': field('UserField'),
  'friend-field': field('FriendField'),
  'group-field': field('GroupField'),
  'group-member-field': field('GroupMemberField'),
  'cam-policy': ({ action, patch }, [, , policyName = '']) => [
    { action: `${policyVerbs[action]}Policy`, request: { policyName, ...patch } },
  ],
  'cam-policy-user': attachment('User'),
  'cam-policy-group': attachment('Group'),
  'cam-preset-user': attachment('User'),
  'cam-preset-group': attachment('Group'),
};

/** The calls for an operation; undefined for a kind that the sandbox's console has no page for. */
export function requestsFor(operation: Operation): Request[] | undefined {
  const translate = Object.hasOwn(translations, operation.kind) ? translations[operation.kind] : undefined;
  return translate?.(operation, operation.segments);
}
