/** `variables`: declared with a type, set from outside. */
import { emptyMap } from '../json.ts';
import type { Diagnostic } from '../model.ts';
import { didYouMean } from '../suggest.ts';
import { child, entriesOf, type MapNode, type Node, placeOf, plainOf } from './node.ts';

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
  /** The values that the command line gave, those of sensitive variables left out. */
  readonly given: Readonly<Record<string, string | number | boolean>>;
  readonly diagnostics: Diagnostic[];
}

const PREFIX = 'CHATFORM_VAR_';

/**
 * The values of all variables. Later ones win, as in Terraform: the default, `CHATFORM_VAR_NAME`, the
 * environment's file, then `--var` and `--var-file` in the order in which they were given.
 */
export function resolveVariables(
  root: MapNode,
  environment: MapNode | undefined,
  given: readonly VariableSource[],
  env: Readonly<Record<string, string | undefined>>,
): Resolved {
  const diagnostics: Diagnostic[] = [];
  const variables = new Map<string, Variable>();
  const declared = new Map(entriesOf(child(root, 'variables')));
  const names = [...declared.keys()];
  const fromLine = emptyMap<string | number | boolean>();

  for (const file of [
    child(environment, 'variables'),
    ...given.map((one) => ('file' in one ? one.file : undefined)),
  ]) {
    for (const [name, entry] of entriesOf(file)) {
      if (declared.has(name)) continue;
      const message = `there is no variable "${name}"; declare it under \`variables:\`.${didYouMean(name, names)}`;
      diagnostics.push({ severity: 'error', message, source: placeOf(entry.key) });
    }
  }
  for (const one of given) {
    if ('file' in one || declared.has(one.name)) continue;
    const message = `--var ${one.name}: there is no variable "${one.name}"; declare it under \`variables:\`.${didYouMean(one.name, names)}`;
    diagnostics.push({ severity: 'error', message });
  }

  for (const [name, entry] of declared) {
    const declaration = entry.value;
    const type = String(scalarOf(child(declaration, 'type')) ?? 'string');
    const sensitive = scalarOf(child(declaration, 'sensitive')) === true;
    let value = scalarOf(child(declaration, 'default'));
    const fromEnv = env[PREFIX + name];
    if (fromEnv !== undefined) value = typed(fromEnv, type, `${PREFIX}${name}`);
    value = fromNode(child(child(environment, 'variables'), name), type) ?? value;
    for (const one of given) {
      const said =
        'file' in one
          ? fromNode(child(one.file, name), type)
          : one.name === name
            ? typed(one.value, type, `--var ${name}`)
            : undefined;
      if (said === undefined) continue;
      value = said;
      if (!sensitive) fromLine[name] = said;
    }
    if (value === undefined || value === null) {
      const message = `variable "${name}" has no value; set it by --var ${name}=…, ${PREFIX}${name}, the environment's file, or a default`;
      diagnostics.push({ severity: 'error', message, source: placeOf(entry.key) });
    }
    variables.set(name, { value: value ?? undefined, sensitive });
  }
  return { variables, given: fromLine, diagnostics };

  function typed(text: string, type: string, where: string): string | number | boolean | undefined {
    if (type === 'string') return text;
    if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
    if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
    diagnostics.push({ severity: 'error', message: `${where} must be a ${type}` });
    return undefined;
  }

  function fromNode(node: Node | undefined, type: string): string | number | boolean | undefined {
    if (!node) return undefined;
    const value = scalarOf(node);
    if (value !== undefined && value !== null && nameOfType(value) === type) return value;
    const quote = type === 'string' ? '; quote it' : '';
    diagnostics.push({ severity: 'error', message: `this must be a ${type}${quote}`, source: placeOf(node) });
    return undefined;
  }
}

function scalarOf(node: Node | undefined): string | number | boolean | null | undefined {
  const value = node && plainOf(node);
  return typeof value === 'object' && value !== null ? undefined : value;
}

/** The language names its types as JavaScript does. */
function nameOfType(value: string | number | boolean): string {
  return typeof value;
}
