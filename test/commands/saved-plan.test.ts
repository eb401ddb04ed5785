import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { canonical } from '../../src/json.ts';
import { projectOf } from '../support/project.ts';
import { byHand, calls, chatform, copyOfExample, smallProject, storeOf, traces } from './chatform.ts';

const premium = {
  'chatform.yaml': smallProject['chatform.yaml'].replace('messages:', 'edition: premium\n    messages:'),
};

const planIn = (directory: string) => path.join(directory, 'reviewed.plan.json');

/** A project with a saved plan of it. */
async function planned(files: Readonly<Record<string, string>> = premium, flags = ''): Promise<string> {
  const directory = projectOf(files);
  const { code, err } = await chatform(directory, `plan --out reviewed.plan.json ${flags}`);
  if (code !== 0) throw new Error(err);
  return directory;
}

const edit = (directory: string, from: string, to: string) => {
  const file = path.join(directory, 'chatform.yaml');
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(from, to));
};

const withVariable = {
  'chatform.yaml': `${smallProject['chatform.yaml'].replace('Acme Support', `\${var.brand} Support`)}variables:
  brand: {type: string, description: What customers call us}
`,
};

describe('a saved plan', () => {
  test('that cannot be saved ends the command with a sentence, and nothing is written', async () => {
    const directory = projectOf(premium);
    const before = traces(directory);
    const { code, err } = await chatform(directory, 'plan --out chatform.yaml/reviewed.plan.json');
    expect(code).toBe(1);
    expect(err).toMatch(/^Error: The plan could not be saved to .*reviewed\.plan\.json: EEXIST/m);
    expect(traces(directory)).toEqual(before);
  });

  test('is shown as it was when it was made, as text and as JSON', async () => {
    const directory = copyOfExample('quickstart');
    const text = await chatform(directory, 'plan --out reviewed.plan.json');
    const json = await chatform(directory, 'plan --json');
    expect(await chatform(directory, 'show reviewed.plan.json')).toEqual({ ...text, err: '' });
    expect((await chatform(directory, 'show reviewed.plan.json --json')).out).toBe(json.out);
    expect((await chatform(directory, 'show reviewed.plan.json --format json')).out).toBe(json.out);
    expect(JSON.parse(json.out)).toMatchObject({ format_version: '1.3', applyable: true, complete: true });
  });

  test('is the same bytes whenever it is made', async () => {
    const directory = await planned();
    const first = fs.readFileSync(planIn(directory), 'utf8');
    await chatform(directory, 'plan --out reviewed.plan.json', { now: () => '2026-04-01T10:00:00Z' });
    expect(fs.readFileSync(planIn(directory), 'utf8')).toBe(first);
  });

  test('is carried out as it is, consequences too, without a question or a flag', async () => {
    const directory = await planned();
    const ask = async () => {
      throw new Error('nobody is to be asked');
    };
    const { code, out } = await chatform(directory, 'apply reviewed.plan.json', { ask });
    expect(code).toBe(0);
    expect(out).toMatch(/^Apply complete! Resources: 4 added, 0 changed, 0 destroyed\.\n/);
    expect(await calls(directory)).toEqual([
      'RegisterApp 1400000001 ok',
      'UpgradeEdition 1400000001 ok',
      'SetMessages 1400000001 ok',
      'CreatePolicy support-readers ok',
      'AttachUserPolicy support-readers/alice ok',
    ]);
  });

  test('with --target carries out that part alone', async () => {
    const directory = await planned(premium, '--target apps.support.messages');
    expect((await chatform(directory, 'apply reviewed.plan.json')).code).toBe(0);
    expect(await calls(directory)).toEqual([
      'RegisterApp 1400000001 ok',
      'UpgradeEdition 1400000001 ok',
      'SetMessages 1400000001 ok',
    ]);
  });

  test('with refusals is 3, and nothing is written', async () => {
    const directory = projectOf({
      'chatform.yaml': premium['chatform.yaml'].replace('[alice]', '[alice, carol]'),
    });
    expect((await chatform(directory, 'plan --out reviewed.plan.json')).code).toBe(3);
    const { code, err } = await chatform(directory, 'apply reviewed.plan.json');
    expect(code).toBe(3);
    expect(err).toBe('Error: 1 refused: nothing was applied. `--partial` applies the rest.\n');
    expect(fs.readdirSync(storeOf(directory))).toEqual([]);
    expect((await chatform(directory, 'apply reviewed.plan.json --partial')).code).toBe(5);
    expect(await calls(directory)).toHaveLength(5);
  });

  test.each(['--target apps.support', '--exclude apps.support'])('takes no %s any more', async (flags) => {
    const directory = await planned();
    const { code, err } = await chatform(directory, `apply reviewed.plan.json ${flags}`);
    expect(code).toBe(64);
    expect(err).toContain('a saved plan is applied whole');
  });

  test('remembers --var and --var-file', async () => {
    const directory = await planned(withVariable, '--var brand=Acme');
    expect((await chatform(directory, 'apply reviewed.plan.json')).code).toBe(0);
    expect((await chatform(directory, 'state show apps.support')).out).toContain('name = "Acme Support"\n');

    const other = projectOf({ ...withVariable, 'brand.vars': 'brand: Umbrella\n' });
    await chatform(other, 'plan --out reviewed.plan.json --var-file brand.vars');
    fs.rmSync(path.join(other, 'brand.vars'));
    expect((await chatform(other, 'apply reviewed.plan.json')).code).toBe(0);
    expect((await chatform(other, 'state show apps.support')).out).toContain('name = "Umbrella Support"\n');
  });

  test('remembers CHATFORM_VAR_NAME, but not over what its environment says', async () => {
    const files = { ...withVariable, 'environments/prod.yaml': 'variables: {brand: Acme}\n' };
    const directory = projectOf(files);
    const env = { CHATFORM_VAR_brand: 'Umbrella' };
    await chatform(directory, 'plan --out reviewed.plan.json', { env });
    expect((await chatform(directory, 'apply reviewed.plan.json')).code).toBe(0);
    expect((await chatform(directory, 'state show apps.support')).out).toContain(
      'name = "Umbrella Support"\n',
    );
    await chatform(directory, 'plan --env prod --out prod.plan.json', { env });
    expect((await chatform(directory, 'apply prod.plan.json')).code).toBe(0);
    expect((await chatform(directory, 'state show apps.support --env prod')).out).toContain(
      'name = "Acme Support"\n',
    );
  });

  test('remembers its environment', async () => {
    const directory = copyOfExample('three-environments');
    await chatform(directory, 'plan --env staging --out reviewed.plan.json');
    expect((await chatform(directory, 'apply reviewed.plan.json')).code).toBe(0);
    expect(fs.readdirSync(path.join(directory, '.chatform'))).toEqual(['staging']);
  });
});

describe('a plan is stale, with 4 and nothing written, when', () => {
  /** Applies the saved plan; what the end says moved. */
  async function stale(directory: string, flags = ''): Promise<string> {
    const before = traces(directory).filter((line) => !/^\.chatform(\/default)? /.test(line));
    const { code, out, err } = await chatform(directory, `apply reviewed.plan.json ${flags}`);
    expect(out).toBe('');
    expect(code).toBe(4);
    const after = traces(directory).filter((line) => !/^\.chatform(\/default)? /.test(line));
    expect(after).toEqual(before);
    return err;
  }

  test('a live object changed, which it names with both values', async () => {
    const directory = projectOf(smallProject);
    await chatform(directory, 'apply --auto-approve');
    edit(directory, '300', '60');
    await chatform(directory, 'plan --out reviewed.plan.json');
    await byHand(directory, 'SetMessages', { sdkAppId: '1400000001', recallSeconds: 600 });
    expect(await stale(directory)).toContain(
      '  - apps.support.messages was changed, from {"recallSeconds":300} to {"recallSeconds":600}\n',
    );
  });

  test('somebody did by hand what was planned', async () => {
    const directory = projectOf(smallProject);
    await chatform(directory, 'apply --auto-approve');
    edit(directory, '300', '60');
    await chatform(directory, 'plan --out reviewed.plan.json');
    await byHand(directory, 'SetMessages', { sdkAppId: '1400000001', recallSeconds: 60 });
    expect(await stale(directory)).toContain('apps.support.messages was changed');
  });

  test('the configuration declares something else', async () => {
    const directory = await planned();
    edit(directory, 'recallSeconds: 300', 'recallSeconds: 60');
    expect(await stale(directory)).toContain(
      '  - the configuration declares something else: apps.support.messages.recallSeconds is 60, and was 300\n',
    );
  });

  test('the major version of chatform is another one', async () => {
    const directory = await planned();
    const text = fs.readFileSync(planIn(directory), 'utf8');
    fs.writeFileSync(
      planIn(directory),
      withChecksum(text.replace(/"tool_version": "[^"]+"/, '"tool_version": "7.1.0"')),
    );
    expect(await stale(directory)).toMatch(
      / {2}- this is chatform 0\.\d+\.\d+, and the plan was made by 7\.1\.0\n/,
    );
  });

  test('the console is that of another account', async () => {
    const directory = projectOf(smallProject);
    await chatform(directory, 'apply --auto-approve --target apps.support');
    await chatform(directory, 'plan --out reviewed.plan.json');
    edit(directory, '100000000001', '100000000002');
    expect(await stale(directory)).toContain(
      'belongs to account 100000000001, and the configuration is for 100000000002',
    );
    edit(directory, '100000000002', '100000000001');
    const other = {
      ...smallProject,
      'chatform.yaml': smallProject['chatform.yaml'].replace('100000000001', '100000000002'),
    };
    const elsewhere = projectOf(other);
    await chatform(elsewhere, 'apply --auto-approve --target apps.support');
    fs.copyFileSync(path.join(storeOf(elsewhere), 'sandbox.db'), path.join(storeOf(directory), 'sandbox.db'));
    expect(await stale(directory)).toContain('belongs to account 100000000002');
  });

  test('the state was deleted, or is an older one, where no newer one was seen', async () => {
    const directory = projectOf(smallProject);
    await chatform(directory, 'apply --auto-approve --target apps.support');
    const older = fs.readFileSync(path.join(storeOf(directory), 'state.db'));
    await chatform(directory, 'apply --auto-approve --target cam.policies.support-readers');
    edit(directory, '300', '60');
    await chatform(directory, 'plan --out reviewed.plan.json --target apps.support.messages');
    fs.writeFileSync(path.join(storeOf(directory), 'state.db'), older);
    fs.rmSync(path.join(storeOf(directory), 'state.seen'));
    expect(await stale(directory)).toContain(
      '  - the state is at serial 1, and was at 2: an older one was put in its place\n',
    );
    for (const name of ['state.db', 'state.seen', 'generations'])
      fs.rmSync(path.join(storeOf(directory), name), { recursive: true, force: true });
    expect(await stale(directory)).toContain('  - the state is gone, and was at serial 2\n');
  });

  test('the state was applied to', async () => {
    const directory = projectOf(smallProject);
    await chatform(directory, 'apply --auto-approve --target apps.support');
    await chatform(directory, 'plan --out reviewed.plan.json --target apps.support.messages');
    await chatform(directory, 'apply --auto-approve --target cam.policies.support-readers');
    expect(await stale(directory)).toContain(
      '  - the state is at serial 2, and was at 1: it was applied to\n',
    );
  });

  test('it was applied already', async () => {
    const directory = await planned();
    expect((await chatform(directory, 'apply reviewed.plan.json')).code).toBe(0);
    const said = await stale(directory);
    expect(said).toContain('  - there is a state now, at serial 1, and there was none\n');
    expect(said).toMatch(
      /^Error: The plan was applied already, by the run \S+ of 2026-03-01T08:00:00Z: done\.\n/,
    );
  });

  test('the account is another one', async () => {
    const directory = await planned();
    edit(directory, '100000000001', '100000000002');
    expect(await stale(directory)).toContain('  - the account is 100000000002, and was 100000000001\n');
  });

  test('a variable is given another value', async () => {
    const directory = await planned(withVariable, '--var brand=Acme');
    expect(await stale(directory, '--var brand=Umbrella')).toContain(
      '  - the configuration declares something else: apps.support.name is "Umbrella Support", and was "Acme Support"\n',
    );
  });

  test('another environment is named', async () => {
    const directory = copyOfExample('three-environments');
    await chatform(directory, 'plan --env staging --out reviewed.plan.json');
    expect(await stale(directory, '--env dev')).toContain(
      'The plan was made for the environment staging, and --env says dev.',
    );
    const plain = await planned({
      ...premium,
      'environments/dev.yaml': 'apps: {support: {name: Acme Support}}\n',
    });
    expect(await stale(plain, '--env dev')).toContain(
      'The plan was made without an environment, and --env says dev.',
    );
  });

  test('but not when only a comment, or the order of files, is another', async () => {
    const directory = await planned();
    const file = path.join(directory, 'chatform.yaml');
    fs.writeFileSync(file, `# Reviewed on Monday.\n\n${fs.readFileSync(file, 'utf8')}`);
    fs.writeFileSync(path.join(directory, 'notes.yaml'), '# Nothing yet.\n');
    expect((await chatform(directory, 'apply reviewed.plan.json')).code).toBe(0);
  });
});

/** A plan file with the checksum made anew. */
function withChecksum(text: string): string {
  const { checksum: _, ...json } = JSON.parse(text);
  const checksum = createHash('sha256').update(canonical(json)).digest('hex');
  return JSON.stringify({ ...json, checksum });
}

describe('what is no usable plan is 1 by name:', () => {
  const spoiled: Readonly<Record<string, readonly [(text: string) => string, string]>> = {
    truncated: [(text) => text.slice(0, text.length / 2), 'is not JSON, or was cut off'],
    empty: [() => '', 'is not JSON, or was cut off'],
    'with a value edited': [
      (text) => text.replace('"premium"', '"standard"'),
      'was changed since it was made',
    ],
    'with its digest edited': [
      (text) => text.replace(/"digest": "./, '"digest": "g'),
      'was changed since it was made',
    ],
    'edited, with a checksum that fits': [
      (text) => withChecksum(text.replaceAll('"premium"', '"standard"')),
      'has a digest that is not of its changes',
    ],
    'of another shape, with a checksum that fits': [
      (text) => withChecksum(text.replace('"resource_changes"', '"resourceChanges"')),
      'has a checksum that fits, and not the shape of a plan',
    ],
    'with a list that is none, and a checksum that fits': [
      (text) => withChecksum(text.replace('"released": []', '"released": 5')),
      'has a checksum that fits, and not the shape of a plan',
    ],
    'with nothing that it stands on, and a checksum that fits': [
      (text) => withChecksum(JSON.stringify({ ...JSON.parse(text), planned_against: null })),
      'has a checksum that fits, and not the shape of a plan',
    ],
    'printed, and not saved': [
      (text) => JSON.stringify({ ...JSON.parse(text), checksum: undefined }),
      'was printed, and not saved',
    ],
    'JSON of something else': [() => '{"name": "chat"}', 'is not a plan of chatform'],
    'a list': [() => '[]', 'is not a plan of chatform'],
    'of a newer format': [
      (text) => text.replace('"format_version": "1.3"', '"format_version": "2.0"'),
      'has plan format 2.0, and this chatform reads 1.3',
    ],
  };

  test.each(Object.entries(spoiled))('%s', async (_title, [spoil, message]) => {
    const directory = await planned();
    const text = fs.readFileSync(planIn(directory), 'utf8');
    expect(spoil(text)).not.toBe(text);
    fs.writeFileSync(planIn(directory), spoil(text));
    for (const command of ['apply', 'show']) {
      const { code, out, err } = await chatform(directory, `${command} reviewed.plan.json`);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toContain(`${planIn(directory)} ${message}`);
    }
    expect(fs.existsSync(storeOf(directory))).toBe(false);
  });

  test('a file that is not there', async () => {
    const directory = projectOf(premium);
    for (const command of ['apply', 'show']) {
      const { code, err } = await chatform(directory, `${command} lost.plan.json`);
      expect(code).toBe(1);
      expect(err).toContain(
        `The plan ${path.join(directory, 'lost.plan.json')} is not there, or is a link to nothing.`,
      );
    }
  });

  test('and its name speaks neither to the terminal nor to a runner of workflows', async () => {
    const { err } = await chatform(projectOf(premium), 'show /\u001b[31m\u202e\n::error::forged');
    expect(err).toMatch(/^Error: The plan \/\\u001b\[31m\\u202e\n\\u003a:error::forged is not there/);
    const usage = await chatform(projectOf(premium), 'apply --expect \u001b[31m');
    expect(usage.err).toContain("argument '\\u001b[31m' is invalid");
  });
});

test('--refresh-only has no report that would say that there is nothing to change', async () => {
  for (const format of ['markdown', 'html', 'sarif']) {
    const { code, out, err } = await chatform(projectOf(premium), `plan --refresh-only --format ${format}`);
    expect({ code, out }).toEqual({ code: 64, out: '' });
    expect(err).toContain(
      `--refresh-only is shown as text or JSON, and --format ${format} is of a whole plan.`,
    );
  }
});

describe('apply --expect', () => {
  const digestOf = async (directory: string, flags = '') =>
    JSON.parse((await chatform(directory, `plan --json ${flags}`)).out).digest as string;

  test('carries out the plan with the approved digest, consequences too, without a question', async () => {
    const directory = projectOf(premium);
    const ask = async () => {
      throw new Error('nobody is to be asked');
    };
    const { code, out } = await chatform(directory, `apply --expect ${await digestOf(directory)}`, { ask });
    expect(code).toBe(0);
    expect(out).toContain('Apply complete! Resources: 4 added, 0 changed, 0 destroyed.\n');
  });

  test('is 4 with nothing written when the plan is another one, which it shows', async () => {
    const directory = projectOf(premium);
    const digest = await digestOf(directory);
    edit(directory, 'recallSeconds: 300', 'recallSeconds: 60');
    const { code, out, err } = await chatform(directory, `apply --expect ${digest}`);
    expect(code).toBe(4);
    expect(out).toContain('Plan: 4 to add, 0 to change, 0 to destroy.\n');
    expect(err).toContain(
      `The plan is not the one that was approved: its digest is ${await digestOf(directory)}`,
    );
    expect(err).toContain(`, and ${digest} was expected. Nothing was written.`);
    expect(await calls(directory)).toEqual([]);
  });

  test('is 4 when an object of the plan was changed where the plan does not look', async () => {
    const directory = projectOf(smallProject);
    await chatform(directory, 'apply --auto-approve');
    edit(directory, '300', '60');
    const digest = await digestOf(directory);
    await byHand(directory, 'SetMessages', { sdkAppId: '1400000001', syncConversationDeletion: true });
    const before = await calls(directory);
    expect((await chatform(directory, `apply --expect ${digest}`)).code).toBe(4);
    expect(await calls(directory)).toEqual(before);
  });

  test('is done once: the second time is 4, and says which run it was', async () => {
    const directory = projectOf(premium);
    const digest = await digestOf(directory);
    await chatform(directory, `apply --expect ${digest}`);
    const before = await calls(directory);
    const { code, err } = await chatform(directory, `apply --expect ${digest}`);
    expect(code).toBe(4);
    expect(err).toMatch(
      /^Error: The plan was applied already, by the run \S+ of 2026-03-01T08:00:00Z: done\.\n/,
    );
    expect(await calls(directory)).toEqual(before);
  });

  test('is not done again when somebody has undone it: that is another plan, to be approved anew', async () => {
    const directory = projectOf(smallProject);
    await chatform(directory, 'apply --auto-approve');
    edit(directory, '300', '60');
    const undo = () => byHand(directory, 'SetMessages', { sdkAppId: '1400000001', recallSeconds: 300 });
    const digest = await digestOf(directory);
    expect((await chatform(directory, `apply --expect ${digest}`)).code).toBe(0);
    await undo();
    const before = await calls(directory);
    const { code, err } = await chatform(directory, `apply --expect ${digest}`);
    expect(code).toBe(4);
    expect(err).toMatch(
      /^Error: The plan was applied already, by the run \S+ of 2026-03-01T08:00:00Z: done\.\n/,
    );
    expect(await calls(directory)).toEqual(before);
    const digests = [digest];
    for (let times = 0; times < 2; times += 1) {
      const anew = await digestOf(directory);
      digests.push(anew);
      await chatform(directory, 'plan --out again.plan.json');
      const file = times === 0 ? 'again.plan.json' : '';
      expect((await chatform(directory, `apply ${file} --expect ${anew}`)).code).toBe(0);
      await undo();
    }
    expect(new Set(digests).size).toBe(3);
  });

  test('does not take the approval of one environment, or of one account, for that of another', async () => {
    const files = {
      ...premium,
      'environments/dev.yaml': 'apps: {}\n',
      'environments/prod.yaml': 'apps: {}\n',
    };
    const directory = projectOf(files);
    const digests = [
      await digestOf(directory),
      await digestOf(directory, '--env dev'),
      await digestOf(directory, '--env prod'),
    ];
    edit(directory, '100000000001', '100000000002');
    digests.push(await digestOf(directory));
    expect(new Set(digests).size).toBe(4);
    expect((await chatform(directory, `apply --env prod --expect ${digests[1]}`)).code).toBe(4);
  });

  test('holds a saved plan to the digest as well', async () => {
    const directory = await planned();
    const digest = await digestOf(directory);
    expect((await chatform(directory, `apply reviewed.plan.json --expect ${'0'.repeat(64)}`)).code).toBe(4);
    expect(await calls(directory)).toEqual([]);
    expect((await chatform(directory, `apply reviewed.plan.json --expect ${digest}`)).code).toBe(0);
  });

  test('with refusals is 3 as ever', async () => {
    const directory = projectOf({
      'chatform.yaml': premium['chatform.yaml'].replace('[alice]', '[alice, carol]'),
    });
    expect((await chatform(directory, `apply --expect ${await digestOf(directory)}`)).code).toBe(3);
    expect(await calls(directory)).toEqual([]);
  });

  test.each(['abc', 'A'.repeat(64), `${'0'.repeat(63)}`])(
    'is 64 for what is no digest: %s',
    async (digest) => {
      const { code, err } = await chatform(projectOf(premium), `apply --expect ${digest}`);
      expect(code).toBe(64);
      expect(err).toContain('. Give the 64 digits and letters that a plan ends with.');
    },
  );
});

describe('a plan that could not be made', () => {
  const broken = { 'chatform.yaml': premium['chatform.yaml'].replace('recallSeconds', 'recalSeconds') };

  test('is saved with what is wrong, shown so, and never applied', async () => {
    const directory = projectOf(broken);
    const made = await chatform(directory, 'plan --out failed.plan.json');
    expect({ code: made.code, out: made.out }).toEqual({ code: 1, out: '' });
    expect(made.err).toContain('chatform.yaml:9:16');
    const shown = await chatform(directory, 'show failed.plan.json');
    expect(shown.code).toBe(0);
    expect(shown.out).toContain('No plan could be made.\n');
    expect(shown.out).toContain('chatform.yaml:9:16: error: unknown key "recalSeconds"');
    const { code, err } = await chatform(directory, 'apply failed.plan.json');
    expect(code).toBe(1);
    expect(err).toBe('Error: The plan has 1 error: `chatform show` shows them. Nothing was written.\n');
    expect(await calls(directory)).toEqual([]);
  });

  test('takes the place of the one before, which no longer holds', async () => {
    const directory = await planned();
    edit(directory, 'recallSeconds', 'recalSeconds');
    expect((await chatform(directory, 'plan --out reviewed.plan.json')).code).toBe(1);
    expect((await chatform(directory, 'show reviewed.plan.json --json')).out).toContain('"errored": true');
  });

  test('is the only thing on standard output where a program reads it', async () => {
    const { code, out, err } = await chatform(projectOf(broken), 'plan --json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ errored: true, applyable: false, resource_changes: [] });
    expect(err).toContain('1 error.');
    const missing = await chatform(projectOf({}), 'plan --json --out failed.plan.json');
    expect(JSON.parse(missing.out)).toMatchObject({
      errored: true,
      diagnostics: [{ severity: 'error', summary: expect.stringContaining('has no chatform.yaml') }],
    });
  });
});

describe('plan --no-secrets', () => {
  const withSecret = {
    'chatform.yaml': `${smallProject['chatform.yaml'].replace('messages:', 'certificates:\n      android: {platform: google, certificate: {env: FCM_KEY}}\n    messages:')}`,
  };

  test('PSH-4: needs none of the secrets, and says of the plan that it is only to be looked at', async () => {
    const directory = projectOf(withSecret);
    expect((await chatform(directory, 'plan')).code).toBe(1);
    const { code, out } = await chatform(directory, 'plan --no-secrets --out look.plan.json');
    expect(code).toBe(0);
    expect(out).toContain('certificate = (sensitive value)');
    expect(out).toContain(
      'warning: 1 secret was not read (--no-secrets): whether one changed cannot be told, and this plan cannot be applied (PSH-4)',
    );
    const json = JSON.parse((await chatform(directory, 'show look.plan.json --json')).out);
    expect(json).toMatchObject({ applyable: false, inputs: { secrets: 'unread' } });
    for (const format of ['markdown', 'html'])
      expect((await chatform(directory, `show look.plan.json --format ${format}`)).out).toMatch(
        /Secrets were not read|secrets were not read/,
      );
    expect(
      (await chatform(directory, `apply --expect ${json.digest}`, { env: { FCM_KEY: '{}' } })).code,
    ).toBe(4);
    const applied = await chatform(directory, 'apply look.plan.json');
    expect(applied.code).toBe(1);
    expect(applied.err).toContain('The plan was made with --no-secrets');
    expect(await calls(directory)).toEqual([]);
  });
});

test('one long line with everything in it does not stand in the plan once for each value', async () => {
  const apps = Array.from({ length: 40 }, (_, i) => `"app${i}": {"name": "Chat ${i}"}`).join(', ');
  const directory = projectOf({
    'chatform.yaml': `{"chatform": {"version": 1, "account": "100000000001"}, "apps": {${apps}}}`,
  });
  await chatform(directory, 'plan --out reviewed.plan.json');
  expect(fs.statSync(planIn(directory)).size).toBeLessThan(100_000);
  expect((await chatform(directory, 'show reviewed.plan.json')).code).toBe(0);
});

describe('plan --summary', () => {
  test('writes the counts as a small JSON file', async () => {
    const directory = projectOf(premium);
    const { out } = await chatform(directory, 'plan --json --summary counts.json');
    const text = fs.readFileSync(path.join(directory, 'counts.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      environment: null,
      applyable: true,
      complete: true,
      errored: false,
      digest: JSON.parse(out).digest,
      add: 4,
      change: 0,
      destroy: 0,
      refused: 0,
      consequences: { irreversible: 1, billable: 1 },
    });
    expect(text.length).toBeLessThan(1000);
  });

  const summaryIn = (directory: string) =>
    JSON.parse(fs.readFileSync(path.join(directory, 'summary.json'), 'utf8'));

  test('saves the counts, and saves them again over the last ones', async () => {
    const directory = projectOf(premium);
    await chatform(directory, 'plan --summary summary.json');
    expect(summaryIn(directory)).toMatchObject({ format_version: '1.1', add: 4, errored: false });
    edit(directory, 'users: [alice]', 'users: []');
    expect((await chatform(directory, 'plan --summary summary.json')).code).toBe(0);
    expect(summaryIn(directory)).toMatchObject({ add: 3 });
  });

  test.each(['chatform.yaml', 'reviewed.plan.json'])('does not write over %s', async (name) => {
    const directory = await planned();
    const before = fs.readFileSync(path.join(directory, name), 'utf8');
    const { code, err } = await chatform(directory, `plan --summary ${name}`);
    expect(code).toBe(1);
    expect(err).toContain(
      `${path.join(directory, name)} is there already, and is not a summary of chatform.`,
    );
    expect(fs.readFileSync(path.join(directory, name), 'utf8')).toBe(before);
  });

  test('needs a file of its own beside --out', async () => {
    const directory = projectOf(premium);
    const { code, err } = await chatform(directory, 'plan --out it.json --summary ./it.json');
    expect(code).toBe(64);
    expect(err).toContain('--out and --summary name the same file');
    expect(fs.existsSync(path.join(directory, 'it.json'))).toBe(false);
  });
});
