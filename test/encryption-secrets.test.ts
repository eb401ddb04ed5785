// What is encrypted with is nowhere; and what is encrypted shows nothing of the configuration.
import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { World } from '../src/commands/world.ts';
import { applyAll, chatform, type Ended, smallProject, storeOf } from './commands/chatform.ts';
import { formsOf } from './support/encodings.ts';
import { projectOf } from './support/project.ts';
import { temporaryFolder } from './support/temporary.ts';

/** Has characters that JSON and URLs write in another way. */
const passphrase = 'harbour-"lit" & <quiet>\\/+é? 4711';
const keyBytes = Buffer.from(Array.from({ length: 32 }, (_, i) => (i * 37 + 11) % 256));
const oldKey = Buffer.from(Array.from({ length: 32 }, (_, i) => (i * 53 + 7) % 256));
const wrong = 'another-"lit" & <quiet>\\/+é? 0815';

const env = {
  PASSPHRASE: passphrase,
  KEY: keyBytes.toString('base64'),
  OLD_KEY: oldKey.toString('hex'),
  WRONG: wrong,
};
const needles = [
  Buffer.from(passphrase),
  Buffer.from(wrong),
  ...[keyBytes, oldKey].flatMap((bytes) => [
    bytes,
    Buffer.from(bytes.toString('hex')),
    Buffer.from(bytes.toString('base64')),
  ]),
].flatMap(formsOf);

/** How many forms are in these places: a number, so that a failure prints none of them. */
function leaks(places: readonly (string | Uint8Array)[], looked: readonly Buffer[] = needles): number {
  const all = places.map((place) => Buffer.from(place as string));
  return looked.filter((needle) => all.some((place) => place.includes(needle))).length;
}

function writtenIn(directory: string): Buffer[] {
  return fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(directory, name))
    .filter((file) => fs.lstatSync(file).isFile())
    .map((file) => fs.readFileSync(file));
}

const said = ({ out, err }: Ended) => [out, err];

/** A value of the configuration, to be found nowhere. */
const canary = 'Lighthouse Desk 4711';
const yaml = (block: string, more = '') =>
  smallProject['chatform.yaml']
    .replace('chatform:\n', `chatform:\n  encryption: ${block}\n`)
    .replace('Acme Support', canary + more);

const lines = [
  'validate',
  'validate --json',
  'fmt --check',
  'plan --out new.plan',
  'plan --json',
  'show first.plan',
  'apply first.plan',
  'runbook first.plan',
  'state list',
  'state history --json',
  'state pull',
  'state lock',
  'state rekey --check',
  'state rekey --json',
  'state restore 0 --yes',
  applyAll,
  'import --check',
  'plan --no-secrets',
];

describe('no byte of a passphrase or a key is printed or written, in any encoding,', () => {
  test.each([
    ['with a passphrase', '{passphrase: {env: PASSPHRASE}}'],
    ['with a key', '{key: {env: KEY}}'],
    [
      'with a key of before',
      '{passphrase: {env: PASSPHRASE}, previous: [{key: {env: OLD_KEY}}, {key: {env: KEY}}]}',
    ],
    ['with a wrong passphrase', '{passphrase: {env: WRONG}}'],
    ['with a key for a passphrase', '{passphrase: {env: KEY}}'],
    ['with a passphrase for a key', '{key: {env: PASSPHRASE}}'],
    ['with a short passphrase', '{passphrase: {env: SHORT}}'],
    ['into encryption', '{key: {env: KEY}, migrate: encrypt}'],
    ['out of encryption', '{key: {env: OLD_KEY}, migrate: decrypt}'],
  ])('%s', async (_, block) => {
    const first = block.includes('OLD_KEY') ? '{key: {env: OLD_KEY}}' : '{passphrase: {env: PASSPHRASE}}';
    const directory = projectOf({ 'chatform.yaml': yaml(first) });
    const more: Partial<World> = { env: { ...env, SHORT: passphrase.slice(0, 12) } };
    for (const line of ['plan --out first.plan', applyAll]) await chatform(directory, line, more);
    expect(fs.existsSync(path.join(storeOf(directory), 'state.db'))).toBe(true);
    fs.writeFileSync(path.join(directory, 'chatform.yaml'), yaml(block));
    const short = formsOf(Buffer.from(passphrase.slice(0, 12)));
    for (const line of lines) {
      const ended = await chatform(directory, line, more);
      const places = [...said(ended), ...writtenIn(directory)];
      expect([line, leaks(places), leaks(places, short)]).toEqual([line, 0, 0]);
    }
  });
});

test('no value of the configuration is in the state, its journal, its generations or a saved plan', async () => {
  const looked = formsOf(Buffer.from(canary));
  const places = async (block: string | undefined) => {
    const text = block === undefined ? yaml('{}').replace('  encryption: {}\n', '') : yaml(block);
    const directory = projectOf({ 'chatform.yaml': text });
    const midway = path.join(temporaryFolder(), 'midway');
    let told = 0;
    await chatform(directory, 'plan --out first.plan', { env });
    const { code } = await chatform(directory, 'apply first.plan', {
      env,
      tell: () => {
        told += 1;
        if (told === 2) fs.cpSync(storeOf(directory), midway, { recursive: true });
      },
    });
    fs.writeFileSync(path.join(directory, 'chatform.yaml'), text.replace('300', '600'));
    await chatform(directory, applyAll, { env });
    expect([code, fs.readdirSync(midway).includes('state.journal')]).toEqual([0, true]);
    const files = {
      plan: path.join(directory, 'first.plan'),
      image: path.join(storeOf(directory), 'state.db'),
      journal: path.join(midway, 'state.journal'),
      generation: path.join(storeOf(directory), 'generations', 'state.1.db'),
    };
    return Object.entries(files).map(([name, file]) => [name, leaks([fs.readFileSync(file)], looked) > 0]);
  };
  // Without encryption all of them have it: the search is one that finds.
  expect(await places(undefined)).toEqual(
    ['plan', 'image', 'journal', 'generation'].map((one) => [one, true]),
  );
  expect(await places('{key: {env: KEY}}')).toEqual(
    ['plan', 'image', 'journal', 'generation'].map((one) => [one, false]),
  );
});

describe('a secret that somebody wrote into `chatform.encryption` is an error that does not quote it:', () => {
  const header = 'chatform:\n  version: 1\n  account: "100000000001"\n';
  const body = (text: string) => `${header}  encryption:${text}apps:\n  support: {name: Acme Support}\n`;
  const environment = (text: string) => ({
    'chatform.yaml': body('\n    passphrase: {env: PASSPHRASE}\n'),
    'environments/prod.yaml': `chatform:\n  encryption:${text}`,
  });
  const alone = (text: string) => ({ 'chatform.yaml': body(text) });
  test.each<[string, Readonly<Record<string, string>>]>([
    ['in place of the block', alone(' moonlit-canary-4711\n')],
    ['as text', alone('\n    passphrase: moonlit-canary-4711\n')],
    ['as a sentence', alone('\n    passphrase: moonlit-canary-4711 and the key\n')],
    ['in quotes, with a comment', alone('\n    "passphrase": "moonlit-canary-4711" # of acme\n')],
    ['in braces', alone(' {key: moonlit-canary-4711}\n')],
    ['as a block', alone('\n    key: |\n      moonlit-canary-4711\n')],
    ['as a list', alone('\n    key: [moonlit-canary-4711]\n')],
    ['as a variable', alone('\n    key: {env: moonlit-canary-4711}\n')],
    ['as a variable in quotes', alone('\n    key: {env: "moonlit-canary-4711"}\n')],
    ['as a reference', alone(`\n    key: {env: "\${var.moonlit-canary-4711}"}\n`)],
    ['beside a variable', alone('\n    key: {env: KEY, value: moonlit-canary-4711}\n')],
    ['under a misspelt name', alone('\n    pass-phrase: moonlit-canary-4711\n')],
    ['as a file', alone('\n    key: {file: moonlit-canary-4711}\n')],
    ['in place of all that was before', alone('\n    key: {env: KEY}\n    previous: moonlit-canary-4711\n')],
    ['in the list of before', alone('\n    key: {env: KEY}\n    previous:\n      - moonlit-canary-4711\n')],
    ['in braces of before', alone(' {key: {env: KEY}, previous: [{key: moonlit-canary-4711}]}\n')],
    ['as the migration', alone('\n    key: {env: KEY}\n    migrate: moonlit-canary-4711\n')],
    ['twice', alone('\n    key: {env: KEY}\n    key: moonlit-canary-4711\n')],
    ['behind a quote that nothing closes', alone('\n    key: "moonlit-canary-4711\n')],
    ['where YAML cannot read on', alone('\n    key: moonlit-canary-4711: and more\n')],
    ['in an environment', environment('\n    passphrase: moonlit-canary-4711\n')],
    ['in braces of an environment', environment(' {key: moonlit-canary-4711}\n')],
  ])('%s', async (_, files) => {
    const directory = projectOf(files);
    const forms = formsOf(Buffer.from('moonlit-canary-4711'));
    const chosen = 'environments/prod.yaml' in files ? ' --env prod' : '';
    for (const line of [
      'validate',
      'validate --json',
      'plan',
      'plan --out new.plan',
      applyAll,
      'state rekey',
    ]) {
      const ended = await chatform(directory, line + chosen, { env });
      expect([line, ended.code, leaks(said(ended), forms)]).toEqual([line, 1, 0]);
    }
    expect(leaks([...said(await chatform(directory, 'fmt --check', { env }))], forms)).toBe(0);
    expect(fs.existsSync(path.join(directory, '.chatform'))).toBe(false);
    const plan = path.join(directory, 'new.plan');
    expect(leaks(fs.existsSync(plan) ? [fs.readFileSync(plan)] : [], forms)).toBe(0);
  });

  test('it says what is meant instead, and a line with nothing but references is quoted as it is', async () => {
    const directory = projectOf(alone('\n    passphrase: moonlit-canary-4711\n'));
    expect((await chatform(directory, 'validate', { env })).err).toBe(
      'chatform.yaml:5:17: error: must be a reference to the secret, {env: NAME}, such as {env: CHATFORM_PASSPHRASE}, and never the secret itself\n' +
        '  5 |     passphrase: *******************\n' +
        '    |                 ^^^^^^^^^^^^^^^^^^^\n\n1 error.\n',
    );
    const both =
      '  encryption: {passphrase: {env: A}, key: {env: B}, previous: [{key: {env: C}}], migrate: encrypt}';
    const second = projectOf({ 'chatform.yaml': `${header}${both}\n` });
    expect((await chatform(second, 'validate', { env })).err).toContain(`  4 | ${both}\n`);
  });
});
