/** The parts of the JSON plan's schema that occur in several places, by name. */
import { verdictWords } from '../catalog/guardrails.ts';
import { kinds } from '../catalog/index.ts';
import { consequenceClasses } from '../catalog/kind.ts';
import { classMeanings } from './consequence-classes.ts';
import { count, group, list, orNull, ref, type Schema, text, word } from './schema-words.ts';

export const address = text(
  'An address, such as `apps.support.userFields.Level` or `cam.policies["ops.read"]`.',
);
const sourceOfIt = ref('source');
const ruleId = text('The ID of the rule that says so, such as `FLD-7`: see `schemas/settings.md`.');
const pathInside = (description: string): Schema => list(description, { type: 'string' });

/** The kind of a resource, a word of the catalogue. */
export const kindName = word(
  'The kind of the resource.',
  kinds.map(({ name }) => name),
);

const lineNumber = (description: string): Schema => ({ type: 'integer', minimum: 1, description });

const source = group('A place in a file of the configuration. Columns are UTF-16 units, from 1.', {
  file: text("From the configuration's directory, with `/`."),
  line: lineNumber('From 1.'),
  column: lineNumber('From 1.'),
  end_line: lineNumber('The last line.'),
  end_column: lineNumber('The column after the last one.'),
  text: text('The first line, as it may be quoted: what may be a secret is starred out.'),
});

const mask: Schema = {
  description: 'The shape of a value, with true where the value is what the mask is about.',
  anyOf: [
    { type: 'boolean' },
    { type: 'array', items: ref('mask') },
    { type: 'object', additionalProperties: ref('mask') },
  ],
};

const consequence = group('What a change brings beyond its values.', {
  class: word(
    `The class, worst first. ${consequenceClasses.map((name) => `\`${name}\`: ${classMeanings[name]}`).join(' ')}`,
    consequenceClasses,
  ),
  because: text('One sentence for the reviewer.'),
  rule: ruleId,
  path: pathInside('The attribute that brings it; empty for the resource itself.'),
});

const unknownPart = group('A text that is known after apply.', {
  path: pathInside('Where it stands in the value.'),
  expression: text('What it is made of: a text that refers to the SDKAppID of an app.'),
});

const documentChange = group(
  'One difference inside a document.',
  {
    path: text('Such as `statement[0].action`.'),
    before: { description: 'Absent: it is added.' },
    after: { description: 'Absent: it is taken away.' },
  },
  ['before', 'after'],
);

const secretReference = group(
  'Where a secret is. The secret itself is in no plan.',
  { env: text('An environment variable.'), file: text("A file of the configuration's directory.") },
  ['env', 'file'],
);

const leaf = group(
  'One value that changes.',
  {
    path: pathInside('Where it stands in the resource.'),
    before: { description: 'Absent: it is not there yet.' },
    after: {
      description: 'Absent: it is taken away, or it is a secret. null: nothing of it is known before apply.',
    },
    unknown: list('The parts of `after` that are known after apply.', unknownPart),
    sensitive: { const: true, description: 'It is a secret: neither value is in the plan.' },
    reference: secretReference,
    reset: { const: true, description: "null was declared: `after` is the console's default." },
    details: list('For a document: what differs inside.', documentChange),
    source: sourceOfIt,
  },
  ['before', 'after', 'unknown', 'sensitive', 'reference', 'reset', 'details', 'source'],
);

const attributes: Schema = { type: 'object', description: 'Attributes and their values.' };

const actions = ['create', 'update', 'delete', 'forget', 'no-op'];

const change = group(
  'What happens to the values, as in Terraform.',
  {
    actions: list(
      'What is done. A list, so that every end of a resource is found by looking for `delete` in it.',
      word('`forget`: not managed any more, and left as it is. `no-op`: only moved.', actions),
    ),
    before: { ...orNull(attributes), description: 'What the console has of it now; null before it exists.' },
    after: {
      ...orNull(attributes),
      description: 'What it will have, without secrets and what is known after apply; null after its end.',
    },
    after_unknown: { ...ref('mask'), description: 'true at values that are known after apply.' },
    before_sensitive: { ...ref('mask'), description: 'No secret is known before: {}, or false for nothing.' },
    after_sensitive: { ...ref('mask'), description: 'true at secrets.' },
  },
  ['after_unknown', 'before_sensitive', 'after_sensitive'],
);

const resource = {
  address,
  previous_address: text('The address that it has in the state, where `moved:` gives it another. Since 1.1.'),
  mode: { const: 'managed', description: 'As in Terraform.' },
  type: kindName,
  name: text('The last part of the address.'),
  provider_name: { const: 'chatform', description: 'As in Terraform. Since 1.1.' },
  change: ref('change'),
};

const resourceChange = group(
  'What is to happen to one resource.',
  {
    ...resource,
    action_reason: word('Why, where it is not plain.', [
      'delete_because_no_resource_config',
      'delete_by_removed_entry',
    ]),
    because: text('What `removed:` says for whoever reviews it.'),
    leaves: list('The values that change, one by one. Since 1.1 in every entry.', ref('leaf')),
    consequences: list('What it brings beyond its values. Since 1.1 in every entry.', ref('consequence')),
    via: word('What writes it: the console alone, or one of the public APIs.', servedBy()),
    by_hand: group(
      'A person has to do it in the console. Since 1.2.',
      { reason: text('Why.'), waiting_since: text('Since when it was left to one, in UTC.') },
      ['waiting_since'],
    ),
    effective: text('When it shows, where that is not at once.'),
    depends_on: list('The changes that have to be done before. Since 1.1 in every entry.', address),
    source: sourceOfIt,
  },
  [
    'previous_address',
    'provider_name',
    'action_reason',
    'because',
    'leaves',
    'consequences',
    'via',
    'by_hand',
    'effective',
    'depends_on',
    'source',
  ],
);

function servedBy(): string[] {
  return [...new Set(kinds.map((kind) => kind.served))].sort();
}

const drift = group(
  'What somebody else changed since the last apply: `before` is what was recorded, `after` what the console has.',
  { ...resource, leaves: list('The values that changed, one by one.', ref('leaf')) },
  ['previous_address', 'mode', 'name', 'provider_name'],
);

const refusal = group(
  'A wanted change that the console would not allow.',
  {
    address,
    path: pathInside('The attribute that is refused; empty for the resource itself.'),
    rule: ruleId,
    message: text('What is refused, and why.'),
    remedy: text('What to do instead.'),
    holds: list('The changes that cannot be done without this one.', address),
    source: sourceOfIt,
  },
  ['remedy', 'source'],
);

const release = group(
  'What is no longer declared: it keeps its value, and is not managed any more.',
  {
    address,
    kind: kindName,
    path: pathInside('The attribute; empty for a whole resource.'),
    value: { description: 'What it keeps.' },
    note: text('What still counts, or is stranded.'),
  },
  ['note'],
);

const capacity = group('How much of a limit is used.', {
  scope: text('`account`, or the address of the app.'),
  kind: kindName,
  noun: text('What is counted, in the plural.'),
  limit: count('How many there can be.'),
  before: count('How many there are.'),
  after: count('How many there will be.'),
  unmanaged: count('How many of those that there are are not managed here.'),
  rule: ruleId,
});

const waiver = group('What lets a violation pass.', {
  address,
  reason: text('Why.'),
  by: text('Who answers for it.'),
  until: text('The last day that it holds, in UTC.'),
  source: ref('source'),
});

const verdict = group(
  'What one guardrail says of the plan.',
  {
    name: text('Its name.'),
    level: word('What it does when a change breaks it.', ['deny', 'warn']),
    origin: word('`directory`: of the directory that --guardrails names.', ['configuration', 'directory']),
    uses: text('The built-in guardrail that it is.'),
    verdict: word('What came of it: `denied` and `broken` refuse the plan.', Object.keys(verdictWords)),
    findings: list(
      'The places that break it.',
      group('A violation.', { address, message: text("The rule's message."), source: sourceOfIt, waiver }, [
        'address',
        'source',
        'waiver',
      ]),
    ),
    reason: text('Why it cannot be used, or why what it denies passes all the same.'),
    source: ref('source'),
  },
  ['uses', 'reason'],
);

const access = group('What somebody may do from now on, or no longer.', {
  direction: word('More, or less.', ['gain', 'loss']),
  who: list(
    'Who.',
    group('A sub-account or a user group.', {
      kind: word('Which of them.', ['user', 'group']),
      name: text('Its name.'),
    }),
  ),
  text: text('A sentence: who gains or loses which actions on which apps, by which policies.'),
  escalation: list('What it leads to beyond that.', text('Such as rights to change CAM itself.')),
});

const position = (description: string): Schema =>
  group(description, { line: lineNumber('From 1.'), column: lineNumber('From 1, in UTF-16 units.') });

const diagnostic = group(
  "Something to say about the configuration or the console, in Terraform's shape.",
  {
    severity: { enum: ['error', 'warning'], description: 'With an error, nothing can be applied.' },
    summary: text('What is wrong, and what to do about it.'),
    address,
    rule: ruleId,
    range: group('Where.', {
      filename: text("From the configuration's directory, with `/`."),
      start: position('Where it begins.'),
      end: position('Where it ends: the column after the last one.'),
    }),
    snippet: group('The line there.', {
      code: text('Its text, as it may be quoted.'),
      start_line: lineNumber('Its number.'),
    }),
  },
  ['address', 'rule', 'range', 'snippet'],
);

/** Everything that `#/$defs/` leads to. */
export const definitions: Readonly<Record<string, Schema>> = {
  source,
  mask,
  consequence,
  leaf,
  change,
  resource_change: resourceChange,
  drift,
  refusal,
  release,
  capacity,
  verdict,
  access,
  diagnostic,
};
