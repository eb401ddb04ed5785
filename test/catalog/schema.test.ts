import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { languageKeys } from '../../src/catalog/language-keys.ts';
import { environmentSchema, languageSchema, resolvedSchema } from '../../src/catalog/schema.ts';

type Validate = (data: unknown) => readonly ErrorObject[];

function compile(schema: object): Validate {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, verbose: true });
  ajv.addVocabulary(['x-chatform', 'markdownDescription', 'enumDescriptions']);
  const validate = ajv.compile(schema);
  return (data) => (validate(data) ? [] : (validate.errors ?? []));
}

let language: Validate;
let environment: Validate;
let resolved: Validate;
beforeAll(() => {
  language = compile(languageSchema());
  environment = compile(environmentSchema());
  resolved = compile(resolvedSchema());
});

test('the keys of a file are told without the schema, too', () => {
  expect(languageKeys()).toEqual(Object.keys((languageSchema() as { properties: object }).properties));
});

const ref = (path: string) => `\${${path}}`;

/** Where the errors are that a message is made of: those of an annotated schema. */
const places = (errors: readonly ErrorObject[]) => [
  ...new Set(
    errors
      .filter(({ parentSchema }) => parentSchema && 'x-chatform' in parentSchema)
      .map((error) => error.instancePath),
  ),
];

const project = { version: 1, account: '100000000001' };

// A support chat with something at every place.
const support = {
  name: 'Acme Support',
  type: 'Social',
  introduction: 'Where customers meet the support team',
  edition: 'premium',
  keyAlgorithm: 'hmac-sha256',
  enabled: true,
  trtc: { activated: true, call: 'trial', callTrials: 1 },
  tags: { env: 'prod', constructor: 'acme' },
  login: { policy: 'multi-device', webInstances: 10, devicesPerPlatform: 3 },
  messages: {
    historyDays: 30,
    recallSeconds: 120,
    syncConversationDeletion: true,
    userStatus: true,
    messageExtension: true,
    pushToAllUsers: true,
    conversationsToPull: 200,
    blockedSenderSeesSent: false,
    relationshipCheck: true,
  },
  friends: { verification: 'require-verification' },
  userFields: { Level: { type: 'string', app: ['read'], admin: ['read', 'write'] } },
  friendFields: { Alias: { type: 'bytes' } },
  groupFields: { topic_id: { groupTypes: { Public: { read: 'all', write: 'group-admin' } } } },
  groupMemberFields: {
    badge: { groupTypes: { Work: { read: 'member', write: 'group-admin', own: 'read-write' } } },
  },
  groupTypes: {
    Work: {
      historyBeforeJoin: true,
      notifications: {
        memberChange: { join: 'push-and-store', leave: 'push', kick: 'push-and-store', invite: 'off' },
        profileChange: { name: 'push-and-store', notice: 'push-and-store', owner: 'push-and-store' },
        memberProfileChange: { mute: 'push-and-store', admin: 'push-and-store' },
      },
    },
  },
  groupFeatures: {
    community: { enabled: true, topics: true },
    avOnlineMembers: true,
    avBroadcast: { enabled: true, perSecond: 5 },
    avBanning: true,
    avHistoryForNewMembers: 20,
    readReceipts: ['Work', 'Public'],
  },
  webhook: {
    url: 'https://chat.acme.example/imcallback',
    events: ['Group.CallbackAfterCreateGroup', 'State.StateChange'],
  },
  certificates: {
    fcm: { platform: 'google', certificate: { file: 'secrets/fcm.json' }, channelId: 'support' },
    'apns-prod': {
      platform: 'apple',
      pushType: 'apns',
      environment: 'production',
      certificate: { file: 'secrets/apns-prod.p12' },
      password: { env: 'APNS_P12_PASSWORD' },
    },
  },
  accounts: {
    'support-bot': { type: 'admin', nickname: 'Support', level: 3 },
    '0123': { allowFriends: 'require-verification', birthDate: 20190419 },
  },
  groups: {
    announcements: {
      type: 'Public',
      name: 'Announcements',
      owner: 'support-bot',
      introduction: 'Read this first',
      members: ['0123'],
    },
    '@TGS#_players': { type: 'Community', name: 'Players' },
  },
};

const httpsOnly = {
  level: 'deny',
  message: 'Webhooks of a production app use https',
  rule: 'change.kind != "webhook" || change.after.url.startsWith("https://")',
};

const operators = {
  description: 'Runs the support app, cannot touch the others',
  document: {
    version: '2.0',
    statement: [
      { effect: 'allow', action: ['name/im:*'], resource: 'qcs::im::uin/100000000001:sdkappid/1400000001' },
      {
        effect: 'deny',
        action: '*',
        resource: '*',
        condition: { 'for_any_value:string_equal': { 'qcs:tag': ['env&prod'] } },
      },
    ],
  },
  users: ['alice'],
  groups: ['chat-operators'],
};

const whole = {
  chatform: {
    ...project,
    required: '>=0.1.0',
    console: { type: 'sandbox', users: ['alice', 'bob'], groups: { 'chat-operators': ['bob'] } },
    state: { type: 'file' },
  },
  apps: { support },
  cam: {
    policies: { 'ops.read': operators },
    presets: { QcloudIMReadOnlyAccess: { users: ['auditor'] } },
  },
  guardrails: { 'https-webhooks': httpsOnly },
  moved: [{ from: 'apps.help', to: 'apps.support' }],
  removed: [{ address: 'apps.summer-campaign', destroy: true, because: 'The campaign ended' }],
};

describe('the language', () => {
  test('has the keys that are listed without making it', () => {
    const { properties } = languageSchema() as { properties: object };
    expect([...languageKeys()].sort()).toEqual(Object.keys(properties).sort());
  });

  test('takes a configuration with everything in it', () => {
    const variables = {
      callback_host: { type: 'string', description: 'Receives the webhooks', default: 'chat.acme.example' },
      days: { type: 'number', default: 30, sensitive: false },
    };
    const templates = { baseline: { tags: { owner: 'chat' } }, eu: { extends: ['baseline'], login: {} } };
    const apps = { support: { extends: ['eu'], ...support } };
    expect(language({ ...whole, variables, templates, apps })).toEqual([]);
  });

  test('takes a file that declares a part, and no project', () => {
    expect(language({ apps: { support: { webhook: { events: [] } } } })).toEqual([]);
    expect(language({})).toEqual([]);
  });

  test('takes references in place of every kind of value', () => {
    const app = {
      name: `${ref('var.name')} ${ref('var.environment')}`,
      edition: ref('var.edition'),
      enabled: ref('var.enabled'),
      tags: { host: `host-${ref('var.callback_host')}!` },
      login: { webInstances: ref('var.instances') },
      userFields: { Level: { type: ref('var.type'), admin: [ref('var.permission')] } },
      webhook: { url: `https://${ref('var.callback_host')}/imcallback`, events: [ref('var.event')] },
      trtc: { activated: ref('var.trtc'), callTrials: ref('var.trials') },
      certificates: { fcm: { platform: ref('var.platform'), serverKey: { env: `FCM_${ref('var.stage')}` } } },
      groups: { desk: { owner: ref('var.owner'), members: [ref('var.owner')] } },
    };
    expect(language({ apps: { support: app } })).toEqual([]);
  });

  test('takes null for what has a default, and for nothing else', () => {
    const nothing = { messages: { historyDays: null, messageExtension: null }, webhook: { events: null } };
    expect(language({ apps: { support: nothing } })).toEqual([]);
    const impossible = {
      name: null,
      type: null,
      userFields: { Level: { type: null } },
      webhook: { url: null },
    };
    expect(places(language({ apps: { support: impossible } }))).toEqual([
      '/apps/support/name',
      '/apps/support/type',
      '/apps/support/userFields/Level/type',
      '/apps/support/webhook/url',
    ]);
  });

  test.each([
    ['/chatform/version', { chatform: { ...project, version: 2 } }],
    ['/chatform/account', { chatform: { ...project, account: 100000000001 } }],
    ['/chatform/account', { chatform: { ...project, account: '12a4567' } }],
    ['/chatform/console/type', { chatform: { ...project, console: { type: 'terraform' } } }],
    ['/chatform/console/users', { chatform: { ...project, console: { users: ['bob', 'bob'] } } }],
    ['/variables/days/type', { variables: { days: { type: 'integer' } } }],
    ['/apps/support', { apps: { support: null } }],
    ['/apps/support/edition', { apps: { support: { edition: 'pro' } } }],
    ['/apps/support/enabled', { apps: { support: { enabled: 'yes' } } }],
    ['/apps/support/name', { apps: { support: { name: '' } } }],
    ['/apps/support/name', { apps: { support: { name: 2026 } } }],
    ['/apps/support/login/webInstances', { apps: { support: { login: { webInstances: 11 } } } }],
    ['/apps/support/login/webInstances', { apps: { support: { login: { webInstances: 1.5 } } } }],
    ['/apps/support/tags/env', { apps: { support: { tags: { env: 'a#b' } } } }],
    [
      '/apps/support/webhook/events/0',
      { apps: { support: { webhook: { events: ['Group.CallbackAfterX'] } } } },
    ],
    ['/apps/support/webhook/events', { apps: { support: { webhook: { events: 'State.StateChange' } } } }],
    ['/apps/a/trtc/callTrials', { apps: { a: { trtc: { callTrials: 3 } } } }],
    ['/apps/a/certificates/m/platform', { apps: { a: { certificates: { m: { platform: 'nokia' } } } } }],
    ['/apps/a/certificates/m/appSecret', { apps: { a: { certificates: { m: { appSecret: 'moonlit' } } } } }],
    ['/apps/a/certificates/m/appSecret', { apps: { a: { certificates: { m: { appSecret: {} } } } } }],
    ['/apps/a/certificates/m/appSecret', { apps: { a: { certificates: { m: { appSecret: null } } } } }],
    [
      '/apps/a/certificates/m/appSecret',
      { apps: { a: { certificates: { m: { appSecret: { env: 'A', file: 'a' } } } } } },
    ],
    [
      '/apps/a/certificates/m/appSecret/env',
      { apps: { a: { certificates: { m: { appSecret: { env: 'MI SECRET' } } } } } },
    ],
    [
      '/apps/a/certificates/m/appSecret/file',
      { apps: { a: { certificates: { m: { appSecret: { file: '/etc/mi' } } } } } },
    ],
    ['/apps/a/accounts/bot/role', { apps: { a: { accounts: { bot: { role: 4_294_967_296 } } } } }],
    ['/apps/a/groups/desk/members', { apps: { a: { groups: { desk: { members: ['bot', 'bot'] } } } } }],
    ['/apps/a/groups/desk/members', { apps: { a: { groups: { desk: { members: { bot: true } } } } } }],
    ['/apps/a/groups/desk/members/0', { apps: { a: { groups: { desk: { members: [' bot'] } } } } }],
    ['/apps/a/groups/desk/members/0', { apps: { a: { groups: { desk: { members: [123] } } } } }],
    ['/guardrails/g/level', { guardrails: { g: { ...httpsOnly, level: 'block' } } }],
    ['/guardrails/g', { guardrails: { g: { level: 'deny' } } }],
    ['/cam/policies/p/users', { cam: { policies: { p: { users: ['alice', 'alice'] } } } }],
    ['/cam/policies/p/document/version', { cam: { policies: { p: { document: { version: 2 } } } } }],
    [
      '/cam/policies/p/document/statement/0/effect',
      { cam: { policies: { p: { document: { statement: [{ effect: 'Allow' }] } } } } },
    ],
    ['/removed/0', { removed: [{ address: 'apps.help' }] }],
    ['/moved/0/to', { moved: [{ from: 'apps.help', to: 'support' }] }],
  ])('answers at %s with an annotation', (place, data) => {
    expect(places(language(data))).toEqual([place]);
  });

  test.each([
    ['an app', { apps: { '2support': {} } }, 'Key of the app'],
    ['a template', { templates: { 'a b': {} } }, 'Name of the template'],
    [
      'a custom user field (FLD-2)',
      { apps: { a: { userFields: { Level1: {} } } } },
      'Name of the custom user field',
    ],
    ['a group type', { apps: { a: { groupTypes: { Private: {} } } } }, 'Group type'],
    [
      'a group type of a member field, not audio-video (FLD-3)',
      { apps: { a: { groupMemberFields: { badge: { groupTypes: { AVChatRoom: {} } } } } } },
      'Group type',
    ],
    ['a certificate', { apps: { a: { certificates: { 'a b': {} } } } }, 'Name of the certificate'],
    ['an account (ACC-1)', { apps: { a: { accounts: { ' bot': {} } } } }, 'Username (UserID)'],
    ['a group (GRM-1)', { apps: { a: { groups: { '@TGS#1': {} } } } }, 'Group ID'],
    ['a guardrail', { guardrails: { 'a b': httpsOnly } }, 'Name of the guardrail'],
    ['a tag', { apps: { a: { tags: { 'qcs:a': 'b' } } } }, 'Tag key'],
    ['a policy', { cam: { policies: { 'a b': {} } } }, 'Name of the policy'],
    ['a variable', { variables: { 'call-back': {} } }, 'Name of the variable'],
  ])('answers a wrong key of %s with an annotation', (_, data, title) => {
    const annotations = language(data).map((error) => error.parentSchema?.['x-chatform']?.title);
    expect(annotations).toContain(title);
  });

  test('knows no other keys', () => {
    const unknown = (data: unknown) =>
      language(data).flatMap(({ keyword, params }) =>
        keyword === 'additionalProperties' ? [params.additionalProperty] : [],
      );
    expect(unknown({ app: {} })).toEqual(['app']);
    expect(unknown({ apps: { support: { message: {} } } })).toEqual(['message']);
    expect(unknown({ apps: { support: { groupFeatures: { community: { topic: true } } } } })).toEqual([
      'topic',
    ]);
    expect(unknown({ chatform: { ...project, backend: {} } })).toEqual(['backend']);
  });

  test('needs version and account of a project', () => {
    const missing = language({ chatform: {} }).map(({ params }) => params.missingProperty);
    expect(missing).toEqual(['version', 'account']);
  });

  test('takes keys that are words of JavaScript', () => {
    const data = JSON.parse('{"apps": {"constructor": {"tags": {"__proto__": "a", "constructor": "b"}}}}');
    expect(language(data)).toEqual([]);
    expect(places(language(JSON.parse('{"apps": {"a": {"tags": {"__proto__": 1}}}}')))).toEqual([
      '/apps/a/tags/__proto__',
    ]);
  });
});

describe('a secret', () => {
  test('in plain text is answered with a hint that says what to write instead (PSH-4)', () => {
    const plain = { apps: { a: { certificates: { m: { appSecret: 'moonlit' } } } } };
    const annotations = language(plain).map((error) => error.parentSchema?.['x-chatform']);
    expect(annotations).toContainEqual({
      type: 'secret',
      title: 'AppSecret',
      hint: 'a reference to the secret, {env: NAME} or {file: path}, never the secret itself',
      rules: ['PSH-1', 'PSH-4'],
    });
  });
});

describe('an environment', () => {
  test('gives variables values and needs nothing', () => {
    const staging = {
      variables: { callback_host: 'chat-staging.acme.example', days: 7, strict: false },
      chatform: { account: '100000000002' },
      apps: { support: { name: 'Acme Support (staging)', messages: { historyDays: null } } },
      guardrails: { 'https-webhooks': { level: 'warn' } },
    };
    expect(environment(staging)).toEqual([]);
    expect(places(environment({ variables: { callback_host: { default: 'a' } } }))).toEqual([
      '/variables/callback_host',
    ]);
  });
});

describe('the resolved whole', () => {
  test('takes everything that is no template, variable or extends', () => {
    expect(resolved(whole)).toEqual([]);
    expect(resolved({ chatform: project })).toEqual([]);
    const left = { chatform: project, templates: {}, variables: {}, apps: { a: { name: 'A', extends: [] } } };
    expect(resolved(left).map(({ params }) => params.additionalProperty)).toEqual([
      'templates',
      'variables',
      'extends',
    ]);
  });

  test('takes no reference where a value is no text', () => {
    const app = {
      name: ref('apps.hall.resource'),
      edition: ref('var.edition'),
      login: { webInstances: ref('var.n') },
    };
    expect(places(resolved({ chatform: project, apps: { support: app } }))).toEqual([
      '/apps/support/edition',
      '/apps/support/login/webInstances',
    ]);
  });

  test('needs what a resource cannot be without (APP-1, FLD-1 to FLD-4, PSH-1, GRM-1, CAM-5)', () => {
    const empty = {
      chatform: project,
      apps: {
        a: {
          userFields: { Level: {} },
          friendFields: { Alias: {} },
          groupFields: { topic: {} },
          groupMemberFields: { badge: { groupTypes: { Work: {} } } },
          certificates: { phones: {} },
          groups: { desk: {} },
          accounts: { bot: {} },
        },
      },
      cam: { policies: { p: {} } },
    };
    const missing = resolved(empty).map(
      ({ instancePath, params }) => `${instancePath} ${params.missingProperty}`,
    );
    expect(missing.sort()).toEqual([
      '/apps/a name',
      '/apps/a/certificates/phones platform',
      '/apps/a/friendFields/Alias type',
      '/apps/a/groupFields/topic groupTypes',
      '/apps/a/groupMemberFields/badge/groupTypes/Work own',
      '/apps/a/groupMemberFields/badge/groupTypes/Work read',
      '/apps/a/groupMemberFields/badge/groupTypes/Work write',
      '/apps/a/groups/desk name',
      '/apps/a/groups/desk type',
      '/apps/a/userFields/Level type',
      '/cam/policies/p document',
    ]);
    expect(resolved({}).map(({ params }) => params.missingProperty)).toEqual(['chatform']);
  });

  test('counts the group types of a field and the tags of an app (FLD-3, FLD-4)', () => {
    const none = { name: 'A', groupFields: { topic: { groupTypes: {} } } };
    expect(places(resolved({ chatform: project, apps: { a: none } }))).toEqual([
      '/apps/a/groupFields/topic/groupTypes',
    ]);
    const tags = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`team-${i}`, 'chat'] as const));
    expect(resolved({ chatform: project, apps: { a: { name: 'A', tags: tags(50) } } })).toEqual([]);
    expect(places(resolved({ chatform: project, apps: { a: { name: 'A', tags: tags(51) } } }))).toEqual([
      '/apps/a/tags',
    ]);
  });
});

interface Node {
  readonly [keyword: string]: unknown;
}

/** Every schema that stands for a value that a person writes, by its place in the schema. */
function written(schema: Node, place: string, found: [string, Node][] = []): [string, Node][] {
  for (const key of ['properties', '$defs']) {
    for (const [name, inner] of Object.entries((schema[key] ?? {}) as Record<string, Node>)) {
      if (!('$ref' in inner)) found.push([`${place}/${name}`, inner]);
      written(inner, `${place}/${name}`, found);
    }
  }
  for (const key of ['additionalProperties', 'items']) {
    const inner = schema[key];
    if (typeof inner !== 'object' || inner === null) continue;
    if (!('$ref' in inner) && !place.endsWith('/action') && !place.endsWith('/resource')) {
      found.push([`${place}/*`, inner as Node]);
    }
    written(inner as Node, `${place}/*`, found);
  }
  return found;
}

describe('for an editor', () => {
  const all = [
    ...written(languageSchema() as Node, 'language'),
    ...written(environmentSchema() as Node, 'environment'),
    ...written(resolvedSchema() as Node, 'resolved'),
  ];

  test('every value has a title, a description in both forms and an annotation', () => {
    expect(all.length).toBeGreaterThan(300);
    for (const [place, schema] of all) {
      for (const keyword of ['title', 'description', 'markdownDescription']) {
        expect(schema[keyword], `${place} ${keyword}`).toEqual(expect.stringMatching(/\S/));
      }
      expect(schema['x-chatform'], place).toMatchObject({
        type: expect.any(String),
        title: expect.any(String),
      });
    }
  });

  test('every word of a choice has a meaning', () => {
    const choices = JSON.stringify(all).match(/"enum":\[[^\]]*\],"enumDescriptions"/g) ?? [];
    const enums = JSON.stringify(all).match(/"enum":\[/g) ?? [];
    expect(enums.length).toBeGreaterThan(100);
    expect(choices.length).toBe(enums.length);
  });

  test('no map is open to unknown keys but those of people, the condition of a policy, and the options of an own adapter', () => {
    const open = all.filter(
      ([, schema]) =>
        schema.type === 'object' &&
        schema.additionalProperties !== false &&
        schema.propertyNames === undefined,
    );
    expect(new Set(open.map(([place]) => place.split('/').at(-1)))).toEqual(
      new Set(['condition', 'options']),
    );
  });

  test('limits, default, editions, page and rules are in the hover text', () => {
    const hover = all.find(([place]) => place === 'language/login/webInstances')?.[1].markdownDescription;
    expect(hover).toContain('Limits: 1 to 10');
    expect(hover).toContain('Default: `1`');
    expect(hover).toContain('Editions: Developer, Premium (1 in all) (EDN-10)');
    expect(hover).toContain('Feature Configuration > Login and Message > Login Settings');
    expect(hover).toContain('Rules: MSG-2, EDN-10');
  });
});
