import { expect, test } from 'vitest';
import type { Adapter, Operation, Outcome } from '../../src/adapters/adapter.ts';
import { type Patience, writePatiently } from '../../src/apply/retry.ts';
import { done, failure } from './fakes.ts';

const operation: Operation = {
  action: 'update',
  kind: 'messages',
  segments: ['apps', '1400000001', 'messages'],
  patch: { recallSeconds: 120 },
};

/** Writes against a console that gives these answers, and then that all is well. */
async function write(answers: readonly Outcome[], patience: Partial<Patience> = {}) {
  const waits: number[] = [];
  let calls = 0;
  const adapter = { write: async () => answers[calls++] ?? done } as unknown as Adapter;
  const outcome = await writePatiently(adapter, operation, {
    wait: async (milliseconds) => {
      waits.push(milliseconds);
    },
    random: () => 0.5,
    stopping: () => false,
    ...patience,
  });
  return { result: outcome.ok ? 'ok' : outcome.error.code, calls, waits };
}

const throttled = failure('failed', 'RequestLimitExceeded');

test('throttled calls are made again after a while that doubles, of which chance takes a part', async () => {
  expect(await write([throttled, throttled, throttled])).toEqual({
    result: 'ok',
    calls: 4,
    waits: [250, 500, 1000],
  });
  expect(await write([throttled], { random: () => 0.1 })).toEqual({ result: 'ok', calls: 2, waits: [50] });
});

test('after six tries the answer stands', async () => {
  expect(await write(Array(20).fill(throttled))).toEqual({
    result: 'RequestLimitExceeded',
    calls: 6,
    waits: [250, 500, 1000, 2000, 4000],
  });
});

test.each([
  'RequestLimitExceeded.UinLimitExceeded',
  'InternalError',
  'ResourceUnavailable.Busy',
  'ClientError.ConnectTimeout',
  'ClientError.NetworkError',
])('%s says "later", and the call is made again', async (code) => {
  expect(await write([failure('failed', code)])).toMatchObject({ result: 'ok', calls: 2 });
});

test.each([
  failure('failed', 'UnauthorizedOperation'),
  failure('failed', 'RequestLimitExceededForever'),
  failure('refused', 'RequestLimitExceeded'),
  failure('lost', 'RequestLimitExceeded'),
  failure('lost', 'InternalError'),
])('any other answer stands at once: $error.kind $error.code', async (answer) => {
  expect(await write([answer])).toMatchObject({ calls: 1, waits: [] });
});

test('once somebody asks to stop nothing is tried again', async () => {
  expect(await write([throttled], { stopping: () => true })).toEqual({
    result: 'RequestLimitExceeded',
    calls: 1,
    waits: [],
  });
});
