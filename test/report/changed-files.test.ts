import { expect, test } from 'vitest';
import type { Change, Plan, Refusal, Source } from '../../src/model.ts';
import { type ChangedFiles, changedFiles } from '../../src/report/changed-files.ts';
import type { About } from '../../src/report/outline.ts';
import { planned } from '../support/scene.ts';

const { plan } = planned({
  yaml: `
apps:
  support:
    name: Acme Support
    messages: { recallSeconds: 300 }
`,
  live: {
    objects: {
      'apps.1400000001': { name: 'Acme Support', edition: 'premium', enabled: true },
      'apps.1400000001.messages': { recallSeconds: 120 },
    },
  },
  state: { bindings: { support: '1400000001' }, records: { 'apps.support': { name: 'Acme Support' } } },
});

const [messages] = plan.changes as [Change];

function at(file: string): Source {
  return { file, line: 1, column: 1, endLine: 1, endColumn: 2, text: '' };
}

/** The change of an app's messages: declared in one file, its value in another. */
function change(app: string, file: string, value = file): Change {
  const leaves = messages.leaves.map((leaf) => ({ ...leaf, source: at(value) }));
  return { ...messages, address: `apps.${app}.messages`, source: at(file), leaves };
}

function filesOf(parts: Partial<Plan>, files: About['files'], root = ''): ChangedFiles | undefined {
  const about: About = { toolVersion: '0.1.0', root, ...(files && { files }) };
  return changedFiles({ ...plan, changes: [], ...parts }, about);
}

test('Without a pull request there is nothing to tell', () => {
  expect(filesOf({ changes: [change('lobby', 'apps/lobby.yaml')] }, undefined)).toBeUndefined();
});

test('A file leads to what is declared in it, and to the values that are written in it', () => {
  const changes = [
    change('lobby', 'apps/lobby.yaml'),
    change('arena', 'apps/arena.yaml', 'environments/production.yaml'),
    change('support', 'apps/support.yaml', 'environments/production.yaml'),
  ];
  expect(
    filesOf({ changes }, ['apps/lobby.yaml', 'apps/support.yaml', 'environments/production.yaml']),
  ).toEqual({
    files: [
      { file: 'apps/lobby.yaml', addresses: ['apps.lobby.messages'] },
      { file: 'apps/support.yaml', addresses: ['apps.support.messages'] },
      { file: 'environments/production.yaml', addresses: ['apps.arena.messages', 'apps.support.messages'] },
    ],
    elsewhere: [],
    left: [],
  });
});

test('A file that leads to no change is told too', () => {
  expect(filesOf({ changes: [change('lobby', 'apps/lobby.yaml')] }, ['apps/arena.yaml'])).toEqual({
    files: [{ file: 'apps/arena.yaml', addresses: [] }],
    elsewhere: ['apps.lobby.messages'],
    left: [],
  });
});

test('A refusal counts as what its place leads to, and an address is told once', () => {
  const refusal: Refusal = {
    address: 'apps.lobby.messages',
    path: ['historyDays'],
    rule: 'MSG-3',
    message: 'the period was set this month already',
    holds: [],
    source: at('apps/lobby.yaml'),
  };
  const changes = [change('lobby', 'apps/lobby.yaml')];
  expect(filesOf({ changes, refusals: [refusal] }, ['apps/lobby.yaml'])?.files).toEqual([
    { file: 'apps/lobby.yaml', addresses: ['apps.lobby.messages'] },
  ]);
});

test('Places are found from the root of the repository, and other directories are left out', () => {
  const changes = [change('lobby', 'apps/lobby.yaml')];
  expect(filesOf({ changes }, ['chat/apps/lobby.yaml', 'apps/lobby.yaml', 'chats/a.yaml'], 'chat/')).toEqual({
    files: [{ file: 'chat/apps/lobby.yaml', addresses: ['apps.lobby.messages'] }],
    elsewhere: [],
    left: [],
  });
});

test('Only files that a configuration is read from count', () => {
  const files = [
    'README.md',
    '.github/workflows/chatform.yml',
    'node_modules/tool/settings.yaml',
    'secrets/webhook.txt',
    'apps/lobby.yml',
  ];
  expect(filesOf({}, files)?.files).toEqual([{ file: 'apps/lobby.yml', addresses: [] }]);
});

test('What is deleted since no file declares it any more has left the configuration', () => {
  const { source: _, ...rest } = change('lobby', 'apps/lobby.yaml');
  const gone: Change = {
    ...rest,
    address: 'cam.policies.readers',
    action: 'delete',
    leaves: [],
    after: null,
  };
  expect(filesOf({ changes: [gone] }, ['apps/lobby.yaml'])).toEqual({
    files: [{ file: 'apps/lobby.yaml', addresses: [] }],
    elsewhere: [],
    left: ['cam.policies.readers'],
  });
});
