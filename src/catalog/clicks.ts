/** Clicks that many pages of the console have in common, in the words of the console guide. */
import type { Clicks } from './kind.ts';

/** An area of a page, and the clicks that change what is in it. */
interface InArea {
  readonly area: string;
  readonly clicks: Clicks;
}

/** An area with an `Edit` of its own, which opens a dialog. */
export const editIn = (area: string): InArea => ({
  area,
  clicks: [
    `Click Edit in the upper-right corner of the ${area} area.`,
    'Set the values below in the dialog.',
    'Click Confirm.',
  ],
});

/** An area whose settings are changed where they stand. */
export const setIn = (area: string): InArea => ({
  area,
  clicks: [`Set the values below in the ${area} area.`],
});

/** Where the guide says no more than on which page something is. */
export const anyClicks: Clicks = ['Set the values below on the page, and save them.'];
