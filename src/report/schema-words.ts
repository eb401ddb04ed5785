/** The few forms of JSON Schema that our published documents are made of. */

export interface Schema {
  readonly [keyword: string]: unknown;
}

/** A text. */
export const text = (description: string): Schema => ({ type: 'string', description });

/** True or false. */
export const flag = (description: string): Schema => ({ type: 'boolean', description });

/** A number of things. */
export const count = (description: string): Schema => ({ type: 'integer', minimum: 0, description });

/** A list. */
export const list = (description: string, items: Schema): Schema => ({ type: 'array', description, items });

/** A map whose keys are names. */
export const map = (description: string, values: Schema): Schema => ({
  type: 'object',
  description,
  additionalProperties: values,
});

/** A value, or null for what the description says. */
export const orNull = ({ description, ...schema }: Schema): Schema => ({
  description,
  anyOf: [schema, { type: 'null' }],
});

/** A word out of some, to which a later minor version may add. */
export const word = (description: string, words: readonly string[]): Schema => ({
  description,
  anyOf: [{ enum: words }, { type: 'string' }],
});

/** Keys that are known, to which a later minor version may add. All but the optional ones are always there. */
export const group = (
  description: string,
  properties: Readonly<Record<string, Schema>>,
  optional: readonly string[] = [],
): Schema => ({
  type: 'object',
  description,
  properties,
  required: Object.keys(properties).filter((key) => !optional.includes(key)),
  additionalProperties: true,
});

/** A place in a schema of its own. */
export const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });

/** The schema of what this very version writes: without what a later one may add. */
export function closed(schema: Schema): Schema {
  return closedAll(schema) as Schema;
}

function closedAll(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closedAll);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closedAll(value)]));
  if (inner.additionalProperties === true) return { ...inner, additionalProperties: false };
  const [first, second] = Array.isArray(inner.anyOf) ? (inner.anyOf as Schema[]) : [];
  const isWord = first?.enum !== undefined && second?.type === 'string';
  return isWord ? { ...inner, anyOf: [first] } : inner;
}
