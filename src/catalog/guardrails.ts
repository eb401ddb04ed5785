/**
 * The guardrails that come with chatform, as people name and tune them: off unless a configuration uses them.
 * What they look for is in `src/guardrails/`. Schema and reading of the configuration derive from this.
 */

/** Characters of an expression: what can be read in a review, and evaluated in no time. */
export const longestRule = 4000;

/** What a guardrail says of a plan. */
export const verdictWords = {
  passed: 'Every change that it is about keeps the rule',
  denied: 'A change breaks the rule, and the plan is refused',
  warned: 'A change breaks the rule, and the plan is shown with a warning',
  waived: 'Every change that breaks the rule is waived',
  'not-applicable': 'The plan has nothing that the rule is about',
  broken: 'The rule cannot be used, and the plan is refused',
} as const;
export type VerdictWord = keyof typeof verdictWords;

interface ParameterBase {
  readonly title: string;
  readonly description: string;
  readonly required?: true;
}

/** A setting of a built-in guardrail: a key of `with:`. No two of them share a name with another meaning. */
export type Parameter =
  | (ParameterBase & { readonly type: 'text'; readonly pattern?: string; readonly hint?: string })
  | (ParameterBase & {
      readonly type: 'integer';
      readonly minimum: number;
      readonly maximum: number;
      readonly default: number;
    })
  | (ParameterBase & { readonly type: 'words'; readonly values: Readonly<Record<string, string>> });

export interface BuiltIn {
  /** `chatform/https-webhooks`. */
  readonly name: string;
  /** One sentence: what has to hold. */
  readonly description: string;
  readonly parameters: Readonly<Record<string, Parameter>>;
  /** False where a waiver could not name an address: it is about the whole plan. */
  readonly waivable: boolean;
}

/** Days of the week, Monday first. */
export const weekdays = {
  mon: 'Monday',
  tue: 'Tuesday',
  wed: 'Wednesday',
  thu: 'Thursday',
  fri: 'Friday',
  sat: 'Saturday',
  sun: 'Sunday',
} as const;

const timeOfDay = { pattern: '^(?:[01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$', hint: 'a time such as "09:00"' };

const share = (noun: string): Parameter => ({
  type: 'integer',
  title: `Share of ${noun}`,
  description: `How many of the existing resources a plan may have as ${noun}, in percent; counted from ten existing resources on.`,
  minimum: 0,
  maximum: 100,
  default: 30,
});

export const builtIns: readonly BuiltIn[] = [
  {
    name: 'chatform/https-webhooks',
    description: 'A webhook has an https URL.',
    parameters: {},
    waivable: true,
  },
  {
    name: 'chatform/no-wildcard-policies',
    description:
      'No statement of a CAM policy allows all actions on all resources, unless by the tags of an app (CAM-6).',
    parameters: {},
    waivable: true,
  },
  {
    name: 'chatform/no-world-writable-fields',
    description: 'No custom field of public groups, or of their members, can be written by everybody.',
    parameters: {},
    waivable: true,
  },
  {
    name: 'chatform/protected-apps',
    description: 'An app that carries a tag is not deleted.',
    parameters: {
      tag: {
        type: 'text',
        title: 'Tag',
        description: 'The key of the tag that protects an app.',
        required: true,
        pattern: '^.',
        hint: 'the key of a tag',
      },
      value: {
        type: 'text',
        title: 'Value',
        description: 'The value that the tag must have to protect; any value without it.',
      },
    },
    waivable: true,
  },
  {
    name: 'chatform/mass-change',
    description: 'A plan updates and deletes only so many of the existing resources.',
    parameters: {
      updates: share('updates'),
      deletes: share('deletes'),
      floor: {
        type: 'integer',
        title: 'Floor',
        description:
          'How many updates, and how many deletes, are allowed whatever their share is; below ten existing resources, the limit itself.',
        minimum: 0,
        maximum: 100_000,
        default: 3,
      },
    },
    waivable: false,
  },
  {
    name: 'chatform/change-window',
    description: 'Changes are applied only at certain times of the week.',
    parameters: {
      days: {
        type: 'words',
        title: 'Days',
        description: 'The days on which the window opens; every day without it.',
        values: weekdays,
      },
      from: {
        type: 'text',
        title: 'From',
        description: 'When the window opens.',
        required: true,
        ...timeOfDay,
      },
      to: {
        type: 'text',
        title: 'To',
        description: 'When it closes; a time before `from` is on the next day.',
        required: true,
        ...timeOfDay,
      },
      zone: {
        type: 'text',
        title: 'Time zone',
        description: 'The time zone of both times.',
        required: true,
        pattern: '^[A-Za-z]',
        hint: 'a time zone such as Asia/Shanghai or UTC',
      },
    },
    waivable: false,
  },
];

const byName = new Map(builtIns.map((one) => [one.name, one]));

export const builtInNamed = (name: string): BuiltIn | undefined => byName.get(name);
