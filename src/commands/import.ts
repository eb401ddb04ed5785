/**
 * `chatform import`: what the console has becomes YAML that plans empty. Everything is made and proved in
 * memory; then the files are written, and after them the state. Cut off in between, the files name apps that
 * stand for none yet, and a second import finds them by their names.
 */
import { parseAddress } from '../address.ts';
import { jsonText, printable } from '../printable.ts';
import { plural } from '../report/layout.ts';
import { type Made, prepare, type Wanted } from './adoption.ts';
import { loadProject, openStore } from './project.ts';
import { replaceFiles } from './replace-files.ts';
import { withConsole, withSession } from './session.ts';
import { exitCodes, Failure, type Options, type Run, type World } from './world.ts';

export const run: Run = async ({ arguments: words, options }, world) => {
  const wanted = wantedOf(words);
  if (options.check) {
    const project = loadProject(options, world);
    const state = await (await openStore(project)).read();
    return withConsole(project, world, state, async (adapter) => {
      const made = await prepare({ project, adapter, state, options, world, wanted });
      show(made, options, world);
      return made.exitCode;
    });
  }
  return withSession('import', options, world, async ({ project, adapter, session, fresh }) => {
    const state = fresh ? undefined : session.state;
    const made = await prepare({ project, adapter, state, options, world, wanted });
    replaceFiles(project.directory, made.replacements, world.pid);
    await session.append(made.entries);
    tell(made, options, world);
    return made.exitCode;
  });
};

/** @throws Failure for an address that is none, or one without an ID */
function wantedOf([address, id, ...rest]: readonly string[]): Wanted | undefined {
  if (address === undefined) return undefined;
  const segments = parseAddress(address);
  if (segments && id !== undefined && rest.length === 0) return { segments, id };
  const problem = segments
    ? 'Give an address and the ID that the console has for it, such as `chatform import apps.help 1400000002`; or neither, for all of the account.'
    : `"${address}" is not an address, such as apps.help.`;
  throw new Failure(problem, exitCodes.usage);
}

/** `--check`: the files as they would be, and nothing is written. */
function show(made: Made, options: Options, world: World): void {
  if (options.json) {
    world.print(`${jsonText(summary(made, true))}\n`);
    return;
  }
  for (const { path: name, text } of made.written.files) world.print(`# ${printable(name)}\n${text}`);
  tellNotes(made, world);
}

function tell(made: Made, options: Options, world: World): void {
  if (options.json) {
    world.print(`${jsonText(summary(made, false))}\n`);
    return;
  }
  const { adopted, bindings } = made.adoption;
  if (adopted.length + bindings.size === 0) {
    world.print('There is nothing to import: all that the console has is declared or managed.\n');
  } else {
    for (const { path: name, isNew } of made.written.files)
      world.print(`${isNew ? 'wrote' : 'completed'} ${printable(name)}\n`);
    for (const [address, id] of bindings) world.print(`${address} is app ${id}\n`);
    world.print(`Imported ${plural(adopted.length, 'resource')}, ${plural(bindings.size, 'app')} bound.\n`);
  }
  tellNotes(made, world);
}

function tellNotes({ notes }: Made, world: World): void {
  for (const note of notes) world.tell(`${printable(note)}\n`);
}

function summary({ adoption, written, notes }: Made, withText: boolean): object {
  return {
    files: written.files.map(({ path: name, isNew, text }) => ({
      path: name,
      action: isNew ? 'create' : 'complete',
      ...(withText && { text }),
    })),
    resources: adoption.adopted.map(({ address, kind }) => ({ address, type: kind.name })),
    bindings: Object.fromEntries(adoption.bindings),
    notes,
  };
}
