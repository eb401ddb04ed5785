/**
 * The fast way from apps to the resources that they declare, for apps in which all is as it should be. Of anything
 * else it has no answer: the schemas, `resolve.ts` and `desired.ts` then say what is wrong, which takes several
 * times as long. Where it has an answer it is theirs; `test/config/quick.test.ts` compares the two.
 */
import { textFits } from '../catalog/checks.ts';
import { root } from '../catalog/index.ts';
import type { Kind } from '../catalog/kind.ts';
import type { Resource } from '../model.ts';
import { bodyOf, newResource } from './desired.ts';
import type { MapNode, Node, Place } from './node.ts';
import type { Scope } from './references.ts';
import type { Extended } from './templates.ts';
import { type BodyReader, bodyReader, decline, declined } from './values.ts';

/** What can be referred to from an app. */
export type Known = Pick<Scope, 'variables' | 'env' | 'apps'>;

/**
 * The resources of `apps:`, each app with the templates in it that it extends; undefined where there may be something
 * to say. It holds for the files, too, in as far as what they say of an app is in these apps.
 */
export function readApps(
  apps: MapNode,
  extended: ReadonlyMap<string, Extended>,
  known: Known,
): readonly Resource[] | undefined {
  const scope: Scope = { ...known, isWhole: true, complain: decline, hush: decline };
  const found: Resource[] = [];
  try {
    for (const [name, entry] of apps.entries) {
      visit(appsSection(), ['apps'], name, entry, extended.get(name)?.node);
    }
    return found;
  } catch (error) {
    if (error === declined) return undefined;
    throw error;
  }

  /** What stands under a name in a section: a resource, or more sections, or both. */
  function visit(
    section: Section,
    path: readonly string[],
    name: string,
    key: Place,
    value: Node | undefined,
  ): void {
    const inner = section.children.get(name) ?? section.children.get('*');
    if (!inner?.fits(name) || value?.kind !== 'map') throw declined;
    const { kind, read, isLeaf } = inner;
    const segments = [...path, name];
    if (isLeaf) {
      const body = read(value, scope, decline);
      if (kind) found.push(newResource(kind, segments, key, value, body));
      return;
    }
    const others: string[] = [];
    const body = read(value, scope, (other) => others.push(other));
    if (kind) found.push(newResource(kind, segments, key, bodyOf(kind, value), body));
    for (const other of others.sort()) {
      const entry = value.entries.get(other);
      if (entry) visit(inner, segments, other, entry, entry.value);
    }
  }
}

/** A place of the catalogue's tree, with the reader of what stands there; as a child, `*` is any name. */
interface Section {
  readonly kind: Kind | undefined;
  readonly fits: (name: string) => boolean;
  readonly read: BodyReader;
  readonly children: ReadonlyMap<string, Section>;
  /** True where there are no children. */
  readonly isLeaf: boolean;
}

function sectionFrom({ kind, children }: typeof root): Section {
  return {
    kind,
    fits: textFits(kind?.key ?? {}),
    read: kind?.listed ? decline : bodyReader(kind?.body ?? { type: 'object', attributes: {} }),
    children: new Map([...children].map(([name, child]) => [name, sectionFrom(child)])),
    isLeaf: children.size === 0,
  };
}

let made: Section | undefined;

/** The section `apps`, made once. */
function appsSection(): Section {
  made ??= sectionFrom(root.children.get('apps') ?? { children: new Map() });
  return made;
}
