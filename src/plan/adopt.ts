/** What an import takes in: the live things that neither the configuration declares nor the state manages. */
import { formatAddress, isWithin, parseAddress } from '../address.ts';
import { kindAt, kinds } from '../catalog/index.ts';
import type { Kind } from '../catalog/kind.ts';
import { isMap, type JsonMap } from '../json.ts';
import type { Desired, Live, LiveObject, Resource } from '../model.ts';
import type { Entry, State } from '../state/state.ts';
import { keyMaker } from './app-keys.ts';
import { compare } from './compare.ts';
import { kindOf } from './context.ts';
import { keysById } from './locate.ts';

/** A live thing that is to be declared under an address. */
export interface Adopted {
  readonly address: string;
  readonly segments: readonly string[];
  readonly kind: Kind;
  /** What of it can be declared. */
  readonly body: JsonMap;
  /** Of an app. */
  readonly sdkAppId?: string;
  /** The secrets that it has: the console shows their fingerprints. */
  readonly secrets?: readonly string[];
}

export interface Adoption {
  /** In the order of the apps and of the catalogue. */
  readonly adopted: readonly Adopted[];
  /** Apps that are declared already, or will be: address → SDKAppID. */
  readonly bindings: ReadonlyMap<string, string>;
  /** What is left out, each a sentence. */
  readonly notes: readonly string[];
}

/** What of a live body can be declared; undefined where it cannot at all. It says why by itself. */
export type Declare = (kind: Kind, segments: readonly string[], body: JsonMap) => JsonMap | undefined;

export interface Scene {
  readonly desired: Desired;
  readonly live: Live;
  /** Settled and moved, as a plan leaves it. */
  readonly state: State;
  readonly declare: Declare;
  /** Kinds that the console does not show: see `Capabilities`. */
  readonly unseen: readonly string[];
  /** What would make the console tell the name of an app: a sentence, for a key and an SDKAppID. */
  readonly nameHint?: (key: string, id: string) => string | undefined;
}

/** The apps of a console, by SDKAppID, oldest first. */
export function appsOf(live: Live): readonly LiveObject[] {
  const apps = [...live.objects.values()].filter((object) => object.kind === 'app');
  return apps.sort((a, b) => Number(idOf(a)) - Number(idOf(b)));
}

export const idOf = (app: LiveObject): string => app.segments[1] ?? '';

/** SDKAppIDs of the apps that are ours, and their addresses. */
export function managedApps(desired: Desired, state: State): ReadonlyMap<string, string> {
  return new Map(
    [...state.bindings]
      .filter(([address]) => desired.resources.has(address) || state.records.has(address))
      .map(([address, id]) => [id, address]),
  );
}

/** Everything that is not managed; below `targets`, if there are any. */
export function adoptAll(scene: Scene, targets: readonly string[]): Adoption {
  const { desired, live, state } = scene;
  const managed = managedApps(desired, state);
  const wanted = (address: string, kind: Kind) => isWanted(address, kind, targets);
  const bindings = new Map<string, string>();
  const notes: string[] = [];
  const keys = keyMaker(desired, state);
  const adopted: Adopted[] = [];

  for (const app of appsOf(live)) {
    const id = idOf(app);
    const address = managed.get(id);
    if (address !== undefined) {
      if (desired.resources.has(address))
        adopted.push(...inside(scene, app, address.slice('apps.'.length), wanted));
      continue;
    }
    const twins = namesakes(desired, state, app.body.name);
    const [twin] = twins;
    if (twin !== undefined) {
      if (!wanted(twin.address, kindOf('app'))) continue;
      const others = appsOf(live).filter((one) => one.body.name === app.body.name && !managed.has(idOf(one)));
      if (twins.length === 1 && others.length === 1 && isSame(scene, twin.address, id))
        bindings.set(twin.address, id);
      else notes.push(sameName(twins, id));
      continue;
    }
    if (isNameless(scene, app)) {
      if (targets.length === 0) notes.push(`app ${id} left out: ${howNameless(scene, id, 'KEY')}`);
      continue;
    }
    const key = keys(String(app.body.name ?? ''), id);
    const own = adoptApp(scene, app, key, wanted);
    adopted.push(...own);
    if (own.length > 0) bindings.set(`apps.${key}`, id);
  }
  adopted.push(...adoptPolicies(scene, wanted, notes));
  notes.push(...endUsers(scene, bindings, targets));
  return { adopted, bindings, notes };
}

/** True where nobody can see what an app is called. */
export const isNameless = ({ unseen }: Scene, { body }: LiveObject): boolean =>
  unseen.includes('app') && body.name === undefined;

/** What to do about it, for a key that is known or is yet to be chosen. */
export function howNameless({ nameHint }: Scene, id: string, key: string): string {
  const hint = nameHint?.(key, id);
  const otherwise = hint === undefined ? 'Declare' : `${hint} Or declare`;
  return `the console does not show its name. ${otherwise} apps.${key} with the name that it has, and run \`chatform confirm apps.${key}=${id}\``;
}

/** A whole app under a key. Nothing, where it cannot be declared. */
export function adoptApp(
  scene: Scene,
  app: LiveObject,
  key: string,
  wanted: (address: string, kind: Kind) => boolean = (address, kind) => isWanted(address, kind, []),
): readonly Adopted[] {
  const segments = ['apps', key];
  const kind = kindAt(segments);
  const body =
    kind && wanted(formatAddress(segments), kind) ? scene.declare(kind, segments, app.body) : undefined;
  if (!kind || !body) return [];
  const own = { address: formatAddress(segments), segments, kind, body, sdkAppId: idOf(app) };
  return [own, ...inside(scene, app, key, wanted, true)];
}

/** What is in an app: of one that is ours, only what can be made: its settings are ours to declare or not. */
function inside(
  scene: Scene,
  app: LiveObject,
  key: string,
  wanted: (address: string, kind: Kind) => boolean,
  whole = false,
): Adopted[] {
  const found = [...scene.live.objects.values()].filter(
    ({ segments }) => segments[0] === 'apps' && segments[1] === idOf(app) && segments.length > 2,
  );
  return inOrder(
    found.flatMap((object) => {
      const segments = ['apps', key, ...object.segments.slice(2)];
      const kind = kindAt(segments);
      if (!kind || (!whole && kind.form !== 'object')) return [];
      return adopt(scene, object, segments, kind, wanted);
    }),
  );
}

function adoptPolicies(
  scene: Scene,
  wanted: (address: string, kind: Kind) => boolean,
  notes: string[],
): Adopted[] {
  const found = [...scene.live.objects.values()].filter(({ segments }) => segments[0] !== 'apps');
  const adopted = found.flatMap((object) => {
    const kind = kindAt(object.segments);
    return kind ? adopt(scene, object, object.segments, kind, wanted) : [];
  });
  // Whom a policy is attached to can be said only where the policy is.
  const there = new Set([...adopted.map((one) => one.address), ...scene.desired.resources.keys()]);
  return inOrder(
    adopted.filter(({ address, segments }) => {
      const parent = segments.slice(0, 3);
      if (segments.length === 3 || !kindAt(parent) || there.has(formatAddress(parent))) return true;
      notes.push(`${address} left out: ${formatAddress(parent)} is not declared`);
      return false;
    }),
  );
}

function adopt(
  scene: Scene,
  object: LiveObject,
  segments: readonly string[],
  kind: Kind,
  wanted: (address: string, kind: Kind) => boolean,
): Adopted[] {
  const address = formatAddress(segments);
  if (isKnown(scene, address) || !wanted(address, kind)) return [];
  const body = scene.declare(kind, segments, object.body);
  return body ? [{ address, segments, kind, body, ...secretsOf(object) }] : [];
}

/** A fact `fingerprints` tells which secrets are set, by attribute. */
export function secretsOf({ facts }: LiveObject): { readonly secrets?: readonly string[] } {
  return isMap(facts.fingerprints) ? { secrets: Object.keys(facts.fingerprints) } : {};
}

/** Declared, managed, or said to be left alone. */
export function isKnown({ desired, state }: Scene, address: string): boolean {
  return (
    desired.resources.has(address) ||
    state.records.has(address) ||
    desired.removed.some((one) => isWithin(address, one.address)) ||
    desired.moved.some((one) => one.from === address)
  );
}

/** Accounts and groups are the app's users' own and can be millions: only where a target names them. */
function isWanted(address: string, kind: Kind, targets: readonly string[]): boolean {
  if (targets.length === 0) return !isEndUsers(kind);
  return targets.some(
    (target) =>
      (isWithin(address, target) && (!isEndUsers(kind) || (parseAddress(target)?.length ?? 0) > 2)) ||
      // A thing in an app needs the app, and an attachment its policy.
      (!isEndUsers(kind) && isWithin(target, address)),
  );
}

const isEndUsers = (kind: Kind): boolean => kind.served === 'chat-rest';

function endUsers(scene: Scene, bindings: ReadonlyMap<string, string>, targets: readonly string[]): string[] {
  if (targets.length > 0) return [];
  const keys = keysById(new Map([...scene.state.bindings, ...bindings]));
  const unlisted = new Set(scene.live.unlisted?.map((one) => one.address));
  const families = new Map<string, { seen: number; isList: boolean }>();
  for (const { segments } of scene.live.objects.values()) {
    const kind = kindAt(segments);
    const [root = '', id = '', family = '', name = ''] = segments;
    const key = keys.get(id);
    if (!kind || !isEndUsers(kind) || key === undefined) continue;
    if (isKnown(scene, formatAddress([root, key, family, name]))) continue;
    const address = formatAddress([root, key, family]);
    const { seen } = families.get(address) ?? { seen: 0 };
    families.set(address, {
      seen: seen + 1,
      isList: !unlisted.has(formatAddress([root, id, family])),
    });
  }
  return [...families].map(([address, { seen, isList }]) => {
    const count = isList ? `${seen} in all` : `${seen} seen`;
    return `${address} left out, ${count}: \`--target ${address}\` imports them`;
  });
}

const kindOrder = new Map(kinds.map((kind, i) => [kind.name, i]));

/** In the order of the catalogue, then by name; whom a policy is attached to after the policy. */
function inOrder(adopted: readonly Adopted[]): Adopted[] {
  const rank = (one: Adopted) => kindOrder.get(one.kind.name) ?? 0;
  const nameOf = (one: Adopted) => one.segments.join('\0');
  return [...adopted].sort((a, b) => rank(a) - rank(b) || (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** Declared apps of a name that stand for no app of the console yet. */
function namesakes(desired: Desired, state: State, name: unknown): Resource[] {
  return [...desired.resources.values()].filter(
    (one) => one.kind === 'app' && one.body.name === name && !state.bindings.has(one.address),
  );
}

/** True when all that is declared of an app is so: what an import that was cut off leaves behind. */
function isSame({ desired, live }: Scene, app: string, id: string): boolean {
  return [...desired.resources.values()].every(({ address, segments, kind, body }) => {
    if (!isWithin(address, app)) return true;
    const there = live.objects.get(formatAddress(['apps', id, ...segments.slice(2)]));
    return there !== undefined && compare(kindOf(kind).body, body, there.body, undefined).leaves.length === 0;
  });
}

function sameName(twins: readonly Resource[], id: string): string {
  const names = twins.map((one) => one.address).join(' and ');
  return `app ${id} left out: ${names} is declared with its name, and stands for no app yet; \`chatform import ${twins[0]?.address} ${id}\` says that it is this one`;
}

/** What the state remembers after an import: apps and their SDKAppIDs, and all that is as it is declared. */
export function entriesOf(
  adoption: Adoption,
  bookkeeping: readonly Entry[],
  desired: Desired,
  state: State,
): Entry[] {
  const taken = new Set(adoption.adopted.map((one) => one.address));
  const isOurs = (address: string) =>
    taken.has(address) || [...adoption.bindings.keys()].some((app) => isWithin(address, app));
  const isNew = (address: string) =>
    !state.records.has(address) && !desired.moved.some((one) => isWithin(address, one.to));
  const records = bookkeeping.filter(
    (entry) => entry.type === 'record' && (isOurs(entry.address) || isNew(entry.address)),
  );
  const known = new Set(records.map((entry) => ('address' in entry ? entry.address : '')));
  const stale = [...state.bindings].filter(
    ([address, id]) => !adoption.bindings.has(address) && [...adoption.bindings.values()].includes(id),
  );
  return [
    ...stale.map(([address]): Entry => ({ type: 'unbind', address })),
    ...[...adoption.bindings].map(([address, id]): Entry => ({ type: 'bind', address, id })),
    // An app that is declared otherwise than it is: ours, with nothing seen of it.
    ...[...adoption.bindings.keys()]
      .filter((address) => !known.has(address))
      .map((address): Entry => ({ type: 'record', address, recorded: { kind: 'app', body: {} } })),
    ...records,
  ];
}
