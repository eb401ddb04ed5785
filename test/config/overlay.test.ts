import { expect, test } from 'vitest';
import { isSecret } from '../../src/model.ts';
import { loadFiles, resourceOf } from '../support/configuration.ts';

const certificate = `apps:
  lobby:
    name: Game Lobby
    tags: {env: prod, owner: chat-platform}
    certificates:
      fcm: {platform: google, serverKey: {env: FCM_KEY}}
`;

test('an environment puts a secret elsewhere as a whole: {file} over {env} is no mixture (PSH-4)', () => {
  const loaded = loadFiles({
    'apps.yaml': certificate,
    'environments/staging.yaml':
      'apps: {lobby: {certificates: {fcm: {serverKey: {file: secrets/fcm.key}}}}}\n',
  });
  const { serverKey } = resourceOf(loaded, 'apps.lobby.certificates.fcm').body;
  expect(isSecret(serverKey) && serverKey.reference).toEqual({ file: 'secrets/fcm.key' });
});

test('a template puts a secret elsewhere as a whole, too', () => {
  const loaded = loadFiles({
    'apps.yaml': `templates:
  push: {certificates: {fcm: {platform: google, serverKey: {file: secrets/fcm.key}}}}
apps:
  lobby:
    extends: [push]
    name: Game Lobby
    certificates: {fcm: {serverKey: {env: FCM_KEY}}}
`,
  });
  const { serverKey } = resourceOf(loaded, 'apps.lobby.certificates.fcm').body;
  expect(isSecret(serverKey) && serverKey.reference).toEqual({ env: 'FCM_KEY' });
});

test('tags named env and file are tags like others, and merged (TAG-1)', () => {
  const loaded = loadFiles({
    'apps.yaml': certificate,
    'environments/staging.yaml': 'apps: {lobby: {tags: {file: a}}}\n',
  });
  expect(resourceOf(loaded, 'apps.lobby.tags').body).toEqual({
    env: 'prod',
    owner: 'chat-platform',
    file: 'a',
  });
});
