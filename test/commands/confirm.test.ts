// What is done by hand in a console whose APIs do not show it: recorded, taken back, and never believed blindly.
import fs from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Operation } from '../../src/adapters/adapter.ts';
import { appKeyOf, keysOf } from '../../src/adapters/sandbox/serve/keys.ts';
import { serveSandbox } from '../../src/adapters/sandbox/serve/server.ts';
import { newSandbox } from '../adapters/sandbox/sandbox.ts';
import { projectOf } from '../support/project.ts';
import { personAt, quickPace } from '../support/tencent.ts';
import { applyAll, chatform, smallProject, storeOf } from './chatform.ts';

const account = '100000000001';
const id = '1400000001';

async function team(apps: string, keys = '{support: {key: {env: SUPPORT_KEY}}}') {
  const sandbox = await newSandbox();
  const pace = quickPace();
  const server = await serveSandbox({ sandbox, host: '127.0.0.1', port: 0, pace, limits: 'off' });
  onTestFinished(() => server.close());
  const text = (declared: string, access = keys) =>
    `chatform:\n  version: 1\n  account: "${account}"\n  console: {type: tencent, endpoint: "${server.url}", apps: ${access}}\n${declared}`;
  const directory = projectOf({ 'chatform.yaml': text(apps) });
  const { secretId, secretKey } = keysOf(account);
  const env = {
    TENCENTCLOUD_SECRET_ID: secretId,
    TENCENTCLOUD_SECRET_KEY: secretKey,
    SUPPORT_KEY: appKeyOf(account, id),
    USER: 'alice',
  };
  const person = personAt(sandbox);
  return {
    sandbox,
    directory,
    run: (line: string) => chatform(directory, line, { env, time: pace.now, wait: pace.wait }),
    declare: (declared: string, access?: string) =>
      fs.writeFileSync(path.join(directory, 'chatform.yaml'), text(declared, access)),
    byHand: async (
      kind: string,
      action: Operation['action'],
      segments: readonly string[],
      patch: Operation['patch'],
    ) => {
      const outcome = await person({ kind, action, segments, patch });
      if (!outcome.ok) throw new Error(outcome.error.message);
    },
  };
}

const support = (more: string) => `apps:\n  support: {name: Acme Support, ${more}}\n`;

/** A team whose app was made by hand and confirmed. */
async function confirmedTeam(more: string) {
  const one = await team(support(more));
  await one.run('apply --auto-approve');
  await one.byHand('app', 'create', ['apps', ''], { name: 'Acme Support' });
  expect((await one.run(`confirm apps.support=${id} --yes`)).code).toBe(0);
  return one;
}

test('what is about to be recorded is shown, with its values', async () => {
  const { run } = await team(support('messages: {recallSeconds: 300}'));
  const { code, err } = await run(`confirm apps.support=${id} apps.support.messages`);
  expect(code).toBe(1);
  expect(err).toBe(
    'alice says to have done by hand:\n  - apps.support created\n      name: "Acme Support"\n  - apps.support.messages created\n      recallSeconds: 300\n' +
      'Error: Nobody can be asked here: the standard input is no terminal. Give --yes.\n',
  );
});

test('the commands of a runbook, printed and written, name the directory and the variables as they were given', async () => {
  const { directory, run } = await team(
    `variables:\n  seconds: {type: number}\n${support(`messages: {recallSeconds: "\${var.seconds}"}`)}`,
  );
  const given = `-C ${directory} --var seconds=300`;
  const printed = await run(`runbook ${given}`);
  expect(printed.out).toContain(`    When it is done: chatform confirm ${given} apps.support.messages\n`);
  expect((await run(`apply ${given} --auto-approve`)).code).toBe(5);
  const written = fs.readFileSync(path.join(storeOf(directory), 'runbook.md'), 'utf8');
  const command = `confirm ${given} apps.support=SDKAPPID`;
  expect(written).toContain(`- [ ] When it is done: \`chatform ${command}\``);
  expect((await run(`runbook --var seconds=300`)).out).toContain(
    ': chatform confirm --var seconds=300 apps.',
  );
});

test('values that were edited after the runbook was written are not confirmed as done; exit code 4', async () => {
  const { run, declare } = await confirmedTeam('messages: {recallSeconds: 60}');
  declare(support('messages: {recallSeconds: 300}'));
  const early = await run('confirm apps.support.messages --yes');
  expect([early.code, early.err]).toEqual([
    4,
    'Error: Nothing was recorded: apps.support.messages is to be set to something else than when it was left to people (2026-03-01): `chatform apply` writes the runbook anew, and then it can be confirmed.\n',
  ]);
  expect((await run('apply --auto-approve')).code).toBe(5);
  expect((await run('confirm apps.support.messages --yes')).code).toBe(0);
  expect((await run('plan --detailed-exitcode')).code).toBe(0);
});

test('what is not wanted any more does not wait any more', async () => {
  const { run, declare } = await confirmedTeam('messages: {recallSeconds: 60}');
  declare(support('tags: {}'));
  expect((await run('apply --auto-approve')).code).toBe(0);
  declare(support('messages: {recallSeconds: 300}'));
  // Nothing of it is left to people since, so that nothing else was handed over.
  expect((await run('confirm apps.support.messages --yes')).code).toBe(0);
});

test('a confirmation is taken back: what was recorded before is recorded again, and the change waits', async () => {
  const { run } = await confirmedTeam('messages: {recallSeconds: 60}');
  await run('confirm apps.support.messages --yes');
  expect((await run('plan --detailed-exitcode')).code).toBe(0);
  const denied = await run('confirm --deny apps.support.messages --yes');
  expect([denied.code, denied.out]).toEqual([
    0,
    '1 confirmation is taken back; `chatform plan` shows what is to be done.\n',
  ]);
  expect((await run('plan')).out).toMatch(
    /apps\.support\.messages will be .*\n.*\(by hand, waiting since 2026-03-01/,
  );
});

test('an SDKAppID that the account does not have is not taken', async () => {
  const { run, byHand } = await team(support('tags: {team: chat}'));
  await byHand('app', 'create', ['apps', ''], { name: 'Another' });
  const { code, err } = await run('confirm apps.support=1400009999 --yes');
  expect([code, err]).toEqual([
    1,
    'Error: The account has no app 1400009999 for apps.support; those that nobody manages here: 1400000001. Nothing was recorded.\n',
  ]);
});

test('an app is deleted by hand, confirmed, and gone (APP-3)', async () => {
  const { run, byHand, declare, directory } = await confirmedTeam('tags: {team: chat}');
  expect((await run('apply --auto-approve')).code).toBe(0);
  declare('apps: {}\nremoved:\n  - {address: apps.support, destroy: true, because: The shop closed}\n');
  const plan = await run('plan');
  expect(plan.out).toContain('# apps.support will be destroyed');
  expect((await run('apply --auto-approve --allow irreversible,data-loss')).code).toBe(5);
  await byHand('app', 'update', ['apps', id], { enabled: false });
  await byHand('app', 'delete', ['apps', id], {});
  // The account does not list it any more: it cannot be told from one of another site.
  const confirmed = await run('confirm apps.support --yes');
  expect([confirmed.code, confirmed.err.includes('apps.support deleted')]).toEqual([0, true]);
  declare('apps: {}\n', '{}');
  const after = await run('plan --detailed-exitcode');
  expect([after.code, after.out]).toEqual([0, 'No changes. The console matches the configuration.\n']);
  expect((await chatform(directory, 'state list')).out).toBe('');
});

test('an app under another key is called with the key that its new name has', async () => {
  const { run, byHand, declare } = await confirmedTeam('accounts: {bot: {nickname: Bot}}');
  expect((await run('apply --auto-approve')).code).toBe(0);
  await byHand('account', 'update', ['apps', id, 'accounts', 'bot'], { nickname: 'Robot' });
  await byHand('account', 'create', ['apps', id, 'accounts', 'guest'], { type: 'general' });
  declare(
    `apps:\n  help: {name: Acme Support, accounts: {bot: {nickname: Bot}, guest: {type: general}}}\nmoved:\n  - {from: apps.support, to: apps.help}\n`,
    '{help: {key: {env: SUPPORT_KEY}}}',
  );
  const { out } = await run('plan');
  expect(out).toContain('# apps.help.accounts.bot will be updated in-place');
  // What is declared there for the first time is looked up as well.
  expect(out).not.toContain('accounts.guest');
});

test('a state about the sandbox is not believed of a console that is none', async () => {
  const directory = projectOf(smallProject);
  expect((await chatform(directory, applyAll)).code).toBe(0);
  const file = path.join(directory, 'chatform.yaml');
  const text = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(
    file,
    text.replace(/console: .*/, 'console: {type: tencent, endpoint: "https://127.0.0.1:1"}'),
  );
  const env = { TENCENTCLOUD_SECRET_ID: 'AKIDacme', TENCENTCLOUD_SECRET_KEY: 'acme-acme' };
  for (const line of ['plan', 'apply --auto-approve']) {
    const { code, err } = await chatform(directory, line, { env });
    expect([line, code, err]).toEqual([
      line,
      1,
      'Error: The state is about a sandbox, and the configuration is for a console that is no sandbox: what one has is nothing that the other has. Give each an environment of its own. Nothing was done.\n',
    ]);
  }
  expect(fs.existsSync(path.join(storeOf(directory), 'state.db'))).toBe(true);
});

test('what is known of a console that is no sandbox is not reset away', async () => {
  const directory = projectOf({
    'chatform.yaml': `chatform: {version: 1, account: "${account}", console: {type: tencent}}\n`,
  });
  fs.mkdirSync(storeOf(directory), { recursive: true });
  const state = path.join(storeOf(directory), 'state.db');
  fs.writeFileSync(state, 'all that was confirmed');
  const { code, err } = await chatform(directory, 'sandbox reset --yes');
  expect([code, err]).toEqual([
    3,
    'Error: The console of this environment is tencent, and no sandbox: its state stays. Nothing was deleted.\n',
  ]);
  expect(fs.readFileSync(state, 'utf8')).toBe('all that was confirmed');
});

test('an apply that cannot see everything leaves the runbook as it is, and a runbook says what is missing', async () => {
  const { run, directory, sandbox } = await confirmedTeam(
    'messages: {recallSeconds: 60}, accounts: {bot: {}}',
  );
  await run('apply --auto-approve');
  const book = path.join(storeOf(directory), 'runbook.md');
  expect(fs.readFileSync(book, 'utf8')).toContain('apps.support.messages');
  // The key is that of an app which is gone: nothing in it can be read.
  await personAt(sandbox)({
    kind: 'app',
    action: 'update',
    segments: ['apps', id],
    patch: { enabled: false },
  });
  await personAt(sandbox)({ kind: 'app', action: 'delete', segments: ['apps', id], patch: {} });
  expect((await run('apply --auto-approve')).code).toBe(5);
  expect(fs.readFileSync(book, 'utf8')).toContain('apps.support.messages');
  expect((await run('runbook')).err).toContain(
    'Not all of the console could be read: more may be to be done by hand than is shown.',
  );
});
