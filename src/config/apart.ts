/**
 * Files that hold one app each, and nothing that refers to anything else. Such a file is read by itself, and its tree
 * is not kept: of hundreds of files, the trees would take most of the memory. Where something stands in it is found by
 * reading it once more.
 */
import type { Resource } from '../model.ts';
import type { ReadFiles } from './files.ts';
import { child, entriesOf, type MapNode } from './node.ts';
import type { Known, readResources } from './quick.ts';
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
  const placesIn = readingAgain(quickly);
  const apart: AppFile[] = [];
  const readings = new Map<SourceFile, Reading>();
  for (const file of files) {
    const reading = read(file);
    const one = appFileOf(file, reading, quickly, placesIn);
    if (one) apart.push(one);
    else readings.set(file, reading);
  }
  return { apart, readings };
}

/** Nothing can be referred to. */
const nothing: Known = { variables: new Map(), env: {}, apps: new Set() };

function appFileOf(
  file: SourceFile,
  { root, diagnostics }: Reading,
  quickly: typeof readResources,
  placesIn: ReturnType<typeof readingAgain>,
): AppFile | undefined {
  if (root?.kind !== 'map' || diagnostics.length > 0 || root.entries.size !== 1) return undefined;
  const [app, ...others] = keysIn(root);
  if (app === undefined || others.length > 0) return undefined;
  const found = quickly(root, nothing);
  if (!found) return undefined;
  const resources = found.map(({ address, segments, kind, body }): Resource => {
    return { address, segments, kind, body, locate: (path) => placesIn(file, address)(path) };
  });
  return { file, app, resources };
}

/**
 * Tells of a resource of a file where it stands, and reads the file again for that. Only the last one is kept: most
 * is asked of one file after the other.
 */
function readingAgain(
  quickly: typeof readResources,
): (file: SourceFile, address: string) => Resource['locate'] {
  let last: SourceFile | undefined;
  let known: ReadonlyMap<string, Resource['locate']> = new Map();
  return (file, address) => {
    if (file !== last) {
      const { root } = read(file);
      const found = (root?.kind === 'map' && quickly(root, nothing)) || [];
      known = new Map(found.map((resource) => [resource.address, resource.locate]));
      last = file;
    }
    const locate = known.get(address);
    if (!locate) throw new Error(`${file.path} has no ${address} any more`);
    return locate;
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
