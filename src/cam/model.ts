/** Who may do what in an account, as far as it is known: apps, policies, and whom they are attached to. */
import { formatAddress } from '../address.ts';
import { evaluate } from '../expression.ts';
import { isMap, type Json, mapOf } from '../json.ts';
import { type Change, type Desired, isSecret, isUnknown, type Live, type Value } from '../model.ts';
import type { AppTarget } from './resource.ts';

/** An app of the account. */
export interface CamApp extends AppTarget {
  /** `apps.support`; an app that is not managed goes by its SDKAppID. */
  readonly name: string;
}

/** A policy that is attached to a sub-account or a user group. */
export interface Attachment {
  readonly policy: string;
  readonly preset: boolean;
  readonly holder: Holder;
}

/** A sub-account or a user group, by name. */
export interface Holder {
  readonly kind: 'user' | 'group';
  readonly name: string;
}

export interface CamModel {
  /** The uin of the root account. */
  readonly account: string;
  readonly apps: readonly CamApp[];
  /** True when these are all apps of the account. */
  readonly allApps: boolean;
  /** The documents of custom policies by name, with all references resolved. */
  readonly policies: ReadonlyMap<string, Json>;
  readonly attachments: readonly Attachment[];
  /** Group → its sub-accounts; undefined where it is not known who is in a group. */
  readonly members: ReadonlyMap<string, readonly string[]> | undefined;
}

/** SDKAppIDs by the address of the app: the bindings of a state or a plan. */
export type Bindings = Readonly<Record<string, string>>;

type Members = CamModel['members'];

/** What stands for the SDKAppID of an app that is not there yet: a text that no SDKAppID and no pattern has. */
const idOfPending = (address: string) => `(${address})`;
export const isIdOfPending = (id: string): boolean => id.startsWith('(apps.') && id.endsWith(')');

/** The account as the console shows it. */
export function modelOfLive(live: Live, bindings: Bindings, members?: Members): CamModel {
  const addresses = new Map(Object.entries(bindings).map(([address, id]) => [id, address]));
  const tags = new Map<string, Record<string, string>>();
  const apps: CamApp[] = [];
  const policies = new Map<string, Json>();
  const attachments: Attachment[] = [];
  for (const { kind, segments, body } of live.objects.values()) {
    const [, name = ''] = segments;
    if (kind === 'tags') tags.set(name, textsOf(body));
    if (kind === 'cam-policy' && body.document !== undefined) policies.set(segments[2] ?? '', body.document);
    const attachment = attachmentAt(kind, segments);
    if (attachment) attachments.push(attachment);
    if (kind === 'app') {
      apps.push({ kind: 'app', id: name, name: addresses.get(name) ?? `SDKAppID ${name}`, tags: undefined });
    }
  }
  const withTags = apps.map((app) => ({ ...app, tags: tags.get(app.id) }));
  const isWhole = live.unreadable.length === 0;
  return { account: live.account, apps: withTags, allApps: isWhole, policies, attachments, members };
}

/** The account as a configuration declares it, and nothing else: no console is asked. */
export function modelOfDesired(desired: Desired, bindings: Bindings = {}, members?: Members): CamModel {
  const { account } = desired;
  const resources = [...desired.resources.values()];
  const tags = new Map(
    resources
      .filter(({ kind }) => kind === 'tags')
      .map(({ segments, body }) => [formatAddress(segments.slice(0, 2)), body]),
  );
  const apps = resources
    .filter(({ kind }) => kind === 'app')
    .map(({ address }) => appNamed(address, bindings[address], undefined));
  const known = new Map(apps.map((app) => [app.name, app.id]));
  const resolve = (value: Value) => resolved(value, account, known);
  const withTags = apps.map((app) => {
    const its = tags.get(app.name);
    return its ? { ...app, tags: textsOf(resolve(its)) } : app;
  });
  const policies = new Map<string, Json>();
  for (const { kind, segments, body } of resources) {
    if (kind === 'cam-policy' && body.document !== undefined)
      policies.set(segments[2] ?? '', resolve(body.document));
  }
  const attachments = resources.flatMap(({ kind, segments }) => attachmentAt(kind, segments) ?? []);
  return { account, apps: withTags, allApps: false, policies, attachments, members };
}

/** The account once the changes of a plan are made. */
export function modelAfter(before: CamModel, changes: readonly Change[]): CamModel {
  const apps = new Map(before.apps.map((app) => [app.name, app]));
  const policies = new Map(before.policies);
  const attachments = new Map(before.attachments.map((one) => [keyOf(one), one]));
  for (const { kind, action, address } of changes) {
    if (kind !== 'app') continue;
    if (action === 'delete') apps.delete(address);
    if (action === 'create') apps.set(address, appNamed(address, undefined, {}));
  }
  const known = new Map([...apps.values()].map((app) => [app.name, app.id]));
  for (const change of changes) {
    const { kind, action, segments, after } = change;
    const [, , name = ''] = segments;
    if (kind === 'tags') {
      const app = apps.get(formatAddress(segments.slice(0, 2)));
      if (app) apps.set(app.name, { ...app, tags: tagsAfter(app.tags, change, before.account, known) });
    }
    if (kind === 'cam-policy') {
      if (action !== 'delete' && after?.document !== undefined)
        policies.set(name, resolved(after.document, before.account, known));
      if (action === 'delete') policies.delete(name);
    }
    const attachment = attachmentAt(kind, segments);
    if (attachment && action === 'create') attachments.set(keyOf(attachment), attachment);
    if (attachment && action === 'delete') attachments.delete(keyOf(attachment));
  }
  const left = [...attachments.values()].filter(
    ({ policy, preset }) => preset || policies.has(policy) || !before.policies.has(policy),
  );
  return { ...before, apps: [...apps.values()], policies, attachments: left };
}

function tagsAfter(
  tags: CamApp['tags'],
  { leaves }: Change,
  account: string,
  known: ReadonlyMap<string, string>,
): Record<string, string> {
  const result = mapOf(Object.entries(tags ?? {}));
  for (const { path, after } of leaves) {
    const [key = ''] = path;
    if (after === undefined || after === null) delete result[key];
    else result[key] = String(resolved(after, account, known));
  }
  return result;
}

function appNamed(address: string, id: string | undefined, tags: CamApp['tags']): CamApp {
  const app = { kind: 'app', name: address, tags } as const;
  return id === undefined ? { ...app, id: idOfPending(address), pending: address } : { ...app, id };
}

/** The attachment that a resource or a live object is, by its kind and address. */
function attachmentAt(kind: string, [, family, policy = '', list, name = '']: readonly string[]) {
  if (!kind.startsWith('cam-') || kind === 'cam-policy') return undefined;
  const holder: Holder = { kind: list === 'users' ? 'user' : 'group', name };
  return { policy, preset: family === 'presets', holder };
}

const keyOf = ({ policy, preset, holder }: Attachment) =>
  JSON.stringify([policy, preset, holder.kind, holder.name]);

/** A value with its references to apps resolved; a text stands for an SDKAppID that is not known yet. */
export function resolved(value: Value, account: string, ids: ReadonlyMap<string, string>): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isUnknown(value)) {
    const idOf = (address: string) => ids.get(address) ?? idOfPending(address);
    return evaluate(value.expression, account, idOf) ?? value.expression;
  }
  if (isSecret(value)) return null;
  if (Array.isArray(value)) return value.map((item: Value) => resolved(item, account, ids));
  const entries = Object.entries(value as Readonly<Record<string, Value>>);
  return mapOf(entries.map(([key, inner]) => [key, resolved(inner, account, ids)]));
}

function textsOf(map: unknown): Record<string, string> {
  return mapOf(isMap(map) ? Object.entries(map).map(([key, value]) => [key, String(value)]) : []);
}
