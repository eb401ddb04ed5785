/** `chatform show FILE`: a saved plan, read again. */
import path from 'node:path';
import type { Plan } from '../model.ts';
import { digestOf } from '../plan/digest.ts';
import { readSavedPlan } from '../report/saved-plan.ts';
import { readPlanFile, show } from './plan.ts';
import { exitCodes, Failure, type Run } from './world.ts';

export const run: Run = async ({ arguments: [file = ''], options }, world) => {
  show(openPlan(path.resolve(world.cwd, file)), options, world);
  return exitCodes.done;
};

/** A saved plan. @throws Failure when it is none, or is damaged */
export function openPlan(file: string): Plan {
  const result = readSavedPlan(readPlanFile(file));
  if ('problem' in result) throw new Failure(`${file} ${result.problem}.`);
  if (digestOf(result.plan) !== result.plan.digest) {
    throw new Failure(
      `${file} has a digest that is not of its changes; make the plan again with \`chatform plan --out\`.`,
    );
  }
  return result.plan;
}
