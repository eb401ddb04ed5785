/** Hashes of what a plan is and of what it stands on. No time, path or line of a file is in what is hashed. */
import { createHash, type Hash, hash } from 'node:crypto';
import { canonical, canonicalList, canonicalMap } from '../json.ts';
import {
  type Consequence,
  type Desired,
  isSecret,
  isUnknown,
  type Leaf,
  type LiveObject,
  type Plan,
  type Value,
  type ValueMap,
} from '../model.ts';
import { appOf } from './locate.ts';

/** SHA-256 of a value's canonical JSON, in hex. */
export function hashOf(value: unknown): string {
  return hash('sha256', canonical(value));
}

/**
 * The same for a map of which some values are lists as long as the plan, given item by item as their canonical
 * JSON: the whole is never one text.
 */
function hashOfLists(
  values: Readonly<Record<string, unknown>>,
  lists: Readonly<Record<string, Items>>,
): string {
  const digest = createHash('sha256');
  let waiting = '{';
  const write = (text: string) => {
    waiting += text;
    if (waiting.length < 8192) return;
    digest.update(waiting);
    waiting = '';
  };
  for (const [i, key] of [...Object.keys(values), ...Object.keys(lists)].sort().entries()) {
    write(`${i === 0 ? '' : ','}${JSON.stringify(key)}:`);
    const list = lists[key];
    if (!list) {
      write(canonical(values[key]));
      continue;
    }
    let mark = '[';
    for (const item of list) {
      write(mark);
      write(item);
      mark = ',';
    }
    write(mark === '[' ? '[]' : ']');
  }
  return digest.update(`${waiting}}`).digest('hex');
}

type Items = Iterable<string>;

/** A value with its unknowns as canonical JSON, for hashing: no map of a person's can look like an unknown. */
function hashable(value: Value | undefined): string {
  if (typeof value !== 'object' || value === null) return canonical(value);
  if (Array.isArray(value)) return canonicalList(value as readonly Value[], hashable);
  if (isUnknown(value)) return canonical({ unknown: value.expression });
  if (isSecret(value)) return canonical({ secret: value.reference });
  return `{"map":${canonicalMap(value as ValueMap, hashable)}}`;
}

/**
 * The digest of a plan: over its changes, refusals, releases and moves; over which account, console and
 * environment they are for, and under which guardrails; and over the live objects that they start from, with
 * the SDKAppIDs of the apps that they are in. Two plans of one digest do the same to the same things, so that
 * whoever approved one has approved the other; until one of them was carried out (`again`). A plan that did not
 * read the secrets is none of the others.
 */
export function digestOf(plan: Omit<Plan, 'digest'>): string {
  const { account, adapter, guardrails, objects, again } = plan.plannedAgainst;
  return hashOfLists(
    {
      account,
      adapter,
      guardrails,
      environment: plan.inputs.environment,
      secrets: plan.inputs.secrets,
      objects,
      again: again ?? 0,
      refusals: plan.refusals.map(({ address, path, rule, message }) => [address, path, rule, message]),
      moved: plan.moved.map(({ from, to }) => [from, to]),
      released: plan.released.map(({ address, path, value }) => [address, path, value]),
    },
    { changes: changesOf(plan) },
  );
}

function* changesOf({ changes, bindings }: Omit<Plan, 'digest'>): Items {
  for (const { address, segments, kind, action, before, leaves, consequences } of changes) {
    // Two apps can have the same in them: it counts which one is meant.
    const app = bindings[appOf(segments) ?? ''] ?? null;
    const gone = action === 'delete' ? before : null;
    const head = `${canonical(address)},${canonical(app)},${canonical(kind)},${canonical(action)},${canonical(gone)}`;
    yield `[${head},${canonicalList(leaves, leafText)},${canonicalList(consequences, consequenceText)}]`;
  }
}

function consequenceText(one: Consequence): string {
  return canonical([one.class, one.path, one.rule, one.because]);
}

function leafText({ path, before, after, reset }: Leaf): string {
  return `[${canonical(path)},${canonical(before)},${hashable(after)},${after === undefined},${reset === true}]`;
}

/** The digest of what the configuration declares. `resources`: the digests of its parts. */
export function configDigest(desired: Desired, resources: ReadonlyMap<string, string>): string {
  return hashOf({
    account: desired.account,
    moved: desired.moved.map(({ from, to }) => [from, to]),
    removed: desired.removed.map(({ address, destroy }) => [address, destroy]),
    resources: [...resources].sort(([a], [b]) => (a < b ? -1 : 1)),
  });
}

/** The digest of the resources of each app, by its address; and under an empty one that of all others. */
export function resourceDigests({ resources }: Desired): Map<string, string> {
  const hashes = new Map<string, Hash>();
  let app = '';
  let text = '';
  const write = () => {
    const hash = hashes.get(app) ?? createHash('sha256');
    hashes.set(app, hash.update(text));
    text = '';
  };
  // In the order of their addresses, those of an app stand together but for a few.
  for (const { address, segments, kind, body } of resources.values()) {
    const own = appOf(segments) ?? '';
    if (own !== app && text !== '') write();
    app = own;
    text += `[${canonical(address)},${canonical(kind)},${hashable(body)}]\n`;
  }
  if (text !== '') write();
  return new Map(Array.from(hashes, ([part, hash]) => [part, hash.digest('hex')]));
}

/** The digest of a live object. */
export function objectDigest(object: LiveObject): string {
  return hashOf([object.kind, object.body]);
}
