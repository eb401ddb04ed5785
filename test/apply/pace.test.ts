// An apply waits for the API, and for nothing else.
import { expect, test } from 'vitest';
import { limiter } from '../../src/adapters/tencent/limiter.ts';
import { virtualTime } from '../support/virtual-time.ts';
import { changeOf, newRun, planOf } from './fakes.ts';

test('1,000 calls at 20 a second take at most a tenth more than 50 seconds, answers of 50 to 300 ms included', async () => {
  const clock = virtualTime();
  const turn = limiter(20, clock);
  const { ends } = newRun();
  const changes = Array.from({ length: 1000 }, (_, n) => changeOf(`apps.app-${n}`, { action: 'update' }));
  const bindings = Object.fromEntries(changes.map(({ address }, n) => [address, String(1_400_000_001 + n)]));
  const starts: number[] = [];
  const write = async () => {
    await turn();
    starts.push(clock.now());
    await clock.wait(50 + clock.random() * 250);
    return { ok: true as const };
  };
  const begin = clock.now();
  const adapter = {
    name: 'slow',
    capabilities: { byHand: [], unseen: [] },
    read: async () => Promise.reject(new Error()),
    write,
    close: async () => undefined,
  };
  const endings = await clock.run(ends(planOf(changes, bindings), { adapter }));
  expect(endings.filter((one) => one.endsWith(': done')).length).toBe(1000);
  expect((clock.now() - begin) / 1000).toBeLessThanOrEqual(50 * 1.1);
  // Never more than 20 of them in any second.
  for (let i = 20; i < starts.length; i += 1)
    expect((starts[i] ?? 0) - (starts[i - 20] ?? 0)).toBeGreaterThanOrEqual(1000);
});
