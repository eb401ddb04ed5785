/** Tencent Cloud behind the port: CAM, tags and app IDs by API 3.0, accounts and groups by the Chat REST API. */
import type { Adapter } from '../adapter.ts';
import { capabilities } from './capabilities.ts';
import type { ChatApi, CloudApi, Pace } from './wire.ts';

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

/** The adapter over an account. Nothing is called before the first `read`, `write` or `probe`. */
export function openTencent(options: TencentOptions): Adapter {
  void options;
  return {
    name: 'tencent',
    capabilities,
    read: () => Promise.reject(new Error('not there yet')),
    write: () => Promise.reject(new Error('not there yet')),
    close: () => Promise.resolve(),
  };
}
