// Encryption of what is stored: its form is told again here by Node's own primitives, and it takes no changed byte.
import { Buffer } from 'node:buffer';
import { createCipheriv, createDecipheriv, hkdfSync, scryptSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { cipherOf, decrypt, encrypt, messageIn, type SecretKey, textOf } from '../../src/storage/cipher.ts';
import { closed, opened } from '../../src/storage/encrypted.ts';
import { randomFrom } from '../support/random.ts';

const passphrase = (text: string, variable = 'CHATFORM_PASSPHRASE'): SecretKey => ({
  type: 'passphrase',
  variable,
  secret: Buffer.from(text),
});
const key = (byte: number, variable = 'CHATFORM_KEY'): SecretKey => ({
  type: 'key',
  variable,
  secret: Buffer.alloc(32, byte),
});

const plain = Buffer.from('recallSeconds: 300');
const text = (found: ReturnType<typeof decrypt>) =>
  'problem' in found ? found.problem : Buffer.from(found.plain).toString();

/** The form as it is described, in Node's own primitives. */
function sealedBy(secret: Buffer, salt: string | undefined, variable: string, purpose: string): Buffer {
  const cost = { N: 32_768, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
  const master = salt === undefined ? secret : scryptSync(secret, Buffer.from(salt, 'hex'), 32, cost);
  const id = Buffer.from(hkdfSync('sha256', master, '', 'chatform key ID 1', 8)).toString('hex');
  const kind = salt === undefined ? 'key' : `passphrase ${salt}`;
  const line = `chatform encrypted 1 ${kind} ${variable} ${id}\n`;
  const [messageSalt, nonce] = [Buffer.alloc(16, 0xa1), Buffer.alloc(12, 0xb2)];
  const subkey = Buffer.from(hkdfSync('sha256', master, messageSalt, 'chatform encryption 1', 32));
  const cipher = createCipheriv('aes-256-gcm', subkey, nonce);
  cipher.setAAD(Buffer.from(line + purpose));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.from(line), messageSalt, nonce, body, cipher.getAuthTag()]);
}

describe('the form', () => {
  const ofKey = 'chatform encrypted 1 key CHATFORM_KEY 717cd47f4046c914\n';
  test('of a key is what Node makes of the same words, and is read for good', () => {
    const message = sealedBy(Buffer.alloc(32, 7), undefined, 'CHATFORM_KEY', 'state 2');
    expect(message.toString('hex')).toBe(
      '63686174666f726d20656e637279707465642031206b65792043484154464f524d5f4b455920373137636434376634303436633931340aa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1b2b2b2b2b2b2b2b2b2b2b2b2d437ee21d28f9d29a160b89a176622a6c3c71e0819136d3f60624e91026aba99a84f',
    );
    expect(message.toString('latin1')).toContain(ofKey);
    expect(text(decrypt([key(7)], message, 'state 2'))).toBe('recallSeconds: 300');
  });

  test('of a passphrase is what Node makes of the same words, and is read for good', () => {
    const salt = '000102030405060708090a0b0c0d0e0f';
    const message = sealedBy(Buffer.from('moonlit harbour 47'), salt, 'CHATFORM_PASSPHRASE', 'plan');
    expect(message.toString('hex')).toBe(
      '63686174666f726d20656e63727970746564203120706173737068726173652030303031303230333034303530363037303830393061306230633064306530662043484154464f524d5f5041535350485241534520623164306166396333303237633434370aa1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1b2b2b2b2b2b2b2b2b2b2b2b27fe674945560ad046105a36babdb043ec35e38d0b4740b3d4b7475e6cff8870a71f8',
    );
    expect(text(decrypt([passphrase('moonlit harbour 47')], message, 'plan'))).toBe('recallSeconds: 300');
  });

  test('that is written is read by Node alone', () => {
    const message = Buffer.from(encrypt(key(7), plain, 'state 2'));
    const start = message.indexOf('\n') + 1;
    const [salt, nonce] = [message.subarray(start, start + 16), message.subarray(start + 16, start + 28)];
    const subkey = Buffer.from(hkdfSync('sha256', Buffer.alloc(32, 7), salt, 'chatform encryption 1', 32));
    const decipher = createDecipheriv('aes-256-gcm', subkey, nonce);
    decipher.setAAD(Buffer.concat([message.subarray(0, start), Buffer.from('state 2')]));
    decipher.setAuthTag(message.subarray(-16));
    const found = Buffer.concat([decipher.update(message.subarray(start + 28, -16)), decipher.final()]);
    expect(found.toString()).toBe('recallSeconds: 300');
    expect(message.subarray(0, start).toString()).toBe(ofKey);
  });

  test('has a salt and a nonce of its own in each message, and one salt of scrypt in all', () => {
    const own = passphrase('a passphrase for many messages');
    const messages = Array.from({ length: 50 }, () => Buffer.from(encrypt(own, plain, 'state 2')));
    const lines = new Set(messages.map((one) => one.subarray(0, one.indexOf('\n')).toString()));
    expect(lines.size).toBe(1);
    const start = [...lines][0]?.length ?? 0;
    for (const [from, to] of [
      [1, 17],
      [17, 29],
    ] as const) {
      const values = messages.map((one) => one.subarray(start + from, start + to).toString('hex'));
      expect(new Set(values).size).toBe(50);
    }
  });

  test('of what is written has the salt of what was read', () => {
    const salt = 'f0e0d0c0b0a090807060504030201000';
    const own = passphrase('sunlit harbour 47');
    decrypt([own], sealedBy(Buffer.from('sunlit harbour 47'), salt, 'CHATFORM_PASSPHRASE', 'plan'), 'plan');
    const line = Buffer.from(encrypt(own, plain, 'plan'))
      .toString('latin1')
      .split('\n')[0];
    expect(line?.split(' ')[4]).toBe(salt);
  });

  test('with a salt of somebody who has not the key is not taken over', () => {
    const forged = sealedBy(Buffer.from('somebody else’s'), 'ee'.repeat(16), 'CHATFORM_PASSPHRASE', 'plan');
    const own = passphrase('starlit harbour 47');
    expect(decrypt([own], forged, 'plan')).toHaveProperty('problem');
    expect(Buffer.from(encrypt(own, plain, 'plan')).toString('latin1')).not.toContain('ee'.repeat(16));
  });

  test('as text is a line, then base64, and back', () => {
    const message = encrypt(key(7), Buffer.alloc(200, 'x'), 'plan');
    const written = textOf(message);
    expect(written).toMatch(
      /^chatform encrypted 1 key CHATFORM_KEY [0-9a-f]{16}\n(?:[\w+/]{76}\n){4}[\w+/=]{1,76}\n$/,
    );
    expect(Buffer.from(messageIn(written) ?? []).equals(message)).toBe(true);
  });
});

describe('what was changed is refused by name:', () => {
  const damaged = /^(?:is damaged|is encrypted (?:with|in way)|is not encrypted)/;
  const keys = { current: key(7), previous: [] };

  test('every truncation, and every byte with something behind it', () => {
    const message = encrypt(key(7), plain, 'state 2');
    for (let length = 0; length < message.length; length++) {
      const found = opened(message.subarray(0, length), 'state 2', cipherOf(keys));
      expect([length, 'problem' in found && damaged.test(found.problem)]).toEqual([length, true]);
    }
    const longer = decrypt([key(7)], Buffer.concat([message, Buffer.of(0)]), 'state 2');
    expect(text(longer)).toBe('is damaged, or was changed: it does not decrypt');
  });

  test('10,000 flipped bits', () => {
    const message = encrypt(key(7), Buffer.alloc(400, plain), 'state 2');
    const random = randomFrom(47);
    for (let i = 0; i < 10_000; i++) {
      const bit = Math.floor(random() * message.length * 8);
      const flipped = Buffer.from(message);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      const found = opened(flipped, 'state 2', cipherOf(keys));
      expect([bit, 'problem' in found && damaged.test(found.problem)]).toEqual([bit, true]);
    }
  });

  test('every bit of the first line of what a passphrase encrypted', () => {
    const own = passphrase('moonlit harbour 48');
    const message = encrypt(own, plain, 'state 2');
    const length = Buffer.from(message).indexOf('\n') + 1;
    // Each other salt would be derived anew: those bits are looked at for the key ID in one place only.
    const salt = {
      from: 'chatform encrypted 1 passphrase '.length,
      to: 'chatform encrypted 1 passphrase '.length + 32,
    };
    for (let bit = 0; bit < length * 8; bit++) {
      const at = bit >> 3;
      if (at > salt.from && at < salt.to) continue;
      const flipped = Buffer.from(message);
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (bit & 7)), at);
      const found = opened(flipped, 'state 2', cipherOf({ current: own, previous: [] }));
      expect([bit, 'problem' in found && damaged.test(found.problem)]).toEqual([bit, true]);
    }
  });

  test('all flips and truncations of it as text', () => {
    const written = textOf(encrypt(key(7), plain, 'plan'));
    const read = (changed: string) => {
      const message = messageIn(changed);
      return message ? text(decrypt([key(7)], message, 'plan')) : 'is no such text';
    };
    expect(read(written)).toBe('recallSeconds: 300');
    for (let at = 0; at < written.length; at++) {
      expect([at, read(written.slice(0, at)) === 'recallSeconds: 300']).toEqual([at, false]);
      for (let bit = 0; bit < 8; bit++) {
        const bytes = Buffer.from(written);
        bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
        expect([at, bit, read(bytes.toString('utf8')) === 'recallSeconds: 300']).toEqual([at, bit, false]);
      }
    }
  });

  test('what was encrypted for another purpose', () => {
    const message = encrypt(key(7), plain, 'journal ["a",3,1]');
    expect(text(decrypt([key(7)], message, 'journal ["a",3,2]'))).toBe(
      'is damaged, or was changed: it does not decrypt',
    );
  });

  test('the name of another variable in its first line', () => {
    const message = Buffer.from(encrypt(key(7), plain, 'plan')).toString('latin1');
    const renamed = Buffer.from(message.replace('CHATFORM_KEY', 'CHATFORM_KEX'), 'latin1');
    expect(text(decrypt([key(7)], renamed, 'plan'))).toBe('is damaged, or was changed: it does not decrypt');
  });

  test('a line that asks scrypt for more than it is to cost', () => {
    const message = Buffer.from(encrypt(passphrase('moonlit harbour 49'), plain, 'plan')).toString('latin1');
    const costly = message.replace(' passphrase ', ' passphrase N=1073741824 ');
    expect(text(decrypt([passphrase('moonlit harbour 49')], Buffer.from(costly, 'latin1'), 'plan'))).toBe(
      'is damaged: its first line is not that of something encrypted',
    );
  });

  test('what a newer chatform encrypted is not called damaged', () => {
    const newer = Buffer.from('chatform encrypted 2 argon2 something\nbytes');
    expect(decrypt([key(7)], newer, 'plan')).toEqual({
      problem: 'is encrypted in way 2, and this chatform knows way 1',
      remedy: 'Upgrade chatform to use it.',
    });
  });
});

describe('keys', () => {
  test('that are wrong are told from damage, with the ID and the variable of the right one', () => {
    const message = encrypt(key(7, 'OLD_KEY'), plain, 'plan');
    expect(decrypt([key(8)], message, 'plan')).toEqual({
      problem:
        'is encrypted with another key than the one in CHATFORM_KEY (ID 717cd47f4046c914, in OLD_KEY then)',
      remedy:
        'Give the one that it was encrypted with, there or under `previous` of `chatform.encryption`: nothing else reads it.',
    });
    expect(text(decrypt([key(8), key(9, 'SPARE_KEY')], message, 'plan'))).toBe(
      'is encrypted with another key than those in CHATFORM_KEY, SPARE_KEY (ID 717cd47f4046c914, in OLD_KEY then)',
    );
    expect(text(decrypt([passphrase('moonlit harbour 47')], message, 'plan'))).toBe(
      'is encrypted with a key (ID 717cd47f4046c914, in OLD_KEY then), and there is none to try',
    );
  });

  test('of before are read with and not written with', () => {
    const before = encrypt(key(7, 'OLD_KEY'), plain, 'plan');
    const rotated = cipherOf({ current: key(8), previous: [key(7, 'OLD_KEY')] });
    expect(Buffer.from(rotated.decrypt(before, 'plan') as Uint8Array).toString()).toBe('recallSeconds: 300');
    const after = rotated.encrypt(plain, 'plan');
    expect(text(decrypt([key(7, 'OLD_KEY')], after, 'plan'))).toMatch(/^is encrypted with another key/);
    expect(text(decrypt([key(8)], after, 'plan'))).toBe('recallSeconds: 300');
  });

  test('whatever they are, plain bytes are taken while changing over, and at no other time', () => {
    const keys = { current: key(7), previous: [] };
    const read = (migrate?: 'encrypt' | 'decrypt') =>
      opened(plain, 'plan', cipherOf({ ...keys, ...(migrate && { migrate }) }));
    expect(read()).toEqual({
      problem: 'is not encrypted, and the configuration says that it is',
      remedy:
        'If it never was, `chatform.encryption.migrate: encrypt` takes it over; else somebody has replaced it.',
    });
    expect(read('encrypt')).toBe(plain);
    expect(read('decrypt')).toBe(plain);
    expect(closed(plain, 'plan', cipherOf({ ...keys, migrate: 'decrypt' }))).toBe(plain);
    expect(closed(plain, 'plan', cipherOf({ ...keys, migrate: 'encrypt' }))).not.toEqual(plain);
    expect(opened(encrypt(key(7), plain, 'plan'), 'plan', undefined)).toEqual({
      problem: 'is encrypted',
      remedy: 'The configuration has no `chatform.encryption` to decrypt it with.',
    });
  });
});
