/** Everything that the public APIs show of an account, in the catalogue's shape and words. */
import type { Live } from '../../model.ts';
import type { Scope } from '../adapter.ts';
import { readAccounts } from './accounts.ts';
import type { Tencent } from './adapter-options.ts';
import { readApps } from './apps.ts';
import { readCam } from './cam-read.ts';
import { readGroups } from './groups.ts';
import { emptySheet, finished, hide, type Sheet } from './read-sheet.ts';
import { readTags } from './tags.ts';

/** Reads all. The account is known to be the one that the configuration is for. */
export async function readTencent(tencent: Tencent, scope: Scope): Promise<Live> {
  const sheet = emptySheet();
  const [directory] = await Promise.all([
    readCam(tencent, scope, sheet),
    readApps(tencent, scope.apps, sheet).then((apps) => readInside(tencent, scope, apps, sheet)),
  ]);
  return { account: tencent.account, now: nowOf(tencent), ...finished(sheet), directory };
}

async function readInside(
  tencent: Tencent,
  scope: Scope,
  apps: readonly string[],
  sheet: Sheet,
): Promise<void> {
  await Promise.all([
    readTags(tencent, apps, sheet),
    ...apps.map((app) => readPeople(tencent, scope, app, sheet)),
  ]);
}

/** Accounts and groups, where calls can be signed. Where they cannot, it matters only if somebody names some. */
async function readPeople(tencent: Tencent, scope: Scope, app: string, sheet: Sheet): Promise<void> {
  const named = (kind: string) =>
    (scope.named?.(kind) ?? []).flatMap(([, id, , key]) => (id === app && key !== undefined ? [key] : []));
  const [users, groups] = [named('account'), named('group')];
  const problem = tencent.chatProblem(app);
  if (problem !== undefined) {
    const reason = `calls of the app cannot be signed: ${problem}`;
    if (users.length > 0) hide(sheet, ['apps', app, 'accounts'], reason);
    if (groups.length > 0) hide(sheet, ['apps', app, 'groups'], reason);
    return;
  }
  await Promise.all([readAccounts(tencent, app, users, sheet), readGroups(tencent, app, groups, sheet)]);
}

/** What is there where nothing can be read at all. */
export function blind(tencent: Tencent, account: string, reason: string): Live {
  return {
    account,
    now: nowOf(tencent),
    objects: new Map(),
    unreadable: [{ address: '', reason }],
    directory: { users: [], groups: [], presets: [] },
  };
}

const nowOf = ({ pace }: Tencent): string => new Date(pace.now()).toISOString();
