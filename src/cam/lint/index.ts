/** The lint of policies: all rules, and what they find. Each finding knows its place, down to the element. */
import type { Desired, Source, Value } from '../../model.ts';
import { type Path, readDocument } from '../document.ts';
import { resolved } from '../model.ts';
import { actionRules } from './actions.ts';
import { conditionRules } from './conditions.ts';
import { grammarRules } from './grammar.ts';
import { grantRules } from './grants.ts';
import { overlapRules } from './overlaps.ts';
import { resourceRules } from './resources.ts';
import type { Complaint, LintRule, LintWorld, Severity } from './rule.ts';

/** All rules, in the order in which their findings stand. */
export const lintRules: readonly LintRule[] = [
  ...grammarRules,
  ...actionRules,
  ...resourceRules,
  ...conditionRules,
  ...overlapRules,
  ...grantRules,
];

/** Something to say about a policy. */
export interface Finding {
  /** The rule of the lint: `cam/unknown-action`. */
  readonly id: string;
  readonly severity: Severity;
  /** The console's rules that it is about. */
  readonly rules: readonly string[];
  readonly message: string;
  /** The address of the policy. */
  readonly address: string;
  /** Where in the body of the resource: `['document', 'statement', '0', 'action', '1']`. */
  readonly path: Path;
}

/** What there is to say about a policy. */
export function lintPolicy(
  { address, document }: { readonly address: string; readonly document: Value },
  world: LintWorld,
): Finding[] {
  const ids = new Map(world.apps.map((app) => [app.name, app.id]));
  const plain = resolved(document, world.account, ids);
  const { statements, problems } = readDocument(plain);
  const policy = {
    statements,
    isSound: problems.length === 0,
    length: lengthOf(document, world),
  };
  return lintRules.flatMap(({ id, severity, rules, check }) => {
    const complaints: readonly Complaint[] = [
      ...problems.filter((problem) => problem.rule === id),
      ...(check?.(policy, world) ?? []),
    ];
    return complaints.map(({ path, message }) => ({
      id,
      severity,
      rules,
      message,
      address,
      path: ['document', ...path],
    }));
  });
}

/** What there is to say about all policies of a configuration, each with its place. */
export function lintDesired(desired: Desired, world: LintWorld): (Finding & { readonly source: Source })[] {
  return [...desired.resources.values()].flatMap(({ kind, address, body, locate }) => {
    if (kind !== 'cam-policy' || body.document === undefined) return [];
    const findings = lintPolicy({ address, document: body.document }, world);
    return findings.map((finding) => ({ ...finding, source: locate(finding.path) }));
  });
}

/** What an SDKAppID that is not known yet is counted as. */
const anyId = '1400000001';

/** The characters of a policy without its spaces. */
function lengthOf(document: Value, { account, apps }: LintWorld): number {
  const ids = new Map(apps.map((app) => [app.name, app.pending === undefined ? app.id : anyId]));
  return JSON.stringify(resolved(document, account, ids)).replace(/\s/g, '').length;
}
