/** `moved:`: the state follows a resource to its new address. */
import { isWithin, parseAddress } from '../address.ts';
import { kindAt } from '../catalog/index.ts';
import type { Desired, Diagnostic, Plan } from '../model.ts';
import { type Entry, type State, withEntries } from '../state/state.ts';

const isApp = (address: string): boolean => kindAt(parseAddress(address) ?? [])?.name === 'app';

/** The state with all moves carried out. A move of what the state does not know does nothing, as in Terraform. */
export function moveAll(
  state: State,
  desired: Desired,
): { state: State; entries: Entry[]; diagnostics: Diagnostic[]; moved: Plan['moved'] } {
  const entries: Entry[] = [];
  const diagnostics: Diagnostic[] = [];
  const done: { from: string; to: string }[] = [];
  let current = state;
  for (const { from, to, source } of desired.moved) {
    const isKnown = current.records.has(from) || current.bindings.has(from);
    if (!isKnown) continue;
    if (!isApp(from) || !isApp(to)) {
      const message = `${from} cannot move to ${to}: only an app can, since the console knows everything else by the name that it has`;
      diagnostics.push({ severity: 'error', address: from, message, source });
      continue;
    }
    if (desired.resources.has(from) || current.records.has(to)) {
      const message = desired.resources.has(from)
        ? `${from} is in \`moved:\` and still declared; take one of them out`
        : `${from} cannot move to ${to}: the state knows another resource there`;
      diagnostics.push({ severity: 'error', address: from, message, source });
      continue;
    }
    const moved: Entry[] = [];
    for (const [address, recorded] of current.records) {
      if (!isWithin(address, from)) continue;
      moved.push(
        { type: 'forget', address },
        { type: 'record', address: to + address.slice(from.length), recorded },
      );
    }
    for (const [address, id] of current.bindings) {
      if (!isWithin(address, from)) continue;
      moved.push({ type: 'unbind', address }, { type: 'bind', address: to + address.slice(from.length), id });
    }
    done.push({ from, to });
    entries.push(...moved);
    current = withEntries(current, moved);
  }
  return { state: current, entries, diagnostics, moved: done };
}
