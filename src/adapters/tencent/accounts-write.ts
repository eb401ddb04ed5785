/** Importing, changing and deleting accounts (Chat REST API, 1047/34953, 34955 and 34916). */
import type { JsonMap } from '../../json.ts';
import type { Operation, Outcome } from '../adapter.ts';
import type { Tencent } from './adapter-options.ts';
import { profileItems } from './profile.ts';
import { chatCode, field, itemError, listIn, resultOf, strange } from './read-wire.ts';
import type { CallError, WireMap } from './wire.ts';
import { byErrorCode, done, outcomeOf, refuse } from './write-outcome.ts';

/** Creates, changes or deletes an account. All three can be called again. */
export function writeAccount(tencent: Tencent, { action, segments, patch }: Operation): Promise<Outcome> {
  const [, app = '', , user = ''] = segments;
  if (action === 'create') return importAccount(tencent, app, user, patch);
  return action === 'delete' ? deleteAccount(tencent, app, user) : setProfile(tencent, app, user, patch);
}

/** Importing an account that is there already is no error. */
async function importAccount(
  { chat }: Tencent,
  app: string,
  user: string,
  { nickname, photoUrl }: JsonMap,
): Promise<Outcome> {
  const request = {
    UserID: user,
    ...(typeof nickname === 'string' && { Nick: nickname }),
    ...(typeof photoUrl === 'string' && { FaceUrl: photoUrl }),
  };
  const reply = await chat.call(app, 'im_open_login_svc/account_import', request);
  return outcomeOf(reply, byErrorCode({ 40601: 'ACC-1', 70398: 'EDN-1', 70399: 'ACC-5', 70402: 'ACC-1' }));
}

async function setProfile({ chat }: Tencent, app: string, user: string, patch: JsonMap): Promise<Outcome> {
  if (patch.type !== undefined) {
    return refuse(
      'InvalidParameter.AccountTypeImmutable',
      'The type of an account cannot be edited.',
      'ACC-3',
    );
  }
  const items = profileItems(patch);
  if ('cannot' in items) {
    return refuse('InvalidParameterValue', `${items.cannot} cannot be set to that value.`, 'ACC-4');
  }
  if (items.length === 0) return done;
  const request = { From_Account: user, ProfileItem: items };
  const reply = await chat.call(app, 'profile/portrait_set', request);
  return outcomeOf(reply, byErrorCode({ 40003: 'ACC-1', 40601: 'ACC-4', 40605: 'ACC-4', 40610: 'ACC-4' }));
}

const noSuchAccount = 70107;
const deletionLocked = 71000;

/** One that is gone already is as it is to be. */
async function deleteAccount({ adminOf, chat }: Tencent, app: string, user: string): Promise<Outcome> {
  if (user === adminOf(app)) {
    const message = `${user} is the admin that calls are signed by, and cannot delete itself.`;
    return refuse('OwnAdmin', message);
  }
  const request = { DeleteItem: [{ UserID: user }] };
  const reply = await chat.call(app, 'im_open_login_svc/account_delete', request);
  const error = reply.ok ? problemIn(reply.body, user) : reply.error;
  if (!error) return done;
  if (error.code === chatCode(deletionLocked)) return locked;
  return outcomeOf({ ok: false, error }, noRule, [chatCode(noSuchAccount)]);
}

const noRule = () => undefined;

/** @throws Unread where the answer says nothing of the account */
function problemIn(answer: WireMap, user: string): CallError | undefined {
  const item = listIn(answer, 'ResultItem').find((one) => field(one, 'UserID') === user);
  if (!item) throw strange('ResultItem', `lacks ${user}`);
  return resultOf(item) === 0 ? undefined : itemError('account_delete', item, false);
}

const locked = refuse(
  chatCode(deletionLocked),
  'The app does not allow accounts to be deleted: unlock deletion in the console first.',
  'ACC-5',
);
