import { expect, test } from 'vitest';
import { closure, followers, inOrder } from '../../src/plan/order.ts';
import { askedFor, isAsked } from '../../src/plan/targets.ts';
import { planned, type Scene } from '../support/scene.ts';

const lobby = `
apps:
  lobby:
    name: Game Lobby
    groupFeatures: {community: {enabled: true}}
    webhook: {url: "https://chat.acme.example/\${apps.arena.sdkAppId}"}
  arena: {name: Game Arena}
cam:
  policies:
    arena-operators:
      document: {version: "2.0", statement: [{effect: allow, action: "*", resource: "\${apps.arena.resource}"}]}
      users: [alice]
`;
const live = { directory: { users: ['alice'] } };
const order = (scene: Scene) => planned(scene).plan.changes.map((one) => `${one.action} ${one.address}`);

test('an app comes before all in it, and what is referred to before what refers to it', () => {
  expect(order({ yaml: lobby, live })).toEqual([
    'create apps.arena',
    'create apps.lobby',
    'create apps.lobby.groupFeatures',
    'create apps.lobby.webhook',
    'create cam.policies.arena-operators',
    'create cam.policies.arena-operators.users.alice',
  ]);
});

test('each change names what it waits for', () => {
  const { changes } = planned({ yaml: lobby, live }).plan;
  expect(Object.fromEntries(changes.map((one) => [one.address, one.dependsOn]))).toEqual({
    'apps.arena': [],
    'apps.lobby': [],
    'apps.lobby.groupFeatures': ['apps.lobby'],
    'apps.lobby.webhook': ['apps.lobby', 'apps.arena'],
    'cam.policies.arena-operators': ['apps.arena'],
    'cam.policies.arena-operators.users.alice': ['cam.policies.arena-operators'],
  });
});

test('deletions come last, attachments before their policy', () => {
  const document = { version: '2.0', statement: [] };
  const bodies = {
    'cam.policies.ops': { description: '', document },
    'cam.policies.ops.groups.night': {},
    'cam.policies.ops.users.alice': {},
  };
  const scene: Scene = {
    yaml: 'apps: {arena: {name: Game Arena}}',
    live: { objects: bodies },
    state: { records: bodies },
  };
  expect(order(scene)).toEqual([
    'create apps.arena',
    'delete cam.policies.ops.users.alice',
    'delete cam.policies.ops.groups.night',
    'delete cam.policies.ops',
  ]);
});

const needs = new Map([
  ['app', []],
  ['messages', ['app']],
  ['policy', ['app', 'other']],
  ['alice', ['policy']],
  ['other', []],
]);

test('what something needs, and what needs it, over any number of steps', () => {
  expect([...closure(['alice'], needs)].sort()).toEqual(['alice', 'app', 'other', 'policy']);
  expect([...closure(['other'], followers(needs))].sort()).toEqual(['alice', 'other', 'policy']);
  expect([...closure([], needs)]).toEqual([]);
});

test('a circle ends', () => {
  const circle = new Map([
    ['a', ['b']],
    ['b', ['a']],
  ]);
  expect([...closure(['a'], circle)].sort()).toEqual(['a', 'b']);
});

test.each([
  ['everything, where nothing was named', [], [], ['app', 'messages', 'policy', 'alice', 'other']],
  ['a target and what it needs', ['messages'], [], ['app', 'messages']],
  ['all but an exclusion and what needs it', [], ['other'], ['app', 'messages']],
  ['a target that an exclusion takes along is left out', ['alice'], ['app'], ['other']],
])('asked for: %s', (_, targets, excludes, expected) => {
  expect([...askedFor([...needs.keys()], needs, { targets, excludes })].sort()).toEqual(expected.sort());
});

test('a target means all in it, and nothing that only begins like it', () => {
  const asked = (address: string) =>
    isAsked(address, { targets: ['apps.lobby'], excludes: ['apps.lobby.tags'] });
  expect(['apps.lobby', 'apps.lobby.messages', 'apps.lobby2', 'apps.lobby.tags'].map(asked)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('a map is brought into the order of its keys, and left alone when it is in it', () => {
  const map = new Map([
    ['b', 1],
    ['a', 2],
  ]);
  expect([...inOrder(map).keys()]).toEqual(['a', 'b']);
  const sorted = inOrder(map);
  expect(inOrder(sorted)).toBe(sorted);
});
