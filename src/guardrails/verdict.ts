/** What guardrails say of a plan: what reports show, and what decides whether it may be applied. */
import type { VerdictWord } from '../catalog/guardrails.ts';
import type { GuardrailOrigin, Waiver } from '../config/guardrails.ts';
import type { Diagnostic, Source } from '../model.ts';

/** A place in a plan that breaks a rule. */
export interface Finding {
  /** The change; undefined for a rule over the whole plan. */
  readonly address?: string;
  /** The rule's message, filled in. */
  readonly message: string;
  /** Where the change is declared. */
  readonly source?: Source;
  /** What lets it pass all the same. */
  readonly waiver?: Waiver;
}

/** What one rule says. There is one for each rule, also for those that passed. */
export interface Verdict {
  readonly name: string;
  readonly level: 'deny' | 'warn';
  readonly origin: GuardrailOrigin;
  /** The built-in guardrail that it is. */
  readonly uses?: string;
  readonly verdict: VerdictWord;
  /** In the order of the plan's changes. */
  readonly findings: readonly Finding[];
  /** Why the rule is broken, or why what it denies passes all the same. */
  readonly reason?: string;
  /** The rule's name; where it is broken, what is wrong with it. */
  readonly source: Source;
}

export interface Judgement {
  /** Those of the directory first, then by name. */
  readonly verdicts: readonly Verdict[];
  /** Waivers that are past their day (errors), or waive nothing that there is (warnings). */
  readonly diagnostics: readonly Diagnostic[];
  /** True when the plan must not be applied: something was denied, is broken, or is past its day. */
  readonly denies: boolean;
}
