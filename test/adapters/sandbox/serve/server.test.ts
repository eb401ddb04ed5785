// The server itself: whom it serves, what it takes, and how it ends.
import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { serveSandbox } from '../../../../src/adapters/sandbox/serve/server.ts';
import { newFolder, newSandbox } from '../sandbox.ts';
import { listening } from './listening.ts';
import { newServed } from './served.ts';

const policy = {
  PolicyName: 'support',
  PolicyDocument: '{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"}]}',
};

test.each(['127.0.0.1', '127.0.0.1:8700', 'localhost', 'LOCALHOST:1', '[::1]:65535'])(
  'the host %s is served',
  async (host) => {
    const { app } = await newServed({ pages: new Hono().get('/', (context) => context.text('hello')) });
    const response = await app.fetch(new Request('http://127.0.0.1/console', { headers: { host } }));
    expect(response.status).toBe(200);
  },
);

test.each([
  'acme.example',
  'acme.example:8700',
  '127.0.0.1.acme.example',
  'localhost.acme.example',
  'acme.example/127.0.0.1',
  '127.0.0.2',
  '0.0.0.0:8700',
  '127.0.0.1:8700:1',
])('the host %s is turned away, whatever it asks for', async (host) => {
  const { app, cloudRequest, sandbox } = await newServed({
    pages: new Hono().get('/', (context) => context.text('hello')),
  });
  expect((await app.fetch(new Request('http://127.0.0.1/console', { headers: { host } }))).status).toBe(403);
  const call = cloudRequest('cam', 'CreatePolicy', JSON.stringify(policy), { headers: { host } });
  expect((await app.fetch(call)).status).toBe(403);
  expect(sandbox.log()).toEqual([]);
});

test('a body of more than 10 MB is not read', async () => {
  const { app, cloudRequest, chatRequest } = await newServed();
  const body = JSON.stringify({ Name: 'x'.repeat(10 * 1024 * 1024) });
  expect((await app.fetch(cloudRequest('cam', 'GetUser', body))).status).toBe(413);
  expect((await app.fetch(chatRequest('1400000001', 'profile/portrait_get', body))).status).toBe(413);
});

test('pages are below /console, and / leads there', async () => {
  const pages = new Hono().get('/apps', (context) => context.text('apps'));
  const { app } = await newServed({ pages });
  expect(await (await app.fetch(new Request('http://127.0.0.1/console/apps'))).text()).toBe('apps');
  const root = await app.fetch(new Request('http://127.0.0.1/'));
  expect([root.status, root.headers.get('location')]).toEqual([302, '/console']);
});

test('without pages there is nothing but the APIs', async () => {
  const { app } = await newServed();
  for (const path of ['/', '/console', '/v3/cam', '/favicon.ico']) {
    expect((await app.fetch(new Request(`http://127.0.0.1${path}`))).status).toBe(404);
  }
});

test('it listens on this machine, answers there, and ends', async () => {
  const served = await listening();
  expect(served.url).toMatch(/^http:\/\/127\.0\.0\.1:[0-9]+$/);
  expect(await served.post('cam', 'GetUserAppId', {})).toMatchObject({ status: 200 });
  await served.close();
  expect(await served.post('cam', 'GetUserAppId', {})).toEqual({ error: 'ECONNREFUSED' });
});

test('another name in the header Host is turned away on the socket too', async () => {
  const { send } = await listening();
  expect(await send('/', 'POST', { host: 'acme.example' }, '{}')).toMatchObject({ status: 403 });
});

test('a port that is taken is an error', async () => {
  const { url, sandbox } = await listening();
  const port = Number(new URL(url).port);
  const pace = { now: () => 0, wait: async () => {} };
  await expect(serveSandbox({ sandbox, pace, host: '127.0.0.1', port })).rejects.toThrow(/EADDRINUSE/);
});

test('what was answered outlives the process', async () => {
  const directory = newFolder();
  const sandbox = await newSandbox({ directory });
  const { post, close } = await listening({ sandbox });
  expect(await post('cam', 'CreatePolicy', policy)).toMatchObject({ status: 200 });
  await close();
  // The journal alone has to have it: this one is opened while the first was never closed.
  const again = await newSandbox({ directory });
  expect(again.log()).toMatchObject([{ actor: 'api', action: 'CreatePolicy', result: 'ok' }]);
  const { cloud } = await newServed({ sandbox: again });
  expect(await cloud('cam', 'ListPolicies', { Scope: 'Local' })).toMatchObject({
    List: [{ PolicyName: 'support' }],
  });
});

test('an answer waits until the call would survive the end of the process', async () => {
  const sandbox = await newSandbox();
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const held = {
    ...sandbox,
    api: {
      async call(requests: Parameters<typeof sandbox.api.call>[0]) {
        const answers = await sandbox.api.call(requests);
        await finished;
        return answers;
      },
    },
  };
  const { post, settled } = await listening({ sandbox: held });
  let answered = false;
  const pending = post('cam', 'CreatePolicy', policy).then((got) => {
    answered = true;
    return got;
  });
  await settled(() => sandbox.log().length === 1);
  expect(answered).toBe(false);
  finish();
  expect(await pending).toMatchObject({ status: 200 });
});

test('a sandbox that cannot write answers with status 500, and says why', async () => {
  const sandbox = await newSandbox();
  const broken = { ...sandbox, api: { call: () => Promise.reject(new Error('The disk is full.')) } };
  const { post } = await listening({ sandbox: broken });
  expect(await post('cam', 'CreatePolicy', policy)).toEqual({
    status: 500,
    body: 'The sandbox failed: The disk is full.\n',
  });
});
