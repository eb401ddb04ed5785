/**
 * What is sent of a form, as the patch of an operation: only what is not as it was. What is no legal value goes to
 * the console as it was typed, so that the refusal is the console's own.
 */
import type { Attribute, MapAttribute, ObjectAttribute } from '../../../../catalog/kind.ts';
import { emptyMap, equal, isMap, type Json, type JsonMap, type MutableMap, mapOf } from '../../../../json.ts';
import { asTyped, isShown, nameOf, rowsIn, type Texts, textAt } from './texts.ts';

interface Reading {
  readonly texts: Texts;
  readonly isNew: boolean;
  /** What cannot be said in a patch. */
  readonly problems: string[];
}

type Path = readonly string[];

/** `attributes`: those of the first level that the form shows. `before`: the body; of something new undefined. */
export function patchFrom(
  body: ObjectAttribute | MapAttribute,
  attributes: readonly string[],
  texts: Texts,
  before: JsonMap | undefined,
): { readonly patch: JsonMap; readonly problems: readonly string[] } {
  const reading: Reading = { texts, isNew: before === undefined, problems: [] };
  const shown: ObjectAttribute | MapAttribute =
    body.type === 'map' ? body : { ...body, attributes: among(body, attributes) };
  const change = changeOf(shown, [], before, reading);
  return { patch: (isMap(change) ? change : emptyMap<Json>()) as JsonMap, problems: reading.problems };
}

const among = (body: ObjectAttribute, names: readonly string[]): Readonly<Record<string, Attribute>> =>
  mapOf(Object.entries(body.attributes).filter(([name]) => names.includes(name)));

/** What to put in the place of a value: undefined to leave it, null to take it away. */
function changeOf(
  attribute: Attribute,
  path: Path,
  before: Json | undefined,
  reading: Reading,
): Json | undefined {
  const name = nameOf(path);
  if (attribute.default !== undefined && reading.texts.get('_reset')?.includes(name)) {
    return equal(before, attribute.default) ? undefined : attribute.default;
  }
  switch (attribute.type) {
    case 'object':
      return changeOfObject(attribute, path, before, reading);
    case 'map':
      return changeOfMap(attribute, path, before, reading);
    case 'set':
      return changeOfSet(Object.keys(attribute.values), name, before, reading);
    case 'names':
      return changeOfNames(name, before, reading);
    case 'secret':
      return undefined;
    default:
      return changeOfText(attribute, textAt(reading.texts, name), before);
  }
}

function changeOfText(
  attribute: Attribute,
  typed: string | undefined,
  before: Json | undefined,
): Json | undefined {
  if (typed === undefined) return undefined;
  const isLeft = before === undefined || before === null;
  if (typed === '') {
    if (isLeft) return undefined;
    const canBeEmpty = attribute.type === 'string' && (attribute.text?.minLength ?? 0) === 0;
    if (before === '') return undefined;
    return canBeEmpty && attribute.check === undefined && attribute.text?.pattern === undefined ? '' : null;
  }
  const value = readAs(attribute, typed);
  const same = typeof before === 'string' ? value === asTyped(before) : equal(value, before);
  return same ? undefined : value;
}

/** The value that a text stands for; the text itself where it stands for none. */
function readAs({ type }: Attribute, typed: string): Json {
  if (type === 'boolean' && (typed === 'true' || typed === 'false')) return typed === 'true';
  if (type === 'integer' && /^\s*-?\d{1,20}\s*$/.test(typed)) return Number(typed);
  if (type !== 'document') return typed;
  try {
    return JSON.parse(typed) as Json;
  } catch {
    return typed;
  }
}

function changeOfSet(order: readonly string[], name: string, before: Json | undefined, { texts }: Reading) {
  const found = texts.get(name);
  if (!found) return undefined;
  const ticked = [...new Set(found.filter((text) => text !== ''))];
  const was = Array.isArray(before) ? (before as readonly string[]) : [];
  if (ticked.length === was.length && ticked.every((one) => was.includes(one))) return undefined;
  const place = (one: string) => order.indexOf(one);
  return ticked.sort((a, b) => place(a) - place(b));
}

/** Something new takes a list; what is there takes names that come, and names that go (null). */
function changeOfNames(name: string, before: Json | undefined, { texts, isNew }: Reading): Json | undefined {
  const typed = textAt(texts, name);
  if (typed === undefined) return undefined;
  const lines = typed.split('\n').map((line) => line.trim());
  const wanted = [...new Set(lines.filter((line) => line !== ''))];
  if (isNew) return wanted.length === 0 ? undefined : wanted;
  const was = Array.isArray(before) ? (before as readonly string[]) : [];
  const come = wanted.filter((one) => !was.includes(one)).map((one) => [one, true] as const);
  const go = was.filter((one) => !wanted.includes(one)).map((one) => [one, null] as const);
  return come.length + go.length === 0 ? undefined : mapOf<Json>([...go, ...come]);
}

function changeOfObject(
  { attributes }: ObjectAttribute,
  path: Path,
  before: Json | undefined,
  reading: Reading,
): Json | undefined {
  const body = inside(before);
  const patch = emptyMap<Json>();
  for (const [key, inner] of Object.entries(attributes)) {
    if (!isShown(inner, path, reading.texts, body)) continue;
    const change = changeOf(inner, [...path, key], body[key], reading);
    if (change !== undefined) patch[key] = change;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function changeOfMap(attribute: MapAttribute, path: Path, before: Json | undefined, reading: Reading) {
  const body = inside(before);
  const items = attribute.key.values
    ? tickedItems(path, attribute.key.values, reading)
    : rowItems(attribute, path, reading);
  if (!items) return undefined;
  const patch: MutableMap<Json> = emptyMap();
  for (const key of Object.keys(body)) if (!items.has(key)) patch[key] = null;
  for (const [key, itemPath] of items) {
    const was = Object.hasOwn(body, key) ? body[key] : undefined;
    const change = changeOf(attribute.item, itemPath, was, reading);
    if (change !== undefined) patch[key] = change;
    else if (was === undefined) patch[key] = attribute.item.type === 'object' ? emptyMap<Json>() : '';
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/** The keys that a map is to have, and where the controls of each are; undefined when it is not in the form. */
type Items = ReadonlyMap<string, Path> | undefined;

function tickedItems(path: Path, values: object, { texts }: Reading): Items {
  const found = texts.get(nameOf(path));
  return (
    found &&
    new Map(
      Object.keys(values)
        .filter((key) => found.includes(key))
        .map((key) => [key, [...path, key]]),
    )
  );
}

function rowItems(attribute: MapAttribute, path: Path, { texts, problems }: Reading): Items {
  const rows = rowsIn(texts, path);
  if (rows === 0) return undefined;
  const items = new Map<string, Path>();
  for (let i = 0; i < rows; i++) {
    const row = [...path, String(i)];
    const key = textAt(texts, nameOf([...row, 'key'])) ?? '';
    const isBlank = key === '' && (textAt(texts, nameOf([...row, 'value'])) ?? '') === '';
    if (isBlank) continue;
    if (items.has(key)) problems.push(`${attribute.key.title} “${key}” stands there twice.`);
    items.set(key, [...row, 'value']);
  }
  return items;
}

const inside = (value: Json | undefined): JsonMap => (isMap(value) ? (value as JsonMap) : emptyMap<Json>());
