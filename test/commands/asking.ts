/** Commands that ask the Chat REST API, run with one that is not Tencent's. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { ChatApi } from '../../src/adapters/tencent/wire.ts';
import type { OpenChat } from '../../src/commands/chat.ts';
import { readLine } from '../../src/commands/line.ts';
import { problemOf } from '../../src/commands/problems.ts';
import type { Run, World } from '../../src/commands/world.ts';
import { worldIn } from '../support/world.ts';
import { applyAll, chatform, type Ended, smallProject } from './chatform.ts';

/**
 * A project for the tests of a file, with the apps `support` (1400000001), and `games`, which is declared and not
 * applied: what it gives is its directory.
 */
export function useProjectWithApps(): () => string {
  let directory = '';
  beforeAll(async () => {
    directory = mkdtempSync(path.join(tmpdir(), 'chatform-'));
    const file = path.join(directory, 'chatform.yaml');
    const text = smallProject['chatform.yaml'];
    writeFileSync(file, text);
    const { code, err } = await chatform(directory, applyAll);
    if (code !== 0) throw new Error(err);
    writeFileSync(file, text.replace('apps:\n', 'apps:\n  games: {name: Acme Games}\n'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return () => directory;
}

/** Runs a command line with this Chat REST API. A failure ends it with its message on standard error. */
export async function asking(
  commandBy: (open: OpenChat) => Run,
  chat: ChatApi,
  directory: string,
  line: string,
  overrides: Partial<World> = {},
): Promise<Ended> {
  const read = readLine(line.split(' ').filter(Boolean), 100);
  if ('text' in read) return { code: read.code, out: '', err: read.text };
  const { world, out, err } = worldIn(directory, overrides);
  try {
    const code = await commandBy(async () => chat)(read.given, world);
    return { code, out: out(), err: err() };
  } catch (error) {
    const problem = problemOf(error);
    if (problem?.message === undefined) throw error;
    return { code: problem.code, out: out(), err: err() + problem.message };
  }
}
