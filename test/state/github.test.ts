// The state on a branch of a GitHub that is on this machine.
import { describe, expect, test } from 'vitest';
import { githubPlace } from '../../src/state/github.ts';
import { remoteStore } from '../../src/state/remote.ts';
import { logOf, push } from '../support/github/git.ts';
import type { Permissions, Repository } from '../support/github/model.ts';
import { addRepository, addToken, clientFor, github, maintainer, place } from '../support/github/scene.ts';
import type { GithubServer } from '../support/github/server.ts';
import { entries, holderOf, newState, stateStoreContract, textOf } from './contract.ts';

const branch = 'chatform-state/production';

/** A repository with a first commit on its default branch, and a token for it. */
async function hub(permissions: Permissions = { contents: 'write' }) {
  const server = await github();
  const repository = addRepository(server);
  push(server.model, repository, 'main', { message: 'Begin', put: { 'chatform.yaml': 'version: 1\n' } });
  return { server, repository, token: addToken(server, maintainer, permissions) };
}

type Hub = Awaited<ReturnType<typeof hub>>;

const placeOn = ({ server, token }: Pick<Hub, 'server' | 'token'>) =>
  githubPlace({ client: clientFor(server, token), repository: place, branch });

const storeOn = (here: Pick<Hub, 'server' | 'token'>) =>
  remoteStore({ place: placeOn(here), version: '0.1.0' });

stateStoreContract('GitHub', async () => {
  const here = await hub();
  return () => storeOn(here);
});
