/**
 * What a change of policies, attachments, tags and apps means for whom: for every sub-account and group the
 * actions on apps that are gained and lost. It is worked out over patterns, so that it holds for actions and
 * apps that are on no list, and needs neither a console nor a right.
 */
import { canonical } from '../json.ts';
import { sightOf } from './cells.ts';
import { type Grants, grantsBetween } from './grants.ts';
import type { CamModel, Holder } from './model.ts';
import {
  type CamIndex,
  type Effective,
  effectiveFor,
  holderKey,
  indexOf,
  type PolicyName,
  policyKey,
  reaching,
  type Through,
} from './statements.ts';

/** What changes for somebody. */
export interface ForWhom extends Grants {
  readonly who: Holder;
  /** How the policies come to be in force: afterwards, or before where they do no longer. */
  readonly through: readonly (PolicyName & { readonly through: readonly Through[] })[];
  /** Policies in force from now on, or no longer, of which it is not known what they say. */
  readonly unknown: { readonly gained: readonly PolicyName[]; readonly lost: readonly PolicyName[] };
}

/** Everybody for whom something changes: those who gain first, and those who gain most dangerously before them. */
export function whatChanges(before: CamModel, after: CamModel): ForWhom[] {
  const [was, is] = [indexOf(before), indexOf(after)];
  const [oldSight, newSight] = [sightOf(was), sightOf(is)];
  const settled = settledPolicies(before, after);
  const isSameAccount = canonical(before.apps) === canonical(after.apps);
  // Those who have the same policies before and after share what changes.
  const known = new Map<string, Grants>();
  const holders = new Map([...was.holders, ...is.holders].map((holder) => [holderKey(holder), holder]));
  const found: ForWhom[] = [];
  for (const who of holders.values()) {
    const [old, now] = [effectiveFor(was, who), effectiveFor(is, who)];
    const [oldKeys, nowKeys] = [policiesOf(was, who), policiesOf(is, who)];
    const isSame =
      canonical(oldKeys) === canonical(nowKeys) && isSameAccount && nowKeys.every((key) => settled(key));
    const unknown = {
      gained: missingFrom(unsaid(old), unsaid(now)),
      lost: missingFrom(unsaid(now), unsaid(old)),
    };
    const key = canonical([oldKeys, nowKeys]);
    const grants =
      known.get(key) ??
      (isSame
        ? { gains: [], losses: [], complete: true }
        : grantsBetween(
            { index: was, sight: oldSight, rules: old.rules.map((one) => one.rule) },
            { index: is, sight: newSight, rules: now.rules.map((one) => one.rule) },
          ));
    known.set(key, grants);
    if (weightOf({ ...grants, unknown }) === 0) continue;
    found.push({ who, ...grants, through: throughFor(who, is, was), unknown });
  }
  return found.sort((a, b) => weightOf(b) - weightOf(a) || (holderKey(a.who) < holderKey(b.who) ? -1 : 1));
}

/** The policies of which it is not known all that they grant. */
function unsaid({ unknown, open }: Effective): PolicyName[] {
  return [...unknown, ...open];
}

function weightOf({ gains, losses, unknown }: Pick<ForWhom, 'gains' | 'losses' | 'unknown'>): number {
  if (gains.some((one) => one.escalation.length > 0)) return 3;
  if (gains.length > 0 || unknown.gained.length > 0) return 2;
  return losses.length > 0 || unknown.lost.length > 0 ? 1 : 0;
}

/** The policies that reach somebody, sorted. */
function policiesOf(index: CamIndex, who: Holder): string[] {
  return reaching(index, who)
    .map(({ policy, preset }) => policyKey({ policy, preset }))
    .sort();
}

function throughFor(who: Holder, is: CamIndex, was: CamIndex): ForWhom['through'] {
  const now = reaching(is, who);
  return [...now, ...missingFrom(now, reaching(was, who))];
}

/** Whether a policy says the same before and after. */
function settledPolicies(before: CamModel, after: CamModel): (key: string) => boolean {
  const moved = new Set<string>();
  for (const policy of new Set([...before.policies.keys(), ...after.policies.keys()])) {
    if (canonical(before.policies.get(policy)) !== canonical(after.policies.get(policy)))
      moved.add(policyKey({ policy, preset: false }));
  }
  return (key) => !moved.has(key);
}

const missingFrom = <T extends PolicyName>(some: readonly PolicyName[], others: readonly T[]): T[] => {
  const known = new Set(some.map(policyKey));
  return others.filter((one) => !known.has(policyKey(one)));
};
