/** A runbook as text for a terminal or a file. */
import { printable } from '../printable.ts';
import { columnOf, type Look, padded, widthOf, withoutCommands, wrapped } from './layout.ts';
import { firstOf, headings, withRule } from './outline.ts';
import type { Runbook } from './runbook.ts';
import {
  type Area,
  type Chapter,
  chaptersOf,
  denyCommand,
  reasonsOf,
  type Step,
  stepsOf,
} from './runbook-steps.ts';
import type { Row, Shown } from './runbook-values.ts';
import {
  appWords,
  beforeWords,
  confirmAllWords,
  confirmWords,
  countsSentence,
  denyWords,
  needsWords,
  restWords,
  sidesOf,
  titleWords,
} from './runbook-words.ts';
import { confirmedLines } from './text-confirmed.ts';

/** The whole runbook: each step with its clicks, its values and the command that says that it was done. */
export function runbookText(book: Runbook, look: Look): string {
  const chapters = chaptersOf(stepsOf(book), book);
  const parts = [
    headPart(book, look),
    ...chapters.flatMap((chapter) => chapterParts(chapter, look)),
    afterPart(book, look),
    confirmedLines(book.confirmed, look),
    book.steps.length > 0 ? [`${denyWords}:`, `  ${printable(denyCommand('ADDRESS', book))}`] : [],
  ];
  const texts = parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return withoutCommands(`${texts.join('\n\n')}\n`);
}

/** A sentence, wrapped and without back-quotes. */
function said(text: string, indent: string, look: Look): string[] {
  return wrapped(printable(text).replaceAll('`', ''), look.columns, indent);
}

function headPart(book: Runbook, look: Look): string[] {
  const { environment, account, digest, steps } = book;
  const title = environment === null ? 'Runbook' : `Runbook for ${environment}`;
  return [
    look.paint('strong', printable(`${title}: ${countsSentence(book)}`)),
    ...(steps.length > 0 ? reasonsOf(book).flatMap((reason) => said(reason, '', look)) : []),
    ...(steps.some(({ action }) => action === 'update') ? said(beforeWords, '', look) : []),
    look.paint('faint', printable(`Account ${account}, plan ${digest}`)),
  ];
}

function chapterParts(chapter: Chapter, look: Look): string[][] {
  const app = appWords(chapter);
  const head =
    look.paint('strong', printable(chapter.scope)) + (app === undefined ? '' : ` (${printable(app)})`);
  const all = chapter.confirmAll;
  return [
    [head],
    ...chapter.steps.map((step) => stepLines(step, look)),
    ...(all === undefined ? [] : [[`  ${confirmAllWords}:`, `    ${printable(all)}`]]),
  ];
}

function stepLines(step: Step, look: Look): string[] {
  const { number, change, areas } = step;
  const name = titleWords(step, (one) => one);
  const tone = change.action === 'delete' ? 'remove' : change.action === 'create' ? 'add' : 'change';
  const rest = restWords(step);
  const clicks = areas.map((area) => area.clicks.length);
  const firstClicks = clicks.map((_, index) => 1 + clicks.slice(0, index).reduce((sum, one) => sum + one, 0));
  return [
    `  ${look.paint(tone, printable(`Step ${number}: ${name}`))}`,
    ...consequenceLines(step, look),
    ...factLines(step, look),
    ...areas.flatMap((area, index) => areaLines(area, firstClicks[index] ?? 1, step, look)),
    ...(rest === undefined ? [] : said(rest, '    ', look)),
    `    ${confirmWords}: ${look.paint('strong', printable(step.confirm))}`,
  ];
}

function consequenceLines({ consequences }: Step, look: Look): string[] {
  return consequences.flatMap(({ class: name, because, rule }) => {
    const [first = '', ...more] = wrapped(
      printable(`${name}: ${withRule(because, rule)}`),
      look.columns,
      '      ',
    );
    return [`    ${look.paint('danger', '!')} ${first.trimStart()}`, ...more];
  });
}

function factLines(step: Step, look: Look): string[] {
  const { change, place, waiting, needsApply, effective, marks } = step;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Address', change.address],
    ['Where', place],
    [
      'Which',
      marks.length > 0 ? marks.map(({ label, after }) => `${label} ${lineOf(after)}`).join(', ') : undefined,
    ],
    ['After', needsWords(step)],
    [
      'First',
      needsApply.length > 0 ? `an apply has to carry out ${firstOf(needsApply, (one) => one)}` : undefined,
    ],
    ['Waiting', waiting],
    ['Shows', effective],
  ];
  const shown = facts.filter((fact): fact is readonly [string, string] => fact[1] !== undefined);
  return shown.flatMap(([label, text]) => {
    const [first = '', ...more] = wrapped(printable(text), look.columns, ' '.repeat(13));
    return [`    ${look.paint('faint', padded(label, 9))}${first.trimStart()}`, ...more];
  });
}

function areaLines(area: Area, from: number, step: Step, look: Look): string[] {
  const { clicks, opening, rows } = area;
  const clickLines = clicks.map((click, index) => {
    const number = `${from + index}.`;
    const [first = '', ...more] = wrapped(printable(click), look.columns, '       ');
    return [`    ${padded(number, 2)} ${first.trimStart()}`, ...more];
  });
  const sides = sidesOf(step, area);
  const column = columnOf(rows.map(({ label }) => printable(label)));
  return [
    ...clickLines.slice(0, opening).flat(),
    ...rows.flatMap((row) => rowLines(row, column, sides, look)),
    ...clickLines.slice(opening).flat(),
  ];
}

function rowLines(
  { label, before, after }: Row,
  column: number,
  sides: ReturnType<typeof sidesOf>,
  look: Look,
): string[] {
  const name = printable(label);
  const values = sides === 'both' ? [before, after] : [sides === 'before' ? before : after];
  const line = `       ${padded(name, column)}  ${values.map(lineOf).map(printable).join(' -> ')}`;
  if (widthOf(line) <= look.columns && values.every(isOneLine)) return [line];
  const words = sides === 'both' ? ['before', 'set to'] : [''];
  return [
    `       ${name}`,
    ...values.flatMap((value, index) => [
      ...(words[index] === '' ? [] : [`         ${words[index]}`]),
      ...linesOf(value).map((one) => `           ${printable(one)}`),
    ]),
  ];
}

function isOneLine({ text = '' }: Shown): boolean {
  return !text.includes('\n');
}

function lineOf(value: Shown): string {
  return linesOf(value).join('; ');
}

/** A value as it is to be entered, line by line; what is only said of it stands in brackets. */
function linesOf({ labels = [], text, said: words }: Shown): string[] {
  const lines = [...labels, ...(text === undefined ? [] : text.split('\n'))];
  if (words === undefined) return lines;
  return [...lines.slice(0, -1), [...lines.slice(-1), `(${words})`].join(' ')];
}

/** Changes that are listed one by one. */
const mostListed = 50;

function afterPart({ after }: Runbook, look: Look): string[] {
  if (after.length === 0) return [];
  const lines = after
    .slice(0, mostListed)
    .map(({ address, action }) => `  # ${printable(address)} ${headings[action]}`);
  const more = after.length - mostListed;
  return [
    look.paint('strong', 'Carried out by the next apply, once the steps are confirmed:'),
    '',
    ...lines,
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
}
