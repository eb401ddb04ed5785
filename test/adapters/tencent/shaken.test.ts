// Calls go wrong on the way: throttled, answered by a gateway, out of time, cut off before or after they were
// carried out. 300 changes are there all the same in the end, and nothing is there twice.
import { expect, test } from 'vitest';
import { virtualTime } from '../../support/virtual-time.ts';
import { type Shaken, shaken } from './shaken.ts';

/** SHAKEN_SEEDS=200 for a longer run, SHAKEN_FROM for where to begin. */
const count = Number(process.env.SHAKEN_SEEDS ?? 5);
const first = Number(process.env.SHAKEN_FROM ?? 1);
const seeds = Array.from({ length: count }, (_, i) => first + i);

async function all(rate: number, most: number): Promise<Shaken[]> {
  const found: Shaken[] = [];
  for (const seed of seeds) found.push(await shaken(rate, seed, most));
  return found;
}

const patience = 60_000 + count * 20_000;

test(
  'with a tenth of the calls going wrong, three applies at most bring about what is declared',
  async () => {
    for (const { changes, applies, left, doubled, faults } of await all(0.1, 3)) {
      expect([changes, left, doubled]).toEqual([300, [], []]);
      expect([1, 2, 3]).toContain(applies);
      expect(faults).toBeGreaterThan(50);
    }
  },
  patience,
);

test(
  'with three tenths of them going wrong, 99 in a hundred need no more either, and nothing is there twice',
  async () => {
    const found = await all(0.3, 3);
    expect(found.flatMap(({ doubled }) => doubled)).toEqual([]);
    const right = found.filter(({ applies, left }) => applies !== undefined && left.length === 0);
    expect(right.length / found.length).toBeGreaterThanOrEqual(0.99);
  },
  patience,
);

test('without a fault one apply does it, and no call comes faster than its API takes it', async () => {
  const clock = virtualTime();
  const result = await clock.run(shaken(0, 1, 1, { clock, limits: 'real' }));
  expect(result).toEqual({ changes: 300, applies: 1, left: [], doubled: [], faults: 0, throttled: 0 });
});
