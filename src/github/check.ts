/** What the plan comes to, on the commit: a check run, or a commit status where the token may not write checks. */
import { isMap } from '../json.ts';
import type { Client, Place } from './client.ts';
import { all, listed } from './pages.ts';
import { attempt, type Deed, GithubProblem } from './problems.ts';
import { createOnce, cutNote, notAgain } from './sending.ts';
import { cutMarkdown, oneLine } from './text.ts';

/** `failure` on refusals, `neutral` while changes wait, `success` when nothing is to do. */
export type Conclusion = 'success' | 'neutral' | 'failure';

/** What is said of a commit. */
export interface Verdict {
  /** The name of the check, or the context of the status: one for each environment. */
  readonly name: string;
  /** In full. */
  readonly commit: string;
  readonly conclusion: Conclusion;
  /** One line. */
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  /** Of the plan: what `reviewedDigest` finds again. `""` where there is no plan to review. */
  readonly digest: string;
  /** Where the run can be read. */
  readonly url: string;
  /** The ID of the run: a later one writes over its check, an earlier one does not. */
  readonly run: number;
}

/** Where the verdict was written. */
export interface Reported {
  readonly as: 'check' | 'status';
  readonly url: string;
  /** Why it is no check. */
  readonly because?: string;
  /** A later run has written its check already, which is left to stand. */
  readonly superseded?: true;
}

/**
 * Writes the verdict on its commit, over the one that was there. Throws `GithubProblem` when neither a check
 * nor a status can be written.
 */
export async function report(client: Client, place: Place, verdict: Verdict): Promise<Reported> {
  try {
    return { as: 'check', ...(await putCheck(client, place, verdict)) };
  } catch (error) {
    if (!(error instanceof GithubProblem) || !mayNotWriteChecks(error)) throw error;
    return statusInstead(client, place, verdict, error.message);
  }
}

async function statusInstead(
  client: Client,
  place: Place,
  verdict: Verdict,
  because: string,
): Promise<Reported> {
  try {
    return { as: 'status', url: await putStatus(client, place, verdict), because };
  } catch (error) {
    if (!(error instanceof GithubProblem)) throw error;
    throw new GithubProblem(`${because}; and ${error.message}`, error.kind);
  }
}

/** Only apps may write checks; GitHub says so with a 403, or with a 404 to a token that sees no checks. */
const mayNotWriteChecks = ({ kind }: GithubProblem) => kind === 'forbidden' || kind === 'missing';

const needs = 'checks: write';

/** A check run, as far as it is needed here. */
export interface Check {
  readonly id: number;
  readonly html_url: string | null;
  readonly external_id: string | null;
  readonly status: string;
  /** When it was last completed, by GitHub's clock. */
  readonly completed_at: string | null;
  readonly app: { readonly slug?: string } | null;
}

// Begins the `external_id` of every check of ours: a job of a workflow is a check of the same app, and may
// have the same name.
const prefix = 'chatform:';

/** What a check of ours was written for: `chatform:RUN:DIGEST`, or `chatform:DIGEST` as it once was. */
function idOf({ external_id: id }: Check): { readonly run: number; readonly digest: string } | undefined {
  if (!id?.startsWith(prefix)) return undefined;
  const [, run = '0', digest = ''] = /^(?:(\d+):)?(.*)$/s.exec(id.slice(prefix.length)) ?? [];
  return { run: Number(run), digest };
}

/** The digest that a check of ours was written for; undefined where there was no plan to review. */
export function digestOfCheck(check: Check): string | undefined {
  return idOf(check)?.digest || undefined;
}

/** The slug of the app that a login belongs to: `github-actions` of `github-actions[bot]`. */
export const slugOf = (login: string) => login.replace(/\[bot\]$/, '');

/** The checks of a name on a commit that the app wrote with this tool, oldest first. */
export async function checksOf(
  client: Client,
  place: Place,
  { name, commit, app }: { readonly name: string; readonly commit: string; readonly app: string },
): Promise<Check[]> {
  const deed: Deed = { to: `list the checks of commit ${commit.slice(0, 7)}`, needs };
  const request = { ...place, ref: commit, check_name: name, filter: 'all' as const };
  const list = listed<Check>(deed, async (page) => {
    const { data, headers } = await client.octokit.rest.checks.listForRef({ ...request, ...page });
    return { data: data.check_runs, headers };
  });
  const ours = (await all(list)).filter((check) => check.app?.slug === app && idOf(check) !== undefined);
  return ours.sort((a, b) => a.id - b.id);
}

async function putCheck(
  client: Client,
  place: Place,
  verdict: Verdict,
): Promise<Pick<Reported, 'url' | 'superseded'>> {
  const { name, commit, url, run } = verdict;
  const deed: Deed = { to: `write the check "${name}"`, needs };
  const content = { ...place, ...contentOf(verdict) };
  const find = async () => checksOf(client, place, { name, commit, app: slugOf(await client.login()) });
  const update = async (check: Check) =>
    (await attempt(deed, () => client.octokit.rest.checks.update({ ...content, check_run_id: check.id })))
      .data;
  const create = async () =>
    (await client.octokit.rest.checks.create({ ...content, head_sha: commit, ...notAgain })).data;
  const found = await find();
  const later = found.findLast((check) => (idOf(check)?.run ?? 0) > run);
  if (later) return { url: later.html_url ?? url, superseded: true };
  // A check cannot be deleted: where a race left several, all are to say the same.
  for (const check of found.slice(1)) await update(check);
  const first = found[0];
  const written = first
    ? await update(first)
    : await createOnce<Check>(client, deed, create, async () => (await find()).at(-1));
  return { url: written.html_url ?? url };
}

/** Limits of GitHub's: characters of the title, bytes of the summary. */
const mostTitle = 255;
const mostSummary = 65_535;

function contentOf({ name, conclusion, title, summary, digest, url, run }: Verdict) {
  return {
    name,
    status: 'completed' as const,
    conclusion,
    external_id: `${prefix}${run}:${digest}`,
    details_url: url,
    output: { title: oneLine(title, mostTitle), summary: cutMarkdown(summary, mostSummary, cutNote) },
  };
}

/** In the address of a status, after its `#`: a status has no field of its own for it. */
const fragment = 'chatform-plan=';
const mostDescription = 140;

async function putStatus(client: Client, place: Place, verdict: Verdict): Promise<string> {
  const { name, commit, conclusion, title, digest, url } = verdict;
  const deed: Deed = { to: `write the commit status "${name}"`, needs: 'statuses: write' };
  // Written again after a lost answer it does no harm: only the newest of a context counts.
  const { data } = await attempt(deed, () =>
    client.octokit.rest.repos.createCommitStatus({
      ...place,
      sha: commit,
      // A status knows no neutral; its description says what waits.
      state: conclusion === 'failure' ? 'failure' : 'success',
      context: name,
      description: oneLine(title, mostDescription),
      target_url: `${url}#${fragment}${digest}`,
    }),
  );
  return isMap(data) && typeof data.target_url === 'string' ? data.target_url : url;
}

/** The digest that a status of ours was written for. */
export function digestOfStatus(targetUrl: string | null): string | undefined {
  const [, found] = targetUrl?.split(`#${fragment}`) ?? [];
  return found || undefined;
}
