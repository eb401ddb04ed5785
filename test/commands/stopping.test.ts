// Somebody wants a run to end: nothing new is started, what is under way gets some seconds and is lost then, and the
// lock is let go of.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ChooseFault } from '../../src/adapters/sandbox/serve/faults.ts';
import { keysOf } from '../../src/adapters/sandbox/serve/keys.ts';
import { serveSandbox } from '../../src/adapters/sandbox/serve/server.ts';
import { fileStore } from '../../src/state/file.ts';
import { newSandbox } from '../adapters/sandbox/sandbox.ts';
import { projectOf } from '../support/project.ts';
import { quickPace } from '../support/tencent.ts';
import { chatform, storeOf } from './chatform.ts';

const account = '100000000001';
const { secretId, secretKey } = keysOf(account);
const env = { TENCENTCLOUD_SECRET_ID: secretId, TENCENTCLOUD_SECRET_KEY: secretKey, USER: 'alice' };
const document =
  '{version: "2.0", statement: [{effect: allow, action: ["name/im:Describe*"], resource: ["*"]}]}';
const twoPolicies = (url: string) => ({
  'chatform.yaml': `chatform:
  version: 1
  account: "${account}"
  console: {type: tencent, endpoint: "${url}"}
cam:
  policies:
    auditors: {document: ${document}}
    readers: {document: ${document}}
`,
});
const program = path.resolve(import.meta.dirname, '../../dist/chatform.js');

async function served(faults: ChooseFault) {
  const sandbox = await newSandbox();
  const pace = quickPace();
  const server = await serveSandbox({ sandbox, host: '127.0.0.1', port: 0, pace, limits: 'off', faults });
  onTestFinished(() => server.close());
  const directory = projectOf(twoPolicies(server.url));
  return { sandbox, directory, time: pace.now, wait: pace.wait };
}

/** A moment that is chosen by the test. */
function moment() {
  let come = () => {};
  const until = new Promise<void>((resolve) => {
    come = resolve;
  });
  return { come, until: () => until };
}

const stateIn = (directory: string) => fileStore({ directory: storeOf(directory), version: '0.1.0' }).read();
const filesOf = (directory: string) =>
  fs.readdirSync(storeOf(directory)).filter((name) => name.startsWith('state.'));

test('a write that is never answered is lost when it is given up: its call stays open, and the lock is gone', async () => {
  const [stop, giveUp] = [moment(), moment()];
  let stopping = false;
  const { sandbox, directory, time, wait } = await served(({ isWrite }) => {
    if (!isWrite || stopping) return undefined;
    stopping = true;
    stop.come();
    setImmediate(giveUp.come);
    return 'timeout-after';
  });
  const world = {
    env,
    time,
    wait,
    stopping: () => stopping,
    untilStopped: stop.until,
    untilGivenUp: giveUp.until,
  };
  const ended = await chatform(directory, 'apply --auto-approve --parallelism 1', world);
  expect(ended.code).toBe(130);
  expect(ended.out).toContain('cam.policies.auditors failed: ClientError.Interrupted');
  expect(filesOf(directory)).toEqual(['state.db', 'state.seen']);
  const intents = [...((await stateIn(directory))?.intents.values() ?? [])];
  expect(intents.map(({ address, action }) => `${action} ${address}`)).toEqual([
    'create cam.policies.auditors',
  ]);

  const next = await chatform(directory, 'apply --auto-approve', { env, time, wait });
  expect([next.code, next.out.includes('Resources: 1 added')]).toEqual([0, true]);
  expect(
    sandbox
      .log()
      .map(({ action, target, result }) => `${action} ${target} ${result}`)
      .sort(),
  ).toEqual(['CreatePolicy auditors ok', 'CreatePolicy readers ok']);
});

test('a wait for the next try ends at once, and there is no next try', async () => {
  const stop = moment();
  let [stopping, writes] = [false, 0];
  const { sandbox, directory, time } = await served(({ isWrite }) => {
    if (!isWrite) return undefined;
    writes += 1;
    return 'throttle';
  });
  const world = {
    env,
    time,
    stopping: () => stopping,
    untilStopped: stop.until,
    // Never over by itself.
    wait: () => {
      if (writes > 0) {
        stopping = true;
        stop.come();
        return new Promise<void>(() => {});
      }
      return Promise.resolve();
    },
  };
  const { code } = await chatform(directory, 'apply --auto-approve --parallelism 1', world);
  expect([code, writes, sandbox.log(), filesOf(directory)]).toEqual([130, 1, [], ['state.db', 'state.seen']]);
});

/** A server that takes every call and answers none; and how to wait for the first. */
async function silent() {
  const calls: http.IncomingMessage[] = [];
  const server = http.createServer((request) => calls.push(request));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

function start(directory: string, line: string, stdout: 'ignore' | 'pipe' = 'ignore'): ChildProcess {
  const child = spawn(process.execPath, [program, ...line.split(' '), '-C', directory], {
    env: { ...env, PATH: process.env.PATH },
    stdio: ['ignore', stdout, 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child;
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s while the console is read ends the program with 130, and nothing is left',
  async (signal) => {
    const { url, server } = await silent();
    const directory = projectOf(twoPolicies(url));
    const child = start(directory, 'apply --auto-approve');
    let err = '';
    child.stderr?.on('data', (data) => {
      err += data;
    });
    await once(server, 'request');
    expect(filesOf(directory)).toEqual(['state.lock']);
    child.kill(signal);
    const [code] = await once(child, 'close');
    expect([code, err]).toEqual([
      130,
      '\nStopping: what is in flight is being recorded. Once more ends at once.\nError: Interrupted. Nothing was done.\n',
    ]);
    expect(filesOf(directory)).toEqual([]);
  },
);

test('the second signal ends the program at once; the next run takes its lock over, and finds what was done', async () => {
  let isFirst = true;
  const asked = moment();
  const { sandbox, directory, time, wait } = await served(({ isWrite }) => {
    if (!isWrite || !isFirst) return undefined;
    isFirst = false;
    asked.come();
    return 'timeout-after';
  });
  const child = start(directory, 'apply --auto-approve --parallelism 1');
  await asked.until();
  child.kill('SIGINT');
  await once(child.stderr ?? child, 'data');
  child.kill('SIGINT');
  const [code] = await once(child, 'close');
  expect([code, filesOf(directory)]).toEqual([130, ['state.db', 'state.journal', 'state.lock']]);
  const next = await chatform(directory, 'apply --auto-approve', { env, time, wait, host: hostname() });
  expect([next.code, sandbox.status().counts.policies, sandbox.log()]).toMatchObject([0, 2, { length: 2 }]);
});

test.each(['plan', 'apply --auto-approve'])(
  '%s whose output nobody reads any more is no crash',
  async (line) => {
    const { directory, sandbox } = await served(() => undefined);
    const child = start(directory, line, 'pipe');
    child.stdout?.destroy();
    let err = '';
    child.stderr?.on('data', (data) => {
      err += data;
    });
    const [code] = await once(child, 'close');
    expect([code, err.includes('EPIPE'), err.includes('bug')]).toEqual([0, false, false]);
    expect(sandbox.log()).toHaveLength(line === 'plan' ? 0 : 2);
  },
);

const fields = [...'ABCDEFGHIJKLMNOPQRST'].map(
  (key) => `      Rank${key}: {type: string, app: [read], admin: [read, write]}`,
);
const apps = Array.from({ length: 8 }, (_, index) => [
  `  game-${index}:`,
  `    name: Game ${index}`,
  '    edition: premium',
  '    userFields:',
  ...fields,
]);
const large = {
  'chatform.yaml': [
    `chatform: {version: 1, account: "${account}", console: {type: sandbox}}`,
    'apps:',
    ...apps.flat(),
    '',
  ].join('\n'),
};

test('a plan that does not fit into a pipe is read to its end', async () => {
  const directory = projectOf(large);
  const child = start(directory, 'plan --json --detailed-exitcode', 'pipe');
  let out = '';
  child.stdout?.on('data', (data) => {
    out += data;
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(2);
  expect(out.length).toBeGreaterThan(200_000);
  expect(out).toBe((await chatform(directory, 'plan --json')).out);
});

test('a plan of which only the beginning is read has its own exit code, and says nothing', async () => {
  const child = start(projectOf(large), 'plan --json --detailed-exitcode', 'pipe');
  child.stdout?.once('data', () => child.stdout?.destroy());
  let err = '';
  child.stderr?.on('data', (data) => {
    err += data;
  });
  const [code] = await once(child, 'close');
  expect([code, err]).toEqual([2, '']);
});
