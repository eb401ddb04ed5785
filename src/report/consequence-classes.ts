/** What each class of consequences means, for those who read a report without having read the manual. */
import type { ConsequenceClass } from '../catalog/kind.ts';

/** One sentence a class. */
export const classMeanings: Readonly<Record<ConsequenceClass, string>> = {
  irreversible: 'The change cannot be taken back, neither by chatform nor in the console.',
  'data-loss': 'Data of users is lost with the change.',
  'feature-loss': 'A feature that is in use is switched off with the change.',
  billable: 'The change costs money.',
  disruptive: 'Users notice the change: they are signed out, or get errors.',
  delayed: 'The change takes a while until it shows.',
  'by-hand': 'The change is made by a person in the console.',
};
