// A team whose console is Tencent Cloud, played by the sandbox behind Tencent's wire formats: what has an API is
// applied, the rest is a runbook, which somebody carries out in a browser and confirms.
import fs from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Sandbox } from '../../src/adapters/sandbox/index.ts';
import { appKeyOf, keysOf } from '../../src/adapters/sandbox/serve/keys.ts';
import { consolePages } from '../../src/adapters/sandbox/serve/pages/index.ts';
import { serveSandbox } from '../../src/adapters/sandbox/serve/server.ts';
import type { World } from '../../src/commands/world.ts';
import { newSandbox } from '../adapters/sandbox/sandbox.ts';
import { useBrowserAt, withoutBrowser } from '../support/browser.ts';
import { projectOf } from '../support/project.ts';
import { quickPace } from '../support/tencent.ts';
import { chatform, type Ended, storeOf } from './chatform.ts';

const account = '100000000001';
const sdkAppId = '1400000001';

const files = (url: string, more = '') => ({
  'chatform.yaml': `chatform:
  version: 1
  account: "${account}"
  console: {type: tencent, endpoint: "${url}", apps: {support: {key: {env: SUPPORT_KEY}}}}
apps:
  support:
    name: Acme Support
    edition: premium
    tags: {team: chat}
    login: {policy: multi-device, webInstances: 5}
    messages: {recallSeconds: 300}
    userFields:
      Level: {type: string, app: [read], admin: [read, write]}
    webhook: {url: "https://chat.acme.example/hook"}
    accounts:
      desk: {type: admin, nickname: Desk, role: 3}
      bot: {nickname: Bot}
    groups:
      news: {type: Public, name: News, owner: bot, members: [desk]}
cam:
  policies:
    support-operators:
      document:
        version: "2.0"
        statement:
          - {effect: allow, action: ["name/im:*"], resource: ["\${apps.support.resource}"]}
      users: [alice]
${more}`,
});

interface Team {
  readonly sandbox: Sandbox;
  readonly url: string;
  readonly directory: string;
  /** Runs a command line with the keys of the sandbox. */
  readonly run: (line: string, overrides?: Partial<World>) => Promise<Ended>;
}

async function team(): Promise<Team> {
  const sandbox = await newSandbox();
  const pace = quickPace();
  const server = await serveSandbox({
    sandbox,
    host: '127.0.0.1',
    port: 0,
    pace,
    pages: consolePages({ sandbox, appKey: (id) => appKeyOf(account, id) }),
  });
  onTestFinished(() => server.close());
  const { secretId, secretKey } = keysOf(account);
  const env = {
    TENCENTCLOUD_SECRET_ID: secretId,
    TENCENTCLOUD_SECRET_KEY: secretKey,
    SUPPORT_KEY: appKeyOf(account, sdkAppId),
    USER: 'alice',
  };
  const directory = projectOf(files(server.url));
  const run = (line: string, overrides: Partial<World> = {}) =>
    chatform(directory, line, { env, time: pace.now, wait: pace.wait, ...overrides });
  return { sandbox, url: server.url, directory, run };
}

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const follow = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).click();

/** What somebody does who has the runbook beside the browser. */
async function carryOut(page: Page): Promise<void> {
  await follow(page, 'Create Application');
  await page.getByLabel('Application Name').fill('Acme Support');
  await press(page, 'Confirm');
  await follow(page, 'Upgrade Plan Standard Billing Plan');
  await page.getByLabel('Edition').selectOption('premium');
  await press(page, 'Upgrade Now');
  await press(page, 'Upgrade Now');

  await follow(page, 'Login and Message');
  await follow(page, 'Edit Login Settings');
  await page.getByLabel('Multi-device Login Type').selectOption('multi-device');
  await page.getByLabel('Online Web Instances').fill('5');
  await press(page, 'Confirm');
  await follow(page, 'Edit Message Recall Settings');
  await page.getByLabel('Message Recall Settings').fill('300');
  await press(page, 'Confirm');

  await follow(page, 'Custom User Field');
  await follow(page, 'Add Custom user field');
  await page.getByLabel('Name of the custom user field').fill('Level');
  await page.getByLabel('Field Type').selectOption('string');
  await page.getByLabel('Readable by App').check();
  await page.getByLabel('Readable by Administrator').check();
  await page.getByLabel('Writable by Administrator').check();
  await press(page, 'Confirm');
  await press(page, 'Confirm');

  await follow(page, 'Webhook Configuration');
  await follow(page, 'Edit Webhook URL Configuration');
  await page.getByLabel('Webhook URL').fill('https://chat.acme.example/hook');
  await press(page, 'OK');

  await follow(page, 'Account Management');
  await page
    .getByRole('link', { name: /^(?:Create|Add)/ })
    .first()
    .click();
  await page.getByLabel('Username').fill('desk');
  await page.getByLabel('Account Type').selectOption('admin');
  await page.getByLabel('Nickname').fill('Desk');
  await press(page, 'Confirm');
}

describe.skipIf(withoutBrowser)(`a runbook in a browser${withoutBrowser}`, () => {
  const open = useBrowserAt();

  test('is carried out and confirmed, the next apply does the rest, and the plan is empty', async () => {
    const { url, directory, run } = await team();
    const first = await run('apply --auto-approve --allow irreversible,billable');
    expect(first.code).toBe(5);
    expect(first.out).toContain(
      'Apply complete but for 6 by hand. Resources: 0 added, 0 changed, 0 destroyed.',
    );
    const book = fs.readFileSync(path.join(storeOf(directory), 'runbook.md'), 'utf8');
    expect(book.match(/^- \[ \] /gm)?.length).toBeGreaterThanOrEqual(6);

    const { page } = await open(`${url}/console/`, { javaScript: false });
    await carryOut(page);

    const early = await run('confirm apps.support.login --yes');
    expect([early.code, early.err]).toEqual([
      1,
      'Error: Nothing was recorded: apps.support.login needs apps.support, which is to be done by hand before it: confirm that first, or both at once.\n',
    ]);
    const app = await run(`confirm apps.support=${sdkAppId} --yes`);
    expect([app.code, app.out]).toEqual([0, '1 change is recorded as done by alice.\n']);
    const check = await run('runbook --check');
    expect(check.out).toContain('apps.support.userFields.Level (to be done): done: ');
    const rest = await run('confirm apps.support.* --yes');
    // The admin is seen by the API: there is nothing to be confirmed of it.
    expect([rest.code, rest.out]).toEqual([0, '4 changes are recorded as done by alice.\n']);

    const second = await run('apply --auto-approve');
    expect([second.code, second.err]).toEqual([0, expect.any(String)]);
    expect(second.out).toContain('Apply complete! Resources: 4 added, 2 changed, 0 destroyed.');
    const last = await run('plan --detailed-exitcode');
    expect(last.code).toBe(0);
    expect(last.out).toContain('No changes.');
    expect(fs.existsSync(path.join(storeOf(directory), 'runbook.md'))).toBe(false);
  }, 90_000);
});
