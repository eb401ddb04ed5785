// Somebody at the sandbox's console with a browser that runs no script: what there is to click does what it says.
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Sandbox } from '../../../../src/adapters/sandbox/index.ts';
import { appKeyOf } from '../../../../src/adapters/sandbox/serve/keys.ts';
import { consolePages } from '../../../../src/adapters/sandbox/serve/pages/index.ts';
import { serveSandbox } from '../../../../src/adapters/sandbox/serve/server.ts';
import type { JsonMap } from '../../../../src/json.ts';
import { useBrowserAt, withoutBrowser } from '../../../support/browser.ts';
import { bodyAt, done, newApp, newSandbox } from '../sandbox.ts';
import { fcm, p12, password } from '../uploads.ts';

const app = '1400000001';

/** Where a sandbox is served until the test is over. */
async function served(sandbox: Sandbox): Promise<string> {
  const { account } = sandbox.status();
  const server = await serveSandbox({
    sandbox,
    host: '127.0.0.1',
    port: 0,
    pace: { now: Date.now, wait: () => Promise.resolve() },
    pages: consolePages({ sandbox, appKey: (sdkAppId) => appKeyOf(account, sdkAppId) }),
  });
  onTestFinished(() => server.close());
  return server.url;
}

const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent();
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const follow = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).click();

/** What axe-core finds wrong: the rule, and the first place of it. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axe.source });
  return page.evaluate<string[]>(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html))',
  );
}

/** Wider than the window? */
const overflow = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

describe.skipIf(withoutBrowser)(`the console in a browser${withoutBrowser}`, () => {
  const open = useBrowserAt();

  test('an app is created, upgraded, given login settings and a custom user field', async () => {
    const sandbox = await newSandbox();
    const url = await served(sandbox);
    const { page, complaints, requests } = await open(`${url}/console/`, { javaScript: false });

    await follow(page, 'Create Application');
    await page.getByLabel('Application Name').fill('Acme "Support" <Chat>');
    await press(page, 'Confirm');
    expect(await heading(page)).toBe('Basic Configuration');
    expect(await page.getByRole('status').textContent()).toBe('Added.');

    await follow(page, 'Upgrade Plan Standard Billing Plan');
    await page.getByLabel('Edition').selectOption('premium');
    await press(page, 'Upgrade Now');
    expect(await heading(page)).toBe('Upgrade Plan?');
    await press(page, 'Upgrade Now');
    expect(await page.getByText('Premium: paid, with all features').count()).toBe(1);

    await follow(page, 'Login and Message');
    await follow(page, 'Edit Login Settings');
    await page.getByLabel('Online Web Instances').fill('5');
    await press(page, 'Confirm');
    expect(await page.getByRole('alert').textContent()).toContain(
      'webInstances above 1 needs the multi-device policy.',
    );
    expect(await page.getByLabel('Online Web Instances').inputValue()).toBe('5');
    await page.getByLabel('Multi-device Login Type').selectOption('multi-device');
    // As people do it: the Enter key presses the first button there is.
    await page.getByLabel('Online Web Instances').press('Enter');
    expect(await heading(page)).toBe('Login and Message');

    await follow(page, 'Custom User Field');
    await follow(page, 'Add Custom user field');
    await page.getByLabel('Name of the custom user field').fill('Level');
    await page.getByLabel('Field Type').selectOption('string');
    await page.getByLabel('Readable by App').check();
    await page.getByLabel('Readable by Administrator').check();
    await page.getByLabel('Writable by Administrator').check();
    await press(page, 'Confirm');
    expect(await heading(page)).toBe('Add Custom user field Level?');
    await press(page, 'Confirm');
    expect(await page.getByRole('cell', { name: 'Level', exact: true }).count()).toBe(1);

    expect(await bodyAt(sandbox, `apps.${app}`)).toMatchObject({
      name: 'Acme "Support" <Chat>',
      edition: 'premium',
    });
    expect(await bodyAt(sandbox, `apps.${app}.login`)).toMatchObject({
      policy: 'multi-device',
      webInstances: 5,
    });
    expect(await bodyAt(sandbox, `apps.${app}.userFields.Level`)).toEqual({
      type: 'string',
      app: ['read'],
      admin: ['read', 'write'],
    });
    // The one refusal is an answer with an error status, which Chromium notes.
    expect(complaints).toEqual([expect.stringContaining('422')]);
    expect(requests.filter((one) => !one.startsWith(`${url}/console`) && !one.startsWith('data:'))).toEqual(
      [],
    );
  });

  test('tags are added by rows, and the Enter key saves them', async () => {
    const sandbox = await newSandbox();
    await newApp(sandbox);
    const { page } = await open(`${await served(sandbox)}/console/apps/${app}`, { javaScript: false });
    await follow(page, 'Edit Tag Configuration');
    await press(page, '+ Add');
    await page.getByLabel('Tag key 7').fill('team');
    await page.getByLabel('Tag value 7').fill('support');
    await page.getByLabel('Tag value 7').press('Enter');
    expect(await heading(page)).toBe('Basic Configuration');
    expect(await bodyAt(sandbox, `apps.${app}.tags`)).toEqual({ team: 'support' });
  });

  test('texts with line breaks and spaces are sent as they were, and so are no change', async () => {
    const sandbox = await newSandbox();
    const sdkAppId = await newApp(sandbox);
    const introduction = '\n\n  First line\r\nsecond line\r  <third> &amp; \u{1f600}\n';
    await done(sandbox, 'ModifyAppInfo', { sdkAppId, introduction, type: ' Game ' });
    const calls = sandbox.log().length;
    const { page } = await open(`${await served(sandbox)}/console/edit?at=apps.${app}&area=basic-info`, {
      javaScript: false,
    });
    await press(page, 'Save');
    expect(await page.getByRole('status').textContent()).toBe('Nothing was changed.');
    expect(sandbox.log()).toHaveLength(calls);
  });

  test('the key is shown to whoever presses Display key (APP-10)', async () => {
    const sandbox = await newSandbox();
    await newApp(sandbox);
    const { page } = await open(`${await served(sandbox)}/console/apps/${app}`, { javaScript: false });
    const key = appKeyOf('100000000001', app);
    expect(await page.getByText(key).count()).toBe(0);
    await press(page, 'Display key');
    expect(await page.getByText(key).count()).toBe(1);
    await page.goto(page.url().replace('/key', `/apps/${app}`));
    expect(await page.getByText(key).count()).toBe(0);
  });

  /** What is mostly looked at. */
  const pages = [
    '/console/',
    `/console/apps/${app}`,
    `/console/apps/${app}/feature-configuration-custom-user-field?done=create`,
    `/console/create?kind=group-member-field&app=${app}`,
  ];
  const more = [
    `/console/apps/${app}/feature-configuration-group-configuration`,
    '/console/cam/cam-console-users-user-list',
    `/console/create?kind=certificate&app=${app}`,
    `/console/create?kind=certificate&app=${app}&platform=apple`,
    '/console/create?kind=cam-preset-user',
    `/console/edit?at=apps.${app}.messages`,
    `/console/edit?at=apps.${app}.tags`,
    `/console/delete?at=apps.${app}`,
    '/console/clock',
    '/console/log',
  ];

  test.each([
    ['light', 1280, [...pages, ...more]],
    ['dark', 1280, pages],
    ['light', 360, pages],
  ] as const)('axe-core finds nothing wrong (%s, %i pixels)', async (colorScheme, width, addresses) => {
    const sandbox = await newSandbox();
    const sdkAppId = await newApp(sandbox, 'premium');
    await done(sandbox, 'AddUserField', {
      sdkAppId,
      field: 'Level',
      type: 'string',
      admin: ['read', 'write'],
    });
    await done(sandbox, 'AttachUserPolicy', { policyName: 'QcloudIMReadOnlyAccess', userName: 'alice' });
    const url = await served(sandbox);
    const { page, complaints } = await open(`${url}/console/`, { colorScheme, width, bypassCSP: true });
    for (const address of addresses) {
      await page.goto(url + address);
      expect([address, await faultsOf(page), await overflow(page)]).toEqual([address, [], 0]);
    }
    expect(complaints).toEqual([]);
  });

  test.each([1100, 360])('a table of certificates is seen whole on %i pixels (PSH-1)', async (width) => {
    const sandbox = await newSandbox();
    const sdkAppId = await newApp(sandbox, 'premium');
    const add = (certificateName: string, body: JsonMap, secrets: Record<string, Uint8Array>) =>
      done(
        sandbox,
        'AddCertificate',
        { sdkAppId, certificateName, ...body },
        new Map(Object.entries(secrets)),
      );
    const apple = { platform: 'apple', pushType: 'apns', environment: 'production' };
    await add('iphones-of-customers', apple, { certificate: p12, password });
    await add('android', { platform: 'google', channelId: 'support-messages' }, { certificate: fcm });
    const { page } = await open(`${await served(sandbox)}/console/apps/${app}/basic-configuration`, {
      javaScript: false,
      width,
    });
    expect(await overflow(page)).toBe(0);
    const table = page.getByRole('group', { name: 'Push Settings' });
    const scrolled = page.evaluate<number[]>(
      '[...document.querySelectorAll(".wide")].map((one) => one.scrollWidth - one.clientWidth)',
    );
    expect(await scrolled).toEqual([0]);
    for (const name of ['Edit android', 'Delete android', 'Delete iphones-of-customers']) {
      const box = await table.getByRole('link', { name, exact: true }).boundingBox();
      expect(box && box.x >= 0 && box.x + box.width <= width).toBe(true);
    }
    const text = ((await table.textContent()) ?? '').replace(/\s+/g, ' ');
    expect(text).toContain('Push Type APNs Push: notifications');
    expect(text).toContain('ChannelID support-messages');
    expect(text).not.toContain('Not set');
    await follow(page, 'Edit android');
    expect(await page.getByLabel('ChannelID').inputValue()).toBe('support-messages');
  });

  test('without bypassing it, the policy of the pages lets no script run', async () => {
    const sandbox = await newSandbox();
    const { page } = await open(`${await served(sandbox)}/console/`);
    await expect(page.addScriptTag({ content: 'document.title = "run"' })).rejects.toThrow();
    expect(await page.title()).toBe('Overview - Chat console of the sandbox');
  });
});
