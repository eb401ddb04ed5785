/** One comment on a pull request for each environment: found again by its marker and its author. */
import { type Marker, markerText } from '../report/marker.ts';
import type { Client, Place } from './client.ts';
import { isSameText, type Marked, marked } from './ours.ts';
import { all, listed } from './pages.ts';
import { attempt, type Deed, GithubProblem } from './problems.ts';
import { createOnce, notAgain, sendFitting } from './sending.ts';

/** `superseded`: a later run has written already, and is left to stand. */
export interface PutComment {
  readonly outcome: 'created' | 'updated' | 'unchanged' | 'superseded';
  readonly url: string;
}

/** A text and the marker that goes into its first line. */
export interface MarkedText {
  readonly marker: Marker;
  /** What is to be read, without the marker. */
  readonly body: string;
}

/**
 * Writes our comment of the marker's place on a pull request or an issue: a new one, or over the one that is
 * there. Another's comment is never touched, even with our marker in it. Throws `GithubProblem`.
 */
export async function putComment(
  client: Client,
  place: Place,
  number: number,
  { marker, body }: MarkedText,
): Promise<PutComment> {
  const thread: Thread = { client, place, number, marker, text: `${markerText(marker)}\n${body}` };
  const found = await ourComments(thread);
  if (found.length > 0) return settle(thread, found);
  const { html_url: url } = await create(thread);
  // Another run may have been as quick: both see both now, and agree on the older one.
  const now = await ourComments(thread);
  const alone = now.every(({ marker: its }) => its.run === marker.run);
  return now.length > 1 || !alone ? settle(thread, now) : { outcome: 'created', url };
}

/** A comment to be written and where. */
interface Thread {
  readonly client: Client;
  readonly place: Place;
  readonly number: number;
  readonly marker: Marker;
  readonly text: string;
}

/** What is needed of a comment. */
interface Comment {
  readonly id: number;
  readonly html_url: string;
  readonly body?: string;
}

type Ours = Marked<Comment>;

const needs = 'pull-requests: write';

/** Oldest first, which is the order of GitHub's list. */
async function ourComments({ client, place, number, marker }: Thread): Promise<Ours[]> {
  const login = await client.login();
  const deed: Deed = { to: `list the comments of #${number}`, needs };
  const list = listed(deed, (page) =>
    client.octokit.rest.issues.listComments({ ...place, issue_number: number, ...page }),
  );
  const found = (await all(list)).flatMap((comment) => marked(comment, login, marker) ?? []);
  return found.sort((a, b) => a.entry.id - b.entry.id);
}

/** `isIt`: whether a comment is the one whose answer was lost, by the text that was sent. */
async function create(
  thread: Thread,
  isIt: (comment: Comment, sent: string) => boolean = () => true,
): Promise<Comment> {
  const { client, place, number, text } = thread;
  const deed: Deed = { to: `comment on #${number}`, needs };
  return sendFitting(text, (body) =>
    createOnce(
      client,
      deed,
      async () => {
        const request = { ...place, issue_number: number, body, ...notAgain };
        return (await client.octokit.rest.issues.createComment(request)).data;
      },
      async () => (await ourComments(thread)).findLast(({ entry }) => isIt(entry, body))?.entry,
    ),
  );
}

/** Adds a comment of ours, whatever others there are; not twice after a lost answer. Throws `GithubProblem`. */
export async function addComment(
  client: Client,
  place: Place,
  number: number,
  { marker, body }: MarkedText,
): Promise<string> {
  const thread: Thread = { client, place, number, marker, text: `${markerText(marker)}\n${body}` };
  return (await create(thread, (comment, sent) => isSameText(comment.body, sent))).html_url;
}

/** Makes one of several: the oldest takes the text, and the others go. */
async function settle(thread: Thread, found: readonly Ours[]): Promise<PutComment> {
  const latest = found.reduce((a, b) => (runOf(b) > runOf(a) ? b : a));
  if (runOf(latest) > (thread.marker.run ?? 0)) {
    // Only those that the later run cannot have chosen to keep, else each could delete the other's.
    await remove(
      thread,
      found.filter(({ entry }) => entry.id > latest.entry.id),
    );
    return { outcome: 'superseded', url: latest.entry.html_url };
  }
  const [oldest = latest, ...younger] = found;
  const same = isSameText(oldest.entry.body, thread.text);
  const { html_url: url } = same ? oldest.entry : await update(thread, oldest.entry);
  await remove(thread, younger);
  return { outcome: same && younger.length === 0 ? 'unchanged' : 'updated', url };
}

const runOf = ({ marker }: Ours) => marker.run ?? 0;

async function update(thread: Thread, { id }: Comment): Promise<Comment> {
  const { client, place, number, text } = thread;
  const deed: Deed = { to: `update the comment on #${number}`, needs };
  try {
    return await sendFitting(text, (body) =>
      attempt(
        deed,
        async () => (await client.octokit.rest.issues.updateComment({ ...place, comment_id: id, body })).data,
      ),
    );
  } catch (error) {
    // Somebody deleted it in the meantime.
    if (error instanceof GithubProblem && error.kind === 'missing') return create(thread);
    throw error;
  }
}

async function remove({ client, place, number }: Thread, comments: readonly Ours[]): Promise<void> {
  const deed: Deed = { to: `delete a second comment of ours on #${number}`, needs };
  for (const { entry } of comments) {
    try {
      await attempt(deed, () => client.octokit.rest.issues.deleteComment({ ...place, comment_id: entry.id }));
    } catch (error) {
      if (!(error instanceof GithubProblem) || error.kind !== 'missing') throw error;
    }
  }
}
