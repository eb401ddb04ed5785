// A state as text: all of it goes through, and nothing that is no state gets in.
import { expect, test } from 'vitest';
import { withEntries } from '../../src/state/state.ts';
import { readStateText, stateJson } from '../../src/state/text.ts';
import { entries, newState, textOf } from './contract.ts';

const policy = 'cam.policies["ops.read"]';

const full = withEntries({ ...newState(), serial: 7, console: 'sandbox' }, [
  // In the suite of the stores it is of a kind that no catalogue has.
  ...entries,
  { type: 'record', address: policy, recorded: { kind: 'cam-policy', body: { description: 'Reads' } } },
  { type: 'wait', address: 'apps.support.login', waiting: { since: '2026-03-01T08:00:00Z', run: 'run-1' } },
  {
    type: 'confirm',
    address: 'apps.support.webhook',
    confirmation: { by: 'alice', at: '2026-03-01T08:00:00Z', action: 'update', before: {} },
  },
]);

const jsonOf = () => JSON.parse(JSON.stringify(stateJson(full)));

test('a state goes through it whole', () => {
  const back = readStateText(JSON.stringify(stateJson(full)));
  if ('problems' in back) throw new Error(back.problems.join());
  expect(textOf(back)).toBe(textOf(full));
});

test('keys such as __proto__ are keys', () => {
  const state = withEntries(full, [{ type: 'bind', address: 'apps.__proto__', id: '1400000002' }]);
  const back = readStateText(JSON.stringify(stateJson(state)));
  expect('problems' in back ? back.problems : back.bindings.get('apps.__proto__')).toBe('1400000002');
});

const record = { kind: 'messages', body: {} };

test.each([
  [{ serial: -1 }, 'serial is to be a whole number'],
  [{ serial: 1e15 }, 'serial is to be a whole number'],
  [{ lineage: 7 }, 'lineage is to be a text'],
  [{ console: 'mars' }, 'console is to be sandbox or cloud'],
  [{ extra: 1 }, 'nothing of a state is extra'],
  [{ records: [] }, 'records is to be a map by address'],
  [{ bindings: { 'apps..x': '1' } }, 'bindings has "apps..x", which is no address'],
  [
    { bindings: { 'apps.support.login': '1' } },
    'apps.support.login in bindings is not the SDKAppID of an app',
  ],
  [{ bindings: { 'apps.a': '1', 'apps.b': '1' } }, 'apps.a and apps.b are both bound to 1'],
  [
    { records: { 'apps.support.login': record } },
    'apps.support.login in records is not a record of the kind that is at this address',
  ],
  [{ confirmations: { 'apps.support': {} } }, 'apps.support in confirmations is not a confirmation'],
  [{ waiting: { 'apps.support': {} } }, 'apps.support in waiting is not since when something is to be done'],
  [{ intents: [{}] }, 'intents is to be a list of calls, as `chatform state pull` prints them'],
  [{ runs: [{ id: 'x' }] }, 'runs is to be a list of at most 100 runs, as `chatform state pull` prints them'],
])('%j is refused', (change, problem) => {
  expect(readStateText(JSON.stringify({ ...jsonOf(), ...change }))).toEqual({ problems: [problem] });
});

test('two calls with one ID are refused', () => {
  const json = jsonOf();
  const twice = { ...json, intents: [...json.intents, ...json.intents] };
  expect(readStateText(JSON.stringify(twice))).toEqual({
    problems: ['two calls in intents have the same id'],
  });
});

test('at most ten problems are told', () => {
  const extra = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`extra${index}`, 1]));
  expect(readStateText(JSON.stringify({ ...jsonOf(), ...extra }))).toHaveProperty('problems.length', 10);
});
