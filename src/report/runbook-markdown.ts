/** A runbook as Markdown: a list to be ticked off, in an issue or a file. */

import type { Confirmed } from '../model.ts';
import { confirmedTitle } from './by-hand.ts';
import { confirmedItems } from './markdown-confirmed.ts';
import { code, fence, folded, prose, ruleId, wholeCode } from './markdown-escape.ts';
import { paragraphs } from './markdown-fit.ts';
import { firstOf, headings } from './outline.ts';
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
  wantedHead,
} from './runbook-words.ts';

/** The whole runbook. Nothing is cut: a step that is not there is not done. */
export function runbookMarkdown(book: Runbook): string {
  const chapters = chaptersOf(stepsOf(book), book);
  const parts = [
    headText(book),
    ...chapters.flatMap(chapterTexts),
    afterText(book),
    confirmedText(book.confirmed),
    book.steps.length > 0 ? `${denyWords}: ${wholeCode(denyCommand('ADDRESS', book))}` : '',
  ];
  return `${paragraphs(...parts)}\n`;
}

function headText(book: Runbook): string {
  const { environment, account, digest, steps } = book;
  return paragraphs(
    `# Runbook${environment === null ? '' : ` for ${code(environment)}`}`,
    `**${countsSentence(book)}**`,
    steps.length > 0 ? reasonsOf(book).map(prose).join('\n\n') : '',
    steps.some(({ action }) => action === 'update') ? beforeWords : '',
    `Account ${code(account)}, plan ${code(digest)}.`,
  );
}

function chapterTexts(chapter: Chapter): string[] {
  const app = appWords(chapter);
  const all = chapter.confirmAll;
  return [
    `## ${code(chapter.scope)}${app === undefined ? '' : ` (${prose(app)})`}`,
    ...chapter.steps.map(stepText),
    all === undefined ? '' : `${confirmAllWords}:\n\n${fence([all])}`,
  ];
}

function stepText(step: Step): string {
  const rest = restWords(step);
  return paragraphs(
    `### Step ${step.number}: ${titleWords(step, code)}`,
    [...consequenceLines(step), ...factLines(step)].join('\n'),
    ...oneList([
      ...step.areas.flatMap((area) => areaTexts(area, step)),
      rest === undefined ? '' : prose(rest),
      `${box}${confirmWords}: ${wholeCode(step.confirm)}`,
    ]),
  );
}

const box = '- [ ] ';

/** Boxes that follow each other as one list without gaps. */
function oneList(texts: readonly string[]): string[] {
  const joined: string[] = [];
  for (const text of texts.filter((one) => one !== '')) {
    const last = joined.at(-1);
    if (last?.startsWith(box) && text.startsWith(box)) joined[joined.length - 1] = `${last}\n${text}`;
    else joined.push(text);
  }
  return joined;
}

// Another sign than that of the clicks below, so that these are a list of their own.
function consequenceLines({ consequences }: Step): string[] {
  return consequences.map(
    ({ class: name, because, rule }) => `* ⚠️ **${name}**: ${prose(because)} (${ruleId(rule)})`,
  );
}

function factLines(step: Step): string[] {
  const { change, place, waiting, needsApply, effective, marks } = step;
  const needs = needsWords(step);
  const which = marks.map(({ label, after }) => `${prose(label)} ${inCell(after)}`).join(', ');
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Address', code(change.address)],
    ['Where', code(place)],
    ['Which', which || undefined],
    ['After', needs],
    ['First', needsApply.length > 0 ? `an apply has to carry out ${firstOf(needsApply, code)}` : undefined],
    ['Waiting', waiting && prose(waiting)],
    ['Shows', effective && prose(effective)],
  ];
  return facts.flatMap(([name, text]) => (text === undefined ? [] : [`* ${name}: ${text}`]));
}

function areaTexts(area: Area, step: Step): string[] {
  const boxes = area.clicks.map((click) => `${box}${prose(click)}`);
  return [
    boxes.slice(0, area.opening).join('\n'),
    ...(area.rows.length > 0 ? valuesTexts(step, area) : []),
    boxes.slice(area.opening).join('\n'),
  ];
}

/** A table, and below it each value that is too long for one. */
function valuesTexts(step: Step, area: Area): string[] {
  const { rows } = area;
  const sides = sidesOf(step, area);
  const wanted = wantedHead(area);
  const heads = sides === 'both' ? ['Before', wanted] : [sides === 'before' ? 'Before' : wanted];
  const valuesOf = ({ before, after }: Row) =>
    sides === 'both' ? [before, after] : [sides === 'before' ? before : after];
  const table = [
    row(['Setting', ...heads]),
    `|${'---|'.repeat(heads.length + 1)}`,
    ...rows.map((one) => row([prose(one.label), ...valuesOf(one).map(inCell)])),
  ].join('\n');
  const long = rows.flatMap((one) =>
    valuesOf(one).flatMap((value, index) =>
      isLong(value)
        ? [`${prose(one.label)}, ${heads[index]?.toLowerCase()}:`, fence((value.text ?? '').split('\n'))]
        : [],
    ),
  );
  return [table, ...long];
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** In UTF-16 units: what is longer stands below the table. */
const longestCell = 120;

function isLong({ text = '' }: Shown): boolean {
  return text.length > longestCell || text.includes('\n');
}

function inCell(value: Shown): string {
  const { labels = [], text, said } = value;
  const main = [
    ...labels.map(prose),
    ...(text === undefined ? [] : [isLong(value) ? '(below)' : wholeCode(text)]),
  ].join('; ');
  if (said === undefined) return main;
  return main === '' ? prose(said) : `${main} (${prose(said)})`;
}

/** Changes that are listed one by one. */
const mostListed = 200;

function afterText({ after }: Runbook): string {
  if (after.length === 0) return '';
  const lines = after
    .slice(0, mostListed)
    .map(({ address, action }) => `- ${code(address)} ${headings[action]}`);
  const more = after.length - mostListed;
  return paragraphs(
    '## Carried out by the next apply, once the steps are confirmed',
    [...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n'),
  );
}

function confirmedText(confirmed: readonly Confirmed[]): string {
  if (confirmed.length === 0) return '';
  const items = confirmedItems(confirmed).map((one) => `- ${one}`);
  return folded(confirmedTitle(confirmed), items.join('\n'));
}
