/** What @types/sql.js says of the package root, for the build we import; it also takes the bytes as they come. */
declare module 'sql.js/dist/sql-wasm.js' {
  import type { SqlJsStatic } from 'sql.js';
  export default function initSqlJs(config: { wasmBinary: Uint8Array }): Promise<SqlJsStatic>;
}
