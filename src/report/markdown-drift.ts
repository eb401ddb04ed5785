/** What is not as declared, as Markdown for an issue: what somebody changed first, then what would put it right. */
import type { Plan } from '../model.ts';
import { plural } from './layout.ts';
import { fixed, paragraphs } from './markdown-fit.ts';
import { footText, headingOf, incompleteLine, reportOf, whereAbout } from './markdown-frame.ts';
import { openDriftPart } from './markdown-parts.ts';
import { besideParts, plannedParts } from './markdown-planned.ts';
import { diagnosticsPart } from './markdown-worst.ts';
import type { About } from './outline.ts';
import { isEmpty, isFailed, planLine } from './summary.ts';

/** At most `limit` UTF-16 units, as `planMarkdown`. */
export function driftMarkdown(plan: Plan, about: About, limit = 60_000): string {
  const where = whereAbout(about);
  const others = [
    diagnosticsPart('error', plan, about, where),
    openDriftPart(plan, where),
    isEmpty(plan) ? undefined : fixed(`## What would put it right\n\n**${planLine(plan)}**`),
    ...plannedParts(plan, about, where),
    ...besideParts(plan, about, where),
    fixed(footText(plan, about)),
  ];
  const head = [headingOf('drift', 'Not as declared', plan, about), glance(plan), incompleteLine(plan)];
  return reportOf(paragraphs(...head), others, { about, limit, what: 'issue' });
}

function glance(plan: Plan): string {
  const { length } = plan.drift;
  if (isFailed(plan)) return '❌ **There are errors**, and so nothing could be compared.';
  if (length > 0)
    return `**${plural(length, 'resource was', 'resources were')} changed outside of chatform since the last apply.**`;
  if (isEmpty(plan)) return '**Nothing that differs was found.**';
  return '**Nothing was changed outside of chatform since the last apply**, but what is declared was not applied.';
}
