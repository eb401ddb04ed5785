/** Groups and who is in them. Of audio-video groups no member is stored. */
import type { Edition } from '../../catalog/kind.ts';
import { at, isMap, type Json, type JsonMap, mergePatch } from '../../json.ts';
import { type Answer, carryOut, firstRefusal, type Refused, refuse } from './answer.ts';
import { type Action, type App, onApp } from './app.ts';
import { formOf } from './forms.ts';
import { sectionOf } from './settings.ts';
import { count, meta, nextNumber, type Rows, type Tables } from './tables.ts';
import { illegal, missing } from './values.ts';

/** EDN-5 and GRP-5: how many members a group can have. */
const mostMembers: Readonly<Record<Edition, number>> = { developer: 20, standard: 200, premium: 2000 };
const mostMembersOfCommunity = 100_000;
/** EDN-4: how many audio-video groups an app can have. */
const mostRooms: Readonly<Record<Edition, number>> = {
  developer: 10,
  standard: 50,
  premium: Number.POSITIVE_INFINITY,
};

export interface Group {
  readonly id: string;
  /** In the shape of the form, members included. */
  readonly body: JsonMap;
  readonly createdAt: string;
}

export function groupsOf(tables: Rows, app: number): Group[] {
  return tables.rows('chatGroups', app).map((row) => groupFrom(tables, app, row));
}

export function findGroup(tables: Tables, app: App, id: Json | undefined): Group | undefined {
  if (typeof id !== 'string') return undefined;
  const [row] = tables.rows('chatGroups', app.id, id);
  return row && groupFrom(tables, app.id, row);
}

function groupFrom(tables: Rows, app: number, [, id, , text, createdAt]: readonly unknown[]): Group {
  const body = JSON.parse(String(text)) as JsonMap;
  const members = tables.rows('groupMembers', app, String(id)).map(([, , user]) => String(user));
  return {
    id: String(id),
    body: isRoom(body) ? body : { ...body, members },
    createdAt: String(createdAt),
  };
}

const isRoom = ({ type }: JsonMap) => type === 'AVChatRoom';

/** The owner is a member too. */
function save(tables: Tables, app: App, { id, body: { members, ...body }, createdAt }: Group): void {
  const sql = 'INSERT OR REPLACE INTO chatGroups VALUES (?, ?, ?, ?, ?)';
  tables.run(sql, app.id, id, String(body.type), JSON.stringify(body), createdAt);
  tables.run('DELETE FROM groupMembers WHERE app = ? AND groupId = ?', app.id, id);
  for (const user of namesIn(members)) {
    tables.run('INSERT INTO groupMembers VALUES (?, ?, ?)', app.id, id, user);
  }
}

/** What a deleted account leaves behind: groups without it, and without an owner where it was that. */
export function leaveGroups(tables: Tables, app: number, user: string): void {
  tables.run('DELETE FROM groupMembers WHERE app = ? AND user = ?', app, user);
  for (const { id, body } of groupsOf(tables, app)) {
    if (body.owner !== user) continue;
    const { owner: _, members: __, ...rest } = body;
    const sql = 'UPDATE chatGroups SET body = ? WHERE app = ? AND id = ?';
    tables.run(sql, JSON.stringify(rest), app, id);
  }
}

const namesIn = (members: Json | undefined): string[] =>
  Array.isArray(members) ? members.map((name: Json) => String(name)) : [];

function withOwner(body: JsonMap): JsonMap {
  if (isRoom(body)) return body;
  const all = new Set([...namesIn(body.members), ...(typeof body.owner === 'string' ? [body.owner] : [])]);
  return { ...body, members: [...all].sort() };
}

const create = onApp((tables, app, { sdkAppId: _, groupId, ...given }, now): Answer => {
  const form = formOf('group');
  const id = groupId === undefined ? newId(tables, given) : String(groupId ?? '');
  const body = mergePatch({ introduction: '' }, given) as JsonMap;
  const refused =
    missing(form, body) ??
    notOfRooms(body, body.members) ??
    illegal(form, body) ??
    (groupId === undefined ? undefined : illegalId(id, body)) ??
    (findGroup(tables, app, id) ? idTaken(id) : undefined) ??
    communityIsOff(tables, app, body) ??
    tooManyRooms(tables, app, body) ??
    strangers(tables, app, body, namesIn(body.members)) ??
    tooManyMembers(app, withOwner(body));
  return carryOut(
    refused,
    () => {
      if (groupId === undefined) nextNumber(tables, 'nextGroupId');
      save(tables, app, { id, body: withOwner(body), createdAt: now });
    },
    groupId === undefined ? id : undefined,
  );
});

/** `members`: UserIDs with true, and with null for those who have to go. */
const modify = onApp((tables, app, { sdkAppId: _, groupId, members, ...patch }): Answer => {
  const form = formOf('group');
  const before = findGroup(tables, app, groupId);
  if (!before) return notThere(groupId);
  const body = mergePatch({ introduction: '' }, mergePatch(before.body, patch)) as JsonMap;
  const [come, go] = [namesWith(members, true), namesWith(members, null)];
  const stay = namesIn(before.body.members).filter((user) => !go.includes(user));
  const after = isRoom(body) ? body : { ...body, members: [...new Set([...stay, ...come])].sort() };
  const refused =
    typeChanged(before.body, body) ??
    roomChangesHands(before.body, body) ??
    notOfRooms(body, members) ??
    (members === undefined || isMap(members) ? undefined : illegal(form, { type: body.type, members })) ??
    missing(form, after) ??
    illegal(form, after) ??
    strangers(tables, app, body, come) ??
    ownerLeaves(body, go) ??
    (come.length > 0 || body.owner !== before.body.owner ? tooManyMembers(app, withOwner(after)) : undefined);
  return carryOut(refused, () => save(tables, app, { ...before, body: withOwner(after) }));
});

function namesWith(members: Json | undefined, value: true | null): string[] {
  const entries = isMap(members) ? Object.entries(members) : [];
  return entries.filter(([, has]) => has === value).map(([name]) => name);
}

/** GRM-4. */
const remove = onApp((tables, app, { groupId }): Answer => {
  const group = findGroup(tables, app, groupId);
  if (!group) return notThere(groupId);
  return carryOut(undefined, () => {
    tables.run('DELETE FROM chatGroups WHERE app = ? AND id = ?', app.id, group.id);
    tables.run('DELETE FROM groupMembers WHERE app = ? AND groupId = ?', app.id, group.id);
  });
});

/** The ID that the console gives a group for which none was chosen. */
function newId(tables: Tables, { type }: JsonMap): string {
  const number = Number(meta(tables, 'nextGroupId')).toString(36).toUpperCase();
  return `${type === 'Community' ? '@TGS#_' : '@TGS#'}${number.padStart(9, '0')}`;
}

/** 1 to 48 bytes of printable ASCII; the beginning @TGS# is the console's own, and @TGS#_ of communities. */
function illegalId(id: string, { type }: JsonMap): Refused | undefined {
  const wrong = (message: string) => refuse('InvalidParameterValue.GroupId', 'GRM-1', message);
  if (!/^[\x20-\x7e]{1,48}$/.test(id)) return wrong('A group ID is 1 to 48 characters of printable ASCII.');
  if (type === 'Community') {
    return id.startsWith('@TGS#_') ? undefined : wrong('The ID of a community begins with @TGS#_.');
  }
  return id.startsWith('@TGS#') ? wrong('A group ID does not begin with @TGS#.') : undefined;
}

const idTaken = (id: string) =>
  refuse('FailedOperation.GroupIdInUse', 'GRM-1', `There is a group ${id} already.`);

function notThere(groupId: Json | undefined): Answer {
  const message = `There is no group ${groupId}.`;
  return { ok: false, refused: refuse('ResourceNotFound.GroupNotFound', 'GRM-1', message) };
}

function typeChanged(before: JsonMap, after: JsonMap): Refused | undefined {
  if (before.type === after.type) return undefined;
  return refuse('InvalidParameter.GroupTypeImmutable', 'GRM-2', 'The type of a group cannot be edited.');
}

/** `change_group_owner` is not for audio-video groups; nor has the console a way. */
function roomChangesHands(before: JsonMap, after: JsonMap): Refused | undefined {
  if (!isRoom(before) || before.owner === undefined || before.owner === after.owner) return undefined;
  const message = 'An audio-video group keeps its owner.';
  return refuse('UnsupportedOperation.AVChatRoomOwner', 'GRM-2', message);
}

function notOfRooms(body: JsonMap, members: Json | undefined): Refused | undefined {
  if (!isRoom(body) || members === undefined) return undefined;
  const message = 'Of an audio-video group no member is stored.';
  return refuse('UnsupportedOperation.AVChatRoom', 'GRM-3', message);
}

function communityIsOff(tables: Tables, app: App, { type }: JsonMap): Refused | undefined {
  if (type !== 'Community') return undefined;
  const features = sectionOf(tables, app.id, 'groupFeatures');
  if (at(features, ['community', 'enabled']) === true) return undefined;
  return refuse('FailedOperation.CommunityRequired', 'GRP-5', 'The app has the community feature off.');
}

function tooManyRooms(tables: Tables, app: App, body: JsonMap): Refused | undefined {
  if (!isRoom(body)) return undefined;
  const sql = "SELECT count(*) FROM chatGroups WHERE app = ? AND type = 'AVChatRoom'";
  const most = mostRooms[app.edition];
  if (count(tables, sql, app.id) < most) return undefined;
  const message = `A ${app.edition} app has at most ${most} audio-video groups.`;
  return refuse('LimitExceeded.AVChatRooms', 'EDN-4', message);
}

/** GRM-1, GRM-3: owner and members are registered users. */
function strangers(
  tables: Tables,
  app: App,
  { owner }: JsonMap,
  come: readonly string[],
): Refused | undefined {
  const isRegistered = (user: string) =>
    tables.first('SELECT 1 FROM accounts WHERE app = ? AND id = ?', app.id, user) !== undefined;
  if (typeof owner === 'string' && !isRegistered(owner)) {
    const message = `The owner ${owner} is no registered user.`;
    return refuse('FailedOperation.OwnerNotRegistered', 'GRM-1', message);
  }
  return firstRefusal(come, (user) =>
    isRegistered(user)
      ? undefined
      : refuse('FailedOperation.MemberNotRegistered', 'GRM-3', `${user} is no registered user.`),
  );
}

function ownerLeaves({ owner }: JsonMap, go: readonly string[]): Refused | undefined {
  if (typeof owner !== 'string' || !go.includes(owner)) return undefined;
  const message = `${owner} owns the group and cannot be deleted from it.`;
  return refuse('FailedOperation.OwnerCannotLeave', 'GRM-3', message);
}

/** EDN-5 and GRP-5: how many members a group of this type can have. Of audio-video groups none is stored. */
export function mostMembersOf(edition: Edition, type: Json | undefined): number {
  return type === 'Community' ? mostMembersOfCommunity : mostMembers[edition];
}

function tooManyMembers(app: App, { type, members }: JsonMap): Refused | undefined {
  const isCommunity = type === 'Community';
  const most = mostMembersOf(app.edition, type);
  if (namesIn(members).length <= most) return undefined;
  return isCommunity
    ? refuse('LimitExceeded.GroupMembers', 'GRP-5', `A community has at most ${most} members.`)
    : refuse(
        'LimitExceeded.GroupMembers',
        'EDN-5',
        `A group of a ${app.edition} app has at most ${most} members.`,
      );
}

export const groupActions: Readonly<Record<string, Action>> = {
  CreateGroup: create,
  ModifyGroup: modify,
  DeleteGroup: remove,
};
