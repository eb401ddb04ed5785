/**
 * Values as the catalogue has them. An attribute's reader takes what both schemas and all checks of `limits.ts` have
 * nothing to say of, with its references resolved, in one go and without a copy. It declines anything else, and
 * perhaps something rare that is right: what is wrong, and whether it is, the slow way says.
 */
import { checkWebhookUrl, textFits } from '../catalog/checks.ts';
import { canReset } from '../catalog/index.ts';
import type {
  Attribute,
  MapAttribute,
  NumberAttribute,
  ObjectAttribute,
  SetAttribute,
  TextAttribute,
} from '../catalog/kind.ts';
import { emptyMap, type Scalar } from '../json.ts';
import { isUnknown, secret, type Unknown, type Value, type ValueMap } from '../model.ts';
import { plain } from './check.ts';
import { isPolicy } from './declarable.ts';
import { leavesFolder } from './limits.ts';
import { child, type MapNode, type Node, plainOf } from './node.ts';
import { resolveReferences, resolveScalar, type Scope } from './references.ts';

/** Thrown for what is none of a reader's business. It is no Error, since nobody is told of it. */
export const declined = Symbol('declined');

/** The value of a node. The scope's `complain` and `hush` throw `declined`. @throws `declined` */
export type Reader = (node: Node, scope: Scope) => Value;

/** The reader of an attribute. */
export function readerOf(attribute: Attribute): Reader {
  switch (attribute.type) {
    case 'object':
      return groupReader(attribute);
    case 'map':
      return mapReader(attribute);
    case 'set':
      return setReader(attribute);
    case 'names':
      return namesReader(textFits(attribute.item));
    case 'secret':
      return readSecret;
    case 'string':
      return textReader(attribute);
    case 'enum':
      return scalarReader(attribute, isWordOf(attribute.values));
    case 'boolean':
      return scalarReader(attribute, (value) => typeof value === 'boolean');
    case 'integer':
      return scalarReader(attribute, isWithin(attribute));
    case 'document':
      return readDocument;
  }
}

/** For what no reader takes. @throws `declined` */
export const decline = (): never => {
  throw declined;
};

type Fits = (value: Scalar | Unknown) => boolean;

function scalarReader(attribute: Attribute, fits: Fits): Reader {
  const takesNull = canReset(attribute);
  return (node, scope) => {
    const value = scalarOf(node, scope);
    if (value === null ? takesNull : fits(value)) return value;
    throw declined;
  };
}

/** The value of a scalar with its references resolved. */
function scalarOf(node: Node, scope: Scope): Scalar | Unknown {
  if (node.kind !== 'scalar') throw declined;
  return resolveScalar(node, scope).value;
}

function textOf(node: Node, scope: Scope): string {
  const value = scalarOf(node, scope);
  if (typeof value !== 'string') throw declined;
  return value;
}

function isWordOf(values: Readonly<Record<string, string>>): Fits {
  const words: ReadonlySet<unknown> = new Set(Object.keys(values));
  return (value) => words.has(value);
}

function isWithin({ minimum = -Infinity, maximum = Infinity }: NumberAttribute): Fits {
  return (value) => Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum;
}

/** What a text will be once the app that it names is there is not known, and not limited. */
function textReader(attribute: TextAttribute): Reader {
  const fits = textFits(attribute.text ?? {});
  const isUrl = attribute.check === 'webhook-url';
  return scalarReader(attribute, (value) => {
    if (typeof value !== 'string') return isUnknown(value);
    return fits(value) && !(isUrl && checkWebhookUrl(value));
  });
}

function setReader(attribute: SetAttribute): Reader {
  const { values, minItems = 0 } = attribute;
  const readNull = scalarReader(attribute, () => false);
  const readWord = scalarReader({ ...attribute, type: 'enum' }, isWordOf(values));
  return (node, scope) => {
    if (node.kind !== 'list') return readNull(node, scope);
    const words = node.items.map((item) => readWord(item, scope));
    if (words.length < minItems || words.includes(null) || !areDistinct(words)) throw declined;
    return words;
  };
}

function areDistinct(values: readonly Value[]): boolean {
  return values.length < 2 || new Set(values).size === values.length;
}

/** The reader of a list of names. */
export function namesReader(
  fits: (name: string) => boolean,
): (node: Node, scope: Scope) => readonly string[] {
  return (node, scope) => {
    if (node.kind !== 'list') throw declined;
    const names = node.items.map((item) => textOf(item, scope));
    if (!names.every(fits) || !areDistinct(names)) throw declined;
    return names;
  };
}

function readSecret(node: Node, scope: Scope): Value {
  const [only, another] = node.kind === 'map' ? node.entries : [];
  if (!only || another) throw declined;
  const [key, { value }] = only;
  const text = textOf(value, scope);
  if (key === 'env' && /^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return secret({ env: text });
  if (key === 'file' && text !== '' && !leavesFolder(text)) return secret({ file: text });
  throw declined;
}

/** Its version is written as it is; elsewhere there may be references. */
function readDocument(node: Node, scope: Scope): Value {
  const version = child(node, 'version');
  const resolved = resolveReferences(node, scope);
  if (version?.kind !== 'scalar' || version.value !== '2.0' || !isPolicy(plain(resolved))) throw declined;
  return plainOf(resolved);
}

function mapReader({ key, item, minItems = 0, maxItems = Infinity }: MapAttribute) {
  const fits = textFits(key);
  const read = readerOf(item);
  const isKey = key.values ? isWordOf(key.values) : () => true;
  return (node: Node, scope: Scope): ValueMap => {
    if (node.kind !== 'map' || node.entries.size < minItems || node.entries.size > maxItems) throw declined;
    const map = emptyMap<Value>();
    for (const [name, { value }] of node.entries) {
      if (!isKey(name) || !fits(name)) throw declined;
      map[name] = read(value, scope);
    }
    return map;
  };
}

function groupReader(group: Group): Reader {
  const read = entriesReader(group);
  return (node, scope) => {
    if (node.kind === 'map') return read(node, scope, decline);
    throw declined;
  };
}

/** The value of a map; names that are none of its attributes go to `others`. @throws `declined` */
export type BodyReader = (node: MapNode, scope: Scope, others: (name: string) => void) => ValueMap;

type Group = Pick<ObjectAttribute, 'type' | 'attributes'>;

/** The reader of the body of a kind. */
export function bodyReader(body: Group | MapAttribute): BodyReader {
  return body.type === 'map' ? mapReader(body) : entriesReader(body);
}

function entriesReader({ attributes }: Group): BodyReader {
  const all = Object.entries(attributes);
  const readers = new Map(all.map(([name, attribute]) => [name, readerOf(attribute)]));
  const needed = all.filter(([, { required, only }]) => required && !only).map(([name]) => name);
  const conditional = all.flatMap(([name, { only, required }]) => (only ? [{ name, only, required }] : []));
  return (node, scope, others) => {
    const body = emptyMap<Value>();
    for (const [name, { value }] of node.entries) {
      const read = readers.get(name);
      if (read) body[name] = read(value, scope);
      else others(name);
    }
    for (const name of needed) if (body[name] === undefined) throw declined;
    for (const { name, only, required } of conditional) {
      const chosen = body[only.attribute];
      if (chosen === undefined) continue;
      const isMeant = only.values.includes(String(chosen));
      if (body[name] === undefined ? required && isMeant : !isMeant) throw declined;
    }
    return body;
  };
}
