/** argv → a command → its exit code. What goes wrong is told in a sentence, with the code of the table. */

import { jsonText, printable } from '../printable.ts';
import { withoutCommands } from '../report/layout.ts';
import { readLine } from './line.ts';
import { exitCodes, type World } from './world.ts';

/** Runs a command line. Resolves with the exit code; rejects only for a bug. */
export async function main(argv: readonly string[], world: World): Promise<number> {
  const line = readLine(argv, world.look.columns);
  if ('text' in line) {
    if (line.code === exitCodes.done) world.print(line.text);
    else world.tell(withoutCommands(printable(line.text)));
    return line.code;
  }
  try {
    return await (await line.command.load())(line.given, world);
  } catch (error) {
    const [{ problemOf, tellProblem }, { validationJson }] = await Promise.all([
      import('./problems.ts'),
      import('../report/diagnostics.ts'),
    ]);
    const problem = problemOf(error);
    if (!problem) throw error;
    if (line.given.options.json) world.print(`${jsonText(validationJson(problem.diagnostics))}\n`);
    // The answer of `validate` is what is wrong; for all others it is what went wrong.
    if (!line.given.options.json || line.command.name !== 'validate') tellProblem(problem, world);
    return problem.code;
  }
}
