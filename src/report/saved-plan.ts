/** A saved plan: the JSON plan with a checksum, and the way back from it. */
import { createHash } from 'node:crypto';
import { parseAddress } from '../address.ts';
import { isMap } from '../json.ts';
import {
  type Change,
  type Diagnostic,
  type Leaf,
  type Plan,
  type Refusal,
  type SecretReference,
  type Source,
  secret,
  unknown,
  type Value,
  type Verdict,
  type Waiver,
} from '../model.ts';
import { canonicalTexts, gathered, jsonPieces } from './pieces.ts';
import { planFormat, planJson } from './plan-json.ts';

/** The text of a plan file. */
export function savedPlan(plan: Plan, toolVersion: string): string {
  return [...savedPlanPieces(plan, toolVersion)].join('');
}

/** The same in pieces. */
export function* savedPlanPieces(plan: Plan, toolVersion: string): Generator<string> {
  const json = planJson(plan, toolVersion);
  yield* jsonPieces({ ...json, checksum: checksumOf(json) });
}

function checksumOf(json: Readonly<Record<string, unknown>>): string {
  const hash = createHash('sha256');
  for (const piece of gathered(canonicalTexts(json))) hash.update(piece);
  return hash.digest('hex');
}

/** The plan in a file's text, or why it cannot be used. */
export function readSavedPlan(text: string): { plan: Plan; toolVersion: string } | { problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { problem: 'is not JSON, or was cut off; make the plan again with `chatform plan --out`' };
  }
  if (!isMap(json) || typeof json.format_version !== 'string' || !('planned_against' in json)) {
    return { problem: 'is not a plan of chatform; one is made by `chatform plan --out`' };
  }
  if (json.format_version.split('.')[0] !== planFormat.split('.')[0]) {
    return {
      problem: `has plan format ${json.format_version}, and this chatform reads ${planFormat}; make the plan again`,
    };
  }
  const { checksum, ...rest } = json;
  if (checksum === undefined) {
    return { problem: 'was printed, and not saved; make the plan again with `chatform plan --out`' };
  }
  if (checksum !== checksumOf(rest)) {
    return {
      problem: 'was changed since it was made, or is damaged; make the plan again with `chatform plan --out`',
    };
  }
  const shape = { problem: 'has a checksum that fits, and not the shape of a plan; make the plan again' };
  if (!hasShape(rest)) return shape;
  try {
    // The checksum vouches for the shape: this is what `savedPlan` wrote, or somebody who took great pains.
    return { plan: toPlan(rest as unknown as SavedJson), toolVersion: String(json.tool_version) };
  } catch {
    return shape;
  }
}

const lists = [
  'resource_changes',
  'resource_drift',
  'refusals',
  'released',
  'moved',
  'unmanaged',
  'capacity',
  'guardrails',
  'access',
  'diagnostics',
];
const maps = ['inputs', 'bindings', 'planned_against'];

/** The outline of a plan: lists of maps, and maps, each where it belongs. */
function hasShape(json: { readonly [key: string]: unknown }): boolean {
  const isList = (list: unknown) => Array.isArray(list) && list.every(isMap);
  // A plan of an earlier version has nothing that somebody confirmed.
  const isFitting = json.confirmed === undefined || isList(json.confirmed);
  return isFitting && lists.every((key) => isList(json[key])) && maps.every((key) => isMap(json[key]));
}

interface SavedPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly end_line: number;
  readonly end_column: number;
  readonly text: string;
}
interface SavedLeaf extends Omit<Leaf, 'after' | 'source'> {
  readonly after?: Value;
  /** Of a secret: where it is. */
  readonly reference?: SecretReference;
  readonly sensitive?: true;
  readonly unknown?: readonly { readonly path: readonly string[]; readonly expression: string }[];
  readonly source?: SavedPlace;
}
interface SavedChange {
  readonly address: string;
  readonly type: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Change['before'];
    readonly after: Change['after'];
  };
  readonly action_reason?: string;
  readonly because?: string;
  readonly leaves: readonly SavedLeaf[];
  readonly consequences: Change['consequences'];
  readonly via: Change['via'];
  readonly by_hand?: { readonly reason: string; readonly waiting_since?: string };
  readonly effective?: string;
  readonly depends_on: readonly string[];
  readonly source?: SavedPlace;
}
interface SavedJson
  extends Pick<
    Plan,
    'digest' | 'complete' | 'inputs' | 'released' | 'moved' | 'unmanaged' | 'capacity' | 'access' | 'bindings'
  > {
  readonly confirmed?: Plan['confirmed'];
  readonly resource_changes: readonly SavedChange[];
  readonly resource_drift: readonly {
    readonly address: string;
    readonly type: string;
    readonly change: {
      readonly before: Plan['drift'][number]['before'];
      readonly after: Plan['drift'][number]['after'];
    };
    readonly leaves: readonly SavedLeaf[];
  }[];
  readonly refusals: readonly (Omit<Refusal, 'source'> & { readonly source?: SavedPlace })[];
  readonly diagnostics: readonly SavedDiagnostic[];
  readonly guardrails: readonly SavedVerdict[];
  readonly planned_against: Plan['plannedAgainst'];
}
interface SavedVerdict extends Omit<Verdict, 'findings' | 'source'> {
  readonly findings: readonly {
    readonly address?: string;
    readonly message: string;
    readonly source?: SavedPlace;
    readonly waiver?: Omit<Waiver, 'source'> & { readonly source: SavedPlace };
  }[];
  readonly source: SavedPlace;
}
/** What `diagnosticJson` makes. */
interface SavedDiagnostic {
  readonly severity: Diagnostic['severity'];
  readonly summary: string;
  readonly address?: string;
  readonly rule?: string;
  readonly range?: {
    readonly filename: string;
    readonly start: { readonly line: number; readonly column: number };
    readonly end: { readonly line: number; readonly column: number };
  };
  readonly snippet?: { readonly code: string };
}

/** What stands among the resource changes for readers of Terraform's plans, and has its own list beside them. */
function isAside({ change }: SavedChange): boolean {
  return ['forget', 'no-op'].includes(change.actions[0] ?? '');
}

function toPlan(json: SavedJson): Plan {
  return {
    changes: json.resource_changes.filter((one) => !isAside(one)).map(toChange),
    refusals: json.refusals.map(({ source, ...one }) => ({
      ...one,
      ...(source && { source: toSource(source) }),
    })),
    drift: json.resource_drift.map(({ address, type, change, leaves }) => ({
      address,
      kind: type,
      before: change.before,
      after: change.after,
      leaves: leaves.map(toLeaf),
    })),
    released: json.released,
    moved: json.moved,
    unmanaged: json.unmanaged,
    confirmed: json.confirmed ?? [],
    capacity: json.capacity,
    verdicts: json.guardrails.map(toVerdict),
    access: json.access,
    diagnostics: json.diagnostics.map(toDiagnostic),
    bindings: json.bindings,
    complete: json.complete,
    inputs: json.inputs,
    plannedAgainst: json.planned_against,
    digest: json.digest,
  };
}

function toDiagnostic({ severity, summary, address, rule, range, snippet }: SavedDiagnostic): Diagnostic {
  return {
    severity,
    message: summary,
    ...(address !== undefined && { address }),
    ...(rule !== undefined && { rule }),
    ...(range && {
      source: {
        file: range.filename,
        line: range.start.line,
        column: range.start.column,
        endLine: range.end.line,
        endColumn: range.end.column,
        text: snippet?.code ?? '',
      },
    }),
  };
}

function toVerdict({ findings, source, ...one }: SavedVerdict): Verdict {
  return {
    ...one,
    findings: findings.map(({ source: at, waiver, ...finding }) => ({
      ...finding,
      ...(at && { source: toSource(at) }),
      ...(waiver && { waiver: { ...waiver, source: toSource(waiver.source) } }),
    })),
    source: toSource(source),
  };
}

function toChange(one: SavedChange): Change {
  let { after } = one.change;
  for (const { path, unknown: expressions, reference } of one.leaves) {
    if (reference) after = placed(after ?? {}, path, secret(reference)) as Change['after'];
    for (const { path: inner, expression } of expressions ?? []) {
      after = placed(after ?? {}, [...path, ...inner], unknown(expression)) as Change['after'];
    }
  }
  return {
    address: one.address,
    segments: parseAddress(one.address) ?? [],
    kind: one.type,
    action: one.change.actions[0] as Change['action'],
    ...(one.action_reason !== undefined && { reason: one.action_reason }),
    ...(one.because !== undefined && { because: one.because }),
    before: one.change.before,
    after,
    leaves: one.leaves.map(toLeaf),
    consequences: one.consequences,
    via: one.via,
    ...(one.by_hand && {
      byHand: {
        reason: one.by_hand.reason,
        ...(one.by_hand.waiting_since !== undefined && { waitingSince: one.by_hand.waiting_since }),
      },
    }),
    ...(one.effective !== undefined && { effective: one.effective }),
    dependsOn: one.depends_on,
    ...(one.source && { source: toSource(one.source) }),
  };
}

function toLeaf({ source, unknown: expressions, reference, sensitive: _, ...leaf }: SavedLeaf): Leaf {
  let after = reference ? secret(reference) : leaf.after;
  for (const { path, expression } of expressions ?? []) after = placed(after, path, unknown(expression));
  return { ...leaf, ...(after !== undefined && { after }), ...(source && { source: toSource(source) }) };
}

/** A value with another put at a path in it. */
function placed(value: Value | undefined, path: readonly string[], part: Value): Value {
  const [key, ...rest] = path;
  if (key === undefined) return part;
  if (Array.isArray(value))
    return value.map((item: Value, i) => (String(i) === key ? placed(item, rest, part) : item));
  const map = (value ?? {}) as Readonly<Record<string, Value>>;
  return { ...map, [key]: placed(map[key], rest, part) };
}

function toSource({ end_line, end_column, ...place }: SavedPlace): Source {
  return { ...place, endLine: end_line, endColumn: end_column };
}
