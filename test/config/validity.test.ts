// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references of the language
// The bundle asks code that only says yes or no before what says what is wrong: both have to be of one mind.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { type SchemaName, schemas, validatorOf } from '../../src/config/validators.ts';

const root = path.resolve(import.meta.dirname, '../..');
const program = createRequire(import.meta.url)(path.join(root, 'dist/chatform.js')) as {
  load: (id: string) => typeof import('../../src/config/validity.ts');
};
const { isValid } = program.load('src/config/validity.ts');

/** What the files of the examples say, and their guardrails alone. */
const samples = fs
  .readdirSync(path.join(root, 'examples'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => parse(fs.readFileSync(path.join(root, 'examples', name), 'utf8')) as Record<string, unknown>)
  .flatMap((file): unknown[] => [file, ...(file.guardrails ? [{ guardrails: file.guardrails }] : [])]);

const many = Array.from({ length: 200 }, (_, index) => `x${index}`);
const texts = ['', 'x', '1', '${apps.support.id}', '客服', 'x'.repeat(5000)];
const others = [null, true, -1, 1.5, 4_000_000_000, ...texts, [], ['x', 'x'], many, {}];

/** A value with one thing in it taken away, added or in another's place, and itself. */
function* variants(value: unknown): Generator<unknown> {
  yield value;
  yield* others;
  if (Array.isArray(value)) {
    yield [...value, ...value];
    for (const [at, item] of value.entries())
      for (const one of variants(item)) yield value.map((other, index) => (index === at ? one : other));
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, unheardOf: 1 };
    for (const [key, item] of Object.entries(value)) {
      const { [key]: _, ...rest } = value as Record<string, unknown>;
      yield rest;
      yield { ...rest, [`${key}s`]: item };
      for (const one of variants(item)) yield { ...value, [key]: one };
    }
  }
}

/** Of the values that a schema is asked about, how many are right. */
function heldAgainst(name: SchemaName): { right: number; wrong: number } {
  const validate = validatorOf(name);
  const counts = { right: 0, wrong: 0 };
  for (const sample of samples)
    for (const one of variants(sample)) {
      const isRight = isValid(name, one);
      if (isRight !== validate(one)) throw new Error(`${name}: ${isRight} of ${JSON.stringify(one)}`);
      counts[isRight ? 'right' : 'wrong'] += 1;
    }
  return counts;
}

describe('what the bundle calls valid is what nothing is wrong with', () => {
  test.each(Object.keys(schemas) as SchemaName[])('%s', (name) => {
    const { right, wrong } = heldAgainst(name);
    expect(wrong).toBeGreaterThan(1000);
    expect(right).toBeGreaterThan(0);
  });
});
