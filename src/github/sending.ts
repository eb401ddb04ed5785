/** Sending what must not be there twice although an answer can get lost, and what may be too long. */
import type { Client } from './client.ts';
import { attempt, type Deed, GithubProblem } from './problems.ts';
import { bytesOf, cutMarkdown } from './text.ts';

const attempts = 3;

/** To be given to octokit with every creation: it would send it again without looking. */
export const notAgain = { request: { retries: 0 } };

/**
 * Creates something; after an answer that does not tell whether it was done, looks whether it is there before
 * trying again. Throws a `GithubProblem` when it is not there in the end.
 */
export async function createOnce<T>(
  client: Client,
  deed: Deed,
  create: () => Promise<T>,
  find: () => Promise<T | undefined>,
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt(deed, create);
    } catch (error) {
      if (!(error instanceof GithubProblem) || error.kind !== 'unclear') throw error;
      await client.pause(tried ** 2);
      const found = await find();
      if (found !== undefined) return found;
      if (tried === attempts) throw error;
    }
  }
}

/** Of a comment or an issue, in characters as GitHub says. */
const longest = 65_536;

/** Ends a text that was cut. */
export const cutNote = '**Cut here:** GitHub takes no longer text. The log of the run has all of it.';

// Neither counts less than GitHub does; bytes are for a server that counts those.
const countings = [(text: string) => text.length, bytesOf];

/** Sends a text; if GitHub finds it too long, sends as much of it as goes. */
export async function sendFitting<T>(
  text: string,
  send: (text: string) => Promise<T>,
  [sizeOf, ...others] = countings,
): Promise<T> {
  try {
    return await send(text);
  } catch (error) {
    if (!sizeOf || !(error instanceof GithubProblem) || !error.tooLong) throw error;
    return sendFitting(cutMarkdown(text, longest, cutNote, sizeOf), send, others);
  }
}
