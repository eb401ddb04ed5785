// What takes back a change, and what cannot be taken back.
import { describe, expect, test } from 'vitest';
import { attributesOf, kinds } from '../../src/catalog/index.ts';
import type { Kind } from '../../src/catalog/kind.ts';
import { mapOf } from '../../src/json.ts';
import type { Change, Inverse, Leaf } from '../../src/model.ts';
import { secret } from '../../src/model.ts';
import { inverseOf, undoing } from '../../src/plan/undo.ts';
import { emptyState, type State } from '../../src/state/state.ts';

const changeOf = (change: Partial<Change> & Pick<Change, 'address' | 'kind' | 'action'>): Change => ({
  segments: change.address.split('.'),
  before: null,
  after: null,
  leaves: [],
  consequences: [],
  via: 'console',
  dependsOn: [],
  ...change,
});

const updateOf = (kind: string, address: string, leaves: Leaf[], more: Partial<Change> = {}) =>
  inverseOf(changeOf({ kind, address, action: 'update', leaves, ...more }));

describe('the inverse of a change', () => {
  test('of values is what they were before', () => {
    const leaves = [{ path: ['recallSeconds'], before: 120, after: 60 }];
    expect(updateOf('messages', 'apps.support.messages', leaves)).toEqual({
      address: 'apps.support.messages',
      kind: 'messages',
      action: 'update',
      leaves: [{ path: ['recallSeconds'], before: 120 }],
      lasting: [],
    });
  });

  test('of a name that was added is that it goes, and of one that was taken away that it comes back', () => {
    const leaves = [
      { path: ['members', 'alice'], after: true },
      { path: ['members', 'bob'], before: true },
    ];
    const { leaves: back, lasting } = updateOf('group', 'apps.support.groups.team', leaves);
    expect(back).toEqual([{ path: ['members', 'alice'] }, { path: ['members', 'bob'], before: true }]);
    expect(lasting).toEqual([]);
  });

  test('APP-7: an upgrade stays, and what was changed beside it does not', () => {
    const because = 'An upgraded app cannot go back to the edition that it had.';
    const found = updateOf(
      'app',
      'apps.support',
      [
        { path: ['edition'], before: 'developer', after: 'standard' },
        { path: ['introduction'], before: 'Help', after: 'Support' },
      ],
      { consequences: [{ class: 'irreversible', because, rule: 'APP-7', path: ['edition'] }] },
    );
    expect(found.leaves).toEqual([{ path: ['introduction'], before: 'Help' }]);
    expect(found.lasting).toEqual([{ path: ['edition'], because, rule: 'APP-7' }]);
  });

  test('PSH-4: a secret stays as it is: nobody can read back the one before', () => {
    const leaves = [{ path: ['appKey'], before: '(sensitive value)', after: secret({ env: 'VIVO_KEY' }) }];
    const found = updateOf('certificate', 'apps.support.certificates.vivo', leaves);
    expect(found.leaves).toEqual([]);
    expect(found.lasting).toEqual([
      { path: ['appKey'], because: 'What a secret was before, nobody can read back.' },
    ]);
  });

  test('APP-3: a deleted app is gone', () => {
    const because = 'A deleted app and its SDKAppID cannot be brought back.';
    const found = inverseOf(
      changeOf({
        kind: 'app',
        address: 'apps.support',
        action: 'delete',
        before: { name: 'Support' },
        consequences: [{ class: 'irreversible', because, rule: 'APP-3', path: [] }],
      }),
    );
    expect(found).toEqual({
      address: 'apps.support',
      kind: 'app',
      action: 'delete',
      lasting: [{ path: [], because, rule: 'APP-3' }],
    });
  });

  test('a custom field that was created can never be deleted', () => {
    const found = inverseOf(
      changeOf({ kind: 'user-field', address: 'apps.support.userFields.level', action: 'create' }),
    );
    expect(found.lasting).toEqual([
      { path: [], because: 'It can never be deleted.', rule: expect.stringMatching(/^[A-Z]+-\d+$/) },
    ]);
  });
});

test('PSH-4: what has secrets is deleted for good: nobody could read them back to create it again', () => {
  const withSecrets = kinds.filter(({ body }) =>
    attributesOf({ body } as Kind).some(({ attribute }) => attribute.type === 'secret'),
  );
  expect(withSecrets.map(({ name }) => name)).toEqual(['certificate']);
  for (const { effects = [] } of withSecrets)
    expect(effects.map((one) => [one.class, one.when])).toContainEqual(['irreversible', 'delete']);
});

describe('taking a run back', () => {
  const locate = () => ({ file: 'apps.yaml', line: 1, column: 1, endLine: 1, endColumn: 2, text: '' });
  const recorded = (kind: string, body: object) => ({ kind, body: mapOf(Object.entries(body)) });
  const stateWith = (
    undos: Record<string, Inverse[]>,
    records: Record<string, ReturnType<typeof recorded>>,
  ) =>
    ({
      ...emptyState('lobby', '100000000001', '0.1.0'),
      records: new Map(Object.entries(records)),
      undos: new Map(Object.entries(undos)),
    }) satisfies State;
  const desiredOf = (resources: Record<string, { kind: string; body: object }>) => ({
    account: '100000000001',
    resources: new Map(
      Object.entries(resources).map(([address, { kind, body }]) => [
        address,
        { address, segments: address.split('.'), kind, body: mapOf(Object.entries(body)), locate },
      ]),
    ),
    removed: [],
    moved: [],
  });
  const messages = 'apps.support.messages';

  test('wants what is recorded with the old values in it, whatever is declared now', () => {
    const inverse: Inverse = {
      address: messages,
      kind: 'messages',
      action: 'update',
      leaves: [{ path: ['recallSeconds'], before: 120 }],
      lasting: [],
    };
    const state = stateWith(
      { 'run-1': [inverse] },
      { [messages]: recorded('messages', { recallSeconds: 60, syncConversationDeletion: true }) },
    );
    const declared = desiredOf({
      [messages]: { kind: 'messages', body: { recallSeconds: 30, syncConversationDeletion: false } },
    });
    const { desired, only, diagnostics } = undoing('run-1', declared, state);
    expect({ ...desired.resources.get(messages)?.body }).toEqual({
      recallSeconds: 120,
      syncConversationDeletion: true,
    });
    expect(only).toEqual([messages]);
    expect(diagnostics).toEqual([]);
  });

  test('removes what was created, with all that is declared in it', () => {
    const created = (address: string, kind: string): Inverse => ({
      address,
      kind,
      action: 'create',
      lasting: [],
    });
    const state = stateWith(
      { 'run-1': [created('apps.support', 'app'), created('apps.support.bots.helper', 'bot')] },
      { 'apps.support': recorded('app', {}), 'apps.support.bots.helper': recorded('bot', {}) },
    );
    const declared = desiredOf({
      'apps.support': { kind: 'app', body: {} },
      'apps.support.bots.helper': { kind: 'bot', body: {} },
      'apps.lobby': { kind: 'app', body: {} },
    });
    const { desired, only } = undoing('run-1', declared, state);
    expect([...desired.resources.keys()]).toEqual(['apps.lobby']);
    expect(desired.removed).toMatchObject([{ address: 'apps.support', destroy: true }]);
    expect(only).toEqual(['apps.support']);
  });

  test('APP-3: leaves alone an app that a later run made in the place of the one that is gone', () => {
    const made = (address: string, kind: string): Inverse => ({
      address,
      kind,
      action: 'create',
      lasting: [],
    });
    const app = made('apps.support', 'app');
    const bot = made('apps.support.bots.helper', 'bot');
    const lobby = made('apps.lobby', 'app');
    const state = stateWith(
      { 'run-1': [app, bot, lobby], 'run-2': [app] },
      {
        'apps.support': recorded('app', {}),
        'apps.support.bots.helper': recorded('bot', {}),
        'apps.lobby': recorded('app', {}),
      },
    );
    const { desired, only, diagnostics } = undoing('run-1', desiredOf({}), state);
    expect(desired.removed.map(({ address }) => address)).toEqual(['apps.lobby']);
    expect(only).toEqual(['apps.lobby']);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      'apps.support is of another app than run run-1 was about, which run run-2 created: it is left as it is',
      'apps.support.bots.helper is of another app than run run-1 was about, which run run-2 created: it is left as it is',
    ]);
    expect(undoing('run-2', desiredOf({}), state).only).toEqual(['apps.support']);
  });

  test('says what cannot be taken back, what is not managed any more, and what a later run changed as well', () => {
    const update = (address: string): Inverse => ({
      address,
      kind: 'messages',
      action: 'update',
      leaves: [],
      lasting: [],
    });
    const gone: Inverse = {
      address: 'apps.lobby',
      kind: 'app',
      action: 'delete',
      lasting: [{ path: [], because: 'A deleted app cannot be brought back.', rule: 'APP-3' }],
    };
    const state = stateWith(
      { 'run-1': [gone, update(messages), update('apps.games.messages')], 'run-2': [update(messages)] },
      { [messages]: recorded('messages', {}) },
    );
    expect(
      undoing('run-1', desiredOf({}), state).diagnostics.map(({ message, rule }) => [message, rule]),
    ).toEqual([
      [
        'apps.lobby was deleted by run run-1, and that cannot be taken back: A deleted app cannot be brought back.',
        'APP-3',
      ],
      [
        'apps.games.messages was changed by run run-1, and is not managed there any more: it is left as it is',
        undefined,
      ],
      [
        'apps.support.messages was changed by run run-2 as well, which came after run run-1: what both changed becomes what it was before run run-1',
        undefined,
      ],
    ]);
  });

  test('keeps the reference to a secret that is declared, and leaves out one that is not', () => {
    const address = 'apps.support.certificates.vivo';
    const inverse: Inverse = {
      address,
      kind: 'certificate',
      action: 'update',
      leaves: [{ path: ['appId'], before: '4' }],
      lasting: [],
    };
    const state = stateWith(
      { 'run-1': [inverse] },
      { [address]: recorded('certificate', { appId: '5', appKey: 'scrypt:a:b', appSecret: 'scrypt:c:d' }) },
    );
    const declared = desiredOf({
      [address]: { kind: 'certificate', body: { appKey: secret({ env: 'VIVO_KEY' }) } },
    });
    expect({ ...undoing('run-1', declared, state).desired.resources.get(address)?.body }).toEqual({
      appId: '4',
      appKey: secret({ env: 'VIVO_KEY' }),
    });
  });
});
