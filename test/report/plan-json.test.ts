import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model.ts';
import { planJson } from '../../src/report/plan-json.ts';
import { readSavedPlan, savedPlan } from '../../src/report/saved-plan.ts';
import { summaryJson } from '../../src/report/summary-json.ts';
import { caseFolders, planOfCase } from '../support/case.ts';
import { planned, type Scene } from '../support/scene.ts';
import { attributeLines, destroyed, readPlan, tally } from './terraform-reader.ts';

/** A support chat that moves and is reviewed, and a game lobby that is new. */
const scene: Scene = {
  yaml: `
apps:
  helpdesk:
    name: Acme Support
    messages: {recallSeconds: 300, historyDays: 7}
    tags: {team: support}
    certificates:
      mi: {platform: mi, packageName: acme.chat, appId: "1", appSecret: {env: MI_SECRET}}
  lobby:
    name: Game Lobby
    webhook: {url: "https://chat.acme.example/\${apps.lobby.sdkAppId}", events: [State.StateChange]}
moved:
  - {from: apps.support, to: apps.helpdesk}
removed:
  - {address: apps.arena, destroy: false}
`,
  live: {
    objects: {
      'apps.1400000001': { name: 'Acme Support', edition: 'premium', enabled: true },
      'apps.1400000001.messages': { recallSeconds: 120, historyDays: 7 },
      'apps.1400000001.tags': { team: 'chat', owner: 'alice' },
      'apps.1400000001.friends': { verification: 'forbid-all' },
      'apps.1400000002': { name: 'Game Arena', edition: 'developer', enabled: true },
      'cam.policies.support-readers': {
        description: 'Looks on',
        document: { version: '2.0', statement: [] },
      },
    },
  },
  state: {
    bindings: { support: '1400000001', arena: '1400000002' },
    records: {
      'apps.support': { name: 'Acme Support' },
      'apps.support.messages': { recallSeconds: 120, historyDays: 30 },
      'apps.support.tags': { team: 'chat', owner: 'alice' },
      'apps.support.friends': { verification: 'forbid-all' },
      'apps.arena': { name: 'Game Arena' },
      'cam.policies.support-readers': { description: 'Looks on' },
    },
  },
};

const readerOf = (plan: Plan) => readPlan(JSON.stringify(planJson(plan, 'test')));

describe('a reader that knows only Terraform', () => {
  const plan = readerOf(planned(scene).plan);
  const change = (address: string) => {
    const found = plan.resource_changes?.find((one) => one.address === address);
    if (!found) throw new Error(`${address} is not in ${plan.resource_changes?.map((one) => one.address)}`);
    return found;
  };

  test('counts what is created, updated, deleted, forgotten and only moved', () => {
    expect(tally(plan)).toEqual({ create: 3, update: 2, delete: 1, forget: 2, 'no-op': 1, move: 4 });
    expect(plan).toMatchObject({ applyable: true, complete: true, errored: false });
  });

  test('finds what is destroyed, and why', () => {
    expect(destroyed(plan)).toEqual(['cam.policies.support-readers (delete_because_no_resource_config)']);
  });

  test('shows the attributes of an update, and of them only those that change', () => {
    expect(attributeLines(change('apps.helpdesk.messages'))).toEqual(['recallSeconds: 120 -> 300']);
    expect(attributeLines(change('apps.helpdesk.tags'))).toEqual([
      'owner: "alice" -> undefined',
      'team: "chat" -> "support"',
    ]);
  });

  test('shows a secret as sensitive, and what is known after apply as that', () => {
    expect(attributeLines(change('apps.helpdesk.certificates.mi'))).toEqual([
      'platform: undefined -> "mi"',
      'packageName: undefined -> "acme.chat"',
      'appId: undefined -> "1"',
      'appSecret: undefined -> (sensitive)',
    ]);
    expect(attributeLines(change('apps.lobby.webhook'))).toEqual([
      'events: undefined -> ["State.StateChange"]',
      'url: undefined -> (known after apply)',
    ]);
  });

  test('shows the end of a resource, and what is let go of, with what it had', () => {
    expect(attributeLines(change('cam.policies.support-readers'))).toEqual([
      'description: "Looks on" -> undefined',
      'document.version: "2.0" -> undefined',
      'document.statement: [] -> undefined',
    ]);
    expect(attributeLines(change('apps.helpdesk.friends'))).toEqual([
      'verification: "forbid-all" -> undefined',
    ]);
    expect(change('apps.arena')).toEqual({
      address: 'apps.arena',
      mode: 'managed',
      type: 'app',
      name: 'arena',
      provider_name: 'chatform',
      change: {
        actions: ['forget'],
        before: { name: 'Game Arena', edition: 'developer', enabled: true },
        after: null,
        after_unknown: {},
        before_sensitive: {},
        after_sensitive: false,
      },
      action_reason: 'delete_because_no_resource_config',
      leaves: [],
      consequences: [],
      depends_on: [],
    });
  });

  test('sees where moved resources come from, and no previous address of what is new in a moved app', () => {
    const moves = (plan.resource_changes ?? []).flatMap((one) =>
      one.previous_address === undefined
        ? []
        : [`${one.previous_address} -> ${one.address} ${one.change.actions}`],
    );
    expect(moves).toEqual([
      'apps.support.messages -> apps.helpdesk.messages update',
      'apps.support.tags -> apps.helpdesk.tags update',
      'apps.support.friends -> apps.helpdesk.friends forget',
      'apps.support -> apps.helpdesk no-op',
    ]);
    expect(attributeLines(change('apps.helpdesk'))).toEqual([]);
    expect(change('apps.helpdesk').type).toBe('app');
    expect(change('apps.helpdesk.certificates.mi').previous_address).toBeUndefined();
  });

  test('reads drift by the same types', () => {
    expect(plan.resource_drift).toHaveLength(1);
    const [drift] = plan.resource_drift ?? [];
    expect(drift).toMatchObject({
      address: 'apps.helpdesk.messages',
      previous_address: 'apps.support.messages',
      mode: 'managed',
      type: 'messages',
      name: 'messages',
      provider_name: 'chatform',
    });
    expect(drift?.change).toMatchObject({
      actions: ['update'],
      after_unknown: {},
      before_sensitive: {},
      after_sensitive: {},
    });
    expect(drift && attributeLines(drift)).toEqual(['historyDays: 30 -> 7']);
  });

  test('reads what was deleted behind our back as a delete in the drift', () => {
    const [drift] = readerOf(planOfCase('006-deleted-behind')).resource_drift ?? [];
    expect(drift?.change).toMatchObject({
      actions: ['delete'],
      after: null,
      after_unknown: {},
      before_sensitive: {},
      after_sensitive: false,
    });
  });

  test('finds a map, or null, as the values of every entry of every case', () => {
    for (const folder of caseFolders) {
      const { resource_changes = [], resource_drift = [] } = readerOf(planOfCase(folder));
      for (const { address, change: one } of [...resource_changes, ...resource_drift]) {
        for (const value of [one.before, one.after])
          expect(value === null || (typeof value === 'object' && !Array.isArray(value)), address).toBe(true);
        expect(one.after_unknown, address).toBeTypeOf('object');
      }
    }
  });

  test('refuses another major version', () => {
    const text = JSON.stringify({ ...planJson(planned(scene).plan, 'test'), format_version: '2.0' });
    expect(() => readPlan(text)).toThrow('format 2.0 is not supported');
  });
});

describe('moves', () => {
  const json = (moved: Plan['moved']) =>
    readerOf({ ...planned({ yaml: 'apps: {support: {name: Acme Support}}' }).plan, changes: [], moved });

  test('that follow one another are one, from the address in the state to the last', () => {
    const plan = json([
      { from: 'apps.help', to: 'apps.support' },
      { from: 'apps.support', to: 'apps.desk' },
    ]);
    expect(plan.resource_changes?.map((one) => [one.previous_address, one.address])).toEqual([
      ['apps.help', 'apps.desk'],
    ]);
  });

  test('to where a change is are told with the change, and not twice', () => {
    const { plan } = planned({
      ...scene,
      yaml: scene.yaml.replace('name: Acme Support', 'name: Acme Helpdesk'),
    });
    const entries = readerOf(plan).resource_changes?.filter((one) => one.address === 'apps.helpdesk');
    expect(entries?.map((one) => [one.previous_address, one.change.actions])).toEqual([
      ['apps.support', ['update']],
    ]);
  });
});

describe('the verdict', () => {
  const { plan } = planned(scene);
  const verdict = (changed: Partial<Plan>) => {
    const { applyable, complete, errored } = readerOf({ ...plan, ...changed });
    return { applyable, complete, errored };
  };

  test('says that there is nothing to apply', () => {
    expect(verdict({ changes: [], released: [], moved: [] })).toEqual({
      applyable: false,
      complete: true,
      errored: false,
    });
  });

  test('counts a move and a release as something to apply', () => {
    expect(verdict({ changes: [], released: [] })).toMatchObject({ applyable: true });
    expect(verdict({ changes: [], moved: [] })).toMatchObject({ applyable: true });
  });

  test('says no to a plan with a refusal, and to one with an error', () => {
    const refusal = { address: 'apps.lobby', path: [], rule: 'APP-2', message: 'no more apps', holds: [] };
    expect(verdict({ refusals: [refusal] })).toMatchObject({ applyable: false, errored: false });
    expect(verdict({ diagnostics: [{ severity: 'error', message: 'no' }] })).toMatchObject({
      applyable: false,
      errored: true,
    });
    expect(verdict({ diagnostics: [{ severity: 'warning', message: 'hm' }] })).toMatchObject({
      applyable: true,
      errored: false,
    });
  });
});

test('a saved plan is read back as what was saved, moves and releases too', () => {
  const { plan } = planned(scene);
  const read = readSavedPlan(savedPlan(plan, 'test'));
  if ('problem' in read) throw new Error(read.problem);
  expect(read.plan.changes.map((one) => `${one.address} ${one.action}`)).toEqual(
    plan.changes.map((one) => `${one.address} ${one.action}`),
  );
  expect(planJson(read.plan, 'test')).toEqual(planJson(plan, 'test'));
});

test('the summary is the verdict and the counts, and nothing that names a resource', () => {
  const { plan } = planned(scene);
  const summary = summaryJson({ ...plan, inputs: { ...plan.inputs, environment: 'prod' } }, '0.1.0');
  expect(summary).toEqual({
    format_version: '1.1',
    tool_version: '0.1.0',
    environment: 'prod',
    applyable: true,
    complete: true,
    errored: false,
    digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    add: 3,
    change: 2,
    destroy: 1,
    refused: 0,
    denied: 0,
    warned: 0,
    by_hand: 0,
    released: 2,
    moved: 1,
    drifted: 1,
    consequences: { delayed: 1 },
  });
});
