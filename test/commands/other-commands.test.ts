import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { lintRules } from '../../src/cam/lint/index.ts';
import { attributesOf, kinds, rules } from '../../src/catalog/index.ts';
import { projectOf } from '../support/project.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { applyAll, calls, chatform, copyOfExample, smallProject, storeOf, traces } from './chatform.ts';

describe('init', () => {
  test('writes a project that plans and applies as it is', async () => {
    const directory = temporaryFolder();
    expect((await chatform(directory, 'init')).code).toBe(0);
    expect(fs.readdirSync(directory).sort()).toEqual([
      '.gitignore',
      'apps',
      'chatform.schema.json',
      'chatform.yaml',
    ]);
    expect(fs.readFileSync(path.join(directory, '.gitignore'), 'utf8')).toBe('.chatform/\n');
    expect(await chatform(directory, 'validate')).toMatchObject({ code: 0, err: '' });
    expect((await chatform(directory, 'fmt --check')).code).toBe(0);
    expect((await chatform(directory, 'plan --detailed-exitcode')).code).toBe(2);
    expect((await chatform(directory, 'apply --auto-approve')).code).toBe(0);
    expect((await chatform(directory, 'plan --detailed-exitcode')).out).toMatch(/^No changes\. /);
  });

  test('makes the directory that -C names, and says how to go on there', async () => {
    const parent = temporaryFolder();
    const { code, out } = await chatform(parent, 'init -C chat/support');
    expect(code).toBe(0);
    expect(out).toContain('chatform plan -C chat/support ');
    expect((await chatform(parent, 'plan -C chat/support')).code).toBe(0);
  });

  test('says which file cannot be written', async () => {
    const directory = projectOf({ apps: 'no folder' });
    const { code, err } = await chatform(directory, 'init');
    expect(code).toBe(1);
    expect(err).toContain(`Error: ${path.join(directory, 'apps/support.yaml')} cannot be written: EEXIST`);
    expect(fs.existsSync(path.join(directory, 'chatform.yaml'))).toBe(false);
  });

  test('overwrites nothing', async () => {
    for (const name of ['chatform.yaml', 'chatform.yml', 'apps/support.yaml']) {
      const directory = projectOf({ [name]: '# mine\n' });
      const before = traces(directory);
      const { code, err } = await chatform(directory, 'init');
      expect(code).toBe(1);
      expect(err).toContain(`has ${name} already; nothing was written`);
      expect(traces(directory)).toEqual(before);
    }
  });

  test.each([
    ['node_modules/\n', 'node_modules/\n.chatform/\n'],
    ['node_modules/', 'node_modules/\n.chatform/\n'],
    ['.chatform/\nnode_modules/\n', '.chatform/\nnode_modules/\n'],
    ['.chatform\r\n', '.chatform\r\n'],
    ['', '.chatform/\n'],
  ])('adds .chatform/ to a .gitignore once: %j', async (before, after) => {
    const directory = projectOf({ '.gitignore': before });
    await chatform(directory, 'init');
    expect(fs.readFileSync(path.join(directory, '.gitignore'), 'utf8')).toBe(after);
  });
});

describe('explain', () => {
  test.each(rules.map(({ id, text, source }) => [id, text, source] as const))(
    'knows the rule %s',
    async (id, text, source) => {
      const { code, out } = await chatform('/', `explain ${id}`);
      expect(code).toBe(0);
      const words = out.replace(/\s+/g, ' ');
      expect(words).toContain(text.replace(/\s+/g, ' '));
      expect(words).toContain(source.replace(/\s+/g, ' '));
    },
  );

  test.each(kinds.map((kind) => [kind.name, kind] as const))('knows the kind %s', async (name, kind) => {
    for (const word of [name, kind.path.join('.')]) {
      const { code, out } = await chatform('/', `explain ${word}`);
      expect([word, code]).toEqual([word, 0]);
      expect(out).toContain(`${kind.path.join('.')}  ${kind.title}\n`);
    }
  });

  const attributes = kinds.flatMap((kind) =>
    attributesOf(kind).map(({ path: inner, attribute }) => {
      const whole = [...kind.path, ...inner].join('.');
      return [whole, attribute.title] as const;
    }),
  );
  test.each(attributes)('knows the attribute %s', async (whole, title) => {
    for (const word of [whole, whole.replace('apps.*', 'apps.support')]) {
      const { code, out } = await chatform('/', `explain ${word}`);
      expect([word, code]).toEqual([word, 0]);
      expect(out).toContain(`${whole}  ${title}\n`);
    }
  });

  test.each(lintRules.map((rule) => [rule.id, rule] as const))(
    'knows the rule %s of the lint',
    async (id, rule) => {
      const { code, out } = await chatform('/', `explain ${id}`);
      expect(code).toBe(0);
      expect(out).toContain(`${id}  ${rule.title}\n`);
      const words = out.replace(/\s+/g, ' ');
      expect(words).toContain(rule.why);
      for (const console of rule.rules) expect(words).toContain(`${console}: `);
    },
  );

  test.each([
    ['login.polcy', 'login.policy'],
    ['mesages.recallSeconds', 'messages.recallSeconds'],
    ['apps.login.polcy', 'apps.login.policy'],
    ['groupFeatures.comunity.topics', 'groupFeatures.community.topics'],
    ['notifications.memberChange.jion', 'notifications.memberChange.join'],
    ['END-14', 'EDN-14'],
  ])('asks of %s whether %s was meant, which it knows', async (word, meant) => {
    const { code, err } = await chatform('/', `explain ${word}`);
    expect([code, err.split(' Give a path')[0]]).toEqual([
      1,
      `Error: Nothing is called "${word}". Did you mean "${meant}"?`,
    ]);
    expect((await chatform('/', `explain ${meant}`)).code).toBe(0);
  });

  test('shows a rule of the lint with its severity, its examples and the rules of the console', async () => {
    expect(await chatform('/', 'explain CAM/missing-element')).toEqual({
      code: 0,
      err: '',
      out: `cam/missing-element  A statement has effect, action and resource
CAM refuses a statement without them.

  Severity  error: such a policy is not applied
  Good      {
              "version": "2.0",
              "statement": [
                {
                  "effect": "allow",
                  "action": [
                    "name/im:DescribeAbilityConfInfo"
                  ],
                  "resource": [
                    "qcs::im::uin/100000000001:sdkappid/1400000001"
                  ]
                }
              ]
            }
  Bad       {
              "version": "2.0",
              "statement": [
                {
                  "effect": "allow",
                  "action": [
                    "name/im:DescribeAbilityConfInfo"
                  ]
                }
              ]
            }
  Rules     CAM-5: A policy has version "2.0" and a list of statements of effect (allow or deny),
            action, resource and optionally condition, where action and resource are a string or a
            list; a deny wins over an allow.
`,
    });
    const { out } = await chatform('/', 'explain cam/too-long');
    expect(out).toMatch(/… \(\d+ more lines\)\n/);
    expect(out.split('\n').length).toBeLessThan(60);
    const json = JSON.parse((await chatform('/', 'explain cam/unknown-action --json')).out);
    expect(json).toMatchObject([
      { lint: { id: 'cam/unknown-action', severity: 'warning', rules: ['CAM-4'] } },
    ]);
  });

  test('a rule that the lint does not have is 1, with the nearest one', async () => {
    const { code, out, err } = await chatform('/', 'explain cam/unknown-actions');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('Nothing is called "cam/unknown-actions". Did you mean "cam/unknown-action"?');
  });

  test('a word that is none of them is 1, with the nearest one', async () => {
    const { code, out, err } = await chatform('/', 'explain messages.userStats');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('Nothing is called "messages.userStats".');
    expect(err).toContain('messages.userStatus');
  });
});

describe('state', () => {
  test('list names what is managed, all of it or below an address', async () => {
    const directory = projectOf(smallProject);
    expect(await chatform(directory, 'state list')).toEqual({
      code: 0,
      out: '',
      err: 'There is no state yet: nothing was applied.\n',
    });
    await chatform(directory, 'apply --auto-approve');
    expect((await chatform(directory, 'state list')).out).toBe(
      'apps.support\napps.support.messages\n' +
        'cam.policies.support-readers\ncam.policies.support-readers.users.alice\n',
    );
    expect((await chatform(directory, 'state list cam.policies.support-readers')).out).toBe(
      'cam.policies.support-readers\ncam.policies.support-readers.users.alice\n',
    );
    expect((await chatform(directory, 'state list apps.supp')).out).toBe('');
  });

  test('show has the SDKAppID and the values of one resource', async () => {
    const directory = projectOf(smallProject);
    await chatform(directory, 'apply --auto-approve');
    expect((await chatform(directory, 'state show apps.support')).out).toBe(
      '# apps.support (app)\nsdkAppId = "1400000001"\nname = "Acme Support"\n',
    );
    expect(JSON.parse((await chatform(directory, 'state show apps.support.messages --json')).out)).toEqual({
      address: 'apps.support.messages',
      type: 'messages',
      values: { recallSeconds: 300 },
    });
  });

  test('show of what is not there is 1, with the nearest address', async () => {
    const directory = projectOf(smallProject);
    await chatform(directory, 'apply --auto-approve');
    const { code, err } = await chatform(directory, 'state show apps.suport');
    expect(code).toBe(1);
    expect(err).toContain('The state has no apps.suport. Did you mean "apps.support"?');
  });
});

describe('sandbox', () => {
  test('reset --yes begins anew: the plan is a first plan again', async () => {
    const directory = copyOfExample('quickstart');
    const first = await chatform(directory, 'plan');
    await chatform(directory, applyAll);
    expect((await chatform(directory, 'sandbox reset --yes')).code).toBe(0);
    expect(fs.existsSync(storeOf(directory))).toBe(false);
    expect(await chatform(directory, 'plan')).toEqual(first);
    expect((await chatform(directory, applyAll)).code).toBe(0);
  });

  test('reset of one environment leaves the others alone', async () => {
    const directory = copyOfExample('three-environments');
    for (const environment of ['dev', 'staging'])
      await chatform(directory, `${applyAll} --env ${environment}`);
    await chatform(directory, 'sandbox reset --yes --env dev');
    expect(fs.readdirSync(path.join(directory, '.chatform'))).toEqual(['staging']);
    expect((await chatform(directory, 'plan --env staging')).out).toMatch(/^No changes\. /);
  });

  test('reset asks first, and nothing but "yes" deletes', async () => {
    const directory = projectOf(smallProject);
    await chatform(directory, 'apply --auto-approve');
    const made = await calls(directory);
    const asked = (answer: string | undefined) =>
      chatform(directory, 'sandbox reset', { ask: async () => answer });
    expect(await asked('no')).toEqual({ code: 1, out: '', err: 'Nothing was deleted.\n' });
    expect((await asked(undefined)).err).toContain(
      'Nobody can be asked here: the standard input is no terminal. Give --yes.',
    );
    const interrupted = await chatform(directory, 'sandbox reset', {
      ask: async () => '',
      stopping: () => true,
    });
    expect(interrupted).toEqual({ code: 130, out: '', err: 'Nothing was deleted.\n' });
    expect(await calls(directory)).toEqual(made);
    expect((await asked('yes')).code).toBe(0);
    expect(fs.existsSync(storeOf(directory))).toBe(false);
  });

  test('status and log show what is there and what was asked', async () => {
    const directory = projectOf(smallProject);
    await chatform(directory, 'apply --auto-approve');
    const status = await chatform(directory, 'sandbox status');
    expect(status.out).toContain('4 calls in the log\n');
    expect(status.out).toContain(
      '1 app, 0 custom fields, 1 policy, 1 attachment, 2 sub-accounts, 0 user groups\n',
    );
    expect(status.out).toContain('  1400000001  Acme Support  developer  enabled\n');
    const log = await chatform(directory, 'sandbox log');
    expect(log.out.split('\n')[0]).toMatch(
      /^2026-03-01T08:00:00Z {2}chatform {2}RegisterApp +1400000001 {2}ok$/,
    );
  });
});

test('init, extend and sandbox reset print JSON alone where it is asked for', async () => {
  const directory = temporaryFolder();
  const init = await chatform(directory, 'init --json');
  expect([init.code, JSON.parse(init.out)]).toEqual([
    0,
    { directory, wrote: ['chatform.yaml', 'apps/support.yaml', 'chatform.schema.json', '.gitignore'] },
  ]);
  await chatform(directory, 'apply --auto-approve');
  const extend = await chatform(directory, 'extend apps.support --auto-approve --json');
  expect([extend.code, JSON.parse(extend.out)]).toEqual([
    0,
    { address: 'apps.support', expiresAt: '2026-05-01T08:00:00Z' },
  ]);
  const reset = await chatform(directory, 'sandbox reset --yes --json');
  expect([reset.code, JSON.parse(reset.out)]).toEqual([0, { reset: storeOf(directory) }]);
});

test('version prints the version of the package', async () => {
  expect((await chatform('/', 'version')).out).toBe(`chatform ${manifest.version}\n`);
  expect((await chatform('/', '--version')).out).toBe(`chatform ${manifest.version}\n`);
  expect(JSON.parse((await chatform('/', 'version --json')).out)).toMatchObject({
    version: manifest.version,
  });
});
