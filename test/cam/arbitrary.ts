/** Policies, accounts and requests by chance, with all that the grammar leaves open among them. */
import fc from 'fast-check';
import type { CamApp, CamModel, Holder } from '../../src/cam/model.ts';
import type { Json } from '../../src/json.ts';

export const account = '100000000001';
const app = (id: string) => `qcs::im::uin/${account}:sdkappid/${id}`;

/** Three apps of an account: two with tags, one without. */
export const apps: readonly CamApp[] = [
  { kind: 'app', name: 'apps.support', id: '1400000001', tags: { team: 'chat', env: 'prod' } },
  { kind: 'app', name: 'apps.lobby', id: '1400000002', tags: { team: 'games' } },
  { kind: 'app', name: 'apps.arena', id: '1500000003', tags: {} },
];

const action = fc.oneof(
  fc.constantFrom('*', 'im:*', 'name/im:*', 'im:*e*'),
  fc.constantFrom(
    '*',
    '*:*',
    'im:*',
    'name/im:*',
    'im:Describe*',
    'im:*Info',
    'name/im:*Secret*',
    'im:*e*t*',
    'name/im:UpdateSecret',
    'im:SetAbilityConfInfo',
    'im:DescribePushSecret',
    'im:AddPactConfirmRecord',
    'im:Check*',
    'im:RegisterIMApp',
    'im:FreezeApp',
    'cam:*',
    'cam:Attach*',
    'name/cam:CreatePolicy',
    'cos:Get*',
    'name/im: *',
    'permid/280649',
    'actionName/im:Chat',
    'UpdateSecret',
  ),
  fc
    .string({ unit: fc.constantFrom('D', 'e', 's', 'c', '*'), minLength: 1, maxLength: 5 })
    .map((one) => `im:${one}`),
);

const resource = fc.constantFrom(
  '*',
  '*',
  '*',
  app('*'),
  app('*'),
  app('1400000001'),
  app('1400000002'),
  app('14000*'),
  app('*3'),
  'qcs::im::uin/:sdkappid/*',
  `qcs::::uin/${account}:sdkappid/1400000002`,
  `qcs::im::uin/${account}:*`,
  'qcs::im::uin/99:sdkappid/*',
  `qcs::im::uin/${account}: sdkappid/1400000001`,
  `qcs::im:ap-guangzhou:uin/${account}:sdkappid/*`,
  `qcs::*::uin/${account}:sdkappid/*`,
  `qcs::im:*:uin/${account}:sdkappid/1400000002`,
  'qcs::im:*:*:sdkappid/1400000001',
  `qcs:1:im::uin/${account}:sdkappid/*`,
  `qcs::im::uin/${account}:sdkappid/\${uin}`,
  `qcs::im::uin/\${owner_uin}:sdkappid/1400000001`,
  `qcs::cam::uin/${account}:policyid/*`,
  'sdkappid/1400000001',
);

const oneOrMore = <T>(one: fc.Arbitrary<T>) => fc.oneof(one, fc.array(one, { minLength: 1, maxLength: 3 }));

const tagCondition = fc.constantFrom<Json>(
  { 'for_any_value:string_equal': { 'qcs:tag': ['team&chat'] } },
  { 'for_any_value:string_equal': { 'qcs:resource_tag': ['team&games', 'env&prod'] } },
  { 'for_any_value:string_not_equal': { 'qcs:tag': ['team&chat', 'env&prod'] } },
  { 'for_all_value:string_equal': { 'qcs:tag': 'team&games' } },
  { string_equal: { 'qcs:tag': 'team&games' } },
  { string_equal: { 'qcs:resource_tag/team': 'games' } },
  { string_like: { 'qcs:resource_tag/team': 'g*' } },
  { string_not_equal: { 'qcs:resource_tag/team': ['chat', 'games'] } },
  { string_not_equal_if_exist: { 'qcs:tag/env': 'prod' } },
  { null_equal: { 'qcs:resource_tag/env': 'false' } },
  { null_equal: { 'qcs:tag': true } },
  { string_equal: { 'qcs:owner_uin': account } },
  { string_equals: { 'qcs:tag': 'team&chat' } },
);

const requestCondition = fc.constantFrom<Json>(
  { ip_equal: { 'qcs:ip': ['10.0.0.0/8', '192.168.1.1'] } },
  { ip_not_equal: { 'qcs:ip': ['10.0.0.0/8', '192.168.1.1'] } },
  { ip_equal: { 'qcs:ip': 'the office' } },
  { 'date_less_than ': { 'qcs:current_time': '2026-06-01T00:00:00Z' } },
  { numeric_greater_than: { 'qcs:mfa': 0 } },
  { numeric_less_than_equal_if_exist: { 'qcs:mfa': '1' } },
  { string_equal_ignore_case: { 'qcs:uin': ['ALICE', '100000000007'] } },
  { 'for_all_value:string_equal': { 'qcs:request_tag/team': ['chat', 'games'] } },
  { 'for_any_value:string_equal': { 'qcs:request_tag': ['team&chat'] } },
  { null_equal: { 'qcs:mfa': 'true' } },
  { bool_equal: { 'im:trial': true }, ip_equal: { 'qcs:ip': '10.1.2.3' } },
);

function policyWith(condition: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  const statement = fc
    .record({
      effect: fc.constantFrom('allow', 'allow', 'allow', 'allow', 'allow', 'deny', 'Deny', 'Allow'),
      action: oneOrMore(action),
      resource: oneOrMore(resource),
      condition: fc.option(condition, { nil: undefined, freq: 1 }),
    })
    .map(({ condition: its, ...rest }) => (its === undefined ? rest : { ...rest, condition: its }));
  return fc
    .array(statement, { minLength: 1, maxLength: 3 })
    .map((list) => ({ version: '2.0', statement: list }));
}

/** Policies that depend on the action, the app and its tags alone. */
export const plainPolicy = policyWith(tagCondition);
/** Policies that depend on the request as well. */
export const policy = policyWith(fc.oneof(tagCondition, requestCondition));

const people: readonly Holder[] = [
  { kind: 'user', name: 'alice' },
  { kind: 'user', name: 'bob' },
  { kind: 'group', name: 'chat-operators' },
];

export const members = new Map([['chat-operators', ['bob', 'carol']]]);

/** An account with a few policies, and somebody whom each is attached to. */
export function accountWith(one: fc.Arbitrary<Json>): fc.Arbitrary<CamModel> {
  return fc.array(fc.tuple(one, fc.subarray([...people])), { minLength: 1, maxLength: 3 }).map((list) => ({
    account,
    apps,
    allApps: true,
    policies: new Map(list.map(([document], i) => [`policy-${i}`, document])),
    attachments: list.flatMap(([, holders], i) =>
      holders.map((holder) => ({ policy: `policy-${i}`, preset: false, holder })),
    ),
    members,
  }));
}

/** The documents that reach somebody, by looking at each attachment. */
export function documentsFor(model: CamModel, who: Holder): Json[] {
  const isHis = (holder: Holder) =>
    (holder.kind === who.kind && holder.name === who.name) ||
    (who.kind === 'user' && holder.kind === 'group' && members.get(holder.name)?.includes(who.name));
  return model.attachments.flatMap(({ holder, policy: name }) =>
    isHis(holder) ? [model.policies.get(name) ?? {}] : [],
  );
}

/** What a request may carry beside its action and app. */
export const keys = fc.record(
  {
    'qcs:ip': fc.constantFrom(['10.1.2.3'], ['192.168.1.1'], ['8.8.8.8']),
    'qcs:current_time': fc.constantFrom(['2026-01-01T00:00:00Z'], ['2026-12-01T00:00:00Z']),
    'qcs:mfa': fc.constantFrom(['0'], ['1'], ['2']),
    'qcs:uin': fc.constantFrom(['alice'], ['100000000009']),
    'qcs:request_tag': fc.constantFrom(['team&chat'], ['team&games', 'env&prod']),
    'qcs:request_tag/team': fc.constantFrom(['chat'], ['games', 'sales'], ['games']),
    'im:trial': fc.constantFrom(['true'], ['false']),
  },
  { requiredKeys: [] },
);

/** The names of the keys of `keys`. */
export const keyNames: readonly string[] = [
  'qcs:ip',
  'qcs:current_time',
  'qcs:mfa',
  'qcs:uin',
  'qcs:request_tag',
  'qcs:request_tag/team',
  'im:trial',
];

/** Actions of which most policies above say something. */
export const asked: fc.Arbitrary<{ service: string; name: string }> = fc.oneof(
  fc
    .constantFrom(
      'im:UpdateSecret',
      'im:SetAbilityConfInfo',
      'im:DescribePushSecret',
      'im:DescribeAbilityConfInfo',
      'im:AddPactConfirmRecord',
      'im:CheckDev',
      'im:CheckIMAgentUsed',
      'im:RegisterIMApp',
      'im:FreezeApp',
      'im:DescribeUnheardOf',
      'im:Desc',
      'cam:AttachUserPolicy',
      'cam:CreatePolicy',
      'cam:GetPolicy',
      'cos:GetObject',
    )
    .map((text) => {
      const [service = '', name = ''] = text.split(':');
      return { service, name };
    }),
  fc
    .string({ unit: fc.constantFrom('D', 'e', 's', 'c'), minLength: 1, maxLength: 5 })
    .map((name) => ({ service: 'im', name })),
);
