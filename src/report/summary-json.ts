/** A plan as a handful of numbers, for a script that asks only how much there is to do. */
import type { Plan } from '../model.ts';
import { countsJson, verdictOf } from './plan-json.ts';

/** Of the JSON summary: a minor number for additions, a major one for breaks. */
export const summaryFormat = '1.0';

/** What `plan --summary FILE` writes. No value and no address is in it. */
export function summaryJson(plan: Plan, toolVersion: string): object {
  return {
    format_version: summaryFormat,
    tool_version: toolVersion,
    environment: plan.inputs.environment,
    ...verdictOf(plan),
    digest: plan.digest,
    ...countsJson(plan),
  };
}
