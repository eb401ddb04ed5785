/** What is generated from the catalogue and committed under `schemas/`. */
import { referencePage } from './reference.ts';
import { environmentSchema, languageSchema } from './schema.ts';
import { guardrailsSchema, guardrailTestsSchema } from './schema-guardrails.ts';

const json = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

/** File name → text. */
export function publishedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['chatform.schema.json', json(languageSchema())],
    ['environment.schema.json', json(environmentSchema())],
    ['guardrails.schema.json', json(guardrailsSchema())],
    ['guardrails-test.schema.json', json(guardrailTestsSchema())],
    ['settings.md', referencePage()],
  ]);
}
