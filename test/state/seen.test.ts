// What was last seen of a state, beside other processes that see it too.
import path from 'node:path';
import { expect, test } from 'vitest';
import { noteSeen, watched } from '../../src/state/seen.ts';
import { emptyState } from '../../src/state/state.ts';
import type { StateStore } from '../../src/state/store.ts';
import { temporaryFolder } from '../support/temporary.ts';

test('a state that another process goes on with while it is read was not put back', async () => {
  const file = path.join(temporaryFolder(), 'state.seen');
  const state = { ...emptyState('lobby', '100000000001', '0.1.0'), serial: 7 };
  const store: Pick<StateStore, 'location' | 'read'> = {
    location: 'the lobby',
    async read() {
      noteSeen(file, { lineage: 'lobby', serial: 8 });
      return state;
    },
  };
  const reader = watched(store as StateStore, file);
  expect((await reader.read())?.serial).toBe(7);
  await expect(watched(store as StateStore, file).read()).rejects.toThrow('has serial 7, and serial 8');
});
