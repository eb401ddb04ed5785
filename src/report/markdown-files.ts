/** Which files of the pull request lead to which changes, as a part of a Markdown report. */
import type { Plan } from '../model.ts';
import { changedFiles } from './changed-files.ts';
import { plural } from './layout.ts';
import { code, folded } from './markdown-escape.ts';
import { type Part, rowsPart } from './markdown-fit.ts';
import type { About } from './outline.ts';

const few = 20;

export function filesPart(plan: Plan, about: About, where: string): Part | undefined {
  const found = changedFiles(plan, about);
  if (!found) return undefined;
  const rows = [
    ...found.files.map(({ file, addresses }) =>
      addresses.length === 0
        ? `- ${code(file)} declares nothing that this plan changes`
        : `- ${code(file)}: ${some(addresses)}`,
    ),
    ...(found.elsewhere.length > 0
      ? [
          `- No file of this pull request (changed outside of it, or by an earlier commit): ${some(found.elsewhere)}`,
        ]
      : []),
    ...(found.left.length > 0 ? [`- Left the configuration: ${some(found.left)}`] : []),
  ];
  if (rows.length === 0) return undefined;
  return rowsPart(5, {
    rows,
    around: (shown) => folded('Which files lead to which changes', shown.join('\n')),
    rest: (left) => `Which files lead to which changes: ${plural(left, 'more line')}, ${where}.`,
  });
}

function some(addresses: readonly string[]): string {
  const names = addresses.slice(0, few).map(code).join(', ');
  return addresses.length > few ? `${names} and ${addresses.length - few} more` : names;
}
