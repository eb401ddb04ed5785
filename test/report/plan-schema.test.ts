import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model.ts';
import { planJson } from '../../src/report/plan-json.ts';
import { planSchema, publishedFormats, summarySchema } from '../../src/report/plan-schema.ts';
import { runbookOf } from '../../src/report/runbook.ts';
import { runbookJson } from '../../src/report/runbook-json.ts';
import { runbookSchema } from '../../src/report/runbook-schema.ts';
import { savedPlan } from '../../src/report/saved-plan.ts';
import { closed, type Schema } from '../../src/report/schema-words.ts';
import { summaryJson } from '../../src/report/summary-json.ts';
import { fcm, p12, password } from '../adapters/sandbox/uploads.ts';
import { chatform, copyOfExample } from '../commands/chatform.ts';
import { caseFolders, planOfCase } from '../support/case.ts';
import { byHandPlan, now } from './by-hand-plan.ts';

/** What a schema has against a document: nothing, or places and what is wrong there. */
function checkerOf(schema: Schema): (json: unknown) => string[] {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
  const validate = ajv.compile(schema);
  return (json) =>
    validate(json)
      ? []
      : (validate.errors ?? []).map(
          (one) => `${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`,
        );
}

/** For readers, and for what this version writes, where no key may be that is not in the schema. */
const reads = checkerOf(planSchema());
const writes = checkerOf(closed(planSchema()));
const readsSummary = checkerOf(summarySchema());
const writesSummary = checkerOf(closed(summarySchema()));
const readsRunbook = checkerOf(runbookSchema());
const writesRunbook = checkerOf(closed(runbookSchema()));

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function expectDocumented(plan: Plan): void {
  const json = asJson(planJson(plan, '0.1.0'));
  expect(writes(json)).toEqual([]);
  expect(reads(json)).toEqual([]);
  expect(writesSummary(asJson(summaryJson(plan, '0.1.0')))).toEqual([]);
}

/** What is written when a run failed before there was a plan. */
const failed: Plan = {
  changes: [],
  refusals: [],
  drift: [],
  released: [],
  moved: [],
  unmanaged: [],
  confirmed: [],
  capacity: [],
  verdicts: [],
  access: [],
  diagnostics: [{ severity: 'error', message: 'the account of the console is another one' }],
  bindings: {},
  complete: false,
  inputs: { environment: 'prod', targets: [], excludes: [], variables: {}, secrets: 'read' as const },
  plannedAgainst: { account: '', adapter: '', config: '', state: null, guardrails: null, objects: {} },
  digest: '',
};

test.each([...publishedFormats()])(
  'schemas/%s is what this version writes (else: npm run generate)',
  (name, text) => {
    const file = path.resolve(import.meta.dirname, '../../schemas', name);
    expect(readFileSync(file, 'utf8') === text).toBe(true);
  },
);

describe('the schema takes, with no key that it does not know,', () => {
  test.each(caseFolders)('the plan of the case %s', (folder) => {
    expectDocumented(planOfCase(folder));
  });

  test('the plan of a run that failed', () => {
    expectDocumented(failed);
    expect(planJson(failed, '0.1.0')).toMatchObject({ applyable: false, complete: false, errored: true });
  });

  test('a plan that was made without reading secrets, and one that was', () => {
    const json = asJson(planJson(failed, '0.1.0')) as { inputs: object };
    for (const secrets of ['read', 'unread'])
      expect(writes({ ...json, inputs: { ...json.inputs, secrets } })).toEqual([]);
    expect(writes({ ...json, inputs: { ...json.inputs, secrets: 'shown' } })).not.toEqual([]);
  });

  test.each([
    ['quickstart', ''],
    ['three-environments', '--env prod'],
    ['everything', ''],
  ])('the plan of the example %s %s, printed and saved', async (example, flags) => {
    const directory = copyOfExample(example);
    mkdirSync(path.join(directory, 'secrets'), { recursive: true });
    writeFileSync(path.join(directory, 'secrets/fcm.json'), fcm);
    writeFileSync(path.join(directory, 'secrets/apns-prod.p12'), p12);
    const env = { APNS_P12_PASSWORD: new TextDecoder().decode(password) };
    const printed = await chatform(directory, `plan --json --out reviewed.plan.json ${flags}`, { env });
    expect(printed.code).toBe(0);
    const saved = JSON.parse(readFileSync(path.join(directory, 'reviewed.plan.json'), 'utf8'));
    expect(writes(JSON.parse(printed.out))).toEqual([]);
    expect(writes(saved)).toEqual([]);
    expect(saved.checksum).toMatch(/^[0-9a-f]{64}$/);
    expect(saved.resource_changes.length).toBeGreaterThan(0);
  });
});

describe('a reader with this schema', () => {
  const plan = asJson(planJson(planOfCase('016-features-lost-EDN-15'), '0.1.0')) as {
    format_version: string;
    resource_changes: { type: string; consequences: { class: string }[] }[];
  };
  const changed = (edit: (copy: typeof plan) => void) => {
    const copy = structuredClone(plan);
    edit(copy);
    return copy;
  };

  test('takes a plan of a later minor version, with keys and words that it does not know', () => {
    const later = changed((copy) => {
      Object.assign(copy, { format_version: '1.12', approvals: [] });
      for (const one of copy.resource_changes) {
        Object.assign(one, { type: 'broadcast', owner: 'alice' });
        for (const consequence of one.consequences) consequence.class = 'audited';
      }
    });
    expect(reads(later)).toEqual([]);
    expect(writes(later)).toEqual(
      expect.arrayContaining([
        ' must NOT have additional properties {"additionalProperty":"approvals"}',
        '/resource_changes/0 must NOT have additional properties {"additionalProperty":"owner"}',
        expect.stringMatching(/^\/resource_changes\/0\/consequences\/0\/class must be equal to one of/),
        expect.stringMatching(/^\/resource_changes\/0\/type must be equal to one of/),
      ]),
    );
  });

  test('refuses another major version', () => {
    const errors = reads(changed((copy) => Object.assign(copy, { format_version: '2.0' })));
    expect(errors).toEqual([expect.stringMatching(/^\/format_version must match pattern/)]);
  });

  test('takes a plan of 1.0, whose entries had fewer keys', () => {
    const source = {
      file: 'chatform.yaml',
      line: 6,
      column: 5,
      end_line: 6,
      end_column: 13,
      text: '    messages:',
    };
    const messages = { address: 'apps.support.messages', type: 'messages' };
    const first = {
      format_version: '1.0',
      tool_version: '0.1.0',
      applyable: true,
      complete: true,
      errored: false,
      digest: 'd1',
      summary: { add: 0, change: 1, destroy: 0, refused: 0, released: 1, drifted: 1, consequences: {} },
      inputs: { environment: null, targets: [], excludes: [], variables: { brand: 'Acme' } },
      resource_changes: [
        {
          ...messages,
          mode: 'managed',
          name: 'messages',
          change: {
            actions: ['update'],
            before: { recallSeconds: 120 },
            after: { recallSeconds: 300 },
            after_unknown: {},
            before_sensitive: false,
            after_sensitive: {},
          },
          leaves: [{ path: ['recallSeconds'], before: 120, after: 300, source }],
          consequences: [],
          via: 'console',
          depends_on: [],
          source,
        },
        {
          address: 'apps.support.friends',
          mode: 'managed',
          type: 'friends',
          name: 'friends',
          change: {
            actions: ['forget'],
            before: { verification: 'forbid-all' },
            after: null,
            after_unknown: false,
            before_sensitive: false,
            after_sensitive: false,
          },
          action_reason: 'delete_because_no_resource_config',
        },
      ],
      resource_drift: [
        {
          ...messages,
          change: { actions: ['update'], before: { recallSeconds: 300 }, after: { recallSeconds: 120 } },
          leaves: [{ path: ['recallSeconds'], before: 300, after: 120 }],
        },
      ],
      refusals: [],
      released: [
        { address: 'apps.support.friends', kind: 'friends', path: [], value: { verification: 'forbid-all' } },
      ],
      moved: [],
      unmanaged: [],
      capacity: [],
      diagnostics: [],
      bindings: { 'apps.support': '1400000001' },
      planned_against: {
        account: '100000000001',
        adapter: 'sandbox',
        config: 'c1',
        state: { lineage: 'l1', serial: 7 },
        objects: { 'apps.support.messages': 'o1' },
      },
    };
    expect(reads(first)).toEqual([]);
  });

  test.each([
    ['/applyable must be boolean', (copy: object) => Object.assign(copy, { applyable: 'yes' })],
    [
      '/summary/add must be >= 0',
      (copy: object) => Object.assign((copy as { summary: object }).summary, { add: -1 }),
    ],
    [' must have required property', (copy: object) => Reflect.deleteProperty(copy, 'digest')],
  ])('refuses what is no plan: %s', (message, edit) => {
    expect(reads(changed(edit))).toEqual([expect.stringContaining(message)]);
  });
});

test('the schema of the summary takes what later versions add, and no other format', () => {
  const summary = summaryJson(planOfCase('001-first-plan'), '0.1.0');
  const later = { ...summary, format_version: '1.4', capacity: 3 };
  expect(readsSummary(later)).toEqual([]);
  expect(writesSummary(later)).toEqual([
    ' must NOT have additional properties {"additionalProperty":"capacity"}',
  ]);
  expect(readsSummary({ ...summary, format_version: '2.0' })).not.toEqual([]);
});

test('the plan with changes by hand, and its runbook, are what the schemas say', () => {
  expectDocumented(byHandPlan);
  const runbook = asJson(runbookJson(runbookOf(byHandPlan, now)));
  expect(writesRunbook(runbook)).toEqual([]);
  expect(readsRunbook({ ...(runbook as object), format_version: '1.3', people: [] })).toEqual([]);
  expect(readsRunbook({ ...(runbook as object), format_version: '2.0' })).not.toEqual([]);
});

test('a saved plan is the printed one and its checksum', () => {
  const plan = planOfCase('034-app-moved');
  const { checksum, ...rest } = JSON.parse(savedPlan(plan, '0.1.0'));
  expect(rest).toEqual(asJson(planJson(plan, '0.1.0')));
  expect(checksum).toMatch(/^[0-9a-f]{64}$/);
});

describe('the schemas', () => {
  /** All schemas inside a schema that stand for a value, by place. */
  function parts(schema: Schema, place: string): [string, Schema][] {
    const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
    const named = [...properties, ...Object.entries((schema.$defs ?? {}) as Record<string, Schema>)];
    const inner = [schema.items, schema.additionalProperties, ...((schema.anyOf as unknown[]) ?? [])];
    return [
      ...named.flatMap(([name, one]): [string, Schema][] => [
        [`${place}.${name}`, one],
        ...parts(one, `${place}.${name}`),
      ]),
      ...inner.flatMap((one) =>
        typeof one === 'object' && one !== null ? parts(one as Schema, `${place}.*`) : [],
      ),
    ];
  }

  const all = [
    ...parts(planSchema(), 'plan'),
    ...parts(summarySchema(), 'summary'),
    ...parts(runbookSchema(), 'runbook'),
  ];

  test('describe every key', () => {
    expect(all.length).toBeGreaterThan(140);
    const silent = all.filter(([, one]) => typeof one.description !== 'string' && one.$ref === undefined);
    expect(silent.map(([place]) => place)).toEqual([]);
  });

  test('are named by their major version', () => {
    expect(runbookSchema()).toMatchObject({ $id: 'urn:chatform:runbook:1', title: 'chatform runbook' });
    expect(planSchema()).toMatchObject({ $id: 'urn:chatform:plan:1', title: 'chatform plan' });
    expect(summarySchema()).toMatchObject({
      $id: 'urn:chatform:plan-summary:1',
      title: 'chatform plan summary',
    });
  });

  test('are explained in docs/plan-json.md, key by key at the top, of a change and of the summary', () => {
    const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/plan-json.md'), 'utf8');
    const defs = planSchema().$defs as Record<string, Schema>;
    const keys = [planSchema(), defs.resource_change, defs.change, summarySchema()].flatMap((one) =>
      Object.keys(one?.properties as object),
    );
    expect(keys.length).toBeGreaterThan(50);
    expect(keys.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
  });

  test('are explained in docs/by-hand.md, key by key at the top and of a step of the runbook', () => {
    const page = readFileSync(path.resolve(import.meta.dirname, '../../docs/by-hand.md'), 'utf8');
    const { step, area, shown } = runbookSchema().$defs as Record<string, Schema>;
    const keys = [runbookSchema(), step, area, shown].flatMap((one) =>
      Object.keys(one?.properties as object),
    );
    expect(keys.length).toBeGreaterThan(30);
    expect(keys.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
  });
});
