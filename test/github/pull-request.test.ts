import { expect, test } from 'vitest';
import { filesOf } from '../../src/github/pull-request.ts';
import type { PullFile } from '../support/github/model.ts';
import { addPull, addRepository, addToken, clientFor, github, place } from '../support/github/scene.ts';

async function namesOf(files: PullFile[]) {
  const server = await github();
  addPull(server, addRepository(server), { files });
  return filesOf(clientFor(server, addToken(server)), place, 1);
}

const changed = (count: number): PullFile[] =>
  Array.from({ length: count }, (_, i) => ({ filename: `chat/apps/app-${i}.yaml`, status: 'modified' }));

test('files are listed over all pages', async () => {
  const { names, complete } = await namesOf(changed(230));
  expect(names).toHaveLength(230);
  expect(names.at(-1)).toBe('chat/apps/app-229.yaml');
  expect(complete).toBe(true);
});

test('a renamed file is listed under both names, a removed one too', async () => {
  const files: PullFile[] = [
    { filename: 'chat/apps/help.yaml', status: 'renamed', previous_filename: 'chat/apps/support.yaml' },
    { filename: 'chat/apps/lobby.yaml', status: 'removed' },
  ];
  expect(await namesOf(files)).toEqual({
    names: ['chat/apps/help.yaml', 'chat/apps/support.yaml', 'chat/apps/lobby.yaml'],
    complete: true,
  });
});

test('of more files than GitHub lists, the list says that it is not complete', async () => {
  expect((await namesOf(changed(3001))).complete).toBe(false);
  expect((await namesOf(changed(2999))).complete).toBe(true);
});
