/** What was read, with the place of each key and value: the tree that merging and checking work on. */
import { emptyMap, type Scalar } from '../json.ts';
import { isUnknown, type Source, type Unknown, type Value } from '../model.ts';
import { type SourceFile, sourceAt } from './source.ts';

/** Offsets in a file; `end` is exclusive. */
export interface Place {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Place {
  readonly kind: 'scalar';
  readonly value: Scalar | Unknown;
}
export interface ListNode extends Place {
  readonly kind: 'list';
  readonly items: readonly Node[];
}
export interface MapNode extends Place {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
}
/** A value under a key, at the place of the key. */
export interface Entry extends Place {
  readonly value: Node;
}
export type Node = ScalarNode | ListNode | MapNode;

export function placeOf(place: Place): Source {
  return sourceAt(place.file, place.start, place.end);
}

/** A map at the place of another node, with these entries. */
export function mapNode(place: Place, entries: ReadonlyMap<string, Entry>): MapNode {
  return { kind: 'map', file: place.file, start: place.start, end: place.end, entries };
}

/** An entry with its key at a place. */
export function entryAt({ file, start, end }: Place, value: Node): Entry {
  return { file, start, end, value };
}

/** The value under a key of a map, if it is a map and has it. */
export function child(node: Node | undefined, key: string): Node | undefined {
  return node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
}

/** The entries of a map; of anything else, none. */
export function entriesOf(node: Node | undefined): Iterable<[string, Entry]> {
  return node?.kind === 'map' ? node.entries : [];
}

/** The plain value of a node. Maps have no prototype. */
export function plainOf(node: Node): Value {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainOf);
  const map = emptyMap<Value>();
  for (const [key, entry] of node.entries) map[key] = plainOf(entry.value);
  return map;
}

/** The node at a path of keys and list indexes, or the nearest one above it; and the key that led there. */
export function nodeAt(root: Node, path: readonly string[]): { node: Node; key?: Place; found: boolean } {
  let node = root;
  let key: Place | undefined;
  for (const step of path) {
    const entry = node.kind === 'map' ? node.entries.get(step) : undefined;
    const next = entry?.value ?? (node.kind === 'list' ? node.items[Number(step)] : undefined);
    if (!next) return { node, ...(key && { key }), found: false };
    key = entry;
    node = next;
  }
  return { node, ...(key && { key }), found: true };
}

/** Where a path in a node under `key` is written: the nearest key above it, where it is not. */
export function placeWithin(key: Place, node: Node | undefined, path: readonly string[]): Source {
  if (path.length === 0 || !node) return placeOf(key);
  const at = nodeAt(node, path);
  return placeOf(at.found ? at.node : (at.key ?? key));
}

/** The text of a scalar; empty for anything else, and for what is not known yet. */
export function textOf(node: Node | undefined): string {
  return node?.kind === 'scalar' && !isUnknown(node.value) ? String(node.value) : '';
}
