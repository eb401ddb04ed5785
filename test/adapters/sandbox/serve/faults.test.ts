// Faults on demand, by real sockets: what a client gets, and whether anything happened.
import { expect, test } from 'vitest';
import {
  ConnectionLost,
  randomFaults,
  type WireFault,
} from '../../../../src/adapters/sandbox/serve/faults.ts';
import { listening } from './listening.ts';
import { newServed } from './served.ts';

const policy = {
  PolicyName: 'support',
  PolicyDocument: '{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"}]}',
};

/** What the second call gets, the first and the third being sound; and what the sandbox's log has of it. */
async function secondCall(fault: WireFault) {
  const served = await listening({ faults: ({ n }) => (n === 2 ? fault : undefined) });
  await served.post('cam', 'ListUsers', {});
  const got = await served.post('cam', 'CreatePolicy', policy);
  const after = await served.post('cam', 'ListUsers', {});
  expect(after).toMatchObject({ status: 200 });
  return { got, log: served.sandbox.log().map(({ action, result }) => `${action} ${result}`) };
}

const nothing: [WireFault, object][] = [
  ['throttle', { status: 200, body: expect.stringContaining('"Code":"RequestLimitExceeded"') }],
  ['error-500', { status: 500, body: 'Internal Server Error\n' }],
  ['html', { status: 200, body: expect.stringMatching(/^<!doctype html>/) }],
  ['reset-before', { error: 'ECONNRESET' }],
];
test.each(nothing)('%s: nothing has happened', async (fault, expected) => {
  const { got, log } = await secondCall(fault);
  expect(got).toEqual(expected);
  expect(log).toEqual([]);
});

const happened: [WireFault, object][] = [
  ['reset-after', { error: 'ECONNRESET' }],
  ['half-answer', { status: 200, cut: true, body: expect.stringMatching(/^\{"Response":\{"PolicyId":/) }],
];
test.each(happened)('%s: it has happened, and the answer is lost', async (fault, expected) => {
  const { got, log } = await secondCall(fault);
  expect(got).toEqual(expected);
  expect(log).toEqual(['CreatePolicy ok']);
});

test('timeout-after: it has happened, no answer comes, and the server can still be closed', async () => {
  const served = await listening({ faults: () => 'timeout-after' });
  const pending = served.post('cam', 'CreatePolicy', policy);
  await served.settled(() => served.sandbox.log().length === 1);
  await served.close();
  expect(await pending).toEqual({ error: 'ECONNRESET' });
  expect(served.sandbox.log()).toMatchObject([{ action: 'CreatePolicy', result: 'ok' }]);
});

test('the Chat REST API is throttled in its own words', async () => {
  const served = await newServed({ faults: () => 'throttle' });
  const { sandbox, code } = served;
  await sandbox.console.call('RegisterApp', { name: 'Acme Support' });
  expect(await code('1400000001', 'im_open_login_svc/account_import', { UserID: 'bob' })).toBe(60007);
  expect(sandbox.log()).toHaveLength(1);
});

test('a fault is chosen by number, name and kind of a call; those that are turned away are not counted', async () => {
  const seen: unknown[] = [];
  const served = await newServed({
    faults: (call) => {
      seen.push(call);
      return undefined;
    },
  });
  const { sandbox, cloud, code } = served;
  await sandbox.console.call('RegisterApp', { name: 'Acme Support' });
  await cloud('cam', 'CreatePolicy', policy, { secretKey: 'wrong' });
  await cloud('cam', 'CreatePolicy', policy);
  await code('1400000001', 'group_open_http_svc/create_group', {});
  await cloud('tag', 'GetTags');
  expect(seen).toEqual([
    { n: 1, what: 'cam CreatePolicy', isWrite: true },
    { n: 2, what: 'chat group_open_http_svc/create_group', isWrite: true },
    { n: 3, what: 'tag GetTags', isWrite: false },
  ]);
});

test.each(['reset-before', 'reset-after', 'half-answer'] as const)(
  'without a socket, %s is an error of the call',
  async (fault) => {
    const { cloud } = await newServed({ faults: () => fault });
    await expect(cloud('cam', 'ListUsers')).rejects.toThrow(ConnectionLost);
  },
);

test('random faults are the same for the same seed, about as many as asked for, and never a silence', () => {
  const first = randomFaults(0.25, 7);
  const second = randomFaults(0.25, 7);
  const other = randomFaults(0.25, 8);
  const faultsOf = (choose: typeof first) =>
    Array.from({ length: 2000 }, (_, n) => choose({ n: n + 1, what: 'cam ListUsers', isWrite: false }));
  expect(faultsOf(first)).toEqual(faultsOf(second));
  expect(faultsOf(first)).not.toEqual(faultsOf(other));
  const faults = faultsOf(first).filter((fault) => fault !== undefined);
  expect(faults.length).toBeGreaterThan(420);
  expect(faults.length).toBeLessThan(580);
  expect([...new Set(faults)].sort()).toEqual([
    'error-500',
    'half-answer',
    'html',
    'reset-after',
    'reset-before',
    'throttle',
  ]);
  expect(faultsOf(randomFaults(0, 7)).every((fault) => fault === undefined)).toBe(true);
  expect(faultsOf(randomFaults(1, 7)).every((fault) => fault !== undefined)).toBe(true);
});
