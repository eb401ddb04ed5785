/** The top of the page: what the plan comes to, where it comes from, and what is on the page. */
import { needsAllow } from '../catalog/kind.ts';
import type { Plan } from '../model.ts';
import { type Content, html, type Markup, webLink } from './html-markup.ts';
import { grouped, type Page, type Section } from './html-parts.ts';
import { plural } from './layout.ts';
import { isEmpty, isFailed, planLine } from './summary.ts';

/** Whether a plan can be applied: a word for the title, and a sentence. */
interface Verdict {
  readonly tone: 'good' | 'careful' | 'bad' | 'quiet';
  readonly word: string;
  readonly sentence: string;
}

/** How many errors have to be put right before anything can be applied. */
export function errorsOf(plan: Plan): number {
  return plan.diagnostics.filter((one) => one.severity === 'error').length;
}

function verdictOf({ plan, counts: { refused, denied, consequences } }: Page): Verdict {
  const errors = errorsOf(plan);
  if (errors > 0) {
    const first = `${plural(errors, 'error')} to put right first.`;
    return isFailed(plan)
      ? { tone: 'bad', word: 'no plan', sentence: `No plan could be made: ${first}` }
      : { tone: 'bad', word: 'errors', sentence: `Cannot be applied: ${first}` };
  }
  if (refused > 0) {
    const changes = refused === 1 ? 'one wanted change' : `${grouped(refused)} wanted changes`;
    const sentence = `Cannot be applied as it is: the console would refuse ${changes}.`;
    return { tone: 'bad', word: 'refused', sentence };
  }
  if (denied > 0) {
    const sentence = `Cannot be applied: ${plural(denied, 'guardrail denies', 'guardrails deny')} it.`;
    return { tone: 'bad', word: 'denied', sentence };
  }
  if (plan.inputs.secrets === 'unread')
    return {
      tone: 'careful',
      word: 'to be looked at',
      sentence: 'Cannot be applied: secrets were not read.',
    };
  if (isEmpty(plan)) return { tone: 'quiet', word: 'no changes', sentence: planLine(plan) };
  const grave = needsAllow.filter((name) => consequences[name] !== undefined);
  if (grave.length > 0) {
    const sentence = `Can be applied. Read the consequences first: ${grave.join(', ')}.`;
    return { tone: 'careful', word: 'can be applied', sentence };
  }
  return { tone: 'good', word: 'can be applied', sentence: 'Can be applied.' };
}

/** `production: 3 to add, 2 to change, 1 to destroy, refused`: what a browser's tab has room for. */
export function titleOf(page: Page): string {
  const { add, change, destroy } = page.counts;
  const name = page.plan.inputs.environment ?? 'Plan';
  const counts =
    page.plan.changes.length > 0 ? `${add} to add, ${change} to change, ${destroy} to destroy, ` : '';
  return `${name}: ${counts}${verdictOf(page).word} - chatform`;
}

const marks = { good: '✓', careful: '!', bad: '✗', quiet: '=' } as const;

export function pageHeader(page: Page, sections: readonly Section[]): Markup {
  const { plan } = page;
  const { tone, sentence } = verdictOf(page);
  const { environment } = plan.inputs;
  return html`<header>
    <h1>Plan${environment !== null && [' for ', environment]}</h1>
    ${verdictMarkup(tone, sentence)}
    ${!plan.complete && verdictMarkup('careful', 'This plan is not complete: something was left out.')}
    ${!isFailed(plan) && countsList(page)}
    ${originList(page)}
    ${contentsList(sections)}
    </header>`;
}

function verdictMarkup(tone: Verdict['tone'], sentence: string): Markup {
  return html`<p class="verdict ${tone}"><span aria-hidden="true">${marks[tone]}</span> ${sentence}</p>\n`;
}

function countsList({ plan, counts }: Page): Markup {
  const rows: readonly (readonly [tone: string, sign: string, count: number, word: string])[] = [
    ['adds', '+', counts.add, 'add'],
    ['changes', '~', counts.change, 'change'],
    ['removes', '−', counts.destroy, 'destroy'],
    ['removes', '✗', counts.refused, 'refused'],
    ...(counts.byHand > 0 ? [['changes', '☞', counts.byHand, 'by hand'] as const] : []),
    ['plain', '○', counts.released, 'released'],
    ['plain', '→', plan.moved.length, 'moved'],
    ['changes', '≠', counts.drifted, 'drifted'],
  ];
  return html`<dl class="counts">${rows.map(
    ([tone, sign, count, word]) =>
      html`<div class="${count > 0 ? tone : 'none'}"><dt><span class="sign" aria-hidden="true">${sign}</span>${word}</dt><dd>${grouped(count)}</dd></div>\n`,
  )}</dl>`;
}

function originList({ plan, about }: Page): Markup {
  const { account, adapter, state } = plan.plannedAgainst;
  const { targets, excludes, variables, undo } = plan.inputs;
  const failed = isFailed(plan);
  const given = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const facts: readonly (readonly [string, Content])[] = [
    ['Digest', !failed && codes([plan.digest])],
    ['Commit', about.commit !== undefined && codes([about.commit])],
    ['Run', about.run && webLink(about.run.url, `#${about.run.number}`)],
    ['Directory', about.root !== '' && codes([about.root])],
    ['Account', !failed && [codes([account]), ' through ', adapter]],
    ['State', !failed && (state ? `serial ${state.serial}` : 'none yet')],
    ['Takes back', undo !== undefined && ['run ', codes([undo])]],
    ['Only', codes(targets)],
    ['Without', codes(excludes)],
    ['Variables', codes(given)],
    ['Made by', ['chatform ', about.toolVersion]],
  ];
  return html`<dl class="origin">${facts.map(([name, content]) => content && html`<div><dt>${name}</dt><dd>${content}</dd></div>\n`)}</dl>`;
}

/** Texts as code, with commas between them; nothing where there is none. */
function codes(texts: readonly string[]): Content {
  const there = texts.filter((one) => one !== '');
  return there.length > 0 && there.map((one, i) => [i > 0 && ', ', html`<code>${one}</code>`]);
}

function contentsList(sections: readonly Section[]): Content {
  if (sections.length < 2) return undefined;
  return html`<nav aria-label="Contents"><ul>${sections.map(
    ({ id, title, short = title, count }) =>
      html`<li><a href="#${id}">${short}</a> <span class="number">${grouped(count)}</span></li>\n`,
  )}</ul></nav>`;
}
