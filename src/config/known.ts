/**
 * What is known of the files of a configuration from the last time. A file that holds one app and nothing else need
 * not be read again, as long as neither it is another nor anything that its meaning depends on.
 */
import { createHash } from 'node:crypto';
import { partsOf } from '../expression.ts';
import type { Diagnostic } from '../model.ts';
import { type AppFile, keysIn } from './apart.ts';
import type { MapNode, Node } from './node.ts';
import type { SourceFile } from './source.ts';
import type { Variable } from './variables.ts';

/** A file that holds one app. */
export interface KnownFile {
  /** The app's key. */
  readonly app: string;
  /** SHA-256 of the text. */
  readonly hash: string;
}

export interface KnownFiles {
  /** SHA-256 of all that an app can depend on beside its own file. */
  readonly context: string;
  /** By path. */
  readonly files: ReadonlyMap<string, KnownFile>;
}

/** What was read, and what it was resolved with. */
export interface Gathered {
  readonly roots: readonly MapNode[];
  readonly apart: readonly AppFile[];
  readonly environment: MapNode | undefined;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly diagnostics: readonly Diagnostic[];
}

/** True for a file that is as it was. */
export function isAsKnown(file: SourceFile, { files }: KnownFiles): boolean {
  const known = files.get(file.path);
  return known !== undefined && !file.problem && known.hash === hashOf(file.text);
}

/** What may be known of the files next time. */
export function knownOf(read: Gathered): KnownFiles {
  const alone = filesOfOneApp(read);
  const files = Array.from(alone, ([{ path, text }, app]): [string, KnownFile] => [
    path,
    { app, hash: hashOf(text) },
  ]);
  files.sort(byName);
  const shared = read.roots.filter(({ file }) => !alone.has(file));
  return { context: contextOf(shared, read), files: new Map(files) };
}

/**
 * The files that hold one app and nothing else, of which nothing had to be said. An app that another file or the
 * environment adds to is not among them, nor one that speaks of another app or of the environment of the process.
 */
function filesOfOneApp({ roots, apart, environment, diagnostics }: Gathered): Map<SourceFile, string> {
  const places = new Map<string, number>();
  for (const root of [...roots, ...(environment ? [environment] : [])])
    for (const key of keysIn(root)) places.set(key, (places.get(key) ?? 0) + 1);
  const saidOf = new Set(diagnostics.map(({ source }) => source?.file));
  const found = new Map(apart.map(({ file, app }) => [file, app]));
  for (const root of roots) {
    const { file, entries } = root;
    const [key, ...others] = keysIn(root);
    const isOne = entries.size === 1 && key !== undefined && others.length === 0 && places.get(key) === 1;
    const asksForMore = () => referencesIn(root).some((one) => !one.startsWith('var.'));
    if (isOne && !saidOf.has(file.path) && !asksForMore()) found.set(file, key);
  }
  return found;
}

/** What the values in a tree refer to: in a text it can be written in more ways than one. */
function referencesIn(node: Node): string[] {
  if (node.kind === 'map') return [...node.entries.values()].flatMap(({ value }) => referencesIn(value));
  if (node.kind === 'list') return node.items.flatMap(referencesIn);
  if (typeof node.value !== 'string' || !node.value.includes('${')) return [];
  const parts = partsOf(node.value);
  return 'unclosed' in parts ? [] : parts.flatMap((part) => ('reference' in part ? [part.reference] : []));
}

/** Sensitive values are no part of it: no setting has one. */
function contextOf(shared: readonly MapNode[], { environment, variables, env }: Gathered): string {
  const trees = [...shared, ...(environment ? [environment] : [])];
  const files = trees.map(({ file }) => file);
  const asked = trees.flatMap(referencesIn).flatMap((one) => (one.startsWith('env.') ? [one.slice(4)] : []));
  return hashOf(
    JSON.stringify([
      files.map(({ path, text }) => [path, text]).sort(byName),
      environment?.file.path ?? null,
      [...variables]
        .map(([name, { value, sensitive }]) => [name, sensitive ? null : (value ?? null)])
        .sort(byName),
      asked.map((name) => [name, env[name] ?? null]).sort(byName),
    ]),
  );
}

const byName = ([a]: readonly unknown[], [b]: readonly unknown[]) => (String(a) < String(b) ? -1 : 1);

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}
