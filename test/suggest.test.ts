import { expect, test } from 'vitest';
import { didYouMean, nearest } from '../src/suggest.ts';

const words = ['messages', 'friends', 'friendFields', 'userFields', 'type'];

test.each([
  ['mesages', 'messages'],
  ['Messages', 'messages'],
  ['tpye', 'type'],
  ['userField', 'userFields'],
  ['friendsFields', 'friendFields'],
])('%s is taken for %s', (written, meant) => {
  expect(nearest(written, words)).toBe(meant);
});

test('what is far from all words is taken for none', () => {
  expect(nearest('webhook', words)).toBe(undefined);
  expect(didYouMean('webhook', words)).toBe('');
});

test('a single letter is like no other letter', () => {
  expect(nearest('m', ['n'])).toBe(undefined);
  expect(nearest('N', ['n'])).toBe('n');
});

test('the suggestion is a question after a blank', () => {
  expect(didYouMean('tpye', words)).toBe(' Did you mean "type"?');
});
