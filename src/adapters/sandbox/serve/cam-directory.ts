/** The sub-accounts and user groups of the account (api.md §2.2). Their numbers are derived from their names: keys.ts. */
import type { JsonMap } from '../../../json.ts';
import { page, paging, reading } from './cam-paging.ts';
import {
  type CloudAction,
  cloudError,
  cloudTime,
  type Desk,
  fields,
  integerIn,
  textIn,
} from './cloud-answer.ts';
import { appIdOf, groupIdOf, uidOf, uinOf } from './keys.ts';

export interface User {
  readonly name: string;
  readonly uin: number;
  readonly uid: number;
  readonly createdAt: string;
}

export interface Group {
  readonly name: string;
  readonly groupId: number;
  readonly createdAt: string;
}

export function usersIn({ tables, account }: Desk): User[] {
  return tables.all('SELECT name, createdAt FROM users ORDER BY name').map(([text, createdAt]) => {
    const name = String(text);
    return { name, uin: uinOf(account, name), uid: uidOf(account, name), createdAt: String(createdAt) };
  });
}

export function groupsIn({ tables, account }: Desk): Group[] {
  return tables.all('SELECT name, createdAt FROM userGroups ORDER BY name').map(([text, createdAt]) => {
    const name = String(text);
    return { name, groupId: groupIdOf(account, name), createdAt: String(createdAt) };
  });
}

function membersOf(desk: Desk, { name }: Group): User[] {
  const rows = desk.tables.all('SELECT user FROM members WHERE groupName = ?', name);
  const names = new Set(rows.map(([user]) => String(user)));
  return usersIn(desk).filter((user) => names.has(user.name));
}

const noSuchUser = () => cloudError('ResourceNotFound.UserNotExist', 'There is no such sub-account.');

const shown = ({ name, uin, uid }: User): JsonMap => ({
  Uin: uin,
  Name: name,
  Uid: uid,
  Remark: '',
  ConsoleLogin: 1,
  PhoneNum: '',
  CountryCode: '',
  Email: '',
});

const listUsers: CloudAction = {
  ...reading,
  run: (desk) =>
    fields({
      Data: usersIn(desk).map((user) => ({
        ...shown(user),
        CreateTime: cloudTime(user.createdAt),
        NickName: '',
      })),
    }),
};

const getUser: CloudAction = {
  ...reading,
  required: { Name: 'text' },
  run: (desk, { Name }) => {
    const user = usersIn(desk).find(({ name }) => name === Name);
    return user ? fields({ ...shown(user), RecentlyLoginIP: '', RecentlyLoginTime: '' }) : noSuchUser();
  },
};

/** The root account signs, so both are its uin. */
const getUserAppId: CloudAction = {
  ...reading,
  run: ({ account }) => fields({ Uin: account, OwnerUin: account, AppId: appIdOf(account) }),
};

const groupShown = ({ name, groupId, createdAt }: Group): JsonMap => ({
  GroupId: groupId,
  GroupName: name,
  CreateTime: cloudTime(createdAt),
  Remark: '',
});

const memberShown = ({ name, uin, uid, createdAt }: User): JsonMap => ({
  Uid: uid,
  Uin: uin,
  Name: name,
  PhoneNum: '',
  CountryCode: '',
  PhoneFlag: 0,
  Email: '',
  EmailFlag: 0,
  UserType: 2,
  CreateTime: cloudTime(createdAt),
  IsReceiverOwner: 0,
  Remark: '',
});

const listGroups: CloudAction = {
  ...reading,
  optional: { ...paging, Keyword: 'text' },
  run: (desk, request) => {
    const found = groupsIn(desk).filter(({ name }) => name.includes(textIn(request, 'Keyword') ?? ''));
    return page(request, found, (items, total) => ({ TotalNum: total, GroupInfo: items.map(groupShown) }));
  },
};

const groupIn = (desk: Desk, request: JsonMap) =>
  groupsIn(desk).find(({ groupId }) => groupId === request.GroupId);

/** Its code for a group that is not there is that of a user (sic). */
const getGroup: CloudAction = {
  ...reading,
  required: { GroupId: 'integer' },
  run: (desk, request) => {
    const group = groupIn(desk, request);
    if (!group) return cloudError('ResourceNotFound.UserNotExist', 'There is no group of this GroupId.');
    const members = membersOf(desk, group);
    return fields({
      ...groupShown(group),
      GroupNum: members.length,
      UserInfo: members.map(memberShown),
    });
  },
};

const listUsersForGroup: CloudAction = {
  ...reading,
  required: { GroupId: 'integer' },
  optional: paging,
  run: (desk, request) => {
    const group = groupIn(desk, request);
    if (!group) return cloudError('ResourceNotFound.GroupNotExist', 'There is no group of this GroupId.');
    return page(request, membersOf(desk, group), (items, total) => ({
      TotalNum: total,
      UserInfo: items.map(memberShown),
    }));
  },
};

/** By Uid, or by SubUin. */
const listGroupsForUser: CloudAction = {
  ...reading,
  optional: { ...paging, Uid: 'integer', SubUin: 'integer' },
  run: (desk, request) => {
    const [id, uin] = [integerIn(request, 'Uid'), integerIn(request, 'SubUin')];
    if (id === undefined && uin === undefined) {
      return cloudError('InvalidParameter.ParamError', 'Give a Uid or a SubUin.');
    }
    const user = usersIn(desk).find((one) => (id === undefined ? one.uin === uin : one.uid === id));
    if (!user) return noSuchUser();
    const rows = desk.tables.all('SELECT groupName FROM members WHERE user = ?', user.name);
    const names = new Set(rows.map(([name]) => String(name)));
    const found = groupsIn(desk).filter(({ name }) => names.has(name));
    return page(request, found, (items, total) => ({ TotalNum: total, GroupInfo: items.map(groupShown) }));
  },
};

const mostSubAccounts = 50;

/** Of those who are there. */
const describeSubAccounts: CloudAction = {
  ...reading,
  required: { FilterSubAccountUin: ['integer'] },
  run: (desk, { FilterSubAccountUin }) => {
    const uins = Array.isArray(FilterSubAccountUin) ? FilterSubAccountUin : [];
    if (uins.length > mostSubAccounts) {
      const message = `At most ${mostSubAccounts} sub-accounts can be asked about at a time.`;
      return cloudError('InvalidParameter.ParamError', message);
    }
    const found = usersIn(desk).filter(({ uin }) => uins.includes(uin));
    return fields({
      SubAccounts: found.map(({ name, uin, uid, createdAt }) => ({
        Uin: uin,
        Name: name,
        Uid: uid,
        Remark: '',
        CreateTime: cloudTime(createdAt),
        UserType: 2,
        LastLoginIp: '',
        LastLoginTime: '',
      })),
    });
  },
};

export const directoryCloudActions: Readonly<Record<string, CloudAction>> = {
  ListUsers: listUsers,
  GetUser: getUser,
  GetUserAppId: getUserAppId,
  ListGroups: listGroups,
  GetGroup: getGroup,
  ListUsersForGroup: listUsersForGroup,
  ListGroupsForUser: listGroupsForUser,
  DescribeSubAccounts: describeSubAccounts,
};
