import { expect, test } from 'vitest';
import {
  actionsLine,
  byApp,
  consequencesOf,
  fileInRepository,
  limitLine,
  limitsOf,
  reasonOf,
  scopeOf,
} from '../../src/report/outline.ts';
import { planned } from '../support/scene.ts';

const { plan } = planned({
  yaml: `
apps:
  arena:
    name: Game Arena
    messages: { recallSeconds: 300 }
  support:
    name: Acme Support
    messages: { recallSeconds: 300 }
    userFields:
      Rank: { type: string, app: [read, write] }
      Level: { type: string, app: [read, write] }
cam: { policies: {} }
`,
  live: {
    objects: {
      'apps.1400000001': { name: 'Acme Support', edition: 'premium', enabled: true },
      'apps.1400000001.messages': { recallSeconds: 120 },
      'apps.1400000003': { name: 'Game Arena', edition: 'premium', enabled: true },
      'apps.1400000003.messages': { recallSeconds: 120 },
      'cam.policies.readers': {
        description: '',
        document: {
          version: '2.0',
          statement: [{ effect: 'allow', action: ['name/im:Get*'], resource: ['*'] }],
        },
      },
    },
  },
  state: {
    bindings: { arena: '1400000003', support: '1400000001' },
    records: {
      'apps.arena': { name: 'Game Arena' },
      'apps.support': { name: 'Acme Support' },
      'cam.policies.readers': { description: '' },
    },
  },
});

test('Changes are by app: what destroys comes first, then what cannot be taken back, then the rest', () => {
  expect(byApp(plan.changes).map((group) => [group.scope, group.changes.map((one) => one.address)])).toEqual([
    ['cam', ['cam.policies.readers']],
    [
      'apps.support',
      ['apps.support.userFields.Level', 'apps.support.userFields.Rank', 'apps.support.messages'],
    ],
    ['apps.arena', ['apps.arena.messages']],
  ]);
});

test('Consequences are told worst first, each sentence once with all that it holds for', () => {
  expect(consequencesOf(plan)).toEqual([
    {
      class: 'irreversible',
      rule: 'FLD-7',
      sentence:
        'A custom user field can never be deleted or renamed and uses up one of a few slots for good. (FLD-7)',
      addresses: ['apps.support.userFields.Level', 'apps.support.userFields.Rank'],
    },
    {
      class: 'delayed',
      rule: 'FLD-2',
      sentence: 'It takes about five minutes until this shows. (FLD-2)',
      addresses: ['apps.support.userFields.Level', 'apps.support.userFields.Rank'],
    },
  ]);
});

test.each([
  ['apps.support', 'apps.support'],
  ['apps.support.userFields.Rank', 'apps.support'],
  ['apps["a.b"].messages', 'apps["a.b"]'],
  ['cam.policies["ops.read"].users.alice', 'cam'],
])('%s is of %s', (address, scope) => {
  expect(scopeOf(address)).toBe(scope);
});

test('Actions are counted, those that there are none of left out', () => {
  expect(actionsLine(plan.changes)).toBe('2 to add, 2 to change, 1 to destroy');
  expect(actionsLine(plan.changes.filter((one) => one.action === 'delete'))).toBe('1 to destroy');
});

test('A deletion that nobody gave a reason for has left the configuration', () => {
  const gone = plan.changes.filter((one) => one.action === 'delete');
  expect(gone.map(reasonOf)).toEqual(['it is not in the configuration']);
  expect(gone.map((one) => reasonOf({ ...one, because: 'the game was closed' }))).toEqual([
    'the game was closed',
  ]);
});

test("A place's file is told from the root of the repository", () => {
  const source = { file: 'apps/support.yaml', line: 3, column: 5, endLine: 3, endColumn: 9, text: '' };
  expect(fileInRepository(source, { root: 'chat/' })).toBe('chat/apps/support.yaml');
  expect(fileInRepository(source, { root: '' })).toBe('apps/support.yaml');
});

test('Limits that the plan moves come fullest first, each in a sentence', () => {
  const limit = { kind: 'user-field', noun: 'user fields', limit: 20, unmanaged: 0, rule: 'FLD-2' };
  const capacity = [
    { ...limit, scope: 'apps.arena', before: 1, after: 2 },
    { ...limit, scope: 'apps.lobby', before: 20, after: 20 },
    { ...limit, scope: 'apps.support', limit: 5, before: 3, after: 4, unmanaged: 1 },
  ];
  expect(limitsOf({ capacity }).map((one) => limitLine(one))).toEqual([
    'apps.support: 4 of 5 user fields used after this plan, 1 left (before: 3, 1 not managed here)',
    'apps.arena: 2 of 20 user fields used after this plan, 18 left (before: 1)',
  ]);
});
