// docs/guardrails.md is what people write rules by: it has to name everything that there is.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtIns, verdictWords } from '../../src/catalog/guardrails.ts';
import { consequenceClasses } from '../../src/catalog/kind.ts';
import { functions } from '../../src/guardrails/functions.ts';
import { type Shape, variables } from '../../src/guardrails/shape.ts';
import { slipsOf } from './judging.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '..', '..', 'docs', 'guardrails.md'), 'utf8');

const fieldsOf = (shape: Shape | undefined) => (shape?.type === 'fields' ? [...shape.fields.keys()] : []);

test.each(['change', 'plan'])('the page has a row for every field of %s, and for no other', (name) => {
  const rows = [...page.matchAll(new RegExp(`^\\| \`${name}\\.(\\w+)\` \\|`, 'gm'))].map(
    ([, field]) => field,
  );
  expect(rows.sort()).toEqual(fieldsOf(variables().get(name)).sort());
});

test('the page names every built-in guardrail with its parameters, every function, verdict and class', () => {
  for (const { name, parameters } of builtIns) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\``));
    expect(row).toBeDefined();
    for (const key of Object.keys(parameters)) expect(row).toMatch(new RegExp(`\`${key}[\`:]`));
  }
  const words = [...functions, ...Object.keys(verdictWords), ...consequenceClasses];
  expect(words.filter((word) => !page.includes(`\`${word}\``))).toEqual([]);
});

describe('the rules on the page can be used:', () => {
  const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text = '']) => text);
  const rules = blocks
    .filter((text) => !text.includes('tests:'))
    .map((text) => (text.startsWith('guardrails:') ? text : `guardrails:\n${text}`));

  test('there are some', () => {
    expect(rules.length).toBe(3);
  });

  test.each(rules.map((text) => [text.split('\n')[1]?.trim() ?? '', text]))('%s', (_, text) => {
    expect(slipsOf(text)).toEqual([]);
  });
});
