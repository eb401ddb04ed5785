import type { Database } from 'sql.js';

/**
 * A database in memory: empty, or with what an image (`Database.export()`) holds. Whoever opens it closes it.
 * SQLite looks at the image with the first statement only: that one throws when the image is none.
 */
export async function openDatabase(image?: Uint8Array): Promise<Database> {
  const { startEngine } = await import('./engine.ts');
  return new (await startEngine()).Database(image);
}
