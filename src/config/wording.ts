/** What a check has found, in sentences for whoever wrote it: what is wrong, and what would be right. */
import type { ErrorObject } from 'ajv/dist/2020.js';
import { kinds } from '../catalog/index.ts';
import { isUnknown } from '../model.ts';
import { didYouMean, nearest } from '../suggest.ts';
import type { Node, Place, ScalarNode } from './node.ts';

/** What the schema says of a value, for messages: the `x-chatform` annotation. */
export interface Annotation {
  readonly type?: string;
  readonly title?: string;
  readonly values?: readonly string[];
  readonly hint?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly rules?: readonly string[];
}

export function annotationOf(error: ErrorObject): Annotation | undefined {
  return (error.parentSchema as { 'x-chatform'?: Annotation } | undefined)?.['x-chatform'];
}

/** Keys that are listed for an unknown one; lists of words longer than `manyWords` give way to a suggestion. */
const manyKeys = 24;
const manyWords = 8;
/** Characters of a person's text in a message; the quoted line has the rest. */
const longText = 60;

/** A text in quotes, cut where it is long. */
export function shown(text: string): string {
  return `"${text.length > longText ? `${text.slice(0, longText)}…` : text}"`;
}

/** Why a key is not known here, and what may have been meant. */
export function unknownKey(name: string, path: readonly string[], error: ErrorObject): string {
  if (name === '<<') return 'merge keys (`<<`) are not part of the language; use `templates:` and `extends:`';
  const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {});
  const list = known.length <= manyKeys ? ` Known here: ${known.join(', ')}.` : '';
  const section = sectionOf(name, path);
  const elsewhere = section === undefined ? '' : ` It belongs under "${section}".`;
  return `unknown key ${shown(name)}.${elsewhere || didYouMean(name, known) || list}`;
}

/** The section of an app that has an attribute of this name, for one that stands in the app itself. */
function sectionOf(name: string, path: readonly string[]): string | undefined {
  if (path.length !== 2 || !['apps', 'templates'].includes(path[0] ?? '')) return undefined;
  const kind = kinds.find(
    ({ path: place, body }) =>
      place.length === 3 &&
      place[0] === 'apps' &&
      body.type === 'object' &&
      Object.hasOwn(body.attributes, name),
  );
  return kind?.path[2];
}

/** Why a name cannot be used as a key: follows the name in a sentence. */
export function keyProblem(name: string, annotation: Annotation | undefined): string {
  if (name.includes('${')) return 'is a key, and a reference can only stand in a value';
  const { hint = '' } = annotation ?? {};
  const words = annotation?.values ?? (hint.startsWith('one of ') ? hint.slice(7).split(', ') : undefined);
  if (words) return `cannot stand here; it must be ${oneOf(words)}.${didYouMean(name, words)}`;
  return `is not a name that can be used here${hint === '' ? '' : `: ${hint}`}`;
}

/** What a map lacks. */
export function lackProblem(error: ErrorObject, path: readonly string[], at: Place, siblings: Node): string {
  const missing = `"${String(error.params.missingProperty)}"`;
  const name = path.at(-1);
  if (name === undefined) return `the configuration needs ${missing}`;
  if (siblings.kind === 'list') return `this entry needs ${missing}`;
  const others = siblings.kind === 'map' ? [...siblings.entries.keys()].filter((key) => key !== name) : [];
  // In an environment, what is new there is most likely meant to be one of the others.
  const meant = at.file.path.startsWith('environments/') ? nearest(name, others) : undefined;
  const hint = meant === undefined ? '' : `; it is new in this environment. Did you mean "${meant}"?`;
  return `${shown(name)} needs ${missing}${hint}`;
}

/** Why a value is wrong, and what would be right. */
export function valueProblem(node: Node, error: ErrorObject, annotation: Annotation | undefined): string {
  if (error.keyword === 'minProperties' || error.keyword === 'minItems')
    return `must have at least ${String(error.params.limit)} of these${annotation?.hint ? `: ${annotation.hint}` : ''}`;
  if (error.keyword === 'maxProperties') return `must have at most ${String(error.params.limit)} of these`;
  const type = annotation?.type ?? String(error.params.type ?? '');
  const wanted = wantedOf(type, annotation);
  if (node.kind !== 'scalar') {
    const found = node.kind === 'list' ? 'a list' : 'a map';
    return `must be ${wanted}${annotation?.hint ? '' : `, not ${found}`}`;
  }
  if (node.value === null) return nullProblem(node, type, wanted);
  if (isUnknown(node.value)) return `this is known only after apply, and has to be known before: ${wanted}`;
  return scalarProblem(node, node.value, type, wanted, annotation);
}

function nullProblem(node: ScalarNode, type: string, wanted: string): string {
  const isContainer = containers.has(type);
  if (node.start === node.end)
    return `there is no value here; ${isContainer ? `it must be ${wanted}` : 'give one, or leave it out'}`;
  if (isContainer) return `null cannot stand for all of this; it must be ${wanted}`;
  return 'null stands for the default of an attribute, and there is none here; give a value, or leave it out';
}

const containers = new Set(['object', 'map', 'document', 'set', 'array']);

function scalarProblem(
  node: ScalarNode,
  value: string | number | boolean,
  type: string,
  wanted: string,
  annotation: Annotation | undefined,
): string {
  const written = node.file.text.slice(node.start, node.end);
  if (written.includes('${')) return referenceProblem(written, value, wanted);
  const isWord = type === 'enum' && annotation?.values?.includes(written) !== true;
  if ((type === 'string' || type === 'enum') && typeof value !== 'string' && !isWord)
    return `this is text, and YAML reads it as a ${typeof value}; quote it: "${written}"`;
  if (type === 'enum' && typeof value === 'string') {
    const words = annotation?.values ?? [];
    const hint = didYouMean(value, words);
    return words.length > manyWords && hint !== ''
      ? `${shown(value)} is not known here.${hint}`
      : `${shown(value)} cannot stand here; it must be ${oneOf(words)}.${hint}`;
  }
  if (type === 'boolean') return `must be true or false${booleanHint(value, written)}`;
  if (type === 'integer' && typeof value === 'string' && /^-?\d+$/.test(value))
    return `must be ${wanted}, without quotes`;
  if ((type === 'set' || type === 'array') && typeof value === 'string' && value.length <= longText)
    return `must be a list: [${written}]`;
  return `must be ${wanted}`;
}

/** YAML 1.2 reads `yes` and `on` as text. */
function booleanHint(value: string | number | boolean, written: string): string {
  const word = String(value).toLowerCase();
  if (['true', 'false'].includes(word)) return ', without quotes and in small letters';
  if (['yes', 'y', 'on'].includes(word)) return `; YAML reads ${shown(written)} as text: write true`;
  if (['no', 'n', 'off'].includes(word)) return `; YAML reads ${shown(written)} as text: write false`;
  return '';
}

function referenceProblem(written: string, value: string | number | boolean, wanted: string): string {
  if (typeof value === 'string' && written.includes(value))
    return `must be ${wanted}; a reference cannot stand here`;
  const found = typeof value === 'string' ? shown(value) : `the ${typeof value} ${String(value)}`;
  return `must be ${wanted}, and the reference gives ${found}`;
}

/** What a value has to be, after "must be". */
function wantedOf(type: string, annotation: Annotation | undefined): string {
  if (type === 'set' || type === 'array') return 'a list, such as [a, b]';
  if (type === 'object' || type === 'map' || type === 'document') return 'a map of keys and values';
  if (annotation?.values) return oneOf(annotation.values);
  if (type === 'integer') return `a whole number${range(annotation)}`;
  if (type === 'boolean') return 'true or false';
  return annotation?.hint || 'text';
}

function oneOf(words: readonly string[]): string {
  return words.length === 1 ? String(words[0]) : `one of ${words.join(', ')}`;
}

function range(annotation: Annotation | undefined): string {
  const { minimum, maximum } = annotation ?? {};
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `, at least ${minimum}`;
  return maximum !== undefined ? `, at most ${maximum}` : '';
}
