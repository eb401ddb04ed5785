// Documents that nobody should write: an answer all the same, and soon.
import { describe, expect, test } from 'vitest';
import { whatChanges } from '../../src/cam/difference.ts';
import { evaluate, requestOf } from '../../src/cam/evaluate.ts';
import { lintPolicy } from '../../src/cam/lint/index.ts';
import { exampleApp, exampleWorld } from '../../src/cam/lint/rule.ts';
import type { CamModel } from '../../src/cam/model.ts';
import { indexOf } from '../../src/cam/statements.ts';
import { linesOf } from '../../src/cam/words.ts';
import { load } from '../../src/config/load.ts';
import type { Json } from '../../src/json.ts';

const withPolicy = (document: Json): CamModel => ({
  ...exampleWorld,
  policies: new Map([['operators', document]]),
  attachments: [{ policy: 'operators', preset: false, holder: { kind: 'user', name: 'alice' } }],
  members: new Map(),
});
const without: CamModel = { ...withPolicy({}), policies: new Map(), attachments: [] };

/** The findings' IDs, alice's verdict on an action, and what the policy means for her. */
function answersTo(document: Json, action = 'im:SetAbilityConfInfo') {
  const model = withPolicy(document);
  const index = indexOf(model);
  const request = requestOf(index, { action, app: 'support' });
  if ('problem' in request) throw new Error(request.problem);
  return {
    findings: [
      ...new Set(lintPolicy({ address: 'cam.policies.operators', document }, model).map((one) => one.id)),
    ],
    verdict: evaluate(index, { kind: 'user', name: 'alice' }, request).verdict,
    lines: linesOf(whatChanges(without, model)).map((line) => line.text),
  };
}

describe('what is no policy grants nothing', () => {
  test.each<[string, Json, string[]]>([
    ['nothing', null, ['cam/document']],
    ['a text', 'allow', ['cam/document']],
    ['a list', [{ effect: 'allow', action: '*', resource: '*' }], ['cam/document']],
    ['no statements', { version: '2.0' }, ['cam/statement']],
    ['a statement of numbers', { version: '2.0', statement: [1, null, 'x'] }, ['cam/statement']],
    [
      'another version',
      {
        version: '3.0',
        statement: [{ effect: 'allow', action: 'im:*', resource: exampleApp('1400000001') }],
      },
      ['cam/version'],
    ],
    [
      'an allow with a lost condition',
      {
        version: '2.0',
        statement: [
          {
            effect: 'allow',
            action: 'im:*',
            resource: exampleApp('1400000001'),
            Condition: { ip_equal: {} },
          },
        ],
      },
      ['cam/unknown-element'],
    ],
    [
      'actions and resources that are no texts',
      { version: '2.0', statement: [{ effect: 'allow', action: [['im:*'], { im: '*' }], resource: 7 }] },
      ['cam/action-syntax', 'cam/resource-syntax'],
    ],
    [
      'keys of the prototype',
      JSON.parse(
        '{"version":"2.0","__proto__":{"statement":[]},"constructor":1,"statement":[{"effect":"allow","action":"constructor","resource":"__proto__"}]}',
      ),
      ['cam/unknown-element', 'cam/action-syntax', 'cam/resource-syntax'],
    ],
  ])('%s', (_, document, findings) => {
    expect(answersTo(document)).toEqual({ findings, verdict: 'not-allowed', lines: [] });
  });

  test('a deny holds all the same', () => {
    const document = {
      version: '2.0',
      statement: [
        { effect: 'allow', action: 'im:*', resource: exampleApp('1400000001') },
        { effect: 'Deny', action: 'im: SetAbilityConfInfo', resource: '*', when: 'always' },
      ],
    };
    expect(answersTo(document).verdict).toBe('denied');
    expect(answersTo(document, 'im:UpdateSecret').verdict).toBe('allowed');
  });
});

test('a document with a key twice is refused by the reader of the language, with its place', () => {
  const text = `chatform: {version: 1, account: "100000000001"}
cam:
  policies:
    operators:
      document:
        version: "2.0"
        statement:
          - effect: allow
            action: "im:Describe*"
            action: "im:*"
            resource: "*"
`;
  const { desired, diagnostics } = load({ files: [{ path: 'chatform.yaml', text }], given: [], env: {} });
  expect(desired).toBeUndefined();
  expect(diagnostics.map((one) => [one.source?.line, one.message])).toEqual([
    [10, 'this key stands twice in the same map, first on line 9; keep one of them'],
  ]);
});

describe('what is long has an answer', () => {
  test('10,000 statements, each about another action', () => {
    const statement = Array.from({ length: 10_000 }, (_, i) => ({
      effect: i % 7 === 0 ? 'deny' : 'allow',
      action: [`im:*Number${i}*`, 'im:SetAbilityConfInfo'],
      resource: exampleApp(i % 2 === 0 ? '1400000001' : '1400000002'),
    }));
    const { findings, verdict, lines } = answersTo({ version: '2.0', statement });
    expect(findings).toContain('cam/too-long');
    expect(verdict).toBe('denied');
    expect(lines).toContain(
      'alice gains perhaps actions that are on no list: there are too many patterns to compare them in all combinations',
    );
  });

  test('10,000 statements of which each is wrong', () => {
    const statement = Array.from({ length: 10_000 }, () => ({ effect: 'permit' }));
    const found = lintPolicy({ address: 'x', document: { version: '2.0', statement } }, exampleWorld);
    expect(found.filter((one) => one.id === 'cam/effect')).toHaveLength(10_000);
  });

  test.each([
    '*a*a*a*a*b',
    `${'*a'.repeat(2000)}*b`,
    '*'.repeat(5000),
    `${'?'.repeat(3000)}*`,
    `${'1'.repeat(50_000)}*x`,
  ])('a pattern by the thousand: %#', (pattern) => {
    const one = { effect: 'allow', action: `im:${pattern}`, resource: exampleApp(pattern) };
    const document = {
      version: '2.0',
      statement: [one, { ...one, effect: 'deny', action: `im:${pattern}x` }],
    };
    expect(answersTo(document, `im:${'a'.repeat(5000)}`).verdict).toMatch(/allowed/);
    expect(answersTo(document).lines.every((line) => line.length < 2000)).toBe(true);
  });

  test('a condition with 5,000 values, and one nested 2,000 deep', () => {
    const values = Array.from({ length: 5000 }, (_, i) => `10.0.${i % 256}.0/24`);
    const many = {
      effect: 'allow',
      action: 'im:*',
      resource: '*',
      condition: { ip_equal: { 'qcs:ip': values } },
    };
    expect(answersTo({ version: '2.0', statement: [many] }).verdict).toBe('depends');
    let deep: Json = '10.0.0.0/8';
    for (let i = 0; i < 2000; i++) deep = [deep];
    const nested = { ...many, condition: { ip_equal: { 'qcs:ip': deep } } };
    expect(answersTo({ version: '2.0', statement: [nested] })).toMatchObject({
      findings: ['cam/condition-syntax'],
      verdict: 'not-allowed',
    });
  });
});
