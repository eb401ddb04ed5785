/** A place for a state in memory, and a second one on the same: what `remote.ts` needs of PostgreSQL and GitHub. */
import type { Kept, Place, Stored } from '../../src/state/place.ts';
import { StateError } from '../../src/state/store.ts';

export interface Memory {
  image?: Uint8Array | undefined;
  serial: number;
  journal: Uint8Array[];
  readonly generations: Map<number, Stored>;
  lock?: string | undefined;
}

export const emptyMemory = (): Memory => ({ serial: 0, journal: [], generations: new Map() });

const storedAt = '2026-03-01T08:00:00.000Z';

export function memoryPlace(memory: Memory): Place {
  const keptNow = (): Kept => ({
    ...(memory.image && { image: memory.image, storedAt }),
    journal: [...memory.journal],
    ...(memory.generations.size > 0 && { newest: Math.max(...memory.generations.keys()) }),
  });
  return {
    location: 'memory',
    unlocking: 'empty the memory',
    read: async () => keptNow(),
    lockText: async () => memory.lock,
    async lock(text, isFree) {
      if (memory.lock !== undefined && !isFree(memory.lock)) return { inTheWay: memory.lock };
      memory.lock = text;
      const fenced = (work: () => void) => {
        if (memory.lock !== text)
          throw new StateError('The lock of the state memory was taken away while we were writing.');
        work();
      };
      return {
        kept: keptNow(),
        append: async (chunk) => fenced(() => memory.journal.push(chunk)),
        write: async ({ bytes, serial }) =>
          fenced(() => {
            if (memory.image) {
              const before = { serial: memory.serial, storedAt, image: memory.image };
              memory.generations.set(memory.serial, before);
            }
            Object.assign(memory, { image: bytes, serial, journal: [] });
          }),
        release: async () => {
          if (memory.lock === text) memory.lock = undefined;
        },
      };
    },
    async unlock(text) {
      if (memory.lock !== text) return false;
      memory.lock = undefined;
      return true;
    },
    generations: async () => [...memory.generations.values()].sort((a, b) => b.serial - a.serial),
    generation: async (serial) => memory.generations.get(serial),
  };
}
