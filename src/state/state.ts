/** What chatform remembers of one environment, as a value, and the entries by which it changes. */
import { isWithin } from '../address.ts';
import type { Confirmation, Intent, Inverse, Recorded, Waiting } from '../model.ts';

/** One apply, in the history. Times are ISO 8601 in UTC. */
export interface Run {
  readonly id: string;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly outcome: 'done' | 'partial' | 'failed' | 'interrupted';
  readonly digest: string;
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
  readonly failed: number;
}

/** The sandbox, and what is no sandbox: what one of them has is nothing that the other has. */
export type ConsoleName = 'sandbox' | 'cloud';

export interface State {
  /** Made once, with the state: two states of one lineage are versions of each other. */
  readonly lineage: string;
  /** Goes up by one with each write. */
  readonly serial: number;
  /** The uin of the account that it belongs to. */
  readonly account: string;
  /** Which console it is about; undefined in a state of before it was written down. */
  readonly console?: ConsoleName;
  /** The version of chatform that wrote it. */
  readonly writtenBy: string;
  /** App address → SDKAppID. */
  readonly bindings: ReadonlyMap<string, string>;
  /** Address → what is ours of it. */
  readonly records: ReadonlyMap<string, Recorded>;
  /** By ID, oldest first: calls whose outcome is not known. */
  readonly intents: ReadonlyMap<string, Intent>;
  /** Address → since when a person is to do what is planned there. */
  readonly waiting: ReadonlyMap<string, Waiting>;
  /** Address → what a person said to have done there last. */
  readonly confirmations: ReadonlyMap<string, Confirmation>;
  /** Oldest first, at most `maxRuns`. */
  readonly runs: readonly Run[];
  /** ID of a run → what takes back its changes, in their order; oldest run first, at most `maxUndos` of them. */
  readonly undos: ReadonlyMap<string, readonly Inverse[]>;
}

export type Entry =
  | { readonly type: 'console'; readonly console: ConsoleName }
  | { readonly type: 'bind'; readonly address: string; readonly id: string }
  | { readonly type: 'unbind'; readonly address: string }
  | { readonly type: 'record'; readonly address: string; readonly recorded: Recorded }
  | { readonly type: 'forget'; readonly address: string }
  | { readonly type: 'intent'; readonly intent: Intent }
  | { readonly type: 'settle'; readonly id: string }
  | { readonly type: 'wait'; readonly address: string; readonly waiting: Waiting }
  | { readonly type: 'unwait'; readonly address: string }
  | { readonly type: 'confirm'; readonly address: string; readonly confirmation: Confirmation }
  | { readonly type: 'unconfirm'; readonly address: string }
  | { readonly type: 'run'; readonly run: Run }
  | { readonly type: 'undo'; readonly run: string; readonly inverse: Inverse };

/** How many runs the history keeps. */
export const maxRuns = 100;

/** Of how many runs it is kept how to take them back: their values would add up. */
export const maxUndos = 20;

/** A state with nothing in it. */
export function emptyState(lineage: string, account: string, writtenBy: string, about?: ConsoleName): State {
  return {
    lineage,
    serial: 0,
    account,
    ...(about !== undefined && { console: about }),
    writtenBy,
    bindings: new Map(),
    records: new Map(),
    intents: new Map(),
    waiting: new Map(),
    confirmations: new Map(),
    runs: [],
    undos: new Map(),
  };
}

/** The state with entries carried out on it, in their order. The given state is left as it is. */
export function withEntries(state: State, entries: Iterable<Entry>): State {
  const bindings = new Map(state.bindings);
  const records = new Map(state.records);
  const intents = new Map(state.intents);
  const waiting = new Map(state.waiting);
  const confirmations = new Map(state.confirmations);
  let runs = [...state.runs];
  const undos = new Map<string, Inverse[]>();
  for (const [run, inverses] of state.undos) undos.set(run, [...inverses]);
  let { console: about } = state;
  for (const entry of entries) {
    switch (entry.type) {
      case 'console':
        about = entry.console;
        break;
      case 'bind':
        bindings.set(entry.address, entry.id);
        break;
      case 'unbind':
        bindings.delete(entry.address);
        // What somebody said of an app, and of all in it, was said of the one that is gone.
        for (const said of [waiting, confirmations])
          for (const address of said.keys()) if (isWithin(address, entry.address)) said.delete(address);
        break;
      case 'record':
        records.set(entry.address, entry.recorded);
        break;
      case 'forget':
        records.delete(entry.address);
        waiting.delete(entry.address);
        confirmations.delete(entry.address);
        break;
      case 'intent':
        intents.set(entry.intent.id, entry.intent);
        break;
      case 'settle':
        intents.delete(entry.id);
        break;
      case 'wait':
        waiting.set(entry.address, entry.waiting);
        break;
      case 'unwait':
        waiting.delete(entry.address);
        break;
      case 'confirm':
        waiting.delete(entry.address);
        confirmations.set(entry.address, entry.confirmation);
        break;
      case 'unconfirm':
        confirmations.delete(entry.address);
        break;
      case 'run':
        runs = [...runs, entry.run].slice(-maxRuns);
        break;
      case 'undo': {
        const inverses = undos.get(entry.run);
        if (inverses) inverses.push(entry.inverse);
        else undos.set(entry.run, [entry.inverse]);
        const [oldest] = undos.keys();
        if (undos.size > maxUndos && oldest !== undefined) undos.delete(oldest);
        break;
      }
    }
  }
  return {
    ...state,
    ...(about !== undefined && { console: about }),
    bindings,
    records,
    intents,
    waiting,
    confirmations,
    runs,
    undos,
  };
}
