// `import` from Tencent Cloud, played by the sandbox behind its wire formats: what has no list is looked up by its
// name, what cannot be seen is said, and never taken for absent.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { appKeyOf, keysOf } from '../../src/adapters/sandbox/serve/keys.ts';
import { serveSandbox } from '../../src/adapters/sandbox/serve/server.ts';
import { done, newSandbox } from '../adapters/sandbox/sandbox.ts';
import { listing, projectOf } from '../support/project.ts';
import { quickPace } from '../support/tencent.ts';
import { chatform } from './chatform.ts';

const account = '100000000001';
const sdkAppId = '1400000001';
const key = 'apps: {support: {key: {env: SUPPORT_KEY}}}';

const yaml = (url: string, access: string, apps = '') => `chatform:
  version: 1
  account: "${account}"
  console: {type: tencent, endpoint: "${url}"${access && `, ${access}`}}
${apps}`;

/** An account with one app that was made by hand, with users and a group in it; and a project that has none of it. */
async function existing(access = key, apps = '') {
  const sandbox = await newSandbox();
  await done(sandbox, 'RegisterApp', { name: 'Acme Support' });
  await done(sandbox, 'SetMessages', { sdkAppId, recallSeconds: 300 });
  for (const userId of ['u1', 'u2', 'u3']) await done(sandbox, 'ImportAccount', { sdkAppId, userId });
  const pace = quickPace();
  const server = await serveSandbox({ sandbox, host: '127.0.0.1', port: 0, pace, limits: 'off' });
  onTestFinished(() => server.close());
  const { secretId, secretKey } = keysOf(account);
  const env = {
    TENCENTCLOUD_SECRET_ID: secretId,
    TENCENTCLOUD_SECRET_KEY: secretKey,
    SUPPORT_KEY: appKeyOf(account, sdkAppId),
    USER: 'alice',
  };
  const directory = projectOf({ 'chatform.yaml': yaml(server.url, access, apps) });
  const run = (line: string, given: Readonly<Record<string, string>> = env) =>
    chatform(directory, line, { env: given, time: pace.now, wait: pace.wait });
  return { directory, url: server.url, env, run };
}

const accountsNotListed =
  'apps.support.accounts not listed: no API of Tencent lists the accounts of an app. Each is found by its name: `chatform import apps.KEY.accounts.NAME NAME`\n';
const notShown =
  'The console shows nothing of these, and whatever there is of them was left out: TRTC and Call, Push certificate, Login settings, Message settings, Friends and relationship chain, Custom friend field, Custom user field, Custom group field, Custom group member field, Group type settings, Group features, Webhook. Declare what you know, and confirm it by `chatform confirm`\n';

describe('an app that is there already', () => {
  test('is imported with the name that its key tells, and the plan is empty', async () => {
    const { directory, run } = await existing();
    expect(await run('import apps.support 1400000001')).toEqual({
      code: 0,
      out: 'wrote apps/support.yaml\napps.support is app 1400000001\nImported 1 resource, 1 app bound.\n',
      err: notShown,
    });
    expect(fs.readFileSync(path.join(directory, 'apps/support.yaml'), 'utf8')).toBe(
      'apps:\n  # SDKAppID 1400000001\n  support:\n    name: Acme Support\n',
    );
    const plan = await run('plan --detailed-exitcode');
    expect([plan.code, plan.err]).toEqual([0, '']);
  });

  test('is shown by --check without a state, and nothing is written', async () => {
    const { directory, run } = await existing();
    const before = listing(directory);
    const { code, out } = await run('import apps.support 1400000001 --check');
    expect([code, out]).toEqual([
      0,
      '# apps/support.yaml\napps:\n  # SDKAppID 1400000001\n  support:\n    name: Acme Support\n',
    ]);
    expect(listing(directory)).toEqual(before);
  });

  const confirmIt =
    'Or declare apps.support with the name that it has, and run `chatform confirm apps.support=1400000001`.\n';

  test.each([
    ['no key is configured', '', {}, /chatform\.console\.apps\.support\.key is not set/],
    [
      'the key is not there',
      key,
      { SUPPORT_KEY: '' },
      /the key of apps\.support: the secret in .*SUPPORT_KEY is empty/,
    ],
    ['the key is none', key, { SUPPORT_KEY: 'not a key' }, /the key of apps\.support: The key/],
  ])('cannot be imported where %s: what to do is said', async (_, access, given, why) => {
    const { run, env } = await existing(access);
    const { code, out, err } = await run('import apps.support 1400000001', { ...env, ...given });
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^Error: App 1400000001 cannot be imported: the console does not show its name\./);
    expect(err).toMatch(why);
    expect(err).toContain(confirmIt);
  });

  test('cannot be imported with the key of another app: what the console said is told', async () => {
    const { run, env } = await existing();
    const given = { ...env, SUPPORT_KEY: appKeyOf(account, '1400000009') };
    const { code, err } = await run('import apps.support 1400000001', given);
    expect(code).toBe(1);
    expect(err).toContain('Declare apps.support with the name that it has');
    expect(err).toMatch(/The name of app 1400000001 could not be read: .*70009/);
    expect(err).not.toContain(given.SUPPORT_KEY);
  });

  test('is confirmed without a key, once it is declared with its name, as the message says', async () => {
    const { run } = await existing('', 'apps: {support: {name: Acme Support}}\n');
    const confirmed = await run('confirm apps.support=1400000001 --yes');
    expect([confirmed.code, confirmed.out]).toEqual([0, '1 change is recorded as done by alice.\n']);
    expect((await run('plan --detailed-exitcode')).code).toBe(0);
  });

  test('is left out of an import of everything, with what to do', async () => {
    const { directory, run } = await existing();
    const before = listing(directory).filter((name) => !name.includes('.chatform'));
    const { code, out, err } = await run('import');
    expect([code, out]).toEqual([0, 'Nothing was imported.\n']);
    expect(err).toBe(
      `app 1400000001 left out: the console does not show its name. With the key of the app \`chatform import apps.KEY 1400000001\` could read it, but chatform.console.apps.KEY.key is not set: the Chat REST API wants the key of the app. Or declare apps.KEY with the name that it has, and run \`chatform confirm apps.KEY=1400000001\`\n${notShown}`,
    );
    expect(listing(directory).filter((name) => !name.includes('.chatform'))).toEqual(before);
  });
});

describe('what is in an app that is managed', () => {
  async function managed(access = key) {
    const all = await existing(access, 'apps: {support: {name: Acme Support}}\n');
    const { code } = await all.run('confirm apps.support=1400000001 --yes');
    expect(code).toBe(0);
    return all;
  }

  test('an account is looked up by its name: there is no list of them', async () => {
    const { directory, run } = await managed();
    expect(await run('import apps.support.accounts.u3 u3')).toEqual({
      code: 0,
      out: 'completed chatform.yaml\nImported 1 resource, 0 apps bound.\n',
      err: '',
    });
    const targeted = await run('import --target apps.support.accounts.u2');
    expect([targeted.code, targeted.out]).toEqual([
      0,
      'completed chatform.yaml\nImported 1 resource, 0 apps bound.\n',
    ]);
    expect(fs.readFileSync(path.join(directory, 'chatform.yaml'), 'utf8')).toMatch(/u3: \{\}, u2: \{\}/);
    expect((await run('plan --detailed-exitcode')).code).toBe(0);
    const missing = await run('import apps.support.accounts.u9 u9');
    expect([missing.code, missing.err]).toEqual([
      1,
      'Error: There is no u9 in account 100000000001 that could be apps.support.accounts.u9.\n',
    ]);
  });

  test('that there is nothing to import is never said of what has no list or is not shown', async () => {
    const { run } = await managed();
    expect(await run('import')).toEqual({
      code: 0,
      out: 'Nothing was imported.\n',
      err: notShown + accountsNotListed,
    });
    expect(await run('import --target apps.support.accounts')).toEqual({
      code: 0,
      out: 'Nothing was imported.\n',
      err: accountsNotListed,
    });
    const fields = await run('import --target apps.support.userFields');
    expect([fields.out, fields.err]).toEqual([
      'Nothing was imported.\n',
      'The console shows nothing of these, and whatever there is of them was left out: Custom user field. Declare what you know, and confirm it by `chatform confirm`\n',
    ]);
    const { out } = await run('import --json');
    expect((JSON.parse(out) as { notes: string[] }).notes).toEqual([
      notShown.trim(),
      accountsNotListed.trim(),
    ]);
    const groups = await run('import --target apps.support.groups');
    expect([groups.out, groups.err]).toEqual([
      'There is nothing to import there: all that the console has there is declared or managed.\n',
      '',
    ]);
  });

  test('without the key of the app nothing is said to be absent', async () => {
    const { run } = await managed('');
    const why =
      'calls of the app cannot be signed: chatform.console.apps.support.key is not set: the Chat REST API wants the key of the app';
    const groups = await run('import --target apps.support.groups');
    expect([groups.code, groups.out, groups.err]).toEqual([
      0,
      'Nothing was imported.\n',
      `apps.support.groups not listed: ${why}\n`,
    ]);
    const one = await run('import apps.support.accounts.u3 u3');
    expect([one.code, one.err]).toEqual([1, `Error: apps.support.accounts.u3 could not be read: ${why}.\n`]);
  });

  test('a field cannot be seen: it is to be declared and confirmed', async () => {
    const { run } = await managed();
    const { code, err } = await run('import apps.support.userFields.Level Level');
    expect([code, err]).toEqual([
      1,
      'Error: The console shows nothing of apps.support.userFields.Level: declare it as it is, and run `chatform confirm apps.support.userFields.Level`.\n',
    ]);
  });
});

test.each(['import', 'import apps.support 1400000001', 'import --check'])(
  'where nothing can be read, %s is an error (1)',
  async (line) => {
    const { directory, run, env } = await existing();
    const before = listing(directory);
    const { code, out, err } = await run(line, { ...env, TENCENTCLOUD_SECRET_KEY: 'x'.repeat(32) });
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(
      /^Error: The console could not be read: .*\(AuthFailure\.SignatureFailure\).*Nothing was imported\.\n$/,
    );
    expect(listing(directory).filter((name) => name.endsWith('.yaml'))).toEqual(
      before.filter((name) => name.endsWith('.yaml')),
    );
  },
);
