/** Whether an action on a target is allowed, denied or neither by the statements in force. */
import { productsWithoutTags } from '../catalog/cam-conditions.ts';
import { type ActionName, matchesAction } from './action.ts';
import { conditionsHold, type Facts, tagOf } from './condition.ts';
import { every, type Holds, no, some } from './holds.ts';
import { matchesResource, type Target } from './resource.ts';
import type { InForce, Rule } from './statements.ts';

/** What a request carries: for each key its values, `null` for a key that it does not have. */
export type Context = Readonly<Record<string, readonly string[] | null>>;

/** What is known of a request beside its action: the target, and the keys that it carries. */
export function factsOf(target: Target, account: string, context: Context = {}): Facts {
  const tags = target.kind === 'app' ? target.tags : undefined;
  return (key) => {
    if (Object.hasOwn(context, key)) return context[key] ?? 'absent';
    if (key === 'qcs:owner_uin') return [account];
    if (!key.startsWith('qcs:tag') && !key.startsWith('qcs:resource_tag')) return 'unknown';
    // What is not done to a resource has no tags, nor have the resources of some products.
    if (target.kind === 'operation' || isWithoutTags(target)) return 'absent';
    if (!tags) return 'unknown';
    const tag = tagOf(key);
    if (tag === undefined) return Object.entries(tags).map(([name, value]) => `${name}&${value}`);
    const value = Object.hasOwn(tags, tag) ? tags[tag] : undefined;
    return value === undefined ? 'absent' : [value];
  };
}

const isWithoutTags = (target: Target) =>
  target.kind === 'resource' && productsWithoutTags.includes(target.segments.service);

/** Whether a rule that names an action takes in a target, under its conditions. */
export function takesIn(rule: Rule, target: Target, service: string, account: string, facts: Facts): Holds {
  const within = some(rule.resources.map((one) => matchesResource(one, target, service, account)));
  return within && every([within, conditionsHold(rule.conditions, rule.effect, facts)]);
}

export const namesAction = (rule: Rule, action: ActionName): boolean =>
  rule.actions.some((pattern) => matchesAction(pattern, action));

/** A rule in force that applies, and what that depends on. */
export interface Applying extends InForce {
  readonly holds: readonly string[];
}

/** `denied`: by a statement. `not-allowed`: by none. `depends`: on what `on` says of the statements. */
export type Verdict = 'allowed' | 'denied' | 'not-allowed' | 'depends';

/** The verdict on what applies (CAM-5: a deny wins over an allow). */
export function verdictOn(applying: readonly Applying[]): Verdict {
  const denies = applying.filter(({ rule }) => rule.effect === 'deny');
  const allows = applying.filter(({ rule }) => rule.effect === 'allow');
  if (denies.some((one) => one.holds.length === 0)) return 'denied';
  if (allows.length === 0) return 'not-allowed';
  return denies.length === 0 && allows.some((one) => one.holds.length === 0) ? 'allowed' : 'depends';
}

/** Rules in force as they apply to one action on one target. */
export function applyingTo(
  rules: readonly InForce[],
  action: ActionName,
  target: Target,
  account: string,
  context?: Context,
): Applying[] {
  const facts = factsOf(target, account, context);
  return rules.flatMap((one) => {
    if (!namesAction(one.rule, action)) return [];
    const holds = takesIn(one.rule, target, action.service, account, facts);
    return holds === no ? [] : [{ ...one, holds: [...one.on, ...holds] }];
  });
}
