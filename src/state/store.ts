/** The port to a place where state is kept. All stores pass one suite. */
import type { Entry, Run, State } from './state.ts';

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
  /** Who started it, where the environment says so. */
  readonly by?: string;
}

/** Who wrote a state: what is kept of the holder of the lock. */
export type Writer = Pick<Holder, 'id' | 'host' | 'since' | 'command' | 'by'>;

/** One of the states that are kept. */
export interface Generation {
  readonly serial: number;
  /** When its writer began, ISO 8601 in UTC; of one that says no writer, when it was stored. */
  readonly at: string;
  /** As it is stored. */
  readonly bytes: number;
  readonly isPresent: boolean;
  /** Undefined in those of before it was written down, and where a killed run was made whole. */
  readonly writer?: Writer;
  /** The apply that wrote it, if one did. */
  readonly run?: Run;
  /** How many resources it has; undefined where it cannot be read. */
  readonly resources?: number;
  /** Why it cannot be read. */
  readonly problem?: string;
}

/** The lock as it is now. */
export interface Held {
  /** Undefined when the lock cannot be read. */
  readonly holder: Holder | undefined;
  /** Whether its process runs, as far as one can tell from this host. */
  readonly process: 'running' | 'gone' | 'unknown';
}

/** What of a state is not asked for. A store may leave it out. */
export interface Without {
  /** Addresses of apps of which no records are wanted. */
  readonly apps?: ReadonlySet<string>;
  /** Nor how runs are taken back. */
  readonly undos?: true;
}

export interface StateStore {
  /** Where it is, for messages. */
  readonly location: string;
  /**
   * The state with what a killed run left in the journal; undefined when there is none yet. Writes nothing. As long as
   * nobody wrote to it, each call of one store that asks for the same gives the same object.
   * @throws StateError when there is something that cannot be read as a state.
   */
  read(without?: Without): Promise<State | undefined>;
  /**
   * Takes the lock and opens the state for writing; `initial` is what a missing state begins as.
   * @throws StateLocked, StateError
   */
  open(holder: Holder, initial: () => State): Promise<OpenedState>;
  /** The states that are kept, newest first, the present one with them. Writes nothing. @throws StateError */
  history(): Promise<readonly Generation[]>;
  /** The state that was kept with a serial; undefined when there is none. @throws StateError when it is damaged */
  generation(serial: number): Promise<State | undefined>;
  /**
   * Puts a kept state, under a new serial, in the place of one that is damaged or missing, once `consent` says so
   * under the lock; what was there stays beside it. Says where that is, and which serial the new one has; undefined
   * without consent. The new serial is above `above`, too. Left out by a store that has no damaged states.
   * @throws StateLocked, StateError when the state is not damaged, or nothing sound is kept with that serial
   */
  mend?(
    serial: number,
    holder: Holder,
    consent: (kept: State) => Promise<boolean>,
    above?: number,
  ): Promise<{ readonly serial: number; readonly aside: readonly string[] } | undefined>;
  /** Who holds the lock, seen from `host`; undefined when nobody does, or the lock file was removed. */
  held(host: string): Promise<Held | undefined>;
  /**
   * Takes the lock with this ID away from its holder, and says who that was.
   * @throws StateError when that is not the lock, StateLocked when its process runs on `host`
   */
  unlock(id: string, host: string): Promise<Holder>;
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

/** A session in which all can be replaced, too. */
export interface OpenedState extends StateSession {
  /**
   * Replaces all that the state has, lineage and account too, at once and durably: with the serial one higher than
   * the newest of both, and the present state kept. Nothing can be appended before it or after it.
   * @throws StateError
   */
  replace(content: State): Promise<void>;
}

/** A state that is there and cannot be used: damaged, truncated, empty, or from a newer chatform. */
export class StateError extends Error {
  override readonly name = 'StateError';
}

/** It is damaged or missing, and what is kept of before may be put in its place. */
export class StateDamaged extends StateError {}

/** Somebody else is writing. */
export class StateLocked extends Error {
  override readonly name = 'StateLocked';
  readonly holder: Holder | undefined;
  constructor(location: string, holder: Holder | undefined) {
    super(
      holder
        ? `The state ${location} is locked by ${holder.command} (process ${holder.pid} on ${holder.host}, since ${holder.since}, lock ${holder.id}).`
        : `The state ${location} is locked, and its lock cannot be read.`,
    );
    this.holder = holder;
  }
}
