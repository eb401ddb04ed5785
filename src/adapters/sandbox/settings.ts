/** Settings that are there with every app: login, messages, friends, group features, and the group types. */
import type { Attribute, Edition } from '../../catalog/kind.ts';
import { at, equal, type Json, type JsonMap, mergePatch } from '../../json.ts';
import { type Answer, carryOut, firstRefusal, type Refused, refuse } from './answer.ts';
import { type Action, type App, onApp } from './app.ts';
import { monthOf } from './clock.ts';
import { lockedOut, switchedOff } from './editions.ts';
import { formOf } from './forms.ts';
import { groupTypeDefaults } from './group-types.ts';
import type { Tables } from './tables.ts';
import { illegal, seed } from './values.ts';

/** Section of an app → kind in the catalogue. */
const sections = {
  login: 'login',
  messages: 'messages',
  friends: 'friends',
  groupFeatures: 'group-features',
} as const;
type Section = keyof typeof sections;
const sectionNames = Object.keys(sections) as Section[];

/** Gives a new app the console's defaults. */
export function seedSettings(tables: Tables, app: number): void {
  for (const section of sectionNames)
    saveSection(tables, app, section, seed(formOf(sections[section])) ?? {});
  saveSection(tables, app, 'webhook', seed(formOf('webhook')) ?? {});
  for (const [name, body] of Object.entries(groupTypeDefaults)) saveGroupType(tables, app, name, body);
}

export function saveSection(tables: Tables, app: number, section: string, body: Json): void {
  tables.run('INSERT OR REPLACE INTO settings VALUES (?, ?, ?)', app, section, JSON.stringify(body));
}

function saveGroupType(tables: Tables, app: number, name: string, body: Json): void {
  tables.run('INSERT OR REPLACE INTO groupTypes VALUES (?, ?, ?)', app, name, JSON.stringify(body));
}

export function sectionOf(tables: Tables, app: number, section: string): JsonMap {
  const row = tables.first('SELECT body FROM settings WHERE app = ? AND section = ?', app, section);
  return JSON.parse(String(row?.[0] ?? '{}')) as JsonMap;
}

/** A body after a merge patch; what a null took away is back at its default. */
function withDefaults(form: Attribute, body: JsonMap, patch: JsonMap): JsonMap {
  return mergePatch(seed(form), mergePatch(body, patch)) as JsonMap;
}

/** EDN-15: what the new edition lacks goes back to its default, and topics go with community. */
export function switchOff(tables: Tables, app: App, edition: Edition): void {
  for (const section of sectionNames) {
    const before = sectionOf(tables, app.id, section);
    const after = switchedOff(formOf(sections[section]), before, edition) as JsonMap;
    const body = topicsWithoutCommunity(after) ? mergePatch(after, { community: { topics: false } }) : after;
    if (!equal(before, body)) saveSection(tables, app.id, section, body);
  }
}

/** A change of a section: a merge patch, checked as the body that it leads to. */
function changeSection(
  section: Section,
  check: (before: JsonMap, after: JsonMap, app: App, now: string) => Refused | undefined,
  effect: (tables: Tables, before: JsonMap, after: JsonMap, app: App, now: string) => void = () => {},
): Action {
  return onApp((tables, app, { sdkAppId: _, ...patch }, now) => {
    const form = formOf(sections[section]);
    const before = sectionOf(tables, app.id, section);
    const after = withDefaults(form, before, patch);
    const refused =
      illegal(form, after) ?? lockedOut(form, after, app.edition) ?? check(before, after, app, now);
    return carryOut(refused, () => {
      saveSection(tables, app.id, section, after);
      effect(tables, before, after, app, now);
    });
  });
}

/** MSG-2: more than one web instance, or device on a platform, is a matter of the multi-device policy. */
function needsMultiDevice(_: JsonMap, after: JsonMap): Refused | undefined {
  if (after.policy === 'multi-device') return undefined;
  return firstRefusal(['webInstances', 'devicesPerPlatform'], (name) =>
    typeof after[name] === 'number' && after[name] > 1
      ? refuse(
          'FailedOperation.MultiDevicePolicyRequired',
          'MSG-2',
          `${name} above 1 needs the multi-device policy.`,
        )
      : undefined,
  );
}

/** MSG-3: the storage period changes at most once in a calendar month. */
function periodChangedThisMonth(before: JsonMap, after: JsonMap, app: App, now: string): Refused | undefined {
  if (before.historyDays === after.historyDays || app.historyChangedAt === null) return undefined;
  if (monthOf(app.historyChangedAt) !== monthOf(now)) return undefined;
  return refuse(
    'FailedOperation.HistoryPeriodChangedThisMonth',
    'MSG-3',
    `The storage period was changed on ${app.historyChangedAt.slice(0, 10)} and may change once a month.`,
  );
}

function noteChangeOfPeriod(tables: Tables, before: JsonMap, after: JsonMap, app: App, now: string): void {
  if (before.historyDays === after.historyDays) return;
  tables.run('UPDATE apps SET historyChangedAt = ? WHERE id = ?', now, app.id);
}

const topicsWithoutCommunity = (body: JsonMap) =>
  at(body, ['community', 'topics']) === true && at(body, ['community', 'enabled']) !== true;

/** GRP-6: topics only where community is on. */
function topicsNeedCommunity(_: JsonMap, after: JsonMap): Refused | undefined {
  if (!topicsWithoutCommunity(after)) return undefined;
  return refuse('FailedOperation.CommunityRequired', 'GRP-6', 'Topics are there only where community is on.');
}

/** GRP-1 to GRP-3: what audio-video groups do not have. */
const notOfRooms: readonly (readonly [path: readonly string[], rule: string, what: string])[] = [
  [['historyBeforeJoin'], 'GRP-1', 'history before joining'],
  [['notifications', 'memberChange'], 'GRP-2', 'a notification of member changes'],
  [['notifications', 'profileChange'], 'GRP-3', 'a notification of profile changes'],
];

function notForRooms(groupType: string, patch: JsonMap): Refused | undefined {
  if (groupType !== 'AVChatRoom') return undefined;
  return firstRefusal(notOfRooms, ([path, rule, what]) =>
    at(patch, path) === undefined
      ? undefined
      : refuse('UnsupportedOperation.AVChatRoom', rule, `Audio-video groups cannot be given ${what}.`),
  );
}

const setGroupType = onApp((tables, app, { sdkAppId: _, groupType, ...patch }): Answer => {
  const name = String(groupType);
  const row = tables.first('SELECT body FROM groupTypes WHERE app = ? AND name = ?', app.id, name);
  if (!row) {
    const message = `There is no group type ${name}.`;
    return { ok: false, refused: refuse('InvalidParameterValue.GroupType', 'FLD-8', message) };
  }
  const form = formOf('group-type');
  const after = mergePatch(
    groupTypeDefaults[name] ?? {},
    mergePatch(JSON.parse(String(row[0])) as Json, patch),
  );
  const refused = notForRooms(name, patch) ?? illegal(form, after) ?? lockedOut(form, after, app.edition);
  return carryOut(refused, () => saveGroupType(tables, app.id, name, after));
});

export const settingsActions: Readonly<Record<string, Action>> = {
  SetLogin: changeSection('login', needsMultiDevice),
  SetMessages: changeSection('messages', periodChangedThisMonth, noteChangeOfPeriod),
  SetFriends: changeSection('friends', () => undefined),
  SetGroupFeatures: changeSection('groupFeatures', topicsNeedCommunity),
  SetGroupType: setGroupType,
};
