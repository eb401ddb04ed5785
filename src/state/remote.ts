/** The store over a place away from this machine: what is common to all of them. */
import { createHash } from 'node:crypto';
import { isMap } from '../json.ts';
import { type Cipher, closed, opened } from '../storage/encrypted.ts';
import { parseJson } from '../storage/parse.ts';
import { generationOf } from './generations.ts';
import { decodeState, encodeState, type StateImage } from './image.ts';
import { journalFormat } from './journal-lines.ts';
import { lockTextOf, processOf, readLockText } from './lock-text.ts';
import type { Kept, Place, Tenure } from './place.ts';
import { type Entry, type State, withEntries } from './state.ts';
import {
  type Generation,
  type Holder,
  type OpenedState,
  StateDamaged,
  StateError,
  StateLocked,
  type StateStore,
  type Writer,
} from './store.ts';

export interface RemoteStoreOptions {
  readonly place: Place;
  /** Of the chatform that writes. */
  readonly version: string;
  /** Undefined where nothing is encrypted. */
  readonly cipher?: Cipher;
}

/** The state kept at a place. */
export function remoteStore(options: RemoteStoreOptions): StateStore {
  const { place, version, cipher } = options;
  const { location } = place;
  let last: { readonly kept: Kept; readonly state: State | undefined } | undefined;
  return {
    location,
    async read() {
      const kept = await place.read();
      if (!last || !isSame(last.kept, kept))
        last = { kept, state: (await loaded(kept, location, cipher))?.state };
      return last.state;
    },
    async open(holder, initial) {
      const tenure = await locked(place, holder);
      const session = { location, version, cipher, tenure, holder };
      try {
        return opening(session, await startFrom(session, initial));
      } catch (error) {
        await tenure.release().catch(() => undefined);
        throw error;
      }
    },
    async history() {
      return historyOf(place, cipher);
    },
    async generation(serial) {
      return (await presentAt(await place.read(), cipher, serial)) ?? generationAt(place, cipher, serial);
    },
    async mend(serial, holder, consent, above = 0) {
      return mended(options, serial, holder, consent, above);
    },
    async held(host) {
      const text = await place.lockText();
      if (text === undefined) return undefined;
      const lock = readLockText(text);
      return { holder: lock?.holder, process: processOf(lock, host) };
    },
    async unlock(id, host) {
      return unlocked(place, id, host);
    },
  };
}

/** @throws StateLocked */
async function locked(place: Place, holder: Holder): Promise<Tenure> {
  const isFree = (found: string) => processOf(readLockText(found), holder.host) === 'gone';
  const tenure = await place.lock(lockTextOf(holder), isFree);
  if ('inTheWay' in tenure) throw new StateLocked(place.location, readLockText(tenure.inTheWay)?.holder);
  return tenure;
}

/** The present image alone, where it has this serial: its journal may be what is damaged. */
async function presentAt(
  { image }: Kept,
  cipher: Cipher | undefined,
  serial: number,
): Promise<State | undefined> {
  const found = image && (await decodeState(image, cipher));
  return found && 'state' in found && found.state.serial === serial ? found.state : undefined;
}

async function generationAt(
  place: Place,
  cipher: Cipher | undefined,
  serial: number,
): Promise<State | undefined> {
  const kept = await place.generation(serial);
  if (!kept) return undefined;
  const image = await decodeState(kept.image, cipher);
  if ('problem' in image)
    throw new StateError(
      `Serial ${serial} of the state ${place.location} ${image.problem}. Nothing was changed.`,
    );
  return image.state;
}

/** `StateStore.mend`: what is damaged becomes one of the states before, which says of itself that it is damaged. */
async function mended(
  { place, version, cipher }: RemoteStoreOptions,
  serial: number,
  holder: Holder,
  consent: Parameters<NonNullable<StateStore['mend']>>[2],
  above: number,
): Promise<{ readonly serial: number; readonly aside: readonly string[] } | undefined> {
  const tenure = await locked(place, holder);
  try {
    const isDamaged = await loaded(tenure.kept, place.location, cipher).then(
      () => false,
      (error: unknown) => {
        if (error instanceof StateDamaged) return true;
        throw error;
      },
    );
    if (!isDamaged) throw new StateError(`The state ${place.location} is not damaged. Nothing was changed.`);
    const kept =
      (await presentAt(tenure.kept, cipher, serial)) ?? (await generationAt(place, cipher, serial));
    if (!kept)
      throw new StateError(
        `No state with serial ${serial} is kept in ${place.location}. Nothing was changed.`,
      );
    if (!(await consent(kept))) return undefined;
    // Above each that was given out: the damaged one may have had the next serial, and its journal the one after that.
    const newest = Math.max(kept.serial, tenure.kept.newest ?? 0, above - 2);
    const state = { ...kept, serial: newest + 3, writtenBy: version };
    const base = tenure.kept.image ? newest + 1 : undefined;
    const session = { location: place.location, version, cipher, tenure, holder };
    await writeImage(session, { state, base, writer: writerOf(session) }, aboutOf(session));
    return { serial: state.serial, aside: [] };
  } finally {
    await tenure.release();
  }
}

function isSame(a: Kept, b: Kept): boolean {
  const [before, after] = [a, b].map(({ image, journal }) => [image ?? Buffer.alloc(0), ...journal]);
  return (
    before?.length === after?.length &&
    (before ?? []).every((bytes, index) => Buffer.compare(bytes, after?.[index] ?? Buffer.alloc(0)) === 0)
  );
}

async function unlocked(place: Place, id: string, host: string): Promise<Holder> {
  const text = await place.lockText();
  if (text === undefined) throw new StateError(`The state ${place.location} is not locked.`);
  const lock = readLockText(text);
  if (!lock)
    throw new StateError(
      `The lock of the state ${place.location} cannot be read, so it has no ID. If nobody writes to the state: ${place.unlocking}.`,
    );
  const { holder } = lock;
  if (holder.id !== id) {
    throw new StateError(
      `The lock has another ID, ${holder.id}: that of ${holder.command} (process ${holder.pid} on ${holder.host}, since ${holder.since}). It was left as it is.`,
    );
  }
  if (processOf(lock, host) === 'running') throw new StateLocked(place.location, holder);
  if (await place.unlock(text)) return holder;
  throw new StateError(`The lock ${id} of the state ${place.location} was let go of just now.`);
}

interface Loaded {
  /** With what the journal has. */
  readonly state: State;
  readonly image: StateImage;
  readonly imageSerial: number;
  readonly nextSerial: number;
  readonly unfinished: boolean;
}

async function loaded(kept: Kept, location: string, cipher: Cipher | undefined): Promise<Loaded | undefined> {
  if (!kept.image) {
    if (kept.newest === undefined && kept.journal.length === 0) return undefined;
    throw new StateDamaged(
      `The state ${location} is missing, though what was before it is still there: somebody has removed it. ${restoring(kept.newest)}`,
    );
  }
  const image = await decodeState(kept.image, cipher);
  if ('problem' in image) {
    const said = (remedy: string) =>
      `The state ${location} ${image.problem}. ${remedy} It was left as it is.`;
    const remedy = image.remedy ?? (image.newer ? 'Upgrade chatform to use it.' : undefined);
    throw remedy === undefined
      ? new StateDamaged(said(restoring(kept.newest)))
      : new StateError(said(remedy));
  }
  const { serial, lineage } = image.state;
  const nextSerial = Math.max(serial, kept.newest ?? serial) + 1;
  const chunks = kept.journal.map((bytes, index) => {
    const about = { lineage, serial, number: index + 1 };
    const chunk = chunkIn(bytes, about, cipher);
    if (!('problem' in chunk)) return chunk;
    const said = (remedy: string) =>
      `What was written to the state ${location} since serial ${serial} ${chunk.problem} (part ${index + 1}). ${remedy} It was left as it is.`;
    throw chunk.remedy === undefined
      ? new StateDamaged(said(`\`chatform state restore ${serial}\` goes on without it.`))
      : new StateError(said(chunk.remedy));
  });
  const [last] = chunks.slice(-1);
  const common = { image, imageSerial: serial, nextSerial, unfinished: last !== undefined };
  if (!last) return { ...common, state: image.state };
  const before = { ...image.state, serial: nextSerial, writtenBy: last.writtenBy };
  const state = withEntries(
    before,
    chunks.flatMap(({ entries }) => entries),
  );
  return { ...common, state };
}

function restoring(newest: number | undefined): string {
  return newest === undefined
    ? 'There is no state before it to restore: `chatform state push` takes a copy of your own.'
    : `\`chatform state restore ${newest}\` goes back to the state before it.`;
}

/** Which part of which journal a chunk is. */
interface ChunkPlace {
  readonly lineage: string;
  readonly serial: number;
  readonly number: number;
}

interface Chunk {
  readonly writtenBy: string;
  readonly entries: readonly Entry[];
}

const purposeOf = ({ lineage, serial, number }: ChunkPlace) => `journal ${lineage} ${serial} ${number}`;

/** Entries as they are appended: a line with the checksum of the rest, then JSON. */
function chunkOf(chunk: Chunk, about: ChunkPlace, cipher: Cipher | undefined): Uint8Array {
  const text = JSON.stringify({ format: journalFormat, ...about, ...chunk });
  return closed(Buffer.from(`${digestOf(text)}\n${text}`), purposeOf(about), cipher);
}

function chunkIn(
  bytes: Uint8Array,
  about: ChunkPlace,
  cipher: Cipher | undefined,
): Chunk | { readonly problem: string; readonly remedy?: string } {
  const plain = opened(bytes, purposeOf(about), cipher);
  if ('problem' in plain) return plain;
  const all = Buffer.from(plain).toString('utf8');
  const end = all.indexOf('\n');
  const text = all.slice(end + 1);
  if (all.slice(0, Math.max(end, 0)) !== digestOf(text))
    return { problem: 'is damaged: it does not match its checksum' };
  const found = parseJson(text);
  if (!isMap(found)) return { problem: 'is not the journal of a state' };
  if (typeof found.format === 'number' && found.format > journalFormat)
    return { problem: `is of a newer chatform, ${found.writtenBy}`, remedy: 'Upgrade to use it.' };
  const isOurs =
    found.lineage === about.lineage && found.serial === about.serial && found.number === about.number;
  if (!isOurs || !Array.isArray(found.entries)) return { problem: 'does not continue that state' };
  return { writtenBy: String(found.writtenBy), entries: found.entries as Entry[] };
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

interface Session {
  readonly location: string;
  readonly version: string;
  readonly cipher: Cipher | undefined;
  readonly tenure: Tenure;
  readonly holder: Holder;
}

interface Start {
  readonly state: State;
  /** Of the image that is there; undefined when there is none yet. */
  readonly imageSerial: number | undefined;
  readonly nextSerial: number;
}

/** What there is, with what a killed run left in the journal made an image; or the state to begin with. */
async function startFrom(session: Session, initial: () => State): Promise<Start> {
  const { tenure, location, cipher } = session;
  const found = await loaded(tenure.kept, location, cipher);
  if (!found) {
    const state = initial();
    return { state, imageSerial: undefined, nextSerial: state.serial + 1 };
  }
  const { state, imageSerial, nextSerial, unfinished } = found;
  if (!unfinished) return { state, imageSerial, nextSerial };
  await writeImage(session, { state, base: imageSerial }, 'what a run left that did not end');
  return { state, imageSerial: nextSerial, nextSerial: nextSerial + 1 };
}

async function writeImage({ tenure, cipher }: Session, image: StateImage, about: string): Promise<void> {
  const bytes = await encodeState(image, cipher);
  await tenure.write({ bytes, serial: image.state.serial, base: image.base, about });
}

function opening(session: Session, start: Start): OpenedState {
  const { location, version, cipher, tenure } = session;
  let { state, imageSerial } = start;
  let fresh: Entry[] = [];
  let number = 0;
  let status: 'open' | 'appended' | 'replaced' | 'closed' = 'open';
  let failure: unknown;
  let waiting: { entries: readonly Entry[]; resolve: () => void; reject: (error: unknown) => void }[] = [];
  let writing: Promise<void> | undefined;

  const present = () => {
    if (fresh.length > 0) {
      state = withEntries({ ...state, serial: start.nextSerial, writtenBy: version }, fresh);
      fresh = [];
    }
    return state;
  };

  const writeGroup = async (entries: readonly Entry[]) => {
    // A journal always has its image: the first one is written here, so that a session without entries leaves nothing.
    if (imageSerial === undefined) {
      await writeImage(session, { state: start.state, base: undefined }, 'a new state');
      imageSerial = start.state.serial;
    }
    number += 1;
    const about = { lineage: start.state.lineage, serial: imageSerial, number };
    await tenure.append(chunkOf({ writtenBy: version, entries }, about, cipher));
    for (const entry of entries) fresh.push(entry);
    status = 'appended';
  };

  // Appends that come while one is on its way share the next.
  const writeAll = async () => {
    while (waiting.length > 0) {
      const group = waiting;
      waiting = [];
      try {
        if (failure) throw failure;
        await writeGroup(group.flatMap(({ entries }) => entries));
        for (const { resolve } of group) resolve();
      } catch (error) {
        // What is there now may not be known: a later entry might come to stand behind one that is missing.
        failure = error;
        for (const { reject } of group) reject(error);
      }
    }
    writing = undefined;
  };

  return {
    get state() {
      return present();
    },
    async append(entries) {
      if (status === 'closed' || status === 'replaced')
        throw new StateError(`The state ${location} was closed already.`);
      if (entries.length === 0) return;
      await new Promise<void>((resolve, reject) => {
        waiting.push({ entries, resolve, reject });
        writing ??= Promise.resolve().then(writeAll);
      });
    },
    async replace(content) {
      if (status !== 'open' || writing)
        throw new StateError(`The state ${location} was closed or written already.`);
      status = 'replaced';
      const serial = Math.max(start.nextSerial, content.serial + 1);
      const next = { ...content, serial, writtenBy: version };
      await writeImage(
        session,
        { state: next, base: imageSerial, writer: writerOf(session) },
        aboutOf(session),
      );
      state = next;
    },
    async close() {
      if (status === 'closed') return;
      await writing;
      const appended = status === 'appended';
      status = 'closed';
      try {
        if (appended)
          await writeImage(
            session,
            { state: present(), base: imageSerial, writer: writerOf(session) },
            aboutOf(session),
          );
      } finally {
        await tenure.release();
      }
    },
  };
}

function writerOf({ holder: { id, host, since, command, by } }: Session): Writer {
  return { id, host, since, command, ...(by !== undefined && { by }) };
}

function aboutOf({ holder: { command, by, host } }: Session): string {
  return by === undefined ? `${command} on ${host}` : `${command} by ${by} on ${host}`;
}

async function historyOf(place: Place, cipher: Cipher | undefined): Promise<readonly Generation[]> {
  const [kept, stored] = [await place.read(), await place.generations()];
  const older = new Set<string>();
  const found: Generation[] = [];
  for (const { serial, storedAt, image } of [...stored].reverse()) {
    const content = await decodeState(image, cipher);
    found.push(generationOf(serial, { bytes: image.length, storedAt, content }, false, older));
  }
  if (kept.image) {
    const content = await decodeState(kept.image, cipher);
    const serial = 'state' in content ? content.state.serial : (kept.newest ?? -1) + 1;
    const { storedAt = '' } = kept;
    found.push(generationOf(serial, { bytes: kept.image.length, storedAt, content }, true, older));
  }
  return found.reverse();
}
