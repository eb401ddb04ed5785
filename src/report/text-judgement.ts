/** Guardrails and rights in the text report: what a team's own rules say, and what CAM changes mean for whom. */
import type { Plan, Verdict } from '../model.ts';
import { printable } from '../printable.ts';
import { placeText } from './diagnostics.ts';
import { type Look, type Tone, wrapped } from './layout.ts';
import { isDenial, verdictsLine, verdictsOf, verdictText, waiverText } from './verdicts.ts';

/** Every rule with its verdict, also those that passed. */
export function guardrailsPart(plan: Plan, look: Look): string[] {
  if (plan.verdicts.length === 0) return [];
  return [
    look.paint('strong', `Guardrails: ${verdictsLine(plan)}`),
    '',
    ...verdictsOf(plan).flatMap((one) => verdictLines(one, look)),
  ];
}

const signs: Readonly<Record<Verdict['verdict'], readonly [string, Tone]>> = {
  broken: ['✗', 'danger'],
  denied: ['✗', 'danger'],
  warned: ['!', 'warning'],
  waived: ['~', 'warning'],
  passed: ['✓', 'add'],
  'not-applicable': ['-', 'faint'],
};

/** As many of one rule are shown. */
const most = 20;

function verdictLines(one: Verdict, look: Look): string[] {
  const [sign, tone] = signs[one.verdict];
  const said = (text: string) => wrapped(printable(text), look.columns, '      ');
  const place = isDenial(one) ? look.paint('faint', `  ${placeText(one.source)}`) : '';
  const more = one.findings.length - most;
  return [
    `  ${look.paint(tone, sign)} ${look.paint('strong', printable(one.name))} ${printable(verdictText(one))}${place}`,
    ...(one.reason === undefined ? [] : said(one.reason)),
    ...one.findings.slice(0, most).flatMap((finding) => {
      const { address, message, source } = finding;
      const waived = waiverText(finding);
      return [
        ...said(address === undefined ? message : `${address}: ${message}`),
        ...(source ? [look.paint('faint', `        ${placeText(source)}`)] : []),
        ...(waived === undefined ? [] : said(`  ${waived}`)),
      ];
    }),
    ...(more > 0 ? [`      and ${more} more`] : []),
  ];
}

/** Who may do more, and who less. */
export function accessPart({ access }: Plan, look: Look): string[] {
  if (access.length === 0) return [];
  return [
    look.paint('strong', 'What changes for whom:'),
    '',
    ...access.flatMap(({ direction, text, escalation }) => {
      const [sign, tone]: [string, Tone] = direction === 'gain' ? ['+', 'add'] : ['-', 'remove'];
      const [first = '', ...rest] = wrapped(printable(text), look.columns, '    ');
      return [
        `  ${look.paint(tone, sign)} ${first.trimStart()}`,
        ...rest,
        ...escalation.flatMap((one) =>
          wrapped(printable(`Escalation: ${one}`), look.columns, '      ').map((line) =>
            look.paint('danger', line),
          ),
        ),
      ];
    }),
  ];
}
