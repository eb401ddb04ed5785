import { describe, expect, test } from 'vitest';
import type { Operation } from '../../../src/adapters/adapter.ts';
import { no, ok, opened, scopeOf, stored } from './adapter-fakes.ts';

const readOnly = {
  version: '2.0',
  statement: [
    {
      effect: 'allow',
      action: 'name/im:Describe*',
      resource: 'qcs::im::uin/100000000001:sdkappid/*',
      condition: { ip_equal: { 'qcs:ip': '10.0.0.0/8' } },
    },
  ],
};
const text = stored(JSON.stringify(readOnly));

const policy = (action: 'create' | 'update' | 'delete', patch = {}): Operation => ({
  action,
  kind: 'cam-policy',
  segments: ['cam', 'policies', 'operators'],
  patch,
});
const attach = (folder: string, name: string, list: string, holder: string): Operation => ({
  action: 'create',
  kind: `cam-${folder === 'presets' ? 'preset' : 'policy'}-${list === 'users' ? 'user' : 'group'}`,
  segments: ['cam', folder, name, list, holder],
  patch: {},
});
const detach = (...place: Parameters<typeof attach>): Operation => ({
  ...attach(...place),
  action: 'delete',
});

describe('reading CAM', () => {
  test('gives policies with parsed documents, and attachments by name', async () => {
    const { adapter, cloud } = opened();
    const holders = new Set(['1:100000000101', '2:7', '3:4611686018427387904']);
    cloud.addPolicy('operators', text, { description: 'Look, and touch nothing.', holders });
    cloud.addPolicy('QcloudIMReadOnlyAccess', '{}', { preset: true, holders: new Set(['1:100000000102']) });
    cloud.addPolicy('QcloudAVCFullAccess', '{}', { preset: true });
    const live = await adapter.read(scopeOf([]));
    const cam = [...live.objects].filter(([address]) => address.startsWith('cam'));
    expect(cam.map(([address, { kind, body }]) => [address, kind, body])).toEqual([
      [
        'cam.policies.operators',
        'cam-policy',
        {
          description: 'Look, and touch nothing.',
          document: {
            version: '2.0',
            statement: [
              {
                effect: 'allow',
                action: ['name/im:Describe*'],
                resource: ['qcs::im::uin/100000000001:sdkappid/*'],
                condition: { ip_equal: { 'qcs:ip': '10.0.0.0/8' } },
              },
            ],
          },
        },
      ],
      ['cam.policies.operators.groups.chat-operators', 'cam-policy-group', {}],
      ['cam.policies.operators.users.alice', 'cam-policy-user', {}],
      ['cam.presets.QcloudIMReadOnlyAccess.users.bob', 'cam-preset-user', {}],
    ]);
    expect(live.directory.presets).toEqual(['QcloudAVCFullAccess', 'QcloudIMReadOnlyAccess']);
    expect(live.unreadable).toEqual([]);
  });

  test('goes through what was written of attachments once, and not once for each policy', async () => {
    let looks = 0;
    class Counted extends Array<string> {
      override slice(...range: [number, number]): string[] {
        looks += 1;
        return Array.from(this).slice(...range);
      }
    }
    const { adapter, cloud } = opened();
    for (let i = 0; i < 50; i++) cloud.addPolicy(`policy-${i}`, '{}');
    for (let i = 0; i < 50; i++) {
      const one = attach('policies', `policy-${i}`, 'users', 'alice');
      await adapter.write({ ...one, segments: Counted.from(one.segments) });
    }
    looks = 0;
    const live = await adapter.read(scopeOf([]));
    expect([...live.objects.values()].filter(({ kind }) => kind === 'cam-policy-user').length).toBe(50);
    expect(looks).toBe(100);
  });

  test('asks for attachments where a list counts none only if somebody names some', async () => {
    const { adapter, cloud } = opened();
    cloud.addPolicy('operators', text);
    cloud.addPolicy('watchers', text);
    await adapter.read(scopeOf([]));
    expect(cloud.made('cam ListEntitiesForPolicy')).toEqual([]);
    await adapter.read(scopeOf([], { 'cam-policy-user': [['cam', 'policies', 'watchers', 'users', 'bob']] }));
    expect(cloud.made('cam ListEntitiesForPolicy').map(({ PolicyId }) => PolicyId)).toEqual([5002]);
  });

  test('asks where the list does not tell the number of groups', async () => {
    const { adapter, cloud } = opened();
    const listed = { PolicyId: 5001, PolicyName: 'operators', Attachments: 0, AttachEntityCount: null };
    cloud.addPolicy('operators', text, { holders: new Set(['2:7']) });
    cloud.faults.set('cam ListPolicies', ok({ TotalNum: 1, List: [listed] }));
    const live = await adapter.read(scopeOf([]));
    expect(live.objects.has('cam.policies.operators.groups.chat-operators')).toBe(true);
  });

  test('follows pages of 200', async () => {
    const { adapter, cloud } = opened();
    for (let i = 0; i < 401; i++) cloud.addPolicy(`policy-${i}`, text, { preset: true });
    const live = await adapter.read(scopeOf([]));
    expect(live.directory.presets.length).toBe(401);
    const pages = cloud.made('cam ListPolicies').filter(({ Scope }) => Scope === 'QCS');
    expect(pages.map(({ Page, Rp }) => [Page, Rp])).toEqual([
      [1, 200],
      [2, 200],
      [3, 200],
    ]);
  });

  test('takes IDs beyond 2^53 as they are', async () => {
    const { adapter, cloud } = opened();
    cloud.addPolicy('operators', text, { id: 9007199254740993n });
    await adapter.read(scopeOf([]));
    expect(cloud.made('cam GetPolicy')).toEqual([{ PolicyId: 9007199254740993n }]);
    expect(await adapter.write(attach('policies', 'operators', 'users', 'alice'))).toEqual({ ok: true });
    expect(cloud.made('cam AttachUserPolicy')).toEqual([
      { PolicyId: 9007199254740993n, AttachUin: 100000000101 },
    ]);
  });

  test('hides a policy whose document is no JSON, with what is attached to it', async () => {
    const { adapter, cloud } = opened();
    cloud.addPolicy('operators', 'version 2.0', { holders: new Set(['1:100000000101']) });
    const live = await adapter.read(scopeOf([]));
    expect(live.unreadable).toEqual([
      { address: 'cam.policies.operators', reason: 'the document of operators is no JSON object' },
    ]);
    expect([...live.objects.keys()].filter((address) => address.startsWith('cam'))).toEqual([]);
  });

  test('compares what was written with what is read, however deep it lies, and reads no more than 100 levels', async () => {
    const { adapter, cloud } = opened();
    const nested = (levels: number) => `${'{"a":['.repeat(levels / 2)}"x"${']}'.repeat(levels / 2)}`;
    cloud.addPolicy('deeper', nested(102));
    const deep = JSON.parse(nested(100));
    expect(await adapter.write(policy('create', { document: deep }))).toEqual({ ok: true });
    const live = await adapter.read(scopeOf([]));
    expect(JSON.stringify(live.objects.get('cam.policies.operators')?.body.document)).toBe(nested(100));
    expect(live.notices).toBeUndefined();
    expect(live.unreadable).toEqual([
      { address: 'cam.policies.deeper', reason: 'the document of deeper is nested too deeply' },
    ]);
  });

  test('keeps a document with odd keys to itself', async () => {
    const { adapter, cloud } = opened();
    cloud.addPolicy('operators', '{"__proto__": {"effect": "allow"}, "version": "2.0"}');
    const live = await adapter.read(scopeOf([]));
    const document = live.objects.get('cam.policies.operators')?.body.document as object;
    expect('toString' in document).toBe(false);
    expect(Object.keys(document)).toEqual(['__proto__', 'version']);
  });

  test.each([
    ['ListUsers', ['cam']],
    ['ListGroups', ['cam']],
    ['ListPolicies', ['cam', 'cam.presets']],
    ['GetPolicy', ['cam.policies.operators']],
    ['ListEntitiesForPolicy', ['cam.policies.operators.groups', 'cam.policies.operators.users']],
  ])('hides what is missing without %s', async (action, hidden) => {
    const { adapter, cloud } = opened();
    cloud.addPolicy('operators', text, { holders: new Set(['1:100000000101']) });
    cloud.faults.set(`cam ${action}`, no('UnauthorizedOperation'));
    const live = await adapter.read(scopeOf([]));
    expect(live.unreadable.map(({ address }) => address)).toEqual(hidden);
    expect(live.unreadable[0]?.reason).toBe('told UnauthorizedOperation (UnauthorizedOperation)');
    expect(live.objects.has('cam.policies.operators')).toBe(action === 'ListEntitiesForPolicy');
  });

  test('does not guess between two user groups of one name', async () => {
    const { adapter, cloud } = opened();
    cloud.groups.set('8', 'chat-operators');
    cloud.addPolicy('operators', text, { holders: new Set(['2:7', '1:100000000101']) });
    const other = ['cam', 'policies', 'watchers', 'groups', 'chat-operators'];
    const live = await adapter.read(scopeOf([], { 'cam-policy-group': [other] }));
    const reason =
      'there are two user groups of the name chat-operators, and it cannot be told which one is meant';
    expect(live.unreadable).toEqual([
      { address: 'cam.policies.operators.groups.chat-operators', reason },
      { address: 'cam.policies.watchers.groups.chat-operators', reason },
    ]);
    expect(live.objects.has('cam.policies.operators.users.alice')).toBe(true);
    expect(await adapter.write(attach('policies', 'operators', 'groups', 'chat-operators'))).toEqual({
      ok: false,
      error: { kind: 'refused', code: 'AmbiguousName', message: `${reason}.`, rule: 'CAM-2' },
    });
  });

  test('names somebody who has a policy and no name', async () => {
    const { adapter, cloud } = opened();
    cloud.addPolicy('operators', text, { holders: new Set(['1:100000000199']) });
    const live = await adapter.read(scopeOf([]));
    expect(live.notices).toEqual([
      'operators is attached to 100000000199, which has no name and is left out.',
    ]);
  });
});

describe('writing policies', () => {
  test('creates, changes and deletes', async () => {
    const { adapter, cloud } = opened();
    expect(await adapter.write(policy('create', { document: readOnly }))).toEqual({ ok: true });
    expect(cloud.made('cam CreatePolicy')).toEqual([
      { PolicyName: 'operators', PolicyDocument: JSON.stringify(readOnly) },
    ]);
    expect(await adapter.write(policy('update', { description: 'Look.' }))).toEqual({ ok: true });
    expect(cloud.made('cam UpdatePolicy')).toEqual([{ PolicyId: 5001, Description: 'Look.' }]);
    expect(await adapter.write(policy('update', { description: null }))).toEqual({ ok: true });
    expect(cloud.policy('operators')?.description).toBe('');
    expect(await adapter.write(policy('delete'))).toEqual({ ok: true });
    expect(cloud.made('cam DeletePolicy')).toEqual([{ PolicyId: [5001] }]);
    // Nothing was looked up: the answer to the creation told the ID.
    expect(cloud.made('cam ListPolicies')).toEqual([]);
  });

  test('finds a policy by its name', async () => {
    const { adapter, cloud } = opened();
    cloud.addPolicy('watchers', text);
    cloud.addPolicy('operators', text);
    expect(await adapter.write(policy('update', { document: readOnly }))).toEqual({ ok: true });
    expect(cloud.made('cam UpdatePolicy')).toEqual([
      { PolicyId: 5002, PolicyDocument: JSON.stringify(readOnly) },
    ]);
  });

  test('says that there is none to change (CAM-2), and has nothing to do to delete it', async () => {
    const { adapter, cloud } = opened();
    expect(await adapter.write(policy('update', { description: 'Look.' }))).toEqual({
      ok: false,
      error: {
        kind: 'refused',
        code: 'ResourceNotFound.PolicyIdNotFound',
        message: 'There is no policy operators.',
        rule: 'CAM-2',
      },
    });
    expect(await adapter.write(policy('delete'))).toEqual({ ok: true });
    expect(cloud.made('cam DeletePolicy')).toEqual([]);
  });

  test.each([
    ['FailedOperation.PolicyNameInUse', 'CAM-2'],
    ['FailedOperation.PolicyFull', 'CAM-2'],
    ['InvalidParameter.PolicyNameError', 'CAM-2'],
    ['InvalidParameter.DescriptionLengthOverlimit', 'CAM-2'],
    ['InvalidParameter.PolicyDocumentLengthOverLimit', 'CAM-5'],
    ['InvalidParameter.EffectError', 'CAM-5'],
    ['InvalidParameter.ActionNotExist', 'CAM-5'],
    ['UnauthorizedOperation', undefined],
  ])('a creation that is refused with %s is refused by %s', async (code, rule) => {
    const { adapter, cloud } = opened();
    cloud.faults.set('cam CreatePolicy', no(code));
    expect(await adapter.write(policy('create', { document: readOnly }))).toEqual({
      ok: false,
      error: { kind: 'refused', code, message: `told ${code}`, ...(rule !== undefined && { rule }) },
    });
  });

  test('an answer that was lost stays lost, and one that failed failed', async () => {
    const { adapter, cloud } = opened();
    cloud.faults.set('cam CreatePolicy', no('ClientError.ResponseTimeout', 'lost'));
    const lost = await adapter.write(policy('create', { document: readOnly }));
    expect(lost).toMatchObject({ ok: false, error: { kind: 'lost', code: 'ClientError.ResponseTimeout' } });
    cloud.faults.set('cam CreatePolicy', no('RequestLimitExceeded', 'failed'));
    const failed = await adapter.write(policy('create', { document: readOnly }));
    expect(failed).toMatchObject({ ok: false, error: { kind: 'failed', code: 'RequestLimitExceeded' } });
  });
});

describe('writing attachments', () => {
  test('attaches and detaches sub-accounts and user groups, and presets', async () => {
    const { adapter, cloud } = opened();
    cloud.addPolicy('operators', text);
    cloud.addPolicy('QcloudIMReadOnlyAccess', '{}', { preset: true });
    for (const operation of [
      attach('policies', 'operators', 'users', 'alice'),
      attach('policies', 'operators', 'groups', 'chat-operators'),
      attach('presets', 'QcloudIMReadOnlyAccess', 'users', 'bob'),
    ]) {
      expect(await adapter.write(operation)).toEqual({ ok: true });
    }
    expect([...(cloud.policy('operators')?.holders ?? [])]).toEqual(['1:100000000101', '2:7']);
    expect([...(cloud.policy('QcloudIMReadOnlyAccess')?.holders ?? [])]).toEqual(['1:100000000102']);
    expect(await adapter.write(detach('policies', 'operators', 'users', 'alice'))).toEqual({ ok: true });
    expect(await adapter.write(detach('policies', 'operators', 'groups', 'chat-operators'))).toEqual({
      ok: true,
    });
    expect(cloud.made('cam DetachUserPolicy')).toEqual([{ PolicyId: 5001, DetachUin: 100000000101 }]);
    expect(cloud.made('cam DetachGroupPolicy')).toEqual([{ PolicyId: 5001, DetachGroupId: 7 }]);
  });

  test('looks again for a sub-account that was not there before', async () => {
    const { adapter, cloud } = opened();
    cloud.addPolicy('operators', text);
    await adapter.read(scopeOf([]));
    const carol = attach('policies', 'operators', 'users', 'carol');
    expect(await adapter.write(carol)).toEqual({
      ok: false,
      error: {
        kind: 'refused',
        code: 'ResourceNotFound.UserNotExist',
        message: 'There is no sub-account carol.',
        rule: 'CAM-2',
      },
    });
    cloud.users.set('100000000103', 'carol');
    expect(await adapter.write(carol)).toEqual({ ok: true });
    expect(cloud.made('cam ListUsers').length).toBe(3);
  });

  test('a preset that there is not is refused (CAM-1)', async () => {
    const { adapter } = opened();
    const outcome = await adapter.write(attach('presets', 'QcloudNothing', 'users', 'bob'));
    expect(outcome).toMatchObject({
      error: {
        code: 'ResourceNotFound.PolicyIdNotFound',
        message: 'There is no preset policy QcloudNothing.',
        rule: 'CAM-1',
      },
    });
  });

  test('too many policies of one holder are refused (CAM-2)', async () => {
    const { adapter, cloud } = opened();
    cloud.addPolicy('operators', text);
    cloud.faults.set('cam AttachUserPolicy', no('InvalidParameter.AttachmentFull'));
    const outcome = await adapter.write(attach('policies', 'operators', 'users', 'alice'));
    expect(outcome).toMatchObject({ error: { code: 'InvalidParameter.AttachmentFull', rule: 'CAM-2' } });
  });

  test('detaching has nothing to do where the policy or its holder is gone', async () => {
    const { adapter, cloud } = opened();
    cloud.addPolicy('operators', text);
    expect(await adapter.write(detach('policies', 'watchers', 'users', 'alice'))).toEqual({ ok: true });
    expect(await adapter.write(detach('policies', 'operators', 'users', 'carol'))).toEqual({ ok: true });
    expect(cloud.made('cam DetachUserPolicy')).toEqual([]);
  });

  test('waits for a policy that was just created, and no longer than a minute', async () => {
    const { adapter, cloud, pace } = opened();
    cloud.youth = 9_000;
    await adapter.write(policy('create', { document: readOnly }));
    expect(await adapter.write(attach('policies', 'operators', 'users', 'alice'))).toEqual({ ok: true });
    expect(pace.waited()).toBe(10_000);
    cloud.youth = 600_000;
    const outcome = await adapter.write(attach('policies', 'operators', 'users', 'bob'));
    expect(outcome).toMatchObject({ error: { code: 'InvalidParameter.PolicyIdNotExist', rule: 'CAM-2' } });
    expect(pace.waited()).toBe(60_000);
  });

  test('does not wait for a policy that it did not create', async () => {
    const { adapter, cloud, pace } = opened();
    cloud.addPolicy('operators', text);
    cloud.faults.set('cam AttachUserPolicy', no('InvalidParameter.PolicyIdNotExist'));
    await adapter.write(attach('policies', 'operators', 'users', 'alice'));
    expect(pace.waited()).toBe(0);
  });
});

describe('what was written is waited for in the next reading', () => {
  const named = { 'cam-policy-user': [['cam', 'policies', 'operators', 'users', 'alice']] };

  test('a new policy with an attachment shows, also where CAM takes ten seconds for it', async () => {
    const { adapter, cloud, pace } = opened();
    cloud.lag = 10_000;
    await adapter.write(policy('create', { description: 'Look.', document: readOnly }));
    await adapter.write(attach('policies', 'operators', 'users', 'alice'));
    const live = await adapter.read(scopeOf([], named));
    expect(live.objects.get('cam.policies.operators')?.body.description).toBe('Look.');
    expect(live.objects.has('cam.policies.operators.users.alice')).toBe(true);
    expect(live.notices).toBeUndefined();
    expect(pace.waited()).toBe(10_000);
    // It is waited for once only.
    await adapter.read(scopeOf([], named));
    expect(pace.waited()).toBe(10_000);
  });

  test('an update, a detachment and a deletion show', async () => {
    const { adapter, cloud } = opened();
    cloud.addPolicy('watchers', text);
    cloud.addPolicy('operators', text, { holders: new Set(['1:100000000101']) });
    await adapter.read(scopeOf([]));
    cloud.lag = 10_000;
    const document = { ...readOnly, statement: [{ effect: 'deny', action: '*', resource: '*' }] };
    await adapter.write(policy('update', { document }));
    await adapter.write(detach('policies', 'operators', 'users', 'alice'));
    await adapter.write({
      action: 'delete',
      kind: 'cam-policy',
      segments: ['cam', 'policies', 'watchers'],
      patch: {},
    });
    const live = await adapter.read(scopeOf([]));
    expect([...live.objects.keys()].filter((address) => address.startsWith('cam'))).toEqual([
      'cam.policies.operators',
    ]);
    expect(live.objects.get('cam.policies.operators')?.body.document).toEqual({
      version: '2.0',
      statement: [{ effect: 'deny', action: ['*'], resource: ['*'] }],
    });
  });

  test('what never shows is told, and is taken to be as CAM shows it', async () => {
    const { adapter, cloud, pace } = opened();
    cloud.addPolicy('watchers', text);
    cloud.lag = 3_600_000;
    await adapter.write(policy('create', { document: readOnly }));
    await adapter.write(attach('policies', 'watchers', 'users', 'alice'));
    const live = await adapter.read(scopeOf([]));
    expect(pace.waited()).toBe(60_000);
    expect(live.objects.has('cam.policies.operators')).toBe(false);
    expect(live.notices).toEqual([
      'CAM did not show within a minute what was written of cam.policies.watchers.users.alice. It is taken to be as CAM shows it; read it again later.',
      'CAM did not show within a minute what was written of the policy operators. It is taken to be as CAM shows it; read it again later.',
    ]);
    await adapter.read(scopeOf([]));
    expect(pace.waited()).toBe(60_000);
  });

  test('an update that never shows is waited for once', async () => {
    const { adapter, cloud, pace } = opened();
    cloud.addPolicy('operators', text);
    cloud.lag = 3_600_000;
    await adapter.write(policy('update', { description: 'Look.' }));
    expect((await adapter.read(scopeOf([]))).notices?.length).toBe(1);
    expect(pace.waited()).toBe(60_000);
    expect((await adapter.read(scopeOf([]))).notices).toBeUndefined();
    expect(pace.waited()).toBe(60_000);
  });

  test('the attachments of a deleted policy are not waited for when it is made anew', async () => {
    const { adapter, pace } = opened();
    await adapter.write(policy('create', { document: readOnly }));
    await adapter.write(attach('policies', 'operators', 'users', 'alice'));
    await adapter.write(policy('delete'));
    await adapter.write(policy('create', { document: readOnly }));
    const live = await adapter.read(scopeOf([]));
    expect(live.notices).toBeUndefined();
    expect(pace.waited()).toBe(0);
  });

  test('a reading that is not allowed is not waited for', async () => {
    const { adapter, cloud, pace } = opened();
    await adapter.write(policy('create', { document: readOnly }));
    cloud.faults.set('cam ListPolicies', no('UnauthorizedOperation'));
    await adapter.read(scopeOf([]));
    expect(pace.waited()).toBe(0);
  });
});
