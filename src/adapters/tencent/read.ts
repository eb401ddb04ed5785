/** Everything that the public APIs show of an account, in the catalogue's shape and words. */
import type { Live } from '../../model.ts';
import type { Scope } from '../adapter.ts';
import { readAccounts } from './accounts.ts';
import type { Tencent } from './adapter-options.ts';
import { readApps } from './apps.ts';
import { readCam } from './cam-read.ts';
import { type Focus, focusOf } from './focus.ts';
import { readGroups } from './groups.ts';
import { emptySheet, finished, hide, notListed, type Sheet, standOn } from './read-sheet.ts';
import { readTags } from './tags.ts';

/**
 * Reads all, or with `scope.only` what lies there. The account is known to be the one that the configuration is for.
 * `caller` is the uin whose key makes the calls.
 */
export async function readTencent(tencent: Tencent, caller: string, scope: Scope): Promise<Live> {
  const sheet = emptySheet();
  const focus = focusOf(scope);
  const { apps } = scope;
  for (const app of apps) {
    // That the app is there is read all the same: policies name it.
    for (const part of ['tags', 'accounts', 'groups']) focus.leaveOutOthers(sheet, [['apps', app, part]]);
  }
  const people = peopleIn(focus);
  const [directory] = await Promise.all([
    focus.touches(['cam']) ? readCam(tencent, caller, focus, sheet) : emptyDirectory,
    readApps(tencent, apps, focus, sheet).then((there) => readInside(tencent, focus, people, there, sheet)),
  ]);
  focus.leaveOutOthers(sheet, [['cam']]);
  return { account: tencent.account, now: nowOf(tencent), ...finished(sheet), directory };
}

const emptyDirectory: Live['directory'] = { users: [], groups: [], presets: [] };

/** Of accounts and of groups: SDKAppID → the live segments that somebody names. */
type People = Readonly<Record<'account' | 'group', ReadonlyMap<string, readonly (readonly string[])[]>>>;

/** All names are asked for once: each time, all that is declared and recorded is gone through. */
const peopleIn = ({ named }: Focus): People => ({
  account: byApp(named('account')),
  group: byApp(named('group')),
});

function byApp(named: readonly (readonly string[])[]): ReadonlyMap<string, readonly (readonly string[])[]> {
  const found = new Map<string, (readonly string[])[]>();
  for (const segments of named) {
    const [, app = ''] = segments;
    const list = found.get(app);
    if (list) list.push(segments);
    else found.set(app, [segments]);
  }
  return found;
}

async function readInside(
  tencent: Tencent,
  focus: Focus,
  people: People,
  apps: readonly string[],
  sheet: Sheet,
): Promise<void> {
  const tagged = apps.filter((app) => focus.touches(['apps', app, 'tags']));
  const lived = apps.filter((app) =>
    ['accounts', 'groups'].some((part) => focus.touches(['apps', app, part])),
  );
  await Promise.all([
    readTags(tencent, tagged, sheet),
    ...lived.map((app) => readPeople(tencent, focus, people, app, sheet)),
  ]);
}

/** Accounts and groups, where calls can be signed. Where they cannot, it matters only if somebody names some. */
async function readPeople(
  tencent: Tencent,
  focus: Focus,
  people: People,
  app: string,
  sheet: Sheet,
): Promise<void> {
  const namesOf = (kind: keyof People, part: string) => {
    if (!focus.touches(['apps', app, part])) return [];
    const named = people[kind].get(app) ?? [];
    focus.leaveOutOthers(sheet, named);
    return named.filter(focus.touches).map((segments) => segments[3] ?? '');
  };
  const [users, groups] = [namesOf('account', 'accounts'), namesOf('group', 'groups')];
  const problem = tencent.chatProblem(app);
  if (problem !== undefined) {
    const reason = `calls of the app cannot be signed: ${problem}`;
    for (const part of ['accounts', 'groups']) notListed(sheet, ['apps', app, part], reason);
    if (users.length > 0) hide(sheet, ['apps', app, 'accounts'], reason);
    if (groups.length > 0) hide(sheet, ['apps', app, 'groups'], reason);
    return;
  }
  notListed(sheet, ['apps', app, 'accounts'], noList);
  standOn(sheet, ['apps', app, 'accounts', tencent.adminOf(app)], 'it signs the calls of the Chat REST API');
  const isListed = focus.holds(['apps', app, 'groups']);
  if (!isListed && focus.touches(['apps', app, 'groups'])) {
    sheet.notices.add(`Groups of app ${app} that are not managed here were left out of this reading.`);
  }
  await Promise.all([
    readAccounts(tencent, app, users, sheet),
    readGroups(tencent, app, groups, isListed, sheet),
  ]);
}

const noList =
  'no API of Tencent lists the accounts of an app. Each is found by its name: `chatform import apps.KEY.accounts.NAME NAME`';

/** What is there where nothing can be read at all. */
export function blind(tencent: Tencent, account: string, reason: string): Live {
  return {
    account,
    now: nowOf(tencent),
    objects: new Map(),
    unreadable: [{ address: '', reason }],
    directory: emptyDirectory,
  };
}

const nowOf = ({ pace }: Tencent): string => new Date(pace.now()).toISOString();
