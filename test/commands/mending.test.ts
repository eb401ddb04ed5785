// `chatform state restore` where the present state cannot be read: the one that is kept goes in its place, and what was
// damaged stays beside it.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileStore } from '../../src/state/file.ts';
import type { Entry } from '../../src/state/state.ts';
import { holderOf, newState } from '../state/contract.ts';
import { projectOf } from '../support/project.ts';
import { chatform, smallProject, storeOf } from './chatform.ts';

const bind = (id: number): Entry => ({
  type: 'bind',
  address: 'apps.support',
  id: String(1_400_000_000 + id),
});

/** A project whose app was bound anew three times: serial 3 is the present one, 0 to 2 are kept. */
async function project() {
  const directory = projectOf(smallProject);
  const folder = storeOf(directory);
  const store = fileStore({ directory: folder, version: '0.1.0' });
  for (const id of [1, 2, 3]) {
    const session = await store.open(holderOf(`apply-${id}`), newState);
    await session.append([bind(id)]);
    await session.close();
  }
  const file = (name: string) => path.join(folder, name);
  const names = () => fs.readdirSync(folder).sort();
  return { directory, store, file, names };
}

const aside = 'state.damaged-20260301T080000Z';

const damages: readonly (readonly [string, (file: string) => void, readonly string[]])[] = [
  [
    'damaged',
    (file) => fs.writeFileSync(file, fs.readFileSync(file).fill(0, 5000, 5001).reverse()),
    [`${aside}.db`],
  ],
  ['cut off', (file) => fs.truncateSync(file, 5000), [`${aside}.db`]],
  ['empty', (file) => fs.truncateSync(file, 0), [`${aside}.db`]],
  ['missing', (file) => fs.rmSync(file), []],
];

describe('state restore, where state.db', () => {
  test.each(damages)('is %s, puts a kept state in its place', async (_title, damage, left) => {
    const { directory, store, file, names } = await project();
    damage(file('state.db'));
    const bytes = left.length > 0 ? fs.readFileSync(file('state.db')) : undefined;
    const { code, out } = await chatform(directory, 'state restore 2 --yes');
    const where = left.length > 0 ? ` What was damaged is in ${file(`${aside}.db`)}.` : '';
    expect([code, out]).toEqual([
      0,
      `Restored serial 2 as serial 5.${where} The console is as it was: \`chatform plan\` shows what differs now.\n`,
    ]);
    expect(names()).toEqual(['generations', ...left, 'state.db'].sort());
    if (bytes) expect(fs.readFileSync(file(`${aside}.db`)).equals(bytes)).toBe(true);
    const state = await store.read();
    expect([state?.serial, state?.bindings.get('apps.support')]).toEqual([5, '1400000002']);
    const [newest] = await store.history();
    expect(newest).toMatchObject({ serial: 5, isPresent: true, writer: { command: 'state restore' } });
  });

  test('is damaged, shows what is wrong and what is kept, and asks', async () => {
    const { directory, file, names } = await project();
    fs.truncateSync(file('state.db'), 5000);
    const before = names();
    const shown = `The state ${file('state.db')} is cut off after 5000 bytes. To go on from an earlier state, \`chatform state restore 2\` puts it in its place (kept: 2, 1, 0). It was left as it is.
The state would become what it was with serial 1: 1 app, 0 resources, 0 confirmations.
  What was done since is forgotten, and so is which calls were under way: an app that was created since is not found again by itself.
`;
    const checked = await chatform(directory, 'state restore 1 --check');
    expect([checked.code, checked.out]).toEqual([0, shown]);
    const refused = await chatform(directory, 'state restore 1', { ask: async () => 'no' });
    expect([refused.code, refused.err]).toEqual([1, `${shown}Nothing was restored.\n`]);
    const alone = await chatform(directory, 'state restore 1');
    expect(alone.code).toBe(1);
    expect(alone.err).toContain('Nobody can be asked here: the standard input is no terminal. Give --yes.');
    expect(names()).toEqual(before);
  });

  test('is damaged, is refused while somebody holds the lock; exit code 6', async () => {
    const { directory, file, names } = await project();
    fs.truncateSync(file('state.db'), 5000);
    fs.writeFileSync(file('state.lock'), JSON.stringify({ ...holderOf('apply-9'), host: 'laptop-3' }));
    expect((await chatform(directory, 'state restore 2 --yes')).code).toBe(6);
    expect(names()).toEqual(['generations', 'state.db', 'state.lock']);
  });

  test('is damaged, does not take a generation that is damaged too', async () => {
    const { directory, file } = await project();
    fs.truncateSync(file('state.db'), 5000);
    fs.truncateSync(file('generations/state.2.db'), 100);
    const { code, err } = await chatform(directory, 'state restore 2 --yes');
    expect([code, err]).toEqual([
      1,
      `Error: The generation ${file('generations/state.2.db')} is cut off after 100 bytes. Nothing was changed.\n`,
    ]);
    expect((await chatform(directory, 'state restore 1 --yes')).code).toBe(0);
  });

  test('is damaged twice keeps both of what was damaged', async () => {
    const { directory, file, names, store } = await project();
    const serials: (number | undefined)[] = [];
    for (const size of [5000, 4000]) {
      fs.truncateSync(file('state.db'), size);
      expect((await chatform(directory, 'state restore 2 --yes')).code).toBe(0);
      expect((await chatform(directory, 'state list')).code).toBe(0);
      serials.push((await store.read())?.serial);
    }
    expect(serials).toEqual([5, 6]);
    expect(names()).toEqual(['generations', `${aside}-2.db`, `${aside}.db`, 'state.db', 'state.seen']);
  });

  test('was written by a newer chatform is refused: nothing of it is damaged', async () => {
    const { directory, file } = await project();
    const { seal } = await import('../../src/storage/sealed.ts');
    fs.writeFileSync(file('state.db'), seal('state', 9, Buffer.from('in a layout of the future')));
    const { code, err } = await chatform(directory, 'state restore 2 --yes');
    expect([code, err.includes('Upgrade chatform to use it.')]).toEqual([1, true]);
  });
});

test('state restore puts a damaged journal aside, and the state that it continued stays', async () => {
  const { directory, store, file, names } = await project();
  fs.writeFileSync(file('state.journal'), '00000000 1 {"lineage":"?"}\n');
  const { code, err } = await chatform(directory, 'plan');
  expect(code).toBe(1);
  expect(err).toContain(
    'To go on without what only the journal has, `chatform state restore 3` puts it aside.',
  );
  expect((await chatform(directory, 'state restore 3 --yes')).code).toBe(0);
  expect(names()).toEqual(['generations', `${aside}.db`, `${aside}.journal`, 'state.db']);
  expect((await store.read())?.bindings.get('apps.support')).toBe('1400000003');
});

test('state restore --json says what was damaged, and where it is', async () => {
  const { directory, file } = await project();
  fs.rmSync(file('state.db'));
  const { out } = await chatform(directory, 'state restore 2 --yes --json');
  expect(JSON.parse(out)).toEqual({
    restored: 5,
    damage: `The state ${file('state.db')} is missing, though its generations are still there: somebody has removed it. To go on from an earlier state, \`chatform state restore 2\` puts it in its place (kept: 2, 1, 0). It was left as it is.`,
    aside: [],
  });
});
