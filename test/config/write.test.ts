import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kindAt } from '../../src/catalog/index.ts';
import type { Attribute, Kind } from '../../src/catalog/kind.ts';
import { declarable } from '../../src/config/declarable.ts';
import { completed } from '../../src/config/edit.ts';
import { format } from '../../src/config/format.ts';
import { plainOf } from '../../src/config/node.ts';
import { read } from '../../src/config/read.ts';
import { type Addition, treeOf } from '../../src/config/tree.ts';
import { type WriteInput, writeAdditions } from '../../src/config/write.ts';
import type { JsonMap } from '../../src/json.ts';

const account = '100000000001';
const naming = { apps: new Map<string, string>(), account };
const level = { type: 'string', app: ['read'], admin: ['read', 'write'] };

function addition(path: string, body: JsonMap = {}): Addition {
  const segments = path.split('/');
  const kind = kindAt(segments);
  if (!kind) throw new Error(`no kind at ${path}`);
  return { segments, kind, body };
}

function completedWith(text: string, ...additions: Addition[]) {
  return completed(text, treeOf(additions, naming).tree);
}

const field = (name: string) => addition(`apps/support/userFields/${name}`, level);

test.each([
  [
    'a block map, behind its last entry and the comment there',
    'apps:\n  support:\n    userFields:\n      Level: {type: string} # c\n      # d\n    tags: {a: b}\n',
    'apps:\n  support:\n    userFields:\n      Level: {type: string} # c\n      Badge: {type: string, app: [read], admin: [read, write]}\n      # d\n    tags: {a: b}\n',
  ],
  [
    'a flow map',
    'apps: {support: {userFields: {Level: {type: string} }}} # c\n',
    'apps: {support: {userFields: {Level: {type: string}, Badge: {type: string, app: [read], admin: [read, write]} }}} # c\n',
  ],
  [
    'an empty flow map',
    'apps:\n  support:\n    userFields: { }\n',
    'apps:\n  support:\n    userFields: {Badge: {type: string, app: [read], admin: [read, write]} }\n',
  ],
  [
    'a flow map over several lines, with a comma at its end',
    'apps:\n  support:\n    userFields: {\n      Level: {type: string}, # c\n    }\n',
    'apps:\n  support:\n    userFields: {\n      Level: {type: string}, Badge: {type: string, app: [read], admin: [read, write]}, # c\n    }\n',
  ],
  [
    'an app without the family, whose last value is a block of text that keeps its line ends',
    'apps:\n  support:\n    name: x\n    introduction: |+\n      Hello\n\n\nremoved: []\n',
    'apps:\n  support:\n    name: x\n    introduction: |+\n      Hello\n\n\n    userFields:\n      Badge: {type: string, app: [read], admin: [read, write]}\nremoved: []\n',
  ],
  [
    'an app on one line',
    "apps:\n    support: {name: 'x, y'}   # c",
    "apps:\n    support: {name: 'x, y', userFields: {Badge: {type: string, app: [read], admin: [read, write]}}}   # c\n",
  ],
  [
    'a file that ends with a document end',
    '---\napps:\n  support:\n    name: x\n...\n',
    '---\napps:\n  support:\n    name: x\n    userFields:\n      Badge: {type: string, app: [read], admin: [read, write]}\n...\n',
  ],
  [
    'a file without anything but a comment',
    '# staging',
    '# staging\napps:\n  support:\n    userFields:\n      Badge: {type: string, app: [read], admin: [read, write]}\n',
  ],
  [
    'quoted keys',
    '"apps":\n  \'support\':\n    "userFields":\n      "Level": {type: string}\n',
    '"apps":\n  \'support\':\n    "userFields":\n      "Level": {type: string}\n      Badge: {type: string, app: [read], admin: [read, write]}\n',
  ],
])('a field goes into %s', (_, before, after) => {
  expect(completedWith(before, field('Badge'))).toEqual({ text: after });
});

test.each([
  ['apps: &a\n  support:\n    name: x\n', ['apps']],
  ['templates:\n  t: &t {name: x}\napps:\n  support: *t\n', ['apps', 'support']],
  ['apps:\n  support:\n    userFields: null\n', ['apps', 'support', 'userFields']],
  ['apps:\n  support:\n    userFields: &u\n      Level: {type: string}\n', ['apps', 'support', 'userFields']],
])('nothing is put into what an anchor shares, or what is no map: %j', (text, closed) => {
  expect(completedWith(text, field('Badge'))).toEqual({ closed });
});

test('several families and fields come in their order, the deeper ones first', () => {
  const text = 'apps:\n  support:\n    name: x\n    userFields:\n      Level: {type: string}\n';
  const more = [
    field('Badge'),
    addition('apps/support/friendFields/Alias', { type: 'string' }),
    field('Rank'),
  ];
  expect(completedWith(text, ...more)).toEqual({
    text: `${text}      Badge: {type: string, app: [read], admin: [read, write]}
      Rank: {type: string, app: [read], admin: [read, write]}
    friendFields:
      Alias: {type: string}
`,
  });
});

test('names go into lists of any layout', () => {
  const text = `cam:
  policies:
    a: {document: {}, users: [alice, # on call
      bob]}
    b:
      users:
        - alice

        # nobody else
      groups: []
`;
  const names = ['a/users/0123', 'b/users/yes', 'b/groups/a, b'];
  expect(completedWith(text, ...names.map((name) => addition(`cam/policies/${name}`)))).toEqual({
    text: `cam:
  policies:
    a: {document: {}, users: [alice, # on call
      bob, "0123"]}
    b:
      users:
        - alice
        - "yes"

        # nobody else
      groups: ["a, b"]
`,
  });
});

const certificate: Kind = {
  name: 'certificate',
  path: ['apps', '*', 'certificates', '*'],
  title: 'Certificate',
  description: '',
  page: '',
  served: 'console',
  form: 'object',
  leaving: 'removed',
  rules: [],
  body: {
    type: 'object',
    title: '',
    description: '',
    rules: [],
    attributes: {
      platform: attribute({ type: 'enum', values: { google: '', apple: '' }, required: true }),
      certificate: attribute({ type: 'secret', format: 'json', required: true }),
      password: attribute({
        type: 'secret',
        format: 'text',
        required: true,
        only: { attribute: 'platform', values: ['apple'] },
      }),
      serverKey: attribute({ type: 'secret', format: 'text' }),
      testers: attribute({ type: 'names', item: { title: 'Tester' } }),
    },
  },
};

type WithoutWords<T> = T extends unknown ? Omit<T, 'title' | 'description' | 'rules'> : never;

function attribute(facts: WithoutWords<Attribute>): Attribute {
  return { title: '', description: '', rules: [], ...facts } as Attribute;
}

test('a secret becomes a reference to an environment variable, where one has to be there, or the console has its fingerprint (PSH-4)', () => {
  const body = { platform: 'google', testers: ['yes', 'alice'] };
  const segments = ['apps', 'support', 'certificates', 'fcm-1'];
  const kept = declarable(certificate, 'fcm-1', body);
  expect(kept).toEqual({ body, left: [] });
  const twin = {
    segments: ['apps', 'support', 'certificates', 'fcm_1'],
    kind: certificate,
    body,
    secrets: ['certificate', 'serverKey'],
  };
  const written = writeAdditions(input({ additions: [{ segments, kind: certificate, body }, twin] }));
  expect(written.files).toEqual([
    {
      path: 'apps/support.yaml',
      isNew: true,
      text: `apps:
  support:
    certificates:
      fcm-1:
        platform: google
        # The console does not tell secrets: have it in this environment variable.
        certificate: {env: APPS_SUPPORT_FCM_1_CERTIFICATE}
        testers: [alice, "yes"]
      fcm_1:
        platform: google
        # The console does not tell secrets: have it in this environment variable.
        certificate: {env: APPS_SUPPORT_FCM_1_CERTIFICATE_2}
        # The console does not tell secrets: have it in this environment variable.
        serverKey: {env: APPS_SUPPORT_FCM_1_SERVERKEY}
        testers: [alice, "yes"]
`,
    },
  ]);
  expect(written.placeholders.map(({ path, env }) => [path, env])).toEqual([
    [['certificate'], 'APPS_SUPPORT_FCM_1_CERTIFICATE'],
    [['certificate'], 'APPS_SUPPORT_FCM_1_CERTIFICATE_2'],
    [['serverKey'], 'APPS_SUPPORT_FCM_1_SERVERKEY'],
  ]);
  expect(format(written.files[0] ?? { path: '', text: '' })).toEqual({ text: written.files[0]?.text });
});

function input(more: Partial<WriteInput>): WriteInput {
  const main = { path: 'chatform.yaml', text: 'chatform: {version: 1}\n' };
  return {
    ...naming,
    files: [main],
    additions: [],
    isTaken: () => false,
    namesAt: () => [],
    ...more,
  };
}

const statement = (resource: string) => ({
  version: '2.0',
  statement: [{ effect: 'allow', action: 'name/im:*', resource: [resource] }],
});

test('policies that are more than a file may hold become several, each with whom it is attached to', () => {
  const additions = Array.from({ length: 300 }, (_, i) => [
    addition(`cam/policies/policy-${i}`, { document: statement('x'.repeat(6000)) }),
  ]).flat();
  additions.push(addition('cam/policies/policy-0/users/alice'));
  const { files, problems } = writeAdditions(input({ additions, isTaken: (path) => path === 'cam-2.yaml' }));
  expect(problems).toEqual([]);
  expect(files.map((file) => file.path)).toEqual(['cam.yaml', 'cam-3.yaml', 'cam-4.yaml', 'cam-5.yaml']);
  expect(Math.max(...files.map((file) => file.text.length))).toBeLessThan(1024 * 1024);
  const declared = files.flatMap((file) => file.text.match(/^ {4}policy-\d+:$/gm) ?? []);
  expect(new Set(declared).size).toBe(300);
  expect(files[0]?.text).toContain('      users: [alice]\n');
});

test.each([
  ['./chatform.schema.json', '../chatform.schema.json'],
  ['../schemas/chatform.schema.json', '../../schemas/chatform.schema.json'],
  ['https://acme.example/chatform.schema.json', 'https://acme.example/chatform.schema.json'],
  ['/opt/chatform.schema.json', '/opt/chatform.schema.json'],
])('the schema %s of chatform.yaml is %s in apps/', (schema, adjusted) => {
  const main = {
    path: 'chatform.yaml',
    text: `# ours\n# yaml-language-server: $schema=${schema}\nchatform: {}\n`,
  };
  const { files } = writeAdditions(
    input({ files: [main], additions: [addition('apps/game', { name: 'Game' })] }),
  );
  expect(files[0]?.text).toBe(
    `# yaml-language-server: $schema=${adjusted}\napps:\n  game:\n    name: Game\n`,
  );
});

test('an app is referred to only by its own resource, and not where a text has a reference of its own look', () => {
  const own = `qcs::im::uin/${account}:sdkappid/1400000001`;
  const apps = new Map([['1400000001', 'support']]);
  const resources = [own, `${own}0`, `$${own}`, `${own}/\${x}`, own.replace(account, '1'), `${own} ${own}`];
  const policies = resources.map((resource, i) =>
    addition(`cam/policies/p${i}`, { document: statement(resource) }),
  );
  const { files } = writeAdditions(input({ apps, additions: policies }));
  expect(files[0]?.text.match(/(?<=resource: ).*/g)).toEqual([
    `["\${apps.support.resource}"]`,
    `["${own}0"]`,
    `["$${own}"]`,
    `["${own}/$\${x}"]`,
    '["qcs::im::uin/1:sdkappid/1400000001"]',
    `["\${apps.support.resource} \${apps.support.resource}"]`,
  ]);
});

test('what the language cannot say is left out, with the reason', () => {
  const groupField = kindAt(['apps', '*', 'groupFields', '*']) as Kind;
  const types = { Work: { read: 'all', write: 'all' }, Community: { read: 'all', write: 'all' } };
  expect(declarable(groupField, 'topic', { groupTypes: types })).toEqual({
    body: { groupTypes: { Work: { read: 'all', write: 'all' } } },
    left: [{ path: ['groupTypes', 'Community'], why: 'the language does not know "Community"' }],
  });
  const messages = kindAt(['apps', '*', 'messages']) as Kind;
  expect(declarable(messages, 'messages', { historyDays: 3, recallSeconds: 60, userStatus: 'on' })).toEqual({
    body: { recallSeconds: 60 },
    left: [
      { path: ['historyDays'], why: 'the language cannot say 3 here' },
      { path: ['userStatus'], why: 'the language cannot say "on" here' },
    ],
  });
  const policy = kindAt(['cam', 'policies', '*']) as Kind;
  let deep: JsonMap = {};
  for (let i = 0; i < 60; i++) deep = { deep };
  for (const condition of [deep, { a: 2 ** 60 }, { '\ud800': 1 }, { a: ['\udc00'] }]) {
    const [first] = statement('*').statement;
    const document = { version: '2.0', statement: [{ ...first, condition }] };
    expect(declarable(policy, 'p', { description: '', document }).body).toBeUndefined();
  }
});

const piece = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 5 }),
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.constantFrom('\n', ' ', '\n\n', '# ', ': ', '"', "'", '\\', '- ', 'off', '\u202e', '\u0085', '|', '\t'),
);
const text = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));

test('any text is read again as it was, and what is hidden is escaped', () => {
  const holds = fc.property(
    text.filter((one) => one !== ''),
    text,
    (name, introduction) => {
      const { files } = writeAdditions(input({ additions: [addition('apps/game', { name, introduction })] }));
      const [file] = files;
      const { root, diagnostics } = read(file ?? { path: '', text: '' });
      expect(diagnostics).toEqual([]);
      const escaped = (one: string) => one.replaceAll('${', () => '$${');
      const game = {
        name: escaped(name),
        ...(introduction !== '' && { introduction: escaped(introduction) }),
      };
      expect(root && plainOf(root)).toEqual({ apps: { game } });
      expect(file?.text).not.toMatch(/(?![ \n])[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u);
    },
  );
  fc.assert(holds, { numRuns: 1000 });
});
