/**
 * The fast way from a tree to the resources that it declares, where all is as it should be. Of anything else it has
 * no answer: the schemas, `resolve.ts` and `desired.ts` then say what is wrong, which takes several times as long.
 * Where it has an answer it is theirs; `test/config/quick.test.ts` compares the two.
 */
import { policyName } from '../catalog/cam.ts';
import { textFits } from '../catalog/checks.ts';
import { type Place as CataloguePlace, root } from '../catalog/index.ts';
import type { Kind } from '../catalog/kind.ts';
import { emptyMap } from '../json.ts';
import type { Resource, Value } from '../model.ts';
import { once } from '../once.ts';
import { bodyOf, newResource } from './desired.ts';
import type { MapNode, Node, Place } from './node.ts';
import type { Scope } from './references.ts';
import { type BodyReader, bodyReader, decline, declined, namesReader } from './values.ts';

/** The keys of a configuration under which resources stand: `apps` and `cam`. */
export const resourceKeys: readonly string[] = [...root.children.keys()];

/** What can be referred to from a resource. */
export type Referable = Pick<Scope, 'variables' | 'env' | 'apps'>;

/**
 * The resources of a tree with its templates in their places; undefined where there may be something to say. An answer
 * holds for the files, too, in as far as what they say is in this tree. `make`: makes each of them.
 */
export function readResources(
  tree: MapNode,
  known: Referable,
  make: typeof newResource = newResource,
): readonly Resource[] | undefined {
  const scope: Scope = { ...known, isWhole: true, complain: decline, hush: decline };
  const found: Resource[] = [];
  try {
    for (const [name, section] of wholeSection().children) {
      const entry = tree.entries.get(name);
      if (entry) visit(section, [name], entry, entry.value);
    }
    return found;
  } catch (error) {
    if (error === declined) return undefined;
    throw error;
  }

  /** What stands at a place: a resource, or what is in it, or both, or a list of resources. */
  function visit(section: Section, segments: readonly string[], key: Place, node: Node): void {
    if (section.listed) visitNames(section.listed, segments, node);
    else if (node.kind === 'map') visitMap(section, segments, key, node);
    else throw declined;
  }

  function visitMap(section: Section, segments: readonly string[], key: Place, node: MapNode): void {
    const { kind, read, children } = section;
    const others: string[] = [];
    const body = read(node, scope, children.size === 0 ? decline : (name) => others.push(name));
    const own = kind && others.length > 0 ? bodyOf(kind, node) : node;
    if (kind) found.push(make(kind, segments, key, own, body));
    for (const name of others.sort()) {
      const inner = children.get(name) ?? children.get('*');
      const entry = node.entries.get(name);
      if (!entry || !inner?.fits(name)) throw declined;
      visit(inner, [...segments, name], entry, entry.value);
    }
  }

  function visitNames({ kind, read }: Listed, segments: readonly string[], node: Node): void {
    const names = read(node, scope);
    for (const [i, item] of (node.kind === 'list' ? node.items : []).entries()) {
      const own = [...segments, String(names[i])];
      found.push(make(kind, own, item, undefined, emptyMap<Value>()));
    }
  }
}

/** A place of the catalogue's tree, with the readers of what stands there. */
interface Section {
  readonly kind: Kind | undefined;
  /** Whether what stands there can have this name. */
  readonly fits: (name: string) => boolean;
  readonly read: BodyReader;
  /** By name; `*` is any other. */
  readonly children: ReadonlyMap<string, Section>;
  readonly listed: Listed | undefined;
}

/** A place whose resources are the items of a list. */
interface Listed {
  readonly kind: Kind;
  readonly read: ReturnType<typeof namesReader>;
}

function sectionFrom(name: string, { kind, children }: CataloguePlace): Section {
  const item = children.get('*')?.kind;
  // Presets have the names of policies, and are none of ours.
  const nameRule = kind?.key ?? (name === '*' ? policyName : {});
  return {
    kind,
    fits: textFits(nameRule),
    read: bodyReader(kind?.body ?? { type: 'object', attributes: {} }),
    children: new Map(Array.from(children, ([inner, place]) => [inner, sectionFrom(inner, place)])),
    listed: item?.listed && { kind: item, read: namesReader(textFits(item.key ?? {})) },
  };
}

/** All of the catalogue. */
const wholeSection = once(() => sectionFrom('', root));
