// Tencent's own SDK against the served sandbox: what it sends is accepted, and what it gets it understands.
import { CommonClient } from 'tencentcloud-sdk-nodejs-common';
import { expect, test } from 'vitest';
import { keysOf, uinOf } from '../../../../src/adapters/sandbox/serve/keys.ts';
import type { ServeOptions } from '../../../../src/adapters/sandbox/serve/server.ts';
import { newApp } from '../sandbox.ts';
import { listening } from './listening.ts';
import { account, type Service, versions } from './served.ts';

/** The SDK takes the time from the machine, so the server does too. */
async function withSdk(options: Partial<ServeOptions> = {}, key = keysOf(account)) {
  const pace = { now: Date.now, wait: async () => {} };
  const served = await listening({ pace, ...options });
  const client = (service: Service) =>
    new CommonClient(served.host, versions[service], {
      credential: key,
      region: 'ap-singapore',
      profile: { httpProfile: { protocol: 'http://', endpoint: served.host, reqTimeout: 5 } },
    });
  const call = (service: Service, action: string, request: object = {}) =>
    client(service).request(action, request) as Promise<Record<string, unknown>>;
  return { ...served, call };
}

const document = '{"version":"2.0","statement":[{"effect":"allow","action":"name/im:*","resource":"*"}]}';
const alice = uinOf(account, 'alice');

test('CAM: a policy is created, attached and listed', async () => {
  const { call } = await withSdk();
  const made = await call('cam', 'CreatePolicy', {
    PolicyName: 'support',
    PolicyDocument: document,
    Description: 'Für den Support 客服',
  });
  expect(made).toEqual({ PolicyId: 100001, RequestId: expect.any(String) });
  await call('cam', 'AttachUserPolicy', { PolicyId: 100001, AttachUin: alice });
  expect(await call('cam', 'ListPolicies', { Scope: 'Local' })).toMatchObject({
    TotalNum: 1,
    List: [{ PolicyName: 'support', Description: 'Für den Support 客服', Attachments: 1 }],
  });
  expect(await call('cam', 'ListAttachedUserPolicies', { TargetUin: alice })).toMatchObject({ TotalNum: 1 });
});

test('Tag: an app gets tags, and is found by them', async () => {
  const { call, sandbox } = await withSdk();
  const Resource = `qcs::im::uin/:sdkappid/${await newApp(sandbox)}`;
  const tag = { TagKey: 'team', TagValue: 'support' };
  await call('tag', 'TagResources', { ResourceList: [Resource], Tags: [tag] });
  expect(
    await call('tag', 'GetResources', { TagFilters: [{ TagKey: 'team', TagValue: ['support'] }] }),
  ).toMatchObject({
    ResourceTagMappingList: [{ Resource: `qcs::im::uin/${account}:sdkappid/1400000001`, Tags: [tag] }],
  });
});

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'ok',
    ({ code, requestId }: { code?: string; requestId?: string }) => (requestId ? code : 'no RequestId'),
  );

test('errors come with their codes', async () => {
  const { call } = await withSdk();
  expect(await codeOf(call('cam', 'GetPolicy', { PolicyId: 9 }))).toBe('ResourceNotFound.PolicyIdNotFound');
  expect(await codeOf(call('cam', 'GetPolicy', {}))).toBe('MissingParameter');
  expect(await codeOf(call('cam', 'Fly', {}))).toBe('InvalidAction');
});

test('a wrong key is told from an unknown one', async () => {
  const { secretId, secretKey } = keysOf(account);
  const wrong = await withSdk({}, { secretId, secretKey: `${secretKey}x` });
  expect(await codeOf(wrong.call('cam', 'ListUsers'))).toBe('AuthFailure.SignatureFailure');
  const unknown = await withSdk({}, { secretId: 'AKIDnobody', secretKey });
  expect(await codeOf(unknown.call('cam', 'ListUsers'))).toBe('AuthFailure.SecretIdNotFound');
});

test('what comes too fast is turned away', async () => {
  // A clock that stands still, at a time that the SDK's signatures fit to.
  const now = Date.now();
  const { call } = await withSdk({ limits: 'real', pace: { now: () => now, wait: async () => {} } });
  for (let n = 0; n < 20; n++) expect(await codeOf(call('cam', 'GetUserAppId'))).toBe('ok');
  expect(await codeOf(call('cam', 'GetUserAppId'))).toBe('RequestLimitExceeded');
});
