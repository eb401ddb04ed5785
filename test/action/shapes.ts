/**
 * What may stand where in action.yml and in the workflows, as JSON Schema: the part of GitHub's syntax that these
 * files use, closed, so that a slip in a key is found.
 * Source: docs.github.com, "Workflow syntax for GitHub Actions" and "Metadata syntax for GitHub Actions".
 */
const text = { type: 'string', minLength: 1 };
const texts = { type: 'object', additionalProperties: { type: 'string' } };

const closed = (properties: Readonly<Record<string, object>>, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

const id = { type: 'string', pattern: '^[a-z][a-z-]*$' };

const mapOf = (values: object) => ({ type: 'object', propertyNames: id, additionalProperties: values });

const level = { enum: ['none', 'read', 'write'] };
const permissions = closed({ contents: level, 'pull-requests': level, checks: level, issues: level });

const usesStep = closed(
  {
    id,
    if: text,
    uses: text,
    with: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } },
    env: texts,
  },
  ['uses'],
);

const concurrency = closed(
  { group: text, 'cancel-in-progress': { type: 'boolean' }, queue: { enum: ['single', 'max'] } },
  ['group', 'cancel-in-progress'],
);

const job = closed(
  {
    name: text,
    if: text,
    'runs-on': { anyOf: [text, { type: 'array', items: text, minItems: 1 }] },
    'timeout-minutes': { type: 'integer', minimum: 1, maximum: 360 },
    environment: text,
    permissions,
    strategy: closed(
      {
        'fail-fast': { type: 'boolean' },
        'max-parallel': { type: 'integer', minimum: 1 },
        matrix: mapOf({ type: 'array', items: text, minItems: 1 }),
      },
      ['matrix'],
    ),
    steps: { type: 'array', items: usesStep, minItems: 1 },
  },
  ['name', 'runs-on', 'timeout-minutes', 'permissions', 'strategy', 'steps'],
);

const triggers = closed({
  pull_request: { type: 'null' },
  push: closed({ branches: { type: 'array', items: text, minItems: 1 } }, ['branches']),
  schedule: { type: 'array', items: closed({ cron: text }, ['cron']), minItems: 1 },
  workflow_dispatch: { type: 'null' },
});

/** A workflow to copy. Its steps use actions: none has a script of its own. */
export const workflowShape = closed(
  { name: text, on: triggers, permissions, concurrency, jobs: mapOf(job) },
  ['name', 'on', 'permissions', 'concurrency', 'jobs'],
);

/** action.yml, as a composite action. */
export const actionShape = closed(
  {
    name: text,
    description: text,
    author: text,
    branding: closed({ icon: text, color: text }),
    inputs: mapOf(
      closed({ description: text, required: { type: 'boolean' }, default: { type: 'string' } }, [
        'description',
      ]),
    ),
    outputs: mapOf(closed({ description: text, value: text }, ['description', 'value'])),
    runs: closed(
      {
        using: { const: 'composite' },
        steps: {
          type: 'array',
          items: closed({ id, shell: { const: 'bash' }, run: text, env: texts }, ['shell', 'run']),
        },
      },
      ['using', 'steps'],
    ),
  },
  ['name', 'description', 'inputs', 'outputs', 'runs'],
);
