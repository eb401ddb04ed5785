/** Issues, and the comments on them and on pull requests. */
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
import { type Account, type Comment, type Issue, type Level, nextNumber, type Permission } from './model.ts';

const longestBody = 65_536;
const longestTitle = 256;

export const issueRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/issues',
    needs: () => [['issues', 'read']],
    docs: 'issues/issues#list-repository-issues',
    answer: (call) => paged(call, selected(call), (page) => page.map((issue) => issueOf(call, issue))),
  },
  {
    method: 'POST',
    path: '/issues',
    needs: () => [['issues', 'write']],
    docs: 'issues/issues#create-an-issue',
    answer: createIssue,
  },
  {
    method: 'PATCH',
    path: '/issues/:number',
    needs: (call) => writersOf(call),
    docs: 'issues/issues#update-an-issue',
    answer: updateIssue,
  },
  {
    method: 'GET',
    path: '/issues/:number/comments',
    needs: (call) => alternatives(numbered(call), 'read'),
    docs: 'issues/comments#list-issue-comments',
    answer: (call) => {
      const { number } = numbered(call);
      const comments = call.repository.comments.filter(({ issue }) => issue === number);
      return paged(call, comments, (page) =>
        page.filter(({ hidden }) => !hidden).map((comment) => commentOf(call, comment)),
      );
    },
  },
  {
    method: 'POST',
    path: '/issues/:number/comments',
    needs: (call) => writersOf(call),
    docs: 'issues/comments#create-an-issue-comment',
    answer: createComment,
  },
  {
    method: 'PATCH',
    path: '/issues/comments/:id',
    needs: (call) => alternatives(issueOfComment(call), 'write'),
    docs: 'issues/comments#update-an-issue-comment',
    answer: (call) => {
      const comment = found(call);
      comment.body = commentBody(call);
      comment.editor = call.caller.account;
      comment.updatedAt = call.model.now();
      return { status: 200, body: commentOf(call, comment) };
    },
  },
  {
    method: 'DELETE',
    path: '/issues/comments/:id',
    needs: (call) => alternatives(issueOfComment(call), 'write'),
    docs: 'issues/comments#delete-an-issue-comment',
    answer: (call) => {
      call.repository.comments.splice(call.repository.comments.indexOf(found(call)), 1);
      return { status: 204 };
    },
  },
];

/** A pull request is an issue too: either permission will do for it. */
function alternatives(issue: Issue, level: Level): readonly (readonly [Permission, Level])[] {
  return issue.pull
    ? [
        ['issues', level],
        ['pull_requests', level],
      ]
    : [['issues', level]];
}

const writersOf = (call: Call) => alternatives(numbered(call), 'write');

function numbered({ repository, part }: Call): Issue {
  const issue = repository.issues.find(({ number }) => number === Number(part('number')));
  if (!issue) throw notFound();
  return issue;
}

function found({ repository, part }: Call): Comment {
  const comment = repository.comments.find(({ id }) => id === Number(part('id')));
  if (!comment) throw notFound();
  return comment;
}

function issueOfComment(call: Call): Issue {
  const { issue } = found(call);
  const its = call.repository.issues.find(({ number }) => number === issue);
  if (!its) throw notFound();
  return its;
}

function selected({ repository, query }: Call): Issue[] {
  const state = query.get('state') ?? 'open';
  const label = query.get('labels');
  const key = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  const sign = query.get('direction') === 'asc' ? 1 : -1;
  return repository.issues
    .filter((issue) => state === 'all' || issue.state === state)
    .filter((issue) => !label || label.split(',').every((name) => issue.labels.includes(name)))
    .sort((a, b) => sign * (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0));
}

function createIssue(call: Call): Answer {
  const { model, repository, caller, body } = call;
  if (!repository.hasIssues)
    throw new Refusal(410, 'Issues are disabled for this repo', { docs: 'issues/issues' });
  const [title = ''] = required(call, 'title');
  checkIssue(call);
  const now = model.now();
  const issue: Issue = {
    id: model.nextId(),
    number: nextNumber(repository),
    user: caller.account,
    createdAt: now,
    title,
    body: optional(call, 'body') ?? null,
    state: 'open',
    stateReason: null,
    labels: Array.isArray(body.labels) ? body.labels.map(String) : [],
    updatedAt: now,
  };
  repository.issues.push(issue);
  return { status: 201, body: issueOf(call, issue) };
}

function checkIssue(call: Call): void {
  for (const [field, longest] of [
    ['title', longestTitle],
    ['body', longestBody],
  ] as const) {
    if (lengthOf(optional(call, field) ?? '') > longest) {
      throw invalid('Issue', field, `${field} is too long (maximum is ${longest} characters)`);
    }
  }
}

function updateIssue(call: Call): Answer {
  const issue = numbered(call);
  checkIssue(call);
  const state = optional(call, 'state') ?? issue.state;
  if (state !== 'open' && state !== 'closed') throw invalid('Issue', 'state', 'state is invalid', 'invalid');
  if (state !== issue.state) {
    issue.stateReason = optional(call, 'state_reason') ?? (state === 'closed' ? 'completed' : 'reopened');
  }
  issue.state = state;
  issue.title = optional(call, 'title') ?? issue.title;
  issue.body = optional(call, 'body') ?? issue.body;
  issue.updatedAt = call.model.now();
  return { status: 200, body: issueOf(call, issue) };
}

function createComment(call: Call): Answer {
  const { model, repository, caller } = call;
  const issue = numbered(call);
  const now = model.now();
  const comment: Comment = {
    id: model.nextId(),
    issue: issue.number,
    user: caller.account,
    createdAt: now,
    body: commentBody(call),
    updatedAt: now,
    editor: null,
  };
  repository.comments.push(comment);
  issue.updatedAt = now;
  return { status: 201, body: commentOf(call, comment) };
}

function commentBody(call: Call): string {
  const [body = ''] = required(call, 'body');
  if (body.trim() === '') throw invalid('IssueComment', 'data', 'Body can not be blank', 'unprocessable');
  if (lengthOf(body) > longestBody) {
    const message = `Body is too long (maximum is ${longestBody} characters)`;
    throw invalid('IssueComment', 'data', message, 'unprocessable');
  }
  return body;
}

export function userOf({ login, id, type }: Account) {
  return { login, id, type, site_admin: false };
}

function commentOf({ web, repository }: Call, comment: Comment): Shape<'issues', 'createComment'> {
  const { id, issue, body, user, createdAt, updatedAt } = comment;
  const page = `${web}/${repository.owner}/${repository.name}/issues/${issue}`;
  return {
    id,
    node_id: nodeIdOf(comment),
    html_url: `${page}#issuecomment-${id}`,
    body,
    user: userOf(user),
    created_at: createdAt,
    updated_at: updatedAt,
  };
}

/** The ID of a comment for GraphQL. */
export const nodeIdOf = ({ id }: Comment) => `IC_${id}`;

function issueOf({ web, repository }: Call, issue: Issue): Shape<'issues', 'create'> {
  const { id, number, title, body, state, stateReason, labels, user, createdAt, updatedAt, pull } = issue;
  const page = `${web}/${repository.owner}/${repository.name}`;
  return {
    id,
    number,
    title,
    body,
    state,
    state_reason: stateReason as Shape<'issues', 'create'>['state_reason'] & {},
    labels: labels.map((name) => ({ name })),
    user: userOf(user),
    html_url: `${page}/${pull ? 'pull' : 'issues'}/${number}`,
    created_at: createdAt,
    updated_at: updatedAt,
    ...(pull && { pull_request: { html_url: `${page}/pull/${number}`, merged_at: pull.mergedAt } }),
  };
}
