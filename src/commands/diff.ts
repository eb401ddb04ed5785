/** `chatform diff LEFT RIGHT`: two environments as they are declared. */

import { differences } from '../config/differences.ts';
import { jsonText } from '../printable.ts';
import { differencesJson, differencesText } from '../report/differences.ts';
import { loadProject } from './project.ts';
import { exitCodes, type Run } from './world.ts';

export const run: Run = async ({ arguments: [left = '', right = ''], options }, world) => {
  const [one, other] = [left, right].map((env) => loadProject({ ...options, ...chosen(env) }, world));
  if (!one || !other) return exitCodes.error;
  const found = differences(one.desired, other.desired);
  const names = [left, right] as const;
  if (options.json) world.print(`${jsonText(differencesJson(found, names))}\n`);
  else world.print(differencesText(found, names, world.look));
  return options.detailedExitcode && found.length > 0 ? exitCodes.pending : exitCodes.done;
};

/** `default` is the configuration without an environment, as in `.chatform/default`. */
function chosen(env: string): { env?: string } {
  return env === 'default' ? {} : { env };
}
