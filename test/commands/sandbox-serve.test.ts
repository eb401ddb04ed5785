// `sandbox serve` and `sandbox keys`: the project's sandbox over HTTP, and what it is called with.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { main } from '../../src/commands/main.ts';
import { takeLock } from '../../src/state/lock.ts';
import { projectOf } from '../support/project.ts';
import { worldIn } from '../support/world.ts';
import { applyAll, chatform, type Ended, openProjectSandbox, smallProject, storeOf } from './chatform.ts';

const servedFile = (directory: string) => path.join(storeOf(directory), 'sandbox.served');

/** A project that was applied. */
async function applied(files: Readonly<Record<string, string>> = smallProject): Promise<string> {
  const directory = projectOf(files);
  const { code, err } = await chatform(directory, applyAll);
  if (code !== 0) throw new Error(err);
  return directory;
}

/** Serves the sandbox of a project for as long as the work takes. */
async function whileServed(
  directory: string,
  work: (url: string) => Promise<void>,
  line = 'sandbox serve --port 0 --json',
): Promise<Ended> {
  let url = '';
  let out = '';
  const ended = await chatform(directory, line, {
    print: (text) => {
      out += text;
      url = (JSON.parse(text) as { url: string }).url;
    },
    time: Date.now,
    untilStopped: () => work(url),
  });
  return { ...ended, out };
}

/** Somebody uses the console in a browser. */
async function moveClock(url: string): Promise<void> {
  const page = `${url}/console/clock`;
  const token = /name="_token" value="([^"]+)"/.exec(await (await fetch(page)).text())?.[1] ?? '';
  const body = new URLSearchParams({ _token: token, amount: '2', unit: 'days' });
  const answer = await fetch(page, { method: 'POST', body, redirect: 'manual' });
  expect(answer.status).toBe(303);
}

test('the sandbox is served until somebody stops it: the pages, and both APIs', async () => {
  const directory = await applied();
  const { code, err, out } = await whileServed(directory, async (url) => {
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const overview = await fetch(`${url}/console/`);
    expect([overview.status, (await overview.text()).includes('Acme Support')]).toEqual([200, true]);
    const cloud = await fetch(`${url}/`, { method: 'POST', body: '{}' });
    expect(await cloud.json()).toMatchObject({ Response: { Error: { Code: expect.any(String) } } });
    const chat = await fetch(`${url}/v4/im_open_login_svc/account_check`, { method: 'POST', body: '{}' });
    expect(await chat.json()).toMatchObject({ ActionStatus: 'FAIL' });
  });
  const { url } = JSON.parse(out) as { url: string };
  expect(JSON.parse(out)).toEqual({ url, pages: `${url}/console/` });
  expect(code).toBe(0);
  expect(err.split('\n')).toEqual([
    `The sandbox is served at ${url} until Ctrl-C.`,
    `  its console in a browser   ${url}/console/`,
    `  in a configuration         console: {type: tencent, endpoint: ${url}, apps: {support: {key: {env: APP_KEY_SUPPORT}}}}`,
    '  its keys                   eval "$(chatform sandbox keys)"',
    '  The keys of apps are among them once there is an app: run it again then.',
    '',
  ]);
  await expect(fetch(url)).rejects.toThrow();
  expect(fs.existsSync(servedFile(directory))).toBe(false);
});

test('what was done at the console while it was served is there afterwards, in one image', async () => {
  const directory = await applied();
  await whileServed(directory, moveClock);
  expect(fs.readdirSync(storeOf(directory)).filter((name) => name.startsWith('sandbox'))).toEqual([
    'sandbox.db',
  ]);
  const { out } = await chatform(directory, 'sandbox log');
  expect(out.trimEnd().split('\n').at(-1)).toMatch(/console +AdvanceClock .* ok$/);
});

test.each([
  'plan',
  'apply --auto-approve',
  'sandbox status',
  'sandbox log',
  'sandbox reset --yes',
  'sandbox serve --port 0',
])('%s keeps away from a sandbox that is served, and says where it is (6)', async (line) => {
  const directory = await applied();
  await whileServed(directory, async (url) => {
    const { code, err, out } = await chatform(directory, line);
    expect({ code, out, err }).toEqual({
      code: 6,
      out: '',
      err: `Error: The sandbox is served at ${url} by process ${process.pid}: set \`console: {type: tencent, endpoint: ${url}}\`, or stop it.\n`,
    });
  });
  expect((await chatform(directory, 'sandbox status')).code).toBe(0);
});

test('somebody who is applying is not served over (6)', async () => {
  const directory = await applied();
  const lock = path.join(storeOf(directory), 'state.lock');
  const holder = {
    id: 'run-1',
    host: os.hostname(),
    pid: process.pid,
    since: '',
    command: 'apply',
    version: '0',
  };
  const held = takeLock(lock, 'state.db', holder);
  onTestFinished(() => held.release());
  const { code, err } = await chatform(directory, 'sandbox serve --port 0');
  expect(code).toBe(6);
  expect(err).toMatch(/^Error: .*lock/i);
  expect(fs.existsSync(servedFile(directory))).toBe(false);
});

test.each([
  ['a process that has ended', { pid: 2 ** 22 + 1, startTime: '1', host: os.hostname() }],
  ['a process whose number another one has now', { pid: process.pid, startTime: '1', host: os.hostname() }],
])('the mark of %s means nothing', async (_, mark) => {
  const directory = await applied();
  fs.writeFileSync(servedFile(directory), JSON.stringify({ ...mark, url: 'http://127.0.0.1:8700' }));
  expect((await chatform(directory, 'plan')).code).toBe(0);
  expect((await whileServed(directory, async () => {})).code).toBe(0);
});

test('that of a process on another machine keeps others away: nobody can see whether it has ended', async () => {
  const directory = await applied();
  const mark = { pid: 7, startTime: null, host: 'build-7', url: 'http://127.0.0.1:8700' };
  fs.writeFileSync(servedFile(directory), JSON.stringify(mark));
  const { code, err } = await chatform(directory, 'plan');
  expect(code).toBe(6);
  expect(err).toContain('by process 7 on build-7');
});

test('half of a mark, as a full disk leaves it, keeps nobody away', async () => {
  const directory = await applied();
  fs.writeFileSync(servedFile(directory), '{"pid": 1');
  expect((await chatform(directory, 'plan')).code).toBe(0);
});

test('a port that is taken is an error that says what to do, and leaves no mark', async () => {
  const directory = await applied();
  const other = net.createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const { code, err } = await chatform(directory, `sandbox serve --port ${port}`);
  expect(code).toBe(1);
  expect(err).toBe(
    `Error: Port ${port} of this machine is in use: name another with --port, or 0 for any.\n`,
  );
  expect(fs.existsSync(servedFile(directory))).toBe(false);
  expect((await chatform(directory, 'plan')).code).toBe(0);
});

test.each([
  '--port 65536',
  '--port eight',
  '--faults 101',
  '--faults -1',
  '--limits some',
  '--consistency-delay 3601',
])('sandbox serve %s is wrong usage (64)', async (flags) => {
  expect((await chatform(projectOf(smallProject), `sandbox serve ${flags}`)).code).toBe(64);
});

/** The same project, for which the served sandbox is Tencent Cloud; and what it is called with. */
async function planOverTheWire(directory: string, url: string): Promise<Ended> {
  const configured = smallProject['chatform.yaml'].replace(
    'console: {type: sandbox, users: [alice, bob]}',
    `console: {type: tencent, endpoint: "${url}"}`,
  );
  fs.writeFileSync(path.join(directory, 'chatform.yaml'), configured);
  const { out } = await chatform(directory, 'sandbox keys --json');
  const { secretId, secretKey } = JSON.parse(out) as { secretId: string; secretKey: string };
  const env = { TENCENTCLOUD_SECRET_ID: secretId, TENCENTCLOUD_SECRET_KEY: secretKey };
  return chatform(directory, 'plan --target cam', { env, time: Date.now });
}

test('it is Tencent Cloud to a configuration that names its address', async () => {
  const directory = await applied();
  await whileServed(directory, async (url) => {
    const { code, out, err } = await planOverTheWire(directory, url);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('No changes.');
  });
});

test('--faults lets calls go wrong, and the pages never', async () => {
  const directory = await applied();
  await whileServed(
    directory,
    async (url) => {
      const { out, err } = await planOverTheWire(directory, url);
      expect(out + err).not.toContain('No changes.');
      expect((await fetch(`${url}/console/`)).status).toBe(200);
    },
    'sandbox serve --port 0 --json --faults 100',
  );
});

test('keys are printed as lines for a shell, also while it is served', async () => {
  const directory = await applied();
  await whileServed(directory, async () => {
    const { code, out, err } = await chatform(directory, 'sandbox keys');
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^export TENCENTCLOUD_SECRET_ID=AKID\w{32} TENCENTCLOUD_SECRET_KEY=\w{32}$/),
      expect.stringMatching(/^export APP_KEY_SUPPORT=[0-9a-f]{64}$/),
      '',
    ]);
  });
  const { out } = await chatform(directory, 'sandbox keys --json');
  expect(JSON.parse(out)).toMatchObject({
    secretId: expect.stringMatching(/^AKID/),
    apps: [{ sdkAppId: '1400000001', variable: 'APP_KEY_SUPPORT' }],
  });
});

test('an app that nobody manages has its key under its SDKAppID; one that is configured under its own name', async () => {
  const directory = await applied();
  const sandbox = await openProjectSandbox(directory);
  await sandbox.console.call('RegisterApp', { name: 'Game Lobby $(reboot)' });
  await sandbox.adapter.close();
  const variables = async () =>
    (
      JSON.parse((await chatform(directory, 'sandbox keys --json')).out) as { apps: { variable: string }[] }
    ).apps.map(({ variable }) => variable);
  expect(await variables()).toEqual(['APP_KEY_SUPPORT', 'APP_KEY_1400000002']);
  const configured = smallProject['chatform.yaml'].replace(
    'console: {type: sandbox, users: [alice, bob]}',
    'console: {type: tencent, endpoint: "http://127.0.0.1:8700", apps: {support: {key: {env: SUPPORT_KEY}}}}',
  );
  fs.writeFileSync(path.join(directory, 'chatform.yaml'), configured);
  expect(await variables()).toEqual(['SUPPORT_KEY', 'APP_KEY_1400000002']);
  expect((await chatform(directory, 'sandbox keys')).out).not.toContain('reboot');
});

test('the commands that serve tells work as they stand, in any directory', async () => {
  const wire = 'chatform: {console: {type: sandbox}}\n';
  const directory = path.join(projectOf({}), "bob's chat");
  fs.cpSync(projectOf({ ...smallProject, 'environments/the-wire.yaml': wire }), directory, {
    recursive: true,
  });
  const elsewhere = projectOf({});
  const lines: string[] = [];
  const words = ['sandbox', 'serve', '--port', '0', '-C', directory, '--env', 'the-wire'];
  const world = worldIn(elsewhere, {
    time: Date.now,
    untilStopped: async () => {
      lines.push(...world.err().split('\n'));
      const quoted = `'${directory.replace("'", `'\\''`)}'`;
      const keys = `chatform sandbox keys -C ${quoted} --env the-wire`;
      expect(lines).toContain(`  its keys                   eval "$(${keys})"`);
      const shown = execFileSync('sh', ['-c', `chatform() { printf '%s\\n' "$@"; }; ${keys}`], {
        encoding: 'utf8',
      });
      const given = worldIn(elsewhere, {});
      expect(await main(shown.trimEnd().split('\n'), given.world)).toBe(0);
      expect(given.out()).toContain('export TENCENTCLOUD_SECRET_ID=');
    },
  });
  expect(await main(words, world.world)).toBe(0);
  expect(lines.length).toBeGreaterThan(0);
});

test('its people are those of a console of type tencent, too, whose endpoint is on this machine', async () => {
  const directory = projectOf({
    'chatform.yaml': smallProject['chatform.yaml'].replace(
      'console: {type: sandbox, users: [alice, bob]}',
      'console: {type: tencent, endpoint: "http://127.0.0.1:8700", users: [alice], groups: {operators: [bob]}}',
    ),
  });
  await whileServed(directory, moveClock);
  const sandbox = await openProjectSandbox(directory);
  const { users, groups } = sandbox.status().counts;
  await sandbox.adapter.close();
  expect({ users, groups }).toEqual({ users: 2, groups: 1 });
});

describe('two environments, one sandbox', () => {
  /** The usual environment serves, and `wire` calls it at its address. */
  async function pair(work: (directory: string) => Promise<void>): Promise<string> {
    const directory = await applied();
    const serve = 'sandbox serve --port 0 --json --limits off';
    const called = async (url: string) => {
      const wire = `chatform: {console: {type: tencent, endpoint: "${url}", apps: {support: {key: {env: WIRE_KEY}}}}}\n`;
      fs.mkdirSync(path.join(directory, 'environments'));
      fs.writeFileSync(path.join(directory, 'environments/wire.yaml'), wire);
      await work(directory);
    };
    await whileServed(directory, called, serve);
    return directory;
  }

  test('keys are those of the sandbox that is called, in the variables of the one that calls', async () => {
    const directory = await pair(async (there) => {
      const { code, out } = await chatform(there, 'sandbox keys --env wire --json');
      expect(code).toBe(0);
      expect((JSON.parse(out) as { apps: object[] }).apps).toMatchObject([
        { sdkAppId: '1400000001', variable: 'WIRE_KEY' },
      ]);
      expect((await chatform(there, 'sandbox keys')).out).toContain('export APP_KEY_SUPPORT=');
    });
    expect(fs.existsSync(storeOf(directory, 'wire'))).toBe(false);
  });

  test('what is configured is imported over the wire with those keys, and the plan is empty', async () => {
    await pair(async (there) => {
      const { out } = await chatform(there, 'sandbox keys --env wire');
      const env = Object.fromEntries(
        [...out.matchAll(/(\w+)=(\w+)/g)].map(([, name, value]) => [name, value]),
      ) as Record<string, string>;
      const run = (line: string) => chatform(there, line, { env: { ...env, USER: 'alice' }, time: Date.now });
      const imported = await run('import apps.support 1400000001 --env wire');
      expect([imported.code, imported.out]).toEqual([
        0,
        'apps.support is app 1400000001\nImported 0 resources, 1 app bound.\n',
      ]);
      expect((await run('plan --env wire --target cam')).out).toContain('No changes in what was asked for.');
    });
  });

  test('without a sandbox that is served there, or of its own, keys says so (1)', async () => {
    let url = '';
    const directory = await pair(async (there) => {
      url = /http:[^"]*/.exec(fs.readFileSync(path.join(there, 'environments/wire.yaml'), 'utf8'))?.[0] ?? '';
    });
    const { code, out, err } = await chatform(directory, 'sandbox keys --env wire');
    expect({ code, out, err }).toEqual({
      code: 1,
      out: '',
      err: `Error: There is no sandbox in ${storeOf(directory, 'wire')} yet, and no other of this configuration is served at ${url}: \`chatform sandbox serve\` serves one.\n`,
    });
  });
});

test('a sandbox that was never called is not shown as an empty account', async () => {
  const directory = projectOf(smallProject);
  const none = `There is no sandbox in ${storeOf(directory)} yet`;
  const said = `${none}: it begins with the first change that is made in it.\n`;
  expect(await chatform(directory, 'sandbox status')).toEqual({ code: 0, out: said, err: '' });
  expect(await chatform(directory, 'sandbox log')).toEqual({ code: 0, out: said, err: '' });
  expect(await chatform(directory, 'sandbox status --json')).toEqual({ code: 0, out: '{}\n', err: said });
  expect(await chatform(directory, 'sandbox log --json')).toEqual({ code: 0, out: '', err: said });
  expect(await chatform(directory, 'sandbox keys')).toEqual({
    code: 1,
    out: '',
    err: `Error: ${none}: \`chatform sandbox serve\` serves one.\n`,
  });
  expect(fs.existsSync(storeOf(directory))).toBe(false);
  await whileServed(directory, async () => {
    expect((await chatform(directory, 'sandbox keys')).code).toBe(0);
  });
});

test('as a process of its own it ends with 0 when it is asked to, and what was done is kept', async () => {
  const directory = await applied();
  const program = path.resolve(import.meta.dirname, '../../dist/chatform.js');
  const args = [program, 'sandbox', 'serve', '--port', '0', '--json', '-C', directory];
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH } });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const line = await new Promise<string>((resolve) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      if (text.endsWith('\n')) resolve(text);
    });
  });
  const { url } = JSON.parse(line) as { url: string };
  expect((await fetch(`${url}/console/`)).status).toBe(200);
  expect(JSON.parse(fs.readFileSync(servedFile(directory), 'utf8'))).toMatchObject({ pid: child.pid, url });
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(fs.existsSync(servedFile(directory))).toBe(false);
  expect((await chatform(directory, 'plan')).out).toContain('No changes.');
});
