/** `${var.NAME}`, `${env.NAME}` and `${apps.KEY.…}` in values. */
import { appReference, escapeText, partsOf } from '../expression.ts';
import type { Scalar } from '../json.ts';
import { type Diagnostic, type Unknown, unknown } from '../model.ts';
import { didYouMean } from '../suggest.ts';
import { type Entry, entryAt, type Node, type Place, placeOf, type ScalarNode } from './node.ts';
import type { Variable } from './variables.ts';

export interface Scope {
  readonly variables: ReadonlyMap<string, Variable>;
  /** Undefined where it does not matter yet what is set. */
  readonly env: Readonly<Record<string, string | undefined>> | undefined;
  /** The keys of the declared apps; undefined where an app cannot be referred to. */
  readonly apps: ReadonlySet<string> | undefined;
  /** False when a part of the configuration could not be read: what is not known may be there. */
  readonly isWhole: boolean;
  readonly complain: (diagnostic: Diagnostic) => void;
  /** Told of a value that cannot be resolved for a reason that is given elsewhere. */
  readonly hush: (place: Place) => void;
}

/** A tree with its references resolved. A text that refers to an app becomes an unknown. */
export function resolveReferences(node: Node, scope: Scope): Node {
  if (node.kind === 'scalar') return resolveScalar(node, scope);
  if (node.kind === 'list') {
    const items = node.items.map((item) => resolveReferences(item, scope));
    return items.every((item, i) => item === node.items[i]) ? node : { ...node, items };
  }
  let entries: Map<string, Entry> | undefined;
  for (const [key, entry] of node.entries) {
    const value = resolveReferences(entry.value, scope);
    if (value === entry.value) continue;
    entries ??= new Map(node.entries);
    entries.set(key, entryAt(entry, value));
  }
  return entries ? { ...node, entries } : node;
}

/** A scalar with its references resolved. */
export function resolveScalar(node: ScalarNode, scope: Scope): ScalarNode {
  if (typeof node.value !== 'string' || !node.value.includes('${')) return node;
  const parts = partsOf(node.value);
  if ('unclosed' in parts) {
    const message = `a \`\${\` without its \`}\`; write \`$\${\` for a literal \`\${\``;
    scope.complain({ severity: 'error', message, source: placeOf(node) });
    return node;
  }
  const found = parts.map((part) => ('text' in part ? { value: part.text } : lookUp(part.reference, scope)));
  for (const one of found) {
    if ('problem' in one) scope.complain({ severity: 'error', message: one.problem, source: placeOf(node) });
  }
  if (found.some((one) => 'problem' in one || 'broken' in one)) {
    scope.hush(node);
    return node;
  }
  return { ...node, value: joined(found) };
}

/** The value of a text: of one reference alone what it gives, with its type. */
function joined(found: readonly Found[]): Scalar | Unknown {
  const [only] = found;
  if (only && found.length === 1 && 'value' in only) return only.value;
  if (found.every((one) => 'value' in one)) return found.map((one) => String(one.value)).join('');
  return unknown(
    found
      .map((one) =>
        'value' in one ? escapeText(String(one.value)) : 'later' in one ? `\${${one.later}}` : '',
      )
      .join(''),
  );
}

/** `later`: a reference that only apply can resolve. `broken`: one that cannot be, as was said elsewhere. */
type Found =
  | { readonly value: string | number | boolean }
  | { readonly later: string }
  | { readonly broken: true }
  | { readonly problem: string };

function lookUp(reference: string, scope: Scope): Found {
  const [root, name = '', ...rest] = reference.split('.');
  if (root === 'var' && rest.length === 0) {
    const variable = scope.variables.get(name);
    if (!variable) {
      if (!scope.isWhole) return { broken: true };
      return { problem: `there is no variable "${name}".${didYouMean(name, scope.variables.keys())}` };
    }
    if (variable.value === undefined) return { broken: true };
    if (variable.sensitive) {
      return {
        problem: `variable "${name}" is sensitive, and plan and state would show this value; only secrets may use it`,
      };
    }
    return { value: variable.value };
  }
  if (root === 'env' && rest.length === 0) {
    if (!scope.env) return { broken: true };
    const value = Object.hasOwn(scope.env, name) ? scope.env[name] : undefined;
    return value === undefined ? { problem: `the environment variable ${name} is not set` } : { value };
  }
  const app = appReference(reference);
  if (!app) {
    return {
      problem: `\${${reference}} is no reference; there are var.NAME, env.NAME, apps.KEY.sdkAppId and apps.KEY.resource (write $\${ for a literal \${)`,
    };
  }
  if (!scope.apps) return { problem: `an app cannot be referred to here` };
  if (!scope.apps.has(app.key)) {
    if (!scope.isWhole) return { broken: true };
    return { problem: `there is no app "${app.key}" to refer to.${didYouMean(app.key, scope.apps)}` };
  }
  return { later: reference };
}
