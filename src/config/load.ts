/**
 * Files → what they declare. Read, checked one by one, merged, laid over by the environment, templates
 * and references resolved, checked as a whole. Everything that is wrong is said at once.
 */
import { languageKeys } from '../catalog/language-keys.ts';
import type { Desired, Diagnostic } from '../model.ts';
import { check } from './check.ts';
import { type Complaints, complaints } from './complaints.ts';
import { type ConsoleSettings, readConsole } from './console.ts';
import { toDesired } from './desired.ts';
import { type Encryption, type EncryptionSettings, readEncryption } from './encryption.ts';
import { type GuardrailDeclaration, readGuardrails } from './guardrails.ts';
import { mergeFiles } from './merge.ts';
import { child, type MapNode, mapNode, type Node, placeOf, plainOf } from './node.ts';
import { overlay } from './overlay.ts';
import { read } from './read.ts';
import { resolve } from './resolve.ts';
import { type SourceFile, sourceAt } from './source.ts';
import { readState, type StateSettings } from './state.ts';
import { extendApps } from './templates.ts';
import { type GivenVariable, resolveVariables, type VariableSource } from './variables.ts';

/** What a configuration is made of, as text. */
export interface Input {
  /** `chatform.yaml` first, the others in the order of their paths. */
  readonly files: readonly SourceFile[];
  /** `environments/NAME.yaml`. */
  readonly environment?: SourceFile;
  /** `--var` and `--var-file`, in their order. */
  readonly given: readonly (GivenVariable | { readonly file: SourceFile })[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

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
}

/** Loads a configuration. Pure: it reads no file, and nothing of the process but what it is given. */
export function load(input: Input): Loaded {
  const said = complaints();
  const { roots, environment, given, isWhole: isRead, unread } = readAll(input, said);
  const merged = mergeFiles(roots);
  said.add(merged.diagnostics);
  const [main] = input.files;
  if (!merged.root || !main) {
    if (!said.hasErrors()) said.add(emptyConfiguration(main));
    return { guardrails: [], variables: {}, diagnostics: said.sorted() };
  }
  // What the whole lacks is missed at the beginning of the main file, also where that is empty.
  const all = mapNode({ file: main, start: 0, end: 0 }, merged.root.entries);
  const root = environment ? overlay(all, without(environment, 'variables'), [], 'base') : all;
  // What could not be read is not missed: a variable, a template or an app may be there.
  const isWhole = isRead && hasShape(root);
  const declared = resolveVariables(all, environment, given, input.env, isWhole);
  const extended = extendApps(root, isWhole);
  said.add([...declared.diagnostics, ...extended.diagnostics]);

  const encrypted = readEncryption(child(child(root, 'chatform'), 'encryption'));
  said.add(encrypted.diagnostics);
  const { encryption } = encrypted;
  const resolved = resolve(root, extended, { variables: declared.variables, env: input.env, isWhole }, said);
  const mayLack = ([first, key]: readonly string[]) =>
    !isWhole || (first === 'apps' && key !== undefined && extended.apps.get(key)?.isWhole === false);
  said.add(check('resolved', resolved, mayLack));
  const declaredRules = readGuardrails(child(resolved, 'guardrails'), 'configuration');
  said.add(declaredRules.diagnostics);
  const { desired, diagnostics } = toDesired(resolved);
  said.add(diagnostics);
  const reached = readConsole(child(child(resolved, 'chatform'), 'console'), [...extended.apps.keys()]);
  said.add(reached.diagnostics);
  const block = child(resolved, 'chatform');
  const place = child(block, 'state');
  // Where nothing says so, it might be said in what could not be read.
  const isKnown = place
    ? true
    : block !== undefined && ![block.file, input.environment].some((one) => one && unread.has(one));
  const kept = isKnown ? readState(place) : { diagnostics: [] };
  said.add(kept.diagnostics);
  const common = { ...(encryption && { encryption }), ...(kept.settings && { state: kept.settings }) };
  if (said.hasErrors() || !isWhole || !kept.settings || encryption === 'broken')
    return { ...common, guardrails: [], variables: {}, diagnostics: said.sorted() };
  return {
    ...common,
    desired,
    settings: {
      ...settingsOf(resolved, reached.settings, kept.settings),
      ...(encryption && { encryption }),
    },
    variables: declared.outer,
    guardrails: declaredRules.guardrails,
    diagnostics: said.sorted(),
  };
}

/** All files, read and checked one by one. */
function readAll(input: Input, said: Complaints) {
  let isWhole = true;
  const unread = new Set<SourceFile>();
  function readMap(file: SourceFile, schema: 'language' | 'environment' | undefined): MapNode | undefined {
    const { root, isRead, diagnostics } = read(file);
    said.add(diagnostics);
    isWhole &&= isRead;
    if (!isRead) unread.add(file);
    if (root && root.kind !== 'map') {
      const what = schema ? 'a file of the configuration' : 'a file of variables';
      const keys = schema ? 'keys such as `apps:`' : 'their names and values';
      said.add([{ severity: 'error', message: `${what} is a map of ${keys}`, source: placeOf(root) }]);
      isWhole = false;
      return undefined;
    }
    if (root && schema) said.add(check(schema, root));
    return root;
  }
  const roots = input.files.map((file) => readMap(file, 'language')).filter((root) => root !== undefined);
  const environment = input.environment && readMap(input.environment, 'environment');
  const given = input.given.flatMap((one): VariableSource[] => {
    if (!('file' in one)) return [one];
    const file = readMap(one.file, undefined);
    return file ? [{ file }] : [];
  });
  return { roots, environment, given, isWhole, unread };
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

function without(node: MapNode, key: string): MapNode {
  const entries = new Map(node.entries);
  entries.delete(key);
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
