/** A plan as JSON: Terraform's shape where it has one, ours in addition. `docs/plan-json.md` says what stays. */
import { isWithin, parseAddress } from '../address.ts';
import { kindAt } from '../catalog/index.ts';
import type { Json } from '../json.ts';
import {
  type Change,
  type Drift,
  isSecret,
  type Leaf,
  type Plan,
  type Release,
  type Source,
  type ValueMap,
  type Verdict,
} from '../model.ts';
import { diagnosticJson } from './diagnostics.ts';
import { LazyList } from './pieces.ts';
import { countsOf, isErrored, isRefused } from './summary.ts';
import { expressionsOf, isPlain, sensitiveMask, unknownMask, withoutUnknowns } from './values.ts';

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

/** A resource of which something becomes: what of a change it has. */
type Entry = Pick<Change, 'address' | 'kind'> &
  Partial<Omit<Change, 'address' | 'kind' | 'segments' | 'action' | 'before' | 'after'>>;

/** First what Terraform says of a resource. Spelt out, as JSON has nothing of what is undefined: copies are slow. */
function entryJson(entry: Entry, change: object, previous: string | undefined): object {
  const { address, kind, leaves, byHand, source } = entry;
  return {
    address,
    previous_address: previous,
    mode: 'managed',
    type: kind,
    name: parseAddress(address)?.at(-1) ?? address,
    // Readers that tell Terraform's types apart by their provider demand one.
    provider_name: 'chatform',
    change,
    action_reason: entry.reason,
    because: entry.because,
    leaves: leaves?.map(leafJson),
    consequences: entry.consequences,
    via: entry.via,
    by_hand: byHand && { reason: byHand.reason, waiting_since: byHand.waitingSince },
    effective: entry.effective,
    depends_on: entry.dependsOn,
    source: source && placeJson(source),
  };
}

/** The masks have a map for what is there and false for what is not, as Terraform's have. */
function valuesJson(action: string, before: Json | null, after: ValueMap | null): object {
  // Most values are known, and the masks empty.
  const isKnown = after === null || isPlain(after);
  return {
    actions: [action],
    before,
    after: isKnown ? after : (withoutUnknowns(after) ?? null),
    after_unknown: isKnown ? {} : unknownMask(after),
    // No console tells a secret back, so that there is none in a value before.
    before_sensitive: before === null ? false : {},
    after_sensitive: after === null ? false : isKnown ? {} : sensitiveMask(after),
  };
}

/** What every entry has, so that nobody has to ask whether a list is there. */
const nothingMore = { leaves: [], consequences: [], dependsOn: [] };

function changeJson(change: Change, { moved }: Plan): object {
  const { address, action, before, after } = change;
  const previous = action === 'create' ? undefined : previousAddress(moved, address);
  return entryJson(change, valuesJson(action, before, after), previous);
}

function forgetJson({ address, kind, value }: Release, { moved }: Plan): object {
  const entry = { address, kind, reason: 'delete_because_no_resource_config', ...nothingMore };
  return entryJson(entry, valuesJson('forget', value, null), previousAddress(moved, address));
}

/** A move without a change of values. Terraform repeats the values; a plan of ours has only those that it is about. */
function moveJson(address: string, { moved }: Plan): object {
  const kind = kindAt(parseAddress(address) ?? [])?.name ?? '';
  const values = valuesJson('no-op', {}, {});
  return entryJson({ address, kind, ...nothingMore }, values, previousAddress(moved, address));
}

/** Where moves end, unless the resource there is in the list of changes for another reason. */
function movesAlone({ moved, changes, released }: Plan): string[] {
  if (moved.length === 0) return [];
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
  const values = valuesJson(after === null ? 'delete' : 'update', before, after);
  return entryJson({ address, kind, leaves }, values, previousAddress(moved, address));
}

/** The known parts of what is to be, and the expressions of the others by their place in it. */
function leafJson({ path, before, after, reset, details, source }: Leaf): object {
  const place = source && placeJson(source);
  if (isSecret(after))
    return { path, before, sensitive: true, reference: after.reference, reset, details, source: place };
  if (after === undefined || isPlain(after)) return { path, before, after, reset, details, source: place };
  const [known, unknown] = [withoutUnknowns(after) ?? null, expressionsOf(after)];
  return {
    path,
    before,
    after: known,
    unknown: unknown.length > 0 ? unknown : undefined,
    reset,
    details,
    source: place,
  };
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
