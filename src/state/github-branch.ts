/**
 * A branch on GitHub as a place for a few files. It is read as of one commit, and gets one commit at a time, onto the
 * one that was seen: GitHub's `createCommitOnBranch` compares and sets in one request (`expectedHeadOid`), so that
 * nothing is ever written over what somebody else has put there, a push back to an older commit included. Each commit
 * carries an ID of its own, by which it is found again when the answer was lost.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { Client, Place as Repository } from '../github/client.ts';
import { attempt, type Deed, GithubProblem } from '../github/problems.ts';
import { notAgain } from '../github/sending.ts';
import { oneLine } from '../github/text.ts';
import { isMap } from '../json.ts';

/** What a commit does. */
export interface Change {
  /** For people; cut to one line. */
  readonly headline: string;
  /** For programs, one to a line at the end of the message. */
  readonly trailers: Readonly<Record<string, string | number>>;
  /** By path. */
  readonly put: Readonly<Record<string, Uint8Array>>;
  /** Paths that are there. */
  readonly remove: readonly string[];
}

/** A commit that put a file down, or took it away. */
export interface Touch {
  readonly commit: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly trailer: (name: string) => string | undefined;
}

/** Each rejects with a `GithubProblem`. */
export interface Branch {
  /** The newest commit; undefined where there is no such branch. */
  head(): Promise<string | undefined>;
  /** The files at a commit: path → SHA of the content. */
  files(commit: string): Promise<ReadonlyMap<string, string>>;
  bytes(content: string): Promise<Uint8Array>;
  /** The commits that touched a file, newest first, seen from a commit; `size` at a time, at most 100. */
  touches(commit: string, path: string, size: number): AsyncGenerator<Touch, void, void>;
  /**
   * Puts a commit onto another one, or begins the branch with it. `moved` when the branch is not there any more;
   * then nothing was done. A problem of the kind `unclear`: it is not known whether it was done.
   */
  commit(onto: string | undefined, change: Change): Promise<{ readonly commit: string } | 'moved'>;
}

/** The SHA that git has for a content. */
export function contentSha(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** Seconds between tries. */
const pauses = [1, 2, 4];

/** Milliseconds after which nothing is tried again: a request that hangs takes the client's time-out besides. */
const longEnough = 10_000;

/** Waits before the next try; false when it was enough. */
export function patience({ pause }: Client): () => Promise<boolean> {
  const start = performance.now();
  const left = [...pauses];
  return async () => {
    const seconds = left.shift();
    if (seconds === undefined || performance.now() - start > longEnough) return false;
    await pause(seconds);
    return true;
  };
}

export interface BranchOptions {
  readonly client: Client;
  readonly repository: Repository;
  /** The whole name. */
  readonly branch: string;
  /** For messages. */
  readonly location: string;
}

const idTrailer = 'Chatform-Change';

/** How many commits are looked through for one whose answer was lost. */
const lookedBack = 30;

export function branchOn({ client, repository, branch, location }: BranchOptions): Branch {
  const { rest } = client.octokit;
  const reading: Deed = { to: `read the state ${location}`, needs: 'contents: read' };
  const writing: Deed = { to: `write the state ${location}`, needs: 'contents: write' };
  const known = { ...repository, ...notAgain };
  /** Where the branch has been: an answer that names one of these may come from a server that lags behind. */
  const seen = new Set<string | undefined>();

  // octokit would try for as long as each request hangs.
  const asked = async <T>(action: () => Promise<T>, passing: readonly string[] = []): Promise<T> => {
    const again = patience(client);
    for (;;) {
      try {
        return await attempt(reading, action);
      } catch (error) {
        const { kind } = error as GithubProblem;
        const passes = kind === 'unclear' || kind === 'unreachable' || passing.includes(kind);
        if (!passes || !(await again())) throw error;
      }
    }
  };

  // What was named by an answer just now is there; the next server may not have it yet.
  const askedOf = <T>(action: () => Promise<T>) => asked(action, ['missing', 'rejected']);

  // This lists, so that a branch that is not there is told from a repository that cannot be read.
  const head = () =>
    asked(async () => {
      const name = `heads/${branch}`;
      const refs = await rest.git.listMatchingRefs({ ...known, ref: name }).then(
        ({ data }) => data,
        (error: unknown) => {
          if (isEmptyRepository(error)) return [];
          throw error;
        },
      );
      return refs.find(({ ref }) => ref === `refs/${name}`)?.object.sha;
    });

  async function* touches(sha: string, path: string | undefined, size: number) {
    const selected = { ...known, sha, ...(path !== undefined && { path }), per_page: size };
    for (let page = 1; ; page += 1) {
      const { data } = await askedOf(() => rest.repos.listCommits({ ...selected, page }));
      for (const { sha: commit, commit: its } of data) {
        const at = new Date(its.committer?.date ?? 0).toISOString();
        yield { commit, at, trailer: (name: string) => trailerOf(its.message, name) };
      }
      if (data.length < size) return;
    }
  }

  /** The first commit of the branch, which no other branch has. */
  const begin = async (message: string, { put }: Change): Promise<string | undefined> => {
    const tree = Object.entries(put).map(([path, bytes]) => {
      const content = Buffer.from(bytes).toString('utf8');
      return { path, mode: '100644' as const, type: 'blob' as const, content };
    });
    try {
      const made = await rest.git.createTree({ ...known, tree });
      const begun = { message, tree: made.data.sha, parents: [] };
      const { sha } = (await rest.git.createCommit({ ...known, ...begun })).data;
      await rest.git.createRef({ ...known, ref: `refs/heads/${branch}`, sha });
      return sha;
    } catch (error) {
      if (isThere(error)) return undefined;
      if (!isEmptyRepository(error)) throw error;
      throw new GithubProblem(
        `cannot ${writing.to}: the repository is empty, and GitHub's API begins none; push a first commit to its default branch`,
        'rejected',
      );
    }
  };

  const extend = async (
    onto: string,
    message: string,
    { put, remove }: Change,
  ): Promise<string | undefined> => {
    const [headline = '', ...rest] = message.split('\n');
    const additions = Object.entries(put).map(([path, bytes]) => {
      return { path, contents: Buffer.from(bytes).toString('base64') };
    });
    const input = {
      branch: { repositoryNameWithOwner: `${repository.owner}/${repository.repo}`, branchName: branch },
      expectedHeadOid: onto,
      message: { headline, body: rest.join('\n').trim() },
      fileChanges: { additions, deletions: remove.map((path) => ({ path })) },
    };
    try {
      return oidIn(await client.octokit.graphql(mutation, { input, ...notAgain }), writing);
    } catch (error) {
      if (isStale(error)) return undefined;
      throw error;
    }
  };

  /** The commit with an ID, if it is one of the newest. */
  const commitWith = async (sha: string, id: string): Promise<string | undefined> => {
    let count = 0;
    for await (const { commit, trailer } of touches(sha, undefined, lookedBack)) {
      if (trailer(idTrailer) === id) return commit;
      count += 1;
      if (count === lookedBack) return undefined;
    }
    return undefined;
  };

  const commit = async (onto: string | undefined, change: Change) => {
    seen.add(onto);
    const id = randomUUID();
    const message = messageOf(change, id);
    const again = patience(client);
    let perhapsDone = false;
    for (;;) {
      let problem: GithubProblem | undefined;
      try {
        const made = await attempt(writing, () =>
          onto === undefined ? begin(message, change) : extend(onto, message, change),
        );
        if (made !== undefined) return { commit: made };
      } catch (error) {
        problem = error as GithubProblem;
        perhapsDone ||= problem.kind === 'unclear';
        if (!perhapsDone && !mayBeMoved.has(problem.kind)) throw problem;
      }
      const now = await head().catch((error: GithubProblem) => {
        throw perhapsDone ? unclear(problem ?? error) : error;
      });
      if (!seen.has(now)) {
        const found = perhapsDone && now !== undefined ? await commitWith(now, id) : undefined;
        return found === undefined ? ('moved' as const) : { commit: found };
      }
      const refused = now === onto && problem !== undefined && problem.kind !== 'unclear';
      if (!refused && (await again())) continue;
      if (perhapsDone) throw unclear(problem ?? unanswered(writing));
      if (refused) throw problem;
      return 'moved' as const;
    }
  };

  return {
    head,
    async files(sha) {
      const whole = { ...known, tree_sha: sha, recursive: 'true' };
      const { tree, truncated } = (await askedOf(() => rest.git.getTree(whole))).data;
      if (truncated)
        throw new GithubProblem(`cannot ${reading.to}: its branch has too many files`, 'unexpected');
      return new Map(tree.flatMap((entry) => (entry.type === 'blob' ? [[entry.path, entry.sha]] : [])));
    },
    async bytes(content) {
      const { data } = await askedOf(() => rest.git.getBlob({ ...known, file_sha: content }));
      const bytes = Buffer.from(data.content, 'base64');
      if (contentSha(bytes) !== content)
        throw new GithubProblem(`cannot ${reading.to}: the answer is not what was asked for`, 'unexpected');
      return bytes;
    },
    touches,
    async commit(onto, change) {
      const outcome = await commit(onto, change);
      if (outcome !== 'moved') seen.add(outcome.commit);
      return outcome;
    },
  };
}

const mutation = `mutation ($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

/** Kinds of refusals that a branch that has moved, or is gone, may be behind. */
const mayBeMoved: ReadonlySet<GithubProblem['kind']> = new Set(['missing', 'rejected']);

const unclear = ({ message }: GithubProblem) => new GithubProblem(message, 'unclear');

const unanswered = ({ to }: Deed) => new GithubProblem(`cannot ${to}: GitHub does not answer`, 'unclear');

function oidIn(answer: unknown, { to }: Deed): string {
  const made = isMap(answer) ? answer.createCommitOnBranch : undefined;
  const commit = isMap(made) ? made.commit : undefined;
  if (isMap(commit) && typeof commit.oid === 'string') return commit.oid;
  throw new GithubProblem(`cannot ${to}: GitHub does not say what it has done`, 'unclear');
}

function isStale(error: unknown): boolean {
  const errors = isMap(error) && Array.isArray(error.errors) ? error.errors : [];
  return errors.some((entry: unknown) => isMap(entry) && entry.type === 'STALE_DATA');
}

const isRefusal = (error: unknown, status: number, words: RegExp) =>
  error instanceof Error && 'status' in error && error.status === status && words.test(error.message);

const isThere = (error: unknown) => isRefusal(error, 422, /reference already exists/i);

const isEmptyRepository = (error: unknown) => isRefusal(error, 409, /repository is empty/i);

function messageOf({ headline, trailers }: Change, id: string): string {
  const lines = Object.entries({ ...trailers, [idTrailer]: id }).map(([name, value]) => `${name}: ${value}`);
  return [oneLine(headline, 100), '', ...lines].join('\n');
}

function trailerOf(message: string, name: string): string | undefined {
  const last = message
    .trimEnd()
    .split(/\n\s*\n/)
    .slice(1)
    .at(-1);
  const line = last?.split('\n').find((text) => text.startsWith(`${name}: `));
  return line?.slice(name.length + 2).trim();
}
