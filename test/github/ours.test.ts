import { expect, test } from 'vitest';
import { isSameText } from '../../src/github/ours.ts';

test('texts are the same whatever line ends and trailing blanks GitHub keeps', () => {
  expect(isSameText('No changes.\r\n\r\nSee the run.', 'No changes.\n\nSee the run.\n')).toBe(true);
  expect(isSameText('No changes.', 'No changes. ')).toBe(true);
  expect(isSameText('No changes.', 'No  changes.')).toBe(false);
  expect(isSameText(null, '')).toBe(true);
});
