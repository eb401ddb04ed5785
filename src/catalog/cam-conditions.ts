/**
 * Conditions of CAM policies: operators and keys that Tencent documents (598/10608, 598/58347, 598/58420, read in
 * November 2026).
 */

/** How an operator compares, and what its values are. */
export interface ConditionOperator {
  readonly name: string;
  readonly compares: 'text' | 'number' | 'date' | 'ip' | 'boolean' | 'presence';
  readonly relation: 'equal' | 'greater' | 'greater-or-equal' | 'less' | 'less-or-equal' | 'like';
  /** True for `…_not_…`. */
  readonly negative?: true;
  readonly ignoresCase?: true;
}

const ordered = (prefix: string, compares: 'number' | 'date'): ConditionOperator[] => [
  { name: `${prefix}_equal`, compares, relation: 'equal' },
  { name: `${prefix}_not_equal`, compares, relation: 'equal', negative: true },
  { name: `${prefix}_greater_than`, compares, relation: 'greater' },
  { name: `${prefix}_greater_than_equal`, compares, relation: 'greater-or-equal' },
  { name: `${prefix}_less_than`, compares, relation: 'less' },
  { name: `${prefix}_less_than_equal`, compares, relation: 'less-or-equal' },
];

export const conditionOperators: readonly ConditionOperator[] = [
  { name: 'string_equal', compares: 'text', relation: 'equal' },
  { name: 'string_not_equal', compares: 'text', relation: 'equal', negative: true },
  { name: 'string_equal_ignore_case', compares: 'text', relation: 'equal', ignoresCase: true },
  {
    name: 'string_not_equal_ignore_case',
    compares: 'text',
    relation: 'equal',
    negative: true,
    ignoresCase: true,
  },
  { name: 'string_like', compares: 'text', relation: 'like' },
  { name: 'string_not_like', compares: 'text', relation: 'like', negative: true },
  { name: 'binary_equal', compares: 'text', relation: 'equal' },
  ...ordered('date', 'date'),
  { name: 'ip_equal', compares: 'ip', relation: 'equal' },
  { name: 'ip_not_equal', compares: 'ip', relation: 'equal', negative: true },
  ...ordered('numeric', 'number'),
  { name: 'bool_equal', compares: 'boolean', relation: 'equal' },
  { name: 'null_equal', compares: 'presence', relation: 'equal' },
];

/** Written before an operator, for keys with several values. */
export const conditionQualifiers: readonly string[] = ['for_any_value', 'for_all_value'];

/** Written after an operator: true where the request does not have the key. */
export const ifExistSuffix = '_if_exist';

/** Keys that hold a set of `KEY&VALUE` pairs; with `/KEY` behind them, the value of that tag. */
export const tagKeys: readonly string[] = ['qcs:tag', 'qcs:resource_tag', 'qcs:request_tag'];

/** Products whose resources cannot be authorised by tag (598/57054, 598/67492). */
export const productsWithoutTags: readonly string[] = ['cam', 'tag'];

/** All documented keys that are not of one product; Chat has none of its own. */
export const conditionKeys: readonly string[] = [
  ...tagKeys,
  'qcs:current_time',
  'qcs:ip',
  'qcs:uin',
  'qcs:owner_uin',
  'qcs:create_uin',
  'qcs:mfa',
];
