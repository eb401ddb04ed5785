/** What the CEL library says when an evaluation fails → sentences for whoever wrote the rule. */
import type { CelError } from '@bufbuild/cel';
import { type Expr, partsOf } from './bounded.ts';
import { nameOf } from './names.ts';

/** What each selection of an expression selects from, as it was written. */
export function operandsOf(expr: Expr): ReadonlyMap<bigint, string> {
  const found = new Map<bigint, string>();
  const visit = (node: Expr): void => {
    const { exprKind } = node;
    if (exprKind.case === 'selectExpr' && exprKind.value.operand)
      found.set(node.id, nameOf(exprKind.value.operand));
    for (const part of partsOf(node)) visit(part);
  };
  visit(expr);
  return found;
}

const names: Readonly<Record<string, string>> = {
  null_type: 'null',
  string: 'a text',
  int: 'an integer',
  double: 'a number',
  bool: 'true or false',
  list: 'a list',
  map: 'a map',
};
/** Characters of what the library says, which may quote a value. */
const longestMessage = 200;

/** What the library says of an evaluation, for whoever wrote the rule. */
export function inWords(
  { message, exprId }: CelError,
  operands: ReadonlyMap<bigint, string> = new Map(),
): string {
  const overload = /^found no matching overload for '(.+?)' applied to '(?:(\w+)\.)?\((.*)\)'$/.exec(message);
  if (overload) {
    const [, name = '', target, args = ''] = overload;
    const types = [target, ...args.split(', ')].filter(Boolean).map((one) => names[one ?? ''] ?? one);
    return `"${name.replace(/^[@_]*(.*?)_*$/, '$1')}" cannot be used with ${types.join(' and ')}`;
  }
  const field = /^field not found: (.*)$/s.exec(message)?.[1];
  if (field !== undefined) {
    const operand = exprId === undefined ? undefined : operands.get(exprId);
    return cut(`there is no "${field}" ${operand === undefined ? 'here' : `in ${operand}`}`);
  }
  return cut(
    message
      .replace('error parsing regexp', 'the regular expression cannot be read')
      .replace(/^index (-?\d+) out of bounds .*$/, 'there is no item $1 in the list')
      .replace(/^Cannot convert .* to a BigInt$/s, 'a text that is no integer'),
  );
}

function cut(text: string): string {
  return text.length > longestMessage ? `${text.slice(0, longestMessage)}…` : text;
}
