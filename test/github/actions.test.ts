import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readActions } from '../../src/github/actions.ts';
import { readToken } from '../../src/github/token.ts';

const sha = '1234567890abcdef1234567890abcdef12345678';
const head = 'abcdefabcdefabcdefabcdefabcdefabcdefabcd';

const push = {
  GITHUB_ACTIONS: 'true',
  GITHUB_REPOSITORY: 'harbour/chat-config',
  GITHUB_SHA: sha,
  GITHUB_API_URL: 'https://api.github.com',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_RUN_ID: '9000000001',
  GITHUB_RUN_NUMBER: '42',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_EVENT_PATH: '/runner/event.json',
  GITHUB_WORKSPACE: '/home/runner/chat-config',
  GITHUB_STEP_SUMMARY: '/runner/summary.md',
  GITHUB_OUTPUT: '/runner/output',
  GITHUB_TOKEN: 'ghs_secret',
};
const pull = { ...push, GITHUB_EVENT_NAME: 'pull_request' };

const event = (headRepo: { id: number } | null = { id: 7 }) =>
  JSON.stringify({
    number: 5,
    pull_request: { number: 5, head: { sha: head, repo: headRepo }, base: { repo: { id: 7 } } },
  });

const unread = () => {
  throw new Error('EACCES');
};

test('a push reports on the commit that was pushed, and its event is not needed', () => {
  expect(readActions(push, unread)).toEqual({
    place: { owner: 'harbour', repo: 'chat-config' },
    commit: sha,
    sha,
    event: 'push',
    apiUrl: 'https://api.github.com',
    run: {
      id: 9_000_000_001,
      number: 42,
      attempt: 1,
      url: 'https://github.com/harbour/chat-config/actions/runs/9000000001',
    },
    workspace: '/home/runner/chat-config',
    summaryFile: '/runner/summary.md',
    outputFile: '/runner/output',
  });
});

test('a pull request reports on its head, not on the merge commit that is checked out', () => {
  const read: string[] = [];
  const actions = readActions(pull, (file) => {
    read.push(file);
    return event();
  });
  expect(actions).toMatchObject({
    commit: head,
    sha,
    pullRequest: { number: 5, headSha: head, fromFork: false },
  });
  expect(read).toEqual(['/runner/event.json']);
});

test.each([
  ['from another repository', { id: 8 }],
  ['from a fork that was deleted', null],
])('a pull request %s is from a fork', (_, repo) => {
  expect(readActions(pull, () => event(repo))).toMatchObject({ pullRequest: { fromFork: true } });
});

test('a pull request of which neither repository is named is taken for one from a fork', () => {
  const text = JSON.stringify({ pull_request: { number: 5, head: { sha: head } } });
  expect(readActions(pull, () => text)).toMatchObject({ pullRequest: { fromFork: true } });
});

test('a run that is run again has the address of that attempt', () => {
  expect(readActions({ ...push, GITHUB_RUN_ATTEMPT: '3' }, unread)).toMatchObject({
    run: { attempt: 3, url: 'https://github.com/harbour/chat-config/actions/runs/9000000001/attempts/3' },
  });
});

test('a GitHub of one’s own has its own addresses', () => {
  const own = {
    ...push,
    GITHUB_API_URL: 'https://git.harbour.example/api/v3/',
    GITHUB_SERVER_URL: 'https://git.harbour.example',
  };
  expect(readActions(own, unread)).toMatchObject({
    apiUrl: 'https://git.harbour.example/api/v3',
    run: { url: 'https://git.harbour.example/harbour/chat-config/actions/runs/9000000001' },
  });
});

test('a server on this machine may be asked without TLS', () => {
  expect(readActions({ ...push, GITHUB_API_URL: 'http://127.0.0.1:8080' }, unread)).toMatchObject({
    apiUrl: 'http://127.0.0.1:8080',
  });
});

test.each([
  ['no run', { GITHUB_ACTIONS: undefined }, 'this is no run of GitHub Actions: GITHUB_ACTIONS is not set'],
  ['no commit', { GITHUB_SHA: undefined }, 'GITHUB_SHA is not set, which GitHub Actions always does'],
  ['an empty one', { GITHUB_WORKSPACE: '' }, 'GITHUB_WORKSPACE is not set, which GitHub Actions always does'],
  [
    'a branch for a commit',
    { GITHUB_SHA: 'main' },
    'GITHUB_SHA is not in the form that GitHub Actions gives it',
  ],
  [
    'a path',
    { GITHUB_REPOSITORY: '../..' + '/x' },
    'GITHUB_REPOSITORY is not in the form that GitHub Actions gives it',
  ],
  ['a number', { GITHUB_RUN_ID: '1e3' }, 'GITHUB_RUN_ID is not in the form that GitHub Actions gives it'],
  ['no address', { GITHUB_API_URL: 'api.github.com' }, 'GITHUB_API_URL is no address of a server'],
  ['plain HTTP', { GITHUB_API_URL: 'http://api.github.com' }, 'GITHUB_API_URL has to begin with https://'],
  [
    'a password',
    { GITHUB_API_URL: 'https://me:pw@api.github.com' },
    'GITHUB_API_URL has more in it than the address of a server',
  ],
])('an environment with %s is named for it', (_, changes, problem) => {
  expect(readActions({ ...push, ...changes }, unread)).toEqual({ problem });
});

describe('the event of a pull request', () => {
  test.each([
    [
      'cannot be read',
      unread,
      'the event of the run cannot be read: GITHUB_EVENT_PATH names no readable file',
    ],
    ['is no JSON', () => '{"pull_request":', 'the event of the run (GITHUB_EVENT_PATH) is no JSON'],
    [
      'is a list',
      () => '[1]',
      'the event of the run (GITHUB_EVENT_PATH) does not say which pull request it is of',
    ],
    [
      'has a hostile number',
      () => '{"pull_request":{"number":"5/../6"}}',
      'the event of the run (GITHUB_EVENT_PATH) does not say which pull request it is of',
    ],
    [
      'has a hostile head',
      () => '{"pull_request":{"number":5,"head":{"sha":"$(id)"}}}',
      'the event of the run (GITHUB_EVENT_PATH) does not say the head of pull request #5',
    ],
  ])('that %s is a sentence', (_, readText, problem) => {
    expect(readActions(pull, readText)).toEqual({ problem });
  });
});

test('the token is not in what describes the run, and is not printed by accident', () => {
  const token = readToken(push);
  expect(token?.reveal()).toBe('ghs_secret');
  const shown = [inspect(token), JSON.stringify(token), String(token), inspect(readActions(push, unread))];
  expect(shown.join()).not.toContain('ghs_secret');
});

test('GH_TOKEN goes before GITHUB_TOKEN, as with gh, and blanks are none', () => {
  expect(readToken({ GH_TOKEN: 'ghs_app\n', GITHUB_TOKEN: 'ghs_run' })?.reveal()).toBe('ghs_app');
  expect(readToken({ GH_TOKEN: '', GITHUB_TOKEN: 'ghs_run' })?.reveal()).toBe('ghs_run');
  expect(readToken({ GITHUB_TOKEN: ' ' })).toBeUndefined();
});
