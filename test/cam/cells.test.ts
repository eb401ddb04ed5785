// What changes where, against a second way that tries every rule on every place, and every place by itself.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { factsOf, takesIn } from '../../src/cam/access.ts';
import { actionsNamedBy, type ServiceActions } from '../../src/cam/action-classes.ts';
import { type Cell, cellsOf, type Group, type Side, sightOf } from '../../src/cam/cells.ts';
import { accessOf, changeOf, conditionsOf } from '../../src/cam/compare.ts';
import type { CamApp, CamModel } from '../../src/cam/model.ts';
import type { Target } from '../../src/cam/resource.ts';
import { effectiveFor, indexOf } from '../../src/cam/statements.ts';
import { placesFor } from '../../src/cam/targets.ts';
import { account, accountWith, apps, policy } from './arbitrary.ts';

const who = { kind: 'user', name: 'bob' } as const;

function sideOf(model: CamModel): Side {
  const index = indexOf(model);
  return { index, sight: sightOf(index), rules: effectiveFor(index, who).rules.map((one) => one.rule) };
}

/** One that is not there yet, one whose tags nobody knows, and one that no policy names. */
const moreApps: readonly CamApp[] = [
  { kind: 'app', name: 'apps.forum', id: '(apps.forum)', pending: 'apps.forum', tags: { team: 'games' } },
  { kind: 'app', name: 'apps.league', id: '1400000005', tags: undefined },
  { kind: 'app', name: 'apps.market', id: '1600000009', tags: { team: 'chat', env: 'prod' } },
];

const accounts = fc
  .tuple(accountWith(policy), fc.subarray([...apps, ...moreApps], { minLength: 1 }))
  .map(([model, some]): CamModel => ({ ...model, apps: some }));

const held = ({ rules }: Side, target: Target | undefined, service: string) =>
  target &&
  new Map(rules.map((rule) => [rule, takesIn(rule, target, service, account, factsOf(target, account))]));

function grouped<T>(all: readonly T[], keyOf: (one: T) => unknown): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = JSON.stringify(keyOf(one));
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

/** The same as `cellsOf`, with every rule tried on every place. */
function plainly(actions: ServiceActions, was: Side, is: Side): ReturnType<typeof cellsOf> {
  const { service, classes } = actions;
  const all = placesFor(service, was.index.model, is.index.model, [...was.rules, ...is.rules]);
  const places = all.map((place) => ({
    place,
    old: held(was, place.before, service),
    now: held(is, place.after, service),
  }));
  const alike = grouped(places, ({ place, old, now }) => [
    place.after.kind,
    old && [...old.values()].map((on) => on ?? 'no'),
    [...(now?.values() ?? [])].map((on) => on ?? 'no'),
  ]);
  const changed = alike.flatMap((some): Group[] => {
    const [{ place, old, now } = {}] = some;
    const isOperation = place?.after.kind === 'operation';
    const cells = classes
      .filter(({ level }) => level === undefined || (level === 'operation') === isOperation)
      .map((one): Cell => {
        const [before, after] = [old, now].map((known) =>
          accessOf(one.rules.keys(), (rule) => known?.get(rule)),
        );
        if (!before || !after) throw new Error('Both are there.');
        const change = changeOf(before, after);
        const lost = after.denying.length > 0 ? after.denying : before.allowing;
        const policies = !change ? [] : change.direction === 'gain' ? after.allowing : lost;
        return { one, change, wasAllowed: conditionsOf(before) !== undefined, policies };
      });
    return cells.some((cell) => cell.change) ? [{ places: some.map((one) => one.place), cells }] : [];
  });
  const groups = grouped(changed, ({ cells }) =>
    cells.map(({ one, change }) => [classes.indexOf(one), change]),
  );
  return {
    all,
    groups: groups.map((some) => ({
      places: some.flatMap((one) => one.places),
      cells: (some[0]?.cells ?? []).map((cell, i) => ({
        ...cell,
        policies: some.flatMap((one) => one.cells[i]?.policies ?? []),
      })),
    })),
  };
}

test('what changes where is the same as when every rule is tried on every place', () => {
  const counts = { changes: 0, shared: 0, conditional: 0 };
  fc.assert(
    fc.property(accounts, accounts, (before, after) => {
      const [was, is] = [sideOf(before), sideOf(after)];
      for (const actions of actionsNamedBy([...was.rules, ...is.rules])) {
        const found = cellsOf(actions, was, is);
        expect(found).toEqual(plainly(actions, was, is));
        for (const { places, cells } of found.groups) {
          counts.changes += 1;
          if (places.length > 1) counts.shared += 1;
          if (cells.some(({ change }) => change?.when.includes('SDKAppID'))) counts.conditional += 1;
        }
      }
    }),
    { seed: 20_261_125, numRuns: 300 },
  );
  // All sorts of places are among them.
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(20);
});
