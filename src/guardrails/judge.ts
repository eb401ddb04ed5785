/** The expressions of a guardrail → its judge. */
import type { CelInput } from '@bufbuild/cel';
import { compile, type Expression, type Problem, type Text, type Values } from './expression.ts';
import type { Engine } from './functions.ts';
import { compileMessage, type Message } from './message.ts';
import { stepsFor } from './meter.ts';
import { type Failure, type Found, isFailure, type Judge } from './rule.ts';
import type { Shape } from './shape.ts';
import type { ChangeSeen } from './subject.ts';
import { bindings, textOf } from './values.ts';

/** Where expressions are compiled: what they may name, and what they cost. */
export interface Workshop {
  readonly engine: Engine;
  readonly variables: ReadonlyMap<string, Shape>;
}

/** What a guardrail is made of. `params`: the parameters of a built-in one, under that name. */
export interface Parts {
  /** All of them have to hold for the rule to be asked. */
  readonly whens: readonly Text[];
  readonly rule: Text;
  readonly message: Text;
  readonly params?: CelInput;
}

/** The judge of a rule: over each change where it looks at `change`, else over the plan. */
export function ruleJudge(parts: Parts, workshop: Workshop): Judge | Problem {
  const { engine, variables } = workshop;
  const whens = allOf(parts.whens, workshop);
  if ('message' in whens) return whens;
  const rule = compile(parts.rule, engine, variables);
  if ('message' in rule) return rule;
  const message = compileMessage(parts.message, engine, variables);
  if ('message' in message) return message;

  const used = new Set([...whens, rule].flatMap((one) => [...one.uses]));
  const isOverChanges = used.has('change');
  if (!isOverChanges && message.uses.has('change'))
    return {
      message: 'the rule is about the whole plan, and its message has no `change`',
      source: parts.message.locate(0),
    };
  const needsPlan = used.has('plan') || message.uses.has('plan');
  const params = parts.params === undefined ? {} : { params: parts.params };
  return (subject) => {
    engine.meter.refill(stepsFor(subject.data.changes.length));
    const rest = { ...params, ...(needsPlan && { plan: subject.plan() }) };
    if (!isOverChanges) return [examine(whens, rule, message, bindings(rest))];
    const found: Found[] = [];
    for (const { seen, value } of subject.changes()) {
      const one = examine(whens, rule, message, bindings({ ...rest, change: value }));
      found.push({ seen, ...(isFailure(one) ? hinted(one, seen) : one) });
      if (isFailure(one)) break;
    }
    return found;
  };
}

/** A judge of its own, which is asked only where the conditions hold; they are about the whole plan. */
export function judgeWhen(
  judge: Judge,
  texts: { readonly whens: readonly Text[]; readonly message?: Text },
  { engine, variables }: Workshop,
): Judge | Problem {
  const workshop = { engine, variables: new Map([...variables].filter(([name]) => name === 'plan')) };
  const whens = allOf(texts.whens, workshop);
  if ('message' in whens) return whens;
  const message = texts.message && compileMessage(texts.message, engine, workshop.variables);
  if (message && 'message' in message) return message;
  return (subject, moment) => {
    engine.meter.refill(stepsFor(subject.data.changes.length));
    const values = bindings({ plan: subject.plan() });
    const asked = holdAll(whens, values);
    if (asked !== true) return [asked];
    const found = judge(subject, moment);
    if (!message) return found;
    return found.map((one) =>
      one.outcome === 'violated' ? { ...one, message: `${message.fill(values)} (${one.message})` } : one,
    );
  };
}

function allOf(texts: readonly Text[], { engine, variables }: Workshop): readonly Expression[] | Problem {
  const compiled: Expression[] = [];
  for (const text of texts) {
    const one = compile(text, engine, variables);
    if ('message' in one) return one;
    compiled.push(one);
  }
  return compiled;
}

function examine(whens: readonly Expression[], rule: Expression, message: Message, values: Values): Found {
  const asked = holdAll(whens, values);
  if (asked !== true) return asked;
  const held = holds(rule, values);
  if (typeof held !== 'boolean') return { outcome: 'broken', problem: held };
  return held ? { outcome: 'held' } : { outcome: 'violated', message: message.fill(values) };
}

/** True, or what is found where a condition does not hold. */
function holdAll(whens: readonly Expression[], values: Values): true | Found {
  for (const when of whens) {
    const held = holds(when, values);
    if (typeof held !== 'boolean') return { outcome: 'broken', problem: held };
    if (!held) return { outcome: 'not-applicable' };
  }
  return true;
}

function holds(expression: Expression, values: Values): boolean | Problem {
  const result = expression.evaluate(values);
  if ('message' in result) return result;
  const { value } = result;
  if (typeof value === 'boolean') return value;
  return { message: `it gives "${textOf(value)}", and must give true or false`, source: expression.source };
}

/** Says so where a rule fails because there is nothing before, or nothing after. */
function hinted(failure: Failure, { before, after }: ChangeSeen): Failure {
  const { problem } = failure;
  const isNull =
    (after === null && problem.message.endsWith(' in change.after')) ||
    (before === null && problem.message.endsWith(' in change.before'));
  return isNull
    ? { ...failure, problem: { ...problem, message: `${problem.message}, which is null here` } }
    : failure;
}
