import { describe, expect, test } from 'vitest';
import { unknown } from '../../src/model.ts';
import { StateError } from '../../src/state/store.ts';
import { changeOf, done, failure, newRun, planOf } from './fakes.ts';

const support = { 'apps.support': '1400000001' };
const settings = ['login', 'messages', 'friends', 'webhook', 'groupFeatures'].map(
  (name) => `apps.support.${name}`,
);

describe('the order of things', () => {
  test('what is to be remembered anyway is durable before the first call', async () => {
    const run = newRun();
    await run.ends(planOf([changeOf('apps.support.messages', { after: { recallSeconds: 120 } })], support), {
      bookkeeping: [{ type: 'forget', address: 'apps.support.login' }],
    });
    expect(run.log).toEqual([
      'forget apps.support.login',
      'undo apps.support.messages',
      'intent run-1 update apps.support.messages',
      'call update apps/1400000001/messages',
      'record apps.support.messages {"recallSeconds":120}',
      'settle run-1',
    ]);
  });

  test('the outcome of a call is written with the intents that follow it: nobody waits for the one alone', async () => {
    const run = newRun();
    await run.ends(
      planOf(
        settings.map((address) => changeOf(address)),
        support,
      ),
      { parallelism: 1 },
    );
    expect(run.log.slice(0, 8)).toEqual([
      'undo apps.support.login',
      'intent run-1 update apps.support.login',
      'call update apps/1400000001/login',
      'record apps.support.login {}',
      'settle run-1',
      'undo apps.support.messages',
      'intent run-2 update apps.support.messages',
      'call update apps/1400000001/messages',
    ]);
    // The bookkeeping, five intents, and the last outcome.
    expect(run.writes()).toBe(7);
  });

  test('a new app is bound and recorded before what creation does not take follows (APP-1)', async () => {
    const run = newRun(({ action }) => (action === 'create' ? { ok: true, id: '1400000007' } : done));
    await run.ends(
      planOf([changeOf('apps.lobby', { action: 'create', after: { name: 'Lobby', edition: 'premium' } })]),
      { appsBefore: ['1400000001'] },
    );
    expect(run.log).toEqual([
      'undo apps.lobby',
      'intent run-1 create apps.lobby',
      'call create apps/',
      'bind apps.lobby 1400000007',
      'record apps.lobby {"name":"Lobby"}',
      'settle run-1',
      'intent run-2 update apps.lobby',
      'call update apps/1400000007',
      'record apps.lobby {"name":"Lobby","edition":"premium"}',
      'settle run-2',
    ]);
  });

  test('the intent of a new app holds the SDKAppIDs that there were before', async () => {
    const run = newRun(() => failure('lost', 'ClientError.ResponseTimeout'));
    await run.ends(planOf([changeOf('apps.lobby', { action: 'create', after: { name: 'Lobby' } })]), {
      appsBefore: ['1400000001', '1400000002'],
    });
    expect(run.state().intents.get('run-1')).toEqual({
      id: 'run-1',
      address: 'apps.lobby',
      kind: 'app',
      action: 'create',
      patch: { name: 'Lobby' },
      before: ['1400000001', '1400000002'],
    });
  });

  test('what is referred to comes first, and its SDKAppID is put in', async () => {
    const run = newRun(({ kind }) => (kind === 'app' ? { ok: true, id: '1400000007' } : done));
    await run.ends(
      planOf([
        changeOf('apps.lobby.webhook', {
          after: { url: unknown(`https://chat.example/\${apps.lobby.sdkAppId}`) },
          dependsOn: ['apps.lobby'],
        }),
        changeOf('apps.lobby', { action: 'create', after: { name: 'Lobby' } }),
      ]),
    );
    expect(run.calls()).toEqual(['create apps/', 'update apps/1400000007/webhook']);
    expect(run.state().records.get('apps.lobby.webhook')?.body).toEqual({
      url: 'https://chat.example/1400000007',
    });
  });

  test('an app is disabled, then deleted, and all in it is forgotten (APP-3)', async () => {
    const run = newRun();
    const gone = changeOf('apps.support', { action: 'delete', before: { enabled: true }, after: null });
    await run.ends(planOf([gone], support), {
      bookkeeping: [
        { type: 'bind', address: 'apps.support', id: '1400000001' },
        { type: 'record', address: 'apps.support', recorded: { kind: 'app', body: {} } },
        { type: 'record', address: 'apps.support.login', recorded: { kind: 'login', body: {} } },
        { type: 'record', address: 'apps.lobby', recorded: { kind: 'app', body: {} } },
      ],
    });
    expect(run.calls()).toEqual(['update apps/1400000001', 'delete apps/1400000001']);
    expect([...run.state().records.keys()]).toEqual(['apps.lobby']);
    expect([...run.state().bindings.keys()]).toEqual([]);
  });

  test('deletions come when everything else has ended, attachments before their policy', async () => {
    const run = newRun();
    await run.ends(
      planOf(
        [
          changeOf('cam.policies.old', {
            action: 'delete',
            after: null,
            dependsOn: ['cam.policies.old.users.alice'],
          }),
          changeOf('cam.policies.old.users.alice', { action: 'delete', after: null }),
          changeOf('apps.support.login', { after: { webInstances: 10 } }),
          changeOf('cam.policies.new', { action: 'create' }),
          changeOf('cam.policies.new.users.alice', { action: 'create', dependsOn: ['cam.policies.new'] }),
        ],
        support,
      ),
    );
    expect(run.calls()).toEqual([
      'update apps/1400000001/login',
      'create cam/policies/new',
      'create cam/policies/new/users/alice',
      'delete cam/policies/old/users/alice',
      'delete cam/policies/old',
    ]);
  });
});

describe('how many at a time', () => {
  const changes = settings.map((address) => changeOf(address));

  test.each([
    [1, 1],
    [3, 3],
    [10, 5],
  ])(
    'with a parallelism of %i, five changes are never more than %i calls at once',
    async (parallelism, most) => {
      const run = newRun();
      await run.ends(planOf(changes, support), { parallelism });
      expect(run.calls()).toHaveLength(5);
      expect(run.most()).toBe(most);
    },
  );

  test('what a new app was waited for is done side by side too', async () => {
    const run = newRun(({ kind }) => (kind === 'app' ? { ok: true, id: '1400000001' } : done));
    const app = changeOf('apps.support', { action: 'create', after: { name: 'Support' } });
    const inside = settings.map((address) => changeOf(address, { dependsOn: ['apps.support'] }));
    await run.ends(planOf([app, ...inside]), { parallelism: 4 });
    expect(run.calls()[0]).toBe('create apps/');
    expect(run.most()).toBe(4);
  });
});

describe('failures', () => {
  const plan = planOf([
    changeOf('apps.support', { action: 'create', after: { name: 'Support' } }),
    changeOf('apps.support.login', { dependsOn: ['apps.support'] }),
    changeOf('cam.policies.support', { action: 'create', dependsOn: ['apps.support'] }),
    changeOf('cam.policies.support.users.alice', { action: 'create', dependsOn: ['cam.policies.support'] }),
    changeOf('apps.lobby', { action: 'create', after: { name: 'Lobby' } }),
    changeOf('apps.lobby.login', { dependsOn: ['apps.lobby'] }),
    changeOf('cam.policies.old', { action: 'delete', after: null }),
  ]);

  test('a failure stops what depends on it, over any number of steps, and deletions beside it: they may give way to it', async () => {
    const run = newRun(({ kind, patch }) => {
      if (kind !== 'app') return done;
      return patch.name === 'Support'
        ? failure('refused', 'FailedOperation')
        : { ok: true, id: '1400000002' };
    });
    expect(await run.ends(plan)).toEqual([
      'apps.support: failed',
      'apps.support.login: skipped',
      'cam.policies.support: skipped',
      'cam.policies.support.users.alice: skipped',
      'apps.lobby: done',
      'apps.lobby.login: done',
      'cam.policies.old: skipped',
    ]);
    expect(run.state().intents.size).toBe(0);
  });

  test('what a first call brought is remembered when the second one fails', async () => {
    const run = newRun(({ action }) =>
      action === 'create' ? { ok: true, id: '1400000007' } : failure('refused', 'FailedOperation'),
    );
    const app = changeOf('apps.lobby', { action: 'create', after: { name: 'Lobby', edition: 'premium' } });
    expect(await run.ends(planOf([app]))).toEqual(['apps.lobby: failed']);
    expect(run.state().bindings.get('apps.lobby')).toBe('1400000007');
    expect(run.state().records.get('apps.lobby')?.body).toEqual({ name: 'Lobby' });
  });

  test('a state that can no longer be written ends the run once the calls under way have ended', async () => {
    const run = newRun();
    const ended: string[] = [];
    let appends = 0;
    const session = {
      state: run.state(),
      close: async () => undefined,
      append: async () => {
        appends += 1;
        if (appends === 3) throw new StateError('The disk is full.');
        await new Promise((resolve) => setImmediate(resolve));
      },
    };
    const changes = settings.map((address) => changeOf(address));
    const report = ({ type, change }: { type: string; change: { address: string } }) => {
      if (type === 'done') ended.push(change.address);
    };
    await expect(run.ends(planOf(changes, support), { session, report, parallelism: 2 })).rejects.toThrow(
      'The disk is full.',
    );
    expect(run.calls()).toEqual(['update apps/1400000001/login']);
    expect(ended).toEqual(['apps.support.login']);
  });
});

describe('lost answers', () => {
  const app = changeOf('apps.lobby', { action: 'create', after: { name: 'Lobby' } });
  const inside = changeOf('apps.lobby.login', { dependsOn: ['apps.lobby'] });
  const lostCreation = () =>
    newRun(({ action }) => (action === 'create' ? failure('lost', 'ClientError.ResponseTimeout') : done));

  test('are settled by reading back: the run goes on with the app that is there', async () => {
    const run = lostCreation();
    const readBack = async () => ({ done: true as const, id: '1400000009' });
    expect(await run.ends(planOf([app, inside]), { readBack })).toEqual([
      'apps.lobby: done',
      'apps.lobby.login: done',
    ]);
    expect(run.calls()).toEqual(['create apps/', 'update apps/1400000009/login']);
    expect(run.state().intents.size).toBe(0);
  });

  test('that cannot be settled leave the intent open, and are never tried a second time', async () => {
    const run = lostCreation();
    expect(await run.ends(planOf([app, inside]))).toEqual([
      'apps.lobby: failed',
      'apps.lobby.login: skipped',
    ]);
    expect(run.calls()).toEqual(['create apps/']);
    expect([...run.state().intents.keys()]).toEqual(['run-1']);
  });

  test('and seen not to have been carried out are made again, where that can make nothing twice', async () => {
    const policy = changeOf('cam.policies.readers', { action: 'create' });
    let calls = 0;
    const run = newRun(() => {
      calls += 1;
      return calls < 3 ? failure('lost', 'ClientError.ResponseTimeout') : done;
    });
    const readBack = async () => ({ done: false as const });
    expect(await run.ends(planOf([policy]), { readBack })).toEqual(['cam.policies.readers: done']);
    expect(run.calls().length).toBe(3);
    expect(run.state().intents.size).toBe(0);
  });

  test('are given up after five calls, as what did not happen', async () => {
    const policy = changeOf('cam.policies.readers', { action: 'create' });
    const run = newRun(() => failure('lost', 'ClientError.ResponseTimeout'));
    const readBack = async () => ({ done: false as const });
    expect(await run.ends(planOf([policy]), { readBack })).toEqual(['cam.policies.readers: failed']);
    expect([run.calls().length, run.state().intents.size]).toEqual([5, 0]);
  });

  test('of a new app are not made again, though it is not there: two have the same name (APP-1)', async () => {
    const run = lostCreation();
    const readBack = async () => ({ done: false as const });
    expect(await run.ends(planOf([app]), { readBack })).toEqual(['apps.lobby: failed']);
    expect([run.calls().length, run.state().intents.size]).toEqual([1, 1]);
  });

  test('are the only ones that are read back', async () => {
    const run = newRun(() => failure('refused', 'FailedOperation'));
    const asked: string[] = [];
    const readBack = async ({ address }: { address: string }) => {
      asked.push(address);
      return { done: true as const };
    };
    expect(await run.ends(planOf([app]), { readBack })).toEqual(['apps.lobby: failed']);
    expect(asked).toEqual([]);
  });
});

test('once somebody asks to stop nothing new is started, and what is in flight is recorded', async () => {
  const run = newRun();
  const changes = settings.map((address) => changeOf(address));
  const stopping = () => run.calls().length >= 2;
  expect(await run.ends(planOf(changes, support), { stopping, parallelism: 2 })).toEqual([
    'apps.support.login: done',
    'apps.support.messages: done',
    'apps.support.friends: not-started',
    'apps.support.webhook: not-started',
    'apps.support.groupFeatures: not-started',
  ]);
  expect([...run.state().records.keys()]).toEqual(['apps.support.login', 'apps.support.messages']);
  expect(run.state().intents.size).toBe(0);
});

test('progress counts the changes that have ended, out of all', async () => {
  const run = newRun();
  const seen: string[] = [];
  await run.ends(planOf([changeOf('apps.support.login'), changeOf('apps.support.messages')], support), {
    parallelism: 1,
    report: ({ type, change, ended, total }) => seen.push(`${type} ${change.address} ${ended}/${total}`),
  });
  expect(seen).toEqual([
    'start apps.support.login 0/2',
    'done apps.support.login 1/2',
    'start apps.support.messages 1/2',
    'done apps.support.messages 2/2',
  ]);
});
