/** `chatform show FILE`: a saved plan, read again. */
import path from 'node:path';
import { print, requireFormat } from './formats.ts';
import { openPlan } from './plan-file.ts';
import { exitCodes, type Run } from './world.ts';

export const run: Run = async ({ arguments: [file = ''], options }, world) => {
  requireFormat(options);
  await print((await openPlan(path.resolve(world.cwd, file), options, world)).plan, options, world);
  return exitCodes.done;
};
