/** The parts of the page that are read before the changes: consequences, what is destroyed, refusals. */
import { becauseOf } from './html-changes.ts';
import { type Content, html } from './html-markup.ts';
import {
  addressLink,
  chip,
  folded,
  type Page,
  quotedBlock,
  ruleLink,
  section,
  withRule,
} from './html-parts.ts';
import { consequencesOf } from './outline.ts';

/** Worst class first, each sentence once, with links to the changes that bring it. */
export function consequencesSection(page: Page): Content {
  const all = consequencesOf(page.plan);
  const items = all.map(
    (told) => html`<li>${chip(told.class)}
      <div><p>${withRule(told.sentence, told.rule)}</p>
      ${folded(
        told.addresses.map((address) => addressLink(address, page)),
        8,
        'inline',
      )}</div></li>\n`,
  );
  return section('consequences', 'Consequences', all.length, html`<ul class="told">${items}</ul>`);
}

/** What there will be no more. */
export function destroyedSection(page: Page): Content {
  const gone = page.plan.changes.filter((change) => change.action === 'delete');
  const items = gone.map((change) => {
    const because = becauseOf(change);
    return [
      addressLink(change.address, page),
      because !== undefined && html` <span class="faint">because ${because}</span>`,
    ];
  });
  return section('destroyed', 'Will be destroyed', gone.length, folded(items, 20, 'plain'));
}

/** What the console would not allow, and what to do instead. */
export function refusalsSection(page: Page): Content {
  const { refusals } = page.plan;
  const items = refusals.map(({ address, path, rule, message, remedy, holds, source }) => {
    const inside = path.length > 0 ? `.${path.join('.')}` : '';
    return html`<li><p class="head"><code><b>${address}${inside}</b></code> is refused ${ruleLink(rule)}</p>
      <p>${message}</p>
      ${source && quotedBlock(source, page)}
      ${remedy !== undefined && html`<p><b>What to do:</b> ${remedy}</p>`}
      ${
        holds.length > 0 &&
        html`<div class="held"><p>Held back with it:</p>
      ${folded(
        holds.map((one) => addressLink(one, page)),
        6,
        'inline',
      )}</div>`
      }</li>\n`;
  });
  return section(
    'refused',
    'Refused by the rules of the console',
    refusals.length,
    html`<ul class="cards">${items}</ul>`,
  );
}
