// `chatform.encryption` from the first apply to the last key: commands, saved plans, rotation, and both ways over.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { World } from '../../src/commands/world.ts';
import { listing, projectOf } from '../support/project.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { applyAll, chatform, type Ended, smallProject, storeOf, traces } from './chatform.ts';

const env = { CHATFORM_PASSPHRASE: 'moonlit harbour 4711', CHATFORM_OLD: 'sunlit harbour 0815' };
const byPassphrase = '{passphrase: {env: CHATFORM_PASSPHRASE}}';

/** The small project with this block; `undefined`: without any. */
const files = (encryption?: string) => ({
  'chatform.yaml':
    encryption === undefined
      ? smallProject['chatform.yaml']
      : smallProject['chatform.yaml'].replace('chatform:\n', `chatform:\n  encryption: ${encryption}\n`),
});
const configure = (directory: string, encryption?: string) =>
  fs.writeFileSync(path.join(directory, 'chatform.yaml'), files(encryption)['chatform.yaml']);

const run = (directory: string, line: string, more: Partial<World> = {}): Promise<Ended> =>
  chatform(directory, line, { env, ...more });

async function ran(directory: string, line: string, more: Partial<World> = {}): Promise<string> {
  const { code, out, err } = await run(directory, line, more);
  if (code !== 0) throw new Error(`${line}: ${code} ${err}`);
  return out;
}

async function applied(encryption?: string): Promise<string> {
  const directory = projectOf(files(encryption));
  await ran(directory, applyAll);
  return directory;
}

const start = (directory: string, name = 'state.db') =>
  fs
    .readFileSync(path.join(storeOf(directory), name))
    .toString('latin1')
    .slice(0, 31);
const encrypted = 'chatform encrypted 1 passphrase';
const plain = /^SQLite format 3/;

describe('with `chatform.encryption`', () => {
  test('a sandbox is not reset where its state is locked up: it may be about another console', async () => {
    const directory = await applied(byPassphrase);
    const before = traces(storeOf(directory));
    const other = { CHATFORM_PASSPHRASE: 'cloudy harbour 1234' };
    const { code, err } = await run(directory, 'sandbox reset --yes', { env: other });
    expect([code, err.includes('is encrypted with another passphrase')]).toEqual([1, true]);
    expect(traces(storeOf(directory))).toEqual(before);
    await ran(directory, 'sandbox reset --yes');
    expect(fs.existsSync(storeOf(directory))).toBe(false);
  });

  test('apply, plan, state and restore work as without it, on states that are encrypted', async () => {
    const directory = await applied(byPassphrase);
    expect(start(directory)).toBe(encrypted);
    expect(await ran(directory, 'plan --detailed-exitcode')).toContain('No changes');
    expect(await ran(directory, 'state list')).toBe(
      'apps.support\napps.support.messages\ncam.policies.support-readers\ncam.policies.support-readers.users.alice\n',
    );
    expect(await ran(directory, 'state show apps.support.messages')).toContain('recallSeconds = 300');
    await ran(directory, 'state rm apps.support.messages --yes');
    await ran(directory, 'state restore 1 --yes');
    expect(fs.readdirSync(path.join(storeOf(directory), 'generations')).sort()).toEqual([
      'state.0.db',
      'state.1.db',
      'state.2.db',
    ]);
    for (const name of ['state.0.db', 'state.1.db', 'state.2.db'])
      expect(start(directory, `generations/${name}`)).toBe(encrypted);
    expect(await ran(directory, 'plan --detailed-exitcode')).toContain('No changes');
  });

  test('pull prints plain JSON, and push encrypts it', async () => {
    const directory = await applied(byPassphrase);
    const text = await ran(directory, 'state pull');
    expect(JSON.parse(text)).toMatchObject({ serial: 1 });
    fs.writeFileSync(path.join(directory, 'backup.json'), text);
    await ran(directory, 'state push backup.json --yes');
    expect(start(directory)).toBe(encrypted);
  });

  test.each([
    ['64 hexadecimal digits', '07'.repeat(32)],
    ['base64', Buffer.alloc(32, 7).toString('base64')],
    ['base64 with a newline behind it', `${Buffer.alloc(32, 7).toString('base64')}\n`],
  ])('a key may be %s', async (_, CHATFORM_KEY) => {
    const directory = projectOf(files('{key: {env: CHATFORM_KEY}}'));
    await ran(directory, applyAll, { env: { CHATFORM_KEY } });
    expect(start(directory)).toMatch(/^chatform encrypted 1 key CHATFO/);
    const hex = { env: { CHATFORM_KEY: Buffer.alloc(32, 7).toString('hex') } };
    expect(await ran(directory, 'plan --detailed-exitcode', hex)).toContain('No changes');
  });

  test('an environment may have a key of its own', async () => {
    const directory = projectOf({
      ...files(byPassphrase),
      'environments/prod.yaml': 'chatform: {encryption: {key: {env: PROD_KEY}}}\n',
    });
    const more = { env: { PROD_KEY: '07'.repeat(32) } };
    await ran(directory, `${applyAll} --env prod`, more);
    const bytes = fs.readFileSync(path.join(storeOf(directory, 'prod'), 'state.db'));
    expect(bytes.toString('latin1')).toMatch(/^chatform encrypted 1 key PROD_KEY /);
    expect(await ran(directory, 'state list --env prod', more)).toContain('apps.support\n');
  });

  test('state commands need no valid configuration, but what it is encrypted with', async () => {
    const directory = await applied(byPassphrase);
    const file = path.join(directory, 'chatform.yaml');
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, text.replace('recallSeconds', 'recalSeconds'));
    expect(await ran(directory, 'state list')).toContain('apps.support\n');
    fs.writeFileSync(file, text.replace('{passphrase: {env: CHATFORM_PASSPHRASE}}', '{passphrase: {}}'));
    const { code, err } = await run(directory, 'state list');
    expect([code, err]).toEqual([1, expect.stringContaining('"passphrase" needs "env"')]);
  });
});

test('what a killed apply left in an encrypted journal is taken up by the next one', async () => {
  const directory = projectOf(files(byPassphrase));
  const store = storeOf(directory);
  const midway = path.join(temporaryFolder(), 'midway');
  let told = 0;
  await ran(directory, applyAll, {
    tell: () => {
      told += 1;
      if (told === 2) fs.cpSync(store, midway, { recursive: true });
    },
  });
  fs.rmSync(store, { recursive: true });
  fs.cpSync(midway, store, { recursive: true });
  fs.rmSync(path.join(store, 'state.lock'));
  const journal = fs.readFileSync(path.join(store, 'state.journal'), 'utf8').trimEnd().split('\n').slice(1);
  const starts = journal.map((line) => Buffer.from(line.split('"')[1] ?? '', 'base64').toString('latin1'));
  expect([starts.length > 1, starts.every((one) => one.startsWith(encrypted))]).toEqual([true, true]);
  expect(await ran(directory, 'state list')).toContain('apps.support\n');
  await ran(directory, applyAll);
  expect(await ran(directory, 'plan --detailed-exitcode')).toContain('No changes');
  expect(fs.existsSync(path.join(store, 'state.journal'))).toBe(false);
});

describe('a secret that is not to be had is said in one sentence, and nothing is done:', () => {
  const lines = [
    'plan',
    'plan --out new.plan.json',
    applyAll,
    'state list',
    'state rm apps.support --yes',
    'state rekey',
    'import',
    'runbook',
  ];
  test.each([
    [
      'a variable that is not set',
      byPassphrase,
      {},
      'The environment variable CHATFORM_PASSPHRASE, which holds the passphrase of `chatform.encryption`, is not set. Nothing was done.',
    ],
    [
      'a variable of before that is not set',
      '{passphrase: {env: CHATFORM_PASSPHRASE}, previous: [{key: {env: OLD_KEY}}]}',
      env,
      'The environment variable OLD_KEY, which holds the key of `chatform.encryption`, is not set. Nothing was done.',
    ],
    [
      'a passphrase of 15 characters',
      byPassphrase,
      { CHATFORM_PASSPHRASE: 'moonlit-harbour' },
      'The passphrase in the environment variable CHATFORM_PASSPHRASE has fewer than 16 characters. Nothing was done.',
    ],
    [
      'a key of 31 bytes',
      '{key: {env: CHATFORM_KEY}}',
      { CHATFORM_KEY: '07'.repeat(31) },
      'The key in the environment variable CHATFORM_KEY is not 32 bytes, as 64 hexadecimal digits or in base64. Nothing was done.',
    ],
  ])('%s', async (_, block, given, sentence) => {
    const directory = await applied(byPassphrase);
    configure(directory, block);
    const before = traces(directory);
    for (const line of lines) {
      const { code, out, err } = await run(directory, line, { env: given });
      expect({ line, code, out, err }).toEqual({ line, code: 1, out: '', err: `Error: ${sentence}\n` });
    }
    expect(traces(directory)).toEqual(before);
  });

  test('--no-secrets reads no key, and without it there is no state to plan with', async () => {
    const directory = await applied(byPassphrase);
    const { code, out, err } = await run(directory, 'plan --no-secrets', { env: {} });
    expect({ code, out, err }).toEqual({
      code: 1,
      out: '',
      err: 'Error: The state is encrypted (`chatform.encryption`), and with --no-secrets its key is not read: there is nothing to compare with. Nothing was done.\n',
    });
  });

  test('a wrong passphrase is named so', async () => {
    const directory = await applied(byPassphrase);
    const before = listing(directory);
    const { code, err } = await run(directory, applyAll, {
      env: { CHATFORM_PASSPHRASE: 'moonlit harbour 4712' },
    });
    expect(code).toBe(1);
    expect(err).toMatch(
      /^Error: The state \S+state\.db is encrypted with another passphrase than the one in CHATFORM_PASSPHRASE \(ID [0-9a-f]{16}, in CHATFORM_PASSPHRASE then\)\. /,
    );
    expect(listing(directory)).toEqual(before);
  });
});

describe('a saved plan', () => {
  async function planned(encryption?: string): Promise<{ directory: string; file: string }> {
    const directory = projectOf(files(encryption));
    await ran(directory, 'plan --out first.plan');
    return { directory, file: path.join(directory, 'first.plan') };
  }

  test('is encrypted, and show, runbook and apply read it; what is printed is not', async () => {
    const { directory, file } = await planned(byPassphrase);
    const text = fs.readFileSync(file, 'utf8');
    expect(text).toMatch(
      /^chatform encrypted 1 passphrase [0-9a-f]{32} CHATFORM_PASSPHRASE [0-9a-f]{16}\n(?:[\w+/=]{1,76}\n)+$/,
    );
    expect(JSON.parse(await ran(directory, 'show --json first.plan'))).toHaveProperty('resource_changes');
    expect(await ran(directory, 'show first.plan')).toContain('recallSeconds');
    expect(await ran(directory, 'runbook first.plan')).not.toBe('');
    await ran(directory, 'apply first.plan');
    expect(await ran(directory, 'plan --detailed-exitcode')).toContain('No changes');
  });

  test('is shown where there is no configuration: it names the variable', async () => {
    const { file } = await planned(byPassphrase);
    const elsewhere = projectOf({ 'first.plan': fs.readFileSync(file) });
    expect(await ran(elsewhere, 'show first.plan')).toContain('recallSeconds');
    const unset = await run(elsewhere, 'show first.plan', { env: {} });
    expect([unset.code, unset.err]).toEqual([
      1,
      `Error: ${path.join(elsewhere, 'first.plan')} is encrypted with the passphrase that was in the environment variable CHATFORM_PASSPHRASE, which is not set. Nothing was done.\n`,
    ]);
    const wrong = await run(elsewhere, 'show first.plan', { env: { CHATFORM_PASSPHRASE: 'x'.repeat(16) } });
    expect([wrong.code, wrong.err]).toEqual([
      1,
      expect.stringContaining('is encrypted with another passphrase'),
    ]);
  });

  test('of before a key was changed is read with `previous`', async () => {
    const { directory } = await planned('{passphrase: {env: CHATFORM_PASSPHRASE}}');
    configure(
      directory,
      '{passphrase: {env: CHATFORM_PASSPHRASE}, previous: [{passphrase: {env: CHATFORM_OLD}}]}',
    );
    const rotated = {
      env: { CHATFORM_PASSPHRASE: 'starlit harbour 1234', CHATFORM_OLD: env.CHATFORM_PASSPHRASE },
    };
    expect(await ran(directory, 'show first.plan', rotated)).toContain('recallSeconds');
    await ran(directory, 'apply first.plan', rotated);
    expect(await ran(directory, 'plan --detailed-exitcode', rotated)).toContain('No changes');
  });

  test('may be written over by the next one, whoever has its key, and nothing else that is encrypted', async () => {
    const { directory, file } = await planned(byPassphrase);
    const first = fs.readFileSync(file, 'utf8');
    await ran(directory, 'plan --out first.plan', { env: { CHATFORM_PASSPHRASE: 'starlit harbour 1234' } });
    expect(fs.readFileSync(file, 'utf8')).not.toBe(first);
    await ran(directory, applyAll);
    const { code, err } = await run(directory, 'plan --out .chatform/default/state.db');
    expect([code, err]).toEqual([
      1,
      expect.stringContaining('is there already, and is not a plan of chatform'),
    ]);
  });

  test('that is not encrypted is not applied, unless the project is changing over', async () => {
    const { directory } = await planned();
    configure(directory, byPassphrase);
    const { code, err } = await run(directory, 'apply first.plan');
    expect([code, err]).toEqual([
      1,
      'Error: The plan is not encrypted, and the configuration says that plans are (`chatform.encryption`). Make it again with `chatform plan --out`. Nothing was written.\n',
    ]);
    expect(await ran(directory, 'show first.plan')).toContain('recallSeconds');
    configure(directory, '{passphrase: {env: CHATFORM_PASSPHRASE}, migrate: encrypt}');
    await ran(directory, 'apply first.plan');
    expect(start(directory)).toBe(encrypted);
  });

  test('that names a variable of its own choice is not applied', async () => {
    const known = { env: { ...env, PUBLIC_ADDRESS: 'https://acme.example/chat' } };
    const forger = projectOf(files('{passphrase: {env: PUBLIC_ADDRESS}}'));
    await ran(forger, 'plan --out first.plan', known);
    configure(forger, byPassphrase);
    const refused = await run(forger, 'apply first.plan', known);
    expect([refused.code, refused.err]).toEqual([
      1,
      'Error: The plan is encrypted with what is in PUBLIC_ADDRESS, and `chatform.encryption` does not name it. Make it again with `chatform plan --out`. Nothing was written.\n',
    ]);
  });

  test('that was changed anywhere, or cut off, is refused by name', async () => {
    const { directory, file } = await planned(byPassphrase);
    const text = fs.readFileSync(file, 'utf8');
    const at = Math.floor(text.length / 2);
    const swapped = text[at] === 'A' ? 'B' : 'A';
    for (const changed of [
      text.slice(0, at) + swapped + text.slice(at + 1),
      text.slice(0, at),
      text.slice(0, -1),
      text.replace('CHATFORM_PASSPHRASE', 'CHATFORM_PASSPHRASF'),
      text.replaceAll('\n', '\r\n'),
      `${text}\n`,
    ]) {
      fs.writeFileSync(file, changed);
      const { code, err } = await run(directory, 'apply first.plan', {
        env: { ...env, CHATFORM_PASSPHRASF: env.CHATFORM_PASSPHRASE },
      });
      expect([code, err]).toEqual([
        1,
        `Error: ${file} is damaged, or was changed: it does not decrypt. Make the plan again with \`chatform plan --out\`.\n`,
      ]);
    }
    expect(fs.existsSync(storeOf(directory))).toBe(false);
  });

  test('that was cut off anywhere is refused by name', async () => {
    const { directory, file } = await planned(byPassphrase);
    const text = fs.readFileSync(file, 'utf8');
    for (let length = 0; length < text.length; length += 61) {
      fs.writeFileSync(file, text.slice(0, length));
      const { code, err } = await run(directory, 'show first.plan');
      expect([length, code, err]).toEqual([
        length,
        1,
        expect.stringMatching(/first\.plan is (?:damaged, or was changed|not JSON, or was cut off)/),
      ]);
    }
  });

  test('that says what is wrong with a configuration is encrypted too', async () => {
    const directory = projectOf({
      'chatform.yaml': files(byPassphrase)['chatform.yaml'].replace('recallSeconds', 'recalSeconds'),
    });
    expect((await run(directory, 'plan --out failed.plan')).code).toBe(1);
    const text = fs.readFileSync(path.join(directory, 'failed.plan'), 'utf8');
    expect(text.startsWith(encrypted)).toBe(true);
    expect((await run(directory, 'show failed.plan')).out).toContain('recalSeconds');
  });
});

describe('changing over', () => {
  const rotated = '{passphrase: {env: CHATFORM_PASSPHRASE}, previous: [{passphrase: {env: CHATFORM_OLD}}]}';

  test('to another key: rekey writes the state anew, and says which kept states need the one before', async () => {
    const directory = await applied('{passphrase: {env: CHATFORM_OLD}}');
    configure(directory, rotated);
    const before = traces(storeOf(directory));
    expect(await ran(directory, 'state rekey --check')).toBe(
      'Kept states still need `previous`: serial 1, 0. Newer ones take their place with time.\n',
    );
    expect(traces(storeOf(directory))).toEqual(before);
    expect(await ran(directory, 'state rekey')).toBe(
      'The state was written as serial 2, encrypted with the passphrase in CHATFORM_PASSPHRASE; the one before it is kept.\n' +
        'Kept states still need `previous`: serial 1, 0. Newer ones take their place with time.\n',
    );
    expect(await ran(directory, 'state rekey')).toBe(
      'The state is encrypted with the passphrase in CHATFORM_PASSPHRASE already: nothing was written.\n' +
        'Kept states still need `previous`: serial 1, 0. Newer ones take their place with time.\n',
    );
    expect(JSON.parse(await ran(directory, 'state rekey --json'))).toEqual({
      written: null,
      needed: [1, 0],
      unreadable: [],
    });
    configure(directory, byPassphrase);
    expect(await ran(directory, 'plan --detailed-exitcode')).toContain('No changes');
    expect(await ran(directory, 'state rekey')).toContain('Cannot be read as things are: serial 1, 0.');
    for (const serial of [0, 1])
      fs.rmSync(path.join(storeOf(directory), 'generations', `state.${serial}.db`));
    configure(directory, rotated);
    expect(await ran(directory, 'state rekey --check')).toBe(
      'No state that is kept needs `previous` any more.\n',
    );
    configure(directory, byPassphrase);
    expect(await ran(directory, 'state rekey --check')).toBe(
      'Every state that can be read needs the present key alone.\n',
    );
  });

  test('into encryption: what is plain is refused at first, and encrypted with `migrate: encrypt`', async () => {
    const directory = await applied();
    expect(start(directory)).toMatch(plain);
    configure(directory, byPassphrase);
    const { code, err } = await run(directory, 'plan');
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        /state\.db is not encrypted, and the configuration says that it is\. If it never was, `chatform\.encryption\.migrate: encrypt` takes it over/,
      ),
    ]);
    configure(directory, '{passphrase: {env: CHATFORM_PASSPHRASE}, migrate: encrypt}');
    expect(await ran(directory, 'plan --detailed-exitcode')).toContain('No changes');
    expect(await ran(directory, 'state rekey')).toBe(
      'The state was written as serial 2, encrypted with the passphrase in CHATFORM_PASSPHRASE; the one before it is kept.\n' +
        'Kept states still need `migrate`: serial 1, 0. Newer ones take their place with time.\n',
    );
    expect(start(directory)).toBe(encrypted);
    configure(directory, byPassphrase);
    expect(await ran(directory, 'plan --detailed-exitcode')).toContain('No changes');
  });

  test('out of encryption: `migrate: decrypt` reads what is encrypted, and writes nothing encrypted', async () => {
    const directory = await applied(byPassphrase);
    configure(directory, '{passphrase: {env: CHATFORM_PASSPHRASE}, migrate: decrypt}');
    await ran(directory, 'plan --out plain.plan');
    expect(JSON.parse(fs.readFileSync(path.join(directory, 'plain.plan'), 'utf8'))).toHaveProperty(
      'checksum',
    );
    expect(await ran(directory, 'state rekey')).toBe(
      'The state was written as serial 2, not encrypted; the one before it is kept.\n' +
        'Kept states still need `chatform.encryption`: serial 1, 0. Newer ones take their place with time.\n',
    );
    expect(start(directory)).toMatch(plain);
    configure(directory);
    expect(await ran(directory, 'plan --detailed-exitcode', { env: {} })).toContain('No changes');
  });

  test('rekey without a key to change to, or a state, says so', async () => {
    const without = await run(await applied(), 'state rekey');
    expect([without.code, without.err]).toEqual([
      1,
      'Error: The configuration has no `chatform.encryption`: there is no key to change to.\n',
    ]);
    const fresh = await run(projectOf(files(byPassphrase)), 'state rekey');
    expect([fresh.code, fresh.err]).toEqual([1, 'Error: There is no state yet: nothing was applied.\n']);
  });
});
