/** Everything that the public APIs show of an account, in the catalogue's shape and words. */
import { formatAddress, isWithin } from '../../address.ts';
import type { Live } from '../../model.ts';
import type { Scope } from '../adapter.ts';
import { readAccounts } from './accounts.ts';
import type { Tencent } from './adapter-options.ts';
import { readApps } from './apps.ts';
import { readCam } from './cam-read.ts';
import { readGroups } from './groups.ts';
import { emptySheet, finished, hide, notListed, type Sheet, standOn } from './read-sheet.ts';
import { readTags } from './tags.ts';

/**
 * Reads all, or with `scope.only` what lies there. The account is known to be the one that the configuration is for.
 * `caller` is the uin whose key makes the calls.
 */
export async function readTencent(tencent: Tencent, caller: string, scope: Scope): Promise<Live> {
  const sheet = emptySheet();
  const { only, apps } = scope;
  const isWanted = (address: string) =>
    only === undefined || isWithin(address, only) || isWithin(only, address);
  const inside = apps.filter((app) => isWanted(formatAddress(['apps', app])));
  const leaveOut = (...segments: string[]) => hide(sheet, segments, 'it was left out of this reading');
  for (const app of apps.filter((one) => !inside.includes(one))) {
    // That the app is there is read all the same: policies name it.
    for (const part of ['tags', 'accounts', 'groups']) leaveOut('apps', app, part);
  }
  if (!isWanted('cam')) leaveOut('cam');
  const [directory] = await Promise.all([
    isWanted('cam') ? readCam(tencent, caller, scope, sheet) : emptyDirectory,
    readApps(tencent, apps, sheet).then((there) => {
      const wanted = there.filter((app) => inside.includes(app));
      return readInside(tencent, peopleIn(scope), wanted, sheet);
    }),
  ]);
  return { account: tencent.account, now: nowOf(tencent), ...finished(sheet), directory };
}

const emptyDirectory: Live['directory'] = { users: [], groups: [], presets: [] };

/** Of accounts and of groups: SDKAppID → the names that somebody gives. */
type People = Readonly<Record<'account' | 'group', ReadonlyMap<string, readonly string[]>>>;

/** All names are asked for once: each time, all that is declared and recorded is gone through. */
const peopleIn = (scope: Scope): People => ({
  account: byApp(scope.named?.('account') ?? []),
  group: byApp(scope.named?.('group') ?? []),
});

function byApp(named: readonly (readonly string[])[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [, app, , name] of named) {
    if (app === undefined || name === undefined) continue;
    const names = found.get(app);
    if (names) names.push(name);
    else found.set(app, [name]);
  }
  return found;
}

async function readInside(
  tencent: Tencent,
  people: People,
  apps: readonly string[],
  sheet: Sheet,
): Promise<void> {
  await Promise.all([
    readTags(tencent, apps, sheet),
    ...apps.map((app) => readPeople(tencent, people, app, sheet)),
  ]);
}

/** Accounts and groups, where calls can be signed. Where they cannot, it matters only if somebody names some. */
async function readPeople(tencent: Tencent, people: People, app: string, sheet: Sheet): Promise<void> {
  const [users, groups] = [people.account.get(app) ?? [], people.group.get(app) ?? []];
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
  await Promise.all([readAccounts(tencent, app, users, sheet), readGroups(tencent, app, groups, sheet)]);
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
