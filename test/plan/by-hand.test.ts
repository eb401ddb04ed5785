// What nobody can read is taken to be as it was confirmed, and what nobody can write is left to a person.
import { expect, test } from 'vitest';
import type { Capabilities } from '../../src/model.ts';
import { byItself, handOf } from '../../src/plan/by-hand.ts';
import { plan } from '../../src/plan/plan.ts';
import { inputOf, planned, type Scene } from '../support/scene.ts';

/** Settings, fields, certificates and apps are the console's alone; so is making an admin. */
const capabilities: Capabilities = {
  byHand: [
    ...['app', 'login', 'user-field', 'certificate', 'webhook'].map((kind) => ({
      kind,
      reason: 'Tencent publishes no API for it.',
    })),
    {
      kind: 'account',
      action: 'create',
      where: { attribute: 'type', value: 'admin' },
      reason: 'Admins are made in the console.',
    },
  ],
  unseen: ['app', 'login', 'user-field', 'certificate', 'webhook'],
};

const alice = { by: 'alice', at: '2026-11-18T09:00:00Z', action: 'update' as const, before: {} };

const support: Scene = {
  capabilities,
  yaml: 'apps:\n  support:\n    name: Acme Support\n    login: {policy: multi-device}\n    tags: {team: chat}\n',
  live: { objects: { 'apps.1400000001.tags': { team: 'chat' } } },
  state: {
    bindings: { support: '1400000001' },
    records: {
      'apps.support': { name: 'Acme Support' },
      'apps.support.login': { policy: 'multi-device' },
      'apps.support.tags': { team: 'chat' },
    },
    confirmations: { 'apps.support': alice, 'apps.support.login': alice },
  },
};

const brief = ({ plan }: ReturnType<typeof planned>) =>
  plan.changes.map(({ action, address, byHand }) => `${action} ${address}${byHand ? ' by hand' : ''}`);

test('what was confirmed is as the console has it: nothing is left to be done', () => {
  const { plan } = planned(support);
  expect([plan.changes, plan.refusals, plan.drift, plan.released]).toEqual([[], [], [], []]);
  expect(plan.confirmed).toEqual([
    { address: 'apps.support', kind: 'app', by: 'alice', at: '2026-11-18T09:00:00Z' },
    { address: 'apps.support.login', kind: 'login', by: 'alice', at: '2026-11-18T09:00:00Z' },
  ]);
});

test('a change of it is left to a person, says so as a consequence, and what it was before is known', () => {
  const { plan } = planned({ ...support, yaml: support.yaml.replace('multi-device', 'single-device') });
  const [change] = plan.changes;
  expect(plan.changes.length).toBe(1);
  expect(change).toMatchObject({ action: 'update', before: { policy: 'multi-device' } });
  expect(change?.byHand).toEqual({ reason: 'Tencent publishes no API for it.' });
  expect(change?.consequences.at(-1)).toEqual({
    class: 'by-hand',
    because: 'Tencent publishes no API for it.',
    rule: 'API-1',
    path: [],
  });
});

test('a section of an app that is there is changed, not added, though nothing is known of it', () => {
  const yaml = `${support.yaml}    webhook: {url: "https://chat.acme.example/hook"}\n`;
  const { plan } = planned({ ...support, yaml });
  expect(plan.changes.map(({ address, action, before }) => [address, action, before])).toEqual([
    ['apps.support.webhook', 'update', {}],
  ]);
});

test('since when it waits is said', () => {
  const state = {
    ...support.state,
    waiting: { 'apps.support.login': { since: '2026-11-17T08:00:00Z', run: 'a run' } },
  };
  const yaml = support.yaml.replace('multi-device', 'single-device');
  const { plan } = planned({ ...support, yaml, state });
  expect(plan.changes[0]?.byHand?.waitingSince).toBe('2026-11-17T08:00:00Z');
});

test('neither waiting nor confirmations are in the digest: the plan does the same', () => {
  const yaml = support.yaml.replace('multi-device', 'single-device');
  const waiting = { 'apps.support.login': { since: '2026-11-17T08:00:00Z', run: 'a run' } };
  const one = planned({ ...support, yaml }).plan;
  const other = planned({ ...support, yaml, state: { ...support.state, waiting, confirmations: {} } }).plan;
  expect(other.digest).toBe(one.digest);
});

test('a new app and all in it: by hand what is by hand, and the rest waits for it', () => {
  const scene = { ...support, live: {}, state: {} };
  expect(brief(planned(scene))).toEqual([
    'create apps.support by hand',
    'create apps.support.login by hand',
    'create apps.support.tags',
  ]);
});

test('an admin is made by hand; its profile and all other accounts are not', () => {
  const yaml =
    'apps:\n  support:\n    name: Acme Support\n    accounts: {desk: {type: admin}, bot: {nickname: Bot}, root: {type: admin, role: 3}}\n';
  const live = { objects: { 'apps.1400000001.accounts.root': { type: 'admin' } } };
  expect(brief(planned({ ...support, yaml, live })).filter((one) => one.includes('accounts'))).toEqual([
    'create apps.support.accounts.bot',
    'create apps.support.accounts.desk by hand',
    'update apps.support.accounts.root',
  ]);
});

test('a field that was confirmed stays when it leaves the YAML (FLD-2), and a certificate needs an entry (PSH-3)', () => {
  const records = {
    ...support.state?.records,
    'apps.support.userFields.Level': { type: 'string' },
    'apps.support.certificates.apple': { platform: 'apns', password: 'scrypt:aa:bb' },
  };
  const { plan } = planned({ ...support, state: { ...support.state, records } });
  expect(plan.released.map((one) => one.address)).toEqual(['apps.support.userFields.Level']);
  expect(plan.refusals.map(({ address, rule }) => [address, rule])).toEqual([
    ['apps.support.certificates.apple', 'PSH-3'],
  ]);
  expect(JSON.stringify(plan)).not.toContain('scrypt:');
});

test('what goes by hand shows no fingerprint of a secret (PSH-4)', () => {
  const records = {
    ...support.state?.records,
    'apps.support.certificates.apple': { platform: 'apns', password: 'scrypt:aa:bb' },
  };
  const yaml = `${support.yaml}removed:\n  - {address: apps.support.certificates.apple, destroy: true}\n`;
  const { plan } = planned({ ...support, yaml, state: { ...support.state, records } });
  expect(brief(planned({ ...support, yaml, state: { ...support.state, records } }))).toEqual([
    'delete apps.support.certificates.apple by hand',
  ]);
  expect(JSON.stringify(plan)).not.toContain('scrypt:');
});

test('how many there are of what cannot be seen is not claimed; more of ours than the limit are refused (FLD-2)', () => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTU'.split('');
  const fields = letters.map((letter) => `${letter}: {type: string, app: [read, write]}`).join(', ');
  const yaml = `apps:\n  support:\n    name: Acme Support\n    userFields: {${fields}}\n`;
  const records = Object.fromEntries(
    letters.slice(0, 20).map((letter) => [`apps.support.userFields.${letter}`, { type: 'string' }]),
  );
  const { plan } = planned({
    ...support,
    yaml,
    state: { ...support.state, records: { ...support.state?.records, ...records } },
  });
  expect(plan.capacity.filter((one) => one.kind === 'user-field')).toEqual([]);
  expect(plan.refusals.map(({ address, rule }) => `${address} ${rule}`)).toContain(
    'apps.support.userFields.U FLD-2',
  );
});

test('what an adapter could not read is not believed either: nothing is planned there', () => {
  const unreadable = [{ address: 'apps.1400000001', reason: 'the account shows no such app' }];
  const yaml = support.yaml.replace('multi-device', 'single-device');
  const { plan, unread } = planned({ ...support, yaml, live: { unreadable } });
  expect(plan.changes).toEqual([]);
  expect(unread).toEqual(['apps.support', 'apps.support.login', 'apps.support.tags']);
});

test('where apps are seen, the settings of one that was deleted are not believed', () => {
  const seesApps = { ...capabilities, unseen: ['login'] };
  const { plan } = planned({ ...support, capabilities: seesApps, live: {} });
  expect(plan.drift.map(({ address, after }) => [address, after])).toContainEqual(['apps.support', null]);
  expect(plan.changes.map(({ address, action }) => `${action} ${address}`)).toContain(
    'create apps.support.login',
  );
});

test('an adapter that does all by itself leaves nothing to people', () => {
  expect(handOf(byItself, 'login', 'update', {})).toBeUndefined();
  const { plan } = planned({ yaml: support.yaml });
  expect(plan.changes.filter((one) => one.byHand)).toEqual([]);
});

test('what our own calls stand on is not taken away (API-2)', () => {
  const records = { ...support.state?.records, 'apps.support.accounts.desk': { type: 'admin' } };
  const yaml = `${support.yaml}removed:\n  - {address: apps.support.accounts.desk, destroy: true}\n`;
  const live = { objects: { 'apps.1400000001.accounts.desk': { type: 'admin' } } };
  const input = inputOf({ ...support, yaml, live, state: { ...support.state, records } });
  const standsOn = { 'apps.1400000001.accounts.desk': 'it signs the calls of the Chat REST API' };
  expect(brief(plan(input))).toContain('delete apps.support.accounts.desk');
  const { refusals, changes } = plan({ ...input, live: { ...input.live, standsOn } }).plan;
  expect(refusals.map(({ address, rule, message }) => [address, rule, message])).toEqual([
    [
      'apps.support.accounts.desk',
      'API-2',
      'chatform itself stands on it: it signs the calls of the Chat REST API',
    ],
  ]);
  expect(changes.filter((one) => one.action === 'delete')).toEqual([]);
});

test('an app that was deleted by hand and cannot be seen is planned for deletion by its entry, and so can be confirmed (APP-3)', () => {
  const unreadable = [{ address: 'apps.1400000001', reason: 'the account lists no such app' }];
  const scene = { ...support, yaml: 'apps: {}\n', live: { unreadable } };
  const entry = (destroy: boolean) =>
    `apps: {}\nremoved:\n  - {address: apps.support, destroy: ${destroy}}\n`;
  expect([brief(planned(scene)), planned(scene).unread]).toEqual([[], ['apps.support']]);
  expect(brief(planned({ ...scene, yaml: entry(true) }))).toEqual(['delete apps.support by hand']);
  const left = planned({ ...scene, yaml: entry(false) });
  expect(left.plan.released.map(({ address }) => address)).toEqual(['apps.support']);
  expect(left.bookkeeping).toContainEqual({ type: 'unbind', address: 'apps.support' });
});

test('what could not be read in one app holds no deletion in another', () => {
  const records = {
    ...support.state?.records,
    'apps.help': { name: 'Acme Help' },
    'apps.support.groups.news': { type: 'Work', name: 'News' },
  };
  const yaml = `${support.yaml}  help: {name: Acme Help}\nremoved:\n  - {address: apps.support.groups.news, destroy: true}\n`;
  const live = {
    objects: { ...support.live?.objects, 'apps.1400000001.groups.news': { type: 'Work', name: 'News' } },
    unreadable: [{ address: 'apps.1400000002', reason: 'the account lists no such app' }],
  };
  const bindings = { support: '1400000001', help: '1400000002' };
  const scene = { ...support, yaml, live, state: { ...support.state, bindings, records } };
  expect(brief(planned(scene))).toEqual(['delete apps.support.groups.news']);
});

test('who confirmed what, and what waits, moves along with its app', () => {
  const moved = support.yaml.replace('  support:', '  desk:').replace('multi-device', 'dual-device');
  const yaml = `${moved}moved:\n  - {from: apps.support, to: apps.desk}\n`;
  const waiting = { 'apps.support.login': { since: '2026-11-17T08:00:00Z', run: 'a run' } };
  const { plan: made, state } = planned({ ...support, yaml, state: { ...support.state, waiting } });
  expect(made.confirmed.map(({ address }) => address)).toEqual(['apps.desk', 'apps.desk.login']);
  expect(made.changes.map(({ address, byHand }) => [address, byHand?.waitingSince])).toEqual([
    ['apps.desk.login', '2026-11-17T08:00:00Z'],
  ]);
  expect([...state.confirmations.keys(), ...state.waiting.keys()]).toEqual([
    'apps.desk',
    'apps.desk.login',
    'apps.desk.login',
  ]);
});

test('an app that shows another name than the one that was confirmed is doubted', () => {
  const live = { objects: { ...support.live?.objects, 'apps.1400000001': { name: 'Payroll' } } };
  const { plan: made } = planned({ ...support, live });
  expect(made.changes).toEqual([]);
  expect(made.diagnostics.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
    'warning: SDKAppID 1400000001 of apps.support is named "Payroll" in figures of the last day, and was confirmed as "Acme Support": if it was not renamed since, it is another app',
  ]);
});
