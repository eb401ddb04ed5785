/** Finds the apps that the next plan need not look into. */
import { parseAddress } from '../address.ts';
import { isMap, type JsonMap } from '../json.ts';
import { isSecret, type Plan } from '../model.ts';
import type { Entry } from '../state/state.ts';
import { usesOfApps } from './capacity.ts';
import { type Context, grouped } from './context.ts';
import { appOf } from './locate.ts';
import type { QuietApps } from './quiet.ts';

/**
 * The quiet apps of a plan, those that it was told of with them. `entries`: what would have to be written down of resources;
 * `digests`: of the resources of each app.
 */
export function quietApps(
  plan: Plan,
  context: Context,
  entries: readonly Entry[],
  digests: ReadonlyMap<string, string>,
): QuietApps {
  const { desired, live, state, objectAt, quiet } = context;
  const isPlain =
    plan.complete &&
    plan.moved.length === 0 &&
    plan.plannedAgainst.state !== null &&
    desired.moved.length === 0 &&
    state.intents.size === 0 &&
    (live.notices ?? []).length === 0 &&
    !plan.diagnostics.some(({ severity, address }) => severity === 'error' || address === undefined);
  if (!isPlain) return new Map();
  const loud = new Set(spokenOf(plan, context, entries).map(appAt));
  const existing = new Map<string, number>();
  for (const { address, kind, segments, body } of desired.resources.values()) {
    const app = appOf(segments);
    if (app === undefined) continue;
    if (objectAt(segments, address)) existing.set(app, (existing.get(app) ?? 0) + 1);
    // A secret is read anew for each plan, and an app that does not serve, or not for long, is told of.
    if (Object.values(body).some(isSecret) || (kind === 'app' && !isServing(context, address))) loud.add(app);
  }
  const uses = usesOfApps(context);
  const unmanaged = grouped(plan.unmanaged, ({ address }) => appAt(address) ?? '');
  const found = new Map(quiet);
  for (const [app, count] of existing) {
    const digest = digests.get(app);
    if (loud.has(app) || digest === undefined) continue;
    const tags = objectAt([...(parseAddress(app) ?? []), 'tags'], `${app}.tags`)?.body;
    found.set(app, {
      digest,
      existing: count,
      uses: uses.get(app) ?? {},
      unmanaged: unmanaged.get(app) ?? [],
      tags: isMap(tags) ? (tags as JsonMap) : {},
    });
  }
  return found;
}

/** All addresses that a plan, or what an apply of it would write down, has to do with. */
function spokenOf(plan: Plan, { state, drafts }: Context, entries: readonly Entry[]): string[] {
  const lists = [plan.refusals, plan.drift, plan.released, plan.confirmed, plan.diagnostics];
  return [
    ...lists.flatMap((list) => list.map((one: { readonly address?: string }) => one.address ?? '')),
    ...drafts.keys(),
    ...entries.map((entry) => ('address' in entry ? entry.address : '')),
    ...state.waiting.keys(),
    ...state.confirmations.keys(),
  ];
}

/** APP-5, APP-7, APP-8: a paid app that is in service. Another one may have to be spoken of on another day. */
function isServing({ objectAt }: Context, app: string): boolean {
  const { body, facts } = objectAt(parseAddress(app) ?? [], app) ?? {};
  return facts?.status === 'enabled' && body?.edition !== 'developer';
}

function appAt(address: string): string | undefined {
  return appOf(parseAddress(address) ?? []);
}
