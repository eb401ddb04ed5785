/**
 * `chatform import`: what the console has becomes YAML that plans empty. Everything is made and proved in
 * memory; then the files are written, and after them the state. Cut off in between, the files name apps that
 * stand for none yet, and a second import finds them by their names.
 */
import { formatAddress, parseAddress } from '../address.ts';
import { kindAt } from '../catalog/index.ts';
import { jsonText, printable } from '../printable.ts';
import { plural } from '../report/layout.ts';
import { emptyState } from '../state/state.ts';
import { version } from '../version.ts';
import { type Made, prepare, type Wanted } from './adoption.ts';
import { loadProject } from './project.ts';
import { replaceFiles } from './replace-files.ts';
import { type Working, withConsole, withSession } from './session.ts';
import { openStore } from './store.ts';
import { exitCodes, Failure, type Options, type Run, type World } from './world.ts';

export const run: Run = async ({ arguments: words, options }, world) => {
  const wanted = wantedOf(words);
  const tried = boundBy(wanted);
  if (options.check) {
    const project = loadProject(options, world);
    const state = await (await openStore(project, world)).read();
    const base = state ?? emptyState('', project.desired.account, version);
    const bound = { ...base, bindings: new Map([...base.bindings, ...tried]) };
    return withConsole(project, world, bound, async (adapter) => {
      const made = await prepare({ project, adapter, state, options, world, wanted });
      show(made, options, world);
      return made.exitCode;
    });
  }
  const work = async ({ project, adapter, session, fresh }: Working) => {
    const state = fresh ? undefined : session.state;
    const made = await prepare({ project, adapter, state, options, world, wanted });
    replaceFiles(project.directory, made.replacements, world.pid);
    await session.append(made.entries);
    tell(made, options, world);
    return made.exitCode;
  };
  return withSession('import', options, world, work, undefined, tried);
};

/** The app that is wanted is read with the key that the configuration has for it: that tells its name. */
function boundBy(wanted: Wanted | undefined): ReadonlyMap<string, string> {
  if (!wanted || kindAt(wanted.segments)?.name !== 'app') return new Map();
  return new Map([[formatAddress(wanted.segments), wanted.id]]);
}

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
    world.print(`${nothing(made, options)}\n`);
  } else {
    for (const { path: name, isNew } of made.written.files)
      world.print(`${isNew ? 'wrote' : 'completed'} ${printable(name)}\n`);
    for (const [address, id] of bindings) world.print(`${address} is app ${id}\n`);
    world.print(`Imported ${plural(adopted.length, 'resource')}, ${plural(bindings.size, 'app')} bound.\n`);
  }
  tellNotes(made, world);
}

/** That all is managed is said only where nothing was left out, nor may be there without being seen. */
function nothing({ notes }: Made, { targets }: Options): string {
  if (notes.length > 0) return 'Nothing was imported.';
  const there = targets.length > 0 ? ' there' : '';
  return `There is nothing to import${there}: all that the console has${there} is declared or managed.`;
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
