import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Sandbox } from '../../../src/adapters/sandbox/index.ts';
import type { JsonMap } from '../../../src/json.ts';
import { bodyAt, done, newApp, newFolder, newSandbox, refused, show } from './sandbox.ts';
import {
  appKey,
  appSecret,
  fcm,
  masterSecret,
  oldP12,
  p12,
  p12WithoutKey,
  password,
  serverKey,
} from './uploads.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const sha256 = (content: Uint8Array) => createHash('sha256').update(content).digest('hex');
const given = (secrets: Record<string, Uint8Array>) => new Map(Object.entries(secrets));

const apns = { platform: 'apple', pushType: 'apns', environment: 'production' };
const mi = { platform: 'mi', packageName: 'example.acme', appId: '1' };

const request = (sdkAppId: string, more: JsonMap = {}) => ({ sdkAppId, certificateName: 'phones', ...more });
const add = (sandbox: Sandbox, sdkAppId: string, body: JsonMap, secrets: Record<string, Uint8Array>) =>
  refused(sandbox, 'AddCertificate', request(sdkAppId, body), given(secrets));

const fingerprints = async (sandbox: Sandbox, sdkAppId: string) =>
  (await show(sandbox)).objects.get(`apps.${sdkAppId}.certificates.phones`)?.facts.fingerprints;

test.each([
  [
    'the password of another file',
    { certificate: p12, password: bytes('sunlit') },
    'CertificatePassword PSH-2',
  ],
  [
    'a wrong password for an old file',
    { certificate: oldP12, password: bytes('sunlit') },
    'CertificatePassword PSH-2',
  ],
  ['a file that is no .p12', { certificate: bytes('-----BEGIN'), password }, 'CertificateFile PSH-2'],
  ['a .p12 that is cut off', { certificate: p12.subarray(0, 300), password }, 'CertificateFile PSH-2'],
  ['an FCM file', { certificate: fcm, password }, 'CertificateFile PSH-2'],
  ['a .p12 without a private key', { certificate: p12WithoutKey, password }, 'CertificateWithoutKey PSH-2'],
  ['an empty file', { certificate: bytes(''), password }, 'SecretEmpty PSH-4'],
  ['an empty password', { certificate: p12, password: bytes('') }, 'SecretEmpty PSH-4'],
])('PSH-2: %s is refused for Apple', async (_, secrets, answer) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  expect(await add(sandbox, sdkAppId, apns, secrets)).toBe(`InvalidParameterValue.${answer}`);
});

test('PSH-2: a .p12 file and its password are needed, and an old one will do', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  expect(await add(sandbox, sdkAppId, apns, { certificate: p12 })).toBe('MissingParameter PSH-2');
  expect(await add(sandbox, sdkAppId, apns, { password })).toBe('MissingParameter PSH-1');
  const { pushType: _, ...withoutType } = apns;
  expect(await add(sandbox, sdkAppId, withoutType, { certificate: p12, password })).toBe(
    'MissingParameter PSH-2',
  );
  expect(await add(sandbox, sdkAppId, apns, { certificate: oldP12, password })).toBe('ok');
  expect(await bodyAt(sandbox, `apps.${sdkAppId}.certificates.phones`)).toEqual(apns);
});

test.each([
  ['neither', {}, 'InvalidParameter.FcmMethod PSH-1'],
  ['both', { certificate: fcm, serverKey }, 'InvalidParameter.FcmMethod PSH-1'],
  ['a .p12 file', { certificate: p12 }, 'InvalidParameterValue.FcmFile PSH-1'],
  ['a file that is no JSON', { certificate: bytes('{"moonlit') }, 'InvalidParameterValue.FcmFile PSH-1'],
  ['a JSON list', { certificate: bytes('["moonlit"]') }, 'InvalidParameterValue.FcmFile PSH-1'],
  ['an empty server key', { serverKey: bytes('') }, 'InvalidParameterValue.SecretEmpty PSH-4'],
  ['a password', { certificate: fcm, password }, 'UnknownParameter PSH-1'],
  ['a file', { certificate: fcm }, 'ok'],
  ['a server key', { serverKey }, 'ok'],
])('PSH-1: Google takes an FCM file or a server key: %s', async (_, secrets, answer) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  expect(await add(sandbox, sdkAppId, { platform: 'google', channelId: 'support' }, secrets)).toBe(answer);
});

test.each([
  ['mi without its secret', mi, {}, 'MissingParameter PSH-1'],
  ['mi without its package', { platform: 'mi', appId: '1' }, { appSecret }, 'MissingParameter PSH-1'],
  ['mi with a badge', { ...mi, badge: 'example.acme.Main' }, { appSecret }, 'InvalidParameter PSH-1'],
  ['mi with the push type of Apple', { ...mi, pushType: 'apns' }, { appSecret }, 'InvalidParameter PSH-2'],
  ['vivo without its key', { platform: 'vivo', appId: '1' }, { appSecret }, 'MissingParameter PSH-1'],
  [
    'oppo with an AppSecret',
    { platform: 'oppo', appId: '1' },
    { appKey, masterSecret, appSecret },
    'UnknownParameter PSH-1',
  ],
  ['oppo', { platform: 'oppo', appId: '1' }, { appKey, masterSecret }, 'ok'],
  ['a platform that there is not', { platform: 'nokia' }, {}, 'InvalidParameterValue PSH-1'],
  ['no platform', { appId: '1' }, {}, 'MissingParameter PSH-1'],
])('PSH-1: each platform has its own parameters: %s', async (_, body, secrets, answer) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  expect(await add(sandbox, sdkAppId, body as JsonMap, secrets)).toBe(answer);
});

test('PSH-3: a certificate is edited, but stays what it was added as, and is deleted', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  expect(await add(sandbox, sdkAppId, apns, { certificate: p12, password })).toBe('ok');
  expect(await add(sandbox, sdkAppId, apns, { certificate: p12, password })).toBe(
    'FailedOperation.CertificateNameInUse',
  );
  for (const [patch, rule] of [
    [{ platform: 'google' }, 'PSH-1'],
    [{ pushType: 'voip' }, 'PSH-2'],
    [{ environment: 'development' }, 'PSH-2'],
  ] as const) {
    expect(await refused(sandbox, 'ModifyCertificate', request(sdkAppId, patch))).toBe(
      `InvalidParameter.CertificateImmutable ${rule}`,
    );
  }
  const change = (secrets: Record<string, Uint8Array>) =>
    refused(sandbox, 'ModifyCertificate', request(sdkAppId), given(secrets));
  expect(await change({ certificate: oldP12, password: bytes('sunlit') })).toBe(
    'InvalidParameterValue.CertificatePassword PSH-2',
  );
  expect(await change({ certificate: bytes('moonlit') })).toBe('InvalidParameterValue.CertificateFile PSH-2');
  await done(sandbox, 'ModifyCertificate', request(sdkAppId), given({ certificate: oldP12, password }));
  expect(await fingerprints(sandbox, sdkAppId)).toEqual({ certificate: sha256(oldP12).slice(0, 8) });
  await done(sandbox, 'ModifyCertificate', request(sdkAppId), given({ certificate: p12 }));
  expect(await fingerprints(sandbox, sdkAppId)).toEqual({ certificate: sha256(p12).slice(0, 8) });
  await done(sandbox, 'DeleteCertificate', request(sdkAppId));
  expect(await bodyAt(sandbox, `apps.${sdkAppId}.certificates.phones`)).toBeUndefined();
  for (const action of ['ModifyCertificate', 'DeleteCertificate']) {
    expect(await refused(sandbox, action, request(sdkAppId))).toBe(
      'ResourceNotFound.CertificateNotFound PSH-3',
    );
  }
});

test('PSH-1: of Google’s two ways the one that is given later takes the place of the other', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  await add(sandbox, sdkAppId, { platform: 'google' }, { serverKey });
  await done(sandbox, 'ModifyCertificate', request(sdkAppId, { channelId: 'support' }));
  expect(await fingerprints(sandbox, sdkAppId)).toEqual({ serverKey: sha256(serverKey).slice(0, 8) });
  await done(sandbox, 'ModifyCertificate', request(sdkAppId), given({ certificate: fcm }));
  expect(await fingerprints(sandbox, sdkAppId)).toEqual({ certificate: sha256(fcm).slice(0, 8) });
});

test('PSH-4: no byte of a secret is in files, log, answers or what is shown, and a password leaves no hash', async () => {
  const directory = newFolder();
  const sandbox = await newSandbox({ directory });
  const sdkAppId = await newApp(sandbox);
  const all = { appKey, appSecret, masterSecret, serverKey, certificate: p12, password };
  const seen: unknown[] = [];
  for (const [certificateName, body, secrets] of [
    ['fcm', { platform: 'google' }, { certificate: fcm }],
    ['key', { platform: 'google' }, { serverKey }],
    ['apns', apns, { certificate: p12, password }],
    ['vivo', { platform: 'vivo', appId: '4' }, { appKey, appSecret }],
    ['wrong', { platform: 'oppo', appId: '5' }, all],
    ['closed', apns, { certificate: p12, password: bytes('sunlit-and-wrong') }],
    // A program that puts a secret where it does not belong.
    [
      'plain',
      { ...apns, password: 'acme-pushes', secrets: { password: 'acme-pushes' } },
      { certificate: p12 },
    ],
  ] as const) {
    const answer = await sandbox.adapter.write({
      action: 'create',
      kind: 'certificate',
      segments: ['apps', sdkAppId, 'certificates', certificateName],
      patch: body,
      secrets: given(secrets),
    });
    seen.push(answer, sandbox.log().at(-1), [...(await show(sandbox)).objects.values()]);
  }
  expect(sandbox.log().map(({ result }) => result)).toEqual([
    ...['ok', 'ok', 'ok', 'ok', 'ok', 'ok'],
    'UnknownParameter',
    'InvalidParameterValue.CertificatePassword',
    'InvalidParameterValue',
  ]);
  const files = () => readdirSync(directory).map((file) => readFileSync(path.join(directory, file)));
  const beforeClosing = files();
  await sandbox.adapter.close();
  const places = [Buffer.from(JSON.stringify(seen)), ...beforeClosing, ...files()];
  const words = [
    'acme-pushes',
    'sunlit-and-wrong',
    'moonlit',
    'server-key-of',
    'app-key-of',
    'app-secret-of',
  ];
  const needles = [
    ...words.map((word) => Buffer.from(word)),
    Buffer.from(p12.subarray(0, 24)),
    Buffer.from(Buffer.from(p12).toString('base64').slice(0, 24)),
    Buffer.from(sha256(password).slice(0, 8)),
  ];
  for (const place of places) {
    expect(needles.filter((needle) => place.includes(needle)).length).toBe(0);
  }
  expect(places.some((place) => place.includes(sha256(p12)))).toBe(true);
});
