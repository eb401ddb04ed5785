/**
 * A state on a branch of a repository on GitHub: `state.db`, the journal since, and the lock are files of it, and each
 * change is one commit. The states before are the commits before.
 */
import type { Client, Pace, Place as Repository } from '../github/client.ts';
import { GithubProblem } from '../github/problems.ts';
import { isMap } from '../json.ts';
import { parseJson } from '../storage/parse.ts';
import { type Branch, branchOn, type Change, contentSha, patience, type Touch } from './github-branch.ts';
import type { Kept, Place, Stored, Tenure } from './place.ts';
import { StateError } from './store.ts';

export interface GithubOptions {
  readonly client: Client;
  readonly repository: Repository;
  /** The whole name: `chatform-state/production`. */
  readonly branch: string;
}

/**
 * How patient the client should be: a write that hangs takes two time-outs, for it and for looking what became of it.
 * Writes are a second apart, as GitHub asks.
 */
export const statePace: Pace = { second: 1000, timeout: 15_000, throttle: true };

const IMAGE = 'state.db';
const LOCK = 'lock.json';
const README = 'README.md';
const JOURNAL = /^journal\/(\d{4,})$/;
const SERIAL = 'Chatform-Serial';

/** How many states before the present one are shown at least. */
const kept = 20;

/** Bytes of files that GitHub takes in one commit: 40 MB pass and 40 MiB do not, and that is written nowhere. */
const mostBytes = 40_000_000;

/** The place that a branch is. Asks nothing yet. */
export function githubPlace(options: GithubOptions): Place {
  const { owner, repo } = options.repository;
  const location = `${owner}/${repo}@${options.branch}`;
  const branch = branchOn({ ...options, location });
  const it: Session = { branch, location, client: options.client };
  return {
    location,
    unlocking: `delete lock.json on the branch ${options.branch}`,
    read: () =>
      inSentences(async () => {
        const head = await branch.head();
        if (head === undefined) return nothing;
        return (await keptAt(branch, head, await branch.files(head))).kept;
      }),
    lockText: () =>
      inSentences(async () => {
        const head = await branch.head();
        return head === undefined ? undefined : lockIn(branch, await branch.files(head));
      }),
    lock: (text, isFree) => inSentences(() => locked(it, text, isFree)),
    unlock: (text) =>
      inSentences(async () => {
        const headline = `unlock: taken away from ${holderIn(text)}`;
        return withoutLock(it, text, headline);
      }),
    generations: () =>
      inSentences(async () => {
        const older = await firstOf(olderThanPresent(branch, 2 * kept), kept);
        const found = await Promise.all(older.map((one) => storedAt(branch, one)));
        return found.filter((one) => one !== undefined).sort((a, b) => b.serial - a.serial);
      }),
    generation: (serial) =>
      inSentences(async () => {
        for await (const one of olderThanPresent(branch, 100)) {
          if (one.serial === serial) return storedAt(branch, one);
        }
        return undefined;
      }),
  };
}

interface Session {
  readonly branch: Branch;
  readonly location: string;
  readonly client: Client;
}

const nothing: Kept = { journal: [] };

async function lockIn(branch: Branch, files: ReadonlyMap<string, string>): Promise<string | undefined> {
  const content = files.get(LOCK);
  return content === undefined ? undefined : Buffer.from(await branch.bytes(content)).toString('utf8');
}

/** What is kept at a commit, with what a writer has to know of it. */
interface Found {
  readonly kept: Kept;
  /** Of the image, where its commit says it. */
  readonly serial?: number;
  /** Paths of the journal's parts, in their order. */
  readonly parts: readonly string[];
}

async function keptAt(branch: Branch, head: string, files: ReadonlyMap<string, string>): Promise<Found> {
  const parts = [...files.keys()]
    .filter((path) => JOURNAL.test(path))
    .sort((a, b) => numberOf(a) - numberOf(b));
  const image = files.get(IMAGE);
  const contents = [...(image === undefined ? [] : [image]), ...parts.map((path) => files.get(path) ?? '')];
  const [touches, bytes] = await Promise.all([
    firstOf(branch.touches(head, IMAGE, kept + 1), kept + 1),
    Promise.all(contents.map(branch.bytes)),
  ]);
  const journal = image === undefined ? bytes : bytes.slice(1);
  const [last, ...before] = touches;
  const serials = before.flatMap((touch) => serialOf(touch) ?? []);
  const serial = last && serialOf(last);
  return {
    kept: {
      ...(image !== undefined && bytes[0] && { image: bytes[0] }),
      ...(image !== undefined && last && { storedAt: last.at }),
      journal,
      ...(serials.length > 0 && { newest: Math.max(...serials) }),
    },
    ...(serial !== undefined && { serial }),
    parts,
  };
}

const numberOf = (path: string) => Number(JOURNAL.exec(path)?.[1]);

const partOf = (number: number) => `journal/${String(number).padStart(4, '0')}`;

function serialOf({ trailer }: Touch): number | undefined {
  const text = trailer(SERIAL) ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** A commit that put down a state that is not the present one. */
interface Older {
  readonly serial: number;
  readonly touch: Touch;
}

/** Newest first, each serial once. What people put there themselves says no serial, and is left out. */
async function* olderThanPresent(branch: Branch, size: number): AsyncGenerator<Older, void, void> {
  const head = await branch.head();
  if (head === undefined) return;
  const found = new Set<number>();
  let isPresent = true;
  for await (const touch of branch.touches(head, IMAGE, size)) {
    const serial = isPresent ? undefined : serialOf(touch);
    isPresent = false;
    if (serial === undefined || found.has(serial)) continue;
    found.add(serial);
    yield { serial, touch };
  }
}

async function storedAt(branch: Branch, { serial, touch }: Older): Promise<Stored | undefined> {
  const content = (await branch.files(touch.commit)).get(IMAGE);
  return content === undefined
    ? undefined
    : { serial, storedAt: touch.at, image: await branch.bytes(content) };
}

async function locked(
  it: Session,
  text: string,
  isFree: (lock: string) => boolean,
): Promise<Tenure | { readonly inTheWay: string }> {
  const { branch, location, client } = it;
  const again = patience(client);
  do {
    const head = await branch.head();
    const files = head === undefined ? new Map<string, string>() : await branch.files(head);
    const inTheWay = await lockIn(branch, files);
    if (inTheWay !== undefined && !isFree(inTheWay)) return { inTheWay };
    const found: Found =
      head === undefined ? { kept: nothing, parts: [] } : await keptAt(branch, head, files);
    const put = {
      [LOCK]: Buffer.from(text),
      ...(!files.has(README) && { [README]: Buffer.from(readme) }),
    };
    const change = { headline: `lock: ${holderIn(text)}`, trailers: {}, put, remove: [] };
    const outcome = await branch.commit(head, change);
    if (outcome !== 'moved') return tenureOf(it, text, outcome.commit, found);
  } while (await again());
  throw new StateError(busy(location));
}

function tenureOf(it: Session, text: string, locked: string, found: Found): Tenure {
  const { branch, location } = it;
  let head = locked;
  let { serial, parts } = found;
  const change = async (wanted: Change) => {
    const outcome = await branch.commit(head, wanted);
    if (outcome === 'moved') throw new StateError(await lossOf(it, text));
    head = outcome.commit;
  };
  return {
    kept: found.kept,
    append: (chunk) =>
      inSentences(async () => {
        const number = numberOf(parts.at(-1) ?? partOf(0)) + 1;
        const path = partOf(number);
        const of = serial === undefined ? '' : ` of serial ${serial}`;
        await change({
          headline: `journal${of}, part ${number}`,
          trailers: { ...(serial !== undefined && { [SERIAL]: serial }), 'Chatform-Journal': number },
          put: { [path]: chunk },
          remove: [],
        });
        parts = [...parts, path];
      }),
    write: (image) =>
      inSentences(async () => {
        if (image.bytes.length > mostBytes) throw new StateError(tooLarge(location, image.bytes.length));
        await change({
          headline: `serial ${image.serial}: ${image.about}`,
          trailers: { [SERIAL]: image.serial },
          put: { [IMAGE]: image.bytes },
          remove: parts,
        });
        serial = image.serial;
        parts = [];
      }),
    release: () =>
      inSentences(async () => {
        await withoutLock(it, text, `unlock: ${holderIn(text)}`, head);
      }),
  };
}

/** Takes a lock away; false when it is not there. Who has it says at which commit, and saves two questions. */
async function withoutLock(
  { branch, location, client }: Session,
  text: string,
  headline: string,
  holdersHead?: string,
): Promise<boolean> {
  const change = { headline, trailers: {}, put: {}, remove: [LOCK] };
  if (holdersHead && (await branch.commit(holdersHead, change)) !== 'moved') return true;
  const again = patience(client);
  do {
    const head = await branch.head();
    if (head === undefined || !(await hasLock(branch, head, text))) return false;
    if ((await branch.commit(head, change)) !== 'moved') return true;
  } while (await again());
  throw new StateError(busy(location));
}

async function hasLock(branch: Branch, head: string, text: string): Promise<boolean> {
  return (await branch.files(head)).get(LOCK) === contentSha(Buffer.from(text));
}

const busy = (location: string) =>
  `The branch of the state ${location} changes all the time. Try again later.`;

/** Why a holder writes nothing more, when the branch is not where it has left it. */
async function lossOf({ branch, location }: Session, text: string): Promise<string> {
  const head = await branch.head();
  if (head === undefined)
    return `The branch of the state ${location} was deleted while we were writing: nothing more was written. Push it again if somebody has a copy.`;
  if (!(await hasLock(branch, head, text)))
    return `The lock of the state ${location} was taken away while we were writing. Nothing more was written.`;
  return `Somebody has pushed to the branch of the state ${location} while we were writing (commit ${head.slice(0, 7)}): nothing was written over it. Look at it before you apply again.`;
}

const tooLarge = (location: string, bytes: number) =>
  `The state ${location} has ${Math.ceil(bytes / 1e6)} MB now, and GitHub takes ${mostBytes / 1e6} MB at most: keep it in PostgreSQL. Nothing was written.`;

/** What a lock says to people: "apply by alice on build-7". */
function holderIn(text: string): string {
  let lock: unknown;
  try {
    lock = parseJson(text);
  } catch {
    // It is put down as it is.
  }
  const said = (name: string, before: string) =>
    isMap(lock) && typeof lock[name] === 'string' ? `${before}${lock[name]}` : '';
  return `${said('command', '') || 'somebody'}${said('by', ' by ')}${said('host', ' on ')}`;
}

/** Does it; a problem with GitHub becomes a `StateError` that says what to do. */
async function inSentences<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof GithubProblem)) throw error;
    const { message, kind } = error;
    const said = `${message.charAt(0).toUpperCase()}${message.slice(1)}${message.endsWith('?') ? '' : '.'}`;
    throw new StateError([said, adviceFor(kind, message)].filter(Boolean).join(' '));
  }
}

function adviceFor(kind: GithubProblem['kind'], message: string): string {
  const isWrite = message.startsWith('cannot write');
  if (kind === 'credentials') return 'Set GH_TOKEN or GITHUB_TOKEN to one that is valid.';
  if (kind === 'forbidden' && /archived/i.test(message))
    return 'Nothing can be written to an archived repository.';
  if (kind === 'missing' && isWrite) return 'Was the repository renamed?';
  if (kind === 'unclear' && isWrite)
    return 'It is not known whether it was done: `chatform state history` and `chatform state lock` show what is there.';
  if (kind === 'rejected') return refusals.find(([words]) => words.test(message))?.[1] ?? '';
  return '';
}

/** What GitHub says when it does not take a commit, and what to do. */
const refusals: readonly (readonly [RegExp, string])[] = [
  [
    /protected|rule violation|pull request/i,
    'A rule protects the branch: let the account of the token bypass it, or leave the branches of the state out of it.',
  ],
  [/too large/i, 'Keep a state of this size in PostgreSQL.'],
  [
    /reference update failed/i,
    'Is there a branch whose name is a part of this one, or a rule that keeps it from being made?',
  ],
];

async function firstOf<T>(list: AsyncIterable<T>, most: number): Promise<T[]> {
  const found: T[] = [];
  for await (const entry of list) {
    found.push(entry);
    if (found.length === most) break;
  }
  return found;
}

const readme = `# The state of chatform

This branch is written by chatform, one commit for each change. It has no
history in common with the other branches: do not merge it, and do not edit it by hand.

| file | is |
|---|---|
| \`state.db\` | the present state; the commits that touched it are the states before, with their serial |
| \`journal/\` | what was written since: there while a run is under way, or after it was killed |
| \`lock.json\` | who is writing; \`chatform state unlock ID\` takes it away |

\`chatform state history\` lists the states, \`chatform state restore SERIAL\` goes back to one.
`;
