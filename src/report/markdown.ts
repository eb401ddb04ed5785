/** A plan as Markdown for a comment on a pull request, or a run's summary: what a reviewer must see first. */
import type { Plan } from '../model.ts';
import { plural } from './layout.ts';
import { changesPart } from './markdown-changes.ts';
import { code, link } from './markdown-escape.ts';
import { filesPart } from './markdown-files.ts';
import { fitted, fixed, type Part } from './markdown-fit.ts';
import { capacityPart, driftPart, movedPart, releasedPart, warningsPart } from './markdown-parts.ts';
import { consequencesPart, destroyedPart, errorsPart, refusalsPart } from './markdown-worst.ts';
import { markerText } from './marker.ts';
import { type About, consequencesOf, isGrave } from './outline.ts';
import { countsOf, isEmpty, planLine, unmanagedLine } from './summary.ts';

/**
 * The whole report in at most `limit` UTF-16 units, of which GitHub takes 65,536 characters. What does not fit
 * is counted and said; every deletion and every irreversible change stays, by its address as long as the
 * addresses alone fit.
 */
export function planMarkdown(plan: Plan, about: About, limit = 60_000): string {
  const whole = fitted(partsOf(plan, about), Number.POSITIVE_INFINITY);
  if (whole.length < limit) return `${whole}\n`;
  return `${fitted(partsOf(plan, about, limit), limit - 1)}\n`;
}

function partsOf(plan: Plan, about: About, limit?: number): Part[] {
  const where = about.run ? `see ${runLink(about.run)}` : 'see the output of `chatform plan`';
  const parts = [
    fixed(headText(plan, about)),
    limit === undefined
      ? undefined
      : fixed(`> [!NOTE]\n> Too long for one comment, and cut. For all of it, ${where}.`),
    errorsPart(plan, about, where),
    destroyedPart(plan, where),
    consequencesPart(plan, where),
    refusalsPart(plan, about, where),
    changesPart(plan, about, where),
    driftPart(plan, where),
    movedPart(plan, where),
    releasedPart(plan, where),
    capacityPart(plan, where),
    warningsPart(plan, about, where),
    filesPart(plan, about, where),
    fixed(footText(plan, about)),
  ];
  return parts.filter((part) => part !== undefined);
}

function runLink(run: NonNullable<About['run']>): string {
  return link(`run ${run.number}`, run.url);
}

function headText(plan: Plan, about: About): string {
  const { environment } = plan.inputs;
  const marker = markerText({
    command: 'plan',
    environment,
    root: about.root,
    digest: plan.digest,
    ...(about.commit !== undefined && { commit: about.commit }),
    ...(about.run && { run: about.run.id }),
  });
  const place = `${environment === null ? '' : ` for ${code(environment)}`}${about.root === '' ? '' : ` in ${code(about.root)}`}`;
  const title = hasFailed(plan) ? `## chatform: no plan could be made${place}` : `## chatform plan${place}`;
  return [marker, title, '', ...verdict(plan)].join('\n');
}

/** True when there are errors, and nothing that was planned. */
function hasFailed(plan: Plan): boolean {
  return isEmpty(plan) && plan.drift.length === 0 && plan.diagnostics.some((one) => one.severity === 'error');
}

/** The plan at one glance. */
function verdict(plan: Plan): string[] {
  if (hasFailed(plan)) return ['❌ **The configuration has errors.** Nothing was compared with the console.'];
  const counts = countsOf(plan);
  const grave = [...new Set(consequencesOf(plan).map((told) => told.class))].filter(isGrave);
  const worst = grave.map((name) => `${counts.consequences[name]} ${name}`).join(', ');
  const lines = [`**${planLine(plan)}**`];
  if (counts.refused > 0)
    lines.push(
      '',
      `⛔ **The console would refuse ${plural(counts.refused, 'change')}**: this plan cannot be applied as it is.`,
    );
  if (counts.destroy > 0 || worst !== '')
    lines.push(
      '',
      `⚠️ **Look twice**: ${[counts.destroy > 0 ? `${counts.destroy} destroyed` : '', worst].filter(Boolean).join(', ')}.`,
    );
  else if (plan.changes.length > 0)
    lines.push('', '✅ Nothing is destroyed, and nothing here is beyond taking back.');
  if (!plan.complete) lines.push('', '⚠️ This plan is not complete: something was left out.');
  return lines;
}

function footText(plan: Plan, about: About): string {
  const parts = [
    isEmpty(plan) ? '' : `Digest ${code(plan.digest)}`,
    `chatform ${code(about.toolVersion)}`,
    about.commit === undefined ? '' : `commit ${code(about.commit)}`,
    about.run ? runLink(about.run) : '',
  ];
  const unmanaged = unmanagedLine(plan);
  return [
    ...(unmanaged === undefined ? [] : [unmanaged, '']),
    `<sub>${parts.filter(Boolean).join(' · ')}</sub>`,
  ].join('\n');
}
