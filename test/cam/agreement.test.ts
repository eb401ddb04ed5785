// Evaluation and summary against a second, deliberately naive reading of the same policies.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { actionsOf, knownAction } from '../../src/cam/action.ts';
import { type ForWhom, whatChanges } from '../../src/cam/difference.ts';
import { evaluate } from '../../src/cam/evaluate.ts';
import type { Grant } from '../../src/cam/grants.ts';
import { matches, patternOf } from '../../src/cam/match.ts';
import type { CamApp, CamModel, Holder } from '../../src/cam/model.ts';
import { indexOf } from '../../src/cam/statements.ts';
import {
  account,
  accountWith,
  apps,
  asked,
  documentsFor,
  keyNames,
  keys,
  plainPolicy,
  policy,
} from './arbitrary.ts';
import { naiveVerdict } from './naive.ts';

const who: readonly Holder[] = [
  { kind: 'user', name: 'alice' },
  { kind: 'user', name: 'bob' },
  { kind: 'user', name: 'carol' },
  { kind: 'group', name: 'chat-operators' },
];

type Action = { readonly service: string; readonly name: string };
type Keys = Readonly<Record<string, readonly string[]>>;

/** What an action is done to: Chat's actions to an app unless they are at operation level, all others to none. */
const appOf = (action: Action, app: CamApp | undefined) =>
  action.service === 'im' && knownAction(action)?.level !== 'operation' ? app : undefined;

function naive(model: CamModel, holder: Holder, action: Action, app: CamApp | undefined, its: Keys = {}) {
  const target = app && { id: app.id, tags: app.tags ?? {} };
  return naiveVerdict(documentsFor(model, holder), { account, ...action, app: target, keys: its });
}

/** All keys, so that a key that is not there is known to be absent. */
const whole = (its: Keys) => Object.fromEntries(keyNames.map((key) => [key, its[key] ?? null]));

const requests = {
  holder: fc.constantFrom(...who),
  action: asked,
  app: fc.constantFrom(...apps, undefined),
  its: keys,
};

test('1,000 requests to policies by chance get the verdict of the naive reading', () => {
  const verdicts = new Map<string, number>();
  fc.assert(
    fc.property(accountWith(policy), fc.record(requests), (model, { holder, action, app, its }) => {
      const target = appOf(action, app) ?? ({ kind: 'operation' } as const);
      const { verdict } = evaluate(indexOf(model), holder, { action, target, context: whole(its) });
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      expect(verdict).toBe(naive(model, holder, action, appOf(action, app), its));
    }),
    { seed: 20_261_122, numRuns: 1000 },
  );
  // Neither verdict is a rarity among them.
  expect([...verdicts.keys()].sort()).toEqual(['allowed', 'denied', 'depends', 'not-allowed']);
  expect(verdicts.get('depends')).toBeGreaterThan(20);
  verdicts.delete('depends');
  expect(Math.min(...verdicts.values())).toBeGreaterThan(50);
});

test('a verdict without knowing the request holds for every request that there can be', () => {
  fc.assert(
    fc.property(
      accountWith(policy),
      fc.record(requests),
      fc.array(keys, { minLength: 5, maxLength: 5 }),
      (model, { holder, action, app }, all) => {
        const target = appOf(action, app) ?? ({ kind: 'operation' } as const);
        const { verdict } = evaluate(indexOf(model), holder, { action, target });
        if (verdict === 'depends') return;
        for (const its of all) {
          const isAllowed = naive(model, holder, action, appOf(action, app), its) === 'allowed';
          expect(isAllowed).toBe(verdict === 'allowed');
        }
      },
    ),
    { seed: 7, numRuns: 500 },
  );
});

/** True when grants speak of an action on an app; on none where it is undefined. */
function isTold(grants: readonly Grant[], { service, name }: Action, app: CamApp | undefined): boolean {
  const named = grants.some((grant) => grant.service === service);
  return grants.some(
    (grant) =>
      (named || service === 'im' ? grant.service === service : grant.service === undefined) &&
      grant.places.some(({ what }) =>
        app ? typeof what === 'object' && 'app' in what && what.app === app.name : what === 'operation',
      ) &&
      (grant.actions.includes(name) ||
        (!knownAction({ service, name }) &&
          grant.unlisted.some(
            ({ matching, butNot }) =>
              matching.every((one) => matches(patternOf(one), name)) &&
              !butNot.some((one) => matches(patternOf(one), name)),
          ))),
  );
}

const none = { gains: [], losses: [] };
const changesFor = (changes: readonly ForWhom[], holder: Holder) =>
  changes.find((one) => one.who.kind === holder.kind && one.who.name === holder.name) ?? none;

/** Every known action and some that are on no list, on every app and on none, as far as CAM knows such a request. */
const everything: readonly (readonly [Action, CamApp | undefined])[] = [
  ...actionsOf('im'),
  ...actionsOf('cam').filter(({ name }) => name.includes('Policy')),
  ...['FreezeApp', 'DescribeUnheardOf', 'UpdateSecretOften', 'Desc', 'Dss', 'es', 'c'].map((name) => ({
    service: 'im',
    name,
  })),
].flatMap((action) => {
  const level = knownAction(action)?.level;
  const hasApps = action.service === 'im' && level !== 'operation';
  const targets: (CamApp | undefined)[] = [
    ...(hasApps ? apps : []),
    ...(hasApps && level ? [] : [undefined]),
  ];
  return targets.map((app) => [action, app] as const);
});

test('what changes for whom is what evaluating every action on every app finds', () => {
  const counts = { gained: 0, lost: 0 };
  fc.assert(
    fc.property(accountWith(plainPolicy), accountWith(plainPolicy), (before, after) => {
      const changes = whatChanges(before, after);
      for (const holder of who) {
        const { gains, losses } = changesFor(changes, holder);
        const wrong = everything.flatMap(([action, app]) => {
          const [was, is] = [before, after].map((model) => naive(model, holder, action, app) === 'allowed');
          if (is && !was) counts.gained += 1;
          if (was && !is) counts.lost += 1;
          const told = [isTold(gains, action, app), isTold(losses, action, app)];
          return told[0] === (is && !was) && told[1] === (was && !is)
            ? []
            : [[action.name, app?.name, was, is, ...told]];
        });
        expect(wrong).toEqual([]);
      }
    }),
    { seed: 20_261_123, numRuns: 100 },
  );
  expect(Math.min(counts.gained, counts.lost)).toBeGreaterThan(500);
});

test('what is gained or lost for some request is told, whatever the request carries', () => {
  fc.assert(
    fc.property(accountWith(policy), accountWith(policy), keys, (before, after, its) => {
      const changes = whatChanges(before, after);
      for (const holder of who) {
        const { gains, losses } = changesFor(changes, holder);
        const otherwise = gains.filter((one) => one.otherwise !== undefined);
        const missed = everything.flatMap(([action, app]) => {
          const [was, is] = [before, after].map(
            (model) => naive(model, holder, action, app, its) === 'allowed',
          );
          if (is && !was) return isTold(gains, action, app) ? [] : [['gain', action.name, app?.name]];
          // Other conditions than before are told as a gain, with those that there were.
          if (was && !is)
            return isTold([...losses, ...otherwise], action, app) ? [] : [['loss', action.name, app?.name]];
          return [];
        });
        expect(missed).toEqual([]);
      }
    }),
    { seed: 20_261_124, numRuns: 100 },
  );
});
