// Between chatform and the runner: exit codes, workflow commands, and the token.
import fs from 'node:fs';
import { describe, expect, test } from 'vitest';
import { digest, planned } from './calls.ts';
import { step } from './step.ts';

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
    const env = { GITHUB_TOKEN: command === 'apply' ? '' : 'a-token' };
    const ended = await step(inputs, { env, answers: { [of]: { code } } });
    expect(ended.code).toBe(code);
    expect(ended.outputs).toEqual({ 'exit-code': String(code) });
  });

  test.each([
    {
      code: 4,
      says: 'Nothing was written: what was reviewed was applied already, or is not what would be done now',
    },
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

describe('the token of GitHub', () => {
  const review = { command: 'review', plan: 'plan.json' };
  const unposted = { 'github review': { code: 7 } };

  test('is the input alone, not what the job has for other steps', async () => {
    const ended = await step(review, { env: { GITHUB_TOKEN: 'a-token', GH_TOKEN: 'another' } });
    expect(ended.calls[0]?.environment).toContain('GITHUB_TOKEN');
    expect(ended.calls[0]?.environment).not.toContain('GH_TOKEN');
  });

  test('that is empty is none', async () => {
    const ended = await step(review, { env: { GITHUB_TOKEN: '' } });
    expect(ended.calls[0]?.environment).not.toContain('GITHUB_TOKEN');
    expect(ended.code).toBe(0);
  });

  test('that is there must be good for posting', async () => {
    const ended = await step(review, { env: { GITHUB_TOKEN: 'a-token' }, answers: unposted });
    expect(ended.code).toBe(7);
  });
});
