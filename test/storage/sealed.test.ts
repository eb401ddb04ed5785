import { beforeAll, describe, expect, test } from 'vitest';
import { seal, sealOf, unseal } from '../../src/storage/sealed.ts';
import { openDatabase } from '../../src/storage/sqlite.ts';
import { randomFrom } from '../support/random.ts';

let image: Uint8Array;
let sealed: Uint8Array;

beforeAll(async () => {
  const database = await openDatabase();
  database.run("CREATE TABLE lobby (name TEXT); INSERT INTO lobby VALUES ('arena')");
  image = database.export();
  database.close();
  sealed = seal('state', 1, image);
});

const problemOf = (bytes: Uint8Array) => {
  const found = unseal('state', 1, bytes);
  return 'problem' in found ? found.problem : 'none';
};

test('what is sealed can be unsealed', () => {
  const found = unseal('state', 3, seal('state', 2, image));
  expect('image' in found && Buffer.from(found.image).equals(Buffer.from(image))).toBe(true);
  expect('formatVersion' in found && found.formatVersion).toBe(2);
});

test('SQLite opens a sealed file as it is', async () => {
  const database = await openDatabase(sealed);
  expect(database.exec('PRAGMA integrity_check; SELECT name FROM lobby').map(({ values }) => values)).toEqual(
    [[['ok']], [['arena']]],
  );
  database.close();
});

test('the seal is one line of ASCII at the end', () => {
  expect(sealOf(sealed)).toMatch(/^\nchatform state 1 8192 sha256:[0-9a-f]{64}\n$/);
  expect(
    Buffer.from(sealed)
      .toString('latin1')
      .endsWith(sealOf(sealed) ?? 'none'),
  ).toBe(true);
});

test('a file cut off at any length is refused', () => {
  for (let length = 0; length < sealed.length; length++) {
    const problem = problemOf(sealed.subarray(0, length));
    // An image without its seal is what any other SQLite database is.
    const expected = length === 0 ? 'empty' : length === image.length ? 'foreign' : 'truncated';
    if (problem !== expected) expect.fail(`${length} bytes: ${problem}, not ${expected}`);
  }
});

test('every flipped bit of the seal and of the first page is refused', () => {
  const line = sealOf(sealed)?.length ?? 0;
  const places = [...Array(512).keys(), ...Array.from({ length: line }, (_, i) => sealed.length - 1 - i)];
  for (const place of places) {
    for (let bit = 0; bit < 8; bit++) {
      const flipped = Uint8Array.from(sealed);
      flipped[place] = (flipped[place] ?? 0) ^ (1 << bit);
      if (problemOf(flipped) === 'none') expect.fail(`bit ${bit} of byte ${place} was not noticed`);
    }
  }
});

test('2000 flipped bits anywhere are each refused', () => {
  const random = randomFrom(2024);
  for (let i = 0; i < 2000; i++) {
    const place = Math.floor(random() * sealed.length);
    const flipped = Uint8Array.from(sealed);
    flipped[place] = (flipped[place] ?? 0) ^ (1 << Math.floor(random() * 8));
    if (problemOf(flipped) === 'none') expect.fail(`byte ${place} was not noticed`);
  }
});

describe('each problem has its name', () => {
  const cases: [string, () => Uint8Array, string][] = [
    ['nothing in it', () => new Uint8Array(), 'empty'],
    ['half of it', () => sealed.subarray(0, sealed.length / 2), 'truncated'],
    ['cut in the seal', () => sealed.subarray(0, -10), 'truncated'],
    ['the last newline changed', () => Buffer.concat([sealed.subarray(0, -1), Buffer.from(' ')]), 'damaged'],
    ['a line added', () => Buffer.concat([sealed, Buffer.from('\n')]), 'damaged'],
    ['a page zeroed', () => Uint8Array.from(sealed).fill(0, 4096, 8192), 'damaged'],
    ['text', () => Buffer.from('the lobby is open\n'), 'foreign'],
    ['another database', () => image, 'foreign'],
    ['a sealed file of another kind', () => seal('sandbox', 1, image), 'foreign'],
    ['a newer format', () => seal('state', 2, image), 'newer'],
    ['a length with a leading zero', () => rewritten(' 8192 ', ' 08192 '), 'damaged'],
    ['a version with a leading zero', () => rewritten(' 1 8192 ', ' 01 8192 '), 'damaged'],
  ];
  test.each(cases)('%s', (_title, make, problem) => {
    expect(problemOf(make())).toBe(problem);
  });

  const rewritten = (from: string, to: string) =>
    Buffer.concat([image, Buffer.from((sealOf(sealed) ?? '').replace(from, to))]);
});
