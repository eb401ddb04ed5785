/** A plan as text for people: what will be destroyed, what cannot be taken back, then everything, then the counts. */

import type { ConsequenceClass } from '../catalog/kind.ts';
import type { Drift, Plan, Refusal, Release } from '../model.ts';
import { printable } from '../printable.ts';
import { diagnosticsText, placeText, quote } from './diagnostics.ts';
import { type Look, plural, withoutCommands, wrapped } from './layout.ts';
import { consequencesOf, firstOf, isGrave, limitLine, limitsOf, refusalWords } from './outline.ts';
import { gathered } from './pieces.ts';
import { incompleteText, isEmpty, isErrored, planLine, unmanagedLine } from './summary.ts';
import { changesTexts, leavesText } from './text-changes.ts';
import { confirmedLines } from './text-confirmed.ts';
import { accessPart, guardrailsPart } from './text-judgement.ts';
import { shortened, valueText } from './values.ts';

/** The whole report. `now`: ISO 8601 in UTC, to say how long something waits. */
export function planText(plan: Plan, look: Look, now?: string): string {
  return [...planPieces(plan, look, now)].join('');
}

/** The same in pieces. */
export function planPieces(plan: Plan, look: Look, now?: string): Iterable<string> {
  return piecesOf(planTexts(plan, look, now));
}

/** Only what somebody else changed. */
export function driftText(plan: Plan, look: Look): string {
  return [...driftPieces(plan, look)].join('');
}

/** The same in pieces. */
export function driftPieces({ drift }: Plan, look: Look): Iterable<string> {
  if (drift.length === 0) return ['No drift. The console is as chatform left it.\n'];
  return piecesOf(driftTexts(drift, look, [`${plural(drift.length, 'resource')} drifted.`]));
}

/** Texts of whole lines as pieces. Each begins with the empty line before it, which the first goes without. */
function* piecesOf(texts: Iterable<string>): Generator<string> {
  let from = 1;
  for (const piece of gathered(texts)) {
    yield withoutCommands(piece.slice(from));
    from = 0;
  }
}

function* planTexts(plan: Plan, look: Look, now: string | undefined): Generator<string> {
  const { diagnostics } = plan;
  yield textOf(destroyedPart(plan, look));
  if (diagnostics.length > 0) yield `\n${diagnosticsText(diagnostics, look).trimEnd()}\n`;
  yield textOf(consequencesPart(plan, look));
  yield textOf(accessPart(plan, look));
  yield textOf(refusalsPart(plan.refusals, look));
  yield textOf(guardrailsPart(plan, look));
  yield* driftTexts(plan.drift, look);
  yield* changesTexts(plan.changes, look, now);
  yield textOf(movedPart(plan.moved, look));
  yield textOf(releasedPart(plan.released, look));
  yield textOf(capacityPart(plan, look));
  yield textOf(confirmedLines(plan.confirmed, look, now));
  yield textOf(endPart(plan, look));
}

/** Lines, and the empty one before them; nothing where there is none. */
function textOf(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
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

/** What was changed, resource by resource, and the lines behind it. */
function* driftTexts(drift: readonly Drift[], look: Look, end: readonly string[] = []): Generator<string> {
  if (drift.length === 0) return;
  yield textOf([look.paint('strong', 'Changed outside of chatform since the last apply (drift):')]);
  for (const { address, after, leaves } of drift) {
    const verb = after === null ? 'been deleted' : 'changed';
    yield textOf([`  ${look.paint('strong', `# ${printable(address)}`)} has ${verb}`]);
    if (after !== null) yield leavesText(leaves, look);
  }
  yield textOf(end);
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
