// Signatures of API 3.0: known ones, those of Tencent's own SDK, and what a server takes and refuses.

import { createHash, createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { CommonClient } from 'tencentcloud-sdk-nodejs-common/tencentcloud/common/common_client.js';
import type SdkSign from 'tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js';
import { expect, test, vi } from 'vitest';
import { writeWire } from '../../../src/adapters/tencent/json.ts';
import { type Signable, type SignedRequest, signTc3, verifyTc3 } from '../../../src/adapters/tencent/tc3.ts';
import type { WireMap } from '../../../src/adapters/tencent/wire.ts';
import { serve } from './loopback.ts';

// By require: what a default import of CommonJS holds depends on who loads it.
const { default: sdkSign }: typeof SdkSign = createRequire(import.meta.url)(
  'tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js',
);

const key = { secretId: 'EXAMPLESECRETID', secretKey: 'EXAMPLESECRETKEY' };
const timestamp = 1_700_000_000;
const post = { method: 'POST', query: '', contentType: 'application/json', timestamp } as const;

test('the sample of the pages of API 3.0: a GET with a query (api.md §2.1)', () => {
  const made = signTc3(
    {
      method: 'GET',
      query: 'Limit=10&Offset=0',
      host: 'cvm.tencentcloudapi.com',
      contentType: 'application/x-www-form-urlencoded',
      body: '',
      service: 'cvm',
      timestamp: 1_539_084_154,
    },
    { secretId: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE', secretKey: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE' },
  );
  expect(made.canonicalHash).toBe('91c9c192c14460df6c1ffc69e34e6c5e90708de2a6d282cccf957dbf1aa7f3a7');
  expect(made.signature).toBe('5da7a33f6993f0614b047e5df4582db9e9bf4672ba50567dba16c6ccf174c474');
});

test('a POST to CAM (api.md §2.1)', () => {
  const made = signTc3(
    { ...post, host: 'cam.tencentcloudapi.com', body: '{"PolicyId":1}', service: 'cam' },
    key,
  );
  expect(made.canonicalHash).toBe('c0a67b7c1e95d87b1ef82f9dfc9b6e0644f4c706db4854f8522f53a97d6eedcc');
  expect(made.signature).toBe('b280f853c614109ca8538fee3c7d47a6f75002df2bc5930dcc43a7b9cba5b36e');
});

test('a POST to the tag service, step by step (api.md §2.1)', () => {
  const body =
    '{"ResourceList":["qcs::im::uin/12345678:sdkappid/1400000001"],"Tags":[{"TagKey":"env","TagValue":"prod"}]}';
  expect(signTc3({ ...post, host: 'tag.tencentcloudapi.com', body, service: 'tag' }, key)).toEqual({
    bodyHash: '662320d08d908bff7a06e728d8d5da352025b94ccaed16ce7a315d5531def264',
    canonicalHash: '862c4d04ff35b4643213cca0ac0bcdb374a3cf358645750f98b9a5c4e3493d87',
    signingKey: '44c5a819b590bfac1a03033ce80d6238cdc557c04d453b77a84a30c0dc2fa031',
    signature: '73eb0331ef43c445ad77ef69607c835c75235626a77c96ec160364391ffce674',
    authorization:
      'TC3-HMAC-SHA256 Credential=EXAMPLESECRETID/2023-11-14/tag/tc3_request, SignedHeaders=content-type;host, Signature=73eb0331ef43c445ad77ef69607c835c75235626a77c96ec160364391ffce674',
  });
});

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 24 });
const anyRequest = fc.dictionary(
  text.filter((name) => name !== '__proto__'),
  fc.oneof(
    text,
    fc.maxSafeInteger(),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n }),
    fc.boolean(),
    fc.array(text, { maxLength: 3 }),
  ),
  { minKeys: 1, maxKeys: 6, noNullPrototype: true },
);

test("the header is that of Tencent's SDK, whatever is sent", () => {
  const service = fc.constantFrom('cam', 'tag', 'cim');
  // The last second of a day and the first of the next, years, and anything between.
  const seconds = fc.oneof(
    fc.integer({ min: 1, max: 4_102_444_799 }),
    fc.constantFrom(1_709_251_199, 1_709_251_200),
  );
  fc.assert(
    fc.property(anyRequest, service, seconds, (request, name, at) => {
      const host = `${name}.tencentcloudapi.com`;
      const body = writeWire(request as WireMap);
      const theirs = sdkSign.sign3({
        method: 'POST',
        url: `https://${host}/`,
        // Bytes: its own JSON writes some characters as escapes, which is the same request by another text.
        payload: Buffer.from(body),
        timestamp: at,
        service: name,
        secretId: key.secretId,
        secretKey: key.secretKey,
        multipart: false,
        boundary: '',
        headers: { 'Content-Type': 'application/json' },
      });
      const ours = signTc3({ ...post, host, body, service: name, timestamp: at }, key);
      expect(ours.authorization).toBe(theirs);
    }),
    { numRuns: 300 },
  );
});

/** A signed request as it reaches a server, and what is changed on its way. */
function arriving(
  changes: {
    readonly signed?: Partial<Signable>;
    readonly headers?: Record<string, string>;
    readonly body?: string;
  } = {},
): SignedRequest {
  const signable = {
    ...post,
    host: '127.0.0.1:8700',
    body: '{"PolicyId":1}',
    service: 'cam',
    ...changes.signed,
  };
  const headers: Record<string, string> = {
    authorization: signTc3(signable, key).authorization,
    host: '127.0.0.1:8700',
    'content-type': 'application/json',
    'x-tc-action': 'GetPolicy',
    'x-tc-timestamp': String(timestamp),
    ...changes.headers,
  };
  return { method: 'POST', query: '', header: (name) => headers[name], body: changes.body ?? signable.body };
}

const secretKeyOf = (secretId: string) => (secretId === key.secretId ? key.secretKey : undefined);
const judged = (request: SignedRequest, now = timestamp * 1000) => verifyTc3(request, secretKeyOf, now);
const codeOf = (request: SignedRequest, now?: number) => {
  const verdict = judged(request, now);
  return verdict.ok ? 'taken' : verdict.code;
};

test('a server takes what was signed, and learns whose it is and for which service', () => {
  expect(judged(arriving())).toEqual({ ok: true, secretId: 'EXAMPLESECRETID', service: 'cam' });
});

test("a server takes a host that was signed without its port, as Tencent's SDKs do", () => {
  expect(codeOf(arriving({ signed: { host: '127.0.0.1' } }))).toBe('taken');
});

test('a server takes more signed headers, in lower case as the pages have them', () => {
  const action = 'x-tc-action:getpolicy\n';
  const request = arriving();
  const names = 'content-type;host;x-tc-action';
  // Signed by hand: the client never signs more than two headers.
  const canonical = `POST\n/\n\ncontent-type:application/json\nhost:127.0.0.1:8700\n${action}\n${names}\n`;
  const authorization = handSigned(canonical, names);
  const header = (name: string) => (name === 'authorization' ? authorization : request.header(name));
  expect(codeOf({ ...request, header })).toBe('taken');
  const other = (name: string) => (name === 'x-tc-action' ? 'DeletePolicy' : header(name));
  expect(codeOf({ ...request, header: other })).toBe('AuthFailure.SignatureFailure');
});

test('a server takes a body that was not signed only where the request says so', () => {
  const signed = { body: 'UNSIGNED-PAYLOAD' };
  const headers = { 'x-tc-content-sha256': 'UNSIGNED-PAYLOAD' };
  expect(codeOf(arriving({ signed, headers, body: '{"PolicyId":2}' }))).toBe('taken');
  expect(codeOf(arriving({ signed, body: '{"PolicyId":2}' }))).toBe('AuthFailure.SignatureFailure');
});

test.each([
  ['another body', { body: '{"PolicyId":2}' }],
  ['another host', { headers: { host: 'tag.tencentcloudapi.com' } }],
  ['another content type', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
  ['another time within the five minutes', { headers: { 'x-tc-timestamp': String(timestamp + 1) } }],
  ['the date of another day', { signed: { timestamp: timestamp - 86_400 } }],
])('a server refuses %s than was signed', (_, changes) => {
  expect(codeOf(arriving(changes))).toBe('AuthFailure.SignatureFailure');
});

test('a server refuses a signature with another key', () => {
  const verdict = verifyTc3(arriving(), () => 'OTHERKEY', timestamp * 1000);
  expect(verdict).toMatchObject({ ok: false, code: 'AuthFailure.SignatureFailure' });
});

test('a server refuses a SecretId that nobody has', () => {
  const verdict = verifyTc3(arriving(), () => undefined, timestamp * 1000);
  expect(verdict).toMatchObject({ ok: false, code: 'AuthFailure.SecretIdNotFound' });
});

test.each([
  [300, 'taken'],
  [-300, 'taken'],
  [301, 'AuthFailure.SignatureExpire'],
  [-301, 'AuthFailure.SignatureExpire'],
])('a clock that differs by %i s: %s', (seconds, code) => {
  expect(codeOf(arriving(), (timestamp + seconds) * 1000)).toBe(code);
});

test.each(['', 'soon', '1e9', '99999999999999'])('the time "%s" is none', (time) => {
  expect(codeOf(arriving({ headers: { 'x-tc-timestamp': time } }))).toBe('AuthFailure.SignatureExpire');
});

const digits = '0'.repeat(64);
const scope = 'EXAMPLESECRETID/2023-11-14/cam/tc3_request';
test.each([
  ['nothing', ''],
  [
    'another algorithm',
    `TC3-HMAC-SHA1 Credential=${scope}, SignedHeaders=content-type;host, Signature=${digits}`,
  ],
  ['no host', `TC3-HMAC-SHA256 Credential=${scope}, SignedHeaders=content-type, Signature=${digits}`],
  ['a short signature', `TC3-HMAC-SHA256 Credential=${scope}, SignedHeaders=content-type;host, Signature=00`],
  [
    'no scope',
    `TC3-HMAC-SHA256 Credential=EXAMPLESECRETID, SignedHeaders=content-type;host, Signature=${digits}`,
  ],
])('a server refuses an Authorization with %s', (_, authorization) => {
  expect(codeOf(arriving({ headers: { authorization } }))).toBe('AuthFailure.InvalidAuthorization');
});

test("a server takes what Tencent's SDK sends over HTTP", async () => {
  // It would go through a proxy even to loopback.
  for (const name of ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY']) vi.stubEnv(name, undefined);
  let verdict: unknown;
  const { origin } = await serve(({ headers, body }) => {
    const header = (name: string) => headers[name]?.toString();
    verdict = verifyTc3({ method: 'POST', query: '', header, body }, secretKeyOf, Date.now());
    return { body: { Response: { RequestId: 'r-1', PolicyName: 'support' } } };
  });
  const client = new CommonClient('127.0.0.1', '2019-01-16', {
    credential: key,
    region: '',
    profile: { httpProfile: { protocol: 'http://', endpoint: new URL(origin).host } },
  });
  expect(await client.request('GetPolicy', { PolicyId: 1 })).toMatchObject({ PolicyName: 'support' });
  // Its service is the first label of the endpoint.
  expect(verdict).toEqual({ ok: true, secretId: 'EXAMPLESECRETID', service: '127' });
});

function handSigned(canonical: string, names: string): string {
  const sha = (data: string) => createHash('sha256').update(data).digest('hex');
  const mac = (with_: string | Buffer, data: string) => createHmac('sha256', with_).update(data).digest();
  const canonicalHash = sha(canonical + sha('{"PolicyId":1}'));
  const signingKey = mac(mac(mac(`TC3${key.secretKey}`, '2023-11-14'), 'cam'), 'tc3_request');
  const toSign = `TC3-HMAC-SHA256\n${timestamp}\n2023-11-14/cam/tc3_request\n${canonicalHash}`;
  return `TC3-HMAC-SHA256 Credential=${scope}, SignedHeaders=${names}, Signature=${mac(signingKey, toSign).toString('hex')}`;
}
