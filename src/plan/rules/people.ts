/** What the console does not do with accounts and groups. */
import { addressIn } from '../../address.ts';
import { checkGroupId } from '../../catalog/checks.ts';
import { attributeAt } from '../../catalog/index.ts';
import { at } from '../../json.ts';
import { bodyAfter, type Context, draftsOf, grouped, kindOf, refuse } from '../context.ts';
import type { Draft, Refused } from '../draft.ts';
import { editionAfter } from '../editions.ts';
import { appOf } from '../locate.ts';

const maxAdmins = 10;

/** ACC-2: ten admins an app, the unmanaged ones counted in. */
export function adminLimit(context: Context): Refused[] {
  const fresh = new Map<string, Draft[]>();
  for (const draft of draftsOf(context, 'account')) {
    if (draft.action !== 'create' || at(draft.after, ['type']) !== 'admin') continue;
    const app = appOf(draft.segments) ?? '';
    fresh.set(app, [...(fresh.get(app) ?? []), draft]);
  }
  return [...fresh].flatMap(([app, drafts]) => {
    const admins = (context.byApp().get(app) ?? []).filter(
      (object) => object.kind === 'account' && object.body.type === 'admin',
    );
    return drafts.slice(Math.max(0, maxAdmins - admins.length)).map((draft) => {
      const message = `${app} has ${admins.length} of ${maxAdmins} admins, and ${drafts.length} more would be too many`;
      return refuse(draft, ['type'], 'ACC-2', message, 'make it a general account, or remove an admin first');
    });
  });
}

/** GRM-1, GRM-3: owner and members of a group are registered, and stay so; and the owner is a member. */
export function membersRegistered(context: Context): Refused[] {
  const unknown = strangers(context);
  return [
    ...unknown,
    ...accountsInUse(context),
    ...ownersWhoStay(context, unknown),
    ...ownersWhoLeave(context),
  ];
}

/** Owners and members who are registered neither before nor by this plan. */
function strangers(context: Context): Refused[] {
  return draftsOf(context, 'group').flatMap((draft) => {
    if (draft.action === 'delete') return [];
    const { owner, members } = people(draft.after);
    const unknown = (names: readonly string[]) =>
      names.filter((name) => !willBeThere(context, draft.segments, name));
    const remedy = `declare it under \`accounts:\`, or remove it from the group`;
    const message = (name: string) => `${name} is not a registered user of the app`;
    return [
      ...unknown(owner).map((name) => refuse(draft, ['owner'], 'GRM-1', message(name), remedy)),
      ...unknown(members).map((name) => refuse(draft, ['members'], 'GRM-3', message(name), remedy)),
    ];
  });
}

/** The owner, if there is one, and the members that a body of a group names. */
function people(body: unknown): { readonly owner: readonly string[]; readonly members: readonly string[] } {
  const [owner, members] = [at(body, ['owner']), at(body, ['members'])];
  return {
    owner: typeof owner === 'string' ? [owner] : [],
    members: Array.isArray(members) ? members.filter((name) => typeof name === 'string') : [],
  };
}

/** The account of a name in the app of a group. */
const accountOf = (group: readonly string[], name: string) =>
  addressIn(`${appOf(group) ?? ''}.accounts`, name);

function willBeThere(context: Context, group: readonly string[], name: string): boolean {
  const { objectAt, desired, unreadable } = context;
  const address = accountOf(group, name);
  if (desired.resources.has(address)) return true;
  const account = [...group.slice(0, 2), 'accounts', name];
  // What could not be read may be there.
  const isUnseen = unreadable.some((part) => part.every((step, i) => account[i] === step));
  return isUnseen || objectAt(account, address) !== undefined;
}

/** Accounts that are to be deleted under a group that is declared to have them. */
function accountsInUse(context: Context): Refused[] {
  if (!draftsOf(context, 'account').some(({ action }) => action === 'delete')) return [];
  const groups = [...context.desired.resources.values()].filter(({ kind }) => kind === 'group');
  return groups.flatMap(({ address: group, segments, body }) => {
    const { owner, members } = people(body);
    return [...new Set([...owner, ...members])].flatMap((name) => {
      const draft = context.drafts.get(accountOf(segments, name));
      if (draft?.action !== 'delete') return [];
      const isOwner = owner.includes(name);
      const message = `${group} is declared with ${name} as ${isOwner ? 'its owner' : 'a member'}`;
      const remedy = 'remove it from the group as well, or keep the account';
      return [refuse(draft, [], isOwner ? 'GRM-1' : 'GRM-3', message, remedy)];
    });
  });
}

/** Accounts that are to be deleted while they go on owning a group: it is not given to the owner who is declared. */
function ownersWhoStay(context: Context, unknown: readonly Refused[]): Refused[] {
  return draftsOf(context, 'group').flatMap(({ address, segments, live, leaves }) => {
    const [owner] = people(live?.body).owner;
    const draft = owner === undefined ? undefined : context.drafts.get(accountOf(segments, owner));
    const isRefused =
      at(live?.body, ['type']) === 'AVChatRoom' ||
      unknown.some((one) => one.address === address && one.path[0] === 'owner');
    const changesHands = leaves.some(({ path }) => path[0] === 'owner');
    if (draft?.action !== 'delete' || !changesHands || !isRefused) return [];
    const message = `${owner} owns ${address}, and goes on owning it: its new owner is refused`;
    return [refuse(draft, [], 'GRM-1', message, 'give the group to somebody else first')];
  });
}

/** Owners that are to be taken away from the members, of whom they are for as long as they own the group. */
function ownersWhoLeave(context: Context): Refused[] {
  return draftsOf(context, 'group').flatMap((draft) => {
    const left = draft.leaves.filter(({ path, after }) => path[0] === 'members' && after === undefined);
    const [owner] = left.length > 0 ? people(bodyAfter(context, draft)).owner : [];
    if (owner === undefined || !left.some(({ path }) => path[1] === owner)) return [];
    const message = `${owner} owns the group, and cannot be deleted from its members`;
    const remedy = `list it under \`members\` again, or declare another owner`;
    return [refuse(draft, ['members'], 'GRM-3', message, remedy)];
  });
}

const memberLimits = { developer: 20, standard: 200, premium: 2000 } as const;

/** EDN-5: how many members a group can have in an edition, its owner and those not managed here counted in. */
export function memberLimit(context: Context): Refused[] {
  return draftsOf(context, 'group').flatMap((draft) => {
    const after = bodyAfter(context, draft);
    // A community holds up to 100,000 (GRP-5), more than anybody declares; of audio-video groups none is stored.
    if (draft.action === 'delete' || !isOrdinary(at(after, ['type']))) return [];
    const before = people(draft.live?.body).members;
    const gone = draft.leaves.filter((leaf) => leaf.after === undefined).map((leaf) => leaf.path[1]);
    const { owner, members } = people(after);
    const all = new Set([...before.filter((name) => !gone.includes(name)), ...members, ...owner]);
    const edition = editionAfter(context, appOf(draft.segments) ?? '');
    const limit = memberLimits[edition];
    if (all.size <= limit) return [];
    const message = `the group would have ${all.size} members with its owner, and one of the ${edition} edition has at most ${limit}`;
    const come = ['owner', 'members'].filter((name) =>
      draft.leaves.some((leaf) => leaf.path[0] === name && leaf.after !== undefined),
    );
    return come.map((name) =>
      refuse(draft, [name], 'EDN-5', message, 'declare fewer members, or upgrade the app'),
    );
  });
}

const isOrdinary = (type: unknown) => type !== 'Community' && type !== 'AVChatRoom';

/** GRP-5: a community group needs the community feature. */
export function communityGroups(context: Context): Refused[] {
  return draftsOf(context, 'group').flatMap((draft) => {
    if (draft.action !== 'create' || at(draft.after, ['type']) !== 'Community') return [];
    const features = `${appOf(draft.segments) ?? ''}.groupFeatures`;
    const change = context.drafts.get(features);
    const body = change
      ? bodyAfter(context, change)
      : context.objectAt([...draft.segments.slice(0, 2), 'groupFeatures'], features)?.body;
    // Where the edition does not have the feature, the change that would set it is refused.
    const gate = attributeAt(kindOf('group-features'), ['community', 'enabled'])?.gate;
    const isAllowed = !gate || gate.editions.includes(editionAfter(context, appOf(draft.segments) ?? ''));
    if (isAllowed && at(body, ['community', 'enabled']) === true) return [];
    const remedy = 'set `groupFeatures: {community: {enabled: true}}` on the app';
    return [
      refuse(draft, ['type'], 'GRP-5', 'a Community group needs the community feature to be on', remedy),
    ];
  });
}

/** EDN-1: how many users a Developer app can have; only declared and known ones can be counted. */
export function userLimit(context: Context): Refused[] {
  const creations = draftsOf(context, 'account').filter((draft) => draft.action === 'create');
  const created = grouped(creations, (draft) => appOf(draft.segments) ?? '');
  return [...created].flatMap(([app, fresh]) => {
    if (editionAfter(context, app) !== 'developer') return [];
    const there = (context.byApp().get(app) ?? []).filter((object) => object.kind === 'account').length;
    return fresh.slice(Math.max(0, 100 - there)).map((draft) => {
      const message = `${app} has ${there} of the 100 users of the Developer edition, and ${fresh.length} more would be too many`;
      return refuse(draft, [], 'EDN-1', message, 'upgrade the app, or remove accounts');
    });
  });
}

/** GRM-1: the ID of a group follows from its type. */
export function groupIds(context: Context): Refused[] {
  return draftsOf(context, 'group').flatMap((draft) => {
    const type = at(draft.after, ['type']);
    if (draft.action !== 'create' || typeof type !== 'string') return [];
    const problem = checkGroupId(draft.segments.at(-1) ?? '', type);
    return problem ? [refuse(draft, [], problem.rule ?? 'GRM-1', problem.message)] : [];
  });
}

const audioVideoLimits = { developer: 10, standard: 50, premium: Number.POSITIVE_INFINITY } as const;

/** EDN-4: how many audio-video groups an app can have, the unmanaged ones counted in. */
export function audioVideoGroupLimit(context: Context): Refused[] {
  const isAudioVideo = (draft: Draft) =>
    draft.action === 'create' && at(draft.after, ['type']) === 'AVChatRoom';
  const fresh = draftsOf(context, 'group').filter(isAudioVideo);
  const byApp = grouped(fresh, (draft) => appOf(draft.segments) ?? '');
  return [...byApp].flatMap(([app, wanted]) => {
    const edition = editionAfter(context, app);
    const limit = audioVideoLimits[edition];
    const live = context.byApp().get(app) ?? [];
    const there = live.filter(
      (object) => object.kind === 'group' && object.body.type === 'AVChatRoom',
    ).length;
    return wanted.slice(Math.max(0, limit - there)).map((draft) => {
      const message = `${app} has ${there} of the ${limit} audio-video groups of the ${edition} edition, and ${wanted.length} more would be too many`;
      return refuse(draft, [], 'EDN-4', message, 'upgrade the app, or remove a group');
    });
  });
}
