/** Guardrails over a plan → what each of them says, and whether the plan may be applied. */
import type { VerdictWord } from '../catalog/guardrails.ts';
import type { Plan, Source, Violation as Told, Verdict, Waiver } from '../model.ts';
import { type Found, type Guardrail, isFailure, isViolation, type Moment, type Violation } from './rule.ts';
import { type Subject, subjectOf } from './values.ts';
import type { Judgement } from './verdict.ts';
import { planSeen, type Surroundings } from './view.ts';
import { standing, waiverDiagnostics } from './waivers.ts';

/** What a judgement needs beside the plan. The clock is the caller's. */
export interface Occasion extends Surroundings, Pick<Moment, 'now' | 'stage' | 'override'> {}

/** Judges a plan. Pure: the same plan on the same occasion gets the same judgement. */
export function evaluateGuardrails(
  guardrails: readonly Guardrail[],
  plan: Plan,
  occasion: Occasion,
): Judgement {
  if (guardrails.length === 0) return { verdicts: [], diagnostics: [], denies: false };
  const { now, stage, override, managed } = occasion;
  const subject = subjectOf(planSeen(plan, occasion));
  const moment = { now, stage, digest: plan.digest, ...(override !== undefined && { override }) };
  const sources = new Map(plan.changes.map((change) => [change.address, change.source]));
  const verdicts = guardrails.map((one) => verdictOf(one, subject, moment, (at) => sources.get(at)));
  const refused = new Set(plan.refusals.map((one) => one.address));
  const isKnown = (address: string) =>
    managed.has(address) || sources.has(address) || refused.has(address) || !plan.complete;
  const diagnostics = waiverDiagnostics(guardrails, now, isKnown);
  const denies =
    verdicts.some(({ verdict }) => verdict === 'denied' || verdict === 'broken') ||
    diagnostics.some(({ severity }) => severity === 'error');
  return { verdicts, diagnostics, denies };
}

/** What one rule says. */
export function verdictOf(
  guardrail: Guardrail,
  subject: Subject,
  moment: Moment,
  locate: (address: string) => Source | undefined = () => undefined,
): Verdict {
  const { name, level, origin, uses, judge, waivers, source } = guardrail;
  const head = { name, level, origin, ...(uses !== undefined && { uses }) };
  if ('message' in judge)
    return { ...head, verdict: 'broken', findings: [], reason: judge.message, source: judge.source };
  const found = judge(subject, moment);
  const failure = found.find(isFailure);
  if (failure) {
    const { seen, problem } = failure;
    const reason = seen ? `for ${seen.address}, ${problem.message}` : problem.message;
    return { ...head, verdict: 'broken', findings: [], reason, source: problem.source };
  }
  const held = standing(waivers, moment.now);
  const violations = found.filter(isViolation);
  const findings = violations.map((one) => findingOf(one, held, locate));
  const left = violations.filter((one, i) => one.excuse === undefined && !findings[i]?.waiver);
  const reason = violations.find((one) => one.excuse !== undefined)?.excuse;
  return {
    ...head,
    verdict: violations.length === 0 ? wordForNone(found) : wordFor(left, level),
    findings,
    ...(reason !== undefined && { reason }),
    source,
  };
}

function wordForNone(found: readonly Found[]): VerdictWord {
  return found.every((one) => one.outcome === 'not-applicable') ? 'not-applicable' : 'passed';
}

/** `left`: the violations that nothing lets pass. */
function wordFor(left: readonly Violation[], level: 'deny' | 'warn'): VerdictWord {
  if (left.length === 0) return 'waived';
  return level === 'deny' && left.some((one) => !one.isLenient) ? 'denied' : 'warned';
}

function findingOf(
  { message, seen }: Violation,
  waivers: ReadonlyMap<string, Waiver>,
  locate: (address: string) => Source | undefined,
): Told {
  if (!seen) return { message };
  const { address } = seen;
  const waiver = waivers.get(address);
  const source = locate(address);
  return { address, message, ...(source && { source }), ...(waiver && { waiver }) };
}
