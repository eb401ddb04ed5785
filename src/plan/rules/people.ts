/** What the console does not do with accounts and groups. */
import { parseAddress } from '../../address.ts';
import { checkGroupId } from '../../catalog/checks.ts';
import { at } from '../../json.ts';
import { bodyAfter, type Context, declaredOf, draftsOf, refuse } from '../context.ts';
import type { Draft, Refused } from '../draft.ts';
import { editionAfter } from '../editions.ts';
import { appOf } from '../locate.ts';
import { groupAccounts } from '../order.ts';

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
    const admins = (context.byApp.get(app) ?? []).filter(
      (object) => object.kind === 'account' && object.body.type === 'admin',
    );
    return drafts.slice(Math.max(0, maxAdmins - admins.length)).map((draft) => {
      const message = `${app} has ${admins.length} of ${maxAdmins} admins, and ${drafts.length} more would be too many`;
      return refuse(draft, ['type'], 'ACC-2', message, 'make it a general account, or remove an admin first');
    });
  });
}

/** GRM-1, GRM-3: owner and members of a group are registered, before or by this plan. */
export function membersRegistered(context: Context): Refused[] {
  return draftsOf(context, 'group').flatMap((draft) => {
    if (draft.action === 'delete') return [];
    const missing = groupAccounts(draft).filter((address) => !willBeThere(context, address));
    return missing.map((address) => {
      const user = parseAddress(address)?.at(-1) ?? address;
      const isOwner = at(draft.after, ['owner']) === user;
      const message = `${user} is not a registered user of the app`;
      const remedy = `declare it under \`accounts:\`, or remove it from the group`;
      return refuse(draft, isOwner ? ['owner'] : ['members'], isOwner ? 'GRM-1' : 'GRM-3', message, remedy);
    });
  });
}

function willBeThere(context: Context, address: string): boolean {
  if (context.drafts.get(address)?.action === 'delete') return false;
  return context.objects.has(address) || context.desired.resources.has(address);
}

const memberLimits = { developer: 20, standard: 200, premium: 2000 } as const;

/** EDN-5: how many members a group can have in an edition. */
export function memberLimit(context: Context): Refused[] {
  return draftsOf(context, 'group').flatMap((draft) => {
    const members = at(draft.after, ['members']);
    const edition = editionAfter(context, appOf(draft.segments) ?? '');
    const limit = memberLimits[edition];
    // A community holds up to 100,000 (GRP-5), more than anybody declares.
    const isCommunity = at(bodyAfter(context, draft), ['type']) === 'Community';
    if (draft.action === 'delete' || isCommunity || !Array.isArray(members) || members.length <= limit)
      return [];
    const message = `${members.length} members are declared, and a group of the ${edition} edition has at most ${limit}`;
    return [refuse(draft, ['members'], 'EDN-5', message, 'declare fewer, or upgrade the app')];
  });
}

/** GRP-5: a community group needs the community feature. */
export function communityGroups(context: Context): Refused[] {
  return draftsOf(context, 'group').flatMap((draft) => {
    if (draft.action !== 'create' || at(draft.after, ['type']) !== 'Community') return [];
    const features = `${appOf(draft.segments) ?? ''}.groupFeatures`;
    const change = context.drafts.get(features);
    const body = change ? bodyAfter(context, change) : context.objects.get(features)?.body;
    if (at(body, ['community', 'enabled']) === true) return [];
    const remedy = 'set `groupFeatures: {community: {enabled: true}}` on the app';
    return [
      refuse(draft, ['type'], 'GRP-5', 'a Community group needs the community feature to be on', remedy),
    ];
  });
}

/** EDN-1: how many users a Developer app can have; only declared and known ones can be counted. */
export function userLimit(context: Context): Refused[] {
  const apps = new Set(declaredOf(context, 'account').map((resource) => appOf(resource.segments) ?? ''));
  return [...apps].flatMap((app) => {
    if (editionAfter(context, app) !== 'developer') return [];
    const there = (context.byApp.get(app) ?? []).filter((object) => object.kind === 'account').length;
    const fresh = draftsOf(context, 'account').filter(
      (draft) => draft.action === 'create' && appOf(draft.segments) === app,
    );
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
  const apps = new Set(fresh.map((draft) => appOf(draft.segments) ?? ''));
  return [...apps].flatMap((app) => {
    const edition = editionAfter(context, app);
    const limit = audioVideoLimits[edition];
    const live = context.byApp.get(app) ?? [];
    const there = live.filter(
      (object) => object.kind === 'group' && object.body.type === 'AVChatRoom',
    ).length;
    const wanted = fresh.filter((draft) => appOf(draft.segments) === app);
    return wanted.slice(Math.max(0, limit - there)).map((draft) => {
      const message = `${app} has ${there} of the ${limit} audio-video groups of the ${edition} edition, and ${wanted.length} more would be too many`;
      return refuse(draft, [], 'EDN-4', message, 'upgrade the app, or remove a group');
    });
  });
}
