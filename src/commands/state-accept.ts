/** `chatform state accept`: goes on from a state that is older than the one last seen here, or another one. */
import { jsonText } from '../printable.ts';
import { lastSeen, noteSeen, regression } from '../state/seen.ts';
import { refusedBy } from './ask.ts';
import { storeUnwatched } from './store.ts';
import { exitCodes, Failure, type Run } from './world.ts';

export const run: Run = async ({ options }, world) => {
  const { store, seen } = await storeUnwatched(options, world);
  const state = await store.read();
  const last = lastSeen(seen);
  const problem = regression(last, state);
  if (!state) {
    throw new Failure(
      problem === undefined
        ? 'There is no state yet: nothing was applied.'
        : `The state ${store.location} ${problem}. \`chatform state push FILE\` puts a copy in its place. To begin anew without it, remove ${seen}.`,
    );
  }
  const { serial, lineage } = state;
  if (problem === undefined) {
    if (options.json) world.print(`${jsonText({ accepted: null, serial, lineage })}\n`);
    else world.print(`The state has serial ${serial}, and nothing newer was seen here.\n`);
    return exitCodes.done;
  }
  world.tell(
    `The state ${store.location} ${problem}.\nWhat was written between the two is not in it: a plan may create again what there is, or take what was done for drift. \`chatform state history\` lists the states that are kept.\n`,
  );
  if (!options.yes) {
    const code = await refusedBy(world, 'Go on from it?', {
      otherwise: 'Give --yes.',
      undone: 'Nothing was accepted.',
    });
    if (code !== undefined) return code;
  }
  noteSeen(seen, state);
  if (options.json) world.print(`${jsonText({ accepted: serial, serial, lineage, seen: last })}\n`);
  else world.print(`Accepted serial ${serial}: chatform goes on from it here.\n`);
  return exitCodes.done;
};
