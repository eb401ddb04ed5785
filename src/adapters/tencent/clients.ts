/** Both clients of Tencent's APIs, over one connection and one pace. */
import { type ChatOptions, chatApi } from './chat-api.ts';
import { type CloudOptions, cloudApi } from './cloud-api.ts';
import type { ChatApi, CloudApi } from './wire.ts';

/** Opens nothing yet: the first call does. */
export function openClients(options: CloudOptions & ChatOptions): {
  readonly cloud: CloudApi;
  readonly chat: ChatApi;
} {
  return { cloud: cloudApi(options), chat: chatApi(options) };
}
