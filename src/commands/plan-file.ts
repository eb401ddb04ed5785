/** Plans as files: saved by `plan --out`, opened by `show`, `apply` and `github`. */
import fs from 'node:fs';
import path from 'node:path';
import type { Plan } from '../model.ts';
import { digestOf } from '../plan/digest.ts';
import type { Made } from '../plan/stale.ts';
import { readSavedPlan, savedPlan } from '../report/saved-plan.ts';
import { isSummary, summaryJson } from '../report/summary-json.ts';
import { writeAtomically } from '../storage/atomic.ts';
import { reasonOf } from '../storage/inside.ts';
import { version } from '../version.ts';
import { Failure, type World } from './world.ts';

/** Saves a plan, durably. @throws Failure when something else is there, or it cannot be written */
export function savePlan(plan: Plan, name: string, world: World): void {
  const file = path.resolve(world.cwd, name);
  requireReplaceable(file, 'a plan', '--out', (text) => 'plan' in readSavedPlan(text));
  writeWhole(file, savedPlan(plan, version), 'The plan');
  world.tell(`The plan was saved to ${file}.\n`);
}

/** Saves the counts of a plan. @throws Failure when something else is there, or they cannot be written */
export function saveSummary(plan: Plan, name: string, world: World): void {
  const file = path.resolve(world.cwd, name);
  requireReplaceable(file, 'a summary', '--summary', isSummary);
  writeWhole(file, `${JSON.stringify(summaryJson(plan, version), null, 2)}\n`, 'The summary');
}

function writeWhole(file: string, text: string, what: string): void {
  try {
    writeAtomically(file, new TextEncoder().encode(text));
  } catch (error) {
    throw new Failure(
      `${what} could not be saved to ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Only what is ours may be written over: not a device, a link, or somebody's YAML. @throws Failure */
function requireReplaceable(
  file: string,
  what: string,
  flag: string,
  isOurs: (text: string) => boolean,
): void {
  const there = fs.lstatSync(file, { throwIfNoEntry: false });
  if (!there) return;
  if (there.isFile() && isOurs(readPlanFile(file))) return;
  throw new Failure(
    `${file} is there already, and is not ${what} of chatform. Choose another name for ${flag}.`,
  );
}

/** A saved plan. @throws Failure when it is none, or is damaged */
export function openPlan(file: string): Made {
  const result = readSavedPlan(readPlanFile(file));
  if ('problem' in result) throw new Failure(`${file} ${result.problem}.`);
  if (digestOf(result.plan) !== result.plan.digest) {
    throw new Failure(
      `${file} has a digest that is not of its changes; make the plan again with \`chatform plan --out\`.`,
    );
  }
  return result;
}

function readPlanFile(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(`The plan ${file} ${reasonOf(error)}.`);
  }
}
