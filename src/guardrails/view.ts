/** A plan and the console that it was made against → what rules see. */
import { formatAddress, isWithin, parseAddress } from '../address.ts';
import { kindNamed } from '../catalog/index.ts';
import { evaluate } from '../expression.ts';
import { emptyMap, type JsonMap } from '../json.ts';
import type { Action, Change, Live, Plan } from '../model.ts';
import { bodyAfter, bodyBefore, unknownPaths } from './bodies.ts';
import { type ChangeSeen, noEnvironment, type PlanSeen } from './subject.ts';

/** What a plan does not hold, and rules are told of. */
export interface Surroundings {
  /** The reading of the console that the plan was made with. */
  readonly live: Live;
  /** Addresses of the resources that are declared, or that the state records. */
  readonly managed: ReadonlySet<string>;
  /** How many more of them are there, of which neither reading nor plan has anything. */
  readonly unseen?: number;
}

/** The plan as rules see it. */
export function planSeen(plan: Plan, { live, managed, unseen = 0 }: Surroundings): PlanSeen {
  const reading = readingOf(plan, live);
  const environment = plan.inputs.environment ?? noEnvironment;
  const whole = plan.changes.map((change): Whole => ({ change, ...bodiesOf(change, plan, reading) }));
  const byAddress = new Map(whole.map((one) => [one.change.address, one]));
  const changes = whole.map((one): ChangeSeen => {
    const app = appOf(one.change);
    return app === ''
      ? { ...seenAlone(one), app, environment, edition: '', tags: emptyMap(), tagsBefore: emptyMap() }
      : { ...seenAlone(one), environment, ...appSeen(app, byAddress, reading) };
  });
  const { capacity, complete, plannedAgainst } = plan;
  const existing = [...managed].filter((address) => reading.bodyAt(address) !== undefined);
  return {
    changes,
    counts: { ...countsOf(changes), released: plan.released.length, refused: plan.refusals.length },
    existing: existing.length + unseen,
    gone: goneOf(changes, existing),
    capacity,
    environment,
    account: plannedAgainst.account,
    complete,
  };
}

/** How many resources go: with an app goes all that is in it, without changes of its own. */
function goneOf(changes: readonly ChangeSeen[], existing: readonly string[]): number {
  const deleted = new Set(changes.filter((one) => one.action === 'delete').map((one) => one.address));
  const apps = [...deleted].filter((address) => parseAddress(address)?.length === 2);
  const inside = existing.filter(
    (address) => !deleted.has(address) && apps.some((app) => isWithin(address, app)),
  );
  return deleted.size + inside.length;
}

/** How many changes there are of each action. */
export function countsOf(changes: readonly ChangeSeen[]): Record<Action, number> {
  const count = (action: Action) => changes.filter((one) => one.action === action).length;
  return { create: count('create'), update: count('update'), delete: count('delete') };
}

/** A change with the whole resource before and after. */
interface Whole {
  readonly change: Change;
  readonly before: JsonMap | null;
  readonly after: JsonMap | null;
}

function seenAlone({ change, before, after }: Whole) {
  const { address, kind, action, reason = '', because = '', via, source } = change;
  return {
    address,
    kind,
    action,
    reason,
    because,
    via,
    before,
    after,
    changed: change.leaves.map((leaf) => leaf.path.join('.')),
    unknown: unknownPaths(change.after),
    consequences: change.consequences.map(({ path, ...one }) => ({ ...one, path: path.join('.') })),
    source: { file: source?.file ?? '', line: source?.line ?? 0 },
  };
}

/** What a change knows of its app, whose own changes may be in the same plan. */
function appSeen(
  address: string,
  changes: ReadonlyMap<string, Whole>,
  reading: Reading,
): Pick<ChangeSeen, 'app' | 'edition' | 'tags' | 'tagsBefore'> {
  const changed = changes.get(address);
  const body = changed?.after ?? changed?.before ?? reading.bodyAt(address);
  const tagsBefore = reading.tagsOf(address);
  return {
    app: parseAddress(address)?.[1] ?? '',
    // An app that is only about to be created begins as Developer (APP-1).
    edition: String(body?.edition ?? 'developer'),
    tags: changes.get(`${address}.tags`)?.after ?? tagsBefore,
    tagsBefore,
  };
}

/** The console by the addresses of the configuration. */
interface Reading {
  readonly bodyAt: (address: string) => JsonMap | undefined;
  /** The tags of an app by its address; null where they could not be read. */
  readonly tagsOf: (app: string) => JsonMap | null;
}

function readingOf({ bindings }: Plan, live: Live): Reading {
  const liveAddress = (address: string): string | undefined => {
    const segments = parseAddress(address) ?? [];
    if (segments[0] !== 'apps') return address;
    const app = formatAddress(segments.slice(0, 2));
    const id = Object.hasOwn(bindings, app) ? bindings[app] : undefined;
    return id === undefined ? undefined : formatAddress(['apps', id, ...segments.slice(2)]);
  };
  const bodyAt = (address: string) => live.objects.get(liveAddress(address) ?? '')?.body;
  const isUnread = (address: string) => {
    const at = liveAddress(address);
    return live.unreadable.some(
      (part) => part.address === '' || (at !== undefined && isWithin(at, part.address)),
    );
  };
  return {
    bodyAt,
    tagsOf: (app) => bodyAt(`${app}.tags`) ?? (isUnread(`${app}.tags`) ? null : emptyMap()),
  };
}

/** The address of the app that a change is of; empty outside of apps. */
function appOf({ segments }: Change): string {
  return segments[0] === 'apps' ? formatAddress(segments.slice(0, 2)) : '';
}

function bodiesOf(change: Change, plan: Plan, reading: Reading) {
  const kind = kindNamed(change.kind);
  if (!kind) throw new Error(`no kind "${change.kind}" in the catalogue`);
  const live =
    change.action === 'create' ? undefined : (reading.bodyAt(change.address) ?? change.before ?? undefined);
  // Only the SDKAppID of an app that is about to be created is not known; all around it is.
  const resolve = (expression: string) =>
    evaluate(expression, plan.plannedAgainst.account, (app) => `\${${app}.sdkAppId}`) ?? expression;
  return { before: bodyBefore(kind, live), after: bodyAfter(kind, change, live, resolve) };
}
