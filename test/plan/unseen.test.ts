// What cannot be seen is neither planned nor taken for nothing; and what was reviewed is what is there.
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model.ts';
import { staleness } from '../../src/plan/stale.ts';
import { planJson } from '../../src/report/plan-json.ts';
import { planLine } from '../../src/report/summary.ts';
import { planned } from '../support/scene.ts';

const lobby = 'apps:\n  lobby:\n    name: Game Lobby\n';
const creating = {
  id: 'run-1',
  address: 'apps.lobby',
  kind: 'app',
  action: 'create' as const,
  patch: { name: 'Game Lobby' },
  before: [],
};
const live = { 'apps.1400000001': { name: 'Game Lobby', edition: 'developer', enabled: true } };
const reason = 'UnauthorizedOperation';

describe('a run was cut off while it created an app (APP-1)', () => {
  test('it is found although another page cannot be read', () => {
    const { plan } = planned({
      yaml: lobby,
      live: { objects: live, unreadable: [{ address: 'cam', reason }] },
      state: { intents: [creating] },
    });
    expect(plan.changes).toEqual([]);
    expect(plan.bindings).toEqual({ 'apps.lobby': '1400000001' });
  });

  test('nothing of it is planned while the apps cannot be read', () => {
    const { plan } = planned({
      yaml: `${lobby}    messages: {recallSeconds: 60}\n`,
      live: { unreadable: [{ address: 'apps', reason }] },
      state: { intents: [creating] },
    });
    expect([plan.changes, plan.complete]).toEqual([[], false]);
    expect(planLine(plan)).toBe('Nothing to change in what could be read of the console.');
  });
});

test('an edition is not changed while it cannot be seen what it would switch off (EDN-15)', () => {
  const { plan } = planned({
    yaml: `${lobby}    edition: standard\n`,
    live: { objects: live, unreadable: [{ address: 'apps.1400000001.messages', reason }] },
    state: { bindings: { lobby: '1400000001' }, records: { 'apps.lobby': { name: 'Game Lobby' } } },
  });
  expect(plan.refusals.map(({ address, path, rule }) => [address, path, rule])).toEqual([
    ['apps.lobby', ['edition'], 'EDN-15'],
  ]);
});

function upgrade(messages: object, features: object) {
  return planned({
    yaml: `${lobby}    edition: standard\n`,
    live: {
      objects: {
        ...live,
        'apps.1400000001.messages': { ...messages },
        'apps.1400000001.groupFeatures': { ...features },
      },
    },
    state: { bindings: { lobby: '1400000001' }, records: { 'apps.lobby': { name: 'Game Lobby' } } },
  }).plan;
}

const moved = (reviewed: Plan, now: Plan) =>
  staleness({ plan: reviewed, toolVersion: '0.1.0' }, { plan: now, toolVersion: '0.1.0', unread: [] });

test('a plan is stale when an edition would switch off other features than were reviewed (EDN-15)', () => {
  const reviewed = upgrade({ userStatus: true }, { avOnlineMembers: false });
  const now = upgrade({ userStatus: false }, { avOnlineMembers: true });
  expect(moved(reviewed, reviewed)).toEqual([]);
  expect(moved(reviewed, now)).toHaveLength(1);
});

test('a plan is stale when an app that it deletes has gained something (APP-3)', () => {
  const removal = (inside: object) =>
    planned({
      yaml: 'removed:\n  - {address: \'apps["lobby"]\', destroy: true, because: The season ended}\n',
      live: { objects: { ...live, ...inside } },
      state: { bindings: { lobby: '1400000001' }, records: { 'apps.lobby': { name: 'Game Lobby' } } },
    }).plan;
  const reviewed = removal({});
  expect(reviewed.changes.map(({ action, address }) => `${action} ${address}`)).toEqual([
    'delete apps.lobby',
  ]);
  const now = removal({ 'apps.1400000001.accounts.duty-officer': { type: 'general' } });
  expect(moved(reviewed, now)).toHaveLength(1);
  expect(now.unmanaged).toEqual([]);
});

test('the fingerprint of a secret is in no plan (PSH-4)', () => {
  const { plan } = planned({
    yaml: `${lobby}    certificates:\n      fcm: {platform: google, serverKey: {env: FCM_KEY}}\n`,
    live: { objects: live },
    state: {
      bindings: { lobby: '1400000001' },
      records: {
        'apps.lobby': { name: 'Game Lobby' },
        'apps.lobby.certificates.fcm': { platform: 'google', serverKey: 'scrypt:cc:dddd' },
      },
    },
  });
  expect(plan.drift.map(({ address, before }) => [address, before])).toEqual([
    ['apps.lobby.certificates.fcm', { platform: 'google', serverKey: '(sensitive value)' }],
  ]);
  expect(JSON.stringify(planJson(plan, 'test'))).not.toContain('scrypt:');
});
