/** What there is on the fake GitHub at the start of a test. */
import { onTestFinished } from 'vitest';
import { connect, type Pace } from '../../../src/github/client.ts';
import {
  type Account,
  type Comment,
  emptyGit,
  type Issue,
  nextNumber,
  type Permissions,
  type Pull,
  type Repository,
} from './model.ts';
import { type GithubServer, startGithub } from './server.ts';

/** A fake GitHub that goes with the test. */
export async function github(): Promise<GithubServer> {
  const server = await startGithub();
  onTestFinished(server.close);
  return server;
}

/** The repository that the tests are about. */
export const place = { owner: 'harbour', repo: 'chat-config' };

/** Commits of it, in the order in which they came. */
export const commits = {
  first: '1111111111111111111111111111111111111111',
  second: '2222222222222222222222222222222222222222',
  merge: '3333333333333333333333333333333333333333',
};

export function addRepository(
  { model }: GithubServer,
  options: Partial<Pick<Repository, 'owner' | 'name' | 'private' | 'hasIssues'>> = {},
): Repository {
  const repository: Repository = {
    id: model.nextId(),
    owner: place.owner,
    name: place.repo,
    private: true,
    hasIssues: true,
    commits: new Set(Object.values(commits)),
    issues: [],
    comments: [],
    checkRuns: [],
    statuses: [],
    git: emptyGit(),
    ...options,
  };
  model.repositories.push(repository);
  return repository;
}

export const actionsBot: Account = { login: 'github-actions[bot]', id: 41_898_282, type: 'Bot' };
export const otherBot: Account = { login: 'release-notes[bot]', id: 900, type: 'Bot' };
export const maintainer: Account = { login: 'chat-maintainer', id: 901, type: 'User' };

const apps = {
  [actionsBot.login]: { id: 15_368, slug: 'github-actions' },
  [otherBot.login]: { id: 77, slug: 'release-notes' },
};

/** What `permissions:` of a workflow that reviews gives its token. */
export const reviewing: Permissions = {
  contents: 'read',
  pull_requests: 'write',
  checks: 'write',
  statuses: 'write',
};

/** A token of an account. It looks like a real one, so that it would be found in any output. */
export function addToken(
  { model }: GithubServer,
  account: Account = actionsBot,
  permissions: Permissions = reviewing,
): string {
  const token = `ghs_canary${model.nextId()}canary${'x'.repeat(20)}`;
  const app = apps[account.login];
  model.callers.set(token, { account, permissions, ...(app && { app }) });
  return token;
}

/** Opens a pull request; its number is the next one. */
export function addPull(
  { model }: GithubServer,
  repository: Repository,
  pull: Partial<Pull> = {},
): Issue & { readonly pull: Pull } {
  const now = model.now();
  const issue = {
    id: model.nextId(),
    number: nextNumber(repository),
    user: maintainer,
    createdAt: now,
    updatedAt: now,
    title: 'Longer history for the support chat',
    body: null,
    state: 'open' as const,
    stateReason: null,
    labels: [],
    pull: { commits: [commits.first], files: [], mergeCommit: null, mergedAt: null, ...pull },
  };
  repository.issues.push(issue);
  return issue;
}

/** A comment that is there already. */
export function addComment(
  { model }: GithubServer,
  repository: Repository,
  issue: number,
  user: Account,
  body: string,
): Comment {
  const now = model.now();
  const comment = { id: model.nextId(), issue, user, createdAt: now, updatedAt: now, body, editor: null };
  repository.comments.push(comment);
  return comment;
}

/** Impatient: a second of waiting takes a millisecond, and nothing is spread. */
const quick: Pace = { second: 1, timeout: 5000, throttle: false };

/** A client of ours for a token. */
export function clientFor({ url }: GithubServer, token: string, pace: Partial<Pace> = {}) {
  const connection = { token: { reveal: () => token }, apiUrl: url, version: '1.2.3' };
  return connect({ ...connection, pace: { ...quick, ...pace } });
}

/** How often a request was made. */
export function count({ asked }: GithubServer, method: string, path: RegExp): number {
  return asked.filter((request) => request.method === method && path.test(request.path)).length;
}
