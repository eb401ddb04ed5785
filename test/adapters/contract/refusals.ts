/** What the planner refuses, the console refuses too: one value that cannot be, or one thing too many. */
import { kinds } from '../../../src/catalog/index.ts';
import { type Edition, editions, type Kind } from '../../../src/catalog/kind.ts';
import { at, type Json, type MutableMap, put } from '../../../src/json.ts';
import type { Declared } from '../desk.ts';
import { support } from '../mistakes.ts';
import { bodyWith, declaring, type Form, formsOf, isFixed, samplesOf } from '../samples.ts';
import { attributes, inOrder, isFormOf, type Placed, titleOf } from './attributes.ts';
import { kindOf, type Suite } from './suite.ts';

export function refusalTests(suite: Suite): void {
  for (const one of attributes)
    for (const edition of editions)
      if (one.attribute.gate && !one.attribute.gate.editions.includes(edition)) gated(suite, one, edition);
  for (const one of attributes) if (isFixed(one.attribute, one.form)) fixed(suite, one);
  for (const one of attributes) if (one.attribute.upOnly) upwards(suite, one);
  oldApps(suite);
  for (const kind of kinds) if (kind.capacity) limited(suite, kind);
}

function gated(suite: Suite, { form, path, attribute }: Placed, edition: Edition): void {
  const { expect, atDesk, holds, refusedBy } = suite;
  const body = bodyWith(form, path, samplesOf(form, path, attribute)[0]);
  const [without, declared] = [undefined, body].map((one) => declaring(form, one, edition)) as [
    Declared,
    Declared,
  ];
  const title = titleOf({ form, path, attribute });
  suite.testWhere(
    suite.isPossible(without, declared),
    `${title} on a ${edition} app is refused by its rule (EDN-10 to EDN-16), and by the console`,
    async () => {
      const here = await atDesk();
      await holds(here.desk, without);
      const { refusals } = await here.desk.plan(declared);
      expect(refusals.map(({ rule }) => rule)).toContain(attribute.gate?.rule);
      expect(await refusedBy(here, { form, action: 'update', patch: body })).toBe(attribute.gate?.rule);
    },
  );
}

function fixed(suite: Suite, one: Placed): void {
  const { expect, atDesk, holds, refusedBy } = suite;
  const { form, path, attribute } = one;
  const rule = (attribute.immutable ?? attribute.fixed)?.rule ?? '';
  const [before, after] = immutableBodies(one).map(
    (body) => [body, declaring(form, body, 'premium')] as const,
  );
  if (!before || !after) return;
  suite.testWhere(
    suite.isPossible(before[1], after[1]),
    `${titleOf(one)} is set once and for all (${rule})`,
    async () => {
      const here = await atDesk();
      await holds(here.desk, before[1]);
      const { refusals, changes } = await here.desk.plan(after[1]);
      expect([changes.length, refusals.map((refusal) => refusal.rule)]).toEqual([0, [rule]]);
      const patch = patchAt(path, at(after[0], path) as Json);
      expect(await refusedBy(here, { form, action: 'update', patch })).toBe(rule);
    },
  );
}

function upwards(suite: Suite, one: Placed): void {
  const { expect, atDesk, holds, refusedBy } = suite;
  const { form, path, attribute } = one;
  const rule = attribute.upOnly?.rule ?? '';
  const [highest, ...lower] = inOrder(attribute).reverse();
  const declared = (value: Json) => declaring(form, bodyWith(form, path, value), 'developer');
  suite.testWhere(
    suite.isPossible(declared(highest as Json)),
    `${titleOf(one)} goes up and never down (${rule})`,
    async () => {
      const here = await atDesk();
      await holds(here.desk, declared(highest as Json));
      expect(lower.length).toBeGreaterThan(0);
      for (const value of lower) {
        const { refusals, changes } = await here.desk.plan(declared(value));
        expect([changes.length, refusals.map((refusal) => refusal.rule)]).toEqual([0, [rule]]);
        expect(await refusedBy(here, { form, action: 'update', patch: patchAt(path, value) })).toBe(rule);
      }
    },
  );
}

function oldApps(suite: Suite): void {
  const { expect, atDesk, holds, refusedBy } = suite;
  const [form] = formsOf(kindOf('app')) as [Form];
  const withKey = (keyAlgorithm: string) => declaring(form, { keyAlgorithm }, 'developer');
  const isPossible = suite.isPossible(withKey('hmac-sha256'));

  // What algorithm an app has that was there before is to be seen or not.
  suite.testWhere(
    isPossible && suite.gives('oldApp') && suite.sees('app'),
    'an app of before 15 August 2019 is moved to HMAC-SHA256, and not back (APP-11)',
    async () => {
      const here = await atDesk();
      const { desk, console } = here;
      desk.bind('support', (await console.oldApp?.('Acme Support')) ?? '');
      await holds(desk, withKey('ecdsa-sha256'));
      await holds(desk, withKey('hmac-sha256'));
      const { refusals } = await desk.plan(withKey('ecdsa-sha256'));
      expect(refusals.map(({ rule }) => rule)).toEqual(['APP-11']);
      const patch = { keyAlgorithm: 'ecdsa-sha256' };
      expect(await refusedBy(here, { form, action: 'update', patch })).toBe('APP-11');
    },
  );

  suite.test('a new app on the old key algorithm (APP-11)', async () => {
    const { desk } = await atDesk();
    const { refusals, changes } = await desk.plan(withKey('ecdsa-sha256'));
    expect([changes, refusals.map(({ rule }) => rule)]).toEqual([[], ['APP-11']]);
  });
}

function limited(suite: Suite, kind: Kind): void {
  const { expect, atDesk, holds, refusedBy } = suite;
  const [form] = formsOf(kind) as [Form];
  const { limit = 0, rule = '' } = kind.capacity ?? {};
  const full = many(form, limit);
  suite.testWhere(suite.isPossible(full), `one ${kind.name} more than the limit (${rule})`, async () => {
    const here = await atDesk();
    await holds(here.desk, full);
    const { refusals, changes } = await here.desk.plan(many(form, limit + 1));
    expect([changes.length, refusals.map((one) => one.rule)]).toEqual([0, [rule]]);
    const patch = kind.name === 'app' ? { name: 'One more' } : bodyWith(form, [], {});
    expect(await refusedBy(here, { form, action: 'create', patch, key: 'One' })).toBe(rule);
  });
}

/** A body, and one with another value of what cannot change, and all that goes with that. */
function immutableBodies(placed: Placed): readonly [Json, Json] {
  const { form, path, attribute } = placed;
  if (isFormOf(placed)) {
    const all = formsOf(form.kind);
    const other = all[(all.findIndex(({ title }) => title === form.title) + 1) % all.length] as Form;
    return [bodyWith(form, [], {}), bodyWith(other, [], {})];
  }
  const [one, other] = samplesOf(form, path, attribute);
  return [bodyWith(form, path, one), bodyWith(form, path, other)];
}

function patchAt(path: readonly string[], value: Json): MutableMap<Json> {
  const patch: MutableMap<unknown> = {};
  put(patch, path, value);
  return patch as MutableMap<Json>;
}

/** So many resources of a kind that has a limit. Names have letters only. */
function many(form: Form, count: number): Declared {
  const letters = (n: number): string =>
    String.fromCharCode(65 + Math.floor(n / 26)) + String.fromCharCode(65 + (n % 26));
  const named = Array.from({ length: count }, (_, i) => `N${letters(i)}`);
  const isApp = form.kind.name === 'app';
  const body = (key: string) => (isApp ? { name: `Chat ${key}` } : bodyWith(form, [], {}));
  const all = Object.fromEntries(named.map((key) => [key, body(key)]));
  return isApp ? { apps: all } : support('premium', { [form.kind.path[2] ?? '']: all });
}
