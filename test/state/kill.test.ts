// A session that is killed at any of its file-system calls leaves a state with all that it acknowledged.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { fileStore } from '../../src/state/file.ts';
import { bundle } from '../support/bundle.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { holderOf, newState } from './contract.ts';

const support = path.join(import.meta.dirname, '../support');
let program: string;

beforeAll(async () => {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'chatform-'));
  program = await bundle(path.join(import.meta.dirname, 'kill-child.ts'), folder);
  return () => fs.rmSync(folder, { recursive: true });
});

/** Appends the entries from–to in a process of its own; its signal and output lines. */
function run(directory: string, from: number, to: number, environment: Record<string, string> = {}) {
  const preload = path.join(support, 'kill-at.mjs');
  return new Promise<{ signal: string | null; lines: string[] }>((resolve, reject) => {
    const args = ['--import', preload, program, directory, String(from), String(to)];
    const env = { ...process.env, KILL_BELOW: directory, ...environment };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
    });
    child.on('close', (_code, signal) => resolve({ signal, lines: output.split('\n').slice(0, -1) }));
    child.on('error', reject);
  });
}

const idsIn = async (directory: string) => {
  const state = await fileStore({ directory, version: '0.1.0' }).read();
  return [...(state?.bindings.values() ?? [])].map(Number).sort((a, b) => a - b);
};

/** A session in this process. */
async function append(directory: string, id: number): Promise<void> {
  const session = await fileStore({ directory, version: '0.1.0' }).open(holderOf(`apply-${id}`), newState);
  await session.append([{ type: 'bind', address: `apps.lobby-${id}`, id: String(id) }]);
  await session.close();
}

const upTo = (last: number) => Array.from({ length: last }, (_, i) => i + 1);

interface Scenario {
  readonly prepare: (directory: string) => Promise<void>;
  /** Entries that are there before. */
  readonly before: number;
}

const scenarios: Readonly<Record<string, Scenario>> = {
  'the first session of all': { before: 0, prepare: async () => undefined },
  'a session after one that was killed, on a state with 20 generations': {
    before: 24,
    async prepare(directory) {
      for (const id of upTo(21)) await append(directory, id);
      const lines = path.join(temporaryFolder(), 'calls');
      const rehearsal = path.join(temporaryFolder(), 'rehearsal');
      fs.cpSync(directory, rehearsal, { recursive: true });
      await run(rehearsal, 22, 24, { KILL_BELOW: rehearsal, KILL_LOG: lines });
      const calls = fs.readFileSync(lines, 'utf8').split('\n');
      const afterLastAppend = calls.findLastIndex((line) => line.includes('fdatasync')) + 2;
      const { lines: acknowledged } = await run(directory, 22, 24, { KILL_AT: String(afterLastAppend) });
      expect(acknowledged).toEqual(['22', '23', '24']);
    },
  },
};

describe.each(Object.entries(scenarios))('%s', (_title, { prepare, before }) => {
  test('can be killed before each call, and in the middle of each write', { timeout: 120_000 }, async () => {
    const folder = temporaryFolder();
    const [template, rehearsal] = [path.join(folder, 'template'), path.join(folder, 'rehearsal')];
    fs.mkdirSync(template);
    await prepare(template);
    fs.cpSync(template, rehearsal, { recursive: true });
    const log = path.join(folder, 'calls');
    const whole = await run(rehearsal, before + 1, before + 3, { KILL_LOG: log });
    expect(whole).toEqual({ signal: null, lines: [...[1, 2, 3].map((n) => String(before + n)), 'closed'] });
    const calls = fs.readFileSync(log, 'utf8').split('\n').slice(0, -1);
    expect(calls.length).toBeGreaterThan(30);

    const kills = calls.flatMap((call, i) => [
      { call, environment: { KILL_AT: String(i + 1) } },
      ...(call.includes(' write ')
        ? [{ call, environment: { KILL_AT: String(i + 1), KILL_HALF: '1' } }]
        : []),
    ]);
    const check = async ({ call, environment }: (typeof kills)[number], index: number) => {
      const directory = path.join(folder, String(index));
      fs.cpSync(template, directory, { recursive: true });
      const { signal, lines } = await run(directory, before + 1, before + 3, environment);
      const where = `killed at ${call}${'KILL_HALF' in environment ? ', half done' : ''}`;
      expect(signal, where).toBe('SIGKILL');
      const acknowledged = before + lines.filter((line) => line !== 'closed').length;

      const left = await idsIn(directory);
      expect(left, where).toEqual(upTo(left.length));
      expect(left.length, where).toBeGreaterThanOrEqual(acknowledged);

      await append(directory, left.length + 1);
      expect(await idsIn(directory), where).toEqual(upTo(left.length + 1));
      expect(fs.readdirSync(directory).sort(), where).toEqual(['generations', 'state.db']);
      const generations = fs.readdirSync(path.join(directory, 'generations'));
      expect(
        generations.filter((name) => !/^state\.\d+\.db$/.test(name)),
        where,
      ).toEqual([]);
      expect(generations.length, where).toBeLessThanOrEqual(20);
      fs.rmSync(directory, { recursive: true });
    };
    const queue = kills.entries();
    const worker = async () => {
      for (const [index, kill] of queue) await check(kill, index);
    };
    await Promise.all(Array.from({ length: 8 }, worker));
  });
});

test('reading beside a process that writes always finds a state with all that it acknowledged', async () => {
  const directory = temporaryFolder();
  let [last, ended] = [0, false];
  const writing = (async () => {
    for (let from = 1; from < 15; from += 3)
      last = Math.max(last, from - 1 + (await run(directory, from, from + 2)).lines.length - 1);
    ended = true;
  })();
  let seen = 0;
  while (!ended) {
    const acknowledged = last;
    const ids = await idsIn(directory);
    expect(ids).toEqual(upTo(ids.length));
    expect(ids.length).toBeGreaterThanOrEqual(Math.max(acknowledged, seen));
    seen = ids.length;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await writing;
  expect(await idsIn(directory)).toEqual(upTo(15));
});
