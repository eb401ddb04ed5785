/** What the fake GitHub remembers, in GitHub's own words. Routes read and write it; tests set it up. */

/** What a token may do, as a workflow's `permissions:` has it, with `_` as in GitHub's headers. */
export type Permission = 'contents' | 'pull_requests' | 'checks' | 'statuses' | 'issues';
export type Level = 'read' | 'write';
export type Permissions = Partial<Record<Permission, Level>>;

export interface App {
  readonly id: number;
  readonly slug: string;
}

export interface Account {
  readonly login: string;
  readonly id: number;
  readonly type: 'User' | 'Bot';
}

/** Whose a token is. `actions` and `app` are installations of an app, `user` is a person's own token. */
export interface Caller {
  readonly account: Account;
  readonly app?: App;
  readonly permissions: Permissions;
}

export interface Comment {
  readonly id: number;
  readonly issue: number;
  readonly user: Account;
  readonly createdAt: string;
  body: string;
  updatedAt: string;
  /** Who edited it last; null: nobody did. */
  editor: Account | null;
  /** Taken out of lists after they are cut into pages, as the comments of a blocked account are. */
  hidden?: true;
}

/** An issue, or the side of a pull request that is one. */
export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly user: Account;
  readonly createdAt: string;
  title: string;
  body: string | null;
  state: 'open' | 'closed';
  stateReason: string | null;
  labels: string[];
  updatedAt: string;
  readonly pull?: Pull;
}

export interface Pull {
  /** What was pushed to its branch, the head last. */
  commits: string[];
  files: PullFile[];
  mergeCommit: string | null;
  mergedAt: string | null;
}

export interface PullFile {
  readonly filename: string;
  readonly status: 'added' | 'modified' | 'removed' | 'renamed';
  readonly previous_filename?: string;
}

export interface CheckRun {
  readonly id: number;
  readonly app: App;
  readonly headSha: string;
  name: string;
  status: string;
  conclusion: string | null;
  completedAt: string | null;
  externalId: string;
  detailsUrl: string;
  title: string | null;
  summary: string | null;
}

export interface Status {
  readonly id: number;
  readonly sha: string;
  readonly creator: Account;
  readonly state: string;
  readonly context: string;
  readonly description: string | null;
  readonly targetUrl: string | null;
  readonly createdAt: string;
}

/** Git's objects and refs. A repository that nobody has pushed to has none. */
export interface Git {
  readonly refs: Map<string, string>;
  readonly commits: Map<string, GitCommit>;
  /** Flat: path → SHA of the blob. */
  readonly trees: Map<string, ReadonlyMap<string, string>>;
  readonly blobs: Map<string, Uint8Array>;
}

export interface GitCommit {
  readonly sha: string;
  readonly message: string;
  readonly parents: readonly string[];
  readonly tree: string;
  readonly at: string;
}

export const emptyGit = (): Git => ({
  refs: new Map(),
  commits: new Map(),
  trees: new Map(),
  blobs: new Map(),
});

export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
  readonly hasIssues: boolean;
  readonly commits: Set<string>;
  /** Oldest first, as all lists here. Issues and pull requests share their numbers. */
  readonly issues: Issue[];
  readonly comments: Comment[];
  readonly checkRuns: CheckRun[];
  readonly statuses: Status[];
  readonly git: Git;
  archived?: boolean;
  /** The branches that a ruleset keeps from everybody. */
  protects?: RegExp;
  /** A server that is behind: where it has the refs, and how many questions about them it still answers. */
  behind?: { readonly refs: ReadonlyMap<string, string>; answers: number };
}

export interface Model {
  readonly repositories: Repository[];
  /** By token. */
  readonly callers: Map<string, Caller>;
  /** Whether `viewer` shows an app's login with the `[bot]` that REST shows. */
  viewerHasSuffix: boolean;
  /** The next ID; they grow over all kinds. */
  readonly nextId: () => number;
  /** The time, one second later at each asking. */
  readonly now: () => string;
}

export function emptyModel(): Model {
  let ids = 1000;
  let seconds = 0;
  return {
    repositories: [],
    callers: new Map(),
    viewerHasSuffix: true,
    nextId: () => {
      ids += 1;
      return ids;
    },
    now: () => {
      seconds += 1;
      return new Date(Date.UTC(2026, 2, 1, 8, 0, seconds)).toISOString().replace('.000', '');
    },
  };
}

/** The next number of an issue or a pull request. */
export const nextNumber = (repository: Repository) => (repository.issues.at(-1)?.number ?? 0) + 1;

/** The commit that a pull request stands at. */
export const headOf = (pull: Pull) => pull.commits.at(-1) ?? '';
