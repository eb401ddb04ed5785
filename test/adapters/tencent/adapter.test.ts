import { describe, expect, test } from 'vitest';
import type { Operation } from '../../../src/adapters/adapter.ts';
import { accountNeeds, kindNeeds } from '../../../src/catalog/cam-needs.ts';
import { kinds } from '../../../src/catalog/index.ts';
import type { JsonMap } from '../../../src/json.ts';
import { deskAt } from '../desk.ts';
import { nothing, outline } from '../outline.ts';
import { account, opened, scopeOf } from './adapter-fakes.ts';

const document = {
  version: '2.0',
  statement: [{ effect: 'allow', action: 'name/im:Describe*', resource: ['*'] }],
};

describe('what it cannot do', () => {
  const { capabilities } = opened().adapter;
  const ofConsole = kinds.filter(({ served }) => served === 'console').map(({ name }) => name);

  test('is all that the console alone serves, and making an admin', () => {
    expect(capabilities.unseen).toEqual(ofConsole);
    expect(capabilities.unseen).toContain('app');
    expect(capabilities.byHand.filter(({ where }) => !where).map(({ kind }) => kind)).toEqual(ofConsole);
    expect(capabilities.byHand.filter(({ where }) => where)).toEqual([
      {
        kind: 'account',
        action: 'create',
        where: { attribute: 'type', value: 'admin' },
        reason: 'Admins are made in the console: the Chat REST API imports general accounts only.',
      },
    ]);
  });

  test('has a reason each, in a sentence', () => {
    expect(capabilities.byHand.filter(({ reason }) => !/^[A-Z].*\.$/.test(reason))).toEqual([]);
  });
});

/** Kind → the writes of it. */
const writes: Readonly<Record<string, readonly Operation[]>> = Object.fromEntries(
  [
    ['tags', ['apps', '1400000001', 'tags'], { env: 'prod', team: null }],
    ['cam-policy', ['cam', 'policies', 'operators'], { document }],
    ['cam-policy-user', ['cam', 'policies', 'operators', 'users', 'alice'], {}],
    ['cam-policy-group', ['cam', 'policies', 'operators', 'groups', 'chat-operators'], {}],
    ['cam-preset-user', ['cam', 'presets', 'QcloudIMReadOnlyAccess', 'users', 'alice'], {}],
    ['cam-preset-group', ['cam', 'presets', 'QcloudIMReadOnlyAccess', 'groups', 'chat-operators'], {}],
  ].map(([kind, segments, patch]) => [
    kind,
    (kind === 'tags' ? (['update'] as const) : (['create', 'update', 'delete'] as const)).map((action) => ({
      action,
      kind: kind as string,
      segments: segments as string[],
      patch: patch as JsonMap,
    })),
  ]),
);

describe('the rights of CAM that it needs are the calls that it makes', () => {
  const actionsOf = (calls: readonly { readonly name: string }[]) =>
    new Set(calls.map(({ name }) => name.replace(' ', ':')));
  const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

  test('to read', async () => {
    const { adapter, cloud } = opened();
    cloud.caller = '100000000101';
    cloud.addPolicy('operators', JSON.stringify(document), { holders: new Set(['1:100000000101']) });
    await adapter.read(scopeOf(['1400000001']));
    expect(sorted(actionsOf(cloud.calls))).toEqual(sorted(accountNeeds));
  });

  test.each(kindNeeds.map(({ kind, write }) => [kind, write] as const))(
    'to write %s',
    async (kind, write) => {
      const { adapter, cloud } = opened();
      cloud.addPolicy('QcloudIMReadOnlyAccess', '{}', { preset: true });
      if (kind !== 'cam-policy') cloud.addPolicy('operators', JSON.stringify(document));
      for (const operation of writes[kind] ?? [])
        expect(await adapter.write(operation)).toEqual({ ok: true });
      const made = actionsOf(cloud.calls);
      const more = [...made].filter((name) => !accountNeeds.includes(name));
      expect(sorted(more)).toEqual(sorted(write));
    },
  );

  test('of every kind that CAM or Tag serves', () => {
    const served = kinds.filter(({ served }) => served === 'cam-api' || served === 'tag-api');
    expect(Object.keys(writes).sort()).toEqual(served.map(({ name }) => name).sort());
  });
});

describe('what is applied is planned again as nothing', () => {
  const declared = {
    apps: {
      support: {
        name: 'Acme Help',
        tags: { env: 'prod', team: 'chat' },
        accounts: {
          bob: { nickname: 'Bob', gender: 'male', level: 3 },
          alice: {},
        },
        groups: {
          desk: { type: 'Work', name: 'Desk', owner: 'bob', members: ['alice', 'bob'] },
          stage: { type: 'AVChatRoom', name: 'Stage', introduction: 'Live' },
        },
      },
    },
    cam: {
      policies: {
        operators: { description: 'Look.', document, users: ['alice'], groups: ['chat-operators'] },
      },
      presets: { QcloudIMReadOnlyAccess: { users: ['bob'] } },
    },
  };

  test('made, changed, and with some of it left out', async () => {
    const { adapter, cloud } = opened();
    cloud.lag = 10_000;
    cloud.youth = 3_000;
    cloud.addPolicy('QcloudIMReadOnlyAccess', '{}', { preset: true });
    const desk = deskAt(adapter, account);
    desk.bind('support', '1400000001');
    expect(await desk.apply(declared)).toEqual({});
    expect(outline(await desk.plan(declared))).toEqual(nothing);

    const { support } = declared.apps;
    const changed = {
      apps: {
        support: {
          ...support,
          tags: { env: 'test' },
          accounts: { bob: { gender: null, whatsUp: 'On call' }, alice: {} },
          groups: {
            ...support.groups,
            desk: { type: 'Work', name: 'Help', owner: 'alice', members: ['alice'], introduction: 'Ask us.' },
          },
        },
      },
      cam: {
        policies: {
          operators: {
            document: { version: '2.0', statement: [{ effect: 'deny', action: ['*'], resource: '*' }] },
            groups: ['chat-operators'],
          },
        },
      },
    };
    expect(await desk.apply(changed)).toEqual({});
    expect(outline(await desk.plan(changed))).toEqual(nothing);
    const live = await desk.read();
    expect(live.objects.get('apps.1400000001.groups.desk')?.body).toEqual({
      type: 'Work',
      name: 'Help',
      introduction: 'Ask us.',
      owner: 'alice',
      members: ['alice'],
    });
    expect(live.objects.has('cam.policies.operators.users.alice')).toBe(false);
    expect(live.objects.has('cam.presets.QcloudIMReadOnlyAccess.users.bob')).toBe(false);
  });

  test('a policy in any of the ways in which it can be written', async () => {
    const { adapter, cloud } = opened();
    const condition = { string_equal: { 'qcs:tag': 'env&prod', 'qcs:ip': ['10.0.0.0/8'] } };
    const written = {
      statement: [
        { resource: '*', action: ['name/im:B', 'name/im:A', 'name/im:B'], effect: 'allow', condition },
      ],
      version: '2.0',
    };
    cloud.addPolicy(
      'operators',
      '{"version":"2.0","statement":[{"effect":"allow","action":["name\\/im:A","name\\/im:B"],"resource":["*"],"condition":{"string_equal":{"qcs:ip":"10.0.0.0\\/8","qcs:tag":["env&prod"]}}}]}',
    );
    const desk = deskAt(adapter, account);
    const plan = await desk.plan({ cam: { policies: { operators: { document: written } } } });
    expect(outline(plan)).toEqual(nothing);
  });
});

test('it is closed twice without a word', async () => {
  const { adapter } = opened();
  await adapter.close();
  await adapter.close();
});
