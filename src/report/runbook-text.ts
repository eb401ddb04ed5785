/** A runbook as text for a terminal. */
import { printable } from '../printable.ts';
import { type Look, withoutCommands } from './layout.ts';
import { headings } from './outline.ts';
import type { Runbook } from './runbook.ts';

export function runbookText(book: Runbook, _look: Look): string {
  const lines = book.steps.map(
    (step, index) => `${index + 1}. ${printable(step.address)} ${headings[step.action]}`,
  );
  return withoutCommands(`${lines.join('\n')}\n`);
}
