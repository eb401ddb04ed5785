// Inputs on their way to chatform: nothing that is written into one is run, split or lost.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { argumentsOf, digest, given, planned } from './calls.ts';
import { step } from './step.ts';

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
