/** References in their places. */
import type { Diagnostic } from '../model.ts';
import type { Complaints } from './complaints.ts';
import { type Entry, entryAt, type MapNode, mapNode, type Place, placeOf } from './node.ts';
import { resolveReferences, type Scope } from './references.ts';
import type { ExtendedAll } from './templates.ts';

/** A tree with references in their places, and without templates; what is wrong with them is complained of. */
export function resolve(
  root: MapNode,
  templates: ExtendedAll['templates'],
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
  for (const { node } of templates.values()) resolveReferences(node, { ...full, env: undefined });
  const entries = new Map<string, Entry>();
  for (const [key, entry] of root.entries) {
    if (key === 'templates' || key === 'variables') continue;
    const isFixed = ['moved', 'removed', 'guardrails'].includes(key);
    const mayRefer = key === 'apps' || key === 'cam';
    const value = isFixed
      ? entry.value
      : resolveReferences(entry.value, mayRefer ? full : { ...full, apps: undefined });
    entries.set(key, entryAt(entry, value));
  }
  said.add(problems);
  for (const place of silent) said.hush(placeOf(place));
  return mapNode(root, entries);
}
