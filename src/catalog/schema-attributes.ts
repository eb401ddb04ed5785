/**
 * Attributes and keys as JSON Schema. Each attribute carries `x-chatform`, from which a message can be made
 * when the value does not fit; so the alternatives of a value stand one level below it and no deeper.
 */
import {
  changesInWords,
  defaultInWords,
  editionsInWords,
  effectInWords,
  limitsInWords,
  onlyInWords,
  textLimits,
  wordsOf,
} from './describe.ts';
import { canReset } from './index.ts';
import type {
  Attribute,
  DocumentAttribute,
  Kind,
  MapAttribute,
  ObjectAttribute,
  SecretAttribute,
  TextRule,
} from './kind.ts';

export type Schema = Readonly<Record<string, unknown>>;

/**
 * `language`: files as written, with references, in parts. `resolved`: the whole, after templates and
 * references; texts have no limits there, since one may still be the expression of an unknown value.
 */
export type Mode = 'language' | 'resolved';

/** A text that holds a reference: what it will be is not known to the schema. */
export const reference: Schema = { type: 'string', pattern: '\\$\\{' };

/** What a message is made of when a value does not fit. */
export interface Annotation {
  readonly type: Attribute['type'] | 'array';
  readonly title: string;
  readonly values?: readonly string[];
  /** What the value has to be, in words. */
  readonly hint?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly rules?: readonly string[];
}

/** Title and description, as plain text and as Markdown, with the annotation. */
export function described(annotation: Annotation, description: string, markdown = description): Schema {
  return {
    title: annotation.title,
    description,
    markdownDescription: markdown,
    'x-chatform': annotation,
  };
}

function annotationOf(attribute: Attribute): Annotation {
  const words = wordsOf(attribute);
  const hint = limitsInWords(attribute);
  return {
    // A list of names is wrong in the ways of any list.
    type: attribute.type === 'names' ? 'array' : attribute.type,
    title: attribute.title,
    ...(words && attribute.type !== 'map' && { values: Object.keys(words) }),
    ...(hint !== '' && { hint }),
    ...(attribute.type === 'integer' && {
      ...(attribute.minimum !== undefined && { minimum: attribute.minimum }),
      ...(attribute.maximum !== undefined && { maximum: attribute.maximum }),
    }),
    rules: attribute.rules,
  };
}

function markdownOf(attribute: Attribute, kind: Kind): string {
  const limits = limitsInWords(attribute);
  const byDefault = defaultInWords(attribute);
  const lines = [
    limits && `Limits: ${limits}`,
    byDefault && `Default: \`${byDefault}\``,
    attribute.gate && `Editions: ${editionsInWords(attribute.gate)} (${attribute.gate.rule})`,
    onlyInWords(attribute) && `There ${onlyInWords(attribute)}`,
    (attribute.immutable || attribute.upOnly) && `Can be changed: ${changesInWords(attribute)}`,
    attribute.delay && `Takes effect after ${attribute.delay}`,
    ...(attribute.effects ?? []).map(effectInWords),
    attribute.note,
    `Console: ${kind.page}`,
    `Rules: ${attribute.rules.join(', ')}`,
  ];
  return `${attribute.description}\n\n${lines
    .filter(Boolean)
    .map((line) => `- ${line}`)
    .join('\n')}`;
}

/** The schema of an attribute's value. */
export function attributeSchema(attribute: Attribute, kind: Kind, mode: Mode): Schema {
  return {
    ...described(annotationOf(attribute), attribute.description, markdownOf(attribute, kind)),
    ...(attribute.default !== undefined && { default: attribute.default }),
    ...shapeOf(attribute, kind, mode),
  };
}

function shapeOf(attribute: Attribute, kind: Kind, mode: Mode): Schema {
  switch (attribute.type) {
    case 'object':
      return objectShape(attribute, kind, mode);
    case 'map':
      return mapShape(attribute, kind, mode);
    case 'document':
      return documentShape(attribute, mode);
    case 'set': {
      const items = {
        ...described({ ...annotationOf(attribute), type: 'enum' }, attribute.description),
        anyOf: alternatives(enumShape(attribute.values), mode, false),
      };
      return {
        type: canReset(attribute) ? ['array', 'null'] : 'array',
        uniqueItems: true,
        items,
        ...(mode === 'resolved' && attribute.minItems !== undefined && { minItems: attribute.minItems }),
      };
    }
    case 'names':
      return namesShape(attribute.item, attribute.description, mode);
    case 'secret':
      return secretShape(attribute);
    case 'string':
      return { anyOf: textAlternatives(attribute.text ?? {}, mode, canReset(attribute)) };
    case 'enum':
      return { anyOf: alternatives(enumShape(attribute.values), mode, canReset(attribute)) };
    case 'boolean':
      return { anyOf: alternatives({ type: 'boolean' }, mode, canReset(attribute)) };
    case 'integer': {
      const { minimum, maximum } = attribute;
      const shape = {
        type: 'integer',
        ...(minimum !== undefined && { minimum }),
        ...(maximum !== undefined && { maximum }),
      };
      return { anyOf: alternatives(shape, mode, canReset(attribute)) };
    }
  }
}

function enumShape(values: Readonly<Record<string, string>>): Schema {
  return { type: 'string', enum: Object.keys(values), enumDescriptions: Object.values(values) };
}

function alternatives(shape: Schema, mode: Mode, nullable: boolean): readonly Schema[] {
  return [shape, ...(mode === 'language' ? [reference] : []), ...(nullable ? [{ type: 'null' }] : [])];
}

function textAlternatives(rule: TextRule, mode: Mode, nullable: boolean): readonly Schema[] {
  const limits = mode === 'language' ? textKeywords(rule) : {};
  const hasLimits = Object.keys(limits).length > 0;
  return [
    { type: 'string', ...limits },
    ...(hasLimits ? [reference] : []),
    ...(nullable ? [{ type: 'null' }] : []),
  ];
}

/** What JSON Schema can say of a text; bytes it cannot count. */
function textKeywords(rule: TextRule): Schema {
  return {
    ...(rule.pattern !== undefined && { pattern: rule.pattern }),
    ...(rule.minLength !== undefined && { minLength: rule.minLength }),
    ...(rule.maxLength !== undefined && { maxLength: rule.maxLength }),
  };
}

function objectShape(attribute: ObjectAttribute, kind: Kind, mode: Mode): Schema {
  return {
    type: 'object',
    properties: propertiesOf(attribute, kind, mode),
    additionalProperties: false,
    ...requiredIn(attribute, mode),
  };
}

/** The schemas of the attributes in a group. */
export function propertiesOf(group: ObjectAttribute, kind: Kind, mode: Mode): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(group.attributes).map(([name, inner]) => [name, attributeSchema(inner, kind, mode)]),
  );
}

/** `required`, where there is something that the resolved whole must have. */
export function requiredIn(group: ObjectAttribute, mode: Mode): Schema {
  // What is there only beside a certain value is required only beside it, which is checked later.
  const required = Object.entries(group.attributes)
    .filter(([, inner]) => inner.required && !inner.only)
    .map(([name]) => name);
  return mode === 'resolved' && required.length > 0 ? { required } : {};
}

function mapShape(attribute: MapAttribute, kind: Kind, mode: Mode): Schema {
  const { key, minItems, maxItems } = attribute;
  return {
    type: 'object',
    propertyNames: keySchema(key),
    additionalProperties: attributeSchema(attribute.item, kind, mode),
    ...(mode === 'resolved' && {
      ...(minItems !== undefined && { minProperties: minItems }),
      ...(maxItems !== undefined && { maxProperties: maxItems }),
    }),
  };
}

type KeyRule = MapAttribute['key'];

/** What the keys of a map must look like. */
export function keySchema(key: KeyRule): Schema {
  const values = key.values && Object.keys(key.values);
  const hint = textLimits(key);
  return {
    'x-chatform': {
      type: values ? 'enum' : 'string',
      title: key.title,
      ...(values && { values }),
      ...(hint !== '' && { hint }),
      ...(key.rule !== undefined && { rules: [key.rule] }),
    } satisfies Annotation,
    type: 'string',
    ...(values ? { enum: values, enumDescriptions: Object.values(key.values ?? {}) } : textKeywords(key)),
  };
}

/** Names written as the items of a list: `users: [alice]`. */
export function nameList(key: KeyRule, description: string, mode: Mode): Schema {
  return {
    ...described({ type: 'array', title: key.title }, description),
    ...namesShape(key, description, mode),
  };
}

function namesShape(key: KeyRule, description: string, mode: Mode): Schema {
  const hint = textLimits(key);
  const name: Annotation = {
    type: 'string',
    title: key.title,
    ...(hint !== '' && { hint }),
    ...(key.rule !== undefined && { rules: [key.rule] }),
  };
  return {
    type: 'array',
    uniqueItems: true,
    items: { ...described(name, description), anyOf: textAlternatives(key, mode, false) },
  };
}

/** Where a secret is. The secret itself has no place in a configuration (PSH-4). */
function secretShape({ rules }: SecretAttribute): Schema {
  const place = (title: string, description: string, hint: string, pattern: string): Schema => ({
    ...described({ type: 'string', title, hint, rules }, description),
    anyOf: [{ type: 'string', pattern }, reference],
  });
  return {
    type: 'object',
    properties: {
      env: place(
        'Environment variable',
        'The name of the environment variable that holds the secret.',
        'the name of an environment variable',
        '^[A-Za-z_][A-Za-z0-9_]*$',
      ),
      file: place(
        'File',
        "The file that holds the secret, by its path within the configuration's directory.",
        "a path within the configuration's directory",
        '^[^/]',
      ),
    },
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
  };
}

/** CAM's grammar of a policy (CAM-5); what a statement means is not the schema's to judge. */
function documentShape(attribute: DocumentAttribute, mode: Mode): Schema {
  const { rules } = attribute;
  const strings = (title: string, description: string): Schema => ({
    ...described({ type: 'string', title, hint: 'a text or a list of texts', rules }, description),
    anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }],
  });
  const effects = { allow: 'Allows the actions', deny: 'Denies the actions, whatever else allows them' };
  const statement = {
    ...described({ type: 'object', title: 'Statement', rules }, 'Allows or denies actions on resources.'),
    type: 'object',
    properties: {
      effect: {
        ...described(
          { type: 'enum', title: 'Effect', values: Object.keys(effects), rules },
          'Whether the statement allows or denies.',
        ),
        anyOf: alternatives(enumShape(effects), mode, false),
      },
      action: strings('Action', 'What is allowed or denied: name/im:API, or name/im:* for all.'),
      resource: strings('Resource', 'Which apps: qcs::im::uin/ROOT-UIN:sdkappid/ID, or * for everything.'),
      condition: {
        ...described(
          { type: 'object', title: 'Condition', rules },
          'When the statement holds, such as a tag.',
        ),
        type: 'object',
      },
    },
    additionalProperties: false,
    ...(mode === 'resolved' && { required: ['effect', 'action', 'resource'] }),
  };
  return {
    type: 'object',
    properties: {
      version: {
        ...described(
          { type: 'enum', title: 'Version', values: ['2.0'], rules },
          'The version of the policy grammar: "2.0", in quotes.',
        ),
        anyOf: [{ type: 'string', enum: ['2.0'], enumDescriptions: ['The only version'] }],
      },
      statement: {
        ...described({ type: 'array', title: 'Statements', rules }, 'What the policy allows and denies.'),
        type: 'array',
        items: statement,
        minItems: 1,
      },
    },
    additionalProperties: false,
    ...(mode === 'resolved' && { required: ['version', 'statement'] }),
  };
}
