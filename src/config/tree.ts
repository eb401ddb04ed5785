/** What an import declares, as the YAML that it becomes: in the order of the catalogue, without defaults. */
import { type Node, Scalar, YAMLSeq } from 'yaml';
import type { Attribute, Kind, MapAttribute, ObjectAttribute } from '../catalog/kind.ts';
import { literalText } from '../expression.ts';
import { equal, isMap, type Json, type JsonMap } from '../json.ts';
import { applies } from './declarable.ts';
import { addEntry, entryOf, newTree, type Tree, textNode } from './print.ts';

/** Something that is to be declared. */
export interface Addition {
  /** Of its address in the YAML. */
  readonly segments: readonly string[];
  readonly kind: Kind;
  /** What `declarable` left of the live body. */
  readonly body: JsonMap;
  /** Said in a comment: an app's SDKAppID. */
  readonly sdkAppId?: string;
  /** The attributes that are secrets which the console has, by its fingerprints of them. */
  readonly secrets?: readonly string[];
}

export interface Naming {
  /** SDKAppID → key of each app that can be referred to. */
  readonly apps: ReadonlyMap<string, string>;
  /** The uin of the root account. */
  readonly account: string;
}

/** A secret that has to be put where its placeholder says. */
export interface Placeholder {
  readonly address: readonly string[];
  readonly path: readonly string[];
  readonly env: string;
}

/** The tree from the root of a file down that declares these additions, and the placeholders in it. */
export function treeOf(
  additions: readonly Addition[],
  naming: Naming,
): { tree: Tree; placeholders: readonly Placeholder[] } {
  const placeholders: Placeholder[] = [];
  const tree = newTree('block');
  for (const addition of additions) add(tree, addition, naming, placeholders);
  return { tree, placeholders };
}

function add(tree: Tree, addition: Addition, naming: Naming, placeholders: Placeholder[]): void {
  const { segments, kind, sdkAppId } = addition;
  const name = segments.at(-1) ?? '';
  const parent = containerAt(tree, segments.slice(0, kind.listed ? -2 : -1));
  if (kind.listed) {
    const list = segments.at(-2) ?? '';
    const names = entryOf(parent, list) ?? new YAMLSeq<Node>();
    if (!entryOf(parent, list)) addEntry(parent, list, names);
    if (names instanceof YAMLSeq) names.items.push(textNode(literalText(name)));
    return;
  }
  const body = bodyTree(addition, naming, placeholders);
  // A section at its defaults has nothing to say.
  if (body.items.length === 0 && kind.form === 'section') return;
  if (hasOwnLines(kind)) body.flow = false;
  addEntry(parent, name, body, sdkAppId === undefined ? undefined : `SDKAppID ${sdkAppId}`);
}

/** Things that hold others, and sections of settings: one line for each attribute. */
function hasOwnLines(kind: Kind): boolean {
  const holdsOthers = kind.path.length === 2 || kind.path[0] === 'cam';
  return holdsOthers || (kind.form === 'section' && kind.body.type === 'object');
}

/** The map at a path, made on the way. */
function containerAt(tree: Tree, path: readonly string[]): Tree {
  let here = tree;
  for (const key of path) {
    let next = entryOf(here, key) as Tree | undefined;
    if (!next) {
      next = newTree('block');
      addEntry(here, key, next);
    }
    here = next;
  }
  return here;
}

function bodyTree(addition: Addition, naming: Naming, placeholders: Placeholder[]): Tree {
  const { segments, kind } = addition;
  // A field stays for good, so all of it is written down; of the rest the console's defaults go without saying.
  const everything = kind.leaving === 'kept';
  return mapTree(kind.body, addition.body, []);

  function mapTree(attribute: ObjectAttribute | MapAttribute, value: JsonMap, path: readonly string[]): Tree {
    const tree = newTree();
    if (attribute.type === 'map') {
      const words = attribute.key.values && Object.keys(attribute.key.values);
      const keys = Object.keys(value).sort(words ? (a, b) => words.indexOf(a) - words.indexOf(b) : undefined);
      for (const key of keys) put(tree, attribute.item, key, value[key], path);
      return tree;
    }
    for (const [key, inner] of Object.entries(attribute.attributes)) {
      if (inner.type === 'secret') {
        const isThere = inner.required || (path.length === 0 && addition.secrets?.includes(key));
        if (isThere && applies(inner, value)) putPlaceholder(tree, key, path);
      } else if (Object.hasOwn(value, key)) put(tree, inner, key, value[key], path);
    }
    return tree;
  }

  function put(
    tree: Tree,
    attribute: Attribute,
    key: string,
    value: Json | undefined,
    path: readonly string[],
  ): void {
    if (value === undefined || (!everything && isDefault(attribute, value))) return;
    if (attribute.type === 'object' || attribute.type === 'map') {
      if (!isMap(value)) return;
      const inner = mapTree(attribute, value as JsonMap, [...path, key]);
      if (inner.items.length > 0) addEntry(tree, key, inner);
    } else addEntry(tree, key, leafNode(attribute, value, naming, segments));
  }

  function putPlaceholder(tree: Tree, key: string, path: readonly string[]): void {
    const env = environmentName(segments, [...path, key], placeholders);
    placeholders.push({ address: segments, path: [...path, key], env });
    const reference = newTree();
    addEntry(reference, 'env', textNode(env));
    addEntry(
      tree,
      key,
      reference,
      'The console does not tell secrets: have it in this environment variable.',
    );
  }
}

/** `APPS_SUPPORT_FCM_CERTIFICATE`, and a number behind it where that is taken. */
function environmentName(
  segments: readonly string[],
  path: readonly string[],
  taken: readonly Placeholder[],
): string {
  const [root = '', key = '', , ...rest] = segments;
  const name = [root, key, ...rest, ...path]
    .join('_')
    .toUpperCase()
    .replace(/[^A-Z0-9_]/g, '_');
  let env = name;
  for (let n = 2; taken.some((one) => one.env === env); n++) env = `${name}_${n}`;
  return env;
}

function isDefault(attribute: Attribute, value: Json): boolean {
  if (attribute.default === undefined) return false;
  const sorted = (list: unknown) => (Array.isArray(list) ? [...list].sort() : list);
  return equal(sorted(value), sorted(attribute.default));
}

function leafNode(attribute: Attribute, value: Json, naming: Naming, segments: readonly string[]): Node {
  if (attribute.type === 'set' && Array.isArray(value)) {
    const words = Object.keys(attribute.values);
    return listNode([...(value as string[])].sort((a, b) => words.indexOf(a) - words.indexOf(b)));
  }
  if (attribute.type === 'names' && Array.isArray(value)) return listNode([...(value as string[])].sort());
  if (attribute.type === 'document') return documentNode(value, naming);
  if (typeof value === 'string')
    return textNode(segments[0] === 'cam' ? referring(value, naming) : literalText(value));
  return new Scalar(value);
}

function listNode(texts: readonly string[]): YAMLSeq<Node> {
  const list = new YAMLSeq<Node>();
  list.items.push(...texts.map((text) => textNode(literalText(text))));
  return list;
}

/** A policy document: keys as they are, and each statement in lines of its own. */
function documentNode(document: Json, naming: Naming, depth = 0): Node {
  if (typeof document === 'string') return textNode(referring(document, naming));
  if (Array.isArray(document)) {
    const list = new YAMLSeq<Node>();
    for (const item of document) list.items.push(documentNode(item, naming, depth + 1));
    return list;
  }
  if (!isMap(document)) return new Scalar(document);
  const tree = newTree(depth <= 2 ? 'block' : undefined);
  for (const [key, value] of Object.entries(document as JsonMap))
    addEntry(tree, key, documentNode(value, naming, depth + 1));
  return tree;
}

const RESOURCE = /(?<!\$)qcs::im::uin\/(\d+):sdkappid\/(\d+)/g;

/** Text in which the resource of an app is a reference to the app. One that has a `${` of its own stays as it is. */
function referring(text: string, { apps, account }: Naming): string {
  if (text.includes('${')) return literalText(text);
  return text.replace(RESOURCE, (resource, uin: string, id: string) => {
    const key = uin === account ? apps.get(id) : undefined;
    return key === undefined ? resource : `\${apps.${key}.resource}`;
  });
}
