import { describe, expect, test } from 'vitest';
import { digestOf, hashOf, objectDigest } from '../../src/plan/digest.ts';
import { planned, type Scene } from '../support/scene.ts';

const base: Scene = {
  yaml: `
apps:
  support:
    name: Acme Support
    messages: {recallSeconds: 300, historyDays: 60}
    tags: {team: support, env: prod}
cam:
  policies:
    ops: {document: {version: "2.0", statement: [{effect: allow, action: "name/im:*", resource: "*"}]}}
`,
  live: {
    objects: {
      'apps.1400000001': { name: 'Acme Support', edition: 'premium', enabled: true },
      'apps.1400000001.messages': { recallSeconds: 120, historyDays: 30 },
      'apps.1400000001.tags': { owner: 'alice' },
    },
  },
  state: {
    bindings: { support: '1400000001' },
    records: { 'apps.support': { name: 'Acme Support' }, 'apps.support.tags': { owner: 'alice' } },
  },
};

const digests = (scene: Scene) => [planned(scene).plan.digest, planned(scene).plan.plannedAgainst.config];
const rewritten = (from: string, to: string): Scene => {
  expect(base.yaml).toContain(from);
  return { ...base, yaml: base.yaml.replace(from, to) };
};

describe('the digest of a plan, and that of the configuration, stay', () => {
  test.each([
    ['when lines move', rewritten('\napps:', '\n\n# The support chat.\n\napps:')],
    [
      'when a map is written another way',
      rewritten('{team: support, env: prod}', '\n      team: "support"\n      env: prod'),
    ],
    ['when keys change their order', rewritten('{team: support, env: prod}', '{env: prod, team: support}')],
    [
      'when keys of a policy change their order',
      rewritten(
        '{effect: allow, action: "name/im:*", resource: "*"}',
        '{resource: "*", effect: allow, action: "name/im:*"}',
      ),
    ],
    [
      'when sections change their order',
      rewritten(
        '    messages: {recallSeconds: 300, historyDays: 60}\n    tags: {team: support, env: prod}\n',
        '    tags: {team: support, env: prod}\n    messages: {historyDays: 60, recallSeconds: 300}\n',
      ),
    ],
  ])('%s', (_, scene) => {
    expect(digests(scene)).toEqual(digests(base));
  });
});

describe('both digests change', () => {
  test.each([
    ['with a value', rewritten('recallSeconds: 300', 'recallSeconds: 301')],
    [
      'with a text that only looks the same',
      rewritten('env: prod', 'env: "prod "'.trim().replace('prod ', 'Prod')),
    ],
    ['with an item of a policy', rewritten('action: "name/im:*"', 'action: ["name/im:*", "name/trtc:*"]')],
    ['with an attribute more', rewritten('historyDays: 60', 'historyDays: 60, relationshipCheck: true')],
    ['with an attribute less', rewritten(', historyDays: 60', '')],
    ['with a null in place of the same value', rewritten('recallSeconds: 300', 'recallSeconds: null')],
  ])('%s', (_, scene) => {
    const [plan, config] = digests(scene);
    const [planBefore, configBefore] = digests(base);
    expect(plan).not.toBe(planBefore);
    expect(config).not.toBe(configBefore);
  });

  test('with a reference in place of the text that it stands for', () => {
    const withName = (introduction: string) =>
      `apps: {lobby: {name: Game Lobby, introduction: '${introduction}'}}`;
    const reference = { yaml: withName(`\${apps.arena.sdkAppId}`).replace('}}', '}, arena: {name: Arena}}') };
    const text = { yaml: withName(`$\${apps.arena.sdkAppId}`).replace('}}', '}, arena: {name: Arena}}') };
    expect(digests(reference)[0]).not.toBe(digests(text)[0]);
    expect(digests(reference)[1]).not.toBe(digests(text)[1]);
  });
});

describe('the digest of a plan changes', () => {
  const { plan } = planned(base);
  const [change] = plan.changes;
  if (!change) throw new Error('the plan has changes');
  const refusal = {
    address: 'apps.lobby',
    path: ['edition'],
    rule: 'APP-7',
    message: 'no way back',
    holds: [],
  };
  const release = { address: 'apps.lobby', kind: 'app', path: ['type'], value: 'Game' };
  const consequence = { class: 'billable', because: 'It costs.', rule: 'MSG-3', path: [] } as const;
  const withChange = (more: object) => ({
    ...plan,
    changes: [{ ...change, ...more }, ...plan.changes.slice(1)],
  });

  test.each([
    ['with an action', withChange({ action: 'delete' })],
    ['with an address', withChange({ address: 'apps.other' })],
    ['with a value before', withChange({ leaves: [{ ...change.leaves[0], before: 7 }] })],
    ['with a consequence', withChange({ consequences: [...change.consequences, consequence] })],
    ['with a change less', { ...plan, changes: plan.changes.slice(1) }],
    ['with the order of changes', { ...plan, changes: [...plan.changes].reverse() }],
    ['with a refusal', { ...plan, refusals: [refusal] }],
    ['with what a refusal says', { ...plan, refusals: [{ ...refusal, message: 'a way back' }] }],
    ['with a release', { ...plan, released: [release] }],
    ['with what a release keeps', { ...plan, released: [{ ...release, value: 'Social' }] }],
  ])('%s', (_, other) => {
    expect(digestOf(other)).not.toBe(digestOf(plan));
  });

  test('and all these are different from each other', () => {
    const refused = { ...plan, refusals: [refusal] };
    const otherwise = { ...plan, refusals: [{ ...refusal, message: 'a way back' }] };
    expect(digestOf(refused)).not.toBe(digestOf(otherwise));
  });

  test('and not with where things stand in files, or with what a plan tells beside its changes', () => {
    const source = { file: 'other.yaml', line: 99, column: 1, endLine: 99, endColumn: 2, text: '' };
    const moved = { ...plan, changes: plan.changes.map((one) => ({ ...one, source })) };
    expect(digestOf(moved)).toBe(plan.digest);
  });
});

test('the same change to another app, with the same in it, is another plan', () => {
  const boundTo = (support: string): Scene => ({
    yaml: 'apps: {support: {name: Acme Support, messages: {recallSeconds: 300}, tags: {team: support}}}',
    live: {
      objects: {
        'apps.1400000001': { name: 'Acme Support' },
        'apps.1400000002': { name: 'Acme Support' },
        'apps.1400000001.messages': { recallSeconds: 120 },
        'apps.1400000002.messages': { recallSeconds: 120 },
      },
    },
    state: { bindings: { support }, records: { 'apps.support': { name: 'Acme Support' } } },
  });
  for (const targets of [['apps.support.messages'], ['apps.support.tags']]) {
    const [one, other] = ['1400000001', '1400000002'].map((id) => planned({ ...boundTo(id), targets }).plan);
    expect(one?.changes).toEqual(other?.changes);
    expect(one?.changes).toHaveLength(1);
    expect(one?.digest).not.toBe(other?.digest);
  }
});

test('an app that no change is of does not count', () => {
  const more: Scene = {
    ...base,
    state: { ...base.state, bindings: { support: '1400000001', lobby: '1400000009' } },
  };
  expect(digests(more)).toEqual(digests(base));
});

test('a change of what is deleted is another plan', () => {
  const leaving = (description: string): Scene => ({
    yaml: 'cam: {}',
    live: { objects: { 'cam.policies.ops': { description, document: {} } } },
    state: { records: { 'cam.policies.ops': { document: {} } } },
  });
  expect(digests(leaving('Runs it'))[0]).not.toBe(digests(leaving('Ran it'))[0]);
});

test('the digest of a live object is over what it is, in any order of its keys', () => {
  const object = { kind: 'tags', segments: ['apps', '1', 'tags'], facts: {}, body: { a: 'x', b: 'y' } };
  expect(objectDigest({ ...object, body: { b: 'y', a: 'x' } })).toBe(objectDigest(object));
  expect(objectDigest({ ...object, body: { a: 'x', b: 'z' } })).not.toBe(objectDigest(object));
  expect(objectDigest({ ...object, kind: 'login' })).not.toBe(objectDigest(object));
});

test('a hash is SHA-256 in hex of canonical JSON', () => {
  // printf '{"a":[1,null],"b":"x"}' | sha256sum
  expect(hashOf({ b: 'x', a: [1, null], c: undefined })).toBe(
    '3dece6dc8d22d61692b03c7d51836aaec96fd08a614e224565e177ad6ff9dbe2',
  );
});
