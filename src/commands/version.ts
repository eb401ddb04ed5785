/** `chatform version`. */
import { jsonText } from '../printable.ts';
import { version } from '../version.ts';
import { exitCodes, type Run } from './world.ts';

export const run: Run = async ({ options }, world) => {
  world.print(
    options.json ? `${jsonText({ version, node: process.version }, 0)}\n` : `chatform ${version}\n`,
  );
  return exitCodes.done;
};
