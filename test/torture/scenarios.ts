/** What is killed: a run of each kind that writes, on a folder that is prepared once, and what there must be after it. */
import type { JsonMap } from '../../src/json.ts';

export const account = '100000000001';

/** What is done before: a command line with a configuration, or what a person does in the console. */
type Step =
  | { readonly yaml: string; readonly line: string }
  | { readonly action: string; readonly request: JsonMap };

export interface Scenario {
  readonly before: readonly Step[];
  readonly yaml: string;
  readonly command: string;
  /** The call of the file system at which a run before it was killed, which nobody has cleared up after. */
  readonly killedBefore?: number;
  /** Served in Tencent's wire formats, with calls over loopback; else the console is in the process that is killed. */
  readonly served?: true;
  /** What is left to people, as `confirm` takes it. */
  readonly leftToPeople?: readonly string[];
  /** Address → the values that are declared; all that is managed in the end. */
  readonly declared: Readonly<Record<string, JsonMap>>;
}

const head = (console: string) => `chatform:
  version: 1
  account: "${account}"
  console: ${console}
`;
const people =
  '{type: sandbox, users: [alice, bob, carol, dave], groups: {operators: [bob], auditors: [carol]}}';

/** The port of a served console is put in its place. */
export const portHere = 'PORT';
const overLoopback = `{type: tencent, endpoint: "http://127.0.0.1:${portHere}", apps: {support: {key: {env: SUPPORT_KEY}}}}`;

const apply = 'apply --auto-approve --allow irreversible,billable,data-loss,disruptive';
const oneByOne = `${apply} --parallelism 1`;

const document = {
  version: '2.0',
  statement: [{ effect: 'allow', action: ['name/im:Describe*'], resource: ['*'] }],
};
const wider = { version: '2.0', statement: [{ effect: 'allow', action: ['name/im:*'], resource: ['*'] }] };

const field = { type: 'string', app: ['read'], admin: ['read', 'write'] };
const fieldYaml = '{type: string, app: [read], admin: [read, write]}';

const support = `apps:
  support:
    name: Acme Support
    tags: {team: chat}
    login: {policy: multi-device}
    messages: {recallSeconds: 300}
    friends: {verification: require-verification}
    webhook: {url: "https://chat.acme.example/hook"}
    userFields:
      Level: ${fieldYaml}
    accounts:
      desk: {type: admin, nickname: Desk}
      bot: {nickname: Bot}
    groups:
      news: {type: Public, name: News, owner: bot}
`;
const supportDeclared: Scenario['declared'] = {
  'apps.support': { name: 'Acme Support' },
  'apps.support.tags': { team: 'chat' },
  'apps.support.login': { policy: 'multi-device' },
  'apps.support.messages': { recallSeconds: 300 },
  'apps.support.friends': { verification: 'require-verification' },
  'apps.support.webhook': { url: 'https://chat.acme.example/hook' },
  'apps.support.userFields.Level': field,
  'apps.support.accounts.desk': { nickname: 'Desk' },
  'apps.support.accounts.bot': { nickname: 'Bot' },
  'apps.support.groups.news': { name: 'News', owner: 'bot' },
};

const lobby = `  lobby:
    name: Game Lobby
    type: Game
    messages: {recallSeconds: 60}
    userFields:
      Rank: ${fieldYaml}
`;
const lobbyDeclared: Scenario['declared'] = {
  'apps.lobby': { name: 'Game Lobby', type: 'Game' },
  'apps.lobby.messages': { recallSeconds: 60 },
  'apps.lobby.userFields.Rank': field,
};

/** A second app that has all that the first one has. */
const arena = support
  .replace('apps:\n', '')
  .replace('  support:', '  arena:')
  .replace('Acme Support', 'Game Arena');
const inArena = (declared: Scenario['declared']): Scenario['declared'] =>
  Object.fromEntries(
    Object.entries(declared).map(([address, values]) => [
      address.replace('apps.support', 'apps.arena'),
      address === 'apps.support' ? { ...values, name: 'Game Arena' } : values,
    ]),
  );

const policy = (name: string, text: object, more = '') =>
  `    ${name}: {description: ${name}, document: ${JSON.stringify(text)}${more}}\n`;
const policies = (...list: readonly string[]) => `cam:\n  policies:\n${list.join('')}`;

const readersOf = (holders: string) => policies(policy('readers', document, holders));
const readersDeclared: Scenario['declared'] = {
  'cam.policies.readers': { description: 'readers', document },
  'cam.policies.readers.users.alice': {},
  'cam.policies.readers.groups.operators': {},
};
const held = ', users: [alice], groups: [operators]';

const created = head(people) + support + arena + lobby + readersOf(held);
const createdDeclared = {
  ...supportDeclared,
  ...inArena(supportDeclared),
  ...lobbyDeclared,
  ...readersDeclared,
};

const servedSupport = `apps:
  support:
    name: Acme Support
    tags: {team: chat}
    messages: {recallSeconds: 300}
    webhook: {url: "https://chat.acme.example/hook"}
    accounts:
      bot: {nickname: Bot}
      helper: {nickname: Helper}
    groups:
      news: {type: Public, name: News, owner: bot}
`;
const servedPolicies = policies(policy('readers', document, ', users: [alice]'), policy('writers', wider));
const servedDeclared: Scenario['declared'] = {
  'apps.support': { name: 'Acme Support' },
  'apps.support.tags': { team: 'chat' },
  'apps.support.messages': { recallSeconds: 300 },
  'apps.support.webhook': { url: 'https://chat.acme.example/hook' },
  'apps.support.accounts.bot': { nickname: 'Bot' },
  'apps.support.accounts.helper': { nickname: 'Helper' },
  'apps.support.groups.news': { name: 'News', owner: 'bot' },
  'cam.policies.readers': { description: 'readers', document },
  'cam.policies.readers.users.alice': {},
  'cam.policies.writers': { description: 'writers', document: wider },
};
const sdkAppId = '1400000001';
const byHand: readonly Step[] = [
  { action: 'RegisterApp', request: { name: 'Acme Support' } },
  { action: 'SetMessages', request: { sdkAppId, recallSeconds: 300 } },
  { action: 'SetWebhook', request: { sdkAppId, url: 'https://chat.acme.example/hook' } },
];
const servedYaml = head(overLoopback) + servedSupport + servedPolicies;
const servedBefore =
  head(overLoopback) +
  servedSupport
    .replace('team: chat', 'team: support')
    .replace(/ {6}helper.*\n {4}groups:[\s\S]*/, '')
    .replace('nickname: Bot', 'nickname: Robot') +
  policies(policy('readers', wider, ', users: [bob]'), policy('owners', wider, ', users: [alice]'));
const createdBefore: readonly Step[] = [{ yaml: created, line: apply }];
const confirmApp = `confirm apps.support=${sdkAppId} --yes`;

const updated: Scenario['declared'] = {
  'apps.support.tags': { team: 'support' },
  'apps.support.login': { policy: 'single-device' },
  'apps.support.messages': { recallSeconds: 120 },
  'apps.support.friends': { verification: 'allow-all' },
  'apps.support.webhook': { url: 'https://chat.acme.example/callback' },
  'apps.support.accounts.desk': { nickname: 'Help Desk' },
  'apps.support.accounts.bot': { nickname: 'Robot' },
  'apps.support.groups.news': { name: 'Daily News', owner: 'bot' },
};

const update: Scenario = {
  before: createdBefore,
  yaml: created
    .replaceAll('team: chat', 'team: support')
    .replaceAll('multi-device', 'single-device')
    .replaceAll('recallSeconds: 300', 'recallSeconds: 120')
    .replaceAll('recallSeconds: 60', 'recallSeconds: 90')
    .replaceAll('require-verification', 'allow-all')
    .replaceAll('/hook', '/callback')
    .replaceAll('nickname: Bot', 'nickname: Robot')
    .replaceAll('nickname: Desk', 'nickname: Help Desk')
    .replaceAll('name: News', 'name: Daily News')
    .replaceAll(JSON.stringify(document), JSON.stringify(wider)),
  command: oneByOne,
  declared: {
    ...createdDeclared,
    ...updated,
    ...inArena(updated),
    'apps.lobby.messages': { recallSeconds: 90 },
    'cam.policies.readers': { description: 'readers', document: wider },
  },
};

const upgrade: Scenario = {
  before: createdBefore,
  yaml: created
    .replace(
      'name: Acme Support',
      'name: Acme Support\n    edition: premium\n    trtc: {activated: true, call: none}',
    )
    .replace(
      'name: Game Arena',
      'name: Game Arena\n    edition: standard\n    trtc: {activated: true, call: trial}',
    )
    .replace('type: Game', 'type: Game\n    edition: standard\n    trtc: {activated: true, call: trial}')
    .replace(`Rank: ${fieldYaml}`, `Rank: ${fieldYaml}\n      Clan: ${fieldYaml}`)
    .replaceAll('recallSeconds: 300', 'recallSeconds: 300, historyDays: 30'),
  command: oneByOne,
  declared: {
    ...createdDeclared,
    'apps.support': { name: 'Acme Support', edition: 'premium' },
    'apps.support.messages': { recallSeconds: 300, historyDays: 30 },
    'apps.support.trtc': { activated: true },
    'apps.arena': { name: 'Game Arena', edition: 'standard' },
    'apps.arena.messages': { recallSeconds: 300, historyDays: 30 },
    'apps.arena.trtc': { activated: true, call: 'trial' },
    'apps.lobby': { name: 'Game Lobby', type: 'Game', edition: 'standard' },
    'apps.lobby.userFields.Clan': field,
    'apps.lobby.trtc': { activated: true, call: 'trial' },
  },
};

const remove: Scenario = {
  before: createdBefore,
  yaml: `${head(people)}${support.replace(/ {4}accounts:[\s\S]*/, '')}removed:
  - {address: apps.lobby, destroy: true, because: The game was closed}
  - {address: apps.arena, destroy: true, because: The game was closed}
  - {address: apps.support.groups.news, destroy: true, because: Nobody reads it}
  - {address: apps.support.accounts.bot, destroy: true, because: It was switched off}
  - {address: apps.support.accounts.desk, destroy: true, because: The desk was closed}
`,
  command: oneByOne,
  declared: Object.fromEntries(
    Object.entries(supportDeclared).filter(([address]) => !/accounts|groups/.test(address)),
  ),
};

export const scenarios: Readonly<Record<string, Scenario>> = {
  create: { before: [], yaml: created, command: oneByOne, declared: createdDeclared },
  'create, after a killed run': {
    before: [],
    killedBefore: 60,
    yaml: created,
    command: oneByOne,
    declared: createdDeclared,
  },
  'create, ten at a time': { before: [], yaml: created, command: apply, declared: createdDeclared },
  update,
  delete: remove,
  attach: {
    before: [
      {
        yaml:
          head(people) +
          policies(
            policy('readers', document, held),
            policy('writers', wider),
            policy('owners', wider, ', users: [dave]'),
          ),
        line: apply,
      },
    ],
    yaml:
      head(people) +
      policies(
        policy('readers', document, ', users: [bob, carol], groups: [auditors]'),
        policy('writers', wider, ', users: [alice, bob], groups: [operators]'),
        policy('owners', wider, ', users: [dave, alice]'),
      ),
    command: oneByOne,
    declared: {
      'cam.policies.readers': { document },
      'cam.policies.readers.users.bob': {},
      'cam.policies.readers.users.carol': {},
      'cam.policies.readers.groups.auditors': {},
      'cam.policies.writers': { document: wider },
      'cam.policies.writers.users.alice': {},
      'cam.policies.writers.users.bob': {},
      'cam.policies.writers.groups.operators': {},
      'cam.policies.owners': { document: wider },
      'cam.policies.owners.users.dave': {},
      'cam.policies.owners.users.alice': {},
    },
  },
  upgrade,
  'update, after a killed run': { ...update, killedBefore: 60 },
  // What is under way together ends in one write.
  'delete, ten at a time': { ...remove, command: apply },
  'update, ten at a time': { ...update, command: apply },
  'upgrade, ten at a time': { ...upgrade, command: apply },
  'confirm, served': {
    served: true,
    before: [{ yaml: servedYaml, line: apply }, ...byHand],
    yaml: servedYaml,
    command: `confirm apps.support=${sdkAppId} apps.support.messages apps.support.webhook --yes`,
    leftToPeople: [`apps.support=${sdkAppId}`, 'apps.support.messages', 'apps.support.webhook'],
    declared: servedDeclared,
  },
  'apply, served': {
    served: true,
    before: [...byHand, { yaml: servedBefore, line: confirmApp }, { yaml: servedBefore, line: apply }],
    yaml: servedYaml,
    command: oneByOne,
    leftToPeople: ['apps.support.messages', 'apps.support.webhook'],
    declared: servedDeclared,
  },
};

/** One app, before and after a change. */
export const simple = {
  before: `${head(people)}apps:\n  support: {name: Acme Support}\n`,
  yaml: `${head(people)}apps:\n  support: {name: Acme Support, messages: {recallSeconds: 60}}\n`,
};
