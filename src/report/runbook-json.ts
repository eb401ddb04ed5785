/** A runbook as JSON for programs. `docs/by-hand.md` says what stays. */
import { kindNamed } from '../catalog/index.ts';
import type { Runbook } from './runbook.ts';
import { denyCommand, type Step, stepsOf } from './runbook-steps.ts';
import type { Row, Shown } from './runbook-values.ts';
import { titleWords } from './runbook-words.ts';

/** Of the JSON runbook: a minor number for additions, a major one for breaks. */
export const runbookFormat = '1.0';

/** The steps with all that a form of the runbook shows. No secret is in it. */
export function runbookJson(book: Runbook): object {
  const { environment, account, digest, now, after, bindings, confirmed } = book;
  return {
    format_version: runbookFormat,
    environment,
    account,
    digest,
    made_at: now,
    steps: stepsOf(book).map((step) => stepJson(step, book)),
    after: after.map(({ address, kind, action, dependsOn }) => ({
      address,
      type: kind,
      action,
      depends_on: dependsOn,
    })),
    bindings,
    confirmed,
  };
}

function stepJson(step: Step, book: Runbook): object {
  const { change, sdkAppId, marks, effective } = step;
  const { reason, waitingSince } = change.byHand ?? { reason: '' };
  const app = change.segments[0] === 'apps' ? step.scope : undefined;
  return {
    number: step.number,
    address: change.address,
    type: change.kind,
    action: change.action,
    title: titleWords(step, (name) => name),
    reason,
    ...(waitingSince !== undefined && { waiting_since: waitingSince }),
    ...(app !== undefined && { app }),
    ...(sdkAppId !== undefined && { sdk_app_id: sdkAppId }),
    page: kindNamed(change.kind)?.page ?? '',
    place: step.place,
    ...(marks.length > 0 && {
      which: marks.map(({ path, label, after }) => ({ path, label, value: after })),
    }),
    areas: step.areas.map(({ clicks, rows }) => ({ clicks, values: rows.map(rowJson) })),
    rest: step.rest,
    consequences: step.consequences,
    ...(effective !== undefined && { effective }),
    needs: step.needs,
    needs_apply: step.needsApply,
    confirm: step.confirm,
    deny: denyCommand(change.address, book),
  };
}

function rowJson({ path, label, before, after }: Row): {
  path: readonly string[];
  label: string;
  before: Shown;
  after: Shown;
} {
  return { path, label, before, after };
}
