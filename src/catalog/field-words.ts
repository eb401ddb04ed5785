/** What the four kinds of custom field have in common. */
import type { Effect, EnumAttribute, MapAttribute } from './kind.ts';

/** Names of custom user and friend fields. */
export const letterName = (title: string, example: string, rule: string) => ({
  title,
  example,
  pattern: '^[A-Za-z]+$',
  hint: 'letters only',
  minLength: 1,
  maxLength: 8,
  rule,
});

/** Names of custom group and group member fields. */
export const wordName = (title: string, example: string, rule: string) => ({
  title,
  example,
  pattern: '^[A-Za-z_][A-Za-z0-9_]*$',
  hint: 'letters, digits and underscores, not beginning with a digit',
  minLength: 1,
  maxLength: 16,
  rule,
});

/** The type of a custom user or friend field. */
export const fieldType = (rule: string): EnumAttribute => ({
  type: 'enum',
  title: 'Field Type',
  description: 'What the values of the field are. It can never be changed.',
  required: true,
  atCreation: true,
  immutable: { rule, because: 'The type of a custom field cannot be changed.' },
  values: { string: 'Text, at most 500 bytes', bytes: 'Bytes, at most 500' },
  delay: 'about five minutes',
  rules: [rule],
});

/** Creating a custom field is for good. */
export const slotForGood = (noun: string): readonly Effect[] => [
  {
    class: 'irreversible',
    when: 'create',
    because: `A ${noun} can never be deleted or renamed and uses up one of a few slots for good.`,
    rule: 'FLD-7',
  },
];

const understood = 'Select "I understand that …".';

/** The clicks for a field that has permissions by group type. */
export const withGroupTypes = {
  create: [
    'Click Add in the upper-right corner.',
    'Enter the field name {key} in the dialog.',
    'Click Add Group Type for each group type below, and set its permissions.',
    understood,
    'Click Confirm.',
  ],
  update: [
    'Click Edit in the row of {key}.',
    'Set the permissions below in the dialog; click Add Group Type for a group type that is not there yet.',
    understood,
    'Click Confirm.',
  ],
} as const;

/** What makes adding a group type to a field irreversible, and what becomes of one that leaves. */
export const groupTypeForGood = {
  required: true,
  atCreation: true,
  minItems: 1,
  leaving: 'kept',
  effects: [
    {
      class: 'irreversible',
      when: 'add',
      because: 'A group type once added to a custom field cannot be taken off it again.',
      rule: 'FLD-7',
    },
  ],
} as const satisfies Partial<MapAttribute>;

const levels = {
  'app-admin': 'App admins only',
  'group-owner': 'The group owner, and above',
  'group-admin': 'Group admins, and above',
  member: 'Members, and above ("by Member")',
  all: 'Everybody, also outside the group ("by All")',
};

/** Who may read, or write, a field in one group type. The guide shows two of the choices. */
export const level = (
  title: string,
  able: 'Readable' | 'Writable',
  description: string,
  rule: string,
): EnumAttribute => ({
  type: 'enum',
  title,
  description,
  required: true,
  values: levels,
  labels: { member: `${able} by Member`, all: `${able} by All` },
  rules: [rule, 'FLD-5', 'FLD-8'],
});
