// Projects that go through anything: configurations change, calls fail, runs are killed, people change the console
// and the state. What is applied without a fault after all that is as it was declared, and nothing more.
//
// HISTORIES=10000 for more of them, HISTORIES_SEED for where to begin: each slice of a hundred has the next seed.
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { live, tally } from './support/histories/history.ts';
import { history } from './support/histories/steps.ts';

vi.mock('../src/adapters/sandbox/index.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../src/adapters/sandbox/index.ts')>();
  const { inWeather } = await import('./support/histories/weather.ts');
  return { ...original, openSandbox: inWeather(original.openSandbox) };
});

const histories = Number(process.env.HISTORIES ?? 40);
const firstSeed = Number(process.env.HISTORIES_SEED ?? 20_261_121);
const slice = 100;

test('any history ends as it was declared', { timeout: 60_000 + histories * 5_000 }, async () => {
  for (let done = 0, seed = firstSeed; done < histories; done += slice, seed += 1) {
    const numRuns = Math.min(slice, histories - done);
    const { failed, errorInstance, numShrinks } = await fc.check(fc.asyncProperty(history, live), {
      seed,
      numRuns,
    });
    const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
    expect(failed ? `HISTORIES_SEED=${seed}, ${numShrinks} times made smaller:\n${why}` : '').toBe('');
    if (histories > slice) console.log(done + numRuns, JSON.stringify(tally));
  }
});
