/** Which files of the pull request lead to which changes, as a part of a Markdown report. */
import type { Plan } from '../model.ts';
import { changedFiles } from './changed-files.ts';
import { code, folded } from './markdown-escape.ts';
import { type Part, rowsPart } from './markdown-fit.ts';
import { type About, firstOf } from './outline.ts';
import { isErrored } from './summary.ts';

const few = 20;

export function filesPart(plan: Plan, about: About, where: string): Part | undefined {
  // What a file with an error would lead to is not known.
  if (isErrored(plan)) return undefined;
  const found = changedFiles(plan, about);
  if (!found) return undefined;
  const rows = [
    ...found.files.map(({ file, addresses }) =>
      addresses.length === 0
        ? `- ${code(file)} declares nothing that this plan changes`
        : `- ${code(file)}: ${firstOf(addresses, code, few)}`,
    ),
    ...(found.elsewhere.length > 0
      ? [
          `- No file of this pull request (changed outside of it, or by an earlier commit): ${firstOf(found.elsewhere, code, few)}`,
        ]
      : []),
    ...(found.left.length > 0 ? [`- Left the configuration: ${firstOf(found.left, code, few)}`] : []),
  ];
  if (rows.length === 0) return undefined;
  return rowsPart(6, {
    rows,
    around: (shown) => folded('Which files lead to which changes', shown.join('\n')),
    noun: 'line',
    rest: (counted) => `Which files lead to which changes: ${counted}, ${where}.`,
  });
}
