// Commands over the state: back to one that is kept, forgetting, renaming, the lock, and a copy out and in.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fileStore } from '../../src/state/file.ts';
import { type Entry, emptyState } from '../../src/state/state.ts';
import { projectOf } from '../support/project.ts';
import { applyAll, chatform, smallProject, storeOf, traces } from './chatform.ts';

const storeIn = (directory: string) => fileStore({ directory: storeOf(directory), version: '0.1.0' });
const stateIn = (directory: string) => storeIn(directory).read();

async function ran(directory: string, line: string, overrides = {}): Promise<string> {
  const { code, out, err } = await chatform(directory, line, overrides);
  if (code !== 0) throw new Error(`${line}: ${err}`);
  return out;
}

const yes = { ask: async () => 'yes' };
const no = { ask: async () => 'no' };

/** Serial 1: recalling for 300 s; serial 2: for 600 s. */
async function appliedTwice(): Promise<string> {
  const directory = projectOf(smallProject);
  await ran(directory, applyAll, { env: { GITHUB_ACTOR: 'alice' } });
  const file = path.join(directory, 'chatform.yaml');
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('300', '600'));
  await ran(directory, applyAll);
  return directory;
}

const holder = {
  id: '7f3a',
  host: 'build-host',
  pid: process.pid,
  since: '2026-03-01T07:59:00Z',
  command: 'apply',
  version: '0.1.0',
};

/** What a session leaves that appends entries. */
async function append(directory: string, entries: readonly Entry[]): Promise<void> {
  const session = await storeIn(directory).open(holder, () => emptyState('x', '100000000001', '0.1.0'));
  await session.append(entries);
  await session.close();
}

const openCall: Entry = {
  type: 'intent',
  intent: {
    id: 'call-9',
    address: 'apps.support.messages',
    kind: 'messages',
    action: 'update',
    patch: { recallSeconds: 900 },
  },
};

describe('state history', () => {
  test('lists the states that are kept, newest first, with the run of each and by whom', async () => {
    const directory = await appliedTwice();
    const out = await ran(directory, 'state history');
    expect(out.split('\n').map((line) => line.replace(/\s{2,}/g, ' | '))).toEqual([
      'serial | when | written by | result | who | size',
      expect.stringMatching(
        /^2 \| 2026-03-01T08:00:00Z \| apply \| done: 0 added, 1 changed, 0 destroyed, 0 failed \| build-host \| 4 resources, \d+ bytes \(present\)$/,
      ),
      expect.stringMatching(
        /^1 \| 2026-03-01T08:00:00Z \| apply \| done: 4 added, 0 changed, 0 destroyed, 0 failed \| alice on build-host \| 4 resources, \d+ bytes$/,
      ),
      expect.stringMatching(/^0 \| \S+ \| - \| - \| - \| 0 resources, \d+ bytes$/),
      '',
    ]);
    const { generations } = JSON.parse(await ran(directory, 'state history --json'));
    expect(generations.map((one: { serial: number }) => one.serial)).toEqual([2, 1, 0]);
    expect(generations[1]).toMatchObject({ writer: { by: 'alice', command: 'apply' }, run: { added: 4 } });
  });

  test('says which of them cannot be read', async () => {
    const directory = await appliedTwice();
    fs.writeFileSync(path.join(storeOf(directory), 'generations', 'state.1.db'), '');
    const out = await ran(directory, 'state history');
    expect(out).toMatch(/^1 .* unreadable {2}is empty \(0 bytes\)/m);
  });

  test('before the first apply there is nothing, which is no error', async () => {
    const { code, out, err } = await chatform(projectOf(smallProject), 'state history');
    expect({ code, out, err }).toEqual({
      code: 0,
      out: '',
      err: 'There is no state yet: nothing was applied.\n',
    });
  });
});

describe('state restore', () => {
  test('writes the content of a kept state as the next serial, and keeps the present one', async () => {
    const directory = await appliedTwice();
    const out = await ran(directory, 'state restore 1', yes);
    expect(out).toBe(
      'Restored serial 1 as serial 3; serial 2 is kept. The console is as it was: `chatform plan` shows what differs now.\n',
    );
    const state = await stateIn(directory);
    expect(state?.serial).toBe(3);
    expect(state?.records.get('apps.support.messages')?.body).toEqual({ recallSeconds: 300 });
    expect(state?.runs).toHaveLength(2);
    expect(fs.readdirSync(path.join(storeOf(directory), 'generations')).sort()).toEqual([
      'state.0.db',
      'state.1.db',
      'state.2.db',
    ]);
    const { generations } = JSON.parse(await ran(directory, 'state history --json'));
    expect(generations[0]).toMatchObject({ serial: 3, writer: { command: 'state restore' } });
    expect(generations[0].run).toBeUndefined();
  });

  test('shows what changes, and without a yes writes nothing', async () => {
    const directory = await appliedTwice();
    const before = traces(storeOf(directory));
    const shown =
      'The state with serial 2 would become what it was with serial 1:\n  records: 1 changed\n    ~ apps.support.messages\n';
    expect(await ran(directory, 'state restore 1 --check')).toBe(shown);
    const refused = await chatform(directory, 'state restore 1', no);
    expect(refused).toMatchObject({ code: 1, out: '', err: `${shown}Nothing was restored.\n` });
    const alone = await chatform(directory, 'state restore 1');
    expect(alone.code).toBe(1);
    expect(alone.err).toContain('Give --yes.');
    expect(traces(storeOf(directory))).toEqual(before);
  });

  test('keeps the calls whose outcome is not known, and says so', async () => {
    const directory = await appliedTwice();
    await append(directory, [openCall]);
    const { code, err } = await chatform(directory, 'state restore 1 --yes');
    expect(code).toBe(0);
    expect(err).toContain(
      '1 call of the present state, whose outcome is not known, stays open: the next apply settles it.',
    );
    const state = await stateIn(directory);
    expect([...(state?.intents.keys() ?? [])]).toEqual(['call-9']);
    expect(state?.records.get('apps.support.messages')?.body).toEqual({ recallSeconds: 300 });
  });

  test('what says the same is not written again', async () => {
    const directory = await appliedTwice();
    const out = await ran(directory, 'state restore 2 --yes');
    expect(out).toBe('The state already says what it said with serial 2: nothing was written.\n');
    expect((await stateIn(directory))?.serial).toBe(2);
  });

  test.each([
    ['9', 1, 'No state with serial 9 is kept; there are 2, 1, 0.'],
    ['two', 64, '"two" is no serial'],
  ])('%s is refused', async (serial, code, message) => {
    const directory = await appliedTwice();
    const ended = await chatform(directory, `state restore ${serial} --yes`);
    expect(ended.code).toBe(code);
    expect(ended.err).toContain(message);
  });

  test('a damaged one is refused, and the present one stays', async () => {
    const directory = await appliedTwice();
    fs.writeFileSync(path.join(storeOf(directory), 'generations', 'state.1.db'), '');
    const { code, err } = await chatform(directory, 'state restore 1 --yes');
    expect(code).toBe(1);
    expect(err).toContain('state.1.db is empty (0 bytes). Nothing was changed.');
    expect((await stateIn(directory))?.serial).toBe(2);
  });
});

describe('state rm', () => {
  test('forgets an app with all in it, and warns that it would be created again', async () => {
    const directory = await appliedTwice();
    const confirmation = { by: 'alice', at: '2026-03-01T08:00:00Z', action: 'update', before: {} } as const;
    await append(directory, [{ type: 'confirm', address: 'apps.support.login', confirmation }]);
    const { code, out, err } = await chatform(directory, 'state rm apps.support', yes);
    expect({ code, out }).toEqual({ code: 0, out: '2 resources are forgotten.\n' });
    expect(err).toBe(
      'The state is to forget, and the console keeps:\n' +
        '  - apps.support (SDKAppID 1400000001)\n  - apps.support.login\n  - apps.support.messages\n' +
        'With it goes what was confirmed or waits at 1 address.\n' +
        'Warning: if apps.support is still declared, the next plan creates a new app beside 1400000001. To manage 1400000001 again, run `chatform import apps.support 1400000001` before; to stop managing it, take it out of the configuration.\n',
    );
    const state = await stateIn(directory);
    expect([...(state?.records.keys() ?? [])].filter((one) => one.startsWith('apps'))).toEqual([]);
    expect(state?.bindings.size).toBe(0);
    expect(state?.confirmations.size).toBe(0);
    expect((await chatform(directory, 'plan')).out).toContain('apps.support');
    await ran(directory, 'import apps.support 1400000001');
    expect((await stateIn(directory))?.bindings.get('apps.support')).toBe('1400000001');
  });

  test('forgets one setting, which the next plan compares as if it were new', async () => {
    const directory = await appliedTwice();
    const { err } = await chatform(directory, 'state rm apps.support.messages --yes');
    expect(err).toContain('the next plan compares with the console as if it were new');
    expect((await stateIn(directory))?.records.has('apps.support.messages')).toBe(false);
    expect((await stateIn(directory))?.bindings.get('apps.support')).toBe('1400000001');
  });

  test.each([
    ['with --check', 'state rm apps.support --check', {}, 0],
    ['without a yes', 'state rm apps.support', no, 1],
    ['where nobody can be asked', 'state rm apps.support', {}, 1],
    ['of what it does not have', 'state rm apps.suport --yes', {}, 1],
  ])('%s it forgets nothing', async (_, line, overrides, code) => {
    const directory = await appliedTwice();
    const before = traces(storeOf(directory));
    expect((await chatform(directory, line, overrides)).code).toBe(code);
    expect(traces(storeOf(directory))).toEqual(before);
  });

  test('refuses while a call about it is open', async () => {
    const directory = await appliedTwice();
    await append(directory, [openCall]);
    const { code, err } = await chatform(directory, 'state rm apps.support --yes');
    expect(code).toBe(1);
    expect(err).toContain('`chatform apply` settles it first');
    expect((await stateIn(directory))?.bindings.size).toBe(1);
  });
});

describe('state mv', () => {
  test('gives an app another address, so that the renamed configuration plans empty', async () => {
    const directory = await appliedTwice();
    const out = await ran(directory, 'state mv apps.support apps.help');
    expect(out).toContain('apps.support is apps.help now, with 2 resources.');
    expect((await stateIn(directory))?.bindings.get('apps.help')).toBe('1400000001');
    const file = path.join(directory, 'chatform.yaml');
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, text.replace('  support:\n', '  help:\n').replace('apps.support', 'apps.help'));
    expect((await chatform(directory, 'plan')).out).toMatch(/^No changes\. /);
  });

  test.each([
    ['apps.support.messages apps.support.login', 1, 'only an app can'],
    ['apps.support apps.support', 1, 'it is there already'],
    ['apps.support apps.taken', 1, 'the state knows apps.taken already'],
    ['apps.games apps.help', 1, 'The state has no apps.games.'],
    ['apps.support apps..help', 64, 'is no address'],
  ])('%s is refused', async (words, code, message) => {
    const directory = await appliedTwice();
    await append(directory, [{ type: 'bind', address: 'apps.taken', id: '1400000009' }]);
    const before = traces(storeOf(directory));
    const ended = await chatform(directory, `state mv ${words}`);
    expect(ended.code).toBe(code);
    expect(ended.err).toContain(message);
    expect(traces(storeOf(directory))).toEqual(before);
  });
});

describe('the lock', () => {
  const writeLock = (directory: string, differences: object) =>
    fs.writeFileSync(
      path.join(storeOf(directory), 'state.lock'),
      JSON.stringify({ ...holder, startTime: null, ...differences }),
    );

  test('of nobody is said to be nobody’s', async () => {
    const directory = await appliedTwice();
    expect(await ran(directory, 'state lock')).toMatch(
      /^Nobody holds the lock of the state .*state\.db\.\n$/,
    );
    expect(JSON.parse(await ran(directory, 'state lock --json'))).toEqual({ locked: false });
  });

  test('of another machine is shown, and taken away by its exact ID', async () => {
    const directory = await appliedTwice();
    writeLock(directory, { host: 'laptop-3', by: 'bob' });
    const who = `apply of bob (process ${process.pid} on laptop-3, since 2026-03-01T07:59:00Z, chatform 0.1.0, lock 7f3a)`;
    expect(await ran(directory, 'state lock')).toContain(`is locked by ${who}.`);
    const wrong = await chatform(directory, 'state unlock 7f3');
    expect(wrong.code).toBe(1);
    expect(wrong.err).toContain('The lock has another ID, 7f3a');
    expect(fs.existsSync(path.join(storeOf(directory), 'state.lock'))).toBe(true);
    expect(await ran(directory, 'state unlock 7f3a')).toContain(`The lock was taken away from ${who}.`);
    expect(fs.existsSync(path.join(storeOf(directory), 'state.lock'))).toBe(false);
    expect((await chatform(directory, 'state unlock 7f3a')).err).toContain('is not locked');
  });

  test('of a process that runs on this machine is not taken away (6)', async () => {
    const directory = await appliedTwice();
    writeLock(directory, {});
    const { code, err } = await chatform(directory, 'state unlock 7f3a');
    expect(code).toBe(6);
    expect(err).toContain('end it first');
    expect(fs.existsSync(path.join(storeOf(directory), 'state.lock'))).toBe(true);
  });

  test('of a process that ended on this machine can be taken away', async () => {
    const directory = await appliedTwice();
    writeLock(directory, { pid: spawnSync(process.execPath, ['-e', '0']).pid });
    expect(await ran(directory, 'state lock')).toContain('Its process has ended');
    await ran(directory, 'state unlock 7f3a');
  });

  test('that cannot be read is said to be so', async () => {
    const directory = await appliedTwice();
    fs.writeFileSync(path.join(storeOf(directory), 'state.lock'), 'x');
    expect(JSON.parse(await ran(directory, 'state lock --json'))).toEqual({
      locked: true,
      process: 'unknown',
    });
    expect((await chatform(directory, 'state unlock 7f3a')).err).toContain('remove the file');
  });

  test.each(['apply --auto-approve', 'state rm apps.support --yes', 'state restore 1 --yes'])(
    '%s waits for it as long as it was told, saying once who holds it, and then is 6',
    async (line) => {
      const directory = await appliedTwice();
      writeLock(directory, { host: 'laptop-3' });
      const waits: number[] = [];
      const { code, err } = await chatform(directory, `${line} --lock-timeout 3`, {
        wait: async (milliseconds) => {
          waits.push(milliseconds);
        },
      });
      expect({ code, waits }).toEqual({ code: 6, waits: [1000, 1000, 1000] });
      expect(err.match(/Waiting for it, at most 3 s\./g)).toHaveLength(1);
    },
  );

  test('goes on once it is free', async () => {
    const directory = await appliedTwice();
    writeLock(directory, { host: 'laptop-3' });
    let waits = 0;
    await ran(directory, 'state restore 1 --yes --lock-timeout 60', {
      wait: async () => {
        waits += 1;
        if (waits === 2) fs.rmSync(path.join(storeOf(directory), 'state.lock'));
      },
    });
    expect(waits).toBe(2);
    expect((await stateIn(directory))?.serial).toBe(3);
  });

  test('is not waited for once somebody asked to stop (130)', async () => {
    const directory = await appliedTwice();
    writeLock(directory, { host: 'laptop-3' });
    const { code } = await chatform(directory, 'state rm apps.support --yes --lock-timeout 60', {
      stopping: () => true,
    });
    expect(code).toBe(130);
  });

  test('is asked for once without --lock-timeout', async () => {
    const directory = await appliedTwice();
    writeLock(directory, { host: 'laptop-3' });
    const { code } = await chatform(directory, 'state rm apps.support --yes', {
      wait: () => Promise.reject(new Error('it waited')),
    });
    expect(code).toBe(6);
  });
});

describe('state pull and state push', () => {
  async function pulled(directory: string): Promise<string> {
    const file = path.join(directory, 'backup.json');
    fs.writeFileSync(file, await ran(directory, 'state pull'));
    onTestFinished(() => fs.rmSync(file, { force: true }));
    return file;
  }

  const edited = (file: string, change: object) =>
    fs.writeFileSync(file, JSON.stringify({ ...JSON.parse(fs.readFileSync(file, 'utf8')), ...change }));

  test('what was pulled can be pushed, as the next serial', async () => {
    const directory = await appliedTwice();
    const before = await stateIn(directory);
    await pulled(directory);
    expect(await ran(directory, 'state push backup.json --yes')).toContain(
      'Pushed as serial 3; serial 2 is kept.',
    );
    expect(await stateIn(directory)).toEqual({ ...before, serial: 3 });
    expect((await chatform(directory, 'plan')).out).toMatch(/^No changes\. /);
  });

  test('a higher serial is followed, and an open call is not forgotten', async () => {
    const directory = await appliedTwice();
    const file = await pulled(directory);
    await append(directory, [openCall]);
    edited(file, { serial: 40, bindings: {} });
    const { code, err } = await chatform(directory, 'state push backup.json', yes);
    expect(code).toBe(0);
    expect(err).toContain('bindings: 1 removed\n    - apps.support\n');
    expect(err).toContain('1 call of the present state, whose outcome is not known, would stay open.');
    const state = await stateIn(directory);
    expect(state?.serial).toBe(41);
    expect([...(state?.intents.keys() ?? [])]).toEqual(['call-9']);
  });

  test('moves a state to a place that has none', async () => {
    const directory = await appliedTwice();
    const text = await ran(directory, 'state pull');
    const other = projectOf({ ...smallProject, 'backup.json': text });
    const { err } = await chatform(other, 'state push backup.json --yes');
    expect(err).toMatch(/^There is no state yet\. It would become that in backup\.json:\n {2}bindings: /);
    const [here, there] = [await stateIn(directory), await stateIn(other)];
    expect(there).toEqual({ ...here, serial: 3 });
  });

  test('puts back a state that is gone, and no older one than was seen here', async () => {
    const directory = await appliedTwice();
    const file = await pulled(directory);
    const before = await stateIn(directory);
    for (const name of ['state.db', 'generations'])
      fs.rmSync(path.join(storeOf(directory), name), { recursive: true });
    expect((await chatform(directory, 'plan')).err).toContain(
      '`chatform state push FILE` puts a copy in its place',
    );
    edited(file, { serial: 1 });
    const older = await chatform(directory, 'state push backup.json --yes');
    expect(older.code).toBe(1);
    expect(older.err).toContain('it has serial 1, and serial 2 of lineage ');
    edited(file, { serial: 2, lineage: 'lobby' });
    expect((await chatform(directory, 'state push backup.json --yes')).code).toBe(1);
    expect(await stateIn(directory)).toBeUndefined();
    edited(file, { lineage: before?.lineage });
    expect(await ran(directory, 'state push backup.json --yes')).toContain('Pushed as serial 3.');
    expect(await stateIn(directory)).toEqual({ ...before, serial: 3 });
    expect((await chatform(directory, 'plan')).out).toMatch(/^No changes\. /);
  });

  test.each([
    ['an older serial', { serial: 1 }, 'it has serial 1, and the state has 2 already'],
    ['another lineage', { lineage: 'lobby' }, 'it is of lineage lobby'],
    ['another account', { account: '200000000002' }, 'it is of account 200000000002'],
    ['another console', { console: 'cloud' }, 'it is about cloud, and the state is about sandbox'],
  ])('%s is refused, and with --force needs a typed yes', async (_, change, message) => {
    const directory = await appliedTwice();
    const file = await pulled(directory);
    edited(file, { ...change, bindings: {} });
    const before = traces(storeOf(directory));
    const refused = await chatform(directory, 'state push backup.json --yes');
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(message);
    const unasked = await chatform(directory, 'state push backup.json --yes --force');
    expect(unasked.code).toBe(1);
    expect(unasked.err).toContain('With --force a person has to say yes.');
    expect(traces(storeOf(directory))).toEqual(before);
    await ran(directory, 'state push backup.json --force', yes);
    expect(await stateIn(directory)).toMatchObject({ ...change, serial: 3 });
    const original = await storeIn(directory).generation(2);
    await ran(directory, 'state restore 2 --yes');
    expect(await stateIn(directory)).toEqual({ ...original, serial: 4 });
  });

  test.each([
    ['no JSON', 'apps: {}', 'it is not JSON'],
    ['no state', '{}', 'it is no state: `chatform state pull` prints one'],
    [
      'of a newer chatform',
      '{"chatformState": 999, "writtenBy": "9.0.0"}',
      'a newer chatform wrote it, 9.0.0',
    ],
    ['not UTF-8', Uint8Array.of(0xff, 0x7b), 'is not UTF-8'],
  ])('what is %s is refused', async (_, content, message) => {
    const directory = projectOf({ ...smallProject, 'backup.json': content });
    const { code, err } = await chatform(directory, 'state push backup.json --yes');
    expect(code).toBe(1);
    expect(err).toContain(message);
    expect(await stateIn(directory)).toBeUndefined();
  });

  test('there is nothing to pull before the first apply', async () => {
    const { code, out, err } = await chatform(projectOf(smallProject), 'state pull');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('There is no state yet');
  });
});
