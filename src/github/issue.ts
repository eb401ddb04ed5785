/** One issue for each environment whose console was changed by others: opened, kept up to date, and closed. */
import { type Marker, markerText } from '../report/marker.ts';
import type { Client, Place } from './client.ts';
import { addComment } from './comment.ts';
import { isSameText, type Marked, marked } from './ours.ts';
import { listed } from './pages.ts';
import { attempt, type Deed } from './problems.ts';
import { createOnce, notAgain, sendFitting } from './sending.ts';
import { oneLine } from './text.ts';

/** What the issue is to say. */
export interface Report {
  readonly marker: Marker;
  readonly title: string;
  /** Without the marker. Where the issue is closed, the comment that says why. */
  readonly body: string;
  /** False when there is nothing to report any more. */
  readonly open: boolean;
  /** Given to a new issue only: what people change later stays. */
  readonly labels?: readonly string[];
}

/** `none`: nothing to report, and no issue open. */
export interface PutIssue {
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'reopened' | 'closed' | 'none';
  readonly url?: string;
}

/** Brings our issue of the marker's place to what is to be reported. Throws `GithubProblem`. */
export async function putIssue(client: Client, place: Place, report: Report): Promise<PutIssue> {
  const desk: Desk = { client, place, report, text: `${markerText(report.marker)}\n${report.body}` };
  const [oldest, ...others] = await ourOpen(desk);
  // Two runs may have been as quick as each other.
  for (const { entry } of others)
    await change(desk, entry.number, { state: 'closed', state_reason: 'not_planned' });
  if (!report.open) return oldest ? close(desk, oldest.entry) : { outcome: 'none' };
  if (oldest) return refresh(desk, oldest.entry);
  const closed = await lastClosed(desk);
  if (closed) return reopen(desk, closed);
  const { html_url: url } = await create(desk);
  return { outcome: 'created', url };
}

interface Desk {
  readonly client: Client;
  readonly place: Place;
  readonly report: Report;
  readonly text: string;
}

interface Issue {
  readonly number: number;
  readonly html_url: string;
  readonly title: string;
  readonly body?: string | null;
}

const needs = 'issues: write';

/** GitHub lists pull requests among the issues, so a page can be all of them. In pages of a hundred. */
const mostPages = { open: 50, closed: 10 };
const order = { open: 'created', closed: 'updated' } as const;

async function* ours(desk: Desk, state: 'open' | 'closed'): AsyncGenerator<Marked<Issue>> {
  const { client, place, report } = desk;
  const login = await client.login();
  const deed: Deed = { to: `list the ${state} issues`, needs };
  // Not the search: what was written a moment ago is not in it yet.
  const list = listed(
    deed,
    (page) =>
      client.octokit.rest.issues.listForRepo({
        ...place,
        state,
        sort: order[state],
        direction: 'desc',
        ...page,
      }),
    mostPages[state],
  );
  for await (const issue of list) {
    const found = issue.pull_request ? undefined : marked(issue, login, report.marker);
    if (found) yield found;
  }
}

/** Oldest first. */
async function ourOpen(desk: Desk): Promise<Marked<Issue>[]> {
  const found: Marked<Issue>[] = [];
  for await (const issue of ours(desk, 'open')) found.push(issue);
  return found.sort((a, b) => a.entry.number - b.entry.number);
}

async function lastClosed(desk: Desk): Promise<Issue | undefined> {
  for await (const { entry } of ours(desk, 'closed')) return entry;
  return undefined;
}

const titleOf = ({ report }: Desk) => oneLine(report.title, 256);

async function create(desk: Desk): Promise<Issue> {
  const { client, place, report, text } = desk;
  const labels = report.labels ? { labels: [...report.labels] } : {};
  const request = { ...place, title: titleOf(desk), ...labels, ...notAgain };
  return sendFitting(text, (body) =>
    createOnce<Issue>(
      client,
      { to: 'open an issue', needs },
      async () => (await client.octokit.rest.issues.create({ ...request, body })).data,
      async () => (await ourOpen(desk))[0]?.entry,
    ),
  );
}

interface Changes {
  readonly title?: string;
  readonly body?: string;
  readonly state?: 'open' | 'closed';
  readonly state_reason?: 'completed' | 'not_planned' | 'reopened';
}

async function change({ client, place }: Desk, number: number, changes: Changes): Promise<void> {
  await attempt({ to: `change issue #${number}`, needs }, () =>
    client.octokit.rest.issues.update({ ...place, issue_number: number, ...changes }),
  );
}

async function refresh(desk: Desk, issue: Issue): Promise<PutIssue> {
  const { number, html_url: url } = issue;
  const title = titleOf(desk);
  if (issue.title === title && isSameText(issue.body, desk.text)) return { outcome: 'unchanged', url };
  await sendFitting(desk.text, (body) => change(desk, number, { title, body }));
  return { outcome: 'updated', url };
}

async function reopen(desk: Desk, { number, html_url: url }: Issue): Promise<PutIssue> {
  const title = titleOf(desk);
  await sendFitting(desk.text, (body) =>
    change(desk, number, { title, body, state: 'open', state_reason: 'reopened' }),
  );
  return { outcome: 'reopened', url };
}

/** Closed first: a comment that cannot be written is then said once, and not written every night. */
async function close(desk: Desk, { number, html_url: url }: Issue): Promise<PutIssue> {
  await change(desk, number, { state: 'closed', state_reason: 'completed' });
  await addComment(desk.client, desk.place, number, desk.report);
  return { outcome: 'closed', url };
}
