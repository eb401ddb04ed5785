import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createEcdsaUserSig, createUserSig } from '../../src/usersig/create.ts';
import { type Expected, type Verified, verifyUserSig } from '../../src/usersig/verify.ts';
import {
  inside,
  key,
  lettersOf,
  macOf,
  madeAt,
  officialJson,
  officialSig,
  oldSignedByHand,
  privateKey,
  publicKey,
  sdkAppId,
  sealedByHand,
  signedByHand,
} from './sigs.ts';

const expected: Expected = { sdkAppId, userId: 'alice', key, now: madeAt + 10 };
const anybody: Expected = { key, now: madeAt + 10 };

/** What an outcome is about, without its sentences. */
function gist(found: Verified): object {
  if (found.ok) return { ok: true };
  const { reason, code } = found;
  return { reason, code };
}

test('a valid one shows SDKAppID, UserID, generation time, validity and expiry (DEV-4)', () => {
  expect(verifyUserSig(officialSig, { ...anybody, sdkAppId, userId: 'administrator' })).toEqual({
    ok: true,
    algorithm: 'hmac-sha256',
    sdkAppId: 1400000001,
    userId: 'administrator',
    createdAt: 1_700_000_000,
    validFor: 86_400,
    expiresAt: 1_700_086_400,
  });
});

describe('valid is also one', () => {
  test('with its keys in another order, and with white space between them', () => {
    const fields = Object.entries(JSON.parse(officialJson) as object).reverse();
    const json = ` ${JSON.stringify(Object.fromEntries(fields), null, 3)}\n`;
    expect(gist(verifyUserSig(sealedByHand(json), anybody))).toEqual({ ok: true });
  });

  test('that was not compressed, as Tencent’s Go library makes them', () => {
    expect(gist(verifyUserSig(sealedByHand(officialJson, 0), anybody))).toEqual({ ok: true });
  });

  test('with a userbuf, and it is signed for too (api 3.1)', () => {
    const lines = (userbuf: string) =>
      `TLS.identifier:alice\nTLS.sdkappid:1400000001\nTLS.time:1700000000\nTLS.expire:86400\nTLS.userbuf:${userbuf}\n`;
    const userbuf = Buffer.from([0, 0, 5, 97, 108, 105, 99, 101, 83]).toString('base64');
    const sig = signedByHand({ 'TLS.userbuf': userbuf }, lines(userbuf));
    expect(gist(verifyUserSig(sig, expected))).toEqual({ ok: true });
    const other = signedByHand({ 'TLS.userbuf': 'AAAA' }, lines(userbuf));
    expect(gist(verifyUserSig(other, expected))).toEqual({ reason: 'wrong-key', code: 70009 });
    const without = signedByHand({}, lines(userbuf));
    expect(gist(verifyUserSig(without, expected))).toEqual({ reason: 'wrong-key', code: 70009 });
  });

  test('in the second in which it ends, and with a clock that is five minutes behind', () => {
    expect(gist(verifyUserSig(signedByHand(), { ...expected, now: madeAt + 86_400 }))).toEqual({ ok: true });
    expect(gist(verifyUserSig(signedByHand(), { ...expected, now: madeAt - 300 }))).toEqual({ ok: true });
  });
});

describe('of the old algorithm', () => {
  const lines = [
    ['appid_at_3rd', '0'],
    ['account_type', '0'],
    ['identifier', 'alice'],
    ['sdk_appid', '1400000001'],
    ['time', '1700000000'],
    ['expire_after', '86400'],
  ] as const;
  const old: Expected = { sdkAppId, userId: 'alice', publicKey, now: madeAt + 10 };

  test('one is valid by the public key (api 3.2)', () => {
    expect(verifyUserSig(oldSignedByHand(lines), old)).toEqual({
      ok: true,
      algorithm: 'ecdsa-sha256',
      sdkAppId: 1400000001,
      userId: 'alice',
      createdAt: 1_700_000_000,
      validFor: 86_400,
      expiresAt: 1_700_086_400,
    });
  });

  test('so is one without appid_at_3rd, of another account type, or with a userbuf', () => {
    const sigs = [
      lines.slice(1),
      lines.map(([name, value]) => [name, name === 'account_type' ? '36862' : value] as const),
      [...lines, ['userbuf', 'MTIzNA=='] as const],
    ].map(oldSignedByHand);
    for (const sig of sigs) expect(gist(verifyUserSig(sig, old))).toEqual({ ok: true });
  });

  test('what it says is signed for', () => {
    const sig = createEcdsaUserSig({ sdkAppId, userId: 'alice', now: madeAt, expire: 86_400, privateKey });
    const json = JSON.parse(inside(sig)) as Record<string, string>;
    for (const [name, value] of [
      ['TLS.time', '1700000001'],
      ['TLS.expire_after', '8640000'],
      ['TLS.account_type', '1'],
      ['TLS.sig', 'AAAA'],
    ] as const) {
      const changed = sealedByHand(JSON.stringify({ ...json, [name]: value }));
      expect([name, gist(verifyUserSig(changed, old))]).toEqual([name, { reason: 'wrong-key', code: 70009 }]);
    }
  });

  test('70016 without a public key, and a key of the other algorithm is none', () => {
    const sig = oldSignedByHand(lines);
    expect(verifyUserSig(sig, expected)).toMatchObject({
      reason: 'wrong-algorithm',
      code: 70016,
      message: 'It was signed with ECDSA-SHA256, and there is no public key to verify that with.',
    });
    expect(verifyUserSig(signedByHand(), old)).toMatchObject({
      reason: 'wrong-algorithm',
      code: 70009,
      message: 'It was signed with HMAC-SHA256, and there is no key of that kind to verify it with.',
    });
  });

  test('a new one is not valid because the key of the app is its public key', () => {
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    const sig = createUserSig({
      sdkAppId,
      userId: 'alice',
      now: madeAt,
      expire: 86_400,
      key: Buffer.from(pem),
    });
    expect(verifyUserSig(sig, old)).toMatchObject({ ok: false, reason: 'wrong-algorithm' });
  });
});

describe('not valid, each with its own cause, code and remedy:', () => {
  test.each([
    ['empty', '', expected, 'empty', 70002],
    ['of another app', signedByHand({ 'TLS.sdkappid': 1400000002 }), expected, 'other-app', 70014],
    ['of another user', signedByHand({ 'TLS.identifier': 'bob' }), expected, 'other-user', 70013],
    [
      'of a user with another case',
      signedByHand({ 'TLS.identifier': 'Alice' }),
      expected,
      'other-user',
      70013,
    ],
    ['by another key', signedByHand(), { ...expected, key: Buffer.from('0'.repeat(64)) }, 'wrong-key', 70009],
    [
      'by the key as bytes',
      signedByHand(),
      { ...expected, key: Buffer.from(key.toString(), 'hex') },
      'wrong-key',
      70009,
    ],
    ['expired', signedByHand(), { ...expected, now: madeAt + 86_401 }, 'expired', 70001],
    ['of the future', signedByHand(), { ...expected, now: madeAt - 301 }, 'not-yet-valid', undefined],
  ] as const)('%s', (_, sig, against, reason, code) => {
    const found = verifyUserSig(sig, against);
    expect(gist(found)).toEqual({ reason, code });
    if (found.ok) throw new Error('It is valid.');
    expect(found.message).toMatch(/^[A-Z].*\.$/);
    expect(found.remedy).toMatch(/^[A-Z].*\.$/);
  });

  test('what could be read of it is said', () => {
    expect(verifyUserSig(signedByHand(), { ...expected, userId: 'bob' })).toEqual({
      ok: false,
      reason: 'other-user',
      code: 70013,
      message: 'It is for the user alice, and bob was asked for.',
      remedy: 'Sign in as the user that it was generated for, or generate one for this user. Case counts.',
      algorithm: 'hmac-sha256',
      sdkAppId: 1400000001,
      userId: 'alice',
      createdAt: 1_700_000_000,
      validFor: 86_400,
      expiresAt: 1_700_086_400,
    });
  });

  test('the app is looked at before the user, the user before the signature, and that before the time', () => {
    const late = { key: Buffer.from('0'.repeat(64)), now: madeAt + 1e8 };
    const sig = signedByHand();
    expect(gist(verifyUserSig(sig, { ...late, sdkAppId: 1, userId: 'bob' }))).toMatchObject({ code: 70014 });
    expect(gist(verifyUserSig(sig, { ...late, userId: 'bob' }))).toMatchObject({ code: 70013 });
    expect(gist(verifyUserSig(sig, late))).toMatchObject({ code: 70009 });
    expect(gist(verifyUserSig(sig, { ...late, key }))).toMatchObject({ code: 70001 });
  });

  test.each(['identifier', 'sdkappid', 'time', 'expire'])('with another TLS.%s than was signed', (name) => {
    const lines = 'TLS.identifier:alice\nTLS.sdkappid:1400000001\nTLS.time:1700000000\nTLS.expire:86400\n';
    const changed = { identifier: 'bob', sdkappid: 1400000002, time: madeAt + 1, expire: 86_401 }[name];
    const sig = signedByHand({ [`TLS.${name}`]: changed }, lines);
    expect(gist(verifyUserSig(sig, anybody))).toEqual({ reason: 'wrong-key', code: 70009 });
  });
});

test('a signature of another length is a wrong one, and no error', () => {
  for (const signature of ['AAAA', 'A'.repeat(88)])
    expect(gist(verifyUserSig(signedByHand({ 'TLS.sig': signature }), expected))).toEqual({
      reason: 'wrong-key',
      code: 70009,
    });
});

describe('70003 is what is no UserSig:', () => {
  const json = JSON.parse(officialJson) as Record<string, unknown>;
  const changed = (fields: Record<string, unknown>) => sealedByHand(JSON.stringify({ ...json, ...fields }));
  const without = (name: string) => changed({ [name]: undefined });

  test.each([
    ['white space at its end', `${officialSig}\n`, 'There is white space in it.'],
    ['the letters of ordinary base64', officialSig.replace('*', '+'), 'characters that no UserSig has'],
    ['a NUL', `${officialSig.slice(0, -1)}\0`, 'characters that no UserSig has'],
    ['one letter cut off', officialSig.slice(0, -1), 'no multiple of four'],
    ['four letters cut off', officialSig.slice(0, -4), 'cannot be unpacked with zlib'],
    ['something behind what is packed', `${officialSig}AAAA`, 'cannot be unpacked with zlib'],
    ['far too long', 'A'.repeat(4100), 'It has 4100 characters'],
    ['gzip', lettersOf(gzipSync(officialJson)), 'cannot be unpacked with zlib'],
    ['deflate without a header', lettersOf(deflateRawSync(officialJson)), 'cannot be unpacked with zlib'],
    ['no UTF-8', lettersOf(deflateSync(Buffer.from([0xff, 0xfe]))), 'What it holds is no UTF-8.'],
    ['no JSON', sealedByHand('TLS'), 'What it holds is no JSON object.'],
    ['a list', sealedByHand('[1]'), 'What it holds is no JSON object.'],
    ['JSON without end', sealedByHand('['.repeat(10_000)), 'What it holds is no JSON object.'],
    ['an empty object', sealedByHand('{}'), 'TLS.ver is missing'],
    [
      'another version',
      changed({ 'TLS.ver': '3.0' }),
      'TLS.ver is missing in it, or is not what it should be.',
    ],
    ['no user', without('TLS.identifier'), 'TLS.identifier is missing'],
    ['no app', without('TLS.sdkappid'), 'TLS.sdkappid is missing'],
    ['no time', without('TLS.time'), 'TLS.time is missing'],
    ['no validity', without('TLS.expire'), 'TLS.expire is missing'],
    ['no signature', without('TLS.sig'), 'TLS.sig is missing'],
    ['a list for a user', changed({ 'TLS.identifier': ['administrator'] }), 'TLS.identifier is missing'],
    ['a time below nought', changed({ 'TLS.time': -1 }), 'TLS.time is missing'],
    ['a validity beyond all dates', changed({ 'TLS.expire': 1e15 }), 'TLS.expire is missing'],
    ['a user of 33 bytes', changed({ 'TLS.identifier': 'x'.repeat(33) }), 'at most 32 bytes'],
    [
      'a userbuf that is no base64',
      changed({ 'TLS.userbuf': 'a\nb' }),
      'One of its further fields is missing',
    ],
  ])('%s', (_, sig, message) => {
    const found = verifyUserSig(sig, anybody);
    expect(gist(found)).toEqual({ reason: 'malformed', code: 70003 });
    expect(found.ok ? '' : found.message).toContain(message);
  });

  test('a small text that unpacks to two million letters is not unpacked', () => {
    const bomb = sealedByHand(`"${'A'.repeat(2_000_000)}"`);
    expect(bomb.length).toBeLessThan(4096);
    expect(verifyUserSig(bomb, anybody)).toMatchObject({
      reason: 'malformed',
      message: 'This is no UserSig. What it holds cannot be unpacked with zlib.',
    });
  });

  test('fields come from the object itself, never from what all objects have', () => {
    const lines =
      'TLS.identifier:administrator\nTLS.sdkappid:1400000001\nTLS.time:1700000000\nTLS.expire:86400\n';
    const evil = `{"__proto__":${JSON.stringify({ ...json, 'TLS.sig': macOf(lines) })}}`;
    expect(gist(verifyUserSig(sealedByHand(evil), anybody))).toEqual({ reason: 'malformed', code: 70003 });
    expect(({} as Record<string, unknown>)['TLS.ver']).toBeUndefined();
  });

  test('a line feed in a UserID cannot make lines that were signed for another say something else', () => {
    const signed =
      'TLS.identifier:alice\nTLS.sdkappid:1400000001\nTLS.time:1700000000\nTLS.expire:86400\nTLS.userbuf:AAAA\n';
    const userId = 'alice\nTLS.sdkappid:1400000001';
    const sig = signedByHand({ 'TLS.identifier': userId, 'TLS.userbuf': 'AAAA' }, signed);
    expect(gist(verifyUserSig(sig, { ...expected, userId }))).toEqual({ reason: 'malformed', code: 70003 });
  });

  test('what could be read of a faulty one is said', () => {
    expect(verifyUserSig(without('TLS.sig'), anybody)).toMatchObject({
      reason: 'malformed',
      sdkAppId: 1400000001,
      userId: 'administrator',
      createdAt: 1_700_000_000,
      validFor: 86_400,
    });
  });
});

test('no letter of a UserSig can be another', () => {
  for (let i = 0; i < officialSig.length; i++) {
    const other = officialSig[i] === 'A' ? 'B' : 'A';
    const sig = officialSig.slice(0, i) + other + officialSig.slice(i + 1);
    expect([i, verifyUserSig(sig, anybody).ok]).toEqual([i, false]);
  }
});
