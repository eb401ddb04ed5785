/** A repository on the fake GitHub that keeps a state. */
import type { Pace } from '../../../src/github/client.ts';
import { githubPlace } from '../../../src/state/github.ts';
import type { Place, Tenure } from '../../../src/state/place.ts';
import { logOf, push } from './git.ts';
import type { Permissions, Repository } from './model.ts';
import { addRepository, addToken, clientFor, github, maintainer, place } from './scene.ts';
import type { GithubServer } from './server.ts';

export const branch = 'chatform-state/production';

export interface Hub {
  readonly server: GithubServer;
  readonly repository: Repository;
  readonly token: string;
}

/** A repository with a first commit on its default branch, and a token for it. */
export async function hub(permissions: Permissions = { contents: 'write' }): Promise<Hub> {
  const server = await github();
  const repository = addRepository(server);
  push(server.model, repository, 'main', { message: 'Begin', put: { 'chatform.yaml': 'version: 1\n' } });
  return { server, repository, token: addToken(server, maintainer, permissions) };
}

export const placeOn = ({ server, token }: Hub, name = branch, pace: Partial<Pace> = {}): Place =>
  githubPlace({ client: clientFor(server, token, pace), repository: place, branch: name });

/** The text of a lock. */
export const lockOf = (by: string) => JSON.stringify({ command: 'apply', by, host: 'build-7' });

/** Takes the lock, which has to be free. */
export async function lockedBy(at: Place, by: string): Promise<Tenure> {
  const tenure = await at.lock(lockOf(by), () => false);
  if ('inTheWay' in tenure) throw new Error(`${tenure.inTheWay} is in the way`);
  return tenure;
}

export const bytesOf = (text: string) => Buffer.from(text);

/** An image that has its serial as its content. */
export const imageOf = (serial: number, about = 'apply by alice on build-7') => ({
  bytes: bytesOf(`image ${serial}`),
  serial,
  base: serial === 1 ? undefined : serial - 1,
  about,
});

/** All that the branch holds, as texts. */
export function filesOn({ repository: { git } }: Hub, name = branch): Record<string, string> {
  const commit = git.commits.get(git.refs.get(`refs/heads/${name}`) ?? '');
  const files = [...(git.trees.get(commit?.tree ?? '') ?? [])];
  return Object.fromEntries(files.map(([path, sha]) => [path, String(git.blobs.get(sha))]));
}

/** The commits of the branch, newest first. */
export const commitsOn = ({ repository: { git } }: Hub, name = branch) =>
  logOf(git, git.refs.get(`refs/heads/${name}`));

/** The requests that were made meanwhile: `GET trees`, `POST graphql`. */
export async function requestsOf({ server }: Hub, action: () => Promise<unknown>): Promise<string[]> {
  const before = server.asked.length;
  await action();
  const name = (path: string) =>
    /\/(matching-refs|refs|trees|blobs|commits)\b/.exec(path)?.[1] ?? path.replace(/^.*\//, '');
  return server.asked.slice(before).map(({ method, path }) => `${method} ${name(path)}`);
}
