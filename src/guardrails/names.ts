/**
 * Finds the names of an expression that mean nothing, also where no plan would lead to them: a misspelt field
 * behind a condition would otherwise be found on the day on which the condition holds.
 */
import { didYouMean } from '../suggest.ts';
import { appendIn, type Expr, partsOf } from './bounded.ts';
import { functions, isFunction } from './functions.ts';
import { any, listOf, type Shape, scalar } from './shape.ts';

/** Something wrong at a place of an expression. */
export interface NameProblem {
  readonly message: string;
  readonly id: bigint;
}

/** A regular expression as the text has it. */
export interface Pattern {
  readonly pattern: string;
  readonly id: bigint;
}

type Scope = ReadonlyMap<string, Shape>;

const types = new Set([
  'int',
  'uint',
  'double',
  'bool',
  'string',
  'bytes',
  'list',
  'map',
  'null_type',
  'type',
]);

export interface Named {
  readonly problems: readonly NameProblem[];
  /** The variables that it uses. */
  readonly uses: ReadonlySet<string>;
  readonly patterns: readonly Pattern[];
}

/** What is wrong with the names of an expression, and what it names. */
export function checkNames(expr: Expr, variables: Scope): Named {
  const problems: NameProblem[] = [];
  const patterns: Pattern[] = [];
  const uses = new Set<string>();
  const complain = (id: bigint, message: string) => {
    problems.push({ id, message });
    return any;
  };
  shapeOf(expr, variables);
  return { problems, uses, patterns };

  function shapeOf(node: Expr, scope: Scope): Shape {
    const { exprKind } = node;
    switch (exprKind.case) {
      case 'identExpr':
        return ident(node.id, exprKind.value.name.replace(/^\./, ''), scope);
      case 'selectExpr': {
        const { operand, field } = exprKind.value;
        return operand ? select(node.id, operand, shapeOf(operand, scope), field, true) : any;
      }
      case 'callExpr':
        return call(node, scope);
      case 'listExpr': {
        const [first = any] = exprKind.value.elements.map((item) => shapeOf(item, scope));
        return listOf(first);
      }
      case 'structExpr':
        if (exprKind.value.messageName !== '')
          return complain(node.id, `there is no type "${exprKind.value.messageName}"`);
        for (const part of partsOf(node)) shapeOf(part, scope);
        return any;
      case 'comprehensionExpr':
        return loop(node, scope);
      default:
        return scalar;
    }
  }

  function ident(id: bigint, name: string, scope: Scope): Shape {
    const shape = scope.get(name);
    if (shape) {
      if (variables.get(name) === shape) uses.add(name);
      return shape;
    }
    if (types.has(name)) return scalar;
    const known = [...variables.keys()];
    const list = known.length === 1 ? `is only ${known[0]}` : `are ${known.join(' and ')}`;
    const hint = didYouMean(name, scope.keys()) || ` There ${list}.`;
    return complain(id, `there is no variable "${name}".${hint}`);
  }

  function call(node: Expr, scope: Scope): Shape {
    if (node.exprKind.case !== 'callExpr') return any;
    const { function: name, target, args } = node.exprKind.value;
    if (!isFunction(name)) {
      const hint = didYouMean(name, functions) || ` There are ${functions.join(', ')}.`;
      complain(node.id, `there is no function "${name}".${hint}`);
    }
    const shapes = (target ? [target, ...args] : args).map((part) => shapeOf(part, scope));
    const [first = any, second = any] = shapes;
    const pattern = name === 'matches' ? textIn(args.at(-1)) : undefined;
    if (pattern !== undefined) patterns.push({ pattern, id: node.id });
    if (name === '_[_]') return index(node, args, first);
    if (name === '_?_:_') return second;
    return name === '_+_' || name === 'dyn' ? first : any;
  }

  function index(node: Expr, [operand, key]: readonly Expr[], shape: Shape): Shape {
    if (shape.type === 'list') return shape.item;
    const field = textIn(key);
    if (operand && field !== undefined) return select(node.id, operand, shape, field, false);
    return shape.type === 'map' ? shape.item : any;
  }

  function select(id: bigint, operand: Expr, shape: Shape, field: string, byDot: boolean): Shape {
    if (shape.type === 'map') {
      if (!shape.keys || shape.keys.includes(field)) return shape.item;
      return complain(id, unknownField(operand, field, shape.keys));
    }
    if (shape.type === 'fields') {
      const found = shape.fields.get(field);
      if (found) return found;
      if (shape.isOpen && !byDot) return any;
      return complain(id, unknownField(operand, field, [...shape.fields.keys()]));
    }
    if (shape.type === 'any') return any;
    return complain(
      id,
      `${nameOf(operand)} is ${shape.type === 'list' ? 'a list' : 'no map'}, and has no "${field}"`,
    );
  }

  function loop(node: Expr, scope: Scope): Shape {
    if (node.exprKind.case !== 'comprehensionExpr') return any;
    const { value } = node.exprKind;
    const range = value.iterRange ? shapeOf(value.iterRange, scope) : any;
    const item = range.type === 'list' ? range.item : range.type === 'map' ? scalar : any;
    const inner = new Map([...scope, [value.iterVar, item], [value.accuVar, any]]);
    for (const part of [value.loopCondition, value.loopStep]) if (part) shapeOf(part, inner);
    const added = appendIn(value)?.args[1];
    const result = added && shapeOf(added, inner);
    return result ?? any;
  }
}

const manyFields = 24;

function unknownField(operand: Expr, field: string, known: readonly string[]): string {
  const list = known.length <= manyFields ? ` Known there: ${known.join(', ')}.` : '';
  return `there is no "${field}" in ${nameOf(operand)}.${didYouMean(field, known) || list}`;
}

/** The text that an expression is, where it is one. */
function textIn(expr: Expr | undefined): string | undefined {
  const constant = expr?.exprKind.case === 'constExpr' ? expr.exprKind.value.constantKind : undefined;
  return constant?.case === 'stringValue' ? constant.value : undefined;
}

/** An expression as it was written, where it is a name with fields. */
export function nameOf(expr: Expr): string {
  const { exprKind } = expr;
  if (exprKind.case === 'identExpr') return exprKind.value.name;
  if (exprKind.case === 'selectExpr' && exprKind.value.operand)
    return `${nameOf(exprKind.value.operand)}.${exprKind.value.field}`;
  return 'this';
}
