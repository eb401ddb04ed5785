/** The sandbox against the catalogue: whatever a kind has, the console can be told and shows again. */
import { expect, test } from 'vitest';
import type { Operation } from '../../../src/adapters/adapter.ts';
import { formatAddress } from '../../../src/address.ts';
import { kinds } from '../../../src/catalog/index.ts';
import type { Attribute, Kind } from '../../../src/catalog/kind.ts';
import { at, equal, isMap, type Json, mapOf, put } from '../../../src/json.ts';
import { bodyAt, done, newApp, newSandbox, show } from './sandbox.ts';
import { appKey, appSecret, fcm, masterSecret, oldP12, p12, password, serverKey } from './uploads.ts';

const month = 31 * 86_400; // seconds

/** What people choose for the `*` of a path. The app's own comes from the console. */
const keys: Readonly<Record<string, readonly string[]>> = {
  'user-field': ['Level'],
  'friend-field': ['Alias'],
  'group-field': ['topic_id'],
  'group-member-field': ['badge'],
  'group-type': ['Work'],
  certificate: ['phones'],
  account: ['visitor'],
  group: ['announcements'],
  'cam-policy': ['support-operators'],
  'cam-policy-user': ['support-operators', 'alice'],
  'cam-policy-group': ['support-operators', 'chat-operators'],
  'cam-preset-user': ['QcloudIMReadOnlyAccess', 'auditor'],
  'cam-preset-group': ['QcloudIMReadOnlyAccess', 'chat-operators'],
};

const document = (action: string) => ({
  version: '2.0',
  statement: [{ effect: 'allow', action: [action], resource: ['*'] }],
});

/** Two values, the second another than the first; the last resort of a text is any text. */
function samples(kind: Kind, path: readonly string[], attribute: Attribute): readonly [Json, Json] {
  if (kind.name === 'webhook' && path.join() === 'url') {
    return ['https://chat.acme.example/callback', 'https://chat-eu.acme.example/callback'];
  }
  switch (attribute.type) {
    case 'boolean':
      return [true, false];
    case 'integer': {
      const least = attribute.minimum ?? 0;
      return [attribute.maximum ?? least + 23, least];
    }
    case 'enum': {
      const values = Object.keys(attribute.values);
      return [values.at(-1) ?? '', values[0] ?? ''];
    }
    case 'set': {
      const values = Object.keys(attribute.values);
      return [values, values.slice(0, 1)];
    }
    case 'string':
      return path.join() === 'owner' ? ['support-bot', 'duty-officer'] : ['Acme', 'Game'];
    case 'names':
      return [['duty-officer', 'support-bot'], ['support-bot']];
    case 'secret':
      throw new Error('A secret is in no body.');
    case 'document':
      return [document('name/im:*'), document('name/im:Describe*')];
    case 'map': {
      const [first, second] = Object.keys(attribute.key.values ?? { env: '', team: '' });
      const [one, other] = samples(kind, [...path, '*'], attribute.item);
      return [
        mapOf([[first ?? '', one]]),
        mapOf([
          [first ?? '', other],
          [second ?? '', one],
        ]),
      ];
    }
    case 'object': {
      // Of a certificate each platform has its own: see below. A group of the last type is a community.
      const there = Object.entries(attribute.attributes).filter(
        ([key, inner]) => inner.type !== 'secret' && !(kind.name === 'group' && key === 'type'),
      );
      const both = there.map(([key, inner]) => [key, samples(kind, [...path, key], inner)] as const);
      if (kind.name === 'group') both.unshift(['type', ['Public', 'Public']]);
      return [
        mapOf(both.map(([key, [one]]) => [key, one])),
        mapOf(both.map(([key, [, other]]) => [key, other])),
      ];
    }
  }
}

/** The attributes that hold a value of their own, with their paths. */
function leavesOf(attribute: Attribute, path: readonly string[] = []): [readonly string[], Attribute][] {
  if (attribute.type !== 'object') return [[path, attribute]];
  return Object.entries(attribute.attributes).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

function segmentsOf(kind: Kind, sdkAppId: string): string[] {
  const chosen = [...(kind.path[0] === 'apps' ? [sdkAppId] : []), ...(keys[kind.name] ?? [])];
  return kind.path.map((segment) => (segment === '*' ? (chosen.shift() ?? '?') : segment));
}

/** A premium app with two users. */
async function ready() {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox, 'premium');
  for (const userId of ['support-bot', 'duty-officer']) {
    await done(sandbox, 'ImportAccount', { sdkAppId, userId });
  }
  return { sandbox, sdkAppId };
}

/** One certificate for each platform, and Google's other way. */
const certificates: readonly {
  readonly patch: Operation['patch'];
  readonly secrets: Readonly<Record<string, Uint8Array>>;
}[] = [
  {
    patch: { platform: 'mi', packageName: 'example.acme', appId: '1', channelId: 'support' },
    secrets: { appSecret },
  },
  {
    patch: {
      platform: 'huawei',
      packageName: 'example.acme',
      appId: '2',
      channelId: 'support',
      badge: 'example.acme.Main',
    },
    secrets: { appSecret },
  },
  { patch: { platform: 'google', channelId: 'support' }, secrets: { certificate: fcm } },
  { patch: { platform: 'google' }, secrets: { serverKey } },
  { patch: { platform: 'meizu', packageName: 'example.acme', appId: '3' }, secrets: { appSecret } },
  { patch: { platform: 'vivo', appId: '4' }, secrets: { appKey, appSecret } },
  { patch: { platform: 'oppo', appId: '5', channelId: 'support' }, secrets: { appKey, masterSecret } },
  { patch: { platform: 'honor', appId: '6' }, secrets: { appSecret } },
  {
    patch: { platform: 'apple', pushType: 'apns', environment: 'production' },
    secrets: { certificate: p12, password },
  },
  {
    patch: { platform: 'apple', pushType: 'voip', environment: 'development' },
    secrets: { certificate: oldP12, password },
  },
];

const certificateOn = (sdkAppId: string, patch: Operation['patch'], secrets: object): Operation => ({
  action: 'create',
  kind: 'certificate',
  segments: ['apps', sdkAppId, 'certificates', 'phones'],
  patch,
  secrets: new Map(Object.entries(secrets)),
});

test.each(certificates.map((one) => [one.patch.platform, Object.keys(one.secrets).join(', '), one] as const))(
  'certificate for %s with %s: what was created is shown without it, and can be changed',
  async (_, __, { patch, secrets }) => {
    const { sandbox, sdkAppId } = await ready();
    const create = certificateOn(sdkAppId, patch, secrets);
    expect(await sandbox.adapter.write(create)).toEqual({ ok: true });
    const address = formatAddress(create.segments);
    expect(await bodyAt(sandbox, address)).toEqual(patch);
    const { fingerprints } = (await show(sandbox)).objects.get(address)?.facts ?? {};
    expect(Object.keys(fingerprints ?? {})).toEqual(
      Object.keys(secrets).filter((name) => name !== 'password'),
    );
    for (const name of ['packageName', 'appId', 'channelId', 'badge']) {
      if (!Object.hasOwn(patch, name)) continue;
      const change: Operation = {
        ...create,
        action: 'update',
        patch: { [name]: 'other' },
        secrets: new Map(),
      };
      expect(await sandbox.adapter.write(change)).toEqual({ ok: true });
      expect(await bodyAt(sandbox, address)).toMatchObject({ [name]: 'other' });
    }
    for (const name of Object.keys(secrets)) {
      // A key can be any text; of a file there is another only for Apple.
      const other = name !== 'certificate' ? appKey : patch.platform === 'apple' ? p12 : fcm;
      const change: Operation = {
        ...create,
        action: 'update',
        patch: {},
        secrets: new Map([[name, other]]),
      };
      expect(await sandbox.adapter.write(change)).toEqual({ ok: true });
    }
  },
);

test('every attribute of a certificate is in one of them', () => {
  const [kind] = kinds.filter(({ name }) => name === 'certificate');
  const tried = new Set(
    certificates.flatMap(({ patch, secrets }) => [...Object.keys(patch), ...Object.keys(secrets)]),
  );
  expect([...tried].sort()).toEqual(
    Object.keys(kind?.body.type === 'object' ? kind.body.attributes : {}).sort(),
  );
});

const objects = kinds.filter(
  ({ form, name }) => form === 'object' && name !== 'app' && name !== 'certificate',
);

test.each(objects.map((kind) => [kind.name, kind] as const))(
  '%s: what was created is shown',
  async (_, kind) => {
    const { sandbox, sdkAppId } = await ready();
    if (/^cam-policy-/.test(kind.name)) {
      await done(sandbox, 'CreatePolicy', {
        policyName: 'support-operators',
        document: document('name/im:*'),
      });
    }
    const segments = segmentsOf(kind, sdkAppId);
    const [patch] = samples(kind, [], kind.body);
    expect(isMap(patch)).toBe(true);
    const operation: Operation = {
      action: 'create',
      kind: kind.name,
      segments,
      patch: patch as Operation['patch'],
    };
    expect(await sandbox.adapter.write(operation)).toEqual({ ok: true });
    expect(await bodyAt(sandbox, formatAddress(segments))).toEqual(patch);
    expect(
      (await sandbox.adapter.read({ apps: [sdkAppId] })).objects.get(formatAddress(segments)),
    ).toMatchObject({
      kind: kind.name,
      segments,
    });
  },
);

/** Attributes that cannot be set by themselves, each with what it needs. */
const needs: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  'login.webInstances': { policy: 'multi-device' },
  'login.devicesPerPlatform': { policy: 'multi-device' },
  'group-features.community.topics': { community: { enabled: true } },
  'trtc.call': { activated: true },
  'trtc.callTrials': { activated: true },
};

/** Values that can only be set in one order, or once. */
const oneWay: Readonly<Record<string, readonly Json[]>> = {
  'app.edition': ['standard', 'premium'],
  'app.keyAlgorithm': ['hmac-sha256'],
  'trtc.activated': [false, true, true],
  'trtc.call': ['none', 'trial', 'official'],
  'trtc.callTrials': [1],
};

const changes = kinds
  .filter(({ name }) => name !== 'certificate')
  .flatMap((kind) =>
    leavesOf(kind.body)
      .filter(([path, attribute]) => (path.length > 0 || attribute.type === 'map') && !attribute.immutable)
      .map(([path, attribute]) => ({ title: [kind.name, ...path].join('.'), kind, path, attribute })),
  );

test.each(changes.map((change) => [change.title, change] as const))(
  '%s: what was set is shown, and so is what it is set to next',
  async (_, change) => {
    const { kind, path, attribute, title } = change;
    const { sandbox } = await ready();
    // A Developer app for the edition, so that it can go up; the ready one for everything else.
    const isEdition = title === 'app.edition' || title === 'app.enabled';
    const sdkAppId = isEdition ? await newApp(sandbox, 'developer', 'Game Lobby') : '1400000001';
    const segments = segmentsOf(kind, sdkAppId);
    if (kind.form === 'object' && kind.name !== 'app') {
      const [body] = samples(kind, [], kind.body);
      await sandbox.adapter.write({
        action: 'create',
        kind: kind.name,
        segments,
        patch: body as Operation['patch'],
      });
    }
    const [one, other] = samples(kind, path, attribute);
    // Of the editions there is only one way, and the permissions of a user field need each other.
    const values = oneWay[title] ?? (/^user-field/.test(title) ? [one] : [other, one, other]);
    for (const value of values) {
      await sandbox.advance(month); // the storage period changes once a month
      const patch: Record<string, unknown> = mapOf(Object.entries(needs[title] ?? {}));
      const shownBefore = at(await bodyAt(sandbox, formatAddress(segments)), path);
      if (path.length === 0) Object.assign(patch, value);
      else put(patch, path, attribute.type === 'names' ? asMembers(value, shownBefore) : value);
      const outcome = await sandbox.adapter.write({
        action: 'update',
        kind: kind.name,
        segments,
        patch: patch as Operation['patch'],
      });
      expect(outcome).toEqual({ ok: true });
      const shown = at(await bodyAt(sandbox, formatAddress(segments)), path);
      // Keys of a map stay until they are taken away one by one.
      if (attribute.type === 'map') expect(shown).toMatchObject(value as object);
      // The owner is a member whoever else is.
      else if (attribute.type === 'names') expect(shown).toEqual([...(value as string[])].sort());
      else expect(equal(shown, value)).toBe(true);
    }
  },
);

/** Names as an update has them: true for those who come, null for those who go. */
function asMembers(wanted: Json, before: unknown): Record<string, true | null> {
  const [come, go] = [wanted, before].map((names) => (Array.isArray(names) ? (names as string[]) : []));
  return mapOf([
    ...(go ?? []).filter((name) => !come?.includes(name)).map((name) => [name, null] as const),
    ...(come ?? []).map((name) => [name, true] as const),
  ]);
}

test('every kind of the catalogue is among those that are tried', () => {
  const tried = new Set([...objects, ...changes.map(({ kind }) => kind)].map(({ name }) => name));
  tried.add('certificate');
  expect(kinds.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
});
