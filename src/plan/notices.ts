/** What a plan tells beside its changes: what it leaves alone, and what looks like a mistake. */
import { isWithin } from '../address.ts';
import type { JsonMap } from '../json.ts';
import type { Diagnostic, LiveObject, Unmanaged } from '../model.ts';
import { type Context, sourceOf } from './context.ts';
import type { Draft } from './draft.ts';
import { appAt } from './editions.ts';

/** Live objects that are neither declared nor remembered, and do not go with what is deleted. */
export function unmanaged(context: Context, drafts: ReadonlyMap<string, Draft>): Unmanaged[] {
  const found: Unmanaged[] = [];
  const going = [...drafts.values()]
    .filter((draft) => draft.action === 'delete')
    .map((draft) => draft.address);
  for (const [address, object] of context.strangers) {
    if (going.some((one) => isWithin(address, one))) continue;
    const name = (object.body as JsonMap).name;
    const label = typeof name === 'string' ? name : (object.segments.at(-1) ?? '');
    found.push({ kind: object.kind, address, label });
  }
  for (const quiet of context.quiet.values()) found.push(...quiet.unmanaged);
  return found.sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** A new app that has the name of one that is there is often a lost state, and not a wish. */
export function sameName(context: Context, drafts: ReadonlyMap<string, Draft>): Diagnostic[] {
  const created = [...drafts.values()].filter(
    ({ kind, action }) => kind.name === 'app' && action === 'create',
  );
  if (created.length === 0) return [];
  const bound = new Set(context.state.bindings.values());
  const names = new Map<unknown, string>();
  for (const object of context.live.objects.values()) {
    const { name } = object.body;
    const [id = '', other] = [object.segments[1], names.get(name)];
    if (object.kind === 'app' && !bound.has(id) && (other === undefined || id < other)) names.set(name, id);
  }
  return created.flatMap((draft): Diagnostic[] => {
    const name = draft.after?.name;
    const id = names.get(name);
    if (id === undefined) return [];
    const source = sourceOf(draft, ['name']);
    const message = `an app named ${JSON.stringify(name)} is there already (SDKAppID ${id}) and not managed here; this plan makes a second one`;
    return [
      { severity: 'warning', address: draft.address, message, ...(source && { source }), rule: 'APP-1' },
    ];
  });
}

const soon = 7 * 24 * 60 * 60 * 1000;

/** APP-5, APP-7, APP-8: a managed app that does not serve, or will not for long, and what to do about it. */
export function lapsing(context: Context): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { address, kind, locate } of context.desired.resources.values()) {
    const object = kind === 'app' ? appAt(context, address) : undefined;
    const message = object && lapse(object, address, context.live.now);
    if (message === undefined) continue;
    found.push({
      severity: 'warning',
      address,
      message,
      rule: object?.body.edition === 'developer' ? 'APP-8' : 'APP-7',
      source: locate([]),
    });
  }
  return found;
}

function lapse({ body, facts }: LiveObject, address: string, now: string): string | undefined {
  const { status, expiresAt } = facts;
  const until = typeof expiresAt === 'string' ? expiresAt.slice(0, 10) : 'unknown';
  const remedy =
    body.edition === 'developer'
      ? `\`chatform extend ${address}\` asks for another month`
      : 'renewing its plan in the console resumes it';
  if (status === 'suspended' || status === 'expired') return `the app is ${status} since ${until}: ${remedy}`;
  // A paid plan is renewed by paying for it, and may do so by itself.
  if (body.edition !== 'developer' || status !== 'enabled' || typeof expiresAt !== 'string') return undefined;
  return Date.parse(expiresAt) - Date.parse(now) < soon
    ? `the app is valid until ${until} only: ${remedy}`
    : undefined;
}
