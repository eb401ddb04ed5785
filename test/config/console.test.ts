// `chatform.console`: which console it is, and what goes with it.
import { describe, expect, test } from 'vitest';
import { load } from '../../src/config/load.ts';

function loaded(block: string, environment?: string) {
  const text = `chatform:\n  version: 1\n  account: "100000000001"\n  console: ${block}\napps:\n  support: {name: Acme Support}\n`;
  return load({
    files: [{ path: 'chatform.yaml', text }],
    ...(environment !== undefined && {
      environment: { path: 'environments/prod.yaml', text: `chatform: {console: ${environment}}\n` },
    }),
    given: [],
    env: {},
  });
}

const settings = (block: string, environment?: string) => loaded(block, environment).settings?.console;
const messages = (block: string, environment?: string) =>
  loaded(block, environment).diagnostics.map(({ severity, message }) => `${severity}: ${message}`);

describe('chatform.console', () => {
  test('is the sandbox where nothing is said', () => {
    expect(settings('{}')).toEqual({ type: 'sandbox', users: [], groups: {} });
  });

  test('of Tencent Cloud has the international site, Singapore and the built-in admin unless it says otherwise', () => {
    expect(settings('{type: tencent}')).toEqual({
      type: 'tencent',
      site: 'international',
      region: 'singapore',
      admin: 'administrator',
      apps: {},
    });
    const all =
      '{type: tencent, site: china, profile: chat, region: china, admin: root, endpoint: "http://127.0.0.1:8700/", apps: {support: {key: {env: SUPPORT_KEY}, admin: desk, region: tokyo}}}';
    expect(settings(all)).toEqual({
      type: 'tencent',
      site: 'china',
      profile: 'chat',
      region: 'china',
      admin: 'root',
      endpoint: 'http://127.0.0.1:8700',
      apps: { support: { key: { env: 'SUPPORT_KEY' }, admin: 'desk', region: 'tokyo' } },
      sandbox: { users: [], groups: {} },
    });
  });

  test('of the team is a path with options of any shape', () => {
    expect(
      settings('{type: ./console.js, options: {url: "https://acme.example", deep: {n: [1, true]}}}'),
    ).toEqual({
      type: 'own',
      path: './console.js',
      options: { url: 'https://acme.example', deep: { n: [1, true] } },
    });
  });

  test('of Tencent Cloud that is a served sandbox has the people that it starts with', () => {
    const served =
      '{type: tencent, endpoint: "http://127.0.0.1:8700", users: [alice, bob], groups: {operators: [bob]}}';
    expect(messages(served)).toEqual([]);
    expect(settings(served)).toMatchObject({
      type: 'tencent',
      sandbox: { users: ['alice', 'bob'], groups: { operators: ['bob'] } },
    });
    expect(settings('{type: sandbox, users: [alice]}', '{type: tencent}')).not.toHaveProperty('sandbox');
  });

  test('of another type in an environment leaves the keys of the base alone', () => {
    expect(messages('{type: sandbox, users: [alice]}', '{type: tencent}')).toEqual([]);
    expect(settings('{type: sandbox, users: [alice]}', '{type: tencent}')).toMatchObject({ type: 'tencent' });
  });

  test.each([
    [
      '{type: tencent, users: [alice]}',
      'error: chatform.console.users goes with type: sandbox, and this console is tencent',
    ],
    [
      '{type: tencent, endpoint: "https://acme.example", groups: {operators: [bob]}}',
      'error: chatform.console.groups goes with type: sandbox, and this console is tencent',
    ],
    [
      '{type: tencent, endpoint: "http://127.0.0.1:8700", options: {}}',
      'error: chatform.console.options goes with an adapter of your own, and this console is tencent',
    ],
    ['{site: china}', 'error: chatform.console.site goes with type: tencent, and this console is sandbox'],
    [
      '{type: ./console.js, endpoint: "https://acme.example"}',
      'error: chatform.console.endpoint goes with type: tencent, and this console is an adapter of your own',
    ],
    [
      '{type: tencent, apps: {suport: {}}}',
      'warning: chatform.console.apps.suport: no app suport is declared. Did you mean "support"?',
    ],
  ])('%s is a slip that is named', (block, message) => {
    expect(messages(block)).toEqual([message]);
  });

  test.each([
    ['{type: terraform}', /must be sandbox, tencent, or the path of an adapter/],
    ['{type: ../console.js}', /must be sandbox, tencent, or the path of an adapter/],
    [
      '{type: tencent, endpoint: "http://chat.acme.example"}',
      /must be https:\/\/HOST, or http:\/\/127\.0\.0\.1:PORT/,
    ],
    ['{type: tencent, endpoint: "https://user:secret@acme.example"}', /must be https:\/\/HOST/],
    ['{type: tencent, apps: {support: {key: abc}}}', /must be a reference to the secret, \{env: NAME\}/],
    ['{type: tencent, apps: {support: {key: {file: key.txt}}}}', /file/],
    [
      '{type: tencent, endpoint: "http://127.0.0.1:99999"}',
      /endpoint: "http:\/\/127\.0\.0\.1:99999" is no address/,
    ],
    ['{type: tencent, endpoint: "https://[::1"}', /is no address/],
    ['{type: tencent, region: mars}', /region|must be one of/],
  ])('%s is refused', (block, message) => {
    expect(messages(block).join('\n')).toMatch(message);
  });
});
