/**
 * Files and keys that are handed to the console. They are looked at once, before the call is written down:
 * the request, the log, the journal and the tables have what was seen, and never a byte of them (PSH-4).
 */
import { createHash } from 'node:crypto';
import type { Attribute } from '../../catalog/kind.ts';
import { isMap, type JsonMap, mapOf } from '../../json.ts';
import { formOf } from './forms.ts';

export type Secrets = ReadonlyMap<string, Uint8Array>;

/** What a file or key turned out to be. `locked`: a .p12 file that the password, if any, does not open. */
type Look = 'empty' | 'text' | 'json' | 'p12' | 'locked' | 'keyless' | 'other';

export interface Upload {
  readonly is: Look;
  /** In hex. Not of a password: it could be guessed from it. */
  readonly sha256?: string;
}

/** The request as it is written down: what was seen of the secrets, and none that somebody put in their place. */
export function withUploads(action: string, request: JsonMap, secrets: Secrets | undefined): JsonMap {
  if (!/^(?:Add|Modify)Certificate$/.test(action)) return request;
  const form = formOf('certificate');
  const written = Object.entries(request)
    .filter(([name]) => name !== 'secrets')
    .map(([name, value]) => [name, isSecret(form, name) ? true : value] as const);
  const seen = [...(secrets ?? [])].map(([name, bytes]) => [name, look(form, name, bytes, secrets)] as const);
  return mapOf([...written, ...(seen.length === 0 ? [] : [['secrets', mapOf(seen)] as const])]);
}

function isSecret(form: Attribute, name: string): boolean {
  return attributeIn(form, name)?.type === 'secret';
}

function attributeIn(form: Attribute, name: string): Attribute | undefined {
  return form.type === 'object' && Object.hasOwn(form.attributes, name) ? form.attributes[name] : undefined;
}

function look(form: Attribute, name: string, bytes: Uint8Array, secrets: Secrets | undefined): JsonMap {
  const attribute = attributeIn(form, name);
  const isFile = attribute?.type === 'secret' && attribute.format !== 'text';
  const is: Look =
    bytes.length === 0 ? 'empty' : isFile ? lookOfFile(bytes, secrets?.get('password')) : 'text';
  return name === 'password' ? { is } : { is, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function lookOfFile(bytes: Uint8Array, password: Uint8Array | undefined): Look {
  return isJsonObject(bytes) ? 'json' : lookOfP12(bytes, password);
}

function isJsonObject(bytes: Uint8Array): boolean {
  try {
    return isMap(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return false;
  }
}

/** OpenSSL checks the password first, by a digest over the file, and then opens what is in it. */
function lookOfP12(bytes: Uint8Array, password: Uint8Array | undefined): Look {
  try {
    const passphrase = new TextDecoder().decode(password ?? new Uint8Array());
    const tls = process.getBuiltinModule('node:tls');
    tls.createSecureContext({ pfx: Buffer.from(bytes), passphrase });
    return 'p12';
  } catch (error) {
    const words = error instanceof Error ? error.message : '';
    if (/mac verify/i.test(words)) return 'locked';
    // The old encryption that Apple's Keychain exports with: the password was right, the console can read it.
    if (/unsupported/i.test(words)) return 'p12';
    return /private key/i.test(words) ? 'keyless' : 'other';
  }
}
