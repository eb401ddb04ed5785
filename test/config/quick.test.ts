// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of the language
// The fast way has the answer of the slow one, or none; and it has one of all that is right.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Input, type Loaded, load } from '../../src/config/load.ts';
import { readResources } from '../../src/config/quick.ts';
import { isMap } from '../../src/json.ts';
import { configuration } from '../adapters/arbitrary.ts';
import { head } from '../support/configuration.ts';

/** What was loaded as plain data, with the place of each value. */
function told({ desired, known, ...rest }: Loaded): unknown {
  const resources = [...(desired?.resources ?? [])].map(([name, { locate, ...resource }]) => ({
    name,
    ...resource,
    text: JSON.stringify(resource.body),
    places: pathsIn(resource.body).map((path) => locate(path)),
  }));
  return { ...rest, known: known?.(), desired: desired && { ...desired, resources } };
}

/** The paths of all values, and below each of them one that is not there. */
function pathsIn(value: unknown, path: readonly string[] = []): string[][] {
  const inner = isMap(value) || Array.isArray(value) ? Object.entries(value) : [];
  return [[...path], [...path, 'login'], ...inner.flatMap(([key, one]) => pathsIn(one, [...path, key]))];
}

/** Loads both ways; says whether all was right, and whether the fast way said so. */
function bothWays(input: Input): { isRight: boolean; isQuick: boolean } {
  let isQuick = false;
  const quickly: typeof readResources = (...given) => {
    const found = readResources(...given);
    isQuick = found !== undefined;
    return found;
  };
  const quick = load(input, { quickly });
  const slow = load(input, { quickly: () => undefined });
  expect(told(quick), JSON.stringify(input)).toStrictEqual(told(slow));
  return { isRight: slow.desired !== undefined, isQuick };
}

const filesOf = (texts: Readonly<Record<string, string>>) =>
  Object.entries(texts).map(([path, text]) => ({ path, text }));

const variables =
  'variables: {word: {default: lobby}, number: {type: number, default: 7}, read: {default: read}, bot: {default: bot}, effect: {default: allow}, version: {default: "2.0"}}\n';

test.each<[string, string]>([
  ['a name', 'name: Game Lobby'],
  ['texts of variables', 'name: "${var.word} ${env.STAGE}"'],
  ['the number of a variable', 'name: Game Lobby, messages: {recallSeconds: "${var.number}"}'],
  ['an ID that is known only after apply', 'name: "Lobby of ${apps.lobby.sdkAppId}"'],
  ['a literal reference', 'name: "$${var.word}"'],
  ['null for a default', 'name: Game Lobby, enabled: null, userFields: {Level: {type: string, app: null}}'],
  [
    'secrets',
    'name: A, certificates: {one: {platform: google, serverKey: {env: FCM_KEY}}, two: {platform: google, certificate: {file: "secrets/${var.word}.json"}}}',
  ],
  ['names', 'name: A, groups: {plaza: {type: Work, name: Plaza, members: [lobby-bot, "${var.word}"]}}'],
  ['hostile keys', 'name: A, accounts: {__proto__: {nickname: x}, constructor: {}, "*": {}}'],
])('an app is read quickly that has %s', (_, app) => {
  const files = filesOf({ 'chatform.yaml': `${head}${variables}apps: {lobby: {${app}}}\n` });
  expect(bothWays({ files, given: [], env: { STAGE: 'test' } })).toEqual({ isRight: true, isQuick: true });
});

test.each([
  'colour: red',
  'name: 7',
  'name: null',
  'name: [A]',
  'name: ""',
  'name: "${var.number}"',
  'name: "${var.none}"',
  'name: "${env.NONE}"',
  'name: "${"',
  'name: "${apps.arena.resource}"',
  'edition: premum',
  'edition: "${apps.lobby.sdkAppId}"',
  'enabled: 1',
  'enabled: "${var.word}"',
  'type: null',
  'groupFeatures: {readReceipts: Work}',
  'messages:',
  'messages: []',
  'messages: {recallSeconds: -1}',
  'messages: {historyDays: 7.5}',
  'messages: {historyDays: null, colour: red}',
  'login: {webInstances: 11}',
  'login: {webInstances: "7"}',
  'tags: {"": x}',
  'tags: {team: 7}',
  'tags: {team: {env: X}}',
  `tags: {team: ${'a'.repeat(256)}}`,
  `tags: {${Array.from({ length: 51 }, (_, i) => `t${i}: x`).join(', ')}}`,
  'userFields: [Level]',
  'userFields: {Level1: {type: string}}',
  'userFields: {Reputation: {type: string}}',
  'userFields: {Level: {}}',
  'userFields: {Level: {type: string, app: read}}',
  'userFields: {Level: {type: string, app: [read, read]}}',
  'userFields: {Level: {type: string, app: [read, "${var.read}"]}}',
  'userFields: {Level: {type: string, app: [null]}}',
  'groupFields: {badge: {groupTypes: {}}}',
  'groupFields: {badge: {groupTypes: {Meetings: {read: member, write: member}}}}',
  'groupFields: {badge: {groupTypes: {Work: {read: member}}}}',
  'groupTypes: {Works: {}}',
  'webhook: {url: chat.acme.example}',
  'webhook: {url: "https://${var.word}?"}',
  'webhook: {events: [State.StateChang]}',
  'accounts: {" bot": {}}',
  'accounts: {策策策策策策策策策策策: {}}',
  `accounts: {bot: {nickname: ${'策'.repeat(200)}}}`,
  'groups: {plaza: {type: Work, name: Plaza, members: [bot, bot]}}',
  'groups: {plaza: {type: Work, name: Plaza, members: [bot, "${var.bot}"]}}',
  'groups: {plaza: {type: Work, name: Plaza, members: [" bot"]}}',
  'groups: {plaza: {type: Work, name: Plaza, members: ["${apps.lobby.sdkAppId}"]}}',
  'groups: {plaza: {type: Work, name: Plaza, members: [7]}}',
  'groups: {plaza: {type: Work, name: Plaza, members: null}}',
  'certificates: {fcm: {serverKey: {env: FCM_KEY}}}',
  'certificates: {fcm: {platform: google, serverKey: FCM_KEY}}',
  'certificates: {fcm: {platform: google, serverKey: {}}}',
  'certificates: {fcm: {platform: google, serverKey: {env: FCM_KEY, file: fcm.key}}}',
  'certificates: {fcm: {platform: google, serverKey: {env: "FCM KEY"}}}',
  'certificates: {fcm: {platform: google, serverKey: {env: 7}}}',
  'certificates: {fcm: {platform: google, serverKey: {file: ""}}}',
  'certificates: {fcm: {platform: google, serverKey: {file: ../fcm.key}}}',
  'certificates: {fcm: {platform: google, serverKey: {path: fcm.key}}}',
  'certificates: {fcm: {platform: google, appKey: {env: MEIZU_KEY}}}',
  'certificates: {mi: {platform: mi, packageName: com.acme}}',
])('an app is not read quickly that has %s', (part) => {
  const name = part.startsWith('name:') ? '' : 'name: Game Lobby, ';
  const files = filesOf({ 'chatform.yaml': `${head}${variables}apps: {lobby: {${name}${part}}}\n` });
  expect(bothWays({ files, given: [], env: {} })).toEqual({ isRight: false, isQuick: false });
});

const allow = '{effect: allow, action: "*", resource: "*"}';

test.each([
  'policies: {}',
  `policies: {readers: {document: {version: "2.0", statement: [${allow}]}}}`,
  'policies: {readers: {document: {version: "2.0", statement: [{effect: "${var.effect}", action: ["name/im:*"], resource: ["${apps.lobby.resource}", "${var.word}"], condition: {string_equal: {a: ["${apps.lobby.sdkAppId}"]}}}]}}}',
  `policies: {readers: {description: null, document: {version: "2.0", statement: [${allow}]}, users: [bob, alice, "\${var.word}"], groups: []}}`,
  'presets: {QcloudIMReadOnlyAccess: {users: [alice], groups: [ops, "über uns"]}}',
  'presets: {QcloudIMReadOnlyAccess: {}}',
])('access management is read quickly that has %s', (part) => {
  const files = filesOf({ 'chatform.yaml': `${head}${variables}apps: {lobby: {name: A}}\ncam: {${part}}\n` });
  expect(bothWays({ files, given: [], env: {} })).toEqual({ isRight: true, isQuick: true });
});

test.each([
  'colour: red',
  'policies: null',
  'policies: []',
  'policies: {"a b": {}}',
  'policies: {readers: {}}',
  'policies: {readers: {document: {}}}',
  'policies: {readers: {document: {version: "2.0", statement: []}}}',
  `policies: {readers: {document: {version: 2.0, statement: [${allow}]}}}`,
  `policies: {readers: {document: {version: "\${var.version}", statement: [${allow}]}}}`,
  `policies: {readers: {document: {version: "2.0", colour: red, statement: [${allow}]}}}`,
  'policies: {readers: {document: {version: "2.0", statement: [{effect: allow, action: "*"}]}}}',
  'policies: {readers: {document: {version: "2.0", statement: [{effect: permit, action: "*", resource: "*"}]}}}',
  'policies: {readers: {document: {version: "2.0", statement: [{effect: allow, action: [], resource: "*"}]}}}',
  'policies: {readers: {document: {version: "2.0", statement: [{effect: allow, action: 7, resource: "*"}]}}}',
  'policies: {readers: {document: {version: "2.0", statement: [{effect: allow, action: "*", resource: "${apps.arena.resource}"}]}}}',
  'policies: {readers: {document: {version: "2.0", statement: [{effect: allow, action: "*", resource: "*", condition: null}]}}}',
  `policies: {readers: {users: [alice, alice], document: {version: "2.0", statement: [${allow}]}}}`,
  'presets: {QcloudIMReadOnlyAccess: null}',
  'presets: {"a b": {}}',
  'presets: {QcloudIMReadOnlyAccess: {roles: [a]}}',
  'presets: {QcloudIMReadOnlyAccess: {users: alice}}',
  'presets: {QcloudIMReadOnlyAccess: {users: {alice: {}}}}',
  'presets: {QcloudIMReadOnlyAccess: {users: [""]}}',
  'presets: {QcloudIMReadOnlyAccess: {users: [7]}}',
  'presets: {QcloudIMReadOnlyAccess: {users: ["${apps.lobby.sdkAppId}"]}}',
  'presets: {QcloudIMReadOnlyAccess: {users: [lobby, "${var.word}"]}}',
])('access management is not read quickly that has %s', (part) => {
  const files = filesOf({ 'chatform.yaml': `${head}${variables}apps: {lobby: {name: A}}\ncam: {${part}}\n` });
  expect(bothWays({ files, given: [], env: {} })).toEqual({ isRight: false, isQuick: false });
});

test.each<[string, Readonly<Record<string, string>>]>([
  [
    'what an environment covers',
    {
      'a.yaml': 'apps: {lobby: {name: Game Lobby, edition: premum}}',
      'environments/test.yaml': 'apps: {lobby: {edition: premium}}',
    },
  ],
  [
    'what an app has in place of its template',
    {
      'a.yaml':
        'templates: {plain: {tags: {team: 7}}}\napps: {lobby: {name: A, extends: [plain], tags: {team: games}}}',
    },
  ],
  [
    'a template that no app extends',
    { 'a.yaml': 'templates: {plain: {edition: premum}}\napps: {lobby: {name: A}}' },
  ],
  [
    'a template that is named twice',
    { 'a.yaml': 'templates: {plain: {}}\napps: {lobby: {name: A, extends: [plain, plain]}}' },
  ],
  ['one name for two templates', { 'a.yaml': 'apps: {lobby: {name: A, extends: plain}}' }],
  ['an app that is nothing', { 'a.yaml': 'apps: {lobby: {name: A}, arena: null}' }],
  [
    'a preset that an environment covers',
    {
      'a.yaml': 'apps: {lobby: {name: A}}\ncam: {presets: {QcloudIMReadOnlyAccess: {users: alice}}}',
      'environments/test.yaml': 'cam: {presets: {QcloudIMReadOnlyAccess: {users: [alice]}}}',
    },
  ],
  ['an app in two files', { 'a.yaml': 'apps: {lobby: {name: A}}', 'b.yaml': 'apps: {lobby: {name: A}}' }],
])('wrong is also %s', (_, texts) => {
  const all = filesOf({ 'chatform.yaml': head, ...texts });
  const environment = all.find(({ path }) => path.startsWith('environments/'));
  const files = all.filter((file) => file !== environment);
  expect(bothWays({ files, ...(environment && { environment }), given: [], env: {} }).isRight).toBe(false);
});

/** Values and keys that are wrong in many places, and right in some. */
const junk = [
  ...[
    null,
    true,
    0,
    -1,
    1.5,
    7,
    1e15,
    '',
    'yes',
    'Lobby',
    '7',
    'a'.repeat(33),
    '策'.repeat(40),
    '🎮'.repeat(5),
  ],
  ...['${var.word}', '${var.number}', '${env.STAGE}', '${env.NONE}', '${var.none}', '${', '$${var.word}'],
  ...[
    '${apps.lobby.sdkAppId}',
    'https://${apps.lobby.resource}',
    'https://chat.acme.example?a=b',
    'ACME KEY',
  ],
  ...[[], {}, [null], ['Work', 'Work'], ['Work'], ['lobby-bot', 'lobby-bot'], ['${var.word}', 'lobby']],
  ...[
    { env: 'ACME_KEY' },
    { env: 'A', file: 'a' },
    { file: '../a' },
    { file: 'a/b' },
    { file: '${var.word}' },
  ],
  ...[{ type: 'string' }, { nickname: 'x' }, { platform: 'apple' }, { platform: '' }],
];
const keys = [
  '__proto__',
  'constructor',
  'extends',
  'name',
  'platform',
  'team',
  'Work',
  'Level',
  'Level1',
  '*',
  '',
];
const hows = ['value', 'value', 'value', 'key', 'without', 'more'] as const;

/** A change at the `at`-th value of a tree, counted round. */
const edit = fc.record({
  at: fc.nat(10_000),
  how: fc.constantFrom(...hows),
  value: fc.constantFrom(...junk),
  key: fc.constantFrom(...keys),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

const sizeOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? Object.values(value).reduce((sum: number, inner) => sum + sizeOf(inner), 1)
    : 1;

/** A tree as JSON, which is YAML, with changes. */
function written(tree: unknown, edits: readonly Edit[]): string {
  const size = sizeOf(tree);
  const changes = new Map(edits.map((one) => [one.at % size, one]));
  let count = 0;
  const write = (value: unknown): string => {
    const { how, value: other } = changes.get(count++) ?? {};
    if (how === 'value') return JSON.stringify(other);
    if (Array.isArray(value)) return `[${value.map(write).join(', ')}]`;
    if (!isMap(value)) return JSON.stringify(value);
    return `{${Object.entries(value)
      .flatMap(([key, inner]) => writeEntry(key, inner))
      .join(', ')}}`;
  };
  const writeEntry = (name: string, value: unknown): string[] => {
    const { how, value: other, key = '' } = changes.get(count) ?? {};
    const text = write(value);
    if (how === 'without') return [];
    const entry = `${JSON.stringify(how === 'key' ? key : name)}: ${text}`;
    return how === 'more' ? [entry, `${JSON.stringify(key)}: ${JSON.stringify(other)}`] : [entry];
  };
  return write(tree);
}

/** A configuration in several files, with a template and perhaps an environment, and what is changed of them. */
const project = fc.record({
  declared: configuration,
  other: configuration,
  extending: fc.constantFrom<unknown>([], [], ['plain'], ['plain'], ['base', 'plain'], ['none'], 'base'),
  hasEnvironment: fc.boolean(),
  edits: fc.oneof(fc.constant([]), fc.array(edit, { minLength: 1, maxLength: 2 })),
  elsewhere: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(edit, { maxLength: 1 })),
});

const count = Number(process.env.QUICK_COUNT ?? 400);

test(`${count} projects come to the same both ways, and all that are right come quickly`, () => {
  let right = 0;
  fc.assert(
    fc.property(project, ({ declared, other, extending, hasEnvironment, edits, elsewhere }) => {
      const { apps = {}, ...rest } = declared as Record<string, Record<string, object>>;
      const { lobby, ...more } = apps;
      const sections = Object.entries(lobby ?? {});
      const half = (part: number) => Object.fromEntries(sections.filter((_, i) => i % 2 === part));
      const base = (other.apps as Record<string, object>).lobby;
      const files = filesOf({
        'chatform.yaml': `${head}${variables}templates: {plain: {tags: {team: games}}, base: ${written(base, elsewhere)}}\n`,
        'a.yaml': written({ apps: { lobby: { extends: extending, ...half(0) } } }, edits),
        'b.yaml': written({ apps: { lobby: half(1), ...more }, ...rest }, edits.slice(1)),
      });
      const environment = { path: 'environments/test.yaml', text: written(other, elsewhere) };
      const input = { files, ...(hasEnvironment && { environment }), given: [], env: { STAGE: 'test' } };
      const { isRight, isQuick } = bothWays(input);
      if (!isRight) return;
      right += 1;
      expect(isQuick, JSON.stringify(input)).toBe(true);
    }),
    { numRuns: count, seed: Number(process.env.QUICK_SEED ?? 20261122) },
  );
  // Enough of both.
  expect([right > count / 4, right < (count * 3) / 4]).toEqual([true, true]);
});

test('in files of their own, everything has its place: asked of one file, of another, and of the first again', () => {
  const app = (key: string, name: string) =>
    `apps:\n  ${key}:\n    name: ${name}\n    messages: {recallSeconds: 60}\n`;
  const files = filesOf({
    'chatform.yaml': head,
    'chess.yaml': app('chess', 'Chess'),
    'go.yaml': app('go', 'Go'),
  });
  const { desired } = load({ files, given: [], env: {} });
  const told = (address: string, ...path: string[]) => {
    const { file, line, column } = desired?.resources.get(address)?.locate(path) ?? {};
    return `${file}:${line}:${column}`;
  };
  expect([
    told('apps.chess'),
    told('apps.chess', 'name'),
    told('apps.chess.messages', 'recallSeconds'),
    told('apps.go'),
    told('apps.go.messages', 'recallSeconds'),
    told('apps.chess', 'name'),
    // What is not written stands where it would be.
    told('apps.go', 'introduction'),
    told('apps.go.messages', 'userStatus'),
  ]).toEqual([
    'chess.yaml:2:3',
    'chess.yaml:3:11',
    'chess.yaml:4:31',
    'go.yaml:2:3',
    'go.yaml:4:31',
    'chess.yaml:3:11',
    'go.yaml:2:3',
    'go.yaml:4:5',
  ]);
});
