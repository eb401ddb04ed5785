/** Guardrails and rights on the page. */
import type { Verdict } from '../model.ts';
import { html, type Markup } from './html-markup.ts';
import { addressLink, folded, type Page, prose, quotedBlock, type Section } from './html-parts.ts';
import { isDenial, verdictsLine, verdictsOf, verdictText, waiverText } from './verdicts.ts';

/** Every rule with its verdict, worst first. */
export function guardrailsSection(page: Page): Section {
  const { plan } = page;
  return {
    id: 'guardrails',
    title: `Guardrails: ${verdictsLine(plan)}`,
    short: 'Guardrails',
    count: plan.verdicts.length,
    content: folded(
      verdictsOf(plan).map((one) => verdictMarkup(one, page)),
      50,
      'cards',
    ),
  };
}

const tones: Readonly<Record<Verdict['verdict'], string>> = {
  broken: 'grave',
  denied: 'grave',
  warned: 'mild',
  waived: 'mild',
  passed: 'faint',
  'not-applicable': 'faint',
};

function verdictMarkup(one: Verdict, page: Page): Markup {
  return html`<div><p><b><code>${one.name}</code></b> <span class="${tones[one.verdict]}">${verdictText(one)}</span></p>
    ${one.reason !== undefined && html`<p>${prose(one.reason)}</p>`}
    ${one.findings.map((finding) => {
      const waived = waiverText(finding);
      return html`<p>${finding.address !== undefined && [addressLink(finding.address, page), ': ']}${prose(finding.message)}${waived !== undefined && html` <span class="faint">(${prose(waived)})</span>`}</p>`;
    })}
    ${isDenial(one) && quotedBlock(one.source, page)}</div>\n`;
}

/** Who may do more, and who less. */
export function accessSection({ plan: { access } }: Page): Section {
  const items = access.map(
    ({
      direction,
      text,
      escalation,
    }) => html`<div><p><b>${direction === 'gain' ? 'Gain' : 'Loss'}</b> ${prose(text)}</p>
      ${escalation.map((one) => html`<p><span class="grave">escalation</span> ${prose(one)}</p>`)}</div>\n`,
  );
  return {
    id: 'access',
    title: 'What changes for whom',
    short: 'Rights',
    count: access.length,
    content: folded(items, 50, 'cards'),
  };
}
