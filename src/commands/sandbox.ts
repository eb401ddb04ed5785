/** `chatform sandbox status|reset|log`: the console on this machine. */
import fs from 'node:fs';
import { jsonText, printable } from '../printable.ts';
import { padded, plural } from '../report/layout.ts';
import { emptyState } from '../state/state.ts';
import { StateDamaged } from '../state/store.ts';
import { version } from '../version.ts';
import { refusedBy } from './ask.ts';
import { openForWriting } from './locking.ts';
import { consoleNameOf, loadProject, openProjectSandbox, type Project } from './project.ts';
import { openStoreIn } from './store.ts';
import { exitCodes, Failure, type Options, type Run, type World } from './world.ts';

export const status: Run = async ({ options }, world) => {
  const project = loadProject(options, world);
  const sandbox = await openProjectSandbox(project, world);
  const found = sandbox.status();
  await sandbox.adapter.close();
  if (await isNone(project)) return tellNone(project, options.json && '{}\n', world);
  if (options.json) world.print(`${jsonText(found)}\n`);
  else {
    const { apps, counts } = found;
    const width = Math.max(4, ...apps.map((app) => printable(app.name).length));
    const lines = [
      `Account ${found.account}, clock ${found.clock}, ${found.calls} calls in the log`,
      [
        plural(counts.apps, 'app'),
        plural(counts.fields, 'custom field'),
        plural(counts.policies, 'policy', 'policies'),
        plural(counts.attachments, 'attachment'),
        plural(counts.users, 'sub-account'),
        plural(counts.groups, 'user group'),
      ].join(', '),
      ...apps.map(
        (app) =>
          `  ${app.sdkAppId}  ${padded(printable(app.name), width)}  ${padded(app.edition, 9)}  ${app.status}`,
      ),
    ];
    world.print(`${lines.join('\n')}\n`);
  }
  return exitCodes.done;
};

export const log: Run = async ({ options }, world) => {
  const project = loadProject(options, world);
  const sandbox = await openProjectSandbox(project, world);
  const calls = sandbox.log();
  await sandbox.adapter.close();
  if (await isNone(project)) return tellNone(project, options.json && '', world);
  if (options.json) world.print(calls.map((call) => `${jsonText(call, 0)}\n`).join(''));
  else {
    const lines = calls.map(
      (call) =>
        `${call.at}  ${padded(call.actor, 8)}  ${padded(call.action, 22)}  ${printable(call.target)}  ${call.result}`,
    );
    world.print(lines.map((line) => `${line}\n`).join(''));
  }
  return exitCodes.done;
};

async function isNone({ store }: Project): Promise<boolean> {
  const { hasStore } = await import('../adapters/sandbox/index.ts');
  return !hasStore(store);
}

/** A sandbox that was never called is not an empty account. `result`: what programs get, if one asks. */
function tellNone({ store }: Project, result: string | false, world: World): number {
  const said = `There is no sandbox in ${printable(store)} yet: it begins with the first change that is made in it.\n`;
  if (result === false) world.print(said);
  else {
    world.print(result);
    world.tell(said);
  }
  return exitCodes.done;
}

/** Deletes the sandbox, and the state that was about it. */
export const reset: Run = async ({ options }, world) => {
  const project = loadProject(options, world);
  await requireOwnState(project, world);
  await requireUnserved(project);
  if (!options.yes) {
    const question = `Delete the sandbox and the state in ${project.store}?`;
    const code = await refusedBy(world, question, {
      otherwise: 'Give --yes.',
      undone: 'Nothing was deleted.',
    });
    if (code !== undefined) return code;
  }
  await releaseState(project, options, world);
  const { resetSandbox } = await import('../adapters/sandbox/index.ts');
  await resetSandbox(project.store);
  fs.rmSync(project.store, { recursive: true, force: true });
  if (options.json) world.print(`${jsonText({ reset: project.store }, 0)}\n`);
  else world.print(`The sandbox in ${project.store} begins anew.\n`);
  return exitCodes.done;
};

/** A server would go on with what it has in memory, and write it. */
async function requireUnserved({ store }: Project): Promise<void> {
  const { servedBy, servedMessage } = await import('../adapters/sandbox/served.ts');
  const served = servedBy(store);
  if (served) throw new Failure(servedMessage(served), exitCodes.locked);
}

/** A state that is about another console than the sandbox knows what nothing else does. @throws Failure */
async function requireOwnState(project: Project, world: World): Promise<void> {
  const { type } = project.settings.console;
  if (consoleNameOf(project) !== 'sandbox')
    throw new Failure(
      `The console of this environment is ${type}, and no sandbox: its state stays. Nothing was deleted.`,
      exitCodes.refused,
    );
  // A damaged state may go; one that can be read says what it is about, and so does one whose key is missing.
  const state = await (await openStoreIn(project.store, project, world)).read().catch((error: unknown) => {
    if (error instanceof StateDamaged) return undefined;
    throw error;
  });
  if (state?.console === 'cloud')
    throw new Failure(
      `The state in ${project.store} is about a console that is no sandbox: it stays. Nothing was deleted.`,
      exitCodes.refused,
    );
}

/** Nobody may be applying to it meanwhile. A state away from this machine becomes an empty one; a damaged one may go. */
async function releaseState(project: Project, options: Options, world: World): Promise<void> {
  const store = await openStoreIn(project.store, project, world);
  const writer = { command: 'sandbox reset', id: world.randomId() };
  const initial = () => emptyState(world.randomId(), project.desired.account, version, 'sandbox');
  try {
    const session = await openForWriting(store, writer, initial, options, world);
    try {
      if (project.settings.state.type !== 'file' && session.state.serial > 0)
        await session.replace(initial());
    } finally {
      await session.close();
    }
  } catch (error) {
    if (!(error instanceof StateDamaged) || project.settings.state.type !== 'file') throw error;
  }
}
