import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classesOf } from '../../src/cam/classes.ts';
import { covers, matches, patternOf } from '../../src/cam/match.ts';

const match = (pattern: string, text: string) => matches(patternOf(pattern), text);
const cover = (wider: string, narrower: string) => covers(patternOf(wider), patternOf(narrower));

/** Every way to cut the text, tried one after the other. */
function slowly(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern[0] !== '*') return text[0] === pattern[0] && slowly(pattern.slice(1), text.slice(1));
  return [...text, ''].some((_, i) => slowly(pattern.slice(1), text.slice(i)));
}

const fewLetters = (characters: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...characters), maxLength });

describe('patterns', () => {
  test.each([
    ['im:Describe*', 'im:DescribeCallBack', true],
    ['im:Describe*', 'im:Describe', true],
    ['im:Describe*', 'im:UpdateSecret', false],
    ['im:*Secret', 'im:UpdateSecret', true],
    ['im:*Secret', 'im:UpdateSecrets', false],
    ['im:Up*Secret', 'im:UpSecret', true],
    ['im:Up*pSecret', 'im:UpSecret', false],
    ['*', '', true],
    ['', '', true],
    ['', 'im', false],
    ['im:CheckDev', 'im:CheckDev', true],
    ['im:CheckDev', 'im:checkdev', false],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(match(pattern, text)).toBe(expected);
  });

  test('agree with trying every cut', () => {
    fc.assert(
      fc.property(fewLetters('ab*', 6), fewLetters('ab', 7), (pattern, text) => {
        expect(match(pattern, text)).toBe(slowly(pattern, text));
      }),
      { seed: 1, numRuns: 2000 },
    );
  });

  test('answer at once where going back would take for ever', () => {
    expect(match(`${'*a'.repeat(500)}*b`, 'a'.repeat(200_000))).toBe(false);
    expect(match('*a*a*a*a*b', `${'a'.repeat(200_000)}b`)).toBe(true);
  });

  test.each([
    ['im:*', 'im:Describe*', true],
    ['im:Describe*', 'im:*', false],
    ['im:*Secret*', 'im:UpdateSecret', true],
    ['im:*e*', 'im:Describe*', true],
    ['im:*Info', 'im:Describe*', false],
    ['im:Describe*', 'im:Describe*Info', true],
  ])('%s covers %s: %s', (wider, narrower, expected) => {
    expect(cover(wider, narrower)).toBe(expected);
  });
});

describe('the classes of patterns', () => {
  const found = (...patterns: string[]) =>
    classesOf(patterns.map(patternOf))
      .classes.map((indexes) => indexes.map((i) => patterns[i]).join(' '))
      .sort();

  test('are the combinations in which they can match', () => {
    expect(found('Describe*', '*Secret')).toEqual(['*Secret', 'Describe*', 'Describe* *Secret']);
    expect(found('*', 'Describe*')).toEqual(['*', '* Describe*']);
    expect(found('Describe*', 'Check*')).toEqual(['Check*', 'Describe*']);
    expect(found('Describe*', '*Info', '*Secret*')).toEqual([
      '*Info',
      '*Info *Secret*',
      '*Secret*',
      'Describe*',
      'Describe* *Info',
      'Describe* *Info *Secret*',
      'Describe* *Secret*',
    ]);
  });

  test('are all those of short texts', () => {
    const texts = [''];
    for (const text of texts) if (text.length < 6) texts.push(`${text}a`, `${text}b`, `${text}c`);
    fc.assert(
      fc.property(fc.array(fewLetters('ab*', 4), { minLength: 1, maxLength: 3 }), (patterns) => {
        const tried = texts.map((text) =>
          patterns.flatMap((pattern, i) => (match(pattern, text) ? [i] : [])).join(),
        );
        const { classes, complete } = classesOf(patterns.map(patternOf));
        expect(complete).toBe(true);
        const named = new Set(classes.map((indexes) => indexes.join()));
        expect([...new Set(tried)].filter((one) => one !== '' && !named.has(one))).toEqual([]);
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  test('are given up where there are too many of them', () => {
    const letters = [...'abcdefghijklmnopqrst'];
    const { classes, complete } = classesOf(letters.map((letter) => patternOf(`*${letter}*`)));
    expect(complete).toBe(false);
    // Each is compared for everybody on every place: what is left of them must stay small.
    expect(classes.length).toBeLessThanOrEqual(201);
  });
});
