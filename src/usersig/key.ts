/** Keys as people hand them over: the text of the console, or a PEM file. No message here holds a byte of one. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import type { Algorithm } from './signed.ts';

/** A key, or what is wrong with it: a sentence. `doubt` is a sentence about a key that can be used. */
export type Found<Key> = { readonly key: Key; readonly doubt?: string } | { readonly problem: string };

/** Which algorithm a key is for, by its look. */
export function algorithmOf(text: string): Algorithm {
  return text.includes('-----BEGIN') ? 'ecdsa-sha256' : 'hmac-sha256';
}

/** A key of HMAC-SHA256. White space around it goes: files end with a line feed, and what is pasted may. */
export function hmacKey(text: string): Found<Uint8Array> {
  const trimmed = text.replace(/^\ufeff/, '').trim();
  if (trimmed === '') return { problem: 'The key is empty.' };
  if (algorithmOf(trimmed) === 'ecdsa-sha256')
    return {
      problem:
        'The key is in PEM, as those of ECDSA-SHA256 are. HMAC-SHA256 wants the key that the console shows beside the SDKAppID; an app with the old algorithm wants --algorithm ecdsa-sha256.',
    };
  if (/[\s\p{Cc}]/u.test(trimmed))
    return { problem: 'The key has white space or control characters inside.' };
  if (trimmed.length > 1024) return { problem: 'The key is much too long: it has 64 hexadecimal digits.' };
  const key = new TextEncoder().encode(trimmed);
  if (/^[0-9a-f]{64}$/.test(trimmed)) return { key };
  const doubt = /^[0-9a-f]{64}$/i.test(trimmed)
    ? 'The key has capital letters in it. Those of Tencent have small ones, and both do not sign alike.'
    : `The key is not what the console shows, which are 64 hexadecimal digits: it has ${trimmed.length} characters${/^[0-9a-f]*$/.test(trimmed) ? '' : ', not all of them digits'}.`;
  return { key, doubt };
}

/** The private key of ECDSA-SHA256. */
export function ecdsaPrivateKey(text: string): Found<KeyObject> {
  return readPem(text, () => {
    if (text.includes('PUBLIC KEY-----'))
      return { problem: 'This is a public key, which verifies. Signing takes the private key.' };
    return onCurve(createPrivateKey(text));
  });
}

/** The public key of ECDSA-SHA256, also out of the private one. */
export function ecdsaPublicKey(text: string): Found<KeyObject> {
  return readPem(text, () => onCurve(createPublicKey(text)));
}

function readPem(text: string, read: () => Found<KeyObject>): Found<KeyObject> {
  if (text.trim() === '') return { problem: 'The key is empty.' };
  if (algorithmOf(text) === 'hmac-sha256')
    return {
      problem: /^[0-9a-f]{64}$/i.test(text.trim())
        ? 'The key has 64 hexadecimal digits, as those of HMAC-SHA256 have. ECDSA-SHA256 wants a key in PEM.'
        : 'The key is not in PEM: there is no line "-----BEGIN".',
    };
  if (text.includes('ENCRYPTED'))
    return {
      problem: 'The key is locked with a passphrase. Give one without: `openssl pkey -in FILE` writes it.',
    };
  try {
    return read();
  } catch {
    // Without the words of OpenSSL, which nobody understands.
    return {
      problem: 'The key cannot be read as PEM. Has it all its lines, and are they apart by line feeds?',
    };
  }
}

/** The curves of Tencent's libraries; their examples have both. */
const curves: readonly (string | undefined)[] = ['prime256v1', 'secp256k1'];

function onCurve(key: KeyObject): Found<KeyObject> {
  if (key.asymmetricKeyType !== 'ec' || !curves.includes(key.asymmetricKeyDetails?.namedCurve))
    return { problem: 'The key is not one of ECDSA on the curve prime256v1 or secp256k1.' };
  return { key };
}
