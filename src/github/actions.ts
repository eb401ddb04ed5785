/** What GitHub Actions tells a step about its run. The token is kept apart from it. */
import { isMap } from '../json.ts';
import type { Place } from './client.ts';

/** A run of GitHub Actions, as its environment describes it. */
export interface Actions {
  readonly place: Place;
  /** The commit to report on: the head of the pull request, not the merge commit that is checked out. */
  readonly commit: string;
  /** The commit that the run is of: of a push, what was pushed. */
  readonly sha: string;
  readonly event: string;
  readonly apiUrl: string;
  readonly run: {
    /** Grows from run to run, over all workflows; stays the same when a run is run again. */
    readonly id: number;
    /** Counts the runs of one workflow. */
    readonly number: number;
    readonly attempt: number;
    readonly url: string;
  };
  /** The folder of the repository. */
  readonly workspace: string;
  /** Where the step's summary and its outputs are written to. */
  readonly summaryFile?: string;
  readonly outputFile?: string;
  readonly pullRequest?: PullRequest;
}

/** The pull request that a run is of. */
export interface PullRequest {
  readonly number: number;
  readonly headSha: string;
  /** From another repository: the run's token may only read. */
  readonly fromFork: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Why the environment is not one of a run. */
export interface Unreadable {
  readonly problem: string;
}

/** The run that this process is a step of; `readText` reads the event's file and may throw. */
export function readActions(env: Environment, readText: (file: string) => string): Actions | Unreadable {
  try {
    return actionsOf(env, readText);
  } catch (error) {
    if (error instanceof Unfit) return { problem: error.message };
    throw error;
  }
}

class Unfit extends Error {}

function actionsOf(env: Environment, readText: (file: string) => string): Actions {
  if (env.GITHUB_ACTIONS !== 'true')
    throw new Unfit('this is no run of GitHub Actions: GITHUB_ACTIONS is not set');
  const repository = fitting(env, 'GITHUB_REPOSITORY', /^[\w.-]{1,100}\/[\w.-]{1,100}$/);
  const [owner = '', repo = ''] = repository.split('/');
  const sha = fitting(env, 'GITHUB_SHA', commitForm);
  const event = fitting(env, 'GITHUB_EVENT_NAME', /^\w{1,100}$/);
  const pullRequest = event.startsWith('pull_request') ? readPullRequest(env, readText) : undefined;
  const id = numberOf(env, 'GITHUB_RUN_ID');
  const attempt = numberOf(env, 'GITHUB_RUN_ATTEMPT');
  const run = `${address(env, 'GITHUB_SERVER_URL', 'https://github.com')}/${repository}/actions/runs/${id}`;
  return {
    place: { owner, repo },
    commit: pullRequest?.headSha ?? sha,
    sha,
    event,
    apiUrl: address(env, 'GITHUB_API_URL', 'https://api.github.com'),
    run: {
      id,
      number: numberOf(env, 'GITHUB_RUN_NUMBER'),
      attempt,
      url: attempt > 1 ? `${run}/attempts/${attempt}` : run,
    },
    workspace: fitting(env, 'GITHUB_WORKSPACE', /./s),
    ...(env.GITHUB_STEP_SUMMARY && { summaryFile: env.GITHUB_STEP_SUMMARY }),
    ...(env.GITHUB_OUTPUT && { outputFile: env.GITHUB_OUTPUT }),
    ...(pullRequest && { pullRequest }),
  };
}

/** Of SHA-1 and of SHA-256 repositories. */
const commitForm = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

function fitting(env: Environment, name: string, form: RegExp): string {
  const value = env[name];
  if (value === undefined || value === '')
    throw new Unfit(`${name} is not set, which GitHub Actions always does`);
  if (!form.test(value)) throw new Unfit(`${name} is not in the form that GitHub Actions gives it`);
  return value;
}

function numberOf(env: Environment, name: string): number {
  return Number(fitting(env, name, /^[1-9]\d{0,14}$/));
}

/** An address without a slash at its end. Plain HTTP only on this machine: the token goes there. */
/** The address of GitHub's API, as a run has it in its environment; or what is wrong with that. */
export function apiUrlOf(env: Environment): { readonly apiUrl: string } | { readonly problem: string } {
  try {
    return { apiUrl: address(env, 'GITHUB_API_URL', 'https://api.github.com') };
  } catch (error) {
    if (error instanceof Unfit) return { problem: error.message };
    throw error;
  }
}

function address(env: Environment, name: string, usual: string): string {
  const text = env[name] || usual;
  if (!URL.canParse(text)) throw new Unfit(`${name} is no address of a server`);
  const url = new URL(text);
  if (url.username + url.password + url.search + url.hash !== '') {
    throw new Unfit(`${name} has more in it than the address of a server`);
  }
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local)) {
    throw new Unfit(`${name} has to begin with https://`);
  }
  return url.href.replace(/\/+$/, '');
}

function readPullRequest(env: Environment, readText: (file: string) => string): PullRequest {
  const file = fitting(env, 'GITHUB_EVENT_PATH', /./s);
  const event = parsed(file, readText);
  const pull = isMap(event) && isMap(event.pull_request) ? event.pull_request : {};
  const head = isMap(pull.head) ? pull.head : {};
  const base = isMap(pull.base) ? pull.base : {};
  const { number } = pull;
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 1) {
    throw new Unfit('the event of the run (GITHUB_EVENT_PATH) does not say which pull request it is of');
  }
  if (typeof head.sha !== 'string' || !commitForm.test(head.sha)) {
    throw new Unfit(
      `the event of the run (GITHUB_EVENT_PATH) does not say the head of pull request #${number}`,
    );
  }
  // The repository of a deleted fork is null.
  const from = idOf(head.repo);
  return { number, headSha: head.sha, fromFork: from === undefined || from !== idOf(base.repo) };
}

function parsed(file: string, readText: (file: string) => string): unknown {
  let text: string;
  try {
    text = readText(file);
  } catch {
    throw new Unfit('the event of the run cannot be read: GITHUB_EVENT_PATH names no readable file');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Unfit('the event of the run (GITHUB_EVENT_PATH) is no JSON');
  }
}

const idOf = (repo: unknown) => (isMap(repo) && typeof repo.id === 'number' ? repo.id : undefined);
