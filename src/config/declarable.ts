/** What of a live thing the language can say. The console may hold values that a file is not allowed to. */
import { checkText, checkWebhookUrl } from '../catalog/checks.ts';
import type { Attribute, Kind, TextRule } from '../catalog/kind.ts';
import { equal, isMap, type Json, type JsonMap, mapOf } from '../json.ts';

export interface Declarable {
  /** What can be declared. Undefined: nothing of it, for the reason in `left`. */
  readonly body: JsonMap | undefined;
  readonly left: readonly { readonly path: readonly string[]; readonly why: string }[];
}

/** How deep a document may be nested: the reader's limit, less what stands around it. */
const maxDocumentDepth = 48;

/** The part of a live body that a file can declare. `name` is the key of the resource. */
export function declarable(kind: Kind, name: string, body: JsonMap): Declarable {
  const left: { path: readonly string[]; why: string }[] = [];
  const problem = kind.key && textProblem(kind.key, name, kind.key.title);
  if (problem !== undefined) return { body: undefined, left: [{ path: [], why: problem }] };
  const found = part(kind.body, body, []);
  return { body: isMap(found) ? (found as JsonMap) : undefined, left };

  /** What is left of a value; undefined when nothing is. */
  function part(attribute: Attribute, value: Json, path: readonly string[]): Json | undefined {
    if (attribute.type === 'object') return group(attribute.attributes, value, path);
    if (attribute.type === 'map' && isMap(value)) {
      return mapOf(
        Object.entries(value as JsonMap).flatMap(([key, item]): [string, Json][] => {
          const here = [...path, key];
          if (leaveOut(here, keyProblem(attribute.key, key))) return [];
          const rest = part(attribute.item, item, here);
          return rest === undefined ? [] : [[key, rest]];
        }),
      );
    }
    return leaveOut(path, valueProblem(attribute, value)) ? undefined : value;
  }

  function group(
    attributes: Readonly<Record<string, Attribute>>,
    value: Json,
    path: readonly string[],
  ): Json | undefined {
    if (!isMap(value)) return undefined;
    const there = value as JsonMap;
    const rest = mapOf<Json>([]);
    for (const [key, attribute] of Object.entries(attributes)) {
      const inner = Object.hasOwn(there, key) ? there[key] : undefined;
      if (!applies(attribute, there)) continue;
      const kept =
        inner === undefined || attribute.type === 'secret'
          ? undefined
          : part(attribute, inner, [...path, key]);
      if (kept !== undefined) rest[key] = kept;
      else if (attribute.required && attribute.type !== 'secret') {
        leaveOut([...path, key], inner === undefined ? 'the console does not show it' : undefined);
        return undefined;
      }
    }
    return rest;
  }

  function leaveOut(path: readonly string[], why: string | undefined): boolean {
    if (why !== undefined) left.push({ path, why });
    return why !== undefined;
  }
}

/** False for an attribute that is only there while another one has other values. */
export function applies({ only }: Attribute, beside: JsonMap): boolean {
  return !only || only.values.includes(String(beside[only.attribute]));
}

function keyProblem(rule: TextRule & { title: string; values?: object }, key: string): string | undefined {
  if (rule.values && !Object.hasOwn(rule.values, key))
    return `the language does not know ${JSON.stringify(key)}`;
  return textProblem(rule, key, rule.title);
}

function textProblem(rule: TextRule, text: string, what: string): string | undefined {
  return halfProblem(text) ?? checkText(rule, text, what)?.message;
}

/** UTF-8 has no half of a pair of UTF-16. */
function halfProblem(text: string): string | undefined {
  return /\p{Surrogate}/u.test(text) ? 'there is half of a character in it' : undefined;
}

function valueProblem(attribute: Attribute, value: Json): string | undefined {
  const strange = `the language cannot say ${JSON.stringify(value)} here`;
  switch (attribute.type) {
    case 'string':
      if (typeof value !== 'string') return strange;
      if (attribute.check === 'webhook-url') return checkWebhookUrl(value)?.message ?? halfProblem(value);
      return textProblem(attribute.text ?? {}, value, attribute.title);
    case 'integer': {
      const { minimum = Number.MIN_SAFE_INTEGER, maximum = Number.MAX_SAFE_INTEGER } = attribute;
      return Number.isSafeInteger(value) && Number(value) >= minimum && Number(value) <= maximum
        ? undefined
        : strange;
    }
    case 'boolean':
      return typeof value === 'boolean' ? undefined : strange;
    case 'enum':
      return typeof value === 'string' && Object.hasOwn(attribute.values, value) ? undefined : strange;
    case 'set':
      return isTexts(value) && value.every((one) => Object.hasOwn(attribute.values, one))
        ? undefined
        : strange;
    case 'names':
      if (!isTexts(value)) return strange;
      return value.map((one) => textProblem(attribute.item, one, attribute.item.title)).find(Boolean);
    case 'document':
      return isPolicy(value) ? undefined : 'the policy is not in the form that the language takes';
    default:
      return strange;
  }
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** CAM-5: a policy with a list of statements, each with effect, action and resource. */
export function isPolicy(value: unknown): boolean {
  if (!isMap(value) || value.version !== '2.0' || !hasOnly(value, ['version', 'statement'])) return false;
  const { statement } = value;
  return (
    Array.isArray(statement) && statement.length > 0 && statement.every(isStatement) && isReadable(value, 0)
  );
}

function isStatement(value: unknown): boolean {
  if (!isMap(value) || !hasOnly(value, ['effect', 'action', 'resource', 'condition'])) return false;
  const { effect, action, resource, condition } = value;
  const names = (item: unknown) => typeof item === 'string' || (isTexts(item) && item.length > 0);
  return (
    (effect === 'allow' || effect === 'deny') &&
    names(action) &&
    names(resource) &&
    (condition === undefined || isMap(condition))
  );
}

const hasOnly = (map: object, keys: readonly string[]) =>
  equal(
    Object.keys(map).filter((key) => !keys.includes(key)),
    [],
  );

/** False for what the reader of the language would refuse: nested too deep, or a number or text it cannot hold. */
function isReadable(value: unknown, depth: number): boolean {
  if (depth > maxDocumentDepth) return false;
  if (typeof value === 'number') return !Number.isInteger(value) || Number.isSafeInteger(value);
  if (typeof value === 'string') return halfProblem(value) === undefined;
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(
    ([key, inner]) => isReadable(key, depth) && isReadable(inner, depth + 1),
  );
}
