/** The states before the present one: `generations/state.<serial>.db`, each a whole state file. */
import fs from 'node:fs';
import path from 'node:path';
import { codeOf } from '../storage/atomic.ts';
import type { Cipher } from '../storage/encrypted.ts';
import { checksOut, decodeState, type StateImage } from './image.ts';
import type { Run, State } from './state.ts';
import { type Generation, StateError } from './store.ts';

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

/** The serials of those generations that can be restored, newest first. */
export function soundGenerations(directory: string): number[] {
  return generations(directory).filter((serial) => {
    try {
      return checksOut(fs.readFileSync(generationFile(directory, serial)));
    } catch {
      return false;
    }
  });
}

/** Removes all but the newest. */
export function pruneGenerations(directory: string): void {
  for (const serial of generations(directory).slice(KEPT)) fs.unlinkSync(generationFile(directory, serial));
}

/** The states that are kept and the one in `image`, newest first. One that was pruned meanwhile is left out. */
export async function history(
  directory: string,
  image: string,
  cipher: Cipher | undefined,
): Promise<readonly Generation[]> {
  const found: Generation[] = [];
  const older = new Set<string>();
  const present = await look(image, cipher);
  const serial = present && 'state' in present.content ? present.content.state.serial : undefined;
  for (const one of generations(directory).reverse()) {
    // A generation that was copied over the state by hand is there twice.
    if (one === serial) continue;
    const kept = await look(generationFile(directory, one), cipher);
    if (kept) found.push(generationOf(one, kept, false, older));
  }
  if (present) {
    const last = generationOf(serial ?? (found.at(-1)?.serial ?? -1) + 1, present, true, older);
    found.push(last);
  }
  return found.sort((a, b) => b.serial - a.serial);
}

/** The state with a serial, also where it is the present one; undefined when it is not kept. @throws StateError */
export async function readGeneration(
  directory: string,
  image: string,
  serial: number,
  cipher: Cipher | undefined,
): Promise<State | undefined> {
  const present = await look(image, cipher);
  if (present && 'state' in present.content && present.content.state.serial === serial)
    return present.content.state;
  const file = generationFile(directory, serial);
  const kept = await look(file, cipher);
  if (!kept) return undefined;
  if ('problem' in kept.content)
    throw new StateError(`The generation ${file} ${kept.content.problem}. Nothing was changed.`);
  if (kept.content.state.serial !== serial)
    throw new StateError(
      `The generation ${file} is serial ${kept.content.state.serial}: somebody has renamed it. Nothing was changed.`,
    );
  return kept.content.state;
}

/** A stored state, looked at. */
export interface Look {
  readonly bytes: number;
  /** ISO 8601 in UTC. */
  readonly storedAt: string;
  readonly content: StateImage | { readonly problem: string };
}

/** A state file; undefined when there is none. */
async function look(file: string, cipher: Cipher | undefined): Promise<Look | undefined> {
  try {
    const bytes = fs.readFileSync(file);
    const storedAt = fs.statSync(file).mtime.toISOString();
    return { bytes: bytes.length, storedAt, content: await decodeState(bytes, cipher) };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new StateError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** What is told of a stored state. `older`: the IDs of the runs in older ones; those of this one are added. */
export function generationOf(
  serial: number,
  found: Look,
  isPresent: boolean,
  older: Set<string>,
): Generation {
  const { bytes, storedAt, content } = found;
  if ('problem' in content) return { serial, at: storedAt, bytes, isPresent, problem: content.problem };
  const { state, writer } = content;
  const run = writer ? state.runs.findLast(({ id }) => id === writer.id) : newRun(state, older);
  for (const { id } of state.runs) older.add(id);
  return {
    serial,
    at: writer?.since ?? storedAt,
    bytes,
    isPresent,
    resources: state.records.size,
    ...(writer && { writer }),
    ...(run && { run }),
  };
}

/** The last run of a state that names no writer, unless an older one has it too. */
function newRun({ runs }: State, older: ReadonlySet<string>): Run | undefined {
  const last = runs.at(-1);
  return last && !older.has(last.id) ? last : undefined;
}
