/** `chatform undo [RUN]`: a plan that takes back what an apply did; without a run, the runs that can be taken back. */

import type { Inverse } from '../model.ts';
import { jsonText } from '../printable.ts';
import { plural, tableText } from '../report/layout.ts';
import type { State } from '../state/state.ts';
import { show } from './plan.ts';
import { storeAlone } from './store.ts';
import { exitCodes, Failure, type Options, type Run, type World } from './world.ts';

export const run: Run = async ({ arguments: [id], options }, world) => {
  if (id === undefined) {
    // A script whose variable for the run is empty must not go on with a file of before.
    if (options.out !== undefined || options.summary !== undefined)
      throw new Failure(
        '--out and --summary are for the plan of a run: say which, as `chatform undo` lists them.',
        exitCodes.usage,
      );
    return list(options, world);
  }
  if (options.refreshOnly)
    throw new Failure('--refresh-only shows drift, and takes nothing back.', exitCodes.usage);
  const code = await show(options, world, { undo: id });
  if (code !== exitCodes.error)
    world.tell(
      'The configuration is left as it is: where it still declares what the run did, the next plan proposes that again. Revert it as well.\n',
    );
  return code;
};

/** A run of which it is known how to take it back, newest first. */
interface Undoable {
  readonly id: string;
  /** Undefined of a run that did not come to its end. */
  readonly startedAt?: string;
  readonly outcome: string;
  readonly changes: number;
  /** How many of them cannot be taken back, or not as a whole. */
  readonly lasting: number;
}

async function list(options: Options, world: World): Promise<number> {
  const state = await (await storeAlone(options, world)).read();
  const found = state ? undoable(state) : [];
  if (options.json) world.print(`${jsonText({ runs: found })}\n`);
  else if (found.length === 0) world.tell('There is no run that could be taken back.\n');
  else world.print(tableOf(found));
  return exitCodes.done;
}

function undoable({ undos, runs }: State): Undoable[] {
  return [...undos]
    .map(([id, inverses]) => {
      const record = runs.find((one) => one.id === id);
      const isLasting = ({ lasting }: Inverse) => lasting.length > 0;
      return {
        id,
        ...(record && { startedAt: record.startedAt }),
        outcome: record?.outcome ?? 'cut off',
        changes: inverses.length,
        lasting: inverses.filter(isLasting).length,
      };
    })
    .reverse();
}

function tableOf(found: readonly Undoable[]): string {
  const rows = found.map(({ id, startedAt = '-', outcome, changes, lasting }) => [
    id,
    startedAt,
    outcome,
    plural(changes, 'change') + (lasting === 0 ? '' : `, ${lasting} not or not wholly to be taken back`),
  ]);
  return tableText([['run', 'when', 'outcome', 'what it did'], ...rows]);
}
