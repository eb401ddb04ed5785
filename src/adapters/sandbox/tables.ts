/** The console's tables, and prepared statements that live as long as the database. */
import type { Database, SqlValue, Statement } from 'sql.js';
import type { Row } from '../../storage/scan.ts';

/** Raise it with every change of the tables below. */
export const formatVersion = 3;

const schema = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE apps (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT, introduction TEXT, edition TEXT NOT NULL,
    enabled INTEGER NOT NULL, keyAlgorithm TEXT NOT NULL, createdAt TEXT NOT NULL, expiresAt TEXT NOT NULL,
    historyChangedAt TEXT
  );
  CREATE TABLE settings (
    app INTEGER, section TEXT, body TEXT NOT NULL, PRIMARY KEY (app, section)
  ) WITHOUT ROWID;
  CREATE TABLE groupTypes (
    app INTEGER, name TEXT, body TEXT NOT NULL, PRIMARY KEY (app, name)
  ) WITHOUT ROWID;
  CREATE TABLE fields (
    app INTEGER, family TEXT, name TEXT, body TEXT NOT NULL, PRIMARY KEY (app, family, name)
  ) WITHOUT ROWID;
  CREATE TABLE tags (app INTEGER, key TEXT, value TEXT NOT NULL, PRIMARY KEY (app, key)) WITHOUT ROWID;
  CREATE TABLE trtc (
    app INTEGER PRIMARY KEY, activated INTEGER NOT NULL, call TEXT NOT NULL, trials INTEGER NOT NULL,
    trialEndsAt TEXT
  );
  CREATE TABLE certificates (
    app INTEGER, name TEXT, body TEXT NOT NULL, hashes TEXT NOT NULL, PRIMARY KEY (app, name)
  ) WITHOUT ROWID;
  CREATE TABLE accounts (
    app INTEGER, id TEXT, body TEXT NOT NULL, createdAt TEXT NOT NULL, PRIMARY KEY (app, id)
  ) WITHOUT ROWID;
  CREATE TABLE chatGroups (
    app INTEGER, id TEXT, type TEXT NOT NULL, body TEXT NOT NULL, createdAt TEXT NOT NULL,
    PRIMARY KEY (app, id)
  ) WITHOUT ROWID;
  CREATE TABLE groupMembers (
    app INTEGER, groupId TEXT, user TEXT, PRIMARY KEY (app, groupId, user)
  ) WITHOUT ROWID;
  CREATE INDEX groupsByMember ON groupMembers (app, user);
  CREATE TABLE fieldValues (
    app INTEGER, family TEXT, holder TEXT, name TEXT, value TEXT NOT NULL,
    PRIMARY KEY (app, family, holder, name)
  ) WITHOUT ROWID;
  -- Values of custom fields are lost with the account or group that has them, however that is deleted.
  CREATE TRIGGER valuesOfAccount AFTER DELETE ON accounts BEGIN
    DELETE FROM fieldValues WHERE app = OLD.app AND family = 'userFields' AND holder = OLD.id;
  END;
  CREATE TRIGGER valuesOfGroup AFTER DELETE ON chatGroups BEGIN
    DELETE FROM fieldValues WHERE app = OLD.app AND family = 'groupFields' AND holder = OLD.id;
  END;
  CREATE TABLE policies (
    name TEXT PRIMARY KEY, id INTEGER NOT NULL, preset INTEGER NOT NULL, description TEXT NOT NULL,
    document TEXT NOT NULL, createdAt TEXT NOT NULL, updatedAt TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE attachments (
    policy TEXT, holder TEXT, name TEXT, attachedAt TEXT NOT NULL, PRIMARY KEY (policy, holder, name)
  ) WITHOUT ROWID;
  CREATE INDEX attachmentsByHolder ON attachments (holder, name);
  CREATE TABLE users (name TEXT PRIMARY KEY, createdAt TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE userGroups (name TEXT PRIMARY KEY, createdAt TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE members (groupName TEXT, user TEXT, PRIMARY KEY (groupName, user)) WITHOUT ROWID;
  CREATE TABLE calls (
    seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
    target TEXT NOT NULL, request TEXT NOT NULL, result TEXT NOT NULL
  );
`;

/** The tables that are read by the beginning of their keys, which are the first columns of each. */
export const keys = {
  meta: ['key'],
  apps: ['id'],
  settings: ['app', 'section'],
  groupTypes: ['app', 'name'],
  fields: ['app', 'family', 'name'],
  tags: ['app', 'key'],
  trtc: ['app'],
  certificates: ['app', 'name'],
  accounts: ['app', 'id'],
  chatGroups: ['app', 'id'],
  groupMembers: ['app', 'groupId', 'user'],
  policies: ['name'],
  attachments: ['policy', 'holder', 'name'],
  users: ['name'],
  userGroups: ['name'],
  members: ['groupName', 'user'],
} as const;
export type TableName = keyof typeof keys;

/** What the console shows is read through this alone, so that SQLite need not be there. */
export interface Rows {
  /** The rows of a table whose key begins so, in the order of their keys: all columns, as they are declared. */
  rows(table: TableName, ...beginning: readonly SqlValue[]): readonly Row[];
}

export interface Tables extends Rows {
  all(sql: string, ...values: SqlValue[]): SqlValue[][];
  first(sql: string, ...values: SqlValue[]): SqlValue[] | undefined;
  run(sql: string, ...values: SqlValue[]): void;
  /** The database as SQLite writes it to disk. */
  image(): Uint8Array;
  /** Frees the statements and the database. */
  close(): void;
}

export function createSchema(database: Database): void {
  database.run(schema);
}

export function openTables(database: Database): Tables {
  // The file is in memory anyway: what makes a commit durable on a disk only takes time here.
  database.run('PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE');
  const statements = new Map<string, Statement>();
  const prepared = (sql: string): Statement => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };
  const all = (sql: string, ...values: SqlValue[]): SqlValue[][] => {
    const statement = prepared(sql);
    const rows: SqlValue[][] = [];
    statement.bind(values);
    while (statement.step()) rows.push(statement.get());
    statement.reset();
    return rows;
  };
  return {
    rows(table, ...beginning) {
      const key: readonly string[] = keys[table];
      const where = beginning.map((_, i) => `${key[i]} = ?`).join(' AND ');
      return all(
        `SELECT * FROM ${table}${where && ` WHERE ${where}`} ORDER BY ${key.join(', ')}`,
        ...beginning,
      );
    },
    all,
    first: (sql, ...values) => all(sql, ...values)[0],
    run: (sql, ...values) => prepared(sql).run(values),
    image: () => database.export(),
    close: () => {
      for (const statement of statements.values()) statement.free();
      statements.clear();
      database.close();
    },
  };
}

/** Tables that may not be there yet: whatever is asked of them then throws what `opened` does. */
export function tablesOnceOpened(opened: () => Tables): Tables {
  return {
    rows: (...asked) => opened().rows(...asked),
    all: (...asked) => opened().all(...asked),
    first: (...asked) => opened().first(...asked),
    run: (...asked) => opened().run(...asked),
    image: () => opened().image(),
    close: () => opened().close(),
  };
}

/** A number that a query counts. */
export function count(tables: Tables, sql: string, ...values: SqlValue[]): number {
  return Number(tables.first(sql, ...values)?.[0] ?? 0);
}

/** What the console knows of itself: `account`, `clock`, `nextSdkAppId`, `nextPolicyId`, `nextGroupId`, `callTrials`. */
export function meta(tables: Rows, key: string): string {
  return String(tables.rows('meta', key)[0]?.[1] ?? '');
}

export function setMeta(tables: Tables, key: string, value: string): void {
  tables.run('INSERT OR REPLACE INTO meta VALUES (?, ?)', key, value);
}

/** Takes the next number of a counter in `meta`. */
export function nextNumber(tables: Tables, counter: string): number {
  const number = Number(meta(tables, counter));
  setMeta(tables, counter, String(number + 1));
  return number;
}
