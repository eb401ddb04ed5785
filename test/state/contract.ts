/** What every store of states keeps to. */
import { describe, expect, test } from 'vitest';
import { canonical } from '../../src/json.ts';
import { type Entry, emptyState, maxRuns, maxUndos, type Run, type State } from '../../src/state/state.ts';
import { type Holder, StateError, StateLocked, type StateStore } from '../../src/state/store.ts';

/** A place that has no state yet; each call gives a store of its own on the same place. */
export type Place = () => StateStore;

export const lineage = '6f1c9b1e-0d53-4c8a-9d0e-2f6b6f0f7a11';
export const account = '100012345678';

export const newState = (): State => emptyState(lineage, account, '0.1.0');

/** A holder in this process. */
export function holderOf(id: string): Holder {
  const since = '2026-03-01T08:00:00.000Z';
  return { id, host: 'build-7', pid: process.pid, since, command: 'apply', version: '0.1.0' };
}

const runOf = (id: string): Run => ({
  id,
  startedAt: '2026-03-01T08:00:00.000Z',
  finishedAt: '2026-03-01T08:00:07.000Z',
  outcome: 'done',
  digest: 'sha256:4be1',
  added: 2,
  changed: 1,
  destroyed: 0,
  failed: 0,
});

/** One entry of each type that leaves something behind. */
export const entries: readonly Entry[] = [
  { type: 'bind', address: 'apps.support', id: '1400000001' },
  {
    type: 'record',
    address: 'apps.support.messages',
    recorded: {
      kind: 'messages',
      body: { historyDays: 30, recall: { minutes: 2 }, blockedWords: ['a', 'ü', '😀'] },
    },
  },
  {
    type: 'record',
    address: 'cam.policies["ops.read"]',
    recorded: { kind: 'policy', body: { description: 'line\nbreak\u0000and "quotes"' } },
  },
  {
    type: 'intent',
    intent: {
      id: 'call-1',
      address: 'apps.lobby',
      kind: 'app',
      action: 'create',
      patch: { name: 'Lobby', introduction: null },
      before: ['1400000001'],
    },
  },
  { type: 'run', run: runOf('run-1') },
  {
    type: 'undo',
    run: 'run-1',
    inverse: {
      address: 'apps.support.messages',
      kind: 'messages',
      action: 'update',
      leaves: [{ path: ['historyDays'], before: 7 }, { path: ['recall', 'minutes'] }],
      lasting: [],
    },
  },
];

/** A state as one text: what must be the same after a round trip, the order of intents and runs included. */
export const textOf = (state: State | undefined): string =>
  canonical(
    state && {
      ...state,
      bindings: [...state.bindings].sort(),
      records: [...state.records].sort(([a], [b]) => (a < b ? -1 : 1)),
      intents: [...state.intents],
      undos: [...state.undos],
    },
  );

/** Runs the suite. `makePlace` is called once a test. */
export function stateStoreContract(name: string, makePlace: () => Place | Promise<Place>): void {
  const setUp = async (before: readonly Entry[] = []) => {
    const place = await makePlace();
    if (before.length > 0) await append(place, before);
    return place;
  };
  const append = async (place: Place, added: readonly Entry[]) => {
    const session = await place().open(holderOf('writer'), newState);
    await session.append(added);
    await session.close();
  };

  describe(`the ${name} store`, () => {
    test('has nothing where nothing was written', async () => {
      const place = await setUp();
      expect(await place().read()).toBeUndefined();
    });

    test('has nothing after a session that appended nothing', async () => {
      const place = await setUp();
      const session = await place().open(holderOf('idle'), newState);
      expect(textOf(session.state)).toBe(textOf(newState()));
      await session.append([]);
      await session.close();
      expect(await place().read()).toBeUndefined();
    });

    test('gives back what was appended, of every type', async () => {
      const place = await setUp(entries);
      const state = await place().read();
      expect(state?.lineage).toBe(lineage);
      expect(state?.account).toBe(account);
      expect(state?.serial).toBe(1);
      expect([...(state?.bindings ?? [])]).toEqual([['apps.support', '1400000001']]);
      expect(state?.records.get('apps.support.messages')).toEqual({
        kind: 'messages',
        body: { historyDays: 30, recall: { minutes: 2 }, blockedWords: ['a', 'ü', '😀'] },
      });
      expect(state?.records.get('cam.policies["ops.read"]')?.body.description).toBe(
        'line\nbreak\u0000and "quotes"',
      );
      expect(state?.intents.get('call-1')?.before).toEqual(['1400000001']);
      expect(state?.intents.get('call-1')?.patch).toEqual({ name: 'Lobby', introduction: null });
      expect(state?.runs).toEqual([runOf('run-1')]);
      expect([...(state?.undos ?? [])]).toEqual([
        [
          'run-1',
          [
            {
              address: 'apps.support.messages',
              kind: 'messages',
              action: 'update',
              leaves: [{ path: ['historyDays'], before: 7 }, { path: ['recall', 'minutes'] }],
              lasting: [],
            },
          ],
        ],
      ]);
    });

    test('carries out what takes away', async () => {
      const place = await setUp(entries);
      await append(place, [
        { type: 'unbind', address: 'apps.support' },
        { type: 'forget', address: 'apps.support.messages' },
        { type: 'settle', id: 'call-1' },
      ]);
      const state = await place().read();
      expect([...(state?.bindings ?? [])]).toEqual([]);
      expect([...(state?.records.keys() ?? [])]).toEqual(['cam.policies["ops.read"]']);
      expect([...(state?.intents ?? [])]).toEqual([]);
    });

    test('keeps keys such as __proto__ and constructor, at every depth', async () => {
      const body = JSON.parse(
        '{"__proto__":{"constructor":{"__proto__":7}},"toString":[{"__proto__":null}]}',
      );
      const address = 'apps.__proto__.userFields.constructor';
      const place = await setUp([
        { type: 'bind', address: 'apps.__proto__', id: '1400000002' },
        { type: 'record', address, recorded: { kind: 'user-field', body } },
        { type: 'record', address: '__proto__', recorded: { kind: 'user-field', body } },
        {
          type: 'intent',
          intent: { id: '__proto__', address, kind: 'user-field', action: 'update', patch: body },
        },
      ]);
      const state = await place().read();
      const text = JSON.stringify(body);
      expect(JSON.stringify(state?.records.get(address)?.body)).toBe(text);
      expect(JSON.stringify(state?.records.get('__proto__')?.body)).toBe(text);
      expect(JSON.stringify(state?.intents.get('__proto__')?.patch)).toBe(text);
      expect(state?.bindings.get('apps.__proto__')).toBe('1400000002');
      expect(state?.records.get(address)?.body.hasOwnProperty).toBeUndefined();
      expect(Object.hasOwn(Object.prototype, '7')).toBe(false);
    });

    test('keeps intents in their order, whatever their IDs', async () => {
      const intentOf = (id: string): Entry => ({
        type: 'intent',
        intent: { id, address: 'apps.lobby', kind: 'app', action: 'update', patch: {} },
      });
      const place = await setUp(['b', '10', 'a', '9'].map(intentOf));
      expect([...((await place().read())?.intents.keys() ?? [])]).toEqual(['b', '10', 'a', '9']);
    });

    test(`keeps the last ${maxRuns} runs, oldest first`, async () => {
      const ids = Array.from({ length: maxRuns + 5 }, (_, i) => `run-${i}`);
      const place = await setUp(ids.map((id) => ({ type: 'run', run: runOf(id) })));
      expect((await place().read())?.runs.map(({ id }) => id)).toEqual(ids.slice(5));
    });

    test(`keeps how to take back the last ${maxUndos} runs, each with all of its changes in their order`, async () => {
      const undoOf = (run: string, address: string): Entry => ({
        type: 'undo',
        run,
        inverse: { address, kind: 'app', action: 'create', lasting: [] },
      });
      const ids = Array.from({ length: maxUndos + 3 }, (_, i) => `run-${i}`);
      const place = await setUp(ids.flatMap((id) => [undoOf(id, 'apps.support'), undoOf(id, 'apps.lobby')]));
      const undos = (await place().read())?.undos;
      expect([...(undos?.keys() ?? [])]).toEqual(ids.slice(3));
      expect(undos?.get('run-5')?.map(({ address }) => address)).toEqual(['apps.support', 'apps.lobby']);
    });

    test('raises the serial by one for a session that appended, however often', async () => {
      const place = await setUp(entries);
      const session = await place().open(holderOf('second'), newState);
      expect(session.state.serial).toBe(1);
      await session.append([{ type: 'settle', id: 'call-1' }]);
      await session.append([{ type: 'unbind', address: 'apps.support' }]);
      await session.close();
      expect((await place().read())?.serial).toBe(2);
    });

    test('leaves the serial alone when nothing was appended', async () => {
      const place = await setUp(entries);
      const before = textOf(await place().read());
      const session = await place().open(holderOf('idle'), newState);
      await session.close();
      expect(textOf(await place().read())).toBe(before);
    });

    test('begins from what there is, and asks for a beginning only where there is nothing', async () => {
      const place = await setUp(entries);
      const session = await place().open(holderOf('second'), () => {
        throw new Error('there is a state already');
      });
      expect(textOf(session.state)).toBe(textOf(await place().read()));
      await session.close();
    });

    test('begins with all that the beginning has', async () => {
      const place = await setUp();
      const bindings = new Map([['apps.support', '1400000001']]);
      const session = await place().open(holderOf('first'), () => ({ ...newState(), serial: 7, bindings }));
      await session.append([{ type: 'bind', address: 'apps.lobby', id: '1400000002' }]);
      await session.close();
      const state = await place().read();
      expect(state?.serial).toBe(8);
      expect([...(state?.bindings.keys() ?? [])].sort()).toEqual(['apps.lobby', 'apps.support']);
    });

    test('shows to a reader what a session has appended so far, and the session shows the same', async () => {
      const place = await setUp();
      const session = await place().open(holderOf('writer'), newState);
      for (const entry of entries) {
        await session.append([entry]);
        expect(textOf(await place().read())).toBe(textOf(session.state));
      }
      const last = textOf(session.state);
      await session.close();
      expect(textOf(await place().read())).toBe(last);
    });

    test('keeps the order of appends that nobody waited for', async () => {
      const place = await setUp();
      const session = await place().open(holderOf('writer'), newState);
      const ids = Array.from({ length: 50 }, (_, i) => String(1_400_000_000 + i));
      const all = ids.map((id) => session.append([{ type: 'bind', address: 'apps.support', id }]));
      await session.close();
      await Promise.all(all);
      expect((await place().read())?.bindings.get('apps.support')).toBe('1400000049');
    });

    test('lets one session write at a time, and says who it is', async () => {
      const place = await setUp(entries);
      const session = await place().open(holderOf('first'), newState);
      const second = place().open(holderOf('second'), newState);
      await expect(second).rejects.toBeInstanceOf(StateLocked);
      await expect(second).rejects.toHaveProperty('holder.id', 'first');
      expect((await place().read())?.serial).toBe(1);
      await session.close();
      await (await place().open(holderOf('second'), newState)).close();
    });

    test('replaces all at once, with the serial above the newest of both, and keeps what was there', async () => {
      const place = await setUp(entries);
      const before = await place().read();
      for (const [serial, next] of [
        [0, 2],
        [40, 41],
      ] as const) {
        const session = await place().open({ ...holderOf('restorer'), by: 'alice' }, newState);
        const content = { ...newState(), serial, lineage: 'lobby', bindings: new Map([['apps.lobby', '1']]) };
        await session.replace(content);
        const written = { ...content, serial: next };
        expect(textOf(session.state)).toBe(textOf(written));
        // It is there before the end of the session.
        expect(textOf(await place().read())).toBe(textOf(written));
        await session.close();
        expect(textOf(await place().read())).toBe(textOf(written));
      }
      expect(textOf(await place().generation(1))).toBe(textOf(before));
    });

    test('replaces a state that is not there yet', async () => {
      const place = await setUp();
      const session = await place().open(holderOf('restorer'), newState);
      await session.replace({ ...newState(), serial: 7 });
      await session.close();
      expect((await place().read())?.serial).toBe(8);
    });

    test('neither appends after a replacement, nor replaces after an append', async () => {
      const place = await setUp();
      const first = await place().open(holderOf('first'), newState);
      await first.replace(newState());
      await expect(first.append(entries)).rejects.toBeInstanceOf(StateError);
      await expect(first.replace(newState())).rejects.toBeInstanceOf(StateError);
      await first.close();
      const second = await place().open(holderOf('second'), newState);
      await second.append(entries);
      await expect(second.replace(newState())).rejects.toBeInstanceOf(StateError);
      await second.close();
      expect((await place().read())?.serial).toBe(2);
    });

    test('tells which states it keeps, newest first, and who wrote them', async () => {
      const place = await setUp();
      expect(await place().history()).toEqual([]);
      for (const id of ['run-1', 'run-2']) {
        const session = await place().open({ ...holderOf(id), by: 'alice' }, newState);
        await session.append([{ type: 'run', run: runOf(id) }]);
        await session.close();
      }
      const [newest, older] = await place().history();
      const { host, since, command } = holderOf('run-2');
      expect(newest).toMatchObject({
        serial: 2,
        at: since,
        isPresent: true,
        resources: 0,
        writer: { id: 'run-2', host, since, command, by: 'alice' },
        run: runOf('run-2'),
      });
      expect(older).toMatchObject({ serial: 1, isPresent: false, run: runOf('run-1') });
      expect((await place().generation(2))?.runs).toHaveLength(2);
      expect((await place().generation(1))?.runs).toHaveLength(1);
      expect(await place().generation(3)).toBeUndefined();
    });

    test('tells who holds the lock, and takes it away by its ID from who is elsewhere', async () => {
      const place = await setUp(entries);
      expect(await place().held('build-7')).toBeUndefined();
      const session = await place().open(holderOf('first'), newState);
      expect(await place().held('build-7')).toEqual({ holder: holderOf('first'), process: 'running' });
      expect((await place().held('laptop-3'))?.process).toBe('unknown');
      await expect(place().unlock('other', 'laptop-3')).rejects.toThrow('has another ID, first');
      await expect(place().unlock('first', 'build-7')).rejects.toBeInstanceOf(StateLocked);
      expect(await place().unlock('first', 'laptop-3')).toEqual(holderOf('first'));
      expect(await place().held('build-7')).toBeUndefined();
      await expect(place().unlock('first', 'laptop-3')).rejects.toBeInstanceOf(StateError);
      // Who lost the lock writes nothing more.
      await expect(session.append([{ type: 'settle', id: 'call-1' }])).rejects.toBeInstanceOf(StateError);
      await session.close().catch(() => undefined);
      expect((await place().read())?.serial).toBe(1);
    });

    test('a session that lost its lock replaces nothing', async () => {
      const place = await setUp(entries);
      const session = await place().open(holderOf('first'), newState);
      await place().unlock('first', 'laptop-3');
      await expect(session.replace(newState())).rejects.toBeInstanceOf(StateError);
      await session.close().catch(() => undefined);
      expect((await place().read())?.bindings.size).toBe(1);
    });

    test('gives the same state as long as nobody wrote to it, and another one then', async () => {
      const place = await setUp(entries);
      const store = place();
      const first = await store.read();
      expect(await store.read()).toBe(first);
      const session = await place().open(holderOf('second'), newState);
      await session.append([{ type: 'settle', id: 'call-1' }]);
      const second = await store.read();
      expect(second?.intents.size).toBe(0);
      expect(await store.read()).toBe(second);
      await session.close();
      expect((await store.read())?.serial).toBe(2);
    });

    test('takes nothing more after closing, and closes twice', async () => {
      const place = await setUp();
      const session = await place().open(holderOf('writer'), newState);
      await session.append(entries);
      await session.close();
      await session.close();
      await expect(session.append(entries)).rejects.toBeInstanceOf(StateError);
      expect((await place().read())?.serial).toBe(1);
    });
  });
}
