import { expect, test } from 'vitest';
import { report } from '../../src/github/check.ts';
import { putComment } from '../../src/github/comment.ts';
import { reviewedDigest } from '../../src/github/reviewed.ts';
import { type Marker, markerText } from '../../src/report/marker.ts';
import type { Account, Permissions, Pull } from '../support/github/model.ts';
import {
  actionsBot,
  addComment,
  addPull,
  addRepository,
  addToken,
  clientFor,
  commits,
  github,
  maintainer,
  otherBot,
  place,
  reviewing,
} from '../support/github/scene.ts';

const name = 'chatform plan (production)';
const marker: Marker = { command: 'plan', environment: 'production', root: '' };
const commit = commits.merge;

/** The fake's clock begins at eight, and each thing that is done there takes it a second. */
const laterThanAll = '2026-03-01T09:00:00Z';

/** A pull request with two commits, merged by the commit `merge` after all that is written in a test. */
async function merged(
  pull: Partial<Pull> = {},
  { account = actionsBot, permissions = reviewing }: { account?: Account; permissions?: Permissions } = {},
) {
  const server = await github();
  const repository = addRepository(server);
  const commitsOf = { commits: [commits.first, commits.second] };
  addPull(server, repository, { ...commitsOf, mergeCommit: commit, mergedAt: laterThanAll, ...pull });
  const client = clientFor(server, addToken(server, account, permissions));
  const verdict = {
    name,
    conclusion: 'neutral' as const,
    title: '1 to add',
    summary: '',
    url: 'https://runs.example/1',
    run: 7001,
  };
  return {
    server,
    repository,
    client,
    check: (digest: string, sha = commits.second) =>
      report(client, place, { ...verdict, digest, commit: sha }),
    comment: (digest: string, sha = commits.second) =>
      putComment(client, place, 1, { marker: { ...marker, digest, commit: sha }, body: '1 to add' }),
    reviewed: (app?: string) => reviewedDigest(client, place, { commit, name, marker, ...(app && { app }) }),
  };
}

/** Of a token that may write neither checks nor statuses. */
const commentsOnly: Permissions = {
  contents: 'read',
  pull_requests: 'write',
  checks: 'read',
  statuses: 'read',
};

test('the digest of the check at the head of the merged pull request is the reviewed one', async () => {
  const { repository, check, comment, reviewed } = await merged();
  await check('of-the-first-push', commits.first);
  await check('of-the-head');
  await comment('of-a-comment');
  const status = { id: 1, sha: commits.second, creator: actionsBot, state: 'success', description: null };
  const its = {
    context: name,
    targetUrl: 'https://runs.example/#chatform-plan=of-a-status',
    createdAt: '2026-03-01T08:00:00Z',
  };
  repository.statuses.push({ ...status, ...its });
  expect(await reviewed()).toEqual({
    digest: 'of-the-head',
    pullRequest: 1,
    head: commits.second,
    from: 'check',
  });
});

test('a pull request that was merged by moving the branch forward has its head for a merge commit', async () => {
  const { check, reviewed } = await merged({ commits: [commits.first, commit], mergeCommit: null });
  await check('of-the-head', commit);
  expect(await reviewed()).toMatchObject({ digest: 'of-the-head', head: commit });
});

test('a check of another app, or of another tool of the same app, does not count', async () => {
  const { repository, check, reviewed } = await merged();
  await check('ours');
  const ours = repository.checkRuns[0] as (typeof repository.checkRuns)[0];
  const other = { ...ours, app: { id: 77, slug: 'release-notes' }, externalId: 'chatform:forged' };
  const job = { ...ours, externalId: 'b3f1-forged' };
  repository.checkRuns.push({ ...other, id: 5000 }, { ...job, id: 5001 });
  expect(await reviewed()).toMatchObject({ digest: 'ours', from: 'check' });
  repository.checkRuns.splice(0, 1);
  expect(await reviewed()).toEqual({
    refused:
      'no plan of ours is reported for the head of pull request #1, 2222222, from before its merge: it was merged before its plan was there, the plan was made again since, or it failed',
  });
  expect(await reviewed('release-notes')).toMatchObject({ digest: 'forged' });
});

test.each([
  ['check', reviewing, undefined],
  // An older status stays beside a newer one.
  ['status', { ...reviewing, checks: 'read' }, 'reviewed'],
  ['comment', commentsOnly, undefined],
] as const)('a %s from after the merge was not reviewed', async (from, permissions, left) => {
  const { server, repository, check, comment, reviewed } = await merged({}, { permissions });
  const write = from === 'comment' ? comment : check;
  const pull = repository.issues.find((issue) => issue.pull)?.pull;
  if (!pull) throw new Error('there is a pull request');
  pull.mergedAt = server.model.now();
  await write('reviewed');
  expect(await reviewed()).toHaveProperty('refused');
  pull.mergedAt = server.model.now();
  expect(await reviewed()).toMatchObject({ digest: 'reviewed', from });
  await write('made again');
  const { digest } = { digest: undefined, ...(await reviewed()) };
  expect(digest).toBe(left);
});

test('a check that is not completed does not count', async () => {
  const { repository, check, reviewed } = await merged();
  await check('unfinished');
  Object.assign(repository.checkRuns[0] ?? {}, { status: 'in_progress' });
  expect(await reviewed()).toHaveProperty('refused');
});

test('two checks of ours that differ are refused', async () => {
  const { repository, check, reviewed } = await merged();
  await check('one');
  const first = repository.checkRuns[0] as (typeof repository.checkRuns)[0];
  repository.checkRuns.push({ ...first, id: 5000, externalId: 'chatform:two' });
  expect(await reviewed()).toEqual({
    refused: 'pull request #1 has reports of different plans at its head: run the plan again',
  });
});

test('where checks could not be written the newest status of our own account counts', async () => {
  const { repository, check, comment, reviewed } = await merged(
    {},
    { permissions: { ...reviewing, checks: 'read' } },
  );
  await check('before');
  await check('after');
  await comment('of-a-comment');
  const newest = repository.statuses.at(-1) as (typeof repository.statuses)[0];
  repository.statuses.push({
    ...newest,
    creator: maintainer,
    targetUrl: 'https://x.example/#chatform-plan=forged',
  });
  repository.statuses.push({ ...newest, context: 'another check', targetUrl: '#chatform-plan=other' });
  expect(await reviewed()).toMatchObject({ digest: 'after', from: 'status' });
});

test('where neither could be written our comment counts, if it is of the head', async () => {
  const { comment, reviewed } = await merged({}, { permissions: commentsOnly });
  await comment('of-the-first-push', commits.first);
  expect(await reviewed()).toHaveProperty('refused');
  await comment('of-the-head');
  expect(await reviewed()).toMatchObject({ digest: 'of-the-head', from: 'comment' });
});

test('a comment that somebody else edited does not count, until we write over it', async () => {
  const { repository, comment, reviewed } = await merged({}, { permissions: commentsOnly });
  await comment('reviewed');
  const ours = repository.comments[0] as (typeof repository.comments)[0];
  const before = ours.body;
  for (const editor of [maintainer, otherBot, { ...maintainer, login: 'github-actions' }]) {
    Object.assign(ours, { body: before.replace('reviewed', 'chosen'), editor });
    expect(await reviewed()).toHaveProperty('refused');
  }
  await comment('reviewed again');
  expect(await reviewed()).toMatchObject({ digest: 'reviewed again' });
});

test('a comment of another with our marker does not count', async () => {
  const { server, repository, reviewed } = await merged({}, { permissions: commentsOnly });
  const forged = markerText({ ...marker, digest: 'forged', commit: commits.second });
  for (const account of [maintainer, otherBot]) addComment(server, repository, 1, account, forged);
  expect(await reviewed()).toHaveProperty('refused');
});

test('a comment of another environment does not count', async () => {
  const { client, reviewed } = await merged({}, { permissions: commentsOnly });
  const staging = { ...marker, environment: 'staging', digest: 'of-staging', commit: commits.second };
  await putComment(client, place, 1, { marker: staging, body: '' });
  expect(await reviewed()).toHaveProperty('refused');
});

test('a token of a person finds what it wrote itself', async () => {
  const { check, reviewed } = await merged({}, { account: maintainer });
  await check('mine');
  expect(await reviewed()).toMatchObject({ digest: 'mine', from: 'status' });
});

test('a commit without a merged pull request is refused', async () => {
  const open = await merged({ mergedAt: null, mergeCommit: null, commits: [commit] });
  await open.check('of-an-open-one', commit);
  const refused = 'commit 3333333 was not merged by a pull request, so that no plan of it was reviewed';
  expect(await open.reviewed()).toEqual({ refused });
  const other = await merged({
    mergeCommit: commits.first,
    commits: [commits.second, commit, commits.first],
  });
  expect(await other.reviewed()).toEqual({ refused });
});

test('a commit of two merged pull requests is refused', async () => {
  const { server, repository, check, reviewed } = await merged();
  addPull(server, repository, { commits: [commit], mergedAt: laterThanAll });
  await check('one');
  expect(await reviewed()).toEqual({
    refused: 'commit 3333333 belongs to #1 and #2: it is not plain which of them was reviewed',
  });
});

test('what cannot be read is no reason to look elsewhere', async () => {
  const { server, comment, reviewed } = await merged();
  await comment('of-a-comment');
  server.fail({ method: 'GET', path: /check-runs/, with: 502, times: 99 });
  await expect(reviewed()).rejects.toThrow('cannot list the checks of commit 2222222: GitHub answered 502');
});
