/** A runbook as Markdown: a list to be ticked off. */
import { code } from './markdown-escape.ts';
import { headings } from './outline.ts';
import type { Runbook } from './runbook.ts';

export function runbookMarkdown(book: Runbook): string {
  return `${book.steps.map((step) => `- [ ] ${code(step.address)} ${headings[step.action]}`).join('\n')}\n`;
}
