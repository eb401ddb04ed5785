// A state that is encrypted where it is stored: the promises of every store, and what nobody can do to it.
import fs from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { fileStore } from '../../src/state/file.ts';
import { remoteStore } from '../../src/state/remote.ts';
import type { Entry } from '../../src/state/state.ts';
import { cipherOf, type Keys, type SecretKey } from '../../src/storage/cipher.ts';
import { seal, unseal } from '../../src/storage/sealed.ts';
import { formsOf } from '../support/encodings.ts';
import { emptyMemory, type Memory, memoryPlace } from '../support/memory-place.ts';
import { randomFrom } from '../support/random.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { entries, holderOf, newState, stateStoreContract } from './contract.ts';

const keyOf = (byte: number): SecretKey => ({
  type: 'key',
  variable: 'CHATFORM_KEY',
  secret: Buffer.alloc(32, byte),
});
const keys: Keys = { current: keyOf(7), previous: [] };
const own = cipherOf(keys);
const version = '0.1.0';

stateStoreContract('encrypted file', () => {
  const directory = path.join(temporaryFolder(), '.chatform/default');
  return () => fileStore({ directory, version, cipher: own });
});

stateStoreContract('encrypted remote', () => {
  const memory = emptyMemory();
  return () => remoteStore({ place: memoryPlace(memory), version, cipher: own });
});

const canary = 'moonlit-canary-4711';
const value = (text = canary): Entry => ({
  type: 'record',
  address: 'apps.support.messages',
  recorded: { kind: 'messages', body: { note: text } },
});
const storeIn = (directory: string, more: Partial<Keys> = {}) =>
  fileStore({ directory, version, cipher: cipherOf({ ...keys, ...more }) });
const plainIn = (directory: string) => fileStore({ directory, version });
type Store = ReturnType<typeof plainIn>;

async function write(store: Store, ...added: Entry[]): Promise<void> {
  const session = await store.open(holderOf('writer'), newState);
  await session.append(added);
  await session.close();
}

/** What a session leaves in a folder that is killed after it appended each entry by itself. */
async function killed(store: (directory: string) => Store, ...added: Entry[]): Promise<string> {
  const directory = temporaryFolder();
  const session = await store(directory).open(holderOf('killed'), newState);
  for (const entry of added) await session.append([entry]);
  const left = path.join(temporaryFolder(), 'left');
  fs.cpSync(directory, left, { recursive: true });
  await session.close();
  fs.unlinkSync(path.join(left, 'state.lock'));
  return left;
}

const bytesIn = (folder: string) =>
  fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => fs.statSync(file).isFile())
    .map((file) => fs.readFileSync(file));
const finds = (places: readonly Uint8Array[]) =>
  places.filter((place) => formsOf(Buffer.from(canary)).some((form) => Buffer.from(place).includes(form)))
    .length;

describe('no value is found in what is stored', () => {
  test('in files: image, journal and generations, which without encryption have it', async () => {
    const [encrypted, plain] = [await killed(storeIn, value()), await killed(plainIn, value())];
    expect(fs.readdirSync(encrypted).sort()).toEqual(['state.db', 'state.journal']);
    expect([finds(bytesIn(encrypted)), finds(bytesIn(plain)) > 0]).toEqual([0, true]);
    for (const [directory, store] of [
      [encrypted, storeIn],
      [plain, plainIn],
    ] as const) {
      await write(store(directory), value(), { type: 'bind', address: 'apps.support', id: '1' });
      await write(store(directory), { type: 'bind', address: 'apps.support', id: '2' });
      expect(fs.readdirSync(path.join(directory, 'generations'))).toHaveLength(3);
    }
    expect([finds(bytesIn(encrypted)), finds(bytesIn(plain)) > 2]).toEqual([0, true]);
  });

  test('at a place away from this machine: image, chunks and generations', async () => {
    const seen = async (cipher?: typeof own) => {
      const memory = emptyMemory();
      const store = remoteStore({ place: memoryPlace(memory), version, ...(cipher && { cipher }) });
      await write(store, value());
      const session = await store.open(holderOf('killed'), newState);
      await session.append([value()]);
      return [
        memory.image,
        ...memory.journal,
        ...[...memory.generations.values()].map((one) => one.image),
      ].flatMap((one) => one ?? []);
    };
    const [encrypted, plain] = [await seen(own), await seen()];
    expect([encrypted.length, finds(encrypted), finds(plain)]).toEqual([3, 0, 2]);
  });
});

/** The lines of a journal, changed, each with a checksum and number that fit its place. */
function rewrite(directory: string, change: (texts: string[]) => string[]): void {
  const file = path.join(directory, 'state.journal');
  const texts = fs
    .readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ').slice(2).join(' '));
  const lines = change(texts).map((text, index) => {
    const content = `${index + 1} ${text}`;
    return `${crc32(content).toString(16).padStart(8, '0')} ${content}\n`;
  });
  fs.writeFileSync(file, lines.join(''));
}

const refusal = async (store: Store) => {
  try {
    await store.read();
    return 'was read';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the journal of a killed run', () => {
  test('is part of the state, and becomes an image', async () => {
    const directory = await killed(storeIn, ...entries);
    expect((await storeIn(directory).read())?.serial).toBe(1);
    const session = await storeIn(directory).open(holderOf('next'), newState);
    await session.close();
    expect(fs.readdirSync(directory).sort()).toEqual(['generations', 'state.db']);
    expect((await storeIn(directory).read())?.bindings.get('apps.support')).toBe('1400000001');
  });

  const changes: [what: string, change: (texts: string[]) => string[], line: number][] = [
    ['two entries that changed places', ([head = '', a = '', b = '', c = '']) => [head, b, a, c], 2],
    ['an entry that stands twice', ([head = '', a = '', b = '', c = '']) => [head, a, a, b, c], 3],
    ['an entry less in the middle', ([head = '', a = '', , c = '']) => [head, a, c], 3],
    ['another writer in its header', ([head = '', ...rest]) => [head.replace('0.1.0', '0.1.1'), ...rest], 2],
  ];
  test.each(changes)('with %s is refused, though all checksums fit', async (_, change, line) => {
    const directory = await killed(storeIn, value('one'), value('two'), value('three'));
    rewrite(directory, change);
    expect(await refusal(storeIn(directory))).toContain(
      `state.journal is damaged, or was changed: it does not decrypt (line ${line}).`,
    );
  });

  test('with an entry of another state under the same key is refused', async () => {
    const directory = await killed(storeIn, value('one'));
    const other = temporaryFolder();
    const session = await storeIn(other).open(holderOf('other'), () => ({
      ...newState(),
      lineage: 'another',
    }));
    await session.append([value('two')]);
    const [, entry = ''] = fs.readFileSync(path.join(other, 'state.journal'), 'utf8').split('\n');
    await session.close();
    rewrite(directory, ([head = '']) => [head, entry.split(' ').slice(2).join(' ')]);
    expect(await refusal(storeIn(directory))).toContain(
      'state.journal is damaged, or was changed: it does not decrypt (line 2).',
    );
  });

  test('with an entry that is not encrypted is refused, unless the project is changing over', async () => {
    const directory = await killed(storeIn, value('one'));
    rewrite(directory, ([head = '']) => [head, JSON.stringify(value('forged'))]);
    expect(await refusal(storeIn(directory))).toContain(
      'state.journal is not encrypted, and the configuration says that it is (line 2).',
    );
    expect(await refusal(storeIn(directory, { migrate: 'encrypt' }))).toBe('was read');
    rewrite(directory, ([head = '']) => [head, JSON.stringify('no entry at all')]);
    expect(await refusal(storeIn(directory))).toContain(
      'state.journal has something else than an entry (line 2).',
    );
  });
});

describe('an encrypted image', () => {
  test('with any of 1,000 bits flipped under a seal that fits is refused by name', async () => {
    const directory = temporaryFolder();
    await write(storeIn(directory), value());
    const file = path.join(directory, 'state.db');
    const opened = unseal('state', Number.POSITIVE_INFINITY, fs.readFileSync(file));
    if ('problem' in opened) throw new Error(opened.message);
    const random = randomFrom(11);
    for (let i = 0; i < 1000; i++) {
      const bit = Math.floor(random() * opened.image.length * 8);
      const flipped = Buffer.from(opened.image);
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      fs.writeFileSync(file, seal('state', opened.formatVersion, flipped));
      expect([bit, await refusal(storeIn(directory))]).toEqual([
        bit,
        expect.stringMatching(/state\.db is (?:damaged|encrypted|not encrypted)/),
      ]);
    }
  });

  test('under a seal of an older layout, which would leave things out, is refused', async () => {
    const directory = temporaryFolder();
    await write(storeIn(directory), value());
    const file = path.join(directory, 'state.db');
    const opened = unseal('state', Number.POSITIVE_INFINITY, fs.readFileSync(file));
    if ('problem' in opened) throw new Error(opened.message);
    fs.writeFileSync(file, seal('state', opened.formatVersion - 1, opened.image));
    expect(await refusal(storeIn(directory))).toContain('is damaged, or was changed: it does not decrypt');
  });

  test('with another key is said to be encrypted with another, and nobody is told to restore', async () => {
    const directory = temporaryFolder();
    await write(storeIn(directory), value());
    await write(storeIn(directory), value());
    const message = await refusal(storeIn(directory, { current: keyOf(8) }));
    expect(message).toMatch(
      /state\.db is encrypted with another key than the one in CHATFORM_KEY \(ID [0-9a-f]{16}, in CHATFORM_KEY then\)\. Give the one that it was encrypted with, there or under `previous` of `chatform\.encryption`: nothing else reads it\. It was left as it is\.$/,
    );
    expect(await refusal(plainIn(directory))).toMatch(
      /state\.db is encrypted\. The configuration has no `chatform\.encryption` to decrypt it with\. It was left as it is\.$/,
    );
    const memory: Memory = emptyMemory();
    const at = (cipher?: typeof own) =>
      remoteStore({ place: memoryPlace(memory), version, ...(cipher && { cipher }) });
    await write(at(own), value());
    expect(await refusal(at())).toBe(
      'The state memory is encrypted. The configuration has no `chatform.encryption` to decrypt it with. It was left as it is.',
    );
  });
});

describe('changing over', () => {
  test('reads with the key of before and writes with the present one', async () => {
    const directory = temporaryFolder();
    await write(storeIn(directory), value('one'));
    const rotated = { current: keyOf(8), previous: [keyOf(7)] };
    await write(storeIn(directory, rotated), value('two'));
    expect(await refusal(storeIn(directory, { current: keyOf(8) }))).toBe('was read');
    expect(await refusal(storeIn(directory))).toMatch(/is encrypted with another key/);
    const problems = (await storeIn(directory, { current: keyOf(8) }).history()).map((one) => one.problem);
    expect(problems.map((one) => one !== undefined)).toEqual([false, true, true]);
  });

  test('into encryption and out of it loses nothing', async () => {
    const directory = temporaryFolder();
    await write(plainIn(directory), value('one'));
    expect(await refusal(storeIn(directory))).toMatch(
      /state\.db is not encrypted, and the configuration says that it is\. If it never was, `chatform\.encryption\.migrate: encrypt` takes it over; else somebody has replaced it\. It was left as it is\.$/,
    );
    await write(storeIn(directory, { migrate: 'encrypt' }), {
      type: 'bind',
      address: 'apps.support',
      id: '1',
    });
    const encrypted = await storeIn(directory).read();
    expect([encrypted?.serial, encrypted?.records.size, encrypted?.bindings.size]).toEqual([2, 1, 1]);
    await write(storeIn(directory, { migrate: 'decrypt' }), { type: 'bind', address: 'apps.lobby', id: '2' });
    const plain = await plainIn(directory).read();
    expect([plain?.serial, plain?.records.size, plain?.bindings.size]).toEqual([3, 1, 2]);
  });
});
