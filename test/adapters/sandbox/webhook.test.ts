import { expect, test } from 'vitest';
import { bodyAt, done, newApp, newSandbox, refused } from './sandbox.ts';

const label = (length: number) => 'a'.repeat(length);

test.each([
  ['WHK-1', 'chat.acme.example/callback'],
  ['WHK-1', 'ftp://chat.acme.example'],
  ['WHK-1', ''],
  ['WHK-2', 'https://chat acme.example'],
  ['WHK-2', 'https://chat.acme.example/callback?app=support'],
  ['WHK-2', 'https://chat.acme.example/a&b'],
  ['WHK-2', 'https://chat.acme.example/$app'],
  ['WHK-2', 'https://chat!.acme.example'],
  ['WHK-2', 'https://chat_acme.example'],
  ['WHK-2', 'https://chat--eu.acme.example'],
  ['WHK-2', 'https://-chat.acme.example'],
  ['WHK-2', 'https://chat-.acme.example'],
  ['WHK-2', 'https://-.example'],
  ['WHK-2', 'https:///callback'],
  ['WHK-2', `https://${label(56)}.example`],
  ['WHK-2', 'https://chat.acme.example:0'],
  ['WHK-2', 'https://chat.acme.example:65536'],
  ['WHK-2', 'https://chat.acme.example:'],
])('%s: %s is no webhook URL', async (rule, url) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  expect(await refused(sandbox, 'SetWebhook', { sdkAppId, url })).toBe(
    `InvalidParameterValue.WebhookUrl ${rule}`,
  );
});

test.each([
  'https://chat.acme.example/callback',
  'http://203.0.113.7:8080/chat/callback',
  'https://chat-eu.acme.example',
  `https://${label(55)}.example`,
  'https://chat.acme.example:65535/',
])('WHK-1, WHK-2: %s is a webhook URL', async (url) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  await done(sandbox, 'SetWebhook', { sdkAppId, url });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}.webhook`)).toEqual({ url, events: [] });
});

test.each([
  ['https://chat.acme.example:443', 'https://chat.acme.example:4433', 'no'],
  ['https://chat.acme.example', 'https://chat.acme.example:4433', 'no'],
  ['https://chat.acme.example:4433', 'https://chat.acme.example', 'no'],
  ['http://chat.acme.example', 'http://chat.acme.example:8080', 'no'],
  ['https://chat.acme.example:8', 'http://chat-eu.acme.example', 'no'],
  ['https://chat.acme.example', 'https://chat-eu.acme.example:443', 'yes'],
  ['http://chat.acme.example', 'https://chat.acme.example', 'yes'],
  ['https://chat.acme.example:8443', 'https://chat.acme.example:9443', 'yes'],
])('WHK-3: from %s to %s: %s', async (from, to, allowed) => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  await done(sandbox, 'SetWebhook', { sdkAppId, url: from });
  if (allowed === 'yes') await done(sandbox, 'SetWebhook', { sdkAppId, url: to });
  else {
    expect(await refused(sandbox, 'SetWebhook', { sdkAppId, url: to })).toBe(
      'FailedOperation.WebhookPortPrefix WHK-3',
    );
  }
});

test('WHK-4: events are switched on one by one, and only those that the console has', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  const url = 'https://chat.acme.example/callback';
  await done(sandbox, 'SetWebhook', { sdkAppId, url, events: ['State.StateChange'] });
  await done(sandbox, 'SetWebhook', { sdkAppId, events: ['C2C.CallbackAfterSendMsg', 'State.StateChange'] });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}.webhook`)).toEqual({
    url,
    events: ['C2C.CallbackAfterSendMsg', 'State.StateChange'],
  });
  expect(await refused(sandbox, 'SetWebhook', { sdkAppId, events: ['State.Changed'] })).toBe(
    'InvalidParameterValue WHK-4',
  );
});

test('WHK-1: a null takes the URL away, and the events can all be switched off', async () => {
  const sandbox = await newSandbox();
  const sdkAppId = await newApp(sandbox);
  const url = 'https://chat.acme.example/callback';
  await done(sandbox, 'SetWebhook', { sdkAppId, url, events: ['State.StateChange'] });
  await done(sandbox, 'SetWebhook', { sdkAppId, url: null });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}.webhook`)).toEqual({ events: ['State.StateChange'] });
  await done(sandbox, 'SetWebhook', { sdkAppId, events: [] });
  expect(await bodyAt(sandbox, `apps.${sdkAppId}.webhook`)).toEqual({ events: [] });
});
