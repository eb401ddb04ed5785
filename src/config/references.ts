/** `${var.NAME}`, `${env.NAME}` and `${apps.KEY.…}` in values. */
import { appReference, escapeText, partsOf } from '../expression.ts';
import type { Scalar } from '../json.ts';
import { type Diagnostic, type Unknown, unknown } from '../model.ts';
import { didYouMean } from '../suggest.ts';
import { type Entry, type Node, placeOf } from './node.ts';
import type { Variable } from './variables.ts';

export interface Scope {
  readonly variables: ReadonlyMap<string, Variable>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The keys of the declared apps; undefined where an app cannot be referred to. */
  readonly apps: ReadonlySet<string> | undefined;
}

/** A tree with its references resolved. A text that refers to an app becomes an unknown. */
export function resolveReferences(node: Node, scope: Scope, diagnostics: Diagnostic[]): Node {
  if (node.kind === 'scalar') {
    if (typeof node.value !== 'string' || !node.value.includes('${')) return node;
    const result = resolveText(node.value, scope);
    if ('problem' in result) {
      diagnostics.push({ severity: 'error', message: result.problem, source: placeOf(node) });
      return node;
    }
    return { ...node, value: result.value };
  }
  if (node.kind === 'list') {
    const items = node.items.map((item) => resolveReferences(item, scope, diagnostics));
    return items.every((item, i) => item === node.items[i]) ? node : { ...node, items };
  }
  let entries: Map<string, Entry> | undefined;
  for (const [key, entry] of node.entries) {
    const value = resolveReferences(entry.value, scope, diagnostics);
    if (value === entry.value) continue;
    entries ??= new Map(node.entries);
    entries.set(key, { key: entry.key, value });
  }
  return entries ? { ...node, entries } : node;
}

function resolveText(text: string, scope: Scope): { value: Scalar | Unknown } | { problem: string } {
  const parts = partsOf(text);
  if ('unclosed' in parts)
    return { problem: `a \`\${\` without its \`}\`; write \`$\${\` for a literal \`\${\`` };
  let expression = '';
  let plain = '';
  let known = true;
  for (const part of parts) {
    if ('text' in part) {
      plain += part.text;
      expression += escapeText(part.text);
      continue;
    }
    const found = lookUp(part.reference, scope);
    if ('problem' in found) return found;
    if ('unresolved' in found) {
      known = false;
      expression += `\${${part.reference}}`;
    } else {
      if (parts.length === 1) return { value: found.value };
      plain += String(found.value);
      expression += escapeText(String(found.value));
    }
  }
  return { value: known ? plain : unknown(expression) };
}

type Found = { value: string | number | boolean } | { unresolved: string } | { problem: string };

function lookUp(reference: string, scope: Scope): Found {
  const [root, name = '', ...rest] = reference.split('.');
  if (root === 'var' && rest.length === 0) {
    const variable = scope.variables.get(name);
    if (!variable) {
      return { problem: `there is no variable "${name}".${didYouMean(name, scope.variables.keys())}` };
    }
    if (variable.value === undefined) return { unresolved: reference };
    if (variable.sensitive) {
      return {
        problem: `variable "${name}" is sensitive, and plan and state would show this value; only secrets may use it`,
      };
    }
    return { value: variable.value };
  }
  if (root === 'env' && rest.length === 0) {
    const value = scope.env[name];
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
    return { problem: `there is no app "${app.key}" to refer to.${didYouMean(app.key, scope.apps)}` };
  }
  return { unresolved: reference };
}
