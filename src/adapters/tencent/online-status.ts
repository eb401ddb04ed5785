/** Whether users are signed in, and on what, by `openim/query_online_status` (1047/35477). */
import { isMap } from '../../json.ts';
import type { CallError, ChatApi } from './wire.ts';

export interface Device {
  /** In Tencent's words: iPhone, Android, Web, PC, iPad, Mac. */
  readonly platform: string;
  readonly status: string;
}

/** Of one user: the status, in Tencent's words (Online, PushOnline, Offline), or why there is none. */
export type UserStatus =
  | { readonly user: string; readonly status: string; readonly devices: readonly Device[] }
  | { readonly user: string; readonly error: CallError };

/** As many as a call takes. */
const mostUsers = 500;
/** What Tencent sends for a word is short. */
const longestWord = 40;

/** Reads the status of users, in their order. Once a call fails, it stands for the users that are left too. */
export async function readOnlineStatus(
  chat: ChatApi,
  sdkAppId: string,
  users: readonly string[],
): Promise<UserStatus[]> {
  const found: UserStatus[] = [];
  for (let start = 0; start < users.length; start += mostUsers) {
    const batch = users.slice(start, start + mostUsers);
    const reply = await chat.call(sdkAppId, 'openim/query_online_status', {
      To_Account: batch,
      IsNeedDetail: 1,
    });
    if (!reply.ok) return [...found, ...users.slice(start).map((user) => ({ user, error: reply.error }))];
    const statuses = byUser(reply.body.QueryResult);
    const errors = byUser(reply.body.ErrorList);
    found.push(...batch.map((user) => statusIn(user, statuses.get(user), errors.get(user))));
  }
  return found;
}

type Entry = { readonly [key: string]: unknown };

function byUser(list: unknown): Map<string, Entry> {
  const entries = Array.isArray(list) ? list.filter(isMap) : [];
  return new Map(
    entries.flatMap((one): [string, Entry][] =>
      typeof one.To_Account === 'string' ? [[one.To_Account, one]] : [],
    ),
  );
}

function statusIn(user: string, found: Entry | undefined, failed: Entry | undefined): UserStatus {
  const status = found && statusOf(found);
  if (found && status !== undefined)
    return { user, status, devices: Array.isArray(found.Detail) ? found.Detail.flatMap(deviceOf) : [] };
  const code = failed?.ErrorCode;
  if (typeof code !== 'number' && typeof code !== 'string') return { user, error: noAnswer };
  const message =
    String(code) === '70107' ? 'There is no such account in the app.' : 'The status could not be had.';
  return { user, error: { kind: 'refused', code: String(code).slice(0, longestWord), message } };
}

const noAnswer: CallError = {
  kind: 'failed',
  code: 'ClientError.UnexpectedAnswer',
  message: 'The answer says nothing of this user.',
};

/** The page has `Status` in its table and `State` in its examples. */
function statusOf(entry: Entry): string | undefined {
  return wordOf(entry.Status) ?? wordOf(entry.State);
}

function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, longestWord) : undefined;
}

function deviceOf(entry: unknown): Device[] {
  if (!isMap(entry)) return [];
  const [platform, status] = [wordOf(entry.Platform), statusOf(entry)];
  return platform === undefined || status === undefined ? [] : [{ platform, status }];
}
