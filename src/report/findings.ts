/** What a plan has to say, one by one and worst first: errors, refusals, and grave consequences. */
import { type ConsequenceClass, consequenceClasses } from '../catalog/kind.ts';
import type { Change, Consequence, Diagnostic, Plan, Refusal, Source, Verdict } from '../model.ts';
import { isGrave, refusalWords, withRule } from './outline.ts';

/** SARIF's words, worst first. */
export const levels = ['error', 'warning', 'note'] as const;
export type Level = (typeof levels)[number];

export interface Finding {
  /** The ID of a rule of the console, `consequence/CLASS`, or `configuration`. */
  readonly rule: string;
  readonly level: Level;
  /** Among the findings of one level: the lowest is the worst. */
  readonly rank: number;
  /** Whole sentences. */
  readonly message: string;
  readonly address?: string;
  /** Inside the resource; empty for the resource itself. */
  readonly path: readonly string[];
  readonly source?: Source;
}

/** The rule of what is wrong with a configuration where no rule of the console says so. */
export const configurationRule = 'configuration';

/** The rule of a guardrail of the team's own. */
export const guardrailRule = (name: string): string => `guardrail/${name}`;

export const classRule = (name: ConsequenceClass): string => `consequence/${name}`;

/** What is lost is a warning; what only costs money or is noticed by users is a note. */
export function levelOfClass(name: ConsequenceClass): Level {
  return name === 'billable' || name === 'disruptive' ? 'note' : 'warning';
}

/** The findings of a plan, worst first, then by place. */
export function findingsOf(plan: Plan): Finding[] {
  const found = [
    ...plan.diagnostics.map(ofDiagnostic),
    ...plan.refusals.map(ofRefusal),
    ...plan.verdicts.flatMap(ofVerdict),
    ...plan.changes.flatMap((change) =>
      change.consequences.filter((one) => isGrave(one.class)).map((one) => ofConsequence(change, one)),
    ),
  ];
  return found
    .map((one) => ({ one, order: orderOf(one) }))
    .sort(byOrder)
    .map(({ one }) => one);
}

function ofDiagnostic({ severity, message, address, rule, source }: Diagnostic): Finding {
  return {
    rule: rule || configurationRule,
    level: severity,
    rank: severity === 'error' ? 0 : consequenceClasses.length,
    message: sentence(message),
    path: [],
    ...(address !== undefined && { address }),
    ...(source && { source }),
  };
}

function ofRefusal({ address, path, rule, message, remedy, holds, source }: Refusal): Finding {
  const parts = [
    `${[address, ...path].join('.')} is refused: ${sentence(message)}`,
    remedy === undefined ? '' : `${refusalWords.remedy}: ${sentence(remedy)}`,
    holds.length === 0 ? '' : `${refusalWords.holds}: ${sentence(holds.join(', '))}`,
  ];
  return {
    rule: rule || configurationRule,
    level: 'error',
    rank: 1,
    message: parts.filter(Boolean).join(' '),
    address,
    path,
    ...(source && { source }),
  };
}

/** What a guardrail denies or warns of, at the changes that it is about; what is broken, at the rule. */
function ofVerdict({ name, verdict, reason, findings, source }: Verdict): Finding[] {
  if (verdict !== 'denied' && verdict !== 'warned' && verdict !== 'broken') return [];
  const head = {
    rule: guardrailRule(name),
    level: verdict === 'warned' ? ('warning' as const) : ('error' as const),
    rank: 2,
    path: [],
  };
  if (verdict === 'broken')
    return [{ ...head, message: sentence(`the guardrail ${name} cannot be used: ${reason ?? ''}`), source }];
  return findings.flatMap(({ address, message, source: at, waiver }): Finding[] => {
    if (waiver) return [];
    const said = sentence(address === undefined ? message : `${address}: ${message}`);
    return [{ ...head, message: said, ...(address !== undefined && { address }), ...(at && { source: at }) }];
  });
}

function ofConsequence(change: Change, { class: name, because, rule, path }: Consequence): Finding {
  const source = placeOf(change, path);
  return {
    rule: classRule(name),
    level: levelOfClass(name),
    rank: consequenceClasses.indexOf(name),
    message: `${[change.address, ...path].join('.')}: ${withRule(sentence(because), rule)}`,
    address: change.address,
    path,
    ...(source && { source }),
  };
}

/** The value that brings a consequence, where one is written; else the resource. */
function placeOf(change: Change, path: readonly string[]): Source | undefined {
  const inside = change.leaves.find(
    (leaf) => path.length > 0 && leaf.source && path.every((step, i) => leaf.path[i] === step),
  );
  return inside?.source ?? change.source;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

type Order = readonly (string | number)[];

function orderOf({ level, rank, source, rule, address, path, message }: Finding): Order {
  const place = [source?.file ?? '', source?.line ?? 0, source?.column ?? 0];
  return [levels.indexOf(level), rank, ...place, rule, address ?? '', path.join('\0'), message];
}

function byOrder(a: { readonly order: Order }, b: { readonly order: Order }): number {
  for (const [i, one] of a.order.entries()) {
    const other = b.order[i] ?? '';
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}
