/** `chatform diff LEFT RIGHT`: two environments as they are declared. */

import { differences } from '../config/differences.ts';
import { differencesJson, differencesPieces } from '../report/differences.ts';
import { jsonPieces } from '../report/pieces.ts';
import { loadProject } from './project.ts';
import { exitCodes, type Run } from './world.ts';

export const run: Run = async ({ arguments: [left = '', right = ''], options }, world) => {
  const [one, other] = [left, right].map((env) => loadProject({ ...options, ...chosen(env) }, world));
  if (!one || !other) return exitCodes.error;
  const found = differences(one.desired, other.desired);
  const names = [left, right] as const;
  await world.printAll(
    options.json ? jsonPieces(differencesJson(found, names)) : differencesPieces(found, names, world.look),
  );
  return options.detailedExitcode && found.length > 0 ? exitCodes.pending : exitCodes.done;
};

/** `default` is the configuration without an environment, as in `.chatform/default`. */
function chosen(env: string): { env?: string } {
  return env === 'default' ? {} : { env };
}
