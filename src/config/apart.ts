/**
 * Files that hold one app each, and nothing that refers to anything else. Such a file is read by itself, and its tree
 * is not kept: of hundreds of files, the trees would take most of the memory. Where something stands in it is found by
 * reading it once more.
 */
import { formatAddress } from '../address.ts';
import type { Resource, Source } from '../model.ts';
import type { ReadFiles } from './files.ts';
import { child, type Entry, entriesOf, type MapNode, type Node, type Place, placeWithin } from './node.ts';
import type { Referable, readResources } from './quick.ts';
import { type Reading, read } from './read.ts';
import type { SourceFile } from './source.ts';

/** An app that has a file to itself. */
export interface AppFile {
  readonly file: SourceFile;
  /** The app's key. */
  readonly app: string;
  readonly resources: readonly Resource[];
}

/** The files that are apart, and what was read of the others. `quickly` says of which there is nothing to say. */
export function readApart(
  files: readonly SourceFile[],
  quickly: typeof readResources,
): { readonly apart: readonly AppFile[]; readonly readings: ReadonlyMap<SourceFile, Reading> } {
  const apart: AppFile[] = [];
  const readings = new Map<SourceFile, Reading>();
  const locate = locator();
  for (const file of files) {
    const reading = read(file);
    const one = appFileOf(file, reading, quickly, locate);
    if (one) apart.push(one);
    else readings.set(file, reading);
  }
  return { apart, readings };
}

/** Nothing can be referred to. */
const nothing: Referable = { variables: new Map(), env: {}, apps: new Set() };

function appFileOf(
  file: SourceFile,
  { root, diagnostics }: Reading,
  quickly: typeof readResources,
  locate: Locate,
): AppFile | undefined {
  if (root?.kind !== 'map' || diagnostics.length > 0 || root.entries.size !== 1) return undefined;
  const [app, ...others] = keysIn(root);
  if (app === undefined || others.length > 0) return undefined;
  const resources = quickly(root, nothing, ({ name: kind }, segments, _key, _node, body) => {
    const address = formatAddress(segments);
    return { address, segments, kind, body, locate: (path) => locate(file, segments, path) };
  });
  return resources && { file, app, resources };
}

type Locate = (file: SourceFile, segments: readonly string[], path: readonly string[]) => Source;

/** Tells where something stands. Who asks asks of one file after the other: the tree of the last one is kept. */
function locator(): Locate {
  let last: { readonly file: SourceFile; readonly root: Node | undefined } | undefined;
  return (file, segments, path) => {
    if (last?.file !== file) last = { file, root: read(file).root };
    let [key, node]: [Place, Node | undefined] = [{ file, start: 0, end: 0 }, last.root];
    for (const name of segments) {
      const entry: Entry | undefined = node?.kind === 'map' ? node.entries.get(name) : undefined;
      if (!entry) throw new Error(`${file.path} has no ${segments.join('.')} any more`);
      [key, node] = [entry, entry.value];
    }
    return placeWithin(key, node, path);
  };
}

/** Those of whose apps nothing is said in another file or in the environment: that is put together before it is read. */
export function untouched(
  apart: readonly AppFile[],
  { roots, environment }: Pick<ReadFiles, 'roots' | 'environment'>,
): readonly AppFile[] {
  const elsewhere = [...roots, ...(environment ? [environment] : [])].flatMap(keysIn);
  const times = new Map<string, number>();
  for (const key of [...elsewhere, ...apart.map(({ app }) => app)]) times.set(key, (times.get(key) ?? 0) + 1);
  return apart.filter(({ app }) => times.get(app) === 1);
}

/** The keys of the apps of a file. */
export function keysIn(root: MapNode): string[] {
  return Array.from(entriesOf(child(root, 'apps')), ([key]) => key);
}
