/**
 * An earlier state in the place of one that is damaged or missing. The damaged files get names of their own first, and
 * durably, so that a kill on the way leaves them there: then the state is still damaged, and can be mended again.
 */
import fs from 'node:fs';
import path from 'node:path';
import { lacksLinks, removeLeftovers, syncFolder, writeAtomically } from '../storage/atomic.ts';
import { generations, readGeneration } from './generations.ts';
import { encodeState } from './image.ts';
import { filesOf, loadState } from './load.ts';
import { type Place, removeJournal, requireLock, writerOf } from './session.ts';
import type { State } from './state.ts';
import { StateDamaged, StateError, type StateStore } from './store.ts';

type Mend = NonNullable<StateStore['mend']>;

/** `StateStore.mend`, under the lock of `place`. */
export async function mend(
  place: Place,
  serial: number,
  consent: Parameters<Mend>[2],
  above: number,
): Promise<Awaited<ReturnType<Mend>>> {
  const { directory, version, holder, cipher } = place;
  const { image, journal } = filesOf(directory);
  await requireDamaged(place, image);
  const kept = await readGeneration(directory, image, serial, cipher);
  if (!kept)
    throw new StateError(`No state with serial ${serial} is kept beside ${image}. Nothing was changed.`);
  if (!(await consent(kept))) return undefined;
  const state: State = {
    ...kept,
    serial: Math.max(nextSerial(directory, kept), above + 1),
    writtenBy: version,
  };
  const bytes = await encodeState({ state, base: undefined, writer: writerOf(place) }, cipher);
  requireLock(place);
  removeLeftovers(image);
  const guard = () => requireLock(place);
  const aside = putAside([image, journal], directory, holder.since);
  // Not before the image is aside too: beside another image, the journal would be of no use to anybody.
  place.lock.whileOurs(() => removeJournal(directory));
  writeAtomically(image, bytes, { guard });
  return { serial: state.serial, aside };
}

/** @throws StateError when the state is sound, or a newer chatform wrote it */
async function requireDamaged({ directory, cipher }: Place, image: string): Promise<void> {
  try {
    await loadState(directory, cipher);
  } catch (error) {
    if (error instanceof StateDamaged) return;
    throw error;
  }
  throw new StateError(`The state ${image} is not damaged. Nothing was changed.`);
}

/**
 * Above each that was given out: the damaged image may have had the one after the newest that is kept, and its journal
 * the one after that.
 */
function nextSerial(directory: string, kept: State): number {
  return Math.max(kept.serial, generations(directory)[0] ?? 0) + 3;
}

/** Gives those files that are there a second name: `state.damaged-20260301T080000Z.db`. The names, as whole paths. */
function putAside(files: readonly string[], directory: string, since: string): string[] {
  const there = files.filter((file) => fs.existsSync(file));
  const stamp = since.replace(/\.\d+|[^\dTZ]/g, '');
  const names = (suffix: string) =>
    there.map((file) => path.join(directory, `state.damaged-${stamp}${suffix}${path.extname(file)}`));
  let aside = names('');
  for (let more = 2; aside.some((file) => fs.existsSync(file)); more++) aside = names(`-${more}`);
  for (const [index, file] of there.entries()) keep(file, aside[index] ?? '');
  if (aside.length > 0) syncFolder(directory);
  return aside;
}

function keep(file: string, name: string): void {
  try {
    fs.linkSync(file, name);
  } catch (error) {
    if (!lacksLinks(error)) throw error;
    writeAtomically(name, fs.readFileSync(file));
  }
}
