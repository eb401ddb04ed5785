/** Templates and references in their places. */
import type { Diagnostic } from '../model.ts';
import type { Complaints } from './complaints.ts';
import { type Entry, entryAt, type MapNode, mapNode, type Node, type Place, placeOf } from './node.ts';
import { resolveReferences, type Scope } from './references.ts';
import type { Extended, ExtendedAll } from './templates.ts';

/** The tree with templates and references in their places; what is wrong with them is complained of. */
export function resolve(
  root: MapNode,
  extended: ExtendedAll,
  scope: Pick<Scope, 'variables' | 'env' | 'isWhole' | 'apps'>,
  said: Complaints,
): MapNode {
  const problems: Diagnostic[] = [];
  const silent: Place[] = [];
  const full: Scope = {
    ...scope,
    complain: (problem) => problems.push(problem),
    hush: (place) => silent.push(place),
  };
  // What is not set may be set where a template is used.
  for (const { node } of extended.templates.values()) resolveReferences(node, { ...full, env: undefined });
  const entries = new Map<string, Entry>();
  for (const [key, entry] of root.entries) {
    if (key === 'templates' || key === 'variables') continue;
    const tree = key === 'apps' ? withApps(entry.value, extended.apps) : entry.value;
    const isFixed = ['moved', 'removed', 'guardrails'].includes(key);
    const mayRefer = key === 'apps' || key === 'cam';
    const value = isFixed ? tree : resolveReferences(tree, mayRefer ? full : { ...full, apps: undefined });
    entries.set(key, entryAt(entry, value));
  }
  said.add(problems);
  for (const place of silent) said.hush(placeOf(place));
  return mapNode(root, entries);
}

function withApps(node: Node, apps: ReadonlyMap<string, Extended>): Node {
  if (node.kind !== 'map') return node;
  const entries = [...node.entries].map(([key, entry]): [string, Entry] => [
    key,
    entryAt(entry, apps.get(key)?.node ?? entry.value),
  ]);
  return mapNode(node, new Map(entries));
}
