// The program that people install, killed before each of its file-system calls: one ordinary apply after it
// finishes what was begun, with nothing made twice and nothing missing.
//
// Every point is tried where KILL_EVERY=1 is set; else every third one, and the middle of every third write.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyAll, calls, chatform, openProjectSandbox, storeOf } from './commands/chatform.ts';
import { projectOf } from './support/project.ts';
import { temporaryFolder } from './support/temporary.ts';

const every = Number(process.env.KILL_EVERY ?? 3);
const atATime = 4;
const program = path.resolve(import.meta.dirname, '../dist/chatform.js');
const preload = path.resolve(import.meta.dirname, 'support/kill-at.mjs');

/** Applies in a process of its own; the signal that it ended by. */
function applyIn(directory: string, environment: Record<string, string>): Promise<string | null> {
  const args = ['--import', preload, program, ...applyAll.split(' '), '-C', directory];
  const env = { PATH: process.env.PATH, KILL_BELOW: path.join(directory, '.chatform'), ...environment };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
    child.on('close', (_code, signal) => resolve(signal));
    child.on('error', reject);
  });
}

/** The lock of a killed process is taken over only by a process of the same machine. */
const here = { host: hostname(), pid: process.pid };

const first = `chatform:
  version: 1
  account: "100000000001"
  console: {type: sandbox, users: [alice, bob]}
apps:
  support:
    name: Acme Support
    messages: {recallSeconds: 300}
    userFields:
      Level: {type: string, app: [read], admin: [read, write]}
cam:
  policies:
    support-readers:
      description: Looks at the support app
      document:
        version: "2.0"
        statement:
          - {effect: allow, action: ["name/im:Describe*"], resource: ["\${apps.support.resource}"]}
      users: [alice]
`;
const [withoutPolicy = ''] = first.split('cam:');
const second = withoutPolicy
  .replace('recallSeconds: 300', 'recallSeconds: 60')
  .replace('userFields:', 'userFields:\n      Region: {type: string, app: [read], admin: [read, write]}');

interface Scenario {
  readonly prepare: (directory: string) => Promise<void>;
  /** What chatform has asked of the console in the end, sorted; each once. */
  readonly calls: readonly string[];
  readonly counts: Readonly<Record<string, number>>;
}

const creation = [
  'AddUserField 1400000001/Level ok',
  'AttachUserPolicy support-readers/alice ok',
  'CreatePolicy support-readers ok',
  'RegisterApp 1400000001 ok',
  'SetMessages 1400000001 ok',
];

const scenarios: Readonly<Record<string, Scenario>> = {
  'a first apply': {
    prepare: async (directory) => fs.writeFileSync(path.join(directory, 'chatform.yaml'), first),
    calls: creation,
    counts: { apps: 1, fields: 1, policies: 1, attachments: 1 },
  },
  'an apply that changes, adds and deletes': {
    async prepare(directory) {
      fs.writeFileSync(path.join(directory, 'chatform.yaml'), first);
      const { code, err } = await chatform(directory, applyAll);
      if (code !== 0) throw new Error(err);
      fs.writeFileSync(path.join(directory, 'chatform.yaml'), second);
    },
    calls: [
      ...creation,
      'AddUserField 1400000001/Region ok',
      'DeletePolicy support-readers ok',
      'DetachUserPolicy support-readers/alice ok',
      'SetMessages 1400000001 ok',
    ].sort(),
    counts: { apps: 1, fields: 2, policies: 0, attachments: 0 },
  },
};

/** The points at which a whole run can be killed: before each call, and in the middle of each write. */
async function pointsOf(template: string): Promise<{ where: string; environment: Record<string, string> }[]> {
  const rehearsal = path.join(temporaryFolder(), 'rehearsal');
  fs.cpSync(template, rehearsal, { recursive: true });
  const log = path.join(temporaryFolder(), 'calls');
  expect(await applyIn(rehearsal, { KILL_LOG: log })).toBe(null);
  const lines = fs.readFileSync(log, 'utf8').split('\n').slice(0, -1);
  expect(lines.length).toBeGreaterThan(60);
  const points = lines.map((line, i) => ({ line, at: String(i + 1) }));
  const writes = points.filter(({ line }) => line.includes(' write '));
  const chosen = <T>(list: readonly T[]) => list.filter((_, i) => i % every === 0);
  return [
    ...chosen(points).map(({ line, at }) => ({ where: line, environment: { KILL_AT: at } })),
    ...chosen(writes).map(({ line, at }) => ({
      where: `${line}, half done`,
      environment: { KILL_AT: at, KILL_HALF: '1' },
    })),
  ];
}

describe.each(Object.entries(scenarios))('%s', (_title, scenario) => {
  test('that is killed anywhere is finished by the next one', { timeout: 300_000 }, async () => {
    const template = projectOf({});
    await scenario.prepare(template);
    const points = await pointsOf(template);
    const folder = temporaryFolder();
    let killed = 0;

    const check = async ({ where, environment }: (typeof points)[number], index: number) => {
      const directory = path.join(folder, String(index));
      fs.cpSync(template, directory, { recursive: true });
      // A run whose calls come in another order can end before its point: then there is nothing to finish.
      if ((await applyIn(directory, environment)) === 'SIGKILL') killed += 1;

      const { code, out, err } = await chatform(directory, applyAll, here);
      expect({ where, code, out: code === 0 ? '' : out + err }).toEqual({ where, code: 0, out: '' });
      expect([where, ...(await calls(directory)).sort()]).toEqual([where, ...scenario.calls]);
      const sandbox = await openProjectSandbox(directory);
      expect(sandbox.status().counts, where).toMatchObject(scenario.counts);
      await sandbox.adapter.close();
      const planned = await chatform(directory, 'plan --detailed-exitcode');
      expect([where, planned.code, planned.out.split('.')[0]]).toEqual([where, 0, 'No changes']);
      const ofState = fs.readdirSync(storeOf(directory)).filter((name) => name.startsWith('state.'));
      expect([where, ...ofState]).toEqual([where, 'state.db']);
      fs.rmSync(directory, { recursive: true });
    };
    const queue = points.entries();
    const worker = async () => {
      for (const [index, point] of queue) await check(point, index);
    };
    await Promise.all(Array.from({ length: atATime }, worker));
    expect(killed).toBeGreaterThan(points.length * 0.9);
  });
});
