/** Forgetting resources: what goes with them, as entries. */
import { isWithin } from '../address.ts';
import { type Entry, type State, withEntries } from './state.ts';

export interface Removal {
  readonly entries: readonly Entry[];
  /** Addresses whose records go. */
  readonly records: readonly string[];
  /** Addresses that are unbound, with their SDKAppIDs. */
  readonly bindings: readonly (readonly [string, string])[];
  /** Addresses at which what a person said or is to do goes. */
  readonly said: readonly string[];
}

/** Forgets what is at addresses and all that is in it. */
export function removalOf(state: State, addresses: readonly string[]): Removal {
  const goes = (address: string) => addresses.some((one) => isWithin(address, one));
  const records = [...state.records.keys()].filter(goes);
  const bindings = [...state.bindings].filter(([address]) => goes(address));
  const entries: Entry[] = [
    ...records.map((address): Entry => ({ type: 'forget', address })),
    ...bindings.map(([address]): Entry => ({ type: 'unbind', address })),
  ];
  const rest = withEntries(state, entries);
  const left: Entry[] = [
    ...[...rest.waiting.keys()].filter(goes).map((address): Entry => ({ type: 'unwait', address })),
    ...[...rest.confirmations.keys()].filter(goes).map((address): Entry => ({ type: 'unconfirm', address })),
  ];
  const said = new Set([...state.waiting.keys(), ...state.confirmations.keys()].filter(goes));
  return { entries: [...entries, ...left], records, bindings, said: [...said] };
}

/** The addresses, at or below one of these, of calls whose outcome is not known. */
export function openAt({ intents }: State, addresses: readonly string[]): string[] {
  const open = [...intents.values()].map(({ address }) => address);
  // A call about the app that an address is in counts too: it may create the app, or delete it.
  const touches = (one: string, asked: string) => isWithin(one, asked) || isWithin(asked, one);
  return [...new Set(open.filter((one) => addresses.some((asked) => touches(one, asked))))];
}
