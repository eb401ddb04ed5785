/** Groups of an app, as the Chat REST API tells of them ("RESTful API List", 1047/34621). */
import type { Json, JsonMap } from '../../json.ts';
import type { Tencent } from './adapter-options.ts';
import { hide, reading, type Sheet, show } from './read-sheet.ts';
import {
  askChat,
  batches,
  chatCode,
  field,
  listIn,
  mapsIn,
  numberIn,
  resultOf,
  strange,
  textIn,
  Unread,
  unreadItem,
} from './read-wire.ts';
import { type Page, totalIn, wholeList } from './whole-list.ts';
import type { WireMap } from './wire.ts';

/** The catalogue's type → Tencent's, where it has another name. */
const wireTypes: Readonly<Record<string, string>> = { Work: 'Private', Meeting: 'ChatRoom' };
const ourTypes: Readonly<Record<string, string>> = {
  Private: 'Work',
  Work: 'Work',
  Public: 'Public',
  ChatRoom: 'Meeting',
  Meeting: 'Meeting',
  AVChatRoom: 'AVChatRoom',
  Community: 'Community',
};

export const wireTypeOf = (type: string): string =>
  Object.hasOwn(wireTypes, type) ? (wireTypes[type] ?? type) : type;

const perPage = 10_000; // groups of one get_appid_group_list
const mostPages = 100; // of get_appid_group_list
const perInfo = 50; // groups of one get_group_info
/** How many groups that nobody named are looked at. The number of the others is told. */
const mostUnmanaged = 1_000;
/** Members of one get_group_member_info: what its pages allow for a community and for the others. */
const perMemberPage = { community: 100, others: 200 } as const;
const mostMembers = 100_000; // GRP-5

const answerTooLong = chatCode(10018);
/** A group that is not there, or has an ID that none can have. */
const noSuchGroup = [10010, 10015];

/** What an item of `GroupInfo` calls its error. */
const ofGroup = { code: 'ErrorCode', info: 'ErrorInfo' };

const placeOf = (app: string, group: string) => ['apps', app, 'groups', group];

/** Reads into the sheet the groups that somebody names, with their members, and with `lists` all others, without. */
export async function readGroups(
  tencent: Tencent,
  app: string,
  named: readonly string[],
  lists: boolean,
  sheet: Sheet,
): Promise<void> {
  const wanted = new Set(named);
  const [others] = await Promise.all([
    lists ? listOthers(tencent, app, wanted, sheet) : [],
    readAll(tencent, app, [...wanted], (group, info) => showNamed(tencent, app, group, info, sheet), sheet),
  ]);
  let strangers = 0;
  const look = async (group: string, info: WireMap) => {
    const body = bodyOf(info);
    if (body) show(sheet, 'group', placeOf(app, group), body, factsOf(info));
    else strangers += 1;
  };
  await readAll(tencent, app, others, look, sheet);
  if (strangers > 0) {
    sheet.notices.add(`App ${app} has ${strangers} groups of a type that chatform does not know.`);
  }
}

/** Groups that nobody named, the first of them. A notice tells where they cannot all be listed. */
async function listOthers(
  { chat }: Tencent,
  app: string,
  named: ReadonlySet<string>,
  sheet: Sheet,
): Promise<string[]> {
  const listed = new Set<string>();
  const others = () => [...listed].filter((group) => !named.has(group));
  const tell = (why: string) =>
    sheet.notices.add(`Groups of app ${app} that are not managed here could not be listed: ${why}.`);
  try {
    const marks = new Set<number>();
    for (let next = 0; ; ) {
      marks.add(next);
      const request = { Limit: perPage, Next: next };
      const answer = await askChat(chat, app, 'group_open_http_svc/get_appid_group_list', request);
      const before = listed.size;
      for (const item of mapsIn(answer, 'GroupIdList')) listed.add(textIn(item, 'GroupId'));
      const total = numberIn(answer, 'TotalCount');
      if (others().length > mostUnmanaged) {
        const count = total ?? `more than ${others().length}`;
        sheet.notices.add(
          `App ${app} has ${count} groups. Of those that are not managed here, ${mostUnmanaged} were looked at.`,
        );
        break;
      }
      next = numberIn(answer, 'Next') ?? 0;
      const leadsOn = !marks.has(next) && listed.size > before && marks.size < mostPages;
      if (next !== 0 && leadsOn) continue;
      // A mark that leads nowhere ends the list, too.
      if (next !== 0 || listed.size < (total ?? 0))
        tell(`the list ends after ${listed.size} of ${total ?? 'more'}`);
      break;
    }
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    tell(error.message);
  }
  return others().sort().slice(0, mostUnmanaged);
}

type Look = (group: string, info: WireMap) => Promise<void>;

/** Gives each group that is there to `look`. What cannot be read is hidden. */
async function readAll(
  tencent: Tencent,
  app: string,
  groups: readonly string[],
  look: Look,
  sheet: Sheet,
): Promise<void> {
  await Promise.all(batches(groups, perInfo).map((some) => readSome(tencent, app, some, look, sheet)));
}

async function readSome(
  tencent: Tencent,
  app: string,
  groups: readonly string[],
  look: Look,
  sheet: Sheet,
): Promise<void> {
  const places = groups.map((group) => placeOf(app, group));
  const infos = await reading(sheet, places, () => infosOf(tencent, app, groups));
  if (!infos) return;
  const looked = groups.map((group) =>
    reading(sheet, [placeOf(app, group)], async () => {
      const info = infos.get(group);
      if (!info) throw strange('GroupInfo', `lacks ${group}`);
      const code = resultOf(info, 'ErrorCode');
      if (noSuchGroup.includes(code)) return;
      if (code !== 0) throw unreadItem('get_group_info', info, true, ofGroup);
      await look(group, info);
    }),
  );
  await Promise.all(looked);
}

/** GroupId → its item of `GroupInfo`; in two halves where the answer would be too long. @throws Unread */
async function infosOf(
  tencent: Tencent,
  app: string,
  groups: readonly string[],
): Promise<ReadonlyMap<string, WireMap>> {
  const fields = ['Type', 'Name', 'Introduction', 'Owner_Account', 'CreateTime'];
  const request = { GroupIdList: groups, ResponseFilter: { GroupBaseInfoFilter: fields } };
  try {
    const answer = await askChat(tencent.chat, app, 'group_open_http_svc/get_group_info', request);
    return new Map(mapsIn(answer, 'GroupInfo').map((info) => [textIn(info, 'GroupId'), info]));
  } catch (error) {
    if (!(error instanceof Unread) || error.code !== answerTooLong || groups.length === 1) throw error;
    const half = Math.ceil(groups.length / 2);
    const parts = [groups.slice(0, half), groups.slice(half)];
    const both = await Promise.all(parts.map((part) => infosOf(tencent, app, part)));
    return new Map(both.flatMap((part) => [...part]));
  }
}

/** Type, name and the rest of a group without its members; undefined for a type that is not in the catalogue. */
function bodyOf(info: WireMap): JsonMap | undefined {
  const type = textIn(info, 'Type');
  const ours = Object.hasOwn(ourTypes, type) ? ourTypes[type] : undefined;
  if (ours === undefined) return undefined;
  const owner = field(info, 'Owner_Account') ?? '';
  return {
    type: ours,
    name: textIn(info, 'Name'),
    introduction: String(field(info, 'Introduction') ?? ''),
    ...(owner === '' ? {} : { owner: textIn(info, 'Owner_Account') }),
  };
}

/** `CreateTime` is in seconds since 1970. */
function factsOf(info: WireMap): JsonMap {
  const seconds = numberIn(info, 'CreateTime') ?? 0;
  return seconds > 0 && seconds < 1e11 ? { createdAt: new Date(seconds * 1000).toISOString() } : {};
}

async function showNamed(
  tencent: Tencent,
  app: string,
  group: string,
  info: WireMap,
  sheet: Sheet,
): Promise<void> {
  const body = bodyOf(info);
  if (!body) {
    const reason = `it is of the type ${textIn(info, 'Type')}, which chatform does not know`;
    return hide(sheet, placeOf(app, group), reason);
  }
  const members =
    body.type === 'AVChatRoom' ? {} : { members: await membersOf(tencent, app, group, body.type) };
  show(sheet, 'group', placeOf(app, group), { ...body, ...members }, factsOf(info));
}

/** The UserIDs of all members, the owner's too. Those of a community are paged by a mark. @throws Unread */
async function membersOf(
  tencent: Tencent,
  app: string,
  group: string,
  type: Json | undefined,
): Promise<string[]> {
  const isCommunity = type === 'Community';
  const Limit = isCommunity ? perMemberPage.community : perMemberPage.others;
  const begin = () => {
    let mark = '';
    return async (before: number): Promise<Page> => {
      const place = isCommunity ? { Next: mark } : { Offset: before };
      const request = { GroupId: group, MemberInfoFilter: ['Role'], Limit, ...place };
      const answer = await askChat(tencent.chat, app, 'group_open_http_svc/get_group_member_info', request);
      const page = { items: listIn(answer, 'MemberList'), total: totalIn(answer, 'MemberNum') };
      mark = isCommunity ? String(field(answer, 'Next') ?? '') : '';
      return isCommunity ? { ...page, isLast: mark === '' } : page;
    };
  };
  const mostPages = mostMembers / Limit + 1;
  const members = await wholeList({ name: 'MemberList', keyOf: userOf, mostPages, begin });
  return members.map(userOf).sort();
}

const userOf = (member: WireMap) => textIn(member, 'Member_Account');

/** The UserID of a group's owner; undefined where it has none. @throws Unread */
export async function ownerOf(tencent: Tencent, app: string, group: string): Promise<string | undefined> {
  const info = (await infosOf(tencent, app, [group])).get(group);
  const owner = info && field(info, 'Owner_Account');
  return typeof owner === 'string' && owner !== '' ? owner : undefined;
}
