/** Questions whose only yes is "yes". */
import { exitCodes, Failure, type World } from './world.ts';

/**
 * Asks; undefined means go on, else it is the exit code, and what was not done has been said.
 * @throws Failure where nobody can be asked: `otherwise` says what to do then
 */
export async function refusedBy(
  world: World,
  question: string,
  { otherwise, undone }: { readonly otherwise: string; readonly undone: string },
): Promise<number | undefined> {
  const answer = await world.ask(`${question} Only "yes" is accepted: `);
  if (answer === 'yes') return undefined;
  if (answer === undefined)
    throw new Failure(`Nobody can be asked here: the standard input is no terminal. ${otherwise}`);
  world.tell(`${undone}\n`);
  return world.stopping() ? exitCodes.interrupted : exitCodes.error;
}
