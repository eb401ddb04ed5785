/** The rights that some statements grant more, or less, than others: by classes of actions and places. */
import { type Escalation, readingVerbs } from '../catalog/cam-actions.ts';
import { canonical } from '../json.ts';
import { actionText, escalationOf } from './action.ts';
import { type ActionClass, actionsNamedBy, isAnyOther, type Unlisted } from './action-classes.ts';
import { type Cell, cellsOf, type Side } from './cells.ts';
import type { AccessChange } from './compare.ts';
import { type Label, labelsOf } from './labels.ts';
import { type PolicyName, policyKey } from './statements.ts';
import { isAnyResource, isApp, isAppToCome, isResource, type Place } from './targets.ts';

/** Rights that are gained, or lost. */
export interface Grant extends AccessChange {
  /** `im`; undefined for all products that no policy names. */
  readonly service: string | undefined;
  /** The known actions, by name. */
  readonly actions: readonly string[];
  /** Actions that are on no list. */
  readonly unlisted: readonly Unlisted[];
  /** The same in few words. */
  readonly labels: readonly Label[];
  /** What they are done to. */
  readonly places: readonly Place[];
  /** True when these are all apps of the account, and those to come. */
  readonly everyApp: boolean;
  /** True when `*` among the places stands for all resources but some that are told apart. */
  readonly elsewhere: boolean;
  /** Of a gain: what more can be done with it. */
  readonly escalation: readonly { readonly kind: Escalation; readonly actions: readonly string[] }[];
  /** Of a gain the policies that allow it; of a loss those that did, or that deny it now. */
  readonly policies: readonly PolicyName[];
}

export interface Grants {
  readonly gains: readonly Grant[];
  readonly losses: readonly Grant[];
  /** False when there were too many patterns to be sure of actions that are on no list. */
  readonly complete: boolean;
}

/** What changes when some statements take the place of others. */
export function grantsBetween(was: Side, is: Side): Grants {
  const services = actionsNamedBy([...was.rules, ...is.rules]);
  const grants = services.flatMap((actions) => {
    const { all, groups } = cellsOf(actions, was, is);
    return groups.flatMap(({ places, cells }) => grantsOf(actions.service, places, cells, all));
  });
  return {
    gains: grants.filter((one) => one.direction === 'gain'),
    losses: grants.filter((one) => one.direction === 'loss'),
    complete: services.every((one) => one.complete),
  };
}

/** The cells that change in the same way, as one grant each. */
function grantsOf(
  service: string,
  places: readonly Place[],
  cells: readonly Cell[],
  all: readonly Place[],
): Grant[] {
  const ways = new Map<string, Cell[]>();
  for (const cell of cells) {
    if (!cell.change) continue;
    const key = canonical(cell.change);
    ways.set(key, [...(ways.get(key) ?? []), cell]);
  }
  const among = new Set(places);
  const missing = all.filter((one) => !among.has(one));
  const everyApp = places.some(isAppToCome) && !missing.some(isApp);
  const elsewhere = places.some(isAnyResource) && missing.some(isResource);
  return [...ways.values()].flatMap((alike) => {
    const [first] = alike;
    if (!first?.change) return [];
    const { change } = first;
    const wanted = alike.map((cell) => cell.one);
    const others = cells.filter((cell) => !alike.includes(cell));
    // Of a gain it goes without saying what was there before; of a loss, what was never there.
    const goes = new Set(
      others
        .filter(({ change: its, wasAllowed }) => !its && wasAllowed === (change.direction === 'gain'))
        .map((cell) => cell.one),
    );
    const policies = new Map(alike.flatMap((cell) => cell.policies).map((one) => [policyKey(one), one]));
    return {
      ...change,
      service: isAnyOther(service) ? undefined : service,
      actions: wanted.flatMap((one) => one.names).sort(),
      unlisted: wanted.flatMap((one) => one.unlisted ?? []),
      labels: labelsOf({
        wanted,
        rest: others.map((cell) => cell.one),
        goesWithoutSaying: (one) => goes.has(one),
      }),
      places,
      everyApp,
      elsewhere,
      escalation: change.direction === 'gain' ? escalationsOf(service, wanted) : [],
      policies: [...policies.values()],
    };
  });
}

function escalationsOf(service: string, classes: readonly ActionClass[]): Grant['escalation'] {
  const byKind = new Map<Escalation, string[]>();
  const add = (kind: Escalation | undefined, action: string) => {
    if (kind) byKind.set(kind, [...(byKind.get(kind) ?? []), action]);
  };
  for (const { names, unlisted } of classes) {
    for (const name of names) add(escalationOf({ service, name }), actionText({ service, name }));
    const [pattern] = unlisted?.matching ?? [];
    if (pattern === undefined) continue;
    // What begins with a reading verb is taken for reading, on no list as on one.
    const verb = readingVerbs.find((one) => unlisted?.matching.some((each) => each.startsWith(one)));
    add(escalationOf({ service, name: verb ?? '' }), `${service}:${pattern}`);
  }
  return [...byKind].map(([kind, actions]) => ({ kind, actions: [...new Set(actions)].sort() }));
}
