/** Configurations as people might write them, by the catalogue: legal in form, and not always possible. */
import fc, { type Arbitrary } from 'fast-check';
import { canReset, kindNamed } from '../../src/catalog/index.ts';
import { type Attribute, editions } from '../../src/catalog/kind.ts';
import type { Json } from '../../src/json.ts';
import type { Declared } from './desk.ts';

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
      return fc.constantFrom({ env: 'LOBBY_KEY' }, { env: 'ARENA_KEY' });
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

const bodyOf = (kind: string): Arbitrary<unknown> => {
  const found = kindNamed(kind);
  if (!found) throw new Error(`the catalogue has no kind ${kind}`);
  return legal(found.body);
};

const some = (names: readonly string[], kind: string): Arbitrary<unknown> =>
  fc
    .subarray([...names])
    .chain((chosen) => fc.record(Object.fromEntries(chosen.map((name) => [name, bodyOf(kind)]))));

/** An app. What it was first is what a second one changes: names are few, so that they meet. */
const app = fc.record(
  {
    name: fc.constantFrom('Game Lobby', 'Game Arena'),
    edition: fc.constantFrom(...editions),
    enabled: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
    introduction: fc.constantFrom('', 'Where players meet'),
    tags: bodyOf('tags'),
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
