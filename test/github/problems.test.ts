// The token is in no error, whatever goes wrong, and every error is a sentence.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type Client, connect } from '../../src/github/client.ts';
import { putComment } from '../../src/github/comment.ts';
import { GithubProblem, type ProblemKind, problemOf } from '../../src/github/problems.ts';
import { formsOf } from '../support/encodings.ts';
import type { Fault } from '../support/github/faults.ts';
import { addPull, addRepository, addToken, clientFor, github, place } from '../support/github/scene.ts';

const marker = { command: 'plan', environment: null, root: '' } as const;
const comment = (client: Client) => putComment(client, place, 1, { marker, body: 'plan' });

/** What a call throws: a problem without a token in any form, nested or not. */
async function problemWith(token: string, call: () => Promise<unknown>): Promise<GithubProblem> {
  const error = await call().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(GithubProblem);
  const shown = inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error);
  for (const form of formsOf(Buffer.from(token))) expect(shown).not.toContain(form.toString('latin1'));
  expect(shown).not.toMatch(/authorization|user-agent/i);
  return error as GithubProblem;
}

const told: [string, Omit<Fault, 'path' | 'method'>, ProblemKind, string][] = [
  [
    '401',
    { with: 401 },
    'credentials',
    'the token is not valid, or no longer (GitHub answered 401: Bad credentials)',
  ],
  [
    '403',
    { with: 403 },
    'forbidden',
    'the token may not: it needs `pull-requests: write` (GitHub answered 403: Resource not accessible by integration)',
  ],
  [
    '403 of a locked conversation',
    { with: 403, more: { message: 'Unable to create comment because issue is locked.' } },
    'forbidden',
    'GitHub refuses it (GitHub answered 403: Unable to create comment because issue is locked)',
  ],
  [
    '404',
    { with: 404 },
    'missing',
    'it is not there, or the token cannot see it: it needs `pull-requests: write` (GitHub answered 404: Not Found)',
  ],
  [
    '410',
    { with: 410 },
    'gone',
    'it is switched off in this repository (GitHub answered 410: Issues are disabled for this repo)',
  ],
  [
    '422 with errors in both forms',
    {
      with: 422,
      more: { errors: ['data is odd', { resource: 'IssueComment', field: 'body', code: 'invalid' }, 7] },
    },
    'rejected',
    'GitHub answered 422: Validation Failed: data is odd: IssueComment body invalid',
  ],
  [
    '422 with text that a terminal would carry out',
    { with: 422, more: { message: 'odd \u001b[2J\nand\u202e long '.repeat(100) } },
    'rejected',
    'GitHub answered 422: odd \\u001b[2J and\\u202e long ',
  ],
  [
    'primary rate limit',
    { with: 'primary', headers: { 'x-ratelimit-reset': '1767225600' } },
    'limited',
    'the rate limit of the token is used up until 2026-01-01T00:00:00.000Z (GitHub answered 403: API rate limit exceeded for installation ID 51)',
  ],
  [
    'secondary rate limit, by 403',
    { with: 'secondary', headers: { 'retry-after': '90' } },
    'limited',
    "GitHub's rate limit is hit: try again in 90 s (GitHub answered 403: You have exceeded a secondary rate limit.",
  ],
  [
    'secondary rate limit, by 429',
    { with: 429 },
    'limited',
    "GitHub's rate limit is hit: try again in a few minutes (GitHub answered 429",
  ],
  ['502 with a page in HTML', { with: 502, times: 9 }, 'unclear', 'GitHub answered 502: GitHub has trouble'],
  ['503', { with: 503, times: 9 }, 'unclear', 'GitHub answered 503: GitHub has trouble'],
  ['reset', { with: 'reset', times: 9 }, 'unclear', 'the connection to GitHub broke off'],
  ['half', { with: 'half', times: 9, done: false }, 'unclear', 'the connection to GitHub broke off'],
  [
    'a page in HTML that says 200',
    { with: 'html', times: 9 },
    'unclear',
    "the answer (HTTP 200, text/html) is no JSON: is this the address of GitHub's API?",
  ],
  [
    'a redirect',
    { with: 307, headers: { location: 'https://elsewhere.example/' } },
    'unreachable',
    'the answer leads elsewhere (HTTP 307): was the repository renamed?',
  ],
];

describe('an answer of GitHub that is none', () => {
  test.each(told)('%s is a sentence without the token', async (_, fault, kind, sentence) => {
    const server = await github();
    addPull(server, addRepository(server));
    const token = addToken(server);
    server.fail({ method: 'POST', path: /comments$/, ...fault });
    const problem = await problemWith(token, () => comment(clientFor(server, token)));
    expect(problem.kind).toBe(kind);
    expect(problem.message).toContain(`cannot comment on #1: ${sentence}`);
    expect(problem.message.length).toBeLessThan(400);
    expect(problem.message).not.toMatch(/\n/);
  });

  test('one that does not come is given up after the time-out', async () => {
    const server = await github();
    addRepository(server);
    const token = addToken(server);
    server.fail({ with: 'hang', times: 99 });
    const problem = await problemWith(token, () => clientFor(server, token, { timeout: 20 }).login());
    expect(problem.message).toBe(
      'cannot ask GitHub whose token this is: GitHub did not answer within 0.02 s',
    );
  });

  test('an error of GraphQL, and an answer that says nothing', async () => {
    const server = await github();
    const token = addToken(server);
    const error = [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }];
    server.fail({ path: /graphql/, with: 200, more: { errors: error } });
    const problem = await problemWith(token, () => clientFor(server, token).login());
    expect(problem.message).toBe(
      'cannot ask GitHub whose token this is: the token may not: it needs `metadata: read` (GitHub says: Resource not accessible by integration)',
    );
    server.fail({ path: /graphql/, with: 200, more: { data: { viewer: null } } });
    const silent = await problemWith(token, () => clientFor(server, token).login());
    expect(silent.message).toBe('cannot ask GitHub whose token this is: it does not say');
  });

  test('one that quotes the request', async () => {
    const token = 'ghs_canaryINaHTMLpage';
    const server = createServer((request, response) => {
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: `you sent ${request.headers.authorization}` }));
    });
    onTestFinished(() => void server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const client = connect({ token: { reveal: () => token }, apiUrl, version: '1.2.3' });
    const problem = await problemWith(token, () => client.login());
    expect(problem.message).toContain('you sent token ***');
  });
});

describe('a GitHub that cannot be reached', () => {
  const unreached = (apiUrl: string, token = 'ghs_canary0123456789') => {
    const pace = { second: 1, timeout: 5000, throttle: false };
    return problemWith(token, () =>
      connect({ token: { reveal: () => token }, apiUrl, version: '1', pace }).login(),
    );
  };

  test('refuses connections', async () => {
    const server = await github();
    await server.close();
    const problem = await unreached(server.url);
    expect(problem.kind).toBe('unreachable');
    expect(problem.message).toBe(
      'cannot ask GitHub whose token this is: GitHub cannot be reached: the connection was refused (ECONNREFUSED)',
    );
  });

  test.each(['', 'ghs_canary two', 'ghs_canary\u0000', 'ghs_canary\r\nHost: x', 'ghs_canäry'])(
    'is not asked with a token that is none: %j',
    async (token) => {
      const problem = await problemWith(token || 'nothing', async () =>
        connect({ token: { reveal: () => token }, apiUrl: 'http://127.0.0.1:9', version: '1' }),
      );
      expect(problem.message).toBe('the token for GitHub is none: it is empty or has blanks in it');
    },
  );
});

test('the client shows its token to nobody', async () => {
  const server = await github();
  const token = addToken(server);
  const client = clientFor(server, token);
  expect(inspect(client, { depth: 10, showHidden: true }) + JSON.stringify(client)).not.toContain(token);
});

test('what is no error of GitHub is called a bug, by its name only', () => {
  const deed = { to: 'comment on #1', needs: 'pull-requests: write' };
  const odd = new TypeError('Headers.append: "token ghs_canary" is an invalid header value.');
  expect(problemOf(odd, deed).message).toBe(
    'cannot comment on #1: TypeError where GitHub was asked: report this as a bug',
  );
  expect(problemOf('thrown text', deed).message).toBe(
    'cannot comment on #1: something that is no error was thrown',
  );
});
