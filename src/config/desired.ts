/** The tree, checked and resolved → the resources that it declares. */
import { formatAddress, parseAddress } from '../address.ts';
import { kinds } from '../catalog/index.ts';
import type { Attribute, Kind } from '../catalog/kind.ts';
import { emptyMap } from '../json.ts';
import {
  type Desired,
  type Diagnostic,
  type Move,
  type Removal,
  type Resource,
  secret,
  type Value,
} from '../model.ts';
import { checkValues, complain } from './limits.ts';
import {
  child,
  type Entry,
  entriesOf,
  type MapNode,
  type Node,
  type Place,
  placeOf,
  placeWithin,
  plainOf,
  textOf,
} from './node.ts';

/** The resources of a resolved tree, what their texts and keys get wrong, and `more` resources that were read elsewhere. */
export function toDesired(
  root: MapNode,
  more: readonly Resource[] = [],
): { desired: Desired; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const found = [...more];
  for (const kind of kinds) {
    for (const { segments, node, key } of matches(root, kind)) {
      const body = bodyOf(kind, node);
      checkKey(kind, segments.at(-1) ?? '', key, diagnostics);
      if (body) checkValues(kind.body, body, key, diagnostics);
      const value = body ? (withSecrets(kind.body, body) as Resource['body']) : emptyMap<Value>();
      found.push(newResource(kind, segments, key, body, value));
    }
  }
  checkAddresses(root, diagnostics);
  const account = child(child(root, 'chatform'), 'account');
  const desired: Desired = {
    account: account?.kind === 'scalar' ? String(account.value) : '',
    resources: byAddress(found),
    moved: itemsOf(root, 'moved').map(toMove),
    removed: itemsOf(root, 'removed').map(toRemoval),
  };
  return { desired, diagnostics };
}

/** A resource that was written at `key`, with its body at `node`. */
export function newResource(
  kind: Kind,
  segments: readonly string[],
  key: Place,
  node: MapNode | undefined,
  body: Resource['body'],
): Resource {
  return {
    address: formatAddress(segments),
    segments,
    kind: kind.name,
    body,
    locate: (path) => placeWithin(key, node, path),
  };
}

/** Resources in the order of their addresses; of two with the same one the last. Most of them come in order. */
function byAddress(resources: Resource[]): Map<string, Resource> {
  resources.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
  const all = new Map<string, Resource>();
  for (const resource of resources) all.set(resource.address, resource);
  return all;
}

interface Match {
  readonly segments: readonly string[];
  readonly node: Node;
  readonly key: Place;
}

/** Where a kind's path leads in the tree: a `*` is every key of a map, or every item of a list. */
function matches(root: MapNode, kind: Kind): Match[] {
  let here: Match[] = [{ segments: [], node: root, key: root }];
  for (const [depth, step] of kind.path.entries()) {
    const isListed = kind.listed && depth === kind.path.length - 1;
    here = here.flatMap(({ segments, node }) => {
      if (isListed && node.kind === 'list') {
        return node.items.map((item) => ({ segments: [...segments, textOf(item)], node: item, key: item }));
      }
      const match = (key: string, entry: Entry): Match => ({
        segments: [...segments, key],
        node: entry.value,
        key: entry,
      });
      if (step === '*') return Array.from(entriesOf(node), ([key, entry]) => match(key, entry));
      const entry = node.kind === 'map' ? node.entries.get(step) : undefined;
      return entry ? [match(step, entry)] : [];
    });
  }
  return here;
}

/** The part of a node that is the resource's own: an app's attributes without its sections. */
export function bodyOf(kind: Kind, node: Node): MapNode | undefined {
  if (node.kind !== 'map') return undefined;
  const { body } = kind;
  if (body.type === 'map') return node;
  const entries = [...node.entries].filter(([key]) => Object.hasOwn(body.attributes, key));
  return entries.length === node.entries.size ? node : { ...node, entries: new Map(entries) };
}

function checkKey(kind: Kind, name: string, key: Place, diagnostics: Diagnostic[]): void {
  if (kind.key) complain(kind.key, name, kind.key.title, key, diagnostics);
}

/** The value of a node with `{env: …}` and `{file: …}` as secrets, where the catalogue has them. */
function withSecrets(attribute: Attribute, node: Node): Value {
  if (attribute.type === 'secret') {
    const [env, file] = [textOf(child(node, 'env')), textOf(child(node, 'file'))];
    return secret(file === '' ? { env } : { file });
  }
  if (node.kind !== 'map' || (attribute.type !== 'object' && attribute.type !== 'map')) return plainOf(node);
  const map = emptyMap<Value>();
  for (const [key, entry] of node.entries) {
    const inner = attribute.type === 'map' ? attribute.item : attribute.attributes[key];
    map[key] = inner ? withSecrets(inner, entry.value) : plainOf(entry.value);
  }
  return map;
}

function itemsOf(root: MapNode, key: string): readonly Node[] {
  const list = child(root, key);
  return list?.kind === 'list' ? list.items : [];
}

/** The addresses of `moved:` and `removed:`, as far as a pattern cannot tell. */
function checkAddresses(root: MapNode, diagnostics: Diagnostic[]): void {
  const addresses = [
    ...itemsOf(root, 'moved').flatMap((item) => [child(item, 'from'), child(item, 'to')]),
    ...itemsOf(root, 'removed').map((item) => child(item, 'address')),
  ];
  for (const node of addresses) {
    if (!node || textOf(node) === '' || parseAddress(textOf(node))) continue;
    const message = 'this is not an address, such as apps.support or cam.policies["ops.read"]';
    diagnostics.push({ severity: 'error', message, source: placeOf(node) });
  }
}

/** An address as it is written everywhere else: `apps.a` also for `apps["a"]`. */
function addressOf(node: Node | undefined): string {
  const text = textOf(node);
  const segments = parseAddress(text);
  return segments ? formatAddress(segments) : text;
}

function toMove(node: Node): Move {
  return { from: addressOf(child(node, 'from')), to: addressOf(child(node, 'to')), source: placeOf(node) };
}

function toRemoval(node: Node): Removal {
  const because = child(node, 'because');
  const destroy = child(node, 'destroy');
  return {
    address: addressOf(child(node, 'address')),
    destroy: destroy?.kind === 'scalar' && destroy.value === true,
    ...(because && { because: textOf(because) }),
    source: placeOf(node),
  };
}
