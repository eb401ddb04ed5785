/** Checks a tree against a JSON Schema, and says what is wrong in sentences with places. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Diagnostic } from '../model.ts';
import { isUnknown } from '../model.ts';
import { didYouMean } from '../suggest.ts';
import { type Node, nodeAt, placeOf, plainOf } from './node.ts';

/** What the schema says of a value, for messages: the `x-chatform` annotation. */
interface Annotation {
  readonly type?: string;
  readonly title?: string;
  readonly values?: readonly string[];
  readonly hint?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly rules?: readonly string[];
}

export type Check = (tree: Node) => Diagnostic[];

/** A check made of a schema. Compiling takes some 100 ms: do it once. */
export function compileCheck(schema: object): Check {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, verbose: true });
  ajv.addVocabulary(['x-chatform', 'markdownDescription', 'enumDescriptions']);
  const validate: ValidateFunction = ajv.compile(schema);
  return (tree) => {
    if (validate(plain(tree))) return [];
    return sentences(tree, validate.errors ?? []);
  };
}

/** For the schema, an unknown string is the text of its expression. */
function plain(tree: Node): unknown {
  return JSON.parse(
    JSON.stringify(plainOf(tree), (_, value) => (isUnknown(value) ? value.expression : value)),
  );
}

function sentences(tree: Node, errors: readonly ErrorObject[]): Diagnostic[] {
  const byPlace = new Map<string, Diagnostic>();
  // An annotated error says more than the parts of an `anyOf` that led to it.
  const ranked = [...errors].sort((a, b) => rank(a) - rank(b));
  for (const error of ranked) {
    const path = pathOf(error.instancePath);
    const place = `${error.instancePath}\n${keyOf(error)}`;
    if (!byPlace.has(place)) byPlace.set(place, sentence(tree, path, error));
  }
  return [...byPlace.values()];
}

function annotationOf(error: ErrorObject): Annotation | undefined {
  return (error.parentSchema as { 'x-chatform'?: Annotation } | undefined)?.['x-chatform'];
}

function rank(error: ErrorObject): number {
  if (keyOf(error) !== '') return 0;
  return annotationOf(error) ? 1 : 2;
}

/** The key that an error is about, where it is about a key of a map. */
function keyOf(error: ErrorObject): string {
  if (error.keyword === 'additionalProperties') return String(error.params.additionalProperty);
  if (error.keyword === 'unevaluatedProperties') return String(error.params.unevaluatedProperty);
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
  const say = (message: string, at = placeOf(node), rule = annotation?.rules?.[0]): Diagnostic => ({
    severity: 'error',
    message,
    source: at,
    ...(rule !== undefined && { rule }),
  });

  if (error.keyword === 'additionalProperties' || error.keyword === 'unevaluatedProperties') {
    const name = keyOf(error);
    const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {});
    const list = known.length > 0 && known.length <= 12 ? ` Known here: ${known.join(', ')}.` : '';
    return say(`unknown key "${name}".${didYouMean(name, known) || list}`, keyPlace(node, name), undefined);
  }
  if (error.propertyName !== undefined || error.keyword === 'propertyNames') {
    const name = error.propertyName ?? String(error.params.propertyName);
    return say(`"${name}" ${keyProblem(name, annotation)}`, keyPlace(node, name));
  }
  if (error.keyword === 'required') {
    const title = path.length > 0 ? `${path.join('.')}` : 'the configuration';
    return say(`${title} needs "${String(error.params.missingProperty)}"`, placeOf(key ?? node), undefined);
  }
  return say(valueProblem(node, error, annotation));
}

function keyPlace(node: Node, name: string) {
  const entry = node.kind === 'map' ? node.entries.get(name) : undefined;
  return placeOf(entry?.key ?? node);
}

function keyProblem(name: string, annotation: Annotation | undefined): string {
  if (annotation?.values)
    return `is not one of ${annotation.values.join(', ')}.${didYouMean(name, annotation.values)}`;
  return annotation?.hint
    ? `is not a name that can be used here: ${annotation.hint}`
    : 'is not a name that can be used here';
}

/** Why a value is wrong, and what would be right. */
function valueProblem(node: Node, error: ErrorObject, annotation: Annotation | undefined): string {
  if (error.keyword === 'uniqueItems') return 'the same item stands twice in this list';
  if (error.keyword === 'minProperties') return `must have at least ${String(error.params.limit)} of these`;
  if (error.keyword === 'maxProperties') return `must have at most ${String(error.params.limit)} of these`;
  const type =
    annotation?.type ?? (Array.isArray(error.schema) ? undefined : String(error.params.type ?? ''));
  const written = node.kind === 'scalar' ? node.file.text.slice(node.start, node.end) : '';
  if (node.kind === 'scalar' && node.value === null) {
    return 'null stands for the default of an attribute, and there is none here; give a value, or leave it out';
  }
  const scalar = node.kind === 'scalar' && !isUnknown(node.value) ? node.value : undefined;
  if ((type === 'string' || type === 'enum') && (typeof scalar === 'number' || typeof scalar === 'boolean')) {
    return `this is text, and YAML reads it as a ${typeof scalar}; quote it: "${written}"`;
  }
  if (annotation?.values) {
    const found = typeof scalar === 'string' ? `"${scalar}" is not` : 'must be';
    const hint = typeof scalar === 'string' ? didYouMean(scalar, annotation.values) : '';
    return `${found} one of ${annotation.values.join(', ')}.${hint}`;
  }
  if (type === 'integer') return `must be a whole number${range(annotation)}`;
  if (type === 'boolean')
    return `must be true or false${written === '' ? '' : `, without quotes, and not ${written}`}`;
  if (type === 'set' || type === 'array') return 'must be a list, such as [a, b]';
  if (type === 'object' || type === 'map' || type === 'document') return 'must be a map of keys and values';
  if (annotation?.hint) return `must be ${annotation.hint}`;
  if (type === 'string' && scalar === undefined) return 'must be text';
  return error.message ?? 'is not allowed here';
}

function range(annotation: Annotation | undefined): string {
  const { minimum, maximum } = annotation ?? {};
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `, at least ${minimum}`;
  return maximum !== undefined ? `, at most ${maximum}` : '';
}
