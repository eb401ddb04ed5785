/** Every attribute of the catalogue, so that a new setting is tried without a line here. */
import { formatAddress } from '../../../src/address.ts';
import { canReset, kinds } from '../../../src/catalog/index.ts';
import type { Attribute } from '../../../src/catalog/kind.ts';
import type { Json } from '../../../src/json.ts';
import {
  bodyWith,
  declaring,
  type Form,
  formsOf,
  fullBodies,
  isFixed,
  samplesOf,
  segmentsOf,
  settable,
} from '../samples.ts';
import type { Suite } from './suite.ts';

/** An attribute of one form of a kind. */
export interface Placed {
  readonly form: Form;
  readonly path: readonly string[];
  readonly attribute: Attribute;
}

const forms = kinds.flatMap(formsOf);
export const attributes = forms.flatMap((form) => settable(form).map((one): Placed => ({ form, ...one })));
export const titleOf = ({ form, path }: Placed) => [form.title, ...path].join('.');
export const isFormOf = ({ form, path }: Placed) => Object.hasOwn(form.chosen, path.join('.'));

/** What is set is there, what is changed is changed, what leaves is gone or kept, and nothing else happens. */
export function attributeTests(suite: Suite): void {
  for (const one of attributes) setAndChanged(suite, one);
  for (const form of forms) allAtOnce(suite, form);
  for (const form of forms) if (form.kind.leaving !== 'removed') leftOut(suite, form);
  for (const form of forms)
    if (form.kind.leaving === 'removed' && form.kind.name !== 'app') removed(suite, form);
  for (const one of attributes) if (one.attribute.type === 'secret') anotherSecret(suite, one);
}

function setAndChanged({ testWhere, isPossible, gives, atDesk, holds }: Suite, one: Placed): void {
  const title = titleOf(one);
  const edition = title === 'app.enabled' ? 'developer' : 'premium';
  const wanted = valuesOf(one).map((value) =>
    declaring(one.form, bodyWith(one.form, one.path, value), edition),
  );
  const isMonthly = title === 'messages.historyDays';
  testWhere(
    isPossible(...wanted) && (!isMonthly || gives('nextMonth')),
    `${title}: set, changed and put back, it is applied and planned again as nothing`,
    async () => {
      const { desk, console } = await atDesk();
      for (const declared of wanted) {
        if (isMonthly) await console.nextMonth?.();
        await holds(desk, declared);
      }
    },
  );
}

function allAtOnce({ testWhere, isPossible, gives, atDesk, holds }: Suite, form: Form): void {
  const wanted = fullBodies(form).map((body) => declaring(form, body, 'premium'));
  const isMonthly = form.kind.name === 'messages';
  testWhere(
    isPossible(...wanted) && (!isMonthly || gives('nextMonth')),
    `${form.title}: with all its attributes at once`,
    async () => {
      const { desk, console } = await atDesk();
      for (const declared of wanted) {
        if (isMonthly) await console.nextMonth?.();
        await holds(desk, declared);
      }
    },
  );
}

function leftOut({ testWhere, isPossible, atDesk, holds }: Suite, form: Form): void {
  const whole = declaring(form, fullBodies(form)[0] as Json, 'premium');
  const without = declaring(form, undefined, 'premium');
  testWhere(isPossible(whole), `${form.title}: left out again it is planned as nothing`, async () => {
    const { desk } = await atDesk();
    await holds(desk, whole);
    await holds(desk, without);
  });
}

/**
 * Where the kind cannot be read, that it is gone is what was confirmed: the test then holds that the plan asks
 * for it once, and not again.
 */
function removed({ testWhere, isPossible, expect, atDesk, holds }: Suite, form: Form): void {
  const rule = form.kind.effects?.find(({ when }) => when === 'delete')?.rule ?? '';
  const whole = declaring(form, fullBodies(form)[0] as Json, 'premium');
  const without = declaring(form, undefined, 'premium');
  const address = formatAddress(segmentsOf(form, 'support'));
  const entry = { ...without, removed: [{ address, destroy: true, because: 'The shop closed.' }] };
  testWhere(
    isPossible(whole, entry),
    `${form.title}: left out it is refused (${rule}), and with an entry in \`removed:\` it is deleted`,
    async () => {
      const { desk } = await atDesk();
      await holds(desk, whole);
      const { refusals, changes } = await desk.plan(without);
      expect([changes, refusals.map((one) => one.rule)]).toEqual([[], [rule]]);
      const live = formatAddress(segmentsOf(form, desk.state.bindings.get('apps.support') ?? ''));
      expect([...(await desk.read()).objects.keys()]).toContain(live);
      await holds(desk, entry);
      expect([...(await desk.read()).objects.keys()]).not.toContain(live);
      await holds(desk, without);
    },
  );
}

function anotherSecret({ testWhere, isPossible, expect, atDesk, holds }: Suite, one: Placed): void {
  const { form, path } = one;
  const [before, after] = samplesOf(form, path, one.attribute);
  const first = declaring(form, bodyWith(form, path, before), 'premium');
  testWhere(
    isPossible(first),
    `${titleOf(one)}: another secret is an update that does not show it, and the same one is nothing (PSH-4)`,
    async () => {
      const { desk } = await atDesk();
      await holds(desk, first);
      const { changes } = await desk.plan(declaring(form, bodyWith(form, path, after), 'premium'));
      expect(changes.map(({ action }) => action)).toEqual(['update']);
      const leaf = changes[0]?.leaves.find(({ path: [name] }) => name === path[0]);
      expect(leaf?.before).toBe('(sensitive value)');
      if (JSON.stringify(before) !== '{"env":"ACME_KEY"}') return;
      const copy = bodyWith(form, path, { env: 'ACME_KEY_COPY' });
      expect((await desk.plan(declaring(form, copy, 'premium'))).changes).toEqual([]);
    },
  );
}

/** The values of an attribute that goes one way, in their order. */
export function inOrder(attribute: Attribute): Json[] {
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
  if (isFixed(attribute, form)) return [one];
  // What was added to a custom field stays (FLD-5), and is then neither declared nor ours.
  if (attribute.type === 'map' && attribute.leaving === 'kept') return [one, other];
  const isReset = canReset(attribute) && form.kind.name !== 'user-field';
  return [one, other, one, ...(isReset ? [null] : [])];
}
