/** What changes for whom, in sentences: gains first, and among them what leads to more rights. */
import type { Escalation } from '../catalog/cam-actions.ts';
import { presetPolicies } from '../catalog/cam-presets.ts';
import type { ForWhom } from './difference.ts';
import type { Grant } from './grants.ts';
import type { Holder } from './model.ts';
import { short } from './short.ts';
import { holderKey, type PolicyName, policyKey } from './statements.ts';
import { list, placesIn, type Term, termOf, termsIn } from './terms.ts';

/** One sentence about some people. */
export interface Line {
  readonly direction: 'gain' | 'loss';
  readonly who: readonly Holder[];
  /** `alice gains everything in Chat on apps.support, by support-operators`. */
  readonly text: string;
  /** What it leads to, in words: `can change CAM itself (cam:AttachUserPolicy)`; empty for most. */
  readonly escalation: readonly string[];
}

const escalations: Readonly<Record<Escalation, string>> = {
  cam: 'can change CAM itself',
  keys: 'can read or change keys',
  tags: 'can change tags, and so what policies by tag grant',
};

interface Sentence {
  readonly direction: Line['direction'];
  readonly text: string;
  readonly escalation: readonly string[];
  /** The policies that it comes by. */
  readonly policies: readonly PolicyName[];
}

/** A sentence that holds for several. */
interface Shared {
  readonly sentence: Sentence;
  readonly people: { readonly one: ForWhom; readonly groups: readonly string[] }[];
}

/** The sentences, one for all those for whom the same holds. */
export function linesOf(changes: readonly ForWhom[]): Line[] {
  const shared = new Map<string, Shared>();
  for (const one of changes) {
    for (const sentence of sentencesOf(one)) {
      const key = JSON.stringify([sentence.direction, sentence.text, sentence.escalation]);
      const found = shared.get(key) ?? { sentence, people: [] };
      found.people.push({ one, groups: groupsOf(one, sentence) });
      shared.set(key, found);
    }
  }
  const weight = ({ direction, escalation }: Line) =>
    direction === 'loss' ? 2 : escalation.length > 0 ? 0 : 1;
  return [...shared.values()].map(lineOf).sort((a, b) => weight(a) - weight(b));
}

/** The groups through which alone the policies of a sentence are in force; none where one is attached directly. */
function groupsOf({ through }: ForWhom, { policies }: Sentence): string[] {
  const keys = new Set(policies.map(policyKey));
  const ways = through.filter((one) => keys.has(policyKey(one))).flatMap((one) => one.through);
  const isDirect = ways.some((way) => way.kind === 'direct');
  return isDirect ? [] : [...new Set(ways.flatMap((way) => (way.kind === 'group' ? [way.name] : [])))];
}

function lineOf({ sentence: { direction, text, escalation }, people }: Shared): Line {
  const who = people.map(({ one }) => one.who);
  const several = who.length > 1 || who[0]?.kind === 'group';
  const verb = { gain: several ? 'gain' : 'gains', loss: several ? 'lose' : 'loses' }[direction];
  return { direction, who, escalation, text: `${namesOf(people)} ${verb} ${text}` };
}

/** `alice, dora through auditors and the members of chat-operators (bob)`. */
function namesOf(people: Shared['people']): string {
  const sorted = [...people].sort((a, b) => (holderKey(a.one.who) < holderKey(b.one.who) ? -1 : 1));
  const groups = sorted.filter(({ one }) => one.who.kind === 'group').map(({ one }) => one.who.name);
  const members = new Map(groups.map((group): [string, string[]] => [group, []]));
  const alone: string[] = [];
  for (const { one, groups: through } of sorted) {
    if (one.who.kind === 'group') continue;
    const group = through.find((name) => members.has(name));
    if (group !== undefined) members.get(group)?.push(one.who.name);
    else alone.push(through.length > 0 ? `${one.who.name} through ${list(through)}` : one.who.name);
  }
  const named = [...members].map(([group, users]) => {
    const inside = users.length > 0 ? ` (${list(users, mostNames)})` : '';
    return `the members of ${group}${inside}`;
  });
  return list([...alone, ...named], mostNames);
}

const mostNames = 5;

function sentencesOf({ gains, losses, unknown, complete }: ForWhom): Sentence[] {
  const of = (grants: readonly Grant[]) => merged(grants).map(sentenceOf);
  const unread = (direction: Sentence['direction'], policies: readonly PolicyName[]) =>
    policies.map(
      (one): Sentence => ({
        direction,
        text: `whatever ${one.policy} grants beyond what is told: all that it says is not known here`,
        escalation: [],
        policies: [one],
      }),
    );
  const blur =
    'perhaps actions that are on no list: there are too many patterns to compare them in all combinations';
  return [
    ...of(gains),
    ...unread('gain', unknown.gained),
    ...(complete ? [] : [{ direction: 'gain', text: blur, escalation: [], policies: [] } as const]),
    ...of(losses),
    ...unread('loss', unknown.lost),
  ];
}

/** Grants of one kind, with the products and the places that they hold for. */
interface Merged extends Omit<Grant, 'service' | 'labels'> {
  readonly terms: readonly Term[];
}

/** Grants that differ in their places only are told as one, and then those that differ in their product only. */
function merged(grants: readonly Grant[]): Merged[] {
  const told = grants.map(
    (grant): Merged => ({ ...grant, terms: grant.labels.map((one) => termOf(one, grant.service)) }),
  );
  const byTerms = mergedBy(
    told,
    (one) => one.terms,
    (a, b) => ({
      ...a,
      places: [...a.places, ...b.places],
      everyApp: a.everyApp || b.everyApp,
      elsewhere: a.elsewhere || b.elsewhere,
    }),
  );
  // On every app and outside of apps, and on all there is of other products, is on everything.
  const everywhere = { places: [], everyApp: false, elsewhere: false };
  const isAll = ({ everyApp, places }: Merged) => everyApp && places.some((one) => one.what === 'operation');
  const extent = (one: Merged) => (isAll(one) ? '' : placesIn(one));
  return mergedBy(byTerms, extent, (a, b) => ({
    ...a,
    ...(extent(a) === '' && placesIn(a) !== placesIn(b) && everywhere),
    terms: [...a.terms, ...b.terms],
  }));
}

function mergedBy(
  grants: readonly Merged[],
  keyOf: (one: Merged) => unknown,
  merge: (a: Merged, b: Merged) => Merged,
): Merged[] {
  const found = new Map<string, Merged>();
  for (const one of grants) {
    const key = JSON.stringify([keyOf(one), one.when, one.otherwise]);
    const before = found.get(key);
    if (!before) found.set(key, one);
    else {
      const policies = new Map([...before.policies, ...one.policies].map((each) => [policyKey(each), each]));
      const escalation = [...before.escalation, ...one.escalation];
      found.set(key, { ...merge(before, one), policies: [...policies.values()], escalation });
    }
  }
  return [...found.values()];
}

function sentenceOf(grant: Merged): Sentence {
  const { direction, terms, when, otherwise, policies, escalation } = grant;
  const where = placesIn(grant);
  const condition = direction === 'gain' ? gainWhen(when, otherwise) : lossWhen(when, otherwise);
  const by = policies.length > 0 ? `, by ${list(policies.map(policyText), 4)}` : '';
  return {
    direction,
    text: `${termsIn(terms)}${where === '' ? '' : ` ${where}`}${condition}${by}`,
    escalation: escalationsIn(escalation),
    policies,
  };
}

/** `can change CAM itself (cam:AttachUserPolicy)`, one for each kind. */
function escalationsIn(found: Grant['escalation']): string[] {
  const actions = new Map<Escalation, string[]>();
  for (const one of found) actions.set(one.kind, [...(actions.get(one.kind) ?? []), ...one.actions]);
  return [...actions].map(
    ([kind, names]) => `${escalations[kind]} (${list([...new Set(names)].sort(), mostActions)})`,
  );
}

const mostActions = 3;

function policyText({ policy, preset }: PolicyName): string {
  const isInferred = preset && presetPolicies.some((one) => one.name === policy);
  return isInferred ? `${policy}, as far as its name says what it grants` : policy;
}

const condition = (when: string) => (when === '' ? 'in any case' : short(when, longestCondition));

const longestCondition = 300;

function gainWhen(when: string, before: string | undefined): string {
  if (before === undefined) return when === '' ? '' : `, ${condition(when)}`;
  return `, ${condition(when)} (before: ${condition(before)})`;
}

function lossWhen(when: string, left: string | undefined): string {
  const was = when === '' ? '' : `, which was there ${condition(when)}`;
  return left === undefined ? was : `${was} (left: ${condition(left)})`;
}
