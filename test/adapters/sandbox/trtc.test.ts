import { expect, test } from 'vitest';
import type { Operation } from '../../../src/adapters/adapter.ts';
import type { Sandbox } from '../../../src/adapters/sandbox/index.ts';
import { done, newApp, newSandbox, refused, show } from './sandbox.ts';

const day = 86_400; // seconds

const trtcOf = async (sandbox: Sandbox, sdkAppId: string) => {
  const { body, facts } = (await show(sandbox)).objects.get(`apps.${sdkAppId}.trtc`) ?? {};
  return { body, facts };
};

/** An app with TRTC. */
async function activated(sandbox: Sandbox): Promise<string> {
  const sdkAppId = await newApp(sandbox);
  await done(sandbox, 'ActivateTrtc', { sdkAppId });
  return sdkAppId;
}

const tryCall = (sandbox: Sandbox, sdkAppId: string, trial: number) =>
  done(sandbox, 'RequestCallTrial', { sdkAppId, trial });

test('RTC-1: TRTC is activated once, and there is no way back', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  expect(await trtcOf(sandbox, sdkAppId)).toEqual({
    body: { activated: false, call: 'none' },
    facts: { callTrials: 0 },
  });
  await done(sandbox, 'DeactivateTrtc', { sdkAppId });
  await done(sandbox, 'ActivateTrtc', { sdkAppId });
  await done(sandbox, 'ActivateTrtc', { sdkAppId });
  expect((await trtcOf(sandbox, sdkAppId)).body).toEqual({ activated: true, call: 'none' });
  expect(await refused(sandbox, 'DeactivateTrtc', { sdkAppId })).toBe(
    'UnsupportedOperation.TrtcCannotBeDeactivated RTC-1',
  );
});

test('RTC-1: Call can be neither tried nor bought before TRTC is activated', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  for (const [action, more] of [
    ['RequestCallTrial', { trial: 1 }],
    ['BuyCall', {}],
  ] as const) {
    expect(await refused(sandbox, action, { sdkAppId, ...more })).toBe(
      'FailedOperation.TrtcNotActivated RTC-1',
    );
  }
});

test('RTC-2: the second trial of an app is a renewal by seven days, and there is no third', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await activated(sandbox);
  expect(await refused(sandbox, 'RequestCallTrial', { sdkAppId, trial: 2 })).toBe(
    'FailedOperation.NoTrialToRenew RTC-2',
  );
  await tryCall(sandbox, sdkAppId, 1);
  const first = await trtcOf(sandbox, sdkAppId);
  expect(first.body).toEqual({ activated: true, call: 'trial', callTrials: 1 });
  const began = Date.parse(sandbox.log().at(-1)?.at ?? '');
  expect(Date.parse(String(first.facts?.callExpiresAt)) - began).toBe(7 * day * 1000);
  await sandbox.advance(6 * day);
  await tryCall(sandbox, sdkAppId, 2);
  const second = await trtcOf(sandbox, sdkAppId);
  expect(second.body).toEqual({ activated: true, call: 'trial', callTrials: 2 });
  expect(second.facts?.callTrials).toBe(2);
  expect(Date.parse(String(second.facts?.callExpiresAt)) - began).toBe(14 * day * 1000);
  expect(await refused(sandbox, 'RequestCallTrial', { sdkAppId, trial: 3 })).toBe(
    'LimitExceeded.CallTrialsOfApp RTC-2',
  );
  expect(await refused(sandbox, 'RequestCallTrial', { sdkAppId, trial: 0 })).toBe(
    'InvalidParameterValue.CallTrial RTC-2',
  );
});

test('RTC-2: a trial that has expired is not renewed, and asking for it again is nothing new', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await activated(sandbox);
  await tryCall(sandbox, sdkAppId, 1);
  await sandbox.advance(7 * day);
  const expired = await trtcOf(sandbox, sdkAppId);
  expect(await refused(sandbox, 'RequestCallTrial', { sdkAppId, trial: 2 })).toBe(
    'FailedOperation.NoTrialToRenew RTC-2',
  );
  await tryCall(sandbox, sdkAppId, 1);
  expect(await trtcOf(sandbox, sdkAppId)).toEqual(expired);
  expect(await refused(sandbox, 'CancelCall', { sdkAppId })).toBe(
    'UnsupportedOperation.CallCannotGoBack RTC-2',
  );
});

test('RTC-2: an account has ten trials over all its apps, and those of deleted apps count on', async () => {
  const sandbox = await newSandbox();
  for (let n = 1; n <= 5; n++) {
    const sdkAppId = await activated(sandbox);
    await tryCall(sandbox, sdkAppId, 1);
    await tryCall(sandbox, sdkAppId, 2);
    await done(sandbox, 'SetAppStatus', { sdkAppId, enabled: false });
    await done(sandbox, 'DeleteApp', { sdkAppId });
  }
  const eleventh = await activated(sandbox);
  expect(await refused(sandbox, 'RequestCallTrial', { sdkAppId: eleventh, trial: 1 })).toBe(
    'LimitExceeded.CallTrialsOfAccount RTC-2',
  );
});

test('RTC-3: an official edition is bought with or without a trial, and is not tried after that', async () => {
  const sandbox = await newSandbox();
  const [tried, straight] = [await activated(sandbox), await activated(sandbox)];
  await tryCall(sandbox, tried, 1);
  for (const sdkAppId of [tried, straight]) {
    await done(sandbox, 'BuyCall', { sdkAppId });
    await done(sandbox, 'BuyCall', { sdkAppId });
  }
  expect((await trtcOf(sandbox, tried)).body).toEqual({ activated: true, call: 'official', callTrials: 1 });
  expect((await trtcOf(sandbox, straight)).body).toEqual({ activated: true, call: 'official' });
  expect(await refused(sandbox, 'RequestCallTrial', { sdkAppId: tried, trial: 2 })).toBe(
    'FailedOperation.CallWasBought RTC-3',
  );
  expect(await refused(sandbox, 'RequestCallTrial', { sdkAppId: straight, trial: 1 })).toBe(
    'FailedOperation.CallWasBought RTC-3',
  );
});

test.each([
  [{ activated: true }, ['ActivateTrtc']],
  [{ activated: true, call: 'trial' }, ['ActivateTrtc', 'RequestCallTrial 1']],
  [{ call: 'trial', callTrials: 2 }, ['RequestCallTrial 1', 'RequestCallTrial 2']],
  [{ call: 'official', callTrials: 1 }, ['RequestCallTrial 1', 'BuyCall']],
  [{ call: 'none' }, ['CancelCall']],
  [{ activated: null, call: null }, ['DeactivateTrtc', 'CancelCall']],
])('an update with %j presses the buttons in the order that works', async (patch, buttons) => {
  const sandbox = await newSandbox();
  const sdkAppId = 'activated' in patch ? await newApp(sandbox) : await activated(sandbox);
  const before = sandbox.log().length;
  const operation: Operation = {
    action: 'update',
    kind: 'trtc',
    segments: ['apps', sdkAppId, 'trtc'],
    patch,
  };
  expect(await sandbox.adapter.write(operation)).toEqual({ ok: true });
  const pressed = sandbox.log().slice(before);
  expect(pressed.map(({ action, request }) => [action, request.trial].join(' ').trim())).toEqual(buttons);
});
