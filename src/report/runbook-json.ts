/** A runbook as JSON for programs. */
import type { Runbook } from './runbook.ts';

/** Of the JSON runbook: a minor number for additions, a major one for breaks. */
const runbookFormat = '1.0';

export function runbookJson(book: Runbook): object {
  return {
    format_version: runbookFormat,
    environment: book.environment,
    account: book.account,
    digest: book.digest,
    steps: book.steps.map((step, index) => ({ number: index + 1, address: step.address })),
  };
}
