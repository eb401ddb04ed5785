/** `chatform.encryption`: with what the state and saved plans are encrypted. */
import type { Diagnostic } from '../model.ts';
import { child, type MapNode, type Node, placeOf, textOf } from './node.ts';

/** Where a passphrase or a key is. */
export interface KeyReference {
  readonly type: 'passphrase' | 'key';
  /** An environment variable. */
  readonly env: string;
}

export interface EncryptionSettings {
  readonly current: KeyReference;
  /** Read with, and never written with. */
  readonly previous: readonly KeyReference[];
  readonly migrate?: 'encrypt' | 'decrypt';
}

/** `broken`: something is to be encrypted, and it cannot be told with what. */
export type Encryption = EncryptionSettings | 'broken';

/** Reads the block of a configuration that may have errors anywhere; those of its shape are said by the schema. */
export function readEncryption(block: Node | undefined): {
  readonly encryption?: Encryption;
  readonly diagnostics: readonly Diagnostic[];
} {
  if (!block) return { diagnostics: [] };
  if (block.kind !== 'map') return { encryption: 'broken', diagnostics: [] };
  const previous = child(block, 'previous');
  const items = previous?.kind === 'list' ? previous.items : [];
  const diagnostics = [block, ...items].flatMap((one) => (one.kind === 'map' ? notOne(one) : []));
  const [current, ...others] = [block, ...items].map(keyIn);
  const migrate = textOf(child(block, 'migrate'));
  const isSound =
    diagnostics.length === 0 &&
    (previous === undefined || previous.kind === 'list') &&
    others.every((one) => one !== undefined) &&
    ['', 'encrypt', 'decrypt'].includes(migrate);
  if (!current || !isSound) return { encryption: 'broken', diagnostics };
  const ofMigration = (migrate === '' ? {} : { migrate }) as Pick<EncryptionSettings, 'migrate'>;
  return { encryption: { current, previous: others, ...ofMigration }, diagnostics };
}

const types = ['passphrase', 'key'] as const;

/** Which of both stand there. That of an environment takes the place of the other one in the base. */
function typesIn(block: MapNode): KeyReference['type'][] {
  const found = types.filter((type) => block.entries.has(type));
  const ofEnvironment = found.filter((type) => child(block, type)?.file.path.startsWith('environments/'));
  return ofEnvironment.length > 0 ? ofEnvironment : found;
}

function notOne(block: MapNode): Diagnostic[] {
  const found = typesIn(block);
  if (found.length === 1) return [];
  const message =
    found.length === 0
      ? 'what it is encrypted with is missing: `passphrase: {env: NAME}` or `key: {env: NAME}`'
      : 'there are both a passphrase and a key: keep one of them';
  return [{ severity: 'error', message, source: placeOf(block) }];
}

function keyIn(block: Node): KeyReference | undefined {
  if (block.kind !== 'map') return undefined;
  const [type] = typesIn(block);
  const reference = type && child(block, type);
  const env = textOf(child(reference, 'env'));
  const isWhole = reference?.kind === 'map' && reference.entries.size === 1;
  return type && isWhole && /^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(env) ? { type, env } : undefined;
}
