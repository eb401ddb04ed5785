// One mistake is said once, in words for whoever made it, and not followed by its own consequences.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of the language
import { describe, expect, test } from 'vitest';
import { complaintsOf, head } from '../support/configuration.ts';

/** What is said of an app with these further lines; they begin on line 4, with an indentation of 4. */
function inApp(lines: string): string[] {
  const indented = lines.replace(/^/gm, '    ');
  return complaintsOf({ 'a.yaml': `apps:\n  support:\n    name: Support\n${indented}\n` });
}

const manyKeys =
  'extends, name, type, introduction, edition, keyAlgorithm, enabled, tags, trtc, certificates, login, messages, friends, friendFields, userFields, groupFields, groupMemberFields, groupTypes, groupFeatures, webhook, accounts, groups';

test.each<[string, string, string[]]>([
  ['a misspelt section', 'mesages: {}', ['a.yaml:4:5 unknown key "mesages". Did you mean "messages"?']],
  ['a key like no other', 'colour: red', [`a.yaml:4:5 unknown key "colour". Known here: ${manyKeys}.`]],
  [
    'an attribute outside of its section',
    'recallSeconds: 60',
    ['a.yaml:4:5 unknown key "recallSeconds". It belongs under "messages".'],
  ],
  [
    'a merge key',
    '<<: {type: Game}',
    ['a.yaml:4:5 merge keys (`<<`) are not part of the language; use `templates:` and `extends:`'],
  ],
  [
    'a misspelt word',
    'edition: premum',
    [
      'a.yaml:4:14 "premum" cannot stand here; it must be one of developer, standard, premium. Did you mean "premium"? (APP-1)',
    ],
  ],
  [
    'a misspelt word of many',
    'webhook: {url: "https://chat.acme.example", events: [State.StateChang]}',
    ['a.yaml:4:58 "State.StateChang" is not known here. Did you mean "State.StateChange"? (WHK-4)'],
  ],
  ['a number for a word', 'edition: 2', ['a.yaml:4:14 must be one of developer, standard, premium (APP-1)']],
  [
    'a list for a word',
    'edition: [premium]',
    ['a.yaml:4:14 must be one of developer, standard, premium, not a list (APP-1)'],
  ],
  [
    'yes for true',
    'messages: {userStatus: yes, relationshipCheck: Off}',
    [
      'a.yaml:4:28 must be true or false; YAML reads "yes" as text: write true (MSG-6)',
      'a.yaml:4:52 must be true or false; YAML reads "Off" as text: write false (MSG-11)',
    ],
  ],
  [
    'true in quotes',
    'messages: {userStatus: "true"}',
    ['a.yaml:4:28 must be true or false, without quotes and in small letters (MSG-6)'],
  ],
  [
    'a number in quotes',
    'messages: {recallSeconds: "60"}',
    ['a.yaml:4:31 must be a whole number, at least 0, without quotes (MSG-4)'],
  ],
  [
    'numbers out of range',
    'messages: {recallSeconds: -1, historyDays: 7.5}',
    [
      'a.yaml:4:31 must be a whole number, at least 0 (MSG-4)',
      'a.yaml:4:48 must be a whole number, at least 7 (MSG-3)',
    ],
  ],
  ['a text for a list', 'extends: baseline', ['a.yaml:4:14 must be a list: [baseline]']],
  [
    'an item twice',
    'groupFeatures: {readReceipts: [Work, Public, Work]}',
    ['a.yaml:4:50 this stands twice in the list; keep one of them'],
  ],
  [
    'lists for maps',
    'messages: [recallSeconds]\nuserFields: [Level]',
    [
      'a.yaml:4:15 must be a map of keys and values, not a list (MSG-3)',
      'a.yaml:5:17 must be a map of keys and values, not a list',
    ],
  ],
  [
    'identifiers without quotes',
    'type: 007\ntags: {team: 0123, beta: true, cost: 1.10, 2026: x, on: y}',
    [
      'a.yaml:4:11 this is text, and YAML reads it as a number; quote it: "007" (APP-9)',
      'a.yaml:5:18 this is text, and YAML reads it as a number; quote it: "0123" (TAG-1)',
      'a.yaml:5:30 this is text, and YAML reads it as a boolean; quote it: "true" (TAG-1)',
      'a.yaml:5:42 this is text, and YAML reads it as a number; quote it: "1.10" (TAG-1)',
      'a.yaml:5:48 a key is text; quote it: "2026"',
    ],
  ],
  [
    'numbers that cannot be held',
    'messages: {recallSeconds: .nan, historyDays: 12345678901234567890}\ntags: {team: -.inf}',
    [
      'a.yaml:4:31 this number cannot be held exactly; if it is an identifier, quote it',
      'a.yaml:4:50 this number cannot be held exactly; if it is an identifier, quote it',
      'a.yaml:5:18 this number cannot be held exactly; if it is an identifier, quote it',
    ],
  ],
  [
    'names of fields (FLD-2, FLD-4)',
    'userFields:\n  Level1: {type: string}\n  Reputation: {type: sting}\ngroupFields: {"topic id": {groupTypes: {Pubic: {read: all}}}}',
    [
      'a.yaml:5:7 "Level1" is not a name that can be used here: letters only; 1 to 8 characters (FLD-2)',
      'a.yaml:6:7 "Reputation" is not a name that can be used here: letters only; 1 to 8 characters (FLD-2)',
      'a.yaml:6:26 "sting" cannot stand here; it must be one of string, bytes. Did you mean "string"? (FLD-2)',
      'a.yaml:7:19 "topic id" is not a name that can be used here: letters, digits and underscores, not beginning with a digit; 1 to 16 characters (FLD-4)',
      'a.yaml:7:45 "Pubic" cannot stand here; it must be one of Work, Public, Meeting, AVChatRoom. Did you mean "Public"? (FLD-4)',
    ],
  ],
  [
    'a webhook without its scheme (WHK-1), and one with a query (WHK-2)',
    'webhook: {url: chat.acme.example}',
    ['a.yaml:4:20 A webhook URL begins with http:// or https://. (WHK-1)'],
  ],
  [
    'a webhook with a query (WHK-2)',
    'webhook: {url: "https://chat.acme.example/im?key=1"}',
    ['a.yaml:4:20 A webhook URL has no blanks and none of ! $ & ?, but there is "?" in it. (WHK-2)'],
  ],
  [
    'an unknown reference, which is no word either',
    'edition: "${var.edition}"',
    ['a.yaml:4:14 there is no variable "edition".'],
  ],
  [
    'what is known only after apply where it has to be known before',
    'edition: "${apps.support.sdkAppId}"',
    [
      'a.yaml:4:14 this is known only after apply, and has to be known before: one of developer, standard, premium (APP-1)',
    ],
  ],
  [
    'references to nothing',
    'introduction: "${env.INTRO} ${apps.suport.sdkAppId}"\ntype: "${app.support.name}"\ntags: {team: "${x", "${var.y}": z}',
    [
      'a.yaml:4:19 the environment variable INTRO is not set',
      'a.yaml:4:19 there is no app "suport" to refer to. Did you mean "support"?',
      'a.yaml:5:11 ${app.support.name} is no reference; there are var.NAME, env.NAME, apps.KEY.sdkAppId and apps.KEY.resource (write $${ for a literal ${)',
      'a.yaml:6:18 a `${` without its `}`; write `$${` for a literal `${`',
      'a.yaml:6:25 "${var.y}" is a key, and a reference can only stand in a value',
    ],
  ],
  [
    '`__proto__` as an attribute',
    'messages: {__proto__: {recallSeconds: 1}}',
    [
      'a.yaml:4:16 unknown key "__proto__". Known here: historyDays, recallSeconds, syncConversationDeletion, userStatus, messageExtension, pushToAllUsers, conversationsToPull, blockedSenderSeesSent, relationshipCheck.',
    ],
  ],
  [
    'a long text, which is cut',
    `edition: ${'premium'.repeat(20)}`,
    [
      'a.yaml:4:14 "premiumpremiumpremiumpremiumpremiumpremiumpremiumpremiumprem…" cannot stand here; it must be one of developer, standard, premium. (APP-1)',
    ],
  ],
])('%s', (_, lines, expected) => {
  expect(inApp(lines)).toEqual(expected);
});

describe('what is missing', () => {
  test('is said at the key of what lacks it', () => {
    expect(
      complaintsOf({
        'a.yaml':
          'apps:\n  lobby: {}\n  support:\n    name: Support\n    userFields:\n      Level: {app: [read]}\n',
      }),
    ).toEqual(['a.yaml:2:3 "lobby" needs "name"', 'a.yaml:6:7 "Level" needs "type"']);
  });

  test('is not said of a key that is there and misspelt', () => {
    expect(complaintsOf({ 'a.yaml': 'apps:\n  lobby: {nmae: Game Lobby}\n' })).toEqual([
      'a.yaml:2:11 unknown key "nmae". Did you mean "name"?',
    ]);
    expect(complaintsOf({ 'chatform.yaml': head.replace('version', 'verison') })).toEqual([
      'chatform.yaml:2:3 unknown key "verison". Did you mean "version"?',
    ]);
  });

  test('is not said of an app whose template is not there, nor of its templates’ other apps', () => {
    const templates = 'templates:\n  baseline: {name: Acme Chat}\n';
    expect(
      complaintsOf({
        'a.yaml': `${templates}apps:\n  lobby: {extends: [basline]}\n  support: {extends: baseline}\n  shop: {}\n`,
      }),
    ).toEqual([
      'a.yaml:4:21 there is no template "basline". Did you mean "baseline"?',
      'a.yaml:5:22 must be a list: [baseline]',
      'a.yaml:6:3 "shop" needs "name"',
    ]);
  });

  test('is said once of a template that two apps extend', () => {
    expect(
      complaintsOf({
        'a.yaml':
          'templates:\n  baseline: {userFields: {Level: {}}}\napps:\n  lobby: {extends: [baseline], name: Game Lobby}\n  support: {extends: [baseline], name: Support}\n',
      }),
    ).toEqual(['a.yaml:2:27 "Level" needs "type"']);
  });

  test('of the whole is said at the beginning of the main file', () => {
    const app = 'apps:\n  lobby: {name: Game Lobby}\n';
    expect(complaintsOf({ 'chatform.yaml': '', 'apps.yaml': app })).toEqual([
      'chatform.yaml:1:1 the configuration needs "chatform"',
    ]);
    expect(complaintsOf({ 'chatform.yaml': 'chatform: {version: 1}\n' })).toEqual([
      'chatform.yaml:1:1 "chatform" needs "account"',
    ]);
    expect(complaintsOf({ 'chatform.yaml': '# nothing\n' })).toEqual([
      'chatform.yaml:1:1 the configuration declares nothing yet; it needs at least `chatform:` with version and account (`chatform init` writes a first project)',
    ]);
  });

  test('is not missed while a part cannot be read: it may be there', () => {
    const uses =
      'apps:\n  lobby: {extends: [baseline], type: "${var.kind} ${apps.shop.sdkAppId}", mesages: {}}\n  support: {}\n';
    expect(complaintsOf({ 'a.yaml': uses, 'b.yaml': 'templates:\n\tbaseline: {}\n' })).toEqual([
      'a.yaml:2:75 unknown key "mesages". Did you mean "messages"?',
      'b.yaml:2:1 a tab cannot indent YAML; use spaces',
    ]);
    expect(complaintsOf({ 'a.yaml': uses, 'b.yaml': 'varaibles: {kind: {default: Game}}\n' })).toEqual([
      'a.yaml:2:75 unknown key "mesages". Did you mean "messages"?',
      'b.yaml:1:1 unknown key "varaibles". Did you mean "variables"?',
    ]);
  });
});

describe('templates', () => {
  test('that extend each other are one mistake, however many extend them', () => {
    expect(
      complaintsOf({
        'a.yaml':
          'templates:\n  day: {extends: [night]}\n  night: {extends: [day]}\n  self: {extends: [self]}\napps:\n  lobby: {extends: [day]}\n  support: {extends: [night]}\n',
      }),
    ).toEqual([
      'a.yaml:3:21 templates extend each other: day → night → day; remove one of these `extends`',
      'a.yaml:4:20 templates extend each other: self → self; remove one of these `extends`',
    ]);
  });

  test('that no app extends are looked at as well', () => {
    expect(
      complaintsOf({
        'a.yaml':
          'templates:\n  unused:\n    messages: {recalSeconds: 60}\n    introduction: "${var.none}"\n    type: "${env.SET_WHERE_IT_IS_USED}"\n',
      }),
    ).toEqual([
      'a.yaml:3:16 unknown key "recalSeconds". Did you mean "recallSeconds"?',
      'a.yaml:4:19 there is no variable "none".',
    ]);
  });
});

test('a value that a variable brings is told with the complaint, at the reference', () => {
  const variables = 'variables:\n  seconds: {default: soon}\n  team: {type: number, default: 7}\n';
  const app =
    'apps:\n  lobby:\n    name: Game Lobby\n    messages: {recallSeconds: "${var.seconds}"}\n    tags: {team: "${var.team}"}\n';
  expect(complaintsOf({ 'a.yaml': variables + app })).toEqual([
    'a.yaml:7:31 must be a whole number, at least 0, and the reference gives "soon" (MSG-4)',
    expect.stringMatching(/^a\.yaml:8:18 must be .*, and the reference gives the number 7 \(TAG-1\)$/),
  ]);
});

test('limits are held of what references give, too (WHK-1)', () => {
  const variables = 'variables: {host: {default: "ftp:"}}\n';
  expect(
    complaintsOf({ 'a.yaml': `${variables}apps: {lobby: {name: L, webhook: {url: "\${var.host}//x"}}}\n` }),
  ).toEqual(['a.yaml:2:40 A webhook URL begins with http:// or https://. (WHK-1)']);
});

test('a description is measured in bytes: Chinese characters take three (CAM-5)', () => {
  const policy = (description: string) =>
    `cam:\n  policies:\n    operators:\n      description: ${description}\n      document: {version: "2.0", statement: [{effect: allow, action: "name/im:*", resource: "*"}]}\n`;
  expect(complaintsOf({ 'a.yaml': policy('客'.repeat(100)) })).toEqual([]);
  expect(complaintsOf({ 'a.yaml': policy('客'.repeat(101)) })).toEqual([
    expect.stringMatching(/^a\.yaml:4:20 .* takes 303 bytes in UTF-8; at most 300 are allowed\.$/),
  ]);
});

test('in a policy, the text that is none is pointed to inside of its list', () => {
  const document = '{version: 2.0, statement: [{effect: alow, action: [5], resource: []}, {effect: deny}]}';
  expect(complaintsOf({ 'a.yaml': `cam:\n  policies:\n    ops:\n      document: ${document}\n` })).toEqual([
    'a.yaml:4:27 this is text, and YAML reads it as a number; quote it: "2.0" (CAM-3)',
    'a.yaml:4:53 "alow" cannot stand here; it must be one of allow, deny. Did you mean "allow"? (CAM-3)',
    'a.yaml:4:68 this is text, and YAML reads it as a number; quote it: "5"',
    'a.yaml:4:82 must be a text or a list of texts (CAM-3)',
    'a.yaml:4:87 this entry needs "action"',
    'a.yaml:4:87 this entry needs "resource"',
  ]);
});

test('addresses in moved and removed have to be addresses', () => {
  expect(
    complaintsOf({
      'a.yaml':
        'moved:\n  - {from: app.chat, to: apps.lobby}\n  - {from: apps..chat, to: apps.lobby}\nremoved:\n  - apps.pilot\n  - {address: apps.pilot, destory: true}\n',
    }),
  ).toEqual([
    'a.yaml:2:12 must be an address such as apps.support',
    'a.yaml:3:12 this is not an address, such as apps.support or cam.policies["ops.read"]',
    'a.yaml:5:5 must be a map of keys and values',
    'a.yaml:6:27 unknown key "destory". Did you mean "destroy"?',
  ]);
});

test('mistakes of all stages and files are told at once, by file, line and column', () => {
  expect(
    complaintsOf({
      'b.yaml': 'apps:\n  lobby: {name: Game Lobby, introduction: "${var.intro}", edition: premum}\n',
      'a/z.yaml': 'apps:\n  support: {name: Support, extends: [none]}\n  lobby: {name: Twice}\n',
      'a/b.yaml': 'apps:\n  shop: {webhook: {url: x}}\nvariables:\n  host: {type: text}\n',
    }),
  ).toEqual([
    'a/b.yaml:2:3 "shop" needs "name"',
    'a/b.yaml:2:25 A webhook URL begins with http:// or https://. (WHK-1)',
    'a/b.yaml:4:16 "text" cannot stand here; it must be one of string, number, boolean.',
    'a/z.yaml:2:38 there is no template "none".',
    'a/z.yaml:3:11 apps.lobby.name is declared twice: here, and at b.yaml:2:11; keep one of them',
    'b.yaml:2:43 there is no variable "intro".',
    'b.yaml:2:68 "premum" cannot stand here; it must be one of developer, standard, premium. Did you mean "premium"? (APP-1)',
  ]);
});
