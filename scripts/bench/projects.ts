/** The projects that are measured, in folders that go with the run. */
import fs from 'node:fs';
import path from 'node:path';
import { load } from '../../src/config/load.ts';
import type { Place } from './process.ts';
import { sampleAccount } from './sample-account.ts';

export type Files = ReadonlyMap<string, string>;

export function writeFiles(directory: string, files: Files): void {
  for (const [name, text] of files) {
    const file = path.join(directory, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
}

/** A place of its own in `folder`, with a home beside it. */
export function placeIn(folder: string, name: string): Place {
  const place = { directory: path.join(folder, name), home: path.join(folder, `${name}-home`) };
  for (const one of Object.values(place)) fs.mkdirSync(one, { recursive: true });
  return place;
}

/** An account of so many apps, or one that was applied as `like` and then changed: see `sampleAccount`. */
export function accountIn(place: Place, apps: number, changed?: { like: Place; every: number }): Place {
  writeFiles(place.directory, sampleAccount(apps, changed?.every));
  if (changed)
    fs.cpSync(storeIn(changed.like), storeIn(place), { recursive: true, filter: (file) => !isExtra(file) });
  return place;
}

export function exampleIn(place: Place, name: string): Place {
  const example = path.resolve(import.meta.dirname, '../../examples', name);
  const filter = (file: string) => path.basename(file) !== '.chatform';
  fs.cpSync(example, place.directory, { recursive: true, filter });
  return place;
}

const storeIn = ({ directory }: Place) => path.join(directory, '.chatform', 'default');

/** What an apply to the sandbox leaves of a project, by its top names. */
const lasting = ['state.db', 'state.seen', 'generations', 'sandbox.db'];
const isExtra = (file: string) =>
  path.basename(path.dirname(file)) === 'default' && !lasting.includes(path.basename(file));

/** Takes away all that only makes the next run faster: in the project, and in the home of whoever runs it. */
export function forgetCaches(place: Place): void {
  const store = storeIn(place);
  for (const file of entriesOf(path.dirname(store))) if (file !== store) remove(file);
  for (const file of entriesOf(store)) if (isExtra(file)) remove(file);
  for (const file of entriesOf(place.home)) remove(file);
}

/** Takes away all that earlier runs left. */
export function forgetAll(place: Place): void {
  remove(path.join(place.directory, '.chatform'));
  for (const file of entriesOf(place.home)) remove(file);
}

function entriesOf(folder: string): string[] {
  return fs.existsSync(folder) ? fs.readdirSync(folder).map((name) => path.join(folder, name)) : [];
}

function remove(file: string): void {
  fs.rmSync(file, { recursive: true, force: true });
}

let edits = 0;

/** Somebody changes one setting of an app, in its file, to what it never was before. */
export function editApp({ directory }: Place, file: string): void {
  edits += 1;
  const full = path.join(directory, file);
  const text = fs.readFileSync(full, 'utf8');
  const edited = text.replace(/introduction: .*/, `introduction: Edition ${edits}`);
  if (edited === text) throw new Error(`${file} has no introduction`);
  fs.writeFileSync(full, edited);
}

/** How many resources a configuration declares, and how many values they have in all. */
export function sizeOf(files: Files): { resources: number; leaves: number } {
  const sources = [...files].map(([name, text]) => ({ path: name, text }));
  const { desired, diagnostics } = load({ files: sources, given: [], env: {} });
  if (!desired) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const bodies = [...desired.resources.values()].map(({ body }) => leavesOf(body));
  return { resources: bodies.length, leaves: bodies.reduce((sum, one) => sum + one, 0) };
}

function leavesOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, one) => sum + leavesOf(one), 0);
}
