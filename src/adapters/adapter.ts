/**
 * The port to a console. An adapter reads what there is and carries out one operation at a time.
 *
 * It must not plan, retry, or ask anybody; it must not throw for what the console answers, only for bugs;
 * what it could not read it names in `Live.unreadable`, and never leaves out silently.
 */
import type { JsonMap } from '../json.ts';
import type { Capabilities, Live } from '../model.ts';

/** One write. */
export interface Operation {
  readonly action: 'create' | 'update' | 'delete' | 'invoke';
  /** The kind's name in the catalogue. */
  readonly kind: string;
  /** The live address, with SDKAppIDs in place of app keys. For a new app: `['apps', '']`. */
  readonly segments: readonly string[];
  /**
   * `create`: the attributes that creation takes. `update`: a JSON merge patch (RFC 7396) of the body in
   * which null takes a map's key away, and a name of a `names` list stands as a key with true or null.
   * `delete`, `invoke`: empty.
   */
  readonly patch: JsonMap;
  /** `invoke`: the one-shot operation of the kind, such as `extend`. */
  readonly oneShot?: string;
  /**
   * Attribute → secret, of what is created or changed: in no patch, no log, no journal and no message.
   * The adapter forgets it after the call.
   */
  readonly secrets?: ReadonlyMap<string, Uint8Array>;
}

/** Why a write did not happen, or may not have. */
export interface WriteError {
  /** `refused`: the console said no. `failed`: it did not happen. `lost`: no answer, so it may have. */
  readonly kind: 'refused' | 'failed' | 'lost';
  readonly code: string;
  readonly message: string;
  /** The console's rule, where the refusal names one. */
  readonly rule?: string;
}

export type Outcome =
  | { readonly ok: true /** The SDKAppID of a new app. */; readonly id?: string }
  | { readonly ok: false; readonly error: WriteError };

/** What to read. */
export interface Scope {
  /** SDKAppIDs of the apps whose inside is wanted. */
  readonly apps: readonly string[];
  /**
   * Live segments of what is declared or recorded of a kind, for a console that can be asked about a thing by
   * its name and cannot list them all. A thing of an app that has no SDKAppID yet is not among them.
   */
  readonly named?: (kind: string) => readonly (readonly string[])[];
  /**
   * Any live address, such as `cam`, that of an app, of an account, of a policy or of an attachment: what lies there,
   * and what has to be known to plan it, is all that is wanted now. Of each app it is still told whether it is there.
   * An adapter may read more. What it leaves out it names as unreadable, at addresses beside this one.
   */
  readonly only?: string;
}

/** Something of which a person said, or is to say, that it was done by hand. */
export interface Claim {
  readonly kind: string;
  readonly action: 'create' | 'update' | 'delete';
  /** Live segments. */
  readonly segments: readonly string[];
  /** The values that it has, if it was done; empty after a deletion. */
  readonly body: JsonMap;
}

/** What a console shows of a claim without being able to show it itself. */
export interface Sign {
  readonly says: 'done' | 'not-done' | 'cannot-tell';
  /** How it was looked at, or why it cannot be: one sentence. */
  readonly how: string;
}

/** An adapter that cannot go on, in a sentence for people. No bug: what it stands on failed it. */
export class AdapterError extends Error {
  override readonly name = 'AdapterError';
}

export interface Adapter {
  /** `sandbox`, `tencent`, `./my-adapter.js`: as in `chatform.console.type`. */
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Reads all apps of the account by themselves, everything inside those named, and all of CAM. */
  read(scope: Scope): Promise<Live>;
  write(operation: Operation): Promise<Outcome>;
  /**
   * Looks for signs of claims, in their order, by calls that change nothing. Left out by an adapter that sees
   * everything, or has no such calls.
   */
  probe?(claims: readonly Claim[]): Promise<readonly Sign[]>;
  /** Makes everything durable and lets go of it. Safe to call twice. */
  close(): Promise<void>;
}
