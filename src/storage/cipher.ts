/**
 * AES-256-GCM over what a project stores. Each message has a line of ASCII before it, which says what it takes to
 * read it, then 16 bytes of salt, 12 of nonce, what is encrypted, and 16 of tag:
 *
 *     chatform encrypted 1 passphrase 5b1c…(salt of scrypt) CHATFORM_PASSPHRASE 3f0c92d1a47be650
 *     chatform encrypted 1 key CHATFORM_KEY 90a1b2c3d4e5f607
 *
 * The last word is the ID of the master key, which is scrypt's of a passphrase, or the key as it is. Each message has
 * a subkey of its own, HKDF's of the master key and the salt. The tag covers the line and the purpose as well. What
 * scrypt costs goes with the version 1: a file cannot ask for more.
 */
import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, scryptSync } from 'node:crypto';
import { type Cipher, ENCRYPTED, type Unopened } from './encrypted.ts';

/** A secret that the configuration names. */
export interface SecretKey {
  readonly type: 'passphrase' | 'key';
  /** The environment variable that holds it. */
  readonly variable: string;
  /** A passphrase in UTF-8, or the 32 bytes of a key. */
  readonly secret: Uint8Array;
}

export interface Keys {
  /** What is written is encrypted with this one. */
  readonly current: SecretKey;
  /** What is there may be encrypted with one of these. */
  readonly previous: readonly SecretKey[];
  readonly migrate?: 'encrypt' | 'decrypt';
}

const LINE =
  /^chatform encrypted 1 (?:passphrase ([0-9a-f]{32})|key) ([A-Za-z_][A-Za-z0-9_]{0,127}) ([0-9a-f]{16})\n/;
/** Above the length of any line that `LINE` matches. */
const LONGEST_LINE = 256;
const saltBytes = 16;
const nonceBytes = 12;
const tagBytes = 16;
/** 100 ms and 32 MiB. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };

/** A cipher with these keys. */
export function cipherOf({ current, previous, migrate }: Keys): Cipher {
  return {
    encrypts: migrate !== 'decrypt',
    readsPlain: migrate === 'encrypt',
    encrypt: (plain, purpose) => encrypt(current, plain, purpose),
    decrypt(bytes, purpose) {
      const found = decrypt([current, ...previous], bytes, purpose);
      return 'problem' in found ? found : found.plain;
    },
  };
}

/** Encrypts for one purpose. */
export function encrypt(key: SecretKey, plain: Uint8Array, purpose: string): Uint8Array {
  const { salt, master, id } = writingMasterOf(key);
  const kind = salt === undefined ? 'key' : `passphrase ${salt}`;
  const line = Buffer.from(`chatform encrypted 1 ${kind} ${key.variable} ${id}\n`, 'latin1');
  const [messageSalt, nonce] = [randomBytes(saltBytes), randomBytes(nonceBytes)];
  const cipher = createCipheriv('aes-256-gcm', subkeyOf(master, messageSalt), nonce, {
    authTagLength: tagBytes,
  });
  cipher.setAAD(aadOf(line, purpose));
  const encrypted = [cipher.update(plain), cipher.final()];
  return Buffer.concat([line, messageSalt, nonce, ...encrypted, cipher.getAuthTag()]);
}

/** What was encrypted for a purpose with one of some keys, and with which; or why it is not to be had. */
export function decrypt(
  keys: readonly SecretKey[],
  bytes: Uint8Array,
  purpose: string,
): { readonly plain: Uint8Array; readonly key: SecretKey } | Unopened {
  const line = lineOf(bytes);
  if (!line) return unknownLine(bytes);
  const { type, salt, variable, id } = line;
  const fitting = keys.filter((key) => key.type === type);
  // The one that most likely fits comes first: to try a passphrase takes a while.
  const ordered = [
    ...fitting.filter((key) => key.variable === variable),
    ...fitting.filter((key) => key.variable !== variable),
  ];
  for (const key of ordered) {
    const master = masterOf(key, salt);
    if (master.id !== id) continue;
    const plain = decrypted(master.key, bytes, line.length, purpose);
    if (!plain) return { problem: 'is damaged, or was changed: it does not decrypt' };
    rememberSalt(key, salt);
    return { plain, key };
  }
  return otherKey(type, variable, id, ordered);
}

/** What a message says of the key that it was encrypted with; undefined for what no cipher made. */
export function keyNamedIn(bytes: Uint8Array): Pick<SecretKey, 'type' | 'variable'> | undefined {
  return lineOf(bytes);
}

/** A message as text that stands being copied: its first line, then base64 in lines of 76. */
export function textOf(message: Uint8Array): string {
  const length = lineOf(message)?.length ?? 0;
  const [line, rest] = [message.subarray(0, length), message.subarray(length)];
  const lines =
    Buffer.from(rest)
      .toString('base64')
      .match(/.{1,76}/g) ?? [];
  return [Buffer.from(line).toString('latin1'), ...lines.map((one) => `${one}\n`)].join('');
}

/** The message in such a text; undefined where it is not just that, letter by letter. */
export function messageIn(text: string): Uint8Array | undefined {
  const [line] = LINE.exec(text) ?? [];
  if (line === undefined) return undefined;
  const rest = Buffer.from(text.slice(line.length).replaceAll('\n', ''), 'base64');
  const message = Buffer.concat([Buffer.from(line, 'latin1'), rest]);
  return textOf(message) === text ? message : undefined;
}

interface Line {
  readonly type: SecretKey['type'];
  /** Of scrypt, in hex; undefined for a key. */
  readonly salt: string | undefined;
  readonly variable: string;
  readonly id: string;
  /** In bytes, with its newline. */
  readonly length: number;
}

function lineOf(bytes: Uint8Array): Line | undefined {
  const start = Buffer.from(bytes.subarray(0, LONGEST_LINE)).toString('latin1');
  const [line, salt, variable, id] = LINE.exec(start) ?? [];
  if (line === undefined || variable === undefined || id === undefined) return undefined;
  return { type: salt === undefined ? 'key' : 'passphrase', salt, variable, id, length: line.length };
}

function unknownLine(bytes: Uint8Array): Unopened {
  const rest = Buffer.from(bytes.subarray(ENCRYPTED.length, LONGEST_LINE)).toString('latin1');
  const version = /^(\d{1,4}) [ -~]*\n/.exec(rest)?.[1];
  if (version === undefined || version === '1')
    return { problem: 'is damaged: its first line is not that of something encrypted' };
  return {
    problem: `is encrypted in way ${version}, and this chatform knows way 1`,
    remedy: 'Upgrade chatform to use it.',
  };
}

function otherKey(type: SecretKey['type'], variable: string, id: string, tried: readonly SecretKey[]) {
  const those = [...new Set(tried.map((key) => key.variable))].join(', ');
  const found = those === '' ? '' : ` than ${tried.length === 1 ? 'the one' : 'those'} in ${those}`;
  return {
    problem:
      those === ''
        ? `is encrypted with a ${type} (ID ${id}, in ${variable} then), and there is none to try`
        : `is encrypted with another ${type}${found} (ID ${id}, in ${variable} then)`,
    remedy:
      'Give the one that it was encrypted with, there or under `previous` of `chatform.encryption`: nothing else reads it.',
  };
}

function decrypted(master: Uint8Array, bytes: Uint8Array, start: number, purpose: string) {
  if (bytes.length < start + saltBytes + nonceBytes + tagBytes) return undefined;
  const salt = bytes.subarray(start, start + saltBytes);
  const nonce = bytes.subarray(start + saltBytes, start + saltBytes + nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', subkeyOf(master, salt), nonce, {
    authTagLength: tagBytes,
  });
  decipher.setAAD(aadOf(bytes.subarray(0, start), purpose));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    const plain = decipher.update(bytes.subarray(start + saltBytes + nonceBytes, -tagBytes));
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    return undefined;
  }
}

/** The line ends in the only newline of it, so that no two pairs are the same bytes. */
const aadOf = (line: Uint8Array, purpose: string) => Buffer.concat([line, Buffer.from(purpose)]);

const subkeyOf = (master: Uint8Array, salt: Uint8Array) => derived(master, salt, 'chatform encryption 1', 32);

function derived(master: Uint8Array, salt: Uint8Array, about: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', master, salt, about, bytes));
}

interface Master {
  readonly key: Uint8Array;
  /** 8 bytes in hex, of which nothing can be told of the key. */
  readonly id: string;
}

/** What was derived from one secret in this process, by salt of scrypt, since it takes a while; a key has none. */
interface Derivations {
  readonly bySalt: Map<string, Master>;
  /** What is written has the salt of what was read, so that whoever reads both derives once. */
  salt?: string;
}

const derivations = new Map<string, Derivations>();

function derivationsOf({ secret }: SecretKey): Derivations {
  const digest = createHash('sha256').update(secret).digest('hex');
  const found = derivations.get(digest) ?? { bySalt: new Map() };
  derivations.set(digest, found);
  return found;
}

function masterOf(key: SecretKey, salt: string | undefined): Master {
  const { bySalt } = derivationsOf(key);
  const name = salt ?? '';
  let found = bySalt.get(name);
  if (!found) {
    const secret =
      salt === undefined ? key.secret : scryptSync(key.secret, Buffer.from(salt, 'hex'), 32, cost);
    found = masterFrom(secret);
    bySalt.set(name, found);
  }
  return found;
}

function masterFrom(key: Uint8Array): Master {
  return { key, id: derived(key, Buffer.alloc(0), 'chatform key ID 1', 8).toString('hex') };
}

function writingMasterOf(key: SecretKey): { salt: string | undefined; master: Uint8Array; id: string } {
  const salt = key.type === 'key' ? undefined : saltOf(key);
  const master = masterOf(key, salt);
  return { salt, master: master.key, id: master.id };
}

function saltOf(key: SecretKey): string {
  const known = derivationsOf(key);
  known.salt ??= randomBytes(saltBytes).toString('hex');
  return known.salt;
}

/** Only a salt that went into something that decrypted: nobody else may choose one. */
function rememberSalt(key: SecretKey, salt: string | undefined): void {
  if (salt !== undefined) derivationsOf(key).salt ??= salt;
}
