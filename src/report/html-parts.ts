/** Small pieces of the page: links to changes and rules, places, quoted lines, chips, folded lists. */
import type { ConsequenceClass } from '../catalog/kind.ts';
import type { Plan, Source } from '../model.ts';
import { excerpt } from './diagnostics.ts';
import { type Content, html, type Markup } from './html-markup.ts';
import { type About, fileInRepository, isGrave, scopeOf } from './outline.ts';
import type { Counts } from './summary.ts';

/** What all parts of a page are made from. */
export interface Page {
  readonly plan: Plan;
  readonly about: About;
  readonly counts: Counts;
  /** Addresses that have a change on the page, and so can be linked to. */
  readonly changed: ReadonlySet<string>;
}

/** The ID of a change on the page; after `#` it is the link to it. No character of it is an entity in HTML. */
export function changeId(address: string): string {
  return `/${encodeURIComponent(address).replaceAll("'", '%27')}`;
}

/** An address, as a link where it has a change on the page. */
export function addressLink(address: string, { changed }: Page): Markup {
  if (!changed.has(address)) return html`<code>${address}</code>`;
  return html`<a href="#${changeId(address)}">${address}</a>`;
}

/** An address with what is its own apart from its app, which is plain where it stands. */
export function ownAddress(address: string): Content {
  const scope = scopeOf(address);
  if (address === scope || !address.startsWith(scope)) return address;
  return [html`<span>${scope}</span>`, address.slice(scope.length)];
}

/** A sentence with what stands between back-quotes as code. */
export function prose(text: string): Content {
  return text.split(/`([^`]+)`/).map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part));
}

export function ruleLink(rule: string): Markup {
  return html`<a href="#rule-${rule}">${rule}</a>`;
}

/** A sentence in which the rule's ID, at its end or in it, leads to the rule. */
export function withRule(sentence: string, rule: string): Content {
  const at = sentence.lastIndexOf(rule);
  if (rule === '' || at < 0) return [prose(sentence), ' (', ruleLink(rule), ')'];
  return [prose(sentence.slice(0, at)), ruleLink(rule), prose(sentence.slice(at + rule.length))];
}

/** A class of consequences. */
export function chip(name: ConsequenceClass): Markup {
  return html`<span class="${isGrave(name) ? 'grave' : 'mild'}">${name}</span>`;
}

/** `chat/apps/support.yaml:3:7`. */
export function placeText(source: Source, { about }: Page): string {
  return `${fileInRepository(source, about)}:${source.line}:${source.column}`;
}

/** The line of a place: what stands before, what is meant, and what stands after it. */
function lineOf(source: Source): readonly [before: string, meant: string, after: string] {
  const [text, start] = excerpt(source);
  const to = source.endLine === source.line ? start + source.endColumn - source.column : text.length;
  const end = Math.max(start, to);
  return [text.slice(0, start).trimStart(), text.slice(start, end), text.slice(end).trimEnd()];
}

function marked(text: string): Content {
  return text !== '' && html`<mark>${text}</mark>`;
}

/** A place and its line; of a line that was quoted just before, only what is meant. */
export function quoted(source: Source, page: Page, last?: Source): Markup {
  const [before, meant, after] = lineOf(source);
  const isSame = last?.line === source.line && last.file === source.file;
  const line = isSame ? marked(meant) : [before, marked(meant), after];
  return html`${placeText(source, page)} <code>${line}</code>`;
}

/** A place, and its line below it with the number of the line. */
export function quotedBlock(source: Source, page: Page): Markup {
  const [before, meant, after] = lineOf(source);
  return html`<div class="excerpt"><code>${placeText(source, page)}</code>
    <pre><span>${source.line} │ </span>${before}${marked(meant)}${after}</pre></div>`;
}

/** A list of which the first few are seen, and the others on request; of more than `most` how many there are. */
export function folded(items: readonly Content[], few: number, name: string, most = items.length): Markup {
  const list = (some: readonly Content[]) => html`<ul class="${name}">
    ${some.map((one) => html`<li>${one}</li>\n`)}</ul>`;
  if (items.length <= few + 3) return list(items);
  const rest = items.slice(few, most);
  const over = items.length - few - rest.length;
  return html`${list(items.slice(0, few))}
    <details class="more"><summary>${grouped(items.length - few)} more</summary>
    ${list(rest)}${over > 0 && html`<p class="faint">… and ${grouped(over)} more: see the changes.</p>`}</details>`;
}

/** `12,340`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A part of the page that the contents name. One that counts nothing is left out. */
export interface Section {
  readonly id: string;
  readonly title: string;
  /** For the contents, where the title is long. */
  readonly short?: string;
  readonly count: number;
  /** A long one is made part by part. */
  readonly content: Content | (() => Iterable<Content>);
}

/** A section, part by part. */
export function* sectionParts({ id, title, count, content }: Section): Generator<Content> {
  yield html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title} <span class="number">${grouped(count)}</span></h2>\n`;
  if (typeof content === 'function') yield* content();
  else yield content;
  yield html`\n</section>\n`;
}
