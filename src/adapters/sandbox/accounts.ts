/** The users of an app. General accounts are imported by the Chat REST API; admins are made in the console. */
import type { Attribute } from '../../catalog/kind.ts';
import { type Json, type JsonMap, mapOf, mergePatch } from '../../json.ts';
import { type Answer, carryOut, type Refused, refuse } from './answer.ts';
import { type Action, type App, onApp } from './app.ts';
import { formOf } from './forms.ts';
import { leaveGroups } from './groups.ts';
import { count, type Rows, type Tables } from './tables.ts';
import { illegal } from './values.ts';

const maxAdmins = 10; // an app (ACC-2)
const maxUsersOfDeveloper = 100; // EDN-1

interface Account {
  readonly id: string;
  readonly body: JsonMap;
  readonly createdAt: string;
}

export function accountsOf(tables: Rows, app: number): Account[] {
  return tables.rows('accounts', app).map(accountFrom);
}

function accountFrom([, id, body, createdAt]: readonly unknown[]): Account {
  return { id: String(id), body: JSON.parse(String(body)) as JsonMap, createdAt: String(createdAt) };
}

function find(tables: Tables, app: App, id: Json | undefined): Account | undefined {
  if (typeof id !== 'string') return undefined;
  const [row] = tables.rows('accounts', app.id, id);
  return row && accountFrom(row);
}

/** What the form has by itself. */
function defaultsOf(form: Attribute): JsonMap {
  if (form.type !== 'object') return {};
  return mapOf(
    Object.entries(form.attributes).flatMap(([key, { default: value }]) =>
      value === undefined ? [] : [[key, value] as const],
    ),
  );
}

/** `import`: of the REST API, to which an account that is there already is no error, and stays as it is. */
const make = (way: 'import' | 'console') =>
  onApp((tables, app, { sdkAppId: _, userId, ...given }, now): Answer => {
    const form = formOf('account');
    const id = String(userId ?? '');
    const body = mergePatch(defaultsOf(form), given) as JsonMap;
    const there = find(tables, app, id) !== undefined;
    if (there && way === 'import') return { ok: true };
    const refused =
      illegalUserId(id) ??
      (there ? idTaken(id) : undefined) ??
      illegal(form, body) ??
      (way === 'import' ? onlyGeneral(body) : undefined) ??
      tooManyAdmins(tables, app, body) ??
      tooManyUsers(tables, app);
    return carryOut(refused, () => {
      tables.run('INSERT INTO accounts VALUES (?, ?, ?, ?)', app.id, id, JSON.stringify(body), now);
    });
  });

/** ACC-1: 1 to 32 bytes of printable ASCII. */
function illegalUserId(id: string): Refused | undefined {
  if (/^[\x21-\x7e](?:[\x20-\x7e]{0,30}[\x21-\x7e])?$/.test(id)) return undefined;
  const message = 'A UserID is 1 to 32 characters of printable ASCII without blanks at the ends.';
  return refuse('InvalidParameterValue.UserID', 'ACC-1', message);
}

const idTaken = (id: string) =>
  refuse('FailedOperation.AccountExists', 'ACC-1', `There is an account ${id} already.`);

function onlyGeneral({ type }: JsonMap): Refused | undefined {
  if (type === 'general') return undefined;
  return refuse('UnsupportedOperation.AdminByConsole', 'ACC-1', 'An admin is made in the console.');
}

function tooManyAdmins(tables: Tables, app: App, { type }: JsonMap): Refused | undefined {
  if (type !== 'admin') return undefined;
  const admins = accountsOf(tables, app.id).filter(({ body }) => body.type === 'admin');
  if (admins.length < maxAdmins) return undefined;
  return refuse('LimitExceeded.Admins', 'ACC-2', `An app has at most ${maxAdmins} admins.`);
}

function tooManyUsers(tables: Tables, app: App): Refused | undefined {
  if (app.edition !== 'developer') return undefined;
  const sql = 'SELECT count(*) FROM accounts WHERE app = ?';
  if (count(tables, sql, app.id) < maxUsersOfDeveloper) return undefined;
  const message = `A developer app has at most ${maxUsersOfDeveloper} users.`;
  return refuse('LimitExceeded.Users', 'EDN-1', message);
}

const modify = onApp((tables, app, { sdkAppId: _, userId, ...patch }): Answer => {
  const form = formOf('account');
  const before = find(tables, app, userId);
  if (!before) return notThere(userId);
  const after = mergePatch(defaultsOf(form), mergePatch(before.body, patch)) as JsonMap;
  const refused =
    before.body.type === after.type
      ? illegal(form, after)
      : refuse('InvalidParameter.AccountTypeImmutable', 'ACC-3', 'The type of an account cannot be edited.');
  return carryOut(refused, () => {
    const sql = 'UPDATE accounts SET body = ? WHERE app = ? AND id = ?';
    tables.run(sql, JSON.stringify(after), app.id, before.id);
  });
});

/** ACC-5: its groups go on without it. */
const remove = onApp((tables, app, { userId }): Answer => {
  const account = find(tables, app, userId);
  if (!account) return notThere(userId);
  return carryOut(undefined, () => {
    tables.run('DELETE FROM accounts WHERE app = ? AND id = ?', app.id, account.id);
    leaveGroups(tables, app.id, account.id);
  });
});

function notThere(userId: Json | undefined): Answer {
  const message = `There is no account ${userId}.`;
  return { ok: false, refused: refuse('ResourceNotFound.AccountNotFound', 'ACC-1', message) };
}

export const accountActions: Readonly<Record<string, Action>> = {
  ImportAccount: make('import'),
  CreateAccount: make('console'),
  ModifyAccount: modify,
  DeleteAccount: remove,
};
