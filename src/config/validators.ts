/**
 * The schemas as functions that check a value. Compiling them takes 100 ms each, so the bundle has them
 * compiled: `scripts/validators.js` puts the code in the place of this module.
 */
import { Ajv2020, type Options, type ValidateFunction } from 'ajv/dist/2020.js';
import { environmentSchema, languageSchema, resolvedSchema } from '../catalog/schema.ts';
import { guardrailsSchema, guardrailTestsSchema } from '../catalog/schema-guardrails.ts';

/** Each schema, by what it is for. */
export const schemas = {
  language: () => withoutProse(languageSchema()),
  environment: () => withoutProse(environmentSchema()),
  resolved: () => withoutProse(resolvedSchema()),
  guardrails: () => withoutProse(guardrailsSchema()),
  guardrailTests: () => withoutProse(guardrailTestsSchema()),
} as const;
export type SchemaName = keyof typeof schemas;

const prose = new Set([
  'title',
  'description',
  'markdownDescription',
  'enumDescriptions',
  'default',
  '$schema',
]);
/** Keywords whose keys are names, and not keywords. */
const named = new Set(['properties', '$defs']);

/** A schema without what only an editor shows: that is most of its text, and would be in the code. */
function withoutProse(schema: object): object {
  const kept = Object.entries(schema).filter(([key]) => !prose.has(key));
  return Object.fromEntries(
    kept.map(([key, value]) => {
      if (key === 'x-chatform' || typeof value !== 'object' || value === null) return [key, value];
      if (Array.isArray(value))
        return [key, value.map((item) => (isObject(item) ? withoutProse(item) : item))];
      if (!named.has(key)) return [key, withoutProse(value)];
      return [
        key,
        Object.fromEntries(
          Object.entries(value).map(([name, inner]) => [name, withoutProse(inner as object)]),
        ),
      ];
    }),
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A compiler that knows our annotations. */
export function newAjv(options: Options = {}): Ajv2020 {
  const ajv = new Ajv2020({
    strict: true,
    strictRequired: false,
    allErrors: true,
    verbose: true,
    ...options,
  });
  ajv.addVocabulary(['x-chatform', 'markdownDescription', 'enumDescriptions']);
  return ajv;
}

const compiled = new Map<SchemaName, ValidateFunction>();

/** The function of a schema, compiled once. */
export function validatorOf(name: SchemaName): ValidateFunction {
  const known = compiled.get(name);
  if (known) return known;
  const validator = newAjv().compile(schemas[name]());
  compiled.set(name, validator);
  return validator;
}
