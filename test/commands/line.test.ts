import { type StdioOptions, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/commands/index.ts';
import { exitCodes } from '../../src/commands/world.ts';
import { projectOf } from '../support/project.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { applyAll, chatform, copyOfExample, smallProject } from './chatform.ts';

test('the exit codes are those that are published', () => {
  expect(exitCodes).toEqual({
    done: 0,
    error: 1,
    pending: 2,
    refused: 3,
    stale: 4,
    partial: 5,
    locked: 6,
    unposted: 7,
    usage: 64,
    interrupted: 130,
  });
});

describe('help', () => {
  test.each(commands.map((command) => [command.name, command] as const))(
    '%s --help has its summary and each of its examples, and is 0',
    async (name, { summary, examples }) => {
      const { code, out, err } = await chatform('/', `${name} --help`);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain(`Usage: chatform ${name} `);
      expect(out.replace(/\s+/g, ' ')).toContain(summary);
      expect(examples.length).toBeGreaterThan(0);
      for (const [line] of examples) expect(out).toContain(`  chatform ${line} `);
    },
  );

  test.each(['--help', 'help', '-h'])('%s lists all commands', async (line) => {
    const { code, out } = await chatform('/', line);
    expect(code).toBe(0);
    for (const { name } of commands) expect(out).toContain(`  ${name.split(' ')[0]} `);
  });

  test('can be asked for a command in three ways, wherever the flag stands', async () => {
    const asked = await chatform('/', 'state list --help');
    expect(await chatform('/', 'help state')).toMatchObject({ code: 0 });
    expect(await chatform('/', '--help state list')).toEqual(asked);
    expect(await chatform('/', 'state --help list')).toEqual(asked);
  });

  test('every example is a command line that is understood', async () => {
    for (const { name, examples } of commands) {
      for (const [line] of examples) {
        expect(line.startsWith(name)).toBe(true);
        expect([line, (await chatform('/', `${line} --help`)).code]).toEqual([line, 0]);
      }
    }
  });
});

describe('wrong usage is 64, says what is wrong on standard error, and does nothing:', () => {
  test.each([
    [
      'plan --detailed-exitcodes',
      "unknown option '--detailed-exitcodes'\n(Did you mean --detailed-exitcode?)",
    ],
    ['--auto-aprove apply', "unknown option '--auto-aprove'\n(Did you mean --auto-approve?)"],
    ['pln', "unknown command 'pln'\n(Did you mean plan?)"],
    ['state lst', "unknown command 'lst'\n(Did you mean list?)"],
    ['validate --allow billable', "unknown option '--allow'"],
    ['show', "missing required argument 'plan'"],
    ['explain', "missing required argument 'path-or-rule'"],
    ['state show', "missing required argument 'address'"],
    ['apply one.json two.json', "too many arguments for 'apply'"],
    ['plan --out', "option '--out <file>' argument missing"],
    ['plan --format yaml', "'yaml' is invalid"],
    [
      'apply --allow billabel',
      '"billabel" is none of irreversible, data-loss, feature-loss, billable, disruptive',
    ],
    ['apply --parallelism 0', '. Give a whole number from 1 to 100.'],
    ['apply --parallelism 2.5', '. Give a whole number from 1 to 100.'],
    ['plan --var brand', '. Write NAME=VALUE.'],
    ['plan --var =Acme', '. Write NAME=VALUE.'],
    ['state', 'Usage: chatform state'],
    ['', 'Usage: chatform'],
  ])('chatform %s', async (line, message) => {
    const directory = projectOf(smallProject);
    const { code, out, err } = await chatform(directory, line);
    expect({ code, out }).toEqual({ code: 64, out: '' });
    expect(err).toContain(message);
  });
});

describe('flags', () => {
  test('may stand before the command, in it and after it', async () => {
    const directory = copyOfExample('three-environments');
    const expected = await chatform(directory, 'plan --env staging --json');
    expect(expected.code).toBe(0);
    const parent = path.dirname(directory);
    const name = path.basename(directory);
    for (const line of [
      `-C ${name} --env staging --json plan`,
      `--json plan -C ${name} --env=staging`,
      `--env staging plan --json --directory ${name}`,
      `plan --directory=${name} --env staging --format json`,
    ])
      expect(await chatform(parent, line)).toEqual(expected);
  });

  test('may stand between the words of a command', async () => {
    const directory = projectOf(smallProject);
    await chatform(directory, 'apply --auto-approve');
    const expected = await chatform(directory, 'state list --json');
    expect(JSON.parse(expected.out).resources).toHaveLength(4);
    expect(await chatform(directory, 'state --json list')).toEqual(expected);
    expect(await chatform('/', `-C ${directory} state --json list`)).toEqual(expected);
  });

  test('and their values are not taken for commands', async () => {
    const { err } = await chatform(temporaryFolder(), '-C plan apply');
    expect(err).toContain('There is no directory');
  });

  test('--var and --var-file: the later one wins, as they stand', async () => {
    const directory = copyOfExample('three-environments');
    const host = async (flags: string) => {
      const { out } = await chatform(directory, `plan --env dev ${flags} --json`);
      const changes: { type: string; leaves: { path: string[]; unknown?: { expression: string }[] }[] }[] =
        JSON.parse(out).resource_changes;
      const leaf = changes
        .find(({ type }) => type === 'webhook')
        ?.leaves.find(({ path: [key] }) => key === 'url');
      return leaf?.unknown?.[0]?.expression.split('/')[2];
    };
    const { writeFileSync } = await import('node:fs');
    writeFileSync(path.join(directory, 'hosts.vars'), 'callback_host: file.acme.example\n');
    expect(await host('')).toBe('chat-dev.acme.example');
    expect(await host('--var callback_host=flag.acme.example --var-file hosts.vars')).toBe(
      'file.acme.example',
    );
    expect(await host('--var-file hosts.vars --var callback_host=flag.acme.example')).toBe(
      'flag.acme.example',
    );
  });
});

test('with --json standard output is JSON alone', async () => {
  const directory = copyOfExample('quickstart');
  await chatform(directory, `${applyAll}`);
  await chatform(directory, 'plan --out reviewed.plan.json');
  for (const line of [
    'validate',
    'plan',
    'plan --refresh-only',
    'show reviewed.plan.json',
    'apply',
    'explain EDN-14',
    'explain messages.userStatus',
    'state list',
    'state show apps.support',
    'sandbox status',
    'version',
  ]) {
    const { code, out } = await chatform(directory, `${line} --json`);
    expect([line, code]).toEqual([line, 0]);
    expect(() => JSON.parse(out), line).not.toThrow();
  }
  const { out } = await chatform(directory, 'sandbox log --json');
  const lines = out.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).seq)).toEqual(lines.map((_, i) => i + 1));
});

test('errors of the configuration are JSON too where JSON was asked for', async () => {
  const directory = projectOf({
    'chatform.yaml': smallProject['chatform.yaml'].replace('recallSeconds', 'recalSeconds'),
  });
  for (const command of ['validate', 'apply']) {
    const { code, out, err } = await chatform(directory, `${command} --json`);
    expect({ code, told: err.includes('1 error.') }).toEqual({ code: 1, told: command === 'apply' });
    expect(JSON.parse(out)).toMatchObject({ valid: false, error_count: 1 });
  }
  const { code, out, err } = await chatform(directory, 'plan --json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({ errored: true, diagnostics: [{ severity: 'error' }] });
  expect(err).toContain('1 error.');
});

describe('the executable', () => {
  const program = path.resolve(import.meta.dirname, '../../dist/chatform.js');
  const run = (line: string, environment: Record<string, string> = {}) => {
    const env = { PATH: process.env.PATH, TERM: 'xterm-256color', ...environment };
    const ended = spawnSync(process.execPath, [program, ...line.split(' ')], { env, encoding: 'utf8' });
    return { code: ended.status, out: ended.stdout, err: ended.stderr };
  };
  // The control character that begins an escape sequence.
  const escapeCharacter = String.fromCharCode(27);

  test.each([
    ['when it is no terminal', '', {}],
    ['with --no-color', '--no-color', {}],
    ['with NO_COLOR', '', { NO_COLOR: '1' }],
  ])('writes no escape sequences %s', (_title, flags, environment) => {
    const directory = copyOfExample('quickstart');
    for (const command of ['plan', applyAll, 'plan', 'explain EDN-14', 'apply nowhere.json']) {
      const { out, err } = run(`${command} -C ${directory} ${flags}`.trim(), environment);
      expect(out + err).not.toBe('');
      expect((out + err).includes(escapeCharacter)).toBe(false);
    }
  });

  describe.skipIf(!fs.existsSync('/dev/full'))('on a disk that is full', () => {
    const full = (line: string, streams: readonly ('out' | 'err')[]) => {
      const opened = fs.openSync('/dev/full', 'w');
      const stdio = [
        'ignore',
        ...(['out', 'err'] as const).map((one) => (streams.includes(one) ? opened : 'pipe')),
      ];
      const ended = spawnSync(process.execPath, [program, ...line.split(' ')], {
        env: { PATH: process.env.PATH },
        encoding: 'utf8',
        stdio: stdio as StdioOptions,
      });
      fs.closeSync(opened);
      return { code: ended.status, out: ended.stdout, err: ended.stderr };
    };

    test('output that could not be written is an error, also of a plan with changes', () => {
      const directory = projectOf(smallProject);
      const { code, err } = full(`plan --detailed-exitcode -C ${directory}`, ['out']);
      expect([code, err]).toEqual([
        1,
        'Error: The output could not be written: ENOSPC: no space left on device, write\n',
      ]);
    });

    test('an apply does all that it was to do, and then says by its exit code that it could not tell', () => {
      const directory = projectOf(smallProject);
      const { code } = full(`apply --auto-approve -C ${directory}`, ['out', 'err']);
      expect(code).toBe(1);
      expect(run(`plan --detailed-exitcode -C ${directory}`)).toMatchObject({
        code: 0,
        out: 'No changes. The console matches the configuration.\n',
      });
    });
  });

  test('logs what is asked of the console with CHATFORM_LOG=debug, and no value', () => {
    const directory = projectOf(smallProject);
    const { code, out, err } = run(`plan --json -C ${directory}`, { CHATFORM_LOG: 'debug' });
    expect([code, JSON.parse(out).errored]).toEqual([0, false]);
    const lines = err
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ msg, adapter }) => [msg, adapter])).toEqual([['read', 'sandbox']]);
  });

  test('ends with the exit code, data on standard output and messages on standard error', () => {
    const directory = projectOf(smallProject);
    expect(run(`plan --detailed-exitcode -C ${directory}`)).toMatchObject({ code: 2, err: '' });
    expect(run(`apply -C ${directory}`)).toMatchObject({ code: 1 });
    const { code, out, err } = run(`apply --auto-approve --json -C ${directory}`);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ added: 4 });
    expect(err).toContain('apps.support: created');
    expect(run('plan --ouy x').code).toBe(64);
  });
});
