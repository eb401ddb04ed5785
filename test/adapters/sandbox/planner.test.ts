/** The planner and the sandbox know the console's rules from two places. They have to agree. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Adapter } from '../../../src/adapters/adapter.ts';
import { openSandbox } from '../../../src/adapters/sandbox/index.ts';
import { formatAddress, parseAddress } from '../../../src/address.ts';
import { kindAt } from '../../../src/catalog/index.ts';
import { evaluate } from '../../../src/expression.ts';
import { at, isMap, type Json, type MutableMap, put } from '../../../src/json.ts';
import type { Plan, Refusal } from '../../../src/model.ts';
import { configuration } from '../arbitrary.ts';
import { type Desk, deskAt } from '../desk.ts';
import { nothing, outline } from '../outline.ts';
import { withoutSecrets } from '../samples.ts';
import { newFolder, start } from './sandbox.ts';

const account = '100000000001';
const seed = 20_261_121;

const open = () =>
  openSandbox({
    directory: newFolder(),
    account,
    users: ['alice'],
    groups: { 'chat-operators': ['alice'] },
    now: start,
  });

const bit = fc.boolean();

/** The end of what only the first configuration has of the kinds that need it said, in apps that both have. */
function removedBy(first: Declared, second: Declared): readonly object[] {
  const keysAt = (declared: Declared, path: readonly string[]) => Object.keys(at(declared, path) ?? {});
  const families = ['certificates', 'accounts', 'groups'];
  const apps = keysAt(second, ['apps']).filter((app) => at(first, ['apps', app]) !== undefined);
  return apps.flatMap((app) =>
    families.flatMap((family) =>
      keysAt(first, ['apps', app, family])
        .map((key) => ['apps', app, family, key])
        .filter((path) => at(second, path) === undefined)
        .map((path) => ({ address: formatAddress(path), destroy: true, because: 'Nobody plays there.' })),
    ),
  );
}

/** Runs with sandboxes of their own: one configuration, and another after it, perhaps a month later. */
async function forAll(
  runs: number,
  check: (
    adapter: Adapter,
    desk: Desk,
    declared: readonly [Declared, Declared],
    wait: () => Promise<void>,
  ) => Promise<void>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(configuration, configuration, bit, bit, async (first, second, isLater, isSaid) => {
      const sandbox = await open();
      try {
        const wait = async () => {
          if (isLater) await sandbox.advance(31 * 86_400);
        };
        const changed = { ...second, ...(isSaid && { removed: removedBy(first, second) }) };
        await check(sandbox.adapter, deskAt(sandbox.adapter, account), [first, changed], wait);
      } finally {
        await sandbox.adapter.close();
      }
    }),
    { seed, numRuns: runs },
  );
}

type Declared = Parameters<Desk['plan']>[0];

/**
 * The plan after an apply: nothing to do but what is refused, and what a refusal held back the first time;
 * and nothing that somebody else did.
 */
const settled = (plan: Plan, held: readonly string[]) => ({
  ...outline({ ...plan, changes: plan.changes.filter(({ address }) => !held.includes(address)) }),
  refusals: [],
});

test('whatever is planned the console takes, and planned again it is nothing but the refusals', async () => {
  await forAll(100, async (_, desk, declared, wait) => {
    for (const one of declared) {
      const held = (await desk.plan(one)).refusals.flatMap(({ holds }) => holds);
      expect(await desk.apply(one)).toEqual({});
      expect(settled(await desk.plan(one), held)).toEqual(nothing);
      await wait();
    }
  });
}, 120_000);

/** What takes something away, and should be said or not be done at all; the console does not ask. */
const plannerOnly = ['EDN-15', 'APP-3', 'ACC-5', 'GRM-4', 'PSH-3'];

test('whatever the planner refuses the console refuses too, by one of the same rules', async () => {
  const seen = new Set<string>();
  await forAll(100, async (adapter, desk, declared, wait) => {
    for (const one of declared) {
      await desk.apply(one);
      await wait();
      const { refusals } = await desk.plan(one);
      const places = new Set(refusals.map(({ address }) => address));
      for (const address of places) {
        const here = refusals.filter((refusal) => refusal.address === address);
        const rules = here.map(({ rule }) => rule);
        // The console would carry these out: that they take something away is for the planner to see.
        if (rules.some((rule) => plannerOnly.includes(rule))) continue;
        // An account that `removed:` takes away, and a group is declared to have.
        if (isAccount(address) && rules.some((rule) => rule.startsWith('GRM-'))) continue;
        // An app that is refused for what comes after its creation is not there, nor anything in it.
        const [root, key] = parseAddress(address) ?? [];
        if (root === 'apps' && !desk.state.bindings.has(`apps.${key}`)) continue;
        expect(rules).toContain(await refusedRule(adapter, desk, address, here, one));
        for (const rule of rules) seen.add(rule);
      }
    }
  });
  expect([...seen].sort()).toEqual([
    'ACC-3',
    'APP-11',
    'APP-5',
    'APP-7',
    'CAM-2',
    'EDN-10',
    'EDN-11',
    'EDN-12',
    'EDN-13',
    'EDN-14',
    'EDN-16',
    'FLD-1',
    'FLD-2',
    'FLD-6',
    'GRM-1',
    'GRM-2',
    'GRM-3',
    'GRP-1',
    'GRP-2',
    'GRP-3',
    'GRP-5',
    'GRP-6',
    'MSG-2',
    'MSG-3',
    'PSH-1',
    'PSH-2',
    'RTC-1',
    'RTC-2',
    'RTC-3',
    'WHK-3',
  ]);
}, 120_000);

const isAccount = (address: string) => kindAt(parseAddress(address) ?? [])?.name === 'account';

/** Writes what was refused of one resource past the planner; the rule by which the console refuses it. */
async function refusedRule(
  adapter: Adapter,
  desk: Desk,
  address: string,
  refusals: readonly Refusal[],
  declared: Declared,
): Promise<string | undefined> {
  const [root = '', key = '', ...rest] = parseAddress(address) ?? [];
  const id = desk.state.bindings.get(`apps.${key}`) ?? '';
  const segments = root === 'apps' ? [root, id, ...rest] : [root, key, ...rest];
  const live = (await desk.read()).objects;
  const isThere = live.has(formatAddress(segments));
  const { kind, action, patch } = wantedOf(address, refusals, declared, isThere, desk);
  const known = (text: string) => evaluate(text, account, (app) => desk.state.bindings.get(app)) ?? text;
  const ready = JSON.parse(JSON.stringify(patch), (_, value) =>
    typeof value === 'string' ? known(value) : value,
  );
  const sent = withoutSecrets(kind, ready);
  const outcome = await adapter.write({ action, kind: kind.name, segments, ...sent });
  if (outcome.ok) return `carried out: ${action} ${address} ${JSON.stringify(patch)}`;
  return outcome.error.rule;
}

function wantedOf(
  address: string,
  refusals: readonly Refusal[],
  declared: Declared,
  isThere: boolean,
  desk: Desk,
) {
  const segments = parseAddress(address) ?? [];
  const kind = kindAt(segments);
  if (!kind) throw new Error(`there is no kind of resource at ${address}`);
  const body = at(declared, segments);
  const patch: MutableMap<unknown> = {};
  for (const { path } of refusals) {
    if (path.length === 0) Object.assign(patch, isMap(body) ? body : {});
    else put(patch, path, at(body, path) ?? null);
  }
  if (!isThere) {
    // What is created is asked for as a whole.
    const whole = kind.form === 'object' && isMap(body) ? { ...body } : patch;
    return { kind, action: 'create' as const, patch: whole as MutableMap<Json> };
  }
  // Of names, each is asked for by itself; one that was ours and is not declared is to go.
  if (Array.isArray(patch.members)) {
    const gone = at(desk.state.records.get(address)?.body, ['members']);
    const without = (Array.isArray(gone) ? gone : []).map((name): [string, unknown] => [name, null]);
    patch.members = Object.fromEntries([...without, ...patch.members.map((name) => [name, true])]);
  }
  return { kind, action: 'update' as const, patch: patch as MutableMap<Json> };
}
