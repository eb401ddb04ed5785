/** What the rules look at: what is wanted, what there is, and what would be there after the plan. */
import { formatAddress, parseAddress } from '../address.ts';
import { attributeAt, kindNamed } from '../catalog/index.ts';
import type { Edition, Kind } from '../catalog/kind.ts';
import { emptyMap, type JsonMap, mergePatch, put } from '../json.ts';
import type { Capabilities, Desired, Live, LiveObject, Resource, Source, ValueMap } from '../model.ts';
import type { State } from '../state/state.ts';
import type { Draft, Drafts, Refused } from './draft.ts';
import { declaredLosses, editionAfter, editionNow, editionWanted, type Models } from './editions.ts';
import { featuresLost } from './effects.ts';
import { appOf, keysById, ownSegments } from './locate.ts';
import type { QuietApps } from './quiet.ts';

export interface Context extends Models {
  readonly live: Live;
  readonly state: State;
  readonly capabilities: Capabilities;
  /** The apps whose inside is in none of the models. */
  readonly quiet: QuietApps;
  /** What could not be read, by segments as in `objects`; none for everything. */
  readonly unreadable: readonly (readonly string[])[];
  /** True for what is declared, or ours and not released by this plan. */
  readonly isManaged: (address: string) => boolean;
  /** The higher editions that apps will have. */
  readonly upgrades: ReadonlyMap<string, Edition>;
  /** Each policy of CAM with its attachments, by the policy's address. */
  readonly byPolicy: ReadonlyMap<string, readonly LiveObject[]>;
  /** The drafts, and the resources as declared, by kind. */
  readonly draftsByKind: ReadonlyMap<string, readonly Draft[]>;
  readonly declaredByKind: ReadonlyMap<string, readonly Resource[]>;
}

/** A rule of the console, as the planner holds it: one function, the IDs that it stands for. */
export interface PlanRule {
  readonly ids: readonly string[];
  readonly check: (context: Context) => readonly Refused[];
}

export function makeContext(
  desired: Desired,
  live: Live,
  state: State,
  { drafts, released }: Pick<Drafts, 'drafts' | 'released'>,
  capabilities: Capabilities,
  quiet: QuietApps,
): Context {
  const keys = keysById(state.bindings);
  const objects = new Map<string, LiveObject>();
  const byApp = new Map<string, LiveObject[]>();
  const byPolicy = new Map<string, LiveObject[]>();
  for (const [address, object] of live.objects) {
    const there = appOf(object.segments);
    if (there === undefined) {
      objects.set(address, object);
      addTo(byPolicy, formatAddress(object.segments.slice(0, 3)), object);
      continue;
    }
    const own = { ...object, segments: ownSegments(object.segments, keys) };
    const app = appOf(own.segments) ?? there;
    objects.set(app + address.slice(there.length), own);
    addTo(byApp, app, own);
  }
  const unreadable = live.unreadable.map(({ address }) => ownSegments(parseAddress(address) ?? [], keys));
  const leaving = new Set(released.filter((one) => one.path.length === 0).map((one) => one.address));
  const isManaged = (address: string) =>
    desired.resources.has(address) ||
    quiet.has(address) ||
    (state.records.has(address) && !leaving.has(address));
  const models = { desired, live, state, drafts, objects, byApp };
  return {
    ...models,
    byPolicy,
    capabilities,
    quiet,
    unreadable,
    isManaged,
    upgrades: upgradesOf(models),
    draftsByKind: grouped(drafts.values(), (draft) => draft.kind.name),
    declaredByKind: grouped(desired.resources.values(), (resource) => resource.kind),
  };
}

/** Things by a name that each has, in their order. */
export function grouped<T>(things: Iterable<T>, nameOf: (thing: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) addTo(groups, nameOf(thing), thing);
  return groups;
}

function addTo<T>(groups: Map<string, T[]>, name: string, thing: T): void {
  const group = groups.get(name);
  if (group) group.push(thing);
  else groups.set(name, [thing]);
}

function upgradesOf(models: Models): Map<string, Edition> {
  const found = new Map<string, Edition>();
  for (const { address, kind } of models.drafts.values()) {
    const wanted = kind.name === 'app' ? editionWanted(models, address) : undefined;
    if (wanted !== undefined && declaredLosses(models, address).length === 0) found.set(address, wanted);
  }
  return found;
}

/** The kind of a draft or resource. @throws Error when the catalogue does not have it: a bug. */
export function kindOf(name: string): Kind {
  const kind = kindNamed(name);
  if (!kind) throw new Error(`no kind "${name}" in the catalogue`);
  return kind;
}

/**
 * What the rules of a section look at: the live values, with what a change of edition switches off back at
 * its default (EDN-15), and the wanted ones over them.
 */
export function bodyAfter(context: Context, draft: Draft): ValueMap | undefined {
  const { live, after } = draft;
  if (draft.action === 'delete') return undefined;
  const app = appOf(draft.segments) ?? '';
  const lost = live ? featuresLost([live], editionNow(context, app), editionAfter(context, app)) : [];
  const patch = emptyMap<unknown>();
  for (const { path } of lost) put(patch, path, attributeAt(draft.kind, path)?.default ?? null);
  return mergePatch(mergePatch(live?.body, patch as JsonMap), (after ?? {}) as JsonMap) as ValueMap;
}

/** Where a leaf of a draft was written. */
export function sourceOf(draft: Draft, path: readonly string[]): Source | undefined {
  const source = draft.resource?.locate(path) ?? draft.removal?.source;
  // What takes a run back is written in no file.
  return source?.file === '' ? undefined : source;
}

/** A refusal of a leaf of a draft, with its place. */
export function refuse(
  draft: Draft,
  path: readonly string[],
  rule: string,
  message: string,
  remedy?: string,
): Refused {
  const source = sourceOf(draft, path);
  return {
    address: draft.address,
    path,
    rule,
    message,
    ...(remedy && { remedy }),
    ...(source && { source }),
  };
}

/** The drafts of some kinds, one kind after the other. */
export function draftsOf({ draftsByKind }: Context, ...kinds: string[]): readonly Draft[] {
  return kinds.flatMap((kind) => draftsByKind.get(kind) ?? []);
}

/** Resources as declared, of some kinds, one kind after the other. */
export function declaredOf({ declaredByKind }: Context, ...kinds: string[]): readonly Resource[] {
  return kinds.flatMap((kind) => declaredByKind.get(kind) ?? []);
}
