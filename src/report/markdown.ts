/** A plan as Markdown for a comment on a pull request, or a run's summary: what a reviewer must see first. */
import { consequenceClasses } from '../catalog/kind.ts';
import type { Plan } from '../model.ts';
import { plural } from './layout.ts';
import { changesPart } from './markdown-changes.ts';
import { code, link } from './markdown-escape.ts';
import { filesPart } from './markdown-files.ts';
import { fitted, fixed, type Part, paragraphs } from './markdown-fit.ts';
import { accessPart, guardrailsPart } from './markdown-judgement.ts';
import { capacityPart, driftPart, movedPart, releasedPart, warningsPart } from './markdown-parts.ts';
import { consequencesPart, destroyedPart, errorsPart, refusalsPart } from './markdown-worst.ts';
import { markerText } from './marker.ts';
import { type About, isGrave } from './outline.ts';
import { countsOf, isEmpty, isErrored, isFailed, planLine, unmanagedLine } from './summary.ts';

/**
 * The whole report in at most `limit` UTF-16 units, of which GitHub takes 65,536 characters. What does not fit
 * is counted and said; every deletion and every irreversible change stays, by its address as long as the
 * addresses alone fit.
 */
export function planMarkdown(plan: Plan, about: About, limit = 60_000): string {
  const [head, ...others] = partsOf(plan, about);
  const whole = fitted([head, ...others], Number.POSITIVE_INFINITY);
  if (whole.length < limit) return `${whole}\n`;
  const note = fixed(`> [!NOTE]\n> Too long for one comment, and cut. For all of it, ${whereAbout(about)}.`);
  return `${fitted([head, note, ...others], limit - 1)}\n`;
}

const few = 6;

/** All parts that there is something to say in, the head first. */
function partsOf(plan: Plan, about: About): [head: Part, ...others: Part[]] {
  const where = whereAbout(about);
  const others = [
    errorsPart(plan, about, where),
    destroyedPart(plan, where),
    consequencesPart(plan, where),
    accessPart(plan, where),
    refusalsPart(plan, about, where),
    guardrailsPart(plan, about, where),
    changesPart(plan, about, where),
    driftPart(plan, where),
    movedPart(plan, where),
    releasedPart(plan, where),
    capacityPart(plan, where),
    warningsPart(plan, about, where),
    filesPart(plan, about, where),
    fixed(footText(plan, about)),
  ];
  return [fixed(headText(plan, about)), ...others.filter((part) => part !== undefined)];
}

/** Where all of the plan can be read, after a "For all of it, …". */
function whereAbout({ run }: About): string {
  return run ? `see ${runLink(run)}` : 'see the output of `chatform plan`';
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
    // A plan with errors is never applied: nobody can have reviewed it.
    ...(!isErrored(plan) && { digest: plan.digest }),
    ...(about.commit !== undefined && { commit: about.commit }),
    ...(about.run && { run: about.run.id }),
  });
  const what = isFailed(plan) ? 'chatform: no plan could be made' : 'chatform plan';
  const where = [
    ...(environment === null ? [] : [` for ${code(environment)}`]),
    ...(about.root === '' ? [] : [` in ${code(about.root)}`]),
  ];
  return paragraphs(`${marker}\n## ${what}${where.join('')}`, ...verdict(plan));
}

/** The plan at one glance. */
function verdict(plan: Plan): string[] {
  if (isFailed(plan)) return ['❌ **There are errors**, and so nothing was planned.'];
  const { refused } = countsOf(plan);
  const isQuiet = isEmpty(plan) && plan.complete;
  return [
    `${isQuiet ? '✅ ' : ''}**${planLine(plan)}**`,
    refused > 0
      ? `⛔ **The console would refuse ${plural(refused, 'change')}**: this plan cannot be applied as it is.`
      : '',
    plan.changes.length > 0 ? graveness(plan) : '',
    plan.complete ? '' : `⚠️ This plan is not complete: ${leftOut(plan)}.`,
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

function leftOut({ inputs }: Plan): string {
  const named = [
    ...inputs.targets.map((address) => `only ${code(address)}`),
    ...inputs.excludes.map((address) => `not ${code(address)}`),
  ];
  if (named.length === 0) return 'something was left out';
  const more = named.length > few ? ` and ${named.length - few} more` : '';
  return `it was asked for ${named.slice(0, few).join(', ')}${more}`;
}

/** GitHub makes a link of a commit; anything else is shown as it is. */
function commitText(commit: string): string {
  return /^[0-9a-f]{40}$/.test(commit) ? commit : code(commit);
}

function footText(plan: Plan, about: About): string {
  const parts = [
    isEmpty(plan) ? '' : `Digest ${code(plan.digest)}`,
    `chatform ${code(about.toolVersion)}`,
    about.commit === undefined ? '' : `commit ${commitText(about.commit)}`,
    about.run ? runLink(about.run) : '',
  ];
  return paragraphs(unmanagedLine(plan) ?? '', `<sub>${parts.filter(Boolean).join(' · ')}</sub>`);
}
