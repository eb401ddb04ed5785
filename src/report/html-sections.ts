/** The parts of the page that are read before the changes: consequences, what is destroyed, refusals. */
import { html, type Markup } from './html-markup.ts';
import {
  addressLink,
  chip,
  folded,
  type Page,
  prose,
  quotedBlock,
  ruleLink,
  type Section,
  withRule,
} from './html-parts.ts';
import { consequencesOf, reasonOf, refusalWords } from './outline.ts';

/** Worst class first, each sentence once, with links to the changes that bring it. */
export function consequencesSection(page: Page): Section {
  const told = consequencesOf(page.plan);
  const items = told.map(
    ({ class: name, sentence, rule, addresses }) => html`<li><div>${chip(name)}</div>
      <p>${withRule(sentence, rule)}</p>
      <div>${links(addresses, page)}</div></li>\n`,
  );
  const content = html`<ul class="told">${items}</ul>`;
  return { id: 'consequences', title: 'Consequences', count: told.length, content };
}

/** How many addresses are seen of many, and how many are written: all of them stand among the changes. */
const [fewLinks, mostLinks] = [6, 500];

function links(addresses: readonly string[], page: Page): Markup {
  const all = addresses.map((address) => addressLink(address, page));
  return folded(all, fewLinks, 'names', mostLinks);
}

/** What there will be no more. */
export function destroyedSection(page: Page): Section {
  const gone = page.plan.changes.filter((change) => change.action === 'delete');
  const items = gone.map((change) => {
    const because = reasonOf(change);
    return [
      addressLink(change.address, page),
      because !== undefined && html` <span class="faint">because ${prose(because)}</span>`,
    ];
  });
  const content = folded(items, 20, 'card');
  return { id: 'destroyed', title: 'Will be destroyed', short: 'Destroyed', count: gone.length, content };
}

/** What the console would not allow, and what to do instead. */
export function refusalsSection(page: Page): Section {
  const { refusals } = page.plan;
  const items = refusals.map(({ address, path, rule, message, remedy, holds, source }) => {
    const inside = path.length > 0 ? `.${path.join('.')}` : '';
    return html`<div class="refusal"><p><b><code>${address}${inside}</code></b> is refused (${ruleLink(rule)})</p>
      <p>${prose(message)}</p>
      ${source && quotedBlock(source, page)}
      ${remedy !== undefined && html`<p><b>${refusalWords.remedy}:</b> ${prose(remedy)}</p>`}
      ${holds.length > 0 && html`<div class="held">${refusalWords.holds}: ${links(holds, page)}</div>`}</div>\n`;
  });
  return {
    id: 'refused',
    title: 'Refused by the rules of the console',
    short: 'Refused',
    count: refusals.length,
    content: folded(items, 50, 'cards'),
  };
}
