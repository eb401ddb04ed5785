/**
 * How a request goes to GitHub: one time-out for the whole of it, and an answer that was read to its end or
 * is none. (octokit takes a body that breaks off for an empty one, which would read as "nothing there".)
 */

/** A request that came to no answer. Its message is a clause for people. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  /** True when GitHub may have done what was asked. */
  readonly perhapsDone: boolean;
  constructor(message: string, perhapsDone: boolean) {
    super(message);
    this.perhapsDone = perhapsDone;
  }
}

type Fetch = typeof fetch;

/** A `fetch` that gives up after so many milliseconds, and whose answers do not hold the token. */
export function transport(timeout: number, token: string): Fetch {
  return async (input, init) => {
    try {
      // A redirected POST would become a GET, so that a creation would look like an empty success.
      const redirect = (init?.method ?? 'GET') === 'GET' ? 'follow' : 'manual';
      const response = await fetch(input, { ...init, redirect, signal: AbortSignal.timeout(timeout) });
      const body = (await response.text()).replaceAll(token, '***');
      refuseOther(response, body);
      const { status, statusText, headers } = response;
      return new Response(bodiless.has(status) ? null : body, { status, statusText, headers });
    } catch (error) {
      throw error instanceof NoAnswer ? error : noAnswer(error, timeout);
    }
  };
}

const bodiless = new Set([204, 205, 304]);

/** Refuses an answer that is none of GitHub's API: a redirect, or a success without JSON. */
function refuseOther(response: Response, body: string): void {
  const { status } = response;
  if (status >= 300 && status < 400 && status !== 304) {
    throw new NoAnswer(`the answer leads elsewhere (HTTP ${status}): was the repository renamed?`, false);
  }
  if (!response.ok || bodiless.has(status) || isJson(body)) return;
  const type = response.headers.get('content-type')?.split(';')[0] ?? 'no type';
  throw new NoAnswer(
    `the answer (HTTP ${status}, ${type}) is no JSON: is this the address of GitHub's API?`,
    true,
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Errors that come before anything was sent. */
const before: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ENOTFOUND: 'the name of its server cannot be resolved',
  EAI_AGAIN: 'the name of its server cannot be resolved',
  EHOSTUNREACH: 'its server cannot be reached',
  ENETUNREACH: 'its server cannot be reached',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
};

function noAnswer(error: unknown, timeout: number): NoAnswer {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new NoAnswer(`GitHub did not answer within ${timeout / 1000} s`, true);
  }
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const reason = before[code];
  if (reason) return new NoAnswer(`GitHub cannot be reached: ${reason} (${code})`, false);
  if (/CERT|SIGNATURE|ERR_TLS|ERR_SSL/.test(code)) {
    return new NoAnswer(`GitHub cannot be reached: its certificate is not trusted (${code})`, false);
  }
  // Not the error's own message: it may quote a header.
  return new NoAnswer(`the connection to GitHub broke off${code && ` (${code})`}`, true);
}
