/** The tables, made by whoever first writes a state into a database. */
import type { Session, Statement, Transaction } from './postgres-connection.ts';
import { codeOf } from './postgres-trouble.ts';
import { StateError } from './store.ts';

/** Of the tables as they are here. A later chatform that changes them counts on. */
const schemaVersion = 1;

// The key of the state comes first in each, so that workspaces and environments never meet.
const creation: readonly string[] = [
  `CREATE TABLE chatform.version (version integer PRIMARY KEY)`,
  `CREATE TABLE chatform.states (
    workspace text, environment text, lock text, serial bigint, stored_at timestamptz, about text, image bytea,
    PRIMARY KEY (workspace, environment))`,
  `CREATE TABLE chatform.journal (
    workspace text, environment text, number integer, appended_at timestamptz NOT NULL, chunk bytea NOT NULL,
    PRIMARY KEY (workspace, environment, number),
    FOREIGN KEY (workspace, environment) REFERENCES chatform.states ON DELETE CASCADE)`,
  `CREATE TABLE chatform.generations (
    workspace text, environment text, serial bigint, stored_at timestamptz NOT NULL, about text, image bytea NOT NULL,
    PRIMARY KEY (workspace, environment, serial),
    FOREIGN KEY (workspace, environment) REFERENCES chatform.states ON DELETE CASCADE)`,
  `COMMENT ON SCHEMA chatform IS 'States of chatform. Change nothing here by hand but by its commands.'`,
  `COMMENT ON TABLE chatform.states IS 'The present state of each environment, and the lock of who writes it'`,
  `COMMENT ON TABLE chatform.journal IS 'What a run has appended to the present state and not yet made part of it'`,
  `COMMENT ON TABLE chatform.generations IS 'The states before the present one'`,
  `INSERT INTO chatform.version VALUES (${schemaVersion})`,
];

/** Makes the tables, unless somebody else has meanwhile. @throws StateError */
export async function createSchema(session: Session): Promise<void> {
  await session.run('write', { ifNot: 'Nothing was written.' }, async (transaction) => {
    // IF NOT EXISTS alone does not help two who begin at once, and asks for rights to create what is there already. So
    // one makes all of it, in one transaction, and the others find it made.
    const [, [found] = []] = await transaction.ask(
      { text: `SELECT pg_advisory_xact_lock(hashtextextended('chatform schema', 0))` },
      {
        text: `SELECT to_regnamespace('chatform') IS NOT NULL AS schema, to_regclass('chatform.version') IS NOT NULL AS tables`,
      },
    );
    const statements = [...(found?.schema ? [] : ['CREATE SCHEMA chatform']), ...creation];
    await transaction.finish(...(found?.tables ? [] : statements.map((text): Statement => ({ text }))));
  });
}

/**
 * Whether the tables are there, and of this version.
 * @throws StateError when a newer chatform made them
 */
export async function hasSchema(transaction: Transaction, location: string): Promise<boolean> {
  const version = await versionIn(transaction);
  if (version === undefined || version === schemaVersion) return version !== undefined;
  throw new StateError(
    version > schemaVersion
      ? `The tables of the state ${location} are of a newer chatform (version ${version} of the schema "chatform", this one knows ${schemaVersion}): upgrade to use it. Nothing was changed.`
      : `The table chatform.version of the state ${location} is damaged: restore the schema "chatform" from a backup of the database. Nothing was changed.`,
  );
}

async function versionIn(transaction: Transaction): Promise<number | undefined> {
  try {
    const [[row] = []] = await transaction.ask({
      text: 'SELECT max(version) AS version FROM chatform.version',
    });
    return Number(row?.version ?? 0);
  } catch (error) {
    // No such table, no such schema.
    if (['42P01', '3F000'].includes(codeOf(error))) return undefined;
    throw error;
  }
}
