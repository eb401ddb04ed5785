/** What the rules look at: what is wanted, what there is, and what would be there after the plan. */
import { formatAddress } from '../address.ts';
import { kindNamed } from '../catalog/index.ts';
import type { Edition, Kind } from '../catalog/kind.ts';
import { at, type JsonMap, mergePatch } from '../json.ts';
import type {
  Action,
  Desired,
  Diagnostic,
  Drift,
  Leaf,
  Live,
  LiveObject,
  Refusal,
  Release,
  Removal,
  Resource,
  Source,
  ValueMap,
} from '../model.ts';
import type { Entry, State } from '../state/state.ts';
import { isAbove } from './effects.ts';
import { appOf, keysById, ownSegments } from './locate.ts';

/** A change on its way: what the comparison found, before rules have looked at it. */
export interface Draft {
  readonly address: string;
  readonly segments: readonly string[];
  readonly kind: Kind;
  readonly action: Action;
  readonly reason?: string;
  readonly resource?: Resource;
  readonly removal?: Removal;
  readonly live?: LiveObject;
  readonly before: JsonMap | null;
  readonly after: ValueMap | null;
  readonly leaves: readonly Leaf[];
}

export interface Context {
  readonly desired: Desired;
  readonly live: Live;
  readonly state: State;
  readonly drafts: ReadonlyMap<string, Draft>;
  /** Live objects by the address that they have in the YAML, where their app is managed; so are their segments. */
  readonly objects: ReadonlyMap<string, LiveObject>;
  /** Live objects within each app. */
  readonly byApp: ReadonlyMap<string, readonly LiveObject[]>;
}

/** All that the comparison found. */
export interface Drafts {
  readonly drafts: Map<string, Draft>;
  readonly released: Release[];
  readonly drift: Drift[];
  readonly refused: Refused[];
  readonly diagnostics: Diagnostic[];
  /** What an apply writes down of resources that need no call. */
  readonly bookkeeping: Entry[];
  /** Addresses that could not be compared, since they could not be read. */
  readonly unread: string[];
}

/** A refusal before it is known what it holds up. */
export type Refused = Omit<Refusal, 'holds'>;

/** A rule of the console, as the planner holds it: one function, the IDs that it stands for. */
export interface PlanRule {
  readonly ids: readonly string[];
  readonly check: (context: Context) => readonly Refused[];
}

export function makeContext(
  desired: Desired,
  live: Live,
  state: State,
  drafts: ReadonlyMap<string, Draft>,
): Context {
  const keys = keysById(state.bindings);
  const objects = new Map<string, LiveObject>();
  const byApp = new Map<string, LiveObject[]>();
  for (const object of live.objects.values()) {
    const own = { ...object, segments: ownSegments(object, keys) };
    objects.set(formatAddress(own.segments), own);
    const app = appOf(own.segments);
    if (app === undefined) continue;
    const list = byApp.get(app);
    if (list) list.push(own);
    else byApp.set(app, [own]);
  }
  return { desired, live, state, drafts, objects, byApp };
}

/** The kind of a draft or resource. @throws Error when the catalogue does not have it: a bug. */
export function kindOf(name: string): Kind {
  const kind = kindNamed(name);
  if (!kind) throw new Error(`no kind "${name}" in the catalogue`);
  return kind;
}

/** What a resource will be like: the live values with the wanted ones over them. */
export function bodyAfter(context: Context, address: string): ValueMap | undefined {
  const live = context.objects.get(address)?.body;
  const draft = context.drafts.get(address);
  if (draft?.action === 'delete') return undefined;
  const wanted = draft?.after ?? undefined;
  if (!wanted) return live;
  return mergePatch(live, wanted as JsonMap) as ValueMap;
}

/** The edition that an app has now; a new one begins as Developer (APP-1). */
export function editionNow(context: Context, app: string): Edition {
  return (context.objects.get(app)?.body.edition as Edition | undefined) ?? 'developer';
}

/** The edition that an app will have after the plan. A refused way back does not count. */
export function editionAfter(context: Context, app: string): Edition {
  const now = editionNow(context, app);
  const wanted = at(context.drafts.get(app)?.after, ['edition']) as Edition | undefined;
  return wanted !== undefined && isAbove(wanted, now) ? wanted : now;
}

/** Where a leaf of a draft was written. */
export function sourceOf(draft: Draft, path: readonly string[]): Source | undefined {
  return draft.resource?.locate(path) ?? draft.removal?.source;
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

/** The drafts of one kind. */
export function draftsOf(context: Context, ...kinds: string[]): Draft[] {
  return [...context.drafts.values()].filter((draft) => kinds.includes(draft.kind.name));
}

/** Resources as declared, of one kind. */
export function declaredOf(context: Context, ...kinds: string[]): Resource[] {
  return [...context.desired.resources.values()].filter((resource) => kinds.includes(resource.kind));
}
