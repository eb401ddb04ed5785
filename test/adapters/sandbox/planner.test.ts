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
import { nothing, outline } from '../contract.ts';
import { type Desk, deskAt } from '../desk.ts';
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
    fc.asyncProperty(configuration, configuration, fc.boolean(), async (first, second, isLater) => {
      const sandbox = await open();
      try {
        const wait = async () => {
          if (isLater) await sandbox.advance(31 * 86_400);
        };
        await check(sandbox.adapter, deskAt(sandbox.adapter, account), [first, second], wait);
      } finally {
        await sandbox.adapter.close();
      }
    }),
    { seed, numRuns: runs },
  );
}

type Declared = Parameters<Desk['plan']>[0];

/** The plan after an apply: nothing to do but what is refused, and nothing that somebody else did. */
const settled = (plan: Plan) => ({ ...outline(plan), refusals: [] });

test('whatever is planned the console takes, and planned again it is nothing but the refusals', async () => {
  await forAll(100, async (_, desk, declared, wait) => {
    for (const one of declared) {
      expect(await desk.apply(one)).toEqual({});
      expect(settled(await desk.plan(one))).toEqual(nothing);
      await wait();
    }
  });
}, 120_000);

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
        if (rules.includes('EDN-15') || rules.includes('APP-3')) continue;
        // An app that is refused for what comes after its creation is not there, nor anything in it.
        const [root, key] = parseAddress(address) ?? [];
        if (root === 'apps' && !desk.state.bindings.has(`apps.${key}`)) continue;
        expect(rules).toContain(await refusedRule(adapter, desk, address, here, one));
        for (const rule of rules) seen.add(rule);
      }
    }
  });
  expect([...seen].sort()).toEqual([
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
    'GRP-1',
    'GRP-2',
    'GRP-3',
    'GRP-6',
    'MSG-2',
    'MSG-3',
    'WHK-3',
  ]);
}, 120_000);

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
  const { kind, action, patch } = wantedOf(address, refusals, declared, live.has(formatAddress(segments)));
  const known = (text: string) => evaluate(text, account, (app) => desk.state.bindings.get(app)) ?? text;
  const ready = JSON.parse(JSON.stringify(patch), (_, value) =>
    typeof value === 'string' ? known(value) : value,
  );
  const outcome = await adapter.write({ action, kind, segments, patch: ready });
  if (outcome.ok) return `carried out: ${action} ${address} ${JSON.stringify(patch)}`;
  return outcome.error.rule;
}

function wantedOf(address: string, refusals: readonly Refusal[], declared: Declared, isThere: boolean) {
  const segments = parseAddress(address) ?? [];
  const kind = kindAt(segments)?.name ?? '';
  let body: unknown = declared;
  for (const step of segments) body = isMap(body) ? body[step] : {};
  const patch: MutableMap<unknown> = {};
  for (const { path } of refusals) {
    if (path.length === 0) Object.assign(patch, isMap(body) ? body : {});
    else put(patch, path, at(body, path) ?? null);
  }
  return {
    kind,
    action: isThere ? ('update' as const) : ('create' as const),
    patch: patch as MutableMap<Json>,
  };
}
