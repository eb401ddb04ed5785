/** What can go wrong without being a bug: a sentence for people, and the exit code of the table. */
import { AdapterError } from '../adapters/adapter.ts';
import type { Diagnostic } from '../model.ts';
import { printable } from '../printable.ts';
import { diagnosticsText } from '../report/diagnostics.ts';
import { withoutCommands } from '../report/layout.ts';
import { StateError, StateLocked } from '../state/store.ts';

import { exitCodes, Failure, Invalid, type World } from './world.ts';

export interface Problem {
  readonly code: number;
  /** At least one error. Of a configuration: all of its diagnostics. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where it is one sentence, and not a configuration's diagnostics. */
  readonly message?: string;
}

const whenLocked =
  'Run this again when that has ended, or let it wait by --lock-timeout SECONDS; `chatform state lock` says whether it still runs.';

/** What an error says to people; undefined for a bug. */
export function problemOf(error: unknown): Problem | undefined {
  if (error instanceof Invalid) return { code: exitCodes.error, diagnostics: error.diagnostics };
  if (error instanceof Failure) return sentence(error.message, error.code);
  if (error instanceof StateLocked) return sentence(`${error.message} ${whenLocked}`, exitCodes.locked);
  if (error instanceof AdapterError) return sentence(error.message, exitCodes.error);
  if (error instanceof StateError) return sentence(error.message, exitCodes.error);
  // What a system call refused is no bug: a full disk, a folder that may not be written.
  if (error instanceof Error && 'syscall' in error) return sentence(error.message, exitCodes.error);
  return undefined;
}

function sentence(message: string, code: number): Problem {
  return { code, message, diagnostics: [{ severity: 'error', message }] };
}

/** Tells people what went wrong. */
export function tellProblem({ message, diagnostics }: Problem, world: World): void {
  const { errorLook } = world;
  if (message === undefined) world.tell(diagnosticsText(diagnostics, errorLook));
  // It may quote the configuration, a file's name or the console: none of them speaks to a terminal or a runner.
  else world.tell(withoutCommands(`${errorLook.paint('danger', 'Error:')} ${printable(message)}\n`));
}
