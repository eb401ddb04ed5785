/** What a project stores, encrypted with the secrets that `chatform.encryption` names. Loaded only where it does. */
import type { EncryptionSettings, KeyReference } from '../config/encryption.ts';
import {
  cipherOf,
  decrypt,
  encrypt,
  keyNamedIn,
  messageIn,
  type SecretKey,
  textOf,
} from '../storage/cipher.ts';
import type { Cipher } from '../storage/encrypted.ts';
import { Failure, type Options, type World } from './world.ts';

const shortestPassphrase = 16;
const forPlans = 'plan';

/** The cipher of a project. `secrets`: false with `--no-secrets`. @throws Failure when a secret is not to be had */
export function cipherFor(settings: EncryptionSettings, env: World['env'], secrets: boolean): Cipher {
  return cipherOf({ ...settings, ...keysOf(settings, env, secrets) });
}

function keysOf({ current, previous }: EncryptionSettings, env: World['env'], secrets: boolean) {
  if (!secrets)
    throw new Failure(
      'The state is encrypted (`chatform.encryption`), and with --no-secrets its key is not read: there is nothing to compare with. Nothing was done.',
    );
  return { current: keyIn(current, env), previous: previous.map((one) => keyIn(one, env)) };
}

/** @throws Failure */
function keyIn({ type, env: variable }: KeyReference, env: World['env']): SecretKey {
  const text = env[variable];
  if (text === undefined)
    throw new Failure(
      `The environment variable ${variable}, which holds the ${type} of \`chatform.encryption\`, is not set. Nothing was done.`,
    );
  const secret = type === 'key' ? keyBytes(text.trim()) : passphraseBytes(text);
  if ('problem' in secret)
    throw new Failure(
      `The ${type} in the environment variable ${variable} ${secret.problem}. Nothing was done.`,
    );
  return { type, variable, secret };
}

function passphraseBytes(text: string): Uint8Array | { readonly problem: string } {
  return [...text].length < shortestPassphrase
    ? { problem: `has fewer than ${shortestPassphrase} characters` }
    : new TextEncoder().encode(text);
}

function keyBytes(text: string): Uint8Array | { readonly problem: string } {
  const isHex = /^[0-9a-f]{64}$/i.test(text);
  const isBase64 = /^[A-Za-z0-9+/]{43}=?$/.test(text);
  const bytes = isHex ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  const isWhole = isHex || (isBase64 && bytes.toString('base64').startsWith(text));
  return isWhole ? bytes : { problem: 'is not 32 bytes, as 64 hexadecimal digits or in base64' };
}

/** The text of a plan as it is saved. @throws Failure when a secret is not to be had */
export function encryptedPlan(
  text: string,
  settings: EncryptionSettings,
  options: Options,
  world: World,
): string {
  const { current } = keysOf(settings, world.env, options.secrets);
  if (settings.migrate === 'decrypt') return text;
  return textOf(encrypt(current, Buffer.from(text), forPlans));
}

/** True for the whole of an encrypted plan, which can be told without its key. */
export function isEncryptedPlan(text: string): boolean {
  return messageIn(text) !== undefined;
}

/**
 * The text of a plan that was saved encrypted, and the variable that its secret was in. It names that itself, so that
 * no configuration is needed; where it fits no more, those that a configuration names are tried.
 * @throws Failure
 */
export function decryptedPlan(
  file: string,
  text: string,
  configured: () => EncryptionSettings | undefined,
  options: Options,
  world: World,
): { readonly text: string; readonly variable: string } {
  const damaged = `${file} is damaged, or was changed: it does not decrypt. Make the plan again with \`chatform plan --out\`.`;
  const message = messageIn(text);
  const named = message && keyNamedIn(message);
  if (!message || !named) throw new Failure(damaged);
  if (!options.secrets)
    throw new Failure(`${file} is encrypted, and with --no-secrets its key is not read. Nothing was done.`);
  const own = keysIn([{ type: named.type, env: named.variable }], world.env);
  const first = decrypt(own, message, forPlans);
  const others = 'plain' in first || !first.remedy ? undefined : configured();
  const found = others
    ? decrypt(keysIn([others.current, ...others.previous], world.env), message, forPlans)
    : first;
  if ('plain' in found)
    return { text: Buffer.from(found.plain).toString('utf8'), variable: found.key.variable };
  if (!found.remedy) throw new Failure(damaged);
  if (own.length === 0 && world.env[named.variable] === undefined)
    throw new Failure(
      `${file} is encrypted with the ${named.type} that was in the environment variable ${named.variable}, which is not set. Nothing was done.`,
    );
  throw new Failure(`${file} ${found.problem}. ${found.remedy} Nothing was done.`);
}

/** Those that can be had. */
function keysIn(references: readonly KeyReference[], env: World['env']): SecretKey[] {
  return references.flatMap((one) => {
    try {
      return [keyIn(one, env)];
    } catch {
      return [];
    }
  });
}

/**
 * A plan to be applied has to be encrypted with what the configuration names: anybody can make one that is not, or
 * that names a variable whose value is known. @throws Failure
 */
export function requireConfigured(variable: string | undefined, settings: EncryptionSettings): void {
  const { current, previous, migrate } = settings;
  if (variable === undefined && migrate === undefined)
    throw new Failure(
      'The plan is not encrypted, and the configuration says that plans are (`chatform.encryption`). Make it again with `chatform plan --out`. Nothing was written.',
    );
  if (variable === undefined || [current, ...previous].some((one) => one.env === variable)) return;
  throw new Failure(
    `The plan is encrypted with what is in ${variable}, and \`chatform.encryption\` does not name it. Make it again with \`chatform plan --out\`. Nothing was written.`,
  );
}
