/**
 * Loops of an expression, so that they can be paid for. CEL has no loop but over a list or the keys of a map;
 * `@range` pays for all of its rounds before the first, and `@append` lets the list of a `filter` or `map`
 * grow where it is, which CEL's own nests once for each item.
 */
import type { parse } from '@bufbuild/cel';

export type Expr = ReturnType<typeof parse>['expr'];
type Loop = Extract<Expr['exprKind'], { case: 'comprehensionExpr' }>['value'];

/** The parts that an expression has itself. */
export function partsOf({ exprKind }: Expr): Expr[] {
  const there = (...parts: (Expr | undefined)[]) => parts.filter((one) => one !== undefined);
  switch (exprKind.case) {
    case 'selectExpr':
      return there(exprKind.value.operand);
    case 'callExpr':
      return there(exprKind.value.target, ...exprKind.value.args);
    case 'listExpr':
      return exprKind.value.elements;
    case 'structExpr':
      return exprKind.value.entries.flatMap(({ keyKind, value }) =>
        there(keyKind.case === 'mapKey' ? keyKind.value : undefined, value),
      );
    case 'comprehensionExpr': {
      const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value;
      return there(iterRange, accuInit, loopCondition, loopStep, result);
    }
    default:
      return [];
  }
}

/** Puts the price into every loop of an expression that was just parsed, and gives it back. */
export function bounded(expr: Expr): Expr {
  for (const part of partsOf(expr)) bounded(part);
  if (expr.exprKind.case === 'comprehensionExpr') boundLoop(expr.id, expr.exprKind.value);
  return expr;
}

function boundLoop(id: bigint, loop: Loop): void {
  const { iterRange, loopStep, loopCondition } = loop;
  if (!iterRange || !loopStep || !loopCondition) return;
  const weight = sizeOf(loopStep) + sizeOf(loopCondition);
  loop.iterRange = call(iterRange.id, '@range', [iterRange, integer(id, weight)]);
  const grow = appendIn(loop);
  if (!grow) return;
  grow.function = '@append';
  const [list, item] = grow.args;
  const element = item?.exprKind.case === 'listExpr' ? item.exprKind.value.elements[0] : undefined;
  if (list && element) grow.args = [list, element];
}

type Call = Extract<Expr['exprKind'], { case: 'callExpr' }>['value'];

/** Where a loop adds to its list: `@result + [item]`, or that under a condition. */
export function appendIn({ accuVar, loopStep }: Loop): Call | undefined {
  const step = callOf(loopStep);
  const added = step?.function === '_?_:_' ? callOf(step.args[1]) : step;
  const [list, item] = added?.args ?? [];
  const isAppend =
    added?.function === '_+_' &&
    list?.exprKind.case === 'identExpr' &&
    list.exprKind.value.name === accuVar &&
    item?.exprKind.case === 'listExpr' &&
    item.exprKind.value.elements.length === 1;
  return isAppend ? added : undefined;
}

function callOf(expr: Expr | undefined): Call | undefined {
  return expr?.exprKind.case === 'callExpr' ? expr.exprKind.value : undefined;
}

/** The nodes of an expression that are evaluated once: the rounds of a loop in it are paid for by themselves. */
export function sizeOf(expr: Expr): number {
  if (expr.exprKind.case !== 'comprehensionExpr')
    return partsOf(expr).reduce((sum, part) => sum + sizeOf(part), 1);
  const { iterRange } = expr.exprKind.value;
  return iterRange ? 1 + sizeOf(iterRange) : 1;
}

function call(id: bigint, name: string, args: Expr[]): Expr {
  const value = { $typeName: 'cel.expr.Expr.Call' as const, function: name, args };
  return { $typeName: 'cel.expr.Expr', id, exprKind: { case: 'callExpr', value } };
}

function integer(id: bigint, value: number): Expr {
  const constantKind = { case: 'int64Value' as const, value: BigInt(value) };
  const constant = { $typeName: 'cel.expr.Constant' as const, constantKind };
  return { $typeName: 'cel.expr.Expr', id, exprKind: { case: 'constExpr', value: constant } };
}
