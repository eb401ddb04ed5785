/**
 * What every adapter has to pass: what is planned is carried out, and planned again it is nothing; and what
 * the planner refuses, the console refuses too. The cases come from the catalogue, so that a new setting is
 * tried without a line here.
 */
import { describe, expect, test } from 'vitest';
import type { Adapter, Operation } from '../../src/adapters/adapter.ts';
import { formatAddress } from '../../src/address.ts';
import { canReset, kinds } from '../../src/catalog/index.ts';
import { type Attribute, editions, type Kind } from '../../src/catalog/kind.ts';
import { at, type Json, type MutableMap, put } from '../../src/json.ts';
import type { Plan } from '../../src/model.ts';
import { type Declared, type Desk, deskAt } from './desk.ts';
import { crowds, mistakes, support } from './mistakes.ts';
import {
  bodyWith,
  declaring,
  type Form,
  formsOf,
  fullBodies,
  samplesOf,
  segmentsOf,
  settable,
  withoutSecrets,
} from './samples.ts';

/** A console with nothing in it but the sub-account `alice` and the user group `chat-operators`. */
export interface EmptyConsole {
  readonly adapter: Adapter;
  readonly account: string;
  /** Lets a month pass, where the console's clock can be moved. */
  readonly nextMonth: () => Promise<void>;
  /** Gives the console an app of before 15 August 2019, and tells its SDKAppID. */
  readonly oldApp: (name: string) => Promise<string>;
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

/** An attribute of one form of a kind. */
interface Placed {
  readonly form: Form;
  readonly path: readonly string[];
  readonly attribute: Attribute;
}

const forms = kinds.flatMap(formsOf);
const attributes = forms.flatMap((form) => settable(form).map((one): Placed => ({ form, ...one })));
const titleOf = ({ form, path }: Placed) => [form.title, ...path].join('.');
const isFormOf = ({ form, path }: Placed) => Object.hasOwn(form.chosen, path.join('.'));

/** The suite. `open` makes a console for one test, and takes it down after it. */
export function adapterContract(name: string, open: () => Promise<EmptyConsole>): void {
  const atDesk = async () => {
    const console = await open();
    return { ...console, desk: deskAt(console.adapter, console.account) };
  };

  describe(`${name}: every attribute of the catalogue`, () => {
    test.each(attributes.map((one) => [titleOf(one), one] as const))(
      '%s: set, changed and put back, it is applied and planned again as nothing',
      async (title, one) => {
        const { desk, nextMonth } = await atDesk();
        const edition = title === 'app.enabled' ? 'developer' : 'premium';
        for (const value of valuesOf(one)) {
          if (title === 'messages.historyDays') await nextMonth();
          await holds(desk, declaring(one.form, bodyWith(one.form, one.path, value), edition));
        }
      },
    );

    test.each(forms.map((form) => [form.title, form] as const))(
      '%s: with all its attributes at once',
      async (_, form) => {
        const { desk, nextMonth } = await atDesk();
        for (const body of fullBodies(form)) {
          if (form.kind.name === 'messages') await nextMonth();
          await holds(desk, declaring(form, body, 'premium'));
        }
      },
    );

    const leaving = forms.filter(({ kind }) => kind.leaving !== 'removed');
    test.each(leaving.map((form) => [form.title, form] as const))(
      '%s: left out again it is planned as nothing',
      async (_, form) => {
        const { desk } = await atDesk();
        await holds(desk, declaring(form, fullBodies(form)[0] as Json, 'premium'));
        const without = declaring(form, undefined, 'premium');
        expect(await desk.apply(without)).toEqual({});
        expect(outline(await desk.plan(without))).toEqual(nothing);
      },
    );

    const removed = forms.filter(({ kind }) => kind.leaving === 'removed' && kind.name !== 'app');
    test.each(removed.map((form) => [form.title, deletionRule(form), form] as const))(
      '%s: left out it is refused (%s), and with an entry in `removed:` it is deleted',
      async (_, rule, form) => {
        const { desk } = await atDesk();
        await holds(desk, declaring(form, fullBodies(form)[0] as Json, 'premium'));
        const without = declaring(form, undefined, 'premium');
        const { refusals, changes } = await desk.plan(without);
        expect([changes, refusals.map((one) => one.rule)]).toEqual([[], [rule]]);
        const address = formatAddress(segmentsOf(form, 'support'));
        const live = formatAddress(segmentsOf(form, desk.state.bindings.get('apps.support') ?? ''));
        expect([...(await desk.read()).objects.keys()]).toContain(live);
        const entry = { ...without, removed: [{ address, destroy: true, because: 'The shop closed.' }] };
        await holds(desk, entry);
        expect([...(await desk.read()).objects.keys()]).not.toContain(live);
        await holds(desk, without);
      },
    );

    const sealed = attributes.filter(({ attribute }) => attribute.type === 'secret');
    test.each(sealed.map((one) => [titleOf(one), one] as const))(
      '%s: another secret is an update that does not show it, and the same one is nothing (PSH-4)',
      async (_, one) => {
        const { desk } = await atDesk();
        const [before, after] = samplesOf(one.form, one.path, one.attribute);
        await holds(desk, declaring(one.form, bodyWith(one.form, one.path, before), 'premium'));
        const { changes } = await desk.plan(
          declaring(one.form, bodyWith(one.form, one.path, after), 'premium'),
        );
        expect(changes.map(({ action }) => action)).toEqual(['update']);
        const leaf = changes[0]?.leaves.find(({ path }) => path[0] === one.path[0]);
        expect(leaf?.before).toBe('(sensitive value)');
        if (JSON.stringify(before) !== '{"env":"ACME_KEY"}') return;
        const copy = bodyWith(one.form, one.path, { env: 'ACME_KEY_COPY' });
        expect((await desk.plan(declaring(one.form, copy, 'premium'))).changes).toEqual([]);
      },
    );
  });

  describe(`${name}: what the planner refuses`, () => {
    const gated = attributes.flatMap((one) =>
      editions
        .filter((edition) => one.attribute.gate && !one.attribute.gate.editions.includes(edition))
        .map((edition) => ({ ...one, edition })),
    );
    test.each(gated.map((one) => [titleOf(one), one.edition, one] as const))(
      '%s on a %s app is refused by its rule (EDN-10 to EDN-16), and by the console',
      async (_, __, { form, path, attribute, edition }) => {
        const { desk, adapter } = await atDesk();
        await holds(desk, declaring(form, undefined, edition));
        const body = bodyWith(form, path, samplesOf(form, path, attribute)[0]);
        const { refusals } = await desk.plan(declaring(form, body, edition));
        expect(refusals.map(({ rule }) => rule)).toContain(attribute.gate?.rule);
        expect(await refusedBy(adapter, desk, form, 'update', body)).toBe(attribute.gate?.rule);
      },
    );

    const fixed = attributes.filter(({ attribute }) => attribute.immutable);
    test.each(fixed.map((one) => [titleOf(one), one.attribute.immutable?.rule ?? '', one] as const))(
      '%s is set once and for all (%s)',
      async (_, rule, one) => {
        const { desk, adapter } = await atDesk();
        const { form, path } = one;
        const [before, after] = immutableBodies(one);
        await holds(desk, declaring(form, before, 'premium'));
        const { refusals, changes } = await desk.plan(declaring(form, after, 'premium'));
        expect([changes.length, refusals.map((refusal) => refusal.rule)]).toEqual([0, [rule]]);
        const patch = patchAt(path, at(after, path) as Json);
        expect(await refusedBy(adapter, desk, form, 'update', patch)).toBe(rule);
      },
    );

    const upwards = attributes.filter(({ attribute }) => attribute.upOnly);
    test.each(upwards.map((one) => [titleOf(one), one.attribute.upOnly?.rule ?? '', one] as const))(
      '%s goes up and never down (%s)',
      async (_, rule, one) => {
        const { desk, adapter } = await atDesk();
        const { form, path, attribute } = one;
        const [highest, ...lower] = inOrder(attribute).reverse();
        await holds(desk, declaring(form, bodyWith(form, path, highest as Json), 'developer'));
        expect(lower.length).toBeGreaterThan(0);
        for (const value of lower) {
          const { refusals, changes } = await desk.plan(
            declaring(form, bodyWith(form, path, value), 'developer'),
          );
          expect([changes.length, refusals.map((refusal) => refusal.rule)]).toEqual([0, [rule]]);
          expect(await refusedBy(adapter, desk, form, 'update', patchAt(path, value))).toBe(rule);
        }
      },
    );

    test('an app of before 15 August 2019 is moved to HMAC-SHA256, and not back (APP-11)', async () => {
      const { desk, adapter, oldApp } = await atDesk();
      const [app] = formsOf(kindOf('app')) as [Form];
      desk.bind('support', await oldApp('Acme Support'));
      const withKey = (keyAlgorithm: string) => declaring(app, { keyAlgorithm }, 'developer');
      await holds(desk, withKey('ecdsa-sha256'));
      await holds(desk, withKey('hmac-sha256'));
      const { refusals } = await desk.plan(withKey('ecdsa-sha256'));
      expect(refusals.map(({ rule }) => rule)).toEqual(['APP-11']);
      expect(await refusedBy(adapter, desk, app, 'update', { keyAlgorithm: 'ecdsa-sha256' })).toBe('APP-11');
    });

    test('a new app on the old key algorithm (APP-11)', async () => {
      const { desk } = await atDesk();
      const [app] = formsOf(kindOf('app')) as [Form];
      const { refusals, changes } = await desk.plan(
        declaring(app, { keyAlgorithm: 'ecdsa-sha256' }, 'developer'),
      );
      expect([changes, refusals.map(({ rule }) => rule)]).toEqual([[], ['APP-11']]);
    });

    const limited = kinds.filter((kind) => kind.capacity);
    test.each(limited.map((kind) => [kind.name, kind.capacity?.rule ?? '', kind] as const))(
      'one %s more than the limit (%s)',
      async (_, rule, kind) => {
        const { desk, adapter } = await atDesk();
        const [form] = formsOf(kind) as [Form];
        const limit = kind.capacity?.limit ?? 0;
        await holds(desk, many(form, limit));
        const { refusals, changes } = await desk.plan(many(form, limit + 1));
        expect([changes.length, refusals.map((one) => one.rule)]).toEqual([0, [rule]]);
        const body = kind.name === 'app' ? { name: 'One more' } : bodyWith(form, [], {});
        expect(await refusedBy(adapter, desk, form, 'create', body, 'One')).toBe(rule);
      },
    );
  });

  describe(`${name}: people, groups, trials and certificates that there cannot be`, () => {
    test.each(crowds)('%s is refused by both (%s)', async (_, rule, { kind, full, more, create }) => {
      const { desk, adapter } = await atDesk();
      await holds(desk, full);
      const { refusals, changes } = await desk.plan(more);
      expect([changes.length, refusals.map((one) => one.rule)]).toEqual([0, [rule]]);
      const [form] = formsOf(kindOf(kind)) as [Form];
      const { action, patch, key } = create;
      expect(await refusedBy(adapter, desk, form, action, patch, key)).toBe(rule);
    });

    test.each(mistakes)('%s is refused by both (%s)', async (_, rule, { before, after, kind, write }) => {
      const { desk, adapter } = await atDesk();
      await holds(desk, before);
      const { refusals, changes } = await desk.plan(after);
      expect([changes.length, refusals.map((one) => one.rule)]).toEqual([0, [rule]]);
      const [form] = formsOf(kindOf(kind)) as [Form];
      const [action, key, patch] = write;
      expect(await refusedBy(adapter, desk, form, action, patch, ...(key === '' ? [] : [key]))).toBe(rule);
    });

    test('an account that a declared group has is not deleted (GRM-1, GRM-3)', async () => {
      const { desk } = await atDesk();
      const group = { type: 'Work', name: 'Desk', owner: 'owner-1', members: ['guest-1'] };
      const users = { 'owner-1': {}, 'guest-1': {}, 'guest-2': {} };
      await holds(desk, support('premium', { accounts: users, groups: { desk: group } }));
      const gone = Object.keys(users).map((key) => ({
        address: `apps.support.accounts.${key}`,
        destroy: true,
      }));
      const { changes, refusals } = await desk.plan({
        ...support('premium', { groups: { desk: group } }),
        removed: gone,
      });
      expect(changes.map(({ action, address }) => `${action} ${address}`)).toEqual([
        'delete apps.support.accounts.guest-2',
      ]);
      expect(refusals.map(({ address, rule }) => `${address} ${rule}`)).toEqual([
        'apps.support.accounts.guest-1 GRM-3',
        'apps.support.accounts.owner-1 GRM-1',
      ]);
    });

    test('an owner who is not listed among the members is no change (GRM-1)', async () => {
      const { desk } = await atDesk();
      const group = { type: 'Work', name: 'Desk', owner: 'owner-1', members: ['guest-1'] };
      const accounts = { 'owner-1': {}, 'guest-1': {}, 'owner-2': {} };
      const declared = (owner: string) =>
        support('premium', { accounts, groups: { desk: { ...group, owner } } });
      await holds(desk, declared('owner-1'));
      await holds(desk, declared('owner-2'));
      const live = (await desk.read()).objects.get(
        `apps.${desk.state.bindings.get('apps.support')}.groups.desk`,
      );
      expect(live?.body.members).toEqual(['guest-1', 'owner-1', 'owner-2']);
    });

    test('an eleventh trial of the account is refused by both (RTC-2)', async () => {
      const { desk, adapter } = await atDesk();
      const shops = ['aachen', 'basel', 'colmar', 'dijon', 'essen'];
      const trials = (keys: readonly string[], trtc: Json) =>
        Object.fromEntries(keys.map((key) => [key, { name: `Shop of ${key}`, trtc }]));
      const ten = trials(shops, { activated: true, call: 'trial', callTrials: 2 });
      await holds(desk, { apps: { ...ten, ...trials(['support'], { activated: true }) } });
      const trtc = { activated: true, call: 'trial' };
      const { refusals, changes } = await desk.plan({ apps: { ...ten, ...trials(['support'], trtc) } });
      expect([changes.length, refusals.map(({ rule }) => rule)]).toEqual([0, ['RTC-2']]);
      const [form] = formsOf(kindOf('trtc')) as [Form];
      expect(await refusedBy(adapter, desk, form, 'update', { call: 'trial' })).toBe('RTC-2');
    });
  });
}

/** The kind of a name. @throws Error when there is none: a mistake in a test */
function kindOf(name: string): Kind {
  const kind = kinds.find((one) => one.name === name);
  if (!kind) throw new Error(`the catalogue has no kind ${name}`);
  return kind;
}

function deletionRule({ kind }: Form): string {
  return kind.effects?.find(({ when }) => when === 'delete')?.rule ?? '';
}

/** Applies a configuration without an error, and finds nothing to do after it. */
async function holds(desk: Desk, declared: Declared): Promise<void> {
  const before = await desk.plan(declared);
  expect(before.refusals).toEqual([]);
  expect(await desk.apply(declared)).toEqual({});
  expect(outline(await desk.plan(declared))).toEqual(nothing);
}

/** The values of an attribute that goes one way, in their order. */
function inOrder(attribute: Attribute): Json[] {
  if (attribute.type === 'boolean') return [false, true];
  if (attribute.type === 'integer') return [attribute.minimum ?? 0, attribute.maximum ?? 1];
  return attribute.type === 'enum' ? Object.keys(attribute.values) : [];
}

/** One value after the other: upwards where there is one way only, and a null where there is a default. */
function valuesOf(placed: Placed): readonly Json[] {
  const { form, path, attribute } = placed;
  if (titleOf(placed) === 'app.keyAlgorithm') return ['hmac-sha256', null];
  if (attribute.upOnly) return inOrder(attribute);
  if (isFormOf(placed)) return [form.chosen[path.join('.')] ?? ''];
  const [one, other] = samplesOf(form, path, attribute);
  if (attribute.immutable) return [one];
  // What was added to a custom field stays (FLD-5), and is then neither declared nor ours.
  if (attribute.type === 'map' && attribute.leaving === 'kept') return [one, other];
  const isReset = canReset(attribute) && form.kind.name !== 'user-field';
  return [one, other, one, ...(isReset ? [null] : [])];
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

/** Writes without a plan; the rule of the refusal, or what was wrong about it. */
async function refusedBy(
  adapter: Adapter,
  desk: Desk,
  form: Form,
  action: Operation['action'],
  patch: Operation['patch'],
  ...keys: readonly string[]
): Promise<string | undefined> {
  const sdkAppId = desk.state.bindings.get('apps.support') ?? '';
  const segments =
    form.kind.name === 'app' && action === 'create' ? ['apps', ''] : segmentsOf(form, sdkAppId, ...keys);
  const sent = withoutSecrets(form.kind, patch);
  const outcome = await adapter.write({ action, kind: form.kind.name, segments, ...sent });
  if (outcome.ok) return 'it was carried out';
  return outcome.error.kind === 'refused' ? outcome.error.rule : outcome.error.kind;
}
