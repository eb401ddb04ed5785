// The data itself: what the catalogue says must hold together, whoever adds to it.
import { describe, expect, test } from 'vitest';
import { checkText, checkWebhookUrl } from '../../src/catalog/checks.ts';
import {
  attributeAt,
  attributesOf,
  canReset,
  kindAt,
  kindNamed,
  kinds,
  type PlacedAttribute,
  ruleNamed,
  rules,
} from '../../src/catalog/index.ts';
import {
  type Attribute,
  consequenceClasses,
  type Effect,
  editions,
  type Kind,
} from '../../src/catalog/kind.ts';

const attributes: readonly (PlacedAttribute & { kind: Kind; name: string })[] = kinds.flatMap((kind) =>
  [{ path: [] as readonly string[], attribute: kind.body as Attribute }, ...attributesOf(kind)].map(
    (one) => ({
      ...one,
      kind,
      name: [kind.name, ...one.path].join('.'),
    }),
  ),
);

/** Why a value is not one that the attribute takes; undefined where it is. */
function illegal(attribute: Attribute, value: unknown): string | undefined {
  switch (attribute.type) {
    case 'string': {
      if (typeof value !== 'string') return 'not a text';
      const problem = attribute.check ? checkWebhookUrl(value) : undefined;
      return (problem ?? checkText(attribute.text ?? {}, value, attribute.title))?.message;
    }
    case 'integer':
      if (!Number.isInteger(value)) return 'not a whole number';
      if (Number(value) < (attribute.minimum ?? Number.NEGATIVE_INFINITY)) return 'too low';
      return Number(value) > (attribute.maximum ?? Number.POSITIVE_INFINITY) ? 'too high' : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'not a boolean';
    case 'enum':
      return Object.hasOwn(attribute.values, String(value)) ? undefined : 'not one of the words';
    case 'set':
      if (!Array.isArray(value)) return 'not a list';
      return value.every((item) => Object.hasOwn(attribute.values, item))
        ? undefined
        : 'not out of the words';
    default:
      return 'a group, map or document has no default of its own';
  }
}

const effectsOf = ({ attribute }: PlacedAttribute): readonly Effect[] => attribute.effects ?? [];
const allEffects = [...kinds.flatMap((kind) => kind.effects ?? []), ...attributes.flatMap(effectsOf)];

const isAbove = (path: readonly string[], other: readonly string[]) =>
  path.length < other.length && path.every((segment, i) => segment === other[i]);

describe('the kinds', () => {
  test('are these, each at its place', () => {
    expect(kinds.map((kind) => `${kind.name} ${kind.path.join('.')}`)).toEqual([
      'app apps.*',
      'tags apps.*.tags',
      'trtc apps.*.trtc',
      'certificate apps.*.certificates.*',
      'login apps.*.login',
      'messages apps.*.messages',
      'friends apps.*.friends',
      'friend-field apps.*.friendFields.*',
      'user-field apps.*.userFields.*',
      'group-field apps.*.groupFields.*',
      'group-member-field apps.*.groupMemberFields.*',
      'group-type apps.*.groupTypes.*',
      'group-features apps.*.groupFeatures',
      'webhook apps.*.webhook',
      'account apps.*.accounts.*',
      'group apps.*.groups.*',
      'cam-policy cam.policies.*',
      'cam-policy-user cam.policies.*.users.*',
      'cam-policy-group cam.policies.*.groups.*',
      'cam-preset-user cam.presets.*.users.*',
      'cam-preset-group cam.presets.*.groups.*',
    ]);
  });

  test('have no name and no path twice', () => {
    expect(new Set(kinds.map((kind) => kind.name)).size).toBe(kinds.length);
    expect(new Set(kinds.map((kind) => kind.path.join('.'))).size).toBe(kinds.length);
  });

  test('never have an attribute where another kind begins', () => {
    for (const { name, path } of kinds) {
      for (const parent of kinds.filter((kind) => isAbove(kind.path, path))) {
        expect(
          attributeAt(parent, path.slice(parent.path.length, parent.path.length + 1)),
          name,
        ).toBeUndefined();
      }
    }
  });

  test('say what a key must look like exactly where people choose one, with an example that fits', () => {
    for (const { name, path, key } of kinds) {
      expect(key !== undefined, name).toBe(path.at(-1) === '*');
      if (key) expect(checkText(key, key.example, name), name).toBeUndefined();
    }
  });

  test('have the limits of the console (APP-2, FLD-1 to FLD-4)', () => {
    const limits = kinds.flatMap(({ name, capacity }) =>
      capacity ? [`${name}: ${capacity.limit} per ${capacity.per}, ${capacity.rule}`] : [],
    );
    expect(limits).toEqual([
      'app: 300 per account, APP-2',
      'friend-field: 20 per app, FLD-1',
      'user-field: 20 per app, FLD-2',
      'group-field: 10 per app, FLD-4',
      'group-member-field: 5 per app, FLD-3',
    ]);
  });

  test('stay when they cannot be deleted, and only then; where data would be lost, `removed:` is needed (FLD-1 to FLD-5, APP-3, PSH-3, ACC-5, GRM-4)', () => {
    const leaving = (how: Kind['leaving']) =>
      kinds.filter((kind) => kind.leaving === how).map(({ name }) => name);
    expect(leaving('kept')).toEqual(['friend-field', 'user-field', 'group-field', 'group-member-field']);
    expect(leaving('removed')).toEqual(['app', 'certificate', 'account', 'group']);
    expect(kinds.every((kind) => kind.form === 'object' || kind.leaving === 'released')).toBe(true);
  });

  test('make every custom field irreversible to create (FLD-7)', () => {
    const irreversible = kinds.filter((kind) =>
      kind.effects?.some(({ when, class: of }) => when === 'create' && of === 'irreversible'),
    );
    expect(irreversible.map(({ name }) => name)).toEqual([
      'friend-field',
      'user-field',
      'group-field',
      'group-member-field',
    ]);
  });
});

describe('the kinds that are deleted', () => {
  test('say what that brings (APP-3, PSH-3, ACC-5, GRM-4)', () => {
    const deleting = kinds.flatMap(({ name, effects = [] }) =>
      effects.flatMap((effect) =>
        effect.when === 'delete' ? [`${name}: ${effect.class} ${effect.rule}`] : [],
      ),
    );
    expect(deleting).toEqual([
      'app: irreversible APP-3',
      'app: data-loss APP-3',
      'certificate: irreversible PSH-3',
      'certificate: disruptive PSH-3',
      'account: irreversible ACC-5',
      'account: data-loss ACC-5',
      'group: irreversible GRM-4',
    ]);
  });
});

describe('the attributes', () => {
  test('of one kind have no path twice', () => {
    expect(new Set(attributes.map(({ name }) => name)).size).toBe(attributes.length);
  });

  test('each have a title, a sentence and a rule', () => {
    for (const { name, attribute } of attributes) {
      expect(attribute.title, name).not.toBe('');
      expect(attribute.description, name).toMatch(/^\S.*\.$/);
      expect(attribute.rules, name).not.toEqual([]);
    }
  });

  test('each have a default that is legal by the attribute itself', () => {
    const withDefault = attributes.filter(({ attribute }) => canReset(attribute));
    expect(withDefault.length).toBeGreaterThan(20);
    for (const { name, attribute } of withDefault) {
      expect(illegal(attribute, attribute.default), name).toBeUndefined();
    }
  });

  test('that a resource cannot be without have no default to go back to', () => {
    const both = attributes.filter(({ attribute }) => attribute.required && canReset(attribute));
    expect(both.map(({ name }) => name)).toEqual([]);
  });

  test('behind a gate are free at their default, and closed to some edition', () => {
    for (const { name, attribute } of attributes) {
      if (!attribute.gate) continue;
      expect(canReset(attribute), name).toBe(true);
      const byDefault = Array.isArray(attribute.default) ? attribute.default : [attribute.default];
      for (const value of byDefault) expect(attribute.gate.free, name).toContain(value);
      expect(attribute.gate.editions.length, name).toBeGreaterThan(0);
      expect(attribute.gate.editions.length, name).toBeLessThan(editions.length);
    }
  });

  test('are behind the gates of the comparison of editions (EDN-10 to EDN-14, EDN-16)', () => {
    const gates = attributes.flatMap(({ name, attribute: { gate } }) =>
      gate ? [`${name} ${gate.rule} ${gate.editions.join('+')}`] : [],
    );
    expect(gates).toEqual([
      'login.webInstances EDN-10 developer+premium',
      'login.devicesPerPlatform EDN-10 developer+premium',
      'messages.userStatus EDN-11 developer+premium',
      'messages.messageExtension EDN-16 premium',
      'messages.pushToAllUsers EDN-11 developer+premium',
      'messages.conversationsToPull EDN-16 premium',
      'group-features.community.enabled EDN-14 developer+premium',
      'group-features.community.topics EDN-14 developer+premium',
      'group-features.avOnlineMembers EDN-13 developer+premium',
      'group-features.avBroadcast.enabled EDN-13 developer+premium',
      'group-features.avBroadcast.perSecond EDN-13 developer+premium',
      'group-features.avBanning EDN-13 developer+premium',
      'group-features.avHistoryForNewMembers EDN-13 developer+premium',
      'group-features.readReceipts EDN-12 developer+premium',
    ]);
  });

  test('that may only go up have their words in the order of going up (APP-7, APP-11, RTC-1, RTC-2)', () => {
    const upwards = attributes.flatMap(({ name, attribute }) =>
      attribute.upOnly
        ? [
            [
              name,
              attribute.upOnly.rule,
              attribute.type === 'enum' ? Object.keys(attribute.values) : attribute.type,
            ],
          ]
        : [],
    );
    expect(upwards).toEqual([
      ['app.edition', 'APP-7', ['developer', 'standard', 'premium']],
      ['app.keyAlgorithm', 'APP-11', ['ecdsa-sha256', 'hmac-sha256']],
      ['trtc.activated', 'RTC-1', 'boolean'],
      ['trtc.call', 'RTC-2', ['none', 'trial', 'official']],
      ['trtc.callTrials', 'RTC-2', 'integer'],
    ]);
    expect(editions).toEqual(['developer', 'standard', 'premium']);
  });

  test('have words for every value, and no word twice', () => {
    for (const { name, attribute } of attributes) {
      if (attribute.type !== 'enum' && attribute.type !== 'set') continue;
      const meanings = Object.values(attribute.values);
      expect(new Set(meanings).size, name).toBe(meanings.length);
      expect(meanings, name).not.toContain('');
    }
  });

  test('that are there only sometimes name an enum beside them and its words', () => {
    const sometimes = attributes.filter(({ attribute }) => attribute.only);
    expect(sometimes.length).toBe(13);
    for (const { kind, name, path, attribute } of sometimes) {
      const beside = attributeAt(kind, [...path.slice(0, -1), attribute.only?.attribute ?? '']);
      expect(beside?.type === 'enum' && beside.required, name).toBe(true);
      const words = Object.keys(beside?.type === 'enum' ? beside.values : {});
      for (const value of attribute.only?.values ?? []) expect(words, name).toContain(value);
      expect(attribute.only?.values.length, name).toBeLessThan(words.length);
    }
  });

  test.each([
    ['mi', 'packageName! appId! appSecret! channelId'],
    ['huawei', 'packageName! appId! appSecret! channelId badge'],
    ['google', 'certificate serverKey channelId'],
    ['meizu', 'packageName! appId! appSecret!'],
    ['vivo', 'appId! appKey! appSecret!'],
    ['oppo', 'appId! appKey! masterSecret! channelId'],
    ['honor', 'appId! appSecret!'],
    ['apple', 'pushType! environment! certificate password!'],
  ])('of a push certificate for %s are %s (PSH-1, PSH-2)', (platform, expected) => {
    const own = attributesOf(kindNamed('certificate') as Kind).filter(({ attribute }) =>
      attribute.only?.values.includes(platform),
    );
    const names = own.map(({ path, attribute }) => `${path.join('.')}${attribute.required ? '!' : ''}`);
    expect(names.join(' ')).toBe(expected);
  });

  test('that sign or authenticate are secrets, and have no default (PSH-4)', () => {
    const secrets = attributes.filter(({ attribute }) => attribute.type === 'secret');
    expect(secrets.map(({ name }) => name)).toEqual([
      'certificate.certificate',
      'certificate.password',
      'certificate.serverKey',
      'certificate.appKey',
      'certificate.appSecret',
      'certificate.masterSecret',
    ]);
    expect(secrets.filter(({ attribute }) => canReset(attribute))).toEqual([]);
    for (const { attribute } of secrets) expect(attribute.rules).toContain('PSH-4');
  });

  test('of a certificate and of a group are all given with the call that creates it', () => {
    for (const kind of ['certificate', 'group']) {
      const later = attributesOf(kindNamed(kind) as Kind).filter(({ attribute }) => !attribute.atCreation);
      expect(later).toEqual([]);
    }
  });

  test('offer 18 webhook commands for the 21 check boxes of the console (WHK-4)', () => {
    const events = attributeAt(kindNamed('webhook') as Kind, ['events']);
    expect(events?.type === 'set' && Object.keys(events.values)).toEqual([
      'Group.CallbackAfterCreateGroup',
      'Group.CallbackAfterMemberExit',
      'Group.CallbackAfterNewMemberJoin',
      'Group.CallbackAfterSendMsg',
      'Group.CallbackBeforeApplyJoinGroup',
      'Group.CallbackBeforeCreateGroup',
      'Group.CallbackBeforeInviteJoinGroup',
      'Group.CallbackBeforeSendMsg',
      'Group.CallbackAfterGroupDestroyed',
      'Group.CallbackAfterGroupFull',
      'Group.CallbackAfterGroupInfoChanged',
      'Sns.CallbackBlackListAdd',
      'Sns.CallbackFriendAdd',
      'Sns.CallbackBlackListDelete',
      'Sns.CallbackFriendDelete',
      'C2C.CallbackBeforeSendMsg',
      'C2C.CallbackAfterSendMsg',
      'State.StateChange',
    ]);
  });

  test.each([
    ['trtc.callTrials', undefined, 1, 2],
    ['account.level', undefined, 0, 4_294_967_295],
    ['messages.historyDays', 7, 7, undefined],
    ['messages.recallSeconds', 120, 0, undefined],
    ['messages.conversationsToPull', 100, 100, 500],
    ['login.webInstances', 1, 1, 10],
    ['login.devicesPerPlatform', 1, 1, 3],
    ['group-features.avBroadcast.perSecond', 1, 1, 5],
    ['group-features.avHistoryForNewMembers', 0, 0, 20],
  ])(
    '%s is %s by default, from %s to %s (RTC-2, ACC-4, MSG-2, MSG-3, MSG-9, GRP-8, GRP-10)',
    (name, byDefault, minimum, maximum) => {
      const { attribute } = attributes.find((one) => one.name === name) ?? {};
      expect(attribute).toMatchObject({ type: 'integer', minimum });
      expect(attribute?.default).toBe(byDefault);
      expect(attribute?.type === 'integer' && attribute.maximum).toBe(maximum);
    },
  );

  test('of group types take about ten minutes to take effect (GRP-1 to GRP-4)', () => {
    const leaves = attributesOf(kindNamed('group-type') as Kind).filter(
      ({ attribute }) => attribute.type !== 'object',
    );
    expect(leaves.length).toBe(14);
    expect(new Set(leaves.map(({ attribute }) => attribute.delay))).toEqual(new Set(['about ten minutes']));
  });
});

describe('the consequences', () => {
  test('are of a known class, in one sentence', () => {
    for (const effect of allEffects) {
      expect(consequenceClasses).toContain(effect.class);
      expect(effect.because).toMatch(/^[A-Z].*[^.]\.$/);
    }
  });

  test('name values that their attribute takes', () => {
    for (const { name, attribute } of attributes) {
      for (const value of attribute.effects?.flatMap((effect) => effect.values ?? []) ?? []) {
        expect(illegal(attribute, value), name).toBeUndefined();
      }
    }
  });

  test('of raising, lowering and adding stand where something can be raised, lowered or added', () => {
    const where = (when: Effect['when']) =>
      attributes
        .filter((one) => effectsOf(one).some((effect) => effect.when === when))
        .map(({ name }) => name);
    expect(where('raise')).toEqual([
      'app.edition',
      'app.keyAlgorithm',
      'trtc.activated',
      'trtc.call',
      'trtc.callTrials',
    ]);
    expect(where('lower')).toEqual([
      'login.webInstances',
      'login.devicesPerPlatform',
      'messages.historyDays',
    ]);
    expect(where('add')).toEqual(['group-field.groupTypes', 'group-member-field.groupTypes']);
  });

  test('bill history that the edition does not include (EDN-8, MSG-3)', () => {
    const history = attributeAt(kindNamed('messages') as Kind, ['historyDays']);
    const billable = history?.effects?.filter((effect) => effect.class === 'billable');
    expect(billable?.map(({ when, above }) => ({ when, above }))).toEqual([
      { when: 'set', above: { developer: 7, standard: 7, premium: 30 } },
    ]);
  });
});

describe('the rules', () => {
  test('are all of the console, each once', () => {
    const families: Record<string, number> = {};
    for (const { id } of rules) {
      const [family = ''] = id.split('-');
      families[family] = (families[family] ?? 0) + 1;
      expect(id).toBe(`${family}-${families[family]}`);
    }
    expect(families).toEqual({
      APP: 11,
      EDN: 16,
      PSH: 4,
      TAG: 3,
      RTC: 3,
      MSG: 11,
      FRD: 1,
      FLD: 8,
      GRP: 11,
      ACC: 6,
      GRM: 5,
      WHK: 5,
      STA: 4,
      DEV: 5,
      CAM: 8,
      API: 2,
    });
  });

  test('are each one sentence with a place in the guide, or the public page of an API', () => {
    for (const { id, text, source } of rules) {
      expect(text, id).toMatch(/^[A-Z].*[^.]\.$/);
      expect(source, id).toMatch(
        id.startsWith('API-')
          ? /tencentcloud\.com\/document\/product\/1047\/3462[01]/
          : /^Console guide, [A-Z]/,
      );
    }
  });

  test('that are cited exist', () => {
    const cited = [
      ...kinds.flatMap((kind) => [...kind.rules, kind.capacity?.rule, kind.key?.rule]),
      ...kinds.flatMap((kind) => Object.values(kind.facts ?? {}).flatMap((fact) => fact.rules)),
      ...kinds.flatMap((kind) => Object.values(kind.oneShots ?? {}).flatMap((once) => once.rules)),
      ...attributes.flatMap(({ attribute }) => [
        ...attribute.rules,
        attribute.gate?.rule,
        attribute.immutable?.rule,
        attribute.upOnly?.rule,
        attribute.type === 'names' ? attribute.item.rule : undefined,
        attribute.type === 'string' ? attribute.text?.rule : undefined,
        attribute.type === 'map' ? attribute.key.rule : undefined,
      ]),
      ...allEffects.map((effect) => effect.rule),
    ];
    const missing = cited.filter((id) => id !== undefined && ruleNamed(id) === undefined);
    expect(missing).toEqual([]);
  });
});

describe('looking up', () => {
  test.each([
    [['apps', 'support'], 'app'],
    [['apps', '1400000001', 'login'], 'login'],
    [['apps', 'support', 'userFields', 'constructor'], 'user-field'],
    [['apps', '__proto__'], 'app'],
    [['apps', 'tags', 'tags'], 'tags'],
    [['apps', 'support', 'groups', '@TGS#_players'], 'group'],
    [['apps', 'support', 'accounts', '__proto__'], 'account'],
    [['cam', 'policies', 'ops.read', 'users', 'alice'], 'cam-policy-user'],
    [['cam', 'presets', 'QcloudIMReadOnlyAccess', 'groups', 'auditors'], 'cam-preset-group'],
    [['cam', 'presets', 'QcloudIMReadOnlyAccess'], undefined],
    [['apps'], undefined],
    [[], undefined],
    [['apps', 'support', 'login', 'policy'], undefined],
    [['apps', 'support', 'constructor'], undefined],
  ])('an address finds its kind: %j is %s', (segments, name) => {
    expect(kindAt(segments)?.name).toBe(name);
  });

  test('a name finds its kind, and nothing else does', () => {
    expect(kindNamed('group-member-field')?.path).toEqual(['apps', '*', 'groupMemberFields', '*']);
    expect(kindNamed('constructor')).toBeUndefined();
    expect(ruleNamed('APP-7')?.text).toContain('never goes back');
    expect(ruleNamed('APP-99')).toBeUndefined();
  });

  test.each([
    ['group-features', ['community', 'enabled'], 'Community'],
    ['group-field', ['groupTypes', 'Public', 'read'], 'Read'],
    ['tags', ['__proto__'], 'Tag value'],
    ['tags', [], 'Tags'],
    ['login', ['constructor'], undefined],
    ['login', ['policy', 'values'], undefined],
  ])('a path finds its attribute: %s %j is %s', (kind, path, title) => {
    const attribute = attributeAt(kindNamed(kind) as Kind, path);
    expect(attribute?.title).toBe(title);
    expect(attribute === undefined).toBe(title === undefined);
  });
});
