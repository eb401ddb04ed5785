/**
 * Files → what they declare. Read, checked one by one, merged, laid over by the environment, templates
 * and references resolved, checked as a whole. Everything that is wrong is said at once.
 */
import { formatAddress } from '../address.ts';
import { languageKeys } from '../catalog/language-keys.ts';
import type { Desired, Diagnostic } from '../model.ts';
import { once } from '../once.ts';
import { type AppFile, readApart, untouched } from './apart.ts';
import { check } from './check.ts';
import { complaints } from './complaints.ts';
import { type ConsoleSettings, readConsole } from './console.ts';
import { toDesired } from './desired.ts';
import { type Encryption, type EncryptionSettings, readEncryption } from './encryption.ts';
import { type Input, type ReadFiles, readAll } from './files.ts';
import { type GuardrailDeclaration, readGuardrails } from './guardrails.ts';
import { isAsKnown, type KnownFiles, knownOf } from './known.ts';
import { mergeFiles } from './merge.ts';
import { child, type Entry, entryAt, type MapNode, mapNode, type Node, plainOf } from './node.ts';
import { overlay } from './overlay.ts';
import { readResources, resourceKeys } from './quick.ts';
import { resolve } from './resolve.ts';
import { type SourceFile, sourceAt } from './source.ts';
import { readState, type StateSettings } from './state.ts';
import { extendApps, withApps } from './templates.ts';
import { resolveVariables } from './variables.ts';

export type { Input } from './files.ts';

/** The settings of the project itself: the `chatform:` block. */
export interface Settings {
  /** A semver range that the tool's version must satisfy. */
  readonly required?: string;
  readonly console: ConsoleSettings;
  readonly state: StateSettings;
  /** Undefined where nothing is encrypted. */
  readonly encryption?: EncryptionSettings;
}

export interface Loaded {
  /** Undefined when there are errors. */
  readonly desired?: Desired;
  readonly settings?: Settings;
  /** Where the state is, also when there are errors elsewhere; undefined where the block itself cannot be made out. */
  readonly state?: StateSettings;
  /** `chatform.encryption`, also of a configuration that has errors elsewhere. */
  readonly encryption?: Encryption;
  /** Of the `guardrails:` block; none when there are errors. */
  readonly guardrails: readonly GuardrailDeclaration[];
  /** What `--var` and `--var-file` gave, those of sensitive variables left out. */
  readonly variables: Readonly<Record<string, string | number | boolean>>;
  /** By file, line and column. */
  readonly diagnostics: readonly Diagnostic[];
  /** The keys of the apps that were not read, since nothing of them is another than it was known to be. */
  readonly asKnown: ReadonlySet<string>;
  /** What may be known of the files next time; undefined when there are errors. */
  readonly known?: () => KnownFiles;
}

/** How to load; all of it is for speed, and makes no difference to what is loaded. */
export interface How {
  /** What is known of the files: those that are as they were are left out where the rest allows it. */
  readonly known?: KnownFiles | undefined;
  /** Tried first for the resources; where it declines, or anything is wrong, all of it is gone through thoroughly. */
  readonly quickly?: typeof readResources;
}

/** Loads a configuration. Pure: it reads no file, and nothing of the process but what it is given. */
export function load(input: Input, { known, quickly = readResources }: How = {}): Loaded {
  return (known && loadRest(input, known, quickly)) ?? loadFiles(input, quickly, new Set());
}

/** Undefined where all has to be read: something that apps depend on is another, or something is wrong. */
function loadRest(input: Input, known: KnownFiles, quickly: typeof readResources): Loaded | undefined {
  const [main, ...others] = input.files;
  const same = new Set(others.filter((file) => isAsKnown(file, known)));
  if (!main || same.size === 0) return undefined;
  const apps = new Set([...same].map(({ path }) => known.files.get(path)?.app ?? ''));
  const files = input.files.filter((file) => !same.has(file));
  const loaded = loadFiles({ ...input, files }, quickly, apps);
  const isTwice =
    apps.size < same.size ||
    [...apps].some((key) => loaded.desired?.resources.has(formatAddress(['apps', key])));
  return loaded.known?.().context === known.context && !isTwice ? loaded : undefined;
}

/** `asKnown`: the apps that other files declare. */
function loadFiles(input: Input, quickly: typeof readResources, asKnown: ReadonlySet<string>): Loaded {
  const { apart: all, readings } = readApart(input.files.slice(1), quickly);
  const readBut = (apart: readonly AppFile[]) => {
    const theirs = new Set(apart.map(({ file }) => file));
    return readAll({ ...input, files: input.files.filter((file) => !theirs.has(file)) }, readings);
  };
  const others = readBut(all);
  const apart = untouched(all, others);
  const read = apart.length === all.length ? others : readBut(apart);
  const quick =
    read.diagnostics.length === 0 ? assemble(input, read, { asKnown, apart, quickly }) : undefined;
  if (quick?.desired) return quick;
  return assemble(input, apart.length === 0 ? read : readBut([]), { asKnown, apart: [] });
}

/** What the files come to. With `quickly` nothing else looks at the resources, and errors are not all said. */
function assemble(
  input: Input,
  read: ReadFiles,
  {
    asKnown,
    apart,
    quickly,
  }: {
    readonly asKnown: ReadonlySet<string>;
    readonly apart: readonly AppFile[];
    readonly quickly?: typeof readResources;
  },
): Loaded {
  const said = complaints();
  const { roots, environment, given, unread } = read;
  said.add(read.diagnostics);
  for (const root of roots) said.add(check('language', quickly ? withoutResources(root, environment) : root));
  if (environment) said.add(check('environment', environment));
  const merged = mergeFiles(roots);
  said.add(merged.diagnostics);
  const [main] = input.files;
  if (!merged.root || !main) {
    if (!said.hasErrors()) said.add(emptyConfiguration(main));
    return { guardrails: [], variables: {}, diagnostics: said.sorted(), asKnown };
  }
  // What the whole lacks is missed at the beginning of the main file, also where that is empty.
  const all = mapNode({ file: main, start: 0, end: 0 }, merged.root.entries);
  const root = environment ? overlay(all, without(environment, 'variables'), [], 'base') : all;
  // What could not be read is not missed: a variable, a template or an app may be there.
  const isWhole = read.isWhole && hasShape(root);
  const declared = resolveVariables(all, environment, given, input.env, isWhole);
  const extended = extendApps(root, isWhole);
  said.add([...declared.diagnostics, ...extended.diagnostics]);

  const encrypted = readEncryption(child(child(root, 'chatform'), 'encryption'));
  said.add(encrypted.diagnostics);
  const { encryption } = encrypted;
  const apps = child(root, 'apps');
  const elsewhere = [...apart.map(({ app }) => app), ...asKnown];
  const keys = new Set([...(apps?.kind === 'map' ? apps.entries.keys() : []), ...elsewhere]);
  const scope = { variables: declared.variables, env: input.env, apps: keys };
  const whole = withApps(root, extended.apps);
  const found = quickly ? quickly(whole, scope) : [];
  const left = quickly ? without(whole, ...resourceKeys) : whole;
  const resolved = resolve(left, extended.templates, { ...scope, isWhole }, said);
  const mayLack = ([first, key]: readonly string[]) =>
    !isWhole || (first === 'apps' && key !== undefined && extended.apps.get(key)?.isWhole === false);
  said.add(check('resolved', resolved, mayLack));
  const declaredRules = readGuardrails(child(resolved, 'guardrails'), 'configuration');
  said.add(declaredRules.diagnostics);
  const { desired, diagnostics } = toDesired(
    resolved,
    found && [found, ...apart.map(({ resources }) => resources)].flat(),
  );
  said.add(diagnostics);
  const reached = readConsole(child(child(resolved, 'chatform'), 'console'), [
    ...extended.apps.keys(),
    ...elsewhere,
  ]);
  said.add(reached.diagnostics);
  const block = child(resolved, 'chatform');
  const place = child(block, 'state');
  // Where nothing says so, it might be said in what could not be read.
  const isKnown = place
    ? true
    : block !== undefined && ![block.file, input.environment].some((one) => one && unread.has(one));
  const kept = isKnown ? readState(place) : { diagnostics: [] };
  said.add(kept.diagnostics);
  const common = {
    asKnown,
    ...(encryption && { encryption }),
    ...(kept.settings && { state: kept.settings }),
  };
  if (said.hasErrors() || !isWhole || !kept.settings || encryption === 'broken' || !found)
    return { ...common, guardrails: [], variables: {}, diagnostics: said.sorted() };
  const diagnosed = said.sorted();
  return {
    ...common,
    known: once(() =>
      knownOf({
        roots,
        apart,
        environment,
        variables: declared.variables,
        env: input.env,
        diagnostics: diagnosed,
      }),
    ),
    desired,
    settings: {
      ...settingsOf(resolved, reached.settings, kept.settings),
      ...(encryption && { encryption }),
    },
    variables: declared.outer,
    guardrails: declaredRules.guardrails,
    diagnostics: diagnosed,
  };
}

/**
 * A file without the resources that are all in the whole. The environment may have others in place of some: so apps
 * that it has, too, are left, and all of `cam` where it has that.
 */
function withoutResources(root: MapNode, environment: MapNode | undefined): MapNode {
  const rest = child(environment, 'cam') ? root : without(root, 'cam');
  const entry = root.entries.get('apps');
  if (entry?.value.kind !== 'map') return rest;
  const covering = child(environment, 'apps');
  const left = new Map<string, Entry>();
  for (const [name, app] of entry.value.entries) {
    const { value } = app;
    const names = value.kind === 'map' ? value.entries.get('extends') : undefined;
    if (child(covering, name)) left.set(name, app);
    else if (names) left.set(name, entryAt(app, mapNode(value, new Map([['extends', names]]))));
  }
  const apps = entryAt(entry, mapNode(entry.value, left));
  return mapNode(root, new Map(rest.entries).set('apps', apps));
}

/** True when all that people can refer to stands under the keys where it belongs. */
function hasShape(root: MapNode): boolean {
  const known = languageKeys();
  return [...root.entries].every(
    ([key, { value }]) =>
      known.includes(key) && (value.kind === 'map' || !['apps', 'templates', 'variables'].includes(key)),
  );
}

function emptyConfiguration(file: SourceFile | undefined): Diagnostic[] {
  const message =
    'the configuration declares nothing yet; it needs at least `chatform:` with version and account (`chatform init` writes a first project)';
  return [{ severity: 'error', message, ...(file && { source: sourceAt(file, 0, 0) }) }];
}

function without(node: MapNode, ...keys: readonly string[]): MapNode {
  const entries = new Map(node.entries);
  for (const key of keys) entries.delete(key);
  return mapNode(node, entries);
}

function settingsOf(root: MapNode, reached: ConsoleSettings, kept: StateSettings): Settings {
  const block = child(root, 'chatform');
  const text = (...path: string[]): string | undefined => {
    const node = path.reduce<Node | undefined>(child, block);
    const value = node && plainOf(node);
    return typeof value === 'string' ? value : undefined;
  };
  const required = text('required');
  return {
    ...(required !== undefined && { required }),
    console: reached,
    state: kept,
  };
}
