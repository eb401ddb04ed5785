// The script behind action.yml, run for real with programs that stand for node and npm.
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Answer, type Ended, step } from './step.ts';

const digest = 'a3f1'.repeat(16);

const planned: Answer = {
  code: 2,
  stdout: 'Plan: 3 to add, 1 to change, 0 to destroy. 2 refused.\n',
  out: { digest, summary: { add: 3, change: 1, destroy: 0, refused: 2, released: 0, drifted: 4 } },
};

/** The arguments of the only call whose first words are these. */
function argumentsOf({ calls }: Ended, ...words: string[]): readonly string[] | undefined {
  const found = calls.filter(({ args }) => words.every((word, i) => args[i] === word));
  expect(found.length).toBe(1);
  return found[0]?.args;
}

/** Arguments without the files that the step has chosen itself. */
const given = (args: readonly string[] = []) => args.filter((arg) => !/^--(out|summary)=/.test(arg));

describe('plan', () => {
  test('hands every input to chatform as one argument', async () => {
    const ended = await step(
      {
        command: 'plan',
        directory: 'chat',
        environment: 'prod',
        vars: 'callback_host=chat.acme.example\nregion=eu\n',
        'var-files': 'shared.yaml\n\n  \neurope.yaml',
        targets: 'apps.support\ncam',
        excludes: 'apps.lobby.userFields',
        secrets: 'none',
      },
      { answers: { plan: planned } },
    );
    expect(given(argumentsOf(ended, 'plan'))).toEqual([
      'plan',
      '--directory=chat',
      '--env=prod',
      '--var=callback_host=chat.acme.example',
      '--var=region=eu',
      '--var-file=shared.yaml',
      '--var-file=europe.yaml',
      '--target=apps.support',
      '--target=cam',
      '--exclude=apps.lobby.userFields',
      '--no-secrets',
      '--detailed-exitcode',
    ]);
  });

  test('leaves out what was not given', async () => {
    const ended = await step({ command: 'plan' }, { answers: { plan: planned } });
    expect(given(argumentsOf(ended, 'plan'))).toEqual(['plan', '--directory=.', '--detailed-exitcode']);
  });

  test('says where the plan, its counts and its report are', async () => {
    const report = '<!doctype html><title>Plan</title>';
    const ended = await step(
      { command: 'plan', directory: 'chat' },
      { answers: { plan: planned, show: { stdout: report } } },
    );
    expect(ended.code).toBe(0);
    const { plan = '', report: page = '' } = ended.outputs;
    expect(ended.outputs).toEqual({
      'exit-code': '2',
      plan,
      report: page,
      digest,
      add: '3',
      change: '1',
      destroy: '0',
      refused: '2',
      drifted: '4',
    });
    expect(path.relative(ended.folder, plan)).toMatch(/^temp\/chatform\.\w+\/plan\.json$/);
    expect(argumentsOf(ended, 'plan')).toContain(`--out=${plan}`);
    expect(argumentsOf(ended, 'show')).toEqual(['show', '--format=html', '--directory=chat', plan]);
    expect(ended.left).toEqual([]);
  });

  test('puts out a plan that failed, and fails', async () => {
    const ended = await step({ command: 'plan' }, { answers: { plan: { ...planned, code: 1 } } });
    expect(ended.code).toBe(1);
    expect(ended.outputs['exit-code']).toBe('1');
    expect(ended.outputs.plan).toMatch(/plan\.json$/);
  });

  test('puts out no plan where none was made', async () => {
    const ended = await step({ command: 'plan' }, { answers: { plan: { code: 64 } } });
    expect(ended.code).toBe(64);
    expect(ended.outputs).toEqual({ 'exit-code': '64' });
  });

  test('is not spoiled by a report that cannot be made', async () => {
    const answers = { plan: planned, show: { code: 1, stderr: 'The disk is full.\n' } };
    const ended = await step({ command: 'plan' }, { answers });
    expect(ended.code).toBe(0);
    expect(ended.outputs.plan).toMatch(/plan\.json$/);
    expect(ended.outputs.report).toBeUndefined();
    expect(ended.log).toContain('::warning title=chatform::The HTML report could not be made.\n');
  });
});

describe('what was written into an input', () => {
  test('reaches chatform as it stands: nothing of it is run, split or expanded', async () => {
    const hostile = [
      'greeting=$(touch owned)',
      'farewell=`touch owned`',
      `quotes="it's" "; touch owned; echo "`,
      'all=* ? [a-z] ~ {a,b}',
      '--json',
      '-x=1 --out=/etc/passwd',
      `home=$HOME \${HOME} \\n \\`,
      '你好=🎉 “quoted”',
      ' blanks around = kept ',
      'percent=%0A::error::no',
    ];
    const ended = await step(
      {
        command: 'plan',
        directory: '$(touch owned) && exit 9',
        environment: '-C /; touch owned #',
        vars: hostile.join('\n'),
        'var-files': '--json\n-rf *',
        targets: 'apps["a b"].$(touch owned)',
        excludes: '`touch owned`',
      },
      { answers: { plan: planned } },
    );
    expect(given(argumentsOf(ended, 'plan'))).toEqual([
      'plan',
      '--directory=$(touch owned) && exit 9',
      '--env=-C /; touch owned #',
      ...hostile.map((line) => `--var=${line}`),
      '--var-file=--json',
      '--var-file=-rf *',
      '--target=apps["a b"].$(touch owned)',
      '--exclude=`touch owned`',
      '--detailed-exitcode',
    ]);
    expect(ended.left).toEqual([]);
  });

  test('may end its lines as Windows does', async () => {
    const ended = await step(
      { command: 'plan', vars: 'region=eu\r\n\r\nstage=prod\r\n' },
      { answers: { plan: planned } },
    );
    expect(given(argumentsOf(ended, 'plan')).filter((arg) => arg.startsWith('--var'))).toEqual([
      '--var=region=eu',
      '--var=stage=prod',
    ]);
  });

  test('may be any text: each line of it is one argument', async () => {
    const line = fc
      .string({ unit: 'binary', maxLength: 40 })
      .filter((text) => /^[^\0\r\n]*$/.test(text) && /[^\s\p{White_Space}\p{Cc}]/u.test(text));
    const lines = fc.sample(line, { numRuns: 300, seed: 20261122 });
    const ended = await step({ command: 'plan', vars: lines.join('\n') }, { answers: { plan: planned } });
    expect(given(argumentsOf(ended, 'plan')).slice(2, -1)).toEqual(lines.map((text) => `--var=${text}`));
  });

  test('may be a plan file whose name looks like a flag', async () => {
    const ended = await step({ command: 'review', plan: '--help' });
    expect(argumentsOf(ended, 'github', 'review')).toEqual(['github', 'review', '--directory=.', './--help']);
  });

  test('cannot end an annotation and begin a command of the runner', async () => {
    const ended = await step({ command: 'plan\n::add-mask::a%0A' });
    expect(ended.code).toBe(64);
    expect(ended.log).toBe(
      '::error title=chatform::command: there are plan, review, reviewed, apply and drift, and not "plan%0A::add-mask::a%250A".\n',
    );
  });
});

describe('the exit code of chatform', () => {
  const codes = [
    { means: 'done', code: 0, step: 0 },
    { means: 'an error', code: 1, step: 1 },
    { means: 'changes pending, which is no failure', code: 2, step: 0 },
    { means: 'refused', code: 3, step: 3 },
    { means: 'locked', code: 6, step: 6 },
    { means: 'wrong usage', code: 64, step: 64 },
    { means: 'interrupted', code: 130, step: 130 },
  ];
  test.each(codes)('$code of plan, $means, ends the step with $step', async ({ code, step: expected }) => {
    const ended = await step({ command: 'plan' }, { answers: { plan: { ...planned, code } } });
    expect(ended.code).toBe(expected);
    expect(ended.outputs['exit-code']).toBe(String(code));
  });

  test.each([
    { command: 'review', of: 'github review', code: 7 },
    { command: 'drift', of: 'github drift', code: 7 },
    { command: 'reviewed', of: 'github reviewed', code: 1 },
    { command: 'apply', of: 'apply', code: 3 },
  ])('$code of $of ends the step $command', async ({ command, of, code }) => {
    const inputs = {
      command,
      ...(command === 'apply' && { expect: digest }),
      ...((command === 'review' || command === 'drift') && { plan: 'plan.json' }),
    };
    const ended = await step(inputs, { answers: { [of]: { code } } });
    expect(ended.code).toBe(code);
    expect(ended.outputs).toEqual({ 'exit-code': String(code) });
  });

  test.each([
    { code: 4, says: 'nothing was written. Plan and review it again in a pull request' },
    { code: 5, says: 'Applied in part. What is left is not the plan that was reviewed' },
    { code: 6, says: 'The state is locked by another run.' },
  ])('$code of apply comes with what to do', async ({ code, says }) => {
    const ended = await step({ command: 'apply', expect: digest }, { answers: { apply: { code } } });
    expect(ended.code).toBe(code);
    expect(ended.log).toMatch(/^::error title=chatform::.*$/m);
    expect(ended.log).toContain(says);
  });
});

describe('what chatform prints', () => {
  const shout = '::add-mask::the\n::error::invented\n##[group]no';

  /** The log before, while and after the runner takes no commands from it. */
  function quietPart(log: string): string {
    const [, token = '', quiet = ''] =
      /^::stop-commands::([0-9a-f]{32})\n([\s\S]*)\n::\1::\n$/.exec(log) ?? [];
    expect(token).not.toBe('');
    expect(quiet).not.toContain(token);
    return quiet;
  }

  test('of a plan is no command to the runner, whatever the configuration says', async () => {
    const answer = { ...planned, stdout: shout, stderr: shout };
    const ended = await step({ command: 'plan' }, { answers: { plan: answer } });
    expect(quietPart(ended.log)).toBe(`${shout}${shout}`);
  });

  test('of an apply is no command either, and its result is a file', async () => {
    const answer = { stdout: '{"outcome": "done"}\n', stderr: shout };
    const ended = await step({ command: 'apply', expect: digest }, { answers: { apply: answer } });
    expect(quietPart(ended.log)).toBe(shout);
    expect(fs.readFileSync(ended.outputs.result ?? '', 'utf8')).toBe('{"outcome": "done"}\n');
  });

  test('of a review are commands to the runner: its annotations', async () => {
    const annotation = '::error file=chat/chatform.yaml,line=4::refused (EDN-16)\n';
    const ended = await step(
      { command: 'review', plan: 'plan.json' },
      { answers: { 'github review': { stdout: annotation } } },
    );
    expect(ended.code).toBe(0);
    expect(ended.log).toBe(annotation);
  });
});

describe('apply', () => {
  test('is held to the digest that was reviewed, with the inputs of the plan', async () => {
    const ended = await step({
      command: 'apply',
      directory: 'chat',
      environment: 'prod',
      vars: 'region=eu',
      'var-files': 'shared.yaml',
      targets: 'apps.support',
      excludes: 'cam',
      expect: digest,
    });
    expect(argumentsOf(ended, 'apply')).toEqual([
      'apply',
      '--json',
      `--expect=${digest}`,
      '--directory=chat',
      '--env=prod',
      '--var=region=eu',
      '--var-file=shared.yaml',
      '--target=apps.support',
      '--exclude=cam',
    ]);
  });

  test('applies nothing without a digest', async () => {
    const ended = await step({ command: 'apply', environment: 'prod' });
    expect(ended.code).toBe(64);
    expect(ended.calls).toEqual([]);
    expect(ended.log).toBe(
      '::error title=chatform::expect: "command: apply" needs the digest that was reviewed, as "command: reviewed" puts it out.\n',
    );
  });

  test('writes down what is in flight when the job is cancelled', async () => {
    const answer: Answer = { code: 130, stdout: '{"outcome": "interrupted"}\n', until: 'SIGTERM' };
    const ended = await step(
      { command: 'apply', expect: digest },
      {
        answers: { apply: answer },
        // The runner sends it to the process that it has started, and to no other.
        onStart: (child) => {
          child.stdout?.on('data', (part) => {
            if (String(part).includes('in flight\n')) child.kill('SIGINT');
          });
        },
      },
    );
    expect(ended.code).toBe(130);
    expect(ended.outputs['exit-code']).toBe('130');
    expect(ended.outputs.result).toMatch(/result\.json$/);
  });
});

describe('reviewed', () => {
  test('puts out the digest', async () => {
    const ended = await step(
      { command: 'reviewed', directory: 'chat', environment: 'prod' },
      { answers: { 'github reviewed': { stdout: `${digest}\n` } } },
    );
    expect(ended.code).toBe(0);
    expect(argumentsOf(ended, 'github')).toEqual(['github', 'reviewed', '--directory=chat', '--env=prod']);
    expect(ended.outputs).toEqual({ 'exit-code': '0', digest });
  });

  test('takes nothing else for a digest', async () => {
    const ended = await step(
      { command: 'reviewed' },
      { answers: { 'github reviewed': { stdout: 'none\n' } } },
    );
    expect(ended.code).toBe(1);
    expect(ended.outputs.digest).toBeUndefined();
    expect(ended.log).toBe('::error title=chatform::chatform answered "none", which is no digest.\n');
  });
});

test('drift is told of a saved plan', async () => {
  const ended = await step({ command: 'drift', directory: 'chat', plan: 'plan.json' });
  expect(argumentsOf(ended, 'github')).toEqual(['github', 'drift', '--directory=chat', 'plan.json']);
});

describe('an input that the command does not read is refused', () => {
  test.each([
    { command: 'plan', name: 'expect', value: digest },
    { command: 'plan', name: 'plan', value: 'plan.json' },
    { command: 'apply', name: 'secrets', value: 'none' },
    { command: 'review', name: 'var-files', value: 'shared.yaml' },
    { command: 'reviewed', name: 'vars', value: 'region=eu' },
    { command: 'drift', name: 'environment', value: 'prod' },
  ])('$name by $command', async ({ command, name, value }) => {
    const ended = await step({ command, [name]: value });
    expect(ended.code).toBe(64);
    expect(ended.calls).toEqual([]);
    expect(ended.log).toBe(
      `::error title=chatform::${name}: "command: ${command}" does not read this input.\n`,
    );
  });

  test('as is a value that there is not', async () => {
    const ended = await step({ command: 'plan', secrets: 'some' });
    expect(ended.code).toBe(64);
    expect(ended.log).toBe('::error title=chatform::secrets: there are read and none, and not "some".\n');
  });

  test.each(['review', 'drift'])('as is a plan that %s was not given', async (command) => {
    const ended = await step({ command });
    expect(ended.code).toBe(64);
    expect(ended.log).toBe(
      `::error title=chatform::plan: "command: ${command}" needs a plan file, as "command: plan" puts it out.\n`,
    );
  });
});

test('a token that is empty is no token', async () => {
  const inputs = { command: 'review', plan: 'plan.json' };
  const [without, with_] = await Promise.all(
    ['', 'a-token'].map((token) => step(inputs, { env: { GITHUB_TOKEN: token } })),
  );
  expect(without?.calls[0]?.environment).not.toContain('GITHUB_TOKEN');
  expect(with_?.calls[0]?.environment).toContain('GITHUB_TOKEN');
});

describe('node', () => {
  test.each(['v18.20.4', 'v20.18.3'])('%s is too old, and the error says so', async (version) => {
    const ended = await step({ command: 'plan' }, { version });
    expect(ended.code).toBe(1);
    expect(ended.log).toBe(
      `::error title=chatform::chatform needs Node 20.19 or newer, and this is ${version}: use actions/setup-node before.\n`,
    );
  });

  test.each(['v20.19.0', 'v22.1.0', 'v24.0.0-rc.1'])('%s will do', async (version) => {
    const ended = await step({ command: 'plan' }, { version, answers: { plan: planned } });
    expect(ended.code).toBe(0);
  });

  test('is asked for where there is none', async () => {
    const ended = await step({ command: 'plan' }, { version: null });
    expect(ended.code).toBe(1);
    expect(ended.log).toBe(
      '::error title=chatform::chatform needs Node 20.19 or newer, and there is none: use actions/setup-node before.\n',
    );
  });
});

describe('where chatform is not built', () => {
  const secrets = { APNS_P12_PASSWORD: 'a-password', GITHUB_TOKEN: 'a-token' };

  test('it is built in its own folder, by npm alone, which sees no secret', async () => {
    const npm = `#!/usr/bin/env bash
echo "npm $*"
if [[ $1 == run ]]; then mkdir dist && echo >dist/chatform.js; env >environment; fi
`;
    const ended = await step(
      { command: 'plan' },
      { npm, env: { ...secrets, HTTPS_PROXY: 'proxy.acme.example:3128' }, answers: { plan: planned } },
    );
    expect(ended.code).toBe(0);
    expect(ended.log).toMatch(
      /^::group::Building chatform\nnpm ci --ignore-scripts\nnpm run build\n::endgroup::\n::stop-commands::/,
    );
    const seen = fs.readFileSync(path.join(ended.folder, 'action/environment'), 'utf8');
    expect(seen).toContain('HTTPS_PROXY=proxy.acme.example:3128\n');
    const names = [...seen.matchAll(/^(\w+)=/gm)].map(([, name]) => name);
    const ofBash = ['OLDPWD', 'PWD', 'SHLVL', '_'];
    expect(names.filter((name = '') => !ofBash.includes(name)).sort()).toEqual([
      'HOME',
      'HTTPS_PROXY',
      'PATH',
    ]);
    expect(ended.calls[0]?.environment).toContain('APNS_P12_PASSWORD');
  });

  test('and cannot be, nothing is planned', async () => {
    const npm = '#!/usr/bin/env bash\necho "no such registry" >&2\nexit 1\n';
    const ended = await step({ command: 'plan' }, { npm });
    expect(ended.code).toBe(1);
    expect(ended.calls).toEqual([]);
    expect(ended.log).toContain('no such registry\n');
    expect(ended.log).toContain(
      '::error title=chatform::chatform could not be built: the log above says why.\n',
    );
  });
});
