/** A configuration as a value that changes: edits, what is taken back of it, and its text. */
import { formatAddress, isWithin, parseAddress } from '../../../src/address.ts';
import { attributeAt, kindAt } from '../../../src/catalog/index.ts';
import { at, isMap, type Json, type JsonMap, type MutableMap, put } from '../../../src/json.ts';
import type { Edit } from './steps.ts';

type Tree = MutableMap<unknown>;

/** The parts of a configuration that change. */
export interface Declared {
  apps: Tree;
  cam: Tree;
  removed: { address: string; destroy: boolean; because: string }[];
  moved: { from: string; to: string }[];
}

/** The account of all histories. */
export const account = '100000000001';

/** A configuration to begin with. */
export const nothingDeclared = (): Declared => ({ apps: {}, cam: {}, removed: [], moved: [] });

const treeOf = ({ apps, cam }: Declared): Tree => ({ apps, cam });

/** What is declared at an address: of a list of names, true for one that is in it. */
export function valueAt(declared: Declared, segments: readonly string[]): unknown {
  if (!kindAt(segments)?.listed) return at(treeOf(declared), segments);
  const list = at(treeOf(declared), segments.slice(0, -1));
  return Array.isArray(list) && list.includes(segments.at(-1)) ? true : undefined;
}

/** The addresses of all that is declared, in an order of their own. */
export function addressesIn(declared: Declared): string[] {
  const found: string[] = [];
  const walk = (value: unknown, segments: readonly string[]) => {
    if (segments.length > 0 && kindAt(segments)) found.push(formatAddress(segments));
    if (isMap(value)) for (const [key, inner] of Object.entries(value)) walk(inner, [...segments, key]);
    else if (Array.isArray(value)) for (const name of value) found.push(...listed(segments, name));
  };
  walk(treeOf(declared), []);
  return [...new Set(found)].sort();
}

const listed = (segments: readonly string[], name: unknown): string[] =>
  typeof name === 'string' && kindAt([...segments, name])?.listed ? [formatAddress([...segments, name])] : [];

/** Carries out an edit; says what it came to, or undefined where there was nothing to do. */
export function edited(declared: Declared, edit: Edit): string | undefined {
  switch (edit.edit) {
    case 'set':
      return set(declared, edit);
    case 'unset': {
      const all = addressesIn(declared);
      const objects = all.filter((one) => kindAt(parseAddress(one) ?? [])?.leaving === 'removed');
      const address = picked(edit.pick % 2 === 0 && objects.length > 0 ? objects : all, edit.pick >> 1);
      if (address === undefined) return undefined;
      unset(declared, address);
      if (edit.how !== 'silently') remove(declared, address, edit.how === 'destroy');
      return `take ${address} out${edit.how === 'silently' ? '' : `, removed: destroy: ${edit.how === 'destroy'}`}`;
    }
    case 'unset-value':
      return unsetValue(declared, edit.pick, edit.reset);
    case 'rename':
      return rename(declared, edit);
  }
}

/** One of a list, the same for the same number; undefined where it is empty. */
export function picked<T>(list: readonly T[], pick: number): T | undefined {
  return list[pick % Math.max(1, list.length)];
}

function set(
  declared: Declared,
  { kind, segments, body, whole }: Extract<Edit, { edit: 'set' }>,
): string | undefined {
  const tree = treeOf(declared);
  const address = formatAddress(segments);
  const [root, key = ''] = segments;
  if (root === 'apps' && kind.name !== 'app')
    declared.apps[key] ??= { name: `Game of ${key}`, edition: 'premium' };
  if (kind.listed) {
    // Nobody is attached to a policy that is not declared.
    if (segments[1] === 'policies' && !at(tree, segments.slice(0, 3))) return undefined;
    const list = at(tree, segments.slice(0, -1));
    put(tree, segments.slice(0, -1), [...new Set([...(Array.isArray(list) ? list : []), segments.at(-1)])]);
  } else {
    const before = at(tree, segments);
    const beside = isMap(before)
      ? Object.entries(before).filter(([name]) => !whole || !attributeAt(kind, [name]))
      : [];
    put(tree, segments, { ...Object.fromEntries(beside), ...body });
    if (kind.name === 'app' && Object.hasOwn(declared.apps, key)) {
      const app = declared.apps[key] as Tree;
      app.name ??= `Game of ${key}`;
    }
  }
  undoRemoval(declared, address);
  return `set ${address} ${whole ? 'to' : 'more of'} ${kind.listed ? '' : JSON.stringify(body)}`;
}

/** What is declared is not removed. */
function undoRemoval(declared: Declared, address: string): void {
  declared.removed = declared.removed.filter(
    (one) => !isWithin(one.address, address) && !isWithin(address, one.address),
  );
  declared.moved = declared.moved.filter(({ from }) => !isWithin(address, from));
}

/** Takes a resource out, with all that is in it. */
export function unset(declared: Declared, address: string): void {
  const segments = parseAddress(address) ?? [];
  const [parent, name = ''] = [segments.slice(0, -1), segments.at(-1)];
  const container = at(treeOf(declared), parent);
  if (Array.isArray(container))
    put(
      treeOf(declared),
      parent,
      container.filter((one) => one !== name),
    );
  else if (isMap(container)) delete (container as Tree)[name];
}

/** Says that a resource goes, or is left alone. */
export function remove(declared: Declared, address: string, destroy: boolean): void {
  declared.removed = declared.removed.filter((one) => one.address !== address);
  declared.removed.push({ address, destroy, because: 'The game is over.' });
}

/** The paths of all values that can be left out of a resource. */
function optionalIn(declared: Declared): string[][] {
  return addressesIn(declared).flatMap((address) => {
    const segments = parseAddress(address) ?? [];
    const kind = kindAt(segments);
    const body = valueAt(declared, segments);
    if (!kind || kind.listed || !isMap(body)) return [];
    return Object.keys(body)
      .filter((name) => {
        const attribute = attributeAt(kind, [name]);
        return attribute && !attribute.required && attribute.type !== 'object';
      })
      .map((name) => [...segments, name]);
  });
}

function unsetValue(declared: Declared, pick: number, reset: boolean): string | undefined {
  const place = picked(optionalIn(declared), pick);
  if (!place) return undefined;
  const kind = kindAt(place.slice(0, -1));
  const canReset = reset && kind && attributeAt(kind, place.slice(-1))?.default !== undefined;
  if (canReset) put(treeOf(declared), place, null);
  else delete (at(treeOf(declared), place.slice(0, -1)) as Tree)[place.at(-1) ?? ''];
  return `${canReset ? 'null for' : 'leave out'} ${formatAddress(place)}`;
}

function rename(
  declared: Declared,
  { pick, to, isSaid }: Extract<Edit, { edit: 'rename' }>,
): string | undefined {
  const key = picked(Object.keys(declared.apps).sort(), pick);
  if (key === undefined || Object.hasOwn(declared.apps, to)) return undefined;
  const app = declared.apps[key];
  undoRemoval(declared, `apps.${to}`);
  delete declared.apps[key];
  declared.apps[to] = app;
  if (isSaid) {
    declared.moved = declared.moved.filter((one) => one.from !== `apps.${key}`);
    declared.moved.push({ from: `apps.${key}`, to: `apps.${to}` });
  }
  return `rename apps.${key} to ${to}${isSaid ? ', moved:' : ''}`;
}

/** What a plan refuses of a resource, and where in it. */
export interface Refused {
  readonly address: string;
  readonly path: readonly string[];
}

/** Takes back what is refused. @throws Error where that was done before, and did not help */
export function takeBack(declared: Declared, { address, path }: Refused): string {
  const segments = parseAddress(address) ?? [];
  const kind = kindAt(segments);
  if (!kind) throw new Error(`${address} is of no kind`);
  const [name = ''] = path;
  const body = valueAt(declared, segments);
  if (isMap(body) && Object.hasOwn(body, name) && !attributeAt(kind, [name])?.required) {
    const inner = attributeAt(kind, path.slice(0, -1));
    // Of a map or a group, the one value; of a list of names, all of it.
    const isInside = path.length > 1 && inner?.type !== 'names' && at(body, path) !== undefined;
    if (isInside) delete (at(body, path.slice(0, -1)) as Tree)[path.at(-1) ?? ''];
    else delete (body as Tree)[name];
    return `take back ${formatAddress([...segments, ...(isInside ? path : [name])])}`;
  }
  if (body !== undefined) {
    unset(declared, address);
    return `take back ${address}`;
  }
  if (declared.removed.some((one) => one.address === address && !one.destroy))
    throw new Error(`${address} is refused, though it is to be left alone`);
  remove(declared, address, false);
  return `leave ${address} alone`;
}

/** References to apps that are not there name another one, or nothing. */
function referring(text: string, keys: readonly string[]): string {
  const [first] = keys;
  return text.replace(/\$\{apps\.([A-Za-z0-9_-]+)\.(\w+)\}/g, (whole, key: string, what: string) => {
    if (keys.includes(key)) return whole;
    if (first !== undefined) return `\${apps.${first}.${what}}`;
    return what === 'resource' ? '*' : '1';
  });
}

/** Path → text: most apps have a file of their own. JSON is YAML. */
export function filesOf({ apps, cam, removed, moved }: Declared): Map<string, string> {
  const settings = {
    version: 1,
    account,
    console: { type: 'sandbox', users: ['alice', 'bob'], groups: { 'chat-operators': ['bob'] } },
  };
  const keys = Object.keys(apps).sort();
  const [first] = keys.length > 2 ? keys : [];
  const main = {
    chatform: settings,
    ...(first !== undefined && { apps: { [first]: apps[first] } }),
    ...(Object.keys(cam).length > 0 && { cam }),
    ...(removed.length > 0 && { removed }),
    ...(moved.length > 0 && { moved }),
  };
  const files = new Map<string, unknown>([['chatform.yaml', main]]);
  for (const key of keys) if (key !== first) files.set(`apps/${key}.yaml`, { apps: { [key]: apps[key] } });
  return new Map(
    [...files].map(([name, content]) => [name, referring(JSON.stringify(content, null, 1), keys)]),
  );
}

/** The configuration that these files declare together. */
export function declaredIn(files: readonly unknown[]): Declared {
  const found = nothingDeclared();
  for (const file of files) {
    if (!isMap(file)) continue;
    for (const root of ['apps', 'cam'] as const) merge(found[root], file[root]);
    found.removed.push(...((file.removed as Declared['removed'] | undefined) ?? []));
    found.moved.push(...((file.moved as Declared['moved'] | undefined) ?? []));
  }
  return found;
}

function merge(into: Tree, more: unknown): void {
  if (!isMap(more)) return;
  for (const [key, value] of Object.entries(more)) {
    if (isMap(value) && isMap(into[key])) merge(into[key] as Tree, value);
    else into[key] = value;
  }
}

/** True for a value that refers to something, or is a secret. */
export const refers = (value: unknown): boolean => /\$\{|"(?:env|file)":/.test(JSON.stringify(value) ?? '');

/** The leaves of a declared or written body, with their paths: documents and lists are one. */
export function leavesOf(body: JsonMap, segments: readonly string[]): [readonly string[], Json][] {
  const kind = kindAt(segments);
  const walk = (value: Json, path: readonly string[]): [readonly string[], Json][] => {
    const attribute = kind && attributeAt(kind, path);
    const isGroup = path.length === 0 || attribute?.type === 'object' || attribute?.type === 'map';
    if (!attribute || !isGroup || !isMap(value)) return attribute ? [[path, value]] : [];
    return Object.entries(value as JsonMap).flatMap(([key, inner]) => walk(inner, [...path, key]));
  };
  return walk(body, []);
}
