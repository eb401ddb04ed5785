import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { World } from '../../src/commands/world.ts';
import type { Permissions, PullFile, Repository } from '../support/github/model.ts';
import {
  actionsBot,
  addPull,
  addRepository,
  addToken,
  commits,
  github,
  maintainer,
  place,
  reviewing,
} from '../support/github/scene.ts';
import { projectOf } from '../support/project.ts';
import { byHand, calls, chatform, type Ended, smallProject } from './chatform.ts';

const premium = smallProject['chatform.yaml'].replace('messages:', 'edition: premium\n    messages:');
const changed: PullFile[] = [
  { filename: 'chat/chatform.yaml', status: 'modified' },
  { filename: 'chat/notes.yaml', status: 'added' },
  { filename: 'README.md', status: 'modified' },
];

/** A repository on GitHub with a pull request, and its checkout on a runner. */
async function desk(options: { yaml?: string; permissions?: Permissions; fork?: boolean } = {}) {
  const { yaml = premium, permissions = reviewing, fork = false } = options;
  const server = await github();
  const repository = addRepository(server);
  const pull = addPull(server, repository, { files: changed });
  const token = addToken(server, actionsBot, permissions);
  const workspace = projectOf({
    'chat/chatform.yaml': yaml,
    'chat/notes.yaml': '# Nothing yet.\n',
    'runner/summary.md': '',
    'runner/output': '',
    'runner/event.json': JSON.stringify({
      pull_request: {
        number: pull.number,
        head: { sha: commits.first, repo: { id: fork ? 2 : 1 } },
        base: { repo: { id: 1 } },
      },
    }),
  });
  const read = (name: string) => fs.readFileSync(path.join(workspace, name), 'utf8');
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: `${place.owner}/${place.repo}`,
    GITHUB_SHA: commits.merge,
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: path.join(workspace, 'runner/event.json'),
    GITHUB_RUN_ID: '7001',
    GITHUB_RUN_NUMBER: '12',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_API_URL: server.url,
    GITHUB_WORKSPACE: workspace,
    GITHUB_STEP_SUMMARY: path.join(workspace, 'runner/summary.md'),
    GITHUB_OUTPUT: path.join(workspace, 'runner/output'),
    GITHUB_TOKEN: token,
  };
  const githubPace: World['githubPace'] = { second: 1, timeout: 5000, throttle: false };
  const run = async (line: string, more: Record<string, string> = {}): Promise<Ended> => {
    const ended = await chatform(workspace, `${line} -C chat`, { env: { ...env, ...more }, githubPace });
    const all = ended.out + ended.err + read('runner/summary.md') + read('runner/output');
    expect(all).not.toContain('canary');
    return ended;
  };
  const edit = (from: string, to: string) => {
    const file = path.join(workspace, 'chat/chatform.yaml');
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(from, to));
  };
  return { server, repository, pull, workspace, chat: path.join(workspace, 'chat'), read, run, edit };
}

const bodies = ({ comments }: Repository) => comments.map(({ body }) => body);

describe('github review', () => {
  test('posts the plan: a comment, a check, annotations, the summary of the step and its outputs', async () => {
    const { repository, read, run } = await desk();
    await run('plan --out reviewed.plan.json');
    const { code, out, err } = await run('github review reviewed.plan.json');
    expect(code).toBe(0);
    expect(err).toMatch(/^Comment created: http:\S+\nCheck neutral: http:\S+\n$/);

    const [comment = ''] = bodies(repository);
    expect(comment).toMatch(
      /^<!-- chatform: \{"tool":"chatform","version":1,"command":"plan","environment":null,"root":"chat\/",/,
    );
    expect(comment).toContain('**Plan: 4 to add, 0 to change, 0 to destroy.**');
    expect(comment).toContain('apps.support');
    expect(read('runner/summary.md')).toContain('**Plan: 4 to add, 0 to change, 0 to destroy.**');

    const { digest } = JSON.parse(read('reviewed.plan.json'));
    expect(repository.checkRuns).toMatchObject([
      {
        name: 'chatform (chat/)',
        headSha: commits.first,
        status: 'completed',
        conclusion: 'neutral',
        title: 'Plan: 4 to add, 0 to change, 0 to destroy.',
        detailsUrl: 'https://github.com/harbour/chat-config/actions/runs/7001',
      },
    ]);
    expect(repository.checkRuns[0]?.externalId).toContain(digest);
    expect(out).toMatch(
      /^::warning file=chat\/chatform\.yaml,line=8,.*title=consequence\/irreversible::apps\.support\.edition: An upgraded app cannot go back/,
    );
    expect(read('runner/output')).toMatch(
      new RegExp(`^digest<<(\\S+)\\n${digest}\\n\\1\\nconclusion<<(\\S+)\\nneutral\\n`),
    );
  });

  test('says which files of the pull request lead to which changes', async () => {
    const { repository, run } = await desk();
    await run('plan --out reviewed.plan.json');
    await run('github review reviewed.plan.json');
    const [comment = ''] = bodies(repository);
    const part = comment.slice(comment.indexOf('Which files lead to which changes'));
    expect(part).toContain(
      '- `chat/chatform.yaml`: `apps.support`, `apps.support.messages`, `cam.policies.support-readers`, `cam.policies.support-readers.users.alice`\n',
    );
    expect(part).toContain('- `chat/notes.yaml` declares nothing that this plan changes\n');
    expect(part).not.toContain('README.md');
  });

  test('a push, a new plan, a second push: one comment, updated twice', async () => {
    const { server, repository, run, edit } = await desk();
    await run('plan --out reviewed.plan.json');
    await run('github review reviewed.plan.json', { GITHUB_RUN_ID: '7001' });
    edit('300', '60');
    await run('plan --out reviewed.plan.json');
    await run('github review reviewed.plan.json', { GITHUB_RUN_ID: '7002' });
    edit('edition: premium', 'introduction: For all');
    await run('plan --out reviewed.plan.json');
    await run('github review reviewed.plan.json', { GITHUB_RUN_ID: '7003' });
    const written = server.asked.filter(
      ({ method, path: asked }) => method !== 'GET' && asked.includes('/comments'),
    );
    expect(written.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'PATCH']);
    expect(bodies(repository)).toHaveLength(1);
    expect(bodies(repository)[0]).toContain('introduction');
  });

  test('each environment has a comment and a check of its own', async () => {
    const { repository, workspace, run } = await desk();
    for (const name of ['staging', 'prod']) {
      fs.mkdirSync(path.join(workspace, 'chat/environments'), { recursive: true });
      fs.writeFileSync(path.join(workspace, `chat/environments/${name}.yaml`), 'apps: {}\n');
      await run(`plan --env ${name} --out ${name}.plan.json`);
      expect((await run(`github review ${name}.plan.json`)).code).toBe(0);
    }
    expect(bodies(repository)).toHaveLength(2);
    expect(repository.checkRuns.map(({ name }) => name)).toEqual([
      'chatform (chat, staging)',
      'chatform (chat, prod)',
    ]);
  });

  test.each([
    ['failure where the console would refuse', premium.replace('[alice]', '[alice, carol]'), 'failure'],
    ['failure where no plan could be made', premium.replace('recallSeconds', 'recalSeconds'), 'failure'],
    ['neutral where changes wait', premium, 'neutral'],
  ])('the check is a %s', async (_, yaml, conclusion) => {
    const { repository, run } = await desk({ yaml });
    await run('plan --out reviewed.plan.json');
    expect((await run('github review reviewed.plan.json')).code).toBe(0);
    expect(repository.checkRuns[0]?.conclusion).toBe(conclusion);
  });

  test('the check is a success where nothing is to do', async () => {
    const { repository, run } = await desk();
    await run('apply --auto-approve --allow irreversible,billable');
    await run('plan --out reviewed.plan.json');
    await run('github review reviewed.plan.json');
    expect(repository.checkRuns[0]).toMatchObject({
      conclusion: 'success',
      title: 'No changes. The console matches the configuration.',
    });
  });

  test('errors of the configuration are annotated where they stand', async () => {
    const { run } = await desk({ yaml: premium.replace('recallSeconds', 'recalSeconds') });
    await run('plan --out reviewed.plan.json');
    const { out } = await run('github review reviewed.plan.json');
    expect(out).toMatch(
      /^::error file=chat\/chatform\.yaml,line=9,col=16,endColumn=27,title=configuration::/,
    );
    expect(out).toContain('unknown key "recalSeconds"');
  });

  test('a commit status takes the place of a check that the token may not write', async () => {
    const { checks: _, ...permissions } = reviewing;
    const { repository, run } = await desk({ permissions });
    await run('plan --out reviewed.plan.json');
    const { code, err } = await run('github review reviewed.plan.json');
    expect(code).toBe(0);
    expect(repository.checkRuns).toEqual([]);
    expect(repository.statuses).toMatchObject([{ context: 'chatform (chat/)', state: 'success' }]);
    expect(err).toContain('It is no check, since this was refused:');
  });

  test('of a fork writes summary and annotations, asks GitHub for nothing, and is no failure', async () => {
    const { server, repository, read, run } = await desk({ fork: true });
    await run('plan --out reviewed.plan.json');
    const { code, out, err } = await run('github review reviewed.plan.json');
    expect(code).toBe(0);
    expect(err).toBe(
      'This pull request is from a fork: the plan is in the summary of the run, and nowhere else.\n',
    );
    expect(out).toContain('::warning file=chat/chatform.yaml');
    expect(read('runner/summary.md')).toContain('Plan: 4 to add');
    expect(server.asked).toEqual([]);
    expect(bodies(repository)).toEqual([]);
  });

  test('without a token does as much', async () => {
    const { server, read, run } = await desk();
    await run('plan --out reviewed.plan.json');
    const { code, err } = await run('github review reviewed.plan.json', { GITHUB_TOKEN: '' });
    expect({ code, asked: server.asked }).toEqual({ code: 0, asked: [] });
    expect(err).toContain('GITHUB_TOKEN is not set');
    expect(read('runner/summary.md')).toContain('Plan: 4 to add');
  });

  test('of a plan that could not be made puts out no digest, which then is never one that was reviewed', async () => {
    const { pull, repository, read, run } = await desk({
      yaml: premium.replace('recallSeconds', 'recalSeconds'),
    });
    await run('plan --out reviewed.plan.json');
    await run('github review reviewed.plan.json');
    expect(read('runner/output')).toMatch(/^digest<<(\S+)\n\n\1\nconclusion<<(\S+)\nfailure\n/);
    expect(repository.checkRuns[0]?.externalId).toBe('chatform:7001:');
    expect(bodies(repository)[0]?.split('\n')[0]).not.toContain('digest');
    Object.assign(pull.pull, { mergeCommit: commits.merge, mergedAt: '2026-03-01T09:00:00Z' });
    const { code, out, err } = await run('github reviewed', { GITHUB_EVENT_NAME: 'push' });
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('No plan of ours is reported for the head of pull request #1');
  });

  test('of an older run leaves the check and the comment of a newer one', async () => {
    const { repository, run } = await desk();
    await run('plan --out reviewed.plan.json');
    await run('github review reviewed.plan.json', { GITHUB_RUN_ID: '7002' });
    const { code, err } = await run('github review reviewed.plan.json');
    expect(code).toBe(0);
    expect(err).toMatch(
      /^A newer run has commented: its comment was left as it is: \S+\nA newer run has reported: its check was left as it is: \S+\n$/,
    );
    expect(repository.checkRuns.map(({ externalId }) => externalId?.split(':')[1])).toEqual(['7002']);
  });

  test('is 7 where something was not posted: the rest is, and the plan is in the summary', async () => {
    const { server, repository, read, run } = await desk({
      permissions: { ...reviewing, pull_requests: 'read' },
    });
    await run('plan --out reviewed.plan.json');
    const { code, err } = await run('github review reviewed.plan.json');
    expect(code).toBe(7);
    expect(err).toMatch(/^Not posted: Cannot .*`pull-requests: write`.*\n/m);
    expect(repository.checkRuns).toHaveLength(1);
    expect(read('runner/summary.md')).toContain('Plan: 4 to add');
    expect(JSON.parse(read('reviewed.plan.json'))).toHaveProperty('digest');
    server.fail({ method: 'POST', path: /check-runs/, times: 9, with: 500 });
    expect((await run('github review reviewed.plan.json')).code).toBe(7);
  });

  test('is 7 where the summary cannot be written: all else is posted', async () => {
    const { repository, workspace, run } = await desk();
    await run('plan --out reviewed.plan.json');
    const { code, err } = await run('github review reviewed.plan.json', {
      GITHUB_STEP_SUMMARY: path.join(workspace, 'runner'),
    });
    expect(code).toBe(7);
    expect(err).toMatch(/^Not posted: The summary of the run cannot be written: EISDIR/);
    expect([bodies(repository).length, repository.checkRuns.length]).toEqual([1, 1]);
  });

  test('a log that takes the place of the summary has no command of a stranger in it', async () => {
    const { run } = await desk({ yaml: premium.replace('Acme Support', '"##[add-mask]x"') });
    await run('plan --out reviewed.plan.json');
    const { err } = await run('github review reviewed.plan.json', { GITHUB_STEP_SUMMARY: '' });
    expect(err).toContain('add-mask');
    expect(err).not.toContain('##[');
  });

  test('a configuration in a folder has another check than an environment of that name', async () => {
    const { repository, workspace, run } = await desk();
    await run('plan --out reviewed.plan.json');
    await run('github review reviewed.plan.json');
    fs.mkdirSync(path.join(workspace, 'chat/environments'));
    fs.writeFileSync(path.join(workspace, 'chat/environments/chat.yaml'), 'apps: {}\n');
    await run('plan --env chat --out reviewed.plan.json');
    await run('github review reviewed.plan.json', { GITHUB_WORKSPACE: path.join(workspace, 'chat') });
    expect(repository.checkRuns.map(({ name }) => name)).toEqual(['chatform (chat/)', 'chatform (chat)']);
  });

  test.each([
    [{ GITHUB_ACTIONS: '' }, 'This is no run of GitHub Actions: GITHUB_ACTIONS is not set.'],
    [{ GITHUB_EVENT_PATH: '/nowhere/event.json' }, 'GITHUB_EVENT_PATH names no readable file.'],
    [{ GITHUB_API_URL: 'http://github.example' }, 'GITHUB_API_URL has to begin with https://.'],
  ])('is 1 in an environment that is none of a run: %o', async (env, message) => {
    const { run } = await desk();
    await run('plan --out reviewed.plan.json');
    const { code, err } = await run('github review reviewed.plan.json', env);
    expect(code).toBe(1);
    expect(err).toContain(message);
  });

  test('a file that is no plan is refused by name', async () => {
    const { run, server } = await desk();
    const { code, err } = await run('github review chat/chatform.yaml');
    expect(code).toBe(1);
    expect(err).toContain('chat/chatform.yaml is not JSON');
    expect(server.asked).toEqual([]);
  });
});

describe('github reviewed', () => {
  const merge = (pull: { pull: { mergeCommit: string | null; mergedAt: string | null } }) =>
    Object.assign(pull.pull, { mergeCommit: commits.merge, mergedAt: '2026-03-01T09:00:00Z' });
  const push = { GITHUB_EVENT_NAME: 'push' };

  test('prints the digest that was reviewed, and apply --expect carries out exactly that', async () => {
    const { pull, run } = await desk();
    await run('plan --out reviewed.plan.json');
    await run('github review reviewed.plan.json');
    merge(pull);
    const { code, out, err } = await run('github reviewed', push);
    expect({ code, err }).toEqual({ code: 0, err: 'Pull request #1, reviewed by its check.\n' });
    expect((await run(`apply --expect ${out.trim()}`)).code).toBe(0);
  });

  test('what was changed behind the review is not applied', async () => {
    const { pull, chat, run, edit } = await desk({ yaml: smallProject['chatform.yaml'] });
    await run('apply --auto-approve');
    edit('300', '60');
    await run('plan --out reviewed.plan.json');
    await run('github review reviewed.plan.json');
    merge(pull);
    const { out } = await run('github reviewed', push);
    await byHand(chat, 'SetMessages', { sdkAppId: '1400000001', recallSeconds: 600 });
    const before = await calls(chat);
    expect((await run(`apply --expect ${out.trim()}`)).code).toBe(4);
    expect(await calls(chat)).toEqual(before);
  });

  test('prints nothing where nothing was reviewed', async () => {
    const { pull, run } = await desk();
    expect(await run('github reviewed', push)).toMatchObject({ code: 1, out: '' });
    merge(pull);
    const { code, out, err } = await run('github reviewed', push);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('No plan of ours is reported for the head of pull request #1');
  });

  test('does not take the review of another environment', async () => {
    const { pull, run } = await desk();
    await run('plan --out reviewed.plan.json');
    await run('github review reviewed.plan.json');
    merge(pull);
    expect((await run('github reviewed --env prod', push)).code).toBe(1);
  });
});

describe('github drift', () => {
  const issues: Permissions = { contents: 'read', issues: 'write' };
  const nightly = { GITHUB_EVENT_NAME: 'schedule' };

  test('opens one issue, brings it up to date, and closes it when all is as declared', async () => {
    const { repository, chat, run } = await desk({
      yaml: smallProject['chatform.yaml'],
      permissions: issues,
    });
    const look = async () => {
      await run('plan --out nightly.plan.json');
      return (await run('github drift nightly.plan.json', nightly)).err;
    };
    await run('apply --auto-approve');
    expect(await look()).toBe('All is as declared: there is no issue.\n');
    await byHand(chat, 'SetMessages', { sdkAppId: '1400000001', recallSeconds: 600 });
    expect(await look()).toMatch(/^Issue created: /);
    expect(repository.issues.at(-1)?.body).toMatch(
      /^<!-- chatform: {"tool":"chatform","version":1,"command":"drift",.*\n## Not as declared in `chat\/`\n/,
    );
    await byHand(chat, 'SetMessages', { sdkAppId: '1400000001', recallSeconds: 700 });
    expect(await look()).toMatch(/^Issue updated: /);
    const ours = repository.issues.filter(({ user }) => user.login === actionsBot.login);
    expect(ours).toMatchObject([{ title: 'Not as declared (chat/)', state: 'open' }]);
    expect(ours[0]?.body).toContain('700');
    await run('apply --auto-approve');
    expect(await look()).toMatch(/^Issue closed: /);
    expect(ours).toMatchObject([{ state: 'closed' }]);
    expect(bodies(repository).at(-1)).toContain('All is as declared again (chat/).');
    expect(repository.issues.filter(({ user }) => user.login === maintainer.login)).toMatchObject([
      { state: 'open' },
    ]);
  });

  test('is 7 where the issue cannot be opened', async () => {
    const { run } = await desk();
    await run('plan --out nightly.plan.json');
    const { code, err } = await run('github drift nightly.plan.json', nightly);
    expect(code).toBe(7);
    expect(err).toContain('`issues: write`');
  });
});
