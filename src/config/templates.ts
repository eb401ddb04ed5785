/** `extends`: templates merged left to right, then the app itself. */
import type { Diagnostic } from '../model.ts';
import { didYouMean } from '../suggest.ts';
import { child, entryAt, type MapNode, mapNode, type Node, placeOf } from './node.ts';
import { overlay } from './overlay.ts';

/** An app or a template with the templates in it that it extends, and without `extends`. */
export interface Extended {
  readonly node: MapNode;
  /** False when something that it extends could not be found. */
  readonly isWhole: boolean;
}

export interface ExtendedAll {
  readonly apps: ReadonlyMap<string, Extended>;
  readonly templates: ReadonlyMap<string, Extended>;
  readonly diagnostics: Diagnostic[];
}

/** The tree with its apps as they are extended. */
export function withApps(root: MapNode, extended: ExtendedAll['apps']): MapNode {
  const apps = root.entries.get('apps');
  if (apps?.value.kind !== 'map') return root;
  const entries = new Map(apps.value.entries);
  for (const [key, entry] of entries)
    entries.set(key, entryAt(entry, extended.get(key)?.node ?? entry.value));
  return mapNode(root, new Map(root.entries).set('apps', entryAt(apps, mapNode(apps.value, entries))));
}

/** `isWhole` is false when a part of the configuration could not be read: the templates may be there. */
export function extendApps(root: MapNode, isWhole: boolean): ExtendedAll {
  const diagnostics: Diagnostic[] = [];
  const declared = child(root, 'templates');
  const templates = new Map<string, Extended>();

  function complain(node: Node, message: string): undefined {
    diagnostics.push({ severity: 'error', message, source: placeOf(node) });
  }

  function template(name: string, from: Node, trail: readonly string[]): Extended | undefined {
    const start = trail.indexOf(name);
    if (start !== -1) {
      const circle = [...trail.slice(start), name];
      complain(from, `templates extend each other: ${circle.join(' → ')}; remove one of these \`extends\``);
      return undefined;
    }
    const done = templates.get(name);
    if (done) return done;
    const node = child(declared, name);
    if (node?.kind !== 'map') {
      const known = declared?.kind === 'map' ? declared.entries.keys() : [];
      if (!node && isWhole) complain(from, `there is no template "${name}".${didYouMean(name, known)}`);
      return undefined;
    }
    const result = extended(node, [...trail, name]);
    templates.set(name, result);
    return result;
  }

  function extended(node: MapNode, trail: readonly string[]): Extended {
    // Which app it is makes no difference to what stands where.
    const path = ['apps', '*'];
    const own = new Map(node.entries);
    own.delete('extends');
    const names = child(node, 'extends');
    let base: Node | undefined;
    let hasAll = names === undefined || names.kind === 'list';
    for (const item of names?.kind === 'list' ? names.items : []) {
      const isName = item.kind === 'scalar' && typeof item.value === 'string';
      const parent = isName ? template(String(item.value), item, trail) : undefined;
      if (parent) base = overlay(base, parent.node, path);
      hasAll &&= parent?.isWhole === true;
    }
    return { node: overlay(base, mapNode(node, own), path), isWhole: hasAll };
  }

  const apps = new Map<string, Extended>();
  const declaredApps = child(root, 'apps');
  for (const [key, entry] of declaredApps?.kind === 'map' ? declaredApps.entries : []) {
    if (entry.value.kind === 'map') apps.set(key, extended(entry.value, []));
  }
  // A template that no app extends is looked at as well: its mistakes are mistakes today.
  for (const [name, entry] of declared?.kind === 'map' ? declared.entries : []) {
    if (entry.value.kind === 'map') template(name, entry.value, []);
  }
  return { apps, templates, diagnostics };
}
