/** A plan as a handful of numbers, for a script that asks only how much there is to do. */
import { isMap } from '../json.ts';
import type { Plan } from '../model.ts';
import { countsJson, verdictOf } from './plan-json.ts';

/** Of the JSON summary: a minor number for additions, a major one for breaks. */
export const summaryFormat = '1.1';

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

/** True for the text of a summary, of whatever version: no plan, and nothing of others. */
export function isSummary(text: string): boolean {
  try {
    const json: unknown = JSON.parse(text);
    return isMap(json) && 'tool_version' in json && 'drifted' in json && !('planned_against' in json);
  } catch {
    return false;
  }
}
