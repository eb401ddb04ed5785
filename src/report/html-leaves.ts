/** The values of a change as a table: setting, before, after, where it is declared. */
import { formatAddress } from '../address.ts';
import { isSecret, type Leaf, type Source } from '../model.ts';
import { type Content, html, type Markup } from './html-markup.ts';
import { type Page, quoted } from './html-parts.ts';
import { pairMarkup, valueMarkup } from './html-values.ts';

/** `one`: all is new, or all goes. `two`: before and after. */
export type Sides = 'one' | 'two';

const heads = {
  one: html`<thead><tr><th>Setting</th><th>Value</th><th>Declared at</th></tr></thead>`,
  two: html`<thead><tr><th>Setting</th><th>Before</th><th>After</th><th>Declared at</th></tr></thead>`,
};

/** A table of leaves; nothing where there is none. */
export function leavesTable(leaves: readonly Leaf[], sides: Sides, page: Page): Content {
  if (leaves.length === 0) return undefined;
  const rows = leaves.map((leaf, i) => leafRows(leaf, sides, page, leaves[i - 1]?.source));
  return html`<table class="leaves ${sides}">${heads[sides]}<tbody>${rows}</tbody></table>\n`;
}

function leafRows(leaf: Leaf, sides: Sides, page: Page, last: Source | undefined): Content {
  const name = formatAddress(leaf.path);
  const place = leaf.source && quoted(leaf.source, page, last);
  if (!leaf.details) return row(name, leaf, sides, place);
  const inner = leaf.details.map((one) => row(one.path, one, sides, undefined, ' inner'));
  return [
    html`<tr class="changes"><th scope="row">${name}</th>
      <td colspan="${sides === 'one' ? 1 : 2}"><i>changed inside</i></td>
      <td>${place}</td></tr>\n`,
    inner,
  ];
}

type Sided = Pick<Leaf, 'before' | 'after' | 'reset'>;

function row(name: string, one: Sided, sides: Sides, place: Content, style = ''): Markup {
  const tone = one.before === undefined ? 'adds' : one.after === undefined ? 'removes' : 'changes';
  return html`<tr class="${tone}${style}"><th scope="row">${name}</th>
    ${sides === 'one' ? oneSide(one) : twoSides(one)}<td>${place}</td></tr>\n`;
}

function oneSide({ before, after, reset }: Sided): Markup {
  return html`<td>${valueMarkup(after ?? before)}${note(reset)}</td>\n`;
}

function twoSides({ before, after, reset }: Sided): Markup {
  // No console tells what a secret was: both sides are told in the same words.
  const was = isSecret(after) && before !== undefined ? after : before;
  const [old, wanted] =
    was === undefined || after === undefined
      ? [valueMarkup(was), valueMarkup(after)]
      : pairMarkup(was, after);
  return html`<td>${old}</td>
    <td class="to">${wanted}${note(reset)}</td>\n`;
}

function note(reset: true | undefined): Content {
  return reset && html` <i>(the console's default)</i>`;
}
