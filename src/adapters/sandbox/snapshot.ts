/** What a sandbox holds, read without SQLite: whoever only plans waits for nothing else. */
import type { SqlValue } from 'sql.js';
import { type Row, scannerOf } from '../../storage/scan.ts';
import { accountSeed, type Directory, directorySeed, type Seed } from './seed.ts';
import { keys, meta, type Rows, type TableName } from './tables.ts';

export interface SnapshotOptions extends Directory {
  readonly account: string;
  /** When a new sandbox's clock begins. */
  readonly clock: string;
}

/**
 * The rows of an image, or of a sandbox that begins, with the directory; undefined for what is not plainly sound:
 * SQLite then finds out what is wrong with it.
 */
export function snapshotOf(image: Uint8Array | undefined, options: SnapshotOptions): Rows | undefined {
  const { account, clock } = options;
  try {
    const kept = image ? scanned(image) : sown(() => [], accountSeed(account, clock));
    if (meta(kept, 'account') !== account) return undefined;
    return sown(kept.rows, directorySeed(options, meta(kept, 'clock')));
  } catch {
    return undefined;
  }
}

function scanned(image: Uint8Array): Rows {
  const rowsOf = scannerOf(image);
  const whole = indexed((table) => rowsOf(table));
  // What lies in an app stands together, and is read app by app: of all others nothing is.
  const latest = new Map<TableName, { readonly app: number; readonly own: Rows }>();
  const within = (table: TableName, app: number): Rows => {
    const known = latest.get(table);
    if (known?.app === app) return known.own;
    const own = indexed(() => rowsOf(table, app));
    latest.set(table, { app, own });
    return own;
  };
  return {
    rows(table, ...beginning) {
      const [app, ...rest] = beginning;
      if (typeof app !== 'number') return whole.rows(table, ...beginning);
      return rest.length === 0
        ? within(table, app).rows(table)
        : within(table, app).rows(table, ...beginning);
    },
  };
}

/** Rows, and those of a seed whose keys are not among them. */
function sown(rowsOf: Rows['rows'], seed: Seed): Rows {
  const whole = indexed((table) => {
    const [kept, more] = [rowsOf(table), seed[table] ?? []];
    const depth = keys[table].length;
    const all = new Map([...more].reverse().map((row) => [nameOf(row.slice(0, depth)), row]));
    for (const row of kept) all.set(nameOf(row.slice(0, depth)), row);
    return [...all.values()].sort(byText);
  });
  return {
    rows: (table, ...beginning) =>
      (seed[table] ?? []).length === 0 ? rowsOf(table, ...beginning) : whole.rows(table, ...beginning),
  };
}

/** By texts, as SQLite compares them: byte by byte. Tables that a seed has have keys of texts alone. */
function byText(a: Row, b: Row): number {
  for (const [i, value] of a.entries()) {
    const order = Buffer.compare(Buffer.from(String(value)), Buffer.from(String(b[i])));
    if (order !== 0) return order;
  }
  return 0;
}

const nameOf = (values: readonly SqlValue[]) => JSON.stringify(values);

/** Reads each table once, and finds rows by the beginning of their keys. */
function indexed(rowsOf: (table: TableName) => readonly Row[]): Rows {
  const tables = new Map<TableName, readonly Row[]>();
  const indexes = new Map<string, ReadonlyMap<string, readonly Row[]>>();
  const whole = (table: TableName) => {
    const rows = tables.get(table) ?? rowsOf(table);
    tables.set(table, rows);
    return rows;
  };
  return {
    rows(table, ...beginning) {
      if (beginning.length === 0) return whole(table);
      const name = `${table} ${beginning.length}`;
      const index = indexes.get(name) ?? indexOf(whole(table), beginning.length);
      indexes.set(name, index);
      return index.get(nameOf(beginning)) ?? [];
    },
  };
}

function indexOf(rows: readonly Row[], depth: number): ReadonlyMap<string, readonly Row[]> {
  const index = new Map<string, Row[]>();
  for (const row of rows) {
    const name = nameOf(row.slice(0, depth));
    const group = index.get(name);
    if (group) group.push(row);
    else index.set(name, [row]);
  }
  return index;
}
