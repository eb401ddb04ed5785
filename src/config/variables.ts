/** `variables`: declared with a type, set from outside. */
import { partsOf } from '../expression.ts';
import { emptyMap } from '../json.ts';
import type { Diagnostic, Source } from '../model.ts';
import { didYouMean } from '../suggest.ts';
import { child, type Entry, entriesOf, type MapNode, type Node, placeOf, plainOf } from './node.ts';

/** A `--var NAME=VALUE` of the command line. */
export interface GivenVariable {
  readonly name: string;
  readonly value: string;
}

/** What the command line says, in its order: values one by one, and files of them. */
export type VariableSource = GivenVariable | { readonly file: MapNode };

export interface Variable {
  /** Undefined after a complaint: what uses it is left unresolved, without a second complaint. */
  readonly value: string | number | boolean | undefined;
  readonly sensitive: boolean;
}

export interface Resolved {
  readonly variables: ReadonlyMap<string, Variable>;
  /** The values that no file has: of the command line and the process, those of sensitive variables left out. */
  readonly outer: Readonly<Record<string, string | number | boolean>>;
  readonly diagnostics: Diagnostic[];
}

const PREFIX = 'CHATFORM_VAR_';

/**
 * The values of all variables. Later ones win, as in Terraform: the default, `CHATFORM_VAR_NAME`, the
 * environment's file, then `--var` and `--var-file` in the order in which they were given.
 * `isWhole` is false when a part of the configuration could not be read: nothing is missed then.
 */
export function resolveVariables(
  root: MapNode,
  environment: MapNode | undefined,
  given: readonly VariableSource[],
  env: Readonly<Record<string, string | undefined>>,
  isWhole: boolean,
): Resolved {
  const diagnostics: Diagnostic[] = [];
  const variables = new Map<string, Variable>();
  const declared = new Map(entriesOf(child(root, 'variables')));
  const outer = emptyMap<string | number | boolean>();
  const complain = (message: string, source?: Source): WrongValue => {
    diagnostics.push({ severity: 'error', message, ...(source && { source }) });
    return wrong;
  };
  const inEnvironment = child(environment, 'variables');
  if (isWhole) complainOfUndeclared(declared, inEnvironment, given, complain);

  for (const [name, entry] of declared) {
    const type = String(scalarOf(child(entry.value, 'type')) ?? 'string');
    const sensitive = scalarOf(child(entry.value, 'sensitive')) === true;
    // What is wrong with a declaration has been said: no value of it can be judged.
    if (entry.value.kind !== 'map' || !types.includes(type)) {
      variables.set(name, { value: undefined, sensitive });
      continue;
    }
    const source = (node: Node) => (sensitive ? { ...placeOf(node), text: '' } : placeOf(node));
    const inFile = (node: Node | undefined): Said => {
      if (!node) return undefined;
      const value = typedNode(node, type, sensitive);
      return typeof value === 'object' ? complain(value.problem, source(node)) : value;
    };
    const inText = (text: string, where: string): Said =>
      typedText(text, type) ?? complain(`${where} must be ${articles[type]}`);

    const fromEnv = Object.hasOwn(env, PREFIX + name) ? env[PREFIX + name] : undefined;
    const said = given.map((one) => {
      if ('file' in one) return inFile(child(one.file, name));
      return one.name === name ? inText(one.value, `--var ${name}`) : undefined;
    });
    const fromProcess = fromEnv === undefined ? undefined : inText(fromEnv, `${PREFIX}${name}`);
    const fromEnvironment = inFile(child(inEnvironment, name));
    const values = [inFile(child(entry.value, 'default')), fromProcess, fromEnvironment, ...said];
    const last = values.findLast((value) => value !== undefined);
    if (last === undefined && isWhole) {
      const message = `variable "${name}" has no value; set it by --var ${name}=…, ${PREFIX}${name}, the environment's file, or a default`;
      complain(message, placeOf(entry));
    }
    variables.set(name, { value: typeof last === 'symbol' ? undefined : last, sensitive });
    const outside = [fromEnvironment === undefined ? fromProcess : undefined, ...said];
    const lastSaid = outside.findLast((value) => value !== undefined);
    if (lastSaid !== undefined && typeof lastSaid !== 'symbol' && !sensitive) outer[name] = lastSaid;
  }
  return { variables, outer, diagnostics };
}

/** A value that was complained of: no second complaint follows from it. */
const wrong: unique symbol = Symbol('wrong value');
type WrongValue = typeof wrong;
type Said = string | number | boolean | WrongValue | undefined;
type Complain = (message: string, source?: Source) => WrongValue;

/** The types of variables, with their articles. */
const articles: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
};
const types = Object.keys(articles);

function complainOfUndeclared(
  declared: ReadonlyMap<string, Entry>,
  environment: Node | undefined,
  given: readonly VariableSource[],
  complain: Complain,
): void {
  const problem = (name: string) =>
    `there is no variable "${name}"; declare it under \`variables:\`.${didYouMean(name, declared.keys())}`;
  for (const file of [environment, ...given.map((one) => ('file' in one ? one.file : undefined))]) {
    for (const [name, entry] of entriesOf(file)) {
      if (!declared.has(name)) complain(problem(name), placeOf(entry));
    }
  }
  for (const one of given) {
    if (!('file' in one) && !declared.has(one.name)) complain(`--var ${one.name}: ${problem(one.name)}`);
  }
}

function typedText(text: string, type: string): string | number | boolean | undefined {
  if (type === 'string') return text;
  if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return undefined;
}

/** A value that a file gives. It is a value: references are not resolved in it. */
function typedNode(
  node: Node,
  type: string,
  sensitive: boolean,
): string | number | boolean | { problem: string } {
  const value = scalarOf(node);
  if (typeof value !== type || value === undefined || value === null) {
    const isScalar = value !== undefined && value !== null;
    const written = sensitive ? '' : `: "${node.file.text.slice(node.start, node.end)}"`;
    const quote = type === 'string' && isScalar ? `; quote it${written}` : '';
    const unquote = type !== 'string' && typeof value === 'string' ? ', without quotes' : '';
    return { problem: `this must be ${articles[type]}${quote}${unquote}` };
  }
  if (typeof value !== 'string') return value;
  const parts = partsOf(value);
  if ('unclosed' in parts || parts.some((part) => 'reference' in part)) {
    return {
      problem: `the value of a variable cannot refer to something else; write \`$\${\` for a literal \`\${\``,
    };
  }
  return parts.map((part) => ('text' in part ? part.text : '')).join('');
}

function scalarOf(node: Node | undefined): string | number | boolean | null | undefined {
  const value = node && plainOf(node);
  return typeof value === 'object' && value !== null ? undefined : value;
}
