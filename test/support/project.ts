import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from './temporary.ts';

/** A folder with these files in it, by path; it goes with the test. */
export function projectOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return folder;
}

/** Every entry in and below a folder, with what is in it: to be compared before and after. */
export function listing(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return names.map((name) => {
    if (!lstatSync(path.join(folder, name)).isFile()) return `${name} (no file)`;
    return `${name} ${readFileSync(path.join(folder, name)).toString('base64')}`;
  });
}
