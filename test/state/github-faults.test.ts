// The state on GitHub when GitHub, or the way to it, has trouble.
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { statePace } from '../../src/state/github.ts';
import type { Kept, Place } from '../../src/state/place.ts';
import { StateError } from '../../src/state/store.ts';
import { formsOf } from '../support/encodings.ts';
import type { Fault } from '../support/github/faults.ts';
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
} from '../support/github/state.ts';

const name = `harbour/chat-config@${branch}`;

/** A run from its lock to its end. */
async function run(at: Place, serial: number): Promise<void> {
  const tenure = await lockedBy(at, 'alice');
  await tenure.append(bytesOf(`${serial}: one`));
  await tenure.append(bytesOf(`${serial}: two`));
  await tenure.write(imageOf(serial));
  await tenure.release();
}

/** `GITHUB_STATE_TRIALS=200` tries all. */
const isFull = process.env.GITHUB_STATE_TRIALS !== undefined;

/** The requests at which trouble is tried: of each trouble every third, so that all together try all. */
const positions = (requests: number, [trouble]: (typeof troubles)[number]) =>
  Array.from({ length: requests }, (_, at) => at).filter(
    (at) => isFull || (at + troubles.findIndex(([other]) => other === trouble)) % 3 === 0,
  );

const textsOf = ({ image, journal, newest }: Kept) => ({
  image: image && String(image),
  journal: journal.map(String),
  newest,
});

/** One that has been there, with a first state. */
async function begun(): Promise<Hub> {
  const here = await hub();
  await run(placeOn(here), 1);
  return here;
}

/** Trouble at the n-th request from now, and at so many after it. */
function failAt({ server }: Hub, n: number, fault: Fault, times = 1): void {
  let count = 0;
  server.onAsked(() => {
    if (count >= n && count < n + times) server.fail(fault);
    count += 1;
  });
}

const troubles: readonly [string, Fault][] = [
  ['a 502 before', { with: 502 }],
  ['a 502 after', { with: 502, done: true }],
  ['a cut before', { with: 'reset' }],
  ['a cut after', { with: 'reset', done: true }],
  ['half an answer', { with: 'half' }],
];

describe('trouble once, at each request of a run', { timeout: 120_000 }, () => {
  test.each(troubles)('%s: nothing is lost, and nothing is done twice', async (trouble, fault) => {
    const plain = await begun();
    const before = plain.server.asked.length;
    await run(placeOn(plain), 2);
    const requests = plain.server.asked.length - before;
    expect(requests).toBe(9);
    for (const at of positions(requests, [trouble, fault])) {
      const here = await begun();
      failAt(here, at, fault);
      await run(placeOn(here), 2);
      expect(textsOf(await placeOn(here).read())).toEqual({ image: 'image 2', journal: [], newest: 1 });
      expect(commitsOn(here).map(({ message }) => message.split('\n')[0])).toEqual(
        commitsOn(plain).map(({ message }) => message.split('\n')[0]),
      );
    }
  });

  test.each(troubles)('%s, while the branch begins: it is begun once', async (_, fault) => {
    for (let at = 0; at < 4; at += 1) {
      const here = await hub();
      failAt(here, at, fault);
      await run(placeOn(here), 1);
      expect(textsOf(await placeOn(here).read())).toEqual({
        image: 'image 1',
        journal: [],
        newest: undefined,
      });
      expect(commitsOn(here)).toHaveLength(5);
    }
  });
});

describe('trouble that lasts, from each request of a run', { timeout: 120_000 }, () => {
  test.each(troubles)(
    '%s: what was acknowledged is there, and the next run goes on',
    async (trouble, fault) => {
      for (const at of positions(9, [trouble, fault])) {
        const here = await begun();
        const acknowledged: string[] = [];
        failAt(here, at, fault, 1000);
        const failed = await (async () => {
          const tenure = await lockedBy(placeOn(here), 'alice');
          acknowledged.push('lock');
          for (const part of ['one', 'two']) {
            await tenure.append(bytesOf(`2: ${part}`));
            acknowledged.push(part);
          }
          await tenure.write(imageOf(2));
          acknowledged.push('image');
          await tenure.release();
        })().catch((error: unknown) => error);
        expect(failed).toBeInstanceOf(StateError);
        here.server.onAsked(() => {});
        const left = textsOf(await placeOn(here).read());
        if (acknowledged.includes('image')) expect(left.image).toBe('image 2');
        else if (left.image !== 'image 2') {
          const wanted = acknowledged
            .filter((one) => one === 'one' || one === 'two')
            .map((one) => `2: ${one}`);
          expect(left.journal.slice(0, wanted.length)).toEqual(wanted);
          expect(left.journal.length - wanted.length).toBeLessThan(2);
        }
        const isNew = left.image === 'image 2';
        const again = placeOn(here);
        await again.unlock(lockOf('alice'));
        await run(again, 3);
        const { image, newest } = textsOf(await again.read());
        expect([image, newest]).toEqual(['image 3', isNew ? 2 : 1]);
      }
    },
  );
});

describe('a server that is behind', () => {
  test.each([1, 3])('showing the branch as it was %i commits ago, it costs nothing', async (back) => {
    const here = await begun();
    const { git } = here.repository;
    const tenure = await lockedBy(placeOn(here), 'alice');
    for (const part of ['one', 'two', 'three']) await tenure.append(bytesOf(part));
    const older = commitsOn(here)[back]?.sha ?? '';
    here.repository.behind = { refs: new Map([...git.refs, [`refs/heads/${branch}`, older]]), answers: 2 };
    here.server.fail({ path: /graphql/, with: 'reset', done: true });
    await tenure.append(bytesOf('four'));
    await tenure.release();
    expect(textsOf(await placeOn(here).read()).journal).toEqual(['one', 'two', 'three', 'four']);
  });

  test('a lock that it does not show yet is not taken', async () => {
    const here = await begun();
    const refs = new Map(here.repository.git.refs);
    await lockedBy(placeOn(here), 'alice');
    here.repository.behind = { refs, answers: 1 };
    expect(await placeOn(here).lock(lockOf('bob'), () => false)).toEqual({ inTheWay: lockOf('alice') });
  });

  test('a branch that it does not show yet is not begun again', async () => {
    const here = await hub();
    const refs = new Map(here.repository.git.refs);
    await lockedBy(placeOn(here), 'alice');
    here.repository.behind = { refs, answers: 1 };
    expect(await placeOn(here).lock(lockOf('bob'), () => false)).toEqual({ inTheWay: lockOf('alice') });
    expect(commitsOn(here)).toHaveLength(1);
  });
});

test('an append whose answer was lost, and whose lock was taken then, is not said to have failed', async () => {
  const here = await begun();
  const tenure = await lockedBy(placeOn(here), 'alice');
  here.server.fail({ path: /graphql/, with: 'reset', done: true });
  let asked = 0;
  here.server.onAsked(async () => {
    asked += 1;
    if (asked === 2) await placeOn(here).unlock(lockOf('alice'));
  });
  await tenure.append(bytesOf('one'));
  await expect(tenure.append(bytesOf('two'))).rejects.toThrow('was taken away');
  expect(textsOf(await placeOn(here).read()).journal).toEqual(['one']);
});

/** What is said of a refusal; without the token in any form. */
async function said({ token }: Hub, action: Promise<unknown>): Promise<string> {
  const error = await action.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StateError);
  const shown = inspect(error, { depth: 20, showHidden: true });
  for (const form of formsOf(Buffer.from(token))) expect(shown).not.toContain(form.toString('latin1'));
  expect(shown).not.toMatch(/authorization|user-agent/i);
  return (error as StateError).message;
}

describe('what is said', () => {
  const reading: [string, Omit<Fault, 'path'>, string][] = [
    [
      'a token that is not valid',
      { with: 401 },
      `Cannot read the state ${name}: the token is not valid, or no longer (GitHub answered 401: Bad credentials). Set GH_TOKEN or GITHUB_TOKEN to one that is valid.`,
    ],
    [
      'a token that may not',
      { with: 403 },
      `Cannot read the state ${name}: the token may not: it needs \`contents: read\` (GitHub answered 403: Resource not accessible by integration).`,
    ],
    [
      'a repository that cannot be seen',
      { with: 404 },
      `Cannot read the state ${name}: it is not there, or the token cannot see it: it needs \`contents: read\` (GitHub answered 404: Not Found).`,
    ],
    [
      'a rate limit that is used up',
      { with: 'primary', headers: { 'x-ratelimit-reset': '1767225600' } },
      `Cannot read the state ${name}: the rate limit of the token is used up until 2026-01-01T00:00:00.000Z (GitHub answered 403: API rate limit exceeded for installation ID 51).`,
    ],
    [
      'GitHub that is down',
      { with: 503, times: 9 },
      `Cannot read the state ${name}: GitHub answered 503: GitHub has trouble.`,
    ],
    [
      'an address that is none of GitHub',
      { with: 'html', times: 9 },
      `Cannot read the state ${name}: the answer (HTTP 200, text/html) is no JSON: is this the address of GitHub's API?`,
    ],
  ];
  test.each(reading)('of %s, while reading', async (_, fault, sentence) => {
    const here = await begun();
    here.server.fail({ path: /matching-refs/, ...fault });
    expect(await said(here, placeOn(here).read())).toBe(sentence);
  });

  const writing: [string, Omit<Fault, 'path'>, string][] = [
    [
      'a secondary limit',
      { with: 'secondary', headers: { 'retry-after': '90' } },
      `Cannot write the state ${name}: GitHub's rate limit is hit: try again in 90 s (GitHub answered 403: You have exceeded a secondary rate limit. Please wait a few minutes before you try again).`,
    ],
    [
      'GitHub that has trouble for long',
      { with: 502, times: 9 },
      `Cannot write the state ${name}: GitHub answered 502: GitHub has trouble. It is not known whether it was done: \`chatform state history\` and \`chatform state lock\` show what is there.`,
    ],
    [
      'a query that takes GitHub too long',
      {
        with: 200,
        times: 9,
        more: {
          errors: [{ message: 'Something went wrong while executing your query. Please include it.' }],
        },
      },
      `Cannot write the state ${name}: GitHub answered 500: GitHub has trouble. It is not known whether it was done: \`chatform state history\` and \`chatform state lock\` show what is there.`,
    ],
    [
      'the rate limit of GraphQL',
      {
        with: 200,
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '1767225600' },
        more: { errors: [{ type: 'RATE_LIMITED', message: 'API rate limit exceeded' }] },
      },
      `Cannot write the state ${name}: the rate limit of the token is used up until 2026-01-01T00:00:00.000Z (GitHub says: API rate limit exceeded).`,
    ],
  ];
  test.each(writing)('of %s, while writing', async (_, fault, sentence) => {
    const here = await begun();
    const tenure = await lockedBy(placeOn(here), 'alice');
    here.server.fail({ path: /graphql/, ...fault });
    expect(await said(here, tenure.append(bytesOf('one')))).toBe(sentence);
    expect(filesOn(here)['journal/0001']).toBeUndefined();
  });

  test('of a token that may only read', async () => {
    const here = await begun();
    here.server.model.callers.forEach(({ permissions }) => {
      Object.assign(permissions, { contents: 'read' });
    });
    expect(await said(here, lockedBy(placeOn(here), 'alice'))).toBe(
      `Cannot write the state ${name}: the token may not: it needs \`contents: write\` (GitHub says: Resource not accessible by integration).`,
    );
  });

  test.each([true, false])('of a ruleset on the branch (there already: %s)', async (isThere) => {
    const here = isThere ? await begun() : await hub();
    here.repository.protects = /chatform-state/;
    expect(await said(here, lockedBy(placeOn(here), 'alice'))).toMatch(
      /Repository rule violations found .* A rule protects the branch: let the account of the token bypass it, or leave the branches of the state out of it\.$/,
    );
  });

  test.each([true, false])('of an archived repository (branch there already: %s)', async (isThere) => {
    const here = isThere ? await begun() : await hub();
    here.repository.archived = true;
    expect(await said(here, lockedBy(placeOn(here), 'alice'))).toMatch(
      /GitHub refuses it \(GitHub (says|answered 403): Repository was archived so is read-only\)\. Nothing can be written to an archived repository\.$/,
    );
  });

  test('of a branch whose name is in the way', async () => {
    const here = await hub();
    await lockedBy(placeOn(here, 'chatform-state'), 'alice');
    expect(await said(here, lockedBy(placeOn(here), 'alice'))).toBe(
      `Cannot write the state ${name}: GitHub answered 422: Reference update failed. Is there a branch whose name is a part of this one, or a rule that keeps it from being made?`,
    );
  });

  test('of a state that is too large, before it is sent', async () => {
    const here = await begun();
    const tenure = await lockedBy(placeOn(here), 'alice');
    const large = { ...imageOf(2), bytes: new Uint8Array(41_500_000) };
    expect(await said(here, tenure.write(large))).toBe(
      `The state ${name} has 42 MB now, and GitHub takes 40 MB at most: keep it in PostgreSQL. Nothing was written.`,
    );
    await tenure.release();
    expect(textsOf(await placeOn(here).read()).image).toBe('image 1');
  });

  test('of a server that does not answer', async () => {
    const here = await begun();
    const at = placeOn(here, branch, { timeout: 50 });
    const tenure = await lockedBy(at, 'alice');
    here.server.fail({ with: 'hang', times: 99 });
    const read = `Cannot read the state ${name}: GitHub did not answer within 0.05 s.`;
    expect(await said(here, at.read())).toBe(read);
    expect(await said(here, tenure.append(bytesOf('one')))).toBe(
      `Cannot write the state ${name}: GitHub did not answer within 0.05 s. It is not known whether it was done: \`chatform state history\` and \`chatform state lock\` show what is there.`,
    );
  });

  test('of a repository that was renamed: reading goes on, writing does not', async () => {
    const here = await begun();
    const { server } = here;
    const [renamed, old] = ['/repos/harbour/chat-config/git', '/repositories/1001/git'];
    server.fail({
      path: /matching-refs/,
      with: 301,
      headers: { location: `${server.url}${renamed}/matching-refs/heads%2Fchatform-state%2Fproduction` },
    });
    expect(textsOf(await placeOn(here).read()).image).toBe('image 1');
    const tenure = await lockedBy(placeOn(here), 'alice');
    const gone = { type: 'NOT_FOUND', message: 'Could not resolve to a Repository with the name.' };
    server.fail({ path: /graphql/, with: 200, more: { errors: [gone] } });
    expect(await said(here, tenure.append(bytesOf('one')))).toBe(
      `Cannot write the state ${name}: it is not there, or the token cannot see it: it needs \`contents: write\` (GitHub says: Could not resolve to a Repository with the name). Was the repository renamed?`,
    );
    const fresh = await hub();
    fresh.server.fail({ method: 'POST', path: /trees/, with: 307, headers: { location: old } });
    expect(await said(fresh, lockedBy(placeOn(fresh), 'alice'))).toBe(
      `Cannot write the state ${name}: the answer leads elsewhere (HTTP 307): was the repository renamed?`,
    );
  });
});

test('a rate limit is waited for, and then the commit is made once', async () => {
  const here = await begun();
  const at = placeOn(here, branch, { ...statePace, second: 1 });
  const tenure = await lockedBy(at, 'alice');
  const before = commitsOn(here).length;
  here.server.fail({ path: /graphql/, with: 'secondary', headers: { 'retry-after': '60' } });
  await tenure.append(bytesOf('one'));
  expect(commitsOn(here)).toHaveLength(before + 1);
});
