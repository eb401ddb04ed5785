/** What goes over the wire to Tencent, and how a call can end. */
import type { WriteError } from '../adapter.ts';

/**
 * JSON as Tencent writes it. IDs are whole numbers and can lie beyond 2^53: such a number is a bigint, in what is
 * sent and in what comes back; every smaller one is a number.
 */
export type Wire = string | number | bigint | boolean | null | readonly Wire[] | WireMap;
export interface WireMap {
  readonly [key: string]: Wire;
}

/** Why a call did not happen, or may not have: `code` is Tencent's own, or `ClientError.…` for what is between. */
export type CallError = Omit<WriteError, 'rule'>;

/** How a call ended. `body` is what lies in the envelope. */
export type Reply =
  | { readonly ok: true; readonly body: WireMap }
  | { readonly ok: false; readonly error: CallError };

/** Waiting and chance, handed in: times in milliseconds, `now` since 1970. */
export interface Pace {
  readonly now: () => number;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** From 0 to 1, 1 left out. */
  readonly random: () => number;
}

/** Tencent Cloud API 3.0. A call that reads is tried again by itself; one that writes never is. */
export interface CloudApi {
  call(service: 'cam' | 'tag' | 'cim', action: string, request: WireMap): Promise<Reply>;
}

/** Who calls the Chat REST API of an app. */
export interface ChatIdentity {
  /** An admin of the app. */
  readonly admin: string;
  /** The key of the app, as the console shows it. */
  readonly key: Uint8Array;
  /** Where the key comes from, for messages: `the environment variable SUPPORT_KEY`. */
  readonly from?: string;
  /** `https://adminapisgp.im.qcloud.com` */
  readonly origin: string;
}

/** The Chat REST API. Reading commands are tried again by themselves; writing ones never are. */
export interface ChatApi {
  /** `command`: `profile/portrait_get`. `as`: a UserID in place of the admin, whose UserSig is made with the same key. */
  call(sdkAppId: string, command: string, body: WireMap, as?: string): Promise<Reply>;
}
