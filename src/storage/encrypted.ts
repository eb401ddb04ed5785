/** Bytes that are encrypted where they are stored: what all who read and write them need of it. */

/** Encrypts and decrypts what one project stores. */
export interface Cipher {
  /** False where the project is on its way out of encryption: what it writes is not encrypted any more. */
  readonly encrypts: boolean;
  /** True where the project is on its way into it: what is not encrypted yet is read all the same. */
  readonly readsPlain: boolean;
  /** `purpose` says what the bytes are: they are taken for nothing else, wherever somebody moves them. */
  encrypt(plain: Uint8Array, purpose: string): Uint8Array;
  /** The bytes; or what is wrong with them, to be put after a name: "is encrypted with another key". */
  decrypt(bytes: Uint8Array, purpose: string): Uint8Array | { readonly problem: string };
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
 * What stored bytes hold; or why that is not to be had, to be put after a name. What is not encrypted though it
 * should be is not taken: whoever can write there could put anything in its place.
 */
export function opened(
  bytes: Uint8Array,
  purpose: string,
  cipher: Cipher | undefined,
): Uint8Array | { readonly problem: string } {
  if (!isEncrypted(bytes)) {
    if (!cipher || cipher.readsPlain || !cipher.encrypts) return bytes;
    return {
      problem:
        'is not encrypted, and the configuration says that it is: if it never was, `chatform.encryption.migrate: encrypt` takes it over',
    };
  }
  if (cipher) return cipher.decrypt(bytes, purpose);
  return { problem: 'is encrypted, and the configuration has no `chatform.encryption` to decrypt it with' };
}
