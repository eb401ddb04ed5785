/** What people ask for of accounts, groups, trials and certificates that there cannot be. */
import type { Json, JsonMap } from '../../src/json.ts';
import type { Declared } from './desk.ts';

/** As many as there can be of something, and one more. */
interface Crowd {
  readonly kind: string;
  /** As many as there can be, and one more. */
  readonly full: Declared;
  readonly more: Declared;
  /** The one more, without a plan. */
  readonly create: { readonly action: 'create' | 'update'; readonly patch: JsonMap; readonly key: string };
  /** True where the planner has to see what nobody declares: a former owner stays a member. */
  readonly needsSight?: true;
}

const numbered = (noun: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${noun}-${1000 + i}`);
const all = (keys: readonly string[], body: Json) => Object.fromEntries(keys.map((key) => [key, body]));
/** A configuration of the support app. */
export const support = (edition: string, more: object): Declared => ({
  apps: { support: { name: 'Acme Support', edition, ...more } },
});

/** So many accounts, with a body for each. */
function accounts(edition: string, count: number, body: Json): Crowd {
  const some = (n: number) => support(edition, { accounts: all(numbered('agent', n), body) });
  const create = { action: 'create', patch: body as JsonMap, key: 'one-more' } as const;
  return { kind: 'account', full: some(count), more: some(count + 1), create };
}

function rooms(edition: string, count: number): Crowd {
  const body = { type: 'AVChatRoom', name: 'Stage' };
  const some = (n: number) => support(edition, { groups: all(numbered('stage', n), body) });
  const create = { action: 'create', patch: body, key: 'one-more' } as const;
  return { kind: 'group', full: some(count), more: some(count + 1), create };
}

/** A group of an owner and others, and `last`, who is to come: as a member, or as the new owner. */
function members(edition: string, count: number, last: 'members' | 'owner'): Crowd {
  const [owner = '', ...others] = numbered('agent', count);
  const group = { type: 'Work', name: 'Night watch', owner, members: others };
  const users = all([owner, ...others, 'last-one'], {});
  const some = (body: Json) => support(edition, { accounts: users, groups: { watch: body } });
  const more = last === 'owner' ? { owner: 'last-one' } : { members: [...others, 'last-one'] };
  const patch = last === 'owner' ? { owner: 'last-one' } : { members: { 'last-one': true } };
  const create = { action: 'update', patch, key: 'watch' } as const;
  const needsSight = last === 'owner' ? { needsSight: true as const } : {};
  return { kind: 'group', full: some(group), more: some({ ...group, ...more }), create, ...needsSight };
}

/** Limits, with the rule that says so. */
export const crowds: readonly (readonly [title: string, rule: string, crowd: Crowd])[] = [
  ['an eleventh admin of an app', 'ACC-2', accounts('premium', 10, { type: 'admin' })],
  ['a 101st user of a Developer app', 'EDN-1', accounts('developer', 100, {})],
  ['an eleventh audio-video group of a Developer app', 'EDN-4', rooms('developer', 10)],
  ['a 51st audio-video group of a Standard app', 'EDN-4', rooms('standard', 50)],
  ['a 21st member of a group of a Developer app', 'EDN-5', members('developer', 20, 'members')],
  ['a 201st member of a group of a Standard app', 'EDN-5', members('standard', 200, 'members')],
  ['an owner who would be the 21st member', 'EDN-5', members('developer', 20, 'owner')],
];

/** A configuration that holds, and one that does not. */
interface Mistake {
  readonly before: Declared;
  readonly after: Declared;
  readonly kind: string;
  /** The same without a plan: action, key and patch. */
  readonly write: readonly [action: 'create' | 'update', key: string, patch: JsonMap];
}

const mi = { platform: 'mi', packageName: 'example.acme', appId: '1', appSecret: { env: 'ACME_KEY' } };
const google = { platform: 'google', serverKey: { env: 'ACME_KEY' } };
const bothWays = { ...google, certificate: { file: 'secrets/fcm.json' } };
const room = { type: 'AVChatRoom', name: 'Stage' };
const ownGroup = { type: 'Work', name: 'Desk', owner: 'owner-1' };
const users = { 'owner-1': {}, 'guest-1': {} };

/** From one content of the support app to another. */
const from = (before: object, after: object, kind: string, ...write: Mistake['write']): Mistake => ({
  before: support('premium', before),
  after: support('premium', { ...before, ...after }),
  kind,
  write,
});
const phones = (body: Json) => ({ certificates: { phones: body } });
const trtc = (body: Json) => ({ trtc: body });
const groups = (key: string, body: Json) => ({ groups: { [key]: body } });

/** What neither planner nor console takes, with the rule that says so. */
export const mistakes: readonly (readonly [title: string, rule: string, mistake: Mistake])[] = [
  [
    'a trial of Call without TRTC',
    'RTC-1',
    from({}, trtc({ call: 'trial' }), 'trtc', 'update', '', { call: 'trial' }),
  ],
  [
    'a number of trials without TRTC',
    'RTC-1',
    from({}, trtc({ callTrials: 1 }), 'trtc', 'update', '', { callTrials: 1 }),
  ],
  [
    'a trial of Call that was bought',
    'RTC-3',
    from(
      trtc({ activated: true, call: 'official' }),
      trtc({ activated: true, call: 'official', callTrials: 1 }),
      'trtc',
      'update',
      '',
      { callTrials: 1 },
    ),
  ],
  [
    'a Google certificate without a file or a key',
    'PSH-1',
    from({}, phones({ platform: 'google' }), 'certificate', 'create', '', { platform: 'google' }),
  ],
  [
    'a Google certificate with a file and a key',
    'PSH-1',
    from({}, phones(bothWays), 'certificate', 'create', '', bothWays),
  ],
  [
    'a key beside the file of a Google certificate',
    'PSH-1',
    from(phones(google), phones(bothWays), 'certificate', 'update', '', bothWays),
  ],
  [
    'another platform, with what it asks for',
    'PSH-1',
    from(phones(mi), phones(google), 'certificate', 'update', '', google),
  ],
  [
    'the ID of a Community for another group',
    'GRM-1',
    from({}, groups('@TGS#_stage', room), 'group', 'create', '@TGS#_stage', room),
  ],
  [
    'the ID of another group for a Community',
    'GRM-1',
    from(
      { groupFeatures: { community: { enabled: true } } },
      groups('stage', { type: 'Community', name: 'Stage' }),
      'group',
      'create',
      'stage',
      { type: 'Community', name: 'Stage' },
    ),
  ],
  [
    'a Community without the feature',
    'GRP-5',
    from({}, groups('@TGS#_stage', { type: 'Community', name: 'Stage' }), 'group', 'create', '@TGS#_stage', {
      type: 'Community',
      name: 'Stage',
    }),
  ],
  [
    'an owner who is not registered',
    'GRM-1',
    from({}, groups('desk', ownGroup), 'group', 'create', 'desk', ownGroup),
  ],
  [
    'a member who is not registered',
    'GRM-3',
    from(
      { accounts: users, ...groups('desk', ownGroup) },
      groups('desk', { ...ownGroup, members: ['stranger'] }),
      'group',
      'update',
      'desk',
      { members: { stranger: true } },
    ),
  ],
  [
    'an owner who is taken away from the members',
    'GRM-3',
    from(
      { accounts: users, ...groups('desk', { ...ownGroup, members: ['guest-1', 'owner-1'] }) },
      groups('desk', { ...ownGroup, members: ['guest-1'] }),
      'group',
      'update',
      'desk',
      { members: { 'owner-1': null } },
    ),
  ],
];
