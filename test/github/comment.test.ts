import { expect, test } from 'vitest';
import { putComment } from '../../src/github/comment.ts';
import { type Marker, markerText } from '../../src/report/marker.ts';
import {
  actionsBot,
  addComment,
  addPull,
  addRepository,
  addToken,
  clientFor,
  commits,
  count,
  github,
  maintainer,
  otherBot,
  place,
} from '../support/github/scene.ts';

const ofStaging: Marker = { command: 'plan', environment: 'staging', root: 'chat/', run: 100 };

async function pullRequest() {
  const server = await github();
  const repository = addRepository(server);
  const pull = addPull(server, repository);
  const client = clientFor(server, addToken(server));
  const put = (body: string, marker: Partial<Marker> = {}) =>
    putComment(client, place, pull.number, { marker: { ...ofStaging, ...marker }, body });
  const bodies = () => repository.comments.map(({ body }) => body);
  return { server, repository, pull, put, bodies };
}

test('a push, a new plan and a second push: one comment, updated twice', async () => {
  const { server, put, bodies } = await pullRequest();
  expect(await put('1 to add', { commit: commits.first, run: 100 })).toEqual({
    outcome: 'created',
    url: `${server.url}/harbour/chat-config/issues/1#issuecomment-1004`,
  });
  const again = await put('2 to add', { commit: commits.first, run: 101 });
  const later = await put('2 to add', { commit: commits.second, run: 102 });
  expect([again.outcome, later.outcome]).toEqual(['updated', 'updated']);
  expect(bodies()).toEqual([
    `<!-- chatform: {"tool":"chatform","version":1,"command":"plan","environment":"staging","root":"chat/","run":102,"commit":"${commits.second}"} -->\n2 to add`,
  ]);
});

test('the same text is not written again', async () => {
  const { server, put } = await pullRequest();
  await put('No changes.');
  expect((await put('No changes.')).outcome).toBe('unchanged');
  expect(count(server, 'PATCH', /comments/)).toBe(0);
});

test('each environment and each folder of configuration has its own comment', async () => {
  const { put, bodies } = await pullRequest();
  await put('staging');
  await put('production', { environment: 'production' });
  await put('no environment', { environment: null });
  await put('another folder', { root: 'games/' });
  await put('staging again', { run: 101 });
  expect(bodies().map((body) => body.split('\n')[1])).toEqual([
    'staging again',
    'production',
    'no environment',
    'another folder',
  ]);
});

test('a comment of ours is found on any page', async () => {
  const { server, repository, pull, put } = await pullRequest();
  for (let i = 0; i < 230; i += 1) addComment(server, repository, pull.number, maintainer, `remark ${i}`);
  const ours = addComment(server, repository, pull.number, actionsBot, `${markerText(ofStaging)}\nold`);
  for (let i = 0; i < 30; i += 1) addComment(server, repository, pull.number, maintainer, `answer ${i}`);
  expect((await put('new')).outcome).toBe('updated');
  expect(ours.body).toBe(`${markerText(ofStaging)}\nnew`);
  expect(repository.comments).toHaveLength(261);
});

test('a page that is short, since a blocked account wrote on it, is not taken for the last', async () => {
  const { server, repository, pull, put } = await pullRequest();
  for (let i = 0; i < 100; i += 1) {
    addComment(server, repository, pull.number, maintainer, `advert ${i}`).hidden = true;
  }
  addComment(server, repository, pull.number, actionsBot, `${markerText(ofStaging)}\nold`);
  expect((await put('new')).outcome).toBe('updated');
});

test("another's comment is never touched, though our marker is in it", async () => {
  const { server, repository, pull, put } = await pullRequest();
  const quoted = `${markerText({ ...ofStaging, run: 999 })}\nquoted`;
  for (const account of [maintainer, otherBot, { ...maintainer, login: 'github-actions' }]) {
    addComment(server, repository, pull.number, account, quoted);
  }
  expect((await put('ours')).outcome).toBe('created');
  expect((await put('ours, later', { run: 101 })).outcome).toBe('updated');
  expect(repository.comments.map(({ body }) => body.split('\n')[1])).toEqual([
    'quoted',
    'quoted',
    'quoted',
    'ours, later',
  ]);
});

test('our own text without a marker in its first line is left alone', async () => {
  const { server, repository, pull, put } = await pullRequest();
  addComment(server, repository, pull.number, actionsBot, `See below.\n${markerText(ofStaging)}`);
  expect((await put('plan')).outcome).toBe('created');
});

test('we know ourselves where GraphQL leaves out the [bot] that REST has', async () => {
  const { server, put, bodies } = await pullRequest();
  server.model.viewerHasSuffix = false;
  await put('first');
  expect((await put('second', { run: 101 })).outcome).toBe('updated');
  expect(bodies()).toHaveLength(1);
});

test('an earlier run does not write over what a later one wrote', async () => {
  const { put, bodies } = await pullRequest();
  await put('of run 102', { run: 102 });
  expect((await put('of run 101', { run: 101 })).outcome).toBe('superseded');
  expect(bodies()[0]).toContain('of run 102');
});

test('an earlier run leaves the oldest comment of ours to the later run, which may be writing over it', async () => {
  const { server, repository, pull, put, bodies } = await pullRequest();
  const written = [98, 102, 99].map((run) => `${markerText({ ...ofStaging, run })}\nof ${run}`);
  for (const body of written) addComment(server, repository, pull.number, actionsBot, body);
  expect((await put('of 100')).outcome).toBe('superseded');
  expect(bodies()).toEqual(written.slice(0, 2));
});

test('of several comments of ours the oldest is kept', async () => {
  const { server, repository, pull, put, bodies } = await pullRequest();
  for (const run of [97, 99, 98]) {
    addComment(
      server,
      repository,
      pull.number,
      actionsBot,
      `${markerText({ ...ofStaging, run })}\nof ${run}`,
    );
  }
  addComment(server, repository, pull.number, maintainer, 'Looks good.');
  const oldest = repository.comments[0]?.id;
  expect((await put('of 100')).outcome).toBe('updated');
  expect(repository.comments.map(({ id }) => id)).toContain(oldest);
  expect(bodies()).toEqual([`${markerText(ofStaging)}\nof 100`, 'Looks good.']);
});

test.each([
  [100, 101],
  [101, 100],
])('of runs %i and %i at the same time one comment stays, with the text of the later', async (a, b) => {
  const { put, bodies } = await pullRequest();
  await Promise.all([a, b].map((run) => put(`of run ${run}`, { run })));
  expect(bodies()).toEqual([`${markerText({ ...ofStaging, run: 101 })}\nof run 101`]);
});

test('a run that is late with its first comment takes it away again', async () => {
  const { server, repository, pull, put, bodies } = await pullRequest();
  const late = put('of run 100');
  // The list of the late run is empty; before it creates, a later run has created its own.
  server.onAsked((request) => {
    if (request.method === 'POST' && /comments$/.test(request.path)) {
      addComment(
        server,
        repository,
        pull.number,
        actionsBot,
        `${markerText({ ...ofStaging, run: 101 })}\nof 101`,
      );
    }
  });
  expect((await late).outcome).toBe('superseded');
  expect(bodies()).toEqual([`${markerText({ ...ofStaging, run: 101 })}\nof 101`]);
});

test('an earlier run whose comment was not written does not take that of a later one for its own', async () => {
  const { server, repository, pull, put, bodies } = await pullRequest();
  const later = `${markerText({ ...ofStaging, run: 101 })}\nof 101`;
  server.fail({ method: 'POST', path: /comments$/, with: 502 });
  server.onAsked(({ method, path }) => {
    if (method === 'POST' && /comments$/.test(path))
      addComment(server, repository, pull.number, actionsBot, later);
  });
  expect((await put('of run 100')).outcome).toBe('superseded');
  expect(bodies()).toEqual([later]);
});

test('a comment that was deleted while we wrote it is written anew', async () => {
  const { server, repository, put, bodies } = await pullRequest();
  await put('first');
  server.onAsked(({ method }) => {
    if (method === 'PATCH') repository.comments.splice(0);
  });
  expect((await put('second', { run: 101 })).outcome).toBe('updated');
  expect(bodies()).toEqual([`${markerText({ ...ofStaging, run: 101 })}\nsecond`]);
});

test.each(['reset', 'hang', 502, 500, 'half'] as const)(
  'a comment whose answer is lost (%s) is not written twice',
  async (trouble) => {
    const { server, repository, pull, bodies } = await pullRequest();
    const client = clientFor(server, addToken(server), trouble === 'hang' ? { timeout: 1000 } : {});
    server.fail({ method: 'POST', path: /comments$/, with: trouble, done: true });
    const put = await putComment(client, place, pull.number, { marker: ofStaging, body: 'plan' });
    expect(put.url).toContain(`#issuecomment-${repository.comments[0]?.id}`);
    expect(bodies()).toEqual([`${markerText(ofStaging)}\nplan`]);
    expect(count(server, 'POST', /comments$/)).toBe(1);
  },
);

test('a comment that was not written is tried again, three times in all', async () => {
  const { server, put, bodies } = await pullRequest();
  server.fail({ method: 'POST', path: /comments$/, with: 502, times: 2 });
  expect((await put('plan')).outcome).toBe('created');
  expect(bodies()).toHaveLength(1);
  expect(count(server, 'POST', /comments$/)).toBe(3);
});

test('after three attempts it is given up, with a sentence', async () => {
  const { server, put } = await pullRequest();
  server.fail({ method: 'POST', path: /comments$/, with: 502, times: 9 });
  await expect(put('plan')).rejects.toThrow('cannot comment on #1: GitHub answered 502: GitHub has trouble');
  expect(count(server, 'POST', /comments$/)).toBe(3);
});

test('a list that breaks off is no empty list', async () => {
  const { server, put, bodies } = await pullRequest();
  await put('first');
  server.fail({ method: 'GET', path: /comments/, with: 'half', times: 2 });
  expect((await put('second', { run: 101 })).outcome).toBe('updated');
  expect(bodies()).toHaveLength(1);
  server.fail({ method: 'GET', path: /comments/, with: 'half', times: 99 });
  await expect(put('third', { run: 102 })).rejects.toThrow(
    'cannot list the comments of #1: the connection to GitHub broke off',
  );
});

test('a text that GitHub finds too long is cut, not refused', async () => {
  const { put, bodies } = await pullRequest();
  const row = '+ apps.support.userFields.Level';
  const body = `<details>\n<summary>Changes</summary>\n\n\`\`\`diff\n${`${row}\n`.repeat(3000)}\`\`\`\n</details>`;
  expect((await put(body)).outcome).toBe('created');
  const written = bodies()[0] ?? '';
  expect(written.startsWith(`${markerText(ofStaging)}\n<details>`)).toBe(true);
  expect(written.length).toBeLessThanOrEqual(65_536);
  expect(written.length).toBeGreaterThan(65_000);
  expect(written.split('\n').slice(-6)).toEqual([
    row,
    '```',
    '</details>',
    '',
    '**Cut here:** GitHub takes no longer text. The log of the run has all of it.',
    '',
  ]);
  expect((await put(`${body}.`, { run: 101 })).outcome).toBe('updated');
});

test('what is cut are characters, so that a text in Chinese keeps as many as one in English', async () => {
  const { put, bodies } = await pullRequest();
  await put('客服应用保留七天的聊天记录\n'.repeat(6000));
  expect(bodies()[0]?.length).toBeGreaterThan(65_000);
});

test('a server that counts bytes gets fewer', async () => {
  const { server, put, bodies } = await pullRequest();
  const tooLong = { errors: [{ message: 'Body is too long (maximum is 65536 characters)' }] };
  server.fail({ method: 'POST', path: /comments$/, with: 422, times: 2, more: tooLong });
  await put('客服应用保留七天的聊天记录\n'.repeat(6000));
  expect(Buffer.byteLength(bodies()[0] ?? '')).toBeLessThanOrEqual(65_536);
  expect(Buffer.byteLength(bodies()[0] ?? '')).toBeGreaterThan(65_000);
});
