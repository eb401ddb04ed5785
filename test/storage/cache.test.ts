// A file that only makes the next run faster is believed to the last byte, or not at all.
import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readCache, writeCache } from '../../src/storage/cache.ts';
import { temporaryFolder } from '../support/temporary.ts';

const value = { apps: { zoë: ['a', null, { b: 2 }] }, basis: 'x\ny' };

function written(): string {
  const file = path.join(temporaryFolder(), 'plan.cache');
  writeCache(file, '1.0.0-abc', value);
  return file;
}

test('what is written is read again, by the build that wrote it', () => {
  const file = written();
  const found = readCache(file, '1.0.0-abc') as typeof value;
  expect(JSON.stringify(found)).toBe('{"apps":{"zoë":["a",null,{"b":2}]},"basis":"x\\ny"}');
  expect(fs.statSync(file).mode & 0o777).toBe(0o600);
  expect(fs.readdirSync(path.dirname(file))).toEqual(['plan.cache']);
});

test('what a killed writer left beside it goes with the next one', () => {
  const file = written();
  fs.writeFileSync(`${file}.4711-0123abcd.tmp`, 'chatform cache');
  writeCache(file, '1.0.0-abc', value);
  expect(fs.readdirSync(path.dirname(file))).toEqual(['plan.cache']);
});

test('another build, no file, a folder, an empty file and a file of somebody else are as good as none', () => {
  const file = written();
  expect(readCache(file, '1.0.0-abd')).toBeUndefined();
  expect(readCache(`${file}.none`, '1.0.0-abc')).toBeUndefined();
  expect(readCache(path.dirname(file), '1.0.0-abc')).toBeUndefined();
  for (const text of ['', '\n', '{}', 'chatform cache 1.0.0-abc sha256:\n{}']) {
    fs.writeFileSync(file, text);
    expect(readCache(file, '1.0.0-abc')).toBeUndefined();
  }
});

test('one that is cut off anywhere, or has any bit flipped, is as good as none', () => {
  const file = written();
  const bytes = fs.readFileSync(file);
  for (let length = 0; length < bytes.length; length++) {
    fs.writeFileSync(file, bytes.subarray(0, length));
    expect(readCache(file, '1.0.0-abc')).toBeUndefined();
  }
  for (let bit = 0; bit < bytes.length * 8; bit++) {
    const damaged = Buffer.from(bytes);
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    fs.writeFileSync(file, damaged);
    expect(readCache(file, '1.0.0-abc')).toBeUndefined();
  }
});

test('where nothing can be written, nothing is, and nobody hears of it', () => {
  const folder = temporaryFolder();
  writeCache(path.join(folder, 'none', 'plan.cache'), '1.0.0-abc', value);
  expect(fs.readdirSync(folder)).toEqual([]);
  const taken = path.join(folder, 'plan.cache');
  fs.mkdirSync(path.join(taken, 'something'), { recursive: true });
  writeCache(taken, '1.0.0-abc', value);
  expect(fs.readdirSync(folder)).toEqual(['plan.cache']);
  expect(fs.readdirSync(taken)).toEqual(['something']);
});
