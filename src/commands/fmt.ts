/** `chatform fmt`: the canonical form of every file; `--check` only says which have another. */
import { format } from '../config/format.ts';
import type { Diagnostic } from '../model.ts';
import { jsonText, printable } from '../printable.ts';
import { readFiles } from './files.ts';
import { directoryOf } from './project.ts';
import { replaceFiles } from './replace-files.ts';
import { exitCodes, Invalid, type Run } from './world.ts';

export const run: Run = async ({ options }, world) => {
  const directory = directoryOf(options, world);
  const { files, environments } = readFiles(directory, undefined);
  const overlays = environments.flatMap((name) => readFiles(directory, name).environment ?? []);
  const problems: Diagnostic[] = [];
  const changed = [...files, ...overlays].flatMap((file) => {
    const result = format(file);
    if ('diagnostics' in result) problems.push(...result.diagnostics);
    return 'text' in result && result.text !== file.text
      ? [{ path: file.path, text: result.text, before: file.text }]
      : [];
  });
  if (problems.length > 0) throw new Invalid(problems);
  if (!options.check) replaceFiles(directory, changed, world.pid);
  if (options.json) world.print(`${jsonText({ changed: changed.map((file) => file.path) }, 0)}\n`);
  else world.print(changed.map((file) => `${printable(file.path)}\n`).join(''));
  return options.check && changed.length > 0 ? exitCodes.error : exitCodes.done;
};
