/** `console: {type: ./console.js}`: an adapter of the user's own. */
import type { Adapter } from '../adapters/adapter.ts';
import type { OwnSettings } from '../config/console.ts';
import { Failure, type World } from './world.ts';

/** Loads the adapter that the configuration names. @throws Failure */
export async function openOwnAdapter(
  { path }: OwnSettings,
  { directory }: { readonly account: string; readonly directory: string },
  { cwd }: World,
): Promise<Adapter> {
  throw new Failure(`${path} of ${directory} cannot be loaded. ${cwd}`);
}
