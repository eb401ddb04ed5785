// What others rely on in the fake GitHub: that it is as strict as the real one.
import { expect, test } from 'vitest';
import { addComment, addPull, addRepository, addToken, github, maintainer } from '../support/github/scene.ts';

async function api(options: Parameters<typeof addRepository>[1] = {}) {
  const server = await github();
  const repository = addRepository(server, options);
  const token = addToken(server);
  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'user-agent': 'test', ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      data: text === '' ? undefined : JSON.parse(text),
    };
  };
  return { server, repository, ask };
}

const base = '/repos/harbour/chat-config';

test('lists have thirty entries a page, at most a hundred, and links to the other pages', async () => {
  const { server, repository, ask } = await api();
  const { number } = addPull(server, repository);
  for (let i = 0; i < 250; i += 1) addComment(server, repository, number, maintainer, `remark ${i}`);
  const url = `${base}/issues/1/comments`;
  expect((await ask('GET', url)).data).toHaveLength(30);
  const second = await ask('GET', `${url}?per_page=500&page=2`);
  expect(second.data).toHaveLength(100);
  expect(second.data[0].body).toBe('remark 100');
  const at = (page: number) => `<${server.url}${url}?per_page=500&page=${page}>`;
  expect(second.headers.get('link')).toBe(
    `${at(1)}; rel="prev", ${at(3)}; rel="next", ${at(3)}; rel="last", ${at(1)}; rel="first"`,
  );
  expect((await ask('GET', `${url}?per_page=100&page=3`)).headers.get('link')).not.toContain('next');
});

test('the addresses of an Enterprise Server lead to the same', async () => {
  const { ask } = await api();
  expect((await ask('GET', `/api/v3${base}/issues`)).status).toBe(403);
  const query = { query: '{ viewer { login } }' };
  expect((await ask('POST', '/api/graphql', query)).data).toEqual({
    data: { viewer: { login: 'github-actions[bot]' } },
  });
});

test('errors have a message, the address of the documentation, and the status as a text', async () => {
  const { ask } = await api();
  const { status, data } = await ask('POST', `${base}/check-runs`, {
    name: 'plan',
    head_sha: '9'.repeat(40),
  });
  expect(status).toBe(422);
  expect(data).toEqual({
    message: `No commit found for SHA: ${'9'.repeat(40)}`,
    documentation_url: 'https://docs.github.com/rest/checks/runs#create-a-check-run',
    status: '422',
  });
});

test('a token that is unknown, a repository that is unknown, and JSON that is none are told apart', async () => {
  const { ask } = await api();
  const unknown = { authorization: 'token ghp_unknown' };
  expect((await ask('GET', `${base}/issues`, undefined, unknown)).data.message).toBe('Bad credentials');
  expect((await ask('GET', '/repos/harbour/other/issues')).status).toBe(404);
  expect((await ask('GET', `${base}/teapots`)).status).toBe(404);
  expect((await ask('POST', `${base}/check-runs`, '{')).data.message).toBe('Problems parsing JSON');
});

test('reading a public repository needs no permission, writing does', async () => {
  const { ask } = await api({ private: false });
  expect((await ask('GET', `${base}/issues`)).status).toBe(200);
  expect((await ask('POST', `${base}/issues`, { title: 'Drift' })).status).toBe(403);
});

test('with pull-requests: write one may comment on pull requests, not on issues', async () => {
  const { server, repository, ask } = await api();
  addPull(server, repository);
  repository.issues.push({ ...addPull(server, repository), number: 3, pull: undefined as never });
  expect((await ask('POST', `${base}/issues/1/comments`, { body: 'plan' })).status).toBe(201);
  expect((await ask('POST', `${base}/issues/3/comments`, { body: 'plan' })).status).toBe(403);
});

test('a comment takes 65,536 characters and not one more, counted as characters', async () => {
  const { server, repository, ask } = await api();
  addPull(server, repository);
  const url = `${base}/issues/1/comments`;
  expect((await ask('POST', url, { body: '💬'.repeat(65_536) })).status).toBe(201);
  expect((await ask('POST', url, { body: 'x'.repeat(65_537) })).data).toMatchObject({
    message: 'Validation Failed',
    errors: [
      {
        resource: 'IssueComment',
        code: 'unprocessable',
        field: 'data',
        message: 'Body is too long (maximum is 65536 characters)',
      },
    ],
  });
});

test('a query for a field that GitHub does not have is an error', async () => {
  const { ask } = await api();
  expect((await ask('POST', '/graphql', { query: '{ viewer { name } }' })).data).toEqual({
    errors: [{ message: "Field 'name' doesn't exist on type 'User'" }],
  });
});
