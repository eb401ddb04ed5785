// Settings and custom fields: which values there are, what `null` goes back to, and what a change brings.
import { describe, expect, test } from 'vitest';
import type { JsonMap } from '../../../src/json.ts';
import { changesOf, consequencesOf, refusalsOf } from '../../support/refusals.ts';
import { planned, type Scene } from '../../support/scene.ts';

function scene(yaml: string, live: Readonly<Record<string, JsonMap>> = {}): Scene {
  const sections = Object.entries(live);
  return {
    yaml: `apps:\n  support:\n    name: Acme Support\n    ${yaml}\n`,
    live: {
      objects: {
        'apps.1400000001': { name: 'Acme Support', edition: 'premium', enabled: true },
        ...Object.fromEntries(sections.map(([name, body]) => [`apps.1400000001.${name}`, body])),
      },
    },
    state: {
      bindings: { support: '1400000001' },
      records: Object.fromEntries(sections.map(([name, body]) => [`apps.support.${name}`, body])),
    },
  };
}

describe('a setting that has a default goes back to it with null', () => {
  test.each<[string, string, string, string | number | boolean, string | number | boolean]>([
    ['MSG-1', 'login', 'policy', 'multi-device', 'dual-device'],
    ['MSG-5: off', 'messages', 'syncConversationDeletion', true, false],
    ['MSG-10: on', 'messages', 'blockedSenderSeesSent', false, true],
    ['MSG-11: off', 'messages', 'relationshipCheck', true, false],
    ['FRD-1', 'friends', 'verification', 'forbid-all', 'allow-all'],
  ])('%s (%s.%s)', (_, section, name, before, after) => {
    const { plan } = planned(scene(`${section}: {${name}: null}`, { [section]: { [name]: before } }));
    expect(plan.changes.map((one) => one.leaves.map((leaf) => [leaf.path, leaf.before, leaf.after]))).toEqual(
      [[[[name], before, after]]],
    );
  });
});

describe('MSG-1: the multi-device policy is one of four', () => {
  test.each(['single-device', 'triple-device', 'multi-device'])(
    '%s, and users may be signed out',
    (policy) => {
      const made = scene(`login: {policy: ${policy}}`, { login: { policy: 'dual-device' } });
      expect(changesOf(made)).toEqual(['update apps.support.login']);
      expect(consequencesOf(made)).toEqual(['apps.support.login disruptive MSG-1']);
    },
  );

  test('and no other word', () => {
    expect(() => planned(scene('login: {policy: quad-device}'))).toThrow(
      'must be one of single-device, dual-device, triple-device, multi-device',
    );
  });
});

test('MSG-4: the time limit of recalling is a number of seconds that can be changed either way', () => {
  for (const seconds of [0, 60, 3600]) {
    const made = scene(`messages: {recallSeconds: ${seconds}}`, { messages: { recallSeconds: 120 } });
    expect(changesOf(made)).toEqual(['update apps.support.messages']);
    expect(consequencesOf(made)).toEqual([]);
  }
  expect(() => planned(scene('messages: {recallSeconds: -1}'))).toThrow('at least 0');
});

test('MSG-11: once only friends may write, strangers are cut off; letting them again cuts off nobody', () => {
  const change = (to: boolean) =>
    consequencesOf(scene(`messages: {relationshipCheck: ${to}}`, { messages: { relationshipCheck: !to } }));
  expect(change(true)).toEqual(['apps.support.messages disruptive MSG-11']);
  expect(change(false)).toEqual([]);
});

test('FRD-1: the verification for adding friends is one of three', () => {
  for (const verification of ['require-verification', 'forbid-all']) {
    const made = scene(`friends: {verification: ${verification}}`, {
      friends: { verification: 'allow-all' },
    });
    expect([verification, changesOf(made)]).toEqual([verification, ['update apps.support.friends']]);
  }
  expect(() => planned(scene('friends: {verification: ask}'))).toThrow(
    'must be one of require-verification, allow-all, forbid-all',
  );
});

describe('FLD-7: a custom field is for good, and the plan says how many slots are left', () => {
  const permission = { read: 'all', write: 'group-admin' };
  test.each([
    [
      'userFields',
      'Level: {type: string, app: [read], admin: [read, write]}',
      { type: 'string', app: ['read'], admin: ['read', 'write'] },
      'Rank',
      20,
    ],
    ['friendFields', 'Alias: {type: string}', { type: 'string' }, 'Note', 20],
    [
      'groupFields',
      'topic_id: {groupTypes: {Public: {read: all, write: group-admin}}}',
      { groupTypes: { Public: permission } },
      'stage',
      10,
    ],
    [
      'groupMemberFields',
      'badge: {groupTypes: {Work: {read: all, write: group-admin, own: read-write}}}',
      { groupTypes: { Work: { ...permission, own: 'read-write' } } },
      'medal',
      5,
    ],
  ] as [string, string, JsonMap, string, number][])('%s', (kind, field, body, other, limit) => {
    const made = scene(`${kind}: {${field}}`, {});
    const there: Scene = {
      ...made,
      live: { objects: { ...made.live?.objects, [`apps.1400000001.${kind}.${other}`]: body } },
    };
    const name = field.slice(0, field.indexOf(':'));
    expect(refusalsOf(there)).toEqual([]);
    expect(consequencesOf(there)).toContain(`apps.support.${kind}.${name} irreversible FLD-7`);
    expect(planned(there).plan.capacity.filter((one) => one.scope === 'apps.support')).toMatchObject([
      { limit, before: 1, after: 2, unmanaged: 1 },
    ]);
  });

  test('a group type is added to a field for good as well', () => {
    const made = scene(
      'groupFields: {topic_id: {groupTypes: {Public: {read: all, write: all}, Work: {read: all, write: all}}}}',
      {
        'groupFields.topic_id': { groupTypes: { Public: { read: 'all', write: 'all' } } },
      },
    );
    expect(changesOf(made)).toEqual(['update apps.support.groupFields.topic_id']);
    expect(consequencesOf(made)).toEqual(['apps.support.groupFields.topic_id irreversible FLD-7']);
  });
});

describe('FLD-8: custom group fields are for some group types, with words for who reads and writes', () => {
  const declare = (field: string) => () => planned(scene(field));
  test.each(['Work', 'Public', 'Meeting', 'AVChatRoom'])('a group field for %s groups', (type) => {
    expect(
      changesOf(scene(`groupFields: {topic_id: {groupTypes: {${type}: {read: all, write: member}}}}`)),
    ).toEqual(['create apps.support.groupFields.topic_id']);
  });

  test.each([
    [
      'groupFields: {topic_id: {groupTypes: {Community: {read: all, write: member}}}}',
      '"Community" cannot stand here',
    ],
    [
      'groupFields: {topic_id: {groupTypes: {Work: {read: nobody, write: member}}}}',
      '"nobody" cannot stand here',
    ],
    [
      'groupFields: {topic_id: {groupTypes: {Work: {read: all, write: member, own: read-write}}}}',
      'unknown key "own"',
    ],
    ['groupMemberFields: {badge: {groupTypes: {Work: {read: all, write: member}}}}', 'needs "own"'],
    [
      'groupMemberFields: {badge: {groupTypes: {AVChatRoom: {read: all, write: member, own: read-write}}}}',
      '"AVChatRoom" cannot stand here',
    ],
  ])('%s is an error', (field, message) => {
    expect(declare(field)).toThrow(message);
  });
});
