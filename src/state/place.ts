/**
 * What a place away from this machine has to do to keep a state: PostgreSQL, a branch on GitHub. It keeps bytes and a
 * lock, and knows nothing of what is in them; `remote.ts` is the store over it.
 */

/** All that a place has, of one moment. */
export interface Kept {
  /** The present state, a sealed image; undefined when there is none yet. */
  readonly image?: Uint8Array;
  /** When it was stored, ISO 8601 in UTC. */
  readonly storedAt?: string;
  /** What was appended since, oldest first. */
  readonly journal: readonly Uint8Array[];
  /** The highest serial of the states before. */
  readonly newest?: number;
}

/** One of the states before the present one. */
export interface Stored {
  readonly serial: number;
  /** When it was stored, ISO 8601 in UTC. */
  readonly storedAt: string;
  readonly image: Uint8Array;
}

/** An image to be stored, with what a place may want to say of it to people who look at it with other tools. */
export interface NewImage {
  readonly bytes: Uint8Array;
  readonly serial: number;
  /** The serial of the image that it follows; undefined for the first one. */
  readonly base: number | undefined;
  /** One line: "apply by alice on build-7". */
  readonly about: string;
}

/** Says of the text of a lock that is there whether its holder is gone, so that it may be taken over. */
export type IsFree = (lock: string) => boolean;

/**
 * Each call rejects with a `StateError` that says what to do, within some 30 s also when nobody answers. A connection
 * that a call needs is closed when it ends; that of a tenure when it is released.
 */
export interface Place {
  /** For messages; without a password. */
  readonly location: string;
  /** How a person takes away a lock that cannot be read, without its full stop: "delete lock.json on the branch". */
  readonly unlocking: string;
  /** Writes nothing. */
  read(): Promise<Kept>;
  /** The text of the lock that is there. Writes nothing. */
  lockText(): Promise<string | undefined>;
  /**
   * Puts down `text` as the lock, if there is none or `isFree` says so of the one there: in one step, so that of two
   * who try at once one gets it. The lock that is in the way otherwise.
   */
  lock(text: string, isFree: IsFree): Promise<Tenure | { readonly inTheWay: string }>;
  /** Takes the lock away if it is this one, in one step; false when it is not there. */
  unlock(text: string): Promise<boolean>;
  /** The states before the present one that are kept, newest first. At least 20 are kept. Writes nothing. */
  generations(): Promise<readonly Stored[]>;
  /** The one with a serial. Writes nothing. */
  generation(serial: number): Promise<Stored | undefined>;
}

/**
 * What the holder of a lock may do. Each call is done whole, durable and in order, or not at all; it rejects with a
 * `StateError` and does nothing once the lock is not this one any more. An answer that was lost is settled by asking:
 * when it rejects for another reason than that, what it asked for was not done, or the error says that it is not known.
 * Calls come one after another.
 */
export interface Tenure {
  /** What was there when the lock was taken. */
  readonly kept: Kept;
  append(chunk: Uint8Array): Promise<void>;
  /** Makes an image the present one, keeps the one before as a generation, and empties the journal. */
  write(image: NewImage): Promise<void>;
  /** Lets go of the lock, if it is still this one; what was not there any more is no error. */
  release(): Promise<void>;
}
