/** Whether a plan has anything that an earlier one had not: the proof of an import. */
import { attributeAt, kindAt } from '../catalog/index.ts';
import { canonical } from '../json.ts';
import type { Leaf, Plan } from '../model.ts';
import { hasUnknown } from './values.ts';

/** What the plan after an import would do, refuse or release that the plan before it would not: should be nothing. */
export function surprises(before: Plan, after: Plan): string[] {
  const open = unknownIn(before);
  const known = new Set(findings(before, open).map(([key]) => key));
  return findings(after, open).flatMap(([key, sentence]) => (known.has(key) ? [] : [sentence]));
}

/** The values that were not known before: what an app is bound to makes them known, and asks for nothing else. */
function unknownIn({ changes }: Plan): ReadonlySet<string> {
  return new Set(
    changes.flatMap(({ address, leaves }) =>
      leaves.filter(({ after }) => hasUnknown(after)).map(({ path }) => placeOf(address, path)),
    ),
  );
}

const placeOf = (address: string, path: readonly string[]): string => canonical([address, path]);

function findings(plan: Plan, open: ReadonlySet<string>): [string, string][] {
  return [
    ...plan.changes.flatMap((change) => {
      const leaves = change.leaves.filter((leaf) => !isSecretAt(change.segments, leaf));
      if (change.action === 'update' && leaves.length === 0) return [];
      const paths = leaves.map(({ path, before, after }) => [
        path,
        before ?? null,
        open.has(placeOf(change.address, path)) ? 'not known yet' : (JSON.stringify(after) ?? null),
      ]);
      const what = leaves.map(({ path }) => path.join('.')).join(', ');
      return [finding(`${change.action} ${change.address} ${what}`.trim(), paths)];
    }),
    ...plan.refusals.map((one) => finding(`refused: ${one.address} ${one.path.join('.')}: ${one.message}`)),
    ...plan.released.map((one) => finding(`released: ${one.address} ${one.path.join('.')}`)),
    ...plan.diagnostics
      .filter((one) => one.severity === 'error')
      .map((one) => finding(`error: ${one.address ?? ''} ${one.message}`)),
  ];
}

const finding = (sentence: string, more: unknown = ''): [string, string] => [
  canonical([sentence, more]),
  sentence,
];

/** No console tells a secret back: whether it is the same shows with the first apply. */
function isSecretAt(segments: readonly string[], { path }: Leaf): boolean {
  const kind = kindAt(segments);
  return kind !== undefined && attributeAt(kind, path)?.type === 'secret';
}
