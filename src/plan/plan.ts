/** Desired × Live × Recorded → Plan. Pure: the same input is the same plan, byte for byte. */
import { formatAddress, parseAddress } from '../address.ts';
import type { Edition } from '../catalog/kind.ts';
import type { Mutable } from '../json.ts';
import type {
  Capabilities,
  Change,
  Consequence,
  Desired,
  Diagnostic,
  Inputs,
  Live,
  Plan,
  PlannedAgainst,
} from '../model.ts';
import { type Entry, emptyState, type State } from '../state/state.ts';
import { believe, byItself, confirmedIn, handConsequence, handOf } from './by-hand.ts';
import { capacities } from './capacity.ts';
import { type Context, makeContext, sourceOf } from './context.ts';
import { configDigest, digestOf, hashOf, objectDigest, resourceDigests } from './digest.ts';
import type { Draft } from './draft.ts';
import { draftAll } from './drafts.ts';
import { editionAfter, editionNow } from './editions.ts';
import { consequencesOf, featuresLost } from './effects.ts';
import { appOf } from './locate.ts';
import { moveAll } from './moves.ts';
import { lapsing, sameName, unmanaged } from './notices.ts';
import { dependencies, inOrder, ordered } from './order.ts';
import type { QuietApps } from './quiet.ts';
import { quietApps } from './quiet-apps.ts';
import { withoutRefused } from './refusals.ts';
import { planRules } from './rules/index.ts';
import { settle } from './settle.ts';
import { sightOf } from './sight.ts';
import { askedFor, isAsked } from './targets.ts';

export interface PlanInput {
  readonly desired: Desired;
  readonly live: Live;
  /** Undefined: there is none yet. */
  readonly state: State | undefined;
  readonly adapter: string;
  /** What the adapter cannot see or do; everything is seen and done by it where left out. */
  readonly capabilities?: Capabilities;
  readonly inputs: Inputs;
  /** SHA-256 of the guardrails that it will be judged by. */
  readonly guardrails?: string;
  /** Plans only this, and what it needs: the addresses of a run that is taken back, within what `inputs` asks for. */
  readonly only?: readonly string[];
  /** Apps whose inside is in none of the models: all of it is known to be as it is to be. */
  readonly quiet?: QuietApps;
}

export interface Planned {
  readonly plan: Plan;
  /** What an apply writes down before its first call: settled intents, moves, what is ours from now on. */
  readonly bookkeeping: readonly Entry[];
  /** The state that the plan was made with: settled and moved. */
  readonly state: State;
  /** Addresses of which it could not be seen what there is: nothing is planned there. */
  readonly unread: readonly string[];
  /** The apps that the next plan may leave out, as long as nothing is another by then. */
  readonly quietNext: () => QuietApps;
}

/** Makes the plan. The order of the given maps does not count. */
export function plan(input: PlanInput): Planned {
  const { inputs, capabilities = byItself, quiet = new Map() } = input;
  const limits = { ...inputs, only: input.only };
  const desired = { ...input.desired, resources: inOrder(input.desired.resources) };
  const settled = settle(input.state ?? emptyState('', desired.account, ''), input.live);
  const moved = moveAll(settled.state, desired);
  const { state } = moved;
  const live = believe(input.live, desired, state, capabilities);
  const sight = sightOf(desired, live, state);
  const found = draftAll(sight, settled.open);
  const context = makeContext(sight, found, capabilities, quiet);
  const digests = resourceDigests(desired);
  for (const [app, { digest }] of quiet) digests.set(app, digest);

  const refused = [...found.refused, ...planRules.flatMap((rule) => rule.check(context))];
  const needs = dependencies(found.drafts);
  const { kept, refusals } = withoutRefused(found.drafts, refused, needs, state.records);
  const asked = askedFor([...found.drafts.keys()], needs, limits);
  const isWanted = ({ address }: { readonly address: string }) =>
    asked.has(address) || (!found.drafts.has(address) && isAsked(address, limits));
  const chosen =
    asked.size === found.drafts.size ? kept : new Map([...kept].filter(([address]) => asked.has(address)));
  const body = {
    changes: ordered(chosen, needs).map((address) => toChange(context, chosen, needs, address)),
    refusals: refusals.filter(isWanted),
    released: found.released.filter((one) => isAsked(one.address, limits)),
    moved: moved.moved,
  };
  const nothingLeftOut =
    input.only === undefined &&
    chosen.size === kept.size &&
    body.refusals.length === refusals.length &&
    body.released.length === found.released.length &&
    found.unread.length === 0 &&
    live.unreadable.length === 0;
  const result: Omit<Plan, 'digest'> = {
    ...body,
    drift: found.drift,
    unmanaged: unmanaged(context, chosen),
    confirmed: confirmedIn(state, capabilities, (address) => isAsked(address, limits)),
    capacity: capacities(context, chosen),
    verdicts: [],
    access: [],
    diagnostics: [
      ...noticed(live),
      ...settled.diagnostics,
      ...moved.diagnostics,
      ...found.diagnostics,
      ...sameName(context, chosen),
      ...lapsing(context),
    ],
    bindings: Object.fromEntries([...state.bindings].sort()),
    complete: nothingLeftOut,
    inputs,
    plannedAgainst: plannedAgainst(input, context, configDigest(desired, digests), body.changes),
  };
  const entries = found.bookkeeping.filter(
    (entry) => !('address' in entry) || isAsked(entry.address, limits),
  );
  const made = unused(result, state.runs);
  const bookkeeping = [...settled.entries, ...moved.entries, ...entries];
  return {
    plan: made,
    bookkeeping,
    state,
    unread: found.unread,
    quietNext: () => quietApps(made, context, found.bookkeeping, digests),
  };
}

/**
 * The plan with a digest that no run has carried out: what is undone by hand and planned again is another plan,
 * and the old approval does not do it a second time.
 */
function unused(result: Omit<Plan, 'digest'>, runs: State['runs']): Plan {
  const used = new Set(runs.filter((run) => run.outcome === 'done').map((run) => run.digest));
  for (let again = 0; ; again += 1) {
    const against = again === 0 ? result.plannedAgainst : { ...result.plannedAgainst, again };
    const digest = digestOf({ ...result, plannedAgainst: against });
    if (!used.has(digest)) return { ...result, plannedAgainst: against, digest };
  }
}

function plannedAgainst(
  input: PlanInput,
  context: Context,
  config: string,
  changes: readonly Change[],
): PlannedAgainst {
  const objects: Record<string, string | null> = {};
  for (const change of changes) objects[change.address] = standing(context, change);
  return {
    account: context.live.account,
    adapter: input.adapter,
    config,
    state: input.state ? { lineage: input.state.lineage, serial: input.state.serial } : null,
    guardrails: input.guardrails ?? null,
    objects,
  };
}

/** What a change starts from. Where it takes more along, all of that: what is in a thing that goes, or uses an edition. */
function standing(context: Context, { address, action, leaves }: Change): string | null {
  const object = context.drafts.get(address)?.live;
  if (!object) return null;
  const takesAlong =
    action === 'delete' || (object.kind === 'app' && leaves.some((leaf) => leaf.path[0] === 'edition'));
  if (!takesAlong) return objectDigest(object);
  const inside = context.byApp().get(address) ?? context.byPolicy().get(address);
  if (!inside) return hashOf([[address, objectDigest(object)]]);
  return hashOf(inside.map((one) => [formatAddress(one.segments), objectDigest(one)]));
}

function toChange(
  context: Context,
  drafts: ReadonlyMap<string, Draft>,
  needs: ReadonlyMap<string, readonly string[]>,
  address: string,
): Change {
  const draft = drafts.get(address);
  if (!draft) throw new Error(`no draft for ${address}`);
  const effects = [...changeConsequences(context, draft), ...editionLosses(context, draft)];
  const hand = handOf(context.capabilities, draft.kind.name, draft.action, draft.after ?? draft.before);
  const waitingSince = context.state.waiting.get(address)?.since;
  const delay = effects.find((one) => one.class === 'delayed')?.because;
  const source = sourceOf(draft, []);
  const { segments, kind, action, reason, removal, before, after, leaves } = draft;
  const consequences = hand ? [...effects, handConsequence(hand)] : effects;
  const needed = needs.get(address) ?? [];
  const isThere = (one: string) => drafts.has(one);
  const dependsOn = needed.every(isThere) ? needed : needed.filter(isThere);
  const change: Mutable<Change> = {
    address,
    segments,
    kind: kind.name,
    action,
    before,
    after,
    leaves,
    consequences,
    via: kind.served,
    dependsOn,
  };
  if (reason !== undefined) change.reason = reason;
  if (removal?.because !== undefined) change.because = removal.because;
  if (hand) change.byHand = { reason: hand.reason, ...(waitingSince !== undefined && { waitingSince }) };
  if (delay !== undefined) change.effective = delay;
  if (source) change.source = source;
  return change;
}

/** What the adapter has to say of its reading. */
function noticed({ notices = [] }: Live): Diagnostic[] {
  return notices.map((message) => ({ severity: 'warning', message }));
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
  const lost = featuresLost(context.byApp().get(draft.address) ?? [], editionNow(context, draft.address), to);
  return lost.map(({ feature, address, path, value, rule }) => {
    const place = formatAddress([...(parseAddress(address)?.slice(2) ?? []), ...path]);
    return {
      class: 'feature-loss',
      because: `The ${to} edition has no ${feature} (${place}, now ${JSON.stringify(value)}): it is switched off (${rule}).`,
      rule: 'EDN-15',
      path: ['edition'],
    };
  });
}
