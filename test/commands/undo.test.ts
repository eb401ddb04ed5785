// `chatform undo`: what an apply did, taken back by a plan; and states that are older than what was seen.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { fileStore } from '../../src/state/file.ts';
import { maxUndos } from '../../src/state/state.ts';
import { holderOf, newState } from '../state/contract.ts';
import { projectOf } from '../support/project.ts';
import { applyAll, byHand, calls, chatform, smallProject, storeOf } from './chatform.ts';

const edit = (directory: string, from: string, to: string) => {
  const file = path.join(directory, 'chatform.yaml');
  fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace(from, to));
};

const newestRun = async (directory: string): Promise<string> =>
  JSON.parse((await chatform(directory, 'undo --json')).out).runs[0].id;

/** A project that was applied, then edited and applied again; with the ID of the second run. */
async function appliedTwice(from: string, to: string) {
  const directory = projectOf(smallProject);
  expect((await chatform(directory, applyAll)).code).toBe(0);
  const before = await calls(directory);
  edit(directory, from, to);
  expect((await chatform(directory, `${applyAll},data-loss`)).code).toBe(0);
  return {
    directory,
    run: await newestRun(directory),
    since: async () => (await calls(directory)).slice(before.length),
  };
}

describe('undo', () => {
  test('plans a value back, applies it from a saved plan, and leaves the configuration to people', async () => {
    const { directory, run, since } = await appliedTwice('300', '60');
    const planned = await chatform(directory, `undo ${run} --out undo.plan.json --detailed-exitcode`);
    expect(planned.code).toBe(2);
    expect(planned.out).toContain('    ~ recallSeconds = 60 -> 300\n');
    expect(planned.out).toContain('Plan: 0 to add, 1 to change, 0 to destroy.\n');
    expect(planned.out).toContain(
      `This plan takes back run ${run}. What else the configuration declares is left out.`,
    );
    expect(planned.err).toContain('Revert it as well.');
    expect((await chatform(directory, 'apply undo.plan.json')).code).toBe(0);
    expect(await since()).toEqual(['SetMessages 1400000001 ok', 'SetMessages 1400000001 ok']);
    expect((await chatform(directory, `undo ${run}`)).out).toContain('No changes in what was asked for.\n');
    expect((await chatform(directory, 'plan')).out).toContain('    ~ recallSeconds = 300 -> 60\n');
  });

  test('can itself be taken back', async () => {
    const { directory, run } = await appliedTwice('300', '60');
    await chatform(directory, `undo ${run} --out undo.plan.json`);
    await chatform(directory, 'apply undo.plan.json');
    const again = await newestRun(directory);
    expect(again).not.toBe(run);
    expect((await chatform(directory, `undo ${again}`)).out).toContain('    ~ recallSeconds = 300 -> 60\n');
  });

  test('CAM-8: takes an attachment off again, and attaches what was detached', async () => {
    const { directory, run } = await appliedTwice('users: [alice]', 'users: [bob]');
    const { out } = await chatform(directory, `undo ${run} --json`);
    const changes = JSON.parse(out).resource_changes as { address: string; change: { actions: string[] } }[];
    expect(changes.map(({ address, change }) => `${change.actions} ${address}`)).toEqual([
      'create cam.policies.support-readers.users.alice',
      'delete cam.policies.support-readers.users.bob',
    ]);
  });

  test('destroys what the run created, and what is in it, and needs to be allowed to', async () => {
    const { directory, run } = await appliedTwice('cam:', '  lobby:\n    name: Lobby\ncam:');
    const { out } = await chatform(directory, `undo ${run} --out undo.plan.json`);
    expect(out).toContain('# apps.lobby will be destroyed\n');
    expect(out).toContain('A deleted app and its SDKAppID cannot be brought back. (APP-3)');
    expect((await chatform(directory, 'apply undo.plan.json')).code).toBe(0);
    expect((await chatform(directory, 'state list')).out).not.toContain('apps.lobby');
  });

  test('creates again what the run deleted', async () => {
    const policy = smallProject['chatform.yaml'].slice(smallProject['chatform.yaml'].indexOf('cam:'));
    const { directory, run } = await appliedTwice(policy, '');
    const planned = await chatform(directory, `undo ${run} --out undo.plan.json`);
    expect(planned.out).toContain('# cam.policies.support-readers will be created\n');
    expect((await chatform(directory, 'apply undo.plan.json')).code).toBe(0);
    expect((await chatform(directory, 'undo --json')).out).toContain('"lasting": 0');
  });

  test('APP-7: says what cannot be taken back, and takes back the rest', async () => {
    const { directory, run } = await appliedTwice(
      'recallSeconds: 300}',
      'recallSeconds: 60}\n    edition: standard',
    );
    const { code, out } = await chatform(directory, `undo ${run}`);
    expect(code).toBe(0);
    expect(out).toContain('    ~ recallSeconds = 60 -> 300\n');
    expect(out).toContain(
      `apps.support.edition was changed by run ${run}, and that cannot be taken back: An upgraded app`,
    );
    expect(out).toContain('Plan: 0 to add, 1 to change, 0 to destroy.\n');
    expect((await chatform(directory, 'undo')).out).toMatch(
      /2 changes, 1 not or not wholly to be taken back\n/,
    );
  });

  test('is refused once something moved since it was planned', async () => {
    const { directory, run } = await appliedTwice('300', '60');
    await chatform(directory, `undo ${run} --out undo.plan.json`);
    await byHand(directory, 'SetMessages', { sdkAppId: '1400000001', recallSeconds: 90 });
    const { code, err } = await chatform(directory, 'apply undo.plan.json');
    expect(code).toBe(4);
    expect(err).toContain('apps.support.messages was changed');
  });

  test('knows a run that was cut off by what it may have done', async () => {
    const directory = projectOf(smallProject);
    let looks = 0;
    const stopping = () => {
      looks += 1;
      return looks > 3;
    };
    expect((await chatform(directory, applyAll, { stopping })).code).toBe(130);
    const { out } = await chatform(directory, 'undo');
    expect(out).toMatch(/^run +when +outcome +what it did\n\S+ +\S+ +interrupted +3 changes\n$/);
  });

  test('APP-1: takes back what a run made whose call was cut off, as the console has it', async () => {
    const directory = projectOf(smallProject);
    await chatform(directory, applyAll);
    const store = fileStore({ directory: storeOf(directory), version: '0.1.0' });
    const session = await store.open(holderOf('apply-9'), newState);
    const lobby = { address: 'apps.lobby', kind: 'app', action: 'create' } as const;
    await session.append([
      { type: 'undo', run: 'apply-9', inverse: { ...lobby, lasting: [] } },
      {
        type: 'intent',
        intent: { ...lobby, id: 'call-9', patch: { name: 'Lobby' }, before: ['1400000001'] },
      },
    ]);
    await session.close();
    await byHand(directory, 'RegisterApp', { name: 'Lobby' });
    const { out } = await chatform(directory, 'undo apply-9 --out undo.plan.json');
    expect(out).toContain('# apps.lobby will be destroyed\n');
    expect(await chatform(directory, 'apply undo.plan.json')).toMatchObject({
      code: 0,
      out: 'Apply complete! Resources: 0 added, 0 changed, 1 destroyed.\n',
    });
    expect((await calls(directory)).at(-1)).toBe('DeleteApp 1400000002 ok');
  });

  test('takes back the oldest run that is known, which is forgotten by that', async () => {
    const directory = projectOf(smallProject);
    await chatform(directory, applyAll);
    const oldest = await newestRun(directory);
    for (let run = 1; run < maxUndos; run += 1) {
      edit(directory, `recallSeconds: ${300 - (run - 1)}`, `recallSeconds: ${300 - run}`);
      await chatform(directory, applyAll);
    }
    expect((await chatform(directory, `undo ${oldest} --out undo.plan.json`)).code).toBe(0);
    const applied = await chatform(directory, 'apply undo.plan.json');
    expect(applied).toMatchObject({
      code: 0,
      out: 'Apply complete! Resources: 0 added, 0 changed, 3 destroyed.\n',
    });
    expect((await chatform(directory, 'undo')).out).not.toContain(oldest);
  });

  test('of a run that is not known says where the list is', async () => {
    const { directory } = await appliedTwice('300', '60');
    const { code, err } = await chatform(directory, 'undo 6f1c9b1e');
    expect(code).toBe(1);
    expect(err).toContain('Nothing is known of how to take back a run 6f1c9b1e.');
    expect(err).toContain('`chatform undo` lists the runs');
    expect(err).not.toContain('Revert it as well.');
  });

  test('has nothing to list before the first apply', async () => {
    const directory = projectOf(smallProject);
    expect(await chatform(directory, 'undo')).toEqual({
      code: 0,
      out: '',
      err: 'There is no run that could be taken back.\n',
    });
    expect(JSON.parse((await chatform(directory, 'undo --json')).out)).toEqual({ runs: [] });
  });
});

describe('a state older than the one last seen here', () => {
  /** The state of before the second apply was put back by hand. */
  async function putBack(): Promise<string> {
    const directory = projectOf(smallProject);
    await chatform(directory, 'apply --auto-approve --target apps.support');
    const file = path.join(storeOf(directory), 'state.db');
    const older = fs.readFileSync(file);
    await chatform(directory, 'apply --auto-approve');
    fs.writeFileSync(file, older);
    return directory;
  }

  test('is refused by every command, with what to do, and nothing is written', async () => {
    const directory = await putBack();
    const before = await calls(directory);
    for (const line of [
      'plan',
      'apply --auto-approve',
      'state list',
      'state rm apps.support --yes',
      'state pull',
    ]) {
      const { code, err } = await chatform(directory, line);
      expect([line, code]).toEqual([line, 1]);
      expect(err).toContain('has serial 1, and serial 2 of lineage ');
      expect(err).toContain('`chatform state accept` takes it as it is');
    }
    expect(await calls(directory)).toEqual(before);
  });

  test('is gone on from once a person said so', async () => {
    const directory = await putBack();
    const asked: string[] = [];
    const no = await chatform(directory, 'state accept', {
      ask: async (question) => {
        asked.push(question);
        return 'no';
      },
    });
    expect([no.code, asked]).toEqual([1, ['Go on from it? Only "yes" is accepted: ']]);
    expect((await chatform(directory, 'plan')).code).toBe(1);
    const yes = await chatform(directory, 'state accept --yes');
    expect(yes).toMatchObject({ code: 0, out: 'Accepted serial 1: chatform goes on from it here.\n' });
    expect((await chatform(directory, 'plan')).code).toBe(0);
    expect((await chatform(directory, 'state accept')).out).toBe(
      'The state has serial 1, and nothing newer was seen here.\n',
    );
  });

  test('and one that is gone, or is of another lineage, are not taken for the one that was there', async () => {
    const directory = await putBack();
    const folder = storeOf(directory);
    const seen = fs.readFileSync(path.join(folder, 'state.seen'));
    for (const name of ['state.db', 'generations']) fs.rmSync(path.join(folder, name), { recursive: true });
    const gone = await chatform(directory, 'apply --auto-approve');
    expect(gone.code).toBe(1);
    expect(gone.err).toContain('is not there any more, and serial 2 of lineage ');
    fs.rmSync(path.join(folder, 'state.seen'));
    fs.rmSync(path.join(folder, 'sandbox.db'));
    expect((await chatform(directory, applyAll)).code).toBe(0);
    fs.writeFileSync(path.join(folder, 'state.seen'), seen);
    const other = await chatform(directory, 'plan');
    expect(other.code).toBe(1);
    expect(other.err).toContain('is of another lineage, ');
  });

  test('and a copy of what was lost may take its place, an older copy only by the word of a person', async () => {
    const directory = projectOf(smallProject);
    const copy = (name: string, text: string) => fs.writeFileSync(path.join(directory, name), text);
    await chatform(directory, 'apply --auto-approve --target apps.support');
    copy('older.json', (await chatform(directory, 'state pull')).out);
    await chatform(directory, 'apply --auto-approve');
    copy('newest.json', (await chatform(directory, 'state pull')).out);
    for (const name of ['state.db', 'generations'])
      fs.rmSync(path.join(storeOf(directory), name), { recursive: true });
    const gone = await chatform(directory, 'state accept --yes');
    expect(gone.code).toBe(1);
    expect(gone.err).toContain('`chatform state push FILE` puts a copy in its place.');
    const older = await chatform(directory, 'state push older.json --yes');
    expect(older.code).toBe(1);
    expect(older.err).toContain('older.json was not pushed: it has serial 1, and serial 2 of lineage ');
    expect((await chatform(directory, 'state push newest.json --yes')).code).toBe(0);
    expect((await chatform(directory, 'plan --detailed-exitcode')).code).toBe(0);
    const forced = await chatform(directory, 'state push older.json --force', { ask: async () => 'yes' });
    expect(forced.code).toBe(0);
    expect((await chatform(directory, 'plan')).code).toBe(0);
  });

  test('a note that is damaged is none', async () => {
    const directory = await putBack();
    fs.writeFileSync(path.join(storeOf(directory), 'state.seen'), '{"lineage":');
    expect((await chatform(directory, 'plan')).code).toBe(0);
  });
});
