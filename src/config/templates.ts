/** `extends`: templates merged left to right, then the app itself. */
import type { Diagnostic } from '../model.ts';
import { didYouMean } from '../suggest.ts';
import { child, type MapNode, mapNode, type Node, overlay, placeOf } from './node.ts';

/** The apps of a tree with their templates in them, and without `extends`. */
export function extendApps(root: MapNode): { apps: ReadonlyMap<string, MapNode>; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const templates = child(root, 'templates');
  const done = new Map<string, MapNode | undefined>();
  const seen = new Set<Node>();

  function complain(node: Node, message: string): void {
    if (seen.has(node)) return;
    seen.add(node);
    diagnostics.push({ severity: 'error', message, source: placeOf(node) });
  }

  function template(name: string, from: Node, trail: readonly string[]): MapNode | undefined {
    if (trail.includes(name)) {
      complain(
        from,
        `templates extend each other: ${[...trail, name].join(' → ')}; remove one of these \`extends\``,
      );
      return undefined;
    }
    if (done.has(name)) return done.get(name);
    const node = child(templates, name);
    if (node?.kind !== 'map') {
      const known = templates?.kind === 'map' ? templates.entries.keys() : [];
      if (!node) complain(from, `there is no template "${name}".${didYouMean(name, known)}`);
      return undefined;
    }
    const result = extended(node, [...trail, name]);
    done.set(name, result);
    return result;
  }

  function extended(node: MapNode, trail: readonly string[]): MapNode {
    const own = new Map(node.entries);
    own.delete('extends');
    const names = child(node, 'extends');
    let base: Node | undefined;
    for (const item of names?.kind === 'list' ? names.items : []) {
      if (item.kind !== 'scalar' || typeof item.value !== 'string') continue;
      const parent = template(item.value, item, trail);
      if (parent) base = overlay(base, parent);
    }
    return overlay(base, mapNode(node, own)) as MapNode;
  }

  const apps = new Map<string, MapNode>();
  const declared = child(root, 'apps');
  for (const [key, entry] of declared?.kind === 'map' ? declared.entries : []) {
    if (entry.value.kind === 'map') apps.set(key, extended(entry.value, []));
  }
  // A template that no app extends is looked at as well: its mistakes are mistakes today.
  for (const [name, entry] of templates?.kind === 'map' ? templates.entries : []) {
    if (entry.value.kind === 'map') template(name, entry.value, []);
  }
  return { apps, diagnostics };
}
