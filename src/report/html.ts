/** A plan as one HTML file: nothing is loaded from anywhere, and it can be read without its script. */
import { createHash } from 'node:crypto';
import type { Plan } from '../model.ts';
import { changeGroups } from './html-changes.ts';
import { filtersForm } from './html-filters.ts';
import { isFailed, pageHeader, titleOf } from './html-header.ts';
import { type Content, html, textOf } from './html-markup.ts';
import { grouped, type Page, section } from './html-parts.ts';
import {
  diagnosticsSection,
  driftSection,
  limitsSection,
  movedSection,
  releasedSection,
  rulesSection,
  unmanagedSection,
} from './html-rest.ts';
import { script } from './html-script.ts';
import { consequencesSection, destroyedSection, refusalsSection } from './html-sections.ts';
import { style } from './html-style.ts';
import type { About } from './outline.ts';

/** The page: what cannot be taken back first, then everything. The same plan gives the same bytes. */
export function planHtml(plan: Plan, about: About): string {
  const page: Page = { plan, about, changed: new Set(plan.changes.map((change) => change.address)) };
  const [opening, closing] = frame(titleOf(plan));
  const body = html`<a class="skip" href="#main">Skip to the plan</a>
    ${pageHeader(page, contentsOf(plan))}
    <main id="main" tabindex="-1">
    ${isFailed(plan) && diagnosticsSection(page)}
    ${consequencesSection(page)}
    ${destroyedSection(page)}
    ${refusalsSection(page)}
    ${!isFailed(plan) && diagnosticsSection(page)}
    ${changesSection(page)}
    ${driftSection(page)}
    ${movedSection(page)}
    ${releasedSection(page)}
    ${limitsSection(page)}
    ${unmanagedSection(page)}
    ${rulesSection(page)}
    </main>`;
  return `${opening}${textOf(body)}${closing}`;
}

function changesSection(page: Page): Content {
  return section(
    'changes',
    'Changes',
    page.plan.changes.length,
    html`<div class="columns">${filtersForm(page.plan)}
    <div id="list">${changeGroups(page)}
    <p id="nothing" hidden>No change is like that. <kbd>Esc</kbd> in the search clears it, Reset clears all filters.</p></div></div>`,
  );
}

function contentsOf(plan: Plan): Content {
  const gone = plan.changes.filter((change) => change.action === 'delete').length;
  const entries: readonly (readonly [id: string, title: string, count: number])[] = [
    ['consequences', 'Consequences', plan.changes.filter((one) => one.consequences.length > 0).length],
    ['destroyed', 'Destroyed', gone],
    ['refused', 'Refused', plan.refusals.length],
    ['diagnostics', 'Errors and warnings', plan.diagnostics.length],
    ['changes', 'Changes', plan.changes.length],
    ['drift', 'Drift', plan.drift.length],
    ['moved', 'Moved', plan.moved.length],
    ['released', 'Released', plan.released.length],
    ['limits', 'Limits', plan.capacity.filter((one) => one.before !== one.after).length],
  ];
  const there = entries.filter(([, , count]) => count > 0);
  if (there.length < 2) return undefined;
  return html`<nav aria-label="Contents"><ul>${there.map(
    ([id, title, count]) =>
      html`<li><a href="#${id}">${title}</a> <span class="number">${grouped(count)}</span></li>\n`,
  )}</ul></nav>`;
}

/** What stands around the body. Style and script are allowed by their hashes, and nothing else is. */
function frame(title: string): readonly [string, string] {
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const head = html`<meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>\n`;
  return [
    `<!doctype html>\n<html lang="en">\n<head>\n${textOf(head)}<style>${style}</style>\n</head>\n<body>\n`,
    `\n<script>${script}</script>\n</body>\n</html>\n`,
  ];
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
