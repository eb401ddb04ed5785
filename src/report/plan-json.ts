/** A plan as JSON: Terraform's shape where it has one, ours in addition. `docs/plan-json.md` says what stays. */
import { isWithin, parseAddress } from '../address.ts';
import { kindAt } from '../catalog/index.ts';
import type { Json, JsonMap } from '../json.ts';
import {
  type Change,
  type Drift,
  isSecret,
  type Leaf,
  type Plan,
  type Release,
  type Source,
  type Value,
  type Verdict,
} from '../model.ts';
import { diagnosticJson } from './diagnostics.ts';
import { LazyList } from './pieces.ts';
import { countsOf, isErrored, isRefused } from './summary.ts';
import { expressionsOf, sensitiveMask, unknownMask, withoutUnknowns } from './values.ts';

/** Of the JSON plan: a minor number for additions, a major one for breaks. */
export const planFormat = '1.3';

/**
 * What a reader of Terraform's plans finds, and what chatform adds. No secret and no time is in it. The lists that
 * grow with the plan are lazy ones: `jsonPieces` reads them.
 */
export function planJson(plan: Plan, toolVersion: string): Readonly<Record<string, unknown>> {
  return {
    format_version: planFormat,
    tool_version: toolVersion,
    ...verdictOf(plan),
    digest: plan.digest,
    summary: countsJson(plan),
    inputs: plan.inputs,
    resource_changes: new LazyList(() => resourceChanges(plan)),
    resource_drift: new LazyList(() => resourceDrift(plan)),
    refusals: plan.refusals.map((one) => ({ ...one, ...(one.source && { source: placeJson(one.source) }) })),
    released: plan.released,
    moved: plan.moved,
    unmanaged: plan.unmanaged,
    confirmed: plan.confirmed,
    capacity: plan.capacity,
    guardrails: plan.verdicts.map(verdictJson),
    access: plan.access,
    diagnostics: plan.diagnostics.map(diagnosticJson),
    bindings: plan.bindings,
    planned_against: plan.plannedAgainst,
  };
}

function* resourceChanges(plan: Plan): Generator<object> {
  for (const one of plan.changes) yield changeJson(one, plan);
  for (const one of plan.released) if (isWhole(one)) yield forgetJson(one, plan);
  for (const address of movesAlone(plan)) yield moveJson(address, plan);
}

function* resourceDrift(plan: Plan): Generator<object> {
  for (const one of plan.drift) yield driftJson(one, plan);
}

/** Terraform's three facts: there is something to apply and nothing against it; nothing was left out; it failed. */
export function verdictOf(plan: Plan): { applyable: boolean; complete: boolean; errored: boolean } {
  const errored = isErrored(plan);
  const pending = plan.changes.length + plan.released.length + plan.moved.length > 0;
  return {
    applyable: pending && !isRefused(plan) && !errored && plan.inputs.secrets === 'read',
    complete: plan.complete,
    errored,
  };
}

/** How many of each: what the line `Plan: 3 to add, …` says, and what it leaves out. */
export function countsJson(plan: Plan): object {
  const { byHand, consequences, ...counts } = countsOf(plan);
  const { add, change, destroy, refused, denied, warned, released, drifted } = counts;
  const moved = plan.moved.length;
  return {
    add,
    change,
    destroy,
    refused,
    denied,
    warned,
    by_hand: byHand,
    released,
    moved,
    drifted,
    consequences,
  };
}

function isWhole(release: Release): boolean {
  return release.path.length === 0;
}

/** What Terraform says of a resource before it says what changes. */
function resourceJson(address: string, kind: string, previous: string | undefined): object {
  return {
    address,
    ...(previous !== undefined && { previous_address: previous }),
    mode: 'managed',
    type: kind,
    name: parseAddress(address)?.at(-1) ?? address,
    // Readers that tell Terraform's types apart by their provider demand one.
    provider_name: 'chatform',
  };
}

/** The masks have a map for what is there and false for what is not, as Terraform's have. */
function valuesJson(action: string, before: Json | null, after: Value | null): object {
  return {
    actions: [action],
    before,
    after: after === null ? null : (withoutUnknowns(after) ?? null),
    after_unknown: after === null ? {} : unknownMask(after),
    // No console tells a secret back, so that there is none in a value before.
    before_sensitive: before === null ? false : {},
    after_sensitive: after === null ? false : sensitiveMask(after),
  };
}

/** What every entry has, so that nobody has to ask whether a list is there. */
const nothingMore = { leaves: [], consequences: [], depends_on: [] };

function changeJson(change: Change, { moved }: Plan): object {
  const { address, kind, action, before, after } = change;
  return {
    ...resourceJson(address, kind, action === 'create' ? undefined : previousAddress(moved, address)),
    change: valuesJson(action, before, after),
    ...(change.reason !== undefined && { action_reason: change.reason }),
    ...(change.because !== undefined && { because: change.because }),
    leaves: change.leaves.map(leafJson),
    consequences: change.consequences,
    via: change.via,
    ...(change.byHand && {
      by_hand: {
        reason: change.byHand.reason,
        ...(change.byHand.waitingSince !== undefined && { waiting_since: change.byHand.waitingSince }),
      },
    }),
    ...(change.effective !== undefined && { effective: change.effective }),
    depends_on: change.dependsOn,
    ...(change.source && { source: placeJson(change.source) }),
  };
}

function forgetJson({ address, kind, value }: Release, { moved }: Plan): object {
  return {
    ...resourceJson(address, kind, previousAddress(moved, address)),
    change: valuesJson('forget', value, null),
    action_reason: 'delete_because_no_resource_config',
    ...nothingMore,
  };
}

/** A move without a change of values. Terraform repeats the values; a plan of ours has only those that it is about. */
function moveJson(address: string, { moved }: Plan): object {
  const nothing: JsonMap = {};
  return {
    ...resourceJson(
      address,
      kindAt(parseAddress(address) ?? [])?.name ?? '',
      previousAddress(moved, address),
    ),
    change: valuesJson('no-op', nothing, nothing),
    ...nothingMore,
  };
}

/** Where moves end, unless the resource there is in the list of changes for another reason. */
function movesAlone({ moved, changes, released }: Plan): string[] {
  const listed = new Set([...changes, ...released.filter(isWhole)].map((one) => one.address));
  const left = new Set(moved.map((one) => one.from));
  return moved.map((one) => one.to).filter((address) => !listed.has(address) && !left.has(address));
}

/** The address that a resource has in the state, where a move gives it another: of an app, with all in it. */
function previousAddress(moved: Plan['moved'], address: string): string | undefined {
  const previous = moved.reduceRight(
    (here, { from, to }) => (isWithin(here, to) ? from + here.slice(to.length) : here),
    address,
  );
  return previous === address ? undefined : previous;
}

function driftJson({ address, kind, before, after, leaves }: Drift, { moved }: Plan): object {
  return {
    ...resourceJson(address, kind, previousAddress(moved, address)),
    change: valuesJson(after === null ? 'delete' : 'update', before, after),
    leaves: leaves.map(leafJson),
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

/** What a guardrail says, its places as all others. */
function verdictJson(one: Verdict): object {
  return {
    ...one,
    findings: one.findings.map(({ source, waiver, ...finding }) => ({
      ...finding,
      ...(source && { source: placeJson(source) }),
      ...(waiver && { waiver: { ...waiver, source: placeJson(waiver.source) } }),
    })),
    source: placeJson(one.source),
  };
}

/** A line that is longer is not quoted: one line with all apps in it would stand in the plan once for each value. */
const longestQuote = 1000;

function placeJson(source: Source): object {
  const { file, line, column, endLine, endColumn } = source;
  const text = source.text.length > longestQuote ? '' : source.text;
  return { file, line, column, end_line: endLine, end_column: endColumn, text };
}
