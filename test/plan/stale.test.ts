import { expect, test } from 'vitest';
import type { Plan } from '../../src/model.ts';
import { staleness } from '../../src/plan/stale.ts';
import { planned, type Scene } from '../support/scene.ts';

const scene: Scene = {
  yaml: 'apps: {support: {name: Acme Support, messages: {recallSeconds: 300}}}',
  live: {
    objects: {
      'apps.1400000001': { name: 'Acme Support', edition: 'premium', enabled: true },
      'apps.1400000001.messages': { recallSeconds: 120, userStatus: false },
    },
  },
  state: { bindings: { support: '1400000001' }, records: { 'apps.support': { name: 'Acme Support' } } },
};
const reviewed = planned(scene).plan;

function withMessages(body: { readonly [key: string]: number | boolean }): Plan {
  const objects = { ...scene.live?.objects, 'apps.1400000001.messages': body };
  return planned({ ...scene, live: { objects } }).plan;
}

const against = (more: Partial<Plan['plannedAgainst']>): Plan => ({
  ...reviewed,
  plannedAgainst: { ...reviewed.plannedAgainst, ...more },
});
const moved = (was: Plan, is: Plan, toolVersion = '0.1.0') =>
  staleness({ plan: was, toolVersion: '0.1.0' }, { plan: is, toolVersion, unread: [] });
const lineage = reviewed.plannedAgainst.state?.lineage ?? '';

test.each([
  ['the same plan is not stale', planned(scene).plan, []],
  [
    'a value that the plan starts from was changed',
    withMessages({ recallSeconds: 600, userStatus: false }),
    ['apps.support.messages was changed, from {"recallSeconds":120} to {"recallSeconds":600}'],
  ],
  [
    'the change was made by somebody else',
    withMessages({ recallSeconds: 300, userStatus: false }),
    ['apps.support.messages was changed, from {"recallSeconds":120} to what is wanted'],
  ],
  [
    'an object of the plan was changed where the plan does not look',
    withMessages({ recallSeconds: 120, userStatus: true }),
    ['apps.support.messages was changed, beside what this plan changes of it'],
  ],
  [
    'the configuration declares something else',
    planned({ ...scene, yaml: scene.yaml.replace('300', '301') }).plan,
    ['the configuration declares something else: apps.support.messages.recallSeconds is 301, and was 300'],
  ],
  [
    'another account',
    against({ account: '100000000002' }),
    ['the account is 100000000002, and was 100000000001'],
  ],
  ['another console', against({ adapter: 'tencent' }), ['the console is tencent, and was sandbox']],
  [
    'the state was applied to',
    against({ state: { lineage, serial: 8 } }),
    ['the state is at serial 8, and was at 7: it was applied to'],
  ],
  [
    'an older state was put back',
    against({ state: { lineage, serial: 6 } }),
    ['the state is at serial 6, and was at 7: an older one was put in its place'],
  ],
  [
    'another state',
    against({ state: { lineage: 'another', serial: 7 } }),
    [`the state is another one: another, and was ${lineage}`],
  ],
  ['the state is gone', against({ state: null }), ['the state is gone, and was at serial 7']],
  [
    'something else that a plan depends on',
    { ...reviewed, digest: 'another' },
    ['the plan would be another one now'],
  ],
])('%s', (_, now, expected) => {
  expect(moved(reviewed, now)).toEqual(expected);
});

test('another major version makes a plan stale, a minor one does not', () => {
  expect(moved(reviewed, reviewed, '1.0.0')).toEqual([
    'this is chatform 1.0.0, and the plan was made by 0.1.0',
  ]);
  expect(moved(reviewed, reviewed, '0.2.0')).toEqual([]);
});

test('what a configuration declares beside what the plan changes is told by digests', () => {
  const more = scene.yaml.replace('name: Acme Support', 'name: Acme Support, type: Social');
  const live = {
    'apps.1400000001': { name: 'Acme Support', edition: 'premium', enabled: true, type: 'Social' },
  };
  const was = planned(scene).plan;
  const is = planned({ ...scene, yaml: more, live: { objects: { ...scene.live?.objects, ...live } } }).plan;
  expect(moved(was, is)).toEqual([
    expect.stringMatching(
      /^the configuration declares something else, beside what this plan changes \([0-9a-f]{12}, and was [0-9a-f]{12}\)$/,
    ),
  ]);
});

test('values that are wanted otherwise are named, the first few of many, secrets by no value', () => {
  const yaml = (seconds: number) =>
    `apps: {${['a', 'b', 'c', 'd', 'e', 'f'].map((key) => `${key}: {name: Chat ${key}, messages: {recallSeconds: ${seconds}}}`).join(', ')}}`;
  const [found] = moved(planned({ yaml: yaml(60) }).plan, planned({ yaml: yaml(90) }).plan);
  expect(found).toBe(
    'the configuration declares something else: apps.a.messages.recallSeconds is 90, and was 60; apps.b.messages.recallSeconds is 90, and was 60; apps.c.messages.recallSeconds is 90, and was 60; apps.d.messages.recallSeconds is 90, and was 60; apps.e.messages.recallSeconds is 90, and was 60; and 1 more',
  );
});

test('a month in which the storage period was changed behind makes a plan stale (MSG-3)', () => {
  const history: Scene = {
    ...scene,
    yaml: 'apps: {support: {name: Acme Support, messages: {historyDays: 60}}}',
    live: { objects: { ...scene.live?.objects, 'apps.1400000001.messages': { historyDays: 30 } } },
  };
  const changedAt = { 'apps.1400000001.messages': { historyChangedAt: '2026-11-03T08:00:00Z' } };
  const later = planned({ ...history, live: { ...history.live, facts: changedAt } }).plan;
  expect(moved(planned(history).plan, later)).toEqual([
    'apps.support.messages is refused now: the storage period was changed on 2026-11-03, and it can be changed once a month (MSG-3)',
  ]);
});

test('an app that appeared since is seen, where the plan would make one more than there can be (APP-2)', () => {
  const apps = (count: number): Scene['live'] => ({
    objects: Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `apps.${1_400_000_001 + i}`,
        { name: `Chat ${i}`, edition: 'developer' },
      ]),
    ),
  });
  const yaml = 'apps: {lobby: {name: Game Lobby}}';
  const before = planned({ yaml, live: apps(299) ?? {} }).plan;
  const after = planned({ yaml, live: apps(300) ?? {} }).plan;
  expect(moved(before, after)).toEqual([
    'apps.lobby is refused now: account 100000000001 has 300 of 300 apps, 300 of them not managed here, and 1 more would be too many (APP-2)',
  ]);
});

test.each([
  ['one object', 'apps.1400000001.messages'],
  ['the console', ''],
])('what cannot be read any more is not said to have been changed: %s', (_, address) => {
  const { 'apps.1400000001.messages': _messages, ...objects } = scene.live?.objects ?? {};
  const unreadable = [{ address, reason: 'the permission is missing' }];
  const now = { ...planned({ ...scene, live: { objects, unreadable } }), toolVersion: '0.1.0' };
  expect(staleness({ plan: reviewed, toolVersion: '0.1.0' }, now)).toEqual([
    'it cannot be seen what apps.support.messages is now',
  ]);
});
