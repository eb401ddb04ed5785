// What a valid configuration means: many files, environments, templates, variables, unknowns, places.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of the language
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/expression.ts';
import { isUnknown } from '../../src/model.ts';
import { complaintsOf, head, loadFiles, placeIn, resourceOf } from '../support/configuration.ts';

describe('many files', () => {
  test('sections of one app may stand in two files, and are one app', () => {
    const loaded = loadFiles({
      'apps/lobby.yaml':
        'apps:\n  lobby:\n    name: Game Lobby\n    userFields:\n      Rank: {type: string}\n',
      'fields/lobby.yaml':
        'apps:\n  lobby:\n    messages: {recallSeconds: 60}\n    userFields:\n      Guild: {type: bytes}\n',
    });
    expect([...(loaded.desired?.resources.keys() ?? [])]).toEqual([
      'apps.lobby',
      'apps.lobby.messages',
      'apps.lobby.userFields.Guild',
      'apps.lobby.userFields.Rank',
    ]);
    expect(placeIn(resourceOf(loaded, 'apps.lobby.userFields.Guild'))).toBe('fields/lobby.yaml:5:7');
  });

  test('an attribute that stands in two files is an error that names both places', () => {
    expect(
      complaintsOf({
        'apps/lobby.yaml': 'apps:\n  lobby:\n    name: Game Lobby\n',
        'more/lobby.yaml': 'apps:\n  lobby:\n    name: Lobby of the Game\n',
      }),
    ).toEqual([
      'more/lobby.yaml:3:5 apps.lobby.name is declared twice: here, and at apps/lobby.yaml:3:5; keep one of them',
    ]);
  });

  test('a whole app that stands in two files is one complaint, not one an attribute', () => {
    const app = 'apps:\n  lobby:\n    name: Game Lobby\n    type: Game\n    edition: standard\n';
    expect(complaintsOf({ 'a.yaml': app, 'b.yaml': app })).toEqual([
      'b.yaml:3:5 apps.lobby.name is declared twice: here, and at a.yaml:3:5; keep one of them',
    ]);
  });

  test('a section, a policy and a variable belong to one file as a whole', () => {
    const one = 'variables:\n  host: {default: a}\napps:\n  lobby:\n    messages: {recallSeconds: 60}\n';
    const two = 'variables:\n  host: {default: b}\napps:\n  lobby:\n    messages: {historyDays: 30}\n';
    const name = 'apps: {lobby: {name: Game Lobby}}\n';
    expect(complaintsOf({ 'a.yaml': one, 'b.yaml': two, 'name.yaml': name })).toEqual([
      'b.yaml:2:3 variables.host is declared twice: here, and at a.yaml:2:3; keep one of them',
      'b.yaml:5:5 apps.lobby.messages is declared twice: here, and at a.yaml:5:5; keep one of them',
    ]);
  });

  test('moved and removed of all files are joined', () => {
    const { desired } = loadFiles({
      'a.yaml': 'removed:\n  - {address: apps.pilot, destroy: true, because: the pilot is over}\n',
      'b.yaml':
        'removed:\n  - {address: apps.demo, destroy: false}\nmoved:\n  - {from: apps.chat, to: apps.lobby}\n',
    });
    expect(desired?.removed.map((one) => [one.address, one.destroy, one.because])).toEqual([
      ['apps.pilot', true, 'the pilot is over'],
      ['apps.demo', false, undefined],
    ]);
    expect(desired?.moved.map((one) => [one.from, one.to])).toEqual([['apps.chat', 'apps.lobby']]);
  });
});

describe('environments', () => {
  const base =
    'apps:\n  lobby:\n    name: Game Lobby\n    tags: {owner: games, env: none}\n    messages: {recallSeconds: 60, historyDays: 30}\n    groupFeatures: {readReceipts: [Work, Public]}\n';

  test('maps are laid over by key; lists and scalars are replaced; null is a value', () => {
    const loaded = loadFiles({
      'a.yaml': base,
      'environments/prod.yaml':
        'apps:\n  lobby:\n    tags: {env: prod}\n    messages: {recallSeconds: null}\n    groupFeatures: {readReceipts: [Work]}\n',
    });
    expect({ ...resourceOf(loaded, 'apps.lobby.tags').body }).toEqual({ owner: 'games', env: 'prod' });
    expect({ ...resourceOf(loaded, 'apps.lobby.messages').body }).toEqual({
      recallSeconds: null,
      historyDays: 30,
    });
    expect({ ...resourceOf(loaded, 'apps.lobby.groupFeatures').body }).toEqual({ readReceipts: ['Work'] });
  });

  test('a value of the environment stands in its file, and what it is part of where it was declared', () => {
    const loaded = loadFiles({
      'a.yaml': base,
      'environments/prod.yaml': 'apps:\n  lobby:\n    messages:\n      recallSeconds: 90\n',
    });
    const messages = resourceOf(loaded, 'apps.lobby.messages');
    expect(placeIn(messages, 'recallSeconds')).toBe('environments/prod.yaml:4:22');
    expect(placeIn(messages, 'historyDays')).toBe('a.yaml:5:48');
    expect(placeIn(messages)).toBe('a.yaml:5:5');
    expect(placeIn(resourceOf(loaded, 'apps.lobby'))).toBe('a.yaml:2:3');
  });

  test('laid over a template, it reaches the apps that extend the template', () => {
    const loaded = loadFiles({
      'a.yaml':
        'templates:\n  baseline:\n    messages: {recallSeconds: 60}\napps:\n  lobby: {extends: [baseline], name: Game Lobby}\n  support: {extends: [baseline], name: Support, messages: {recallSeconds: 10}}\n',
      'environments/prod.yaml': 'templates:\n  baseline:\n    messages: {recallSeconds: 300}\n',
    });
    expect(resourceOf(loaded, 'apps.lobby.messages').body.recallSeconds).toBe(300);
    expect(resourceOf(loaded, 'apps.support.messages').body.recallSeconds).toBe(10);
  });

  test('mistakes in it point into it, and an app that is new there is most likely misspelt', () => {
    expect(
      complaintsOf({
        'a.yaml': base,
        'environments/prod.yaml':
          'apps:\n  loby:\n    edition: standard\n  lobby:\n    mesages: {}\n    edition: premum\n',
      }),
    ).toEqual([
      'environments/prod.yaml:2:3 "loby" needs "name"; it is new in this environment. Did you mean "lobby"?',
      'environments/prod.yaml:5:5 unknown key "mesages". Did you mean "messages"?',
      'environments/prod.yaml:6:14 "premum" cannot stand here; it must be one of developer, standard, premium. Did you mean "premium"? (APP-1)',
    ]);
  });
});

describe('templates', () => {
  test('are merged left to right, templates in templates first, the app itself last', () => {
    const loaded = loadFiles({
      'a.yaml': `templates:
  root: {type: Social, tags: {a: root, b: root, c: root, d: root}}
  left: {extends: [root], tags: {b: left, c: left, d: left}}
  right: {tags: {c: right, d: right}}
apps:
  lobby: {extends: [left, right], name: Game Lobby, tags: {d: app}}
`,
    });
    expect({ ...resourceOf(loaded, 'apps.lobby.tags').body }).toEqual({
      a: 'root',
      b: 'left',
      c: 'right',
      d: 'app',
    });
    expect(resourceOf(loaded, 'apps.lobby').body.type).toBe('Social');
  });

  test('a value from a template in another file keeps its place, and a section that both have is the app’s', () => {
    const loaded = loadFiles({
      'apps.yaml':
        'apps:\n  lobby:\n    extends: [baseline]\n    name: Game Lobby\n    messages:\n      historyDays: 30\n',
      'templates.yaml':
        'templates:\n  baseline:\n    messages:\n      recallSeconds: 60\n    friends:\n      verification: allow-all\n',
    });
    const messages = resourceOf(loaded, 'apps.lobby.messages');
    expect(placeIn(messages)).toBe('apps.yaml:5:5');
    expect(placeIn(messages, 'historyDays')).toBe('apps.yaml:6:20');
    expect(placeIn(messages, 'recallSeconds')).toBe('templates.yaml:4:22');
    const friends = resourceOf(loaded, 'apps.lobby.friends');
    expect(placeIn(friends)).toBe('templates.yaml:5:5');
    expect(placeIn(friends, 'verification')).toBe('templates.yaml:6:21');
    // What is not written stands where the resource stands.
    expect(placeIn(friends, 'unwritten')).toBe('templates.yaml:5:5');
  });

  test('a list of a template is replaced, not joined', () => {
    const loaded = loadFiles({
      'a.yaml':
        'templates: {baseline: {groupFeatures: {readReceipts: [Work, Public]}}}\napps:\n  lobby: {extends: [baseline], name: Game Lobby, groupFeatures: {readReceipts: [Meeting]}}\n',
    });
    expect(resourceOf(loaded, 'apps.lobby.groupFeatures').body.readReceipts).toEqual(['Meeting']);
  });
});

describe('null', () => {
  test('asks for the default of an attribute that has one', () => {
    const loaded = loadFiles({
      'a.yaml': 'apps:\n  lobby: {name: Game Lobby, messages: {recallSeconds: null}}\n',
    });
    expect(resourceOf(loaded, 'apps.lobby.messages').body.recallSeconds).toBe(null);
  });

  test('is an error where there is none, and where it would stand for a whole section', () => {
    expect(
      complaintsOf({ 'a.yaml': 'apps:\n  lobby:\n    name: null\n    messages: ~\n    tags:\n' }),
    ).toEqual([
      'a.yaml:3:11 null stands for the default of an attribute, and there is none here; give a value, or leave it out (APP-1)',
      'a.yaml:4:15 null cannot stand for all of this; it must be a map of keys and values (MSG-3)',
      'a.yaml:5:10 there is no value here; it must be a map of keys and values (TAG-1)',
    ]);
  });
});

describe('references', () => {
  const variables =
    'variables:\n  seconds: {type: number, default: 90}\n  receipts: {type: boolean, default: true}\n  dollar: {default: $}\n';

  test('alone, a variable gives its type; in a text, its text', () => {
    const loaded = loadFiles({
      'a.yaml': `${variables}apps:
  lobby:
    name: Lobby \${var.seconds}
    messages: {recallSeconds: "\${var.seconds}", userStatus: "\${ var.receipts }"}
`,
    });
    expect(resourceOf(loaded, 'apps.lobby').body.name).toBe('Lobby 90');
    const { body } = resourceOf(loaded, 'apps.lobby.messages');
    expect([body.recallSeconds, body.userStatus]).toEqual([90, true]);
  });

  test('a value from a variable stands where the reference stands', () => {
    const loaded = loadFiles({
      'a.yaml': `${variables}apps:\n  lobby:\n    name: Game Lobby\n    messages:\n      recallSeconds: \${var.seconds}\n`,
    });
    expect(placeIn(resourceOf(loaded, 'apps.lobby.messages'), 'recallSeconds')).toBe('a.yaml:9:22');
  });

  test('`$${` is a literal `${`, and a lone `$` is itself', () => {
    const loaded = loadFiles({ 'a.yaml': 'apps:\n  lobby: {name: "$ $${var.x} $$ $"}\n' });
    expect(resourceOf(loaded, 'apps.lobby').body.name).toBe('$ ${var.x} $$ $');
  });

  test('what only apply knows becomes an unknown, whose expression means the same text', () => {
    const loaded = loadFiles(
      {
        'a.yaml': `${variables}apps:
  lobby:
    name: Game Lobby
    introduction: "$\${a} \${env.STAGE} \${var.dollar}\${apps.lobby.sdkAppId} \${apps.lobby.resource}"
`,
      },
      { env: { STAGE: '${b}' } },
    );
    const { introduction } = resourceOf(loaded, 'apps.lobby').body;
    if (!isUnknown(introduction)) throw new Error('not an unknown');
    const text = evaluate(introduction.expression, '100000000001', () => '1400000001');
    expect(text).toBe('${a} ${b} $1400000001 qcs::im::uin/100000000001:sdkappid/1400000001');
  });

  test('an app that the environment alone declares can be referred to', () => {
    const loaded = loadFiles({
      'a.yaml': 'apps:\n  lobby: {name: Game Lobby, introduction: "beside ${apps.pilot.sdkAppId}"}\n',
      'environments/dev.yaml': 'apps:\n  pilot: {name: Pilot}\n',
    });
    expect(isUnknown(resourceOf(loaded, 'apps.lobby').body.introduction)).toBe(true);
  });

  test('a field of any name comes through unharmed, `__proto__` and `constructor` too', () => {
    const field = '{groupTypes: {Public: {read: all, write: all}}}';
    const { desired } = loadFiles({
      'a.yaml': `apps:\n  lobby:\n    name: Game Lobby\n    groupFields:\n      __proto__: ${field}\n      constructor: ${field}\n`,
    });
    expect([...(desired?.resources.keys() ?? [])]).toEqual([
      'apps.lobby',
      'apps.lobby.groupFields.__proto__',
      'apps.lobby.groupFields.constructor',
    ]);
    for (const name of ['__proto__', 'constructor']) {
      expect(JSON.stringify(desired?.resources.get(`apps.lobby.groupFields.${name}`)?.body)).toBe(
        '{"groupTypes":{"Public":{"read":"all","write":"all"}}}',
      );
    }
  });

  test('settings of the project can refer to variables, and the head may be in any file', () => {
    const { settings } = loadFiles({
      'chatform.yaml': `${head}  console: {users: ["\${var.operator}"]}\n`,
      'b.yaml': 'variables: {operator: {default: alice}}\n',
    });
    expect(settings?.console).toEqual({ type: 'sandbox', users: ['alice'], groups: {} });
  });
});
