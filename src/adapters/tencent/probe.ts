/**
 * Signs of what was done by hand. No public call shows a setting of the console, but some calls that change nothing
 * answer otherwise where it is set. What is inferred from that says so.
 */
import type { Json } from '../../json.ts';
import type { Claim, Sign } from '../adapter.ts';
import { isAdmin } from './accounts.ts';
import type { Tencent } from './adapter-options.ts';
import { appDisabled, appName } from './apps.ts';
import { handReason } from './capabilities.ts';
import { askChat, chatCode, mapsIn, resultOf, textIn, Unread, unreadItem } from './read-wire.ts';

type Says = Sign['says'];

/** One look: what it says, and how it was made. */
type Look = (tencent: Tencent, claim: Claim, app: string) => Promise<Sign>;

const sign = (says: Says, how: string): Sign => ({ says, how });

/** The sign of each claim, in their order. */
export function probeTencent(tencent: Tencent, claims: readonly Claim[]): Promise<Sign[]> {
  return Promise.all(claims.map((claim) => signOf(tencent, claim)));
}

async function signOf(tencent: Tencent, claim: Claim): Promise<Sign> {
  const app = claim.segments[1] ?? '';
  const look = lookFor(claim);
  if (!look) return sign('cannot-tell', unseen(claim));
  const problem = tencent.chatProblem(app);
  if (problem !== undefined) {
    return sign('cannot-tell', `Calls of the app, which could show it, cannot be signed: ${problem}.`);
  }
  try {
    return await look(tencent, claim, app);
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    return sign('cannot-tell', `It could not be looked at: ${error.message}.`);
  }
}

function unseen({ action, kind, segments, body }: Claim): string {
  const reason = handReason({ action, kind, segments, patch: body });
  return reason ?? 'No public call shows a sign of it.';
}

function lookFor({ kind, action, body }: Claim): Look | undefined {
  if (kind === 'app') return action === 'delete' ? appGone : appAsClaimed;
  if (kind === 'user-field' && action === 'create') return userFieldThere;
  if (kind === 'account' && action === 'create' && body.type === 'admin') return adminThere;
  if (kind === 'messages' && body.pushToAllUsers !== undefined) return pushToAllUsers;
  if (kind === 'group-features' && body.avBanning !== undefined) return avBanning;
  return undefined;
}

/** The ErrorCode of a call that is expected to fail with one of these; undefined where it succeeds. @throws Unread */
async function codeOf(
  errorCodes: readonly number[],
  call: () => Promise<unknown>,
): Promise<number | undefined> {
  try {
    await call();
    return undefined;
  } catch (error) {
    const known = errorCodes.find((one) => error instanceof Unread && error.code === chatCode(one));
    if (known === undefined) throw error;
    return known;
  }
}

/** 70020 and 60006: there is no such app. */
const noSuchApp = [70020, 60006];

const appGone: Look = async (tencent, _, app) => {
  const code = await codeOf([...noSuchApp, appDisabled], () => appName(tencent, app));
  if (code !== undefined && noSuchApp.includes(code)) {
    return sign('done', `A call of the app answers ${code}: there is no such app.`);
  }
  return sign('not-done', 'A call of the app answers as one of an app that is there.');
};

/** Name and status can be looked at; with anything else in the claim, no sign is enough for all of it. */
const appAsClaimed: Look = async (tencent, { body }, app) => {
  let name: string | undefined;
  const code = await codeOf([appDisabled], async () => {
    name = await appName(tencent, app);
  });
  const signs: Sign[] = [];
  if (body.enabled !== undefined) signs.push(enabledSign(body.enabled, code));
  if (body.name !== undefined && code === undefined && name !== undefined)
    signs.push(nameSign(body.name, name));
  const looked = signs.length === Object.keys(body).length;
  return combined(
    signs,
    looked,
    'The public APIs show the name and the status of an app, and nothing else of it',
  );
};

function enabledSign(claimed: Json, code: number | undefined): Sign {
  const isEnabled = code === undefined;
  const answer = isEnabled
    ? 'A call of the app is answered, so it is enabled'
    : `A call of the app answers ${code}: it is disabled`;
  return sign(claimed === isEnabled ? 'done' : 'not-done', `${answer}.`);
}

const nameSign = (claimed: Json, name: string): Sign =>
  sign(
    claimed === name ? 'done' : 'not-done',
    `openconfigsvr/getappinfo gives the name ${name}, by figures that can be a day old.`,
  );

/** One sign that says no is enough. All that is claimed has to be looked at for a yes. */
function combined(signs: readonly Sign[], isAll: boolean, rest: string): Sign {
  const no = signs.find(({ says }) => says === 'not-done');
  if (no) return no;
  const how = signs.map((one) => one.how).join(' ');
  if (isAll && signs.length > 0) return sign('done', how);
  return sign('cannot-tell', [how, `${rest}.`].filter((text) => text !== '').join(' '));
}

/** 40009: no such tag. 40007: it is there, and may not be read. */
const userFieldThere: Look = async (tencent, { segments }, app) => {
  const tag = `Tag_Profile_Custom_${segments[3] ?? ''}`;
  const user = tencent.adminOf(app);
  const code = await codeOf([40007, 40009], async () => {
    const request = { To_Account: [user], TagList: [tag] };
    const answer = await askChat(tencent.chat, app, 'profile/portrait_get', request);
    for (const item of mapsIn(answer, 'UserProfileItem')) {
      if (resultOf(item) !== 0) throw unreadItem('portrait_get', item, true);
    }
  });
  const how = `Reading ${tag} of ${user} is answered`;
  if (code === 40009) return sign('not-done', `${how} with 40009: there is no such field.`);
  return sign(
    'done',
    `${how}${code === undefined ? '' : ` with ${code}`}, from which is inferred that the field is there.`,
  );
};

const adminThere: Look = async (tencent, { segments }, app) => {
  const user = segments[3] ?? '';
  const admin = await isAdmin(tencent, app, user);
  const how = `A call that only admins may make, signed as ${user}, is ${admin ? 'answered' : 'refused'}.`;
  return sign(admin ? 'done' : 'not-done', how);
};

/** 90045: pushing to all users is off. */
const pushToAllUsers: Look = async (tencent, { body }, app) => {
  const command = 'all_member_push/im_get_attr_name';
  const code = await codeOf([90045], () => askChat(tencent.chat, app, command));
  if (code === undefined) {
    return sign(
      'cannot-tell',
      `${command} is answered, which it may be while pushing to all users is off too.`,
    );
  }
  return offSign(
    body.pushToAllUsers,
    Object.keys(body).length === 1,
    `${command} answers ${code}: pushing to all users is off`,
  );
};

/** 10007 for an audio-video group: banning is off. Inferred: it stands for a missing right as well. */
const avBanning: Look = async (tencent, { body }, app) => {
  const service = 'group_open_http_svc';
  const listing = { Limit: 1, Next: 0, GroupType: 'AVChatRoom' };
  const list = await askChat(tencent.chat, app, `${service}/get_appid_group_list`, listing);
  const [room] = mapsIn(list, 'GroupIdList');
  if (!room) return sign('cannot-tell', 'The app has no audio-video group to ask for its banned members.');
  const request = { GroupId: textIn(room, 'GroupId'), Limit: 1, Offset: 0 };
  const command = `${service}/get_group_ban_member`;
  const code = await codeOf([10007], () => askChat(tencent.chat, app, command, request));
  if (code === undefined) {
    return sign('cannot-tell', `${command} is answered, which it may be while banning is off too.`);
  }
  const how = `${command} answers ${code} for ${request.GroupId}, from which is inferred that banning is off`;
  return offSign(body.avBanning, Object.keys(body).length === 1, how);
};

/** A switch that is seen to be off. `isAll`: nothing else is claimed. */
function offSign(claimed: Json | undefined, isAll: boolean, how: string): Sign {
  if (claimed === true) return sign('not-done', `${how}.`);
  if (isAll) return sign('done', `${how}.`);
  return sign('cannot-tell', `${how}. No public call shows the other settings.`);
}
