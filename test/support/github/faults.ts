/** Trouble on demand: what GitHub, or something on the way to it, does now and then. */
import { type Answer, refusal } from './answers.ts';

/**
 * What goes wrong: a status, GitHub's two rate limits, a socket that closes, one that never answers, an answer
 * that breaks off half-way, and a page in HTML that says 200.
 */
export type Trouble = number | 'primary' | 'secondary' | 'reset' | 'hang' | 'half' | 'html';

export interface Fault {
  readonly method?: string;
  readonly path?: RegExp;
  /** How often; once. */
  readonly times?: number;
  readonly with: Trouble;
  /** True: it is done first, and only its answer is lost. */
  readonly done?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  /** Put into the answer's JSON. */
  readonly more?: object;
}

/** The faults that are left to come. */
export function faults() {
  const waiting: { fault: Fault; left: number }[] = [];
  return {
    add: (fault: Fault) => {
      waiting.push({ fault, left: fault.times ?? 1 });
    },
    take: (method: string, path: string): Fault | undefined => {
      const hit = waiting.find(
        ({ fault, left }) =>
          left > 0 &&
          (fault.method ?? method) === method &&
          (fault.path === undefined || fault.path.test(path)),
      );
      if (hit) hit.left -= 1;
      return hit?.fault;
    },
  };
}

const html = (status: number, title: string): Answer => ({
  status,
  body: `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body>${title}</body></html>`,
  headers: { 'content-type': 'text/html; charset=utf-8' },
});

const words: Readonly<Record<number, string>> = {
  401: 'Bad credentials',
  403: 'Resource not accessible by integration',
  404: 'Not Found',
  410: 'Issues are disabled for this repo',
  422: 'Validation Failed',
  500: 'Server Error',
};

/** The answer of a fault that has one. */
export function answerOf({ with: trouble, headers, more }: Fault): Answer | undefined {
  const answer = plainAnswer(trouble);
  if (!answer) return undefined;
  const body = more ? { ...(answer.body as object), ...more } : answer.body;
  return { ...answer, body, headers: { ...answer.headers, ...headers } };
}

function plainAnswer(trouble: Trouble): Answer | undefined {
  if (trouble === 'html') return html(200, 'Sign in to the network');
  if (trouble === 'primary') {
    return {
      ...refusal(403, 'API rate limit exceeded for installation ID 51.', {
        docs: 'overview/rate-limits-for-the-rest-api',
      }),
      headers: { 'x-ratelimit-remaining': '0' },
    };
  }
  if (trouble === 'secondary' || trouble === 429) {
    const message =
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
    return refusal(trouble === 429 ? 429 : 403, message, { docs: 'overview/rate-limits-for-the-rest-api' });
  }
  if (typeof trouble !== 'number') return undefined;
  const message = words[trouble] ?? (trouble < 400 ? '' : undefined);
  return message !== undefined ? refusal(trouble, message) : html(trouble, 'Unicorn! · GitHub');
}
