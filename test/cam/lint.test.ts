import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Finding, lintDesired, lintPolicy, lintRules } from '../../src/cam/lint/index.ts';
import { exampleWorld, type LintWorld } from '../../src/cam/lint/rule.ts';
import { modelOfDesired } from '../../src/cam/model.ts';
import { ruleNamed } from '../../src/catalog/index.ts';
import type { Json } from '../../src/json.ts';
import { desiredOf } from '../support/scene.ts';

const address = 'cam.policies.support-operators';
const lint = (document: Json, world: LintWorld = exampleWorld) => lintPolicy({ address, document }, world);
const told = (findings: readonly Finding[]) =>
  findings.map(({ id, path, message }) => [id, path.slice(1).join('.'), message]);

const app = (id: string) => `qcs::im::uin/100000000001:sdkappid/${id}`;
const statement = (more: object): Json => ({
  version: '2.0',
  statement: [{ effect: 'allow', action: 'name/im:Describe*', resource: app('1400000001'), ...more }],
});

describe('the rules', () => {
  test.each(lintRules.map((rule) => [rule.id, rule] as const))('%s: its good example is clean', (_, rule) => {
    expect(told(lint(rule.good))).toEqual([]);
  });

  test.each(lintRules.map((rule) => [rule.id, rule] as const))('%s: its bad example is found', (id, rule) => {
    const found = lint(rule.bad).filter((finding) => finding.id === id);
    expect(found.map(({ severity, rules }) => [severity, rules])).toContainEqual([rule.severity, rule.rules]);
  });

  test('have IDs of their own, and name rules of the console that there are', () => {
    const ids = lintRules.map((rule) => rule.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(lintRules.flatMap((rule) => rule.rules).filter((id) => !ruleNamed(id))).toEqual([]);
  });
});

describe('what is said', () => {
  const cases: [string, Json, string[][]][] = [
    [
      'a misspelt element, with the one that is meant',
      { version: '2.0', statement: [{ effect: 'allow', actions: '*', resource: '*' }] },
      [
        [
          'cam/unknown-element',
          'statement.0.actions',
          'CAM has no element "actions" here. Did you mean "action"?',
        ],
        ['cam/missing-element', 'statement.0', 'the statement has no action; write action: "*" for all'],
      ],
    ],
    [
      'a misspelt action, with the nearest name, at the action (CAM-4)',
      statement({ action: ['name/im:DescribeCallBack', 'name/im:UpdateSecrt'] }),
      [
        [
          'cam/unknown-action',
          'statement.0.action.1',
          'the list of 2026-11 has no action "name/im:UpdateSecrt". Did you mean "name/im:UpdateSecret"?',
        ],
      ],
    ],
    [
      'an action in other letters',
      statement({ action: 'im:updatesecret' }),
      [
        [
          'cam/unknown-action',
          'statement.0.action',
          'it is spelt "im:UpdateSecret", and whether CAM minds the case is not documented',
        ],
      ],
    ],
    [
      'a pattern that matches nothing',
      statement({ action: 'name/im:Desribe*' }),
      [
        [
          'cam/unknown-action',
          'statement.0.action',
          'no known action matches "name/im:Desribe*" (list of 2026-11); check how the actions begin',
        ],
      ],
    ],
    [
      'the blank of the guide (CAM-3)',
      statement({ resource: 'qcs::im::uin/100000000001: sdkappid/1400000001' }),
      [
        [
          'cam/stray-blank',
          'statement.0.resource',
          'there is a blank in "qcs::im::uin/100000000001: sdkappid/1400000001"; write "qcs::im::uin/100000000001:sdkappid/1400000001"',
        ],
      ],
    ],
    [
      'an app that is not there (CAM-3)',
      statement({ resource: [app('1400000001'), app('1400000011')] }),
      [
        [
          'cam/unknown-app',
          'statement.0.resource.1',
          'the account has no app with the SDKAppID 1400000011. Did you mean "1400000001"?',
        ],
      ],
    ],
    [
      'a part of an app (CAM-3, CAM-7)',
      statement({ resource: 'qcs::im::uin/100000000001:group/@TGS#1' }),
      [
        [
          'cam/resource-syntax',
          'statement.0.resource',
          '"group/@TGS#1" is no resource of Chat, which has nothing smaller than an app; write sdkappid/ID, or sdkappid/* for all apps',
        ],
      ],
    ],
    [
      'single actions that a deny makes void (CAM-5)',
      {
        version: '2.0',
        statement: [
          {
            effect: 'allow',
            action: ['name/im:DescribeCallBack', 'name/im:UpdateSecret'],
            resource: app('1400000001'),
          },
          { effect: 'deny', action: 'name/im:*Secret', resource: '*' },
        ],
      },
      [
        [
          'cam/void-allow',
          'statement.0.action.1',
          '"name/im:UpdateSecret" is denied by statement 2, and a deny wins; take one of them away',
        ],
      ],
    ],
    [
      'a whole policy that denies what it allows (CAM-5)',
      {
        version: '2.0',
        statement: [
          { effect: 'allow', action: 'name/im:Describe*', resource: app('1400000001') },
          { effect: 'deny', action: '*', resource: '*' },
        ],
      },
      [
        [
          'cam/void-allow',
          'statement.0',
          'all of this is denied by statement 2, and a deny wins; take one of them away',
        ],
        ['cam/grants-nothing', '', 'the policy grants nothing: its own statements deny all that it allows'],
      ],
    ],
    [
      'the second of two statements that say the same',
      {
        version: '2.0',
        statement: [
          { effect: 'allow', action: 'im:Describe*', resource: app('1400000001') },
          { effect: 'allow', action: ['name/im:Describe*'], resource: [app('1400000001')] },
        ],
      },
      [['cam/shadowed', 'statement.1', 'statement 1 says this already; take it away']],
    ],
    [
      'the first of two statements, where only the second holds in any case',
      {
        version: '2.0',
        statement: [
          {
            effect: 'allow',
            action: 'im:Describe*',
            resource: app('1400000001'),
            condition: { ip_equal: { 'qcs:ip': '10.0.0.0/8' } },
          },
          { effect: 'allow', action: 'im:Describe*', resource: app('1400000001') },
        ],
      },
      [['cam/shadowed', 'statement.0', 'statement 2 says this already; take it away']],
    ],
    [
      'nothing of two statements under different conditions',
      {
        version: '2.0',
        statement: ['10.0.0.0/8', '192.168.0.0/16'].map((network) => ({
          effect: 'allow',
          action: 'im:Describe*',
          resource: app('1400000001'),
          condition: { ip_equal: { 'qcs:ip': network } },
        })),
      },
      [],
    ],
    [
      'an action beside a pattern of it',
      statement({ action: ['name/im:DescribeCallBack', 'name/im:Describe*'] }),
      [
        [
          'cam/shadowed',
          'statement.0.action.0',
          '"name/im:Describe*" beside it says this already; take it away',
        ],
      ],
    ],
    [
      'a condition that is only one key wide of the mark',
      statement({ condition: { string_equal: { 'qcs:tags': 'team&chat' } } }),
      [
        [
          'cam/unknown-key',
          'statement.0.condition.string_equal.qcs:tags',
          'there is no condition key "qcs:tags". Did you mean "qcs:tag"?',
        ],
      ],
    ],
    [
      'a misspelt operator behind for_any_value (CAM-6)',
      statement({ condition: { 'for_any_value:string_equals': { 'qcs:tag': 'team&chat' } } }),
      [
        [
          'cam/unknown-operator',
          'statement.0.condition.for_any_value:string_equals.qcs:tag',
          'there is no operator "string_equals". Did you mean "string_equal"?',
        ],
      ],
    ],
    [
      'tags by for_all_value, and with a second "&" (CAM-6)',
      statement({ condition: { 'for_all_value:string_equal': { 'qcs:tag': ['team&chat', 'a&b&c'] } } }),
      [
        [
          'cam/tag-qualifier',
          'statement.0.condition.for_all_value:string_equal.qcs:tag',
          'tags are compared by for_any_value only; write "for_any_value:string_equal"',
        ],
        [
          'cam/tag-value',
          'statement.0.condition.for_all_value:string_equal.qcs:tag',
          '"a&b&c" is no tag; write KEY&VALUE with one "&", such as team&chat (a tag has no "&" in it)',
        ],
      ],
    ],
    [
      'a key named twice in a tag condition',
      statement({ condition: { string_equal: { 'qcs:resource_tag/team': 'team&chat' } } }),
      [
        [
          'cam/tag-value',
          'statement.0.condition.string_equal.qcs:resource_tag/team',
          'the key is in "qcs:resource_tag/team" already; write the value alone, "chat"',
        ],
      ],
    ],
    [
      'a right over CAM itself',
      statement({ action: ['name/cam:Get*', 'name/cam:*Policy'], resource: '*' }),
      [
        [
          'cam/escalation',
          'statement.0.action.1',
          'whoever has this can take any right, or get at keys (cam:AttachGroupPolicy, cam:AttachGroupsPolicy, cam:AttachRolePolicy and 10 more); leave it out, or attach it to those alone who run the account',
        ],
      ],
    ],
    [
      'a feature set, which CAM takes, as something that cannot be reviewed',
      statement({ action: ['name/im:Describe*', 'permid/280649'] }),
      [
        [
          'cam/feature-set',
          'statement.0.action.1',
          'which actions the feature set "permid/280649" has is not published, and what changes for whom cannot name them; name the actions',
        ],
      ],
    ],
    [
      'a part of the products, but not of regions, owners and the words before an SDKAppID',
      statement({
        resource: [
          'qcs::i*::uin/100000000001:sdkappid/*',
          'qcs::cos:*:uid/1250000000:examplebucket-1250000000/*',
          'qcs::cvm:*:*:instance/*',
          'qcs::im:*:uin/100000000001:sdkapp*',
        ],
      }),
      [
        [
          'cam/resource-syntax',
          'statement.0.resource.0',
          'the product of "qcs::i*::uin/100000000001:sdkappid/*" has to be named in full; leave the segment empty for all products',
        ],
      ],
    ],
    [
      'another account, but not a role there that is to be assumed',
      statement({
        action: ['name/sts:AssumeRole'],
        resource: ['qcs::cam::uin/100000000007:roleName/DevOpsRole', 'qcs::cam::uin/100000000007:policyid/1'],
      }),
      [
        [
          'cam/wrong-account',
          'statement.0.resource.1',
          'the resource is of "uin/100000000007", and this account is uin/100000000001; nothing of it can be granted here. Did you mean "uin/100000000001"?',
        ],
        [
          'cam/escalation',
          'statement.0.action.0',
          'whoever has this can take any right, or get at keys (sts:AssumeRole); leave it out, or attach it to those alone who run the account',
        ],
      ],
    ],
    [
      'a tag without "&", but not a pattern of tags',
      statement({
        action: '*',
        resource: '*',
        condition: { 'for_any_value:string_like': { 'qcs:resource_tag': ['team*', 'team'] } },
      }),
      [
        [
          'cam/tag-value',
          'statement.0.condition.for_any_value:string_like.qcs:resource_tag',
          '"team" is no tag; write KEY&VALUE with one "&", such as team&chat (a tag has no "&" in it)',
        ],
      ],
    ],
    ['no object', [1, 2], [['cam/document', '', 'a policy is an object of version and statement']]],
    [
      'statements that are no objects',
      { version: '2.0', statement: ['allow'] },
      [
        [
          'cam/statement',
          'statement.0',
          'a statement is an object of effect, action, resource and condition',
        ],
      ],
    ],
  ];

  test.each(cases)('%s', (_, document, expected) => {
    expect(told(lint(document))).toEqual(expected);
  });

  test('which apps a policy by tag shuts out (CAM-8, TAG-3)', () => {
    const arena = { kind: 'app', name: 'apps.arena', id: '1400000003', tags: {} } as const;
    const world: LintWorld = { ...exampleWorld, apps: [...exampleWorld.apps, arena] };
    const document = statement({
      action: '*',
      resource: '*',
      condition: { 'for_any_value:string_equal': { 'qcs:tag': ['team&chat'] } },
    });
    expect(told(lint(document, world))).toEqual([
      [
        'cam/untagged-apps',
        'statement.0.condition.for_any_value:string_equal.qcs:tag',
        'apps.arena has no tags, so this does not reach it, nor an app that is made until it gets the tag; give the apps their tags',
      ],
    ]);
  });

  test('nothing of apps that are not declared, where the others are not known', () => {
    const world: LintWorld = { ...exampleWorld, allApps: false };
    expect(lint(statement({ resource: app('1400000011') }), world)).toEqual([]);
  });
});

test('a policy stands at 6,144 characters without its spaces (CAM-5)', () => {
  // Each action is 20 characters with its quotes and comma, and 2 blanks.
  const actions = (count: number) =>
    Array.from({ length: count }, (_, i) => ` im: ${String(10_000_000_000_000 + i)}`);
  const lengthOf = (list: Json) => JSON.stringify(statement({ action: list })).replace(/ /g, '').length;
  const longest = actions(Math.floor((6144 - lengthOf([])) / 20) - 1);
  const last = `im:${'x'.repeat(6144 - lengthOf([...longest, 'im:']))}`;
  const tooLong = (list: Json) =>
    lint(statement({ action: list })).flatMap(({ id, message }) => (id === 'cam/too-long' ? [message] : []));
  expect(lengthOf([...longest, last])).toBe(6144);
  expect(tooLong([...longest, last])).toEqual([]);
  expect(tooLong([...longest, `${last}x`])).toEqual([
    'the policy has 6,145 characters without spaces, and CAM takes 6,144; use patterns such as name/im:Describe*, or make two policies of it',
  ]);
});

test('a finding of a configuration has its line and column, down to the element', () => {
  const yaml = `chatform: {version: 1, account: "100000000001"}
apps:
  support: {name: Support}
cam:
  policies:
    support-operators:
      document:
        version: "2.0"
        statement:
          - effect: allow
            action:
              - name/im:DescribeCallBack
              - name/im:DescribCallBack
            resource: ["\${apps.support.resource}", "qcs::im::uin/7:sdkappid/*"]
`;
  const { desired } = desiredOf([{ path: 'chatform.yaml', text: yaml }]);
  const findings = lintDesired(desired, modelOfDesired(desired));
  expect(
    findings.map(({ id, source }) => [id, source.file, source.line, source.column, source.text]),
  ).toEqual([
    ['cam/unknown-action', 'chatform.yaml', 13, 17, '              - name/im:DescribCallBack'],
    [
      'cam/wrong-account',
      'chatform.yaml',
      14,
      52,
      `            resource: ["\${apps.support.resource}", "qcs::im::uin/7:sdkappid/*"]`,
    ],
  ]);
});

test('the policies of the example with everything are clean', () => {
  const folder = path.resolve(import.meta.dirname, '..', '..', 'examples', 'everything');
  const files = ['chatform.yaml', 'apps/support.yaml'].map((name) => ({
    path: name,
    text: fs.readFileSync(path.join(folder, name), 'utf8'),
  }));
  const { desired } = desiredOf(files);
  expect([...desired.resources.keys()]).toContain(address);
  expect(lintDesired(desired, modelOfDesired(desired))).toEqual([]);
});
