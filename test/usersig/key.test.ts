import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { algorithmOf, ecdsaPrivateKey, ecdsaPublicKey, hmacKey } from '../../src/usersig/key.ts';
import { hexKey, privatePem, publicPem } from './sigs.ts';

const taken = (text: string) => {
  const found = hmacKey(text);
  return 'key' in found ? Buffer.from(found.key).toString() : found.problem;
};

describe('a key of HMAC-SHA256', () => {
  test.each([hexKey, `${hexKey}\n`, `${hexKey}\r\n`, ` \t${hexKey} `, `\ufeff${hexKey}`])(
    'is taken as it is written, without the white space around it: %j',
    (text) => {
      expect(hmacKey(text)).toEqual({ key: new TextEncoder().encode(hexKey) });
    },
  );

  test.each([
    ['nothing', '', 'The key is empty.'],
    ['white space', ' \n', 'The key is empty.'],
    ['two lines', `${hexKey}\n${hexKey}`, 'The key has white space or control characters inside.'],
    ['a NUL', `${hexKey}\0`, 'The key has white space or control characters inside.'],
    ['a file of another kind', 'x'.repeat(1025), 'The key is much too long: it has 64 hexadecimal digits.'],
  ])('cannot be %s', (_, text, problem) => {
    expect(hmacKey(text)).toEqual({ problem });
  });

  test('is not in PEM, which is of the other algorithm', () => {
    expect(taken(privatePem)).toContain('wants --algorithm ecdsa-sha256');
    expect(taken(publicPem)).toContain('The key is in PEM');
  });

  test.each([
    [
      'capital letters',
      hexKey.toUpperCase(),
      'The key has capital letters in it. Those of Tencent have small ones, and both do not sign alike.',
    ],
    [
      'a digit too few',
      hexKey.slice(1),
      'The key is not what the console shows, which are 64 hexadecimal digits: it has 63 characters.',
    ],
    [
      'another letter',
      `${hexKey.slice(1)}g`,
      'The key is not what the console shows, which are 64 hexadecimal digits: it has 64 characters, not all of them digits.',
    ],
  ])('is doubted, and used, with %s', (_, text, doubt) => {
    expect(hmacKey(text)).toEqual({ key: new TextEncoder().encode(text), doubt });
  });
});

describe('a key of ECDSA-SHA256', () => {
  const pem = (curve: string) => {
    const pair = generateKeyPairSync('ec', { namedCurve: curve });
    return {
      sec1: pair.privateKey.export({ type: 'sec1', format: 'pem' }).toString(),
      spki: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    };
  };

  test.each(['prime256v1', 'secp256k1'])('is in PEM, on the curve %s', (curve) => {
    const { sec1, spki } = pem(curve);
    expect(ecdsaPrivateKey(sec1)).toMatchObject({ key: { type: 'private' } });
    expect(ecdsaPublicKey(spki)).toMatchObject({ key: { type: 'public' } });
    expect(ecdsaPublicKey(sec1)).toMatchObject({ key: { type: 'public' } });
  });

  test('signs only by the private one', () => {
    expect(ecdsaPrivateKey(publicPem)).toEqual({
      problem: 'This is a public key, which verifies. Signing takes the private key.',
    });
  });

  const locked = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    .privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' })
    .toString();
  const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 });

  test.each([
    ['empty', '\n', 'The key is empty.'],
    [
      'hexadecimal',
      `${hexKey}\n`,
      'The key has 64 hexadecimal digits, as those of HMAC-SHA256 have. ECDSA-SHA256 wants a key in PEM.',
    ],
    ['some text', 'secret', 'The key is not in PEM: there is no line "-----BEGIN".'],
    [
      'locked',
      locked,
      'The key is locked with a passphrase. Give one without: `openssl pkey -in FILE` writes it.',
    ],
    [
      'on one line',
      privatePem.replaceAll('\n', ' '),
      'The key cannot be read as PEM. Has it all its lines, and are they apart by line feeds?',
    ],
    [
      'cut off',
      privatePem.slice(0, 80),
      'The key cannot be read as PEM. Has it all its lines, and are they apart by line feeds?',
    ],
    [
      'on another curve',
      pem('secp384r1').sec1,
      'The key is not one of ECDSA on the curve prime256v1 or secp256k1.',
    ],
    [
      'of RSA',
      rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      'The key is not one of ECDSA on the curve prime256v1 or secp256k1.',
    ],
  ])('cannot be %s', (_, text, problem) => {
    expect(ecdsaPrivateKey(text)).toEqual({ problem });
    expect(ecdsaPublicKey(text)).toEqual({ problem });
  });
});

test('the look of a key says which algorithm it is for', () => {
  expect([hexKey, privatePem, publicPem].map(algorithmOf)).toEqual([
    'hmac-sha256',
    'ecdsa-sha256',
    'ecdsa-sha256',
  ]);
});
