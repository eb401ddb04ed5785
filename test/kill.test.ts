// The program that people install, killed at the calls of a run: one ordinary apply after it finishes what was begun,
// with nothing made twice and nothing missing, by a model of what the console logged.
//
// Every 60th point is tried; every one where KILL_EVERY=1 is set, or by `npm run torture -- kills`.
import path from 'node:path';
import { expect, test } from 'vitest';
import { kills } from './torture/index.ts';
import { scenarios } from './torture/scenarios.ts';

const every = Number(process.env.KILL_EVERY ?? 60);
const program = {
  bundle: path.resolve(import.meta.dirname, '../dist/chatform.js'),
  preload: path.resolve(import.meta.dirname, 'support/kill-at.mjs'),
};

test.each(Object.keys(scenarios))(
  '"%s", killed anywhere, is finished by the next apply',
  { timeout: 1_800_000 },
  async (title) => {
    const { line, problems } = await kills(program, { every }, [title]);
    expect(problems).toEqual([]);
    expect(line).toMatch(/^kills: [1-9]\d* points \([1-9]\d* runs were alive there\), 0 objects lost/);
  },
);
