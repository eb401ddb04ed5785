/** SQLite in WebAssembly. It takes longer to start than all else: whoever wants a database imports it then. */
import type { SqlJsStatic } from 'sql.js';
import initSqlJs from 'sql.js/dist/sql-wasm.js';
import wasm from 'sql.js/dist/sql-wasm.wasm';

let engine: Promise<SqlJsStatic> | undefined;

/** Started once. */
export function startEngine(): Promise<SqlJsStatic> {
  engine ??= initSqlJs({ wasmBinary: wasm });
  return engine;
}
