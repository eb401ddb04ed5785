// Commands that only look write nothing at all: neither the console, nor the state, nor a trace beside them.
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { temporaryFolder } from '../support/temporary.ts';
import { applyAll, byHand, chatform, copyOfExample, traces } from './chatform.ts';

afterEach(() => vi.restoreAllMocks());

const writers = [
  ...[
    'appendFile',
    'chmod',
    'chown',
    'copyFile',
    'cp',
    'fchmod',
    'fdatasync',
    'fsync',
    'ftruncate',
    'futimes',
  ],
  ...['link', 'lutimes', 'mkdir', 'mkdtemp', 'rename', 'rm', 'rmdir', 'symlink', 'truncate', 'unlink'],
  ...['utimes', 'write', 'writeFile', 'writev'],
];

/** From here on in this test, every function of node:fs that writes throws. */
function forbidWriting(): void {
  const forbid = (target: object, name: string) => {
    if (!(name in target)) return;
    vi.spyOn(target as Record<string, () => unknown>, name).mockImplementation(() => {
      throw new Error(`${name} was called`);
    });
  };
  for (const name of writers) {
    for (const form of [name, `${name}Sync`]) forbid(fs, form);
    forbid(fs.promises, name);
  }
  const { openSync, open } = fs;
  const requireReading = (flags: unknown) => {
    if (flags !== 'r' && flags !== undefined && flags !== 0) throw new Error(`opened with ${flags}`);
  };
  vi.spyOn(fs, 'openSync').mockImplementation((file, flags, mode) => {
    requireReading(flags);
    return openSync(file, flags, mode);
  });
  vi.spyOn(fs, 'open').mockImplementation(((...parts: Parameters<typeof open>) => {
    requireReading(typeof parts[1] === 'function' ? undefined : parts[1]);
    return open(...parts);
  }) as typeof open);
}

/** A project that was never applied. */
const untouched = async () => copyOfExample('quickstart');

async function applied(): Promise<string> {
  const directory = copyOfExample('quickstart');
  const { code, err } = await chatform(directory, applyAll);
  if (code !== 0) throw new Error(err);
  await byHand(directory, 'SetMessages', { sdkAppId: '1400000001', recallSeconds: 600 });
  return directory;
}

/** What a run that was killed after its fourth change leaves: lock, journals and open intents. */
async function killed(): Promise<string> {
  const directory = copyOfExample('quickstart');
  const left = path.join(temporaryFolder(), 'left');
  let told = 0;
  await chatform(directory, applyAll, {
    tell: () => {
      told += 1;
      if (told === 4) fs.cpSync(directory, left, { recursive: true });
    },
  });
  const names = fs.readdirSync(path.join(left, '.chatform', 'default')).sort();
  expect(names).toEqual(['sandbox.db', 'sandbox.journal', 'state.db', 'state.journal', 'state.lock']);
  return left;
}

const situations = { untouched, applied, killed };

const commands = [
  'plan',
  'plan --json',
  'plan --refresh-only',
  'plan --target apps.support.messages',
  'validate',
  'show reviewed.plan.json',
  'explain messages.userStatus',
  'explain EDN-14',
  'state list',
  'state list --json',
  'state show apps.support',
  'state history',
  'state history --json',
  'state lock',
  'state pull',
  'sandbox status',
  'sandbox log',
  'sandbox log --json',
  'version',
  'apply --help',
];

describe.each(Object.entries(situations))('in a project that is %s', (situation, prepare) => {
  test('no command that looks writes', async () => {
    const directory = await prepare();
    await chatform(directory, 'plan --out reviewed.plan.json');
    const before = traces(directory);
    forbidWriting();
    for (const command of commands) {
      const { code } = await chatform(directory, command);
      const isUnknown =
        ['state show apps.support', 'state pull'].includes(command) && situation === 'untouched';
      expect([command, code]).toEqual([command, isUnknown ? 1 : 0]);
    }
    vi.restoreAllMocks();
    expect(traces(directory)).toEqual(before);
  });
});

test('that writing is noticed is shown by a command that writes', async () => {
  const directory = await untouched();
  forbidWriting();
  await expect(chatform(directory, applyAll)).rejects.toThrow('was called');
  await expect(chatform(directory, 'plan --out reviewed.plan.json')).rejects.toThrow('was called');
});
