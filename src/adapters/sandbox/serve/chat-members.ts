/** Who is in a group (api.md §2.4.5). Of audio-video groups nobody is stored. */
import { at, type Json, mapOf } from '../../../json.ts';
import { sectionOf } from '../settings.ts';
import { answerOf, type Command, done, fail, isUser, perform, textsOf } from './chat-answer.ts';
import { codes, group, groupIn, namesOf, newcomersIn, reading, roleOf, writing } from './chat-group-parts.ts';
import { membersShown } from './chat-group-reads.ts';

const mostAsked = 500; // users of a call
const mostShown = 6000; // members of a page
const mostBanned = 100; // banned members of a page

/** Who is not registered is not added, and the others are; if none of them is, the call fails. */
const add: Command = {
  ...writing,
  parameters: ['GroupId', 'MemberList', 'Silence'],
  run: async (desk, { GroupId, MemberList }) => {
    const found = groupIn(desk, GroupId);
    if ('code' in found) return found;
    if (found.body.type === 'AVChatRoom') return fail(10007, 'Nobody can be added to such a group.');
    const names = newcomersIn(MemberList);
    if ('code' in names) return names;
    if (names.length === 0) return fail(10004, 'MemberList is empty.');
    const registered = names.filter((name) => isUser(desk, name));
    if (registered.length === 0) return fail(10019, 'None of them is a registered user.');
    const before = namesOf(found.body);
    const come = registered.filter((name) => !before.includes(name));
    if (come.length > 0) {
      const members = mapOf(come.map((name) => [name, true] as const));
      const answer = await perform(desk, 'ModifyGroup', { groupId: found.id, members });
      if (!answer.ok) return answerOf(answer, { ...codes, 'LimitExceeded.GroupMembers': 10014 }, 10004);
    }
    const result = (name: string) => (before.includes(name) ? 2 : come.includes(name) ? 1 : 0);
    return done({ MemberList: names.map((name) => ({ Member_Account: name, Result: result(name) })) });
  },
};

/** Whoever is no member stays none. */
const remove: Command = {
  ...writing,
  parameters: ['GroupId', 'MemberToDel_Account', 'Silence', 'Reason'],
  run: async (desk, { GroupId, MemberToDel_Account }) => {
    const found = groupIn(desk, GroupId);
    if ('code' in found) return found;
    if (found.body.type === 'AVChatRoom') return fail(10004, 'Nobody is stored in such a group.');
    const names = textsOf(MemberToDel_Account);
    if (!names || names.length === 0) return fail(10004, 'MemberToDel_Account is a list of UserIDs.');
    if (names.length > mostAsked) return fail(10005, `At most ${mostAsked} go at a time.`);
    const go = namesOf(found.body).filter((name) => names.includes(name));
    if (go.length === 0) return done();
    const members = mapOf(go.map((name) => [name, null] as const));
    return answerOf(await perform(desk, 'ModifyGroup', { groupId: found.id, members }), codes, 10004);
  },
};

const isCount = (value: Json) => Number.isInteger(value) && (value as number) >= 0;

/** By `Offset`; of a community by `Next`, which is a text, empty at both ends. */
const list: Command = {
  ...reading,
  parameters: [
    'GroupId',
    'MemberInfoFilter',
    'MemberRoleFilter',
    'AppDefinedDataFilter_GroupMember',
    'Limit',
    'Offset',
    'Next',
  ],
  run: (desk, request) => {
    const found = groupIn(desk, request.GroupId);
    if ('code' in found) return found;
    if (found.body.type === 'AVChatRoom') return fail(10007, 'Nobody is stored in such a group.');
    const isCommunity = found.body.type === 'Community';
    if (isCommunity ? request.Offset !== undefined : request.Next !== undefined) {
      return fail(10004, 'Communities are listed by Next, and other groups by Offset.');
    }
    const { Limit = mostShown, Offset = 0, Next = '' } = request;
    if (!isCount(Limit) || (Limit as number) > mostShown) return fail(10004, `Limit is 0 to ${mostShown}.`);
    const start = isCommunity ? startOf(Next) : isCount(Offset) ? (Offset as number) : undefined;
    if (start === undefined) return fail(10004, 'Offset or Next is not legal.');
    const roles = textsOf(request.MemberRoleFilter ?? ['Owner', 'Admin', 'Member']);
    const names = request.MemberInfoFilter === undefined ? undefined : textsOf(request.MemberInfoFilter);
    if (!roles || (request.MemberInfoFilter !== undefined && !names)) {
      return fail(10004, 'A filter is a list of names.');
    }
    const all = membersShown(desk, found, names).filter(({ Member_Account }) =>
      roles.includes(roleOf(found.body, String(Member_Account))),
    );
    const end = start + (Limit as number);
    return done({
      MemberNum: namesOf(found.body).length,
      MemberList: all.slice(start, end),
      ...(isCommunity && { Next: end < all.length ? `from ${end}` : '' }),
    });
  },
};

function startOf(next: Json): number | undefined {
  if (next === '') return 0;
  const [, digits] = /^from ([0-9]{1,9})$/.exec(String(next)) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

const roles: Command = {
  ...reading,
  parameters: ['GroupId', 'User_Account'],
  run: (desk, { GroupId, User_Account }) => {
    const found = groupIn(desk, GroupId);
    if ('code' in found) return found;
    const users = textsOf(User_Account);
    if (!users || users.length === 0) return fail(10004, 'User_Account is a list of UserIDs.');
    if (users.length > mostAsked) return fail(10005, `User_Account has at most ${mostAsked} UserIDs.`);
    const members = namesOf(found.body);
    const role = (user: string) =>
      members.includes(user) || found.body.owner === user ? roleOf(found.body, user) : 'NotMember';
    return done({ UserIdList: users.map((user) => ({ Member_Account: user, Role: role(user) })) });
  },
};

/** Only of audio-video groups, and only where banning is on (GRP-9). Nobody is banned ever. */
const banned: Command = {
  ...reading,
  parameters: ['GroupId', 'Limit', 'Offset'],
  run: (desk, { GroupId, Limit = mostBanned, Offset }) => {
    const found = groupIn(desk, GroupId);
    if ('code' in found) return found;
    if (found.body.type !== 'AVChatRoom') return fail(10007, 'Nobody is banned from such a group.');
    const features = sectionOf(desk.tables, desk.app.id, 'groupFeatures');
    if (at(features, ['avBanning']) !== true) return fail(10007, 'Banning is off.');
    if (!isCount(Limit) || (Limit as number) > mostBanned || Offset === undefined || !isCount(Offset)) {
      return fail(10004, `Limit is 0 to ${mostBanned}, and Offset has to be given.`);
    }
    return done({ BannedAccountList: [], NextOffset: 0 });
  },
};

export const memberCommands: Readonly<Record<string, Command>> = {
  [`${group}/add_group_member`]: add,
  [`${group}/delete_group_member`]: remove,
  [`${group}/get_group_member_info`]: list,
  [`${group}/get_role_in_group`]: roles,
  [`${group}/get_group_ban_member`]: banned,
};
