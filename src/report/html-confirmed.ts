/** What is taken to be as somebody confirmed it, on the page. */
import type { Confirmed } from '../model.ts';
import { confirmedGroups } from './by-hand.ts';
import { type Content, html } from './html-markup.ts';
import { folded, type Page, type Section } from './html-parts.ts';
import { firstOf } from './outline.ts';

/** What is taken to be as somebody confirmed it: an item for each person and day. */
export function confirmedItems(confirmed: readonly Confirmed[]): Content[] {
  return confirmedGroups(confirmed).map(({ by, day, addresses, kinds }) => [
    html`${day} by <b>${by}</b>: `,
    addresses.length > 6 && html`${kinds}: `,
    html`<span class="faint">${firstOf(addresses, (one) => one)}</span>`,
  ]);
}

/** The same as a part of the page of a plan. */
export function confirmedSection({ plan: { confirmed } }: Page): Section {
  return {
    id: 'confirmed',
    title: 'As confirmed by hand, and not seen',
    short: 'Confirmed',
    count: confirmed.length,
    content: folded(confirmedItems(confirmed), 50, 'card'),
  };
}
