// The action with the program that people run: a pull request planned and shown, and its merge applied.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { copyOfExample } from '../commands/chatform.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { realStep } from './step.ts';

const head = 'c0ffee'.padEnd(40, '0');

/** What GitHub tells a run of a pull request from a fork. */
function runOfFork(workspace: string) {
  const folder = temporaryFolder();
  const event = {
    pull_request: { number: 7, head: { sha: head, repo: { id: 2 } }, base: { repo: { id: 1 } } },
  };
  fs.writeFileSync(path.join(folder, 'event.json'), JSON.stringify(event));
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'acme/chat',
    GITHUB_SHA: head,
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: path.join(folder, 'event.json'),
    GITHUB_RUN_ID: '1001',
    GITHUB_RUN_NUMBER: '12',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_WORKSPACE: workspace,
    GITHUB_STEP_SUMMARY: path.join(folder, 'summary.md'),
  };
}

test('a plan is shown without a token, and its digest is what apply goes by', async () => {
  const workspace = copyOfExample('quickstart');
  const run = runOfFork(workspace);

  const planned = await realStep({ command: 'plan' }, workspace);
  expect(planned).toMatchObject({ code: 0, outputs: { 'exit-code': '2', destroy: '0', drifted: '0' } });
  const { plan = '', report = '', summary = '', digest = '' } = planned.outputs;
  expect(Number(planned.outputs.add)).toBeGreaterThan(0);
  expect(planned.log).toContain(`Plan: ${planned.outputs.add} to add, 0 to change, 0 to destroy.\n`);
  expect(fs.readFileSync(report, 'utf8')).toMatch(/^<!doctype html>/i);
  expect(JSON.parse(fs.readFileSync(summary, 'utf8'))).toMatchObject({ digest, applyable: true });

  const reviewed = await realStep({ command: 'review', plan }, workspace, run);
  expect(reviewed).toMatchObject({ code: 0, outputs: { 'exit-code': '0', conclusion: 'neutral', digest } });
  expect(fs.readFileSync(run.GITHUB_STEP_SUMMARY, 'utf8')).toContain(`Plan: ${planned.outputs.add} to add`);

  const other = await realStep({ command: 'apply', expect: '0'.repeat(64) }, workspace);
  expect(other).toMatchObject({ code: 4, outputs: { 'exit-code': '4' } });
  expect(other.log).toContain('Nothing was written.');

  const applied = await realStep({ command: 'apply', expect: digest }, workspace);
  expect(applied).toMatchObject({ code: 0, outputs: { 'exit-code': '0' } });
  expect(JSON.parse(fs.readFileSync(applied.outputs.result ?? '', 'utf8'))).toMatchObject({
    outcome: 'done',
  });

  const again = await realStep({ command: 'plan' }, workspace);
  expect(again).toMatchObject({ code: 0, outputs: { 'exit-code': '0', add: '0', change: '0' } });
});

test('a configuration with a mistake fails the plan, and the review shows where it is', async () => {
  const workspace = copyOfExample('quickstart');
  const file = path.join(workspace, 'apps/support.yaml');
  const text = fs.readFileSync(file, 'utf8').replace(/^( +)name: .*$/m, '$&\n$1colour: blue');
  fs.writeFileSync(file, text);

  const planned = await realStep({ command: 'plan', secrets: 'none' }, workspace);
  expect(planned).toMatchObject({ code: 1, outputs: { 'exit-code': '1' } });

  const inputs = { command: 'review', plan: planned.outputs.plan ?? '' };
  const reviewed = await realStep(inputs, workspace, runOfFork(workspace));
  expect(reviewed).toMatchObject({ code: 0, outputs: { conclusion: 'failure' } });
  expect(reviewed.log).toMatch(/^::error file=apps\/support\.yaml,line=\d+,.*colour/m);
});
