/** What the parts of the adapter are handed. */
import type { CamNames } from './cam-names.ts';
import type { ChatApi, CloudApi, Pace } from './wire.ts';
import type { Memory } from './write-memory.ts';

export interface TencentOptions {
  /** The uin of the root account that the configuration is for. */
  readonly account: string;
  readonly cloud: CloudApi;
  readonly chat: ChatApi;
  /** Whether calls can be signed for an app, and if not, why: "console.apps.support.key is not set". */
  readonly chatProblem: (sdkAppId: string) => string | undefined;
  /** The admin that calls are signed by, for an app whose calls can be signed. */
  readonly adminOf: (sdkAppId: string) => string;
  readonly pace: Pace;
}

/** The account behind the APIs, with what the adapter has learnt of it and done to it in its lifetime. */
export interface Tencent extends TencentOptions {
  readonly names: CamNames;
  readonly memory: Memory;
}
