/** Pull requests: their files, and which of them a commit is of. */
import { type Call, notFound, paged, Refusal, type Route, type Shape } from './answers.ts';
import { headOf, type Issue, type Pull, type PullFile } from './model.ts';

/** GitHub lists no more files. */
const mostFiles = 3000;

export const pullRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/pulls/:number/files',
    needs: () => [['pull_requests', 'read']],
    docs: 'pulls/pulls#list-pull-requests-files',
    answer: (call) => {
      const issue = call.repository.issues.find(({ number }) => number === Number(call.part('number')));
      if (!issue?.pull) throw notFound();
      return paged(call, issue.pull.files.slice(0, mostFiles), (page) => page.map(fileOf));
    },
  },
  {
    method: 'GET',
    path: '/commits/:ref/pulls',
    needs: () => [['pull_requests', 'read']],
    docs: 'commits/commits#list-pull-requests-associated-with-a-commit',
    answer: (call) => {
      const sha = knownCommit(call, call.part('ref'));
      const pulls = call.repository.issues.filter(
        ({ pull }) => pull?.mergeCommit === sha || pull?.commits.includes(sha),
      );
      return paged(call, pulls, (page) => page.map((issue) => pullOf(call, issue)));
    },
  },
];

/** A commit of the repository; else GitHub finds none. */
export function knownCommit({ repository }: Call, sha: string): string {
  if (!repository.commits.has(sha)) throw new Refusal(422, `No commit found for SHA: ${sha}`);
  return sha;
}

const fileOf = (file: PullFile): Shape<'pulls', 'listFiles'>[number] => ({ ...file });

type PullAnswer = Shape<'repos', 'listPullRequestsAssociatedWithCommit'>[number];

function pullOf({ web, repository }: Call, { id, number, title, state, pull }: Issue): PullAnswer {
  const { mergeCommit, mergedAt } = pull as Pull;
  return {
    id,
    number,
    title,
    state,
    html_url: `${web}/${repository.owner}/${repository.name}/pull/${number}`,
    merged_at: mergedAt,
    merge_commit_sha: mergeCommit,
    head: { sha: headOf(pull as Pull) },
    base: { ref: 'main', repo: { id: repository.id, full_name: `${repository.owner}/${repository.name}` } },
  };
}
