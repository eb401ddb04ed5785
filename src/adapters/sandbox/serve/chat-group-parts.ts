/** What commands about groups share: types, IDs, codes, members and fields (api.md §2.4.5, §6.4, §6.5). */
import { isMap, type Json, type JsonMap, mapOf } from '../../../json.ts';
import { fieldOf } from '../field-values.ts';
import { findGroup, type Group } from '../groups.ts';
import { type ChatAnswer, type ChatDesk, fail, textsOf } from './chat-answer.ts';

export const group = 'group_open_http_svc';
export const reading = { perSecond: 200, isWrite: false, wrong: 10004 } as const;
export const writing = { perSecond: 200, isWrite: true, wrong: 10004 } as const;
const mostMembers = 100; // of a call

/** Group types by their names on the wire, of which some types have two. */
export const typeNames: ReadonlyMap<string, string> = new Map([
  ['Public', 'Public'],
  ['Private', 'Work'],
  ['Work', 'Work'],
  ['ChatRoom', 'Meeting'],
  ['Meeting', 'Meeting'],
  ['AVChatRoom', 'AVChatRoom'],
  ['Community', 'Community'],
]);

/** The name in answers: the older of two. */
export const wireType = (type: Json | undefined) =>
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
export function valuesIn(
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

export const namesOf = ({ members }: JsonMap) => textsOf(members) ?? [];

export const roleOf = ({ owner }: JsonMap, user: string) => (owner === user ? 'Owner' : 'Member');
