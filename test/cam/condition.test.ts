// Conditions one by one. `-` stands for an allow that does not hold and a deny that does: what CAM leaves open.
import { describe, expect, test } from 'vitest';
import { type Condition, conditionsHold, readOperator } from '../../src/cam/condition.ts';

type Facts = Readonly<Record<string, readonly string[] | 'absent'>>;

function outcome(operator: string, key: string, values: readonly string[], facts: Facts): string {
  const condition: Condition = { ...readOperator(operator), key, values };
  const [allow, deny] = (['allow', 'deny'] as const).map((effect) =>
    conditionsHold([condition], effect, (name) => facts[name] ?? 'unknown'),
  );
  if (allow?.length === 0 && deny?.length === 0) return 'holds';
  if (allow === undefined && deny === undefined) return 'fails';
  if (allow === undefined && deny?.length === 0) return '-';
  return allow?.join() ?? 'no';
}

const ip: Facts = { 'qcs:ip': ['10.1.2.3'] };
const time: Facts = { 'qcs:current_time': ['2026-06-01T00:00:00Z'] };
const tags: Facts = { 'qcs:tag': ['team&chat', 'env&prod'], 'qcs:resource_tag/team': ['chat'] };
const none: Facts = { 'qcs:tag': [], 'qcs:resource_tag/team': 'absent', 'qcs:mfa': 'absent' };

describe('a value of the request', () => {
  test.each([
    ['string_equal', ['chat', 'games'], 'holds'],
    ['string_equal', ['games'], 'fails'],
    ['string_equal', ['Chat'], 'fails'],
    ['string_equal_ignore_case', ['CHAT'], 'holds'],
    ['string_not_equal', ['games', 'sales'], 'holds'],
    ['string_not_equal', ['chat'], 'fails'],
    // Whether it has to differ from all values, or from any, is not documented.
    ['string_not_equal', ['chat', 'games'], '-'],
    ['string_like', ['c*t'], 'holds'],
    ['string_not_like', ['c*t'], 'fails'],
    ['binary_equal', ['chat'], 'holds'],
    ['for_any_value:string_equal', ['chat'], 'holds'],
    ['for_any_value:string_equal_if_exist', ['games'], 'fails'],
    ['string_matches', ['chat'], '-'],
    ['for_each_value:string_equal', ['chat'], '-'],
    ['null_equal', ['false'], 'holds'],
    ['null_equal', ['true'], 'fails'],
    ['null_equal', ['perhaps'], '-'],
  ])('%s %j: %s', (operator, values, expected) => {
    expect(outcome(operator, 'qcs:resource_tag/team', values, tags)).toBe(expected);
  });
});

describe('a key that the request does not have', () => {
  test.each([
    ['string_equal', 'qcs:resource_tag/team', ['chat'], 'fails'],
    ['string_equal_if_exist', 'qcs:resource_tag/team', ['chat'], 'holds'],
    ['string_not_equal', 'qcs:resource_tag/team', ['chat'], '-'],
    ['for_any_value:string_equal', 'qcs:tag', ['team&chat'], 'fails'],
    ['for_any_value:string_not_equal', 'qcs:tag', ['team&chat'], 'fails'],
    ['for_all_value:string_equal', 'qcs:tag', ['team&chat'], '-'],
    ['null_equal', 'qcs:mfa', ['true'], 'holds'],
    ['null_equal', 'qcs:mfa', ['false'], 'fails'],
    ['bool_equal', 'qcs:mfa', ['true'], 'fails'],
  ])('%s of %s: %s', (operator, key, values, expected) => {
    expect(outcome(operator, key, values, none)).toBe(expected);
  });
});

describe('several values of the request', () => {
  test.each([
    ['for_any_value:string_equal', ['env&prod'], 'holds'],
    ['for_any_value:string_equal', ['env&test'], 'fails'],
    // Tags are compared by for_any_value only.
    ['for_all_value:string_equal', ['env&prod', 'team&chat'], '-'],
    ['string_equal', ['env&prod'], '-'],
    ['string_equal', ['env&test'], 'fails'],
  ])('%s %j on tags: %s', (operator, values, expected) => {
    expect(outcome(operator, 'qcs:tag', values, tags)).toBe(expected);
  });

  test.each([
    ['for_all_value:string_equal', ['a', 'b'], 'holds'],
    ['for_all_value:string_equal', ['a'], 'fails'],
    ['for_any_value:string_equal', ['a'], 'holds'],
    ['string_equal', ['a', 'b'], 'holds'],
    ['string_equal', ['a'], '-'],
  ])('%s %j on a key of a product: %s', (operator, values, expected) => {
    expect(outcome(operator, 'vpc:zones', values, { 'vpc:zones': ['a', 'b'] })).toBe(expected);
  });
});

describe('numbers, times and addresses', () => {
  test.each([
    ['ip_equal', 'qcs:ip', ['10.0.0.0/8'], ip, 'holds'],
    ['ip_equal', 'qcs:ip', ['10.1.2.3'], ip, 'holds'],
    ['ip_equal', 'qcs:ip', ['10.1.2.4/31', '192.168.0.0/16'], ip, 'fails'],
    ['ip_not_equal', 'qcs:ip', ['192.168.0.0/16'], ip, 'holds'],
    ['ip_equal', 'qcs:ip', ['10.0.0.0/33'], ip, '-'],
    ['ip_equal', 'qcs:ip', ['10.0.0/8'], ip, '-'],
    ['ip_equal', 'qcs:ip', ['10.0.0.256'], ip, '-'],
    ['ip_equal', 'qcs:ip', ['::/0'], ip, 'fails'],
    ['ip_equal', 'qcs:ip', ['2001:db8::/32'], { 'qcs:ip': ['2001:DB8:0:1::7'] }, 'holds'],
    ['ip_equal', 'qcs:ip', ['2001:db9::/32'], { 'qcs:ip': ['2001:db8::7'] }, 'fails'],
    ['date_less_than', 'qcs:current_time', ['2026-06-01T00:00:01Z'], time, 'holds'],
    ['date_less_than', 'qcs:current_time', ['2026-06-01T00:00:00Z'], time, 'fails'],
    ['date_less_than_equal', 'qcs:current_time', ['2026-06-01T00:00:00Z'], time, 'holds'],
    ['date_greater_than', 'qcs:current_time', ['2026-05-31T23:59:59Z'], time, 'holds'],
    ['date_greater_than_equal', 'qcs:current_time', ['2026-06-01T00:00:01Z'], time, 'fails'],
    ['date_not_equal', 'qcs:current_time', ['2026-06-01T00:00:00Z'], time, 'fails'],
    ['date_equal', 'qcs:current_time', ['first of June'], time, '-'],
    ['numeric_less_than', 'qcs:mfa', ['10'], { 'qcs:mfa': ['9'] }, 'holds'],
    ['numeric_equal', 'qcs:mfa', ['9.0'], { 'qcs:mfa': ['9'] }, 'holds'],
    ['numeric_equal', 'qcs:mfa', ['0x9'], { 'qcs:mfa': ['9'] }, '-'],
    ['bool_equal', 'qcs:mfa', ['true'], { 'qcs:mfa': ['true'] }, 'holds'],
    ['bool_equal', 'qcs:mfa', ['yes'], { 'qcs:mfa': ['true'] }, '-'],
  ] as const)('%s of %s %j', (operator, key, values, facts, expected) => {
    expect(outcome(operator, key, values, facts)).toBe(expected);
  });
});

describe('a key of which nothing is known here is told in words', () => {
  test.each([
    ['ip_equal', 'qcs:ip', ['10.0.0.0/8'], 'qcs:ip is 10.0.0.0/8'],
    ['ip_not_equal', 'qcs:ip', ['10.0.0.0/8', '1.2.3.4'], 'qcs:ip is not one of 1.2.3.4, 10.0.0.0/8'],
    ['string_not_like', 'vpc:region', ['ap-*'], 'vpc:region is not like ap-*'],
    ['numeric_greater_than_if_exist', 'qcs:mfa', ['0'], 'qcs:mfa is more than 0, if it is there'],
    ['for_all_value:string_equal', 'vpc:zones', ['a'], 'every vpc:zones is a'],
    ['string_equal_ignore_case', 'qcs:uin', ['alice'], 'qcs:uin is alice, whatever its case'],
    ['null_equal', 'qcs:mfa', ['false'], 'qcs:mfa is present'],
  ])('%s of %s', (operator, key, values, expected) => {
    expect(outcome(operator, key, values, {})).toBe(expected);
  });
});
