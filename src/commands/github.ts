/** `chatform github …`: a plan's way to its reviewers, and the approved digest's way back. In a run of GitHub Actions. */

import fs from 'node:fs';
import path from 'node:path';
import { type Actions, readActions } from '../github/actions.ts';
import { annotations } from '../github/annotations.ts';
import { type Conclusion, report } from '../github/check.ts';
import { type Client, connect } from '../github/client.ts';
import { putComment } from '../github/comment.ts';
import { putIssue } from '../github/issue.ts';
import { GithubProblem } from '../github/problems.ts';
import { filesOf } from '../github/pull-request.ts';
import { reviewedDigest } from '../github/reviewed.ts';
import { stepOutputs, stepSummary } from '../github/summary.ts';
import { readToken } from '../github/token.ts';
import type { Plan } from '../model.ts';
import { jsonText } from '../printable.ts';
import { findingsOf } from '../report/findings.ts';
import { withoutCommands } from '../report/layout.ts';
import { planMarkdown } from '../report/markdown.ts';
import { driftMarkdown } from '../report/markdown-drift.ts';
import { type Marker, readMarker } from '../report/marker.ts';
import { type About, fileInRepository } from '../report/outline.ts';
import { isBlind, isEmpty, isErrored, isRefused, planLine } from '../report/summary.ts';
import { version } from '../version.ts';
import { aboutOf } from './about.ts';
import { openPlan } from './plan-file.ts';
import { exitCodes, Failure, type Options, type Run, type World } from './world.ts';

/** A plan, and the run that shows it to people. */
interface Desk {
  readonly plan: Plan;
  readonly about: About;
  readonly actions: Actions;
  readonly world: World;
}

/** `github review PLAN`: comment, annotations, step summary and check. */
export const review: Run = async ({ arguments: [file = ''], options }, world) => {
  const { plan } = await openPlan(path.resolve(world.cwd, file), options, world);
  const actions = actionsOf(world);
  const post = poster(world);
  const client = clientFor(actions, world, post);
  const files = await post.result(client && filesOfPullRequest(client, actions));
  const desk: Desk = { plan, about: aboutRun(actions, options, world, files), actions, world };
  // What needs no permission comes first: whatever GitHub says next, the plan has been shown.
  annotate(desk);
  post.written(() => summarise(desk));
  const conclusion = conclusionOf(plan);
  const url = client && (await post.result(comment(client, desk)));
  if (client) await post.result(check(client, desk, conclusion));
  output(actions, { digest: digestOf(plan), conclusion, 'comment-url': url ?? '' });
  return post.exitCode();
};

/** `github drift PLAN`: one issue for an environment that is not as declared. */
export const drift: Run = async ({ arguments: [file = ''], options }, world) => {
  const { plan } = await openPlan(path.resolve(world.cwd, file), options, world);
  const actions = actionsOf(world);
  const post = poster(world);
  const desk: Desk = { plan, about: aboutRun(actions, options, world, undefined), actions, world };
  post.written(() => summarise(desk, isInSync(plan) ? planMarkdown : driftMarkdown));
  const client = clientFor(actions, world, post);
  const url = client && (await post.result(issue(client, desk)));
  output(actions, { digest: digestOf(plan), conclusion: conclusionOf(plan), 'issue-url': url ?? '' });
  return post.exitCode();
};

/** `github reviewed`: the digest that was reviewed in the pull request of a merged commit. */
export const reviewed: Run = async ({ options }, world) => {
  const actions = actionsOf(world);
  const token = readToken(world.env);
  if (!token) throw new Failure('There is no token for GitHub: set GITHUB_TOKEN to that of the run.');
  const { root } = aboutOf(options, world);
  const environment = options.env ?? null;
  try {
    const client = connect({ token, apiUrl: actions.apiUrl, version, ...paceOf(world) });
    const found = await reviewedDigest(client, actions.place, {
      commit: actions.sha,
      name: nameOf(environment, root),
      marker: { command: 'plan', environment, root },
    });
    if ('refused' in found)
      throw new Failure(`${sentence(found.refused)} Nothing may be applied without a review.`);
    world.tell(`Pull request #${found.pullRequest}, reviewed by its ${found.from}.\n`);
    world.print(options.json ? `${jsonText(found, 0)}\n` : `${found.digest}\n`);
  } catch (error) {
    if (error instanceof GithubProblem) throw new Failure(sentence(error.message));
    throw error;
  }
  return exitCodes.done;
};

/** @throws Failure where this is no run of GitHub Actions */
function actionsOf({ env }: World): Actions {
  const actions = readActions(env, (file) => fs.readFileSync(file, 'utf8'));
  if ('problem' in actions) throw new Failure(sentence(actions.problem));
  return actions;
}

/** Undefined where nothing may be written, as for a pull request from a fork: it is said, and is no failure. */
function clientFor(actions: Actions, world: World, post: Poster): Client | undefined {
  const token = readToken(world.env);
  if (token && !actions.pullRequest?.fromFork)
    return post.attempt(() => connect({ token, apiUrl: actions.apiUrl, version, ...paceOf(world) }));
  const why = token ? 'This pull request is from a fork' : 'GITHUB_TOKEN is not set';
  world.tell(`${why}: the plan is in the summary of the run, and nowhere else.\n`);
  return undefined;
}

const paceOf = ({ githubPace }: World) => githubPace && { pace: githubPace };

/** Posts what can be posted, and remembers what could not. */
interface Poster {
  readonly attempt: <T>(deed: () => T) => T | undefined;
  readonly result: <T>(deed: Promise<T> | undefined) => Promise<T | undefined>;
  /** Writes a file of the run: where that cannot be done, the rest still is. */
  readonly written: (deed: () => void) => void;
  readonly exitCode: () => number;
}

function poster(world: World): Poster {
  let failed = false;
  const fail = (message: string) => {
    failed = true;
    world.tell(`${world.errorLook.paint('danger', 'Not posted:')} ${sentence(message)}\n`);
  };
  const caught = (error: unknown) => {
    if (!(error instanceof GithubProblem)) throw error;
    fail(error.message);
    return undefined;
  };
  return {
    attempt(deed) {
      try {
        return deed();
      } catch (error) {
        return caught(error);
      }
    },
    written(deed) {
      try {
        deed();
      } catch (error) {
        if (!(error instanceof Error) || !('syscall' in error)) throw error;
        fail(`the summary of the run cannot be written: ${error.message}`);
      }
    },
    result: (deed) => deed?.catch(caught) ?? Promise.resolve(undefined),
    exitCode: () => (failed ? exitCodes.unposted : exitCodes.done),
  };
}

const sentence = (text: string) =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;

async function filesOfPullRequest(client: Client, { place, pullRequest }: Actions) {
  return pullRequest && (await filesOf(client, place, pullRequest.number)).names;
}

function aboutRun(
  actions: Actions,
  options: Options,
  world: World,
  files: readonly string[] | undefined,
): About {
  return { ...aboutOf(options, world), commit: actions.commit, run: actions.run, ...(files && { files }) };
}

function annotate({ plan, about, world }: Desk): void {
  const notes = findingsOf(plan).flatMap(({ level, rule, message, source }) => {
    if (!source) return [];
    const { line, endLine, column, endColumn } = source;
    const place = { file: fileInRepository(source, about), line, endLine, column, endColumn };
    return [{ level: level === 'note' ? ('notice' as const) : level, title: rule, message, ...place }];
  });
  world.print(annotations(notes, about.files));
}

/** The largest text that a step's summary takes, and a little less. */
const summaryLimit = 1_000_000;

function summarise({ plan, about, actions, world }: Desk, markdown = planMarkdown): void {
  const text = markdown(plan, about, summaryLimit);
  if (actions.summaryFile === undefined) {
    // On its way to a log, in which the runner looks for commands.
    world.tell(withoutCommands(text));
    return;
  }
  const used = fs.statSync(actions.summaryFile, { throwIfNoEntry: false })?.size ?? 0;
  fs.appendFileSync(actions.summaryFile, stepSummary(text, used));
}

function output({ outputFile }: Actions, values: Readonly<Record<string, string>>): void {
  if (outputFile !== undefined) fs.appendFileSync(outputFile, stepOutputs(values));
}

async function comment(client: Client, { plan, about, actions, world }: Desk): Promise<string | undefined> {
  const { pullRequest, place } = actions;
  if (!pullRequest) return undefined;
  const { outcome, url } = await putComment(
    client,
    place,
    pullRequest.number,
    marked(planMarkdown(plan, about)),
  );
  const superseded = 'A newer run has commented: its comment was left as it is';
  world.tell(`${outcome === 'superseded' ? superseded : `Comment ${outcome}`}: ${url}\n`);
  return url;
}

async function check(
  client: Client,
  { plan, about, actions, world }: Desk,
  conclusion: Conclusion,
): Promise<void> {
  const { as, url, because, superseded } = await report(client, actions.place, {
    name: nameOf(plan.inputs.environment, about.root),
    commit: actions.commit,
    conclusion,
    title: planLine(plan),
    summary: marked(planMarkdown(plan, about)).body,
    digest: digestOf(plan),
    url: actions.run.url,
    run: actions.run.id,
  });
  if (superseded) world.tell(`A newer run has reported: its check was left as it is: ${url}\n`);
  else world.tell(`${as === 'check' ? 'Check' : 'Commit status'} ${conclusion}: ${url}\n`);
  if (because !== undefined) world.tell(`It is no check, since this was refused: ${sentence(because)}\n`);
}

async function issue(client: Client, { plan, about, actions, world }: Desk): Promise<string | undefined> {
  const { environment } = plan.inputs;
  const where = `${environment === null ? '' : ` in ${environment}`}${about.root === '' ? '' : ` (${about.root})`}`;
  const open = !isInSync(plan);
  const { marker, body } = marked(driftMarkdown(plan, about));
  const { outcome, url } = await putIssue(client, actions.place, {
    marker,
    title: `Not as declared${where}`,
    body: open ? body : `All is as declared again${where}. [The run](${actions.run.url}) has the plan.`,
    open,
  });
  world.tell(outcome === 'none' ? 'All is as declared: there is no issue.\n' : `Issue ${outcome}: ${url}\n`);
  return url;
}

/** Nothing was changed by others, nothing is pending, and all could be seen. */
function isInSync(plan: Plan): boolean {
  return plan.drift.length === 0 && isEmpty(plan) && !isErrored(plan) && !isBlind(plan);
}

/** What may be applied of a plan: nothing of one with errors, so that nobody can be said to have reviewed it. */
function digestOf(plan: Plan): string {
  return isErrored(plan) ? '' : plan.digest;
}

/** A report in its two parts. */
function marked(markdown: string): { readonly marker: Marker; readonly body: string } {
  const marker = readMarker(markdown);
  if (!marker) throw new Error('a report in Markdown begins with its marker');
  return { marker, body: markdown.slice(markdown.indexOf('\n') + 1) };
}

function conclusionOf(plan: Plan): Conclusion {
  if (isErrored(plan) || isRefused(plan)) return 'failure';
  return isEmpty(plan) && !isBlind(plan) ? 'success' : 'neutral';
}

/** Of the check: one for each environment and configuration of a repository. A slash tells a folder alone. */
function nameOf(environment: string | null, root: string): string {
  if (environment === null) return root === '' ? 'chatform' : `chatform (${root})`;
  return `chatform (${[root.replace(/\/$/, ''), environment].filter(Boolean).join(', ')})`;
}
