/** What a plan tells beside its changes: what it leaves alone, and what looks like a mistake. */
import type { JsonMap } from '../json.ts';
import type { Diagnostic, Unmanaged } from '../model.ts';
import { type Context, kindOf, sourceOf } from './context.ts';
import type { Draft } from './draft.ts';

/** Live objects that are neither declared nor remembered. */
export function unmanaged(context: Context): Unmanaged[] {
  const found: Unmanaged[] = [];
  for (const [address, object] of context.objects) {
    if (context.desired.resources.has(address) || context.state.records.has(address)) continue;
    if (kindOf(object.kind).form !== 'object') continue;
    const name = (object.body as JsonMap).name;
    const label = typeof name === 'string' ? name : (object.segments.at(-1) ?? '');
    found.push({ kind: object.kind, address, label });
  }
  return found.sort((a, b) => (a.address < b.address ? -1 : 1));
}

/** A new app that has the name of one that is there is often a lost state, and not a wish. */
export function sameName(context: Context, drafts: ReadonlyMap<string, Draft>): Diagnostic[] {
  const bound = new Set(context.state.bindings.values());
  const names = new Map<unknown, string>();
  for (const object of context.live.objects.values()) {
    const id = object.segments[1] ?? '';
    if (object.kind === 'app' && !bound.has(id) && !names.has(object.body.name))
      names.set(object.body.name, id);
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
