// Projects that go through anything: configurations change, calls fail, runs are killed, people change the console
// and the state. What is applied without a fault after all that is as it was declared, and nothing more.
//
// HISTORIES=10000 for more of them, HISTORIES_SEED for where to begin: each slice of a hundred has the next seed.
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { live } from './support/histories/history.ts';
import { tally } from './support/histories/project.ts';
import { history } from './support/histories/steps.ts';

vi.mock('../src/adapters/sandbox/index.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../src/adapters/sandbox/index.ts')>();
  const { inWeather } = await import('./support/histories/weather.ts');
  return { ...original, openSandbox: inWeather(original.openSandbox) };
});

const histories = Number(process.env.HISTORIES ?? 40);
const firstSeed = Number(process.env.HISTORIES_SEED ?? 20_261_121);
const slice = 100;

/** Milliseconds for which a history that goes wrong is made smaller. */
const patience = 120_000;

/** The histories of one seed; the smallest that goes wrong, if one does. */
async function check(seed: number, numRuns: number): Promise<string[]> {
  let end = Number.POSITIVE_INFINITY;
  const property = fc.asyncProperty(history, async (steps) => {
    if (Date.now() > end) return;
    try {
      await live(steps);
    } catch (error) {
      end = Math.min(end, Date.now() + patience);
      throw error;
    }
  });
  const { failed, errorInstance, numShrinks } = await fc.check(property, { seed, numRuns });
  if (!failed) return [];
  const why = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return [`HISTORIES_SEED=${seed}, ${numShrinks} times made smaller:\n${why}`];
}

test('any history ends as it was declared', { timeout: 200_000 + histories * 5_000 }, async () => {
  const failures: string[] = [];
  for (let done = 0, seed = firstSeed; done < histories; done += slice, seed += 1) {
    const numRuns = Math.min(slice, histories - done);
    failures.push(...(await check(seed, numRuns)));
    if (histories > slice) console.log(done + numRuns, JSON.stringify(tally), failures.join('\n'));
  }
  expect(failures.join('\n')).toBe('');
});
