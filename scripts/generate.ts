// Writes what is generated from the catalogue, and the schemas of what chatform writes, into schemas/. With
// --check it writes nothing, and fails when a file there is not what would be written.
import fs from 'node:fs';
import path from 'node:path';
import { publishedFiles } from '../src/catalog/published.ts';
import { publishedFormats } from '../src/report/plan-schema.ts';

const folder = path.resolve(import.meta.dirname, '..', 'schemas');
const published = [...publishedFiles(), ...publishedFormats()];
const stale = published.filter(([name, text]) => current(name) !== text);

if (process.argv.includes('--check')) {
  for (const [name] of stale) console.error(`schemas/${name} is stale: run npm run generate`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  fs.mkdirSync(folder, { recursive: true });
  for (const [name, text] of stale) {
    fs.writeFileSync(path.join(folder, name), text);
    console.log(`schemas/${name}`);
  }
}

function current(name: string): string | undefined {
  try {
    return fs.readFileSync(path.join(folder, name), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
