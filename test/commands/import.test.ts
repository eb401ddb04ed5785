import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openSandbox, type Sandbox } from '../../src/adapters/sandbox/index.ts';
import { formatAddress, isWithin, parseAddress } from '../../src/address.ts';
import { attributesOf, kindNamed } from '../../src/catalog/index.ts';
import { run as importRun } from '../../src/commands/import.ts';
import { main } from '../../src/commands/main.ts';
import { Failure, type Options } from '../../src/commands/world.ts';
import { format } from '../../src/config/format.ts';
import { load } from '../../src/config/load.ts';
import { at, equal, type JsonMap } from '../../src/json.ts';
import type { Live } from '../../src/model.ts';
import { plan } from '../../src/plan/plan.ts';
import { surprises } from '../../src/plan/surprises.ts';
import { fileStore } from '../../src/state/file.ts';
import { emptyState } from '../../src/state/state.ts';
import { listing, projectOf } from '../support/project.ts';
import { fixedNow, worldIn } from '../support/world.ts';

const account = '100000000001';
const header = '# yaml-language-server: $schema=./chatform.schema.json\n';
const project = `${header}chatform:
  version: 1
  account: "${account}"
  console: {type: sandbox, users: [alice, bob, auditor], groups: {chat-operators: [bob]}}
`;

const options: Options = {
  directory: '.',
  vars: [],
  json: false,
  targets: [],
  excludes: [],
  refreshOnly: false,
  detailedExitcode: false,
  autoApprove: false,
  allow: [],
  partial: false,
  parallelism: 10,
  yes: false,
  check: false,
  secrets: true,
  live: false,
  deny: false,
};

type Given = Partial<Options> & { check?: boolean };

/** Runs `chatform import` as `main` would. */
async function importInto(directory: string, words: readonly string[] = [], given: Given = {}) {
  const { world, out, err } = worldIn(directory);
  try {
    const code = await importRun({ arguments: words, options: { ...options, ...given } }, world);
    return { code, out: out(), err: err() };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { code: error instanceof Failure ? error.code : 99, out: out(), err: error.message };
  }
}

/** Runs any other command line. */
async function chatform(directory: string, line: string) {
  const { world, out, err } = worldIn(directory);
  const code = await main(line.split(' '), world);
  return { code, out: out(), err: err() };
}

/** Somebody uses the console by hand. Gives the SDKAppIDs of the apps that were made. */
async function byHand(
  directory: string,
  calls: readonly (readonly [action: string, request: JsonMap])[],
  environment = 'default',
): Promise<string[]> {
  const sandbox = await openConsoleOf(directory, environment);
  const ids: string[] = [];
  for (const [action, request] of calls) {
    const answer = await sandbox.console.call(action, request);
    if (!answer.ok) throw new Error(`${action}: ${answer.refused.message}`);
    if (answer.id !== undefined) ids.push(answer.id);
  }
  await sandbox.adapter.close();
  return ids;
}

function openConsoleOf(directory: string, environment = 'default'): Promise<Sandbox> {
  const store = path.join(directory, '.chatform', environment);
  const users = ['alice', 'bob', 'auditor'];
  const groups = { 'chat-operators': ['bob'] };
  return openSandbox({ directory: store, account, users, groups, now: fixedNow });
}

const textOf = (directory: string, name: string) => fs.readFileSync(path.join(directory, name), 'utf8');

function yamlFiles(directory: string): string[] {
  const all = fs.readdirSync(directory, { recursive: true, encoding: 'utf8' });
  return all.filter((name) => name.endsWith('.yaml')).sort();
}

async function expectNothingToDo(directory: string, more = ''): Promise<void> {
  const { code, out, err } = await chatform(directory, `plan --detailed-exitcode${more}`);
  expect(`${code} ${err}`, out).toBe('0 ');
  expect(out).toContain('No changes.');
}

function expectCanonical(directory: string, names: readonly string[]): void {
  for (const name of names) {
    const text = textOf(directory, name);
    expect(format({ path: name, text })).toEqual({ text });
  }
}

const support = (id: string): (readonly [string, JsonMap])[] => [
  ['UpgradeEdition', { sdkAppId: id, edition: 'premium' }],
  ['ModifyAppInfo', { sdkAppId: id, introduction: 'Where customers meet\nthe support team' }],
  ['ModifyResourceTags', { sdkAppId: id, tags: { team: 'support', env: 'prod' } }],
  ['SetLogin', { sdkAppId: id, policy: 'multi-device', webInstances: 10 }],
  ['SetMessages', { sdkAppId: id, recallSeconds: 300, userStatus: true }],
  ['AddUserField', { sdkAppId: id, field: 'Level', type: 'string', app: ['read'], admin: ['write', 'read'] }],
  ['AddUserField', { sdkAppId: id, field: 'Badge', type: 'bytes', admin: ['read', 'write'] }],
  [
    'AddGroupField',
    { sdkAppId: id, field: 'topic_id', groupTypes: { Public: { read: 'all', write: 'group-admin' } } },
  ],
  [
    'SetGroupFeatures',
    { sdkAppId: id, community: { enabled: true, topics: true }, readReceipts: ['Public', 'Work'] },
  ],
  [
    'SetWebhook',
    {
      sdkAppId: id,
      url: 'https://chat.acme.example/imcallback',
      events: ['State.StateChange', 'C2C.CallbackAfterSendMsg', 'Group.CallbackAfterCreateGroup'],
    },
  ],
];

const policy = (...resource: string[]) => ({
  version: '2.0',
  statement: [{ effect: 'allow', action: ['name/im:*'], resource }],
});

test('an app becomes a file in the order of the catalogue, without what stands at its default', async () => {
  const directory = projectOf({ 'chatform.yaml': project });
  const [id = ''] = await byHand(directory, [['RegisterApp', { name: 'Acme Support', type: 'Social' }]]);
  await byHand(directory, support(id));

  const imported = await importInto(directory);

  expect(imported).toEqual({
    code: 0,
    out: 'wrote apps/acme-support.yaml\napps.acme-support is app 1400000001\nImported 14 resources, 1 app bound.\n',
    err: '',
  });
  const text = textOf(directory, 'apps/acme-support.yaml');
  const [before, , after] = text.split(/(\n {4}groupTypes:\n(?: {6}.*\n)+)/);
  expect(before).toBe(`# yaml-language-server: $schema=../chatform.schema.json
apps:
  # SDKAppID 1400000001
  acme-support:
    name: Acme Support
    type: Social
    introduction: |-
      Where customers meet
      the support team
    edition: premium
    tags: {env: prod, team: support}
    login:
      policy: multi-device
      webInstances: 10
    messages:
      recallSeconds: 300
      userStatus: true
    userFields:
      Badge: {type: bytes, app: [], admin: [read, write]}
      Level: {type: string, app: [read], admin: [read, write]}
    groupFields:
      topic_id:
        groupTypes:
          Public: {read: all, write: group-admin}`);
  expect(text).toContain(`    groupTypes:
      AVChatRoom:
        notifications:
          memberProfileChange: {mute: "off", admin: "off"}
`);
  expect(after).toBe(`    groupFeatures:
      community: {enabled: true, topics: true}
      readReceipts: [Work, Public]
    webhook:
      url: https://chat.acme.example/imcallback
      events: [Group.CallbackAfterCreateGroup, C2C.CallbackAfterSendMsg, State.StateChange]
`);
  expectCanonical(directory, ['apps/acme-support.yaml']);
  await expectNothingToDo(directory);
  const { out } = await chatform(directory, 'state list');
  expect(out).toContain('apps.acme-support\napps.acme-support.groupFeatures\n');
});

test('a second import finds nothing, says so, and writes nothing', async () => {
  const directory = projectOf({ 'chatform.yaml': project });
  await byHand(directory, [['RegisterApp', { name: 'Acme Support' }]]);
  await importInto(directory);
  const before = listing(directory);
  const again = await importInto(directory);
  expect(again).toEqual({
    code: 0,
    out: 'There is nothing to import: all that the console has is declared or managed.\n',
    err: '',
  });
  expect(listing(directory)).toEqual(before);
});

test('300 apps that were made by hand plan empty after one import', { timeout: 60_000 }, async () => {
  const directory = projectOf({ 'chatform.yaml': project });
  const names = Array.from({ length: 300 }, (_, i) => `Game lobby ${i % 150}`);
  const ids = await byHand(
    directory,
    names.map((name) => ['RegisterApp', { name }]),
  );
  await byHand(directory, ids.slice(0, 20).flatMap(support));
  const { code, out } = await importInto(directory);
  await expectNothingToDo(directory);
  expect(code).toBe(0);
  expect(out).toContain('300 apps bound.');
  expect(yamlFiles(directory)).toHaveLength(301);
  expect(textOf(directory, 'apps/game-lobby-7-2.yaml')).toContain(
    '# SDKAppID 1400000158\n  game-lobby-7-2:\n',
  );
});

test('keys and names that YAML or JavaScript could take for something else come back as they are', async () => {
  const names = [
    '__proto__',
    'constructor',
    'yes',
    '1e3',
    '~',
    '客服 聊天',
    'Café "Zürich"',
    `\${x}`,
    `$\${x}`,
    '$',
    'Yes',
    '0123',
    'a: b # c',
    ' padded ',
    '- item',
    'null',
    '2026-01-01',
    "it's",
    'line\nbreak',
  ];
  const directory = projectOf({ 'chatform.yaml': project });
  await byHand(
    directory,
    names.map((name) => ['RegisterApp', { name }]),
  );
  expect(await importInto(directory)).toMatchObject({ code: 0, err: '' });
  const files = yamlFiles(directory).filter((name) => name !== 'chatform.yaml');
  expect(files.map((name) => path.basename(name, '.yaml')).sort()).toEqual(
    [
      'a-b-c',
      'app-0123',
      'app-1400000005',
      'app-1400000006',
      'app-1400000010',
      'app-1e3',
      'app-2026-01-01',
      'cafe-zurich',
      'constructor',
      'it-s',
      'item',
      'line-break',
      'null',
      'padded',
      'proto',
      'x',
      'x-2',
      'yes',
      'yes-2',
    ].sort(),
  );
  expect(textOf(directory, 'apps/yes.yaml')).toContain('  "yes":\n    name: "yes"\n');
  expect(textOf(directory, 'apps/x.yaml')).toContain(`    name: "$\${x}"\n`);
  expect(textOf(directory, 'apps/x-2.yaml')).toContain(`    name: "$$\${x}"\n`);
  expect(textOf(directory, 'apps/app-1e3.yaml')).toContain('    name: "1e3"\n');
  expect(textOf(directory, 'apps/app-1400000006.yaml')).toContain('    name: 客服 聊天\n');
  expectCanonical(directory, files);
  await expectNothingToDo(directory);
});

test('what a terminal or an editor would not show is escaped in the file', async () => {
  const directory = projectOf({ 'chatform.yaml': project });
  await byHand(directory, [
    ['RegisterApp', { name: 'pay\u202egnp.exe \u001b[31m\u0000 \u00a0\u200b\u2028\ufeff\u{e0041}' }],
  ]);
  expect(await importInto(directory)).toMatchObject({ code: 0 });
  const text = textOf(directory, 'apps/pay-gnp-exe-31m.yaml');
  expect(text).toContain(
    '    name: "pay\\u202egnp.exe \\e[31m\\0 \\u00a0\\u200b\\u2028\\ufeff\\U000e0041"\n',
  );
  expect(text).toMatch(/^[\n\x20-\x7e]*$/);
  await expectNothingToDo(directory);
});

test('custom policies, and whom they and preset policies are attached to, become cam.yaml', async () => {
  const directory = projectOf({ 'chatform.yaml': project });
  await byHand(directory, [
    ['RegisterApp', { name: 'Acme Support' }],
    ['RegisterApp', { name: 'Game' }],
    [
      'CreatePolicy',
      {
        policyName: 'ops.read',
        description: `Reads \${everything}`,
        document: policy(
          `qcs::im::uin/${account}:sdkappid/1400000001`,
          `qcs::im::uin/${account}:sdkappid/14000000011`,
          'qcs::im::uin/200000000002:sdkappid/1400000002',
          '*',
        ),
      },
    ],
    ['CreatePolicy', { policyName: '0123', document: policy(`qcs::im::uin/${account}:sdkappid/*`) }],
    ['AttachUserPolicy', { policyName: 'ops.read', userName: 'bob' }],
    ['AttachUserPolicy', { policyName: 'ops.read', userName: 'alice' }],
    ['AttachGroupPolicy', { policyName: 'ops.read', groupName: 'chat-operators' }],
    ['AttachUserPolicy', { policyName: 'QcloudIMReadOnlyAccess', userName: 'auditor' }],
  ]);
  expect(await importInto(directory)).toMatchObject({ code: 0, err: '' });
  expect(textOf(directory, 'cam.yaml')).toBe(`# yaml-language-server: $schema=./chatform.schema.json
cam:
  policies:
    "0123":
      document:
        version: "2.0"
        statement:
          - effect: allow
            action: ["name/im:*"]
            resource: ["qcs::im::uin/100000000001:sdkappid/*"]
    ops.read:
      description: "Reads $\${everything}"
      document:
        version: "2.0"
        statement:
          - effect: allow
            action: ["name/im:*"]
            resource:
              - "\${apps.acme-support.resource}"
              - "qcs::im::uin/100000000001:sdkappid/14000000011"
              - "qcs::im::uin/200000000002:sdkappid/1400000002"
              - "*"
      users: [alice, bob]
      groups: [chat-operators]
  presets:
    QcloudIMReadOnlyAccess:
      users: [auditor]
`);
  expectCanonical(directory, ['cam.yaml']);
  await expectNothingToDo(directory);
});

const managed = `# The support chat, run by the platform team.
apps:
  support:      # do not rename
    name:   'Acme Support'   # as customers know it
    userFields:      # a custom field can never be deleted
      Level:   {type: string, app: [read], admin: [read,write]}    # of the loyalty programme

      # the end of the fields
    webhook: {url: "https://chat.acme.example/hook"}


cam:
    policies:
        readers:
            document: {version: "2.0", statement: [{effect: allow, action: ["name/im:Describe*"], resource: ["*"]}]}
            users:
            - alice    # on call
    presets: {QcloudIMReadOnlyAccess: {users: [auditor]}}   # for the audit
`;

/** The account as `managed` declares it, applied; and then things that somebody made by hand. */
async function managedProject(text = managed, calls: readonly (readonly [string, JsonMap])[] = madeByHand) {
  const directory = projectOf({ 'chatform.yaml': project, 'apps/support.yaml': text });
  const { code, err } = await chatform(directory, 'apply --auto-approve --allow irreversible,billable');
  expect(`${code} ${err.replace(/^.*: (created|changed)\n/gm, '')}`).toBe('0 ');
  await byHand(directory, calls);
  return directory;
}

const sdkAppId = '1400000001';
const madeByHand: readonly (readonly [string, JsonMap])[] = [
  ['AddUserField', { sdkAppId, field: 'Badge', type: 'bytes', app: ['read'], admin: ['write'] }],
  ['AddFriendField', { sdkAppId, field: 'Alias', type: 'string' }],
  ['SetMessages', { sdkAppId, recallSeconds: 300 }],
  ['AttachUserPolicy', { policyName: 'readers', userName: 'bob' }],
  ['AttachGroupPolicy', { policyName: 'readers', groupName: 'chat-operators' }],
  ['AttachUserPolicy', { policyName: 'QcloudIMReadOnlyAccess', userName: 'alice' }],
  ['AttachUserPolicy', { policyName: 'QcloudAVCFullAccess', userName: 'bob' }],
  [
    'CreatePolicy',
    { policyName: 'writers', document: policy(`qcs::im::uin/${account}:sdkappid/${sdkAppId}`) },
  ],
];

const completedText = `# The support chat, run by the platform team.
apps:
  support:      # do not rename
    name:   'Acme Support'   # as customers know it
    userFields:      # a custom field can never be deleted
      Level:   {type: string, app: [read], admin: [read,write]}    # of the loyalty programme
      Badge: {type: bytes, app: [read], admin: [write]}

      # the end of the fields
    webhook: {url: "https://chat.acme.example/hook"}
    friendFields:
      Alias: {type: string}


cam:
    policies:
        readers:
            document: {version: "2.0", statement: [{effect: allow, action: ["name/im:Describe*"], resource: ["*"]}]}
            users:
            - alice    # on call
            - bob
            groups: [chat-operators]
        writers:
          document:
            version: "2.0"
            statement:
              - effect: allow
                action: ["name/im:*"]
                resource: ["\${apps.support.resource}"]
    presets: {QcloudIMReadOnlyAccess: {users: [auditor, alice]}, QcloudAVCFullAccess: {users: [bob]}}   # for the audit
`;

test('a file that is there is completed, and keeps every byte that it had', async () => {
  const directory = await managedProject();
  const imported = await importInto(directory);
  expect(imported).toEqual({
    code: 0,
    out: 'completed apps/support.yaml\nImported 7 resources, 0 apps bound.\n',
    err: '',
  });
  expect(textOf(directory, 'apps/support.yaml')).toBe(completedText);
  expect(textOf(directory, 'chatform.yaml')).toBe(project);
  await expectNothingToDo(directory);
});

test('a file with Windows line ends, a byte order mark and no last line end keeps them', async () => {
  const text = `\ufeff${managed.trimEnd().replaceAll('\n', '\r\n')}`;
  const directory = await managedProject(text, madeByHand.slice(0, 2));
  fs.chmodSync(path.join(directory, 'apps/support.yaml'), 0o640);
  expect(await importInto(directory)).toMatchObject({ code: 0, err: '' });
  const after = textOf(directory, 'apps/support.yaml');
  expect(after).toBe(
    text
      .replace('programme\r\n', 'programme\r\n      Badge: {type: bytes, app: [read], admin: [write]}\r\n')
      .replace('hook"}\r\n', 'hook"}\r\n    friendFields:\r\n      Alias: {type: string}\r\n')
      .concat('\r\n'),
  );
  expect(fs.statSync(path.join(directory, 'apps/support.yaml')).mode & 0o777).toBe(0o640);
  await expectNothingToDo(directory);
});

test('what an anchor shares with another app is not touched: a new file completes the one app', async () => {
  const text = `apps:
  support:
    name: Acme Support
    userFields: &standard
      Level: {type: string, app: [read], admin: [read, write]}
  game:
    name: Game
    userFields: *standard
`;
  const directory = await managedProject(text, [
    ['AddUserField', { sdkAppId: '1400000002', field: 'Badge', type: 'bytes', admin: ['read', 'write'] }],
  ]);
  const id = fs.readFileSync(path.join(directory, 'apps/support.yaml'), 'utf8');
  const imported = await importInto(directory);
  expect(imported).toMatchObject({ code: 0, err: '' });
  expect(textOf(directory, 'apps/support.yaml')).toBe(id);
  const created = yamlFiles(directory).filter(
    (name) => !['apps/support.yaml', 'chatform.yaml'].includes(name),
  );
  expect(created).toHaveLength(1);
  expect(textOf(directory, created[0] ?? '')).toContain(
    '    userFields:\n      Badge: {type: bytes, app: [],',
  );
  await expectNothingToDo(directory);
});

test('with --env everything goes into the file of the environment', async () => {
  const staging = '# staging alone\nvariables: {}\n';
  const directory = projectOf({
    'chatform.yaml': `${project}cam:
  presets: {QcloudIMReadOnlyAccess: {users: [auditor]}}
`,
    'environments/staging.yaml': staging,
  });
  await chatform(directory, 'apply --env staging --auto-approve');
  await byHand(
    directory,
    [
      ['RegisterApp', { name: 'Acme Support' }],
      ['AttachUserPolicy', { policyName: 'QcloudIMReadOnlyAccess', userName: 'bob' }],
    ],
    'staging',
  );
  expect(await importInto(directory, [], { env: 'staging' })).toMatchObject({ code: 0, err: '' });
  const text = textOf(directory, 'environments/staging.yaml');
  expect(
    text.startsWith(`${staging}apps:\n  # SDKAppID 1400000001\n  acme-support:\n    name: Acme Support\n`),
  ).toBe(true);
  expect(text.endsWith('cam:\n  presets:\n    QcloudIMReadOnlyAccess:\n      users: [auditor, bob]\n')).toBe(
    true,
  );
  expect(yamlFiles(directory)).toEqual(['chatform.yaml', 'environments/staging.yaml']);
  await expectNothingToDo(directory, ' --env staging');
});

test('--check prints the files and writes nothing', async () => {
  const directory = await managedProject();
  await byHand(directory, [['RegisterApp', { name: 'Game' }]]);
  const before = listing(directory);
  const { code, out } = await importInto(directory, [], { check: true });
  expect(code).toBe(0);
  expect(
    out.startsWith(`# apps/support.yaml\n${completedText}# apps/game.yaml\n# yaml-language-server`),
  ).toBe(true);
  expect(listing(directory)).toEqual(before);
  const asJson = await importInto(directory, [], { check: true, json: true });
  const files = JSON.parse(asJson.out).files as { path: string; action: string }[];
  expect(files.map((file) => [file.path, file.action])).toEqual([
    ['apps/support.yaml', 'complete'],
    ['apps/game.yaml', 'create'],
  ]);
});

test('an import that was cut off after the files is finished by the next one', async () => {
  const directory = await managedProject();
  await byHand(directory, [
    ['RegisterApp', { name: 'Game' }],
    ['AddUserField', { sdkAppId: '1400000002', field: 'Level', type: 'string', admin: ['read', 'write'] }],
  ]);
  const other = projectOf({});
  fs.cpSync(path.join(directory, '.chatform'), path.join(other, '.chatform'), { recursive: true });
  await importInto(directory);
  fs.rmSync(path.join(directory, '.chatform'), { recursive: true });
  fs.cpSync(path.join(other, '.chatform'), path.join(directory, '.chatform'), { recursive: true });
  expect((await chatform(directory, 'plan')).out).toContain('an app named "Game" is there already');
  const files = yamlFiles(directory).map((name) => textOf(directory, name));

  expect(await importInto(directory)).toEqual({
    code: 0,
    out: 'apps.game is app 1400000002\nImported 0 resources, 1 app bound.\n',
    err: '',
  });
  expect(yamlFiles(directory).map((name) => textOf(directory, name))).toEqual(files);
  await expectNothingToDo(directory);
  const { out } = await chatform(directory, 'state list');
  expect(out).toContain('apps.game.userFields.Level\n');
  expect(out).toContain('cam.policies.writers\n');
});

test('an app that is declared with the name of one that is there, but otherwise, is left to a person', async () => {
  const directory = projectOf({
    'chatform.yaml': `${project}apps:\n  help: {name: Acme Help, messages: {recallSeconds: 60}}\n`,
  });
  await byHand(directory, [['RegisterApp', { name: 'Acme Help' }]]);
  const before = listing(directory);
  const { out, err } = await importInto(directory);
  expect(out).toBe('Nothing was imported.\n');
  expect(err).toContain('`chatform import apps.help 1400000001` says that it is this one');
  expect(listing(directory)).toEqual(before);

  expect(await importInto(directory, ['apps.help', '1400000001'])).toMatchObject({
    code: 0,
    out: 'apps.help is app 1400000001\nImported 0 resources, 1 app bound.\n',
  });
  const plan = await chatform(directory, 'plan --detailed-exitcode');
  expect(plan.out).toContain('~ recallSeconds = 120 -> 60');
  expect(plan.out).toContain('Plan: 0 to add, 1 to change, 0 to destroy.');
});

test('an app is found by its name also where something that is not there yet refers to it', async () => {
  const directory = projectOf({
    'chatform.yaml': `${project}apps:
  help: {name: Acme Help}
cam:
  policies:
    helpers:
      document:
        version: "2.0"
        statement: [{effect: allow, action: ["name/im:*"], resource: ["\${apps.help.resource}"]}]
`,
  });
  await byHand(directory, [['RegisterApp', { name: 'Acme Help' }]]);
  expect(await importInto(directory)).toEqual({
    code: 0,
    out: 'apps.help is app 1400000001\nImported 0 resources, 1 app bound.\n',
    err: '',
  });
  const { out } = await chatform(directory, 'plan');
  expect(out).toContain('Plan: 1 to add, 0 to change, 0 to destroy.');
});

test('one app is written under the key that it was given', async () => {
  const directory = projectOf({ 'chatform.yaml': project });
  await byHand(directory, [
    ['RegisterApp', { name: 'Game' }],
    ['RegisterApp', { name: 'Help' }],
  ]);
  expect(await importInto(directory, ['apps.desk', '1400000002'])).toMatchObject({ code: 0, err: '' });
  expect(yamlFiles(directory)).toEqual(['apps/desk.yaml', 'chatform.yaml']);
  expect(textOf(directory, 'apps/desk.yaml')).toContain('  # SDKAppID 1400000002\n  desk:\n    name: Help\n');
  await expectNothingToDo(directory);
});

test('one field, one policy and one attachment are declared by themselves', async () => {
  const directory = await managedProject();
  for (const [address, id] of [
    ['apps.support.userFields.Badge', 'Badge'],
    ['cam.policies.writers', 'writers'],
    ['cam.policies.readers.users.bob', 'bob'],
  ] as const) {
    expect(await importInto(directory, [address, id])).toMatchObject({ code: 0, err: '' });
  }
  expect(textOf(directory, 'apps/support.yaml')).toBe(
    completedText
      .replace('    friendFields:\n      Alias: {type: string}\n', '')
      .replace('            groups: [chat-operators]\n', '')
      .replace('[auditor, alice]}, QcloudAVCFullAccess: {users: [bob]}}', '[auditor]}}'),
  );
  await expectNothingToDo(directory);
});

const refusals: readonly (readonly [address: string, id: string, message: string])[] = [
  ['apps.other', '1400000009', 'There is no app 1400000009 in account 100000000001.'],
  ['apps.other', sdkAppId, 'App 1400000001 is managed already, as apps.support.'],
  ['apps.support', '1400000002', 'apps.support is taken: it stands for app 1400000001.'],
  ['apps.gone', '1400000002', 'apps.gone is taken: it stands in `removed:`.'],
  ['apps.old', '1400000002', 'apps.old is taken: it stands in `moved:`.'],
  ['apps.support.messages', sdkAppId, 'is of the kind "message settings", which comes with its app'],
  ['apps.support.hobbies.Chess', 'Chess', 'There is nothing that has an address like'],
  ['apps.support.userFields.Rank', 'Badge', 'for "Badge" it is apps.support.userFields.Badge.'],
  ['apps.support.userFields.Rank', 'Rank', 'There is no Rank in account'],
  ['apps.support.userFields.Level', 'Level', 'apps.support.userFields.Level is managed already.'],
  ['apps.other.userFields.Level', 'Level', 'apps.other is not managed yet: import that first.'],
  ['cam.policies.writers.users.bob', 'bob', 'cam.policies.writers is not managed yet'],
  ['apps.1st', '1400000002', 'a letter, then at most 63 letters'],
];

test.each(refusals)('import %s %s is refused, and writes nothing', async (address, id, message) => {
  const text = `${managed}removed:
  - {address: apps.gone, destroy: true}
moved:
  - {from: apps.old, to: apps.support}
`;
  const directory = await managedProject(text, [...madeByHand, ['RegisterApp', { name: 'Game' }]]);
  const before = listing(directory);
  const { code, err } = await importInto(directory, [address, id]);
  expect(err).toContain(message);
  expect(code).toBe(1);
  expect(listing(directory)).toEqual(before);
});

test.each([[['apps.help']], [['apps..help', '1']], [['apps.help', '1', '2']]])(
  'import %s is wrong usage',
  async (words) => {
    const directory = projectOf({ 'chatform.yaml': project });
    expect((await importInto(directory, words)).code).toBe(64);
  },
);

test('accounts and groups of end users are left out, and said, until a target names them', async () => {
  const directory = projectOf({ 'chatform.yaml': project });
  await byHand(directory, [
    ['RegisterApp', { name: 'Game' }],
    ['ActivateTrtc', { sdkAppId }],
    ['ImportAccount', { sdkAppId, userId: '0123', nickname: 'off' }],
    ['ImportAccount', { sdkAppId, userId: 'a.b', nickname: 'Ann' }],
    ['CreateAccount', { sdkAppId, userId: 'bot', type: 'admin' }],
    [
      'CreateGroup',
      { sdkAppId, groupId: 'news', type: 'Public', name: 'News', owner: 'bot', members: ['0123'] },
    ],
  ]);
  const { code, err } = await importInto(directory);
  expect(code).toBe(0);
  expect(err).toBe(
    'apps.game.accounts left out, 3 in all: `--target apps.game.accounts` imports them\n' +
      'apps.game.groups left out, 1 in all: `--target apps.game.groups` imports them\n',
  );
  const before = textOf(directory, 'apps/game.yaml');
  expect(before).toContain('    trtc:\n      activated: true\n');
  expect(before).not.toContain('accounts');
  const targets = ['apps.game.accounts', 'apps.game.groups'];
  expect(await importInto(directory, [], { targets })).toMatchObject({ code: 0, err: '' });
  expect(textOf(directory, 'apps/game.yaml')).toBe(`${before}    accounts:
      "0123": {nickname: "off"}
      a.b: {nickname: Ann}
      bot: {type: admin}
    groups:
      news: {type: Public, name: News, owner: bot, members: ["0123", bot]}
`);
  await expectNothingToDo(directory);
});

test('a push certificate is declared with a placeholder for each secret that it has (PSH-4)', async () => {
  const directory = projectOf({ 'chatform.yaml': project });
  await byHand(directory, [['RegisterApp', { name: 'Game' }]]);
  const sandbox = await openConsoleOf(directory);
  const key = new Map([['serverKey', new TextEncoder().encode('acme-pushes')]]);
  const body = { sdkAppId, certificateName: 'fcm', platform: 'google', channelId: 'support' };
  expect(await sandbox.console.call('AddCertificate', body, key)).toEqual({ ok: true });
  await sandbox.adapter.close();
  const { code, err } = await importInto(directory);
  expect(code).toBe(0);
  expect(err).toBe(
    'apps.game.certificates.fcm.serverKey is a secret, which no console tells: set the environment variable APPS_GAME_FCM_SERVERKEY\n',
  );
  expect(textOf(directory, 'apps/game.yaml')).toContain(`    certificates:
      fcm:
        platform: google
        # The console does not tell secrets: have it in this environment variable.
        serverKey: {env: APPS_GAME_FCM_SERVERKEY}
        channelId: support
`);
});

test('a webhook that the language would refuse is left out, and said', async () => {
  const directory = projectOf({ 'chatform.yaml': project });
  await byHand(directory, [
    ['RegisterApp', { name: 'Game' }],
    ['SetWebhook', { sdkAppId, url: 'https://chat.123/hook', events: ['State.StateChange'] }],
  ]);
  const { code, err } = await importInto(directory);
  expect(code).toBe(0);
  expect(err).toBe(
    'apps.game.webhook.url left out: chat.123 is not an IP address: four numbers from 0 to 255, without leading zeros.\n',
  );
  expect(textOf(directory, 'apps/game.yaml')).toContain('    webhook:\n      events: [State.StateChange]\n');
  await expectNothingToDo(directory);
});

test('a file in the way of a new one is not overwritten', async () => {
  const directory = projectOf({ 'chatform.yaml': project, 'apps/Game.yaml': '# plans for the game\n' });
  await byHand(directory, [['RegisterApp', { name: 'Game' }]]);
  await importInto(directory);
  expect(textOf(directory, 'apps/Game.yaml')).toBe('# plans for the game\n');
  expect(textOf(directory, 'apps/game-2.yaml')).toContain('  game:\n    name: Game\n');
});

test('while somebody else holds the state, nothing is imported', async () => {
  const directory = projectOf({ 'chatform.yaml': project });
  await byHand(directory, [['RegisterApp', { name: 'Game' }]]);
  const store = fileStore({ directory: path.join(directory, '.chatform/default'), version: '0.1.0' });
  const holder = {
    id: 'a',
    host: 'build-host',
    pid: process.pid,
    since: fixedNow,
    command: 'apply',
    version: '0.1.0',
  };
  const session = await store.open(holder, () => emptyState('lineage', account, '0.1.0'));
  const { err } = await importInto(directory);
  expect(err).toContain('is locked by apply');
  expect(yamlFiles(directory)).toEqual(['chatform.yaml']);
  await session.close();
});

test.each([
  ['a file', (apps: string) => fs.writeFileSync(apps, 'not a folder')],
  ['a link to nowhere', (apps: string) => fs.symlinkSync('nowhere', apps)],
])('where apps/ is %s, nothing is written: neither files nor state', async (_, block) => {
  const directory = await managedProject();
  fs.renameSync(path.join(directory, 'apps/support.yaml'), path.join(directory, 'support.yaml'));
  fs.rmdirSync(path.join(directory, 'apps'));
  await byHand(directory, [['RegisterApp', { name: 'Game' }]]);
  block(path.join(directory, 'apps'));
  const before = listing(directory);
  const { code, err } = await importInto(directory);
  expect(code).toBe(1);
  expect(err).toContain('Nothing was written');
  expect(listing(directory)).toEqual(before);
});

test('what the plan after an import would do, refuse or release beyond the plan before it is told', () => {
  const live: Live = {
    account,
    now: fixedNow,
    objects: new Map(),
    unreadable: [],
    directory: { users: [], groups: [], presets: [] },
  };
  const planOf = (more: string) => {
    const files = [{ path: 'chatform.yaml', text: project + more }];
    const { desired, diagnostics } = load({ files, given: [], env: {} });
    if (!desired) throw new Error(JSON.stringify(diagnostics));
    const inputs = { environment: null, targets: [], excludes: [], variables: {}, secrets: 'read' as const };
    return plan({ desired, live, state: undefined, adapter: 'sandbox', inputs }).plan;
  };
  const before = planOf('apps: {game: {name: Game}}\n');
  expect(surprises(before, before)).toEqual([]);
  expect(surprises(before, planOf(''))).toEqual([]);
  expect(surprises(before, planOf('apps: {game: {name: Gama}}\n'))).toEqual(['create apps.game name']);
  const refused = planOf('apps: {game: {name: Game, edition: standard, messages: {userStatus: true}}}\n');
  expect(surprises(before, refused)).toEqual([
    'create apps.game name, edition',
    'refused: apps.game.messages userStatus: user status query and notification is not part of the Standard edition; it needs Developer or Premium',
  ]);
});

const hidden = [
  '\u202e',
  '\u0000',
  '\u001b',
  '\u0085',
  '\u00a0',
  '\u200b',
  '\u2028',
  '\ufeff',
  '\r',
  '\t',
  '\n',
];
const piece = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 6 }) },
  fc.constantFrom(
    'yes',
    'off',
    '~',
    '1e3',
    '0x1f',
    '1:30',
    '<<',
    '=',
    '---',
    '...',
    '# ',
    ': ',
    ' #',
    '- ',
    '? ',
  ),
  fc.constantFrom(
    '${',
    '$',
    '$${',
    '}',
    `\${apps.a.resource}`,
    `qcs::im::uin/${account}:sdkappid/1400000001`,
  ),
  fc.constantFrom(
    '"',
    "'",
    '\\',
    '`',
    '@',
    '%',
    '!',
    '&',
    '*',
    '|',
    '>',
    ',',
    '[',
    ']',
    '{',
    '客服',
    '\ud800',
  ),
  fc.constantFrom('__proto__', 'constructor', 'toString', ...hidden),
);
const words = fc.array(piece, { maxLength: 6 }).map((parts) => parts.join(''));
const name = words.filter((text) => text.trim() !== '');
const fieldName = fc.constantFrom('Level', 'no', 'on', 'toString', 'Y', 'null', 'constructo'.slice(0, 8));
const wordName = fc.constantFrom('_1', '__proto__', 'topic_id', 'off', 'constructor', 'e1');
const level = fc.constantFrom('app-admin', 'group-owner', 'member', 'all');
const rights = fc.subarray(['write', 'read']);
const notice = fc.constantFrom('off', 'push', 'push-and-store');
const tagText = fc.constantFrom(
  'prod',
  'off',
  '01',
  'a b',
  '客服',
  '12:30',
  '1.5',
  '@x',
  '-',
  '<x>',
  '[a]',
  '=',
);
const sdk = fc.constantFrom('1400000001', '1400000002');
const json: fc.Arbitrary<JsonMap> = fc.dictionary(
  fc.oneof(fc.constantFrom('string_equal', '__proto__', '<<', `\${x}`, 'qcs:ip'), words),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<JsonMap[string]>,
  { maxKeys: 3 },
);
const texts = fc.oneof(name, fc.array(name, { minLength: 1, maxLength: 3 }));
const users = ['alice', 'yes', `\${x}`, '0123', 'ops.read', '客服', 'a, b', '~'];
const policyName = fc.constantFrom('readers', 'yes', '1e3', 'ops.read', '=', '@a', '-');

const call: fc.Arbitrary<readonly [string, JsonMap]> = fc.oneof(
  fc
    .record({ sdkAppId: sdk, name, type: name, introduction: words })
    .map((r) => ['ModifyAppInfo', r] as const),
  fc
    .record({ sdkAppId: sdk, edition: fc.constantFrom('standard', 'premium') })
    .map((r) => ['UpgradeEdition', r] as const),
  fc.record({ sdkAppId: sdk, enabled: fc.boolean() }).map((r) => ['SetAppStatus', r] as const),
  fc
    .record({ sdkAppId: sdk, tags: fc.dictionary(tagText, tagText) })
    .map((r) => ['ModifyResourceTags', r] as const),
  fc
    .record({ sdkAppId: sdk, historyDays: fc.integer({ min: 7, max: 40 }), userStatus: fc.boolean() })
    .map((r) => ['SetMessages', r] as const),
  fc
    .record({ sdkAppId: sdk, policy: fc.constantFrom('single-device', 'multi-device') })
    .map((r) => ['SetLogin', r] as const),
  fc
    .record({
      sdkAppId: sdk,
      field: fieldName,
      type: fc.constantFrom('string', 'bytes'),
      app: rights,
      admin: rights,
    })
    .map((r) => ['AddUserField', r] as const),
  fc
    .record({ sdkAppId: sdk, field: fieldName, type: fc.constant('string') })
    .map((r) => ['AddFriendField', r] as const),
  fc
    .record({
      sdkAppId: sdk,
      field: wordName,
      groupTypes: fc.dictionary(fc.constantFrom('Work', 'Meeting'), fc.record({ read: level, write: level })),
    })
    .map((r) => ['AddGroupField', r] as const),
  fc
    .record({
      sdkAppId: sdk,
      groupType: fc.constantFrom('Work', 'AVChatRoom'),
      notifications: fc.record({ memberProfileChange: fc.record({ mute: notice }) }),
    })
    .map((r) => ['SetGroupType', r] as const),
  fc
    .record({
      sdkAppId: sdk,
      readReceipts: fc.subarray(['Public', 'Work']),
      avHistoryForNewMembers: fc.integer({ min: 0, max: 20 }),
    })
    .map((r) => ['SetGroupFeatures', r] as const),
  fc
    .record({
      sdkAppId: sdk,
      url: fc.constantFrom(
        'https://a.b/$x',
        'http://chat.123',
        'https://x:8443/a#b',
        'http://1.2.3.4/\u0001',
        'http://y/%7B',
      ),
      events: fc.subarray(['State.StateChange', 'C2C.CallbackAfterSendMsg']),
    })
    .map((r) => ['SetWebhook', r] as const),
  fc
    .record({
      policyName,
      description: words,
      document: fc.record({
        version: fc.constant('2.0'),
        statement: fc.array(
          fc.record(
            { effect: fc.constantFrom('allow', 'deny'), action: texts, resource: texts, condition: json },
            { requiredKeys: ['effect', 'action', 'resource'] },
          ),
          { minLength: 1, maxLength: 2 },
        ),
      }),
    })
    .map((r) => ['CreatePolicy', r] as const),
  fc
    .record({
      policyName: fc.oneof(policyName, fc.constant('QcloudIMReadOnlyAccess')),
      userName: fc.constantFrom(...users),
    })
    .map((r) => ['AttachUserPolicy', r] as const),
);

/** What the import should have declared: every live value that is not the console's default and was not said to be left out. */
async function undeclared(directory: string, live: Live, err: string): Promise<string[]> {
  const { out } = await chatform(directory, 'state list --json');
  const records = (
    JSON.parse(out) as { resources: { address: string; sdkAppId?: string; values: JsonMap }[] }
  ).resources;
  const values = new Map(records.map((one) => [one.address, one.values]));
  const keys = new Map(records.map((one) => [one.sdkAppId, one.address]));
  const left = err
    .split('\n')
    .flatMap((line) => (/ left out/.exec(line) ? [line.slice(0, line.indexOf(' left out'))] : []));
  return [...live.objects.values()].flatMap(({ kind: name, segments, body }) => {
    const kind = kindNamed(name);
    const [root = '', id, ...rest] = segments;
    const address =
      root === 'apps'
        ? formatAddress([...(parseAddress(keys.get(id) ?? '') ?? []), ...rest])
        : formatAddress(segments);
    const isLeft = (place: string) => left.some((one) => isWithin(place, one));
    if (!kind || isLeft(address) || left.some((one) => kind.name === 'cam-policy' && isWithin(one, address)))
      return [];
    const recorded = values.get(address);
    const missing = attributesOf(kind).flatMap(({ path: place, attribute }) => {
      const value = at(body, place);
      if (attribute.type === 'object' || attribute.type === 'map' || value === undefined) return [];
      const sorted = (list: unknown) =>
        Array.isArray(list) && attribute.type === 'set' ? [...list].sort() : list;
      const isThere = equal(sorted(value), sorted(at(recorded, place)));
      const isDefault = kind.leaving !== 'kept' && equal(sorted(value), sorted(attribute.default));
      return isThere || isDefault || isLeft(formatAddress([...(parseAddress(address) ?? []), ...place]))
        ? []
        : [`${address} ${place.join('.')}`];
    });
    const tags = kind.body.type === 'map' && !equal(recorded ?? {}, body) ? [`${address} itself`] : [];
    return [...missing, ...tags, ...(kind.form === 'object' && !recorded ? [`${address} itself`] : [])];
  });
}

test('whatever account the sandbox can hold, all of it is declared and a plan is empty', {
  timeout: 120_000,
}, async () => {
  const runs = fc.asyncProperty(
    fc.array(name, { minLength: 1, maxLength: 2 }),
    fc.array(call, { maxLength: 25 }),
    async (names, calls) => {
      const directory = projectOf({ 'chatform.yaml': project });
      const store = path.join(directory, '.chatform/default');
      const sandbox = await openSandbox({ directory: store, account, users, groups: {}, now: fixedNow });
      for (const each of names) await sandbox.console.call('RegisterApp', { name: each });
      // What the console refuses is no part of the account.
      for (const [action, request] of calls) await sandbox.console.call(action, request);
      const live = await sandbox.adapter.read({ apps: ['1400000001', '1400000002'] });
      await sandbox.adapter.close();
      const { code, err } = await importInto(directory);
      expect(code, err).toBe(0);
      await expectNothingToDo(directory);
      expect(await undeclared(directory, live, err)).toEqual([]);
      for (const file of yamlFiles(directory)) {
        const text = textOf(directory, file);
        expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}]/u);
        // fmt writes what is hidden as it is.
        if (!/\\[nNLPuUx_]/.test(text)) expect(format({ path: file, text })).toEqual({ text });
      }
    },
  );
  await fc.assert(runs, { numRuns: 100 });
});
