/** A second reading of CAM's documents, deliberately slow and simple, to compare the first one with. */
import { isMap } from '../../src/json.ts';

export interface NaiveRequest {
  readonly account: string;
  readonly service: string;
  readonly name: string;
  /** Undefined: the action is done to no app. */
  readonly app: { readonly id: string; readonly tags: Readonly<Record<string, string>> } | undefined;
  /** All other keys of the request; one that is not here is absent. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
}

const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

function like(pattern: string, text: string): boolean {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`, 's').test(text);
}

export function naiveVerdict(
  documents: readonly unknown[],
  request: NaiveRequest,
): 'allowed' | 'denied' | 'not-allowed' | 'depends' {
  const statements = documents.flatMap((document) => (isMap(document) ? listOf(document.statement) : []));
  const applies = (effect: string) =>
    statements.some(
      (one) =>
        isMap(one) &&
        (one.effect === effect || (effect === 'deny' && String(one.effect).toLowerCase() === 'deny')) &&
        listOf(one.action).some((action) => actionApplies(String(action), request, effect)) &&
        listOf(one.resource).some((resource) => resourceApplies(String(resource), request, effect)) &&
        conditionApplies(one.condition, request, effect),
    );
  if (applies('deny')) return 'denied';
  if (applies('allow')) return 'allowed';
  // Nobody can say which actions a feature set has.
  const isOpen = statements.some(
    (one) =>
      isMap(one) &&
      one.effect === 'allow' &&
      listOf(one.action).some((action) => /^(permid|actionName)\//.test(String(action).replaceAll(' ', ''))),
  );
  return isOpen ? 'depends' : 'not-allowed';
}

function actionApplies(action: string, { service, name }: NaiveRequest, effect: string): boolean {
  const bare = action.replaceAll(' ', '');
  if (bare !== action && effect === 'allow') return false;
  if (bare === '*') return true;
  if (/^(permid|actionName)\//.test(bare)) return effect === 'deny';
  return like(bare.replace(/^name\//, ''), `${service}:${name}`);
}

function resourceApplies(resource: string, { app, account, service }: NaiveRequest, effect: string): boolean {
  const bare = resource.replaceAll(' ', '');
  if (bare !== resource && effect === 'allow') return false;
  if (bare === '*') return true;
  const six = /^qcs:([^:]*):([^:]*):([^:]*):([^:]*):(.*)$/.exec(bare);
  if (!six || !app) return false;
  const [, project, ofService, region, owner, path = ''] = six;
  const isOdd = project !== '' || String(ofService).includes('*');
  if (isOdd && effect === 'allow') return false;
  if (ofService !== '' && !like(String(ofService), service)) return false;
  if (region !== '' && region !== '*' && ofService === 'im' && effect === 'allow') return false;
  if (region !== '' && ofService !== 'im' && !like(String(region), '')) return false;
  if (owner !== '' && owner !== 'uin/' && !like(String(owner), `uin/${account}`)) return false;
  const known = path.replaceAll(`\${owner_uin}`, account);
  if (!known.includes(`\${`)) return like(known, `sdkappid/${app.id}`);
  return effect === 'deny' && like(`${known.replace(/\$\{\w+\}/g, '*')}*`, `sdkappid/${app.id}`);
}

function conditionApplies(condition: unknown, request: NaiveRequest, effect: string): boolean {
  if (!isMap(condition)) return condition === undefined || effect === 'deny';
  for (const [operator, keys] of Object.entries(condition)) {
    for (const [key, values] of Object.entries(keys as Record<string, unknown>)) {
      if (!oneApplies(operator.replaceAll(' ', ''), key, listOf(values).map(String), request, effect))
        return false;
    }
  }
  return true;
}

function valuesOf(key: string, { app, account, keys }: NaiveRequest): readonly string[] {
  if (Object.hasOwn(keys, key)) return keys[key] ?? [];
  if (key === 'qcs:owner_uin') return [account];
  const tags = app?.tags ?? {};
  if (key === 'qcs:tag' || key === 'qcs:resource_tag')
    return Object.entries(tags).map(([name, value]) => `${name}&${value}`);
  const named = /^qcs:(?:resource_)?tag\/(.*)$/.exec(key)?.[1];
  return named !== undefined && Object.hasOwn(tags, named) ? [tags[named] ?? ''] : [];
}

function oneApplies(
  written: string,
  key: string,
  wanted: readonly string[],
  request: NaiveRequest,
  effect: string,
): boolean {
  const isDeny = effect === 'deny';
  const [, qualifier, operator = '', ifExist] =
    /^(?:(for_any_value|for_all_value):)?(.*?)(_if_exist)?$/.exec(written) ?? [];
  const test = tests[operator];
  if (!test && operator !== 'null_equal') return isDeny;
  const actual = valuesOf(key, request);
  if (operator === 'null_equal') return wanted.includes(String(actual.length === 0));
  const isNegative = operator.includes('_not_');
  if (actual.length === 0) {
    if (ifExist) return true;
    if (qualifier === 'for_any_value') return false;
    return isNegative || qualifier === 'for_all_value' ? isDeny : false;
  }
  const one = (value: string) => {
    const outcomes = wanted.map((each) => {
      const outcome = test?.(value, each);
      if (outcome === undefined) return isDeny;
      return isNegative ? !outcome : outcome;
    });
    return isNegative && !isDeny ? !outcomes.includes(false) : outcomes.includes(true);
  };
  const isSet = ['qcs:tag', 'qcs:resource_tag', 'qcs:request_tag'].includes(key);
  if (isSet && qualifier !== 'for_any_value' && !isDeny) return false;
  if (qualifier === 'for_any_value' || (isSet && isDeny)) return actual.some(one);
  if (qualifier === 'for_all_value') return actual.every(one);
  return isDeny ? actual.some(one) : actual.every(one);
}

/** IPv4 only, by arithmetic. */
function inNetwork(address: string, network: string): boolean | undefined {
  const [base = '', length = '32'] = network.split('/');
  const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  if (!/^[\d.]+$/.test(base) || !/^[\d.]+$/.test(address)) return undefined;
  const size = 2 ** (32 - Number(length));
  return Math.floor(number(address) / size) === Math.floor(number(base) / size);
}

const equal = (a: string, b: string) => a === b;
const equalInAnyCase = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
const number = (test: (a: number, b: number) => boolean) => (a: string, b: string) =>
  Number.isNaN(Number(a)) || Number.isNaN(Number(b)) ? undefined : test(Number(a), Number(b));
const date = (test: (a: number, b: number) => boolean) => (a: string, b: string) =>
  test(new Date(a).getTime(), new Date(b).getTime());

const tests: Readonly<Record<string, (actual: string, wanted: string) => boolean | undefined>> = {
  string_equal: equal,
  string_not_equal: equal,
  string_equal_ignore_case: equalInAnyCase,
  string_not_equal_ignore_case: equalInAnyCase,
  string_like: (a, b) => like(b, a),
  string_not_like: (a, b) => like(b, a),
  bool_equal: equal,
  ip_equal: inNetwork,
  ip_not_equal: inNetwork,
  numeric_greater_than: number((a, b) => a > b),
  numeric_less_than_equal: number((a, b) => a <= b),
  date_less_than: date((a, b) => a < b),
  date_greater_than_equal: date((a, b) => a >= b),
};
