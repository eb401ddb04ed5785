import { describe, expect, test } from 'vitest';
import type { Attribute } from '../../src/catalog/kind.ts';
import type { Json, JsonMap } from '../../src/json.ts';
import { unknown, type Value } from '../../src/model.ts';
import { documentChanges } from '../../src/plan/document.ts';
import { hasUnknown, known, normalPolicy, sameLeaf, withoutPath } from '../../src/plan/values.ts';

const described = { title: 'A setting', description: 'Of the lobby.', rules: [] };
const document: Attribute = { ...described, type: 'document', grammar: 'cam-policy' };
const set: Attribute = { ...described, type: 'set', values: { read: 'Read', write: 'Write' } };

const allow = (statement: JsonMap): Json => ({
  version: '2.0',
  statement: [{ effect: 'allow', action: ['name/im:*'], resource: ['*'], ...statement }],
});

/** CAM-5: the many ways in which one policy can be written. */
const policies: readonly (readonly [title: string, a: Json, b: Json, same: boolean])[] = [
  ['a single action is a list of one', allow({ action: 'name/im:*' }), allow({}), true],
  ['a single resource is a list of one', allow({ resource: '*' }), allow({}), true],
  [
    'actions have no order',
    allow({ action: ['name/im:B', 'name/im:A'] }),
    allow({ action: ['name/im:A', 'name/im:B'] }),
    true,
  ],
  [
    'an action twice is an action',
    allow({ action: ['name/im:A', 'name/im:A'] }),
    allow({ action: 'name/im:A' }),
    true,
  ],
  [
    'the values of a condition are a set too',
    allow({ condition: { 'for_any_value:string_equal': { 'qcs:tag': ['team&a', 'team&b'] } } }),
    allow({ condition: { 'for_any_value:string_equal': { 'qcs:tag': ['team&b', 'team&a', 'team&a'] } } }),
    true,
  ],
  [
    'keys have no order',
    { statement: [{ resource: ['*'], action: ['name/im:*'], effect: 'allow' }], version: '2.0' },
    allow({}),
    true,
  ],
  [
    'one statement is a list of one',
    { version: '2.0', statement: { effect: 'allow', action: 'name/im:*', resource: '*' } },
    allow({}),
    true,
  ],
  ['an effect makes a difference', allow({ effect: 'deny' }), allow({}), false],
  ['another action makes a difference', allow({ action: ['name/im:*', 'name/trtc:*'] }), allow({}), false],
  [
    'another condition makes a difference',
    allow({ condition: { string_equal: { 'qcs:tag': 'team&a' } } }),
    allow({}),
    false,
  ],
  [
    'statements have an order',
    {
      version: '2.0',
      statement: [
        { effect: 'deny', action: '*', resource: '*' },
        { effect: 'allow', action: '*', resource: '*' },
      ],
    },
    {
      version: '2.0',
      statement: [
        { effect: 'allow', action: '*', resource: '*' },
        { effect: 'deny', action: '*', resource: '*' },
      ],
    },
    false,
  ],
];

describe('policies (CAM-5)', () => {
  test.each(policies)('%s', (_, a, b, same) => {
    expect(sameLeaf(document, a, b)).toBe(same);
    expect(sameLeaf(document, b, a)).toBe(same);
  });

  test('the normal form has lists, sorted and without doubles', () => {
    const policy = allow({ action: ['name/im:B', 'name/im:A', 'name/im:B'], resource: '*' }) as JsonMap;
    expect(normalPolicy(policy)).toEqual({
      version: '2.0',
      statement: [{ effect: 'allow', action: ['name/im:A', 'name/im:B'], resource: ['*'] }],
    });
    expect(policy.statement).toEqual([
      { effect: 'allow', action: ['name/im:B', 'name/im:A', 'name/im:B'], resource: '*' },
    ]);
  });
});

test('sets are the same in any order, and not when one has more', () => {
  expect(sameLeaf(set, ['read', 'write'], ['write', 'read'])).toBe(true);
  expect(sameLeaf(set, ['read', 'read'], ['read'])).toBe(true);
  expect(sameLeaf(set, ['read'], ['read', 'write'])).toBe(false);
  expect(sameLeaf(set, ['read'], undefined)).toBe(false);
});

test('the changes of a policy are told by member, from the top down', () => {
  const before = normalPolicy(
    allow({
      action: ['name/im:A', 'name/im:B', 'name/im:C'],
      condition: { string_equal: { 'qcs:tag': ['a'] } },
    }) as JsonMap,
  );
  const after = normalPolicy({
    version: '2.0',
    statement: [
      { effect: 'deny', action: ['name/im:B', 'name/im:C'], resource: ['*'] },
      { effect: 'allow', action: 'name/im:D', resource: '*' },
    ],
  });
  const changes = documentChanges(before, after);
  expect(JSON.parse(JSON.stringify(changes))).toEqual([
    { path: 'statement[0].action', before: 'name/im:A' },
    { path: 'statement[0].condition', before: { string_equal: { 'qcs:tag': ['a'] } } },
    { path: 'statement[0].effect', before: 'allow', after: 'deny' },
    { path: 'statement[1]', after: { effect: 'allow', action: ['name/im:D'], resource: ['*'] } },
  ]);
});

test('unknown strings are found anywhere, and evaluated where they are known', () => {
  const value: Value = { statement: [{ resource: [unknown(`\${apps.lobby.resource}`), '*'] }] };
  expect(hasUnknown(value)).toBe(true);
  expect(hasUnknown({ statement: [{ resource: ['*'] }] })).toBe(false);
  const evaluated = known(value, (expression) => (expression.includes('lobby') ? 'qcs::im' : undefined));
  expect(JSON.parse(JSON.stringify(evaluated))).toEqual({ statement: [{ resource: ['qcs::im', '*'] }] });
  expect(hasUnknown(known(value, () => undefined))).toBe(true);
});

test('a path is taken out of a copy, with the groups that are empty without it', () => {
  const body = { community: { enabled: true }, avBroadcast: { enabled: true, perSecond: 2 } };
  expect({ ...withoutPath<Json>(body, ['community', 'enabled']) }).toEqual({ avBroadcast: body.avBroadcast });
  expect(JSON.parse(JSON.stringify(withoutPath<Json>(body, ['avBroadcast', 'perSecond'])))).toEqual({
    community: { enabled: true },
    avBroadcast: { enabled: true },
  });
  expect(body.avBroadcast).toEqual({ enabled: true, perSecond: 2 });
});
