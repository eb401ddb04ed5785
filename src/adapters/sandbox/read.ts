/** What the console shows, in the catalogue's shape and words. */
import { formatAddress, isWithin } from '../../address.ts';
import { emptyMap, type JsonMap } from '../../json.ts';
import type { Live, LiveObject } from '../../model.ts';
import type { Row } from '../../storage/scan.ts';
import { accountsOf } from './accounts.ts';
import { type App, listApps, statusOf } from './app.ts';
import { certificatesOf, shortened } from './certificates.ts';
import { groupsOf } from './groups.ts';
import { meta, type Rows } from './tables.ts';
import { type Trtc, trtcOf } from './trtc.ts';

/** Names of the settings table, and of the fields table, → kinds. They are also the segments of the address. */
const sectionKinds: Readonly<Record<string, string>> = {
  login: 'login',
  messages: 'messages',
  friends: 'friends',
  groupFeatures: 'group-features',
  webhook: 'webhook',
};
const fieldKinds: Readonly<Record<string, string>> = {
  userFields: 'user-field',
  friendFields: 'friend-field',
  groupFields: 'group-field',
  groupMemberFields: 'group-member-field',
};

const noFacts: JsonMap = Object.freeze(emptyMap<never>());

/** All apps, the inside of those in `apps`, and all of CAM; without what is below an `unreadable` address. */
export function readLive(tables: Rows, apps: readonly string[], unreadable: readonly string[] = []): Live {
  const now = meta(tables, 'clock');
  const objects = new Map<string, LiveObject>();
  const show = (kind: string, segments: readonly string[], body: JsonMap, facts = noFacts) => {
    const address = formatAddress(segments);
    if (unreadable.some((part) => part === '' || isWithin(address, part))) return;
    objects.set(address, { kind, segments, body, facts });
  };
  const inside = new Set(apps);
  for (const app of listApps(tables)) {
    const id = String(app.id);
    show('app', ['apps', id], appBody(app), appFacts(app, now));
    if (inside.has(id)) showInside(tables, app, show);
  }
  showPolicies(tables, show);
  return {
    account: meta(tables, 'account'),
    now,
    objects,
    facts: { callTrials: Number(meta(tables, 'callTrials')) },
    unreadable: unreadable.map((address) => ({ address, reason: 'the sandbox was told not to show it' })),
    directory: {
      users: tables.rows('users').map(nameIn),
      groups: tables.rows('userGroups').map(nameIn),
      presets: tables.rows('policies').filter(isPreset).map(nameIn),
    },
  };
}

type Show = (kind: string, segments: readonly string[], body: JsonMap, facts?: JsonMap) => void;

const nameIn = ([name]: Row) => String(name);
/** Of the columns of policies. */
const isPreset = ([, , preset]: Row) => preset === 1;

/** Without what was never set. */
function appBody({ name, type, introduction, edition, enabled, keyAlgorithm }: App): JsonMap {
  return {
    name,
    ...(type === null ? {} : { type }),
    ...(introduction === null ? {} : { introduction }),
    edition,
    enabled,
    keyAlgorithm,
  };
}

function appFacts(app: App, now: string): JsonMap {
  return {
    sdkAppId: String(app.id),
    status: statusOf(app, now),
    createdAt: app.createdAt,
    expiresAt: app.expiresAt,
  };
}

function showInside(tables: Rows, app: App, show: Show): void {
  const root = ['apps', String(app.id)];
  const tags = emptyMap<string>();
  for (const [, key, value] of tables.rows('tags', app.id)) {
    tags[String(key)] = String(value);
  }
  show('tags', [...root, 'tags'], tags);
  for (const [, section, body] of tables.rows('settings', app.id)) {
    const name = String(section);
    const changed = name === 'messages' && app.historyChangedAt !== null;
    const facts = changed ? { historyChangedAt: app.historyChangedAt } : undefined;
    show(sectionKinds[name] ?? name, [...root, name], parse(body), facts);
  }
  for (const [, name, body] of tables.rows('groupTypes', app.id)) {
    show('group-type', [...root, 'groupTypes', String(name)], parse(body));
  }
  for (const [, familyOf, name, body] of tables.rows('fields', app.id)) {
    const family = String(familyOf);
    show(fieldKinds[family] ?? family, [...root, family, String(name)], parse(body));
  }
  const trtc = trtcOf(tables, app.id);
  show('trtc', [...root, 'trtc'], trtcBody(trtc), {
    callTrials: trtc.trials,
    ...(trtc.trialEndsAt === null ? {} : { callExpiresAt: trtc.trialEndsAt }),
  });
  for (const { name, body, hashes } of certificatesOf(tables, app.id)) {
    show('certificate', [...root, 'certificates', name], body, { fingerprints: shortened(hashes) });
  }
  for (const { id, body, createdAt } of accountsOf(tables, app.id)) {
    show('account', [...root, 'accounts', id], body, { createdAt });
  }
  for (const { id, body, createdAt } of groupsOf(tables, app.id)) {
    show('group', [...root, 'groups', id], body, { createdAt });
  }
}

/** Without the number of trials while there was none. */
function trtcBody({ activated, call, trials }: Trtc): JsonMap {
  return { activated, call, ...(trials === 0 ? {} : { callTrials: trials }) };
}

function showPolicies(tables: Rows, show: Show): void {
  const policies = tables.rows('policies');
  for (const [name, , , description, document] of policies.filter((row) => !isPreset(row))) {
    const body = { description: String(description), document: parse(document) };
    show('cam-policy', ['cam', 'policies', String(name)], body);
  }
  const presets = new Set(policies.filter(isPreset).map(nameIn));
  for (const [policy, holder, name] of tables.rows('attachments')) {
    const isOfTencent = presets.has(String(policy));
    const [folder, kind] = isOfTencent ? ['presets', 'cam-preset'] : ['policies', 'cam-policy'];
    const segments = ['cam', folder, String(policy), String(holder), String(name)];
    show(`${kind}-${holder === 'users' ? 'user' : 'group'}`, segments, {});
  }
}

const parse = (body: unknown) => JSON.parse(String(body)) as JsonMap;
