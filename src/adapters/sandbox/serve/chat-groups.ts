/** Groups of an app (api.md §2.4.5; the pages are listed in §2.4.11). */
import { isMap, type Json, type JsonMap, mapOf } from '../../../json.ts';
import { fieldOf, fieldValuesOf } from '../field-values.ts';
import { findGroup, type Group, mostMembersOf } from '../groups.ts';
import type { Answer } from '../index.ts';
import {
  answerOf,
  type ChatAnswer,
  type ChatDesk,
  type Command,
  done,
  fail,
  perform,
  seconds,
  textsOf,
} from './chat-answer.ts';

export const group = 'group_open_http_svc';
export const reading = { perSecond: 200, isWrite: false, wrong: 10004 } as const;
export const writing = { perSecond: 200, isWrite: true, wrong: 10004 } as const;
const mostMembers = 100; // of a call
const mostAsked = 50; // groups of a call

/** Group types by their names on the wire, of which some types have two. */
const typeNames: ReadonlyMap<string, string> = new Map([
  ['Public', 'Public'],
  ['Private', 'Work'],
  ['Work', 'Work'],
  ['ChatRoom', 'Meeting'],
  ['Meeting', 'Meeting'],
  ['AVChatRoom', 'AVChatRoom'],
  ['Community', 'Community'],
]);

/** The name in answers: the older of two. */
const wireType = (type: Json | undefined) =>
  [...typeNames].find(([, ours]) => ours === type)?.[0] ?? String(type);

/** A group by its ID, or why there is none. */
export function groupIn({ tables, app }: ChatDesk, id: Json | undefined): Group | ChatAnswer {
  if (typeof id !== 'string') return fail(10004, 'GroupId is text.');
  if (id === '' || Buffer.byteLength(id) > 48) return fail(10015, 'A GroupId has 1 to 48 bytes.');
  return findGroup(tables, app, id) ?? fail(10010, `There is no group ${id}.`);
}

export const codes = {
  'ResourceNotFound.GroupNotFound': 10010,
  'FailedOperation.GroupIdInUse': 10021,
  'FailedOperation.CommunityRequired': 11000,
  'FailedOperation.OwnerNotRegistered': 10019,
  'FailedOperation.MemberNotRegistered': 10019,
  'FailedOperation.OwnerCannotLeave': 10009,
  'LimitExceeded.AVChatRooms': 10036,
  'LimitExceeded.GroupMembers': 10038,
  'UnsupportedOperation.AVChatRoom': 10007,
};

const longest = 512; // bytes of a value

/** `[{Key, Value}]`: values of custom fields, for a group of this type. */
function valuesIn(
  { tables, app }: ChatDesk,
  list: Json | undefined,
  type: string,
): { readonly values: Readonly<Record<string, string>> } | ChatAnswer {
  if (list === undefined) return { values: {} };
  const pairs: [string, string][] = [];
  for (const item of Array.isArray(list) ? (list as Json[]) : [null]) {
    const { Key, Value } = isMap(item) ? item : {};
    if (typeof Key !== 'string' || typeof Value !== 'string') {
      return fail(10004, 'AppDefinedData is a list of texts Key and Value.');
    }
    const field = fieldOf(tables, app.id, 'groupFields', Key);
    const types = isMap(field?.groupTypes) ? Object.keys(field.groupTypes) : [];
    if (!types.includes(type)) return fail(10004, `A ${type} group has no field ${Key}.`);
    if (Buffer.byteLength(Value) > longest) return fail(10004, `${Key} has at most ${longest} bytes.`);
    pairs.push([Key, Value]);
  }
  return { values: mapOf(pairs) };
}

/** `[{Member_Account}]`: UserIDs. A role or a member field of a newcomer is not kept here. */
export function newcomersIn(list: Json | undefined): string[] | ChatAnswer {
  if (list === undefined) return [];
  const items = Array.isArray(list) ? (list as Json[]) : [null];
  if (items.length > mostMembers) return fail(10005, `MemberList has at most ${mostMembers} members.`);
  const names: string[] = [];
  for (const item of items) {
    const { Member_Account, ...rest } = isMap(item) ? (item as JsonMap) : {};
    if (typeof Member_Account !== 'string')
      return fail(10004, 'MemberList is a list with a Member_Account each.');
    const [other] = Object.keys(rest);
    if (other !== undefined) return fail(10004, `The sandbox knows no ${other} of a member.`);
    names.push(Member_Account);
  }
  return [...new Set(names)];
}

const create: Command = {
  ...writing,
  parameters: [
    'Type',
    'Name',
    'Owner_Account',
    'GroupId',
    'Introduction',
    'MemberList',
    'AppDefinedData',
    'SupportTopic',
  ],
  run: async (desk, request) => {
    const { Type, Name, Owner_Account, GroupId, Introduction, MemberList, SupportTopic } = request;
    const type = typeNames.get(String(Type));
    if (type === undefined) return fail(10004, 'Type is Public, Private, ChatRoom, AVChatRoom or Community.');
    if (SupportTopic !== undefined && SupportTopic !== 0)
      return fail(10004, 'The sandbox keeps no topics of a community.');
    const members = newcomersIn(MemberList);
    if ('code' in members) return members;
    const data = valuesIn(desk, request.AppDefinedData, type);
    if ('code' in data) return data;
    const answer = await perform(desk, 'CreateGroup', {
      type,
      ...(Name === undefined ? {} : { name: Name }),
      ...(Owner_Account === undefined ? {} : { owner: Owner_Account }),
      ...(GroupId === undefined ? {} : { groupId: GroupId }),
      ...(Introduction === undefined ? {} : { introduction: Introduction }),
      ...(members.length === 0 ? {} : { members }),
    });
    if (!answer.ok) return refusedToCreate(desk, answer, request);
    const groupId = answer.id ?? String(GroupId);
    const fields = { GroupId: groupId, Type: wireType(type) };
    return setValues(desk, groupId, data.values, fields);
  },
};

async function setValues(
  desk: ChatDesk,
  groupId: string,
  values: Readonly<Record<string, string>>,
  fields: JsonMap = {},
): Promise<ChatAnswer> {
  if (Object.keys(values).length === 0) return done(fields);
  return answerOf(await perform(desk, 'SetGroupFieldValues', { groupId, values }), {}, 10004, fields);
}

/** 10025 in place of 10021 where the owner has a group of this ID already. */
function refusedToCreate(desk: ChatDesk, answer: Answer, { GroupId, Owner_Account }: JsonMap): ChatAnswer {
  const refused = answerOf(answer, codes, 10004);
  const there = groupIn(desk, GroupId);
  const isOwn = 'body' in there && Owner_Account !== undefined && there.body.owner === Owner_Account;
  return refused.code === 10021 && isOwn ? { ...refused, code: 10025 } : refused;
}

const legacyTypes = ['BChatRoom'];
const mostListed = 10_000;

/** `Next` is how many were listed before; 0 is the end. */
const list: Command = {
  ...reading,
  perSecond: 1,
  parameters: ['Limit', 'Next', 'GroupType'],
  run: ({ tables, app }, { Limit = mostListed, Next = 0, GroupType }) => {
    const isCount = (value: Json) => Number.isInteger(value) && (value as number) >= 0;
    if (!isCount(Limit) || Limit === 0 || (Limit as number) > mostListed) {
      return fail(10004, `Limit is 1 to ${mostListed}.`);
    }
    if (!isCount(Next)) return fail(10004, 'Next is what the answer before said.');
    if (GroupType !== undefined && ![...typeNames.keys(), ...legacyTypes].includes(String(GroupType))) {
      return fail(10004, 'There is no such GroupType.');
    }
    const type = GroupType === undefined ? undefined : (typeNames.get(String(GroupType)) ?? '');
    const rows = tables.all('SELECT id, type FROM chatGroups WHERE app = ? ORDER BY id', app.id);
    const ids = rows.filter(([, its]) => type === undefined || its === type).map(([id]) => String(id));
    const end = (Next as number) + (Limit as number);
    return done({
      TotalCount: ids.length,
      GroupIdList: ids.slice(Next as number, end).map((GroupId) => ({ GroupId })),
      Next: end < ids.length ? end : 0,
    });
  },
};

const info: Command = {
  ...reading,
  parameters: ['GroupIdList', 'ResponseFilter'],
  run: (desk, { GroupIdList, ResponseFilter = {} }) => {
    const ids = textsOf(GroupIdList);
    if (!ids || ids.length === 0 || ids.length > mostAsked) {
      return fail(10004, `GroupIdList is a list of 1 to ${mostAsked} GroupIds.`);
    }
    const filter = isMap(ResponseFilter) ? (ResponseFilter as JsonMap) : undefined;
    const known = ['GroupBaseInfoFilter', 'MemberInfoFilter', ...customFilters];
    const isLegal = (name: string) => known.includes(name) && textsOf(filter?.[name]) !== undefined;
    if (!filter || !Object.keys(filter).every(isLegal))
      return fail(10004, 'ResponseFilter has lists of names.');
    return done({ GroupInfo: ids.map((id) => described(desk, id, filter)) });
  },
};

const customFilters = ['AppDefinedDataFilter_Group', 'AppDefinedDataFilter_GroupMember'];

function described(desk: ChatDesk, id: string, filter: JsonMap): JsonMap {
  const found = groupIn(desk, id);
  if (!('body' in found)) return { GroupId: id, ErrorCode: found.code, ErrorInfo: found.info };
  const values = fieldValuesOf(desk.tables, desk.app.id, 'groupFields', id);
  const wanted = textsOf(filter.AppDefinedDataFilter_Group);
  const data = Object.entries(values).filter(([name]) => wanted?.includes(name) ?? true);
  return {
    ErrorCode: 0,
    ErrorInfo: '',
    GroupId: id,
    ...only(textsOf(filter.GroupBaseInfoFilter), baseInfo(desk, found)),
    AppDefinedData: data.map(([Key, Value]) => ({ Key, Value })),
    MemberList: membersShown(desk, found, textsOf(filter.MemberInfoFilter)),
  };
}

const only = (names: readonly string[] | undefined, all: JsonMap): JsonMap =>
  names ? mapOf(Object.entries(all).filter(([name]) => names.includes(name))) : all;

/** How one joins a group, by its type: nobody applies to a Work group (D:1047/33529). */
const joining: Readonly<Record<string, string>> = {
  Work: 'DisableApply',
  Public: 'NeedPermission',
  Meeting: 'FreeAccess',
  AVChatRoom: 'FreeAccess',
  Community: 'FreeAccess',
};

/** Nobody ever wrote a message. */
function baseInfo({ app }: ChatDesk, { body, createdAt }: Group): JsonMap {
  const { type, owner } = body;
  const isRoom = type === 'AVChatRoom';
  const created = seconds(createdAt);
  return {
    Type: wireType(type),
    Name: body.name ?? '',
    Appid: app.id,
    Introduction: body.introduction ?? '',
    Notification: '',
    FaceUrl: '',
    Owner_Account: owner ?? '',
    CreateTime: created,
    LastInfoTime: created,
    LastMsgTime: 0,
    NextMsgSeq: 1,
    MemberNum: namesOf(body).length,
    ...(isRoom ? {} : { MaxMemberNum: mostMembersOf(app.edition, type) }),
    ApplyJoinOption: joining[String(type)] ?? 'NeedPermission',
    MuteAllMember: 'Off',
  };
}

export const namesOf = ({ members }: JsonMap) => textsOf(members) ?? [];

/**
 * When somebody joined is not kept: the group and the account were both there from then on.
 */
export function membersShown(
  { tables, app }: ChatDesk,
  { body, createdAt }: Group,
  names?: readonly string[],
): JsonMap[] {
  return namesOf(body).map((user) => {
    const [made] =
      tables.first('SELECT createdAt FROM accounts WHERE app = ? AND id = ?', app.id, user) ?? [];
    const joined = [createdAt, String(made ?? '')].sort().at(-1) ?? createdAt;
    const all = {
      Role: roleOf(body, user),
      JoinTime: seconds(joined),
      MsgSeq: 0,
      MsgFlag: 'AcceptAndNotify',
      LastSendMsgTime: 0,
      MuteUntil: 0,
      NameCard: '',
      AppMemberDefinedData: [],
    };
    return { Member_Account: user, ...only(names, all) };
  });
}

export const roleOf = ({ owner }: JsonMap, user: string) => (owner === user ? 'Owner' : 'Member');

const modify: Command = {
  ...writing,
  parameters: ['GroupId', 'Name', 'Introduction', 'AppDefinedData'],
  run: async (desk, { GroupId, Name, Introduction, AppDefinedData }) => {
    const found = groupIn(desk, GroupId);
    if ('code' in found) return found;
    const data = valuesIn(desk, AppDefinedData, String(found.body.type));
    if ('code' in data) return data;
    const patch = {
      ...(Name === undefined ? {} : { name: Name }),
      ...(Introduction === undefined ? {} : { introduction: Introduction }),
    };
    if (Object.values(patch).some((value) => typeof value !== 'string')) {
      return fail(10004, 'Name and Introduction are texts.');
    }
    if (Object.keys(patch).length > 0) {
      const answer = await perform(desk, 'ModifyGroup', { groupId: found.id, ...patch });
      if (!answer.ok) return answerOf(answer, codes, 10004);
    }
    return setValues(desk, found.id, data.values);
  },
};

const changeOwner: Command = {
  ...writing,
  parameters: ['GroupId', 'NewOwner_Account'],
  run: async (desk, { GroupId, NewOwner_Account }) => {
    const found = groupIn(desk, GroupId);
    if ('code' in found) return found;
    if (found.body.type === 'AVChatRoom') return fail(10007, 'The owner of such a group cannot be changed.');
    if (typeof NewOwner_Account !== 'string') return fail(10004, 'NewOwner_Account is text.');
    if (!namesOf(found.body).includes(NewOwner_Account)) {
      return fail(10004, `${NewOwner_Account} is no member of the group.`);
    }
    const answer = await perform(desk, 'ModifyGroup', { groupId: found.id, owner: NewOwner_Account });
    return answerOf(answer, codes, 10004);
  },
};

const destroy: Command = {
  ...writing,
  parameters: ['GroupId'],
  run: async (desk, { GroupId }) => {
    const found = groupIn(desk, GroupId);
    if ('code' in found) return found;
    return answerOf(await perform(desk, 'DeleteGroup', { groupId: found.id }), codes, 10004);
  },
};

export const groupCommands: Readonly<Record<string, Command>> = {
  [`${group}/create_group`]: create,
  [`${group}/get_appid_group_list`]: list,
  [`${group}/get_group_info`]: info,
  [`${group}/modify_group_base_info`]: modify,
  [`${group}/change_group_owner`]: changeOwner,
  [`${group}/destroy_group`]: destroy,
};
