/** Values on the page: what differs in them stressed, long ones folded. */
import { isSecret, isUnknown, type Value } from '../model.ts';
import { type Content, html } from './html-markup.ts';
import { grouped } from './html-parts.ts';
import { blockText, valueText } from './values.ts';

/** In UTF-16 units: what is longer is folded behind so much of it. */
const longest = 2_000;
const oneLine = 72;

/** A value, over several lines where it is large; longer than 2,000 characters it is folded. */
export function valueMarkup(value: Value | undefined): Content {
  if (value === undefined || isSecret(value) || isUnknown(value)) return html`<i>${valueText(value)}</i>`;
  const line = valueText(value);
  const isLarge = line.length > oneLine && typeof value === 'object' && value !== null;
  return foldedText(isLarge ? blockText(value, '  ').join('\n') : line);
}

/** A text whose end, if it is long, is seen on request. */
export function foldedText(text: string): Content {
  if (text.length <= longest) return text;
  const cut = /[\ud800-\udbff]/.test(text.charAt(longest - 1)) ? longest - 1 : longest;
  return [
    text.slice(0, cut),
    html`<details class="more"><summary>${grouped(text.length - cut)} more characters</summary>${text.slice(cut)}</details>`,
  ];
}

/** A value and what becomes of it. In two texts that are mostly the same, what differs is marked. */
export function pairMarkup(before: Value, after: Value): readonly [Content, Content] {
  const [a, b] = [valueText(before), valueText(after)];
  const isPlain = !isSecret(after) && !isUnknown(after) && Math.max(a.length, b.length) <= longest;
  const [start, end] = isPlain ? common(a, b) : [0, 0];
  if (start + end < Math.max(a.length, b.length) / 2) return [valueMarkup(before), valueMarkup(after)];
  return [stressed(a, start, end), stressed(b, start, end)];
}

function stressed(text: string, start: number, end: number): Content {
  const middle = text.slice(start, text.length - end);
  return [text.slice(0, start), middle !== '' && html`<mark>${middle}</mark>`, text.slice(text.length - end)];
}

/** How many characters two texts have in common at their start and at their end, whole and without overlap. */
function common(a: string, b: string): [start: number, end: number] {
  const room = Math.min(a.length, b.length);
  let start = 0;
  while (start < room && a[start] === b[start]) start++;
  if (/[\ud800-\udbff]/.test(a.charAt(start - 1))) start--;
  let end = 0;
  while (end < room - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  if (end > 0 && /[\udc00-\udfff]/.test(a.charAt(a.length - end))) end--;
  return [start, end];
}
