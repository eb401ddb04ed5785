// What is read of an image without SQLite is what SQLite reads.
import fc from 'fast-check';
import type { Database, SqlValue } from 'sql.js';
import { describe, expect, test } from 'vitest';
import { scannerOf } from '../../src/storage/scan.ts';
import { openDatabase } from '../../src/storage/sqlite.ts';

// SCAN_RUNS=2000 tries more.
const numRuns = Number(process.env.SCAN_RUNS ?? 60);

/** The tables that a script makes: as SQLite reads them, and as they are scanned. */
async function both(fill: (database: Database) => void, ...queries: readonly (readonly [string, string])[]) {
  const database = await openDatabase();
  try {
    fill(database);
    const read = queries.map(([, query]) => database.exec(query)[0]?.values ?? []);
    const rowsOf = scannerOf(database.export());
    return { read, scanned: queries.map(([table]) => rowsOf(table)) };
  } finally {
    database.close();
  }
}

const byRowid = ['rowids', 'SELECT * FROM rowids ORDER BY rowid'] as const;
const byPosition = ['positions', 'SELECT * FROM positions ORDER BY position'] as const;
const byKey = ['keys', 'SELECT * FROM keys ORDER BY a, b'] as const;

// sql.js itself ends a text at NUL, and has no lone surrogates.
const text = fc
  .string({ unit: 'grapheme', maxLength: 40 })
  .map((one) => one.replaceAll('\0', ''))
  .chain((one) => fc.constantFrom(1, 1, 1, 30, 900).map((times) => one.repeat(times)))
  .chain((one) => fc.constantFrom(one, one, `\ufeff${one}`, `\ufeff\ufeff${one}`));
const value: fc.Arbitrary<SqlValue> = fc.oneof(
  text,
  fc.constant(null),
  fc.constantFrom(0, 1, -1, 127, -128, 128, 32_767, -32_768, 8_388_607, -8_388_608, 2 ** 31, -(2 ** 31)),
  fc.constantFrom(2 ** 47 - 1, -(2 ** 47), 2 ** 47, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }).filter((one) => !Object.is(one, -0)),
  fc.uint8Array({ maxLength: 3000 }),
);

test('whatever the values, their number and the size of a page', async () => {
  const rows = fc.array(fc.tuple(text, value, value), { maxLength: 80 });
  const pageSize = fc.constantFrom(512, 1024, 4096, 65_536);
  await fc.assert(
    fc.asyncProperty(pageSize, rows, fc.nat(5), async (size, given, gaps) => {
      const { read, scanned } = await both(
        (database) => {
          database.run(`PRAGMA page_size = ${size};
            CREATE TABLE rowids (a TEXT PRIMARY KEY, b, c);
            CREATE TABLE positions (position INTEGER PRIMARY KEY, a, b);
            CREATE TABLE keys (a TEXT, b, c, PRIMARY KEY (a, b)) WITHOUT ROWID;`);
          for (const [index, [a, b, c]] of given.entries()) {
            database.run('INSERT OR REPLACE INTO rowids VALUES (?, ?, ?)', [a, b, c]);
            database.run('INSERT INTO positions VALUES (?, ?, ?)', [(index - 3) * 10 ** (index % 14), b, c]);
            database.run('INSERT OR REPLACE INTO keys VALUES (?, ?, ?)', [a, b ?? 0, c]);
          }
          // Rows that are gone leave pages that are free, and pages that are half full.
          if (gaps > 0)
            for (const table of ['rowids', 'positions'])
              database.run(`DELETE FROM ${table} WHERE rowid % ? = 0`, [gaps + 1]);
        },
        byRowid,
        byPosition,
        byKey,
      );
      expect(scanned).toEqual(read);
    }),
    { numRuns },
  );
});

test('many rows, in trees of several levels', async () => {
  const { read, scanned } = await both(
    (database) => {
      database.run(`PRAGMA page_size = 512; BEGIN;
        CREATE TABLE rowids (a TEXT PRIMARY KEY, b, c);
        CREATE TABLE positions (position INTEGER PRIMARY KEY, a, b);
        CREATE TABLE keys (a TEXT, b, c, PRIMARY KEY (a, b)) WITHOUT ROWID;`);
      for (let i = 0; i < 20_000; i++) {
        const a = `user-${(i * 7919) % 20_000}`;
        database.run('INSERT INTO rowids VALUES (?, ?, ?)', [a, i, 'x'.repeat(i % 50)]);
        database.run('INSERT INTO positions VALUES (?, ?, ?)', [
          i * 3,
          a,
          i % 1000 === 0 ? 'y'.repeat(5000) : null,
        ]);
        database.run('INSERT INTO keys VALUES (?, ?, ?)', [a, i, i % 700 === 0 ? 'z'.repeat(4000) : i / 3]);
      }
      database.run('COMMIT');
    },
    byRowid,
    byPosition,
    byKey,
  );
  expect(read.map((rows) => rows.length)).toEqual([20_000, 20_000, 20_000]);
  expect(scanned).toEqual(read);
});

test('the rows of one number alone, wherever they stand in a tree of several levels', async () => {
  const database = await openDatabase();
  database.run(`PRAGMA page_size = 512; BEGIN;
    CREATE TABLE positions (position INTEGER PRIMARY KEY, a);
    CREATE TABLE keys (app INTEGER, b TEXT, c, PRIMARY KEY (app, b)) WITHOUT ROWID;`);
  const numbers = [-70_000, -129, -1, 0, 1, 2, 127, 128, 32_768, 1_400_000_001, 1_400_000_002, 2 ** 40];
  // Some stand alone, and some over more pages than one page of the level above can name.
  const counts = [1, 3, 900, 2500, 1, 3, 900, 2500, 1, 3, 900, 2500];
  for (const [i, number] of numbers.entries()) {
    database.run('INSERT INTO positions VALUES (?, ?)', [number, `position ${i}`]);
    for (let j = 0; j < (counts[i] ?? 0); j++) {
      const value = j % 400 === 7 ? 'z'.repeat(3000) : j;
      database.run('INSERT INTO keys VALUES (?, ?, ?)', [number, `key ${j}`, value]);
    }
  }
  database.run('COMMIT');
  const rowsOf = scannerOf(database.export());
  for (const number of [...numbers, -70_001, -2, 3, 126, 1_400_000_000, 2 ** 41]) {
    for (const [table, key] of [
      ['positions', 'position'],
      ['keys', 'app, b'],
    ] as const) {
      const [column] = key.split(',');
      const [found] = database.exec(`SELECT * FROM ${table} WHERE ${column} = ${number} ORDER BY ${key}`);
      expect(rowsOf(table, number)).toEqual(found?.values ?? []);
    }
  }
  expect(numbers.map((number) => rowsOf('keys', number).length)).toEqual(counts);
  database.close();
});

test('the rows alone whose first column is wanted, also where that is longer than a page', async () => {
  const database = await openDatabase();
  database.run(`PRAGMA page_size = 512; BEGIN;
    CREATE TABLE texts (a TEXT PRIMARY KEY, b);
    CREATE TABLE positions (position INTEGER PRIMARY KEY, a);`);
  for (let i = 0; i < 500; i++) {
    const a = `${i}-${'k'.repeat(i % 7 === 0 ? 1200 : i % 60)}`;
    database.run('INSERT INTO texts VALUES (?, ?)', [a, 'v'.repeat((i * 37) % 3000)]);
    database.run('INSERT INTO positions VALUES (?, ?)', [i, a]);
  }
  database.run('COMMIT');
  const rowsOf = scannerOf(database.export());
  const asked: unknown[] = [];
  const some = rowsOf('texts', (a) => {
    asked.push(a);
    return String(a).startsWith('4');
  });
  const [found] = database.exec("SELECT * FROM texts WHERE a LIKE '4%' ORDER BY rowid");
  expect(some).toHaveLength(111);
  expect(some).toEqual(found?.values);
  expect(new Set(asked).size).toBe(500);
  expect(
    rowsOf('positions', (position) => Number(position) % 100 === 7).map(([position]) => position),
  ).toEqual([7, 107, 207, 307, 407]);
  expect(rowsOf('texts', () => false)).toEqual([]);
  database.close();
});

describe('what is no such image', () => {
  async function image(): Promise<Uint8Array> {
    const database = await openDatabase();
    database.run(`CREATE TABLE texts (a TEXT);`);
    database.run(`CREATE TABLE numbers (a INTEGER, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;`);
    for (let i = 0; i < 400; i++)
      database.run('INSERT INTO numbers VALUES (?, ?)', [i % 9, 'y'.repeat(i % 200) + i]);
    for (let i = 0; i < 400; i++) database.run('INSERT INTO texts VALUES (?)', ['x'.repeat(50 * (i % 200))]);
    const bytes = database.export();
    database.close();
    return bytes;
  }

  test('is refused with a sentence: another file, another encoding, a table that is not there', async () => {
    expect(() => scannerOf(Buffer.from('no database'.repeat(20)))).toThrow('file is not a database');
    const other = await openDatabase();
    other.run("PRAGMA encoding = 'UTF-16'; CREATE TABLE texts (a TEXT)");
    expect(() => scannerOf(other.export())).toThrow('the text of the database is not UTF-8');
    other.close();
    const bytes = await image();
    expect(() => scannerOf(bytes)('apps')).toThrow('no such table: apps');
  });

  test('never runs on without end, wherever a byte is wrong', async () => {
    const bytes = await image();
    const broken = fc.record({ at: fc.nat(bytes.length - 1), to: fc.nat(255) });
    await fc.assert(
      fc.property(fc.array(broken, { minLength: 1, maxLength: 40 }), (changes) => {
        const copy = bytes.slice();
        for (const { at, to } of changes) copy[at] = to;
        // Rows or an error: but an end.
        try {
          expect(Array.isArray(scannerOf(copy)('texts'))).toBe(true);
          expect(Array.isArray(scannerOf(copy)('numbers', 5))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns },
    );
  });
});
