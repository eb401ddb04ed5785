/** The parts of `npm run torture`. Each gives one line of result, and what is wrong in words. */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openPlan } from '../../src/commands/plan-file.ts';
import type { Options } from '../../src/commands/world.ts';
import { worldIn } from '../support/world.ts';
import { damaged } from './damage.ts';
import { failures, illToldBy, litter } from './failing.ts';
import {
  killsAt,
  type Program,
  prepare,
  type Rehearsal,
  rehearse,
  started,
  type Tried,
  tried,
} from './kill.ts';
import { callsOf, type LockPrograms, type Pause, paused, prepareState, race } from './locks.ts';
import { type Scenario, scenarios, simple } from './scenarios.ts';

export interface Result {
  /** One line for people. */
  readonly line: string;
  readonly problems: readonly string[];
}

/** Of all trials every so many are made. `tell` hears how far it is. */
export interface Sample {
  readonly every: number;
  readonly tell?: (text: string) => void;
}

/** A scenario that is prepared once: trials get copies of its folder. */
async function withScenario<T>(
  scenario: Scenario,
  program: Program,
  only: Readonly<Record<string, string>>,
  work: (
    rehearsal: Rehearsal,
    onCopy: <R>(trial: (directory: string) => Promise<R>) => Promise<R>,
  ) => Promise<T>,
): Promise<T> {
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'chatform-torture-'));
  const template = path.join(folder, 'template');
  const onCopy = async <R>(trial: (directory: string) => Promise<R>) => {
    const directory = fs.mkdtempSync(path.join(folder, 'trial-'));
    fs.cpSync(template, directory, { recursive: true });
    const result = await trial(directory);
    fs.rmSync(directory, { recursive: true });
    return result;
  };
  try {
    await prepare(scenario, template, program);
    const rehearsal = await onCopy((directory) => rehearse(scenario, directory, program, only));
    return await work(rehearsal, onCopy);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Kills runs at every point, and applies once. */
export async function kills(
  program: Program,
  { every, tell }: Sample,
  titles = Object.keys(scenarios),
): Promise<Result> {
  const problems: string[] = [];
  let [points, dead] = [0, 0];
  for (const title of titles) {
    const scenario = scenarios[title];
    if (!scenario) throw new Error(`there is no scenario ${title}`);
    await withScenario(scenario, program, {}, async (rehearsal, onCopy) => {
      const chosen = rehearsal.points.filter((_, i) => i % every === 0);
      for (const point of chosen) {
        const result: Tried = await onCopy((directory) =>
          tried(scenario, directory, program, point, rehearsal.calls),
        );
        points += 1;
        if (result.ended.signal === 'SIGKILL') dead += 1;
        problems.push(...result.problems.map((one) => `${title}, killed at ${point.where}: ${one}`));
      }
      tell?.(
        `${title}: ${chosen.length} of ${rehearsal.points.length} points; ${problems.length} problems so far`,
      );
    });
  }
  const line = `kills: ${points} points (${dead} runs were alive there), ${problems.length} objects lost, doubled or wrong`;
  return { line, problems };
}

const ofState = 'state\\.|generations';

/** Lets system calls on the state fail in every way. */
export async function failingCalls(program: Program, { every, tell }: Sample): Promise<Result> {
  const problems: string[] = [];
  let count = 0;
  for (const title of ['create, ten at a time', 'update, ten at a time']) {
    const scenario = scenarios[title];
    if (!scenario) throw new Error(`there is no scenario ${title}`);
    await withScenario(scenario, program, { KILL_ONLY: ofState }, async ({ lines, calls }, onCopy) => {
      for (const failure of failures(lines, ofState).filter((_, i) => i % every === 0)) {
        const left: string[] = [];
        const inspect = (directory: string) =>
          left.push(...litter(path.join(directory, '.chatform/default'), failure));
        const result = await onCopy((directory) =>
          tried(scenario, directory, program, failure, calls, inspect),
        );
        count += 1;
        const wrong = [...illToldBy(result.ended), ...left.map((one) => `left ${one}`), ...result.problems];
        problems.push(...wrong.map((one) => `${title}, at ${failure.where}: ${one}`));
      }
      tell?.(`${title}: ${count} calls; ${problems.length} problems so far`);
    });
  }
  return {
    line: `failing calls: ${count} failed, ${problems.length} not told well or not made good`,
    problems,
  };
}

/** Kills and failing system calls while a saved plan is replaced: there is the old one or the new one, whole. */
export async function plans(program: Program, { every }: Sample): Promise<Result> {
  const problems: string[] = [];
  const folder = fs.mkdtempSync(path.join(tmpdir(), 'chatform-torture-'));
  const file = path.join(folder, 'plan.json');
  const only = { KILL_BELOW: folder, KILL_ONLY: 'plan\\.json' };
  const plan = (more: Readonly<Record<string, string>>) =>
    started(program, ['plan', '--out', file, '-C', folder], { ...only, ...more }).ended;
  try {
    const { before, yaml } = simple;
    fs.writeFileSync(path.join(folder, 'chatform.yaml'), before);
    await plan({});
    const old = fs.readFileSync(file);
    fs.writeFileSync(path.join(folder, 'chatform.yaml'), yaml);
    const log = path.join(folder, 'calls');
    await plan({ KILL_LOG: log });
    const opened = async () => (await openPlan(file, {} as Options, worldIn(folder).world)).plan;
    const { digest } = await opened();
    const lines = fs.readFileSync(log, 'utf8').split('\n').slice(0, -1);
    const points = [...killsAt(lines), ...failures(lines, only.KILL_ONLY)].filter((_, i) => i % every === 0);
    for (const point of points) {
      fs.writeFileSync(file, old);
      const ended = await plan(point.environment);
      const wrong = ended.signal === 'SIGKILL' ? [] : illToldBy(ended);
      const isOld = fs.readFileSync(file).equals(old);
      if (!isOld && (await opened()).digest !== digest) wrong.push('another plan is there');
      if (ended.code === 0 && isOld) wrong.push('it said that it was saved');
      problems.push(...wrong.map((one) => `plan.json, at ${point.where}: ${one}`));
      for (const name of fs.readdirSync(folder).filter((one) => one.endsWith('.tmp'))) {
        if (ended.signal === null && point.environment.KILL_ON === undefined)
          problems.push(`left ${name}, at ${point.where}`);
        fs.rmSync(path.join(folder, name));
      }
    }
    const line = `plans: ${points.length} calls killed or failed, ${problems.length} plans lost or not told well`;
    return { line, problems };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** Many processes and one lock: never two inside, and none left behind. */
export async function races(programs: LockPrograms, processes: number, attempts: number): Promise<Result> {
  const { taken, problems } = await race(programs, processes, attempts);
  const line = `races: ${processes} processes, ${attempts} attempts each: had ${taken} times, ${problems.length} times by two or left behind`;
  return { line, problems };
}

/** Writers that are stopped at each call of the file system, and go on when another one has their lock. */
export async function pauses(programs: LockPrograms, { every, tell }: Sample): Promise<Result> {
  const problems: string[] = [];
  let [trials, taken] = [0, 0];
  for (const [way, isUnfinished] of [
    ['append', false],
    ['append', true],
    ['replace', false],
  ] as const) {
    const prepared = fs.mkdtempSync(path.join(tmpdir(), 'chatform-torture-'));
    try {
      await prepareState(prepared, isUnfinished);
      const calls = Array.from({ length: await callsOf(programs, prepared, way) }, (_, i) => i + 1);
      const all = calls.flatMap((at) =>
        (['unlock', 'removal'] as const).flatMap((by) =>
          [true, false].map((isOver): Pause => ({ way, at, by, isOver })),
        ),
      );
      for (const pause of all.filter((_, i) => i % every === 0)) {
        const result = await paused(programs, prepared, pause);
        trials += 1;
        if (result.wasTaken) taken += 1;
        problems.push(
          ...result.problems.map(
            (one) => `${JSON.stringify(pause)}${isUnfinished ? ', after a kill' : ''}: ${one}`,
          ),
        );
      }
      tell?.(`${trials} trials; ${problems.length} problems so far`);
    } finally {
      fs.rmSync(prepared, { recursive: true, force: true });
    }
  }
  const line = `pauses: ${trials} trials, the lock given to another in ${taken}, ${problems.length} stale writes`;
  return { line, problems };
}

/** Files that were cut off, or have one bit flipped. */
export async function damage({ every }: Sample): Promise<Result> {
  const { tried: count, problems } = await damaged(10_000, every);
  return { line: `damage: ${count} damaged files, ${problems.length} taken or not named`, problems };
}
