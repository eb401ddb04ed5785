/** Legal values for every attribute of the catalogue, and what has to stand beside them. */
import type { Attribute, Edition, Kind } from '../../src/catalog/kind.ts';
import { type Json, type MutableMap, mapOf, put } from '../../src/json.ts';

const policy = (action: string): Json => ({
  version: '2.0',
  statement: [{ effect: 'allow', action: [action, 'name/im:CheckUser'], resource: '*' }],
});

/** Two legal values, the second another than the first. */
export function samples(attribute: Attribute): readonly [Json, Json] {
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
      return [[...values].reverse(), values.slice(0, 1)];
    }
    case 'string':
      if (attribute.check === 'webhook-url')
        return ['https://chat.acme.example/im', 'http://203.0.113.7:8080/im'];
      return ['Game Lobby', 'Acme Support'];
    case 'names':
      return [['lobby-bot'], []];
    case 'secret':
      return [{ env: 'LOBBY_KEY' }, { env: 'ARENA_KEY' }];
    case 'document':
      return [policy('name/im:*'), policy('name/im:Describe*')];
    case 'map': {
      const [one, other] = samples(attribute.item);
      const [first, second] = Object.keys(attribute.key.values ?? { team: '', 'owner:1': '' }) as [
        string,
        string,
      ];
      return [mapOf([[first, one]]), mapOf([[first, other], ...[[second, one] as const]])];
    }
    case 'object': {
      const both = Object.entries(attribute.attributes).map(([key, inner]) => [key, samples(inner)] as const);
      return [
        mapOf(both.map(([key, [one]]) => [key, one])),
        mapOf(both.map(([key, [, other]]) => [key, other])),
      ];
    }
  }
}

/** Values that make others of the same resource legal, by `kind.path`. */
const beside: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  'login.webInstances': { policy: 'multi-device' },
  'login.devicesPerPlatform': { policy: 'multi-device' },
  'group-features.community.topics': { community: { enabled: true } },
  'user-field.app': { admin: ['read', 'write'] },
  'user-field.admin': { app: ['read', 'write'] },
};

/** The attributes that are set by themselves, with their paths. */
export function settable(
  attribute: Attribute,
  path: readonly string[] = [],
): { path: readonly string[]; attribute: Attribute }[] {
  if (attribute.type !== 'object') return [{ path, attribute }];
  return Object.entries(attribute.attributes).flatMap(([key, inner]) => settable(inner, [...path, key]));
}

/** A body with a value at a path, with what it needs beside it and, for a new resource, what is required. */
export function bodyWith(kind: Kind, path: readonly string[], value: Json): MutableMap<Json> {
  const body: MutableMap<unknown> = {};
  if (kind.form === 'object' && kind.body.type === 'object') {
    for (const [name, inner] of Object.entries(kind.body.attributes))
      if (inner.required) body[name] = samples(inner)[0];
    if (kind.name === 'user-field') body.admin = ['read', 'write'];
  }
  for (const [name, needed] of Object.entries(beside[[kind.name, ...path].join('.')] ?? {}))
    body[name] = typeof needed === 'object' ? structuredClone(needed) : needed;
  if (path.length === 0) Object.assign(body, value);
  else put(body, path, value);
  return body as MutableMap<Json>;
}

/** What people choose for each `*` of a kind's path after the app's key. */
export const names: Readonly<Record<string, readonly string[]>> = {
  'user-field': ['Level'],
  'friend-field': ['Alias'],
  'group-field': ['topic_id'],
  'group-member-field': ['badge'],
  'group-type': ['Work'],
  'cam-policy': ['support-operators'],
  'cam-policy-user': ['support-operators', 'alice'],
  'cam-policy-group': ['support-operators', 'chat-operators'],
  'cam-preset-user': ['QcloudIMReadOnlyAccess', 'alice'],
  'cam-preset-group': ['QcloudIMReadOnlyAccess', 'chat-operators'],
};

/** A configuration with one resource in it, and the app or policy that it lies in. */
export function declaring(kind: Kind, body: Json | undefined, edition: Edition): Record<string, unknown> {
  const root: MutableMap<unknown> = {};
  if (kind.path[0] === 'apps') put(root, ['apps', 'support'], { name: 'Acme Support', edition });
  if (kind.name.startsWith('cam-policy-'))
    put(root, ['cam', 'policies', 'support-operators'], { document: policy('name/im:*') });
  if (body === undefined) return kind.path[0] === 'apps' ? root : { cam: {}, ...root };
  const chosen = [...(kind.path[0] === 'apps' ? ['support'] : []), ...(names[kind.name] ?? [])];
  const segments = kind.path.map((step) => (step === '*' ? (chosen.shift() ?? '') : step));
  if (kind.listed) put(root, segments.slice(0, -1), [segments.at(-1)]);
  else if (kind.name === 'app') put(root, segments, { name: 'Acme Support', ...(body as object) });
  else put(root, segments, body);
  return root;
}
