/** Lists of GitHub, page by page. */
import { attempt, type Deed, GithubProblem } from './problems.ts';

/** Which page to ask for. */
export interface Page {
  readonly per_page: number;
  readonly page: number;
}

/**
 * The entries of a list over all its pages, at most `most` of them. Goes on while GitHub names a next page: a
 * page may be short in the middle of a list, since entries that a reader may not see are taken out of it.
 */
export async function* listed<T>(
  deed: Deed,
  ask: (page: Page) => Promise<{ readonly data: readonly T[]; readonly headers: { readonly link?: string } }>,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<T, void, void> {
  for (let page = 1; page <= most; page += 1) {
    const { data, headers } = await attempt(deed, () => ask({ per_page: 100, page }));
    if (!Array.isArray(data))
      throw new GithubProblem(`cannot ${deed.to}: the answer is no list`, 'unexpected');
    yield* data;
    if (!/;\s*rel="next"/.test(headers.link ?? '')) return;
  }
}

/** All of a list. */
export async function all<T>(list: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const entry of list) found.push(entry);
  return found;
}
