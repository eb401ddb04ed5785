/** A rule of the lint of CAM policies, as text: its words come from the lint, which no report knows. */
import { ruleNamed } from '../catalog/index.ts';
import type { Json } from '../json.ts';
import { page } from './explain.ts';
import type { Level } from './findings.ts';
import type { Look } from './layout.ts';

/** What the lint says of one of its rules. */
export interface LintWords {
  /** `cam/unknown-action`. */
  readonly id: string;
  readonly severity: Level;
  /** The console's rules that it is about. */
  readonly rules: readonly string[];
  readonly title: string;
  readonly why: string;
  /** Policies: one that keeps the rule, and one that does not. */
  readonly good: Json;
  readonly bad: Json;
}

const meanings: Readonly<Record<Level, string>> = {
  error: 'error: such a policy is not applied',
  warning: 'warning',
  note: 'note, by `chatform cam lint` alone',
};

/** What `explain` prints of a rule of the lint. */
export function lintRuleText({ id, severity, rules, title, why, good, bad }: LintWords, look: Look): string {
  return page(
    look,
    `${look.paint('strong', id)}  ${title}`,
    [why],
    [
      ['Severity', meanings[severity]],
      ['Good', exampleText(good)],
      ['Bad', exampleText(bad)],
      ['Rules', rules.map((rule) => `${rule}: ${ruleNamed(rule)?.text ?? ''}`).join('\n')],
    ],
  );
}

/** An example shows what it is about in its first lines, also where it is about length. */
const mostLines = 24;

function exampleText(document: Json): string {
  const lines = JSON.stringify(document, null, 2).split('\n');
  const left = lines.length - mostLines;
  return [...lines.slice(0, mostLines), ...(left > 0 ? [`… (${left} more lines)`] : [])].join('\n');
}
