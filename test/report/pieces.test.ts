// What grows with a plan is made bit by bit: whoever reads the first of it is not kept waiting for the last.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical } from '../../src/json.ts';
import type { Change, Drift, Leaf, Plan } from '../../src/model.ts';
import { jsonText } from '../../src/printable.ts';
import { planHtml, planHtmlPieces } from '../../src/report/html.ts';
import { plain } from '../../src/report/layout.ts';
import { canonicalTexts, gathered, jsonPieces, LazyList } from '../../src/report/pieces.ts';
import { planJson } from '../../src/report/plan-json.ts';
import { readSavedPlan, savedPlanPieces } from '../../src/report/saved-plan.ts';
import { driftPieces, driftText, planPieces, planText } from '../../src/report/text.ts';
import { hostileAbout, hostileCases, hostilePlan } from './hostile.ts';
import { manyApps } from './many-apps.ts';

const look = { paint: plain, columns: 100 };
const about = hostileAbout('chat');
const count = 3_000;

/** A plan of so many changes, or so much drift, and how many of them a report has looked into so far. */
function watched(): { plan: Plan; drifted: Plan; seen: () => number } {
  const seen = new Set<string>();
  const base = manyApps(3);
  const [app] = base.changes.filter((change) => change.action === 'update') as [Change];
  const one = (index: number) => {
    const address = `apps.app-${Math.floor(index / 10)}.userFields.Field${index % 10}`;
    return {
      address,
      get leaves(): readonly Leaf[] {
        seen.add(address);
        return app.leaves;
      },
    };
  };
  const indexes = Array.from({ length: count }, (_, index) => index);
  const changes = indexes.map(
    (index): Change => Object.defineProperties({ ...app }, descriptors(one(index))),
  );
  const drift = indexes.map((index): Drift => {
    const drifted = { kind: 'user-field', before: { admin: ['read'] }, after: { admin: [] } };
    return Object.defineProperties({ ...drifted } as unknown as Drift, descriptors(one(index)));
  });
  return { plan: { ...base, changes }, drifted: { ...base, changes: [], drift }, seen: () => seen.size };
}

const descriptors = (one: object) => Object.getOwnPropertyDescriptors(one) as PropertyDescriptorMap;

const reports: Readonly<Record<string, (plan: Plan, drifted: Plan) => Iterable<string>>> = {
  text: (plan) => planPieces(plan, look),
  JSON: (plan) => jsonPieces(planJson(plan, '0.1.0')),
  HTML: (plan) => planHtmlPieces(plan, about),
  'drift as text': (_, drifted) => driftPieces(drifted, look),
  'drift as JSON': (_, drifted) => jsonPieces(planJson(drifted, '0.1.0')),
};

test.each(Object.keys(reports))(
  'the first piece of %s is there before most changes are looked into',
  (name) => {
    const { plan, drifted, seen } = watched();
    const pieces = reports[name]?.(plan, drifted)[Symbol.iterator]();
    expect(seen()).toBe(0);
    const first = pieces?.next().value ?? '';
    expect(first.length).toBeLessThan(100_000);
    expect(seen()).toBeGreaterThan(0);
    expect(seen()).toBeLessThan(count / 2);
    for (let next = pieces?.next(); next && !next.done; next = pieces?.next())
      expect(next.value.length).toBeLessThan(100_000);
    expect(seen()).toBe(count);
  },
);

test('the pieces of a saved plan are one that can be read', () => {
  const plan = manyApps(300);
  const pieces = [...savedPlanPieces(plan, '0.1.0')];
  expect(pieces.length).toBeGreaterThan(3);
  expect(readSavedPlan(pieces.join(''))).toEqual({ plan, toolVersion: '0.1.0' });
});

test.each(hostileCases)('%s is the same in pieces', (_, text) => {
  const plan = hostilePlan(text);
  expect([...planPieces(plan, look)].join('')).toBe(planText(plan, look));
  expect([...driftPieces(plan, look)].join('')).toBe(driftText(plan, look));
  expect([...planHtmlPieces(plan, hostileAbout(text))].join('')).toBe(planHtml(plan, hostileAbout(text)));
  const json = planJson(plan, '0.1.0');
  expect([...jsonPieces(json)].join('')).toBe(`${jsonText(JSON.parse(JSON.stringify(json)))}\n`);
});

const names = fc.string({ unit: 'binary', minLength: 1, maxLength: 4 });
const maps = fc.dictionary(names, fc.jsonValue({ maxDepth: 3 }), { minKeys: 1, maxKeys: 4 });

test('JSON in pieces is JSON as a whole, whatever is in it', () => {
  fc.assert(
    fc.property(maps, (map) => {
      expect([...jsonPieces(map)].join('')).toBe(`${jsonText(map)}\n`);
      expect([...canonicalTexts(map)].join('')).toBe(canonical(map));
    }),
  );
});

test('a lazy list is made whenever it is read, and stands where a list does', () => {
  let made = 0;
  const list = new LazyList(function* () {
    for (const key of ['support', 'game']) {
      made += 1;
      yield { key };
    }
  });
  const map = { apps: list, none: new LazyList(() => []), left: undefined };
  expect(made).toBe(0);
  expect([...jsonPieces(map)]).toEqual([
    `{
  "apps": [
    {
      "key": "support"
    },
    {
      "key": "game"
    }
  ],
  "none": []
}
`,
  ]);
  expect([...canonicalTexts(map)].join('')).toBe('{"apps":[{"key":"support"},{"key":"game"}],"none":[]}');
  expect(JSON.stringify(map)).toBe('{"apps":[{"key":"support"},{"key":"game"}],"none":[]}');
  expect(made).toBe(6);
});

test('small texts are gathered, and a large one is not kept waiting', () => {
  const line = `${'x'.repeat(99)}\n`;
  const pieces = [...gathered(Array.from({ length: 1000 }, () => line))];
  expect(pieces.map((piece) => piece.length)).toEqual([32_800, 32_800, 32_800, 1_600]);
  expect([...gathered([line, 'y'.repeat(50_000), line])].map((piece) => piece.length)).toEqual([50_100, 100]);
  expect([...gathered([])]).toEqual([]);
});
