/** `chatform.console`: which console is read and written, and how it is reached. */
import { isMap, type JsonMap, mapOf } from '../json.ts';
import type { Diagnostic } from '../model.ts';
import { didYouMean } from '../suggest.ts';
import { child, type MapNode, type Node, placeOf, plainOf } from './node.ts';

/** The sub-accounts and user groups that a sandbox starts with. */
export interface SandboxPeople {
  readonly users: readonly string[];
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

/** The console on this machine. */
export interface SandboxSettings extends SandboxPeople {
  readonly type: 'sandbox';
}

/** What calls of the Chat REST API of one app are signed with. */
export interface ChatSettings {
  readonly key?: { readonly env: string };
  readonly admin?: string;
  readonly region?: string;
}

/** Tencent Cloud. */
export interface TencentSettings {
  readonly type: 'tencent';
  readonly site: 'international' | 'china';
  /** One place for all APIs: `http://127.0.0.1:8700`. */
  readonly endpoint?: string;
  readonly profile?: string;
  readonly region: string;
  readonly admin: string;
  /** By app key. */
  readonly apps: Readonly<Record<string, ChatSettings>>;
  /** Where `endpoint` is on this machine: what `sandbox serve` begins with. */
  readonly sandbox?: SandboxPeople;
}

/** An adapter of the user's own. */
export interface OwnSettings {
  readonly type: 'own';
  /** From the configuration's directory: `./console.js`. */
  readonly path: string;
  readonly options: JsonMap;
}

export type ConsoleSettings = SandboxSettings | TencentSettings | OwnSettings;

/** Which keys of the block go with which type. */
const keysOf = {
  sandbox: ['type', 'users', 'groups'],
  tencent: ['type', 'site', 'endpoint', 'profile', 'region', 'admin', 'apps'],
  own: ['type', 'options'],
} as const;

/** Reads the block, whose shape was checked. `apps`: the keys of the declared apps. */
export function readConsole(
  block: Node | undefined,
  apps: readonly string[],
): { readonly settings: ConsoleSettings; readonly diagnostics: readonly Diagnostic[] } {
  const node = block?.kind === 'map' ? block : undefined;
  const given = (node ? plainOf(node) : {}) as JsonMap;
  const name = typeof given.type === 'string' ? given.type : 'sandbox';
  const type = name === 'sandbox' || name === 'tencent' ? name : 'own';
  const diagnostics = node ? [...strayKeys(node, type), ...strayApps(node, apps), ...noEndpoint(node)] : [];
  return { settings: settingsOf(type, name, given), diagnostics };
}

function settingsOf(type: ConsoleSettings['type'], name: string, given: JsonMap): ConsoleSettings {
  if (type === 'own') return { type, path: name, options: mapIn(given.options) };
  if (type === 'sandbox') return { type, ...peopleIn(given) };
  const {
    site = 'international',
    region = 'singapore',
    admin = 'administrator',
  } = given as Partial<TencentSettings>;
  const { endpoint, profile } = given as Partial<TencentSettings>;
  return {
    type,
    site,
    region,
    admin,
    ...(endpoint !== undefined && { endpoint: endpoint.replace(/\/$/, '') }),
    ...(profile !== undefined && { profile }),
    apps: mapOf(Object.entries(mapIn(given.apps)) as [string, ChatSettings][]),
    ...(isOnThisMachine(endpoint) && { sandbox: peopleIn(given) }),
  };
}

function peopleIn(given: JsonMap): SandboxPeople {
  const { users = [], groups = {} } = given as Partial<SandboxPeople>;
  return { users, groups };
}

/** The schema takes `http:` for loopback addresses only. */
const isOnThisMachine = (endpoint: unknown): boolean =>
  typeof endpoint === 'string' && endpoint.startsWith('http:');

const mapIn = (value: unknown): JsonMap => (isMap(value) ? (value as JsonMap) : {});

/**
 * A key that goes with another type of console would do nothing. Not where an environment lays its own type over the
 * keys of the base.
 */
function strayKeys(node: MapNode, type: ConsoleSettings['type']): Diagnostic[] {
  const endpoint = child(node, 'endpoint');
  const isServed = type === 'tencent' && endpoint !== undefined && isOnThisMachine(plainOf(endpoint));
  const own: readonly string[] = isServed ? [...keysOf.tencent, ...keysOf.sandbox] : keysOf[type];
  const chosenIn = child(node, 'type')?.file ?? node.file;
  return [...node.entries].flatMap(([key, { value }]): Diagnostic[] => {
    if (own.includes(key) || value.file !== chosenIn) return [];
    const others = Object.entries(keysOf).filter(([, keys]) => (keys as readonly string[]).includes(key));
    const fits = others
      .map(([other]) => (other === 'own' ? 'an adapter of your own' : `type: ${other}`))
      .join(' or ');
    const message = `chatform.console.${key} goes with ${fits}, and this console is ${type === 'own' ? 'an adapter of your own' : type}`;
    return [{ severity: 'error', message, source: placeOf(value) }];
  });
}

/** The schema holds its form; that it can be an address at all is held here: a port beyond 65535, a broken host. */
function noEndpoint(node: MapNode): Diagnostic[] {
  const endpoint = child(node, 'endpoint');
  const text = endpoint && plainOf(endpoint);
  if (!endpoint || typeof text !== 'string' || URL.canParse(text)) return [];
  const message = `chatform.console.endpoint: "${text}" is no address: look at its host and port`;
  return [{ severity: 'error', message, source: placeOf(endpoint) }];
}

/** Access to an app that nobody declares is a slip. */
function strayApps(node: MapNode, apps: readonly string[]): Diagnostic[] {
  const block = child(node, 'apps');
  if (block?.kind !== 'map') return [];
  return [...block.entries].flatMap(([key, { value }]): Diagnostic[] => {
    if (apps.includes(key)) return [];
    const message = `chatform.console.apps.${key}: no app ${key} is declared.${didYouMean(key, apps)}`;
    return [{ severity: 'warning', message, source: placeOf(value) }];
  });
}
