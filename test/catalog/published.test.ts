import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { kinds, rules } from '../../src/catalog/index.ts';
import { publishedFiles } from '../../src/catalog/published.ts';
import { referencePage } from '../../src/catalog/reference.ts';

const folder = path.resolve(import.meta.dirname, '..', '..', 'schemas');

test.each([...publishedFiles()])(
  'schemas/%s is what the catalogue says now (else: npm run generate)',
  (name, text) => {
    expect(fs.readFileSync(path.join(folder, name), 'utf8') === text).toBe(true);
  },
);

test('the reference has each kind and each rule once as an anchor, and no other anchor', () => {
  const anchors = [...referencePage().matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id);
  const expected = [...kinds.map(({ name }) => `kind-${name}`), ...rules.map(({ id }) => id.toLowerCase())];
  expect([...anchors].sort()).toEqual([...expected].sort());
});

test('every link of the reference leads to an anchor of it', () => {
  const page = referencePage();
  const targets = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, id]) => id);
  expect(targets.length).toBeGreaterThan(100);
  expect(targets.filter((id) => !page.includes(`<a id="${id}">`))).toEqual([]);
});

test('what can be asked for once, and what is there only sometimes, is in the reference', () => {
  const page = referencePage();
  expect(page).toContain(
    '- On request: `extend`. Apply for extension: Extends the validity of a Developer app by one month. The app serves its users again if it was suspended. ([APP-8](#app-8))',
  );
  expect(page).toContain('  - There only where platform is apple, and required then.');
  expect(page).toContain('| `masterSecret` (required where it is there) | reference to a secret |');
  expect(page).toContain('| upwards only ([RTC-1](#rtc-1)) |');
});

test('every row of a table of the reference has as many cells as its head', () => {
  const widths = referencePage()
    .trimEnd()
    .split('\n\n')
    .filter((block) => block.startsWith('|'))
    .map((table) => new Set(table.split('\n').map((line) => line.split('|').length)));
  expect(widths.length).toBe(18);
  expect(widths.every((width) => width.size === 1)).toBe(true);
});
