/** The states before the present one: `generations/state.<serial>.db`, each a whole state file. */
import fs from 'node:fs';
import path from 'node:path';
import { codeOf } from '../storage/atomic.ts';
import { checksOut } from './image.ts';

const KEPT = 20;
const FOLDER = 'generations';
const NAME = /^state\.(\d{1,15})\.db$/;

/** Where the state with a serial is kept. */
export function generationFile(directory: string, serial: number): string {
  return path.join(directory, FOLDER, `state.${serial}.db`);
}

/** The serials of the generations that are there, newest first. */
export function generations(directory: string): number[] {
  let names: string[];
  try {
    names = fs.readdirSync(path.join(directory, FOLDER));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
  return names
    .flatMap((name) => NAME.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => b - a);
}

/** The files of those generations that can be restored, newest first. */
export function soundGenerations(directory: string): string[] {
  return generations(directory)
    .map((serial) => generationFile(directory, serial))
    .filter((file) => {
      try {
        return checksOut(fs.readFileSync(file));
      } catch {
        return false;
      }
    });
}

/** Removes all but the newest. */
export function pruneGenerations(directory: string): void {
  for (const serial of generations(directory).slice(KEPT)) fs.unlinkSync(generationFile(directory, serial));
}
