/** Which apps there are. The public APIs tell their SDKAppIDs, and the name of one whose calls can be signed. */
import type { JsonMap } from '../../json.ts';
import type { Tencent } from './adapter-options.ts';
import type { Focus } from './focus.ts';
import { hide, type Sheet, show } from './read-sheet.ts';
import { askChat, askCloud, chatCode, field, idsIn, mapsIn, textIn, Unread } from './read-wire.ts';

/**
 * Reads all apps into the sheet. Gives those of `wanted` whose inside can be read. Of an app that is not in the focus
 * as a whole, it matters only that it is there.
 */
export async function readApps(
  tencent: Tencent,
  wanted: readonly string[],
  { holds }: Focus,
  sheet: Sheet,
): Promise<readonly string[]> {
  const listed = await listApps(tencent, sheet);
  const inside = new Set(wanted);
  // `cim` may know one site's apps only: then it lacks those that are managed, or has none at all.
  if (listed && listed.size > 0 && wanted.every((app) => listed.has(app))) sheet.listed.add('app');
  for (const app of listed ?? []) if (!inside.has(app)) showApp(sheet, app, {});
  const read = async (app: string) => {
    const isListed = listed === undefined || listed.has(app);
    if (!isListed || holds(['apps', app])) return readApp(tencent, app, isListed, sheet);
    showApp(sheet, app, {});
    return app;
  };
  const seen = await Promise.all([...inside].map(read));
  return seen.flatMap((app) => app ?? []);
}

const showApp = (sheet: Sheet, app: string, body: JsonMap) =>
  show(sheet, 'app', ['apps', app], body, { sdkAppId: app });

/** The SDKAppIDs of the account; undefined where they cannot be told. */
async function listApps({ cloud }: Tencent, sheet: Sheet): Promise<ReadonlySet<string> | undefined> {
  try {
    return new Set(idsIn(await askCloud(cloud, 'cim', 'DescribeSdkAppid'), 'SdkAppids'));
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    sheet.notices.add(
      `The apps of the account could not be listed: ${error.message}. Apps that are not managed here are not counted (APP-2).`,
    );
    return undefined;
  }
}

/** An app that is not listed is still there where it answers itself: `cim` may know one site's apps only. */
async function readApp(
  tencent: Tencent,
  app: string,
  isListed: boolean,
  sheet: Sheet,
): Promise<string | undefined> {
  const asked = await nameOf(tencent, app);
  if (!isListed && !asked?.isThere) {
    hide(sheet, ['apps', app], notListed(tencent, app));
    return undefined;
  }
  if (asked?.problem !== undefined) {
    sheet.notices.add(`The name of app ${app} could not be read: ${asked.problem}.`);
  }
  showApp(sheet, app, asked?.name === undefined ? {} : { name: asked.name });
  return app;
}

const notListed = ({ account, chatProblem }: Tencent, app: string): string => {
  const why = chatProblem(app);
  const hint = why === undefined ? '' : `; it could be asked itself, but ${why}`;
  return `account ${account} lists no app ${app}: it was deleted, or is of a site whose apps cim does not list${hint}`;
};

/** What an app says of itself; undefined where its calls cannot be signed. */
interface Asked {
  readonly isThere: boolean;
  readonly name?: string;
  /** Why there is no name. */
  readonly problem?: string;
}

async function nameOf(tencent: Tencent, app: string): Promise<Asked | undefined> {
  if (tencent.chatProblem(app) !== undefined) return undefined;
  try {
    const name = await appName(tencent, app);
    return name === undefined ? { isThere: true } : { isThere: true, name };
  } catch (error) {
    if (!(error instanceof Unread)) throw error;
    return { isThere: error.code === chatCode(appDisabled), problem: error.message };
  }
}

/** The ErrorCode of every call of an app that is disabled. */
export const appDisabled = 60016;

/**
 * The name of an app, of the newest day that `getappinfo` has figures of; undefined where it has none.
 * @throws Unread
 */
export async function appName({ chat }: Tencent, app: string): Promise<string | undefined> {
  const answer = await askChat(chat, app, 'openconfigsvr/getappinfo', { RequestField: ['AppName'] });
  const days = mapsIn(answer, 'Result').filter((day) => typeof field(day, 'AppName') === 'string');
  const dates = days.map((day) => String(field(day, 'Date') ?? ''));
  const newest = dates.indexOf([...dates].sort().at(-1) ?? '');
  const day = days[newest];
  const name = day === undefined ? '' : textIn(day, 'AppName');
  return name === '' ? undefined : name;
}
