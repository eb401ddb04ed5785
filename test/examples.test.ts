// Every example is planned and applied as it stands, in each of its environments.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fcm, p12, password } from './adapters/sandbox/uploads.ts';
import { applyAll, calls, chatform, copyOfExample } from './commands/chatform.ts';

const folder = path.resolve(import.meta.dirname, '..', 'examples');
const examples = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => existsSync(path.join(folder, entry.name, 'chatform.yaml')))
  .map((entry) => entry.name);

/** The environments of an example, `undefined` for none at all; an example that is whole without one has both. */
function environmentsOf(example: string): (string | undefined)[] {
  if (example === 'everything') return [undefined, 'staging'];
  const entries = readdirSync(path.join(folder, example), { withFileTypes: true });
  if (!entries.some((entry) => entry.name === 'environments')) return [undefined];
  return readdirSync(path.join(folder, example, 'environments')).map((name) => name.replace(/\.ya?ml$/, ''));
}

// Of a console of its own, in which not all is done by itself: further down.
const ofSandbox = examples.filter((example) => example !== 'own-adapter');
const cases = ofSandbox.flatMap((example) =>
  environmentsOf(example).map((environment) => ({ example, environment, title: environment ?? 'as it is' })),
);

/** A copy of an example, with the secret files that it refers to and that nobody puts under version control. */
function withSecrets(example: string): string {
  const directory = copyOfExample(example);
  if (example !== 'everything') return directory;
  mkdirSync(path.join(directory, 'secrets'));
  writeFileSync(path.join(directory, 'secrets/fcm.json'), fcm);
  writeFileSync(path.join(directory, 'secrets/apns-prod.p12'), p12);
  return directory;
}

const env = { APNS_P12_PASSWORD: new TextDecoder().decode(password) };

test('the examples were found, with their environments', () => {
  expect(examples).toEqual(
    expect.arrayContaining(['everything', 'own-adapter', 'quickstart', 'three-environments']),
  );
  expect(cases.map(({ example, title }) => `${example} ${title}`)).toEqual(
    expect.arrayContaining([
      'everything as it is',
      'everything staging',
      'quickstart as it is',
      'three-environments dev',
      'three-environments prod',
      'three-environments staging',
    ]),
  );
});

describe('own-adapter as it is', () => {
  const written = (directory: string) =>
    JSON.parse(readFileSync(path.join(directory, 'console.json'), 'utf8')).apps;

  test('is applied by its adapter and by a person, and then there is nothing left to do', async () => {
    const directory = copyOfExample('own-adapter');
    expect(await chatform(directory, 'validate')).toMatchObject({ code: 0, err: '' });
    const planned = await chatform(directory, 'plan --detailed-exitcode');
    expect(planned).toMatchObject({ code: 2, err: '' });
    expect(planned.out).toMatch(/^Plan: 4 to add, 0 to change, 0 to destroy\./m);
    expect(planned.out).toMatch(
      /^ {2}by-hand\n {4}Acme's API does not have it\. \(API-1\)\n {6}apps\.support\.messages$/m,
    );
    expect(existsSync(path.join(directory, 'console.json'))).toBe(false);

    const applied = await chatform(directory, applyAll);
    expect(applied.code).toBe(5);
    expect(written(directory)).toMatchObject({
      '1400000001': {
        title: 'Acme Support',
        plan: 'STANDARD',
        tags: { team: 'support', stage: 'production' },
        callback: {
          to: 'https://chat.acme.example/im',
          of: ['State.StateChange', 'Group.CallbackAfterGroupDestroyed'],
        },
      },
    });

    const left = await chatform(directory, 'plan --detailed-exitcode');
    expect(left.code).toBe(2);
    expect(left.out).toContain("Acme's API does not have it.");
    expect(await chatform(directory, 'confirm apps.support.* --by alice --yes')).toMatchObject({ code: 0 });
    const empty = await chatform(directory, 'plan --detailed-exitcode');
    expect(empty.code).toBe(0);
    expect(empty.out).toMatch(/^No changes\. /m);
  });

  test('a problem of the adapter is told in a sentence, and nothing is planned', async () => {
    const directory = copyOfExample('own-adapter');
    const file = path.join(directory, 'chatform.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('file: console.json', 'folder: console'));
    expect(await chatform(directory, 'plan')).toEqual({
      code: 1,
      out: '',
      err: 'Error: The console cannot be reached: ./adapter.js: openAdapter() failed: options.file: the name of a JSON file is missing.\n',
    });
  });

  test('a stranger’s adapter is not run: without secrets, no module of the configuration is loaded', async () => {
    const directory = copyOfExample('own-adapter');
    const trace = path.join(directory, 'was-here');
    writeFileSync(
      path.join(directory, 'adapter.js'),
      `import fs from 'node:fs';\nfs.writeFileSync(${JSON.stringify(trace)}, '');\nthrow new Error('stranger');\n`,
    );
    expect(await chatform(directory, 'plan --no-secrets')).toEqual({
      code: 1,
      out: '',
      err: 'Error: ./adapter.js is code of this configuration, which anybody may have written: with --no-secrets it is not loaded.\n',
    });
    expect(await chatform(directory, 'validate')).toMatchObject({ code: 0 });
    expect(existsSync(trace)).toBe(false);
    expect((await chatform(directory, 'plan')).err).toContain('stranger');
    expect(existsSync(trace)).toBe(true);
  });

  test('what cannot be read is named, and no app is registered a second time for it', async () => {
    const directory = copyOfExample('own-adapter');
    await chatform(directory, applyAll);
    writeFileSync(path.join(directory, 'console.json'), '{"apps":');
    const planned = await chatform(directory, 'plan');
    expect(planned.code).toBe(1);
    expect(planned.err).toContain('The console could not be read: ./adapter.js: read() failed: ');
    expect(planned.out).not.toMatch(/to add/);
  });
});

describe.each(cases)('$example $title', ({ example, environment }) => {
  const flag = environment === undefined ? '' : `--env ${environment}`;

  test('is applied once, and then there is nothing left to do', async () => {
    const directory = withSecrets(example);
    const validated = await chatform(directory, `validate ${flag}`);
    expect(validated.code).toBe(0);
    expect(validated.err).toBe('');
    const planned = await chatform(directory, `plan --detailed-exitcode ${flag}`, { env });
    expect(planned).toMatchObject({ code: 2, err: '' });
    expect(planned.out).toMatch(/^Plan: \d+ to add, 0 to change, 0 to destroy\.$/m);

    const applied = await chatform(directory, `${applyAll} ${flag}`, { env });
    expect(applied.code).toBe(0);
    expect(applied.out).toContain(planned.out);
    expect(applied.out).toMatch(/^Apply complete! Resources: \d+ added, 0 changed, 0 destroyed\.$/m);
    const carriedOut = await calls(directory, environment);
    expect(carriedOut.length).toBeGreaterThan(0);
    expect(carriedOut.filter((call) => !call.endsWith(' ok'))).toEqual([]);

    const empty = await chatform(directory, `plan --detailed-exitcode ${flag}`, { env });
    expect(empty.code).toBe(0);
    expect(empty.out).toMatch(/^No changes\. /m);

    const again = await chatform(directory, `apply --auto-approve ${flag}`, { env });
    expect(again.code).toBe(0);
    expect(again.out).toContain('Apply complete! Resources: 0 added, 0 changed, 0 destroyed.');
    expect(await calls(directory, environment)).toEqual(carriedOut);
  });

  test('plans the same bytes each time, as text and as JSON', async () => {
    const directory = withSecrets(example);
    for (const format of ['text', 'json']) {
      const line = `plan --format ${format} ${flag}`;
      const first = await chatform(directory, line, { env, now: () => '2026-03-01T08:00:00Z' });
      const second = await chatform(directory, line, { env, now: () => '2026-03-01T08:00:07Z' });
      expect(first.code).toBe(0);
      expect(second).toEqual(first);
    }
  });
});
