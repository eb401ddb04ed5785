import { describe, expect, test } from 'vitest';
import type { JsonMap } from '../../src/json.ts';
import type { Intent } from '../../src/model.ts';
import { settle } from '../../src/plan/settle.ts';
import { type LiveText, liveOf, type StateText, stateOf } from '../support/scene.ts';

const creation: Intent = {
  id: 'run-1',
  address: 'apps.lobby',
  kind: 'app',
  action: 'create',
  patch: { name: 'Game Lobby' },
  before: ['1400000001'],
};
const lobby = { name: 'Game Lobby', edition: 'developer', enabled: true };
const settledIntent = { type: 'settle', id: 'run-1' };

function settled(intent: Intent, live: LiveText, state: StateText = {}) {
  const { entries, diagnostics } = settle(stateOf({ ...state, intents: [intent] }), liveOf(live));
  // Bodies have no prototype, and here only their contents count.
  return { entries: JSON.parse(JSON.stringify(entries)), diagnostics };
}

describe('an app that was being created (APP-1)', () => {
  test('is the one with its name that was not there before', () => {
    const objects = {
      'apps.1400000001': lobby,
      'apps.1400000002': lobby,
      'apps.1400000003': { name: 'Wiki' },
    };
    expect(settled(creation, { objects })).toEqual({
      entries: [
        { type: 'bind', address: 'apps.lobby', id: '1400000002' },
        { type: 'record', address: 'apps.lobby', recorded: { kind: 'app', body: { name: 'Game Lobby' } } },
        settledIntent,
      ],
      diagnostics: [],
    });
  });

  test('was not created when there is no new one', () => {
    const objects = { 'apps.1400000001': lobby };
    expect(settled(creation, { objects })).toEqual({ entries: [settledIntent], diagnostics: [] });
  });

  test('is not one that has an address already', () => {
    const objects = { 'apps.1400000002': lobby };
    const found = settled(creation, { objects }, { bindings: { arena: '1400000002' } });
    expect(found.entries).toEqual([settledIntent]);
  });

  test('stays open while an app that was not there before cannot be read: it may be the one', () => {
    const objects = { 'apps.1400000001': lobby };
    const hiding = (id: string) => ({
      objects,
      unreadable: [{ address: `apps.${id}`, reason: 'timed out' }],
    });
    expect(settled(creation, hiding('1400000002')).entries).toEqual([]);
    expect(settled(creation, hiding('1400000001')).entries).toEqual([settledIntent]);
    const bound = settled(creation, hiding('1400000002'), { bindings: { arena: '1400000002' } });
    expect(bound.entries).toEqual([settledIntent]);
  });

  test('stays open when there are two, and nothing is guessed', () => {
    const objects = { 'apps.1400000002': lobby, 'apps.1400000003': lobby };
    const { entries, diagnostics } = settled(creation, { objects });
    expect(entries).toEqual([]);
    expect(diagnostics).toEqual([
      {
        severity: 'error',
        address: 'apps.lobby',
        rule: 'APP-1',
        message:
          'a run was cut off while it created apps.lobby, and 2 new apps have its name (1400000002, 1400000003); rename or delete the wrong ones in the console, then plan again',
      },
    ]);
  });

  test('is found once: of two creations of the same name the second was not carried out', () => {
    const second: Intent = { ...creation, id: 'run-2', address: 'apps.arena' };
    const state = stateOf({ intents: [creation, second] });
    const { entries } = settle(state, liveOf({ objects: { 'apps.1400000002': lobby } }));
    expect(entries.filter((one) => one.type === 'bind')).toEqual([
      { type: 'bind', address: 'apps.lobby', id: '1400000002' },
    ]);
    expect(entries.filter((one) => one.type === 'settle').map((one) => one.id)).toEqual(['run-1', 'run-2']);
  });
});

const update = (kind: string, address: string, patch: JsonMap): Intent => ({
  id: 'run-1',
  address,
  kind,
  action: 'update',
  patch,
});
const bindings = { lobby: '1400000002' };

type Row = readonly [title: string, intent: Intent, live: JsonMap, recorded: JsonMap, becomes: JsonMap];

const updates: readonly Row[] = [
  [
    'what it set is ours when the console has it',
    update('messages', 'apps.lobby.messages', { recallSeconds: 300 }),
    { recallSeconds: 300, userStatus: true },
    { recallSeconds: 120 },
    { recallSeconds: 300 },
  ],
  [
    'what was not set stays as it was remembered',
    update('messages', 'apps.lobby.messages', { recallSeconds: 300 }),
    { recallSeconds: 120 },
    { recallSeconds: 120 },
    { recallSeconds: 120 },
  ],
  [
    'inside a group, what is beside it stays',
    update('group-features', 'apps.lobby.groupFeatures', { community: { enabled: true } }),
    { community: { enabled: true, topics: true } },
    { community: { enabled: false, topics: true } },
    { community: { enabled: true, topics: true } },
  ],
  [
    'a tag that it took away is forgotten',
    update('tags', 'apps.lobby.tags', { owner: null, team: 'games' }),
    { team: 'games' },
    { owner: 'alice' },
    { team: 'games' },
  ],
  [
    'a tag that is still there is not',
    update('tags', 'apps.lobby.tags', { owner: null }),
    { owner: 'alice' },
    { owner: 'alice' },
    { owner: 'alice' },
  ],
  [
    'a set is what it set in any order',
    update('webhook', 'apps.lobby.webhook', { events: ['State.StateChange', 'Sns.CallbackFriendAdd'] }),
    { events: ['Sns.CallbackFriendAdd', 'State.StateChange'] },
    {},
    { events: ['Sns.CallbackFriendAdd', 'State.StateChange'] },
  ],
];

describe('a change that was cut off', () => {
  test.each(updates)('%s', (_, intent, live, recorded, becomes) => {
    const liveAddress = intent.address.replace('lobby', '1400000002');
    const state = { bindings, records: { [intent.address]: recorded } };
    const { entries } = settled(intent, { objects: { [liveAddress]: live } }, state);
    expect(entries).toEqual([
      { type: 'record', address: intent.address, recorded: { kind: intent.kind, body: becomes } },
      settledIntent,
    ]);
  });

  test('a policy document is ours whole, or not at all (CAM-5)', () => {
    const written = { version: '2.0', statement: [{ effect: 'allow', action: 'name/im:*', resource: '*' }] };
    const shown = {
      version: '2.0',
      statement: [{ effect: 'allow', action: ['name/im:*'], resource: ['*'] }],
    };
    const other = { version: '2.0', statement: [{ effect: 'deny', action: ['name/im:*'], resource: ['*'] }] };
    const intent = update('cam-policy', 'cam.policies.ops', { document: written });
    const bodyWhen = (document: JsonMap) => {
      const live = { objects: { 'cam.policies.ops': { description: '', document } } };
      return settled(intent, live).entries[0].recorded.body;
    };
    expect(bodyWhen(shown)).toEqual({ document: shown });
    expect(bodyWhen(other)).toEqual({});
  });
});

describe('a deletion that was cut off', () => {
  const deletion: Intent = { id: 'run-1', address: 'apps.lobby', kind: 'app', action: 'delete', patch: {} };
  const state = {
    bindings,
    records: {
      'apps.lobby': { name: 'Game Lobby' },
      'apps.lobby.userFields.Rank': { type: 'string' },
      'cam.policies.ops': {},
    },
  };

  test('took the app and all in it, when it is gone', () => {
    expect(settled(deletion, {}, state).entries).toEqual([
      { type: 'forget', address: 'apps.lobby' },
      { type: 'forget', address: 'apps.lobby.userFields.Rank' },
      { type: 'unbind', address: 'apps.lobby' },
      settledIntent,
    ]);
  });

  test('did nothing, when it is there', () => {
    expect(settled(deletion, { objects: { 'apps.1400000002': lobby } }, state).entries).toEqual([
      settledIntent,
    ]);
  });
});

test('nothing is settled by what could not be read', () => {
  const unreadable = [{ address: '', reason: 'the request timed out' }];
  expect(settled(creation, { unreadable })).toEqual({ entries: [], diagnostics: [] });
});

test('the state that was given stays as it is', () => {
  const intent = update('group-features', 'apps.lobby.groupFeatures', { community: { enabled: true } });
  const state = stateOf({
    bindings,
    records: { 'apps.lobby.groupFeatures': { community: { enabled: false } } },
    intents: [intent],
  });
  const objects = { 'apps.1400000002.groupFeatures': { community: { enabled: true } } };
  settle(state, liveOf({ objects }));
  expect(state.records.get('apps.lobby.groupFeatures')?.body).toEqual({ community: { enabled: false } });
  expect([...state.intents.keys()]).toEqual(['run-1']);
});

describe('the members of a group, each by itself (GRM-3)', () => {
  const group = 'apps.1400000001.groups.announcements';
  const change = (action: 'create' | 'update', patch: JsonMap): Intent => ({
    id: 'run-1',
    address: 'apps.lobby.groups.announcements',
    kind: 'group',
    action,
    patch,
  });
  const recordedAfter = (intent: Intent, members: readonly string[], recorded: JsonMap) => {
    const { entries } = settled(
      intent,
      { objects: { 'apps.1400000001': lobby, [group]: { name: 'News', members } } },
      {
        bindings: { lobby: '1400000001' },
        records: { 'apps.lobby.groups.announcements': recorded },
      },
    );
    return entries[0].recorded.body.members;
  };

  test('one who was being taken out, and is out, is no longer ours', () => {
    const intent = change('update', { members: { 'duty-officer': null } });
    expect(recordedAfter(intent, ['support-bot'], { members: ['duty-officer', 'support-bot'] })).toEqual([
      'support-bot',
    ]);
  });

  test('one who was being taken out, and is still in, stays ours', () => {
    const intent = change('update', { members: { 'duty-officer': null } });
    expect(recordedAfter(intent, ['duty-officer'], { members: ['duty-officer'] })).toEqual(['duty-officer']);
  });

  test('those of a group that was being created are ours, and its owner by that is not', () => {
    const intent = change('create', { name: 'News', members: ['duty-officer'] });
    expect(recordedAfter(intent, ['support-bot', 'duty-officer'], {})).toEqual(['duty-officer']);
  });
});
