/** What a pull request changes. */
import type { Client, Place } from './client.ts';
import { listed } from './pages.ts';
import type { Deed } from './problems.ts';

/** The files of a pull request, from the root of the repository. */
export interface Files {
  /** Those that were renamed under both names. */
  readonly names: readonly string[];
  /** False when there are more than GitHub lists. */
  readonly complete: boolean;
}

/** GitHub lists no more. */
const mostFiles = 3000;

/** The files that a pull request adds, changes, renames or removes. Throws `GithubProblem`. */
export async function filesOf(client: Client, place: Place, number: number): Promise<Files> {
  const deed: Deed = { to: `list the files of pull request #${number}`, needs: 'pull-requests: read' };
  const names = new Set<string>();
  let count = 0;
  const list = listed(deed, (page) =>
    client.octokit.rest.pulls.listFiles({ ...place, pull_number: number, ...page }),
  );
  for await (const { filename, previous_filename: before } of list) {
    count += 1;
    names.add(filename);
    if (before !== undefined) names.add(before);
  }
  return { names: [...names], complete: count < mostFiles };
}
