// Calls go wrong on the way: throttled, refused by a gateway, cut off before or after they were carried out.
import { expect, test } from 'vitest';
import { shaken } from './shaken.ts';

/** More of them by SHAKEN_SEEDS=1000. */
const seeds = Number(process.env.SHAKEN_SEEDS ?? 2);

test('timing', async () => {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const start = performance.now();
    const result = await shaken(0.1, seed, 5);
    console.log(Math.round(performance.now() - start), JSON.stringify(result).slice(0, 600));
  }
  expect(1).toBe(1);
}, 600000);
