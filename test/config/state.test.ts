// `chatform.state`: where the state is, and what goes with it.
import { describe, expect, test } from 'vitest';
import { load } from '../../src/config/load.ts';

function loaded(block: string, { environment, rest = '' }: { environment?: string; rest?: string } = {}) {
  const text = `chatform:\n  version: 1\n  account: "100000000001"\n  state: ${block}\napps:\n  support: {name: Acme Support${rest}}\n`;
  return load({
    files: [{ path: 'chatform.yaml', text }],
    ...(environment !== undefined && {
      environment: { path: 'environments/prod.yaml', text: `chatform: {state: ${environment}}\n` },
    }),
    given: [],
    env: {},
  });
}

const messages = (block: string, environment?: string) =>
  loaded(block, environment === undefined ? {} : { environment }).diagnostics.map(({ message }) => message);

describe('chatform.state', () => {
  test('is in files where nothing is said', () => {
    expect(loaded('{}').settings?.state).toEqual({ type: 'file' });
  });

  test('is in PostgreSQL, by a URL of the environment, with a name for the configuration', () => {
    const block = '{type: postgres, url: {env: STATE_URL}, workspace: support}';
    expect(messages(block)).toEqual([]);
    expect(loaded(block).settings?.state).toEqual({
      type: 'postgres',
      url: { env: 'STATE_URL' },
      workspace: 'support',
    });
  });

  test('is on GitHub, on branches whose names begin with chatform-state unless it says otherwise', () => {
    expect(loaded('{type: github}').settings?.state).toEqual({ type: 'github', branch: 'chatform-state' });
    expect(loaded('{type: github, repository: acme/chat, branch: state/chat}').settings?.state).toEqual({
      type: 'github',
      repository: 'acme/chat',
      branch: 'state/chat',
    });
  });

  test('of another type in an environment leaves the keys of the base alone', () => {
    const base = '{type: postgres, url: {env: STATE_URL}, workspace: support}';
    expect(messages(base, '{type: file}')).toEqual([]);
    expect(loaded(base, { environment: '{type: file}' }).settings?.state).toEqual({ type: 'file' });
  });

  test.each([
    [
      '{type: postgres}',
      ['chatform.state of type postgres needs url', 'chatform.state of type postgres needs workspace'],
    ],
    [
      '{workspace: support}',
      ['chatform.state.workspace goes with type: postgres, and this state is of type file'],
    ],
    [
      '{type: github, url: {env: STATE_URL}}',
      ['chatform.state.url goes with type: postgres, and this state is of type github'],
    ],
  ])('%s is a slip that is named', (block, said) => {
    expect(messages(block)).toEqual(said);
    expect(loaded(block).settings).toBeUndefined();
  });

  test.each([
    ['{type: mysql}', /must be one of/],
    [
      '{type: postgres, workspace: support, url: "postgres://chat:moonlit@db/chat"}',
      /must be a reference to the secret/,
    ],
    ['{type: postgres, url: {env: STATE_URL}, workspace: "a b"}', /must be a letter or digit/],
    ['{type: github, repository: acme}', /must be OWNER\/NAME/],
    ['{type: github, branch: "state/../main"}', /must be letters, digits/],
  ])('%s does not have the form', (block, said) => {
    const [first = ''] = messages(block);
    expect(first).toMatch(said);
    expect(messages(block).join()).not.toContain('moonlit');
  });

  test('is told also where the rest of the configuration has errors', () => {
    const block = '{type: github}';
    const { state, settings } = loaded(block, { rest: ', edition: gold' });
    expect(settings).toBeUndefined();
    expect(state).toEqual({ type: 'github', branch: 'chatform-state' });
  });

  test('is not guessed where what would say it could not be read', () => {
    const files = [
      { path: 'chatform.yaml', text: 'chatform:\n  version: 1\n  account: "100000000001"\n' },
      { path: 'state.yaml', text: 'apps: {support: [\n' },
    ];
    const whole = load({ files, given: [], env: {} });
    expect(whole.state).toEqual({ type: 'file' });
    const environment = { path: 'environments/prod.yaml', text: 'chatform: {state: [\n' };
    expect(load({ files, environment, given: [], env: {} }).state).toBeUndefined();
    const broken = [{ path: 'chatform.yaml', text: 'chatform:\n  version: 1\n  state: {type: "\n' }];
    expect(load({ files: broken, given: [], env: {} }).state).toBeUndefined();
  });
});
