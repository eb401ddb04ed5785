/** The parts of a Markdown report that come first and stay longest: errors, deletions, consequences, refusals. */
import type { ConsequenceClass } from '../catalog/kind.ts';
import type { Change, Diagnostic, Plan, Source } from '../model.ts';
import { plural } from './layout.ts';
import { code, fence, folded, prose } from './markdown-escape.ts';
import { cutRows, firstThatFits, type Part, rowsPart } from './markdown-fit.ts';
import { type About, byApp, consequencesOf, fileInRepository, isGrave, type Told } from './outline.ts';
import { kindsLine } from './summary.ts';

/** A place as a code span: its file from the root of the repository, and its line. */
export function placeCode(source: Source, about: About): string {
  return code(`${fileInRepository(source, about)}:${source.line}`);
}

/** One diagnostic as an item of a list. */
export function diagnosticItem(one: Diagnostic, about: About): string {
  const place = one.source ? `${placeCode(one.source, about)}: ` : '';
  return `- ${one.severity === 'error' ? '❌' : '⚠️'} ${place}${prose(one.message)}${one.rule === undefined ? '' : ` (${one.rule})`}`;
}

/** Errors, which stand before everything else. */
export function errorsPart(plan: Plan, about: About, where: string): Part | undefined {
  const errors = plan.diagnostics.filter((one) => one.severity === 'error');
  if (errors.length === 0) return undefined;
  return rowsPart(4, {
    rows: errors.map((one) => diagnosticItem(one, about)),
    around: (rows) => ['### Errors', '', ...rows].join('\n'),
    rest: (left) => `${plural(left, 'more error')}: ${where}.`,
  });
}

/** Addresses of changes in at most so much room: all of them, or counts by app, or counts. */
function roll(
  changes: readonly Change[],
  sign: string,
  forms: readonly (() => string)[] = [],
): readonly (() => string)[] {
  return [
    ...forms,
    () =>
      fence(
        changes.map((change) => `${sign}${change.address}`),
        'diff',
      ),
    () =>
      fence(
        byApp(changes).map((group) => `${sign}${group.scope}: ${kindsLine(group.changes)}`),
        'diff',
      ),
    () => `By kind: ${kindsLine(changes)}.`,
  ];
}

/** What will be destroyed. */
export function destroyedPart(plan: Plan, where: string): Part | undefined {
  const gone = plan.changes.filter((change) => change.action === 'delete');
  if (gone.length === 0) return undefined;
  const head = `> [!CAUTION]\n> **${plural(gone.length, 'resource')} will be destroyed.**`;
  const reasoned = () =>
    fence(
      gone.map(({ address, because }) => `- ${address}${because === undefined ? '' : ` (${because})`}`),
      'diff',
    );
  const least = `${head}\n\nBy kind: ${kindsLine(gone)}; for all addresses ${where}.`;
  return {
    rank: 1,
    least,
    write: (room) => {
      const forms = roll(gone, '- ', [reasoned]).map((form) => () => `${head}\n\n${form()}`);
      return firstThatFits([...forms.slice(0, -1), () => least], room);
    },
  };
}

const inCell = 6;

/** What the plan brings beyond its values, worst first. */
export function consequencesPart(plan: Plan, where: string): Part | undefined {
  const told = consequencesOf(plan);
  if (told.length === 0) return undefined;
  const title = '### Consequences';
  const rows = told.map(
    (one) =>
      `| ${isGrave(one.class) ? `**${one.class}**` : one.class} | ${prose(one.sentence)} | ${cell(one.addresses)} |`,
  );
  const table = {
    rows,
    around: (shown: readonly string[]) =>
      [title, '', '| Class | What it means | Where |', '|---|---|---|', ...shown].join('\n'),
    rest: (left: number) => `${plural(left, 'more consequence')}: ${where}.`,
  };
  const forGood = changesWith(plan, 'irreversible');
  const least = [
    table.rest(rows.length),
    ...(forGood.length > 0 ? [`Irreversible, by kind: ${kindsLine(forGood)}.`] : []),
  ].join('\n\n');
  return {
    rank: 2,
    least,
    write: (room) => {
      const whole = [table.around(rows), ...longLists(plan, told)].join('\n\n');
      if (whole.length <= room) return whole;
      if (forGood.length === 0) return cutRows(table, room);
      const forms = roll(forGood, '! ').map((form) => () => `Irreversible:\n\n${form()}`);
      const first = firstThatFits(forms, room - table.rest(rows.length).length - 2);
      const text = `${cutRows(table, room - first.length - 2)}\n\n${first}`;
      return text.length <= room ? text : least;
    },
  };
}

function changesWith(plan: Plan, name: ConsequenceClass): Change[] {
  return plan.changes.filter((change) => change.consequences.some((one) => one.class === name));
}

function cell(addresses: readonly string[]): string {
  const names = addresses.slice(0, inCell).map(code).join(', ');
  return addresses.length > inCell ? `${names} and ${addresses.length - inCell} more` : names;
}

/** All addresses of the classes of which the table shows only some. */
function longLists(plan: Plan, told: readonly Told[]): string[] {
  const classes = told
    .filter((one) => isGrave(one.class) && one.addresses.length > inCell)
    .map((one) => one.class);
  return [...new Set(classes)].map((name) => {
    const addresses = changesWith(plan, name).map((change) => change.address);
    return folded(`All ${addresses.length} ${name} changes`, fence(addresses));
  });
}

/** What the console would not do, with the way out. */
export function refusalsPart(plan: Plan, about: About, where: string): Part | undefined {
  if (plan.refusals.length === 0) return undefined;
  return rowsPart(3, {
    rows: plan.refusals.map((one) =>
      [
        `- **${code([one.address, ...one.path].join('.'))}** is refused (${one.rule}): ${prose(one.message)}`,
        ...(one.source ? [`  - At ${placeCode(one.source, about)}`] : []),
        ...(one.remedy === undefined ? [] : [`  - What to do: ${prose(one.remedy)}`]),
        ...(one.holds.length === 0 ? [] : [`  - Held back with it: ${cell(one.holds)}`]),
      ].join('\n'),
    ),
    around: (rows) => ['### Refused by the rules of the console', '', ...rows].join('\n'),
    rest: (left) => `${plural(left, 'more refusal')}: ${where}.`,
  });
}
