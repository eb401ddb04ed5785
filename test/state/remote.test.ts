// The store over a place away from this machine, by a place in memory.
import os from 'node:os';
import { describe, expect, test } from 'vitest';
import { remoteStore } from '../../src/state/remote.ts';
import { StateError } from '../../src/state/store.ts';
import { emptyMemory, type Memory, memoryPlace } from '../support/memory-place.ts';
import { entries, holderOf, newState, stateStoreContract, textOf } from './contract.ts';

const storeOn = (memory: Memory) => remoteStore({ place: memoryPlace(memory), version: '0.1.0' });

stateStoreContract('remote', () => {
  const memory = emptyMemory();
  return () => storeOn(memory);
});

describe('the remote store', () => {
  const killed = async (): Promise<Memory> => {
    const memory = emptyMemory();
    const session = await storeOn(memory).open(holderOf('killed'), newState);
    await session.append(entries.slice(0, 2));
    await session.append(entries.slice(2));
    memory.lock = undefined;
    return memory;
  };

  test('goes on from what a killed run has appended', async () => {
    const memory = await killed();
    expect(memory.journal).toHaveLength(2);
    const read = await storeOn(memory).read();
    expect(read?.serial).toBe(1);
    const session = await storeOn(memory).open(holderOf('second'), newState);
    expect(textOf(session.state)).toBe(textOf(read));
    expect(memory.journal).toEqual([]);
    await session.append([{ type: 'settle', id: 'call-1' }]);
    await session.close();
    expect((await storeOn(memory).read())?.serial).toBe(2);
  });

  test('appends that come while one is on its way share the next', async () => {
    const memory = emptyMemory();
    const session = await storeOn(memory).open(holderOf('writer'), newState);
    const all = Array.from({ length: 20 }, (_, i) =>
      session.append([{ type: 'bind', address: `apps.app${i}`, id: String(1_400_000_000 + i) }]),
    );
    await Promise.all(all);
    expect(memory.journal.length).toBeLessThan(4);
    await session.close();
    expect((await storeOn(memory).read())?.bindings.size).toBe(20);
  });

  test('says of a journal that was changed, cut off, or is in another order that it is damaged', async () => {
    const { journal, ...memory } = await killed();
    const [first = new Uint8Array(), second = new Uint8Array()] = journal;
    const changed = Uint8Array.from(second);
    changed[100] = (changed[100] ?? 0) ^ 1;
    for (const wrong of [
      [first, changed],
      [first.subarray(0, -1), second],
      [second, first],
      [second],
      [first, second, second],
    ]) {
      const read = storeOn({ ...memory, journal: wrong }).read();
      await expect(read).rejects.toBeInstanceOf(StateError);
      await expect(read).rejects.toThrow('What was written to the state memory since serial 0 ');
    }
  });

  test('a state that was removed is not taken for none', async () => {
    const memory = emptyMemory();
    for (const id of ['run-1', 'run-2']) {
      const session = await storeOn(memory).open(holderOf(id), newState);
      await session.append([{ type: 'bind', address: 'apps.support', id: '1400000001' }]);
      await session.close();
    }
    memory.image = undefined;
    await expect(storeOn(memory).read()).rejects.toThrow('The state memory is missing');
    await expect(storeOn(memory).open(holderOf('next'), newState)).rejects.toThrow('is missing');
    expect(memory.lock).toBeUndefined();
  });

  test('takes over the lock of a process of this machine that has ended, and of no other', async () => {
    const memory = emptyMemory();
    await storeOn(memory).open(holderOf('first'), newState);
    const { sum, ...lock } = JSON.parse(memory.lock ?? '');
    expect(sum).toBeTypeOf('number');
    const dead = { ...lock, pid: 4_194_305 };
    for (const other of [
      { ...dead, host: 'laptop-3' },
      { ...dead, machine: 'another boot' },
      { ...dead, machine: null },
    ]) {
      memory.lock = JSON.stringify(other);
      await expect(storeOn(memory).open(holderOf('second'), newState)).rejects.toHaveProperty(
        'holder.id',
        'first',
      );
    }
    memory.lock = JSON.stringify(dead);
    expect((await storeOn(memory).held('build-7'))?.process).toBe('gone');
    const session = await storeOn(memory).open(holderOf('second'), newState);
    await session.close();
    expect(memory.lock).toBeUndefined();
  });

  test('a lock that cannot be read is not taken', async () => {
    const memory: Memory = { ...emptyMemory(), lock: 'apply' };
    await expect(storeOn(memory).open(holderOf('first'), newState)).rejects.toThrow('is locked');
    expect(await storeOn(memory).held(os.hostname())).toEqual({ holder: undefined, process: 'unknown' });
    await expect(storeOn(memory).unlock('apply', 'build-7')).rejects.toThrow(
      'cannot be read, so it has no ID. If nobody writes to the state: empty the memory.',
    );
  });

  test('puts a state before in the place of one that is damaged, which is kept and says so', async () => {
    const memory = emptyMemory();
    for (const id of ['run-1', 'run-2']) {
      const session = await storeOn(memory).open(holderOf(id), newState);
      await session.append([{ type: 'bind', address: `apps.${id}`, id: `140000000${id.at(-1)}` }]);
      await session.close();
    }
    memory.image = memory.image?.subarray(0, -1);
    await expect(storeOn(memory).read()).rejects.toThrow('`chatform state restore 1` goes back');
    const store = storeOn(memory);
    expect(await store.mend?.(1, holderOf('restorer'), async () => false)).toBeUndefined();
    expect(await store.mend?.(1, holderOf('restorer'), async () => true)).toEqual({ serial: 4, aside: [] });
    const state = await store.read();
    expect([state?.serial, [...(state?.bindings.keys() ?? [])]]).toEqual([4, ['apps.run-1']]);
    expect((await store.history()).map(({ serial, problem }) => [serial, problem !== undefined])).toEqual([
      [4, false],
      [2, true],
      [1, false],
      [0, false],
    ]);
    await expect(store.mend?.(1, holderOf('restorer'), async () => true)).rejects.toThrow('is not damaged');
    expect(memory.lock).toBeUndefined();
  });
});
