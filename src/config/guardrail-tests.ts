/** `*.guardrails-test.yaml` as data: changes and plans in parts, and the verdicts that are expected of them. */
import type { VerdictWord } from '../catalog/guardrails.ts';
import type { JsonMap } from '../json.ts';
import type { Diagnostic, Source } from '../model.ts';
import { check } from './check.ts';
import { complaints } from './complaints.ts';
import { child, entriesOf, type MapNode, type Node, nodeAt, placeOf, plainOf, textOf } from './node.ts';
import { read } from './read.ts';
import { type SourceFile, sourceAt } from './source.ts';

export interface GuardrailCase {
  readonly name: string;
  /** Exactly one of both, in parts. */
  readonly change?: JsonMap;
  readonly plan?: JsonMap;
  /** ISO 8601 in UTC; that of the run without it. */
  readonly now?: string;
  readonly expect: readonly Expectation[];
  readonly source: Source;
  /** Where a path within the change or plan was written. */
  readonly locate: (path: readonly string[]) => Source;
}

export interface Expectation {
  readonly rule: string;
  readonly verdict: VerdictWord;
  readonly source: Source;
}

/** True for the name of a file with tests of guardrails: it belongs neither to a configuration nor to the rules. */
export function isGuardrailTestFile(path: string): boolean {
  return /\.guardrails-test\.ya?ml$/.test(path);
}

/** The cases of test files. None at all is an error: nothing would be tested. */
export function readGuardrailTests(files: readonly SourceFile[]): {
  cases: readonly GuardrailCase[];
  diagnostics: readonly Diagnostic[];
} {
  const said = complaints();
  const cases = files.flatMap((file) => {
    const { root, isRead, diagnostics } = read(file);
    said.add(diagnostics);
    if (!isRead) return [];
    if (root?.kind !== 'map' || !root.entries.has('tests')) {
      const message = 'a file of guardrail tests is a map with the key `tests:`';
      said.add([{ severity: 'error', message, source: root ? placeOf(root) : sourceAt(file, 0, 0) }]);
      return [];
    }
    const problems = check('guardrailTests', root);
    said.add(problems);
    const list = child(root, 'tests');
    if (problems.length > 0 || list?.kind !== 'list') return [];
    return list.items.flatMap((item) => caseOf(item, (problem) => said.add([problem])));
  });
  if (cases.length === 0 && !said.hasErrors()) said.add([noCases]);
  return { cases, diagnostics: said.sorted() };
}

const noCases: Diagnostic = {
  severity: 'error',
  message: 'there is no test of a guardrail; write one in a file NAME.guardrails-test.yaml',
};

function caseOf(node: Node, complain: (problem: Diagnostic) => void): GuardrailCase[] {
  const [change, plan] = [child(node, 'change'), child(node, 'plan')];
  const subject = change ?? plan;
  if (node.kind !== 'map' || !subject || (change && plan)) {
    const message = 'a test has either a `change` or a `plan`';
    complain({ severity: 'error', message, source: placeOf(child(node, 'name') ?? node) });
    return [];
  }
  const now = child(node, 'now');
  return [
    {
      name: textOf(child(node, 'name')),
      ...(change && { change: plainOf(change) as JsonMap }),
      ...(plan && { plan: plainOf(plan) as JsonMap }),
      ...(now && { now: textOf(now) }),
      expect: expectations(node),
      source: placeOf(child(node, 'name') ?? node),
      locate: (path) => {
        const at = nodeAt(subject, path);
        return placeOf(at.found ? (at.key ?? at.node) : at.node);
      },
    },
  ];
}

function expectations(node: MapNode): Expectation[] {
  return [...entriesOf(child(node, 'expect'))].map(([rule, entry]) => ({
    rule,
    verdict: textOf(entry.value) as VerdictWord,
    source: placeOf(entry),
  }));
}
