/** Declarations → guardrails. A rule is compiled and tried on a change of every kind: a slip is found at once. */
import type { GuardrailDeclaration } from '../config/guardrails.ts';
import type { JsonMap } from '../json.ts';
import type { Diagnostic } from '../model.ts';
import { builtInJudges, builtInRules, withDefaults } from './built-in.ts';
import type { Problem, Text } from './expression.ts';
import { newEngine } from './functions.ts';
import { judgeWhen, ruleJudge, type Workshop } from './judge.ts';
import { type Guardrail, isFailure, type Judge, type Moment } from './rule.ts';
import { planOf, samplePlan } from './sample.ts';
import { scalar, variables } from './shape.ts';
import type { ChangeSeen } from './subject.ts';
import { celValue, type Subject, subjectOf } from './values.ts';

/**
 * The guardrails of a configuration and of a directory: those of the directory first, then by name. One that
 * cannot be used is among them, and denies every plan.
 */
export function loadGuardrails(declared: readonly GuardrailDeclaration[]): readonly Guardrail[] {
  if (declared.length === 0) return [];
  const workshop: Workshop = { engine: newEngine(), variables: variables() };
  const samples = [samplePlan('first'), samplePlan('last'), planOf([])].map(subjectOf);
  return [...declared].sort(byOrigin).map((one): Guardrail => {
    const { name, level, origin, waivers, source, rule } = one;
    const judge = judgeOf(one, workshop);
    return {
      name,
      level,
      origin,
      ...('uses' in rule && { uses: rule.uses }),
      waivers,
      source,
      judge: 'message' in judge ? judge : (slipOf(judge, samples) ?? judge),
    };
  });
}

/** Guardrails that cannot be used, as `validate` says it. */
export function brokenGuardrails(guardrails: readonly Guardrail[]): Diagnostic[] {
  return guardrails.flatMap(({ name, judge }) => {
    if (!('message' in judge)) return [];
    const message = `the guardrail "${name}" cannot be used: ${judge.message}`;
    return [{ severity: 'error' as const, message, source: judge.source }];
  });
}

function byOrigin(a: GuardrailDeclaration, b: GuardrailDeclaration): number {
  if (a.origin !== b.origin) return a.origin === 'directory' ? -1 : 1;
  return a.name < b.name ? -1 : 1;
}

function judgeOf(declared: GuardrailDeclaration, workshop: Workshop): Judge | Problem {
  const { rule, message, source } = declared;
  const whens = declared.when ? [declared.when] : [];
  if (!('uses' in rule)) {
    const text = message ?? { text: declared.name, locate: () => source };
    return ruleJudge({ whens, rule, message: text }, workshop);
  }
  const params = withDefaults(rule.uses, rule.with);
  const at = (text: string): Text => ({ text, locate: () => source });
  const own = builtInRules[rule.uses];
  if (own) {
    const parts = {
      whens: [at(own.when), ...whens],
      rule: at(own.rule),
      message: message ?? at(own.message),
      params: celValue(params),
    };
    return ruleJudge(parts, withParams(workshop, params));
  }
  const judge = builtInJudges[rule.uses]?.(params) ?? `there is no guardrail "${rule.uses}"`;
  if (typeof judge === 'string') return { message: judge, source };
  return judgeWhen(judge, { whens, ...(message && { message }) }, workshop);
}

function withParams({ engine, variables: known }: Workshop, params: JsonMap): Workshop {
  const fields = new Map(Object.keys(params).map((name) => [name, scalar]));
  return { engine, variables: new Map([...known, ['params', { type: 'fields', fields }]]) };
}

const anyMoment: Moment = { now: '2026-01-05T12:00:00Z', stage: 'plan', digest: '' };

/** What is wrong with a rule when it is tried on plans that have everything, or nothing. */
function slipOf(judge: Judge, samples: readonly Subject[]): Problem | undefined {
  for (const sample of samples) {
    const slip = judge(sample, anyMoment).find(isFailure);
    if (!slip) continue;
    const { problem, seen } = slip;
    const where = seen ? triedOn(seen) : 'when it is tried on a plan';
    return { ...problem, message: `${where}, ${problem.message}` };
  }
  return undefined;
}

function triedOn({ kind, action }: ChangeSeen): string {
  return `when it is tried on a plan that ${action}s something of kind "${kind}"`;
}
