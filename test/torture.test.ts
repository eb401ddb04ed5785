// A sample of `npm run torture`: what goes wrong around the files of a state.
import path from 'node:path';
import { expect, test } from 'vitest';
import { bundle } from './support/bundle.ts';
import { temporaryFolder } from './support/temporary.ts';
import { damage, failingCalls, pauses, plans, races } from './torture/index.ts';

const preload = path.resolve(import.meta.dirname, 'support/kill-at.mjs');
const program = { bundle: path.resolve(import.meta.dirname, '../dist/chatform.js'), preload };
const timeout = 120_000;

async function locks() {
  const folder = temporaryFolder();
  const own = (name: string) => bundle(path.resolve(import.meta.dirname, 'torture', name), folder);
  return { racer: await own('lock-child.ts'), writer: await own('writer-child.ts'), preload };
}

test('a system call on the state that fails is told in a sentence, with 1, and the next apply makes it good', {
  timeout,
}, async () => {
  const { line, problems } = await failingCalls(program, { every: 61 });
  expect(problems).toEqual([]);
  expect(line).toMatch(/^failing calls: [1-9]/);
});

test('a saved plan that is killed or fails on the way is the old one or the new one', {
  timeout,
}, async () => {
  const { line, problems } = await plans(program, { every: 7 });
  expect([line, problems]).toEqual(['plans: 6 calls killed or failed, 0 plans lost or not told well', []]);
});

test('of many processes that want one lock, two never have it', { timeout }, async () => {
  const { line, problems } = await races(await locks(), 8, 25);
  expect(problems).toEqual([]);
  expect(line).toMatch(/^races: 8 processes, 25 attempts each: had [1-9]/);
});

test('a writer that was stopped, and goes on when another one has its lock, writes nothing', {
  timeout,
}, async () => {
  const { line, problems } = await pauses(await locks(), { every: 23 });
  expect(problems).toEqual([]);
  expect(line).toMatch(/^pauses: [1-9]\d* trials, the lock given to another in [1-9]/);
});

test('a file that was cut off, or has one bit flipped, is refused by its name', { timeout }, async () => {
  const { line, problems } = await damage({ every: 211 });
  expect(problems).toEqual([]);
  expect(line).toMatch(/^damage: [1-9]\d{2,} damaged files/);
});
