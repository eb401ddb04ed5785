/** Several files replaced together: all of them, or as far as a file system lets one, none. */
import fs from 'node:fs';
import path from 'node:path';
import { codeOf, syncFolder, writeFully } from '../storage/atomic.ts';
import { Failure } from './world.ts';

export interface Replacement {
  /** Relative to the configuration. */
  readonly path: string;
  readonly text: string;
  /** The text that it replaces; undefined for a new file. */
  readonly before?: string;
}

const byteOrderMark = '\ufeff';

interface Prepared extends Replacement {
  /** Where it is, links followed. */
  readonly file: string;
  readonly temporary: string;
  /** A byte order mark, where the file begins with one. */
  readonly mark: string;
}

/**
 * Writes files durably: all temporary ones first, then one rename after the other; a failure on the way puts
 * back what was there. What a kill in between leaves is whole files, some old and some new.
 * @throws Failure when one was changed meanwhile, or cannot be written
 */
export function replaceFiles(directory: string, files: readonly Replacement[], pid: number): void {
  const prepared: Prepared[] = [];
  const renamed: Prepared[] = [];
  try {
    for (const one of files) prepared.push(prepare(fs.realpathSync(directory), one, pid));
    for (const one of prepared) requireUnchanged(one);
    for (const one of prepared) {
      fs.renameSync(one.temporary, one.file);
      renamed.push(one);
    }
    for (const folder of new Set(prepared.map(({ file }) => path.dirname(file)))) syncFolder(folder);
  } catch (error) {
    for (const one of renamed) putBack(one);
    if (error instanceof Failure || codeOf(error) === undefined) throw error;
    throw new Failure(`Nothing was written: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    for (const { temporary } of prepared) fs.rmSync(temporary, { force: true });
  }
}

function prepare(root: string, replacement: Replacement, pid: number): Prepared {
  const named = path.join(root, replacement.path);
  const isNew = replacement.before === undefined;
  if (isNew) fs.mkdirSync(path.dirname(named), { recursive: true });
  const file = isNew ? named : fs.realpathSync(named);
  // The text was read without it.
  const mark = !isNew && fs.readFileSync(file, 'utf8').startsWith(byteOrderMark) ? byteOrderMark : '';
  const temporary = `${file}.${pid}.tmp`;
  const mode = isNew ? 0o666 : fs.statSync(file).mode & 0o777;
  fs.rmSync(temporary, { force: true });
  const opened = fs.openSync(temporary, 'wx', mode);
  try {
    writeFully(opened, new TextEncoder().encode(mark + replacement.text));
    if (!isNew) fs.fchmodSync(opened, mode);
    fs.fsyncSync(opened);
  } finally {
    fs.closeSync(opened);
  }
  return { ...replacement, file, temporary, mark };
}

function requireUnchanged({ path: name, file, before, mark }: Prepared): void {
  const now = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
  if (now === (before === undefined ? undefined : mark + before)) return;
  throw new Failure(`Nothing was written: ${name} was changed meanwhile. Try again.`);
}

function putBack({ file, before, mark }: Prepared): void {
  if (before === undefined) fs.rmSync(file, { force: true });
  else fs.writeFileSync(file, mark + before);
}
