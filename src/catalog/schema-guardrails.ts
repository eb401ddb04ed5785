/** Rules over plans as JSON Schema: the block of a configuration, files of rules, and tests of rules. */
import { builtIns, longestRule, type Parameter, verdictWords } from './guardrails.ts';
import { kinds } from './index.ts';
import { consequenceClasses, editions } from './kind.ts';
import { type Annotation, described, keySchema, type Schema } from './schema-attributes.ts';
import { address, choice, group, text } from './schema-project.ts';

const guardrailKey = {
  title: 'Name of the guardrail',
  pattern: '^[A-Za-z][A-Za-z0-9_-]{0,63}$',
  hint: 'a letter, then at most 63 letters, digits, "_" or "-"',
};

const expression = (title: string, description: string): Schema => ({
  ...text(title, description, { hint: `an expression of at most ${longestRule} characters` }),
  minLength: 1,
  maxLength: longestRule,
});

const sentence = (title: string, description: string): Schema => ({
  ...text(title, description, { hint: 'not empty' }),
  minLength: 1,
});

function parameterSchema(parameter: Parameter): Schema {
  const { title, description } = parameter;
  if (parameter.type === 'text') return text(title, description, parameter);
  if (parameter.type === 'integer') {
    const { minimum, maximum } = parameter;
    const about: Annotation = { type: 'integer', title, minimum, maximum };
    return {
      ...described(about, description),
      type: 'integer',
      minimum,
      maximum,
      default: parameter.default,
    };
  }
  return {
    ...described({ type: 'set', title, hint: 'a list of at least one' }, description),
    type: 'array',
    uniqueItems: true,
    minItems: 1,
    items: choice(title, description, parameter.values),
  };
}

const waiversList: Schema = {
  ...described(
    { type: 'array', title: 'Waivers' },
    'Addresses that need not keep the rule, each for a reason and until a day.',
  ),
  type: 'array',
  items: group(
    'Waiver',
    'An address that need not keep the rule for some time.',
    {
      address: address('Address', 'The address of the change that is waived.'),
      reason: sentence('Reason', 'Why, for whoever reviews it.'),
      by: sentence('By', 'Who answers for it.'),
      until: text('Until', 'The last day that it holds, in UTC. Past it the waiver is an error.', {
        pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
        hint: 'a day such as "2026-12-31"',
      }),
    },
    ['address', 'reason', 'by', 'until'],
  ),
};

const guardrail: Schema = group('Guardrail', 'A rule over every plan.', {
  level: choice('Level', 'What becomes of a plan that breaks the rule.', {
    deny: 'It is refused',
    warn: 'It is shown with a warning',
  }),
  message: sentence('Message', 'What whoever breaks the rule is told; {change.address} is filled in.'),
  rule: expression('Rule', 'What has to hold, as a CEL expression over `change` or over `plan`.'),
  uses: choice(
    'Uses',
    'The built-in guardrail that it is, in place of a rule.',
    Object.fromEntries(builtIns.map((one) => [one.name, one.description])),
  ),
  with: group(
    'With',
    'What a built-in guardrail is tuned by.',
    Object.fromEntries(
      builtIns.flatMap(({ parameters }) =>
        Object.entries(parameters).map(([name, one]) => [name, parameterSchema(one)]),
      ),
    ),
  ),
  when: expression('When', 'The changes that the rule is about, as an expression; all of them without it.'),
  waivers: waiversList,
});

/** A rule of one's own needs all of these; a built-in one has them. In an environment parts may be changed. */
const needs: Schema = {
  if: { required: ['uses'] },
  else: {
    properties: { level: true, message: true, rule: true },
    required: ['level', 'message', 'rule'],
  },
};

/** Rules over plans. `part`: in an environment, which may change something of a rule. */
export const guardrailsBlock = (mode: 'whole' | 'part'): Schema => ({
  ...described({ type: 'map', title: 'Guardrails' }, 'Rules over every plan.'),
  type: 'object',
  minProperties: 1,
  propertyNames: keySchema(guardrailKey),
  additionalProperties: mode === 'whole' ? { ...guardrail, ...needs } : guardrail,
});

const draft = 'https://json-schema.org/draft/2020-12/schema';

/** A file of `--guardrails DIR`. */
export function guardrailsSchema(): object {
  return {
    $schema: draft,
    ...group(
      'chatform guardrails',
      'Rules over plans that the repository under review cannot change.',
      { guardrails: guardrailsBlock('whole') },
      ['guardrails'],
    ),
  };
}

const loose = (title: string, description: string, type: 'object' | 'array' = 'object'): Schema => ({
  ...described({ type: type === 'object' ? 'map' : 'array', title }, description),
  type: type === 'object' ? ['object', 'null'] : 'array',
});

const words = (values: readonly string[], describe: (word: string) => string) =>
  Object.fromEntries(values.map((word) => [word, describe(word)]));

const count = (title: string, description: string): Schema => ({
  ...described({ type: 'integer', title, minimum: 0 }, description),
  type: 'integer',
  minimum: 0,
});

const caseChange: Schema = group(
  'Change',
  'A change in parts; what is left out is as in the sample of its kind.',
  {
    kind: choice(
      'Kind',
      'The kind of resource.',
      Object.fromEntries(kinds.map((one) => [one.name, one.title])),
    ),
    action: choice('Action', 'What happens to it; an update without it.', {
      create: 'It is created',
      update: 'It is changed',
      delete: 'It is deleted',
    }),
    app: text('App', 'The key of the app.'),
    address: address('Address', 'The address of the resource.'),
    environment: text('Environment', 'The environment of the plan.'),
    edition: choice(
      'Edition',
      'The edition that the app will have.',
      words(editions, (one) => one),
    ),
    before: loose('Before', 'What is there, attribute by attribute; over that of the sample.'),
    after: loose('After', 'What is wanted, attribute by attribute; over that of the sample.'),
    changed: loose('Changed', 'The attributes that change.', 'array'),
    unknown: loose('Unknown', 'The attributes that are known only after apply.', 'array'),
    tags: loose('Tags', 'The tags of the app after the plan.'),
    tagsBefore: loose('Tags before', 'The tags of the app before the plan.'),
    consequences: {
      ...described({ type: 'array', title: 'Consequences' }, 'The classes of consequence that it has.'),
      type: 'array',
      items: choice(
        'Class',
        'A class of consequence.',
        words(consequenceClasses, (one) => one),
      ),
    },
    reason: text('Reason', 'Why it changes, where it is not plain.'),
    because: text('Because', 'What `removed:` says.'),
  },
  ['kind'],
);

const casePlan: Schema = group('Plan', 'A plan in parts.', {
  changes: {
    ...described({ type: 'array', title: 'Changes' }, 'The changes of the plan.'),
    type: 'array',
    items: caseChange,
  },
  counts: group('Counts', 'Numbers that are not counted from the changes.', {
    create: count('Creations', 'How many resources are created.'),
    update: count('Updates', 'How many resources are changed.'),
    delete: count('Deletions', 'How many resources are deleted.'),
    released: count('Releases', 'How many resources and attributes are released.'),
    refused: count('Refusals', 'How many changes the console would refuse.'),
  }),
  existing: count('Existing', 'How many resources of the configuration the console has.'),
  gone: count('Gone', 'How many of them it has no longer; as many as are deleted without it.'),
  capacity: loose('Capacity', 'Limits and their use.', 'array'),
  environment: text('Environment', 'The environment of the plan.'),
  account: text('Account', 'The uin of the root account.'),
  complete: {
    ...described({ type: 'boolean', title: 'Complete' }, 'Whether nothing was left out.'),
    type: 'boolean',
  },
});

/** `*.guardrails-test.yaml`: what rules have to say of changes and plans. */
export function guardrailTestsSchema(): object {
  return {
    $schema: draft,
    ...group(
      'chatform guardrail tests',
      'Changes and plans, and what the guardrails have to say of them.',
      {
        tests: {
          ...described({ type: 'array', title: 'Tests', hint: 'a list of at least one' }, 'The cases.'),
          type: 'array',
          minItems: 1,
          items: group(
            'Test',
            'A change or a plan, and the verdict of each rule that is asked.',
            {
              name: sentence('Name', 'What the case shows.'),
              change: caseChange,
              plan: casePlan,
              now: text('Now', 'The time of the case in UTC; that of the run without it.', {
                pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$',
                hint: 'a time such as "2026-11-20T10:00:00Z"',
              }),
              expect: {
                ...described(
                  { type: 'map', title: 'Expect' },
                  'The verdict of each rule, by its name; rules that are not named are not asked.',
                ),
                type: 'object',
                minProperties: 1,
                propertyNames: keySchema(guardrailKey),
                additionalProperties: choice('Verdict', 'What the rule has to say.', verdictWords),
              },
            },
            ['name', 'expect'],
          ),
        },
      },
      ['tests'],
    ),
  };
}
