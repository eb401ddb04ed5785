/** Which groups there are, and what they are (api.md §2.4.5; D:1047/34960, 34961). */
import { isMap, type Json, type JsonMap, mapOf } from '../../../json.ts';
import { fieldValuesOf } from '../field-values.ts';
import { type Group, mostMembersOf } from '../groups.ts';
import { type ChatDesk, type Command, done, fail, seconds, textsOf } from './chat-answer.ts';
import { group, groupIn, namesOf, reading, roleOf, typeNames, wireType } from './chat-group-parts.ts';

const mostAsked = 50; // groups of a call
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

export const groupReadCommands: Readonly<Record<string, Command>> = {
  [`${group}/get_appid_group_list`]: list,
  [`${group}/get_group_info`]: info,
};
