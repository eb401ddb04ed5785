/** The JSON plan and its summary as JSON Schema 2020-12: what a reader can rely on. See `docs/plan-json.md`. */
import { consequenceClasses } from '../catalog/kind.ts';
import { address, definitions, kindName } from './plan-schema-parts.ts';
import { runbookSchema } from './runbook-schema.ts';
import { count, flag, group, list, map, orNull, ref, type Schema, text, word } from './schema-words.ts';

const dialect = 'https://json-schema.org/draft/2020-12/schema';

const version: Schema = {
  type: 'string',
  pattern: '^1\\.[0-9]+$',
  description:
    'The version of this format: a higher minor number has more keys, a higher major one is another format.',
};

const verdict = {
  format_version: version,
  tool_version: text('The version of chatform that wrote it.'),
  applyable: flag('There is something to apply, and nothing against it.'),
  complete: flag('Nothing was left out: by --target or --exclude, or because it could not be read.'),
  errored: flag('The plan could not be made: see the diagnostics.'),
  digest: text(
    'SHA-256 over what the plan does, for which account and environment, under which guardrails, and from which objects: the same digest is the same plan.',
  ),
};

const counts = {
  add: count('Resources to create.'),
  change: count('Resources to update.'),
  destroy: count('Resources to delete.'),
  refused: count('Wanted changes that the console would not allow.'),
  denied: count('Guardrails that deny the plan. Since 1.1.'),
  warned: count('Guardrails that warn of the plan. Since 1.1.'),
  by_hand: count(
    'Changes that a person has to make in the console. In a plan since 1.2, in a summary since 1.1.',
  ),
  released: count('Resources and attributes that are not managed any more.'),
  moved: count('Resources that get another address.'),
  drifted: count('Resources that somebody else changed.'),
  consequences: {
    ...map('Changes by class of consequence; a class without any is absent.', count('How many changes.')),
    propertyNames: word('The class.', consequenceClasses),
  },
};

const environment = orNull(text('The name of the environment; null without one.'));

const inputs = group(
  'What the plan was asked for, beside the files.',
  {
    environment,
    targets: list('What --target names.', address),
    excludes: list('What --exclude names.', address),
    variables: map('What --var and --var-file set, those of sensitive variables left out.', {
      anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }],
    }),
    secrets: word(
      '`unread`: the plan was made without reading secrets, so that it cannot tell whether one changed. Since 1.1.',
      ['read', 'unread'],
    ),
    undo: text('The run that the plan takes back, by `chatform undo`. Since 1.3.'),
  },
  ['secrets', 'undo'],
);

const plannedAgainst = group(
  'What must not have moved when the plan is applied.',
  {
    account: text('The uin of the root account; empty when the plan could not be made.'),
    adapter: text('What read the console; empty when the plan could not be made.'),
    config: text('SHA-256 of what the configuration declares; empty when the plan could not be made.'),
    state: orNull(
      group('The state; null: there is none yet.', {
        lineage: text('Which state it is.'),
        serial: count('How often it was written.'),
      }),
    ),
    guardrails: orNull(
      text('SHA-256 of the guardrails that it was judged by; null: there were none. Since 1.1.'),
    ),
    objects: map(
      'By address: SHA-256 of what a change starts from; null: it was not there.',
      orNull(text('SHA-256, in hex.')),
    ),
    again: count(
      'How many plans that do the same to the same were carried out before it; absent for none. Since 1.1.',
    ),
  },
  ['guardrails', 'again'],
);

const wholePlan: Schema = {
  $schema: dialect,
  $id: 'urn:chatform:plan:1',
  title: 'chatform plan',
  ...group(
    'What `chatform plan --json` prints and `chatform plan --out` saves.',
    {
      ...verdict,
      summary: group('How much there is to do.', counts, ['moved', 'denied', 'warned', 'by_hand']),
      inputs,
      resource_changes: list('What is to be done, in an order that works.', ref('resource_change')),
      resource_drift: list('What somebody else changed since the last apply.', ref('drift')),
      refusals: list('What is wanted and not allowed.', ref('refusal')),
      released: list('What is not managed any more, whole resources and attributes.', ref('release')),
      moved: list(
        'Resources that get another address, each with all in it; only the state changes.',
        group('A move.', { from: address, to: address }),
      ),
      unmanaged: list(
        'What is there, and is neither declared nor known to the state.',
        group('A live object.', { kind: kindName, address, label: text('What people call it.') }),
      ),
      confirmed: list(
        'What no API shows, and is taken to be as somebody confirmed it. Since 1.2.',
        group('A resource that was set by hand.', {
          address,
          kind: kindName,
          by: text('Who said so.'),
          at: text('When, in UTC.'),
        }),
      ),
      capacity: list('Limits of the console, and how much of them is used.', ref('capacity')),
      guardrails: list('What each guardrail says, also those that passed. Since 1.1.', ref('verdict')),
      access: list('What changes of CAM mean for whom, gains first. Since 1.1.', ref('access')),
      diagnostics: list('Errors and warnings.', ref('diagnostic')),
      bindings: map('SDKAppIDs by the addresses of their apps.', text('An SDKAppID.')),
      planned_against: plannedAgainst,
      checksum: text(
        'In a saved plan: SHA-256 over everything else, so that a plan that was edited is not applied.',
      ),
    },
    ['guardrails', 'access', 'confirmed', 'checksum'],
  ),
  $defs: definitions,
};

const wholeSummary: Schema = {
  $schema: dialect,
  $id: 'urn:chatform:plan-summary:1',
  title: 'chatform plan summary',
  ...group('What `chatform plan --summary` writes.', { ...verdict, environment, ...counts }, ['by_hand']),
};

/** The schema of the JSON plan. It takes what later minor versions add. */
export function planSchema(): Schema {
  return wholePlan;
}

/** The schema of the JSON summary. It takes what later minor versions add. */
export function summarySchema(): Schema {
  return wholeSummary;
}

/** What is committed under `schemas/` beside what comes from the catalogue alone: file name → text. */
export function publishedFormats(): ReadonlyMap<string, string> {
  const json = (schema: Schema) => `${JSON.stringify(schema, null, 2)}\n`;
  return new Map([
    ['plan.schema.json', json(planSchema())],
    ['summary.schema.json', json(summarySchema())],
    ['runbook.schema.json', json(runbookSchema())],
  ]);
}
