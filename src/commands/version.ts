/** `chatform version`. */
import { version } from '../version.ts';
import { exitCodes, type Run } from './world.ts';

export const run: Run = async ({ options }, world) => {
  world.print(
    options.json ? `${JSON.stringify({ version, node: process.version })}\n` : `chatform ${version}\n`,
  );
  return exitCodes.done;
};
