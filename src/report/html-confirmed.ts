/** What is taken to be as somebody confirmed it, on the page. */
import type { Confirmed } from '../model.ts';
import { confirmedGroups } from './by-hand.ts';
import { type Content, html } from './html-markup.ts';
import { folded, type Page, type Section } from './html-parts.ts';
import { firstOf } from './outline.ts';

/** What is taken to be as somebody confirmed it: an item for each person and day. */
export function confirmedItems(confirmed: readonly Confirmed[], now?: string): Content[] {
  return confirmedGroups(confirmed, now).map(({ by, when, addresses, kinds }) => [
    html`${when} by <b>${by}</b>: `,
    addresses.length > 6 && html`${kinds}: `,
    html`<span class="faint">${firstOf(addresses, (one) => one)}</span>`,
  ]);
}

/** The same as a part of the page of a plan. */
export function confirmedSection({ plan: { confirmed }, about: { now } }: Page): Section {
  return {
    id: 'confirmed',
    title: 'As confirmed by hand, and not seen',
    short: 'Confirmed',
    count: confirmed.length,
    content: folded(confirmedItems(confirmed, now), 50, 'card'),
  };
}
