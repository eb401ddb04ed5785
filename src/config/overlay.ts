/** One tree over another: an environment over the files, an app over its templates. */
import { attributeAt, kindAt } from '../catalog/index.ts';
import { entryAt, type MapNode, mapNode, type Node } from './node.ts';

/**
 * Lays a tree over another, both at `path`: maps are merged key by key, everything else is replaced. A map
 * that both have stands where the `keep` one has it.
 */
export function overlay(
  base: Node | undefined,
  top: MapNode,
  path: readonly string[],
  keep?: 'base' | 'top',
): MapNode;
export function overlay(
  base: Node | undefined,
  top: Node,
  path: readonly string[],
  keep?: 'base' | 'top',
): Node;
export function overlay(
  base: Node | undefined,
  top: Node,
  path: readonly string[],
  keep: 'base' | 'top' = 'top',
): Node {
  if (base?.kind !== 'map' || top.kind !== 'map' || isOneThing(path)) return top;
  const entries = new Map(base.entries);
  for (const [key, entry] of top.entries) {
    const below = base.entries.get(key);
    const isMerged = below?.value.kind === 'map' && entry.value.kind === 'map';
    const value = overlay(below?.value, entry.value, [...path, key], keep);
    entries.set(key, entryAt(isMerged && keep === 'base' ? below : entry, value));
  }
  return mapNode(keep === 'base' ? base : top, entries);
}

/** A secret is where it is: `{env: …}` over `{file: …}` is no mixture of both. */
function isOneThing(path: readonly string[]): boolean {
  const [root, ...rest] = path;
  if (rest.length < 3 || (root !== 'apps' && root !== 'templates')) return false;
  const segments = ['apps', ...rest];
  for (let length = segments.length - 1; length > 1; length--) {
    const kind = kindAt(segments.slice(0, length));
    if (kind) return attributeAt(kind, segments.slice(length))?.type === 'secret';
  }
  return false;
}
