/** Bytes that are encrypted where they are stored: what all who read and write them need of it. */

/** Why encrypted bytes cannot be had. */
export interface Unopened {
  /** To be put after a name: "is encrypted with another key". */
  readonly problem: string;
  /** What to do where it is not the bytes that are wrong: a sentence. Without it, they are damaged. */
  readonly remedy?: string;
}

/** Encrypts and decrypts what one project stores. */
export interface Cipher {
  /** False where the project is on its way out of encryption: what it writes is not encrypted any more. */
  readonly encrypts: boolean;
  /** True where the project is on its way into it: what is not encrypted yet is read all the same. */
  readonly readsPlain: boolean;
  /** `purpose` says what the bytes are: they are taken for nothing else, wherever somebody moves them. */
  encrypt(plain: Uint8Array, purpose: string): Uint8Array;
  decrypt(bytes: Uint8Array, purpose: string): Uint8Array | Unopened;
}

/** The start of all that is encrypted. */
export const ENCRYPTED = Buffer.from('chatform encrypted ', 'latin1');

/** True for what a cipher made. */
export function isEncrypted(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, ENCRYPTED.length)).equals(ENCRYPTED);
}

/** Bytes as they are to be stored. */
export function closed(plain: Uint8Array, purpose: string, cipher: Cipher | undefined): Uint8Array {
  return cipher?.encrypts ? cipher.encrypt(plain, purpose) : plain;
}

/**
 * What stored bytes hold; or why that is not to be had. What is not encrypted though it should be is not taken:
 * whoever can write there could put anything in its place.
 */
export function opened(
  bytes: Uint8Array,
  purpose: string,
  cipher: Cipher | undefined,
): Uint8Array | Unopened {
  if (isEncrypted(bytes)) return cipher ? cipher.decrypt(bytes, purpose) : noCipher;
  return !cipher || cipher.readsPlain || !cipher.encrypts ? bytes : notEncrypted;
}

const noCipher: Unopened = {
  problem: 'is encrypted',
  remedy: 'The configuration has no `chatform.encryption` to decrypt it with.',
};

const notEncrypted: Unopened = {
  problem: 'is not encrypted, and the configuration says that it is',
  remedy:
    'If it never was, `chatform.encryption.migrate: encrypt` takes it over; else somebody has replaced it.',
};
