/** `console: {type: tencent}`: the clients of Tencent's APIs, with what the configuration and the environment say. */
import fs from 'node:fs';
import os from 'node:os';
import type { Adapter } from '../adapters/adapter.ts';
import { chatApi } from '../adapters/tencent/chat-api.ts';
import { openClients } from '../adapters/tencent/clients.ts';
import { credentialsFrom, type ReadFile } from '../adapters/tencent/credentials.ts';
import { type ChatRegion, chatOrigins } from '../adapters/tencent/hosts.ts';
import { openTencent as adapterOver } from '../adapters/tencent/index.ts';
import { type Outward, outward } from '../adapters/tencent/proxy.ts';
import type { ChatApi, ChatIdentity, Pace } from '../adapters/tencent/wire.ts';
import type { TencentSettings } from '../config/console.ts';
import { printable } from '../printable.ts';
import { codeOf } from '../storage/atomic.ts';
import { createEcdsaUserSig, createUserSig } from '../usersig/create.ts';
import { algorithmOf, ecdsaPrivateKey, hmacKey } from '../usersig/key.ts';
import type { Reveal } from './secrets.ts';
import { Failure, type World } from './world.ts';

/** What of a project its console needs. */
export interface Tenant {
  /** The uin of the root account. */
  readonly account: string;
  /** App address → SDKAppID. */
  readonly bindings: ReadonlyMap<string, string>;
  readonly reveal: Reveal;
}

/** Opens Tencent Cloud for a project. Nothing is called yet. @throws Failure when there is no key of the account */
export async function openTencent(settings: TencentSettings, tenant: Tenant, world: World): Promise<Adapter> {
  const { site, endpoint, profile } = settings;
  const found = credentialsFrom(world.env, readFile, {
    home: os.homedir(),
    now: world.time(),
    ...(profile !== undefined && { profile }),
  });
  if ('problem' in found) throw unreachable(found.problem);
  if (found.warning !== undefined) world.tell(`Warning: ${found.warning}.\n`);
  const way = await wayOut(world);
  const pace = paceOf(world);
  const identityOf = identities(settings, tenant);
  const { cloud, chat } = openClients({
    credentials: found.credentials,
    site,
    ...(endpoint !== undefined && { endpoint }),
    identityOf,
    sign: signUser,
    fetch: way.fetch,
    pace,
    tell: tellOf(world),
  });
  const adapter = adapterOver({
    account: tenant.account,
    cloud,
    chat,
    chatProblem: (sdkAppId) => {
      const identity = identityOf(sdkAppId);
      return 'problem' in identity ? identity.problem : undefined;
    },
    adminOf: (sdkAppId) => {
      const identity = identityOf(sdkAppId);
      return 'problem' in identity ? settings.admin : identity.admin;
    },
    pace,
  });
  const close = async () => {
    await adapter.close();
    await way.close();
  };
  return { ...adapter, close };
}

/** The Chat REST API of a project's apps alone, which needs no key of the account. @throws Failure */
export async function openTencentChat(
  settings: TencentSettings,
  tenant: Tenant,
  world: World,
): Promise<ChatApi> {
  const { fetch: send } = await wayOut(world);
  return chatApi({
    identityOf: identities(settings, tenant),
    sign: signUser,
    fetch: send,
    pace: paceOf(world),
    tell: tellOf(world),
  });
}

const unreachable = (problem: string) => new Failure(`Tencent Cloud cannot be reached: ${problem}.`);

/** Whoever waits learns why: on a terminal at once, elsewhere now and then. */
const tellOf =
  ({ progress }: World) =>
  (text: string) =>
    progress(printable(text));

const paceOf = ({ time, wait, random }: World): Pace => ({ now: time, wait, random });

/** The way to the network: through the proxy of the environment, where there is one. @throws Failure */
async function wayOut({ env }: World): Promise<Outward> {
  const way = await outward(env, fetch);
  if ('problem' in way) throw unreachable(way.problem);
  return way;
}

/** A file with its permission bits; undefined if there is none. @throws Error when it cannot be read */
const readFile: ReadFile = (file) => {
  try {
    return { text: fs.readFileSync(file, 'utf8'), mode: fs.statSync(file).mode & 0o777 };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
};

/** Why calls of the Chat REST API of an app cannot be signed; undefined where they can. */
export function whyUnsigned(settings: TencentSettings, tenant: Tenant, sdkAppId: string): string | undefined {
  const identity = identities(settings, tenant)(sdkAppId);
  return 'problem' in identity ? identity.problem : undefined;
}

/** Who calls the Chat REST API of an app, or why nobody can. Keys are read when they are needed, and not kept. */
function identities(
  { admin, region, apps, endpoint }: TencentSettings,
  { bindings, reveal }: Tenant,
): (sdkAppId: string) => ChatIdentity | { readonly problem: string } {
  const keys = new Map([...bindings].map(([address, id]) => [id, address.slice('apps.'.length)]));
  return (sdkAppId) => {
    const name = keys.get(sdkAppId);
    if (name === undefined) return { problem: `no app of the configuration has the SDKAppID ${sdkAppId}` };
    const own = Object.hasOwn(apps, name) ? apps[name] : undefined;
    if (!own?.key)
      return {
        problem: `chatform.console.apps.${name}.key is not set: the Chat REST API wants the key of the app`,
      };
    const revealed = reveal(own.key);
    if ('problem' in revealed) return { problem: `the key of apps.${name}: ${revealed.problem}` };
    const checked = keyIn(new TextDecoder().decode(revealed.bytes));
    if ('problem' in checked) return { problem: `the key of apps.${name}: ${checked.problem}` };
    const origin = endpoint ?? chatOrigins[(own.region ?? region) as ChatRegion];
    const from = `apps.${name}, in the environment variable ${own.key.env}`;
    return { admin: own.admin ?? admin, key: checked.key, from, origin };
  };
}

/** A key of one of both algorithms, as bytes. */
function keyIn(text: string): { readonly key: Uint8Array } | { readonly problem: string } {
  if (algorithmOf(text) === 'hmac-sha256') return hmacKey(text);
  const found = ecdsaPrivateKey(text);
  return 'problem' in found ? found : { key: new TextEncoder().encode(text) };
}

/** A UserSig by the algorithm that the key is for (APP-11). */
function signUser({ key, ...subject }: Parameters<typeof createUserSig>[0]): string {
  const text = new TextDecoder().decode(key);
  if (algorithmOf(text) === 'hmac-sha256') return createUserSig({ key, ...subject });
  const found = ecdsaPrivateKey(text);
  if ('problem' in found) throw new RangeError(found.problem);
  return createEcdsaUserSig({ ...subject, privateKey: found.key });
}
