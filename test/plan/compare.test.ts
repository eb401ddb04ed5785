import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kindNamed, kinds } from '../../src/catalog/index.ts';
import type { Attribute } from '../../src/catalog/kind.ts';
import { equal, type JsonMap } from '../../src/json.ts';
import { unknown, type Value, type ValueMap } from '../../src/model.ts';
import { compare, isSettled } from '../../src/plan/compare.ts';
import { hasUnknown, recordable } from '../../src/plan/values.ts';

function of(kind: string, wanted: ValueMap, live?: JsonMap, recorded?: JsonMap) {
  const found = compare(kindNamed(kind)?.body as Parameters<typeof compare>[0], wanted, live, recorded);
  // Maps have no prototype, and here only their contents count.
  return JSON.parse(JSON.stringify(found)) as typeof found;
}

type Row = readonly [
  title: string,
  kind: string,
  wanted: ValueMap,
  live: JsonMap | undefined,
  recorded: JsonMap | undefined,
  expected: object,
];

const leaves: readonly Row[] = [
  [
    'what is there already is no change',
    'messages',
    { recallSeconds: 120 },
    { recallSeconds: 120 },
    undefined,
    [],
  ],
  [
    'what is otherwise is changed',
    'messages',
    { recallSeconds: 300 },
    { recallSeconds: 120 },
    undefined,
    [{ path: ['recallSeconds'], before: 120, after: 300 }],
  ],
  [
    'what the console does not show is set',
    'webhook',
    { url: 'https://chat.acme.example' },
    { events: [] },
    undefined,
    [{ path: ['url'], after: 'https://chat.acme.example' }],
  ],
  ['what is not declared is not looked at', 'messages', {}, { recallSeconds: 600 }, undefined, []],
  [
    'the items of a set have no order',
    'webhook',
    { events: ['State.StateChange', 'C2C.CallbackAfterSendMsg'] },
    { events: ['C2C.CallbackAfterSendMsg', 'State.StateChange'] },
    undefined,
    [],
  ],
  [
    'a null asks for the default',
    'messages',
    { recallSeconds: null },
    { recallSeconds: 600 },
    undefined,
    [{ path: ['recallSeconds'], before: 600, after: 120, reset: true }],
  ],
  [
    'a null is nothing to do at the default',
    'messages',
    { recallSeconds: null },
    { recallSeconds: 120 },
    undefined,
    [],
  ],
  [
    'a null of what is to be created sends nothing',
    'messages',
    { recallSeconds: null },
    undefined,
    undefined,
    [],
  ],
  [
    'groups are compared by what is in them',
    'group-features',
    { community: { enabled: true, topics: true } },
    { community: { enabled: true, topics: false } },
    undefined,
    [{ path: ['community', 'topics'], before: false, after: true }],
  ],
  [
    'what is known only after apply is a change',
    'webhook',
    { url: unknown(`https://chat.acme.example/\${apps.lobby.sdkAppId}`) },
    { url: 'https://chat.acme.example/1400000001' },
    undefined,
    [
      {
        path: ['url'],
        before: 'https://chat.acme.example/1400000001',
        after: { expression: `https://chat.acme.example/\${apps.lobby.sdkAppId}` },
      },
    ],
  ],
  [
    'a tag of ours that is not declared any more is taken away, a foreign one is not (TAG-1)',
    'tags',
    { team: 'support' },
    { team: 'support', owner: 'alice', cost: '4711' },
    { team: 'support', owner: 'alice' },
    [{ path: ['owner'], before: 'alice' }],
  ],
  ['a tag of ours that is gone already is not taken away', 'tags', {}, {}, { owner: 'alice' }, []],
  [
    'tags are told in the order of their keys',
    'tags',
    { team: 'support', env: 'prod' },
    {},
    undefined,
    [
      { path: ['env'], after: 'prod' },
      { path: ['team'], after: 'support' },
    ],
  ],
  [
    'a group type of a custom field stays (FLD-5)',
    'group-field',
    { groupTypes: { Work: { read: 'all', write: 'member' } } },
    { groupTypes: { Work: { read: 'all', write: 'member' }, Public: { read: 'all', write: 'all' } } },
    { groupTypes: { Public: { read: 'all', write: 'all' } } },
    [],
  ],
];

describe('what has to change', () => {
  test.each(leaves)('%s', (_, kind, wanted, live, recorded, expected) => {
    expect(of(kind, wanted, live, recorded).leaves).toEqual(expected);
  });
});

const released: readonly Row[] = [
  [
    'an attribute of ours that is not declared any more keeps its value',
    'messages',
    {},
    { recallSeconds: 600 },
    { recallSeconds: 120 },
    [{ path: ['recallSeconds'], value: 600 }],
  ],
  ['what was never ours is not released', 'messages', {}, { recallSeconds: 600 }, {}, []],
  [
    'what is gone is not released',
    'app',
    { name: 'Lobby' },
    { name: 'Lobby' },
    { name: 'Lobby', type: 'Game' },
    [],
  ],
  ['a tag is not released, since it is taken away', 'tags', {}, { owner: 'alice' }, { owner: 'alice' }, []],
];

describe('what is released', () => {
  test.each(released)('%s', (_, kind, wanted, live, recorded, expected) => {
    expect(of(kind, wanted, live, recorded).released).toEqual(expected);
  });
});

const drift: readonly Row[] = [
  ['what is as it was has not drifted', 'messages', {}, { recallSeconds: 120 }, { recallSeconds: 120 }, []],
  [
    'what somebody else set',
    'messages',
    { recallSeconds: 120 },
    { recallSeconds: 600 },
    { recallSeconds: 120 },
    [{ path: ['recallSeconds'], before: 120, after: 600 }],
  ],
  [
    'also where it is what the YAML wants now',
    'messages',
    { recallSeconds: 600 },
    { recallSeconds: 600 },
    { recallSeconds: 120 },
    [{ path: ['recallSeconds'], before: 120, after: 600 }],
  ],
  [
    'what somebody else took away',
    'tags',
    { owner: 'alice' },
    {},
    { owner: 'alice' },
    [{ path: ['owner'], before: 'alice' }],
  ],
  [
    'the order of a set is no drift',
    'user-field',
    {},
    { app: ['write', 'read'] },
    { app: ['read', 'write'] },
    [],
  ],
  [
    'what was never ours cannot drift',
    'messages',
    { recallSeconds: 120 },
    { recallSeconds: 600 },
    undefined,
    [],
  ],
  ['a resource that is gone has no values that drifted', 'user-field', {}, undefined, { type: 'string' }, []],
];

describe('what drifted', () => {
  test.each(drift)('%s', (_, kind, wanted, live, recorded, expected) => {
    expect(of(kind, wanted, live, recorded).drift).toEqual(expected);
  });
});

test('what will be ours is what is declared, with the default that a null asks for', () => {
  const { after, before, seen } = of(
    'messages',
    { recallSeconds: null, userStatus: true },
    { recallSeconds: 600, userStatus: false, relationshipCheck: true, pushToAllUsers: true },
    { recallSeconds: 600, relationshipCheck: false },
  );
  expect(after).toEqual({ recallSeconds: 120, userStatus: true });
  expect(before).toEqual({ recallSeconds: 600, userStatus: false });
  expect(seen).toEqual({ recallSeconds: 600, relationshipCheck: true });
});

test('a tag called __proto__ is a tag like any other', () => {
  const wanted = JSON.parse('{"__proto__": "support"}') as ValueMap;
  const { leaves: found, after } = compare(kindNamed('tags')?.body as never, wanted, {}, undefined);
  expect(found).toEqual([{ path: ['__proto__'], after: 'support' }]);
  expect(Object.keys(after)).toEqual(['__proto__']);
});

/** Few different values, so that wanted, live and recorded often are the same, and often are not. */
function anyValue(attribute: Attribute, isWanted: boolean): fc.Arbitrary<Value> {
  const { type } = attribute;
  if (type === 'object' || type === 'map') {
    const inner = type === 'map' ? { a: attribute.item, b: attribute.item } : attribute.attributes;
    const entries = Object.entries(inner).slice(-3);
    const values = entries.map(([key, one]) => [
      key,
      fc.option(anyValue(one, isWanted), { nil: undefined, freq: 8 }),
    ]);
    return fc
      .record(Object.fromEntries(values) as Record<string, fc.Arbitrary<Value | undefined>>)
      .map(
        (map) =>
          Object.fromEntries(Object.entries(map).filter((entry) => entry[1] !== undefined)) as ValueMap,
      );
  }
  const words = ['one', 'two'];
  const plain: Value[] =
    type === 'set' || type === 'names'
      ? [['one'], ['one', 'two'], ['two', 'one'], []]
      : type === 'document'
        ? [
            { version: '2.0', statement: { action: 'a' } },
            { version: '2.0', statement: [{ action: ['a'] }] },
          ]
        : type === 'boolean'
          ? [true, false]
          : words;
  return fc.constantFrom(...plain, ...(isWanted ? [null, unknown(`\${apps.a.sdkAppId}`)] : []));
}

test('what is settled is what a comparison finds nothing in, and what is recorded as it is', () => {
  let settled = 0;
  const bodies = kinds.map(({ body }) => body as Parameters<typeof compare>[0]);
  const cases = fc
    .constantFrom(...bodies)
    .chain((body) => {
      const there = anyValue(body, false);
      return fc.tuple(fc.constant(body), anyValue(body, true), there, there, fc.nat(3));
    })
    // Of four, one has all the same, one what is wanted recorded, and one what is wanted there.
    .map(([body, wanted, live, recorded, same]) => {
      const w = (same === 3 ? wanted : hasUnknown(wanted) ? live : wanted) as ValueMap;
      return [body, w, same < 2 ? w : live, same % 2 === 0 ? w : recorded] as const;
    });
  fc.assert(
    fc.property(cases, ([body, wanted, live, recorded]) => {
      if (!isSettled(body, wanted, live as JsonMap, recorded as JsonMap)) return;
      settled += 1;
      const found = compare(body, wanted, live as JsonMap, recorded as JsonMap);
      expect([found.leaves, found.drift, found.released]).toEqual([[], [], []]);
      expect(equal(recordable(found.after), recorded)).toBe(true);
    }),
    { numRuns: 3000 },
  );
  expect(settled).toBeGreaterThan(200);
});
