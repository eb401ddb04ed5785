/** Configurations as people might write them, by the catalogue: legal in form, and not always possible. */
import fc, { type Arbitrary } from 'fast-check';
import { canReset, kindNamed } from '../../src/catalog/index.ts';
import { type Attribute, editions, type Kind } from '../../src/catalog/kind.ts';
import type { Json } from '../../src/json.ts';
import type { Declared } from './desk.ts';
import { formsOf, settable } from './samples.ts';

/** Any legal value of an attribute; of an object and a map some of the keys. */
function legal(attribute: Attribute): Arbitrary<unknown> {
  switch (attribute.type) {
    case 'boolean':
      return fc.boolean();
    case 'integer': {
      const min = attribute.minimum ?? 0;
      return fc.integer({ min, max: attribute.maximum ?? min + 60 });
    }
    case 'enum':
      return fc.constantFrom(...Object.keys(attribute.values));
    case 'set':
      return fc.subarray(Object.keys(attribute.values), { minLength: attribute.minItems ?? 0 });
    case 'string':
      return attribute.check === 'webhook-url' ? webhookUrl : fc.constantFrom('Lobby', 'Arena', 'Héllo +1');
    case 'document':
      return document;
    case 'names':
      return fc.subarray(['lobby-bot', 'duty-officer'], { minLength: 0 });
    case 'secret':
      return fc.constantFrom({ env: 'ACME_KEY' }, { env: 'ACME_NEW_KEY' });
    case 'map': {
      const keys = Object.keys(attribute.key.values ?? { team: '', owner: '', 'env:stage': '' });
      const some = fc.subarray(keys, { minLength: attribute.minItems ?? 0 });
      return some.chain((chosen) =>
        fc.record(Object.fromEntries(chosen.map((key) => [key, legal(attribute.item)]))),
      );
    }
    case 'object':
      return objectOf(attribute.attributes);
  }
}

function objectOf(attributes: Readonly<Record<string, Attribute>>): Arbitrary<unknown> {
  const entries = Object.entries(attributes);
  const requiredKeys = entries.filter(([, inner]) => inner.required).map(([key]) => key);
  const values = entries.map(([key, inner]): [string, Arbitrary<unknown>] => {
    const any = legal(inner);
    const isReset = canReset(inner) && inner.type !== 'object';
    return [key, isReset ? fc.oneof({ weight: 5, arbitrary: any }, fc.constant(null)) : any];
  });
  return fc.record(Object.fromEntries(values), { requiredKeys });
}

/** A reference to what is known of the lobby once it is there. */
const lobby = (what: string) => `\${apps.lobby.${what}}`;

const webhookUrl = fc.constantFrom(
  'https://chat.acme.example/im',
  'https://chat.acme.example:4433/im',
  'http://chat.acme.example:8080/im',
  'http://203.0.113.7/im',
  `https://chat.acme.example/im/${lobby('sdkAppId')}`,
);

const texts = fc.oneof(
  fc.constantFrom<string | string[]>('*', 'name/im:*'),
  fc.subarray(['name/im:Describe*', 'name/im:Check*', 'name/im:RemoveUser'], { minLength: 1 }),
);

const document = fc.record({
  version: fc.constant('2.0'),
  statement: fc.array(
    fc.record({
      effect: fc.constantFrom('allow', 'deny'),
      action: texts,
      resource: fc.constantFrom<string | string[]>('*', ['*'], [lobby('resource'), '*']),
    }),
    { minLength: 1, maxLength: 2 },
  ),
});

function kindOf(name: string): Kind {
  const kind = kindNamed(name);
  if (!kind) throw new Error(`the catalogue has no kind ${name}`);
  return kind;
}

/** Any legal body of a kind, by its name. */
export const bodyOf = (kind: string): Arbitrary<unknown> => legal(kindOf(kind).body);

/** Call that was never wanted has no trials that are: a contradiction that no console has to see. */
export const trtc = fc
  .tuple(fc.boolean(), bodyOf('trtc') as Arbitrary<Record<string, Json>>)
  .map(([isNever, { call, callTrials, ...body }]) => {
    const isNone = call === null || call === 'none';
    if (isNone) return isNever ? { ...body, call } : { ...body, ...(callTrials && { callTrials }) };
    return { ...body, ...(call && { call }), ...(callTrials && { callTrials }) };
  });

function named(names: readonly string[], body: Arbitrary<unknown>): Arbitrary<object> {
  return fc
    .subarray([...names])
    .chain((chosen) => fc.record(Object.fromEntries(chosen.map((name) => [name, body]))));
}

const some = (names: readonly string[], kind: string): Arbitrary<unknown> => named(names, bodyOf(kind));

/** Push certificates: of a platform what it asks for, of Google a file, a server key, both or neither. */
export const certificate = fc
  .constantFrom(...formsOf(kindOf('certificate')))
  .filter(({ chosen }) => ['apple', 'google', 'mi', 'huawei'].includes(chosen.platform ?? ''))
  .chain((form): Arbitrary<unknown> => {
    const { certificate: file, ...attributes } = Object.fromEntries(
      settable(form).map(({ path: [name = ''], attribute }) => [name, attribute]),
    );
    if (form.chosen.platform === 'apple') return appleCertificate;
    const body = objectOf({ ...attributes });
    const fcm = fc.constantFrom({ file: 'secrets/fcm.json' }, { file: 'secrets/fcm-new.json' });
    const whole = file ? fc.record({ certificate: fcm }, { requiredKeys: [] }) : fc.constant({});
    return fc.tuple(body, whole).map(([given, more]) => ({ ...(given as object), ...more, ...form.chosen }));
  });

const appleCertificate = fc.record({
  platform: fc.constant('apple'),
  pushType: fc.constantFrom('apns', 'voip'),
  environment: fc.constant('production'),
  certificate: fc.constantFrom({ file: 'secrets/apns.p12' }, { file: 'secrets/apns-of-keychain.p12' }),
  password: fc.constant({ env: 'APNS_PASSWORD' }),
});

/** The accounts that groups may name; whether they are registered is another matter. */
export const people = ['lobby-bot', 'duty-officer', 'night-watch'];

/** A group; whether its ID goes with its type is another matter. */
export const group = fc
  .record(
    {
      type: fc.constantFrom('Work', 'Public', 'AVChatRoom', 'Community'),
      name: fc.constantFrom('Lobby', 'Arena'),
      owner: fc.constantFrom(...people),
      introduction: fc.constantFrom('', 'Where players meet', null),
      members: fc.subarray(people),
    },
    { requiredKeys: ['type', 'name'] },
  )
  .map(({ members, ...body }) => (members && body.type !== 'AVChatRoom' ? { ...body, members } : body));

const chat = {
  certificates: named(['phones'], certificate),
  accounts: fc
    .tuple(named(people.slice(0, 2), bodyOf('account')), named(['night-watch'], fc.constant({})))
    .map(([some, more]) => ({ ...more, ...some })),
  groups: named(['announcements', '@TGS#_plaza'], group),
};

/** An app. What it was first is what a second one changes: names are few, so that they meet. */
const app = fc.record(
  {
    name: fc.constantFrom('Game Lobby', 'Game Arena'),
    edition: fc.constantFrom(...editions),
    enabled: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
    introduction: fc.constantFrom('', 'Where players meet'),
    keyAlgorithm: fc.oneof({ weight: 9, arbitrary: fc.constant('hmac-sha256') }, fc.constant('ecdsa-sha256')),
    tags: bodyOf('tags'),
    trtc,
    ...chat,
    login: bodyOf('login'),
    messages: bodyOf('messages'),
    friends: bodyOf('friends'),
    groupFeatures: bodyOf('group-features'),
    groupTypes: some(['Work', 'AVChatRoom'], 'group-type'),
    webhook: bodyOf('webhook'),
    userFields: some(['Level', 'Rank'], 'user-field'),
    friendFields: some(['Alias'], 'friend-field'),
    groupFields: some(['topic_id', 'badge'], 'group-field'),
    groupMemberFields: some(['badge'], 'group-member-field'),
  },
  { requiredKeys: ['name'] },
);

const attached = fc.record(
  {
    users: fc.subarray(['alice', 'nobody']),
    groups: fc.subarray(['chat-operators']),
  },
  { requiredKeys: [] },
);

const policies = fc
  .subarray(['lobby-operators', 'lobby.readers'])
  .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, policy]))));

const policy = fc
  .tuple(
    fc.record(
      { description: fc.constantFrom('', 'Runs the lobby', null), document },
      { requiredKeys: ['document'] },
    ),
    attached,
  )
  .map(([body, whom]) => ({ ...body, ...whom }));

/** A configuration of an app that others refer to, perhaps a second one, and who may do what. */
export const configuration: Arbitrary<Declared> = fc
  .record(
    {
      apps: fc.record({ lobby: app, arena: app }, { requiredKeys: ['lobby'] }),
      cam: fc.record(
        {
          policies,
          presets: fc.record({ QcloudIMReadOnlyAccess: attached }, { requiredKeys: [] }),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['apps'] },
  )
  .map((declared) => JSON.parse(JSON.stringify(declared)) as Record<string, Json>);
