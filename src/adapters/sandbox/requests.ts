/** An operation of the port, in the console's words: the calls that carry it out, in their order. */
import { type Json, type JsonMap, mapOf } from '../../json.ts';
import type { Operation } from '../adapter.ts';
import type { Actor } from './app.ts';

export interface Request {
  readonly action: string;
  readonly request: JsonMap;
}

type Write = Operation & { readonly action: 'create' | 'update' | 'delete'; readonly actor: Actor };
type Translation = (operation: Write, segments: readonly string[]) => Request[];

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
function updateApp(sdkAppId: string, { enabled, edition, keyAlgorithm, ...info }: JsonMap): Request[] {
  const status = { action: 'SetAppStatus', request: { sdkAppId, enabled: enabled ?? null } };
  const calls: Request[] = [];
  if (enabled !== undefined && enabled !== false) calls.push(status);
  if (Object.keys(info).length > 0) calls.push({ action: 'ModifyAppInfo', request: { sdkAppId, ...info } });
  if (keyAlgorithm !== undefined) calls.push(migrateKey(sdkAppId, keyAlgorithm));
  if (edition !== undefined) calls.push({ action: 'UpgradeEdition', request: { sdkAppId, edition } });
  if (enabled === false) calls.push(status);
  return calls;
}

/** A null asks for the algorithm that every new app has. */
const migrateKey = (sdkAppId: string, keyAlgorithm: Json): Request => ({
  action: 'MigrateKey',
  request: { sdkAppId, keyAlgorithm: keyAlgorithm ?? 'hmac-sha256' },
});

/** TRTC before Call, and the trials before what is bought; trials that were had already are no change. */
function updateTrtc(sdkAppId: string, { activated, call, callTrials }: JsonMap): Request[] {
  const trials = typeof callTrials === 'number' ? callTrials : call === 'trial' ? 1 : 0;
  const calls: Request[] = [];
  const press = (action: string, more: JsonMap = {}) =>
    calls.push({ action, request: { sdkAppId, ...more } });
  if (activated !== undefined) press(activated === true ? 'ActivateTrtc' : 'DeactivateTrtc');
  const goal = mapOf(Object.entries({ stage: call, total: callTrials }).filter(isGoal));
  for (let trial = 1; trial <= trials; trial++) press('RequestCallTrial', { trial, ...goal });
  if (call === 'official') press('BuyCall');
  if (call === null || call === 'none') press('CancelCall');
  return calls;
}

/** Where Call is to be after a trial, so that it can be said that there is no way back to there. */
const isGoal = (entry: [string, Json | undefined]): entry is [string, Json] =>
  entry[1] === 'trial' || typeof entry[1] === 'number';

const translations: Readonly<Record<string, Translation>> = {
  app: ({ action, patch }, [, sdkAppId = '']) => {
    if (action === 'create') return [{ action: 'RegisterApp', request: patch }];
    if (action === 'delete') return [{ action: 'DeleteApp', request: { sdkAppId } }];
    return updateApp(sdkAppId, patch);
  },
  trtc: ({ action, patch }, [, sdkAppId = '']) =>
    action === 'delete' ? [{ action: 'DeleteTrtc', request: { sdkAppId } }] : updateTrtc(sdkAppId, patch),
  certificate: ({ action, patch }, [, sdkAppId = '', , certificateName = '']) => [
    { action: `${verbs[action]}Certificate`, request: { sdkAppId, certificateName, ...patch } },
  ],
  account: ({ action, patch, actor }, [, sdkAppId = '', , userId = '']) => {
    // The console makes them one by one; the REST API imports those who are no admins, whether they are there or not.
    const make = patch.type === 'admin' || actor === 'console' ? 'Create' : 'Import';
    const verb = action === 'create' ? make : verbs[action];
    return [{ action: `${verb}Account`, request: { sdkAppId, userId, ...patch } }];
  },
  group: ({ action, patch }, [, sdkAppId = '', , groupId = '']) => [
    {
      action: `${action === 'create' ? 'Create' : verbs[action]}Group`,
      request: { sdkAppId, groupId, ...patch },
    },
  ],
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

/** Kind → what can be asked for once → the call. */
const oneShots: Readonly<Record<string, Readonly<Record<string, (segments: readonly string[]) => Request>>>> =
  {
    app: { extend: ([, sdkAppId = '']) => ({ action: 'ExtendApp', request: { sdkAppId } }) },
  };

/** The calls for an operation; undefined for a kind that the sandbox's console has no page for. */
export function requestsFor(operation: Operation, actor: Actor = 'chatform'): Request[] | undefined {
  const { action, kind, oneShot = '' } = operation;
  if (action === 'invoke') {
    const ask = own(own(oneShots, kind) ?? {}, oneShot);
    return ask && [ask(operation.segments)];
  }
  return own(translations, kind)?.({ ...operation, action, actor }, operation.segments);
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
