/**
 * `npm run torture`: what the suite samples of kills, failing system calls, races and damage, in full. Each part prints
 * one line, and what is wrong; the exit code is 1 then. Parts can be named, and a number tries one of so many only:
 *
 *     npm run torture                     all parts; an hour or more
 *     npm run torture -- kills            the bundle killed by SIGKILL at each call of the file system and of the console
 *     npm run torture -- failing          system calls on the files of the state that fail
 *     npm run torture -- plans            the same for a saved plan
 *     npm run torture -- races            50 processes with 100 attempts each for one lock
 *     npm run torture -- pauses           writers that were stopped, and go on when another one has their lock
 *     npm run torture -- damage           files cut off at each length, and with 10,000 bits flipped, one at a time
 *     npm run torture -- kills pauses 20  one trial of twenty, of these parts
 */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundle } from '../test/support/bundle.ts';
import type * as Parts from '../test/torture/index.ts';

const root = path.resolve(import.meta.dirname, '..');
const inTest = (name: string) => path.join(root, 'test', name);
const words = process.argv.slice(2);
const every = Number(words.find((word) => /^\d+$/.test(word)) ?? 1);
const named = words.filter((word) => !/^\d+$/.test(word));
const sample = { every, tell: (text: string) => console.error(`  ${text}`) };
const folder = fs.mkdtempSync(path.join(tmpdir(), 'chatform-torture-'));

try {
  // The modules under trial want a bundler, for SQLite's own program.
  const parts = (await import(await bundle(inTest('torture/index.ts'), folder))) as typeof Parts;
  const preload = inTest('support/kill-at.mjs');
  const program = { bundle: path.join(root, 'dist/chatform.js'), preload };
  const locks = {
    racer: await bundle(inTest('torture/lock-child.ts'), folder),
    writer: await bundle(inTest('torture/writer-child.ts'), folder),
    preload,
  };
  const all: Readonly<Record<string, () => Promise<Parts.Result>>> = {
    kills: () => parts.kills(program, sample),
    failing: () => parts.failingCalls(program, sample),
    plans: () => parts.plans(program, sample),
    races: () => parts.races(locks, 50, Math.ceil(100 / every)),
    pauses: () => parts.pauses(locks, sample),
    damage: () => parts.damage(sample),
  };
  for (const name of named.length > 0 ? named : Object.keys(all)) {
    const part = all[name];
    if (!part) throw new Error(`there is no part ${name}: they are ${Object.keys(all).join(', ')}`);
    const { line, problems } = await part();
    console.log(line);
    for (const one of problems) console.log(`  ${one}`);
    if (problems.length > 0) process.exitCode = 1;
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true });
}
