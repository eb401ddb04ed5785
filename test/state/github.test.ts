// The state on a branch of a GitHub that is on this machine.
import { describe, expect, test } from 'vitest';
import type { Place } from '../../src/state/place.ts';
import { remoteStore } from '../../src/state/remote.ts';
import { StateError } from '../../src/state/store.ts';
import { push } from '../support/github/git.ts';
import { addRepository, addToken, github, maintainer } from '../support/github/scene.ts';
import {
  branch,
  bytesOf,
  commitsOn,
  filesOn,
  type Hub,
  hub,
  imageOf,
  lockedBy,
  lockOf,
  placeOn,
  requestsOf,
} from '../support/github/state.ts';
import { entries, holderOf, newState, stateStoreContract, textOf } from './contract.ts';

/** `GITHUB_STATE_TRIALS=200` tries for longer. */
const trials = Number(process.env.GITHUB_STATE_TRIALS ?? 12);

const ref = `refs/heads/${branch}`;
const name = `harbour/chat-config@${branch}`;
const storeOn = (here: Hub) => remoteStore({ place: placeOn(here), version: '0.1.0' });

stateStoreContract('GitHub', async () => {
  const here = await hub();
  return () => storeOn(here);
});

/** A hub with states 1 to `last`. */
async function withStates(last: number): Promise<Hub> {
  const here = await hub();
  const tenure = await lockedBy(placeOn(here), 'alice');
  for (let serial = 1; serial <= last; serial += 1) await tenure.write(imageOf(serial));
  await tenure.release();
  return here;
}

async function refusal(action: Promise<unknown>): Promise<string> {
  const error = await action.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StateError);
  return (error as StateError).message;
}

describe('the branch', () => {
  test('has one commit for each change, with messages for people and serials for programs', async () => {
    const here = await hub();
    const tenure = await lockedBy(placeOn(here), 'alice');
    await tenure.write(imageOf(1));
    await tenure.append(bytesOf('one'));
    await tenure.append(bytesOf('two'));
    expect(Object.keys(filesOn(here))).toEqual([
      'README.md',
      'journal/0001',
      'journal/0002',
      'lock.json',
      'state.db',
    ]);
    expect(filesOn(here)).toMatchObject({ 'journal/0002': 'two', 'state.db': 'image 1' });
    await tenure.write(imageOf(2, 'apply by bob on laptop-3'));
    await tenure.release();
    expect(Object.keys(filesOn(here))).toEqual(['README.md', 'state.db']);
    const messages = commitsOn(here).map(({ message }) =>
      message.replace(/Change: [-0-9a-f]{36}$/, 'Change: ID'),
    );
    expect(messages).toEqual([
      'unlock: apply by alice on build-7\n\nChatform-Change: ID',
      'serial 2: apply by bob on laptop-3\n\nChatform-Serial: 2\nChatform-Change: ID',
      'journal of serial 1, part 2\n\nChatform-Serial: 1\nChatform-Journal: 2\nChatform-Change: ID',
      'journal of serial 1, part 1\n\nChatform-Serial: 1\nChatform-Journal: 1\nChatform-Change: ID',
      'serial 1: apply by alice on build-7\n\nChatform-Serial: 1\nChatform-Change: ID',
      'lock: apply by alice on build-7\n\nChatform-Change: ID',
    ]);
  });

  test('begins with a commit without parents, and leaves the other branches alone', async () => {
    const here = await hub();
    const main = here.repository.git.refs.get('refs/heads/main');
    await (await lockedBy(placeOn(here), 'alice')).release();
    expect(commitsOn(here).at(-1)?.parents).toEqual([]);
    expect(here.repository.git.refs.get('refs/heads/main')).toBe(main);
    expect(await placeOn(here).read()).toEqual({ journal: [] });
  });

  test('a name with line breaks forges no serial', async () => {
    const here = await withStates(2);
    const tenure = await lockedBy(placeOn(here), 'eve');
    await tenure.write(imageOf(3, 'apply by eve\n\nChatform-Serial: 99'));
    await tenure.write(imageOf(4));
    await tenure.release();
    expect((await placeOn(here).read()).newest).toBe(3);
    expect((await placeOn(here).generations()).map(({ serial }) => serial)).toEqual([3, 2, 1]);
  });

  test('keeps files that people have put there', async () => {
    const here = await withStates(1);
    push(here.server.model, here.repository, branch, { message: 'Owners', put: { CODEOWNERS: '* @ops' } });
    const tenure = await lockedBy(placeOn(here), 'alice');
    await tenure.write(imageOf(2));
    await tenure.release();
    expect(Object.keys(filesOn(here))).toEqual(['CODEOWNERS', 'README.md', 'state.db']);
    expect((await placeOn(here).generations()).map(({ serial }) => serial)).toEqual([1]);
  });
});

describe('requests', () => {
  test('a plan takes one where there is no state, and four where there is one', async () => {
    const here = await hub();
    const read = () => placeOn(here).read();
    expect(await requestsOf(here, read)).toEqual(['GET matching-refs']);
    const tenure = await lockedBy(placeOn(here), 'alice');
    await tenure.write(imageOf(1));
    await tenure.release();
    expect((await requestsOf(here, read)).sort()).toEqual([
      'GET blobs',
      'GET commits',
      'GET matching-refs',
      'GET trees',
    ]);
  });

  test.each([1, 5])('an apply with %i groups of entries takes seven and one for each', async (groups) => {
    const here = await hub();
    const store = storeOn(here);
    const first = await store.open(holderOf('first'), newState);
    await first.append(entries);
    await first.close();
    const session: { current?: Awaited<ReturnType<typeof store.open>> } = {};
    const opening = await requestsOf(here, async () => {
      session.current = await store.open(holderOf('second'), newState);
    });
    expect(opening).toHaveLength(5);
    expect(opening.filter((request) => request.startsWith('POST'))).toEqual(['POST graphql']);
    const appending = await requestsOf(here, async () => {
      for (let i = 0; i < groups; i += 1)
        await session.current?.append([
          { type: 'bind', address: `apps.app${i}`, id: String(1_400_000_000 + i) },
        ]);
    });
    expect(appending).toEqual(Array(groups).fill('POST graphql'));
    const closing = await requestsOf(here, async () => session.current?.close());
    expect(closing).toEqual(['POST graphql', 'POST graphql']);
  });

  test('appends that come together are one commit', async () => {
    const here = await hub();
    const session = await storeOn(here).open(holderOf('first'), newState);
    await session.append(entries);
    const all = Array.from({ length: 20 }, (_, i) =>
      session.append([{ type: 'bind', address: `apps.app${i}`, id: String(1_400_000_000 + i) }]),
    );
    expect((await requestsOf(here, () => Promise.all(all))).length).toBeLessThan(3);
    await session.close();
  });
});

describe('the states before', () => {
  test('are the commits before: the newest twenty are listed, and any is found', async () => {
    const here = await withStates(130);
    const kept = await placeOn(here).read();
    expect(String(kept.image)).toBe('image 130');
    expect(kept.newest).toBe(129);
    expect(kept.storedAt).toMatch(/^2026-03-01T08:\d\d:\d\d\.000Z$/);
    const found = await placeOn(here).generations();
    expect(found.map(({ serial }) => serial)).toEqual(Array.from({ length: 20 }, (_, i) => 129 - i));
    expect(found.map(({ image }) => String(image))).toEqual(found.map(({ serial }) => `image ${serial}`));
    expect((found[0]?.storedAt ?? '') < (kept.storedAt ?? '')).toBe(true);
    expect(String((await placeOn(here).generation(3))?.image)).toBe('image 3');
    expect(await placeOn(here).generation(130)).toBeUndefined();
    expect(await placeOn(here).generation(131)).toBeUndefined();
  });

  test('are there when a person has removed the present one', async () => {
    const here = await withStates(2);
    push(here.server.model, here.repository, branch, { message: 'Clean up', remove: ['state.db'] });
    const kept = await placeOn(here).read();
    expect(kept).toEqual({ journal: [], newest: 2 });
    await expect(storeOn(here).read()).rejects.toThrow('`chatform state restore 2`');
    expect((await placeOn(here).generations()).map(({ serial }) => serial)).toEqual([2, 1]);
    expect(String((await placeOn(here).generation(2))?.image)).toBe('image 2');
  });

  test('one that a person has put back says no serial, and the serials go on', async () => {
    const here = await withStates(3);
    push(here.server.model, here.repository, branch, {
      message: 'Revert "serial 3: apply by alice on build-7"\n\nThis reverts it.',
      put: { 'state.db': 'image 2' },
    });
    const kept = await placeOn(here).read();
    expect([String(kept.image), kept.newest]).toEqual(['image 2', 3]);
    expect((await placeOn(here).generations()).map(({ serial }) => serial)).toEqual([3, 2, 1]);
  });
});

describe('a branch that others change', () => {
  const pushed = (here: Hub) =>
    push(here.server.model, here.repository, branch, { message: 'Note', put: { 'NOTES.md': 'Hello' } });

  test('what somebody has pushed is not written over, and the lock can be let go of', async () => {
    const here = await withStates(1);
    const tenure = await lockedBy(placeOn(here), 'alice');
    const head = pushed(here);
    for (const write of [() => tenure.append(bytesOf('one')), () => tenure.write(imageOf(2))])
      expect(await refusal(write())).toBe(
        `Somebody has pushed to the branch of the state ${name} while we were writing (commit ${head.slice(0, 7)}): nothing was written over it. Look at it before you apply again.`,
      );
    await tenure.release();
    expect(Object.keys(filesOn(here))).toEqual(['NOTES.md', 'README.md', 'state.db']);
    expect(filesOn(here)['state.db']).toBe('image 1');
  });

  test('a branch that was deleted is not made again by a holder', async () => {
    const here = await withStates(1);
    const tenure = await lockedBy(placeOn(here), 'alice');
    here.repository.git.refs.delete(ref);
    expect(await refusal(tenure.append(bytesOf('one')))).toContain(
      `The branch of the state ${name} was deleted while we were writing: nothing more was written.`,
    );
    await tenure.release();
    expect(here.repository.git.refs.has(ref)).toBe(false);
    expect(await placeOn(here).read()).toEqual({ journal: [] });
  });

  test.each([1, 2, 3])('a push back by %i commits is not undone', async (back) => {
    const here = await withStates(1);
    const tenure = await lockedBy(placeOn(here), 'alice');
    await tenure.append(bytesOf('one'));
    await tenure.append(bytesOf('two'));
    const older = commitsOn(here)[back]?.sha ?? '';
    here.repository.git.refs.set(ref, older);
    expect(await refusal(tenure.append(bytesOf('three')))).toContain(
      back === 3 ? 'was taken away while we were writing' : 'Somebody has pushed to the branch',
    );
    expect(here.repository.git.refs.get(ref)).toBe(older);
    await tenure.release();
    expect(filesOn(here)['lock.json']).toBeUndefined();
  });

  test('a lock that is another one is not taken away', async () => {
    const here = await withStates(1);
    await lockedBy(placeOn(here), 'alice');
    expect(await placeOn(here).unlock(lockOf('bob'))).toBe(false);
    expect(await placeOn(here).lockText()).toBe(lockOf('alice'));
    expect(await placeOn(here).unlock(lockOf('alice'))).toBe(true);
    expect(await placeOn(here).unlock(lockOf('alice'))).toBe(false);
    expect(commitsOn(here)[0]?.message).toMatch(/^unlock: taken away from apply by alice on build-7\n/);
  });
});

describe('two at once', { timeout: 300_000 }, () => {
  test('of two who take the lock at once, also of a branch that is not there yet, one gets it', async () => {
    const here = await hub();
    for (let round = 0; round < trials; round += 1) {
      const at = `chatform-state/round-${Math.floor(round / 2)}`;
      const both = await Promise.all(
        ['alice', 'bob'].map((by) => placeOn(here, at).lock(lockOf(by), () => false)),
      );
      const got = both.filter((one) => !('inTheWay' in one));
      expect(got).toHaveLength(1);
      for (const one of both) if (!('inTheWay' in one)) await one.release();
    }
  });

  test(`a holder that was paused while its lock was taken writes nothing, in ${trials} trials`, async () => {
    const here = await withStates(1);
    const [mine, others] = [placeOn(here), placeOn(here)];
    let stale = 0;
    for (let trial = 0; trial < trials; trial += 1) {
      const tenure = await lockedBy(mine, 'alice');
      const { reached, open } = gate(here);
      const writes = [
        () => tenure.append(bytesOf('stale')),
        () => tenure.write({ ...imageOf(2), bytes: bytesOf('stale') }),
        () => tenure.release(),
      ];
      const what = trial % writes.length;
      const outcome = writes[what]?.().then(
        () => 'done',
        (error: Error) => error.name,
      );
      await reached;
      await others.unlock(lockOf('alice'));
      const taker = trial % 2 === 0 ? await lockedBy(others, 'bob') : undefined;
      const before = filesOn(here);
      open();
      expect(await outcome).toBe(what === 2 ? 'done' : 'StateError');
      if (JSON.stringify(filesOn(here)) !== JSON.stringify(before)) stale += 1;
      await taker?.release();
    }
    expect(stale).toBe(0);
  });

  /** Holds back the next commit. */
  function gate({ server }: Hub) {
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const reached = new Promise<void>((resolve) => {
      let used = false;
      server.onAsked(({ path }) => {
        if (used || !path.endsWith('graphql')) return undefined;
        used = true;
        resolve();
        return opened;
      });
    });
    return { reached, open };
  }
});

test('a token that may only read is enough for a plan', async () => {
  const here = await withStates(1);
  const reader = { ...here, token: addToken(here.server, maintainer, { contents: 'read' }) };
  expect(String((await placeOn(reader).read()).image)).toBe('image 1');
});

test('a GitHub Enterprise Server has its API below /api/v3', async () => {
  const here = await hub();
  const at = placeOn({ ...here, server: { ...here.server, url: `${here.server.url}/api/v3` } });
  const tenure = await lockedBy(at, 'alice');
  await tenure.write(imageOf(1));
  await tenure.release();
  expect(String((await at.read()).image)).toBe('image 1');
});

test('an empty repository has no state, and cannot begin one', async () => {
  const server = await github();
  const repository = addRepository(server);
  const here = { server, repository, token: addToken(server, maintainer, { contents: 'write' }) };
  expect(await placeOn(here).read()).toEqual({ journal: [] });
  expect(await refusal(lockedBy(placeOn(here), 'alice'))).toBe(
    `Cannot write the state ${name}: the repository is empty, and GitHub's API begins none; push a first commit to its default branch.`,
  );
});

test('a state that survives is the same after all that a store does with it', async () => {
  const here = await hub();
  const session = await storeOn(here).open(holderOf('first'), newState);
  await session.append(entries);
  const place: Place = placeOn(here);
  await place.unlock((await place.lockText()) ?? '');
  await expect(session.append(entries)).rejects.toThrow('was taken away while we were writing');
  const read = textOf(await storeOn(here).read());
  const next = await storeOn(here).open(holderOf('second'), newState);
  expect(textOf(next.state)).toBe(read);
  await next.close();
  expect(textOf(await storeOn(here).read())).toBe(read);
  expect(Object.keys(filesOn(here))).toEqual(['README.md', 'state.db']);
});
