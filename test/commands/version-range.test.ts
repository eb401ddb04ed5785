// What `chatform.required` is held to: the library is what is right.
import fc from 'fast-check';
import { satisfies, validRange } from 'semver';
import { expect, test } from 'vitest';
import { isInRange } from '../../src/commands/version-range.ts';

test.each<[string, string, boolean | undefined]>([
  ['1.2.3', '>=1.2.3', true],
  ['1.2.3', '>=1.2.4', false],
  ['1.10.0', '>=1.9.9', true],
  ['2.0.0', '>=1.99.99', true],
  ['0.9.9', '>=1.0.0', false],
  ['1.2.3', '^1.0.0', true],
  ['1.2.3', '>=1.0.0 <1.2', false],
  ['1.2.3', '1.2.3', true],
  ['1.2.4', '1.2.3', false],
  ['1.2.3-beta.1', '>=1.2.3', false],
  ['1.2.3', '>=01.2.3', undefined],
  ['1.2.3', 'newest', undefined],
])('%s in %s: %s', (version, range, expected) => {
  expect(isInRange(version, range)).toBe(expected);
});

test('it is what semver says of every range, also where it is not asked', () => {
  const number = fc.oneof(fc.nat({ max: 3 }), fc.constantFrom(10, 999_999, 1_000_000));
  const version = fc.tuple(number, number, number).map((parts) => parts.join('.'));
  const released = fc.oneof(version, fc.constantFrom('1.0.0-beta', '0.1.0-rc.1'));
  const sign = fc.constantFrom('>=', '>= ', '>', '', '^', '>=v', '>=0', '<=', '>=>=', ' >=', '>=-');
  const range = fc
    .tuple(sign, version, fc.constantFrom('', '', '-beta', '+1', '.0', ' ', '.x'))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(released, range, (own, wanted) => {
      const expected = validRange(wanted) === null ? undefined : satisfies(own, wanted);
      expect(isInRange(own, wanted)).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});
