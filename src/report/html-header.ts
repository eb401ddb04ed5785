/** The top of the page: what the plan comes to, and where it comes from. */
import { needsAllow } from '../catalog/kind.ts';
import type { Plan } from '../model.ts';
import { type Content, html, type Markup, webLink } from './html-markup.ts';
import { grouped, type Page } from './html-parts.ts';
import { plural } from './layout.ts';
import { countsOf, isEmpty, planLine } from './summary.ts';

/** Whether a plan can be applied: a word for the title, and a sentence. */
export interface Verdict {
  readonly tone: 'good' | 'careful' | 'bad' | 'quiet';
  readonly word: string;
  readonly sentence: string;
}

/** True when the plan has an error, and so says nothing about changes. */
export function isFailed(plan: Plan): boolean {
  return plan.diagnostics.some((one) => one.severity === 'error');
}

export function verdictOf(plan: Plan): Verdict {
  const errors = plan.diagnostics.filter((one) => one.severity === 'error').length;
  const { refused, consequences } = countsOf(plan);
  if (errors > 0) {
    const sentence = `No plan could be made: ${plural(errors, 'error')} to put right first.`;
    return { tone: 'bad', word: 'no plan', sentence };
  }
  if (refused > 0) {
    const sentence = `Cannot be applied as it is: the console would refuse ${refused === 1 ? 'a wanted change' : `${grouped(refused)} wanted changes`}.`;
    return { tone: 'bad', word: 'refused', sentence };
  }
  if (isEmpty(plan)) return { tone: 'quiet', word: 'no changes', sentence: planLine(plan) };
  const grave = needsAllow.filter((name) => consequences[name] !== undefined);
  if (grave.length > 0) {
    const sentence = `Can be applied. Some of it is ${grave.join(', ')}: read the consequences first.`;
    return { tone: 'careful', word: 'can be applied', sentence };
  }
  return { tone: 'good', word: 'can be applied', sentence: 'Can be applied.' };
}

/** `production: 3 to add, 2 to change, 1 to destroy, refused`: what a tab of a browser has room for. */
export function titleOf(plan: Plan): string {
  const { add, change, destroy } = countsOf(plan);
  const counts = isEmpty(plan) ? '' : `${add} to add, ${change} to change, ${destroy} to destroy; `;
  return `${plan.inputs.environment ?? 'Plan'}: ${counts}${verdictOf(plan).word} · chatform`;
}

const marks = { good: '✓', careful: '!', bad: '✗', quiet: '=' } as const;

export function pageHeader(page: Page, contents: Content): Markup {
  const { plan } = page;
  const { tone, sentence } = verdictOf(plan);
  const { environment } = plan.inputs;
  return html`<header>
    <h1>Plan${environment !== null && [' for ', environment]}</h1>
    <p class="verdict ${tone}"><span class="mark" aria-hidden="true">${marks[tone]}</span> ${sentence}</p>
    ${!plan.complete && html`<p class="verdict careful"><span class="mark" aria-hidden="true">!</span> This plan is not complete: something was left out.</p>`}
    ${!isFailed(plan) && countsList(plan)}
    ${originList(page)}
    ${contents}
    </header>`;
}

function countsList(plan: Plan): Markup {
  const { add, change, destroy, refused, released, drifted } = countsOf(plan);
  const counts: readonly (readonly [tone: string, sign: string, count: number, word: string])[] = [
    ['adds', '+', add, 'add'],
    ['changes', '~', change, 'change'],
    ['removes', '−', destroy, 'destroy'],
    ['removes', '✗', refused, 'refused'],
    ['plain', '○', released, 'released'],
    ['plain', '→', plan.moved.length, 'moved'],
    ['changes', '≠', drifted, 'drifted'],
  ];
  return html`<dl class="counts">${counts.map(
    ([tone, sign, count, word]) =>
      html`<div class="${count > 0 ? tone : 'none'}"><dt><span class="sign" aria-hidden="true">${sign}</span>${word}</dt><dd>${grouped(count)}</dd></div>\n`,
  )}</dl>`;
}

function originList({ plan, about }: Page): Markup {
  const { account, adapter, state } = plan.plannedAgainst;
  const { targets, excludes, variables } = plan.inputs;
  const names = (all: readonly string[]) =>
    all.length > 0 && all.map((one, i) => [i > 0 && ', ', html`<code>${one}</code>`]);
  const given = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const facts: readonly (readonly [string, Content])[] = [
    ['Digest', plan.digest !== '' && html`<code>${plan.digest}</code>`],
    ['Commit', about.commit && html`<code>${about.commit}</code>`],
    ['Run', about.run && webLink(about.run.url, `#${about.run.number}`)],
    ['Configuration', about.root && html`<code>${about.root}</code>`],
    ['Account', [html`<code>${account}</code>`, ' through ', adapter]],
    ['State', state ? `serial ${state.serial}` : 'none yet'],
    ['Only', names(targets)],
    ['Without', names(excludes)],
    ['Variables', names(given)],
    ['Made by', ['chatform ', about.toolVersion]],
  ];
  return html`<dl class="origin">${facts.map(([name, content]) => content && html`<div><dt>${name}</dt><dd>${content}</dd></div>\n`)}</dl>`;
}
