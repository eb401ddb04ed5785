/** Whether a call of the Chat REST API may be made: its app, its UserSig, and whether its user is an admin (api.md §2.5). */
import { verifyUserSig } from '../../../usersig/verify.ts';
import { type App, findApp, statusOf } from '../app.ts';
import { meta, type Tables } from '../tables.ts';
import { type ChatAnswer, fail } from './chat-answer.ts';
import { appKeyOf } from './keys.ts';

type Query = (name: string) => string | undefined;

/** The app of a call, or why it is turned away. `now` in milliseconds: the server's clock, not the sandbox's. */
export function loginOf(
  tables: Tables,
  account: string,
  query: Query,
  now: number,
): { readonly app: App } | ChatAnswer {
  const app = appOf(tables, query);
  if ('code' in app) return app;
  const userId = query('identifier') ?? '';
  const wrong = wrongSignature(app, account, userId, query('usersig') ?? '', now);
  if (wrong) return wrong;
  if (!isAdmin(tables, app, userId)) return fail(60010, `${userId} is no admin of the app.`);
  return { app };
}

const isUint32 = (text: string) => /^[0-9]{1,10}$/.test(text) && Number(text) < 2 ** 32;

function appOf(tables: Tables, query: Query): App | ChatAnswer {
  const sdkAppId = query('sdkappid') ?? '';
  if (sdkAppId === '') return fail(60012, 'sdkappid is missing in the URL.');
  if (query('contenttype') !== 'json') return fail(60002, 'contenttype has to be json.');
  if (!isUint32(query('random') ?? '')) return fail(60002, 'random is a whole number below 2^32.');
  if (!query('identifier')) return fail(60004, 'identifier is missing in the URL.');
  if (!/^[0-9]{1,15}$/.test(sdkAppId)) return fail(60006, 'sdkappid is a number.');
  const app = findApp(tables, sdkAppId);
  if (!app) return fail(70020, `There is no app ${sdkAppId}.`);
  const status = statusOf(app, meta(tables, 'clock'));
  if (status === 'disabled') return fail(60016, 'The app is disabled.');
  if (status === 'suspended') return fail(60020, 'The app has expired.');
  return app;
}

function wrongSignature(
  app: App,
  account: string,
  userId: string,
  sig: string,
  now: number,
): ChatAnswer | undefined {
  if (app.keyAlgorithm !== 'hmac-sha256') {
    return fail(70016, 'The app has no public key here: move it to HMAC-SHA256.');
  }
  const key = Buffer.from(appKeyOf(account, String(app.id)));
  const verified = verifyUserSig(sig, { sdkAppId: app.id, userId, key, now: Math.floor(now / 1000) });
  // Of one from the future nothing is said in Tencent's list.
  return verified.ok ? undefined : fail(verified.code ?? 70003, verified.message);
}

/** Every app has this admin from the start. */
export const builtInAdmin = 'administrator';

/** The built-in one is an admin, whether or not there is an account of that name. */
function isAdmin(tables: Tables, app: App, userId: string): boolean {
  if (userId === builtInAdmin) return true;
  const [body] = tables.first('SELECT body FROM accounts WHERE app = ? AND id = ?', app.id, userId) ?? [];
  return body !== undefined && (JSON.parse(String(body)) as { type?: string }).type === 'admin';
}
