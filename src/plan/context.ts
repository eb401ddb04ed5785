/** What the rules look at: what is wanted, what there is, and what would be there after the plan. */
import { formatAddress, parseAddress } from '../address.ts';
import { attributeAt, kindNamed } from '../catalog/index.ts';
import type { Edition, Kind } from '../catalog/kind.ts';
import { emptyMap, type Json, type JsonMap, mergePatch, put } from '../json.ts';
import type { Capabilities, Desired, Live, LiveObject, Release, Source, ValueMap } from '../model.ts';
import { once } from '../once.ts';
import type { State } from '../state/state.ts';
import type { Draft, Drafts, Refused } from './draft.ts';
import { declaredLosses, editionAfter, editionNow, editionWanted, type Models } from './editions.ts';
import { featuresLost } from './effects.ts';
import { appOf, keysById, ownSegments, translator } from './locate.ts';
import type { QuietApps } from './quiet.ts';
import type { Sight } from './sight.ts';

export interface Context extends Models {
  readonly live: Live;
  readonly state: State;
  readonly capabilities: Capabilities;
  /** The apps whose inside is in none of the models. */
  readonly quiet: QuietApps;
  /** What could not be read, by the segments that it has in the YAML; none for everything. */
  readonly unreadable: readonly (readonly string[])[];
  /** The higher editions that apps will have. */
  readonly upgrades: ReadonlyMap<string, Edition>;
  /** Live objects that are neither declared nor remembered, by the address that they would have; sections left out. */
  readonly strangers: ReadonlyMap<string, LiveObject>;
  readonly released: readonly Release[];
  /** Each policy of CAM with its attachments, by the policy's address. Made when it is asked for. */
  readonly byPolicy: () => ReadonlyMap<string, readonly LiveObject[]>;
  readonly draftsByKind: ReadonlyMap<string, readonly Draft[]>;
}

/** A rule of the console, as the planner holds it: one function, the IDs that it stands for. */
export interface PlanRule {
  readonly ids: readonly string[];
  readonly check: (context: Context) => readonly Refused[];
}

export function makeContext(
  { desired, live, state, objectAt }: Sight,
  { drafts, released }: Pick<Drafts, 'drafts' | 'released'>,
  capabilities: Capabilities,
  quiet: QuietApps,
): Context {
  const keys = keysById(state.bindings);
  const byApp = once(() => gathered(live, keys, (segments) => appOf(ownSegments(segments, keys))));
  const models = { desired, drafts, objectAt, byApp };
  return {
    ...models,
    live,
    state,
    capabilities,
    quiet,
    unreadable: live.unreadable.map(({ address }) => ownSegments(parseAddress(address) ?? [], keys)),
    upgrades: upgradesOf(models),
    strangers: strangersIn(live, desired, state, quiet),
    released,
    byPolicy: once(() => gathered(live, keys, policyOf)),
    draftsByKind: grouped(drafts.values(), (draft) => draft.kind.name),
  };
}

/** Live objects by what they lie in, each list in the order of the addresses, with the segments of the YAML. */
function gathered(
  { objects }: Live,
  keys: ReadonlyMap<string, string>,
  holderOf: (segments: readonly string[]) => string | undefined,
): Map<string, LiveObject[]> {
  const places = new Map<string, string[]>();
  for (const [place, { segments }] of objects) {
    const holder = holderOf(segments);
    if (holder !== undefined) addTo(places, holder, place);
  }
  const found = new Map<string, LiveObject[]>();
  for (const [holder, inside] of places) {
    const parts = inside.sort().map((place) => objects.get(place) as LiveObject);
    found.set(
      holder,
      parts.map((object) => ({ ...object, segments: ownSegments(object.segments, keys) })),
    );
  }
  return found;
}

const policyOf = (segments: readonly string[]) =>
  segments[0] === 'apps' ? undefined : formatAddress(segments.slice(0, 3));

/** Live objects that are neither declared nor remembered, by the address that they would have. */
function strangersIn(live: Live, desired: Desired, state: State, quiet: QuietApps): Map<string, LiveObject> {
  const found = new Map<string, LiveObject>();
  const ownApps = new Map([...state.bindings].map(([app, id]) => [formatAddress(['apps', id]), app]));
  const own = translator((app) => ownApps.get(app) ?? app);
  for (const [place, object] of live.objects) {
    if (kindOf(object.kind).form !== 'object') continue;
    const address = own(object.segments, place) ?? place;
    const isOurs = desired.resources.has(address) || state.records.has(address) || quiet.has(address);
    if (!isOurs) found.set(address, object);
  }
  return found;
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
  return mergePatch(live && bodyLeft(context, draft, live), (after ?? {}) as JsonMap) as ValueMap;
}

function bodyLeft(context: Context, draft: Draft, live: LiveObject): Json {
  const app = appOf(draft.segments) ?? '';
  const [from, to] = [editionNow(context, app), editionAfter(context, app)];
  const lost = from === to ? [] : featuresLost([live], from, to);
  if (lost.length === 0) return live.body;
  const patch = emptyMap<unknown>();
  for (const { path } of lost) put(patch, path, attributeAt(draft.kind, path)?.default ?? null);
  return mergePatch(live.body, patch as JsonMap);
}

/** Where a leaf of a draft was written. */
export function sourceOf(draft: Draft, path: readonly string[]): Source | undefined {
  const known = path.length === 0 ? draft : draft.leaves.find((leaf) => leaf.path === path);
  const source = known?.source ?? draft.resource?.locate(path) ?? draft.removal?.source;
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
