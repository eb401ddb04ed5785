// What a person says to have done by hand: what is written down, what is not believed, and the way back.
import { describe, expect, test } from 'vitest';
import { capabilities } from '../../src/adapters/tencent/capabilities.ts';
import { confirm, deny, type Said, wantedOf } from '../../src/apply/confirm.ts';
import { type Entry, type State, withEntries } from '../../src/state/state.ts';
import { planned, type Scene } from '../support/scene.ts';

const witness = { by: 'alice', at: '2026-11-20T08:00:00Z' };

const yaml = `apps:
  support:
    name: Acme Support
    login: {policy: multi-device}
    userFields: {Level: {type: string, app: [read, write]}}
    webhook: {url: "https://chat.acme.example/\${apps.support.sdkAppId}"}
    tags: {team: chat}
`;

const bound: Scene['state'] = {
  bindings: { support: '1400000001' },
  records: { 'apps.support': { name: 'Acme Support' }, 'apps.support.login': { policy: 'single-device' } },
  confirmations: {
    'apps.support': { by: 'bob', at: '2026-11-01T08:00:00Z', action: 'create', before: {}, id: '1400000001' },
  },
};

const saidOfLogin = {
  confirmations: { 'apps.support.login': { ...witness, action: 'update' as const, before: {} } },
};

function told(said: readonly Said[], state: Scene['state'] = {}, text = yaml) {
  const scene = planned({ yaml: text, state, capabilities });
  const result = confirm(scene.plan, said, scene.state, capabilities, witness);
  return { result, state: scene.state };
}

function entriesOf(result: ReturnType<typeof told>['result']): readonly Entry[] {
  if ('problem' in result) throw new Error(result.problem);
  return result.entries;
}

const problemOf = (said: readonly Said[], state?: Scene['state'], text?: string) => {
  const { result } = told(said, state, text);
  return 'problem' in result ? result.problem : 'none';
};

describe('confirm', () => {
  test('a new app is bound to the SDKAppID that it got, and all in it can be confirmed with it', () => {
    const { result } = told([
      { address: 'apps.support.webhook' },
      { address: 'apps.support', id: '1400000001' },
    ]);
    expect(entriesOf(result)).toEqual([
      { type: 'bind', address: 'apps.support', id: '1400000001' },
      { type: 'record', address: 'apps.support', recorded: { kind: 'app', body: { name: 'Acme Support' } } },
      {
        type: 'confirm',
        address: 'apps.support',
        confirmation: { ...witness, action: 'create', before: {}, id: '1400000001' },
      },
      {
        type: 'record',
        address: 'apps.support.webhook',
        recorded: { kind: 'webhook', body: { url: 'https://chat.acme.example/1400000001' } },
      },
      {
        type: 'confirm',
        address: 'apps.support.webhook',
        confirmation: { ...witness, action: 'create', before: {} },
      },
    ]);
  });

  test('after it the plan has nothing of it left', () => {
    const scene = planned({ yaml, state: bound, capabilities });
    const said = ['login', 'userFields.Level', 'webhook'].map((one) => ({ address: `apps.support.${one}` }));
    const result = confirm(scene.plan, said, scene.state, capabilities, witness);
    const after = withEntries(scene.state, entriesOf(result));
    expect(left(after)).toEqual(['apps.support.tags']);
    expect(after.confirmations.get('apps.support.login')).toEqual({
      ...witness,
      action: 'update',
      before: { 'apps.support.login': { kind: 'login', body: { policy: 'single-device' } } },
    });
  });

  test('it ends the waiting', () => {
    const waiting = { 'apps.support.login': { since: '2026-11-17T08:00:00Z', run: 'a run' } };
    const { result, state } = told([{ address: 'apps.support.login' }], { ...bound, waiting });
    expect([...withEntries(state, entriesOf(result)).waiting.keys()]).toEqual([]);
  });

  test('an admin is recorded as it was made; its profile is left to the API (ACC-1)', () => {
    const admins =
      'apps:\n  support:\n    name: Acme Support\n    accounts: {desk: {type: admin, nickname: Desk, role: 3}}\n';
    const { result } = told([{ address: 'apps.support.accounts.desk' }], bound, admins);
    expect(entriesOf(result)[0]).toEqual({
      type: 'record',
      address: 'apps.support.accounts.desk',
      recorded: { kind: 'account', body: { type: 'admin', nickname: 'Desk' } },
    });
  });

  test('a deleted app is forgotten with all in it, and its number kept for the way back (APP-3)', () => {
    const removed = 'removed:\n  - {address: apps.support, destroy: true}\n';
    const { result, state } = told([{ address: 'apps.support' }], bound, removed);
    const after = withEntries(state, entriesOf(result));
    expect([after.records.size, after.bindings.size]).toEqual([0, 0]);
    expect(after.confirmations.get('apps.support')?.id).toBe('1400000001');
  });

  test.each([
    [
      'a new app without its number',
      [{ address: 'apps.support' }],
      {},
      'apps.support is a new app: say which SDKAppID it got, as apps.support=1400000001',
    ],
    [
      'what is no number',
      [{ address: 'apps.support', id: '14oo' }],
      {},
      '"14oo" is no SDKAppID: those are digits, such as 1400000001',
    ],
    [
      'a number where none belongs',
      [{ address: 'apps.support.login', id: '1400000001' }],
      bound,
      'apps.support.login is no new app: no SDKAppID belongs to it (write apps.support.login alone)',
    ],
    [
      'a section before its app',
      [{ address: 'apps.support.login' }],
      {},
      'apps.support.login needs apps.support, which is to be done by hand before it: confirm that first, or both at once',
    ],
    [
      'what an API does',
      [{ address: 'apps.support.tags' }],
      bound,
      'apps.support.tags is not done by hand: `chatform apply` does it',
    ],
    [
      'what is not in the plan',
      [{ address: 'apps.support.messages' }],
      bound,
      'nothing is to be done by hand at apps.support.messages; `chatform runbook` lists what is',
    ],
    [
      'what was confirmed',
      [{ address: 'apps.support' }],
      bound,
      'apps.support was confirmed by bob on 2026-11-01, and nothing of it is left to be done',
    ],
  ])('%s is not taken', (_, said, state, problem) => {
    expect(problemOf(said, state)).toBe(problem);
  });

  test('the number of another app is not taken', () => {
    const two = `${yaml}  help: {name: Acme Help}\n`;
    expect(problemOf([{ address: 'apps.help', id: '1400000001' }], bound, two)).toBe(
      'SDKAppID 1400000001 is that of apps.support already',
    );
  });

  test('a value that is known only once another app is there is not made up', () => {
    const two = `apps:\n  help: {name: Acme Help}\n  support:\n    name: Acme Support\n    webhook: {url: "https://chat.acme.example/\${apps.help.sdkAppId}"}\n`;
    expect(problemOf([{ address: 'apps.support.webhook' }], bound, two)).toMatch(
      /^apps\.support\.webhook needs apps\.help/,
    );
  });

  test('what is refused cannot be said to be done (MSG-6)', () => {
    const refused =
      'apps:\n  support:\n    name: Acme Support\n    edition: standard\n    messages: {userStatus: true}\n';
    const state = { ...bound, records: { 'apps.support': { name: 'Acme Support', edition: 'standard' } } };
    expect(problemOf([{ address: 'apps.support.messages' }], state, refused)).toMatch(
      /^apps\.support\.messages is refused: .*\(EDN-11\)$/,
    );
  });
});

describe('what was left to people', () => {
  const wanted = (policy: string) => {
    const { plan } = planned({ yaml: yaml.replace('multi-device', policy), state: bound, capabilities });
    const change = plan.changes.find(({ address }) => address === 'apps.support.login');
    return change && wantedOf(change);
  };
  const waitingFor = (policy: string) => {
    const one = { since: '2026-11-17T08:00:00Z', run: 'a run', wanted: wanted(policy) ?? '' };
    return told([{ address: 'apps.support.login' }], { ...bound, waiting: { 'apps.support.login': one } })
      .result;
  };

  test('can be confirmed as long as the same is wanted', () => {
    expect('entries' in waitingFor('multi-device')).toBe(true);
  });

  test('cannot be confirmed as something else: who did it never saw that', () => {
    expect(waitingFor('dual-device')).toEqual({
      problem:
        'apps.support.login is to be set to something else than when it was left to people (2026-11-17): `chatform apply` writes the runbook anew, and then it can be confirmed',
      stale: true,
    });
  });
});

describe('deny', () => {
  const since = { since: '2026-11-21T08:00:00Z', run: 'a run' };

  function afterLogin(): State {
    const { result, state } = told([{ address: 'apps.support.login' }], bound);
    return withEntries(state, entriesOf(result));
  }

  const denied = (addresses: readonly string[], state: State): State => {
    const result = deny(addresses, state, since);
    if ('problem' in result) throw new Error(result.problem);
    return withEntries(state, result.entries);
  };

  test('puts back what was recorded before, and the change waits again', () => {
    const state = denied(['apps.support.login'], afterLogin());
    expect(state.records.get('apps.support.login')).toEqual({
      kind: 'login',
      body: { policy: 'single-device' },
    });
    expect(state.confirmations.has('apps.support.login')).toBe(false);
    expect(state.waiting.get('apps.support.login')).toEqual(since);
    expect(left(state)).toContain('apps.support.login');
  });

  test('of a new app it takes the number back, unless something was done in it since', () => {
    const fresh = told([{ address: 'apps.support', id: '1400000001' }]);
    const created = withEntries(fresh.state, entriesOf(fresh.result));
    const state = denied(['apps.support'], created);
    expect([state.bindings.size, state.records.size]).toEqual([0, 0]);
    const used = withEntries(created, [
      { type: 'record', address: 'apps.support.tags', recorded: { kind: 'tags', body: { team: 'chat' } } },
    ]);
    expect(deny(['apps.support'], used, since)).toEqual({
      problem: 'apps.support.tags: something was done in apps.support since, so it is there',
    });
  });

  test('of a deletion it brings back the app with all that was recorded in it', () => {
    const removed = 'removed:\n  - {address: apps.support, destroy: true}\n';
    const gone = told([{ address: 'apps.support' }], bound, removed);
    const state = denied(['apps.support'], withEntries(gone.state, entriesOf(gone.result)));
    expect([...state.records.keys()]).toEqual(['apps.support', 'apps.support.login']);
    expect(state.bindings.get('apps.support')).toBe('1400000001');
  });

  test('of a deletion it does not bring back an app whose number is that of another now', () => {
    const removed = 'removed:\n  - {address: apps.support, destroy: true}\n';
    const gone = told([{ address: 'apps.support' }], bound, removed);
    const state = withEntries(gone.state, [
      ...entriesOf(gone.result),
      { type: 'bind', address: 'apps.help', id: '1400000001' },
    ]);
    expect(deny(['apps.support'], state, since)).toEqual({
      problem: 'SDKAppID 1400000001 is that of apps.help now',
    });
  });

  test('what was said of an app that is gone is not said of the one that comes after it', () => {
    const removed = 'removed:\n  - {address: apps.support, destroy: true}\n';
    const { result, state } = told([{ address: 'apps.support' }], { ...bound, ...saidOfLogin }, removed);
    const gone = withEntries(state, entriesOf(result));
    expect([...gone.confirmations.keys()]).toEqual(['apps.support']);
    expect(deny(['apps.support.login'], gone, since)).toEqual({
      problem: 'nobody has confirmed apps.support.login',
    });
  });

  test('what nobody confirmed cannot be denied', () => {
    expect(deny(['apps.support.webhook'], afterLogin(), since)).toEqual({
      problem: 'nobody has confirmed apps.support.webhook',
    });
  });
});

/** What a state leaves to be done. */
function left(state: State): string[] {
  const scene = planned({
    yaml,
    capabilities,
    state: {
      bindings: Object.fromEntries([...state.bindings].map(([address, id]) => [address.slice(5), id])),
      records: Object.fromEntries([...state.records].map(([address, { body }]) => [address, body])),
    },
  });
  return scene.plan.changes.map((change) => change.address);
}
