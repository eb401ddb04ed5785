/**
 * What was last seen of a state on this machine. A state that is older than that was put back by somebody, or is
 * another one: going on from it would create again what there is, or forget what was done.
 */
import fs from 'node:fs';
import { isMap } from '../json.ts';
import { writeAtomically } from '../storage/atomic.ts';
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
  const last = lastSeen(file);
  if (last?.lineage === lineage && last.serial === serial) return;
  try {
    writeAtomically(file, Buffer.from(`${JSON.stringify({ lineage, serial })}\n`));
  } catch {
    // It is a help, and no part of the state.
  }
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

const remedies = {
  gone: 'If it was moved here, `chatform state push FILE` brings it, from what `chatform state pull` printed where it was; `chatform state accept` says how to do without it.',
  older: 'If that is meant, `chatform state accept` takes it as it is.',
};

/**
 * A store that refuses a state older than the one last seen here, as `file` remembers it, and notes what it sees.
 * `coming` is a state that is about to take the place of all that is there: where that one is no older, it may.
 */
export function watched(store: StateStore, file: string, coming?: Seen): StateStore {
  const hold = (state: State | undefined) => {
    const last = lastSeen(file);
    const problem = regression(last, state);
    if (problem === undefined) {
      if (state) noteSeen(file, state);
    } else if (!coming || regression(last, coming) !== undefined) {
      const remedy = remedies[state ? 'older' : 'gone'];
      throw new StateError(`The state ${store.location} ${problem}. Nothing was written. ${remedy}`);
    }
    return state;
  };
  return {
    ...store,
    async read() {
      return hold(await store.read());
    },
    async open(holder, initial) {
      const session = await store.open(holder, () => {
        hold(undefined);
        return initial();
      });
      try {
        if (lastSeen(file)) hold(session.state);
      } catch (error) {
        await session.close();
        throw error;
      }
      return noting(session, file);
    },
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
      if (wrote) noteSeen(file, session.state);
    },
  };
}
