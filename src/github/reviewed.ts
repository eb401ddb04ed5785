/**
 * Which plan was reviewed for what is now merged.
 *
 * What can be trusted, best first. All of it is only as good as the rule of the repository on who may run
 * workflows with a token that writes: whoever can, writes with the same account as we do. A fork cannot.
 *
 * 1. A check run: only the app that made it can change it, and nobody can delete it. It has to be of the app
 *    that our token is of, and to carry our prefix.
 * 2. A commit status, written where checks could not be: nobody can change or delete it, and GitHub says who
 *    wrote it. It has to be our own account.
 * 3. Our comment: it names the commit and the digest, but everybody who may write to the repository can edit
 *    it, and it keeps its author when they do. `updated_at` tells nothing, since we edit it ourselves. GraphQL
 *    tells who edited last: it counts only if that was nobody or us, and our edits replace the whole text.
 *
 * All of them have to be from before the merge, by GitHub's clock: a plan that came after it, or was made again
 * then, is one that nobody could look at before.
 *
 * A second source is looked at only if the one before has nothing of ours. Whatever is not plain is refused:
 * a wrong digest stops an apply, but one that somebody else chose would let it through.
 */
import { isMap } from '../json.ts';
import { isSamePlace, type Marker, readMarker } from '../report/marker.ts';
import { checksOf, digestOfCheck, digestOfStatus, slugOf } from './check.ts';
import type { Client, Place } from './client.ts';
import { isUs, marked } from './ours.ts';
import { all, listed } from './pages.ts';
import { attempt, type Deed, GithubProblem } from './problems.ts';

/** What to look for. */
export interface Merged {
  /** The commit that was pushed by the merge, in full. */
  readonly commit: string;
  /** Of the check or status. */
  readonly name: string;
  /** Of the comment: command, environment and root count. */
  readonly marker: Marker;
  /** The slug of the app that writes the checks; that of the token if left out. */
  readonly app?: string;
}

/** The plan that was reviewed. */
export interface Reviewed {
  readonly digest: string;
  readonly pullRequest: number;
  /** The head of the pull request, which the plan was made of. */
  readonly head: string;
  readonly from: 'check' | 'status' | 'comment';
}

/** Why no plan can be called the reviewed one: a sentence. */
export interface Refused {
  readonly refused: string;
}

/** The plan that was reviewed in the pull request that a commit was merged by. Throws `GithubProblem`. */
export async function reviewedDigest(
  client: Client,
  place: Place,
  merged: Merged,
): Promise<Reviewed | Refused> {
  const pulls = await mergedBy(client, place, merged.commit);
  const short = merged.commit.slice(0, 7);
  const [pull, second] = pulls;
  if (!pull)
    return {
      refused: `commit ${short} was not merged by a pull request, so that no plan of it was reviewed`,
    };
  if (second) {
    const numbers = pulls.map(({ number }) => `#${number}`).join(' and ');
    return { refused: `commit ${short} belongs to ${numbers}: it is not plain which of them was reviewed` };
  }
  for (const [from, look] of sources) {
    const digests = new Set(await look(client, place, merged, pull));
    const [digest] = digests;
    if (digests.size > 1) {
      return {
        refused: `pull request #${pull.number} has reports of different plans at its head: run the plan again`,
      };
    }
    if (digest !== undefined) return { digest, pullRequest: pull.number, head: pull.head, from };
  }
  const what = `the head of pull request #${pull.number}, ${pull.head.slice(0, 7)}`;
  return {
    refused: `no plan of ours is reported for ${what}, from before its merge: it was merged before its plan was there, the plan was made again since, or it failed`,
  };
}

interface Pull {
  readonly number: number;
  readonly head: string;
  /** ISO 8601 in UTC. */
  readonly mergedAt: string;
}

/** True for what was there when the pull request was merged. */
function isBefore(time: string | null | undefined, { mergedAt }: Pull): boolean {
  return time !== null && time !== undefined && Date.parse(time) <= Date.parse(mergedAt);
}

/** The merged pull requests that a commit is the end of: a merge, a squash, or the last of a rebase. */
async function mergedBy({ octokit }: Client, place: Place, commit: string): Promise<Pull[]> {
  const deed: Deed = {
    to: `ask which pull request ${commit.slice(0, 7)} is of`,
    needs: 'pull-requests: read',
  };
  const list = listed(deed, (page) =>
    octokit.rest.repos.listPullRequestsAssociatedWithCommit({ ...place, commit_sha: commit, ...page }),
  );
  return (await all(list)).flatMap(
    ({ number, head: { sha: head }, merge_commit_sha: end, merged_at: mergedAt }) =>
      mergedAt && (end === commit || head === commit) ? [{ number, head, mergedAt }] : [],
  );
}

type Look = (client: Client, place: Place, merged: Merged, pull: Pull) => Promise<string[]>;

const sources: readonly (readonly [Reviewed['from'], Look])[] = [
  ['check', inChecks],
  ['status', inStatuses],
  ['comment', inComments],
];

async function inChecks(client: Client, place: Place, { name, app }: Merged, pull: Pull): Promise<string[]> {
  const owner = app ?? slugOf(await client.login());
  try {
    const checks = await checksOf(client, place, { name, commit: pull.head, app: owner });
    return checks.flatMap((check) => {
      const counts = check.status === 'completed' && isBefore(check.completed_at, pull);
      return counts ? (digestOfCheck(check) ?? []) : [];
    });
  } catch (error) {
    // A token that may not read checks could not write them either.
    if (error instanceof GithubProblem && (error.kind === 'forbidden' || error.kind === 'missing')) return [];
    throw error;
  }
}

/** The newest before the merge only: a status cannot be written over, so a second run adds one. */
async function inStatuses(client: Client, place: Place, { name }: Merged, pull: Pull): Promise<string[]> {
  const { head } = pull;
  const login = await client.login();
  const deed: Deed = { to: `list the statuses of commit ${head.slice(0, 7)}`, needs: 'statuses: read' };
  const list = listed(deed, (page) =>
    client.octokit.rest.repos.listCommitStatusesForRef({ ...place, ref: head, ...page }),
  );
  try {
    for await (const { context, creator, created_at: time, target_url: url } of list) {
      if (context === name && isUs(creator, login) && isBefore(time, pull))
        return [digestOfStatus(url) ?? []].flat();
    }
  } catch (error) {
    if (!(error instanceof GithubProblem) || error.kind !== 'forbidden') throw error;
  }
  return [];
}

async function inComments(client: Client, place: Place, { marker }: Merged, pull: Pull): Promise<string[]> {
  const login = await client.login();
  const deed: Deed = { to: `list the comments of #${pull.number}`, needs: 'pull-requests: read' };
  const list = listed(deed, (page) =>
    client.octokit.rest.issues.listComments({ ...place, issue_number: pull.number, ...page }),
  );
  const ours = (await all(list)).filter((comment) => marked(comment, login, marker));
  const texts = await Promise.all(ours.map(({ node_id: id }) => unedited(client, id, login, pull)));
  return texts.flatMap((text) => {
    const found = readMarker(text ?? '');
    return found && isSamePlace(found, marker) && found.commit === pull.head ? (found.digest ?? []) : [];
  });
}

const editorOf = `query ($id: ID!) {
  node(id: $id) { ... on IssueComment { body createdAt lastEditedAt editor { __typename login } } }
}`;

/** The text of a comment if it is from before the merge and nobody but us has edited it: all are of one answer. */
async function unedited(
  { octokit }: Client,
  id: string,
  login: string,
  pull: Pull,
): Promise<string | undefined> {
  const deed: Deed = { to: 'ask who edited our comment', needs: 'pull-requests: read' };
  const answer: unknown = await attempt(deed, () => octokit.graphql(editorOf, { id }));
  const node = isMap(answer) && isMap(answer.node) ? answer.node : {};
  const { body, createdAt, lastEditedAt, editor } = node;
  const time = lastEditedAt ?? createdAt;
  if (typeof body !== 'string' || typeof time !== 'string' || !isBefore(time, pull)) return undefined;
  if (lastEditedAt === null) return body;
  if (!isMap(editor) || typeof editor.login !== 'string') return undefined;
  const bot = editor.__typename === 'Bot';
  const names = bot ? [editor.login, `${editor.login}[bot]`] : [editor.login];
  return names.includes(login) ? body : undefined;
}
