/**
 * Conditions of statements. What CAM's documents leave open is read so that it grants less: an allow then does
 * not hold, a deny does.
 */
import {
  type ConditionOperator,
  conditionOperators,
  conditionQualifiers,
  ifExistSuffix,
  tagKeys,
} from '../catalog/cam-conditions.ts';
import { every, type Holds, no, whether, yes } from './holds.ts';
import { compares } from './operators.ts';

export type Effect = 'allow' | 'deny';

/** One key of one operator, with its values; those are alternatives. */
export interface Condition {
  /** Undefined for one that is not documented. */
  readonly operator: ConditionOperator | undefined;
  readonly qualifier?: 'for_any_value' | 'for_all_value';
  /** True for `…_if_exist`. */
  readonly ifExist: boolean;
  readonly key: string;
  readonly values: readonly string[];
}

/** What a request says of a key: its values, that it does not have the key, or nothing that is known here. */
export type Facts = (key: string) => readonly string[] | 'absent' | 'unknown';

const operators = new Map(conditionOperators.map((operator) => [operator.name, operator]));

/** Reads an operator with what may stand before and after it, as in `for_any_value:string_equal_if_exist`. */
export function readOperator(text: string): Pick<Condition, 'operator' | 'qualifier' | 'ifExist'> {
  const compact = text.replace(/\s/g, '');
  const colon = compact.indexOf(':');
  const qualifier = colon === -1 ? undefined : compact.slice(0, colon);
  const rest = compact.slice(colon + 1);
  const ifExist = rest.endsWith(ifExistSuffix);
  const name = ifExist ? rest.slice(0, -ifExistSuffix.length) : rest;
  const operator = operators.get(name);
  const isKnown =
    (qualifier === undefined || conditionQualifiers.includes(qualifier)) &&
    !(ifExist && operator?.compares === 'presence');
  return {
    operator: isKnown ? operator : undefined,
    ifExist,
    ...(qualifier !== undefined && isKnown && { qualifier: qualifier as 'for_any_value' | 'for_all_value' }),
  };
}

/** True for a key that holds a set of `KEY&VALUE` pairs. */
export const isTagSet = (key: string): boolean => tagKeys.includes(key);

/** The key of the tag that a key such as `qcs:resource_tag/team` is about. */
export function tagOf(key: string): string | undefined {
  const set = tagKeys.find((one) => key.startsWith(`${one}/`));
  return set === undefined ? undefined : key.slice(set.length + 1);
}

/** Whether all conditions of a statement hold. */
export function conditionsHold(conditions: readonly Condition[], effect: Effect, facts: Facts): Holds {
  return every(conditions.map((condition) => conditionHolds(condition, effect, facts)));
}

function conditionHolds(condition: Condition, effect: Effect, facts: Facts): Holds {
  const open = whether(effect === 'deny');
  const { operator, values, ifExist, qualifier, key } = condition;
  if (!operator || values.length === 0) return open;
  const actual = facts(key);
  if (actual === 'unknown' || values.some((value) => value.includes(`\${`))) return [inWords(condition)];
  const isAbsent = actual === 'absent' || actual.length === 0;
  if (operator.compares === 'presence') {
    const outcomes = values.map((value) => compares(operator, String(isAbsent), value));
    return outcomes.includes(undefined) ? open : whether(outcomes.includes(true));
  }
  if (isAbsent) {
    if (ifExist) return yes;
    // That a positive comparison with nothing fails is the standard reading; all else is left open.
    return qualifier === 'for_any_value' || (!operator.negative && !qualifier) ? no : open;
  }
  const one = (value: string) => satisfies(value, operator, values, effect);
  if (isTagSet(key) && qualifier !== 'for_any_value') {
    // Tags are compared by for_any_value only: another allow is worth nothing, another deny is taken at its word.
    return effect === 'allow' ? no : whether(actual.some(one));
  }
  if (qualifier === 'for_any_value') return whether(actual.some(one));
  if (qualifier === 'for_all_value' || effect === 'allow') return whether(actual.every(one));
  return whether(actual.some(one));
}

/**
 * Whether one value of the request satisfies an operator. Several values of a policy are alternatives; what
 * that means for "not equal" is left open: for an allow it has to differ from all of them, for a deny from any.
 */
function satisfies(
  actual: string,
  operator: ConditionOperator,
  values: readonly string[],
  effect: Effect,
): boolean {
  const outcomes = values.map((value) => {
    const outcome = compares(operator, actual, value);
    return outcome === undefined ? effect === 'deny' : outcome !== (operator.negative ?? false);
  });
  return operator.negative && effect === 'allow' ? outcomes.every(Boolean) : outcomes.some(Boolean);
}

const relations = {
  equal: 'is',
  like: 'is like',
  greater: 'is more than',
  'greater-or-equal': 'is at least',
  less: 'is less than',
  'less-or-equal': 'is at most',
};

/** A condition in words, the same for the same condition: `qcs:ip is 10.0.0.0/8`. */
export function inWords({ operator, qualifier, ifExist, key, values }: Condition): string {
  const named = [...new Set(values)].sort();
  const list = named.length > 1 ? `one of ${named.join(', ')}` : named.join();
  if (operator?.compares === 'presence') return `${key} is ${list === 'true' ? 'absent' : 'present'}`;
  const relation = relations[operator?.relation ?? 'equal'];
  const compared = operator?.negative ? relation.replace('is', 'is not') : relation;
  const extent = qualifier === 'for_all_value' ? 'every ' : '';
  const how = operator?.ignoresCase ? ', whatever its case' : '';
  return `${extent}${key} ${compared} ${list}${how}${ifExist ? ', if it is there' : ''}`;
}
