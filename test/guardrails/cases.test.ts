import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isGuardrailTestFile, readGuardrailTests } from '../../src/config/guardrail-tests.ts';
import { runGuardrailTests } from '../../src/guardrails/cases.ts';
import { told } from '../support/configuration.ts';
import { guardrailsOf } from './judging.ts';

const rules = `guardrails:
  https-webhooks: {uses: chatform/https-webhooks}
  no-deletions: {level: warn, message: "{change.address} goes", rule: 'change.action != "delete"'}
  few-deletions: {uses: chatform/mass-change, with: {deletes: 20}}
  office-hours:
    uses: chatform/change-window
    with: {days: [mon], from: "09:00", to: "16:00", zone: UTC}
`;
const now = '2026-11-20T10:00:00Z';
const file = (text: string) => [{ path: 'our.guardrails-test.yaml', text }];

/** What is said of a file of tests, and of each of its cases: `line:column message`. */
function run(text: string, yaml = rules): string[] {
  const { cases, diagnostics } = readGuardrailTests(file(text));
  const results = runGuardrailTests(guardrailsOf(yaml), cases, now);
  return [
    ...told(diagnostics),
    ...results.flatMap(({ name, problems }) =>
      problems.length === 0
        ? [`${name}: passed`]
        : problems.map(({ message, source }) => `${name}: ${source.line}:${source.column} ${message}`),
    ),
  ];
}

/** One case of a change. */
const change = (body: string, expected: string, more = '') =>
  `tests:\n  - name: case\n    change: {${body}}\n    expect: {${expected}}\n${more}`;

describe('a test of guardrails', () => {
  test('passes where the verdict is the expected one', () => {
    const yaml = `tests:
  - name: by http
    change: {kind: webhook, after: {url: "http://chat.acme.example"}}
    expect: {https-webhooks: denied, no-deletions: passed}
  - name: by https
    change: {kind: webhook, after: {url: "https://chat.acme.example"}}
    expect: {https-webhooks: passed}
  - name: an app
    change: {kind: app, action: delete}
    expect: {https-webhooks: not-applicable, no-deletions: warned}
`;
    expect(run(yaml)).toEqual(['by http: passed', 'by https: passed', 'an app: passed']);
  });

  test('says what was expected, what came, and why, at the line of the expectation', () => {
    const yaml = `tests:
  - name: an app goes
    change: {kind: app, action: delete, app: lobby}
    expect:
      https-webhooks: passed
      no-deletions: passed
`;
    expect(run(yaml)).toEqual([
      'an app goes: 5:7 expected "passed", got "not-applicable"',
      'an app goes: 6:7 expected "passed", got "warned": apps.lobby goes',
    ]);
  });

  test('says why a rule is broken', () => {
    const broken = 'guardrails: {r: {level: deny, message: m, rule: change.knd == ""}}\n';
    expect(run(change('kind: app', 'r: passed'), broken)).toEqual([
      'case: 4:14 expected "passed", got "broken": there is no "knd" in change. Did you mean "kind"?',
    ]);
    expect(run(change('kind: app', 'r: broken'), broken)).toEqual(['case: passed']);
  });

  test('fills in what a change leaves out: its address, and the attributes of its kind', () => {
    const sees = (expression: string) =>
      `guardrails: {r: {level: deny, message: m, rule: '${expression}'}}\n`;
    const passes = (body: string, expression: string) =>
      expect(run(change(body, 'r: passed'), sees(expression))).toEqual(['case: passed']);
    passes('kind: webhook', 'change.address == "apps.support.webhook" && change.app == "support"');
    passes('kind: webhook, app: lobby', 'change.address == "apps.lobby.webhook" && change.app == "lobby"');
    passes('kind: webhook, address: apps.arena.webhook', 'change.app == "arena"');
    passes(
      'kind: cam-policy, address: cam.policies.ops',
      'change.app == "" && change.address.endsWith("ops")',
    );
    passes(
      'kind: webhook, after: {events: []}',
      'change.kind != "webhook" || change.after.url.startsWith("https:")',
    );
    passes(
      'kind: group-field, after: {groupTypes: {Work: {write: all}}}',
      'change.kind != "group-field" || !("Work" in change.after.groupTypes) || change.after.groupTypes.Work.read == "app-admin"',
    );
    passes(
      'kind: group-field, after: {groupTypes: {Work: {write: all}}}',
      'change.kind != "group-field" || size(change.after.groupTypes) == 1 || "Public" in change.after.groupTypes',
    );
    passes('kind: app, tags: {env: prod}', '!("env" in change.tags) || "env" in change.tagsBefore');
    passes(
      'kind: messages, consequences: [billable]',
      'change.kind != "messages" || change.consequences.all(c, c.class == "billable" || c.class == "delayed")',
    );
    passes('kind: messages, environment: prod', 'change.environment in ["prod", "default"]');
    passes('kind: messages, after: {recallSeconds: 1}', 'size(change.changed) > 0');
  });

  test('gives a plan its counts and what exists', () => {
    const yaml = `tests:
  - name: many
    plan: {counts: {delete: 104}, existing: 261}
    expect: {few-deletions: denied}
  - name: few
    plan:
      changes: [{kind: app, action: delete}, {kind: webhook}]
      existing: 20
    expect: {few-deletions: passed, no-deletions: warned}
  - name: with all that is in it
    plan: {changes: [{kind: app, action: delete}], existing: 20, gone: 7}
    expect: {few-deletions: denied}
`;
    expect(run(yaml)).toEqual(['many: passed', 'few: passed', 'with all that is in it: passed']);
  });

  test('has a time of its own, or that of the run, and is held to the hours of changes', () => {
    const at = (time: string) => change('kind: app', 'office-hours: denied', time);
    expect(run(at(''))).toEqual(['case: passed']);
    expect(run(at('    now: "2026-11-23T10:00:00Z"\n'))).toEqual([
      'case: 4:14 expected "denied", got "passed"',
    ]);
  });
});

describe('what is wrong with a test is said with its place:', () => {
  test.each([
    [
      'a rule that there is not',
      change('kind: app', 'https-webhook: passed'),
      'case: 4:14 there is no guardrail "https-webhook". Did you mean "https-webhooks"?',
    ],
    [
      'an attribute that there is not',
      change('kind: webhook, after: {ulr: a}', 'no-deletions: passed'),
      'case: 3:37 kind "webhook" has no "ulr". Did you mean "url"?',
    ],
    [
      'an address of another kind',
      change('kind: webhook, address: apps.a.messages', 'no-deletions: passed'),
      'case: 3:29 apps.a.messages is no address of kind "webhook"',
    ],
    [
      'something after a deletion',
      change('kind: app, action: delete, after: {name: A}', 'no-deletions: passed'),
      'case: 3:41 there is no `after` where the action is "delete"',
    ],
    [
      'nothing before an update',
      change('kind: app, before: null', 'no-deletions: passed'),
      'case: 3:25 there is a `before` where the action is "update"',
    ],
    [
      'a kind that there is not',
      change('kind: webhoks', 'no-deletions: passed'),
      'our.guardrails-test.yaml:3:20 "webhoks" is not known here. Did you mean "webhook"?',
    ],
    [
      'a field that there is not',
      change('kind: app, afer: {}', 'no-deletions: passed'),
      'our.guardrails-test.yaml:3:25 unknown key "afer". Did you mean "after"?',
    ],
    [
      'a verdict that there is not',
      change('kind: app', 'no-deletions: ok'),
      'our.guardrails-test.yaml:4:28 "ok" cannot stand here; it must be one of passed, denied, warned, waived, not-applicable, broken.',
    ],
    [
      'nothing that is expected',
      change('kind: app', ''),
      'our.guardrails-test.yaml:4:13 must have at least 1 of these',
    ],
    [
      'neither change nor plan',
      'tests:\n  - name: case\n    expect: {no-deletions: passed}\n',
      'our.guardrails-test.yaml:2:11 a test has either a `change` or a `plan`',
    ],
    [
      'no test',
      'tests: []\n',
      'our.guardrails-test.yaml:1:8 must have at least 1 of these: a list of at least one',
    ],
    [
      'something else',
      'guardrails: {}\n',
      'our.guardrails-test.yaml:1:1 a file of guardrail tests is a map with the key `tests:`',
    ],
  ])('%s', (_, text, said) => {
    expect(run(text)[0]).toBe(said);
  });

  test('no file at all', () => {
    expect(told(readGuardrailTests([]).diagnostics)).toEqual([
      'there is no test of a guardrail; write one in a file NAME.guardrails-test.yaml',
    ]);
  });
});

test('files of tests are told by their names', () => {
  expect(isGuardrailTestFile('rules/our.guardrails-test.yaml')).toBe(true);
  expect(isGuardrailTestFile('our.guardrails-test.yml')).toBe(true);
  expect(isGuardrailTestFile('guardrails-test.yaml')).toBe(false);
  expect(isGuardrailTestFile('our.guardrails-test.yaml.bak')).toBe(false);
});

test('the tests of the example pass', () => {
  const folder = path.resolve(import.meta.dirname, '..', '..', 'examples', 'everything');
  const text = (name: string) => readFileSync(path.join(folder, name), 'utf8');
  expect(run(text('guardrails.guardrails-test.yaml'), text('chatform.yaml'))).toEqual([
    'A webhook by https passes: passed',
    'A webhook by http is denied: passed',
    'Other settings are none of its business: passed',
  ]);
});
