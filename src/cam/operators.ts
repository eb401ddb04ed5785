/** How the operators of conditions compare one value of a request with one value of a policy. */
import type { ConditionOperator } from '../catalog/cam-conditions.ts';
import { matches, patternOf } from './match.ts';

/** True or false; undefined where one of the two is no value of the operator's kind. */
export function compares(
  { compares: kind, relation, ignoresCase }: ConditionOperator,
  actual: string,
  wanted: string,
): boolean | undefined {
  switch (kind) {
    case 'text':
      if (relation === 'like') return matches(patternOf(wanted), actual);
      return ignoresCase ? actual.toLowerCase() === wanted.toLowerCase() : actual === wanted;
    case 'number':
      return inOrder(relation, numberOf(actual), numberOf(wanted));
    case 'date':
      return inOrder(relation, timeOf(actual), timeOf(wanted));
    case 'boolean':
    case 'presence':
      return isBoolean(actual) && isBoolean(wanted) ? actual === wanted : undefined;
    case 'ip':
      return isWithinNetwork(actual, wanted);
  }
}

function inOrder(
  relation: ConditionOperator['relation'],
  actual: number | undefined,
  wanted: number | undefined,
): boolean | undefined {
  if (actual === undefined || wanted === undefined) return undefined;
  switch (relation) {
    case 'greater':
      return actual > wanted;
    case 'greater-or-equal':
      return actual >= wanted;
    case 'less':
      return actual < wanted;
    case 'less-or-equal':
      return actual <= wanted;
    default:
      return actual === wanted;
  }
}

const isBoolean = (text: string) => text === 'true' || text === 'false';

function numberOf(text: string): number | undefined {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Milliseconds of an ISO 8601 time in UTC, such as 2016-06-01T00:01:00Z. */
function timeOf(text: string): number | undefined {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** An address within a network such as 10.0.0.0/8, or the same as an address. */
function isWithinNetwork(address: string, network: string): boolean | undefined {
  const [base = '', length, ...more] = network.split('/');
  const [a, b] = [addressBits(address), addressBits(base)];
  if (!a || !b || more.length > 0) return undefined;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const prefix = length === undefined ? b.length : Number(length);
  if (prefix > b.length) return undefined;
  return a.length === b.length && a.slice(0, prefix) === b.slice(0, prefix);
}

/** The bits of an IPv4 or IPv6 address. */
function addressBits(text: string): string | undefined {
  if (!text.includes(':')) return bitsOf(text.split('.'), 4, /^(?:0|[1-9]\d{0,2})$/, 10, 8);
  const [head = '', tail, ...more] = text.split('::');
  if (more.length > 0) return undefined;
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  if (zeros < 0) return undefined;
  return bitsOf([...left, ...Array<string>(zeros).fill('0'), ...right], 8, /^[0-9a-fA-F]{1,4}$/, 16, 16);
}

function bitsOf(
  groups: string[],
  count: number,
  form: RegExp,
  base: number,
  width: number,
): string | undefined {
  if (groups.length !== count || !groups.every((one) => form.test(one))) return undefined;
  const numbers = groups.map((one) => Number.parseInt(one, base));
  if (numbers.some((one) => one >= 2 ** width)) return undefined;
  return numbers.map((one) => one.toString(2).padStart(width, '0')).join('');
}
