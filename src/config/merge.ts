/** Many files become one tree. The same address in two files is an error that names both places. */
import { formatAddress } from '../address.ts';
import { kinds } from '../catalog/index.ts';
import type { Diagnostic } from '../model.ts';
import { type Entry, entryAt, type MapNode, mapNode, placeOf } from './node.ts';

/** Maps that files fill together; whatever is not here belongs to one file as a whole. */
const shared: readonly (readonly string[])[] = [
  [],
  ['variables'],
  ['templates'],
  ['apps'],
  ['apps', '*'],
  ['cam'],
  ['cam', 'policies'],
  ['cam', 'presets'],
  ...kinds
    .filter((kind) => kind.path[0] === 'apps' && kind.path.at(-1) === '*')
    .map((kind) => kind.path.slice(0, -1)),
];

/** Lists that files fill together. */
const joined = new Set(['moved', 'removed']);

function isShared(path: readonly string[]): boolean {
  return shared.some(
    (pattern) =>
      pattern.length === path.length && pattern.every((step, i) => step === '*' || step === path[i]),
  );
}

/** One tree of all files, in the given order, and what stands in two of them. */
export function mergeFiles(roots: readonly MapNode[]): {
  root: MapNode | undefined;
  diagnostics: Diagnostic[];
} {
  const diagnostics: Diagnostic[] = [];
  // What is made here grows from file to file, and is not copied for each.
  const made = new Map<MapNode['entries'], Map<string, Entry>>();

  function merge(path: readonly string[], first: MapNode, second: MapNode): MapNode {
    const entries = made.get(first.entries) ?? new Map(first.entries);
    made.set(entries, entries);
    const twice: [string, Entry][] = [];
    for (const [key, entry] of second.entries) {
      const other = entries.get(key);
      if (!other) entries.set(key, entry);
      else {
        const merged = mergeEntry([...path, key], other, entry);
        if (merged) entries.set(key, merged);
        else twice.push([key, entry]);
      }
    }
    complain(path, first, twice);
    return mapNode(first, entries);
  }

  function mergeEntry(path: readonly string[], first: Entry, second: Entry): Entry | undefined {
    const a = first.value;
    const b = second.value;
    if (path.length === 1 && joined.has(path[0] ?? '') && a.kind === 'list' && b.kind === 'list') {
      return entryAt(first, { ...a, items: [...a.items, ...b.items] });
    }
    if (!isShared(path) || a.kind !== 'map' || b.kind !== 'map') return undefined;
    return entryAt(first, merge(path, a, b));
  }

  /** In an app, attributes that stand twice are one complaint about the app. */
  function complain(path: readonly string[], first: MapNode, twice: readonly [string, Entry][]): void {
    const isApp = path[0] === 'apps' && path.length === 2;
    for (const [key, entry] of isApp ? twice.slice(0, 1) : twice) {
      const other = first.entries.get(key);
      const there = other ? placeOf(other) : placeOf(first);
      const address = formatAddress([...path, key]);
      diagnostics.push({
        severity: 'error',
        message: `${address} is declared twice: here, and at ${there.file}:${there.line}:${there.column}; keep one of them`,
        address,
        source: placeOf(entry),
      });
    }
  }

  const [first, ...rest] = roots;
  const root = rest.reduce<MapNode | undefined>((all, next) => all && merge([], all, next), first);
  return { root, diagnostics };
}
