/** `console: {type: tencent}`: the clients of Tencent's APIs, with what the configuration and the environment say. */
import type { Adapter } from '../adapters/adapter.ts';
import type { TencentSettings } from '../config/console.ts';
import { Failure, type World } from './world.ts';

/** Opens Tencent Cloud for a project. @throws Failure */
export function openTencent(
  { site }: TencentSettings,
  { account }: { readonly account: string; readonly bindings: ReadonlyMap<string, string> },
  { cwd }: World,
): { readonly adapter: Adapter } {
  throw new Failure(`${account} ${site} ${cwd}`);
}
