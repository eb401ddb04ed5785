/** Accounts of an app (api.md §2.4.3; D:1047/34953 to 34957, 35477). */
import { isMap, type JsonMap } from '../../../json.ts';
import type { Request } from '../index.ts';
import {
  answerOf,
  type ChatAnswer,
  type Command,
  done,
  fail,
  isUser,
  perform,
  performAll,
  textsOf,
} from './chat-answer.ts';

const most = 100; // accounts of a call
const mostAsked = 500; // whose status is asked for at once
const longest = 500; // bytes of a nickname, and of a photo's URL

const codes = { 'LimitExceeded.Users': 70398, 'ResourceNotFound.AccountNotFound': 70107 };
const wrongParameter = (info: string) => fail(70402, info);

interface Newcomer {
  readonly userId: string;
  readonly profile: JsonMap;
}

/** An account as an import describes it, or what is wrong with that. */
function newcomer({ UserID, Nick, FaceUrl }: JsonMap): Newcomer | ChatAnswer {
  if (typeof UserID !== 'string') return wrongParameter('UserID is text.');
  if ([Nick, FaceUrl].some((value) => value !== undefined && typeof value !== 'string')) {
    return wrongParameter('Nick and FaceUrl are texts.');
  }
  if ([Nick, FaceUrl].some((value) => Buffer.byteLength(String(value ?? '')) > longest)) {
    return fail(40601, `Nick and FaceUrl have at most ${longest} bytes.`);
  }
  const profile = {
    ...(Nick === undefined ? {} : { nickname: Nick }),
    ...(FaceUrl === undefined ? {} : { photoUrl: FaceUrl }),
  };
  return { userId: UserID, profile };
}

const importing = ({ userId, profile }: Newcomer): Request => ({
  action: 'ImportAccount',
  request: { userId, ...profile },
});

/** An account that is there already stays as it is. */
const importOne: Command = {
  perSecond: 200,
  isWrite: true,
  parameters: ['UserID', 'Nick', 'FaceUrl'],
  wrong: 70402,
  run: async (desk, request) => {
    const found = newcomer(request);
    if ('code' in found) return found;
    const { action, request: given } = importing(found);
    return answerOf(await perform(desk, action, given), codes, 70402);
  },
};

/** By names; or with profiles, which accounts get too that are there already. */
const importMany: Command = {
  perSecond: 100,
  isWrite: true,
  parameters: ['Accounts', 'AccountList'],
  wrong: 70402,
  run: async (desk, { Accounts, AccountList }) => {
    if ((Accounts === undefined) === (AccountList === undefined)) {
      return wrongParameter('Give Accounts or AccountList.');
    }
    const list = AccountList ?? textsOf(Accounts)?.map((UserID) => ({ UserID }));
    if (!Array.isArray(list) || list.length === 0 || list.length > most || !list.every(isMap)) {
      return wrongParameter(`Accounts are a list of 1 to ${most}.`);
    }
    const newcomers: Newcomer[] = [];
    for (const item of list) {
      const found = newcomer(item as JsonMap);
      if ('code' in found) return found;
      newcomers.push(found);
    }
    const requests = newcomers.map((one) =>
      isUser(desk, one.userId) && Object.keys(one.profile).length > 0 ? updating(one) : importing(one),
    );
    const answers = await performAll(desk, requests);
    const failed = newcomers.filter((_, n) => answers[n]?.ok === false).map(({ userId }) => userId);
    const first = answers.find((answer) => !answer.ok);
    if (first && failed.length === newcomers.length) return answerOf(first, codes, 70402);
    return done(failed.length === 0 ? {} : { FailAccounts: failed });
  },
};

const updating = ({ userId, profile }: Newcomer): Request => ({
  action: 'ModifyAccount',
  request: { userId, ...profile },
});

/** The UserIDs of `[{UserID}]`. */
function idsIn(list: unknown, name: string): string[] | ChatAnswer {
  const ids = Array.isArray(list) ? list.map((item) => (isMap(item) ? item.UserID : undefined)) : [];
  const texts = textsOf(ids);
  if (texts && texts.length > 0 && texts.length <= most) return texts;
  return wrongParameter(`${name} is a list of 1 to ${most} with a UserID each.`);
}

const removeMany: Command = {
  perSecond: 100,
  isWrite: true,
  parameters: ['DeleteItem'],
  wrong: 70402,
  run: async (desk, { DeleteItem }) => {
    const ids = idsIn(DeleteItem, 'DeleteItem');
    if ('code' in ids) return ids;
    const requests = ids.map((userId) => ({ action: 'DeleteAccount', request: { userId } }));
    const answers = await performAll(desk, requests);
    return done({
      ResultItem: ids.map((UserID, n) =>
        answers[n]?.ok
          ? { ResultCode: 0, ResultInfo: '', UserID }
          : { ResultCode: 70107, ResultInfo: 'Err_TLS_PT_Open_Login_Account_Not_Exist', UserID },
      ),
    });
  },
};

const check: Command = {
  perSecond: 100,
  isWrite: false,
  parameters: ['CheckItem'],
  wrong: 70402,
  run: (desk, { CheckItem }) => {
    const ids = idsIn(CheckItem, 'CheckItem');
    if ('code' in ids) return ids;
    return done({
      ResultItem: ids.map((UserID) => ({
        UserID,
        ResultCode: 0,
        ResultInfo: '',
        AccountStatus: isUser(desk, UserID) ? 'Imported' : 'NotImported',
      })),
    });
  },
};

/** Nobody is ever logged in, so it ends no login. */
const kick: Command = {
  perSecond: 200,
  isWrite: true,
  parameters: ['UserID'],
  wrong: 70402,
  run: (desk, { UserID }) => {
    if (typeof UserID !== 'string' || UserID === '') return wrongParameter('UserID is text.');
    return isUser(desk, UserID) ? done() : fail(70107, `There is no account ${UserID}.`);
  },
};

const onlineStatus: Command = {
  perSecond: 200,
  isWrite: false,
  parameters: ['To_Account', 'IsNeedDetail'],
  wrong: 90001,
  run: (desk, { To_Account }) => {
    const ids = textsOf(To_Account);
    if (!ids || ids.length === 0) return fail(90003, 'To_Account is a list of UserIDs.');
    if (ids.length > mostAsked) return fail(90011, `To_Account has at most ${mostAsked} UserIDs.`);
    const strangers = ids.filter((id) => !isUser(desk, id));
    return done({
      QueryResult: ids
        .filter((id) => !strangers.includes(id))
        .map((id) => ({ To_Account: id, Status: 'Offline' })),
      ...(strangers.length > 0 && { ErrorList: strangers.map(stranger) }),
    });
  },
};

const stranger = (id: string): JsonMap => ({ To_Account: id, ErrorCode: 70107 });

/** Logged in is never anybody; whoever asks sees all Offline. */
export const accountCommands: Readonly<Record<string, Command>> = {
  'im_open_login_svc/account_import': importOne,
  'im_open_login_svc/multiaccount_import': importMany,
  'im_open_login_svc/account_delete': removeMany,
  'im_open_login_svc/account_check': check,
  'im_open_login_svc/kick': kick,
  'openim/query_online_status': onlineStatus,
};
