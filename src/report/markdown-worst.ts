/** What comes first in a Markdown report and stays longest: errors, deletions, consequences, refusals. */
import type { ConsequenceClass } from '../catalog/kind.ts';
import type { Change, Diagnostic, Plan, Source } from '../model.ts';
import { excerpt } from './diagnostics.ts';
import { plural } from './layout.ts';
import { code, fence, folded, prose, ruleId, short } from './markdown-escape.ts';
import { cutRows, firstThatFits, type Part, paragraphs, restText, rowsPart } from './markdown-fit.ts';
import {
  type About,
  byApp,
  consequencesOf,
  fileInRepository,
  firstOf,
  isGrave,
  refusalWords,
  type Told,
} from './outline.ts';
import { kindsLine } from './summary.ts';

/** One diagnostic as an item of a list: where it is, what is wrong, and the line. */
function diagnosticItem({ severity, message, source, address, rule }: Diagnostic, about: About): string {
  const places = [
    ...(source ? [code(`${linePlace(source, about)}:${source.column}`)] : []),
    ...(address === undefined ? [] : [code(address)]),
  ];
  const where = places.length > 0 ? `${places.join(', ')}: ` : '';
  const line = source ? excerpt(source)[0].trim() : '';
  return [
    `- ${severity === 'error' ? '❌' : '⚠️'} ${where}${prose(message)}${rule === undefined ? '' : ` (${ruleId(rule)})`}`,
    ...(line === '' ? [] : [`  - ${code(line)}`]),
  ].join('\n');
}

/** `chat/apps/support.yaml:3`. */
function linePlace(source: Source, about: About): string {
  return `${fileInRepository(source, about)}:${source.line}`;
}

/** Errors, which stand before everything else, or warnings. */
export function diagnosticsPart(
  severity: Diagnostic['severity'],
  plan: Plan,
  about: About,
  where: string,
): Part | undefined {
  const found = plan.diagnostics.filter((one) => one.severity === severity);
  if (found.length === 0) return undefined;
  const [rank, title] = severity === 'error' ? [4, 'Errors'] : [7, 'Warnings'];
  return rowsPart(rank, {
    rows: found.map((one) => diagnosticItem(one, about)),
    around: (rows) => [`### ${title}`, '', ...rows].join('\n'),
    noun: severity,
    rest: (counted) => `${counted}: ${where}.`,
  });
}

/** Lines that stand open; more of them are folded. */
const mostOpen = 25;

/** Changes in less and less room: a few with what was said of them, each by its address, then counts by app. */
function roll(changes: readonly Change[], sign: string, summary: string): (() => string)[] {
  const reasoned = ({ address, because }: Change) =>
    short(address) + (because === undefined ? '' : ` (because ${short(because)})`);
  const list = (lines: readonly string[]) => {
    const text = fence(
      lines.map((line) => sign + line),
      'diff',
    );
    return lines.length > mostOpen ? folded(summary, text) : text;
  };
  return [
    ...(changes.length <= mostOpen ? [() => list(changes.map(reasoned))] : []),
    () => list(changes.map(({ address }) => short(address))),
    () => list(byApp(changes).map((group) => `${short(group.scope)}: ${kindsLine(group.changes)}`)),
  ];
}

/** What will be destroyed: its addresses as long as they alone fit, else how many of what. */
export function destroyedPart(plan: Plan, where: string): Part | undefined {
  const gone = plan.changes.filter((change) => change.action === 'delete');
  if (gone.length === 0) return undefined;
  const head = `> [!CAUTION]\n> **${plural(gone.length, 'resource')} will be destroyed**: ${kindsLine(gone)}.`;
  const least = `${head}\n> For the addresses, ${where}.`;
  const forms = roll(gone, '- ', 'All that will be destroyed').map((form) => () => paragraphs(head, form()));
  return { rank: 1, least, write: (room) => firstThatFits(forms, room) ?? least };
}

const inCell = 6;

/** What the plan brings beyond its values, worst first; what cannot be taken back stays by its address. */
export function consequencesPart(plan: Plan, where: string): Part | undefined {
  const told = consequencesOf(plan);
  if (told.length === 0) return undefined;
  const table = {
    rows: told.map(tableRow),
    around: (rows: readonly string[]) =>
      ['### Consequences', '', '| Class | What it means | Where |', '|---|---|---|', ...rows].join('\n'),
    noun: 'consequence',
    rest: (counted: string) => `${counted}: ${where}.`,
  };
  const lasting = changesWith(plan, 'irreversible');
  const kinds = lasting.length > 0 ? `Irreversible, besides what is destroyed: ${kindsLine(lasting)}.` : '';
  const noRows = restText(table, told.length);
  const isCut = cutClasses(told).includes('irreversible');
  const whole = () => paragraphs(table.around(table.rows), isCut ? addressList(lasting, 'irreversible') : '');
  return {
    rank: 2,
    least: paragraphs(noRows, kinds),
    write: (room) => {
      const full = whole();
      if (full.length <= room) return full;
      const forms = lasting.length > 0 ? roll(lasting, '! ', summaryOf(lasting, 'irreversible')) : [];
      const list = firstThatFits(forms, room - noRows.length - 2) ?? kinds;
      return paragraphs(cutRows(table, room - list.length - 2), list);
    },
  };
}

/** The addresses of the other grave classes of which the table shows only some. */
export function addressesPart(plan: Plan, where: string): Part | undefined {
  const cut = cutClasses(consequencesOf(plan)).filter((name) => name !== 'irreversible');
  const rows = cut.map((name) => addressList(changesWith(plan, name), name)).filter((text) => text !== '');
  if (rows.length === 0) return undefined;
  return rowsPart(8, {
    rows,
    around: (shown) => paragraphs(...shown),
    noun: 'list',
    rest: (counted) => `${counted} of addresses with such consequences: ${where}.`,
  });
}

function tableRow({ class: name, sentence, addresses }: Told): string {
  return `| ${isGrave(name) ? `**${name}**` : name} | ${prose(sentence)} | ${firstOf(addresses, code, inCell)} |`;
}

/** The changes with a consequence, but for those that destroy: they have a list of their own. */
function changesWith({ changes }: Plan, name: ConsequenceClass): Change[] {
  return changes.filter(
    (change) => change.action !== 'delete' && change.consequences.some((one) => one.class === name),
  );
}

/** The grave classes of which the table does not show all addresses. */
function cutClasses(told: readonly Told[]): ConsequenceClass[] {
  const cut = told.filter((one) => isGrave(one.class) && one.addresses.length > inCell);
  return [...new Set(cut.map((one) => one.class))];
}

function addressList(changes: readonly Change[], name: ConsequenceClass): string {
  if (changes.length === 0) return '';
  return folded(summaryOf(changes, name), fence(changes.map((change) => short(change.address))));
}

function summaryOf(changes: readonly Change[], name: ConsequenceClass): string {
  return `All ${plural(changes.length, `${name} change`)} (besides what is destroyed)`;
}

/** What the console would not do, with the way out. */
export function refusalsPart(plan: Plan, about: About, where: string): Part | undefined {
  if (plan.refusals.length === 0) return undefined;
  return rowsPart(3, {
    rows: plan.refusals.map((one) =>
      [
        `- ⛔ **${code([one.address, ...one.path].join('.'))}** is refused (${ruleId(one.rule)}): ${prose(one.message)}`,
        ...(one.source ? [`  - At ${code(linePlace(one.source, about))}`] : []),
        ...(one.remedy === undefined ? [] : [`  - ${refusalWords.remedy}: ${prose(one.remedy)}`]),
        ...(one.holds.length === 0 ? [] : [`  - ${refusalWords.holds}: ${firstOf(one.holds, code)}`]),
      ].join('\n'),
    ),
    around: (rows) => ['### Refused by the rules of the console', '', ...rows].join('\n'),
    noun: 'refusal',
    rest: (counted) => `${counted}: ${where}.`,
  });
}
