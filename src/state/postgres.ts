/** A place for states in PostgreSQL: a row for each environment of each workspace, which is locked while it is written. */
import { printable } from '../printable.ts';
import type { Kept, NewImage, Place, Stored, Tenure } from './place.ts';
import {
  type Patience,
  type Row,
  type Rows,
  type Session,
  type Statement,
  sessionWith,
  type Transaction,
  usualPatience,
  type Wording,
} from './postgres-connection.ts';
import { createSchema, hasSchema } from './postgres-schema.ts';
import { targetOf } from './postgres-url.ts';
import { StateError } from './store.ts';

export interface PostgresOptions {
  /** `postgresql://user:password@host:port/database?sslmode=…` */
  readonly url: string;
  /** Who shares a database without seeing each other: a team, a project. */
  readonly workspace: string;
  readonly environment: string;
}

const generationsKept = 20;

const nothingWritten: Wording = { ifNot: 'Nothing was written.' };
const reading: Wording = { ifNot: '' };

/**
 * The state of one environment in a database. Nothing is connected before it is asked something.
 * @throws StateError when the URL is none; it does not quote it
 */
export function postgresPlace(options: PostgresOptions, patience: Patience = usualPatience): Place {
  const target = targetOf(options.url);
  const { workspace, environment } = options;
  const location = `${printable(workspace)}/${printable(environment)} in ${target.location}`;
  const sql = statementsOf(workspace, environment);
  const connect = () => sessionWith(target, location, patience);

  const once = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    const session = connect();
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  };

  /** What is read in one moment; nothing, where there are no tables yet. */
  const read = (...statements: readonly Statement[]): Promise<Rows> =>
    once((session) =>
      session.run('read', reading, async (transaction) =>
        (await hasSchema(transaction, location)) ? transaction.finish(...statements) : [],
      ),
    );

  return {
    location,
    unlocking: `set lock = NULL in chatform.states for workspace ${printable(workspace)} and environment ${printable(environment)}`,
    async read() {
      return keptIn(await read(...sql.kept));
    },
    async lockText() {
      const [[row] = []] = await read(sql.lock);
      return (row?.lock as string | null | undefined) ?? undefined;
    },
    async lock(text, isFree) {
      const session = connect();
      const take = () =>
        session.run('write', takingLock, async (transaction) => {
          if (!(await hasSchema(transaction, location))) return undefined;
          const [, [row] = []] = await transaction.ask(sql.makeRow, sql.lockRow);
          const found = foundIn(row)?.lock ?? null;
          const isTaken = found !== null && !(transaction.inDoubt && found === text);
          if (isTaken && !isFree(found)) return { inTheWay: found };
          const [, ...kept] = await transaction.finish(sql.setLock(text), ...sql.kept);
          return keptIn(kept);
        });
      try {
        let taken = await take();
        if (taken === undefined) {
          await createSchema(session);
          taken = await take();
        }
        if (taken === undefined) throw new StateError(`The tables of the state ${location} were removed.`);
        if (!('inTheWay' in taken)) return tenureOf({ session, location, sql, text }, taken);
        await session.close();
        return taken;
      } catch (error) {
        await session.close();
        throw error;
      }
    },
    async unlock(text) {
      let wasThere = false;
      return once((session) =>
        session.run('write', lettingGo, async (transaction) => {
          if (!(await hasSchema(transaction, location))) return false;
          const [[row] = []] = await transaction.ask(sql.lockRow);
          // No text comes twice: what has gone after a try whose answer was lost went by that one.
          wasThere = foundIn(row)?.lock === text || (wasThere && transaction.inDoubt);
          await transaction.finish(sql.removeLock(text));
          return wasThere;
        }),
      );
    },
    async generations() {
      const [rows = []] = await read(sql.generations);
      return rows.map(storedIn);
    },
    async generation(serial) {
      const [[row] = []] = await read(sql.generation(serial));
      return row && storedIn(row);
    },
  };
}

const takingLock: Wording = {
  ...nothingWritten,
  ifLost: 'the lock was taken: `chatform state lock` tells, once it can be reached',
};
const lettingGo: Wording = {
  ifNot: 'The lock is still there: `chatform state unlock` takes it away.',
  ifLost: 'the lock was let go of: `chatform state lock` tells, once it can be reached',
};

interface Held {
  readonly session: Session;
  readonly location: string;
  readonly sql: Statements;
  /** Of our lock. */
  readonly text: string;
}

/** The row that a writer has locked. */
interface RowFound {
  readonly lock: string | null;
  /** Null when there is no image. */
  readonly serial: string | null;
}

function foundIn(row: Row | undefined): RowFound | undefined {
  return row as RowFound | undefined;
}

function tenureOf(held: Held, kept: Kept & Pick<RowFound, 'serial'>): Tenure {
  const { session, sql, text } = held;
  let serial = kept.serial;
  let number = kept.journal.length;

  /**
   * Writes once, however often it is tried: `same` asks whether a try whose answer was lost has been carried out. That
   * one had locked the row, so while we have it locked nothing of it is still on its way.
   */
  const write = (what: string, found: Found, statements: readonly Statement[]) =>
    session.run('write', { ...nothingWritten, ifLost: `${what} was written` }, async (transaction) => {
      const { row, isSame } = await lookedAt(transaction, sql, found.same);
      if (row?.lock !== text) throw lockLost(held, transaction.inDoubt ? what : undefined);
      if (isSame && row.serial === found.after) await transaction.finish();
      else if (row.serial === serial) await transaction.finish(...statements);
      else throw changed(held, row.serial);
    });

  return {
    kept,
    async append(chunk) {
      const found = { same: sql.isChunk(number + 1, chunk), after: serial };
      await write(`part ${number + 1} of the journal`, found, [sql.append(number + 1, chunk)]);
      number += 1;
    },
    async write(image) {
      const after = String(image.serial);
      await write(`serial ${after}`, { same: sql.isImage(image.bytes), after }, sql.replace(image));
      serial = after;
      number = 0;
    },
    async release() {
      try {
        await session.run('write', lettingGo, (transaction) => transaction.finish(sql.removeLock(text)));
      } finally {
        await session.close();
      }
    },
  };
}

interface Found {
  readonly same: Statement;
  /** The serial that is there when it was done. */
  readonly after: string | null;
}

async function lookedAt(transaction: Transaction, sql: Statements, same: Statement) {
  // Statements of their own: what is read beside a row that one waits for is of before the wait.
  const [[row] = [], [found] = []] = await transaction.ask(
    sql.lockRow,
    ...(transaction.inDoubt ? [same] : []),
  );
  return { row: foundIn(row), isSame: found?.same === true };
}

function lockLost({ location }: Held, inDoubt: string | undefined): StateError {
  const lost = `The lock of the state ${location} was taken away while we were writing.`;
  return new StateError(
    inDoubt === undefined
      ? `${lost} Nothing more was written.`
      : `${lost} It is not known whether ${inDoubt} was written before.`,
  );
}

function changed({ location }: Held, serial: string | null): StateError {
  return new StateError(
    `The state ${location} was changed beside its lock: it has ${serial === null ? 'no image any more' : `serial ${serial}`} now. Nothing was written.`,
  );
}

type Statements = ReturnType<typeof statementsOf>;

function statementsOf(workspace: string, environment: string) {
  const statement = (text: string, ...values: readonly unknown[]): Statement => ({
    text,
    values: [workspace, environment, ...values],
  });
  const here = 'workspace = $1 AND environment = $2';
  const utc = `to_char(stored_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "storedAt"`;
  const present = 'CASE WHEN image IS NOT NULL THEN serial END AS serial';
  const stored = `SELECT serial, ${utc}, image FROM chatform.generations WHERE ${here}`;
  return {
    kept: [
      statement(`SELECT ${present}, ${utc}, image FROM chatform.states WHERE ${here}`),
      statement(`SELECT chunk FROM chatform.journal WHERE ${here} ORDER BY number`),
      statement(`SELECT max(serial) AS newest FROM chatform.generations WHERE ${here}`),
    ],
    lock: statement(`SELECT lock FROM chatform.states WHERE ${here}`),
    makeRow: statement(
      'INSERT INTO chatform.states (workspace, environment) VALUES ($1, $2) ON CONFLICT DO NOTHING',
    ),
    lockRow: statement(`SELECT lock, ${present} FROM chatform.states WHERE ${here} FOR UPDATE`),
    setLock: (text: string) => statement(`UPDATE chatform.states SET lock = $3 WHERE ${here}`, text),
    removeLock: (text: string) =>
      statement(`UPDATE chatform.states SET lock = NULL WHERE ${here} AND lock = $3`, text),
    isChunk: (number: number, chunk: Uint8Array) =>
      statement(
        `SELECT chunk = $4 AS same FROM chatform.journal WHERE ${here} AND number = $3`,
        number,
        chunk,
      ),
    append: (number: number, chunk: Uint8Array) =>
      statement('INSERT INTO chatform.journal VALUES ($1, $2, $3, now(), $4)', number, chunk),
    isImage: (image: Uint8Array) =>
      statement(`SELECT image = $3 AS same FROM chatform.states WHERE ${here}`, image),
    replace: ({ bytes, serial, about }: NewImage): readonly Statement[] => [
      statement(
        `INSERT INTO chatform.generations (workspace, environment, serial, stored_at, about, image)
        SELECT workspace, environment, serial, stored_at, about, image FROM chatform.states
        WHERE ${here} AND image IS NOT NULL
        ON CONFLICT (workspace, environment, serial) DO UPDATE
        SET stored_at = EXCLUDED.stored_at, about = EXCLUDED.about, image = EXCLUDED.image`,
      ),
      statement(
        `DELETE FROM chatform.generations WHERE ${here} AND serial <=
        (SELECT serial FROM chatform.generations WHERE ${here} ORDER BY serial DESC OFFSET ${generationsKept} LIMIT 1)`,
      ),
      statement(`DELETE FROM chatform.journal WHERE ${here}`),
      statement(
        `UPDATE chatform.states SET serial = $3, stored_at = now(), about = $4, image = $5 WHERE ${here}`,
        serial,
        about,
        bytes,
      ),
    ],
    generations: statement(`${stored} ORDER BY serial DESC`),
    generation: (serial: number) => statement(`${stored} AND serial = $3`, serial),
  };
}

/** What `kept` of the statements has found; the serial is that of the image. */
function keptIn(rows: Rows): Kept & Pick<RowFound, 'serial'> {
  const [[state] = [], journal = [], [generations] = []] = rows;
  const image = state?.image as Uint8Array | null | undefined;
  const newest = generations?.newest as string | null | undefined;
  return {
    serial: (state?.serial as string | null | undefined) ?? null,
    ...(image && { image, storedAt: state?.storedAt as string }),
    journal: journal.map(({ chunk }) => chunk as Uint8Array),
    ...(newest && { newest: Number(newest) }),
  };
}

function storedIn({ serial, storedAt, image }: Row): Stored {
  return { serial: Number(serial), storedAt: storedAt as string, image: image as Uint8Array };
}
