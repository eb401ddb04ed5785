import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import type { Change, Plan, Refusal, Source } from '../../src/model.ts';
import type { About } from '../../src/report/outline.ts';
import { planSarif } from '../../src/report/sarif.ts';
import { caseFolders, planOfCase } from '../support/case.ts';

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: Readonly<Record<'startLine' | 'startColumn' | 'endLine' | 'endColumn', number>>;
    };
    readonly logicalLocations?: readonly { readonly fullyQualifiedName: string }[];
  }[];
  readonly partialFingerprints: { readonly primaryLocationLineHash: string };
}

interface Rule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly fullDescription: { readonly text: string };
  readonly help: { readonly text: string };
  readonly defaultConfiguration: { readonly level: string };
  readonly properties: Readonly<Record<string, unknown>> & { readonly tags: readonly string[] };
}

interface Run {
  readonly tool: {
    readonly driver: { readonly name: string; readonly version: string; readonly rules: readonly Rule[] };
  };
  readonly automationDetails: { readonly id: string };
  readonly columnKind: string;
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly toolExecutionNotifications: readonly {
      readonly level: string;
      readonly message: { readonly text: string };
      readonly associatedRule?: { readonly id: string };
    }[];
  }[];
  readonly results: readonly Result[];
}

const about: About = { toolVersion: '0.1.0', root: '' };

const sarifOf = (plan: Plan, more: Partial<About> = {}) =>
  JSON.parse(JSON.stringify(planSarif(plan, { ...about, ...more }))) as {
    $schema: string;
    version: string;
    runs: Run[];
  };

function runOf(plan: Plan, more: Partial<About> = {}): Run {
  const [run] = sarifOf(plan, more).runs;
  if (!run) throw new Error('there is no run');
  return run;
}

const source = (more: Partial<Source> = {}): Source => ({
  file: 'apps/support.yaml',
  line: 14,
  column: 25,
  endLine: 14,
  endColumn: 29,
  text: '      messageExtension: true',
  ...more,
});

const refusal = (more: Partial<Refusal> = {}): Refusal => ({
  address: 'apps.support.messages',
  path: ['messageExtension'],
  rule: 'EDN-16',
  message: 'message extension is not part of the Developer edition; it needs Premium',
  remedy: 'set `edition: premium` on the app, or leave this out',
  holds: [],
  source: source(),
  ...more,
});

const upgrade: Change = {
  address: 'apps.support',
  segments: ['apps', 'support'],
  kind: 'app',
  action: 'update',
  before: { edition: 'developer' },
  after: { edition: 'standard' },
  leaves: [
    { path: ['introduction'], after: 'We help', source: source({ line: 4 }) },
    { path: ['edition'], before: 'developer', after: 'standard', source: source({ line: 5, column: 14 }) },
  ],
  consequences: [
    { class: 'irreversible', because: 'It cannot go back.', rule: 'APP-7', path: ['edition'] },
    { class: 'billable', because: 'It buys a paid plan (APP-7).', rule: 'APP-7', path: ['edition'] },
    { class: 'delayed', because: 'It takes ten minutes.', rule: 'APP-9', path: ['edition'] },
  ],
  via: 'console',
  dependsOn: [],
  source: source({ line: 2, column: 3, endColumn: 10 }),
};

const nothing: Plan = {
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
  diagnostics: [],
  bindings: {},
  complete: true,
  inputs: { environment: null, targets: [], excludes: [], variables: {}, secrets: 'read' as const },
  plannedAgainst: {
    account: '100000000001',
    adapter: 'sandbox',
    config: 'c1',
    state: null,
    guardrails: null,
    objects: {},
  },
  digest: 'd1',
};

const schema = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../fixtures/sarif/sarif-2.1.0.json'), 'utf8'),
) as object;
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true });
// RFC 3986, as far as it decides here.
const uriCharacters = String.raw`(?:[\w.~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})*`;
ajv.addFormat('uri-reference', new RegExp(`^(?![^/?#]*:)${uriCharacters}(?:#${uriCharacters})?$`));
ajv.addFormat('uri', new RegExp(`^[a-z][a-z0-9+.-]*:${uriCharacters}$`));
ajv.addFormat('uuid', /^[0-9a-f-]{36}$/);
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT/);
const validate = ajv.compile(schema);

/** All texts of a value, by place. */
function textsOf(value: unknown, place = ''): [string, string][] {
  if (typeof value === 'string') return [[place, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, `${place}/${key}`));
}

/** SARIF's own schema, and beyond it what GitHub's manual demands of a file that it is to take. */
function expectTaken(plan: Plan, more: Partial<About> = {}): void {
  const sarif = sarifOf(plan, more);
  expect(validate(sarif) ? [] : validate.errors).toEqual([]);
  expect(sarif.version).toBe('2.1.0');
  expect(sarif.$schema).toMatch(/sarif-schema-2\.1\.0\.json$/);
  expect(sarif.runs).toHaveLength(1);
  expect(textsOf(sarif).filter(([, text]) => text.trim() === '')).toEqual([]);
  // Control characters, and those that turn the direction of text.
  const unsafe = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u;
  expect(textsOf(sarif).filter(([, text]) => unsafe.test(text))).toEqual([]);
  const run = runOf(plan, more);
  const { rules } = run.tool.driver;
  expect(new Set(rules.map((one) => one.id)).size).toBe(rules.length);
  for (const rule of rules) {
    for (const { text } of [rule.shortDescription, rule.fullDescription, rule.help])
      expect(text.length).toBeLessThanOrEqual(1_024);
    expect(rule.id.length).toBeLessThanOrEqual(255);
    expect(['error', 'warning', 'note']).toContain(rule.defaultConfiguration.level);
    expect(rule.properties.precision).toBe('very-high');
    expect(rule.properties.tags.length).toBeLessThanOrEqual(10);
  }
  expect(run.results.length).toBeLessThanOrEqual(25_000);
  for (const result of run.results) {
    expect(rules[result.ruleIndex]?.id).toBe(result.ruleId);
    expect(['error', 'warning', 'note']).toContain(result.level);
    expect(result.message.text.length).toBeLessThanOrEqual(1_024);
    expect(result.locations).toHaveLength(1);
    const { artifactLocation, region } = result.locations[0]?.physicalLocation ?? {};
    expect(artifactLocation?.uri).toMatch(/^[^/:]/);
    expect(region?.startLine).toBeGreaterThanOrEqual(1);
    expect(region?.startColumn).toBeGreaterThanOrEqual(1);
    expect(region?.endLine).toBe(region?.startLine);
    expect(region?.endColumn).toBeGreaterThanOrEqual(region?.startColumn ?? 1);
    expect(result.partialFingerprints.primaryLocationLineHash).toMatch(/^[0-9a-f]{64}:\d+$/);
  }
  const prints = run.results.map((one) => one.partialFingerprints.primaryLocationLineHash);
  expect(new Set(prints).size).toBe(prints.length);
}

describe('SARIF and GitHub take', () => {
  test.each(caseFolders)('the report of the case %s', (folder) => {
    expectTaken(planOfCase(folder), { root: 'chat/' });
  });

  test('the report of an empty plan, and of one that could not be made', () => {
    expectTaken(nothing);
    expectTaken({
      ...nothing,
      digest: '',
      diagnostics: [{ severity: 'error', message: 'no account is set' }],
    });
  });
});

describe('a report has', () => {
  test('a refusal as an error at its place, with the rule of the console', () => {
    const run = runOf({
      ...nothing,
      refusals: [refusal({ holds: ['apps.support.tags', 'apps.support.login'] })],
    });
    expect(run.results).toEqual([
      {
        ruleId: 'EDN-16',
        ruleIndex: 0,
        level: 'error',
        message: {
          text: 'apps.support.messages.messageExtension is refused: message extension is not part of the Developer edition; it needs Premium. What to do: set `edition: premium` on the app, or leave this out. Held back with it: apps.support.tags, apps.support.login.',
        },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'apps/support.yaml' },
              region: { startLine: 14, startColumn: 25, endLine: 14, endColumn: 29 },
            },
            logicalLocations: [{ fullyQualifiedName: 'apps.support.messages', kind: 'resource' }],
          },
        ],
        partialFingerprints: { primaryLocationLineHash: expect.stringMatching(/^[0-9a-f]{64}:1$/) },
      },
    ]);
    expect(run.tool.driver).toMatchObject({ name: 'chatform', version: '0.1.0' });
    expect(run.tool.driver.rules[0]).toEqual({
      id: 'EDN-16',
      shortDescription: { text: expect.stringContaining('Premium') },
      fullDescription: { text: expect.stringContaining('Premium') },
      help: {
        text: expect.stringMatching(/Source: Console guide, .*`chatform explain EDN-16` says more\.$/s),
      },
      defaultConfiguration: { level: 'error' },
      properties: {
        tags: ['chatform', 'console'],
        precision: 'very-high',
        'problem.severity': 'error',
      },
    });
    expect(run.columnKind).toBe('utf16CodeUnits');
  });

  test('grave consequences at the value that brings them: a loss as a warning, a price as a note', () => {
    const { results } = runOf({ ...nothing, changes: [upgrade] });
    expect(results.map((one) => [one.level, one.ruleId, one.message.text])).toEqual([
      ['warning', 'consequence/irreversible', 'apps.support.edition: It cannot go back. (APP-7)'],
      ['note', 'consequence/billable', 'apps.support.edition: It buys a paid plan (APP-7).'],
    ]);
    expect(results.map((one) => one.locations[0]?.physicalLocation.region)).toEqual([
      { startLine: 5, startColumn: 14, endLine: 5, endColumn: 29 },
      { startLine: 5, startColumn: 14, endLine: 5, endColumn: 29 },
    ]);
  });

  test('the resource as the place of what comes with the resource as a whole', () => {
    const consequences = [
      { class: 'irreversible', because: 'No way back.', rule: 'FLD-7', path: [] },
    ] as const;
    const [result] = runOf({ ...nothing, changes: [{ ...upgrade, consequences }] }).results;
    expect(result?.locations[0]?.physicalLocation.region).toMatchObject({ startLine: 2, startColumn: 3 });
  });

  test('diagnostics with their severity, under a rule of their own where none of the console says so', () => {
    const { results } = runOf({
      ...nothing,
      diagnostics: [
        {
          severity: 'warning',
          message: 'the app is valid until 2026-12-01 only',
          rule: 'APP-8',
          source: source(),
        },
        { severity: 'error', message: 'unknown key "mesages"', source: source({ line: 3 }) },
      ],
    });
    expect(results.map((one) => [one.level, one.ruleId, one.message.text])).toEqual([
      ['error', 'configuration', 'unknown key "mesages".'],
      ['warning', 'APP-8', 'the app is valid until 2026-12-01 only.'],
    ]);
  });

  test('the same rules of our own, whatever the plan', () => {
    const ids = (plan: Plan) => runOf(plan).tool.driver.rules.map((one) => one.id);
    const own = [
      'configuration',
      'consequence/billable',
      'consequence/data-loss',
      'consequence/disruptive',
      'consequence/feature-loss',
      'consequence/irreversible',
    ];
    expect(ids(nothing)).toEqual(own);
    expect(ids({ ...nothing, refusals: [refusal()] })).toEqual(['EDN-16', ...own]);
  });

  test('a rule that the catalogue does not know, such as a guardrail, under its ID', () => {
    const run = runOf({ ...nothing, refusals: [refusal({ rule: 'https-webhooks' })] });
    expect(run.results[0]?.ruleId).toBe('https-webhooks');
    expect(run.tool.driver.rules.at(-1)?.shortDescription.text).toBe(
      'What the rule https-webhooks says does not hold.',
    );
  });

  test('no rule that counts as a vulnerability', () => {
    const { rules } = runOf(planOfCase('016-features-lost-EDN-15')).tool.driver;
    expect(rules.filter((one) => 'security-severity' in one.properties)).toEqual([]);
  });

  test('the worst first, and within that by file and line', () => {
    const at = (file: string, line: number) => source({ file, line });
    const { results } = runOf({
      ...nothing,
      changes: [upgrade],
      refusals: [
        refusal({ path: ['b'], source: at('b.yaml', 1) }),
        refusal({ path: ['a9'], source: at('a.yaml', 9) }),
        refusal({ path: ['a10'], source: at('a.yaml', 10) }),
      ],
      diagnostics: [
        { severity: 'warning', message: 'a warning', source: at('a.yaml', 1) },
        { severity: 'error', message: 'an error', source: at('z.yaml', 1) },
      ],
    });
    expect(results.map((one) => one.message.text.split(/ is refused|: /)[0])).toEqual([
      'an error.',
      'apps.support.messages.a9',
      'apps.support.messages.a10',
      'apps.support.messages.b',
      'apps.support.edition',
      'a warning.',
      'apps.support.edition',
    ]);
  });
});

describe('a place', () => {
  const placeIn = (one: Source, root = '') =>
    runOf({ ...nothing, refusals: [refusal({ source: one })] }, { root }).results[0]?.locations[0]
      ?.physicalLocation;

  test.each([
    ['', 'apps/support.yaml', 'apps/support.yaml'],
    ['chat/', 'apps/support.yaml', 'chat/apps/support.yaml'],
    ['chat/', 'chatform.yaml', 'chat/chatform.yaml'],
    ['', 'a b#1?.yaml', 'a%20b%231%3F.yaml'],
    ['', 'c:support.yaml', 'c%3Asupport.yaml'],
    ['', '客服/100%.yaml', '%E5%AE%A2%E6%9C%8D/100%25.yaml'],
    ['', 'half-\ud800.yaml', 'half-%EF%BF%BD.yaml'],
  ])('below "%s" in %s is the URI %s from the root of the repository', (root, file, uri) => {
    expect(placeIn(source({ file }), root)?.artifactLocation.uri).toBe(uri);
    expectTaken({ ...nothing, refusals: [refusal({ source: source({ file }) })] }, { root });
  });

  test('over several lines is cut to the first, which has the key that it is about', () => {
    const document = source({
      line: 8,
      column: 9,
      endLine: 12,
      endColumn: 1,
      text: '        version: "2.0"',
    });
    expect(placeIn(document)?.region).toEqual({ startLine: 8, startColumn: 9, endLine: 8, endColumn: 23 });
  });
});

describe('a fingerprint', () => {
  const printsOf = (refusals: readonly Refusal[]) =>
    runOf({ ...nothing, refusals }).results.map((one) => one.partialFingerprints.primaryLocationLineHash);

  test('stays when lines, columns, quoted text and wording move', () => {
    const moved = source({ line: 90, column: 2, endLine: 90, text: '  # moved' });
    expect(
      printsOf([refusal({ source: moved, message: 'it needs Premium', holds: ['apps.lobby'] })]),
    ).toEqual(printsOf([refusal()]));
  });

  test('is another one for another rule, address or path', () => {
    const all = [
      refusal(),
      refusal({ rule: 'EDN-11' }),
      refusal({ address: 'apps.lobby.messages' }),
      refusal({ path: ['userStatus'] }),
    ].flatMap((one) => printsOf([one]));
    expect(new Set(all).size).toBe(4);
  });

  test('of several findings of one rule at one place is counted', () => {
    const prints = printsOf([refusal({ message: 'the first' }), refusal({ message: 'the second' })]);
    expect(prints.map((one) => one.split(':')[1])).toEqual(['1', '2']);
    expect(prints[0]?.split(':')[0]).toBe(prints[1]?.split(':')[0]);
  });

  test('of what has no address is of what is said', () => {
    const diagnostics = ['unknown key "mesages"', 'unknown key "logon"'].map((message) => ({
      severity: 'error' as const,
      message,
      source: source(),
    }));
    const prints = runOf({ ...nothing, diagnostics }).results.map(
      (one) => one.partialFingerprints.primaryLocationLineHash,
    );
    expect(prints.map((one) => one.split(':')[1])).toEqual(['1', '1']);
    expect(new Set(prints).size).toBe(2);
  });
});

describe('what is written nowhere', () => {
  const readers: Change = {
    address: 'apps.support.certificates.mi',
    segments: ['apps', 'support', 'certificates', 'mi'],
    kind: 'certificate',
    action: 'delete',
    before: { platform: 'mi' },
    after: null,
    leaves: [],
    consequences: [{ class: 'irreversible', because: 'It is gone for good.', rule: 'PSH-3', path: [] }],
    via: 'console',
    dependsOn: [],
  };

  test('is no result, of which GitHub would refuse the file, but is said of the run', () => {
    const plan = { ...nothing, changes: [readers] };
    const run = runOf(plan);
    expect(run.results).toEqual([]);
    expect(run.invocations).toEqual([
      {
        executionSuccessful: true,
        toolExecutionNotifications: [
          {
            level: 'warning',
            message: { text: 'apps.support.certificates.mi: It is gone for good. (PSH-3)' },
            associatedRule: { id: 'consequence/irreversible', index: 5 },
            locations: [
              {
                logicalLocations: [{ fullyQualifiedName: 'apps.support.certificates.mi', kind: 'resource' }],
              },
            ],
          },
        ],
      },
    ]);
    expectTaken(plan);
  });

  test('is said a thousand times, and then counted', () => {
    const diagnostics = Array.from({ length: 1_003 }, (_, i) => ({
      severity: 'warning' as const,
      message: `user ${i} could not be read`,
    }));
    const [invocation] = runOf({ ...nothing, diagnostics }).invocations;
    expect(invocation?.toolExecutionNotifications).toHaveLength(1_001);
    expect(invocation?.toolExecutionNotifications.at(-1)?.message.text).toBe(
      '3 more findings are not listed.',
    );
  });
});

test('a run is a success with refusals, and none when the plan could not be made', () => {
  const isSuccess = (more: Partial<Plan>) =>
    runOf({ ...nothing, ...more }).invocations[0]?.executionSuccessful;
  expect(isSuccess({ refusals: [refusal()] })).toBe(true);
  expect(isSuccess({ diagnostics: [{ severity: 'warning', message: 'hm' }] })).toBe(true);
  expect(isSuccess({ diagnostics: [{ severity: 'error', message: 'no' }] })).toBe(false);
});

test.each([
  ['', null, 'chatform/default/'],
  ['', 'prod', 'chatform/prod/'],
  ['chat/', 'prod', 'chatform/chat/prod/'],
])('the report of "%s" in the environment %s has the category of %s', (root, environment, id) => {
  const plan = { ...nothing, inputs: { ...nothing.inputs, environment } };
  expect(runOf(plan, { root }).automationDetails.id).toBe(id);
});

describe('limits', () => {
  test('are kept at 25,000 results: the worst are, and the others are counted', () => {
    const refusals = Array.from({ length: 25_001 }, (_, i) =>
      refusal({ address: `apps.game-${String(i).padStart(5, '0')}`, source: source() }),
    );
    const run = runOf({ ...nothing, refusals, changes: [upgrade] });
    expect(run.results).toHaveLength(25_000);
    expect(run.results.every((one) => one.level === 'error')).toBe(true);
    expect(run.results.at(-1)?.message.text).toContain('apps.game-24999');
    expect(run.invocations[0]?.toolExecutionNotifications).toEqual([
      { level: 'warning', message: { text: '3 more findings are not listed.' } },
    ]);
  });

  test('are kept by texts of 10,000 characters, which are cut with how many more there are', () => {
    const long = 'a'.repeat(10_000);
    const plan = {
      ...nothing,
      refusals: [
        refusal({ message: long, rule: `${long}1` }),
        refusal({ message: long, rule: `${long}2`, address: `apps.${long}`, path: [long] }),
      ],
    };
    const [first] = runOf(plan).results;
    expect(first?.message.text).toMatch(
      /^apps\.support\.messages\.messageExtension is refused: a+… \(\d{4} more characters\)$/,
    );
    const [, kept = '', more] = /: (a+)… \((\d+) more/.exec(first?.message.text ?? '') ?? [];
    const whole = `${long}. What to do: set \`edition: premium\` on the app, or leave this out.`;
    expect(kept.length + Number(more)).toBe(whole.length);
    expectTaken(plan);
  });
});

describe('hostile texts', () => {
  const hostile = 'a\u001b[31m\u202egro\u0000\r\n"}]<script>\ud83d';

  test('are shown and not carried out, wherever they come from', () => {
    const plan: Plan = {
      ...nothing,
      inputs: { ...nothing.inputs, environment: hostile },
      digest: hostile,
      refusals: [
        refusal({
          address: hostile,
          path: [hostile],
          rule: hostile,
          message: hostile,
          remedy: hostile,
          holds: [hostile],
        }),
        refusal({ source: source({ file: hostile, text: hostile }) }),
      ],
      diagnostics: [{ severity: 'warning', message: hostile, address: hostile }],
    };
    expectTaken(plan);
    const texts = runOf(plan).results.map((one) => one.message.text);
    expect(texts[1]).toContain('a\\u001b[31m\\u202egro\\u0000\\u000d\n"}]<script>\ufffd is refused: ');
  });

  test('are no links', () => {
    const message = '[the console](https://evil.example) says no';
    const [first] = runOf({ ...nothing, refusals: [refusal({ message })] }).results;
    expect(first?.message.text).toContain('[the console] (https://evil.example) says no');
  });

  test('of nothing at all are said to be that', () => {
    const plan = {
      ...nothing,
      refusals: [refusal({ rule: '', message: '', remedy: '' })],
      diagnostics: [{ severity: 'warning' as const, message: '', address: '', rule: '', source: source() }],
    };
    expectTaken(plan);
    expect(runOf(plan).results.map((one) => one.ruleId)).toEqual(['configuration', 'configuration']);
  });
});
