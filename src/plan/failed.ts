/** The plan that could not be made: what was wrong, for whoever reviews it. */
import type { Diagnostic, Inputs, Plan } from '../model.ts';
import { digestOf } from './digest.ts';

/** A plan with errors and nothing else: it can be shown and saved, and is never applied. */
export function failedPlan(diagnostics: readonly Diagnostic[], inputs: Inputs): Plan {
  const plan: Omit<Plan, 'digest'> = {
    changes: [],
    refusals: [],
    drift: [],
    released: [],
    moved: [],
    unmanaged: [],
    confirmed: [],
    capacity: [],
    verdicts: [],
    access: [],
    diagnostics,
    bindings: {},
    complete: false,
    inputs,
    plannedAgainst: { account: '', adapter: '', config: '', state: null, guardrails: null, objects: {} },
  };
  return { ...plan, digest: digestOf(plan) };
}
