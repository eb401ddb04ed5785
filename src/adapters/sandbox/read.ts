/** What the console shows, in the catalogue's shape and words. */
import { formatAddress, isWithin } from '../../address.ts';
import { emptyMap, type JsonMap } from '../../json.ts';
import type { Live, LiveObject } from '../../model.ts';
import { accountsOf } from './accounts.ts';
import { type App, listApps, statusOf } from './app.ts';
import { certificatesOf, shortened } from './certificates.ts';
import { groupsOf } from './groups.ts';
import { meta, type Tables } from './tables.ts';
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

/** All apps, the inside of those in `apps`, and all of CAM; without what is below an `unreadable` address. */
export function readLive(tables: Tables, apps: readonly string[], unreadable: readonly string[] = []): Live {
  const now = meta(tables, 'clock');
  const objects = new Map<string, LiveObject>();
  const show = (kind: string, segments: readonly string[], body: JsonMap, facts: JsonMap = {}) => {
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
      users: names(tables, 'SELECT name FROM users ORDER BY name'),
      groups: names(tables, 'SELECT name FROM userGroups ORDER BY name'),
      presets: names(tables, 'SELECT name FROM policies WHERE preset = 1 ORDER BY name'),
    },
  };
}

type Show = (kind: string, segments: readonly string[], body: JsonMap, facts?: JsonMap) => void;

const names = (tables: Tables, sql: string) => tables.all(sql).map(([name]) => String(name));

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

function showInside(tables: Tables, app: App, show: Show): void {
  const root = ['apps', String(app.id)];
  const tags = emptyMap<string>();
  for (const [key, value] of tables.all('SELECT key, value FROM tags WHERE app = ?', app.id)) {
    tags[String(key)] = String(value);
  }
  show('tags', [...root, 'tags'], tags);
  for (const [section, body] of tables.all('SELECT section, body FROM settings WHERE app = ?', app.id)) {
    const name = String(section);
    const changed = name === 'messages' && app.historyChangedAt !== null;
    const facts = changed ? { historyChangedAt: app.historyChangedAt } : {};
    show(sectionKinds[name] ?? name, [...root, name], parse(body), facts);
  }
  for (const [name, body] of tables.all('SELECT name, body FROM groupTypes WHERE app = ?', app.id)) {
    show('group-type', [...root, 'groupTypes', String(name)], parse(body));
  }
  for (const row of tables.all('SELECT family, name, body FROM fields WHERE app = ?', app.id)) {
    const family = String(row[0]);
    show(fieldKinds[family] ?? family, [...root, family, String(row[1])], parse(row[2]));
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

function showPolicies(tables: Tables, show: Show): void {
  const customs = 'SELECT name, description, document FROM policies WHERE preset = 0 ORDER BY name';
  for (const [name, description, document] of tables.all(customs)) {
    const body = { description: String(description), document: parse(document) };
    show('cam-policy', ['cam', 'policies', String(name)], body);
  }
  const attached = `
    SELECT policy, holder, attachments.name, preset FROM attachments
    JOIN policies ON policies.name = policy ORDER BY policy, holder, attachments.name`;
  for (const [policy, holder, name, preset] of tables.all(attached)) {
    const [folder, kind] = preset === 1 ? ['presets', 'cam-preset'] : ['policies', 'cam-policy'];
    const segments = ['cam', folder, String(policy), String(holder), String(name)];
    show(`${kind}-${holder === 'users' ? 'user' : 'group'}`, segments, {});
  }
}

const parse = (body: unknown) => JSON.parse(String(body)) as JsonMap;
