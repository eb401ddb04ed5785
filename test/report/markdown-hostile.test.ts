import { describe, expect, test } from 'vitest';
import { planMarkdown } from '../../src/report/markdown.ts';
import { readMarker } from '../../src/report/marker.ts';
import { hostileAbout, hostileCases, hostilePlan } from './hostile.ts';
import { markdownProblems } from './markdown-problems.ts';

const short = hostileCases.filter(([, text]) => text.length < 1_000);

describe.each(hostileCases)('%s everywhere in a plan', (_, text) => {
  const markdown = planMarkdown(hostilePlan(text), hostileAbout(text));

  test('breaks out of nothing, links nothing and calls nobody', () => {
    expect(markdownProblems(markdown)).toEqual([]);
  });

  test('leaves the marker readable', () => {
    expect(readMarker(markdown)).toMatchObject({ environment: text, root: `${text}/`, run: 7 });
  });

  test('stays within what GitHub takes', () => {
    expect(markdown.length).toBeLessThanOrEqual(60_000);
  });
});

test.each(short)('%s is cut between rows', (_, text) => {
  const markdown = planMarkdown(hostilePlan(text), hostileAbout(text), 6_000);
  expect(markdownProblems(markdown)).toEqual([]);
  expect(markdown.length).toBeLessThanOrEqual(6_000);
});

test('A value of 10,000 characters shows 300, and how many more there are', () => {
  const text = 'x'.repeat(10_000);
  const shown = planMarkdown(hostilePlan(text), hostileAbout(text), 200_000).split('\n').slice(1).join('\n');
  expect(shown).toContain(`"${'x'.repeat(299)}… (9702 more characters)`);
  expect(shown).not.toContain('x'.repeat(601));
});

test('The check itself sees what it is there for', () => {
  expect(markdownProblems('\n```diff\n+ a')).toEqual(['a fence stays open']);
  expect(markdownProblems('\n<details>\n<summary>a</summary>')).toEqual(['1 folds stay open']);
  expect(markdownProblems('\n| a | b |\n|---|---|\n| a |')).toHaveLength(1);
  expect(markdownProblems('\n| a | [b] |')).toHaveLength(1);
  expect(markdownProblems('\nsee @octocat')).toHaveLength(1);
  expect(markdownProblems('\nsee #12')).toHaveLength(1);
  expect(markdownProblems('\nsee https://example.com')).toHaveLength(1);
  expect(markdownProblems('\n<script>')).toHaveLength(1);
  expect(markdownProblems('\n`<script>`, `` a`b ``')).toEqual([]);
});
