/** A plan as JSON: Terraform's shape where it has one, ours in addition. */
import { parseAddress } from '../address.ts';
import {
  type Change,
  isSecret,
  type Leaf,
  type Plan,
  type Release,
  type Source,
  type Value,
} from '../model.ts';
import { diagnosticJson } from './diagnostics.ts';
import { countsOf } from './summary.ts';
import { expressionsOf, sensitiveMask, unknownMask, withoutUnknowns } from './values.ts';

/** Of the JSON plan: a minor number for additions, a major one for breaks. */
export const planFormat = '1.0';

/** What a reader of Terraform's plans finds, and what chatform adds. No secret and no time is in it. */
export function planJson(plan: Plan, toolVersion: string): object {
  const errored = plan.diagnostics.some((one) => one.severity === 'error');
  const pending = plan.changes.length + plan.released.length + plan.moved.length > 0;
  return {
    format_version: planFormat,
    tool_version: toolVersion,
    applyable: pending && plan.refusals.length === 0 && !errored,
    complete: plan.complete,
    errored,
    digest: plan.digest,
    summary: countsOf(plan),
    inputs: plan.inputs,
    resource_changes: [...plan.changes.map(changeJson), ...plan.released.filter(isWhole).map(forgetJson)],
    resource_drift: plan.drift.map((one) => ({
      address: one.address,
      type: one.kind,
      change: {
        actions: [one.after === null ? 'delete' : 'update'],
        before: one.before,
        after: one.after,
      },
      leaves: one.leaves.map(leafJson),
    })),
    refusals: plan.refusals.map((one) => ({ ...one, ...(one.source && { source: placeJson(one.source) }) })),
    released: plan.released,
    moved: plan.moved,
    unmanaged: plan.unmanaged,
    capacity: plan.capacity,
    diagnostics: plan.diagnostics.map(diagnosticJson),
    bindings: plan.bindings,
    planned_against: plan.plannedAgainst,
  };
}

function isWhole(release: Release): boolean {
  return release.path.length === 0;
}

function changeJson(change: Change): object {
  const { address, kind, segments, action, before, after } = change;
  return {
    address,
    mode: 'managed',
    type: kind,
    name: segments.at(-1),
    change: {
      actions: [action],
      before,
      after: after && withoutUnknowns(after),
      after_unknown: after ? unknownMask(after) : false,
      before_sensitive: false,
      after_sensitive: after ? sensitiveMask(after) : false,
    },
    ...(change.reason !== undefined && { action_reason: change.reason }),
    ...(change.because !== undefined && { because: change.because }),
    leaves: change.leaves.map(leafJson),
    consequences: change.consequences,
    via: change.via,
    ...(change.effective !== undefined && { effective: change.effective }),
    depends_on: change.dependsOn,
    ...(change.source && { source: placeJson(change.source) }),
  };
}

function forgetJson(release: Release): object {
  return {
    address: release.address,
    mode: 'managed',
    type: release.kind,
    name: parseAddress(release.address)?.at(-1),
    change: {
      actions: ['forget'],
      before: release.value,
      after: null,
      after_unknown: false,
      before_sensitive: false,
      after_sensitive: false,
    },
    action_reason: 'delete_because_no_resource_config',
  };
}

function leafJson(leaf: Leaf): object {
  return {
    path: leaf.path,
    ...(leaf.before !== undefined && { before: leaf.before }),
    ...(leaf.after !== undefined && afterJson(leaf.after)),
    ...(leaf.reset && { reset: true }),
    ...(leaf.details && { details: leaf.details }),
    ...(leaf.source && { source: placeJson(leaf.source) }),
  };
}

/** The known parts of a value, and the expressions of the others by their place in it. */
function afterJson(after: Value): object {
  if (isSecret(after)) return { sensitive: true, reference: after.reference };
  const unknown = expressionsOf(after);
  const known = withoutUnknowns(after);
  return { after: known ?? null, ...(unknown.length > 0 && { unknown }) };
}

function placeJson(source: Source): object {
  const { file, line, column, endLine, endColumn, text } = source;
  return { file, line, column, end_line: endLine, end_column: endColumn, text };
}
