import { describe, expect, test } from 'vitest';
import { joinGuardrails, readGuardrailFiles } from '../../src/config/guardrails.ts';
import { complaintsOf, head, loadFiles, told } from '../support/configuration.ts';

const own = (body: string) => ({ 'rules.yaml': `guardrails:\n  g:\n${body}` });
const rule = '    level: deny\n    message: m\n    rule: change.action != "delete"\n';

const ref = (path: string) => `\${${path}}`;

/** What is said of a guardrail. */
const complaints = (body: string) => complaintsOf(own(body));

describe('a guardrail of a configuration', () => {
  test('is its name, level, message, rule and condition, with their places', () => {
    const { guardrails } = loadFiles(own(`${rule}    when: 'change.kind == "app"'\n`));
    expect(guardrails).toHaveLength(1);
    const [one] = guardrails;
    expect(one).toMatchObject({
      name: 'g',
      origin: 'configuration',
      level: 'deny',
      message: { text: 'm', source: { line: 4 } },
      rule: { text: 'change.action != "delete"', source: { file: 'rules.yaml', line: 5, column: 11 } },
      when: { text: 'change.kind == "app"' },
      waivers: [],
      source: { line: 2, column: 3 },
    });
    expect(one?.when?.locate(14)).toMatchObject({ line: 6, column: 26 });
  });

  test('uses a built-in one with its parameters, and denies unless it says otherwise', () => {
    const { guardrails } = loadFiles(own('    uses: chatform/mass-change\n    with: {deletes: 10}\n'));
    expect(guardrails).toMatchObject([
      { level: 'deny', rule: { uses: 'chatform/mass-change', with: { deletes: 10 } } },
    ]);
    expect(guardrails[0]).not.toHaveProperty('message');
  });

  test('may be changed in part by an environment', () => {
    const files = { ...own(rule), 'environments/staging.yaml': 'guardrails: {g: {level: warn}}\n' };
    expect(loadFiles(files).guardrails).toMatchObject([{ level: 'warn', message: { text: 'm' } }]);
  });

  test('keeps texts with ${ in them as they are', () => {
    const when = `change.address != "${ref('apps.a.sdkAppId')}"`;
    const { guardrails } = loadFiles(own(`${rule}    when: '${when}'\n`));
    expect(guardrails[0]?.when?.text).toBe(when);
  });
});

describe('what is wrong with a guardrail is said with its place:', () => {
  test.each([
    ['nothing of it', '    level: deny\n', ['rules.yaml:2:3 "g" needs "message"']],
    [
      'a built-in one that does not exist',
      '    uses: chatform/https-webhook\n',
      [
        'rules.yaml:3:11 "chatform/https-webhook" cannot stand here; it must be one of chatform/https-webhooks, chatform/no-wildcard-policies, chatform/no-world-writable-fields, chatform/protected-apps, chatform/mass-change, chatform/change-window. Did you mean "chatform/https-webhooks"?',
      ],
    ],
    [
      'both a rule and a built-in one',
      `${rule}    uses: chatform/https-webhooks\n`,
      ['rules.yaml:5:11 a guardrail has a `rule` of its own or `uses` a built-in one; keep one of them'],
    ],
    [
      'parameters of a rule of its own',
      `${rule}    with: {tag: env}\n`,
      ['rules.yaml:6:5 `with` tunes a built-in guardrail, and there is no `uses` here'],
    ],
    [
      'a parameter of another built-in one',
      '    uses: chatform/https-webhooks\n    with: {tag: env}\n',
      ['rules.yaml:4:12 "tag" is no parameter of chatform/https-webhooks. It has none.'],
    ],
    [
      'a misspelt parameter',
      '    uses: chatform/mass-change\n    with: {delets: 5}\n',
      ['rules.yaml:4:12 unknown key "delets". Did you mean "deletes"?'],
    ],
    [
      'a parameter of the wrong type',
      '    uses: chatform/mass-change\n    with: {deletes: "5%"}\n',
      ['rules.yaml:4:21 must be a whole number from 0 to 100'],
    ],
    [
      'a parameter that is missing',
      '    uses: chatform/protected-apps\n',
      ['rules.yaml:3:11 chatform/protected-apps needs "tag" under `with:`'],
    ],
    [
      'a time that is none',
      '    uses: chatform/change-window\n    with: {from: 9am, to: "16:00", zone: UTC}\n',
      ['rules.yaml:4:18 must be a time such as "09:00"'],
    ],
    [
      'a level that does not exist',
      rule.replace('deny', 'block'),
      ['rules.yaml:3:12 "block" cannot stand here; it must be one of deny, warn.'],
    ],
    [
      'a variable in it',
      rule.replace('message: m', `message: "ask ${ref('var.team')}"`),
      [
        'rules.yaml:4:14 a guardrail sees the plan alone: neither variables nor the environment can be referred to here',
      ],
    ],
    [
      'the environment of the process in it',
      rule.replace('change.action != "delete"', `'change.app != "${ref('env.HOME')}"'`),
      [
        'rules.yaml:5:11 a guardrail sees the plan alone: neither variables nor the environment can be referred to here',
      ],
    ],
    [
      'more than anybody reads',
      rule.replace('change.action != "delete"', `'${'true && '.repeat(600)}true'`),
      ['rules.yaml:5:11 must be an expression of at most 4000 characters'],
    ],
  ])('%s', (_, body, said) => {
    expect(complaints(body).slice(0, 1)).toEqual(said);
  });

  test('no rule at all where there is a block for them', () => {
    expect(complaintsOf({ 'rules.yaml': 'guardrails: {}\n' })).toContain(
      'rules.yaml:1:13 must have at least 1 of these',
    );
  });
});

describe('a waiver', () => {
  const waived = (waiver: string) => `${rule}    waivers:\n      - ${waiver}\n`;
  const whole = '{address: apps.a, reason: r, by: chat-platform, until: "2026-12-31"}';

  test('is an address, a reason, a name and a last day', () => {
    expect(loadFiles(own(waived(whole))).guardrails[0]?.waivers).toMatchObject([
      { address: 'apps.a', reason: 'r', by: 'chat-platform', until: '2026-12-31', source: { line: 7 } },
    ]);
  });

  test.each([
    ['without a name', whole.replace('by: chat-platform, ', ''), 'rules.yaml:7:9 this entry needs "by"'],
    ['without a day', whole.replace(', until: "2026-12-31"', ''), 'rules.yaml:7:9 this entry needs "until"'],
    ['with no reason in it', whole.replace('reason: r', 'reason: ""'), 'rules.yaml:7:35 must be not empty'],
    [
      'for no address',
      whole.replace('apps.a', 'support'),
      'rules.yaml:7:19 must be an address such as apps.support',
    ],
    [
      'for an address of no kind',
      whole.replace('apps.a', 'apps.a.webhooks'),
      'rules.yaml:7:19 "apps.a.webhooks" is no address of a resource',
    ],
    [
      'until a day that there is not',
      whole.replace('12-31', '02-30'),
      'rules.yaml:7:64 there is no day 2026-02-30',
    ],
    [
      'until some time',
      whole.replace('"2026-12-31"', 'spring'),
      'rules.yaml:7:64 must be a day such as "2026-12-31"',
    ],
  ])('%s is refused', (_, waiver, said) => {
    expect(complaints(waived(waiver))).toEqual([said]);
  });

  test.each(['mass-change', 'change-window'])(
    'of chatform/%s is refused: it is about the whole plan',
    (name) => {
      const parameters = name === 'mass-change' ? '' : '    with: {from: "09:00", to: "16:00", zone: UTC}\n';
      const body = `    uses: chatform/${name}\n${parameters}    waivers:\n      - ${whole}\n`;
      expect(complaints(body)[0]).toContain(
        `chatform/${name} is about the whole plan: no address can be waived`,
      );
    },
  );
});

describe('the files of a directory of guardrails', () => {
  const file = (path: string, text: string) => ({ path, text });
  const saidOf = (...files: { path: string; text: string }[]) => told(readGuardrailFiles(files).diagnostics);

  test('are blocks like that of a configuration', () => {
    const { guardrails, diagnostics } = readGuardrailFiles([
      file('a.yaml', `guardrails:\n  g:\n${rule}`),
      file('b.yml', 'guardrails: {https: {uses: chatform/https-webhooks}}\n'),
    ]);
    expect(diagnostics).toEqual([]);
    expect(guardrails.map(({ name, origin }) => `${origin} ${name}`)).toEqual([
      'directory g',
      'directory https',
    ]);
  });

  test('have a rule in them: none at all is an error', () => {
    const none =
      'the directory of guardrails has no rule in it; name one with *.yaml files that have a `guardrails:` block';
    expect(saidOf()).toEqual([none]);
    expect(saidOf(file('a.yaml', '# none yet\n'))).toEqual([
      'a.yaml:1:1 a file of guardrails is a map with the key `guardrails:`',
    ]);
    expect(saidOf(file('a.yaml', 'guardrails: {}\n'))).toEqual(['a.yaml:1:13 must have at least 1 of these']);
  });

  test.each([
    ['a list', '- a\n', 'a.yaml:1:1 a file of guardrails is a map with the key `guardrails:`'],
    ['a configuration', `${head}`, 'a.yaml:1:1 a file of guardrails is a map with the key `guardrails:`'],
    [
      'no YAML',
      'guardrails: [\n',
      'a.yaml:2:1 a `]` is missing before this, or the lines inside the brackets are not indented',
    ],
  ])('cannot be %s', (_, text, said) => {
    expect(saidOf(file('a.yaml', text))[0]).toBe(said);
  });

  test('declare each rule once', () => {
    const text = `guardrails:\n  g:\n${rule}`;
    expect(saidOf(file('a.yaml', text), file('b.yaml', text))).toEqual([
      'b.yaml:2:3 the guardrail "g" is declared twice: here, and at a.yaml:2:3; keep one of them',
    ]);
  });

  test('hold rules that a configuration can neither change nor waive', () => {
    const directory = readGuardrailFiles([file('a.yaml', `guardrails:\n  g:\n${rule}`)]).guardrails;
    const weaker = loadFiles(own(rule.replace('deny', 'warn'))).guardrails;
    const { guardrails, diagnostics } = joinGuardrails(weaker, directory);
    expect(guardrails).toEqual(directory);
    expect(told(diagnostics)).toEqual([
      'rules.yaml:2:3 "g" is a rule of the directory of guardrails, which a configuration can neither change nor waive; choose another name',
    ]);
  });
});
