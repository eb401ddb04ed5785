/**
 * Secrets: read from the environment or a file just before they are needed, fingerprinted to notice a change
 * (PSH-4), and never put anywhere else. No message here holds a byte of one.
 */
import { scrypt } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { attributeAt, kindNamed } from '../catalog/index.ts';
import type { SecretAttribute, SecretFormat } from '../catalog/kind.ts';
import { at, emptyMap, isMap, type JsonMap } from '../json.ts';
import {
  type Desired,
  type Diagnostic,
  isSecret,
  type Resource,
  type Secret,
  type SecretReference,
  secret,
  type Value,
  type ValueMap,
} from '../model.ts';
import type { State } from '../state/state.ts';

export type Reveal = (reference: SecretReference) => { bytes: Uint8Array } | { problem: string };

const largest = 1024 * 1024;

/** Reads secrets of a configuration's directory and of an environment. */
export function revealer(directory: string, env: Readonly<Record<string, string | undefined>>): Reveal {
  return (reference) => {
    const found = 'env' in reference ? fromEnv(reference.env, env) : fromFile(reference.file, directory);
    if ('bytes' in found && found.bytes.length === 0)
      return { problem: `the secret in ${nameOf(reference)} is empty` };
    return found;
  };
}

function nameOf(reference: SecretReference): string {
  return 'env' in reference ? `the environment variable ${reference.env}` : `the file ${reference.file}`;
}

function fromEnv(name: string, env: Readonly<Record<string, string | undefined>>): ReturnType<Reveal> {
  const text = env[name];
  if (text === undefined)
    return { problem: `the environment variable ${name}, which holds a secret, is not set` };
  return { bytes: new TextEncoder().encode(text) };
}

function fromFile(name: string, directory: string): ReturnType<Reveal> {
  const problem = (why: string) => ({ problem: `the file ${name}, which holds a secret, ${why}` });
  try {
    const root = fs.realpathSync(directory);
    const real = fs.realpathSync(path.join(root, name));
    if (!real.startsWith(root + path.sep))
      return problem('is a link that leaves the configuration’s directory');
    const stat = fs.statSync(real);
    if (!stat.isFile()) return problem('is not a regular file');
    if (stat.size > largest) return problem('is larger than 1 MiB');
    return { bytes: new Uint8Array(fs.readFileSync(real)) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    return problem(code === 'ENOENT' ? 'is not there' : `cannot be read (${code ?? 'unknown error'})`);
  }
}

/** The desired model with the fingerprints of its secrets, and what is wrong with them. */
export async function withFingerprints(
  desired: Desired,
  state: State | undefined,
  reveal: Reveal,
  salt: () => string,
): Promise<{ desired: Desired; diagnostics: Diagnostic[] }> {
  const diagnostics: Diagnostic[] = [];
  const resources = new Map(desired.resources);
  for (const resource of desired.resources.values()) {
    const secrets = Object.entries(resource.body).filter((entry): entry is [string, Secret] =>
      isSecret(entry[1]),
    );
    if (secrets.length === 0) continue;
    const recorded = state?.records.get(resource.address)?.body;
    const body = Object.assign(emptyMap<Value>(), resource.body);
    const contents = new Map<string, Uint8Array>();
    for (const [name, { reference }] of secrets) {
      const found = reveal(reference);
      if ('problem' in found) diagnostics.push(complaint(resource, name, found.problem));
      else {
        contents.set(name, found.bytes);
        body[name] = secret(reference, await fingerprint(found.bytes, saltOf(recorded, name) ?? salt()));
      }
    }
    diagnostics.push(...badContents(resource, contents));
    resources.set(resource.address, { ...resource, body: body as ValueMap });
  }
  return { desired: { ...desired, resources }, diagnostics };
}

/** `scrypt:SALT:HASH`; slow enough to make guessing a weak password from a state a chore. */
function fingerprint(bytes: Uint8Array, salt: string): Promise<string> {
  return new Promise((resolve, reject) => {
    scrypt(bytes, salt, 32, { N: 8192, r: 8, p: 1 }, (error, key) => {
      if (error) reject(error);
      else resolve(`scrypt:${salt}:${key.toString('hex')}`);
    });
  });
}

function saltOf(recorded: JsonMap | undefined, name: string): string | undefined {
  const text = at(recorded, [name]);
  const parts = typeof text === 'string' ? text.split(':') : [];
  return parts[0] === 'scrypt' ? parts[1] : undefined;
}

/** What can be seen to be wrong before the console is asked. */
function badContents(resource: Resource, contents: ReadonlyMap<string, Uint8Array>): Diagnostic[] {
  const kind = kindNamed(resource.kind);
  return [...contents].flatMap(([name, bytes]) => {
    const attribute = kind && attributeAt(kind, [name]);
    if (attribute?.type !== 'secret') return [];
    const format = formatOf(attribute, resource.body);
    if (format === 'json') return problems(resource, name, jsonProblem(bytes));
    return format === 'p12' ? problems(resource, name, p12Problem(bytes, contents.get('password'))) : [];
  });
}

function formatOf({ format }: SecretAttribute, body: ValueMap): SecretFormat {
  return typeof format === 'string' ? format : (format.values[String(body[format.by])] ?? 'text');
}

function problems(resource: Resource, name: string, problem: string | undefined): Diagnostic[] {
  return problem === undefined ? [] : [complaint(resource, name, problem)];
}

function jsonProblem(bytes: Uint8Array): string | undefined {
  try {
    if (isMap(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)))) return undefined;
  } catch {
    // Said below, without the parser's words: they quote the text.
  }
  return 'the file must hold a JSON object, as it was downloaded from Google';
}

/** Undefined also for a .p12 whose old encryption this OpenSSL does not know: the console may. */
function p12Problem(pfx: Uint8Array, password: Uint8Array | undefined): string | undefined {
  if (password === undefined) return undefined;
  try {
    const tls = process.getBuiltinModule('node:tls');
    tls.createSecureContext({ pfx: Buffer.from(pfx), passphrase: new TextDecoder().decode(password) });
    return undefined;
  } catch (error) {
    const words = error instanceof Error ? error.message : '';
    if (/mac verify/i.test(words)) return 'the password does not open this .p12 file';
    if (/private key/i.test(words))
      return 'this .p12 file has no private key; export the certificate together with its key';
    return /unsupported/i.test(words) ? undefined : 'the file is not a .p12 file (PKCS #12)';
  }
}

function complaint(resource: Resource, name: string, message: string): Diagnostic {
  return {
    severity: 'error',
    message,
    address: resource.address,
    rule: 'PSH-4',
    source: resource.locate([name]),
  };
}
