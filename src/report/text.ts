/** A plan as text for people: what will be destroyed, what cannot be taken back, then everything, then the counts. */

import type { ConsequenceClass } from '../catalog/kind.ts';
import type { Drift, Plan, Refusal, Release } from '../model.ts';
import { printable } from '../printable.ts';
import { diagnosticsText, placeText, quote } from './diagnostics.ts';
import { type Look, plural, withoutCommands, wrapped } from './layout.ts';
import { consequencesOf, firstOf, isGrave, limitLine, limitsOf, refusalWords } from './outline.ts';
import { incompleteText, isEmpty, isErrored, planLine, unmanagedLine } from './summary.ts';
import { changesParts, leavesLines } from './text-changes.ts';
import { confirmedLines } from './text-confirmed.ts';
import { accessPart, guardrailsPart } from './text-judgement.ts';
import { shortened, valueText } from './values.ts';

/** The whole report. `now`: ISO 8601 in UTC, to say how long something waits. */
export function planText(plan: Plan, look: Look, now?: string): string {
  const parts = [
    destroyedPart(plan, look),
    plan.diagnostics.length > 0 ? diagnosticsText(plan.diagnostics, look).trimEnd().split('\n') : [],
    consequencesPart(plan, look),
    accessPart(plan, look),
    refusalsPart(plan.refusals, look),
    guardrailsPart(plan, look),
    driftPart(plan.drift, look),
    ...changesParts(plan.changes, look, now),
    movedPart(plan.moved, look),
    releasedPart(plan.released, look),
    capacityPart(plan, look),
    confirmedLines(plan.confirmed, look, now),
    endPart(plan, look),
  ];
  const texts = parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return withoutCommands(`${texts.join('\n\n')}\n`);
}

/** Only what somebody else changed. */
export function driftText(plan: Plan, look: Look): string {
  if (plan.drift.length === 0) return 'No drift. The console is as chatform left it.\n';
  const lines = [...driftPart(plan.drift, look), '', `${plural(plan.drift.length, 'resource')} drifted.`];
  return withoutCommands(`${lines.join('\n')}\n`);
}

/** What will be destroyed, all of it. */
function destroyedPart({ changes }: Plan, look: Look): string[] {
  const gone = changes.filter((change) => change.action === 'delete');
  if (gone.length === 0) return [];
  const text = `${plural(gone.length, 'resource')} will be destroyed: ${gone.map((one) => one.address).join(', ')}`;
  return wrapped(printable(text), look.columns, '').map((line) => look.paint('danger', line));
}

function consequencesPart(plan: Plan, look: Look): string[] {
  const lines: string[] = [];
  let name: ConsequenceClass | undefined;
  for (const told of consequencesOf(plan)) {
    if (told.class !== name)
      lines.push(`  ${look.paint(isGrave(told.class) ? 'danger' : 'faint', told.class)}`);
    name = told.class;
    lines.push(...wrapped(printable(told.sentence), look.columns, '    '));
    const addresses = wrapped(firstOf(told.addresses, printable), look.columns, '      ');
    lines.push(...addresses.map((line) => look.paint('faint', line)));
  }
  return lines.length === 0 ? [] : [look.paint('strong', 'Consequences:'), '', ...lines];
}

function refusalsPart(refusals: readonly Refusal[], look: Look): string[] {
  if (refusals.length === 0) return [];
  const said = (text: string) => wrapped(printable(text), look.columns, '      ');
  const lines = refusals.flatMap((one) => {
    const inside = one.path.length > 0 ? `.${one.path.join('.')}` : '';
    const place = one.source
      ? [look.paint('faint', `      ${placeText(one.source)}`), ...quote(one.source, look, '        ')]
      : [];
    return [
      '',
      `  ${look.paint('danger', '✗')} ${look.paint('strong', printable(one.address + inside))} ${look.paint('danger', 'is refused')} (${printable(one.rule)})`,
      ...said(one.message),
      ...place,
      ...(one.remedy === undefined ? [] : said(`${refusalWords.remedy}: ${one.remedy}`)),
      ...(one.holds.length === 0 ? [] : said(`${refusalWords.holds}: ${firstOf(one.holds, printable)}`)),
    ];
  });
  return [look.paint('strong', 'Refused by the rules of the console:'), ...lines];
}

function driftPart(drift: readonly Drift[], look: Look): string[] {
  if (drift.length === 0) return [];
  const lines = drift.flatMap((one) => [
    '',
    `  ${look.paint('strong', `# ${printable(one.address)}`)} has ${one.after === null ? 'been deleted' : 'changed'}`,
    ...(one.after === null ? [] : leavesLines(one.leaves, look)),
  ]);
  return [look.paint('strong', 'Changed outside of chatform since the last apply (drift):'), ...lines];
}

function movedPart(moved: Plan['moved'], look: Look): string[] {
  if (moved.length === 0) return [];
  const lines = moved.map(
    ({ from, to }) => `  ${look.paint('strong', `# ${printable(from)}`)} has moved to ${printable(to)}`,
  );
  return [look.paint('strong', 'Moved, with all in them; the console is not touched:'), '', ...lines];
}

/** Two blanks, and four before the lines that follow. */
function hanging(text: string, look: Look): string[] {
  return wrapped(text, look.columns, '    ').map((line, index) => (index === 0 ? line.slice(2) : line));
}

const longestKept = 300;

function releasedPart(released: readonly Release[], look: Look): string[] {
  if (released.length === 0) return [];
  const lines = released.flatMap((one) => {
    const name = printable(one.path.length > 0 ? `${one.address}.${one.path.join('.')}` : one.address);
    const keeps =
      one.path.length > 0 ? ` keeps ${shortened(valueText(one.value), longestKept)}` : ' stays as it is';
    const lines = hanging(`# ${name}${keeps}`, look);
    return [
      ...lines.map((line) => line.replace(`# ${name}`, () => look.paint('strong', `# ${name}`))),
      ...(one.note === undefined ? [] : wrapped(printable(one.note), look.columns, '      ')),
    ];
  });
  return [look.paint('strong', 'No longer declared, and no longer managed:'), '', ...lines];
}

const mostLimits = 20;

function capacityPart(plan: Plan, look: Look): string[] {
  const moved = limitsOf(plan);
  if (moved.length === 0) return [];
  const shown = moved.slice(0, mostLimits).flatMap((one) => hanging(printable(limitLine(one)), look));
  const more = moved.length - mostLimits;
  return [look.paint('strong', 'Limits:'), '', ...shown, ...(more > 0 ? [`  … and ${more} more`] : [])];
}

function endPart(plan: Plan, look: Look): string[] {
  const lines = [look.paint('strong', planLine(plan))];
  const unmanaged = unmanagedLine(plan);
  if (unmanaged !== undefined) lines.push(look.paint('faint', unmanaged));
  if (!plan.complete && !isErrored(plan)) lines.push(look.paint('warning', incompleteText(plan)));
  if (!isEmpty(plan)) lines.push(look.paint('faint', `Digest: ${plan.digest}`));
  return lines;
}
