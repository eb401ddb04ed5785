/**
 * What every adapter has to pass: what is planned is carried out, and planned again it is nothing; and what
 * the planner refuses, the console refuses too. The cases come from the catalogue, so that a new setting is
 * tried without a line here.
 */
import { describe, expect, test } from 'vitest';
import type { Adapter, Operation } from '../../src/adapters/adapter.ts';
import { canReset, kinds } from '../../src/catalog/index.ts';
import { editions, type Kind } from '../../src/catalog/kind.ts';
import { type Json, type MutableMap, put } from '../../src/json.ts';
import type { Plan } from '../../src/model.ts';
import { type Declared, type Desk, deskAt } from './desk.ts';
import { bodyWith, declaring, samples, settable } from './samples.ts';

/** A console with nothing in it but the sub-account `alice` and the user group `chat-operators`. */
export interface EmptyConsole {
  readonly adapter: Adapter;
  readonly account: string;
  /** Lets a month pass, where the console's clock can be moved. */
  readonly nextMonth: () => Promise<void>;
}

/** What a plan would do or say, short: nothing at all once it was applied. */
export function outline({ changes, refusals, drift, released }: Plan) {
  return {
    changes: changes.map((one) => `${one.action} ${one.address} ${JSON.stringify(one.leaves)}`),
    refusals: refusals.map((one) => `${one.address} ${one.rule} ${one.message}`),
    drift: drift.map((one) => `${one.address} ${JSON.stringify(one.leaves)}`),
    released: released.map((one) => [one.address, ...one.path].join('.')),
  };
}

export const nothing = { changes: [], refusals: [], drift: [], released: [] };

/** The suite. `open` makes a console for one test, and takes it down after it. */
export function adapterContract(name: string, open: () => Promise<EmptyConsole>): void {
  const atDesk = async () => {
    const console = await open();
    return { ...console, desk: deskAt(console.adapter, console.account) };
  };

  describe(`${name}: every attribute of the catalogue`, () => {
    const attributes = kinds.flatMap((kind) =>
      settable(kind.body).map((one) => ({ ...one, kind, title: [kind.name, ...one.path].join('.') })),
    );
    test.each(attributes.map((one) => [one.title, one] as const))(
      '%s: set, changed and put back, it is applied and planned again as nothing',
      async (_, { kind, path, attribute, title }) => {
        const { desk, adapter, nextMonth } = await atDesk();
        if (kind.name in adapter.capabilities.cannotWrite) return;
        const edition = title === 'app.enabled' ? 'developer' : 'premium';
        for (const value of valuesOf(title, attribute)) {
          await nextMonth();
          await holds(desk, declaring(kind, bodyWith(kind, path, value), edition));
        }
      },
    );

    test.each(kinds.map((kind) => [kind.name, kind] as const))(
      '%s: with all its attributes at once, and left out again',
      async (_, kind) => {
        const { desk, adapter, nextMonth } = await atDesk();
        if (kind.name in adapter.capabilities.cannotWrite) return;
        for (const body of bodiesOf(kind)) {
          await nextMonth();
          await holds(desk, declaring(kind, body, 'premium'));
        }
        if (kind.name === 'app') return;
        const without = declaring(kind, undefined, 'premium');
        expect(await desk.apply(without)).toEqual({});
        expect(outline(await desk.plan(without))).toEqual(nothing);
      },
    );
  });

  describe(`${name}: what the planner refuses`, () => {
    const gated = kinds.flatMap((kind) =>
      settable(kind.body).flatMap(({ path, attribute }) =>
        editions
          .filter((edition) => attribute.gate && !attribute.gate.editions.includes(edition))
          .map((edition) => ({ kind, path, attribute, edition })),
      ),
    );
    test.each(gated.map((one) => [[one.kind.name, ...one.path].join('.'), one.edition, one] as const))(
      '%s on a %s app is refused by its rule (EDN-10 to EDN-16), and by the console',
      async (_, __, { kind, path, attribute, edition }) => {
        const { desk, adapter } = await atDesk();
        await holds(desk, declaring(kind, undefined, edition));
        const body = bodyWith(kind, path, samples(attribute)[0]);
        const { refusals } = await desk.plan(declaring(kind, body, edition));
        expect(refusals.map(({ rule }) => rule)).toContain(attribute.gate?.rule);
        expect(await refusedBy(adapter, desk, kind, 'update', body)).toBe(attribute.gate?.rule);
      },
    );

    const fixed = kinds.flatMap((kind) =>
      settable(kind.body)
        .filter(({ attribute }) => attribute.immutable)
        .map((one) => ({ kind, ...one })),
    );
    test.each(fixed.map((one) => [[one.kind.name, ...one.path].join('.'), one] as const))(
      '%s is set once and for all (FLD-1, FLD-2)',
      async (_, { kind, path, attribute }) => {
        const { desk, adapter } = await atDesk();
        const [before, after] = samples(attribute);
        await holds(desk, declaring(kind, bodyWith(kind, path, before), 'premium'));
        const { refusals, changes } = await desk.plan(
          declaring(kind, bodyWith(kind, path, after), 'premium'),
        );
        expect([changes.length, refusals.map(({ rule }) => rule)]).toEqual([0, [attribute.immutable?.rule]]);
        const patch = patchAt(path, after);
        expect(await refusedBy(adapter, desk, kind, 'update', patch)).toBe(attribute.immutable?.rule);
      },
    );

    const limited = kinds.filter((kind) => kind.capacity);
    test.each(limited.map((kind) => [kind.name, kind.capacity?.rule ?? '', kind] as const))(
      'one %s more than the limit (%s)',
      async (_, rule, kind) => {
        const { desk, adapter } = await atDesk();
        const limit = kind.capacity?.limit ?? 0;
        await holds(desk, many(kind, limit));
        const { refusals, changes } = await desk.plan(many(kind, limit + 1));
        expect([changes.length, refusals.map((one) => one.rule)]).toEqual([0, [rule]]);
        const body = kind.name === 'app' ? { name: 'One more' } : bodyWith(kind, [], {});
        expect(await refusedBy(adapter, desk, kind, 'create', body, 'One')).toBe(rule);
      },
    );

    test('a way back to a lower edition (APP-7)', async () => {
      const { desk, adapter } = await atDesk();
      const app = kinds[0] as Kind;
      await holds(desk, declaring(app, undefined, 'premium'));
      for (const edition of ['standard', 'developer'] as const) {
        const { refusals } = await desk.plan(declaring(app, undefined, edition));
        expect(refusals.map(({ rule }) => rule)).toEqual(['APP-7']);
        expect(await refusedBy(adapter, desk, app, 'update', { edition })).toBe('APP-7');
      }
    });
  });
}

/** Applies a configuration without an error, and finds nothing to do after it. */
async function holds(desk: Desk, declared: Declared): Promise<void> {
  const before = await desk.plan(declared);
  expect(before.refusals).toEqual([]);
  expect(await desk.apply(declared)).toEqual({});
  expect(outline(await desk.plan(declared))).toEqual(nothing);
}

/** One value after the other: there is one way only for the edition, and a null where there is a default. */
function valuesOf(title: string, attribute: Parameters<typeof samples>[0]): readonly Json[] {
  if (title === 'app.edition') return editions;
  const [one, other] = samples(attribute);
  if (attribute.immutable) return [one];
  // What was added to a custom field stays (FLD-5), and is then neither declared nor ours.
  if (attribute.type === 'map' && attribute.leaving === 'kept') return [one, other];
  const isReset = canReset(attribute) && !/^user-field/.test(title);
  return [one, other, one, ...(isReset ? [null] : [])];
}

/** All attributes with their first samples, then with others where they can change. */
function bodiesOf(kind: Kind): readonly Json[] {
  const [one, other] = samples(kind.body) as [MutableMap<Json>, MutableMap<Json>];
  if (kind.body.type === 'map') return [one, other];
  if (kind.name === 'app') return [{ ...one, edition: 'premium' }];
  if (kind.name === 'user-field') return [one];
  return kind.form === 'object' ? [one] : [one, other];
}

function patchAt(path: readonly string[], value: Json): MutableMap<Json> {
  const patch: MutableMap<unknown> = {};
  put(patch, path, value);
  return patch as MutableMap<Json>;
}

/** So many resources of a kind that has a limit. Names have letters only. */
function many(kind: Kind, count: number): Declared {
  const letters = (n: number): string =>
    String.fromCharCode(65 + Math.floor(n / 26)) + String.fromCharCode(65 + (n % 26));
  const named = Array.from({ length: count }, (_, i) => `N${letters(i)}`);
  const body = (key: string) => (kind.name === 'app' ? { name: `Chat ${key}` } : bodyWith(kind, [], {}));
  const all = Object.fromEntries(named.map((key) => [key, body(key)]));
  if (kind.name === 'app') return { apps: all };
  return { apps: { support: { name: 'Acme Support', edition: 'premium', [kind.path[2] ?? '']: all } } };
}

/** Writes without a plan; the rule of the refusal, or what was wrong about it. */
async function refusedBy(
  adapter: Adapter,
  desk: Desk,
  kind: Kind,
  action: Operation['action'],
  patch: Operation['patch'],
  key?: string,
): Promise<string | undefined> {
  const chosen = [desk.state.bindings.get('apps.support') ?? '', key ?? keyOf(kind)];
  const segments = kind.path.map((step) => (step === '*' ? (chosen.shift() ?? '') : step));
  const outcome = await adapter.write({ action, kind: kind.name, segments, patch });
  if (outcome.ok) return 'it was carried out';
  return outcome.error.kind === 'refused' ? outcome.error.rule : outcome.error.kind;
}

const keyOf = (kind: Kind): string =>
  ({ 'user-field': 'Level', 'friend-field': 'Alias' })[kind.name] ?? kind.name;
