/** argv → a command → its exit code. What goes wrong is told in a sentence, with the code of the table. */
import { StateError, StateLocked } from '../state/store.ts';
import { readLine } from './line.ts';
import { Invalid, tellInvalid } from './project.ts';
import { exitCodes, Failure, type World } from './world.ts';

/** Runs a command line. Resolves with the exit code; rejects only for a bug. */
export async function main(argv: readonly string[], world: World): Promise<number> {
  const line = readLine(argv, world.look.columns);
  if ('text' in line) {
    if (line.code === exitCodes.done) world.print(line.text);
    else world.tell(line.text);
    return line.code;
  }
  try {
    return await (await line.command.load())(line.given, world);
  } catch (error) {
    if (error instanceof Invalid) {
      tellInvalid(error, line.given.options, world);
      return exitCodes.error;
    }
    const known = expected(error);
    if (!known) throw error;
    world.tell(`${world.errorLook.paint('danger', 'Error:')} ${known.message}\n`);
    return known.code;
  }
}

function expected(error: unknown): { message: string; code: number } | undefined {
  if (error instanceof Failure) return { message: error.message, code: error.code };
  if (error instanceof StateLocked) return { message: error.message, code: exitCodes.locked };
  if (error instanceof StateError) return { message: error.message, code: exitCodes.error };
  // What a system call refused is no bug: a full disk, a folder that may not be written.
  if (error instanceof Error && 'syscall' in error) return { message: error.message, code: exitCodes.error };
  return undefined;
}
