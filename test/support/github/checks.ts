/** Check runs, which only apps write, and commit statuses, which everybody may. */
import {
  type Answer,
  type Call,
  invalid,
  lengthOf,
  notFound,
  optional,
  paged,
  Refusal,
  type Route,
  required,
  type Shape,
} from './answers.ts';
import { userOf } from './issues.ts';
import type { App, CheckRun, Status } from './model.ts';
import { knownCommit } from './pulls.ts';

const longestSummary = 65_535;
const longestTitle = 255;
const longestDescription = 140;
const states = ['error', 'failure', 'pending', 'success'];

export const checkRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/check-runs',
    needs: () => [['checks', 'write']],
    docs: 'checks/runs#create-a-check-run',
    answer: createCheck,
  },
  {
    method: 'PATCH',
    path: '/check-runs/:id',
    needs: () => [['checks', 'write']],
    docs: 'checks/runs#update-a-check-run',
    answer: updateCheck,
  },
  {
    method: 'GET',
    path: '/commits/:ref/check-runs',
    needs: () => [['checks', 'read']],
    docs: 'checks/runs#list-check-runs-for-a-git-reference',
    answer: (call) => {
      const runs = selected(call);
      return paged(call, runs, (page) => ({
        total_count: runs.length,
        check_runs: page.map((run) => checkOf(call, run)),
      }));
    },
  },
  {
    method: 'POST',
    path: '/statuses/:sha',
    needs: () => [['statuses', 'write']],
    docs: 'commits/statuses#create-a-commit-status',
    answer: createStatus,
  },
  {
    method: 'GET',
    path: '/commits/:ref/statuses',
    needs: () => [['statuses', 'read']],
    docs: 'commits/statuses#list-commit-statuses-for-a-reference',
    answer: (call) => {
      const sha = knownCommit(call, call.part('ref'));
      const statuses = call.repository.statuses.filter((status) => status.sha === sha).reverse();
      return paged(call, statuses, (page) => page.map(statusOf));
    },
  },
];

function appOf({ caller }: Call): App {
  if (!caller.app) throw new Refusal(403, 'You must authenticate via a GitHub App.');
  return caller.app;
}

function createCheck(call: Call): Answer {
  const { model, repository } = call;
  const app = appOf(call);
  const [name = '', sha = ''] = required(call, 'name', 'head_sha');
  const run: CheckRun = {
    id: model.nextId(),
    app,
    headSha: knownCommit(call, sha),
    name,
    status: 'queued',
    conclusion: null,
    completedAt: null,
    externalId: '',
    detailsUrl: '',
    title: null,
    summary: null,
  };
  write(call, run);
  repository.checkRuns.push(run);
  return { status: 201, body: checkOf(call, run) };
}

function updateCheck(call: Call): Answer {
  const app = appOf(call);
  const run = call.repository.checkRuns.find(({ id }) => id === Number(call.part('id')));
  if (!run) throw notFound();
  if (run.app.id !== app.id) {
    const message = `Invalid app_id \`${app.id}\` - check run can only be modified by the GitHub App that created it.`;
    throw new Refusal(403, message);
  }
  write(call, run);
  return { status: 200, body: checkOf(call, run) };
}

function write(call: Call, run: CheckRun): void {
  const output = call.body.output as { title?: string; summary?: string } | undefined;
  if (output) {
    if (output.title === undefined || output.summary === undefined) {
      throw new Refusal(422, 'Invalid request.\n\n"title", "summary" weren\'t supplied.');
    }
    checkLength(output.title, longestTitle);
    checkLength(output.summary, longestSummary);
    if (Buffer.byteLength(output.summary) > longestSummary) {
      throw invalid('CheckRun', 'summary', `summary exceeds a maximum bytesize of ${longestSummary}`);
    }
    run.title = output.title;
    run.summary = output.summary;
  }
  run.name = optional(call, 'name') ?? run.name;
  run.conclusion = optional(call, 'conclusion') ?? run.conclusion;
  run.status = run.conclusion ? 'completed' : (optional(call, 'status') ?? run.status);
  if (run.status === 'completed') run.completedAt = optional(call, 'completed_at') ?? call.model.now();
  run.externalId = optional(call, 'external_id') ?? run.externalId;
  run.detailsUrl = optional(call, 'details_url') ?? run.detailsUrl;
}

function checkLength(text: string, longest: number): void {
  if (lengthOf(text) <= longest) return;
  const message = `Only ${longest} characters are allowed; ${lengthOf(text)} were supplied.`;
  throw new Refusal(422, `Invalid request.\n\n${message}`);
}

/** Newest first; `latest`, the default, shows one of each app and name. */
function selected(call: Call): CheckRun[] {
  const { query, repository } = call;
  const sha = knownCommit(call, call.part('ref'));
  const name = query.get('check_name');
  const app = query.get('app_id');
  const runs = repository.checkRuns
    .filter(
      (run) => run.headSha === sha && (!name || run.name === name) && (!app || run.app.id === Number(app)),
    )
    .reverse();
  if (query.get('filter') === 'all') return runs;
  return runs.filter(
    (run, index) =>
      runs.findIndex((other) => other.name === run.name && other.app.id === run.app.id) === index,
  );
}

function checkOf({ web, repository }: Call, run: CheckRun): Shape<'checks', 'create'> {
  const { id, app, headSha, name, status, conclusion, completedAt, externalId, detailsUrl, title, summary } =
    run;
  return {
    id,
    name,
    head_sha: headSha,
    external_id: externalId,
    html_url: `${web}/${repository.owner}/${repository.name}/runs/${id}`,
    details_url: detailsUrl,
    status: status as 'completed',
    conclusion: conclusion as 'success',
    completed_at: completedAt,
    output: { title, summary, text: null, annotations_count: 0 },
    app: { id: app.id, slug: app.slug, name: app.slug },
  };
}

function createStatus(call: Call): Answer {
  const { model, repository, caller } = call;
  const sha = knownCommit(call, call.part('sha'));
  const [state = ''] = required(call, 'state');
  if (!states.includes(state)) throw invalid('Status', 'state', 'state is not included in the list');
  const description = optional(call, 'description') ?? null;
  if (lengthOf(description ?? '') > longestDescription) {
    throw invalid(
      'Status',
      'description',
      `description is too long (maximum is ${longestDescription} characters)`,
    );
  }
  const status: Status = {
    id: model.nextId(),
    sha,
    creator: caller.account,
    state,
    context: optional(call, 'context') ?? 'default',
    description,
    targetUrl: optional(call, 'target_url') ?? null,
    createdAt: model.now(),
  };
  repository.statuses.push(status);
  return { status: 201, body: statusOf(status) };
}

function statusOf(status: Status): Shape<'repos', 'createCommitStatus'> {
  const { id, creator, state, context, description, targetUrl, createdAt } = status;
  return {
    id,
    state,
    context,
    description: description as string,
    target_url: targetUrl,
    creator: userOf(creator),
    created_at: createdAt,
    updated_at: createdAt,
  };
}
