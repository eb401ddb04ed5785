/** Checks a tree against a JSON Schema, and says what is wrong in sentences with places. */
import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Diagnostic } from '../model.ts';
import { isUnknown } from '../model.ts';
import { nearest } from '../suggest.ts';
import { type Node, nodeAt, type Place, placeOf } from './node.ts';
import { type SchemaName, validatorOf } from './validators.ts';
import { isValid } from './validity.ts';
import {
  type Annotation,
  annotationOf,
  keyProblem,
  lackProblem,
  shown,
  unknownKey,
  valueProblem,
} from './wording.ts';

/**
 * What a schema finds wrong with a tree. `mayLack` says of which maps nothing is missed, since a part of them
 * could not be read.
 */
export function check(
  name: SchemaName,
  tree: Node,
  mayLack: (path: readonly string[]) => boolean = () => false,
): Diagnostic[] {
  const value = plain(tree);
  if (isValid(name, value)) return [];
  const validate = validatorOf(name);
  validate(value);
  const errors = worthSaying(validate.errors ?? []);
  return errors
    .map((error) => ({ error, path: pathOf(error.instancePath) }))
    .filter(({ error, path }) => error.keyword !== 'required' || !mayLack(path))
    .map(({ error, path }) => sentence(tree, path, error));
}

/**
 * The value of a tree as the schema sees it: an unknown string is the text of its expression. Its maps are objects
 * as JSON.parse makes them, since ajv compares them by their methods.
 */
export function plain(tree: Node): unknown {
  if (tree.kind === 'scalar') return isUnknown(tree.value) ? tree.value.expression : tree.value;
  if (tree.kind === 'list') return tree.items.map(plain);
  const map: Record<string, unknown> = {};
  for (const [key, entry] of tree.entries) {
    if (key === '__proto__') Object.defineProperty(map, key, { value: plain(entry.value), enumerable: true });
    else map[key] = plain(entry.value);
  }
  return map;
}

/** One error a place. An annotated error says more than the parts of an `anyOf` that led to it. */
function worthSaying(errors: readonly ErrorObject[]): ErrorObject[] {
  const byPlace = new Map<string, ErrorObject>();
  // That a condition led to an error is no error of its own.
  for (const error of errors.filter(({ keyword }) => keyword !== 'if').sort((a, b) => rank(a) - rank(b))) {
    const place = `${error.instancePath}\n${keyOf(error)}`;
    if (!byPlace.has(place)) byPlace.set(place, error);
  }
  const left = [...byPlace.values()];
  return left.filter((error) => !isMisspelt(error, left) && !isInsideOut(error, left));
}

function rank(error: ErrorObject): number {
  if (keyOf(error) !== '') return 0;
  return annotationOf(error) ? 1 : 2;
}

/** True for a key that is missing because it is misspelt: that has been said of the unknown key. */
function isMisspelt(error: ErrorObject, all: readonly ErrorObject[]): boolean {
  if (error.keyword !== 'required') return false;
  const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {});
  return all.some(
    (other) =>
      other.keyword === 'additionalProperties' &&
      other.instancePath === error.instancePath &&
      nearest(keyOf(other), known) === error.params.missingProperty,
  );
}

/** True for an `anyOf` that fails because of something inside of the value, which is said there. */
function isInsideOut(error: ErrorObject, all: readonly ErrorObject[]): boolean {
  return (
    error.keyword === 'anyOf' && all.some((other) => other.instancePath.startsWith(`${error.instancePath}/`))
  );
}

/** The key that an error is about, where it is about a key of a map. */
function keyOf(error: ErrorObject): string {
  if (error.keyword === 'additionalProperties') return String(error.params.additionalProperty);
  if (error.keyword === 'required') return `required ${String(error.params.missingProperty)}`;
  if (error.propertyName !== undefined) return error.propertyName;
  return error.keyword === 'propertyNames' ? String(error.params.propertyName) : '';
}

function pathOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function sentence(tree: Node, path: readonly string[], error: ErrorObject): Diagnostic {
  const { node, key } = nodeAt(tree, path);
  const annotation = annotationOf(error);
  const say = (message: string, at: Place, about?: Annotation): Diagnostic => {
    const rule = about?.rules?.[0];
    return { severity: 'error', message, source: placeOf(at), ...(rule !== undefined && { rule }) };
  };
  if (error.keyword === 'additionalProperties') {
    const name = keyOf(error);
    return say(unknownKey(name, path, error), keyPlace(node, name));
  }
  if (error.propertyName !== undefined || error.keyword === 'propertyNames') {
    const name = error.propertyName ?? String(error.params.propertyName);
    return say(`${shown(name)} ${keyProblem(name, annotation)}`, keyPlace(node, name), annotation);
  }
  if (error.keyword === 'required') {
    const siblings = nodeAt(tree, path.slice(0, -1)).node;
    return say(lackProblem(error, path, key ?? node, siblings), key ?? node);
  }
  if (error.keyword === 'uniqueItems' && node.kind === 'list') {
    const second = node.items[Math.max(Number(error.params.i), Number(error.params.j))] ?? node;
    return say('this stands twice in the list; keep one of them', second);
  }
  return say(valueProblem(node, error, annotation), node, annotation);
}

function keyPlace(node: Node, name: string): Place {
  return (node.kind === 'map' ? node.entries.get(name) : undefined) ?? node;
}
