/** A plan as one HTML file: nothing is loaded from anywhere, and it can be read without its script. */
import type { Plan } from '../model.ts';
import { changesSection } from './html-changes.ts';
import { confirmedSection } from './html-confirmed.ts';
import { pageTexts } from './html-frame.ts';
import { errorsOf, pageHeader, titleOf } from './html-header.ts';
import { accessSection, guardrailsSection } from './html-judgement.ts';
import { type Content, html } from './html-markup.ts';
import { type Page, type Section, sectionParts } from './html-parts.ts';
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
import type { About } from './outline.ts';
import { gathered } from './pieces.ts';
import { countsOf } from './summary.ts';

/** The page: what cannot be taken back first, then everything. The same plan gives the same bytes. */
export function planHtml(plan: Plan, about: About): string {
  return [...planHtmlPieces(plan, about)].join('');
}

/** The same in pieces. */
export function* planHtmlPieces(plan: Plan, about: About): Generator<string> {
  const changed = new Set(plan.changes.map((change) => change.address));
  const page: Page = { plan, about, counts: countsOf(plan), changed };
  const sections = sectionsOf(page).filter((one) => one.count > 0);
  yield* gathered(pageTexts(titleOf(page), bodyParts(page, sections), { script }));
}

function* bodyParts(page: Page, sections: readonly Section[]): Generator<Content> {
  yield html`<a class="skip" href="#main">Skip to the plan</a>
    ${pageHeader(page, sections)}
    <main id="main" tabindex="-1">\n`;
  for (const section of sections) yield* sectionParts(section);
  yield html`</main>`;
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
    confirmedSection(page),
    unmanagedSection(page),
    rulesSection(page),
  ];
}
