/** The values of a change as a table: setting, before, after, where it is declared. */
import { formatAddress } from '../address.ts';
import { isSecret, type Leaf, type Source, type Value } from '../model.ts';
import { type Content, html, type Markup } from './html-markup.ts';
import { type Page, quoted } from './html-parts.ts';
import { pairMarkup, valueMarkup } from './html-values.ts';

/** `values`: there is only one side, since all is new, or all goes. */
export type Sides = 'values' | 'before-and-after';

/** A table of leaves; nothing where there is none. */
export function leavesTable(leaves: readonly Leaf[], sides: Sides, caption: string, page: Page): Content {
  if (leaves.length === 0) return undefined;
  const heads = sides === 'values' ? ['Value'] : ['Before', 'After'];
  return html`<table class="${sides}"><caption class="unseen">${caption}</caption>
    <thead><tr>${['Setting', ...heads, 'Declared at'].map((head) => html`<th scope="col"><span class="unseen">${head}</span></th>`)}</tr></thead>
    <tbody>${leaves.map((leaf) => leafRows(leaf, sides, page))}</tbody></table>`;
}

function leafRows(leaf: Leaf, sides: Sides, page: Page): Content {
  const name = formatAddress(leaf.path);
  if (!leaf.details) return row(name, cells(leaf.before, leaf.after, sides, leaf.reset), leaf.source, page);
  const columns = sides === 'values' ? 1 : 2;
  return [
    html`<tr><th scope="row">${sign('~')}<code>${name}</code></th>
      <td colspan="${columns}" class="faint">changed inside:</td>
      <td>${leaf.source && quoted(leaf.source, page)}</td></tr>\n`,
    leaf.details.map(({ path, before, after }) =>
      row(path, cells(before, after, sides), undefined, page, 'inner'),
    ),
  ];
}

interface Cells {
  readonly sign: '+' | '~' | '-';
  readonly contents: readonly Content[];
}

function cells(before: Value | undefined, after: Value | undefined, sides: Sides, reset?: true): Cells {
  const note = reset && html` <span class="faint">(the console's default)</span>`;
  const sign = before === undefined ? '+' : after === undefined ? '-' : '~';
  if (sides === 'values') return { sign, contents: [[valueMarkup(after ?? before), note]] };
  if (before === undefined || after === undefined)
    return { sign, contents: [valueMarkup(before), [valueMarkup(after), note]] };
  const [old, wanted] = pairMarkup(isSecret(after) ? after : before, after);
  return { sign, contents: [old, [wanted, note]] };
}

function row(
  name: string,
  { sign: its, contents }: Cells,
  source: Source | undefined,
  page: Page,
  style = '',
): Markup {
  return html`<tr class="${style}"><th scope="row">${sign(its)}<code>${name}</code></th>
    ${contents.map((one) => html`<td>${one}</td>`)}
    <td>${source && quoted(source, page)}</td></tr>\n`;
}

const tones = { '+': 'adds', '~': 'changes', '-': 'removes' } as const;

/** A sign whose meaning is in the values beside it. */
export function sign(its: keyof typeof tones): Markup {
  return html`<span class="sign ${tones[its]}" aria-hidden="true">${its === '-' ? '−' : its}</span>`;
}
