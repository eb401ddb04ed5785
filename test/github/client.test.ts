import { expect, onTestFinished, test, vi } from 'vitest';
import { filesOf } from '../../src/github/pull-request.ts';
import {
  addPull,
  addRepository,
  addToken,
  clientFor,
  count,
  github,
  place,
} from '../support/github/scene.ts';

/** Patient as in a run, with seconds that take a millisecond. */
const patient = { throttle: true };

async function pullRequest(pace = {}) {
  const server = await github();
  addPull(server, addRepository(server), { files: [{ filename: 'chat/chatform.yaml', status: 'modified' }] });
  const client = clientFor(server, addToken(server), pace);
  return { server, files: () => filesOf(client, place, 1) };
}

test('requests say who asks, and which version of the API they mean', async () => {
  const { server, files } = await pullRequest();
  await files();
  expect(server.asked[0]?.headers['user-agent']).toMatch(/^chatform\/1\.2\.3 /);
  expect(server.asked[0]?.headers['x-github-api-version']).toBe('2022-11-28');
});

test('the login is asked once, and again only after a failure', async () => {
  const { server } = await pullRequest();
  const client = clientFor(server, addToken(server));
  server.fail({ path: /graphql/, with: 401 });
  await expect(client.login()).rejects.toThrow('the token is not valid');
  expect(await client.login()).toBe('github-actions[bot]');
  expect(await client.login()).toBe('github-actions[bot]');
  expect(count(server, 'POST', /graphql/)).toBe(2);
});

test.each([502, 'reset', 'half', 'html'] as const)(
  'reading is tried again after trouble (%s)',
  async (trouble) => {
    const { server, files } = await pullRequest();
    server.fail({ path: /files/, with: trouble, times: 3 });
    expect((await files()).names).toEqual(['chat/chatform.yaml']);
    expect(count(server, 'GET', /files/)).toBe(4);
  },
);

test.each([
  ['429', { with: 429, headers: { 'retry-after': '2' } }],
  ['403', { with: 'secondary', headers: { 'retry-after': '2' } }],
  ['403 with the time of the reset', { with: 'primary', headers: { 'x-ratelimit-reset': '1000000000' } }],
] as const)('a rate limit (%s) is waited for, and then asked again once', async (_, fault) => {
  const { server, files } = await pullRequest(patient);
  server.fail({ path: /files/, ...fault });
  expect((await files()).names).toEqual(['chat/chatform.yaml']);
  expect(count(server, 'GET', /files/)).toBe(2);
});

test('a rate limit is waited for as long as GitHub says', async () => {
  const { server, files } = await pullRequest(patient);
  server.fail({ path: /files/, with: 429, headers: { 'retry-after': '77' } });
  const waits = vi.spyOn(globalThis, 'setTimeout');
  onTestFinished(() => waits.mockRestore());
  await files();
  expect(waits.mock.calls.map(([, milliseconds]) => milliseconds)).toContain(77);
});

test.each([
  [50, 3],
  [100, 2],
  [121, 1],
])(
  'of rate limits of %i s, so many are waited for that it is two minutes at most',
  async (seconds, asked) => {
    const { server, files } = await pullRequest(patient);
    server.fail({ path: /files/, with: 429, times: 9, headers: { 'retry-after': String(seconds) } });
    await expect(files()).rejects.toThrow(
      `cannot list the files of pull request #1: GitHub's rate limit is hit: try again in ${seconds} s`,
    );
    expect(count(server, 'GET', /files/)).toBe(asked);
  },
);

test('a limit that ends much later is not waited for, and the sentence says when it ends', async () => {
  const { server, files } = await pullRequest(patient);
  server.fail({ path: /files/, with: 'primary', times: 9 });
  await expect(files()).rejects.toThrow(
    'the rate limit of the token is used up until 2030-03-17T17:46:40.000Z',
  );
  expect(count(server, 'GET', /files/)).toBe(1);
});
