import { verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createEcdsaUserSig, createUserSig } from '../../src/usersig/create.ts';
import { verifyUserSig } from '../../src/usersig/verify.ts';
import { inside, key, madeAt, officialJson, officialSig, privateKey, publicKey, sdkAppId } from './sigs.ts';

const subject = { sdkAppId, userId: 'administrator', now: madeAt, expire: 86_400 };

test('a UserSig has in it what Tencent’s library puts there for the same key, user and second (api 3.1)', () => {
  expect(inside(officialSig)).toBe(officialJson);
  expect(inside(createUserSig({ ...subject, key }))).toBe(officialJson);
});

test('it is written in Tencent’s letters, and the same again for the same second', () => {
  const sigs = ['a', 'alice', 'support-bot', 'x'.repeat(32)].map((userId) =>
    createUserSig({ ...subject, userId, key }),
  );
  for (const sig of sigs) expect(sig).toMatch(/^eJ[A-Za-z0-9*-]+_{0,2}$/);
  expect(createUserSig({ ...subject, key })).toBe(createUserSig({ ...subject, key }));
});

test('the old algorithm signs the lines of the old form, and all of its values are texts (api 3.2)', () => {
  const { 'TLS.sig': signature, ...fields } = JSON.parse(
    inside(createEcdsaUserSig({ ...subject, privateKey })),
  ) as Record<string, string>;
  expect(fields).toEqual({
    'TLS.account_type': '0',
    'TLS.identifier': 'administrator',
    'TLS.appid_at_3rd': '0',
    'TLS.sdk_appid': '1400000001',
    'TLS.expire_after': '86400',
    'TLS.version': '201610110000',
    'TLS.time': '1700000000',
  });
  const text =
    'TLS.appid_at_3rd:0\nTLS.account_type:0\nTLS.identifier:administrator\nTLS.sdk_appid:1400000001\n' +
    'TLS.time:1700000000\nTLS.expire_after:86400\n';
  expect(verify('sha256', Buffer.from(text), publicKey, Buffer.from(signature ?? '', 'base64'))).toBe(true);
});

describe('what is made is valid:', () => {
  test.each(['a', 'x'.repeat(32), 'with blank', 'quotes"and\\', '@TGS#_alice'])('%s', (userId) => {
    const expected = { sdkAppId, userId, key, publicKey, now: madeAt };
    expect(verifyUserSig(createUserSig({ ...subject, userId, key }), expected)).toMatchObject({ ok: true });
    expect(verifyUserSig(createEcdsaUserSig({ ...subject, userId, privateKey }), expected)).toMatchObject({
      ok: true,
    });
  });
});

describe('nothing is signed for', () => {
  test.each([
    ['no UserID', { userId: '' }, 'A UserID has at least one character.'],
    ['a UserID of 33 bytes', { userId: 'x'.repeat(33) }, 'A UserID has at most 32 bytes, and this has 33.'],
    [
      'a UserID that would add lines to what is signed',
      { userId: 'alice\nTLS.sdkappid:1' },
      'A UserID is printable ASCII without blanks at the ends.',
    ],
    ['part of an SDKAppID', { sdkAppId: 1.5 }, 'whole numbers'],
    ['no time at all', { expire: 0 }, 'whole numbers'],
    ['a moment that is none', { now: Number.NaN }, 'whole numbers'],
  ])('%s', (_, wrong, message) => {
    expect(() => createUserSig({ ...subject, ...wrong, key })).toThrow(message);
    expect(() => createEcdsaUserSig({ ...subject, ...wrong, privateKey })).toThrow(message);
  });

  test('an empty key', () => {
    expect(() => createUserSig({ ...subject, key: new Uint8Array() })).toThrow('A UserSig needs a key.');
  });
});
