// The client of API 3.0: what it sends, how it reads envelopes and errors, and what it tries again.
import { describe, expect, test } from 'vitest';
import { type CloudOptions, cloudApi } from '../../../src/adapters/tencent/cloud-api.ts';
import { verifyTc3 } from '../../../src/adapters/tencent/tc3.ts';
import type { CloudApi, WireMap } from '../../../src/adapters/tencent/wire.ts';
import { virtualTime } from '../../support/virtual-time.ts';
import { type Arrived, type Sent, serve } from './loopback.ts';

const credentials = { secretId: 'AKIDEXAMPLE', secretKey: 'NEVERSHOWNKEY' };
const temporary = { ...credentials, token: 'NEVERSHOWNTOKEN' };

const answered = (fields: object): Sent => ({ body: { Response: { ...fields, RequestId: 'c0ffee-1' } } });
const refusedWith = (Code: string, Message = 'said by the server') => answered({ Error: { Code, Message } });

/** A client and its server, in a time of their own. */
async function open(answer: (request: Arrived, index: number) => Sent, options: Partial<CloudOptions> = {}) {
  const time = virtualTime();
  const { origin, arrived } = await serve(answer);
  const cloud = cloudApi({ credentials, site: 'china', endpoint: origin, fetch, pace: time, ...options });
  const call = (...given: Parameters<CloudApi['call']>) => time.run(cloud.call(...given));
  return { call, cloud, arrived, time, origin };
}

/** How a call ends whose server answers so. */
async function endOf(
  answer: (index: number) => Sent,
  action = 'DeletePolicy',
  options: Partial<CloudOptions> = {},
) {
  const { call, arrived, origin } = await open((_, index) => answer(index), options);
  const reply = await call('cam', action, {});
  expect(JSON.stringify(reply)).not.toContain('NEVERSHOWN');
  const error = reply.ok
    ? undefined
    : { ...reply.error, message: reply.error.message.replaceAll(new URL(origin).host, 'HOST') };
  return { error, calls: arrived.length };
}

test('a call is signed, and has the headers of its API (api.md §2.1)', async () => {
  const { call, arrived, time } = await open(() => answered({ PolicyId: 1 }));
  await call('tag', 'TagResources', { ResourceList: ['qcs::im::uin/1:sdkappid/1400000001'], Tags: [] });
  const [{ method, url, headers, body } = expect.fail('nothing arrived')] = arrived;
  expect({ method, url, body }).toEqual({
    method: 'POST',
    url: '/',
    body: '{"ResourceList":["qcs::im::uin/1:sdkappid/1400000001"],"Tags":[]}',
  });
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'x-tc-action': 'TagResources',
    'x-tc-version': '2018-08-13',
    'x-tc-timestamp': '1700000000',
    'x-tc-language': 'en-US',
  });
  expect(headers).not.toHaveProperty('x-tc-token');
  expect(headers).not.toHaveProperty('x-tc-region');
  const header = (name: string) => headers[name]?.toString();
  expect(verifyTc3({ method, query: '', header, body }, () => credentials.secretKey, time.now())).toEqual({
    ok: true,
    secretId: 'AKIDEXAMPLE',
    service: 'tag',
  });
});

test('temporary keys send their token', async () => {
  const { call, arrived } = await open(() => answered({}), { credentials: temporary });
  await call('cam', 'ListUsers', {});
  expect(arrived[0]?.headers).toMatchObject({
    'x-tc-token': 'NEVERSHOWNTOKEN',
    'x-tc-version': '2019-01-16',
  });
});

test.each([
  ['china', 'cam', 'https://cam.tencentcloudapi.com/'],
  ['china', 'tag', 'https://tag.tencentcloudapi.com/'],
  ['international', 'cam', 'https://cam.intl.tencentcloudapi.com/'],
  ['international', 'cim', 'https://cim.intl.tencentcloudapi.com/'],
] as const)('at the site %s, %s is at %s', async (site, service, address) => {
  const asked: string[] = [];
  const time = virtualTime();
  const record = async (url: unknown) => {
    asked.push(String(url));
    return Response.json({ Response: { RequestId: 'c0ffee-1' } });
  };
  const cloud = cloudApi({ credentials, site, fetch: record as typeof fetch, pace: time });
  expect(await time.run(cloud.call(service, 'ListUsers', {}))).toMatchObject({ ok: true });
  expect(asked).toEqual([address]);
});

test.each([
  'http://cam.example.com',
  'cam.example.com',
  'https://alice:secret@cam.example.com',
  'https://cam.example.com/api',
])('the endpoint %s is none', (endpoint) => {
  expect(() => cloudApi({ credentials, site: 'china', endpoint, fetch, pace: virtualTime() })).toThrow(
    RangeError,
  );
});

test('IDs beyond 2^53 go there and come back with all their digits', async () => {
  const { call, arrived } = await open(() => ({
    body: '{"Response":{"PolicyId":9007199254740993,"RequestId":"c0ffee-1"}}',
  }));
  expect(await call('cam', 'GetPolicy', { PolicyId: 9007199254740993n })).toEqual({
    ok: true,
    body: { PolicyId: 9007199254740993n, RequestId: 'c0ffee-1' },
  });
  expect(arrived[0]?.body).toBe('{"PolicyId":9007199254740993}');
});

test('a body that API 3.0 does not take is not sent', async () => {
  const { call, arrived } = await open(() => answered({}));
  expect(await call('cam', 'CreatePolicy', { PolicyDocument: 'x'.repeat(10 * 1024 * 1024) })).toEqual({
    ok: false,
    error: {
      kind: 'failed',
      code: 'ClientError.RequestTooLarge',
      message: 'cam CreatePolicy would have more than 10485760 bytes, which API 3.0 does not take',
    },
  });
  expect(arrived).toHaveLength(0);
});

describe('envelopes', () => {
  test.each<[string, unknown, string]>([
    ['no Response', { RequestId: 'c0ffee-1' }, 'has no Response: is this the address of API 3.0?'],
    ['a Response that is a list', { Response: [] }, 'has no Response: is this the address of API 3.0?'],
    ['no RequestId', { Response: {} }, 'has no RequestId: is this the address of API 3.0?'],
    [
      'an Error without a Code',
      { Response: { Error: { Message: 'no' }, RequestId: 'c0ffee-1' } },
      'has an Error without a Code',
    ],
    [
      'a Code that is none',
      { Response: { Error: { Code: '\u001b[2J' }, RequestId: 'c0ffee-1' } },
      'has an Error without a Code',
    ],
  ])('%s is named', async (_, body, message) => {
    const { error } = await endOf(() => ({ body }));
    expect(error).toEqual({
      kind: 'lost',
      code: 'ClientError.BadEnvelope',
      message: `the answer to cam DeletePolicy ${message}`,
    });
  });
});

describe('errors of writes', () => {
  test.each([
    ['FailedOperation.PolicyNameInUse', 'refused'],
    ['InvalidParameter.PolicyDocumentError', 'refused'],
    ['ResourceNotFound.PolicyIdNotFound', 'refused'],
    ['ResourceInUse.TagDuplicate', 'refused'],
    ['RequestLimitExceeded', 'failed'],
    ['RequestLimitExceeded.UinLimitExceeded', 'failed'],
    ['ResourceInUse', 'failed'],
    ['ResourceUnavailable', 'failed'],
    ['ResourceUnavailableForever', 'refused'],
  ])('%s: %s', async (code, kind) => {
    expect(await endOf(() => refusedWith(code))).toEqual({
      error: { kind, code, message: 'cam DeletePolicy: said by the server' },
      calls: 1,
    });
  });

  test('an internal error may have come after the write, and names the request', async () => {
    expect((await endOf(() => refusedWith('InternalError.SystemError'))).error).toEqual({
      kind: 'lost',
      code: 'InternalError.SystemError',
      message: 'cam DeletePolicy: said by the server (request c0ffee-1)',
    });
  });

  test('what the server says is one line that can be shown, without keys', async () => {
    const said = `no\u001b[2J\nfor ${temporary.secretKey}, ${temporary.token}, AKIDEXAMPLE ${'x'.repeat(600)}`;
    const { error } = await endOf(() => refusedWith('FailedOperation', said), 'CreatePolicy', {
      credentials: temporary,
    });
    expect(error?.message).toMatch(/^cam CreatePolicy: no\\u001b\[2J for \*\*\*, \*\*\*, \*\*\* x+…$/);
    expect(error?.message.length).toBeLessThan(530);
  });

  test('an error without words has some', async () => {
    expect((await endOf(() => refusedWith('FailedOperation', ''))).error?.message).toBe(
      'cam DeletePolicy: no reason was given',
    );
  });
});

describe('keys that are not taken', () => {
  test.each([
    [
      'AuthFailure.SecretIdNotFound',
      credentials,
      'the SecretId (TENCENTCLOUD_SECRET_ID) is not known: was the key deleted or disabled, or is it of the other site?',
    ],
    [
      'AuthFailure.InvalidSecretId',
      temporary,
      'the SecretId (TENCENTCLOUD_SECRET_ID) is not known: temporary keys run out, so get new ones',
    ],
    [
      'AuthFailure.SignatureFailure',
      credentials,
      'the signature is not accepted: the SecretKey (TENCENTCLOUD_SECRET_KEY) does not belong to the SecretId',
    ],
    [
      'AuthFailure.TokenFailure',
      temporary,
      'the session token (TENCENTCLOUD_SECURITY_TOKEN, or TENCENTCLOUD_TOKEN) has expired or belongs to another key: get new temporary keys',
    ],
    [
      'AuthFailure.TokenFailure',
      credentials,
      'a session token is missing: the keys are temporary ones, so set TENCENTCLOUD_SECURITY_TOKEN',
    ],
    [
      'AuthFailure.MFAFailure',
      credentials,
      'cam DeletePolicy asks for multi-factor authentication, which a key cannot give: allow it for this key in CAM',
    ],
    [
      'AuthFailure.UnauthorizedOperation',
      credentials,
      'CAM does not allow this key to call cam DeletePolicy: its policies need name/cam:DeletePolicy (said by the server)',
    ],
    [
      'UnauthorizedOperation',
      credentials,
      'CAM does not allow this key to call cam DeletePolicy: its policies need name/cam:DeletePolicy (said by the server)',
    ],
  ])('%s says what to do', async (code, keys, message) => {
    const end = await endOf(() => refusedWith(code), 'DeletePolicy', { credentials: keys });
    expect(end).toEqual({ error: { kind: 'refused', code, message }, calls: 1 });
  });

  // The clock of this machine stands at 2023-11-14T22:13:20Z.
  test.each([
    [
      'Tue, 14 Nov 2023 22:23:20 GMT',
      "this machine's clock is 10 minutes behind the server's, and may be off by 5 minutes",
    ],
    [
      'Tue, 14 Nov 2023 22:11:41 GMT',
      "this machine's clock is 99 s ahead of the server's, and may be off by 5 minutes",
    ],
    [
      'Tue, 14 Nov 2023 14:13:20 GMT',
      "this machine's clock is 8 hours ahead of the server's, and may be off by 5 minutes",
    ],
    ['today', "set this machine's clock, which may be off by at most 5 minutes"],
  ])('an expired signature says how far the clock is off (server: %s)', async (date, advice) => {
    const { error } = await endOf(() => ({
      ...refusedWith('AuthFailure.SignatureExpire'),
      headers: { date },
    }));
    expect(error?.message).toBe(`the signature counts as expired: ${advice}`);
  });

  test('a call that reads is not tried again with a key that is not taken', async () => {
    expect(await endOf(() => refusedWith('AuthFailure.SignatureFailure'), 'ListUsers')).toMatchObject({
      calls: 1,
    });
  });
});

describe('tries', () => {
  test.each([
    ['throttled', refusedWith('RequestLimitExceeded')],
    ['an internal error', refusedWith('InternalError')],
    ['a fault of the server', { status: 503 }],
    ['half of an answer', { body: '{"Response":' }],
    ['a page of a gateway', { headers: { 'content-type': 'text/html' }, body: '<html>' }],
  ])('a call that reads is tried again: %s', async (_, sent) => {
    const { error, calls } = await endOf((index) => (index < 5 ? sent : answered({})), 'ListPolicies');
    expect({ error, calls }).toEqual({ error: undefined, calls: 6 });
  });

  test('six times at most, and then it failed: a call that reads is never lost', async () => {
    expect(await endOf(() => ({ status: 503 }), 'GetPolicy')).toEqual({
      error: {
        kind: 'failed',
        code: 'ClientError.HttpStatusCodeError',
        message: 'HOST answered with HTTP 503',
      },
      calls: 6,
    });
  });

  test('what will not pass is not tried again', async () => {
    expect(await endOf(() => ({ body: {} }), 'DescribeTags')).toMatchObject({
      error: { kind: 'failed' },
      calls: 1,
    });
    expect(await endOf(() => refusedWith('ResourceNotFound.UserNotExist'), 'GetUser')).toMatchObject({
      calls: 1,
    });
  });

  test.each([
    ['throttled', refusedWith('RequestLimitExceeded'), 'failed'],
    ['an internal error', refusedWith('InternalError'), 'lost'],
    ['a fault of the server', { status: 503 }, 'lost'],
  ] as const)('a call that writes is never tried again: %s', async (_, sent, kind) => {
    expect(await endOf(() => sent, 'GettyPolicy')).toMatchObject({ error: { kind }, calls: 1 });
  });

  test('waits are random, up to 0.5, 1, 2, 4 and 8 s; each try is signed anew', async () => {
    const time = virtualTime();
    const waits: number[] = [];
    const wait = (ms: number) => {
      waits.push(ms);
      return time.wait(ms);
    };
    const pace = { now: time.now, random: () => 0.999, wait };
    const { cloud, arrived } = await open(() => refusedWith('RequestLimitExceeded'), { pace });
    await time.run(cloud.call('cam', 'ListUsers', {}));
    expect(waits.map(Math.round)).toEqual([500, 999, 1998, 3996, 7992]);
    expect(arrived.map(({ headers }) => headers['x-tc-timestamp'])).toEqual([
      '1700000000',
      '1700000000',
      '1700000001',
      '1700000003',
      '1700000007',
      '1700000015',
    ]);
  });
});

describe('limits', () => {
  const starts = async (calls: readonly [Parameters<CloudApi['call']>[0], string][]) => {
    const time = virtualTime();
    const begin = time.now();
    const at: number[] = [];
    const record = async () => {
      at.push(time.now() - begin);
      return Response.json({ Response: { RequestId: 'c0ffee-1' } });
    };
    const cloud = cloudApi({ credentials, site: 'china', fetch: record as typeof fetch, pace: time });
    await time.run(Promise.all(calls.map(([service, action]) => cloud.call(service, action, {} as WireMap))));
    return at.at(-1) ?? 0;
  };
  const times = (count: number, service: 'cam' | 'tag' | 'cim', action: string) =>
    Array.from({ length: count }, (): [typeof service, string] => [service, action]);

  // The first starts at once, so that 101 calls at 20 a second take 5 s, and 8 % more.
  test('CAM: 10 writes a second, whatever they are (api.md §2.2)', async () => {
    const end = await starts([...times(50, 'cam', 'CreatePolicy'), ...times(51, 'cam', 'AttachUserPolicy')]);
    expect(Math.round(end / 100)).toBe(108);
  });

  test('CAM: 20 reads a second beside them', async () => {
    const end = await starts([...times(50, 'cam', 'CreatePolicy'), ...times(101, 'cam', 'GetPolicy')]);
    expect(Math.round(end / 100)).toBe(54);
  });

  test('tags: 20 a second of each action (api.md §2.3)', async () => {
    const end = await starts([...times(101, 'tag', 'TagResources'), ...times(101, 'tag', 'UnTagResources')]);
    expect(Math.round(end / 100)).toBe(54);
  });

  test('cim: 20 a second', async () => {
    expect(Math.round((await starts(times(101, 'cim', 'DescribeSdkAppid'))) / 100)).toBe(54);
  });
});
