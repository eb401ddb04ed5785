/** Statistics as one HTML file with charts and tables: nothing is loaded from anywhere, and there is no script. */
import { createHash } from 'node:crypto';
import { html, type Markup, textOf } from './html-markup.ts';
import { style } from './html-style.ts';
import { type Cell, changeText, countText, type Part, type Statistics } from './stats.ts';
import { lineChart } from './stats-chart.ts';

const ownStyle = `${style}
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); gap: 1rem; margin-bottom: 1rem; }
figure { margin: 0; padding: .5rem .75rem; background: var(--sheet); border: 1px solid var(--line); }
figcaption { font-weight: 600; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--faint); font-size: 11px; font-variant-numeric: tabular-nums; }
svg .grid { stroke: var(--line); }
svg .line { fill: none; stroke: var(--link); stroke-width: 2; stroke-linejoin: round; }
svg .dot { fill: var(--link); }
.figures caption { text-align: left; color: var(--faint); padding: .25rem 0; }
.figures th:first-child { white-space: nowrap; }
.figures td, .figures thead th:not(:first-child) { text-align: right; white-space: nowrap; }
.figures td span { display: inline-block; min-width: 5rem; color: var(--faint); }
`;

const mark = 'chatform stats';

export function statisticsHtml(statistics: Statistics): string {
  const { app, sdkAppId, period, parts, notes } = statistics;
  const title = `Statistics of ${app}`;
  const body = html`<header>
    <h1>${title}</h1>
    <dl class="origin">
    <div><dt>SDKAppID</dt><dd>${sdkAppId}</dd></div>
    <div><dt>Days</dt><dd>${period[0]} to ${period.at(-1)}, in Beijing</dd></div>
    </dl>
    ${notes.map((note) => html`<p class="verdict careful">${note}</p>\n`)}</header>
    <main>
    ${parts.map(partMarkup)}</main>`;
  return `${opening(title)}${textOf(body)}\n</body>\n</html>\n`;
}

/** True for what `statisticsHtml` wrote. */
export function isStatisticsHtml(text: string): boolean {
  return text.startsWith('<!doctype html>') && text.includes(`<meta name="generator" content="${mark}">`);
}

function partMarkup(part: Part): Markup {
  const { name, title, overview, columns, rows } = part;
  return html`<section aria-labelledby="${name}">
    <h2 id="${name}">${title}</h2>
    <dl class="counts">
    ${overview.map(
      (one) => html`<div><dt>${one.title}</dt><dd>${countText(one.value)}</dd></div>
    `,
    )}</dl>
    <div class="charts">
    ${columns.map(
      ({ figure, title: what }, i) => html`<figure>
    <figcaption>${what}</figcaption>
    ${lineChart(
      `chart-${figure}`,
      what,
      rows.map(({ date, cells }) => ({ date, value: cells[i]?.value })),
    )}
    </figure>
    `,
    )}</div>
    ${table(part)}
    </section>
    `;
}

function table({ title, columns, rows }: Part): Markup {
  return html`<div class="wide" role="region" aria-label="${title}, by day" tabindex="0">
    <table class="figures">
    <caption>Each figure with its change from the day before</caption>
    <thead><tr><th scope="col">Date</th>${columns.map((one) => html`<th scope="col">${one.title}</th>`)}</tr></thead>
    <tbody>
    ${rows.map(
      ({ date, cells }) => html`<tr><th scope="row">${date}</th>${cells.map(cellMarkup)}</tr>
    `,
    )}</tbody>
    </table>
    </div>`;
}

function cellMarkup({ value, change }: Cell): Markup {
  return html`<td>${countText(value)} <span>${changeText(change)}</span></td>`;
}

/** What stands before the body. The style is allowed by its hash, and nothing else is. */
function opening(title: string): string {
  const hash = createHash('sha256').update(ownStyle).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const head = html`<meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <meta name="color-scheme" content="light dark">
    <meta name="generator" content="${mark}">
    <title>${title}</title>\n`;
  return `<!doctype html>\n<html lang="en">\n<head>\n${textOf(head)}<style>${ownStyle}</style>\n</head>\n<body>\n`;
}
