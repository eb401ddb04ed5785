// Commands on a state that is not on this machine: on GitHub, by a GitHub that is; and what stops them.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commitsOn, type Hub, hub } from '../support/github/state.ts';
import { projectOf } from '../support/project.ts';
import { applyAll, byHand, chatform, smallProject, storeOf } from './chatform.ts';

const keptOn = (state: string, environment = '') => ({
  'chatform.yaml': smallProject['chatform.yaml'].replace('apps:', `  state: ${state}\napps:`),
  ...(environment !== '' && { 'environments/prod.yaml': environment }),
});

const onGithub = ({ server, token }: Hub) => ({
  env: { GITHUB_API_URL: server.url, GITHUB_REPOSITORY: 'harbour/chat-config', GITHUB_TOKEN: token },
  githubPace: { second: 1, timeout: 5000, throttle: false },
});

describe('a state on GitHub', () => {
  test('is made by the first apply, and read by a plan on another machine', async () => {
    const here = await hub();
    const directory = projectOf(keptOn('{type: github}'));
    expect(await chatform(directory, applyAll, onGithub(here))).toMatchObject({ code: 0 });
    expect(fs.readdirSync(storeOf(directory)).sort()).toEqual(['sandbox.db', 'state.seen']);
    expect(commitsOn(here, 'chatform-state/default').length).toBeGreaterThan(2);
    // Another machine has the configuration, and the console.
    const other = projectOf(keptOn('{type: github}'));
    fs.mkdirSync(storeOf(other), { recursive: true });
    fs.copyFileSync(path.join(storeOf(directory), 'sandbox.db'), path.join(storeOf(other), 'sandbox.db'));
    const planned = await chatform(other, 'plan --detailed-exitcode', onGithub(here));
    expect(planned).toMatchObject({ code: 0 });
    expect(planned.out).toMatch(/^No changes\. /);
    expect(
      JSON.parse((await chatform(other, 'state history --json', onGithub(here))).out).generations,
    ).toHaveLength(2);
  });

  test('has a branch for each environment', async () => {
    const here = await hub();
    const directory = projectOf(keptOn('{type: github, branch: chat/state}', 'variables: {}\n'));
    expect(await chatform(directory, `${applyAll} --env prod`, onGithub(here))).toMatchObject({ code: 0 });
    expect(commitsOn(here, 'chat/state/prod').length).toBeGreaterThan(2);
    expect(commitsOn(here, 'chat/state/default')).toEqual([]);
  });

  test('is begun anew by a reset of its sandbox, with the one before kept', async () => {
    const here = await hub();
    const directory = projectOf(keptOn('{type: github}'));
    await chatform(directory, applyAll, onGithub(here));
    expect(await chatform(directory, 'sandbox reset --yes', onGithub(here))).toMatchObject({ code: 0 });
    expect(fs.existsSync(storeOf(directory))).toBe(false);
    expect((await chatform(directory, 'state list', onGithub(here))).out).toBe('');
    expect(await chatform(directory, applyAll, onGithub(here))).toMatchObject({ code: 0 });
  });

  test('that somebody put back is not gone on from', async () => {
    const here = await hub();
    const directory = projectOf(keptOn('{type: github}'));
    await chatform(directory, applyAll, onGithub(here));
    const { git } = here.repository;
    const head = git.refs.get('refs/heads/chatform-state/default') ?? '';
    await byHand(directory, 'SetMessages', { sdkAppId: '1400000001', recallSeconds: 90 });
    await chatform(directory, applyAll, onGithub(here));
    git.refs.set('refs/heads/chatform-state/default', head);
    const { code, err } = await chatform(directory, 'plan', onGithub(here));
    expect(code).toBe(1);
    expect(err).toContain('has serial 1, and serial 2 of lineage ');
    git.refs.delete('refs/heads/chatform-state/default');
    const gone = await chatform(directory, applyAll, onGithub(here));
    expect(gone.code).toBe(1);
    expect(gone.err).toContain('is not there any more');
  });

  test('that is read as it was some moments ago is looked at again', async () => {
    const here = await hub();
    const directory = projectOf(keptOn('{type: github}'));
    await chatform(directory, 'apply --auto-approve --target apps.support', onGithub(here));
    const { refs } = here.repository.git;
    const name = 'refs/heads/chatform-state/default';
    const before = refs.get(name) ?? '';
    await chatform(directory, applyAll, onGithub(here));
    const now = refs.get(name) ?? '';
    for (const late of [() => refs.set(name, before), () => refs.delete(name)]) {
      late();
      const waits: number[] = [];
      const wait = async (milliseconds: number) => {
        waits.push(milliseconds);
        if (waits.length === 2) refs.set(name, now);
      };
      const planned = await chatform(directory, 'plan', { ...onGithub(here), wait });
      expect([planned.code, waits]).toEqual([0, [1000, 2000]]);
    }
  });

  test('takes over the one in files by pull and push, and goes on from it', async () => {
    const here = await hub();
    const directory = projectOf(smallProject);
    await chatform(directory, applyAll);
    const { out } = await chatform(directory, 'state pull');
    fs.writeFileSync(path.join(directory, 'state.json'), out);
    fs.writeFileSync(path.join(directory, 'chatform.yaml'), keptOn('{type: github}')['chatform.yaml']);
    const without = await chatform(directory, applyAll, onGithub(here));
    expect(without.code).toBe(1);
    expect(without.err).toContain('`chatform state push FILE` puts a copy in its place');
    expect(await chatform(directory, 'state push state.json --yes', onGithub(here))).toMatchObject({
      code: 0,
      out: 'Pushed as serial 2. `chatform plan` shows what differs now.\n',
    });
    const planned = await chatform(directory, 'plan --detailed-exitcode', onGithub(here));
    expect([planned.code, planned.out.split('. ')[0]]).toEqual([0, 'No changes']);
  });
});

describe('what stops a command, in a sentence and with nothing written:', () => {
  const postgres = '{type: postgres, url: {env: STATE_URL}, workspace: support}';
  test.each([
    [postgres, 'plan', {}, 'the environment variable STATE_URL, which holds a secret, is not set.'],
    [
      postgres,
      'apply --auto-approve',
      { STATE_URL: '' },
      'the secret in the environment variable STATE_URL is empty.',
    ],
    [postgres, 'plan', { STATE_URL: 'moonlit-canary' }, 'The URL of the PostgreSQL database'],
    [
      postgres,
      'plan --no-secrets',
      { STATE_URL: 'postgres://moonlit-canary@db/chat' },
      'with --no-secrets it cannot be read',
    ],
    [
      '{type: github}',
      'plan',
      { GITHUB_TOKEN: 'ghs_moonlit-canary' },
      'set chatform.state.repository, or GITHUB_REPOSITORY.',
    ],
    [
      '{type: github, repository: acme/chat}',
      'state list',
      {},
      'there is no token: set GITHUB_TOKEN or GH_TOKEN.',
    ],
    [
      '{type: github, repository: acme/chat}',
      'state pull',
      { GITHUB_TOKEN: 'ghs_moonlit-canary', GITHUB_API_URL: 'http://api.acme.example' },
      'GITHUB_API_URL has to begin with https://.',
    ],
  ])('%s, %s', async (state, line, env, said) => {
    const directory = projectOf(keptOn(state));
    const ended = await chatform(directory, line, { env });
    expect(ended.code).toBe(1);
    expect(ended.out + ended.err).not.toContain('moonlit');
    expect(ended.err).toContain(said);
    expect(fs.existsSync(path.join(directory, '.chatform'))).toBe(false);
  });

  test('a configuration that does not say where the state is', async () => {
    const directory = projectOf({ 'chatform.yaml': 'chatform:\n  state: {type: "\n' });
    const { code, err } = await chatform(directory, 'state list');
    expect(code).toBe(1);
    expect(err).toContain('where the state is, and how it is encrypted, cannot be told: mend this first');
  });
});
