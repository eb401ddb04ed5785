/** What somebody may do before and after, on one target, and what that makes of it. */
import { type Holds, no } from './holds.ts';
import { type PolicyName, policyKey, type Rule } from './statements.ts';

/** Alternatives, each a list of conditions in words that all have to hold. */
type Alternatives = readonly (readonly string[])[];

/** What statements make of an action on a target. */
export interface Access {
  /** What allows it; an empty alternative allows it in any case; none at all: it is not allowed. */
  readonly allows: Alternatives;
  /** What would deny it all the same. */
  readonly denies: Alternatives;
  /** The policies that allow it, and those that deny it. */
  readonly allowing: readonly PolicyName[];
  readonly denying: readonly PolicyName[];
}

/** What rules that name an action make of it, where it is known of each what it takes in. */
export function accessOf(rules: Iterable<Rule>, holdsOf: (rule: Rule) => Holds): Access {
  const allows = new Map<string, readonly string[]>();
  const denies = new Map<string, readonly string[]>();
  const allowing = new Map<string, PolicyName>();
  const denying = new Map<string, PolicyName>();
  for (const rule of rules) {
    const on = holdsOf(rule);
    if (on === no) continue;
    const [alternatives, policies] = rule.effect === 'allow' ? [allows, allowing] : [denies, denying];
    alternatives.set(on.join('\n'), on);
    policies.set(policyKey(rule), { policy: rule.policy, preset: rule.preset });
  }
  const named = { allowing: [...allowing.values()], denying: [...denying.values()] };
  if (denies.has('')) return { allows: [], denies: [], ...named };
  // What is allowed in any case needs no alternatives.
  const free = allows.get('');
  return { allows: free ? [free] : sorted(allows), denies: allows.size > 0 ? sorted(denies) : [], ...named };
}

const sorted = (alternatives: ReadonlyMap<string, readonly string[]>): Alternatives =>
  [...alternatives].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, on]) => on);

/** How an access differs from one before. */
export interface AccessChange {
  readonly direction: 'gain' | 'loss';
  /** What it depends on afterwards (a gain), or did before (a loss); empty: it does or did not. */
  readonly when: string;
  /** Of a gain: what it depended on before. Of a loss: what it is left under. Undefined: nothing was, or is left. */
  readonly otherwise?: string;
}

/** Undefined where nothing changes. A change of conditions that is neither wider nor narrower counts as a gain. */
export function changeOf(before: Access, after: Access): AccessChange | undefined {
  const [was, is] = [conditionsOf(before), conditionsOf(after)];
  if (was === is) return undefined;
  if (was === undefined) return { direction: 'gain', when: is ?? '' };
  if (is === undefined) return { direction: 'loss', when: was };
  const isNarrower =
    is !== '' && (was === '' || (within(after.allows, before.allows) && within(before.denies, after.denies)));
  if (isNarrower) return { direction: 'loss', when: was, otherwise: is };
  return { direction: 'gain', when: is, otherwise: was };
}

function within(fewer: Alternatives, more: Alternatives): boolean {
  const all = new Set(more.map((on) => on.join('\n')));
  return fewer.every((on) => all.has(on.join('\n')));
}

/** In words; empty for what is allowed in any case, undefined for what is not allowed at all. */
export function conditionsOf({ allows, denies }: Access): string | undefined {
  if (allows.length === 0) return undefined;
  const either = (alternatives: Alternatives) => alternatives.map((on) => on.join(' and ')).join(', or ');
  const when = either(allows) === '' ? [] : [`if ${either(allows)}`];
  return [...when, ...(denies.length > 0 ? [`unless ${either(denies)}`] : [])].join(', ');
}
