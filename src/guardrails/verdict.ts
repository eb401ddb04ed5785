/** What guardrails say of a plan, all together. */
import type { Diagnostic, Verdict } from '../model.ts';

export interface Judgement {
  /** Those of the directory first, then by name. */
  readonly verdicts: readonly Verdict[];
  /** Waivers that are past their day (errors), or waive nothing that there is (warnings). */
  readonly diagnostics: readonly Diagnostic[];
  /** True when the plan must not be applied: something was denied, is broken, or is past its day. */
  readonly denies: boolean;
}
