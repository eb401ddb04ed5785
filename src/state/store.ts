/** The port to a place where state is kept. All stores pass one suite. */
import type { Entry, State } from './state.ts';

/** Who holds a lock. */
export interface Holder {
  readonly id: string;
  readonly host: string;
  readonly pid: number;
  /** ISO 8601 in UTC. */
  readonly since: string;
  /** What it is doing: "apply". */
  readonly command: string;
  readonly version: string;
}

export interface StateStore {
  /** Where it is, for messages. */
  readonly location: string;
  /**
   * The state with what a killed run left in the journal; undefined when there is none yet. Writes nothing.
   * @throws StateError when there is something that cannot be read as a state.
   */
  read(): Promise<State | undefined>;
  /**
   * Takes the lock and opens the state for writing; `initial` is what a missing state begins as.
   * @throws StateLocked, StateError
   */
  open(holder: Holder, initial: () => State): Promise<StateSession>;
}

/** The one writer of a state. */
export interface StateSession {
  /** With all entries appended so far. */
  readonly state: State;
  /** Resolves when the entries would survive a power cut. Calls that come close together share one write. */
  append(entries: readonly Entry[]): Promise<void>;
  /** Writes a new generation with the serial one higher, if entries were appended; then lets go of the lock. */
  close(): Promise<void>;
}

/** A state that is there and cannot be used: damaged, truncated, empty, or from a newer chatform. */
export class StateError extends Error {
  override readonly name = 'StateError';
}

/** Somebody else is writing. */
export class StateLocked extends Error {
  override readonly name = 'StateLocked';
  readonly holder: Holder | undefined;
  constructor(location: string, holder: Holder | undefined) {
    super(
      holder
        ? `The state ${location} is locked by ${holder.command} (process ${holder.pid} on ${holder.host}, since ${holder.since}, lock ${holder.id}).`
        : `The state ${location} is locked, and its lock file cannot be read.`,
    );
    this.holder = holder;
  }
}
