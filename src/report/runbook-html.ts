/** A runbook as one HTML file, to be read, ticked off and printed: nothing is loaded, and no script is in it. */
import { confirmedItems } from './html-confirmed.ts';
import { pageText } from './html-frame.ts';
import { type Content, html, type Markup } from './html-markup.ts';
import { chip, folded, grouped, prose } from './html-parts.ts';
import { plural } from './layout.ts';
import { firstOf, headings, withRule } from './outline.ts';
import type { Runbook } from './runbook.ts';
import { runbookStyle } from './runbook-html-style.ts';
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

/** With more steps than this, each part is closed at first: paper shows them all. */
const openSteps = 200;

/** The page. The same runbook gives the same bytes. */
export function runbookHtml(book: Runbook): string {
  const { environment, steps } = book;
  const name = environment === null ? 'Runbook' : `Runbook for ${environment}`;
  const chapters = chaptersOf(stepsOf(book), book);
  const isOpen = steps.length <= openSteps;
  const body = html`<header><h1>${name}</h1>${opening(book)}${contents(chapters)}</header>
    <main>${chapters.map((chapter, index) => chapterMarkup(chapter, index, isOpen))}${afterSection(book)}${confirmedSection(book)}</main>`;
  return pageText(`${name} - chatform`, body, { style: runbookStyle });
}

function opening(book: Runbook): Content {
  const { account, digest, steps } = book;
  return [
    html`<p class="lead">${countsSentence(book)}</p>\n`,
    steps.length > 0 && reasonsOf(book).map((reason) => html`<p>${prose(reason)}</p>\n`),
    steps.some(({ action }) => action === 'update') && html`<p>${beforeWords}</p>\n`,
    steps.length > 0 && html`<p>${denyWords}: ${whole(denyCommand('ADDRESS', book))}</p>\n`,
    html`<dl class="origin"><div><dt>Account</dt><dd><code>${account}</code></dd></div>
      <div><dt>Plan</dt><dd><code>${digest}</code></dd></div></dl>`,
  ];
}

function contents(chapters: readonly Chapter[]): Content {
  if (chapters.length < 2) return undefined;
  return html`<nav aria-label="Contents"><ul>${chapters.map(
    ({ scope, steps }, index) =>
      html`<li><a href="#part-${index + 1}">${scope}</a> <span class="number">${grouped(steps.length)}</span></li>\n`,
  )}</ul></nav>`;
}

function chapterMarkup(chapter: Chapter, index: number, isOpen: boolean): Markup {
  const app = appWords(chapter);
  const all = chapter.confirmAll;
  return html`<details class="part" id="part-${index + 1}"${isOpen && html` open`}>
    <summary><h2>${chapter.scope}</h2>
    ${app !== undefined && html`<span class="faint">${app}</span>\n`}<span class="number">${plural(chapter.steps.length, 'step')}</span></summary>
    ${chapter.steps.map(stepMarkup)}
    ${all !== undefined && html`<p>${confirmAllWords}:</p>\n<p>${whole(all)}</p>`}</details>\n`;
}

function stepMarkup(step: Step): Markup {
  const { number, change, consequences, areas } = step;
  const rest = restWords(step);
  return html`<article class="step ${change.action}" id="step-${number}" aria-labelledby="step-${number}-title">
    <h3 id="step-${number}-title">Step ${number}: ${titleMarkup(step)}</h3>
    ${consequences.length > 0 && html`<ul class="warnings">${consequences.map((one) => html`<li>${chip(one.class)} ${prose(withRule(one.because, one.rule))}</li>\n`)}</ul>`}
    ${facts(step)}
    ${areas.map((area) => areaMarkup(area, step))}
    ${rest !== undefined && html`<p>${prose(rest)}</p>`}
    ${ticked([html`${confirmWords}: `, whole(step.confirm)])}</article>\n`;
}

/** The title with its names as code. They are put in place of characters that no text has. */
function titleMarkup(step: Step): Content {
  const names: string[] = [];
  const words = titleWords(step, (name) => {
    names.push(name);
    return '\0';
  });
  return words
    .split('\0')
    .map((part, index) => [part, index < names.length && html`<code>${names[index]}</code>`]);
}

function facts(step: Step): Markup {
  const { change, place, waiting, needs, needsApply, effective, marks } = step;
  const named: readonly (readonly [string, Content])[] = [
    ['Address', html`<code>${change.address}</code>`],
    ['Where', place],
    [
      'Which',
      marks.length > 0 && marks.map(({ label, after }, i) => [i > 0 && ', ', label, ' ', valueMarkup(after)]),
    ],
    ['After', needs.length > 0 && html`<a href="#step-${needs.at(-1)}">${needsWords(step)}</a>`],
    ['First', needsApply.length > 0 && `an apply has to carry out ${firstOf(needsApply, (one) => one)}`],
    ['Waiting', waiting],
    ['Shows', effective !== undefined && prose(effective)],
  ];
  return html`<dl class="known">${named.map(
    ([name, content]) => content && html`<div><dt>${name}</dt><dd>${content}</dd></div>\n`,
  )}</dl>`;
}

function ticked(content: Content): Markup {
  return html`<label class="tick"><input type="checkbox"> <span>${content}</span></label>`;
}

function areaMarkup(area: Area, step: Step): Markup {
  const { clicks, opening, rows } = area;
  const list = (some: readonly string[]) =>
    some.length > 0 &&
    html`<ul class="clicks">${some.map((click) => html`<li>${ticked(click)}</li>\n`)}</ul>`;
  return html`${list(clicks.slice(0, opening))}
    ${rows.length > 0 && table(step, area)}
    ${list(clicks.slice(opening))}`;
}

function table(step: Step, area: Area): Markup {
  const { rows } = area;
  const sides = sidesOf(step, area);
  const cells = ({ before, after }: Row) => [
    sides !== 'after' && html`<td>${valueMarkup(before)}</td>`,
    sides !== 'before' && html`<td class="set">${valueMarkup(after)}</td>`,
  ];
  return html`<table><thead><tr><th scope="col">Setting</th>${sides !== 'after' && html`<th scope="col">Before</th>`}${sides !== 'before' && html`<th scope="col">${wantedHead(area)}</th>`}</tr></thead>
    <tbody>${rows.map((row) => html`<tr><th scope="row">${row.label}</th>${cells(row)}</tr>\n`)}</tbody></table>`;
}

function valueMarkup({ labels = [], text, said }: Shown): Content {
  return [
    labels.length > 1
      ? html`<ul>${labels.map((label) => html`<li>${label}</li>\n`)}</ul>`
      : labels.map((label) => html`<b>${label}</b>`),
    text !== undefined && whole(text),
    said !== undefined && html` <i>${labels.length > 0 || text !== undefined ? `(${said})` : said}</i>`,
  ];
}

/** A text that one click selects, and all of it. */
function whole(text: string): Markup {
  return html`<code class="whole">${text}</code>`;
}

/** Entries that are seen; the others are, on request. */
const few = 50;

function afterSection({ after }: Runbook): Content {
  if (after.length === 0) return undefined;
  const items = after.map(({ address, action }) => html`<code>${address}</code> ${headings[action]}`);
  return html`<section><h2>Carried out by the next apply, once the steps are confirmed</h2>${folded(items, few, 'card')}</section>`;
}

function confirmedSection({ confirmed }: Runbook): Content {
  if (confirmed.length === 0) return undefined;
  return html`<section><h2>As confirmed by hand, and not seen</h2>${folded(confirmedItems(confirmed), few, 'card')}</section>`;
}
