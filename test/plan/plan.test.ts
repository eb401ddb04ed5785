/** What the numbered cases are too small, or too large, for. */
import { describe, expect, test } from 'vitest';
import { plan } from '../../src/plan/plan.ts';
import { inputOf, planned, type Scene } from '../support/scene.ts';

/** An account with so many apps that are not managed here. */
const accountOf = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `apps.${1_400_001_000 + i}`,
      { name: `Chat ${i}`, edition: 'developer', enabled: true },
    ]),
  );

describe('APP-2: an account has at most 300 apps', () => {
  const yaml = `
apps:
  arena: {name: Game Arena}
  lobby:
    name: Game Lobby
    edition: premium
    messages: {userStatus: true}
cam:
  policies:
    lobby-operators:
      document: {version: "2.0", statement: [{effect: allow, action: "*", resource: "\${apps.lobby.resource}"}]}
      users: [alice]
`;
  const directory = { users: ['alice'] };

  test('the 301st is refused, and all in it and all that refers to it is held back', () => {
    const { plan: made } = planned({ yaml, live: { objects: accountOf(299), directory } });
    expect(
      made.refusals.map(({ address, path, rule, message, holds }) => ({
        address,
        path,
        rule,
        message,
        holds,
      })),
    ).toEqual([
      {
        address: 'apps.lobby',
        path: [],
        rule: 'APP-2',
        message:
          'account 100000000001 has 299 of 300 apps, 299 of them not managed here, and 2 more would be too many',
        holds: [
          'apps.lobby.messages',
          'cam.policies.lobby-operators',
          'cam.policies.lobby-operators.users.alice',
        ],
      },
    ]);
    expect(made.changes.map(({ address }) => address)).toEqual(['apps.arena']);
    expect(made.capacity).toEqual([
      {
        scope: 'account',
        kind: 'app',
        noun: 'apps',
        limit: 300,
        before: 299,
        after: 300,
        unmanaged: 299,
        rule: 'APP-2',
      },
    ]);
  });

  test('the 300th is not', () => {
    const { plan: made } = planned({ yaml, live: { objects: accountOf(298), directory } });
    expect(made.refusals).toEqual([]);
    expect(made.changes.length).toBe(5);
  });

  test('an app that this plan deletes makes no room for one that it creates, since deletions come last', () => {
    const scene: Scene = {
      yaml: 'apps: {lobby: {name: Lobby}}\nremoved: [{address: apps.old, destroy: true}]',
      live: {
        objects: {
          ...accountOf(299),
          'apps.1400000001': { name: 'Old', edition: 'developer', enabled: false },
        },
      },
      state: { bindings: { old: '1400000001' }, records: { 'apps.old': { name: 'Old' } } },
    };
    const { plan: made } = planned(scene);
    expect(made.refusals.map(({ address, rule }) => [address, rule])).toEqual([['apps.lobby', 'APP-2']]);
    expect(made.changes.map(({ action, address }) => [action, address])).toEqual([['delete', 'apps.old']]);
    expect(made.capacity).toMatchObject([{ before: 300, after: 299, unmanaged: 299 }]);
  });
});

const support = { name: 'Acme Support', edition: 'premium', enabled: true };
const bindings = { support: '1400000001' };

describe('what is written down of what needs no call', () => {
  const bookkeeping = (scene: Scene) => JSON.parse(JSON.stringify(planned(scene).bookkeeping)) as unknown;

  test('drift to the wanted value, and what was adopted as it is', () => {
    const scene: Scene = {
      yaml: 'apps: {support: {name: Acme Support, messages: {recallSeconds: 300}, friends: {verification: forbid-all}}}',
      live: {
        objects: {
          'apps.1400000001': support,
          'apps.1400000001.messages': { recallSeconds: 300 },
          'apps.1400000001.friends': { verification: 'forbid-all' },
        },
      },
      state: {
        bindings,
        records: {
          'apps.support': { name: 'Acme Support' },
          'apps.support.messages': { recallSeconds: 120 },
        },
      },
    };
    expect(bookkeeping(scene)).toEqual([
      {
        type: 'record',
        address: 'apps.support.friends',
        recorded: { kind: 'friends', body: { verification: 'forbid-all' } },
      },
      {
        type: 'record',
        address: 'apps.support.messages',
        recorded: { kind: 'messages', body: { recallSeconds: 300 } },
      },
    ]);
  });

  test('a moved app, with all in it, before anything is compared', () => {
    const scene: Scene = {
      yaml: 'apps: {helpdesk: {name: Acme Support}}\nmoved: [{from: apps.support, to: apps.helpdesk}]',
      live: { objects: { 'apps.1400000001': support, 'apps.1400000001.messages': { recallSeconds: 120 } } },
      state: {
        bindings,
        records: {
          'apps.support': { name: 'Acme Support' },
          'apps.support.messages': { recallSeconds: 120 },
        },
      },
    };
    expect(bookkeeping(scene)).toEqual([
      { type: 'forget', address: 'apps.support' },
      { type: 'record', address: 'apps.helpdesk', recorded: { kind: 'app', body: { name: 'Acme Support' } } },
      { type: 'forget', address: 'apps.support.messages' },
      {
        type: 'record',
        address: 'apps.helpdesk.messages',
        recorded: { kind: 'messages', body: { recallSeconds: 120 } },
      },
      { type: 'unbind', address: 'apps.support' },
      { type: 'bind', address: 'apps.helpdesk', id: '1400000001' },
      { type: 'forget', address: 'apps.helpdesk.messages' },
    ]);
  });

  test('an app that is no longer managed is forgotten with all in it, and its SDKAppID with it', () => {
    const scene: Scene = {
      yaml: 'cam: {}\nremoved: [{address: apps.support, destroy: false}]',
      live: { objects: { 'apps.1400000001': support } },
      state: {
        bindings,
        records: {
          'apps.support': { name: 'Acme Support' },
          'apps.support.messages': { recallSeconds: 120 },
        },
      },
    };
    expect(bookkeeping(scene)).toEqual([
      { type: 'forget', address: 'apps.support' },
      { type: 'forget', address: 'apps.support.messages' },
      { type: 'unbind', address: 'apps.support' },
    ]);
  });

  test('a release holds also where the rest of the resource is refused (EDN-16)', () => {
    const scene: Scene = {
      yaml: 'apps: {support: {name: Acme Support, messages: {messageExtension: true}}}',
      live: {
        objects: {
          'apps.1400000001': { ...support, edition: 'standard' },
          'apps.1400000001.messages': { recallSeconds: 120, messageExtension: false },
        },
      },
      state: {
        bindings,
        records: {
          'apps.support': { name: 'Acme Support' },
          'apps.support.messages': { recallSeconds: 120 },
        },
      },
    };
    expect(bookkeeping(scene)).toEqual([
      { type: 'record', address: 'apps.support.messages', recorded: { kind: 'messages', body: {} } },
    ]);
  });
});

describe('what was ours stays ours where a change of it is refused', () => {
  test('so that it is not released, and its drift is still seen (MSG-3)', () => {
    const { plan: made } = planned({
      yaml: 'apps: {support: {name: Acme Support, messages: {historyDays: 60, recallSeconds: 300}}}',
      live: {
        now: '2026-11-20T08:00:00Z',
        objects: {
          'apps.1400000001': support,
          'apps.1400000001.messages': { historyDays: 30, recallSeconds: 120 },
        },
        facts: { 'apps.1400000001.messages': { historyChangedAt: '2026-11-02T09:00:00Z' } },
      },
      state: {
        bindings,
        records: { 'apps.support': { name: 'Acme Support' }, 'apps.support.messages': { historyDays: 30 } },
      },
    });
    expect(made.refusals.map(({ rule }) => rule)).toEqual(['MSG-3']);
    expect({ ...made.changes[0]?.after }).toEqual({ historyDays: 30, recallSeconds: 300 });
  });
});

describe('targets', () => {
  const yaml = `
apps:
  support:
    name: Acme Support
    edition: developer
    messages: {recallSeconds: 300}
    friends: {verification: forbid-all}
  lobby: {name: Game Lobby, edition: developer}
`;
  const live = {
    objects: {
      'apps.1400000001': support,
      'apps.1400000001.messages': { recallSeconds: 120 },
      'apps.1400000001.friends': { verification: 'forbid-all' },
      'apps.1400000002': { ...support, name: 'Game Lobby' },
    },
  };
  const state = {
    bindings: { ...bindings, lobby: '1400000002' },
    records: { 'apps.support': { name: 'Acme Support' }, 'apps.lobby': { name: 'Game Lobby' } },
  };

  test('a refusal of what a target needs is told, one beside it is not, and the plan is not complete', () => {
    const { plan: made, bookkeeping } = planned({ yaml, live, state, targets: ['apps.support.messages'] });
    expect(made.refusals.map(({ address, rule }) => [address, rule])).toEqual([['apps.support', 'APP-7']]);
    expect(made.changes.map(({ address }) => address)).toEqual(['apps.support.messages']);
    expect(made.complete).toBe(false);
    expect(bookkeeping).toEqual([]);
  });

  test('a plan of which only a release was left out is not complete', () => {
    const records = { ...state.records, 'apps.support.friends': { verification: 'forbid-all' } };
    const scene: Scene = {
      yaml: 'apps: {support: {name: Acme Support}, lobby: {name: Game Lobby}}',
      live,
      state: { ...state, records },
    };
    expect(planned(scene).plan).toMatchObject({
      complete: true,
      released: [{ address: 'apps.support.friends' }],
    });
    expect(planned({ ...scene, targets: ['apps.lobby'] }).plan).toMatchObject({
      complete: false,
      released: [],
      moved: [],
    });
    expect(planned({ ...scene, targets: ['apps.lobby'] }).bookkeeping).toEqual([]);
  });
});

describe('what could not be read', () => {
  const yaml = `
apps:
  support: {name: Acme Support, userFields: {Level: {type: string, app: [read, write]}}}
  lobby: {name: Game Lobby}
cam:
  policies:
    ops: {document: {version: "2.0", statement: [{effect: allow, action: "*", resource: "\${apps.support.resource}"}]}}
`;
  const statement = [
    { effect: 'allow', action: ['*'], resource: ['qcs::im::uin/100000000001:sdkappid/1400000001'] },
  ];
  const ops = { description: '', document: { version: '2.0', statement } };
  const state = { bindings, records: { 'apps.support': { name: 'Acme Support' }, 'cam.policies.ops': ops } };
  const summary = (scene: Scene) => {
    const { changes, capacity, complete, diagnostics } = planned(scene).plan;
    return {
      changes: changes.map(({ action, address }) => `${action} ${address}`),
      counted: capacity.map(({ scope, kind }) => `${scope} ${kind}`),
      complete,
      said: diagnostics.map(({ message }) => message),
    };
  };

  test('everything: nothing is planned and nothing counted', () => {
    const unreadable = [{ address: '', reason: 'the request timed out' }];
    expect(summary({ yaml, live: { unreadable }, state })).toEqual({
      changes: [],
      counted: [],
      complete: false,
      said: ['the console could not be read: the request timed out; nothing of it is planned'],
    });
  });

  test('the list of apps: none is created, and what refers to one that we know stays as it is', () => {
    const unreadable = [{ address: 'apps', reason: 'no permission' }];
    expect(summary({ yaml, live: { unreadable, objects: { 'cam.policies.ops': ops } }, state })).toEqual({
      changes: [],
      counted: [],
      complete: false,
      said: ['apps could not be read: no permission; nothing of it is planned'],
    });
  });

  test('one page of an app: what is on it is not counted, the rest is', () => {
    const unreadable = [{ address: 'apps.1400000001.userFields', reason: 'no permission' }];
    const objects = { 'apps.1400000001': support, 'cam.policies.ops': ops };
    expect(summary({ yaml, live: { unreadable, objects }, state })).toEqual({
      changes: ['create apps.lobby'],
      counted: ['account app'],
      complete: false,
      said: ['apps.support.userFields could not be read: no permission; nothing of it is planned'],
    });
  });
});

describe('references', () => {
  test('two new apps that are created with the SDKAppIDs of each other are refused (APP-1)', () => {
    const { plan: made } = planned({
      yaml: `
apps:
  lobby: {name: Game Lobby, introduction: "Beside \${apps.arena.sdkAppId}"}
  arena: {name: Game Arena, introduction: "Beside \${apps.lobby.sdkAppId}"}
  hall: {name: Game Hall, introduction: "Beside \${apps.lobby.sdkAppId}"}
`,
    });
    expect(made.changes).toEqual([]);
    expect(made.refusals.map(({ address, rule, holds }) => [address, rule, holds])).toEqual([
      ['apps.arena', 'APP-1', ['apps.hall', 'apps.lobby']],
      ['apps.lobby', 'APP-1', ['apps.arena', 'apps.hall']],
    ]);
  });

  test.each([
    [
      'the port before is the beginning of the one after (WHK-3)',
      'https://chat.acme.example:4433/',
      ['WHK-3'],
    ],
    ['the port stays (WHK-3)', 'https://chat.acme.example/', []],
    ['the domain has an underscore (WHK-2)', 'https://chat_acme.example:8443/', ['WHK-2']],
    ['another scheme (WHK-1)', 'ftp://chat.acme.example/', ['WHK-1']],
  ])('a URL with an SDKAppID that is not known yet is checked: %s', (_, url, rules) => {
    const { plan: made } = planned({
      yaml: `
apps:
  lobby: {name: Game Lobby}
  support: {name: Acme Support, webhook: {url: "${url}\${apps.lobby.sdkAppId}"}}
`,
      live: {
        objects: {
          'apps.1400000001': support,
          'apps.1400000001.webhook': { url: 'https://chat.acme.example/', events: [] },
        },
      },
      state: { bindings, records: { 'apps.support': { name: 'Acme Support' } } },
    });
    expect(made.refusals.map(({ rule }) => rule)).toEqual(rules);
  });
});

describe('values that depend on each other', () => {
  const scene = (section: string, live: Scene['live'], edition = ''): Scene => ({
    yaml: `apps: {support: {name: Acme Support${edition}, ${section}}}`,
    live: live ?? {},
    state: { bindings, records: { 'apps.support': { name: 'Acme Support' } } },
  });
  const login = (policy: string, webInstances: number, edition = 'premium') => ({
    objects: {
      'apps.1400000001': { ...support, edition },
      'apps.1400000001.login': { policy, webInstances },
    },
  });

  test.each([
    [
      'both change for the worse',
      'login: {policy: dual-device, webInstances: 5}',
      login('multi-device', 9),
      ['policy', 'webInstances'],
    ],
    [
      'the policy would not do for what stays',
      'login: {policy: dual-device}',
      login('multi-device', 9),
      ['policy'],
    ],
    ['the policy stays as it is', 'login: {webInstances: 5}', login('dual-device', 1), ['webInstances']],
    [
      'the number is declared as it is',
      'login: {policy: dual-device, webInstances: 9}',
      login('multi-device', 9),
      ['policy'],
    ],
    [
      'the policy changes for the better',
      'login: {policy: multi-device, webInstances: 9}',
      login('dual-device', 1),
      [],
    ],
    ['both go down', 'login: {policy: dual-device, webInstances: 1}', login('multi-device', 9), []],
  ])('MSG-2: what is refused is what would change: %s', (_, section, live, paths) => {
    const { refusals } = planned(scene(section, live)).plan;
    expect(refusals.map(({ rule, path }) => [rule, ...path])).toEqual(paths.map((path) => ['MSG-2', path]));
  });

  test('MSG-2, EDN-15: several instances that the new edition switches off are no reason to refuse a policy', () => {
    const { plan: made } = planned(
      scene('login: {policy: single-device}', login('multi-device', 9, 'developer'), ', edition: standard'),
    );
    expect(made.refusals).toEqual([]);
    expect(made.changes.map(({ address }) => address)).toEqual(['apps.support', 'apps.support.login']);
    expect(made.changes[0]?.consequences.map((one) => one.class)).toContain('feature-loss');
  });
});

test('a plan is made anew from the state that a plan has settled and moved', () => {
  const input = inputOf({
    yaml: 'apps: {helpdesk: {name: Acme Support}}\nmoved: [{from: apps.support, to: apps.helpdesk}]',
    live: { objects: { 'apps.1400000001': support } },
    state: { bindings, records: { 'apps.support': { name: 'Acme Support' } } },
  });
  const first = plan(input);
  const again = plan({ ...input, state: first.state });
  expect(first.plan.bindings).toEqual({ 'apps.helpdesk': '1400000001' });
  expect(again.bookkeeping).toEqual([]);
  // What was moved is said once; nothing else differs.
  expect([first.plan.moved, again.plan.moved]).toEqual([[{ from: 'apps.support', to: 'apps.helpdesk' }], []]);
  expect(again.plan).toEqual({ ...first.plan, moved: [], digest: again.plan.digest });
});
