/** Conditions (CAM-6): operators, keys and values that CAM documents. */
import { conditionKeys, conditionOperators, tagKeys } from '../../catalog/cam-conditions.ts';
import { didYouMean } from '../../suggest.ts';
import { isTagSet, readOperator, tagOf } from '../condition.ts';
import type { PlacedCondition } from '../document.ts';
import { compares } from '../operators.ts';
import { quoted } from '../short.ts';
import { type Complaint, example, type LintPolicy, type LintRule } from './rule.ts';

/** A complaint about each condition for which there is something to say. */
function about(
  { statements }: LintPolicy,
  say: (condition: PlacedCondition) => string | undefined,
): Complaint[] {
  return statements.flatMap(({ conditions }) =>
    conditions.flatMap((condition) => {
      const message = say(condition);
      return message === undefined ? [] : [{ path: condition.path, message }];
    }),
  );
}

function unknownOperator({ name, operator }: PlacedCondition): string | undefined {
  if (operator) return undefined;
  const colon = name.indexOf(':');
  const rest = name.slice(colon + 1).trim();
  const qualifier = colon === -1 ? '' : name.slice(0, colon + 1);
  if (readOperator(rest).operator)
    return `there is no ${quoted(qualifier)}; for a key with several values write for_any_value: or for_all_value:`;
  const names = conditionOperators.map((one) => one.name);
  return `there is no operator ${quoted(rest)}.${didYouMean(rest, names) || ` There are ${names.join(', ')}.`}`;
}

function unknownKey({ key }: PlacedCondition): string | undefined {
  const [product = '', name] = key.split(':');
  const isOfProduct = name !== undefined && name !== '' && product !== 'qcs' && product !== 'im';
  if (conditionKeys.includes(key) || tagOf(key) || isOfProduct) return undefined;
  if (product === 'im') return `Chat has no condition keys of its own; there are ${conditionKeys.join(', ')}`;
  return `there is no condition key ${quoted(key)}.${didYouMean(key, conditionKeys) || ` There are ${conditionKeys.join(', ')}.`}`;
}

const kinds = {
  text: 'a text',
  number: 'a number',
  date: 'a time in UTC such as 2026-06-01T00:00:00Z',
  ip: 'an address or a network such as 10.0.0.0/8',
  boolean: 'true or false',
  presence: '"true" where the key must be absent, or "false" where it must be there',
};

function wrongValue({ operator, values }: PlacedCondition): string | undefined {
  if (!operator) return undefined;
  const wrong = values.find(
    (one) => !one.includes(`\${`) && compares(operator, sample(one), one) === undefined,
  );
  return wrong === undefined
    ? undefined
    : `${quoted(wrong)} is no value for ${operator.name}; it takes ${kinds[operator.compares]}`;
}

// A value that an operator can compare it can compare with itself, a network with its own address.
const sample = (value: string) => value.split('/')[0] ?? '';

function unqualified({ key, qualifier, operator, name }: PlacedCondition): string | undefined {
  if (!isTagSet(key) || qualifier === 'for_any_value' || !operator || operator.compares === 'presence')
    return undefined;
  const bare = name.slice(name.indexOf(':') + 1).trim();
  return `tags are compared by for_any_value only; write "for_any_value:${bare}"`;
}

function wrongTag({ key, values, operator }: PlacedCondition): string | undefined {
  if (!operator || operator.compares === 'presence') return undefined;
  const tag = tagOf(key);
  if (tag !== undefined) {
    const pair = values.find((one) => one.startsWith(`${tag}&`));
    return pair === undefined
      ? undefined
      : `the key is in ${quoted(key)} already; write the value alone, ${quoted(pair.slice(tag.length + 1))}`;
  }
  if (!isTagSet(key)) return undefined;
  // A star of string_like may stand for the "&" as well.
  const isPattern = (one: string) => operator.relation === 'like' && one.includes('*');
  const wrong = values.find((one) => !/^[^&]+&[^&]+$/.test(one) && !isPattern(one));
  return wrong === undefined
    ? undefined
    : `${quoted(wrong)} is no tag; write KEY&VALUE with one "&", such as team&chat (a tag has no "&" in it)`;
}

/** True for a condition on tags of which none of the rules here has anything to say. */
export const isSoundTagCondition = (condition: PlacedCondition): boolean =>
  (isTagSet(condition.key) || tagOf(condition.key) !== undefined) &&
  [unknownOperator, wrongValue, unqualified, wrongTag].every((say) => say(condition) === undefined);

const byTag = (
  keys: Readonly<Record<string, string | readonly string[]>>,
  operator = 'for_any_value:string_equal',
) => example({ action: '*', resource: '*', condition: { [operator]: keys } });

export const conditionRules: readonly LintRule[] = [
  {
    id: 'cam/unknown-operator',
    severity: 'error',
    rules: ['CAM-6'],
    title: 'An operator is one that CAM documents',
    why: 'CAM refuses others.',
    good: example({ condition: { ip_equal: { 'qcs:ip': '10.0.0.0/8' } } }),
    bad: example({ condition: { ip_equals: { 'qcs:ip': '10.0.0.0/8' } } }),
    check: (policy) => about(policy, unknownOperator),
  },
  {
    id: 'cam/unknown-key',
    severity: 'warning',
    rules: ['CAM-6'],
    title: 'A condition key is one that CAM documents',
    why: 'A request does not have a key that there is not, so that the condition never holds.',
    good: example({ condition: { string_equal: { 'qcs:uin': '100000000007' } } }),
    bad: example({ condition: { string_equal: { 'qcs:user': '100000000007' } } }),
    check: (policy) => about(policy, unknownKey),
  },
  {
    id: 'cam/condition-value',
    severity: 'warning',
    rules: ['CAM-6'],
    title: 'The value of a condition is one that its operator takes',
    why: 'What cannot be compared is never equal.',
    good: example({ condition: { date_less_than: { 'qcs:current_time': '2027-01-01T00:00:00Z' } } }),
    bad: example({ condition: { date_less_than: { 'qcs:current_time': '2027-01-01' } } }),
    check: (policy) => about(policy, wrongValue),
  },
  {
    id: 'cam/tag-qualifier',
    severity: 'error',
    rules: ['CAM-6'],
    title: 'Tags are compared by for_any_value',
    why: 'CAM authorises by tag with for_any_value only.',
    good: byTag({ 'qcs:tag': ['team&chat'] }),
    bad: byTag({ 'qcs:tag': ['team&chat'] }, 'for_all_value:string_equal'),
    check: (policy) => about(policy, unqualified),
  },
  {
    id: 'cam/tag-value',
    severity: 'error',
    rules: ['CAM-6', 'TAG-1'],
    title: 'A tag is written KEY&VALUE',
    why: 'Without the "&", or with a second one, no app can have such a tag.',
    good: byTag({ [tagKeys[1] ?? '']: 'team&games' }),
    bad: byTag({ 'qcs:tag': ['team&chat&prod'] }),
    check: (policy) => about(policy, wrongTag),
  },
];
