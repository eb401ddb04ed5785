/** `console: {type: ./console.js}`: an adapter of the user's own. */
import type { Adapter } from '../adapters/adapter.ts';
import { loadOwnAdapter } from '../adapters/own.ts';
import type { OwnSettings } from '../config/console.ts';
import { printable } from '../printable.ts';
import { Failure, type World } from './world.ts';

/**
 * Loads the adapter that the configuration names. It is code of whoever wrote the configuration: where there are no
 * secrets, as for a pull request from a fork, that is a stranger's, and is left alone. @throws Failure
 */
export async function openOwnAdapter(
  { path, options }: OwnSettings,
  project: { readonly account: string; readonly directory: string; readonly secrets: boolean },
  { env, log }: World,
): Promise<Adapter> {
  const { account, directory, secrets } = project;
  if (!secrets)
    throw new Failure(
      `${printable(path)} is code of this configuration, which anybody may have written: with --no-secrets it is not loaded.`,
    );
  const loaded = await loadOwnAdapter({
    directory,
    account,
    path,
    options,
    env,
    ...(log && { log: log.debug }),
  });
  if ('problem' in loaded) throw new Failure(`The console cannot be reached: ${printable(loaded.problem)}.`);
  return loaded;
}
