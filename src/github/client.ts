/** The connection to GitHub: octokit with its own retries and throttling, made patient but not endless. */
import { setTimeout } from 'node:timers/promises';
import { Octokit } from 'octokit';
import { isMap } from '../json.ts';
import { attempt, GithubProblem } from './problems.ts';
import type { Token } from './token.ts';
import { transport } from './transport.ts';

/** A repository. */
export interface Place {
  readonly owner: string;
  readonly repo: string;
}

/** Whom the other functions here talk to. */
export interface Client {
  readonly octokit: Octokit;
  /** The login that the token acts as, `github-actions[bot]` in Actions; asked once. Throws `GithubProblem`. */
  readonly login: () => Promise<string>;
  /** Waits so many seconds. */
  readonly pause: (seconds: number) => Promise<void>;
}

/** How patient a client is. */
export interface Pace {
  /** Milliseconds that a second of waiting lasts; tests have shorter ones. */
  readonly second: number;
  /** Milliseconds that one request may take. */
  readonly timeout: number;
  /** Spreads writes as GitHub asks, and waits for its rate limits. */
  readonly throttle: boolean;
}

const usual: Pace = { second: 1000, timeout: 30_000, throttle: true };

/** Seconds that all waiting for rate limits may take together: a run in CI costs while it sleeps. */
const mostWaiting = 120;

/** The version of GitHub's API that the types of octokit are of. */
const apiVersion = '2022-11-28';

/** What a connection is made of. */
export interface Connection {
  readonly token: Token;
  /** `https://api.github.com`, or `https://HOST/api/v3`. */
  readonly apiUrl: string;
  /** Of chatform, for the user agent. */
  readonly version: string;
  readonly pace?: Pace;
}

/** A client for a token. Asks nothing yet; it throws a `GithubProblem` for a token that cannot be one. */
export function connect({ token, apiUrl, version, pace = usual }: Connection): Client {
  const auth = token.reveal();
  if (!/^[\x21-\x7e]+$/.test(auth)) {
    throw new GithubProblem('the token for GitHub is none: it is empty or has blanks in it', 'credentials');
  }
  let waited = 0;
  const mayWait = (seconds: number) => {
    waited += Math.max(1, seconds);
    return waited <= mostWaiting;
  };
  const octokit = new Octokit({
    auth,
    baseUrl: apiUrl,
    userAgent: `chatform/${version}`,
    log: silent,
    request: { fetch: transport(pace.timeout, auth), log: silent },
    retry: { retryAfterBaseValue: pace.second, doNotRetry },
    throttle: {
      enabled: pace.throttle,
      retryAfterBaseValue: pace.second,
      onRateLimit: mayWait,
      onSecondaryRateLimit: mayWait,
    },
  });
  octokit.hook.before('request', (options) => {
    options.headers['x-github-api-version'] = apiVersion;
  });
  let login: Promise<string> | undefined;
  return {
    octokit,
    login: () => {
      login ??= askLogin(octokit).catch((error: unknown) => {
        login = undefined;
        throw error;
      });
      return login;
    },
    pause: (seconds) => setTimeout(seconds * pace.second),
  };
}

const nothing = () => {};
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** octokit's own list, and 429: else a retry after one second would come before the throttling's wait. */
const doNotRetry = [400, 401, 403, 404, 410, 422, 429, 451];

/** By GraphQL: the token of Actions may not ask `GET /user`. */
function askLogin(octokit: Octokit): Promise<string> {
  return attempt({ to: 'ask GitHub whose token this is', needs: 'metadata: read' }, async () => {
    const answer: unknown = await octokit.graphql('query { viewer { login } }');
    const viewer = isMap(answer) ? answer.viewer : undefined;
    if (isMap(viewer) && typeof viewer.login === 'string') return viewer.login;
    throw new GithubProblem('cannot ask GitHub whose token this is: it does not say', 'unexpected');
  });
}
