/** Desired × Live × Recorded → Plan. Pure: the same input is the same plan, byte for byte. */
import { formatAddress, isWithin, parseAddress } from '../address.ts';
import type { Edition } from '../catalog/kind.ts';
import { at, type JsonMap } from '../json.ts';
import type {
  Change,
  Consequence,
  Desired,
  Diagnostic,
  Inputs,
  Live,
  Plan,
  Refusal,
  Unmanaged,
  ValueMap,
} from '../model.ts';
import { isUnknown } from '../model.ts';
import { type Entry, emptyState, type State } from '../state/state.ts';
import { capacities } from './capacity.ts';
import {
  bodyAfter,
  type Context,
  type Draft,
  editionAfter,
  editionNow,
  kindOf,
  makeContext,
  type Refused,
  sourceOf,
} from './context.ts';
import { configDigest, digestOf, objectDigest } from './digest.ts';
import { draftAll } from './drafts.ts';
import { consequencesOf, featuresLost } from './effects.ts';
import { appOf } from './locate.ts';
import { moveAll } from './moves.ts';
import { closure, dependencies, dependents, ordered } from './order.ts';
import { planRules } from './rules/index.ts';
import { settle } from './settle.ts';
import { sightOf } from './sight.ts';

export interface PlanInput {
  readonly desired: Desired;
  readonly live: Live;
  /** Undefined: there is none yet. */
  readonly state: State | undefined;
  readonly adapter: string;
  readonly inputs: Inputs;
}

export interface Planned {
  readonly plan: Plan;
  /** What an apply writes down before its first call: settled intents, moves, what is ours from now on. */
  readonly bookkeeping: readonly Entry[];
  /** The state that the plan was made with: settled and moved. */
  readonly state: State;
}

/** Makes the plan. */
export function plan(input: PlanInput): Planned {
  const { desired, live, inputs } = input;
  const settled = settle(input.state ?? emptyState('', desired.account, ''), live);
  const moved = moveAll(settled.state, desired);
  const state = moved.state;
  const sight = sightOf(desired, live, state);
  const found = draftAll(sight);
  const context = makeContext(desired, live, state, found.drafts);

  const refused = [...found.refused, ...planRules.flatMap((rule) => rule.check(context))];
  const needs = dependencies(found.drafts);
  const { kept, refusals } = withoutRefused(found.drafts, refused, needs);
  const chosen = choose(kept, needs, inputs);
  const changes = ordered(chosen, needs).map((address) => toChange(context, chosen, needs, address));
  const isChosen = (address: string) => isTarget(address, inputs);

  const body = {
    changes,
    refusals: refusals.filter((one) => isChosen(one.address)),
    released: found.released.filter((one) => isChosen(one.address)),
  };
  const result: Plan = {
    ...body,
    drift: found.drift,
    unmanaged: unmanaged(context),
    capacity: capacities(context, chosen),
    diagnostics: [
      ...settled.diagnostics,
      ...moved.diagnostics,
      ...found.diagnostics,
      ...sameName(context, chosen),
    ],
    bindings: Object.fromEntries([...state.bindings].sort()),
    complete: chosen.size === kept.size && found.unread.length === 0,
    inputs,
    plannedAgainst: {
      account: live.account,
      adapter: input.adapter,
      config: configDigest(desired),
      state: input.state ? { lineage: input.state.lineage, serial: input.state.serial } : null,
      objects: Object.fromEntries(
        changes.map(({ address }) => {
          const object = context.objects.get(address);
          return [address, object ? objectDigest(object) : null];
        }),
      ),
    },
    digest: digestOf(body),
  };
  const entries = found.bookkeeping.filter((entry) => !('address' in entry) || isChosen(entry.address));
  return { plan: result, bookkeeping: [...settled.entries, ...moved.entries, ...entries], state };
}

/** The drafts without what is refused and what depends on it. */
function withoutRefused(
  drafts: ReadonlyMap<string, Draft>,
  refused: readonly Refused[],
  needs: ReadonlyMap<string, readonly string[]>,
): { kept: Map<string, Draft>; refusals: Refusal[] } {
  const kept = new Map(drafts);
  const gone = new Map<string, Refused>();
  for (const one of refused) {
    const draft = kept.get(one.address);
    if (!draft) continue;
    const isWhole =
      one.path.length === 0 ||
      draft.action === 'delete' ||
      (draft.action === 'create' && draft.kind.form === 'object');
    const leaves = isWhole ? [] : draft.leaves.filter((leaf) => !startsWith(leaf.path, one.path));
    if (leaves.length > 0) kept.set(one.address, { ...draft, leaves, after: without(draft.after, one.path) });
    else {
      kept.delete(one.address);
      if (draft.action !== 'update') gone.set(one.address, one);
    }
  }
  const refusals = refused.map((one): Refusal => {
    const holds = gone.get(one.address) === one ? [...dependents(new Set([one.address]), needs)].sort() : [];
    for (const address of holds) kept.delete(address);
    return { ...one, holds };
  });
  return {
    kept,
    refusals: refusals.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0)),
  };
}

function startsWith(path: readonly string[], start: readonly string[]): boolean {
  return start.every((step, i) => path[i] === step);
}

/** A body without what stands at a path. */
function without(body: ValueMap | null, path: readonly string[]): ValueMap | null {
  const [key, ...rest] = path;
  if (body === null || key === undefined || !Object.hasOwn(body, key)) return body;
  const copy = Object.assign(Object.create(null), body) as Record<string, ValueMap[string]>;
  const inner = copy[key];
  if (
    rest.length === 0 ||
    typeof inner !== 'object' ||
    inner === null ||
    Array.isArray(inner) ||
    isUnknown(inner)
  )
    delete copy[key];
  else copy[key] = without(inner as ValueMap, rest) as ValueMap;
  return copy;
}

/** `--target` and `--exclude`: targets bring what they need, exclusions take along what needs them. */
function choose(
  drafts: Map<string, Draft>,
  needs: ReadonlyMap<string, readonly string[]>,
  inputs: Inputs,
): Map<string, Draft> {
  if (inputs.targets.length === 0 && inputs.excludes.length === 0) return drafts;
  const wanted = [...drafts.keys()].filter((address) => isTarget(address, { ...inputs, excludes: [] }));
  const needed = closure(wanted, needs);
  const excluded = new Set(
    [...drafts.keys()].filter((address) => inputs.excludes.some((one) => isWithin(address, one))),
  );
  const dragged = dependents(excluded, needs);
  return new Map(
    [...drafts].filter(([address]) => needed.has(address) && !excluded.has(address) && !dragged.has(address)),
  );
}

function isTarget(address: string, { targets, excludes }: Inputs): boolean {
  const isIn = targets.length === 0 || targets.some((target) => isWithin(address, target));
  return isIn && !excludes.some((one) => isWithin(address, one));
}

function toChange(
  context: Context,
  drafts: ReadonlyMap<string, Draft>,
  needs: ReadonlyMap<string, readonly string[]>,
  address: string,
): Change {
  const draft = drafts.get(address);
  if (!draft) throw new Error(`no draft for ${address}`);
  const consequences = [...changeConsequences(context, draft), ...editionLosses(context, draft)];
  const delays = consequences.filter((one) => one.class === 'delayed').map((one) => one.because);
  const source = sourceOf(draft, []);
  return {
    address,
    segments: draft.segments,
    kind: draft.kind.name,
    action: draft.action,
    ...(draft.reason !== undefined && { reason: draft.reason }),
    before: draft.before,
    after: draft.after,
    leaves: draft.leaves,
    consequences,
    via: draft.kind.served,
    ...(delays[0] !== undefined && { effective: delays[0] }),
    dependsOn: (needs.get(address) ?? []).filter((one) => drafts.has(one)),
    ...(source && { source }),
  };
}

function changeConsequences(context: Context, draft: Draft): Consequence[] {
  const app = appOf(draft.segments);
  const edition: Edition = app === undefined ? 'developer' : editionAfter(context, app);
  return consequencesOf(draft.kind, draft.leaves, { action: draft.action, live: draft.live?.body, edition });
}

/** EDN-15: what a change of edition switches off, feature by feature. */
function editionLosses(context: Context, draft: Draft): Consequence[] {
  if (draft.kind.name !== 'app' || !draft.leaves.some((leaf) => leaf.path[0] === 'edition')) return [];
  const to = editionAfter(context, draft.address);
  const lost = featuresLost(context.byApp.get(draft.address) ?? [], editionNow(context, draft.address), to);
  return lost.map(({ feature, address, path, rule }) => {
    const value = at(bodyAfter(context, address), path);
    const now = at(context.objects.get(address)?.body, path);
    const setting = `${formatAddress([...(parseAddress(address)?.slice(2) ?? []), ...path])}, now ${JSON.stringify(now ?? value ?? null)}`;
    return {
      class: 'feature-loss',
      because: `The ${to} edition has no ${feature} (${setting}): it is switched off (${rule}).`,
      rule: 'EDN-15',
      path: ['edition'],
    };
  });
}

/** Live objects that are neither declared nor remembered. */
function unmanaged(context: Context): Unmanaged[] {
  const found: Unmanaged[] = [];
  for (const [address, object] of context.objects) {
    if (context.desired.resources.has(address) || context.state.records.has(address)) continue;
    if (kindOf(object.kind).form !== 'object') continue;
    const name = (object.body as JsonMap).name;
    found.push({
      kind: object.kind,
      address,
      label: typeof name === 'string' ? name : (object.segments.at(-1) ?? ''),
    });
  }
  return found.sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** A new app that has the name of one that is there is often a lost state, and not a wish. */
function sameName(context: Context, drafts: ReadonlyMap<string, Draft>): Diagnostic[] {
  const bound = new Set(context.state.bindings.values());
  const names = new Map<unknown, string>();
  for (const object of context.live.objects.values()) {
    const id = object.segments[1] ?? '';
    if (object.kind === 'app' && !bound.has(id)) names.set(object.body.name, id);
  }
  return [...drafts.values()].flatMap((draft): Diagnostic[] => {
    const name = draft.after?.name;
    const id = draft.kind.name === 'app' && draft.action === 'create' ? names.get(name) : undefined;
    if (id === undefined) return [];
    const source = sourceOf(draft, ['name']);
    const message = `an app named ${JSON.stringify(name)} is there already (SDKAppID ${id}) and not managed here; this plan makes a second one`;
    return [
      { severity: 'warning', address: draft.address, message, ...(source && { source }), rule: 'APP-1' },
    ];
  });
}
