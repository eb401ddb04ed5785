// What is there and cannot be used is never taken for "nothing there yet", and is left as it is.
import fs from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { fileStore } from '../../src/state/file.ts';
import { checksOut } from '../../src/state/image.ts';
import { StateError } from '../../src/state/store.ts';
import { openJournal } from '../../src/storage/journal.ts';
import { seal, unseal } from '../../src/storage/sealed.ts';
import { openDatabase } from '../../src/storage/sqlite.ts';
import { randomFrom } from '../support/random.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { entries, holderOf, lineage, newState } from './contract.ts';

let directory: string;
let image: string;
let journal: string;

beforeEach(() => {
  directory = temporaryFolder();
  image = path.join(directory, 'state.db');
  journal = path.join(directory, 'state.journal');
});

const store = () => fileStore({ directory, version: '0.1.0' });

async function write(times = 1): Promise<Buffer> {
  for (let i = 0; i < times; i++) {
    const session = await store().open(holderOf('writer'), newState);
    await session.append(entries);
    await session.close();
  }
  return fs.readFileSync(image);
}

const snapshot = () =>
  fs
    .readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => path.join(directory, name))
    .map((file) => [file, fs.statSync(file).isFile() ? fs.readFileSync(file, 'latin1') : '']);

/** What both ways into a state refuse it with, and that they leave everything as it is. */
async function refusal(): Promise<string> {
  const before = snapshot();
  const attempts = [store().read(), store().open(holderOf('writer'), newState)];
  const [read, opened] = await Promise.all(
    attempts.map((attempt) => attempt.catch((error: unknown) => error)),
  );
  if (!(read instanceof StateError) || !(opened instanceof StateError)) {
    return expect.fail(`taken for a state: ${read} ${opened}`);
  }
  expect(opened.message).toBe(read.message);
  expect(snapshot()).toEqual(before);
  return read.message.replaceAll(directory, 'DIR');
}

describe('a state file', () => {
  const restore =
    'To go on from an earlier state, `chatform state restore 2` puts it in its place (kept: 2, 1, 0). It was left as it is.';

  test('that is missing, though there are generations, is said to be removed', async () => {
    await write(3);
    fs.rmSync(image);
    expect(await refusal()).toBe(
      `The state DIR/state.db is missing, though its generations are still there: somebody has removed it. ${restore}`,
    );
  });

  test('that is missing, though there is a journal, is said to be removed', async () => {
    openJournal(journal).close();
    expect(await refusal()).toBe(
      'The state DIR/state.db is missing, though its journal is still there: somebody has removed it. There is no generation of it to restore: put back a copy of your own, or move the files in its folder away and start anew with `chatform import`. It was left as it is.',
    );
  });

  test('that is empty is said to be empty', async () => {
    await write(3);
    fs.truncateSync(image, 0);
    expect(await refusal()).toBe(`The state DIR/state.db is empty (0 bytes). ${restore}`);
  });

  test('that is truncated is said to be cut off', async () => {
    await write(3);
    fs.truncateSync(image, 5000);
    expect(await refusal()).toBe(`The state DIR/state.db is cut off after 5000 bytes. ${restore}`);
  });

  test('that is damaged is said to be damaged', async () => {
    const bytes = await write(3);
    bytes[6000] = (bytes[6000] ?? 0) ^ 1;
    fs.writeFileSync(image, bytes);
    expect(await refusal()).toBe(
      `The state DIR/state.db is damaged: its content does not match its checksum. ${restore}`,
    );
  });

  test('that is something else is said to be no state', async () => {
    await write(3);
    fs.writeFileSync(image, 'apps: {}\n');
    expect(await refusal()).toBe(
      `The state DIR/state.db is not a file of chatform: neither its start nor its end is. ${restore}`,
    );
  });

  test("that is a sandbox's is said to be one", async () => {
    const found = unseal('state', 3, await write(3));
    if ('problem' in found) expect.fail(found.message);
    fs.writeFileSync(image, seal('sandbox', 1, found.image));
    expect(await refusal()).toBe(
      `The state DIR/state.db is not a chatform state: it is a chatform sandbox. ${restore}`,
    );
  });

  test('of a newer format names the chatform that wrote it', async () => {
    const found = unseal('state', 3, await write());
    if ('problem' in found) expect.fail(found.message);
    const database = await openDatabase(found.image);
    database.run("UPDATE meta SET value = '3.1.0' WHERE key = 'writtenBy'");
    fs.writeFileSync(image, seal('state', 4, database.export()));
    database.close();
    expect(await refusal()).toBe(
      'The state DIR/state.db has format version 4, and this chatform reads up to version 3; chatform 3.1.0 wrote it. Upgrade chatform to use it. It was left as it is.',
    );
  });

  test('of a newer format that does not say who wrote it is still told from damage', async () => {
    fs.writeFileSync(image, seal('state', 4, Buffer.from('in a layout of the future')));
    expect(await refusal()).toBe(
      'The state DIR/state.db has format version 4, and this chatform reads up to version 3. Upgrade chatform to use it. It was left as it is.',
    );
  });

  test('that is sealed, but has no tables, is said to be damaged', async () => {
    const database = await openDatabase();
    fs.writeFileSync(image, seal('state', 1, database.export()));
    database.close();
    expect(await refusal()).toContain('The state DIR/state.db is damaged: no such table: meta.');
  });

  test('that cannot be read is said so', async () => {
    fs.mkdirSync(image);
    expect(await refusal()).toContain('The state DIR/state.db cannot be read: EISDIR');
  });

  test('is restored from those generations only that are whole themselves', async () => {
    await write(3);
    fs.truncateSync(image, 0);
    fs.truncateSync(path.join(directory, 'generations/state.2.db'), 100);
    expect(await refusal()).toContain('`chatform state restore 1` puts it in its place (kept: 1, 0).');
  });
});

test('damage of one generation hides none of the others', async () => {
  await write(4);
  fs.truncateSync(path.join(directory, 'generations/state.2.db'), 5000);
  expect((await store().history()).map(({ serial, problem }) => [serial, problem])).toEqual([
    [4, undefined],
    [3, undefined],
    [2, 'is cut off after 5000 bytes'],
    [1, undefined],
    [0, undefined],
  ]);
  expect((await store().generation(1))?.serial).toBe(1);
  expect((await store().generation(3))?.serial).toBe(3);
  await expect(store().generation(2)).rejects.toThrow(/state\.2\.db is cut off after 5000 bytes/);
});

test('a state file cut off at any length is refused', async () => {
  const bytes = await write();
  const sizes = Array.from({ length: bytes.length }, (_, length) => length);
  expect(sizes.filter((length) => checksOut(bytes.subarray(0, length)))).toEqual([]);
  const chosen = sizes.filter((n) => n < 200 || n > bytes.length - 200 || n % 4096 < 2 || n % 64 === 0);
  for (const length of chosen) {
    fs.writeFileSync(image, bytes.subarray(0, length));
    await expect(store().read(), `${length} bytes`).rejects.toBeInstanceOf(StateError);
  }
});

test('a state file with any one of 2000 bits flipped is refused', async () => {
  const bytes = await write();
  const random = randomFrom(2000);
  for (let i = 0; i < 2000; i++) {
    const place = Math.floor(random() * bytes.length);
    const bit = 1 << Math.floor(random() * 8);
    bytes[place] = (bytes[place] ?? 0) ^ bit;
    fs.writeFileSync(image, bytes);
    await expect(store().read(), `byte ${place}`).rejects.toBeInstanceOf(StateError);
    bytes[place] = (bytes[place] ?? 0) ^ bit;
  }
});

describe('a journal', () => {
  const away =
    'To go on without what only the journal has, `chatform state restore 1` puts it aside. It was left as it is.';

  const writeJournal = async (header: unknown) => {
    const opened = openJournal(journal);
    await opened.append([header, ...entries]);
    opened.close();
  };
  const header = { format: 1, lineage, serial: 1, writtenBy: '0.1.0' };

  test('that is damaged is refused with its line', async () => {
    await write();
    await writeJournal(header);
    fs.writeFileSync(journal, fs.readFileSync(journal, 'utf8').replace('historyDays', 'historyDaze'));
    expect(await refusal()).toBe(
      `The journal DIR/state.journal is damaged in line 3: it does not match its checksum and running number. ${away}`,
    );
  });

  test('of a later image than the one that is there is refused', async () => {
    await write(1);
    await writeJournal({ ...header, serial: 7 });
    expect(await refusal()).toBe(
      `The journal DIR/state.journal continues serial 7 of lineage ${lineage}, and state.db is serial 1 of lineage ${lineage}: state.db was replaced. Put back generations/state.7.db if the entries of the journal matter. ${away}`,
    );
  });

  test('of an image long before is refused', async () => {
    await write(5);
    await writeJournal({ ...header, serial: 3 });
    expect(await refusal()).toContain('state.db was replaced');
  });

  test('of another lineage is refused', async () => {
    await write(1);
    await writeJournal({ ...header, lineage: 'another' });
    expect(await refusal()).toContain('continues serial 1 of lineage another');
  });

  test('of a newer chatform is refused with its version', async () => {
    await write(1);
    await writeJournal({ ...header, format: 3, writtenBy: '3.1.0' });
    expect(await refusal()).toContain('is of a newer chatform, 3.1.0: upgrade to use it.');
  });

  test('of something else is refused', async () => {
    await write(1);
    await writeJournal({ call: 'CreatePolicy' });
    expect(await refusal()).toBe(`The journal DIR/state.journal is not the journal of a state. ${away}`);
  });
});
