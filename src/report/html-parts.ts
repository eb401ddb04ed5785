/** Small pieces of the page: links to changes and rules, places, quoted lines, chips, folded lists. */
import type { ConsequenceClass } from '../catalog/kind.ts';
import type { Plan, Source } from '../model.ts';
import { excerpt } from './diagnostics.ts';
import { type Content, html, type Markup } from './html-markup.ts';
import { type About, fileInRepository, isGrave, scopeOf } from './outline.ts';

/** What all parts of a page are made from. */
export interface Page {
  readonly plan: Plan;
  readonly about: About;
  /** Addresses that have a change on the page, and so can be linked to. */
  readonly changed: ReadonlySet<string>;
}

/** The ID of a change on the page; after `#` it is the link to it. */
export function changeId(address: string): string {
  return `/${encodeURIComponent(address.replace(/\p{Surrogate}/gu, '\ufffd'))}`;
}

/** An address, as a link where it has a change on the page. */
export function addressLink(address: string, { changed }: Page): Markup {
  if (!changed.has(address)) return html`<code>${address}</code>`;
  return html`<a href="#${changeId(address)}"><code>${address}</code></a>`;
}

/** An address with its own part stressed, for lists in which the app is plain. */
export function ownAddress(address: string): Markup {
  const scope = scopeOf(address);
  const own = address.startsWith(scope) ? address.slice(scope.length) : '';
  if (own === '') return html`<code><b>${address}</b></code>`;
  return html`<code><span class="faint">${scope}</span><b>${own}</b></code>`;
}

export function ruleLink(rule: string): Markup {
  return html`<a class="rule" href="#rule-${rule}">${rule}</a>`;
}

/** A sentence in which the rule's ID, at its end or in it, leads to the rule. */
export function withRule(sentence: string, rule: string): Content {
  const at = sentence.lastIndexOf(rule);
  if (rule === '' || at < 0) return [sentence, ' (', ruleLink(rule), ')'];
  return [sentence.slice(0, at), ruleLink(rule), sentence.slice(at + rule.length)];
}

/** A class of consequences. */
export function chip(name: ConsequenceClass): Markup {
  return html`<span class="chip ${isGrave(name) ? 'grave' : 'mild'}">${name}</span>`;
}

/** `chat/apps/support.yaml:3:7`. */
export function placeMarkup(source: Source, { about }: Page): Markup {
  return html`<code class="place">${fileInRepository(source, about)}:${source.line}:${source.column}</code>`;
}

/** The line of a place, with what is meant marked. */
function lineOf(source: Source): Content {
  const [text, start] = excerpt(source);
  const end = source.endLine === source.line ? start + source.endColumn - source.column : text.length;
  return [
    text.slice(0, start).trimStart(),
    html`<mark>${text.slice(start, Math.max(end, start))}</mark>`,
    text.slice(Math.max(end, start)).trimEnd(),
  ];
}

/** A place and its line, in one line where there is room. */
export function quoted(source: Source, page: Page): Markup {
  return html`${placeMarkup(source, page)} <code class="quote">${lineOf(source)}</code>`;
}

/** A place, and its line below it with the number of the line. */
export function quotedBlock(source: Source, page: Page): Markup {
  return html`<div class="excerpt">${placeMarkup(source, page)}
    <pre><span class="faint">${source.line} │ </span>${lineOf(source)}</pre></div>`;
}

/** How many of a long list are written at all: the rest is in the changes. */
const written = 500;

/** A list of which the first few are seen, and the others on request. */
export function folded(items: readonly Content[], few: number, name: string): Markup {
  const list = (some: readonly Content[]) => html`<ul class="${name}">
    ${some.map((one) => html`<li>${one}</li>\n`)}</ul>`;
  if (items.length <= few + 3) return list(items);
  const rest = items.slice(few, written);
  const over = items.length - few - rest.length;
  return html`${list(items.slice(0, few))}
    <details class="more"><summary>${grouped(items.length - few)} more</summary>
    ${list(rest)}${over > 0 && html`<p class="faint">and ${grouped(over)} more, all of them among the changes below</p>`}</details>`;
}

/** `12,340`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A section of the page with its heading; nothing for one without content. */
export function section(id: string, title: string, count: number, ...contents: readonly Content[]): Content {
  if (count === 0) return undefined;
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title} <span class="number">${grouped(count)}</span></h2>
    ${contents}
    </section>\n`;
}
