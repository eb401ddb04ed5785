/** An import made and proved in memory: what would be declared, where, and that a plan after it is empty. */
import fs from 'node:fs';
import path from 'node:path';
import type { Adapter } from '../adapters/adapter.ts';
import { formatAddress, isWithin, parseAddress } from '../address.ts';
import { kindAt } from '../catalog/index.ts';
import type { Kind } from '../catalog/kind.ts';
import { declarable } from '../config/declarable.ts';
import { type Input, load } from '../config/load.ts';
import { type Written, type WrittenFile, writeAdditions } from '../config/write.ts';
import { equal, type JsonMap } from '../json.ts';
import type { Desired, Live } from '../model.ts';
import { type Adoption, adoptAll, entriesOf, type Scene } from '../plan/adopt.ts';
import { adoptOne } from '../plan/adopt-one.ts';
import { blindSpots } from '../plan/blind-spots.ts';
import { liveSegments } from '../plan/locate.ts';
import { plan as makePlan, type Planned } from '../plan/plan.ts';
import { surprises } from '../plan/surprises.ts';
import { printable } from '../printable.ts';
import { type Entry, emptyState, type State } from '../state/state.ts';
import { version } from '../version.ts';
import { readFiles } from './files.ts';
import { inputsOf } from './plan.ts';
import { givenVariables, named, type Project, requireAccount } from './project.ts';
import { exitCodes, Failure, type Options, type World } from './world.ts';

/** One thing: `import ADDRESS ID`. */
export interface Wanted {
  readonly segments: readonly string[];
  readonly id: string;
}

export interface Setting {
  readonly project: Project;
  readonly adapter: Adapter;
  /** Undefined: there is none yet. */
  readonly state: State | undefined;
  readonly options: Options;
  readonly world: World;
  readonly wanted: Wanted | undefined;
}

/** An import that was proved to leave nothing to do, and is not written yet. */
export interface Made {
  readonly adoption: Adoption;
  readonly written: Written;
  readonly replacements: readonly (WrittenFile & { readonly before?: string })[];
  readonly entries: readonly Entry[];
  readonly notes: readonly string[];
  readonly exitCode: number;
}

/** Makes an import and proves it. @throws Failure when it cannot be made; nothing is written */
export async function prepare(setting: Setting): Promise<Made> {
  const { project, adapter, state, options, wanted } = setting;
  requireAccount(project, undefined, state);
  requireSettled(state);
  const live = await readAll(setting);
  requireAccount(project, live, state);
  requireSeen(live);
  const input = inputFor(setting);
  const planWith = (desired: Desired, base: State | undefined): Planned =>
    makePlan({
      desired,
      live,
      state: base,
      adapter: adapter.name,
      capabilities: adapter.capabilities,
      inputs: { ...inputsOf(project, options), targets: [], excludes: [] },
    });

  const before = planWith(project.desired, state);
  const left: string[] = [];
  const nameHint = await nameHintOf(project);
  const scene: Scene = {
    desired: project.desired,
    live,
    state: before.state,
    declare: declareWith(left),
    unseen: adapter.capabilities.unseen,
    ...(nameHint && { nameHint }),
  };
  const adoption = wanted ? one(scene, wanted, left) : adoptAll(scene, options.targets);
  const written = writeAdditions({
    files: input.files,
    ...(input.environment && { environment: input.environment }),
    additions: adoption.adopted,
    apps: appKeys(scene, adoption),
    account: live.account,
    isTaken: takenIn(project.directory),
    namesAt: (segments) => namesAt(project.desired, segments),
  });
  if (written.problems.length > 0) throw new Failure(`Nothing was imported.\n${written.problems.join('\n')}`);

  const desired = desiredWith(input, written, project.desired);
  const bound = withBindings(state ?? emptyState('', project.desired.account, version), adoption);
  const after = planWith(desired, bound);
  // What was declared before may differ from what it is bound to: that is what the plan is for then.
  const isExpected = wanted !== undefined && adoption.adopted.length === 0;
  const found = isExpected ? [] : surprises(before.plan, after.plan);
  if (found.length > 0) {
    throw new Failure(
      `Nothing was imported: the plan after it would not be empty. This is a bug, please report it:\n${found.map((each) => `  - ${printable(each)}`).join('\n')}`,
    );
  }
  const unread = live.unreadable.map(
    ({ address, reason }) =>
      `${address || 'the console'} could not be read, and nothing of it was imported: ${reason}`,
  );
  // A section that stands at its defaults is nothing to declare.
  const adopted = adoption.adopted.filter((each) => desired.resources.has(each.address));
  return {
    adoption: { ...adoption, adopted },
    written,
    replacements: written.files.map((file) => replacement(input, file)),
    entries:
      adoption.adopted.length + adoption.bindings.size > 0
        ? entriesOf(adoption, after.bookkeeping, desired, before.state)
        : [],
    notes: [
      ...adoption.notes,
      ...left,
      ...placeholderNotes(written),
      ...unread,
      ...blindSpots(scene, adoption.bindings, spotsOf(setting)),
    ],
    exitCode: unread.length > 0 && !wanted ? exitCodes.partial : exitCodes.done,
  };
}

/** Tencent tells the name of an app to whoever has its key. */
async function nameHintOf({ settings, desired, reveal }: Project): Promise<Scene['nameHint']> {
  const { console: chosen } = settings;
  if (chosen.type !== 'tencent') return undefined;
  const { whyUnsigned } = await import('./tencent.ts');
  return (key, id) => {
    const bindings = new Map([[`apps.${key}`, id]]);
    const why = whyUnsigned(chosen, { account: desired.account, bindings, reveal }, id);
    return why === undefined
      ? undefined
      : `With the key of the app \`chatform import apps.${key} ${id}\` could read it, but ${why}.`;
  };
}

/** Below which addresses it matters what cannot be seen; undefined: below all. */
function spotsOf({ wanted, options }: Setting): readonly string[] | undefined {
  if (wanted) return [formatAddress(wanted.segments)];
  return options.targets.length > 0 ? options.targets : undefined;
}

/** What a run left open is an app, perhaps, that has a key already. @throws Failure */
function requireSettled(state: State | undefined): void {
  if (!state || state.intents.size === 0) return;
  throw new Failure(
    'A run was cut off, and what came of it is not settled yet: run `chatform apply` first. Nothing was imported.',
  );
}

/** Everything: the apps, and then what is in them, with what is wanted by its name. */
async function readAll({ adapter, project, state, wanted, options }: Setting): Promise<Live> {
  const { objects } = await adapter.read({ apps: [] });
  const apps = [...objects.values()].filter((object) => object.kind === 'app');
  const places = [
    ...(wanted ? [wanted.segments] : []),
    ...options.targets.map((one) => parseAddress(one) ?? []),
  ];
  const asked = (kind: string) =>
    places
      .filter((segments) => kindAt(segments)?.name === kind)
      .flatMap((segments) => {
        const live = liveSegments(segments, state?.bindings ?? new Map());
        return live ? [live] : [];
      });
  return adapter.read({
    apps: apps.map((app) => app.segments[1] ?? ''),
    named: (kind) => [...named(kind, project, state), ...asked(kind)],
  });
}

/** @throws Failure where nothing at all could be read */
function requireSeen({ unreadable }: Live): void {
  const blind = unreadable.find((one) => one.address === '');
  if (blind)
    throw new Failure(printable(`The console could not be read: ${blind.reason}. Nothing was imported.`));
}

/** The configuration as text, to be loaded again with more in it. */
function inputFor({ project, options, world }: Setting): Input {
  const found = readFiles(project.directory, project.environment);
  return {
    files: found.files,
    ...(found.environment && { environment: found.environment }),
    given: givenVariables(options, world),
    env: world.env,
  };
}

/** Notes what of a thing cannot be declared, and hands back the rest. */
function declareWith(left: string[]): Scene['declare'] {
  return (kind: Kind, segments: readonly string[], body: JsonMap) => {
    const result = declarable(kind, segments.at(-1) ?? '', body);
    for (const { path: inner, why } of result.left)
      left.push(`${formatAddress([...segments, ...inner])} left out: ${why}`);
    return result.body;
  };
}

/** @throws Failure when it cannot be imported */
function one(scene: Scene, { segments, id }: Wanted, left: readonly string[]): Adoption {
  const adoption = adoptOne(scene, segments, id);
  if ('problem' in adoption) throw new Failure(adoption.problem);
  if (adoption.adopted.length + adoption.bindings.size === 0)
    throw new Failure(`It cannot be declared, so nothing was imported.\n${left.join('\n')}`);
  return adoption;
}

/** SDKAppID → key of the apps that a reference can name. */
function appKeys({ desired, state }: Scene, { bindings }: Adoption): ReadonlyMap<string, string> {
  const known = [...state.bindings].filter(([address]) => desired.resources.has(address));
  return new Map([...known, ...bindings].map(([address, id]) => [id, parseAddress(address)?.[1] ?? '']));
}

/** True where something is in the way of a new file, whatever the case of its name. */
function takenIn(directory: string): (file: string) => boolean {
  const folders = new Map<string, ReadonlySet<string>>();
  return (file) => {
    const folder = path.join(directory, path.dirname(file));
    let names = folders.get(folder);
    if (!names) {
      names = new Set(
        fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()
          ? fs.readdirSync(folder).map((name) => name.toLowerCase())
          : [],
      );
      folders.set(folder, names);
    }
    return names.has(path.basename(file).toLowerCase());
  };
}

function namesAt(desired: Desired, segments: readonly string[]): string[] {
  const list = formatAddress(segments);
  return [...desired.resources.values()]
    .filter(
      (resource) => resource.segments.length === segments.length + 1 && isWithin(resource.address, list),
    )
    .map((resource) => resource.segments.at(-1) ?? '');
}

/** What the configuration declares with the new text in it. @throws Failure, for a bug */
function desiredWith(input: Input, { files }: Written, before: Desired): Desired {
  const texts = new Map(files.map((file) => [file.path, file]));
  const { environment } = input;
  const changed = environment && texts.get(environment.path);
  const loaded = load({
    ...input,
    files: [
      ...input.files.map((file) => texts.get(file.path) ?? file),
      ...files.filter((file) => file.isNew),
    ],
    ...(environment && { environment: changed ?? environment }),
  });
  const problems = loaded.diagnostics.filter((each) => each.severity === 'error');
  const { desired } = loaded;
  const lost = [...before.resources.values()].filter(
    ({ address, body }) => !equal(desired?.resources.get(address)?.body, body),
  );
  if (desired && problems.length === 0 && lost.length === 0) return desired;
  const what =
    problems.map((each) => `${each.source?.file}:${each.source?.line}: ${each.message}`).join('\n') ||
    lost.map((each) => `${each.address} would mean something else`).join('\n');
  throw new Failure(
    `Nothing was imported: what would be written is wrong. This is a bug, please report it:\n${printable(what)}`,
  );
}

function withBindings(state: State, { bindings }: Adoption): State {
  const ids = new Set(bindings.values());
  const others = [...state.bindings].filter(([, id]) => !ids.has(id));
  return { ...state, bindings: new Map([...others, ...bindings]) };
}

function replacement(input: Input, file: WrittenFile): WrittenFile & { before?: string } {
  const before = [...input.files, ...(input.environment ? [input.environment] : [])].find(
    (each) => each.path === file.path,
  )?.text;
  return { ...file, ...(before !== undefined && { before }) };
}

function placeholderNotes({ placeholders }: Written): string[] {
  return placeholders.map(
    ({ address, path: inner, env }) =>
      `${formatAddress([...address, ...inner])} is a secret, which no console tells: set the environment variable ${env}`,
  );
}
