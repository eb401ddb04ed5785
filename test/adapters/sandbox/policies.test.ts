import { expect, test } from 'vitest';
import type { Json, JsonMap } from '../../../src/json.ts';
import { bodyAt, done, newSandbox, refused, show } from './sandbox.ts';

const statement: JsonMap = { effect: 'allow', action: ['name/im:*'], resource: ['*'] };
const document: JsonMap = { version: '2.0', statement: [statement] };
const operators: JsonMap = { policyName: 'support-operators', description: 'Runs the support app', document };

test('CAM-2: a policy is made, changed and deleted', async () => {
  const sandbox = await newSandbox();
  await done(sandbox, 'CreatePolicy', operators);
  expect(await bodyAt(sandbox, 'cam.policies.support-operators')).toEqual({
    description: 'Runs the support app',
    document,
  });
  const readOnly = { version: '2.0', statement: [{ ...statement, action: 'name/im:Describe*' }] };
  await done(sandbox, 'UpdatePolicy', { policyName: 'support-operators', document: readOnly });
  await done(sandbox, 'UpdatePolicy', { policyName: 'support-operators', description: null });
  expect(await bodyAt(sandbox, 'cam.policies.support-operators')).toEqual({
    description: '',
    document: readOnly,
  });
  await done(sandbox, 'DeletePolicy', { policyName: 'support-operators' });
  expect(await bodyAt(sandbox, 'cam.policies.support-operators')).toBeUndefined();
  expect(await refused(sandbox, 'DeletePolicy', { policyName: 'support-operators' })).toBe(
    'ResourceNotFound.PolicyIdNotFound CAM-2',
  );
});

test('CAM-2: the name of a policy is unique, presets counted in', async () => {
  const sandbox = await newSandbox();
  await done(sandbox, 'CreatePolicy', operators);
  const answer = 'FailedOperation.PolicyNameInUse CAM-2';
  expect(await refused(sandbox, 'CreatePolicy', operators)).toBe(answer);
  expect(await refused(sandbox, 'CreatePolicy', { ...operators, policyName: 'QcloudIMReadOnlyAccess' })).toBe(
    answer,
  );
});

test.each(['', 'support operators', 'support/operators', 'p'.repeat(129)])(
  'CAM-2: “%s” is no name of a policy',
  async (policyName) => {
    const sandbox = await newSandbox();
    expect(await refused(sandbox, 'CreatePolicy', { ...operators, policyName })).toBe(
      'InvalidParameter.PolicyNameError CAM-2',
    );
  },
);

test.each<[string, Json]>([
  ['PolicyDocumentError', 'allow everything'],
  ['PolicyDocumentError', null],
  ['PolicyDocumentError', [statement]],
  ['PolicyDocumentError', { ...document, id: 'support' }],
  ['VersionError', { statement: [statement] }],
  ['VersionError', { ...document, version: 2 }],
  ['StatementError', { version: '2.0' }],
  ['StatementError', { version: '2.0', statement: [] }],
  ['StatementError', { version: '2.0', statement }],
  ['StatementError', { version: '2.0', statement: ['allow'] }],
  ['StatementError', { version: '2.0', statement: [{ ...statement, actions: '*' }] }],
  ['EffectError', { version: '2.0', statement: [{ ...statement, effect: 'Allow' }] }],
  ['ActionMiss', { version: '2.0', statement: [{ effect: 'allow', resource: '*' }] }],
  ['ActionError', { version: '2.0', statement: [{ ...statement, action: [] }] }],
  ['ResourceError', { version: '2.0', statement: [{ effect: 'allow', action: '*' }] }],
  ['ConditionError', { version: '2.0', statement: [{ ...statement, condition: 'env=prod' }] }],
  ['PrincipalError', { version: '2.0', statement: [{ ...statement, principal: '*' }] }],
])('CAM-5: %s: %o', async (code, wrong) => {
  const sandbox = await newSandbox();
  const answer = `InvalidParameter.${code} CAM-5`;
  expect(await refused(sandbox, 'CreatePolicy', { ...operators, document: wrong })).toBe(answer);
  await done(sandbox, 'CreatePolicy', operators);
  expect(await refused(sandbox, 'UpdatePolicy', { ...operators, document: wrong })).toBe(answer);
});

test('CAM-5: a document has at most 6144 characters, blanks not counted', async () => {
  const sandbox = await newSandbox();
  const withAction = (action: string) => ({
    version: '2.0',
    statement: [{ ...statement, action: [action] }],
  });
  const rest = JSON.stringify(withAction('')).length;
  const full = withAction('a'.repeat(6144 - rest));
  const spaced = withAction(`${'a'.repeat(6144 - rest)}   `);
  await done(sandbox, 'CreatePolicy', { policyName: 'full', document: full });
  await done(sandbox, 'CreatePolicy', { policyName: 'spaced', document: spaced });
  const over = withAction('a'.repeat(6145 - rest));
  expect(await refused(sandbox, 'CreatePolicy', { policyName: 'over', document: over })).toBe(
    'InvalidParameter.PolicyDocumentLengthOverLimit CAM-5',
  );
});

test('CAM-2: a description has at most 300 bytes', async () => {
  const sandbox = await newSandbox();
  await done(sandbox, 'CreatePolicy', { ...operators, description: '客'.repeat(100) });
  expect(await refused(sandbox, 'UpdatePolicy', { ...operators, description: '客'.repeat(101) })).toBe(
    'InvalidParameter.DescriptionLengthOverlimit CAM-2',
  );
});

test('CAM-2: policies, also presets, are attached to users and groups, and detached again', async () => {
  const sandbox = await newSandbox();
  await done(sandbox, 'CreatePolicy', operators);
  const attached = async () =>
    [...(await show(sandbox)).objects.values()].filter(({ segments }) => segments.length === 5);
  await done(sandbox, 'AttachUserPolicy', { policyName: 'support-operators', userName: 'alice' });
  await done(sandbox, 'AttachUserPolicy', { policyName: 'support-operators', userName: 'alice' });
  await done(sandbox, 'AttachGroupPolicy', { policyName: 'support-operators', groupName: 'chat-operators' });
  await done(sandbox, 'AttachUserPolicy', { policyName: 'QcloudIMReadOnlyAccess', userName: 'auditor' });
  expect(await attached()).toEqual([
    {
      kind: 'cam-preset-user',
      segments: ['cam', 'presets', 'QcloudIMReadOnlyAccess', 'users', 'auditor'],
      body: {},
      facts: {},
    },
    {
      kind: 'cam-policy-group',
      segments: ['cam', 'policies', 'support-operators', 'groups', 'chat-operators'],
      body: {},
      facts: {},
    },
    {
      kind: 'cam-policy-user',
      segments: ['cam', 'policies', 'support-operators', 'users', 'alice'],
      body: {},
      facts: {},
    },
  ]);
  await done(sandbox, 'DetachUserPolicy', { policyName: 'QcloudIMReadOnlyAccess', userName: 'auditor' });
  expect(
    await refused(sandbox, 'DetachUserPolicy', { policyName: 'support-operators', userName: 'bob' }),
  ).toBe('ResourceNotFound.NotFound CAM-2');
});

test('CAM-2: a policy that is attached can be deleted, and the attachments go with it', async () => {
  const sandbox = await newSandbox();
  await done(sandbox, 'CreatePolicy', operators);
  await done(sandbox, 'AttachUserPolicy', { policyName: 'support-operators', userName: 'alice' });
  await done(sandbox, 'AttachUserPolicy', { policyName: 'QcloudAVCFullAccess', userName: 'alice' });
  await done(sandbox, 'DeletePolicy', { policyName: 'support-operators' });
  await done(sandbox, 'CreatePolicy', operators);
  expect([...(await show(sandbox)).objects.keys()]).toEqual([
    'cam.policies.support-operators',
    'cam.presets.QcloudAVCFullAccess.users.alice',
  ]);
});

test.each([
  [
    'AttachUserPolicy',
    { policyName: 'support-operators', userName: 'carol' },
    'ResourceNotFound.UserNotExist',
  ],
  [
    'AttachGroupPolicy',
    { policyName: 'support-operators', groupName: 'alice' },
    'ResourceNotFound.GroupNotExist',
  ],
  [
    'AttachUserPolicy',
    { policyName: 'QcloudIMFullAccess', userName: 'alice' },
    'ResourceNotFound.PolicyIdNotFound',
  ],
  ['DetachUserPolicy', { policyName: 'gone', userName: 'alice' }, 'ResourceNotFound.PolicyIdNotFound'],
  ['UpdatePolicy', { policyName: 'gone', description: 'No more' }, 'ResourceNotFound.PolicyIdNotFound'],
])('CAM-2: %s %o names something that is not there', async (action, request, code) => {
  const sandbox = await newSandbox();
  await done(sandbox, 'CreatePolicy', operators);
  expect(await refused(sandbox, action, request)).toBe(`${code} CAM-2`);
});

test.each(['UpdatePolicy', 'DeletePolicy'])('CAM-1: %s does not touch a preset policy', async (action) => {
  const sandbox = await newSandbox();
  expect(await refused(sandbox, action, { policyName: 'QcloudAVCFullAccess' })).toBe(
    'InvalidParameter.PolicyIdError CAM-1',
  );
});

test('CAM-1: the directory has the users, the groups and the two presets', async () => {
  const sandbox = await newSandbox();
  expect((await show(sandbox)).directory).toEqual({
    users: ['alice', 'auditor', 'bob'],
    groups: ['chat-operators'],
    presets: ['QcloudAVCFullAccess', 'QcloudIMReadOnlyAccess'],
  });
});
