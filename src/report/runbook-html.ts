/** A runbook as one HTML file: nothing is loaded from anywhere, and no script is in it. */
import { html, textOf } from './html-markup.ts';
import { headings } from './outline.ts';
import type { Runbook } from './runbook.ts';

export function runbookHtml(book: Runbook): string {
  const steps = book.steps.map(
    (step) => html`<li><code>${step.address}</code> ${headings[step.action]}</li>\n`,
  );
  return `<!doctype html>\n${textOf(html`<title>Runbook</title><ol>${steps}</ol>`)}`;
}
