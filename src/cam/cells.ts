/** What changes for each class of actions on each place, the places together for which it is the same. */
import { canonical } from '../json.ts';
import { factsOf, takesIn } from './access.ts';
import type { ActionClass, ServiceActions } from './action-classes.ts';
import { candidatesAmong } from './candidates.ts';
import { type AccessChange, accessOf, changeOf, conditionsOf } from './compare.ts';
import { type Holds, no } from './holds.ts';
import type { Target } from './resource.ts';
import type { CamIndex, PolicyName, Rule } from './statements.ts';
import { type Place, placesFor } from './targets.ts';

/** Whether a rule takes in a target. */
export type Sight = (rule: Rule, target: Target, service: string) => Holds;

/** Statements in force, and the account that they are of. */
export interface Side {
  readonly index: CamIndex;
  readonly rules: readonly Rule[];
  /** The same for all whose rights are compared. */
  readonly sight: Sight;
}

/** What a rule takes in, worked out once for each app of the account. */
export function sightOf({ model }: CamIndex): Sight {
  const known = new Map<Rule, Map<Target, Holds>>();
  const apps = new Set<Target>(model.apps);
  const look: Sight = (rule, target, service) =>
    takesIn(rule, target, service, model.account, factsOf(target, model.account));
  return (rule, target, service) => {
    if (!apps.has(target)) return look(rule, target, service);
    const ofRule = known.get(rule) ?? new Map<Target, Holds>();
    known.set(rule, ofRule);
    // Apps are places of one product only.
    if (!ofRule.has(target)) ofRule.set(target, look(rule, target, service));
    return ofRule.get(target);
  };
}

/** What changes for a class of actions. */
export interface Cell {
  readonly one: ActionClass;
  readonly change: AccessChange | undefined;
  readonly wasAllowed: boolean;
  /** Of a gain those that allow it; of a loss those that did, or that deny it now. */
  readonly policies: readonly PolicyName[];
}

/** Places for which the same changes. */
export interface Group {
  readonly places: readonly Place[];
  readonly cells: readonly Cell[];
}

/** All places of a product, and those of them where something changes. */
export function cellsOf(
  actions: ServiceActions,
  was: Side,
  is: Side,
): { readonly all: readonly Place[]; readonly groups: readonly Group[] } {
  const { service } = actions;
  const all = placesFor(service, was.index.model, is.index.model, [...was.rules, ...is.rules]);
  const alike = placesAlike(all, service, was, is);
  const groups = new Map<string, Group[]>();
  for (const { places, holds } of alike) {
    const isOperation = places[0]?.after.kind === 'operation';
    const cells = actions.classes
      .filter(({ level }) => level === undefined || (level === 'operation') === isOperation)
      .map((one) => cellOf(one, holds));
    if (cells.every((cell) => cell.change === undefined)) continue;
    const key = canonical(cells.map(({ one, change }) => [actions.classes.indexOf(one), change ?? 0]));
    const found = groups.get(key);
    if (found) found.push({ places, cells });
    else groups.set(key, [{ places, cells }]);
  }
  return { all, groups: [...groups.values()].map(together) };
}

/** The same changes, by the policies of all. */
function together(groups: readonly Group[]): Group {
  const [first] = groups;
  const cells = first?.cells.map((cell, i) => ({
    ...cell,
    policies: groups.flatMap((one) => one.cells[i]?.policies ?? []),
  }));
  return { places: groups.flatMap((one) => one.places), cells: cells ?? [] };
}

/** The rules that take in a place, before and after, and how. */
interface PlaceHolds {
  readonly was: ReadonlyMap<Rule, Holds>;
  readonly is: ReadonlyMap<Rule, Holds>;
}

/** Places of which the same rules take in the same: nothing else tells them apart. */
function placesAlike(all: readonly Place[], service: string, was: Side, is: Side) {
  const groups = new Map<string, { places: Place[]; holds: PlaceHolds }>();
  const [lookBefore, lookAfter] = [looking(was, service), looking(is, service)];
  for (const place of all) {
    const { before, after } = place;
    const [old, now] = [before && lookBefore(before), lookAfter(after)];
    const key = [after.kind, old?.text, now.text].join('|');
    const found = groups.get(key);
    if (found) found.places.push(place);
    else groups.set(key, { places: [place], holds: { was: old?.holds ?? new Map(), is: now.holds } });
  }
  return [...groups.values()];
}

/** What the rules of a side take in of a target: how each of them does, and the same as a text. */
function looking({ rules, sight }: Side, service: string) {
  const candidates = candidatesAmong(rules);
  const numbers = new Map(rules.map((rule, i) => [rule, i]));
  return (target: Target): { readonly holds: ReadonlyMap<Rule, Holds>; readonly text: string } => {
    const holds = new Map<Rule, Holds>();
    let text = '+';
    for (const rule of candidates(target)) {
      const on = sight(rule, target, service);
      if (on === no) continue;
      holds.set(rule, on);
      text += `${numbers.get(rule)}${on.length === 0 ? ',' : JSON.stringify(on)}`;
    }
    return { holds, text };
  };
}

function cellOf(one: ActionClass, holds: PlaceHolds): Cell {
  const placeOf = (rule: Rule) => one.rules.get(rule) ?? 0;
  const among = (known: ReadonlyMap<Rule, Holds>) =>
    accessOf(
      [...known.keys()].filter((rule) => one.rules.has(rule)).sort((a, b) => placeOf(a) - placeOf(b)),
      (rule) => known.get(rule),
    );
  const [before, after] = [among(holds.was), among(holds.is)];
  const change = changeOf(before, after);
  const missing = after.denying.length > 0 ? after.denying : before.allowing;
  return {
    one,
    change,
    wasAllowed: conditionsOf(before) !== undefined,
    policies: change === undefined ? [] : change.direction === 'gain' ? after.allowing : missing,
  };
}
