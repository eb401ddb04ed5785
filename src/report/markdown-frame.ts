/** What every report in Markdown begins and ends with: whose it is, where it is of, where all of it can be read. */
import type { Plan } from '../model.ts';
import { code, link } from './markdown-escape.ts';
import { fitted, fixed, type Part, paragraphs } from './markdown-fit.ts';
import { type Marker, markerText } from './marker.ts';
import type { About } from './outline.ts';
import { isEmpty, isErrored, unmanagedLine } from './summary.ts';

/** A report of parts, the head first, in less than `limit` UTF-16 units: what goes is said below the head. */
export function reportOf(
  head: string,
  others: readonly (Part | undefined)[],
  { about, limit, what }: { readonly about: About; readonly limit: number; readonly what: string },
): string {
  const parts = others.filter((part) => part !== undefined);
  const whole = fitted([fixed(head), ...parts], Number.POSITIVE_INFINITY);
  if (whole.length < limit) return `${whole}\n`;
  const note = fixed(`> [!NOTE]\n> Too long for one ${what}, and cut. For all of it, ${whereAbout(about)}.`);
  return `${fitted([fixed(head), note, ...parts], limit - 1)}\n`;
}

/** Where all of the plan can be read, after a "For all of it, …". */
export function whereAbout({ run }: About): string {
  return run ? `see ${runLink(run)}` : 'see the output of `chatform plan`';
}

function runLink(run: NonNullable<About['run']>): string {
  return link(`run ${run.number}`, run.url);
}

/** The marker and the heading below it, which ends with where the report is of: ` for `production` in `chat/``. */
export function headingOf(command: Marker['command'], title: string, plan: Plan, about: About): string {
  const { environment } = plan.inputs;
  const marker = markerText({
    command,
    environment,
    root: about.root,
    // A plan with errors is never applied: nobody can have reviewed it.
    ...(!isErrored(plan) && { digest: plan.digest }),
    ...(about.commit !== undefined && { commit: about.commit }),
    ...(about.run && { run: about.run.id }),
  });
  const where = [
    ...(environment === null ? [] : [` for ${code(environment)}`]),
    ...(about.root === '' ? [] : [` in ${code(about.root)}`]),
  ];
  return `${marker}\n## ${title}${where.join('')}`;
}

const few = 6;

/** That a plan is not of everything, and why; empty where it is. */
export function incompleteLine({ complete, inputs }: Plan): string {
  if (complete) return '';
  if (inputs.undo !== undefined)
    return `↩️ This plan takes back run ${code(inputs.undo)}. What else the configuration declares is left out.`;
  const named = [
    ...inputs.targets.map((address) => `only ${code(address)}`),
    ...inputs.excludes.map((address) => `not ${code(address)}`),
  ];
  const more = named.length > few ? ` and ${named.length - few} more` : '';
  const what =
    named.length === 0
      ? 'something was left out'
      : `it was asked for ${named.slice(0, few).join(', ')}${more}`;
  return `⚠️ This plan is not complete: ${what}.`;
}

/** What is not managed, and what the report was made from. */
export function footText(plan: Plan, about: About): string {
  const parts = [
    isEmpty(plan) ? '' : `Digest ${code(plan.digest)}`,
    `chatform ${code(about.toolVersion)}`,
    about.commit === undefined ? '' : `commit ${commitText(about.commit)}`,
    about.run ? runLink(about.run) : '',
  ];
  return paragraphs(unmanagedLine(plan) ?? '', `<sub>${parts.filter(Boolean).join(' · ')}</sub>`);
}

/** GitHub makes a link of a commit; anything else is shown as it is. */
function commitText(commit: string): string {
  return /^[0-9a-f]{40}$/.test(commit) ? commit : code(commit);
}
