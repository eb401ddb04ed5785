/** What can go wrong with GitHub, as sentences for people. Nothing of a request is in them. */
import { isMap } from '../json.ts';
import { oneLine } from './text.ts';
import { NoAnswer } from './transport.ts';

/** What was to be done, as in "cannot …", and the permission of the token that it takes. */
export interface Deed {
  readonly to: string;
  /** As a workflow writes it: `pull-requests: write`. */
  readonly needs: string;
}

/**
 * What a failure means for whoever asked. `unclear`: it may have been done all the same; `rejected`: GitHub
 * did not take what was sent; `missing`: not there, or not to be seen with this token.
 */
export type ProblemKind =
  | 'credentials'
  | 'forbidden'
  | 'missing'
  | 'gone'
  | 'rejected'
  | 'limited'
  | 'unclear'
  | 'unreachable'
  | 'unexpected';

/** Something that GitHub did not do for us: its message is for people, and holds no token and no headers. */
export class GithubProblem extends Error {
  override readonly name = 'GithubProblem';
  readonly kind: ProblemKind;
  /** True when GitHub found a text too long. */
  readonly tooLong: boolean;
  constructor(message: string, kind: ProblemKind, tooLong = false) {
    super(message);
    this.kind = kind;
    this.tooLong = tooLong;
  }
}

/** Does it; what it throws becomes a `GithubProblem`. */
export async function attempt<T>(deed: Deed, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    throw problemOf(error, deed);
  }
}

/** Any error of octokit, of the network or of the answer's shape as a problem. */
export function problemOf(error: unknown, deed: Deed): GithubProblem {
  if (error instanceof GithubProblem) return error;
  const { kind, because, tooLong } = reasonOf(error, deed);
  return new GithubProblem(`cannot ${deed.to}: ${because}`, kind, tooLong);
}

interface Reason {
  readonly kind: ProblemKind;
  readonly because: string;
  readonly tooLong?: boolean;
}

function reasonOf(error: unknown, deed: Deed): Reason {
  if (!(error instanceof Error))
    return { kind: 'unexpected', because: 'something that is no error was thrown' };
  if (error.cause instanceof NoAnswer) {
    return { kind: error.cause.perhapsDone ? 'unclear' : 'unreachable', because: error.cause.message };
  }
  const answer = answerOf(error);
  if (answer) return reasonOfAnswer(answer, deed);
  const refused = graphqlAnswerOf(error);
  if (refused) return reasonOfAnswer(refused, deed);
  // Its message may hold anything, so its name has to do.
  return {
    kind: 'unexpected',
    because: `${oneLine(error.name, 50)} where GitHub was asked: report this as a bug`,
  };
}

/** An answer that GitHub, or something before it, refused with. */
interface Answer {
  readonly status: number;
  readonly headers: { readonly [name: string]: unknown };
  /** GitHub's own sentence; undefined where the answer is not in its form. */
  readonly message?: string;
  readonly errors: readonly string[];
  /** What was said, where it was not by the status. */
  readonly said?: string;
}

function answerOf(error: Error): Answer | undefined {
  if (!('status' in error) || typeof error.status !== 'number') return undefined;
  const response = 'response' in error && isMap(error.response) ? error.response : {};
  const headers = isMap(response.headers) ? response.headers : {};
  const data = isMap(response.data) ? response.data : {};
  const message = typeof data.message === 'string' ? { message: oneLine(data.message, 200) } : {};
  return { status: error.status, headers, ...message, errors: messagesOf(data.errors) };
}

/** GraphQL says 200 and lists errors; these types mean what a status does elsewhere. */
const statusOfType: Readonly<Record<string, number>> = {
  FORBIDDEN: 403,
  INSUFFICIENT_SCOPES: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
};

function graphqlAnswerOf(error: Error): Answer | undefined {
  const errors = 'errors' in error ? messagesOf(error.errors) : [];
  if (!('errors' in error) || errors.length === 0) return undefined;
  const [first] = Array.isArray(error.errors) ? error.errors : [];
  const type = isMap(first) && typeof first.type === 'string' ? first.type : '';
  const headers = 'headers' in error && isMap(error.headers) ? error.headers : {};
  const message = errors.join('; ');
  return {
    status: statusOfType[type] ?? 422,
    headers,
    message,
    errors: [],
    said: `GitHub says: ${message.replace(/\.$/, '')}`,
  };
}

/** GitHub lists what is wrong as texts, or as `{ resource, field, code, message }`. */
function messagesOf(errors: unknown): string[] {
  if (!Array.isArray(errors)) return typeof errors === 'string' ? [oneLine(errors, 200)] : [];
  return errors.slice(0, 5).flatMap((entry: unknown) => {
    if (typeof entry === 'string') return [oneLine(entry, 200)];
    if (!isMap(entry)) return [];
    const { message, resource, field, code } = entry;
    if (typeof message === 'string') return [oneLine(message, 200)];
    const parts = [resource, field, code].filter((part) => typeof part === 'string');
    return parts.length > 0 ? [oneLine(parts.join(' '), 200)] : [];
  });
}

function reasonOfAnswer(answer: Answer, deed: Deed): Reason {
  const { status } = answer;
  const said =
    answer.said ??
    `GitHub answered ${status}${answer.message ? `: ${answer.message.replace(/\.$/, '')}` : ''}`;
  const limited = limitOf(answer);
  if (limited) return { kind: 'limited', because: `${limited} (${said})` };
  if (status === 401) {
    return { kind: 'credentials', because: `the token is not valid, or no longer (${said})` };
  }
  if (status === 403) {
    const hint = /locked|archived|read-only/i.test(said)
      ? 'GitHub refuses it'
      : `the token may not: it needs \`${deed.needs}\``;
    return { kind: 'forbidden', because: `${hint} (${said})` };
  }
  if (status === 404) {
    const because = `it is not there, or the token cannot see it: it needs \`${deed.needs}\` (${said})`;
    return { kind: 'missing', because };
  }
  if (status === 410) return { kind: 'gone', because: `it is switched off in this repository (${said})` };
  if (status === 408 || status >= 500) return { kind: 'unclear', because: `${said}: GitHub has trouble` };
  const because = [said, ...answer.errors].join(': ');
  return { kind: 'rejected', because, tooLong: saysTooLong(because) };
}

/** All three forms in which GitHub says so: of a comment, of a check's request, of a check's summary. */
const saysTooLong = (text: string) =>
  /too long|characters are allowed|exceeds a maximum bytesize/i.test(text);

/** Until when GitHub wants to be left alone; undefined where it is no rate limit. */
function limitOf({ status, headers, message = '' }: Answer): string | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const seconds = Number(headers['retry-after']);
  const reset = Number(headers['x-ratelimit-reset']);
  const exhausted = headers['x-ratelimit-remaining'] === '0';
  const secondary = /secondary rate/i.test(message);
  if (exhausted && reset > 0 && reset < 1e11) {
    return `the rate limit of the token is used up until ${new Date(reset * 1000).toISOString()}`;
  }
  if (status !== 429 && !exhausted && !secondary && !(seconds > 0)) return undefined;
  return seconds > 0
    ? `GitHub's rate limit is hit: try again in ${seconds} s`
    : "GitHub's rate limit is hit: try again in a few minutes";
}
