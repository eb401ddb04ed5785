/** A plan as one HTML file: nothing is loaded from anywhere, and it can be read without its script. */
import { createHash } from 'node:crypto';
import type { Plan } from '../model.ts';
import { changesSection } from './html-changes.ts';
import { errorsOf, pageHeader, titleOf } from './html-header.ts';
import { accessSection, guardrailsSection } from './html-judgement.ts';
import { html, textOf } from './html-markup.ts';
import { type Page, type Section, sectionMarkup } from './html-parts.ts';
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
import { countsOf } from './summary.ts';

/** The page: what cannot be taken back first, then everything. The same plan gives the same bytes. */
export function planHtml(plan: Plan, about: About): string {
  const changed = new Set(plan.changes.map((change) => change.address));
  const page: Page = { plan, about, counts: countsOf(plan), changed };
  const sections = sectionsOf(page).filter((one) => one.count > 0);
  const [opening, closing] = frame(titleOf(page));
  const body = html`<a class="skip" href="#main">Skip to the plan</a>
    ${pageHeader(page, sections)}
    <main id="main" tabindex="-1">
    ${sections.map(sectionMarkup)}</main>`;
  return `${opening}${textOf(body)}${closing}`;
}

function sectionsOf(page: Page): Section[] {
  const diagnostics = diagnosticsSection(page);
  const comesFirst = errorsOf(page.plan) > 0;
  return [
    ...(comesFirst ? [diagnostics] : []),
    consequencesSection(page),
    destroyedSection(page),
    accessSection(page),
    refusalsSection(page),
    guardrailsSection(page),
    ...(comesFirst ? [] : [diagnostics]),
    changesSection(page),
    driftSection(page),
    movedSection(page),
    releasedSection(page),
    limitsSection(page),
    unmanagedSection(page),
    rulesSection(page),
  ];
}

/** What stands around the body. Style and script are allowed by their hashes, and nothing else is. */
function frame(title: string): readonly [opening: string, closing: string] {
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
