import { expect, onTestFinished, test } from 'vitest';
import { planNow } from '../../src/commands/plan.ts';
import { holderOf, loadProject, openConsole, openStore } from '../../src/commands/project.ts';
import { readBack } from '../../src/commands/verify.ts';
import type { Options } from '../../src/commands/world.ts';
import type { Intent } from '../../src/model.ts';
import { emptyState } from '../../src/state/state.ts';
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
  const store = await openStore(project);
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
  return { directory, console: { project, adapter, session }, plan, intent };
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
