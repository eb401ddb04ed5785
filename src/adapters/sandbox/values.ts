/** What a value must look like: the console's check of a form, by the facts of the catalogue. */
import type { Attribute, MapAttribute, TextRule } from '../../catalog/kind.ts';
import { isMap, type Json, mapOf } from '../../json.ts';
import { firstRefusal, type Refused, refuse } from './answer.ts';

type Path = readonly string[];

const wrong = (path: Path, rule: string | undefined, what: string) =>
  refuse('InvalidParameterValue', rule, `${path.join('.') || 'The value'} ${what}.`);

/** What is wrong with a value; undefined when nothing is. What is left out of an object is not looked at. */
export function illegal(attribute: Attribute, value: unknown, path: Path = []): Refused | undefined {
  const rule = attribute.rules[0];
  switch (attribute.type) {
    case 'string':
      if (typeof value !== 'string') return wrong(path, rule, 'must be text');
      return illegalText(attribute.text ?? {}, value, path, rule);
    case 'integer':
      if (!Number.isSafeInteger(value)) return wrong(path, rule, 'must be a whole number');
      return illegalNumber(value as number, attribute.minimum, attribute.maximum, path, rule);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : wrong(path, rule, 'must be true or false');
    case 'enum':
      if (typeof value === 'string' && Object.hasOwn(attribute.values, value)) return undefined;
      return wrong(path, rule, `must be one of ${Object.keys(attribute.values).join(', ')}`);
    case 'set':
      return illegalSet(attribute.values, attribute.minItems ?? 0, value, path, rule);
    case 'names':
      return illegalNames(attribute.item, value, path, rule);
    case 'secret':
      return wrong(path, rule, 'must not stand in a request');
    case 'document':
      return isMap(value) ? undefined : wrong(path, rule, 'must be a JSON object');
    case 'map':
      return illegalMap(attribute, value, path);
    case 'object':
      if (!isMap(value)) return wrong(path, rule, 'must be a JSON object');
      return firstRefusal(Object.entries(value), ([key, item]) => {
        const inner = Object.hasOwn(attribute.attributes, key) ? attribute.attributes[key] : undefined;
        if (inner) return misplaced(inner, key, value, path) ?? illegal(inner, item, [...path, key]);
        return refuse('UnknownParameter', undefined, `There is no ${[...path, key].join('.')}.`);
      });
  }
}

/** What is not there beside this value of another attribute. */
function misplaced(
  attribute: Attribute,
  key: string,
  body: Readonly<Record<string, unknown>>,
  path: Path,
): Refused | undefined {
  if (isThere(attribute, body)) return undefined;
  const { only } = attribute;
  const what = `There is no ${[...path, key].join('.')} where ${only?.attribute} is ${body[only?.attribute ?? '']}.`;
  return refuse('InvalidParameter', attribute.rules[0], what);
}

/** True where the form shows an attribute beside these others. */
export function isThere({ only }: Attribute, body: Readonly<Record<string, unknown>>): boolean {
  return only?.values.includes(String(body[only.attribute])) ?? true;
}

function illegalNames(
  item: TextRule,
  value: unknown,
  path: Path,
  rule: string | undefined,
): Refused | undefined {
  if (!Array.isArray(value)) return wrong(path, rule, 'must be a list');
  if (new Set(value).size < value.length) return wrong(path, rule, 'must not name anything twice');
  return firstRefusal(value, (name) =>
    typeof name === 'string'
      ? illegalText(item, name, path, rule)
      : wrong(path, rule, 'must be a list of texts'),
  );
}

/** What is wrong with a text by a rule of the catalogue. Lengths are in characters, not UTF-16 units. */
export function illegalText(
  text: TextRule,
  value: string,
  path: Path,
  fallback?: string,
): Refused | undefined {
  const rule = text.rule ?? fallback;
  const length = [...value].length;
  if (length < (text.minLength ?? 0))
    return wrong(path, rule, `must have at least ${text.minLength} characters`);
  if (length > (text.maxLength ?? Number.POSITIVE_INFINITY)) {
    return wrong(path, rule, `must have at most ${text.maxLength} characters`);
  }
  if (Buffer.byteLength(value) > (text.maxBytes ?? Number.POSITIVE_INFINITY)) {
    return wrong(path, rule, `must have at most ${text.maxBytes} bytes`);
  }
  if (text.pattern !== undefined && !new RegExp(text.pattern, 'u').test(value)) {
    return wrong(path, rule, `must be ${text.hint ?? `of the form ${text.pattern}`}`);
  }
  return undefined;
}

function illegalNumber(
  value: number,
  minimum: number | undefined,
  maximum: number | undefined,
  path: Path,
  rule: string | undefined,
): Refused | undefined {
  if (minimum !== undefined && value < minimum) return wrong(path, rule, `must be at least ${minimum}`);
  if (maximum !== undefined && value > maximum) return wrong(path, rule, `must be at most ${maximum}`);
  return undefined;
}

function illegalSet(
  values: Readonly<Record<string, string>>,
  minItems: number,
  value: unknown,
  path: Path,
  rule: string | undefined,
): Refused | undefined {
  if (!Array.isArray(value)) return wrong(path, rule, 'must be a list');
  if (value.length < minItems) return wrong(path, rule, `must have at least ${minItems} items`);
  if (new Set(value).size < value.length) return wrong(path, rule, 'must not name anything twice');
  const legal = (item: unknown) => typeof item === 'string' && Object.hasOwn(values, item);
  return value.every(legal)
    ? undefined
    : wrong(path, rule, `may only have ${Object.keys(values).join(', ')}`);
}

function illegalMap(attribute: MapAttribute, value: unknown, path: Path): Refused | undefined {
  const rule = attribute.rules[0];
  if (!isMap(value)) return wrong(path, rule, 'must be a JSON object');
  const keys = Object.keys(value);
  if (keys.length < (attribute.minItems ?? 0))
    return wrong(path, rule, `must have at least ${attribute.minItems} entries`);
  if (keys.length > (attribute.maxItems ?? Number.POSITIVE_INFINITY)) {
    return wrong(path, rule, `must have at most ${attribute.maxItems} entries`);
  }
  const { values } = attribute.key;
  return firstRefusal(Object.entries(value), ([key, item]) => {
    if (values && !Object.hasOwn(values, key)) {
      return wrong(path, rule, `may only have ${Object.keys(values).join(', ')}, not ${key}`);
    }
    return (
      illegalText(attribute.key, key, [...path, key], rule) ?? illegal(attribute.item, item, [...path, key])
    );
  });
}

/** What a body lacks that the resource cannot be made without. */
export function missing(attribute: Attribute, value: unknown, path: Path = []): Refused | undefined {
  if (attribute.type === 'map' && isMap(value)) {
    return firstRefusal(Object.entries(value), ([key, item]) =>
      missing(attribute.item, item, [...path, key]),
    );
  }
  if (attribute.type !== 'object') return undefined;
  const body = isMap(value) ? value : {};
  return firstRefusal(Object.entries(attribute.attributes), ([key, inner]) => {
    // A secret is not in the body.
    if (inner.type === 'secret' || !isThere(inner, body)) return undefined;
    if (inner.required && !Object.hasOwn(body, key)) {
      return refuse('MissingParameter', inner.rules[0], `${[...path, key].join('.')} is missing.`);
    }
    return Object.hasOwn(body, key) ? missing(inner, body[key], [...path, key]) : undefined;
  });
}

/** What a setting that the console shows with every app begins as, also where the catalogue names no default. */
export function seed(attribute: Attribute): Json | undefined {
  if (attribute.default !== undefined) return attribute.default;
  switch (attribute.type) {
    case 'object': {
      const body = mapOf<Json>([]);
      for (const [key, inner] of Object.entries(attribute.attributes)) {
        const item = seed(inner);
        if (item !== undefined) body[key] = item;
      }
      return body;
    }
    case 'boolean':
      return false;
    case 'integer':
      return attribute.minimum ?? 0;
    case 'enum':
      return Object.keys(attribute.values)[0];
    case 'set':
    case 'names':
      return [];
    case 'map':
      return mapOf<Json>([]);
    case 'secret':
    case 'string':
    case 'document':
      return undefined;
  }
}
