/**
 * The git data of a repository: refs, commits, trees and blobs over REST, and `createCommitOnBranch` of GraphQL.
 * Blobs have the SHAs that git gives them; trees are kept flat, and theirs are of our own making, as are those of commits.
 */
import { createHash } from 'node:crypto';
import {
  type Answer,
  type Call,
  notFound,
  optional,
  paged,
  Refusal,
  type Route,
  required,
  type Shape,
} from './answers.ts';
import type { Caller, Git, GitCommit, Model, Repository } from './model.ts';

/** Bytes in all that one commit may bring, as has been seen: 40 MB pass, 40 MiB do not. */
const largestCommit = 40_000_000;

/** Blobs above it are not shown. */
const largestBlob = 100_000_000;

const sha1 = (bytes: string | Uint8Array) => createHash('sha1').update(bytes).digest('hex');

/** Puts down a blob, and gives its SHA. */
function addBlob(git: Git, bytes: Uint8Array): string {
  const sha = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  git.blobs.set(sha, bytes);
  return sha;
}

function addTree(git: Git, files: ReadonlyMap<string, string>): string {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  const sha = sha1(`tree ${JSON.stringify(sorted)}`);
  git.trees.set(sha, new Map(sorted));
  return sha;
}

function addCommit(model: Model, git: Git, commit: Omit<GitCommit, 'sha' | 'at'>): GitCommit {
  const at = model.now();
  const sha = sha1(`commit ${at} ${JSON.stringify(commit)}`);
  const added = { ...commit, sha, at };
  git.commits.set(sha, added);
  return added;
}

/** What a push by git does: a commit onto a branch, which begins with it where there is none. Gives its SHA. */
export function push(
  model: Model,
  { git }: Repository,
  branch: string,
  { message, put = {}, remove = [] }: { message: string; put?: Record<string, string>; remove?: string[] },
): string {
  const parent = git.refs.get(`refs/heads/${branch}`);
  const files = new Map(filesAt(git, parent));
  for (const [path, text] of Object.entries(put)) files.set(path, addBlob(git, Buffer.from(text)));
  for (const path of remove) files.delete(path);
  const parents = parent === undefined ? [] : [parent];
  const { sha } = addCommit(model, git, { message, parents, tree: addTree(git, files) });
  git.refs.set(`refs/heads/${branch}`, sha);
  return sha;
}

/** path → SHA of the blob. */
export function filesAt(git: Git, commit: string | undefined): ReadonlyMap<string, string> {
  return git.trees.get(git.commits.get(commit ?? '')?.tree ?? '') ?? new Map();
}

/** The commits of a branch, newest first. */
export function logOf(git: Git, from: string | undefined): GitCommit[] {
  const commits: GitCommit[] = [];
  for (let at = git.commits.get(from ?? ''); at; at = git.commits.get(at.parents[0] ?? '')) commits.push(at);
  return commits;
}

const readers = () => [['contents', 'read']] as const;
const writers = () => [['contents', 'write']] as const;

export const gitRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/git/matching-refs/:ref',
    needs: readers,
    docs: 'git/refs#list-matching-references',
    answer: (call) => {
      const refs = refsShown(begun(call), call.repository);
      const found = [...refs].filter(([ref]) => ref.startsWith(`refs/${call.part('ref')}`)).sort();
      return { status: 200, body: found.map(([ref, sha]) => refOf(ref, sha)) };
    },
  },
  {
    method: 'POST',
    path: '/git/refs',
    needs: writers,
    docs: 'git/refs#create-a-reference',
    answer: createRef,
  },
  {
    method: 'GET',
    path: '/git/trees/:sha',
    needs: readers,
    docs: 'git/trees#get-a-tree',
    answer: (call) => {
      const git = begun(call);
      const sha = call.part('sha');
      const files = git.trees.get(git.commits.get(sha)?.tree ?? sha);
      if (!files) throw notFound();
      const tree = entriesOf(git, files, call.query.has('recursive'));
      const body: Shape<'git', 'getTree'> = { sha, tree, truncated: false };
      return { status: 200, body };
    },
  },
  {
    method: 'POST',
    path: '/git/trees',
    needs: writers,
    docs: 'git/trees#create-a-tree',
    answer: createTree,
  },
  {
    method: 'GET',
    path: '/git/blobs/:sha',
    needs: readers,
    docs: 'git/blobs#get-a-blob',
    answer: (call) => {
      const bytes = begun(call).blobs.get(call.part('sha'));
      if (!bytes) throw notFound();
      if (bytes.length > largestBlob)
        throw new Refusal(403, 'The requested blob is too large to fetch via the API.');
      const content = Buffer.from(bytes).toString('base64').replace(/.{60}/g, '$&\n');
      const body: Shape<'git', 'getBlob'> = {
        sha: call.part('sha'),
        size: bytes.length,
        content,
        encoding: 'base64',
      };
      return { status: 200, body };
    },
  },
  {
    method: 'POST',
    path: '/git/commits',
    needs: writers,
    docs: 'git/commits#create-a-commit',
    answer: (call) => {
      const git = begun(call);
      const [message = '', tree = ''] = required(call, 'message', 'tree');
      const parents = Array.isArray(call.body.parents) ? call.body.parents.map(String) : [];
      if (!git.trees.has(tree)) throw new Refusal(422, 'Tree SHA does not exist');
      if (!parents.every((parent) => git.commits.has(parent)))
        throw new Refusal(422, 'Parent SHA does not exist or is not a commit object');
      const made = addCommit(call.model, git, { message, tree, parents });
      const body: Shape<'git', 'createCommit'> = {
        sha: made.sha,
        message,
        tree: { sha: tree },
        committer: { date: made.at },
      };
      return { status: 201, body };
    },
  },
  {
    method: 'GET',
    path: '/commits',
    needs: readers,
    docs: 'commits/commits#list-commits',
    answer: listCommits,
  },
];

/** The refs, or those of some time ago: reading right after a write was seen to answer so for some seconds. */
function refsShown({ refs }: Git, { behind }: Repository): ReadonlyMap<string, string> {
  if (!behind || behind.answers === 0) return refs;
  behind.answers -= 1;
  return behind.refs;
}

/** A repository without a commit has no git data at all. */
function begun({ repository: { git } }: Call): Git {
  if (git.commits.size === 0) throw new Refusal(409, 'Git Repository is empty.');
  return git;
}

const refOf = (ref: string, sha: string): Shape<'git', 'getRef'> => ({
  ref,
  object: { type: 'commit', sha },
});

function createRef(call: Call): Answer {
  const git = begun(call);
  const { archived, protects } = call.repository;
  if (archived) throw new Refusal(403, 'Repository was archived so is read-only.');
  const [ref = '', sha = ''] = required(call, 'ref', 'sha');
  if (!/^refs\/.+\/.+/.test(ref)) throw new Refusal(422, 'Reference name must start with refs/');
  if (!git.commits.has(sha)) throw new Refusal(422, 'Object does not exist');
  if (git.refs.has(ref)) throw new Refusal(422, 'Reference already exists');
  const nested = [...git.refs.keys()].some(
    (other) => other.startsWith(`${ref}/`) || ref.startsWith(`${other}/`),
  );
  if (nested) throw new Refusal(422, 'Reference update failed');
  if (protects?.test(ref))
    throw new Refusal(
      422,
      'Repository rule violations found\n\nCannot create ref due to creations being restricted.',
    );
  git.refs.set(ref, sha);
  return { status: 201, body: refOf(ref, sha) };
}

function createTree(call: Call): Answer {
  const git = begun(call);
  const base = optional(call, 'base_tree');
  const files = new Map(base === undefined ? [] : git.trees.get(git.commits.get(base)?.tree ?? base));
  for (const { path, sha, content } of call.body.tree as { path: string; sha?: string; content?: string }[]) {
    if (sha !== undefined && !git.blobs.has(sha))
      throw new Refusal(422, `tree.sha ${sha} is not a valid blob`);
    files.set(path, sha ?? addBlob(git, Buffer.from(content ?? '')));
  }
  const tree = addTree(git, files);
  const body: Shape<'git', 'createTree'> = { sha: tree, tree: entriesOf(git, files, false) };
  return { status: 201, body };
}

/** Folders are entries too, of the type `tree`. */
function entriesOf(
  git: Git,
  files: ReadonlyMap<string, string>,
  recursive: boolean,
): Required<Pick<GitEntry, 'path' | 'mode' | 'type' | 'sha'>>[] {
  const entries = new Map<string, Required<Pick<GitEntry, 'path' | 'mode' | 'type' | 'sha'>>>();
  for (const [path, sha] of files) {
    const parts = path.split('/');
    for (const depth of parts.keys()) {
      const folder = parts.slice(0, depth).join('/');
      if (folder === '' || (depth > 1 && !recursive)) continue;
      const below = [...files].filter(([other]) => other.startsWith(`${folder}/`));
      const tree = addTree(git, new Map(below.map(([other, its]) => [other.slice(folder.length + 1), its])));
      entries.set(folder, { path: folder, mode: '040000', type: 'tree', sha: tree });
    }
    if (parts.length === 1 || recursive) entries.set(path, { path, mode: '100644', type: 'blob', sha });
  }
  return [...entries.values()];
}

type GitEntry = NonNullable<Shape<'git', 'getTree'>['tree']>[number];

function listCommits(call: Call): Answer {
  const git = begun(call);
  const sha = call.query.get('sha') ?? '';
  const path = call.query.get('path');
  const from = git.refs.get(`refs/heads/${sha}`) ?? sha;
  if (!git.commits.has(from)) throw notFound();
  const touched = ({ sha: commit, parents }: GitCommit) =>
    path === null || filesAt(git, commit).get(path) !== filesAt(git, parents[0]).get(path);
  return paged(call, logOf(git, from).filter(touched), (page) => page.map(commitOf));
}

const commitOf = (commit: GitCommit): Shape<'repos', 'listCommits'>[number] => ({
  sha: commit.sha,
  commit: { message: commit.message, committer: { date: commit.at }, tree: { sha: commit.tree } },
  parents: commit.parents.map((sha) => ({ sha })),
});

/** What `createCommitOnBranch` refuses with, in the form of GraphQL. */
const refused = (type: string, message: string): Answer => ({
  status: 200,
  body: {
    data: { createCommitOnBranch: null },
    errors: [{ type, path: ['createCommitOnBranch'], locations: [{ line: 2, column: 3 }], message }],
  },
});

interface CommitInput {
  readonly branch: { readonly repositoryNameWithOwner: string; readonly branchName: string };
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string };
  readonly fileChanges: {
    readonly additions?: readonly { readonly path: string; readonly contents: string }[];
    readonly deletions?: readonly { readonly path: string }[];
  };
}

/** The mutation: one commit onto a branch that is where it is expected to be. */
export function commitOnBranch(model: Model, caller: Caller, variables: unknown): Answer {
  const { branch, expectedHeadOid, message, fileChanges } = (variables as { input: CommitInput }).input;
  const name = branch.repositoryNameWithOwner;
  const repository = model.repositories.find((one) => `${one.owner}/${one.name}` === name);
  if (!repository || (repository.private && !caller.permissions.contents))
    return refused('NOT_FOUND', `Could not resolve to a Repository with the name '${name}'.`);
  if (caller.permissions.contents !== 'write')
    return refused('FORBIDDEN', 'Resource not accessible by integration');
  if (repository.archived) return refused('FORBIDDEN', 'Repository was archived so is read-only.');
  const { git } = repository;
  const ref = `refs/heads/${branch.branchName}`;
  const head = git.refs.get(ref);
  if (head === undefined) return refused('NOT_FOUND', `No ref exists with the name '${branch.branchName}'.`);
  if (head !== expectedHeadOid) {
    const said = `Expected branch to point to "${expectedHeadOid}" but it did not.  Pull and try again.`;
    return refused('STALE_DATA', said);
  }
  if (repository.protects?.test(branch.branchName))
    return refused(
      'UNPROCESSABLE',
      'Repository rule violations found\n\nChanges must be made through a pull request.\n\n',
    );
  const additions = (fileChanges.additions ?? []).map(({ path, contents }) => ({
    path,
    bytes: Buffer.from(contents, 'base64'),
  }));
  if (additions.reduce((sum, { bytes }) => sum + bytes.length, 0) > largestCommit)
    return refused('UNPROCESSABLE', 'Sorry, your input was too large to process.');
  const files = new Map(filesAt(git, head));
  for (const { path } of fileChanges.deletions ?? []) {
    if (!files.delete(path))
      return refused('UNPROCESSABLE', `A path was requested for deletion which does not exist: ${path}`);
  }
  for (const { path, bytes } of additions) files.set(path, addBlob(git, bytes));
  const text = [message.headline, ...(message.body ? ['', message.body] : [])].join('\n');
  const { sha } = addCommit(model, git, { message: text, parents: [head], tree: addTree(git, files) });
  git.refs.set(ref, sha);
  return { status: 200, body: { data: { createCommitOnBranch: { commit: { oid: sha } } } } };
}
