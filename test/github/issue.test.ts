import { expect, test } from 'vitest';
import { putIssue, type Report } from '../../src/github/issue.ts';
import { type Marker, markerText, readMarker } from '../../src/report/marker.ts';
import type { Issue } from '../support/github/model.ts';
import {
  actionsBot,
  addPull,
  addRepository,
  addToken,
  clientFor,
  count,
  github,
  maintainer,
  place,
} from '../support/github/scene.ts';

const marker: Marker = { command: 'drift', environment: 'production', root: '' };
const text = (body: string) => `${markerText(marker)}\n${body}`;

async function repository(hasIssues = true) {
  const server = await github();
  const its = addRepository(server, { hasIssues });
  const client = clientFor(server, addToken(server, actionsBot, { issues: 'write' }));
  const put = (changes: Partial<Report> = {}) =>
    putIssue(client, place, {
      marker,
      title: 'Drift in production',
      body: 'historyDays: 7 → 30',
      open: true,
      ...changes,
    });
  const add = (changes: Partial<Issue> = {}) => {
    const now = server.model.now();
    const issue: Issue = {
      id: server.model.nextId(),
      number: its.issues.length + 1,
      user: actionsBot,
      createdAt: now,
      updatedAt: now,
      title: 'Drift in production',
      body: text('historyDays: 7 → 30'),
      state: 'open',
      stateReason: null,
      labels: [],
      ...changes,
    };
    its.issues.push(issue);
    return issue;
  };
  const said = () => its.issues.map(({ state, body }) => `${state}: ${body?.split('\n')[1]}`);
  return { server, its, put, add, said };
}

test('drift opens one issue, and the next night changes it only if the drift changed', async () => {
  const { server, its, put } = await repository();
  expect(await put({ labels: ['drift'] })).toEqual({
    outcome: 'created',
    url: `${server.url}/harbour/chat-config/issues/1`,
  });
  expect(its.issues[0]).toMatchObject({
    title: 'Drift in production',
    body: text('historyDays: 7 → 30'),
    labels: ['drift'],
  });
  expect((await put()).outcome).toBe('unchanged');
  expect(count(server, 'PATCH', /issues/)).toBe(0);
  expect((await put({ body: 'historyDays: 7 → 60' })).outcome).toBe('updated');
  expect((await put({ body: 'historyDays: 7 → 60', title: 'Drift in production: 1 setting' })).outcome).toBe(
    'updated',
  );
  expect(its.issues).toHaveLength(1);
  expect(its.issues[0]).toMatchObject({ title: 'Drift in production: 1 setting', labels: ['drift'] });
});

test('no drift and no issue: nothing is written', async () => {
  const { server, put } = await repository();
  expect(await put({ open: false, body: 'No drift.' })).toEqual({ outcome: 'none' });
  expect(server.asked.filter(({ method, path }) => method !== 'GET' && path !== '/graphql')).toEqual([]);
});

test('the end of drift closes the issue with a comment, and its return opens the same one again', async () => {
  const { its, put, said } = await repository();
  await put();
  expect((await put({ open: false, body: 'No drift any more.' })).outcome).toBe('closed');
  expect(said()).toEqual(['closed: historyDays: 7 → 30']);
  expect(its.comments.map(({ issue, body }) => [issue, body])).toEqual([[1, text('No drift any more.')]]);
  expect((await put({ open: false, body: 'No drift any more.' })).outcome).toBe('none');
  expect((await put({ body: 'welcome text' })).outcome).toBe('reopened');
  expect(said()).toEqual(['open: welcome text']);
  await put({ open: false, body: 'No drift any more.' });
  expect(its.comments).toHaveLength(2);
});

test('an issue of the same place is found among pull requests and others, on any page', async () => {
  const { server, its, put, add } = await repository();
  const ours = add();
  for (let i = 0; i < 250; i += 1) add({ user: maintainer, title: `wish ${i}`, body: 'please' });
  for (let i = 0; i < 5; i += 1) addPull(server, its);
  expect((await put({ body: 'changed' })).outcome).toBe('updated');
  expect(ours.body).toBe(text('changed'));
});

test('what somebody else wrote with our marker, and a pull request, are no issues of ours', async () => {
  const { server, its, put, add } = await repository();
  add({ user: maintainer });
  addPull(server, its).body = text('forged');
  add({ pull: { commits: [], files: [], mergeCommit: null, mergedAt: null } });
  add({ body: text('another environment').replace('production', 'staging') });
  expect((await put()).outcome).toBe('created');
  expect(its.issues).toHaveLength(5);
});

test('of two issues of ours the older stays open', async () => {
  const { put, add, said } = await repository();
  add({ body: text('older') });
  add({ body: text('younger') });
  await put({ body: 'now' });
  expect(said()).toEqual(['open: now', 'closed: younger']);
});

test('of closed issues the one that was closed last is opened again', async () => {
  const { put, add, said } = await repository();
  add({ state: 'closed', body: text('first'), updatedAt: '2026-03-02T08:00:00Z' });
  add({ state: 'closed', body: text('second') });
  await put({ body: 'now' });
  expect(said()).toEqual(['open: now', 'closed: second']);
});

test.each([502, 'reset'] as const)('an issue whose answer is lost (%s) is not opened twice', async (lost) => {
  const { server, its, put } = await repository();
  server.fail({ method: 'POST', path: /issues$/, with: lost, done: true });
  expect((await put()).url).toBe(`${server.url}/harbour/chat-config/issues/1`);
  expect(its.issues).toHaveLength(1);
});

test.each([502, 'reset'] as const)(
  'a closing comment whose answer is lost (%s) is not written twice',
  async (lost) => {
    const { server, its, put } = await repository();
    await put();
    server.fail({ method: 'POST', path: /comments$/, with: lost, done: true });
    await put({ open: false, body: 'No drift any more.' });
    expect(its.comments).toHaveLength(1);
  },
);

test('the comment of an earlier closing is not taken for the one whose writing failed', async () => {
  const { server, its, put } = await repository();
  const night = (run: number, open: boolean) =>
    put({ marker: { ...marker, run }, open, body: 'No drift any more.' });
  for (const [run, open] of [
    [1, true],
    [2, false],
    [3, true],
  ] as const) {
    await night(run, open);
  }
  server.fail({ method: 'POST', path: /comments$/, with: 502 });
  await night(4, false);
  expect(its.comments.map(({ body }) => readMarker(body)?.run)).toEqual([2, 4]);
});

test('a title that is too long for an issue is cut', async () => {
  const { its, put } = await repository();
  await put({ title: 'd'.repeat(300) });
  expect(its.issues[0]?.title).toBe(`${'d'.repeat(255)}…`);
  expect((await put({ title: 'd'.repeat(300) })).outcome).toBe('unchanged');
});

test('a drift that is too long for an issue is cut', async () => {
  const { its, put } = await repository();
  const body = 'apps.support.messages.historyDays: 7 to 30\n'.repeat(4000);
  expect((await put({ body })).outcome).toBe('created');
  expect(its.issues[0]?.body?.length).toBeGreaterThan(65_000);
  expect((await put({ body: `more\n${body}` })).outcome).toBe('updated');
});

test('a repository without issues is a sentence', async () => {
  const { put } = await repository(false);
  await expect(put()).rejects.toThrow(
    'cannot open an issue: it is switched off in this repository (GitHub answered 410: Issues are disabled for this repo)',
  );
});
