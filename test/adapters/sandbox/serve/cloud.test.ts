// The transport of the Cloud API: who may call, in which form, and what the envelope is (api.md §2.1).
import { expect, test } from 'vitest';
import { keysOf } from '../../../../src/adapters/sandbox/serve/keys.ts';
import { account, newServed, type Signed, serverStart } from './served.ts';

test('the same account always has the same keys, and another account others', () => {
  expect(keysOf(account)).toEqual(keysOf(account));
  expect(keysOf(account).secretId).toMatch(/^AKID[A-Za-z0-9]{32}$/);
  expect(keysOf(account).secretKey).toMatch(/^[A-Za-z0-9]{32}$/);
  expect(keysOf('100000000002').secretId).not.toBe(keysOf(account).secretId);
  expect(keysOf('100000000002').secretKey).not.toBe(keysOf(account).secretKey);
});

test('a signed call is answered with status 200, its fields and a RequestId', async () => {
  const { app, cloudRequest } = await newServed();
  const response = await app.fetch(cloudRequest('cam', 'GetUserAppId', '{}'));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const { Response } = (await response.json()) as { Response: Record<string, unknown> };
  expect(Object.keys(Response).sort()).toEqual(['AppId', 'OwnerUin', 'RequestId', 'Uin']);
  expect(Response.Uin).toBe(account);
});

test('an error has status 200 too, with code, message and RequestId', async () => {
  const { app, cloudRequest } = await newServed();
  const response = await app.fetch(cloudRequest('cam', 'GetUser', '{"Name":"carol"}'));
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    Response: {
      Error: { Code: 'ResourceNotFound.UserNotExist', Message: 'There is no such sub-account.' },
      RequestId: expect.any(String),
    },
  });
});

const transport: [title: string, signed: Signed, code: string][] = [
  ['PUT', { method: 'PUT' }, 'UnsupportedProtocol'],
  ['GET', { method: 'GET' }, 'UnsupportedProtocol'],
  ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 'InvalidParameter'],
  ['no Content-Type', { headers: { 'content-type': '' } }, 'InvalidParameter'],
  ['no X-TC-Action', { headers: { 'x-tc-action': undefined } }, 'MissingParameter'],
  ['no X-TC-Version', { headers: { 'x-tc-version': undefined } }, 'MissingParameter'],
  ['a version that no service has', { headers: { 'x-tc-version': '2017-03-12' } }, 'NoSuchVersion'],
  ['an action that is not there', { headers: { 'x-tc-action': 'CreateUniverse' } }, 'InvalidAction'],
  ['an action of every object', { headers: { 'x-tc-action': 'constructor' } }, 'InvalidAction'],
  ['an action of another service', { headers: { 'x-tc-action': 'GetResources' } }, 'InvalidAction'],
];
test.each(transport)('%s is refused', async (_, signed, code) => {
  const { cloud } = await newServed();
  expect(await cloud('cam', 'ListUsers', {}, signed)).toBe(code);
});

const seconds = serverStart / 1000;
const signatures: [title: string, signed: Signed, code: string][] = [
  ['no Authorization', { headers: { authorization: undefined } }, 'AuthFailure.InvalidAuthorization'],
  [
    'an Authorization of the old kind',
    { headers: { authorization: 'HmacSHA256 abc' } },
    'AuthFailure.InvalidAuthorization',
  ],
  ['the SecretId of another account', keysOf('100000000002'), 'AuthFailure.SecretIdNotFound'],
  [
    'the SecretKey of another account',
    { secretKey: keysOf('100000000002').secretKey },
    'AuthFailure.SignatureFailure',
  ],
  ['a signature over another body', { signedBody: '{"Rp":1}' }, 'AuthFailure.SignatureFailure'],
  ['a call for another host', { headers: { host: 'localhost:8700' } }, 'AuthFailure.SignatureFailure'],
  ['a signature for another service', { service: 'tag' }, 'AuthFailure.SignatureFailure'],
  [
    'a timestamp that was not signed',
    { headers: { 'x-tc-timestamp': String(seconds + 1) } },
    'AuthFailure.SignatureFailure',
  ],
  ['a signature 301 s old', { timestamp: seconds - 301 }, 'AuthFailure.SignatureExpire'],
  ['a signature of 301 s later', { timestamp: seconds + 301 }, 'AuthFailure.SignatureExpire'],
  ['no timestamp', { headers: { 'x-tc-timestamp': undefined } }, 'AuthFailure.SignatureExpire'],
  [
    'a session token, which keys of an account have not',
    { headers: { 'x-tc-token': 'abc' } },
    'AuthFailure.TokenFailure',
  ],
];
test.each(signatures)('%s is refused, and nothing is looked at', async (_, signed, code) => {
  const { cloud, sandbox } = await newServed();
  const policy = {
    PolicyName: 'support',
    PolicyDocument: '{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"}]}',
  };
  expect(await cloud('cam', 'CreatePolicy', policy, signed)).toBe(code);
  expect(sandbox.log()).toEqual([]);
});

const accepted: [title: string, signed: Signed][] = [
  ['300 s old', { timestamp: seconds - 300 }],
  ['of 300 s later', { timestamp: seconds + 300 }],
  ['for the first label of the host, as the SDK makes it', { service: '127' }],
  [
    'for the host without its port, as the SDK makes it',
    { host: '127.0.0.1', headers: { host: '127.0.0.1:8700' } },
  ],
  ['for localhost', { host: 'localhost:8700', service: 'localhost' }],
];
test.each(accepted)('a signature %s is accepted', async (_, signed) => {
  const { cloud } = await newServed();
  expect(await cloud('cam', 'GetUserAppId', {}, signed)).toMatchObject({ Uin: account });
});

const requests: [title: string, action: string, body: string, code: string][] = [
  ['no JSON', 'GetPolicy', '{"PolicyId":', 'InvalidParameter'],
  ['a list', 'GetPolicy', '[]', 'InvalidParameter'],
  ['a parameter nobody knows', 'GetPolicy', '{"PolicyId":1,"Colour":1}', 'UnknownParameter'],
  ['a parameter of every object', 'GetPolicy', '{"PolicyId":1,"__proto__":{}}', 'UnknownParameter'],
  ['no PolicyId', 'GetPolicy', '{}', 'MissingParameter'],
  ['a PolicyId as text', 'GetPolicy', '{"PolicyId":"1"}', 'InvalidParameter'],
  ['a PolicyId that is no whole number', 'GetPolicy', '{"PolicyId":1.5}', 'InvalidParameter'],
  ['a PolicyId of null', 'GetPolicy', '{"PolicyId":null}', 'InvalidParameter'],
  [
    'a PolicyId beyond 2^53',
    'GetPolicy',
    '{"PolicyId":9007199254740993}',
    'ResourceNotFound.PolicyIdNotFound',
  ],
  ['a number for a text', 'GetUser', '{"Name":7}', 'InvalidParameter'],
  ['one number for a list', 'DeletePolicy', '{"PolicyId":1}', 'InvalidParameter'],
  ['a text in a list of numbers', 'DeletePolicy', '{"PolicyId":["1"]}', 'InvalidParameter'],
];
test.each(requests)('a request with %s is refused', async (_, action, body, code) => {
  const { app, cloudRequest } = await newServed();
  const response = await app.fetch(cloudRequest('cam', action, body));
  expect(await response.json()).toMatchObject({ Response: { Error: { Code: code } } });
});

test('a parameter inside a list of maps is checked like the others', async () => {
  const { cloud } = await newServed();
  const tagged = (tag: unknown) =>
    cloud('tag', 'TagResources', { ResourceList: ['qcs::im::uin/:sdkappid/1400000001'], Tags: [tag] });
  expect(await tagged({ TagKey: 'team' })).toBe('MissingParameter');
  expect(await tagged({ TagKey: 'team', TagValue: 'support', Colour: 'red' })).toBe('UnknownParameter');
  expect(await tagged({ TagKey: 'team', TagValue: 7 })).toBe('InvalidParameter');
  expect(await tagged('team')).toBe('InvalidParameter');
});

test('the app list of cim is the account’s', async () => {
  const { cloud, sandbox } = await newServed();
  expect(await cloud('cim', 'DescribeSdkAppid')).toEqual({ SdkAppids: [] });
  await sandbox.console.call('RegisterApp', { name: 'Acme Support' });
  await sandbox.console.call('RegisterApp', { name: 'Acme Lobby' });
  expect(await cloud('cim', 'DescribeSdkAppid')).toEqual({ SdkAppids: [1400000001, 1400000002] });
});
