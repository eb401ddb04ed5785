// No more calls in a second than an API allows, and little slower than it allows.
import { expect, test } from 'vitest';
import { limiter, limiters } from '../../../src/adapters/tencent/limiter.ts';
import { type VirtualTime, virtualTime } from '../../support/virtual-time.ts';

/** The most moments that lie in any window of a second: its end is no longer part of it. */
function mostInASecond(moments: readonly number[]): number {
  const sorted = [...moments].sort((a, b) => a - b);
  return Math.max(...sorted.map((start, i) => sorted.slice(i).filter((at) => at < start + 1000).length));
}

/** So many calls, ten at a time, each of which takes 50 to 300 ms. */
async function workThrough(time: VirtualTime, turn: () => Promise<void>, calls: number): Promise<number[]> {
  const starts: number[] = [];
  let left = calls;
  const worker = async () => {
    while (left-- > 0) {
      await turn();
      starts.push(time.now());
      await time.wait(50 + 250 * time.random());
    }
  };
  await time.run(Promise.all(Array.from({ length: 10 }, worker)));
  return starts;
}

test.each([1, 2, 3])(
  '1,000 calls at 20 a second: never more, and within 1.1 of the 50 s (seed %i)',
  async (seed) => {
    const time = virtualTime(seed);
    const begin = time.now();
    const starts = await workThrough(time, limiter(20, time), 1000);
    expect(starts).toHaveLength(1000);
    expect(mostInASecond(starts)).toBeLessThanOrEqual(20);
    expect((time.now() - begin) / 50_000).toBeLessThanOrEqual(1.1);
  },
);

test.each([1, 2, 3])(
  'calls that reach the server with up to 50 ms of difference keep the limit there (seed %i)',
  async (seed) => {
    const time = virtualTime(seed);
    const starts = await workThrough(time, limiter(20, time), 300);
    const arrivals = starts.map((start) => start + 50 * time.random());
    expect(mostInASecond(arrivals)).toBeLessThanOrEqual(20);
  },
);

/** So many calls that are all ready at the beginning. */
async function startAll(time: VirtualTime, turn: () => Promise<void>, calls: number): Promise<number[]> {
  const starts: number[] = [];
  const call = async () => {
    await turn();
    starts.push(time.now());
  };
  await time.run(Promise.all(Array.from({ length: calls }, call)));
  return starts;
}

test.each([
  [1, 20],
  [10, 100],
  [100, 1000],
  [200, 2000],
])('%i calls a second: %i that are ready at once keep to it', async (perSecond, calls) => {
  const time = virtualTime();
  const begin = time.now();
  const starts = await startAll(time, limiter(perSecond, time), calls);
  expect(mostInASecond(starts)).toBeLessThanOrEqual(perSecond);
  expect((time.now() - begin) / ((calls / perSecond) * 1000)).toBeLessThanOrEqual(1.1);
});

test('timers that ring late cost no time, and break no limit', async () => {
  const time = virtualTime();
  const late = { now: time.now, wait: (ms: number) => time.wait(ms + 8 * time.random()) };
  const begin = time.now();
  const starts = await startAll(time, limiter(100, late), 1000);
  expect(mostInASecond(starts)).toBeLessThanOrEqual(100);
  expect((time.now() - begin) / 10_000).toBeLessThanOrEqual(1.1);
});

test('a process that stood still does not start at once what was held up', async () => {
  const time = virtualTime();
  let waits = 0;
  const stopped = { now: time.now, wait: (ms: number) => time.wait(++waits === 5 ? ms + 700 : ms) };
  const starts = await workThrough(time, limiter(20, stopped), 60);
  expect(mostInASecond(starts)).toBeLessThanOrEqual(20);
});

test('first come, first served', async () => {
  const time = virtualTime();
  const turn = limiter(20, time);
  const order: number[] = [];
  const call = async (number: number) => {
    await time.wait(number % 3);
    await turn();
    order.push(number);
  };
  await time.run(Promise.all(Array.from({ length: 9 }, (_, number) => call(number))));
  expect(order).toEqual([0, 3, 6, 1, 4, 7, 2, 5, 8]);
});

test('the first call waits for nothing, and neither does one after a pause', async () => {
  const time = virtualTime();
  const turn = limiter(1, time);
  const begin = time.now();
  await time.run(turn());
  expect(time.now() - begin).toBe(0);
  await time.run(time.wait(5000));
  await time.run(turn());
  expect(time.now() - begin).toBe(5000);
});

test('a clock that is set back holds up nothing', async () => {
  const time = virtualTime();
  let back = 0;
  const turn = limiter(20, { now: () => time.now() - back, wait: time.wait });
  await time.run(turn());
  back = 3_600_000;
  const begin = time.now();
  await time.run(Promise.all([turn(), turn()]));
  expect(time.now() - begin).toBeLessThanOrEqual(2 * 54);
});

test('a wait that is broken off ends that call, and not those behind it', async () => {
  const time = virtualTime();
  let broken = false;
  const wait = (ms: number) => {
    if (broken) return time.wait(ms);
    broken = true;
    return Promise.reject(new Error('stopped'));
  };
  const turn = limiter(20, { now: time.now, wait });
  const outcomes = await time.run(Promise.allSettled([turn(), turn(), turn()]));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('what has another name has a limit of its own', async () => {
  const time = virtualTime();
  const turn = limiters(time);
  const begin = time.now();
  await time.run(Promise.all([turn('tag TagResources', 20), turn('tag GetResources', 20), turn('cim', 20)]));
  expect(time.now() - begin).toBe(0);
  await time.run(turn('cim', 20));
  expect(time.now() - begin).toBeGreaterThan(30);
});
