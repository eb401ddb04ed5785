/** The text of an expression → a function over what rules see, or what is wrong with it. */
import {
  type CelInput,
  type CelResult,
  type CelValue,
  celError,
  isCelError,
  parse,
  plan,
} from '@bufbuild/cel';
import { longestRule } from '../catalog/guardrails.ts';
import type { Source } from '../model.ts';
import { bounded, type Expr, sizeOf } from './bounded.ts';
import { inWords, operandsOf } from './failures.ts';
import type { Engine } from './functions.ts';
import { stepsFor } from './meter.ts';
import { checkNames, type NameProblem, type Pattern } from './names.ts';
import type { Shape } from './shape.ts';

/** Why a rule cannot be used, and where. */
export interface Problem {
  readonly message: string;
  readonly source: Source;
}

export type Values = Readonly<Record<string, CelInput>>;

export interface Expression {
  readonly source: Source;
  /** The variables that it uses. */
  readonly uses: ReadonlySet<string>;
  readonly evaluate: (values: Values) => { readonly value: CelValue } | Problem;
}

/** What is to be compiled: `locate` says where a character of the text stands. */
export interface Text {
  readonly text: string;
  readonly locate: (offset: number) => Source;
}

/** Compiles an expression. It is checked as far as it can be without values. */
export function compile(
  { text, locate }: Text,
  engine: Engine,
  variables: ReadonlyMap<string, Shape>,
): Expression | Problem {
  if (text.length > longestRule)
    return { message: `an expression of more than ${longestRule} characters`, source: locate(0) };
  const parsed = parsedOf(text);
  if ('message' in parsed) return { message: parsed.message, source: locate(parsed.offset) };
  const { expr, offsetOf } = parsed;
  try {
    const { problems, uses, patterns } = checkNames(expr, variables);
    const [first] = [...problems, ...patternProblems(patterns, engine)];
    if (first) return { message: first.message, source: locate(offsetOf(first.id)) };
    const steps = sizeOf(expr);
    const operands = operandsOf(expr);
    const run = plan(engine.env, bounded(expr));
    return {
      source: locate(0),
      uses,
      evaluate: (values) => {
        const result = outcome(() => {
          engine.meter.spend(steps);
          return run(values);
        });
        // What is said after the last step is no answer: `||` would take an error for one.
        if (engine.meter.isEmpty())
          return { message: `it takes more than ${engine.meter.limit()} steps`, source: locate(0) };
        if (!isCelError(result)) return { value: result };
        return { message: inWords(result, operands), source: locate(offsetOf(result.exprId)) };
      },
    };
  } catch (error) {
    return { message: inWords(celError(error)), source: locate(0) };
  }
}

interface Parsed {
  readonly expr: Expr;
  /** Where a part of the expression stands in its text. */
  readonly offsetOf: (id: bigint | undefined) => number;
}

function parsedOf(text: string): Parsed | { readonly message: string; readonly offset: number } {
  try {
    const { expr, sourceInfo } = parse(text);
    return { expr, offsetOf: (id) => sourceInfo?.positions[String(id)] ?? 0 };
  } catch (error) {
    const offset = offsetIn(error);
    if (error instanceof RangeError) return { message: 'it is nested too deep', offset };
    const found = text[offset];
    if (found === undefined) return { message: 'it ends too early', offset };
    // The parser turns back to an operator when it cannot read what follows.
    const operator = OPERATOR.exec(text.slice(offset))?.[0];
    if (operator) return { message: `what follows "${operator}" cannot be read`, offset };
    const hint = found === '=' ? '; what is equal is compared with ==' : '';
    return { message: `"${found}" is not expected here${hint}`, offset };
  }
}

const OPERATOR = /^(?:==|!=|<=|>=|&&|\|\||in\b|[-+*/%<>.?:])/;

/** Where the parser got stuck. */
function offsetIn(error: unknown): number {
  const { location } = error as { location?: { start?: { offset?: unknown } } };
  return Number(location?.start?.offset ?? 0);
}

/** What an evaluation gives, or what it throws: a bug of the library must not pass for a rule that holds. */
function outcome(run: () => CelResult): CelResult {
  try {
    return run();
  } catch (error) {
    return celError(error);
  }
}

/** Regular expressions that cannot be read, also where no plan would lead to them. */
function patternProblems(patterns: readonly Pattern[], { env, meter }: Engine): NameProblem[] {
  if (patterns.length === 0) return [];
  // The rule before this one may have spent all.
  meter.refill(stepsFor(0));
  const probe = plan(env, parse('"".matches(pattern)'));
  return patterns.flatMap(({ id, pattern }) => {
    const result = outcome(() => probe({ pattern }));
    return isCelError(result) ? [{ id, message: inWords(result) }] : [];
  });
}
