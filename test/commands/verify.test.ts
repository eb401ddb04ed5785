import { expect, onTestFinished, test } from 'vitest';
import type { Adapter } from '../../src/adapters/adapter.ts';
import { planNow } from '../../src/commands/plan.ts';
import { holderOf, loadProject, openConsole } from '../../src/commands/project.ts';
import { openStore } from '../../src/commands/store.ts';
import { readBack } from '../../src/commands/verify.ts';
import type { Options } from '../../src/commands/world.ts';
import type { Intent, Live } from '../../src/model.ts';
import { type Entry, emptyState } from '../../src/state/state.ts';
import { projectOf } from '../support/project.ts';
import { worldIn } from '../support/world.ts';
import { byHand, chatform } from './chatform.ts';

const head = 'chatform: {version: 1, account: "100000000001", console: {type: sandbox}}\n';
const inputs = { environment: null, targets: [], excludes: [], variables: {}, secrets: 'read' as const };

/** A project whose apply has sent the call that creates `apps.east`, and got no answer. */
async function creatingEast(apps: string) {
  const { console, plan, intent } = await lostCreation(apps);
  return readBack(console, plan, intent);
}

async function lostCreation(apps: string) {
  const directory = projectOf({ 'chatform.yaml': `${head}apps:\n${apps}` });
  const { world } = worldIn(directory);
  const options = { directory: '.', vars: [] as Options['vars'] } as Options;
  const project = loadProject(options, world);
  const store = await openStore(project, world);
  const session = await store.open(holderOf('apply', '1', world), () =>
    emptyState('lobby', '100000000001', '0.1.0'),
  );
  onTestFinished(() => session.close());
  const intent: Intent = {
    id: '1-1',
    address: 'apps.east',
    kind: 'app',
    action: 'create',
    patch: { name: 'Game Lobby' },
    before: [],
  };
  const planned = await openConsole(project, world, undefined);
  const { plan } = await planNow(project, planned, undefined, inputs);
  await planned.close();
  await session.append([{ type: 'intent', intent }]);
  // Somebody's answer is on its way: the app is there, and not bound to any address.
  await byHand(directory, 'RegisterApp', { name: 'Game Lobby' });
  const adapter = await openConsole(project, world, undefined);
  onTestFinished(() => adapter.close());
  return { directory, console: { project, adapter, session, undos: new Map() }, plan, intent };
}

test('a new app of the name that is wanted is the one whose answer was lost', async () => {
  expect(await creatingEast('  east: {name: Game Lobby}\n  west: {name: Game Lobby (west)}\n')).toEqual({
    done: true,
    id: '1400000001',
  });
});

test.each(['Game Lobby', `"Game \${apps.east.sdkAppId}"`])(
  'but not while another app of the plan may be it, by the name %s',
  async (name) => {
    expect(await creatingEast(`  east: {name: Game Lobby}\n  west: {name: ${name}}\n`)).toBe(undefined);
  },
);

/** A project with an app, and a call of it whose answer was lost; the readings of its console can be changed. */
async function lostCall(
  yaml: string,
  intent: Pick<Intent, 'address' | 'kind' | 'action'>,
  entries: readonly Entry[],
  changed: (live: Live) => Live = (live) => live,
) {
  const users = 'chatform: {version: 1, account: "100000000001", console: {type: sandbox, users: [alice]}}\n';
  const directory = projectOf({ 'chatform.yaml': `${users}apps:\n  east: {name: Game Lobby}\n${yaml}` });
  await byHand(directory, 'RegisterApp', { name: 'Game Lobby' });
  const { world } = worldIn(directory);
  const project = loadProject({ directory: '.', vars: [] as Options['vars'] } as Options, world);
  const session = await (await openStore(project, world)).open(holderOf('apply', '1', world), () =>
    emptyState('lobby', '100000000001', '0.1.0'),
  );
  onTestFinished(() => session.close());
  const lost: Intent = { id: '1-1', patch: {}, ...intent };
  await session.append([
    { type: 'bind', address: 'apps.east', id: '1400000001' },
    ...entries,
    { type: 'intent', intent: lost },
  ]);
  const console = await openConsole(project, world, session.state);
  onTestFinished(() => console.close());
  const asked: (string | undefined)[] = [];
  const adapter: Adapter = {
    ...console,
    read: async (scope) => {
      asked.push(scope.only);
      return changed(await console.read(scope));
    },
  };
  const { plan } = await planNow(project, console, session.state, inputs);
  return {
    console,
    asked,
    found: await readBack({ project, adapter, session, undos: new Map() }, plan, lost),
  };
}

test.each([
  ['apps.east.tags', 'tags', 'apps.1400000001.tags'],
  ['apps.east.accounts.bob', 'account', 'apps.1400000001.accounts.bob'],
  ['apps.east.groups.desk', 'group', 'apps.1400000001.groups.desk'],
  ['cam.policies.ops', 'cam-policy', 'cam.policies.ops'],
  ['cam.policies.ops.users.alice', 'cam-policy-user', 'cam.policies.ops.users.alice'],
  ['apps.east', 'app', 'apps.1400000001'],
])('a lost answer about %s is looked for there alone', async (address, kind, only) => {
  const { asked } = await lostCall('', { address, kind, action: 'update' }, []);
  expect(asked).toEqual([only]);
});

const policyRecord: Entry = {
  type: 'record',
  address: 'cam.policies.ops',
  recorded: { kind: 'cam-policy', body: { document: { version: '2.0', statement: [] } } },
};
const deletion = { address: 'cam.policies.ops', kind: 'cam-policy', action: 'delete' } as const;
const othersHidden = (live: Live): Live => ({
  ...live,
  unreadable: [{ address: 'cam.policies.others', reason: 'it was left out of this reading' }],
});

test('a policy that is still there was not deleted, also where others of its kind were left out', async () => {
  const ops = {
    kind: 'cam-policy',
    segments: ['cam', 'policies', 'ops'],
    body: { description: '', document: { version: '2.0', statement: [] } },
    facts: {},
  };
  const { found } = await lostCall('', deletion, [policyRecord], (live) => ({
    ...othersHidden(live),
    objects: new Map([...live.objects, ['cam.policies.ops', ops]]),
  }));
  expect(found).toEqual({ done: false });
});

test('one that is gone was', async () => {
  const { found } = await lostCall('', deletion, [policyRecord], othersHidden);
  expect(found).toEqual({ done: true });
});

test('nothing is told of what names an app that could not be read', async () => {
  const statement = `{effect: allow, action: ["name/im:*"], resource: ["\${apps.east.resource}"]}`;
  const yaml = `cam: {policies: {ops: {document: {version: "2.0", statement: [${statement}]}}}}\n`;
  const creation = { address: 'cam.policies.ops', kind: 'cam-policy', action: 'create' } as const;
  const { found } = await lostCall(yaml, creation, [], (live) => ({
    ...live,
    objects: new Map(),
    unreadable: [{ address: 'apps.1400000001', reason: 'no answer' }],
  }));
  expect(found).toBe(undefined);
});

test('a plan after a run that was cut off looks into the app that it had created', async () => {
  const { directory, console } = await lostCreation(
    '  east: {name: Game Lobby, messages: {recallSeconds: 300}}\n',
  );
  await console.session.close();
  const { out } = await chatform(directory, 'plan');
  expect(out).toContain('# apps.east.messages will be updated in-place');
  expect(out).toContain('    ~ recallSeconds = 120 -> 300\n');
  expect(out).toContain('Plan: 0 to add, 1 to change, 0 to destroy.');
});
