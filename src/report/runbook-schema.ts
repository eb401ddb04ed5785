/** The JSON runbook as JSON Schema 2020-12: what a reader can rely on. See `docs/by-hand.md`. */
import { address, definitions, kindName } from './plan-schema-parts.ts';
import { count, group, list, map, orNull, ref, type Schema, text, word } from './schema-words.ts';

const actions = word('What is done to the resource.', ['create', 'update', 'delete']);

const path = list('Where the value stands in the resource.', text('A key.'));

const label = text('What the console calls it; below the area that the clicks lead to.');

const shown = group(
  'A value as a person reads it: at least one of these is there.',
  {
    labels: list(
      "Choices of the console, by the console's labels.",
      text('A label, or several of one event.'),
    ),
    text: text('What is to be entered as it stands; of a document all its lines.'),
    said: text('Words about it: its unit, where a secret is, or that it is not known.'),
  },
  ['labels', 'text', 'said'],
);

const value = group('A value to set, or one that goes.', {
  path,
  label,
  before: ref('shown'),
  after: ref('shown'),
});

const area = group('Some clicks, and the values that they are for.', {
  clicks: list('What to do, in this order.', text('A sentence, with the labels of the console guide.')),
  values: list('The values.', value),
});

const step = group(
  'One change that a person makes.',
  {
    number: { type: 'integer', minimum: 1, description: 'From 1, in an order that works.' },
    address,
    type: kindName,
    action: actions,
    title: text('Such as `Change login settings of apps.support`.'),
    reason: text('Why a person has to do it.'),
    waiting_since: text('Since when it was left to one, in UTC.'),
    app: text('The address of its app; absent outside of apps.'),
    sdk_app_id: text('Of its app; absent as long as that is not there.'),
    page: text('The page of the console, as in `schemas/settings.md`.'),
    place: text('The way to the page, from the console on.'),
    which: list(
      'What it can be told by where it is changed: values that never change.',
      group('A value that it has.', { path, label, value: ref('shown') }),
    ),
    areas: list('What to click and to set.', ref('area')),
    rest: list('What the next apply sets, once it is there.', label),
    consequences: list('What it brings beyond its values, worst first.', ref('consequence')),
    effective: text('When it shows, where that is not at once.'),
    needs: list('The numbers of the steps that have to be done before.', count('A number.')),
    needs_apply: list('What an apply has to carry out before.', address),
    confirm: text(
      'The command that says that it was done, for a POSIX shell. A new app is told with its SDKAppID.',
    ),
    deny: text('The command that takes that back.'),
  },
  ['waiting_since', 'app', 'sdk_app_id', 'which', 'effective'],
);

const wholeRunbook: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'urn:chatform:runbook:1',
  title: 'chatform runbook',
  ...group('What `chatform runbook --format json` prints.', {
    format_version: {
      type: 'string',
      pattern: '^1\\.[0-9]+$',
      description:
        'The version of this format: a higher minor number has more keys, a higher major one is another format.',
    },
    environment: orNull(text('The name of the environment; null without one.')),
    account: text('The uin of the root account.'),
    digest: text('The digest of the plan that it is of.'),
    made_at: text('When it was made, in UTC.'),
    steps: list('What is to be done by hand.', ref('step')),
    after: list(
      'What the next apply carries out once the steps are confirmed.',
      group('A change.', {
        address,
        type: kindName,
        action: actions,
        depends_on: list('The changes that have to be done before.', address),
      }),
    ),
    bindings: map('SDKAppIDs by the addresses of their apps.', text('An SDKAppID.')),
    confirmed: list(
      'What no API shows, and is taken to be as somebody confirmed it.',
      group('A resource that was set by hand.', {
        address,
        kind: kindName,
        by: text('Who said so.'),
        at: text('When, in UTC.'),
      }),
    ),
  }),
  $defs: { shown, area, step, consequence: definitions.consequence },
};

/** The schema of the JSON runbook. It takes what later minor versions add. */
export function runbookSchema(): Schema {
  return wholeRunbook;
}
