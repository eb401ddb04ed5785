/** HTML as a value: what is put into a template is escaped, unless it is markup itself. */
import { printable } from '../printable.ts';
import { withEntities } from './entities.ts';

const MARKUP = Symbol('markup');

/** Text that is HTML already. Only `html` makes it. */
export interface Markup {
  readonly [MARKUP]: string;
}

/** What a template takes: text, numbers, markup, lists of these; nothing for what is absent. */
export type Content = string | number | Markup | undefined | false | readonly Content[];

// Half of a pair cannot be written as UTF-8.
const LONE = /\p{Surrogate}/gu;

// Most texts are of these characters alone, and are safe as they are.
const SAFE = /^[ !#-%(-;=?-~]*$/;

/** A text that is safe in HTML, between tags and in quoted attributes; control characters are shown. */
function escaped(text: string): string {
  if (SAFE.test(text)) return text;
  return withEntities(printable(text).replace(LONE, '\ufffd'));
}

function written(content: Content): string {
  if (content === undefined || content === false) return '';
  if (typeof content === 'number') return String(content);
  if (typeof content === 'string') return escaped(content);
  return MARKUP in content ? content[MARKUP] : content.map(written).join('');
}

const withoutIndents = new WeakMap<TemplateStringsArray, readonly string[]>();

/** The fixed parts of a template: how its source is indented is nothing to the page. */
function fixedParts(strings: TemplateStringsArray): readonly string[] {
  const known = withoutIndents.get(strings);
  if (known) return known;
  const parts = strings.map((text) => text.replace(/\n +/g, '\n'));
  withoutIndents.set(strings, parts);
  return parts;
}

/** A template for HTML: every value in it is escaped, or is markup. Attributes are to be quoted. */
export function html(strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  let text = '';
  fixedParts(strings).forEach((part, i) => {
    text += part + written(contents[i]);
  });
  return { [MARKUP]: text };
}

/** The HTML of a content. */
export function textOf(content: Content): string {
  return written(content);
}

/** A link to a page elsewhere; a text where the address is not one of the web. */
export function webLink(address: string, text: string): Content {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) return text;
  return html`<a href="${address}" rel="noopener noreferrer">${text}</a>`;
}
