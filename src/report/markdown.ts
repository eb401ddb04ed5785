/** A plan as Markdown for a comment on a pull request, or a run's summary: what a reviewer must see first. */
import { consequenceClasses } from '../catalog/kind.ts';
import type { Plan } from '../model.ts';
import { plural } from './layout.ts';
import { filesPart } from './markdown-files.ts';
import { fixed, paragraphs } from './markdown-fit.ts';
import { footText, headingOf, incompleteLine, reportOf, whereAbout } from './markdown-frame.ts';
import { driftPart } from './markdown-parts.ts';
import { besideParts, plannedParts } from './markdown-planned.ts';
import { diagnosticsPart } from './markdown-worst.ts';
import { type About, isGrave } from './outline.ts';
import { countsOf, isEmpty, isFailed, planLine } from './summary.ts';

/**
 * The whole report in at most `limit` UTF-16 units, of which GitHub takes 65,536 characters. What does not fit
 * is counted and said; every deletion and every irreversible change stays, by its address as long as the
 * addresses alone fit.
 */
export function planMarkdown(plan: Plan, about: About, limit = 60_000): string {
  const where = whereAbout(about);
  const others = [
    diagnosticsPart('error', plan, about, where),
    ...plannedParts(plan, about, where),
    driftPart(plan, where),
    ...besideParts(plan, about, where),
    filesPart(plan, about, where),
    fixed(footText(plan, about)),
  ];
  return reportOf(headText(plan, about), others, { about, limit, what: 'comment' });
}

function headText(plan: Plan, about: About): string {
  const title = isFailed(plan) ? 'chatform: no plan could be made' : 'chatform plan';
  return paragraphs(headingOf('plan', title, plan, about), ...verdict(plan));
}

/** The plan at one glance. */
function verdict(plan: Plan): string[] {
  if (isFailed(plan)) return ['❌ **There are errors**, and so nothing was planned.'];
  const { refused, denied } = countsOf(plan);
  const isQuiet = isEmpty(plan) && plan.complete;
  return [
    `${isQuiet ? '✅ ' : ''}**${planLine(plan)}**`,
    refused > 0
      ? `⛔ **The console would refuse ${plural(refused, 'change')}**: this plan cannot be applied as it is.`
      : '',
    denied > 0
      ? `⛔ **${plural(denied, 'guardrail denies', 'guardrails deny')} this plan**: it cannot be applied as it is.`
      : '',
    plan.inputs.secrets === 'unread' ? '⚠️ Secrets were not read: this plan cannot be applied.' : '',
    plan.changes.length > 0 ? graveness(plan) : '',
    incompleteLine(plan),
  ];
}

function graveness(plan: Plan): string {
  const { destroy, consequences } = countsOf(plan);
  const grave = consequenceClasses.filter((name) => isGrave(name) && consequences[name] !== undefined);
  const counts = [
    ...(destroy > 0 ? [`${destroy} destroyed`] : []),
    ...grave.map((name) => `${consequences[name]} ${name}`),
  ];
  if (counts.length === 0) return '✅ Nothing is destroyed, and no change has grave consequences.';
  return `⚠️ **Look twice**: ${counts.join(', ')}.`;
}
