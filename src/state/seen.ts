/**
 * What was last seen of a state on this machine. A state that is older than that was put back by somebody, or is
 * another one: going on from it would create again what there is, or forget what was done.
 */
import fs from 'node:fs';
import { isMap } from '../json.ts';
import { removeLeftovers, writeAtomically } from '../storage/atomic.ts';
import { parseJson } from '../storage/parse.ts';
import type { State } from './state.ts';
import { type OpenedState, StateError, type StateStore } from './store.ts';

/** A state as it was seen. */
export type Seen = Pick<State, 'lineage' | 'serial'>;

/** What was last seen, as `file` says; undefined where nothing was, or the file cannot be read. */
export function lastSeen(file: string): Seen | undefined {
  try {
    const found = parseJson(fs.readFileSync(file, 'utf8'));
    if (!isMap(found)) return undefined;
    const { lineage, serial } = found;
    if (typeof lineage !== 'string' || !Number.isSafeInteger(serial)) return undefined;
    return { lineage, serial: Number(serial) };
  } catch {
    return undefined;
  }
}

/** Notes a state as the one seen last. Where nothing can be written, as in a read-only checkout, nothing is noted. */
export function noteSeen(file: string, { lineage, serial }: Seen): void {
  try {
    // Of one that was killed here. Who is at it just now notes nothing, which does no harm.
    removeLeftovers(file);
    writeAtomically(file, Buffer.from(`${JSON.stringify({ lineage, serial })}\n`));
  } catch {
    // It is a help, and no part of the state.
  }
}

/** The same, unless another process has noted a later version of it meanwhile. */
function noteLatest(file: string, state: Seen): void {
  const last = lastSeen(file);
  if (last?.lineage !== state.lineage || last.serial < state.serial) noteSeen(file, state);
}

/** What is wrong with a state after what was seen last; undefined where nothing is. */
export function regression(last: Seen | undefined, state: Seen | undefined): string | undefined {
  if (!last) return undefined;
  const seen = `serial ${last.serial} of lineage ${last.lineage} was seen here before`;
  if (!state) return `is not there any more, and ${seen}`;
  if (state.lineage !== last.lineage) return `is of another lineage, ${state.lineage}, and ${seen}`;
  if (state.serial < last.serial)
    return `has serial ${state.serial}, and ${seen}: an older state was put back`;
  return undefined;
}

const accepting = 'If that is meant, `chatform state accept` takes it as it is.';
const pushing = '`chatform state push FILE` puts a copy in its place; `chatform state accept` says more.';

/**
 * A store that refuses a state older than the one last seen here, as `file` remembers it, and notes what it sees.
 * `again`: waits for a store whose reads may lag behind its writes, and says whether to look once more.
 */
export function watched(store: StateStore, file: string, again?: () => () => Promise<boolean>): StateStore {
  const hold = (last: Seen | undefined, state: State | undefined) => {
    const problem = regression(last, state);
    if (problem !== undefined)
      throw new StateError(
        `The state ${store.location} ${problem}. Nothing was written. ${state ? accepting : pushing}`,
      );
    if (state) noteLatest(file, state);
    return state;
  };
  const { mend } = store;
  return {
    ...store,
    async read(without) {
      // What another process notes while this one reads is newer than what it reads.
      const last = lastSeen(file);
      let state = await store.read(without);
      const more = again?.();
      while (more && regression(last, state) !== undefined && (await more()))
        state = await store.read(without);
      return hold(last, state);
    },
    async open(holder, initial) {
      const session = await store.open(holder, () => {
        hold(lastSeen(file), undefined);
        return initial();
      });
      try {
        const last = lastSeen(file);
        if (last) hold(last, session.state);
      } catch (error) {
        await session.close();
        throw error;
      }
      return noting(session, file);
    },
    ...(mend && {
      // A state that was mended and is damaged again is not kept anywhere: its serial is known here alone.
      mend: (serial, holder, consent) => mend(serial, holder, consent, lastSeen(file)?.serial),
    }),
  };
}

/** A session that notes what it has written. */
function noting(session: OpenedState, file: string): OpenedState {
  let wrote = false;
  return {
    get state() {
      return session.state;
    },
    async append(entries) {
      await session.append(entries);
      wrote ||= entries.length > 0;
    },
    async replace(content) {
      await session.replace(content);
      wrote = true;
    },
    async close() {
      await session.close();
      if (wrote) noteLatest(file, session.state);
    },
  };
}
