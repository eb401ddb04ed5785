/** Values as a person enters them: by the labels of the console, and whole. */
import { attributeAt } from '../catalog/index.ts';
import type { Attribute, Kind } from '../catalog/kind.ts';
import { beginning, wordLabel } from '../catalog/labels.ts';
import { evaluate } from '../expression.ts';
import { at, isMap, type Json } from '../json.ts';
import { type Change, isSecret, isUnknown, type Leaf, type SecretReference, type Value } from '../model.ts';
import { jsonText } from '../printable.ts';

/** A value as a person reads it: at least one of them is there. */
export interface Shown {
  /** Choices of the console, by their labels. */
  readonly labels?: readonly string[];
  /** What is to be entered as it stands; over several lines for a document. */
  readonly text?: string;
  /** Words of ours. */
  readonly said?: string;
}

/** One row of what is to be set. */
export interface Row {
  /** Inside the resource. */
  readonly path: readonly string[];
  readonly label: string;
  readonly before: Shown;
  readonly after: Shown;
}

/** What is needed to show values. */
export interface Known {
  /** The uin of the root account. */
  readonly account: string;
  /** SDKAppIDs by app. */
  readonly bindings: Readonly<Record<string, string>>;
  /** The app is created by a step: what is there with it has the console's defaults. */
  readonly isNewApp?: boolean;
}

/** Before what is new. */
export const notThere: Shown = { said: 'not there' };

/** A leaf of a change as a row. */
export function rowOf(change: Change, kind: Kind | undefined, leaf: Leaf, known: Known): Row {
  const attribute = kind && attributeAt(kind, leaf.path);
  return {
    path: leaf.path,
    label: labelOf(kind, leaf.path),
    before: beforeOf(change, kind, leaf, known),
    after: afterOf(change, attribute, leaf, known),
  };
}

function beforeOf(change: Change, kind: Kind | undefined, leaf: Leaf, known: Known): Shown {
  const attribute = kind && attributeAt(kind, leaf.path);
  const isNew = change.action === 'create' && kind?.form !== 'section';
  if (isNew) return notThere;
  if (isSecret(leaf.after)) return { said: 'the console does not show it' };
  if (leaf.before !== undefined) return shown(leaf.before, attribute, known);
  if (kind && isBelowKnownMap(kind, leaf.path, change)) return notThere;
  if (!known.isNewApp || attribute?.default === undefined) return { said: 'not known' };
  return alsoSaid(shown(attribute.default, attribute, known), 'the default of a new app');
}

/** True for a key of a map of which others are known: it is not among them. */
function isBelowKnownMap(kind: Kind, path: readonly string[], { before }: Change): boolean {
  return path.some((_, length) => {
    const here = path.slice(0, length);
    const type = attributeAt(kind, here)?.type;
    const known = at(before, here);
    return (type === 'map' || type === 'names') && isMap(known) && Object.keys(known).length > 0;
  });
}

function afterOf({ action }: Change, attribute: Attribute | undefined, leaf: Leaf, known: Known): Shown {
  if (action === 'delete') return { said: 'gone' };
  if (leaf.after === undefined) return { said: 'taken away' };
  const value = shown(leaf.after, attribute, known);
  return leaf.reset ? alsoSaid(value, "the console's default") : value;
}

function alsoSaid(value: Shown, said: string): Shown {
  return { ...value, said: value.said === undefined ? said : `${value.said}, ${said}` };
}

/** A value by its labels, or as it is to be entered. */
export function shown(value: Value, attribute: Attribute | undefined, known: Known): Shown {
  if (isSecret(value)) return { said: secretText(value.reference) };
  if (isUnknown(value)) return unknownText(value.expression, known);
  if (typeof value === 'boolean') return { labels: [value ? 'Enabled' : 'Disabled'] };
  if (typeof value === 'number') {
    const unit = attribute?.type === 'integer' ? attribute.unit : undefined;
    return { text: String(value), ...(unit !== undefined && { said: unit }) };
  }
  if (typeof value === 'string') return ofWord(value, attribute);
  if (attribute?.type === 'set' && isWords(value)) return ofWords(value, attribute);
  if (isWords(value)) return value.length === 0 ? { said: 'none' } : { text: value.join('\n') };
  return { text: jsonText(plain(value, known)) };
}

function isWords(value: Value): value is readonly string[] {
  return Array.isArray(value) && value.every((item: Value) => typeof item === 'string');
}

function ofWord(word: string, attribute: Attribute | undefined): Shown {
  const label = attribute?.type === 'enum' ? wordLabel(word, attribute) : undefined;
  if (label !== undefined) return { labels: [label] };
  return word === '' ? { said: 'empty' } : { text: word };
}

function ofWords(words: readonly string[], attribute: Extract<Attribute, { type: 'set' }>): Shown {
  if (words.length === 0) return { said: 'none of them' };
  return { labels: words.map((word) => wordLabel(word, attribute) ?? word) };
}

/** Where a secret is to be taken from. */
export function secretText(reference: SecretReference): string {
  return 'file' in reference
    ? `the file ${reference.file}`
    : `the value of the environment variable ${reference.env}`;
}

/** The text of an expression, with words in place of what is not known yet. */
function unknownText(expression: string, { account, bindings }: Known): Shown {
  const missing = new Set<string>();
  const text = evaluate(expression, account, (app) => {
    const id = Object.hasOwn(bindings, app) ? bindings[app] : undefined;
    if (id === undefined) missing.add(app);
    return id ?? `<SDKAppID of ${app}>`;
  });
  if (text === undefined) return { text: expression, said: 'known later' };
  return { text, ...(missing.size > 0 && { said: `with the SDKAppID of ${[...missing].join(', ')} in it` }) };
}

/** JSON in which unknown texts stand as they are to be entered. */
function plain(value: Value, known: Known): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isUnknown(value)) return unknownText(value.expression, known).text ?? value.expression;
  if (isSecret(value)) return secretText(value.reference);
  if (Array.isArray(value)) return value.map((item: Value) => plain(item, known));
  const map: Record<string, Json> = Object.create(null);
  for (const [key, inner] of Object.entries(value)) map[key] = plain(inner as Value, known);
  return map;
}

/**
 * The titles on the way to an attribute: `Group Type: Work group: Read`. Keys of maps stand for themselves, and
 * what the clicks lead to is left out.
 */
export function labelOf(kind: Kind | undefined, path: readonly string[]): string {
  const labels: string[] = [];
  for (const [index, key] of path.entries()) {
    const parent = kind && attributeAt(kind, path.slice(0, index));
    const here = kind && attributeAt(kind, path.slice(0, index + 1));
    const isLast = index === path.length - 1;
    if (here?.clicks && !isLast) labels.length = 0;
    else labels.push(parent?.type === 'object' ? (here?.title ?? key) : keyLabel(parent, key));
  }
  return labels.join(': ');
}

function keyLabel(parent: Attribute | undefined, key: string): string {
  const words = parent?.type === 'map' ? parent.key.values : undefined;
  return words && Object.hasOwn(words, key) ? beginning(words[key] ?? key) : key;
}
