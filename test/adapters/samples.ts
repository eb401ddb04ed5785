/** Legal values for every attribute of the catalogue, and what has to stand beside them. */
import type { Attribute, Edition, Kind, SecretAttribute } from '../../src/catalog/kind.ts';
import { isMap, type Json, type MutableMap, mapOf, put } from '../../src/json.ts';
import { appKey, appSecret, fcm, oldP12, p12, password } from './sandbox/uploads.ts';
import { newP12, newPassword } from './secrets.ts';

const policy = (action: string): Json => ({
  version: '2.0',
  statement: [{ effect: 'allow', action: [action, 'name/im:CheckUser'], resource: '*' }],
});

/** One form of a kind: a certificate for one platform, a group of one type. Most kinds have one form only. */
export interface Form {
  readonly kind: Kind;
  /** `certificate(apple)`. */
  readonly title: string;
  /** The value on which it depends what else is there. */
  readonly chosen: Readonly<Record<string, string>>;
}

/** All forms of a kind. */
export function formsOf(kind: Kind): readonly Form[] {
  const attributes = kind.body.type === 'object' ? kind.body.attributes : {};
  const name = Object.values(attributes).find(({ only }) => only)?.only?.attribute ?? '';
  const deciding = attributes[name];
  if (deciding?.type !== 'enum') return [{ kind, title: kind.name, chosen: {} }];
  return Object.keys(deciding.values).map((value) => ({
    kind,
    title: `${kind.name}(${value})`,
    chosen: { [name]: value },
  }));
}

const isThere = ({ only }: Attribute, { chosen }: Form) =>
  !only || only.values.includes(chosen[only.attribute] ?? '');

/** Where the secrets of these tests are, as they are declared, and what is there. */
const secretBytes: Readonly<Record<string, Uint8Array>> = {
  ACME_KEY: appKey,
  ACME_KEY_COPY: appKey,
  ACME_NEW_KEY: appSecret,
  APNS_PASSWORD: password,
  APNS_NEW_PASSWORD: newPassword,
  'secrets/apns.p12': p12,
  'secrets/apns-of-keychain.p12': oldP12,
  'secrets/apns-new.p12': newP12,
  'secrets/fcm.json': fcm,
  'secrets/fcm-new.json': new TextEncoder().encode('{"type": "service_account", "project_id": "acme"}'),
};

/** Reads a secret. @throws Error when there is none: a mistake in a test */
export function reveal(reference: object): Uint8Array {
  const bytes = secretBytes[String(Object.values(reference)[0])];
  if (!bytes) throw new Error(`there is no secret at ${JSON.stringify(reference)}`);
  return bytes;
}

/** A patch as it is sent: its secrets apart from it. */
export function withoutSecrets(
  { body }: Kind,
  patch: Readonly<Record<string, Json>>,
): { patch: Readonly<Record<string, Json>>; secrets: ReadonlyMap<string, Uint8Array> } {
  const isSecret = ([name, value]: readonly [string, Json]) =>
    body.type === 'object' && body.attributes[name]?.type === 'secret' && isMap(value);
  const entries = Object.entries(patch);
  return {
    patch: mapOf(entries.filter((entry) => !isSecret(entry))),
    secrets: new Map(entries.filter(isSecret).map(([name, value]) => [name, reveal(value as object)])),
  };
}

function secretSamples({ format }: SecretAttribute, chosen: Form['chosen']): readonly [Json, Json] {
  switch (typeof format === 'string' ? format : format.values[chosen[format.by] ?? '']) {
    case 'p12':
      return [{ file: 'secrets/apns.p12' }, { file: 'secrets/apns-of-keychain.p12' }];
    case 'json':
      return [{ file: 'secrets/fcm.json' }, { file: 'secrets/fcm-new.json' }];
    default:
      return [{ env: 'ACME_KEY' }, { env: 'ACME_NEW_KEY' }];
  }
}

/** Values that mean something elsewhere, by kind and path: who is registered, what opens what. */
const particular: Readonly<Record<string, readonly [Json, Json]>> = {
  'group.owner': ['support-bot', 'duty-officer'],
  'certificate.password': [{ env: 'APNS_PASSWORD' }, { env: 'APNS_NEW_PASSWORD' }],
};

/** Two legal values of an attribute of a form, the second another than the first. */
export function samplesOf(form: Form, path: readonly string[], attribute: Attribute): readonly [Json, Json] {
  const given = particular[[form.kind.name, ...path].join('.')];
  if (given) return given;
  if (attribute.type !== 'object') return samples(attribute, form.chosen);
  const entries = Object.entries(attribute.attributes)
    .filter(([, inner]) => isThere(inner, form))
    .map(([key, inner]) => [key, samplesOf(form, [...path, key], inner)] as const);
  const [one, other] = [0, 1].map((n) => mapOf(entries.map(([key, both]) => [key, both[n] as Json])));
  return [{ ...one, ...(path.length === 0 && form.chosen) }, other as Json];
}

function samples(attribute: Attribute, chosen: Form['chosen']): readonly [Json, Json] {
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
      return [['support-bot', 'duty-officer'], ['duty-officer']];
    case 'secret':
      return secretSamples(attribute, chosen);
    case 'document':
      return [policy('name/im:*'), policy('name/im:Describe*')];
    case 'map': {
      const [one, other] = samples(attribute.item, chosen);
      const [first, second] = Object.keys(attribute.key.values ?? { team: '', 'owner:1': '' }) as [
        string,
        string,
      ];
      return [mapOf([[first, one]]), mapOf([[first, other], ...[[second, one] as const]])];
    }
    case 'object': {
      const both = Object.entries(attribute.attributes).map(
        ([key, inner]) => [key, samples(inner, chosen)] as const,
      );
      return [
        mapOf(both.map(([key, [one]]) => [key, one])),
        mapOf(both.map(([key, [, other]]) => [key, other])),
      ];
    }
  }
}

type Beside = Readonly<Record<string, Json>>;

/** Values that make others of the same resource legal: by form and path, or kind and path, or form. */
const beside: Readonly<Record<string, Beside | ((value: Json) => Beside)>> = {
  'login.webInstances': { policy: 'multi-device' },
  'login.devicesPerPlatform': { policy: 'multi-device' },
  'group-features.community.topics': { community: { enabled: true } },
  'user-field': { admin: ['read', 'write'] },
  'user-field.admin': { app: ['read', 'write'] },
  'trtc.call': { activated: true },
  'trtc.callTrials': { activated: true },
  'certificate(apple)': { certificate: { file: 'secrets/apns.p12' } },
  // A file and the password that opens it are changed together.
  'certificate(apple).password': (value) => ({
    certificate: {
      file: isMap(value) && value.env === 'APNS_NEW_PASSWORD' ? 'secrets/apns-new.p12' : 'secrets/apns.p12',
    },
  }),
  'certificate(google)': { serverKey: { env: 'ACME_KEY' } },
  'certificate(google).certificate': {},
};

/** The attributes that are set by themselves, with their paths. */
export function settable(
  form: Form,
  attribute: Attribute = form.kind.body,
  path: readonly string[] = [],
): { path: readonly string[]; attribute: Attribute }[] {
  if (attribute.type !== 'object') return [{ path, attribute }];
  return Object.entries(attribute.attributes)
    .filter(([, inner]) => isThere(inner, form))
    .flatMap(([key, inner]) => settable(form, inner, [...path, key]));
}

/** A body with a value at a path, with what it needs beside it and, for a new resource, what is required. */
export function bodyWith(form: Form, path: readonly string[], value: Json): MutableMap<Json> {
  const { kind, chosen } = form;
  const body: MutableMap<unknown> = {};
  if (kind.form === 'object' && kind.body.type === 'object') {
    for (const [name, inner] of Object.entries(kind.body.attributes))
      if (inner.required && isThere(inner, form))
        body[name] = chosen[name] ?? samplesOf(form, [name], inner)[0];
  }
  const found =
    beside[[form.title, ...path].join('.')] ?? beside[[kind.name, ...path].join('.')] ?? beside[form.title];
  for (const [name, needed] of Object.entries((typeof found === 'function' ? found(value) : found) ?? {}))
    body[name] = typeof needed === 'object' ? structuredClone(needed) : needed;
  if (path.length === 0) Object.assign(body, value);
  else put(body, path, value);
  return body as MutableMap<Json>;
}

/** True for what is set once and for all, in this form of its kind or in all. */
export function isFixed({ immutable, fixed }: Attribute, { chosen }: Form): boolean {
  return immutable !== undefined || (fixed?.values.includes(chosen[fixed.where] ?? '') ?? false);
}

/** All attributes of a form at once, with one value each and then with others where they can change. */
export function fullBodies(form: Form): readonly Json[] {
  const { kind } = form;
  const [one, other] = samplesOf(form, [], kind.body) as [MutableMap<Json>, MutableMap<Json>];
  if (kind.body.type === 'map') return [one, other];
  if (kind.name === 'app') return [{ ...one, edition: 'premium' }];
  if (kind.name === 'trtc') return [{ ...one, call: 'trial' }, one];
  if (kind.leaving === 'kept') return [one];
  // Google's certificate takes the place of the server key, and the old file does not open with a new password.
  if (form.title === 'certificate(google)') {
    const { serverKey: _, ...first } = one;
    const { certificate: __, ...second } = other;
    return [first, { ...second, ...form.chosen }];
  }
  if (form.title === 'certificate(apple)') other.certificate = { file: 'secrets/apns-new.p12' };
  const stays = settable(form).filter(({ attribute }) => isFixed(attribute, form));
  return [one, { ...other, ...mapOf(stays.map(({ path: [name = ''] }) => [name, one[name] as Json])) }];
}

/** What people choose for each `*` of a kind's path after the app's key. */
const names: Readonly<Record<string, readonly string[]>> = {
  certificate: ['phones'],
  account: ['night-watch'],
  group: ['announcements'],
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

/** Where the resource of a form is, by the key of its app, or live by its SDKAppID. */
export function segmentsOf({ kind, chosen }: Form, app: string, ...keys: readonly string[]): string[] {
  const ofKind = chosen.type === 'Community' ? ['@TGS#_announcements'] : names[kind.name];
  const all = [...(kind.path[0] === 'apps' ? [app] : []), ...(keys.length > 0 ? keys : (ofKind ?? []))];
  return kind.path.map((step) => (step === '*' ? (all.shift() ?? '') : step));
}

/** A configuration with one resource in it, and the app or policy that it lies in. */
export function declaring(form: Form, body: Json | undefined, edition: Edition): Record<string, unknown> {
  const { kind, chosen } = form;
  const root: MutableMap<unknown> = {};
  if (kind.path[0] === 'apps') put(root, ['apps', 'support'], { name: 'Acme Support', edition });
  if (kind.name === 'group')
    put(root, ['apps', 'support', 'accounts'], { 'support-bot': {}, 'duty-officer': {} });
  if (chosen.type === 'Community')
    put(root, ['apps', 'support', 'groupFeatures'], { community: { enabled: true } });
  if (kind.name.startsWith('cam-policy-'))
    put(root, ['cam', 'policies', 'support-operators'], { document: policy('name/im:*') });
  if (body === undefined) return kind.path[0] === 'apps' ? root : { cam: {}, ...root };
  const segments = segmentsOf(form, 'support');
  if (kind.listed) put(root, segments.slice(0, -1), [segments.at(-1)]);
  else if (kind.name === 'app') put(root, segments, { name: 'Acme Support', ...(body as object) });
  else put(root, segments, body);
  return root;
}
