// The commands of the Action: what each asks of chatform, and what it puts out.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { argumentsOf, digest, given, planned } from './calls.ts';
import { type Answer, step } from './step.ts';

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
        guardrails: 'rules',
        'allow-mass-change': digest,
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
      '--guardrails=rules',
      `--allow-mass-change=${digest}`,
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
    const { plan = '', summary = '', report: page = '' } = ended.outputs;
    expect(ended.outputs).toEqual({
      'exit-code': '2',
      plan,
      summary,
      report: page,
      digest,
      add: '3',
      change: '1',
      destroy: '0',
      refused: '2',
      denied: '1',
      drifted: '4',
    });
    expect(path.relative(ended.folder, plan)).toMatch(/^temp\/chatform\.\w+\/plan\.json$/);
    expect(argumentsOf(ended, 'plan')).toContain(`--out=${plan}`);
    expect(argumentsOf(ended, 'plan')).toContain(`--summary=${summary}`);
    expect(fs.readFileSync(page, 'utf8')).toBe(report);
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
      guardrails: 'rules',
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
      '--guardrails=rules',
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
