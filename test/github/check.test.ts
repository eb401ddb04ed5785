import { expect, test } from 'vitest';
import { digestOfCheck, report, type Verdict } from '../../src/github/check.ts';
import type { Permissions } from '../support/github/model.ts';
import {
  actionsBot,
  addRepository,
  addToken,
  clientFor,
  commits,
  count,
  github,
  maintainer,
  otherBot,
  place,
  reviewing,
} from '../support/github/scene.ts';

const verdict: Verdict = {
  name: 'chatform plan (staging)',
  commit: commits.first,
  conclusion: 'neutral',
  title: '3 to add, 2 to change, 0 to destroy',
  summary: 'Nothing that cannot be undone.',
  digest: 'a1b2c3',
  url: 'https://github.com/harbour/chat-config/actions/runs/9000000001',
  run: 9_000_000_001,
};

async function repository(account = actionsBot, permissions: Permissions = reviewing) {
  const server = await github();
  const its = addRepository(server);
  const client = clientFor(server, addToken(server, account, permissions));
  const put = (changes: Partial<Verdict> = {}) => report(client, place, { ...verdict, ...changes });
  return { server, its, put };
}

test('a plan is a check on its commit, with its digest', async () => {
  const { server, its, put } = await repository();
  expect(await put()).toEqual({ as: 'check', url: `${server.url}/harbour/chat-config/runs/1003` });
  expect(its.checkRuns).toEqual([
    {
      id: 1003,
      app: { id: 15_368, slug: 'github-actions' },
      headSha: commits.first,
      name: 'chatform plan (staging)',
      status: 'completed',
      conclusion: 'neutral',
      completedAt: '2026-03-01T08:00:01Z',
      externalId: 'chatform:9000000001:a1b2c3',
      detailsUrl: verdict.url,
      title: '3 to add, 2 to change, 0 to destroy',
      summary: 'Nothing that cannot be undone.',
    },
  ]);
});

test('a second run writes over the check of the first', async () => {
  const { its, put } = await repository();
  await put({ conclusion: 'failure', digest: 'before' });
  await put({ conclusion: 'success' });
  expect(its.checkRuns.map(({ conclusion, externalId }) => [conclusion, externalId])).toEqual([
    ['success', 'chatform:9000000001:a1b2c3'],
  ]);
});

test('a check of a later run is left alone, and that is said', async () => {
  const { server, its, put } = await repository();
  await put({ run: 9_000_000_002, digest: 'newer' });
  expect(await put({ conclusion: 'success' })).toEqual({
    as: 'check',
    url: `${server.url}/harbour/chat-config/runs/1003`,
    superseded: true,
  });
  expect(its.checkRuns.map(({ conclusion, externalId }) => [conclusion, externalId])).toEqual([
    ['neutral', 'chatform:9000000002:newer'],
  ]);
});

test.each(['chatform:9000000000:before', 'chatform:9000000001:before', 'chatform:before'])(
  'a check of an earlier run, of the same or of an unknown one is written over: %s',
  async (externalId) => {
    const { its, put } = await repository();
    await put();
    Object.assign(its.checkRuns[0] ?? {}, { externalId });
    expect(await put()).not.toHaveProperty('superseded');
    expect(its.checkRuns.map((check) => check.externalId)).toEqual(['chatform:9000000001:a1b2c3']);
  },
);

test.each([
  ['chatform:9000000001:a1b2c3', 'a1b2c3'],
  ['chatform:a1b2c3', 'a1b2c3'],
  ['chatform:123456', '123456'],
  ['chatform:9000000001:', undefined],
  ['ca395085-040a', undefined],
])('a check with the ID %s is of the plan %s', (id, digest) => {
  const check = {
    id: 1,
    html_url: null,
    external_id: id,
    status: 'completed',
    completed_at: null,
    app: null,
  };
  expect(digestOfCheck(check)).toBe(digest);
});

test('another commit and another environment have checks of their own', async () => {
  const { its, put } = await repository();
  await put();
  await put({ commit: commits.second });
  await put({ name: 'chatform plan (production)' });
  expect(its.checkRuns).toHaveLength(3);
});

test('a job of a workflow with the name of our check is left alone, and so is the check of another app', async () => {
  const { its, put } = await repository();
  const other = { headSha: commits.first, name: verdict.name, status: 'in_progress', conclusion: null };
  const text = { completedAt: null, detailsUrl: '', title: null, summary: null };
  const job = {
    id: 1,
    app: { id: 15_368, slug: 'github-actions' },
    externalId: 'ca395085-040a',
    ...other,
    ...text,
  };
  const foreign = {
    id: 2,
    app: { id: 77, slug: 'release-notes' },
    externalId: 'chatform:ffff',
    ...other,
    ...text,
  };
  its.checkRuns.push({ ...job }, { ...foreign });
  await put();
  expect(its.checkRuns.slice(0, 2)).toEqual([job, foreign]);
  expect(its.checkRuns).toHaveLength(3);
});

test('where a race left two checks of ours, both say the same', async () => {
  const { its, put } = await repository();
  await put({ digest: 'old' });
  its.checkRuns.push({ ...structuredClone(its.checkRuns[0] as (typeof its.checkRuns)[0]), id: 5000 });
  await put({ conclusion: 'success' });
  expect(its.checkRuns.map(({ conclusion, externalId }) => [conclusion, externalId])).toEqual([
    ['success', 'chatform:9000000001:a1b2c3'],
    ['success', 'chatform:9000000001:a1b2c3'],
  ]);
});

test.each([502, 'reset', 'half'] as const)(
  'a check whose answer is lost (%s) is not written twice',
  async (lost) => {
    const { server, its, put } = await repository();
    server.fail({ method: 'POST', path: /check-runs/, with: lost, done: true });
    expect((await put()).url).toBe(`${server.url}/harbour/chat-config/runs/${its.checkRuns[0]?.id}`);
    expect(its.checkRuns).toHaveLength(1);
    expect(count(server, 'POST', /check-runs/)).toBe(1);
  },
);

test('a summary and a title that are too long are cut to what a check takes, in bytes', async () => {
  const { its, put } = await repository();
  const summary = '- großer Verlauf für den Support-Chat 💬\n'.repeat(3000);
  expect((await put({ summary, title: 'x'.repeat(300) })).as).toBe('check');
  const written = its.checkRuns[0];
  expect(written?.title).toBe(`${'x'.repeat(254)}…`);
  expect(Buffer.byteLength(written?.summary ?? '')).toBeGreaterThan(65_000);
});

test.each([
  ['success', 'success'],
  ['neutral', 'success'],
  ['failure', 'failure'],
] as const)('a token that may not write checks writes a status: %s as %s', async (conclusion, state) => {
  const { its, put } = await repository(actionsBot, { checks: 'read', statuses: 'write' });
  expect(await put({ conclusion, title: 'y'.repeat(200) })).toEqual({
    as: 'status',
    url: `${verdict.url}#chatform-plan=a1b2c3`,
    because:
      'cannot write the check "chatform plan (staging)": the token may not: it needs `checks: write` (GitHub answered 403: Resource not accessible by integration)',
  });
  expect(its.statuses).toMatchObject([
    {
      sha: commits.first,
      context: 'chatform plan (staging)',
      state,
      description: `${'y'.repeat(139)}…`,
      targetUrl: `${verdict.url}#chatform-plan=a1b2c3`,
    },
  ]);
});

test('a token of a person, which never may write checks, writes a status', async () => {
  const { put } = await repository(maintainer, { checks: 'write', statuses: 'write' });
  const { as, because } = await put();
  expect(as).toBe('status');
  expect(because).toContain('GitHub answered 403: You must authenticate via a GitHub App');
});

test('a token that may not even see checks writes a status', async () => {
  const { put } = await repository(otherBot, { statuses: 'write' });
  expect((await put()).as).toBe('status');
});

test('a rate limit and a broken server are no reason for a status', async () => {
  const { server, its, put } = await repository();
  server.fail({ method: 'POST', path: /check-runs/, with: 'primary' });
  await expect(put()).rejects.toThrow(
    'the rate limit of the token is used up until 2030-03-17T17:46:40.000Z',
  );
  server.fail({ method: 'POST', path: /check-runs/, with: 500, times: 9 });
  await expect(put()).rejects.toThrow(
    'cannot write the check "chatform plan (staging)": GitHub answered 500',
  );
  expect(its.statuses).toEqual([]);
});

test('a commit that GitHub does not know is said, and no status is tried', async () => {
  const { server, put } = await repository();
  await expect(put({ commit: '9'.repeat(40) })).rejects.toThrow(
    `cannot list the checks of commit 9999999: GitHub answered 422: No commit found for SHA: ${'9'.repeat(40)}`,
  );
  expect(count(server, 'POST', /statuses/)).toBe(0);
});

test('a token that may write neither is told what it needs', async () => {
  const { put } = await repository(actionsBot, {});
  await expect(put()).rejects.toThrow(
    /^cannot list the checks of commit 1111111: .* it needs `checks: write` .*; and cannot write the commit status "chatform plan \(staging\)": .* it needs `statuses: write` .*$/,
  );
});
