/** Bodies and facts in the catalogue's shape. A value is never quoted: it may be what must not be shown. */
import type { Attribute, Kind } from '../../catalog/kind.ts';
import { isMap, type Json, type JsonMap } from '../../json.ts';

/** What is wrong with a body; undefined: nothing. Limits are not looked at: the console has what it has. */
export function wrongBody(kind: Kind, body: JsonMap): string | undefined {
  return wrong(kind.body, body, []);
}

function wrong(attribute: Attribute, value: Json, path: readonly string[]): string | undefined {
  if (attribute.type === 'secret')
    return `${path.join('.')} is a secret, and no console shows one: leave it out`;
  if (attribute.type === 'object') return wrongObject(attribute.attributes, value, path);
  if (attribute.type === 'map') return wrongMap(attribute, value, path);
  const expected = expectedOf(attribute, value);
  return expected === undefined ? undefined : `${path.join('.')} should be ${expected}`;
}

function wrongObject(
  attributes: Readonly<Record<string, Attribute>>,
  value: Json,
  path: readonly string[],
): string | undefined {
  if (!isMap(value)) return shouldBeMap(path);
  return first(Object.entries(value as JsonMap), ([name, inner]) => {
    const here = [...path, name];
    const attribute = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (!attribute) return `the catalogue has no ${here.join('.')} there`;
    return wrong(attribute, inner, here);
  });
}

function wrongMap(
  { key, item }: Extract<Attribute, { type: 'map' }>,
  value: Json,
  path: readonly string[],
): string | undefined {
  if (!isMap(value)) return shouldBeMap(path);
  return first(Object.entries(value as JsonMap), ([name, inner]) => {
    const here = [...path, name];
    if (key.values && !Object.hasOwn(key.values, name)) return `the catalogue has no ${here.join('.')} there`;
    return wrong(item, inner, here);
  });
}

const shouldBeMap = (path: readonly string[]) => `${path.join('.') || 'the body'} should be a map`;

/** What a value should be and is not; undefined: it is. */
function expectedOf(attribute: Attribute, value: Json): string | undefined {
  switch (attribute.type) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'integer':
      return Number.isSafeInteger(value) ? undefined : 'a whole number';
    case 'string':
      return typeof value === 'string' ? undefined : 'a text';
    case 'enum':
      return isWord(attribute.values, value) ? undefined : `one of ${wordsOf(attribute.values)}`;
    case 'set':
      return isListOf(value, (one) => isWord(attribute.values, one))
        ? undefined
        : `a list of some of ${wordsOf(attribute.values)}`;
    case 'names':
      return isListOf(value, (one) => typeof one === 'string' && one !== '') ? undefined : 'a list of names';
    case 'document':
      return isMap(value) ? undefined : 'a map, and not its text';
    default:
      return undefined;
  }
}

const wordsOf = (values: Readonly<Record<string, string>>) => Object.keys(values).join(', ');
const isWord = (values: Readonly<Record<string, string>>, value: Json) =>
  typeof value === 'string' && Object.hasOwn(values, value);
const isListOf = (value: Json, isOne: (one: Json) => boolean) => Array.isArray(value) && value.every(isOne);

/** A time as the console's clock tells it. */
export const isTime = (value: unknown): boolean =>
  typeof value === 'string' &&
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(value) &&
  !Number.isNaN(Date.parse(value));

interface Expectation {
  readonly what: string;
  readonly isRight: (value: Json) => boolean;
}

const time: Expectation = { what: 'a time such as 2026-11-02T09:00:00Z', isRight: isTime };
const text: Expectation = { what: 'a text', isRight: (value) => typeof value === 'string' };
const count: Expectation = {
  what: 'a number from 0',
  isRight: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
};

/** The facts that plans are made with. Others may be anything. */
const expectations: Readonly<Record<string, Expectation>> = {
  sdkAppId: text,
  status: text,
  createdAt: time,
  expiresAt: time,
  historyChangedAt: time,
  callTrials: count,
  callExpiresAt: time,
  fingerprints: {
    what: 'a map of texts',
    isRight: (value) => isMap(value) && Object.values(value).every((one) => typeof one === 'string'),
  },
};

/** What is wrong with the facts of an object or of the account; undefined: nothing. */
export function wrongFacts(facts: JsonMap): string | undefined {
  return first(Object.entries(facts), ([name, value]) => {
    const expected = Object.hasOwn(expectations, name) ? expectations[name] : undefined;
    return expected && !expected.isRight(value) ? `facts.${name} should be ${expected.what}` : undefined;
  });
}

function first<T>(items: readonly T[], look: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
