import type { Database, SqlJsStatic } from 'sql.js';
import initSqlJs from 'sql.js/dist/sql-wasm.js';
import wasm from 'sql.js/dist/sql-wasm.wasm';

let engine: Promise<SqlJsStatic> | undefined;

/**
 * A database in memory: empty, or with what an image (`Database.export()`) holds. Whoever opens it closes it.
 * SQLite looks at the image with the first statement only: that one throws when the image is none.
 */
export async function openDatabase(image?: Uint8Array): Promise<Database> {
  engine ??= initSqlJs({ wasmBinary: wasm });
  return new (await engine).Database(image);
}
