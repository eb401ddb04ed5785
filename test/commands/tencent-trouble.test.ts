// What goes wrong on the way to Tencent Cloud: it is named for what it is, nothing is written after it, and no key
// is in what is said or kept.
import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { appKeyOf, keysOf } from '../../src/adapters/sandbox/serve/keys.ts';
import { type ServeOptions, serveSandbox } from '../../src/adapters/sandbox/serve/server.ts';
import { newApp, newSandbox } from '../adapters/sandbox/sandbox.ts';
import { projectOf } from '../support/project.ts';
import { quickPace } from '../support/tencent.ts';
import { chatform, storeOf } from './chatform.ts';

const account = '100000000001';
const yaml = (url: string, more = 'tags: {team: chat}') => ({
  'chatform.yaml': `chatform:
  version: 1
  account: "${account}"
  console: {type: tencent, endpoint: "${url}", apps: {support: {key: {env: SUPPORT_KEY}}}}
apps:
  support: {name: Acme Support, ${more}}
cam:
  policies:
    readers:
      document: {version: "2.0", statement: [{effect: allow, action: ["name/im:Describe*"], resource: ["*"]}]}
`,
});

const right = keysOf(account);
const env = {
  TENCENTCLOUD_SECRET_ID: right.secretId,
  TENCENTCLOUD_SECRET_KEY: right.secretKey,
  SUPPORT_KEY: appKeyOf(account, '1400000001'),
  USER: 'alice',
};

async function served(options: Partial<ServeOptions> = {}, theirs = account) {
  const sandbox = await newSandbox({ account: theirs });
  const pace = quickPace();
  const server = await serveSandbox({ sandbox, host: '127.0.0.1', port: 0, pace, limits: 'off', ...options });
  onTestFinished(() => server.close());
  return { sandbox, url: server.url, pace };
}

/** A server that answers everything alike. */
async function answering(listener: http.RequestListener): Promise<string> {
  const server = http.createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An address at which nobody listens any more. */
async function closedPort(): Promise<string> {
  const server = http.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** Everything that was written, in one text. */
function kept(directory: string): string {
  const files = fs.readdirSync(directory, { recursive: true, withFileTypes: true });
  return files
    .filter((one) => one.isFile())
    .map((one) => fs.readFileSync(path.join(one.parentPath, one.name), 'latin1'))
    .join('\n');
}

async function applyAt(url: string, given: Readonly<Record<string, string>> = env, pace = quickPace()) {
  const directory = projectOf(yaml(url));
  const run = (line: string) => chatform(directory, line, { env: given, time: pace.now, wait: pace.wait });
  const plan = await run('plan');
  const apply = await run('apply --auto-approve');
  const said = plan.out + plan.err + apply.out + apply.err;
  for (const secret of [right.secretKey, given.TENCENTCLOUD_SECRET_KEY ?? '', given.SUPPORT_KEY ?? ''])
    if (secret.length > 8)
      expect([said.includes(secret), kept(directory).includes(secret)]).toEqual([false, false]);
  return { directory, plan, apply };
}

describe('nothing is planned and nothing written', () => {
  test.each([
    [
      'without a key',
      {},
      /^Error: Tencent Cloud cannot be reached: there is no key of Tencent Cloud: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY/,
    ],
    ['with half a key', { TENCENTCLOUD_SECRET_ID: right.secretId }, /TENCENTCLOUD_SECRET_KEY/],
    [
      'with an ID that nobody has',
      { ...env, TENCENTCLOUD_SECRET_ID: 'AKIDnobody000000000000000000000000' },
      /TENCENTCLOUD_SECRET_ID.*\(AuthFailure\.SecretIdNotFound\)/,
    ],
    [
      'with the wrong key',
      { ...env, TENCENTCLOUD_SECRET_KEY: 'wrong-wrong-wrong-wrong-wrong-wron' },
      /TENCENTCLOUD_SECRET_KEY.*\(AuthFailure\.SignatureFailure\)/,
    ],
    [
      'with a session token that is none',
      { ...env, TENCENTCLOUD_SECURITY_TOKEN: 'a-token' },
      /token.*\(AuthFailure\.TokenFailure\)/i,
    ],
  ])('%s', async (_, given, message) => {
    const { sandbox, url } = await served();
    const { plan, apply } = await applyAt(url, given as Record<string, string>);
    expect([plan.code, apply.code]).toEqual([1, 1]);
    expect(plan.err).toMatch(message);
    expect(apply.err).toMatch(message);
    expect(sandbox.log()).toEqual([]);
  });

  test('with a clock that is off: the difference is said', async () => {
    const late = { ...quickPace(), now: () => Date.now() - 3_600_000 };
    const { sandbox, url } = await served({ pace: quickPace() });
    const { plan, apply } = await applyAt(url, env, late);
    expect([plan.code, apply.code]).toEqual([1, 1]);
    expect(plan.err).toMatch(/clock.*(?:60 minutes|1 hour|3600 s|3,600)/i);
    expect(sandbox.log()).toEqual([]);
  });

  test('with the key of another account', async () => {
    const { sandbox, url } = await served({}, '100000000002');
    const other = keysOf('100000000002');
    const given = {
      ...env,
      TENCENTCLOUD_SECRET_ID: other.secretId,
      TENCENTCLOUD_SECRET_KEY: other.secretKey,
    };
    const { plan, apply } = await applyAt(url, given);
    expect([plan.code, apply.code]).toEqual([1, 1]);
    expect(plan.err).toBe(
      'Error: The console is that of account 100000000002, and the configuration is for 100000000001. Nothing was done.\n',
    );
    expect(sandbox.log()).toEqual([]);
  });

  test('whoever waits learns why, and which try it is', async () => {
    const told: string[] = [];
    const pace = quickPace();
    const directory = projectOf(yaml(await closedPort()));
    const { code } = await chatform(directory, 'plan', {
      env,
      time: pace.now,
      wait: pace.wait,
      progress: (text) => told.push(text),
    });
    expect([code, told.length]).toEqual([1, 5]);
    expect(told[0]).toMatch(/127\.0\.0\.1.*; trying again \(2 of 6\)$/);
  });

  test('where nobody listens', async () => {
    const { plan, apply } = await applyAt(await closedPort());
    expect([plan.code, apply.code]).toEqual([1, 1]);
    expect(plan.err).toMatch(/127\.0\.0\.1.*\(ClientError\.NetworkError\)/);
  });

  test.each([
    [
      'HTML',
      (response: http.ServerResponse) =>
        response.setHeader('content-type', 'text/html').end('<html><h1>Sign in</h1></html>'),
      /answered with HTML, not JSON: is a proxy or a login page in between\?/,
    ],
    [
      'half an answer',
      (response: http.ServerResponse) => response.end('{"Response": {"Uin": "1'),
      /ParseJsonError|breaks off|ends/,
    ],
    [
      'an answer without an envelope',
      (response: http.ServerResponse) => response.end('{"ok": true}'),
      /Envelope/,
    ],
    ['HTTP 503', (response: http.ServerResponse) => response.writeHead(503).end('busy'), /HTTP 503/],
    [
      'a redirect',
      (response: http.ServerResponse) => response.writeHead(302, { location: 'https://acme.example/' }).end(),
      /HTTP 302/,
    ],
  ])('where the answer is %s', async (_, answer, message) => {
    const url = await answering((_request, response) => void answer(response));
    const { plan, apply } = await applyAt(url);
    expect([plan.code, apply.code]).toEqual([1, 1]);
    expect(plan.err).toMatch(message);
  });
});

describe('what belongs to one app stays with it', () => {
  const chat = 'accounts: {bot: {nickname: Bot}}';

  async function withApp(given: Readonly<Record<string, string>>) {
    const { sandbox, url, pace } = await served();
    const id = await newApp(sandbox);
    const directory = projectOf(yaml(url, chat));
    const run = (line: string) => chatform(directory, line, { env: given, time: pace.now, wait: pace.wait });
    const confirmed = await run(`confirm apps.support=${id} --yes`);
    expect(confirmed.code).toBe(0);
    const applied = await run('apply --auto-approve');
    return { sandbox, applied, plan: await run('plan') };
  }

  test.each([
    ['without its key', '', /SUPPORT_KEY/],
    [
      'with the key of another app',
      appKeyOf(account, '1400000009'),
      /the key is that of apps\.support, in the environment variable SUPPORT_KEY/,
    ],
    ['with what is no key', 'not a key', /key of apps\.support: The key/],
  ])('%s its accounts are unknown, not absent, and all else is applied', async (_, key, message) => {
    const { SUPPORT_KEY: _key, ...rest } = env;
    const { sandbox, applied, plan } = await withApp(key === '' ? rest : { ...rest, SUPPORT_KEY: key });
    expect(plan.out).toMatch(message);
    expect(plan.out).not.toContain('apps.support.accounts.bot will be created');
    expect(
      sandbox
        .log()
        .filter(({ actor }) => actor !== 'console')
        .map(({ action }) => action),
    ).toEqual(['CreatePolicy']);
    // What could not be seen is not done: the apply says so.
    expect(applied.code).toBe(5);
    if (key !== '') expect(plan.out + plan.err + applied.out + applied.err).not.toContain(key);
  });
});

test('a server that dies in the middle: what was done is kept, and the next apply does the rest', async () => {
  let [writes, isUp] = [0, false];
  const { sandbox, url, pace } = await served({
    faults: ({ isWrite }) => {
      if (isWrite) writes += 1;
      return isUp || writes < 2 ? undefined : 'reset-before';
    },
  });
  const second =
    '    writers: {document: {version: "2.0", statement: [{effect: allow, action: ["name/im:*"], resource: ["*"]}]}}\n';
  const directory = projectOf({ 'chatform.yaml': yaml(url)['chatform.yaml'] + second });
  const run = (line: string) => chatform(directory, line, { env, time: pace.now, wait: pace.wait });
  const first = await run('apply --auto-approve --parallelism 1');
  expect([first.code, sandbox.status().counts.policies]).toEqual([5, 1]);
  expect(first.out).toMatch(/cam\.policies\.writers failed: ClientError\.ConnectionLost/);
  isUp = true;
  const next = await run('apply --auto-approve');
  expect(next.out).toContain('1 added');
  expect(sandbox.status().counts.policies).toBe(2);
  expect(fs.existsSync(path.join(storeOf(directory), 'state.db'))).toBe(true);
});
