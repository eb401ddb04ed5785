// What must hold of every workflow that people copy, whoever opens the pull request.
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { action, chatform, expression, stepsOf, type WorkflowFile, workflow, workflows } from './files.ts';
import { workflowShape } from './shapes.ts';

const isWorkflow = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(workflowShape);

/** What a workflow reads of its contexts, in expressions and conditions: `github.repository`. */
function contextsIn({ text }: WorkflowFile): string[] {
  const code = text.replace(/(^|\s)#.*$/gm, '');
  const found = code.matchAll(
    /\b(?:github|secrets|vars|env|steps|needs|matrix|inputs|runner)(?:\.[\w-]+|\[[^\]]*\])+/g,
  );
  return [...new Set([...found].map(([name]) => name))].sort();
}

test('the workflows were found', () => {
  expect(workflows.map(({ name }) => name).sort()).toEqual(['apply.yml', 'drift.yml', 'plan.yml']);
});

describe.each(workflows)('$name', (file) => {
  const { text } = file;
  const steps = stepsOf(file.workflow);

  test('is a workflow', () => {
    isWorkflow(file.workflow);
    expect(isWorkflow.errors ?? []).toEqual([]);
  });

  test('has no script of its own, into which a text of a pull request could come', () => {
    expect(steps.filter(({ step }) => step.uses === undefined)).toEqual([]);
    expect(text).not.toMatch(/^\s*(-\s+)?run:/m);
  });

  test('is not started with the rights of the branch that a pull request is for', () => {
    expect(Object.keys(file.workflow.on)).not.toContain('pull_request_target');
    expect(Object.keys(file.workflow.on)).not.toContain('workflow_run');
  });

  test('gives nothing to the workflow as a whole, so that each job says what it needs', () => {
    expect(file.workflow.permissions).toEqual({});
  });

  test('pins every action of others by a commit, with its version beside it', () => {
    const lines = text.match(/^.*\buses:.*$/gm) ?? [];
    const others = lines.filter((line) => !line.includes(chatform));
    expect(lines.length).toBe(steps.length);
    expect(others.length).toBeGreaterThan(0);
    expect(
      others.filter((line) => !/ uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line)),
    ).toEqual([]);
  });

  test('leaves no token in the checked-out folder, and the state where it is', () => {
    const checkouts = steps.filter(({ step }) => step.uses?.startsWith('actions/checkout@'));
    expect(checkouts.map(({ job }) => job)).toEqual(Object.keys(file.workflow.jobs));
    expect(checkouts.map(({ step }) => step.with)).toEqual(
      checkouts.map(({ job }) => ({
        'persist-credentials': false,
        ...(job !== 'fork' && { clean: false }),
      })),
    );
  });

  test("runs strangers' files on a hosted runner, and all else where the state is", () => {
    const runners = Object.entries(file.workflow.jobs).map(([name, job]) => [name, job['runs-on']]);
    const expected = Object.keys(file.workflow.jobs).map((name) => [
      name,
      name === 'fork' ? 'ubuntu-24.04' : ['self-hosted', 'chatform'],
    ]);
    expect(runners).toEqual(expected);
  });

  test('gives chatform only inputs that it has, and reads only outputs that it has', () => {
    const ours = steps.filter(({ step }) => step.uses === chatform);
    const given = ours.flatMap(({ step }) => Object.keys(step.with ?? {}));
    expect(given.length).toBeGreaterThan(0);
    expect(given.filter((name) => !(name in action.inputs))).toEqual([]);
    const read = [...text.matchAll(/steps\.[a-z-]+\.outputs\.([a-z-]+)/g)].map(([, name = '']) => name);
    expect(read.length).toBeGreaterThan(0);
    expect(read.filter((name) => !(name in action.outputs))).toEqual([]);
  });

  test('gives secrets and the token to different steps', () => {
    const ours = steps.filter(({ step }) => step.uses === chatform);
    const withSecrets = ours.filter(({ step }) => step.env !== undefined);
    const commands = withSecrets.map(({ step }) => step.with?.command);
    expect(commands.filter((command) => command !== 'plan' && command !== 'apply')).toEqual([]);
    expect(withSecrets.filter(({ step }) => step.with?.['github-token'] !== undefined)).toEqual([]);
  });
});

test('one action is pinned to one commit everywhere', () => {
  const all = workflows.flatMap((file) => stepsOf(file.workflow).map(({ step }) => step.uses ?? ''));
  const pins = [...new Set(all)].map((uses) => uses.split('@')[0]);
  expect(pins.sort()).toEqual([
    '<OWNER>/chatform',
    'actions/checkout',
    'actions/setup-node',
    'actions/upload-artifact',
  ]);
});

describe('what reaches a workflow', () => {
  const contexts = Object.fromEntries(workflows.map((file) => [file.name, contextsIn(file)]));

  test('is of a pull request its number, its author and its repository; no text of it', () => {
    expect(contexts['plan.yml']).toEqual([
      'github.event.pull_request.head.repo.full_name',
      'github.event.pull_request.number',
      'github.event.pull_request.user.login',
      'github.repository',
      'matrix.environment',
      'secrets.APNS_P12_PASSWORD',
      'steps.plan.outputs.plan',
      'steps.plan.outputs.report',
    ]);
  });

  test('is of a merge the reviewed digest, and nothing of the event', () => {
    expect(contexts['apply.yml']).toEqual([
      'matrix.environment',
      'secrets.APNS_P12_PASSWORD',
      'steps.apply.outputs.result',
      'steps.reviewed.outputs.digest',
    ]);
  });

  test('is nothing but the plan in the nightly check, which needs no secret', () => {
    expect(contexts['drift.yml']).toEqual(['matrix.environment', 'steps.plan.outputs.plan']);
  });
});

describe('a pull request', () => {
  const { on, jobs, concurrency } = workflow('plan.yml');

  test('starts the workflow whatever it changes, so that none is merged without a plan', () => {
    expect(on).toEqual({ pull_request: null });
  });

  test('is planned once at a time, the newest commit', () => {
    expect(concurrency).toEqual({
      group: `chatform-plan-${expression('github.event.pull_request.number')}`,
      'cancel-in-progress': true,
    });
  });

  test('of this repository runs one job, any other the other, and Dependabot the other', () => {
    expect(Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, job.if]))).toEqual({
      plan: "github.event.pull_request.head.repo.full_name == github.repository && github.event.pull_request.user.login != 'dependabot[bot]'",
      fork: "github.event.pull_request.head.repo.full_name != github.repository || github.event.pull_request.user.login == 'dependabot[bot]'",
    });
  });

  test('of this repository may write a comment and a check', () => {
    expect(jobs.plan?.permissions).toEqual({ contents: 'read', 'pull-requests': 'write', checks: 'write' });
  });

  test('of a fork may read, and gets neither secrets nor a token', () => {
    const fork = jobs.fork;
    expect(fork?.permissions).toEqual({ contents: 'read' });
    expect(fork?.environment).toBeUndefined();
    expect(JSON.stringify(fork)).not.toContain('secrets.');
    const ours = fork?.steps.filter((step) => step.uses === chatform) ?? [];
    expect(ours.map((step) => step.env)).toEqual([undefined, undefined]);
    expect(ours[0]?.with).toMatchObject({ command: 'plan', secrets: 'none' });
    expect(ours[1]?.with).toMatchObject({ command: 'review', 'github-token': '' });
  });

  test('is reviewed also where planning failed, but not where there is no plan', () => {
    const reviews = stepsOf(workflow('plan.yml')).filter(({ step }) => step.with?.command === 'review');
    expect(reviews.map(({ step }) => step.if)).toEqual([
      expression("!cancelled() && steps.plan.outputs.plan != ''"),
      expression("!cancelled() && steps.plan.outputs.plan != ''"),
    ]);
  });
});

describe('a merge', () => {
  const { on, jobs, concurrency } = workflow('apply.yml');

  test('is applied from main alone, one at a time, none stopped half-way and none left out', () => {
    expect(on).toEqual({ push: { branches: ['main'] } });
    expect(concurrency).toEqual({ group: 'chatform-apply', 'cancel-in-progress': false, queue: 'max' });
    expect(jobs.apply?.strategy).toMatchObject({ 'max-parallel': 1, 'fail-fast': true });
  });

  test('is applied under the protection of its environment, by a token that only reads', () => {
    expect(jobs.apply?.environment).toBe(expression('matrix.environment'));
    expect(jobs.apply?.permissions).toEqual({ contents: 'read', checks: 'read', 'pull-requests': 'read' });
  });

  test('is applied as reviewed, for the same directory and environment', () => {
    const ours = jobs.apply?.steps.filter((step) => step.uses === chatform) ?? [];
    const place = { directory: 'chat', environment: expression('matrix.environment') };
    expect(ours.map((step) => [step.id, step.with])).toEqual([
      ['reviewed', { command: 'reviewed', ...place }],
      ['apply', { command: 'apply', ...place, expect: expression('steps.reviewed.outputs.digest') }],
    ]);
  });
});

test('the nightly check may write issues, and nothing else', () => {
  const { on, jobs } = workflow('drift.yml');
  expect(on).toEqual({ schedule: [{ cron: '17 3 * * *' }], workflow_dispatch: null });
  expect(jobs.drift?.permissions).toEqual({ contents: 'read', issues: 'write' });
});

test('plan, apply and drift are for the same environments of the same directory', () => {
  const matrices = workflows.flatMap((file) =>
    Object.values(file.workflow.jobs).map((job) => job.strategy.matrix),
  );
  expect(matrices).toEqual(matrices.map(() => ({ environment: ['staging', 'prod'] })));
  const ours = workflows
    .flatMap((file) => stepsOf(file.workflow))
    .filter(({ step }) => step.uses === chatform);
  expect([...new Set(ours.map(({ step }) => step.with?.directory))]).toEqual(['chat']);
});
