/**
 * Accounts of an app, as the Chat REST API tells of them. No call lists them, so that only those are read that
 * somebody names.
 */
import type { Tencent } from './adapter-options.ts';
import { attributesOf, profileTags } from './profile.ts';
import { hide, reading, type Sheet, show } from './read-sheet.ts';
import {
  askChat,
  batches,
  chatCode,
  field,
  mapsIn,
  resultOf,
  strange,
  textIn,
  Unread,
  unreadItem,
} from './read-wire.ts';
import type { WireMap } from './wire.ts';

const perCall = 100; // accounts of one account_check or portrait_get
const noSuchAccount = 70107;

/** Reads the accounts of these UserIDs into the sheet. One that is not imported is not there. */
export async function readAccounts(
  tencent: Tencent,
  app: string,
  users: readonly string[],
  sheet: Sheet,
): Promise<void> {
  await Promise.all(batches([...new Set(users)], perCall).map((some) => readSome(tencent, app, some, sheet)));
}

const placeOf = (app: string, user: string) => ['apps', app, 'accounts', user];

async function readSome(
  tencent: Tencent,
  app: string,
  users: readonly string[],
  sheet: Sheet,
): Promise<void> {
  const places = (some: readonly string[]) => some.map((user) => placeOf(app, user));
  const there = await reading(sheet, places(users), () => imported(tencent, app, users, sheet));
  if (!there || there.length === 0) return;
  const profiles = await reading(sheet, places(there), () => profilesOf(tencent, app, there));
  if (!profiles) return;
  const shown = there.map((user) =>
    reading(sheet, places([user]), async () => {
      const profile = profiles.get(user);
      if (!profile) throw strange('UserProfileItem', `lacks ${user}`);
      const body = attributesOf(itemsOf(profile));
      const type = (await isAdmin(tencent, app, user)) ? 'admin' : 'general';
      show(sheet, 'account', placeOf(app, user), { type, ...body });
    }),
  );
  await Promise.all(shown);
}

/** Those of the UserIDs that are imported. @throws Unread */
async function imported(
  { chat }: Tencent,
  app: string,
  users: readonly string[],
  sheet: Sheet,
): Promise<string[]> {
  const request = { CheckItem: users.map((user) => ({ UserID: user })) };
  const answer = await askChat(chat, app, 'im_open_login_svc/account_check', request);
  const results = new Map(mapsIn(answer, 'ResultItem').map((item) => [textIn(item, 'UserID'), item]));
  return users.filter((user) => {
    const found = isImported(user, results.get(user));
    if (found instanceof Unread) hide(sheet, placeOf(app, user), found.message);
    return found === true;
  });
}

function isImported(user: string, item: WireMap | undefined): boolean | Unread {
  if (!item) return strange('ResultItem', `lacks ${user}`);
  const result = resultOf(item);
  if (result === noSuchAccount) return false;
  if (result !== 0) return unreadItem('account_check', item, true);
  const status = field(item, 'AccountStatus');
  if (status === 'Imported' || status === 'NotImported') return status === 'Imported';
  return strange('AccountStatus', `of ${user} is neither Imported nor NotImported`);
}

/** UserID → its item of `UserProfileItem`. @throws Unread */
async function profilesOf(
  { chat }: Tencent,
  app: string,
  users: readonly string[],
): Promise<ReadonlyMap<string, WireMap>> {
  const request = { To_Account: users, TagList: profileTags.map(({ tag }) => tag) };
  const answer = await askChat(chat, app, 'profile/portrait_get', request);
  return new Map(mapsIn(answer, 'UserProfileItem').map((item) => [textIn(item, 'To_Account'), item]));
}

function itemsOf(profile: WireMap): readonly WireMap[] {
  if (resultOf(profile) !== 0) throw unreadItem('portrait_get', profile, true);
  return mapsIn(profile, 'ProfileItem');
}

/** The gateway's, and the service's own: the one who calls is no admin of the app ("Error Codes", 1047/34348). */
const notAdmin = [chatCode(60010), chatCode(90009)];

/**
 * Whether an account is an admin. Nothing tells that, but a call that only admins may make does, when it is signed
 * as the account itself: one that asks for its own status and changes nothing. @throws Unread
 */
export async function isAdmin({ chat, adminOf }: Tencent, app: string, user: string): Promise<boolean> {
  if (user === adminOf(app)) return true;
  try {
    await askChat(chat, app, 'openim/query_online_status', { To_Account: [user] }, user);
    return true;
  } catch (error) {
    if (error instanceof Unread && notAdmin.includes(error.code)) return false;
    throw error;
  }
}
