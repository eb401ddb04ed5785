// Rules are texts of people, over texts of people: none of them may hang a plan, or see more than the plan.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kindNamed } from '../../src/catalog/index.ts';
import { verdictOf } from '../../src/guardrails/evaluate.ts';
import { loadGuardrails } from '../../src/guardrails/load.ts';
import { planOf, sampleChange } from '../../src/guardrails/sample.ts';
import type { ChangeSeen, PlanSeen } from '../../src/guardrails/subject.ts';
import { subjectOf } from '../../src/guardrails/values.ts';
import { guardrailsOf, judged, messages, rule, slipsOf } from './judging.ts';

const app = kindNamed('app');
if (!app) throw new Error('there is no kind "app"');
const support = sampleChange(app, 'update');

/** An app whose introduction is a text. */
const introduced = (introduction: string): PlanSeen =>
  planOf([{ ...support, after: { ...support.after, introduction } }]);

/** A plan with so many changes. */
const changes = (length: number): PlanSeen =>
  planOf(Array.from({ length }, (_, i): ChangeSeen => ({ ...support, address: `apps.a${i}` })));

/** The verdict of a rule, and why. */
function verdict(expression: string, plan: PlanSeen): string {
  const [guardrail] = guardrailsOf(rule(expression));
  if (!guardrail) throw new Error('there is no rule');
  const moment = { now: '2026-11-20T10:00:00Z', stage: 'plan' as const, digest: '' };
  const { verdict, reason } = verdictOf(guardrail, subjectOf(plan), moment);
  return reason === undefined ? verdict : `${verdict}: ${reason}`;
}

const source = { file: 'chatform.yaml', line: 1, column: 1, endLine: 1, endColumn: 2, text: 'g' };
/** A rule with nothing in it that matters but its expression. */
const anyRule = {
  name: 'g',
  origin: 'configuration' as const,
  level: 'deny' as const,
  message: { text: 'm', source, locate: () => source },
  waivers: [],
  source,
};

const ofApps = (expression: string) => `change.kind != "app" || change.action == "delete" || (${expression})`;
describe('a regular expression', () => {
  const backtracks = introduced(`${'a'.repeat(100_000)}!`);

  test('that would backtrack for ages answers', () => {
    expect(verdict(ofApps('!change.after.introduction.matches("^(a+)+$")'), backtracks)).toBe('passed');
    expect(verdict(ofApps('change.after.introduction.matches("^(a|aa)+$")'), backtracks)).toBe('denied');
  });

  test('that is a large program over a long text is broken, and denies', () => {
    const many = 'change.after.introduction.matches("(a|b|c|d|e|f|g){1000}x")';
    expect(verdict(ofApps(many), introduced('a'.repeat(1_000_000)))).toMatch(
      /^broken: for apps\.support, it takes more than 10001000 steps$/,
    );
  });

  test('out of the plan is bounded as well', () => {
    const own = ofApps('change.after.introduction.matches(change.after.introduction)');
    expect(verdict(own, introduced('(a?)'.repeat(300)))).toBe(
      'broken: for apps.support, a regular expression of more than 1000 characters',
    );
    expect(verdict(own, introduced('(a+)+$'))).toBe('denied');
  });
});

// An account of 300 apps with all that there can be in them.
describe('over 20,000 changes, a rule passes', () => {
  test.each([
    ['that asks each of them', 'change.kind == "app"'],
    ['that goes through all of them', 'plan.changes.all(c, c.kind == "app")'],
    [
      'that makes lists of lists of them',
      'plan.changes.filter(c, c.kind == "app").map(c, c.address).exists(a, a == "apps.a19999")',
    ],
    [
      'that makes lists under a condition',
      'plan.changes.map(c, c.address == "apps.a7", c.app) == ["support"]',
    ],
  ])('%s', (_, expression) => {
    expect(verdict(expression, changes(20_000))).toBe('passed');
  });
});

describe('over 4,000 changes, a rule is ended, and denies,', () => {
  test.each([
    ['that compares each with each', 'plan.changes.all(a, plan.changes.all(b, a.kind == b.kind))'],
    ['that looks at all of them for each', 'plan.changes.all(a, plan.changes.exists(b, true))'],
    ['that looks each up in all', 'plan.changes.all(a, a in plan.changes)'],
    [
      'that looks each up in a list that it made',
      '[plan.changes.map(c, c.address)].all(l, plan.changes.all(c, c.address in l))',
    ],
    [
      'that compares lists that it made',
      '[plan.changes.map(c, c.app)].all(l, [plan.changes.map(c, c.app)].all(m, plan.changes.all(c, l == m)))',
    ],
    [
      'that would be true beside its loops',
      'plan.changes.all(a, plan.changes.all(b, a.kind == b.kind)) || true',
    ],
  ])('%s', (_, expression) => {
    expect(verdict(expression, changes(4000))).toBe('broken: it takes more than 14000000 steps');
  });
});

describe('when it is loaded, a rule', () => {
  const loops = (depth: number) =>
    `${'[1,2,3,4,5,6,7,8,9,10].all(a, '.repeat(depth)}true${')'.repeat(depth)}`;
  test.each([
    [
      'doubles a text over and over',
      `["x"]${'.map(a, a + a)'.repeat(60)} != []`,
      'a text of more than 1000000 characters',
    ],
    ['doubles a list over and over', `[[1]]${'.map(a, a + a)'.repeat(60)} != []`, 'it takes more than'],
    ['loops in loops in loops', loops(12), 'it takes more than'],
    ['is nested deep in parentheses', `${'('.repeat(1900)}true${')'.repeat(1900)}`, 'it is nested too deep'],
    ['is nested deep in brackets', `${'['.repeat(1900)}1${']'.repeat(1900)} == []`, 'it is nested too deep'],
    [
      'is longer than anybody reads',
      `${'true && '.repeat(500)}true`,
      'an expression of more than 4000 characters',
    ],
  ])('that %s is broken', (_, expression, reason) => {
    expect(slipsOf(rule(expression))).toEqual([expect.stringContaining(reason)]);
  });

  test('that is long and flat is taken', () => {
    expect(slipsOf(rule(`${'true && '.repeat(490)}true`))).toEqual([]);
    expect(slipsOf(rule(`${'!'.repeat(3990)}true`))).toEqual([]);
  });
});

describe('a rule cannot reach', () => {
  test.each([
    ['the environment of the process', 'env.HOME == ""', 'there is no variable "env"'],
    ['the process', 'process.env.HOME == ""', 'there is no variable "process"'],
    ['an environment variable by a function', 'getenv("HOME") == ""', 'there is no function "getenv"'],
    ['a file', 'file("/etc/passwd") == ""', 'there is no function "file"'],
    ['a secret', 'secret("APNS_P12_PASSWORD") == ""', 'there is no function "secret"'],
    ['the network', 'http.get("http://127.0.0.1/") == ""', 'there is no function "get"'],
    ['the clock', 'now() == ""', 'there is no function "now"'],
    ['a time', 'timestamp("2026-01-01T00:00:00Z") == null', 'there is no function "timestamp"'],
    ['a message type', 'google.protobuf.Any{} == null', 'there is no type "google.protobuf.Any"'],
    ['a constructor', 'constructor == null', 'there is no variable "constructor"'],
    ['a prototype', '__proto__ == null', 'there is no variable "__proto__"'],
    ['a prototype of a change', 'change.__proto__ == null', 'there is no "__proto__" in change'],
    ['a constructor of a change', 'change["constructor"] == null', 'there is no "constructor" in change'],
    ['what a text inherits', 'change.address.length > 0', 'change.address is no map, and has no "length"'],
    ['what a loop is made of', '@range(1, 2) == 1', '"@" is not expected here'],
  ])('%s', (_, expression, reason) => {
    expect(slipsOf(rule(expression))).toEqual([expect.stringContaining(reason)]);
  });

  test('what a map inherits, also by a key that it works out', () => {
    const inherits = 'change.kind != "tags" || !((["__pro", "x"][0] + "to__") in change.after)';
    expect(verdict(inherits, planOf([support]))).toBe('passed');
    expect(slipsOf(rule('change.kind != "tags" || change.after["__pro" + "to__"] == ""'))).toEqual([
      expect.stringContaining('there is no "__proto__"'),
    ]);
  });
});

test('keys such as __proto__ are keys like any other', () => {
  const scene = {
    yaml: 'apps: {support: {name: Acme Support, tags: {__proto__: polluted, constructor: acme}}}',
  };
  const seen =
    'change.kind != "tags" || (change.after["__proto__"] == "polluted" && change.after["constructor"] == "acme")';
  // The samples have neither: a rule that takes them for granted is broken, as it should be.
  const careful = `change.kind != "tags" || !("__proto__" in change.after) || (${seen})`;
  const judgement = judged(rule(careful), scene);
  expect(judgement.verdicts.map(({ verdict }) => verdict)).toEqual(['passed']);
  const denied = judged(rule('change.kind != "tags" || !("__proto__" in change.after)'), scene);
  expect(messages(denied)).toEqual(['apps.support.tags: our rule']);
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
});

test('whatever its text is, a rule is taken or refused, and nothing is thrown', () => {
  const token = fc.constantFrom(
    ...'change plan . after before ["a"] url tags == != && || ! ( ) [ ] { } , : ? in 1 -1 1.5 "x" "(" null true'.split(
      ' ',
    ),
    ...[
      '.all(c, ',
      '.map(c, ',
      '.exists(c, c',
      '.matches(',
      'has(',
      'size(',
      ' ',
      '\\',
      '"',
      'b"\\xff"',
      '\u2028',
      '__proto__',
    ],
  );
  const text = fc.oneof(
    fc.array(token, { minLength: 1, maxLength: 12 }).map((all) => all.join('')),
    fc.string({ minLength: 1 }),
  );
  fc.assert(
    fc.property(text, (expression) => {
      const [guardrail] = loadGuardrails([{ ...anyRule, rule: { ...anyRule.message, text: expression } }]);
      if (!guardrail) throw new Error('the rule is gone');
      const moment = { now: '2026-11-20T10:00:00Z', stage: 'plan' as const, digest: '' };
      const { verdict } = verdictOf(guardrail, subjectOf(planOf([support])), moment);
      expect(['passed', 'denied', 'broken', 'not-applicable']).toContain(verdict);
    }),
    { numRuns: 200 },
  );
});
