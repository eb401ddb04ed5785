/** Guardrails and rights in the Markdown report. */
import type { Plan, Verdict } from '../model.ts';
import { code, folded, prose } from './markdown-escape.ts';
import { type Part, rowsPart } from './markdown-fit.ts';
import { type About, fileInRepository } from './outline.ts';
import { isDenial, verdictsLine, verdictsOf, verdictText, waiverText } from './verdicts.ts';

const signs: Readonly<Record<Verdict['verdict'], string>> = {
  broken: '⛔',
  denied: '⛔',
  warned: '⚠️',
  waived: '🏳️',
  passed: '✅',
  'not-applicable': '➖',
};

/** As many of one rule are shown. */
const most = 20;

/** What the team's own rules deny or warn of, open; then every rule with its verdict, folded. */
export function guardrailsPart(plan: Plan, about: About, where: string): Part | undefined {
  if (plan.verdicts.length === 0) return undefined;
  const verdicts = verdictsOf(plan);
  const loud = verdicts.filter((one) => isDenial(one) || one.verdict === 'warned');
  const quiet = verdicts.filter((one) => !loud.includes(one));
  const rows = [...loud, ...quiet].map((one) => item(one, about));
  return rowsPart(3, {
    rows,
    around: (shown) =>
      [
        `### Guardrails: ${verdictsLine(plan)}`,
        shown.slice(0, loud.length).join('\n'),
        shown.length > loud.length ? folded('Rules that are kept', shown.slice(loud.length).join('\n')) : '',
      ]
        .filter(Boolean)
        .join('\n\n'),
    noun: 'guardrail',
    rest: (counted) => `Guardrails (${verdictsLine(plan)}): ${counted}, ${where}.`,
  });
}

function item(one: Verdict, about: About): string {
  const place = isDenial(one) ? `, ${code(`${fileInRepository(one.source, about)}:${one.source.line}`)}` : '';
  const more = one.findings.length - most;
  return [
    `- ${signs[one.verdict]} **${code(one.name)}** ${prose(verdictText(one))}${place}`,
    ...(one.reason === undefined ? [] : [`  - ${prose(one.reason)}`]),
    ...one.findings.slice(0, most).map((finding) => {
      const name = finding.address === undefined ? '' : `${code(finding.address)}: `;
      const waived = waiverText(finding);
      return `  - ${name}${prose(finding.message)}${waived === undefined ? '' : ` (${prose(waived)})`}`;
    }),
    ...(more > 0 ? [`  - and ${more} more`] : []),
  ].join('\n');
}

/** Who may do more, and who less. */
export function accessPart({ access }: Plan, where: string): Part | undefined {
  if (access.length === 0) return undefined;
  return rowsPart(2, {
    rows: access.map(({ direction, text, escalation }) => {
      const leads = escalation.map((one) => ` — **escalation**: ${prose(one)}`).join('');
      return `- ${direction === 'gain' ? '➕' : '➖'} ${prose(text)}${leads}`;
    }),
    around: (rows) => ['### What changes for whom', '', ...rows].join('\n'),
    noun: 'sentence',
    rest: (counted) => `What changes for whom: ${counted}, ${where}.`,
  });
}
