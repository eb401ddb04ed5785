/** `moved:`: the state follows a resource to its new address. */
import { isWithin, parseAddress } from '../address.ts';
import { kindAt } from '../catalog/index.ts';
import { mapOf } from '../json.ts';
import type { Desired, Diagnostic, Plan } from '../model.ts';
import { type Entry, type State, withEntries } from '../state/state.ts';
import { inOrder } from './order.ts';

/** True for the address of an app: nothing else can move. */
export const isAppAddress = (address: string): boolean => kindAt(parseAddress(address) ?? [])?.name === 'app';

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
    if (!isAppAddress(from) || !isAppAddress(to)) {
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
    const moved = movedEntries(current, from, to);
    done.push({ from, to });
    entries.push(...moved);
    current = withEntries(current, moved);
  }
  return { state: current, entries, diagnostics, moved: done };
}

/** An app and all that is in it, from one address to another. */
export function movedEntries(state: State, from: string, to: string): Entry[] {
  const moved: Entry[] = [];
  for (const [address, recorded] of inOrder(state.records)) {
    if (!isWithin(address, from)) continue;
    moved.push(
      { type: 'forget', address },
      { type: 'record', address: to + address.slice(from.length), recorded },
    );
  }
  for (const [address, id] of state.bindings) {
    if (!isWithin(address, from)) continue;
    moved.push({ type: 'unbind', address }, { type: 'bind', address: to + address.slice(from.length), id });
  }
  return [...moved, ...saidOf(state, from, to)];
}

/** What people are to do and said to have done moves along, after what it is about was forgotten at its old address. */
function saidOf({ waiting, confirmations }: State, from: string, to: string): Entry[] {
  const here = (address: string) => (isWithin(address, from) ? to + address.slice(from.length) : address);
  const said: Entry[] = [];
  for (const [address, confirmation] of confirmations) {
    if (!isWithin(address, from)) continue;
    const before = mapOf(Object.entries(confirmation.before).map(([one, was]) => [here(one), was]));
    said.push(
      { type: 'unconfirm', address },
      { type: 'confirm', address: here(address), confirmation: { ...confirmation, before } },
    );
  }
  for (const [address, one] of waiting) {
    if (isWithin(address, from))
      said.push({ type: 'unwait', address }, { type: 'wait', address: here(address), waiting: one });
  }
  return said;
}
