/** `console: {type: ./console.js}`: an adapter of the user's own. */
import type { Adapter } from '../adapters/adapter.ts';
import { loadOwnAdapter } from '../adapters/own.ts';
import type { OwnSettings } from '../config/console.ts';
import { printable } from '../printable.ts';
import { Failure, type World } from './world.ts';

/** Loads the adapter that the configuration names. @throws Failure */
export async function openOwnAdapter(
  { path, options }: OwnSettings,
  project: { readonly account: string; readonly directory: string },
  { env, log }: World,
): Promise<Adapter> {
  const loaded = await loadOwnAdapter({ ...project, path, options, env, ...(log && { log: log.debug }) });
  if ('problem' in loaded) throw new Failure(`The console cannot be reached: ${printable(loaded.problem)}.`);
  return loaded;
}
