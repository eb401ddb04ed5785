/** Clicks that many pages of the console have in common, in the words of the console guide. */

/** An area with an `Edit` of its own, which opens a dialog. */
export const editIn = (area: string): readonly string[] => [
  `Click Edit in the upper-right corner of the ${area} area.`,
  'Set the values below in the dialog.',
  'Click Confirm.',
];

/** An area whose settings are changed where they stand. */
export const setIn = (area: string): readonly string[] => [`Set the values below in the ${area} area.`];

/** Where the guide says no more than on which page something is. */
export const anyClicks: readonly string[] = ['Set the values below on the page, and save them.'];
