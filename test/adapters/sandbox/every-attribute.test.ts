/** The sandbox against the catalogue: whatever a kind has, the console can be told and shows again. */
import { expect, test } from 'vitest';
import type { Operation } from '../../../src/adapters/adapter.ts';
import { formatAddress } from '../../../src/address.ts';
import { kinds } from '../../../src/catalog/index.ts';
import type { Attribute, Kind } from '../../../src/catalog/kind.ts';
import { at, equal, isMap, type Json, mapOf, put } from '../../../src/json.ts';
import { bodyAt, done, newApp, newSandbox } from './sandbox.ts';

const month = 31 * 86_400; // seconds

/** What people choose for the `*` of a path. The app's own comes from the console. */
const keys: Readonly<Record<string, readonly string[]>> = {
  'user-field': ['Level'],
  'friend-field': ['Alias'],
  'group-field': ['topic_id'],
  'group-member-field': ['badge'],
  'group-type': ['Work'],
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
      return ['Acme', 'Game'];
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
      const both = Object.entries(attribute.attributes).map(
        ([key, inner]) => [key, samples(kind, [...path, key], inner)] as const,
      );
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

/** A premium app, and what a policy's attachment hangs on. */
async function ready() {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox, 'premium');
  return { sandbox, sdkAppId };
}

const objects = kinds.filter(({ form, name }) => form === 'object' && name !== 'app');

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
};

const changes = kinds.flatMap((kind) =>
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
    const values =
      title === 'app.edition'
        ? ['standard', 'premium']
        : /^user-field/.test(title)
          ? [one]
          : [other, one, other];
    for (const value of values) {
      await sandbox.advance(month); // the storage period changes once a month
      const patch: Record<string, unknown> = mapOf(Object.entries(needs[title] ?? {}));
      if (path.length === 0) Object.assign(patch, value);
      else put(patch, path, value);
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
      else expect(equal(shown, value)).toBe(true);
    }
  },
);

test('every kind of the catalogue is among those that are tried', () => {
  const tried = new Set([...objects, ...changes.map(({ kind }) => kind)].map(({ name }) => name));
  expect(kinds.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
});
