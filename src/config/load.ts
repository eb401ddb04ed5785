/**
 * Files → what they declare. Read, checked one by one, merged, laid over by the environment, templates
 * and references resolved, checked as a whole. Everything that is wrong is said at once.
 */
import { environmentSchema, languageSchema, resolvedSchema } from '../catalog/schema.ts';
import { emptyMap } from '../json.ts';
import type { Desired, Diagnostic } from '../model.ts';
import { type Check, compileCheck } from './check.ts';
import { toDesired } from './desired.ts';
import { mergeFiles } from './merge.ts';
import {
  child,
  type Entry,
  type MapNode,
  mapNode,
  type Node,
  overlay,
  type Place,
  placeOf,
  plainOf,
} from './node.ts';
import { read } from './read.ts';
import { resolveReferences } from './references.ts';
import type { SourceFile } from './source.ts';
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
  readonly console: {
    readonly type: string;
    readonly users: readonly string[];
    readonly groups: Readonly<Record<string, readonly string[]>>;
  };
  readonly state: { readonly type: string };
}

export interface Loaded {
  /** Undefined when there are errors. */
  readonly desired?: Desired;
  readonly settings?: Settings;
  /** What `--var` and `--var-file` gave, those of sensitive variables left out. */
  readonly variables: Readonly<Record<string, string | number | boolean>>;
  /** By file, line and column. */
  readonly diagnostics: readonly Diagnostic[];
}

const schemas = { language: languageSchema, environment: environmentSchema, resolved: resolvedSchema };
const checks = new Map<keyof typeof schemas, Check>();

function check(name: keyof typeof schemas, tree: Node): Diagnostic[] {
  let compiled = checks.get(name);
  if (!compiled) {
    compiled = compileCheck(schemas[name]());
    checks.set(name, compiled);
  }
  return compiled(tree);
}

/** Loads a configuration. Pure: it reads no file, and nothing of the process but what it is given. */
export function load(input: Input): Loaded {
  const diagnostics: Diagnostic[] = [];

  function readMap(file: SourceFile, schema?: 'language' | 'environment'): MapNode | undefined {
    const { root, diagnostics: problems } = read(file);
    diagnostics.push(...problems);
    if (!root) return undefined;
    if (root.kind !== 'map') {
      const message = 'a file of the configuration is a map of keys such as `apps:`';
      diagnostics.push({ severity: 'error', message, source: placeOf(root) });
      return undefined;
    }
    if (schema) diagnostics.push(...check(schema, root));
    return root;
  }

  const roots = input.files.map((file) => readMap(file, 'language')).filter((root) => root !== undefined);
  const environment = input.environment && readMap(input.environment, 'environment');
  const given: VariableSource[] = [];
  for (const one of input.given) {
    if (!('file' in one)) given.push(one);
    else {
      const root = readMap(one.file);
      if (root) given.push({ file: root });
    }
  }
  const merged = mergeFiles(roots);
  diagnostics.push(...merged.diagnostics);
  if (!merged.root) {
    if (!hasErrors(diagnostics)) diagnostics.push(emptyConfiguration(input));
    return { variables: {}, diagnostics: sorted(diagnostics) };
  }
  // What could not be read would only make others look wrong: a template that is not there, and so on.
  if (hasErrors(diagnostics)) return { variables: {}, diagnostics: sorted(diagnostics) };

  const declared = resolveVariables(merged.root, environment, given, input.env);
  diagnostics.push(...declared.diagnostics);
  const root = environment
    ? (overlay(merged.root, without(environment, 'variables')) as MapNode)
    : merged.root;
  const extended = extendApps(root);
  diagnostics.push(...extended.diagnostics);

  const entries = new Map<string, Entry>();
  const apps = new Set(extended.apps.keys());
  for (const [key, entry] of root.entries) {
    if (key === 'templates' || key === 'variables' || key === 'guardrails') continue;
    const tree = key === 'apps' ? withApps(entry.value, extended.apps) : entry.value;
    const scope = {
      variables: declared.variables,
      env: input.env,
      apps: key === 'apps' || key === 'cam' ? apps : undefined,
    };
    const value = key === 'moved' || key === 'removed' ? tree : resolveReferences(tree, scope, diagnostics);
    entries.set(key, { key: entry.key, value });
  }
  const guardrails = root.entries.get('guardrails');
  if (guardrails) diagnostics.push(unenforced(guardrails.key));
  const resolved = mapNode(root, entries);
  diagnostics.push(...check('resolved', resolved));
  if (hasErrors(diagnostics)) return { variables: {}, diagnostics: sorted(diagnostics) };

  const { desired, diagnostics: problems } = toDesired(resolved);
  diagnostics.push(...problems);
  if (hasErrors(diagnostics)) return { variables: {}, diagnostics: sorted(diagnostics) };
  return {
    desired,
    settings: settingsOf(resolved),
    variables: declared.given,
    diagnostics: sorted(diagnostics),
  };
}

function emptyConfiguration(input: Input): Diagnostic {
  const file = input.files[0]?.path ?? 'chatform.yaml';
  return {
    severity: 'error',
    message: `${file} declares nothing yet; it needs at least \`chatform:\` with version and account (\`chatform init\` writes a first project)`,
  };
}

/** What is declared and does nothing yet is said, so that nobody relies on it. */
function unenforced(key: Place): Diagnostic {
  return {
    severity: 'warning',
    message: 'guardrails are read, and not enforced by this version',
    source: placeOf(key),
  };
}

function without(node: MapNode, key: string): MapNode {
  const entries = new Map(node.entries);
  entries.delete(key);
  return mapNode(node, entries);
}

function withApps(node: Node, apps: ReadonlyMap<string, MapNode>): Node {
  if (node.kind !== 'map') return node;
  const entries = [...node.entries].map(([key, entry]): [string, Entry] => [
    key,
    { key: entry.key, value: apps.get(key) ?? entry.value },
  ]);
  return mapNode(node, new Map(entries));
}

function settingsOf(root: MapNode): Settings {
  const block = child(root, 'chatform');
  const value = (path: string[]): unknown => {
    let node: Node | undefined = block;
    for (const key of path) node = child(node, key);
    return node && plainOf(node);
  };
  const required = value(['required']);
  return {
    ...(typeof required === 'string' && { required }),
    console: {
      type: (value(['console', 'type']) as string | undefined) ?? 'sandbox',
      users: (value(['console', 'users']) as string[] | undefined) ?? [],
      groups: (value(['console', 'groups']) as Record<string, string[]> | undefined) ?? emptyMap(),
    },
    state: { type: (value(['state', 'type']) as string | undefined) ?? 'file' },
  };
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((diagnostic) => diagnostic.severity === 'error');
}

/** In the order of files and lines, each thing said once; what has no place comes first. */
function sorted(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const keyed = new Map<string, Diagnostic>();
  for (const one of diagnostics) {
    const at = one.source;
    keyed.set(`${at?.file ?? ''}\0${at?.line ?? 0}\0${at?.column ?? 0}\0${one.message}`, one);
  }
  return [...keyed.values()].sort((a, b) => {
    const files = compare(a.source?.file ?? '', b.source?.file ?? '');
    if (files !== 0) return files;
    return (a.source?.line ?? 0) - (b.source?.line ?? 0) || (a.source?.column ?? 0) - (b.source?.column ?? 0);
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
